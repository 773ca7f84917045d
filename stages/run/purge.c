#include "stages/run/purge.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "common/atomicfile.h"
#include "common/log.h"
#include "common/record.h"
#include "stages/run/audit.h"
#include "stages/run/index.h"
#include "stages/run/name.h"
#include "stages/run/process.h"
#include "stages/run/tree.h"

#define DAY_SECONDS 86400
#define JSON_BYTES (16u << 20)
#define EXIT_SOME_FAILED 1

struct purge {
    struct spool *spool;
    const struct settings *settings;
    const struct purge_options *options;
    struct summary *summary;
    gint64 before; /* what was last touched before that goes, seconds since the epoch */
    guint failed, found;
};

/* Names are given as people know them, or encoded as in done/. */
static gboolean
is_listed (char **names, const char *name)
{
    for (gsize i = 0; names && names[i]; i++) {
        g_autofree char *encoded = name_of_case (names[i]);
        if (strcmp (names[i], name) == 0 || strcmp (encoded, name) == 0)
            return TRUE;
    }
    return FALSE;
}

static gboolean
is_wanted (const struct purge *purge, const char *name, gint64 touched)
{
    gboolean named = !purge->options->names || !purge->options->names[0] || is_listed (purge->options->names, name);
    gboolean old = purge->options->older_than_days < 0 || touched < purge->before;
    return named && old && !is_listed (purge->options->keep, name);
}

/* When anything was last done in `folder`: as run.json says, else as the folder does. */
static gint64
touched_at (const char *folder)
{
    g_autofree char *path = g_build_filename (folder, "run.json", NULL);
    cJSON *run = tree_read_json (path, JSON_BYTES, NULL);
    struct stat status;
    gint64 touched = (gint64) record_number (run, "finished", 0);
    cJSON_Delete (run);
    if (touched == 0)
        touched = stat (folder, &status) == 0 ? (gint64) status.st_mtime : G_MAXINT64;
    return touched;
}

static void
note_failure (struct purge *purge, const char *id, const GError *error)
{
    log_error (id, "could not be removed now: %s", error->message);
    purge->failed++;
}

/* The line in the audit log comes first; then one rename takes the folder out of sight. */
static gboolean
remove_folder (struct purge *purge, const char *folder, const char *id, const char *of, cJSON *what, GError **error)
{
    if (!audit_record (purge->spool, "purged", id, what, error))
        return FALSE;
    g_autofree char *trash = g_strdup_printf ("%s/trash-%s-%s", purge->spool->work, of, id);
    return tree_remove (trash, error) && atomicfile_move (folder, trash, error) && tree_remove (trash, error);
}

static void
note_purged (struct purge *purge, const char *id, const char *name, guint revisions, const char *of)
{
    cJSON *item = summary_add (purge->summary, SUMMARY_PURGED, id, name);
    g_autofree char *reason = revisions ? g_strdup_printf ("%s, revisions %u", of, revisions) : g_strdup (of);
    record_add_string (item, "reason", reason);
    cJSON_AddBoolToObject (item, "only_told", purge->options->dry);
    log_info (id, "%s: %s", purge->options->dry ? "would be removed" : "removed", reason);
}

static void
purge_done (struct purge *purge, struct index *index, const char *name)
{
    g_autofree char *folder = g_build_filename (purge->spool->done, name, NULL);
    g_auto (GStrv) revisions = spool_list_ids (folder);
    gint64 touched = 0;
    cJSON *list = cJSON_CreateArray ();
    for (gsize i = 0; revisions[i]; i++) {
        g_autofree char *below = g_build_filename (folder, revisions[i], NULL);
        touched = MAX (touched, touched_at (below));
        cJSON_AddItemToArray (list, cJSON_CreateString (revisions[i]));
    }
    guint n = (guint) cJSON_GetArraySize (list);
    if (n == 0 || !is_wanted (purge, name, touched)) {
        cJSON_Delete (list);
        return;
    }
    purge->found++;
    cJSON *what = cJSON_CreateObject ();
    cJSON_AddItemToObject (what, "revisions", list);
    g_autofree char *id = g_strdup (revisions[n - 1]);
    if (spool_is_in_work (purge->spool, name)) {
        cJSON_Delete (what);
        log_warning (id, "stays: a submission of this case is in work");
        purge->failed++;
        return;
    }
    g_autoptr (GError) error = NULL;
    if (purge->options->dry)
        cJSON_Delete (what);
    else if (!remove_folder (purge, folder, id, "done", what, &error) || !index_remove (index, name, &error)) {
        note_failure (purge, id, error);
        return;
    }
    for (guint i = 0; !purge->options->dry && i < n; i++)
        g_hash_table_remove (purge->spool->revisions, revisions[i]);
    note_purged (purge, id, name, n, "done");
}

static void
purge_failed (struct purge *purge, const char *id)
{
    g_autofree char *folder = g_build_filename (purge->spool->failed, id, NULL);
    g_autofree char *path = g_build_filename (folder, "reason.json", NULL);
    cJSON *reason = tree_read_json (path, JSON_BYTES, NULL);
    g_autofree char *name = g_strdup (record_string (reason, "case"));
    cJSON_Delete (reason);
    if (!is_wanted (purge, name ? name : "", touched_at (folder)))
        return;
    purge->found++;
    g_autoptr (GError) error = NULL;
    if (!purge->options->dry && !remove_folder (purge, folder, id, "failed", NULL, &error))
        note_failure (purge, id, error);
    else
        note_purged (purge, id, name, 0, "failed");
}

static guint
count_names (const struct purge_options *options)
{
    return options->names ? g_strv_length (options->names) : 0;
}

int
purge_run (struct spool *spool, const struct settings *settings, const struct purge_options *options,
           struct summary *summary)
{
    g_autoptr (GError) error = NULL;
    struct purge purge = { spool, settings, options, summary, 0, 0, 0 };
    purge.before = (gint64) time (NULL) - (gint64) options->older_than_days * DAY_SECONDS;
    g_autoptr (index_t) index = index_open (settings_path (settings, "run", "index"), spool, &error);
    g_auto (GStrv) cases = index ? tree_names (spool->done, &error) : NULL;
    g_auto (GStrv) failed = spool_list_ids (spool->failed);
    if (!cases) {
        log_error (NULL, "%s", error->message);
        return EX_IOERR;
    }
    for (gsize i = 0; cases[i] && !process_interrupted; i++)
        purge_done (&purge, index, cases[i]);
    for (gsize i = 0; failed[i] && !process_interrupted; i++)
        purge_failed (&purge, failed[i]);
    if (!options->dry && !index_wipe (index, spool, &error))
        note_failure (&purge, NULL, error);
    if (purge.found == 0 && count_names (options) > 0 && options->older_than_days < 0) {
        log_error (NULL, "there is no case of a name that was given");
        return EX_NOINPUT;
    }
    return purge.failed ? EXIT_SOME_FAILED : process_interrupted ? EX_TEMPFAIL : EX_OK;
}
