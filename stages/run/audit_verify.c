/* Checking the audit log (audit.h). */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/atomicfile.h"
#include "common/record.h"
#include "stages/run/audit.h"
#include "stages/run/audit_parts.h"
#include "stages/run/signoff.h"
#include "stages/run/tree.h"

#define LINE_MAX_BYTES (1u << 20)
#define MISTAKES_MAX 100 /* printed; all are counted */

struct verification {
    FILE *stream;
    guint64 lines, mistakes;
    char *previous; /* hash of the line before, owned */
    const char *head;
    gboolean head_seen;
    GHashTable *case_files; /* "REVISION HASH" of every case.json that a line names */
};

static void G_GNUC_PRINTF (2, 3) mistake (struct verification *verification, const char *format, ...)
{
    if (verification->mistakes++ >= MISTAKES_MAX)
        return;
    va_list arguments;
    va_start (arguments, format);
    g_autofree char *text = g_strdup_vprintf (format, arguments);
    va_end (arguments);
    fprintf (verification->stream, "%s\n", text);
}

static void
check_line (struct verification *verification, const char *line, gsize length)
{
    guint64 n = ++verification->lines;
    cJSON *json = record_parse_json (line, length, NULL);
    const char *previous = record_string (json, "previous"), *revision = record_string (json, "revision");
    const char *case_json = record_string (json, "case_json"), *action = record_string (json, "action");
    if (!json || !previous || !action)
        mistake (verification, "line %" G_GUINT64_FORMAT ": is no line of this log", n);
    else if (strcmp (previous, verification->previous) != 0)
        mistake (verification,
                 "line %" G_GUINT64_FORMAT ": the line before it is not the one that it was written after", n);
    else if (record_number (json, "n", 0) != (double) n)
        mistake (verification, "line %" G_GUINT64_FORMAT ": is numbered %.0f", n, record_number (json, "n", 0));
    if (revision && case_json)
        g_hash_table_add (verification->case_files, g_strdup_printf ("%s %s", revision, case_json));
    g_free (verification->previous);
    verification->previous = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) line, length);
    verification->head_seen |= g_strcmp0 (verification->head, verification->previous) == 0;
    cJSON_Delete (json);
}

static gboolean
check_chain (struct verification *verification, const char *path, GError **error)
{
    int fd = open (path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    FILE *log = fd >= 0 ? fdopen (fd, "r") : NULL;
    if (!log)
        return atomicfile_fail (error, errno, "open the audit log");
    char *line = NULL;
    size_t room = 0;
    ssize_t n;
    while ((n = getline (&line, &room, log)) > 0 && n < LINE_MAX_BYTES) {
        if (line[n - 1] == '\n')
            check_line (verification, line, (gsize) n - 1);
        else
            mistake (verification,
                     "after line %" G_GUINT64_FORMAT
                     ": an unfinished line, as a crash leaves it (the next run takes it off)",
                     verification->lines);
    }
    if (n >= LINE_MAX_BYTES)
        mistake (verification, "line %" G_GUINT64_FORMAT ": is longer than any line of this log",
                 verification->lines + 1);
    gboolean failed = ferror (log) != 0;
    free (line);
    fclose (log);
    return failed ? atomicfile_fail (error, EIO, "read the audit log") : TRUE;
}

/* What lies in done/ must have come there through us, and be what it was. */
static void
check_revision (struct verification *verification, const struct spool *spool, const char *name, const char *revision)
{
    g_autofree char *path = g_build_filename (spool->done, name, revision, "case.json", NULL);
    guint64 bytes;
    g_autofree char *hash = tree_hash (path, &bytes, NULL);
    g_autofree char *key = g_strdup_printf ("%s %s", revision, hash ? hash : "");
    if (!g_hash_table_contains (verification->case_files, key))
        mistake (verification, "revision %s: its case.json is %s", revision,
                 hash ? "none that was recorded" : "missing");
    if (!signoff_holds (spool, name, revision))
        mistake (verification, "revision %s: its case.json is not the one that was signed off", revision);
}

static void
check_done (struct verification *verification, const struct spool *spool)
{
    g_auto (GStrv) cases = tree_names (spool->done, NULL);
    for (gsize i = 0; cases && cases[i]; i++) {
        g_autofree char *folder = g_build_filename (spool->done, cases[i], NULL);
        g_auto (GStrv) revisions = spool_list_ids (folder);
        for (gsize k = 0; revisions[k]; k++)
            check_revision (verification, spool, cases[i], revisions[k]);
    }
}

gboolean
audit_verify (const struct spool *spool, const char *head, FILE *stream, GError **error)
{
    struct verification verification = { .stream = stream, .head = head, .previous = g_strdup (AUDIT_FIRST) };
    verification.case_files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    gboolean read = check_chain (&verification, spool->audit, error);
    if (read && head && !verification.head_seen)
        mistake (&verification, "no line has the hash that was given: lines were cut off or changed");
    if (read)
        check_done (&verification, spool);
    if (read)
        fprintf (stream, "%" G_GUINT64_FORMAT " lines, mistakes %" G_GUINT64_FORMAT ", hash of the last %s\n",
                 verification.lines, verification.mistakes, verification.previous);
    if (read && verification.mistakes)
        g_set_error (error, AUDIT_ERROR, AUDIT_ERROR_BROKEN, "the audit log and what is done do not agree");
    g_free (verification.previous);
    g_hash_table_unref (verification.case_files);
    return read && !verification.mistakes;
}
