#include "stages/run/audit.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "common/atomicfile.h"
#include "common/record.h"
#include "stages/run/audit_parts.h"
#include "stages/run/manifest.h"
#include "stages/run/tree.h"

#define TAIL_BYTES (512u << 10) /* in which the last line about an id is looked for: a crash repeats what was last */
#define FILES_MAX 2000          /* hashes of files in one line; names_json stands for all of them */
#define CASE_MAX_BYTES (256u << 20)

G_DEFINE_QUARK (audit_error, audit_error)

/* --- the file ------------------------------------------------------------------------------------------------------- */

/* Opened and locked against other writers, or -1. */
static int
open_log (const struct spool *spool, GError **error)
{
    int fd = open (spool->audit, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) {
        atomicfile_fail (error, errno, "open the audit log");
        return -1;
    }
    while (flock (fd, LOCK_EX) != 0) {
        if (errno == EINTR)
            continue;
        atomicfile_fail (error, errno, "lock the audit log");
        close (fd);
        return -1;
    }
    return fd;
}

/* The log's end, beginning with a whole line; the caller's. What a crash left of an unfinished line is taken off: nobody
 * was told that it stands. */
static GString *
read_tail (int fd, GError **error)
{
    struct stat status;
    g_autofree char *bytes = g_malloc (TAIL_BYTES);
    if (fstat (fd, &status) != 0) {
        atomicfile_fail (error, errno, "look at the audit log");
        return NULL;
    }
    off_t from = MAX (status.st_size - (off_t) TAIL_BYTES, 0);
    gssize n = pread (fd, bytes, TAIL_BYTES, from);
    if (n < 0) {
        atomicfile_fail (error, errno, "read the audit log");
        return NULL;
    }
    gssize whole = n;
    while (whole > 0 && bytes[whole - 1] != '\n')
        whole--;
    if (whole < n && ftruncate (fd, from + whole) != 0) {
        atomicfile_fail (error, errno, "take an unfinished line off the audit log");
        return NULL;
    }
    const char *start = from > 0 ? memchr (bytes, '\n', (gsize) whole) : NULL;
    gsize skip = start ? (gsize) (start - bytes) + 1 : 0;
    return g_string_new_len (bytes + skip, whole - (gssize) skip);
}

/* All or nothing, as far as that can be had. */
static gboolean
append (int fd, const char *line, gsize length, GError **error)
{
    struct stat before;
    if (fstat (fd, &before) != 0)
        return atomicfile_fail (error, errno, "look at the audit log");
    gssize n = write (fd, line, length);
    int failed = n == (gssize) length ? 0 : n < 0 ? errno : ENOSPC;
    if (!failed && fsync (fd) != 0)
        failed = errno;
    if (!failed)
        return TRUE;
    if (ftruncate (fd, before.st_size) != 0)
        failed = errno;
    return atomicfile_fail (error, failed, "write the audit log");
}

/* --- a line --------------------------------------------------------------------------------------------------------- */

/* Who is at the keyboard, where the kernel knows, else whose process it is; the caller frees. */
static char *
person (void)
{
    g_autofree char *login = NULL;
    uid_t uid = getuid ();
    if (g_file_get_contents ("/proc/self/loginuid", &login, NULL, NULL) && strtoul (login, NULL, 10) < 4294967295ul)
        uid = (uid_t) strtoul (login, NULL, 10);
    struct passwd entry, *found = NULL;
    char strings[4096];
    getpwuid_r (uid, &entry, strings, sizeof strings, &found);
    return found ? g_strdup (found->pw_name) : g_strdup_printf ("%u", (guint) uid);
}

static char *
now (void)
{
    time_t seconds = time (NULL);
    struct tm utc;
    char text[32];
    gmtime_r (&seconds, &utc);
    strftime (text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return g_strdup (text);
}

/* The last whole line that has `wanted` in it, parsed; the caller's, NULL where there is none. */
static cJSON *
last_line_with (const GString *tail, const char *wanted)
{
    const char *end = tail->str + tail->len;
    while (end > tail->str) {
        const char *start = end - 1; /* on the newline */
        while (start > tail->str && start[-1] != '\n')
            start--;
        if (memmem (start, (gsize) (end - start), wanted, strlen (wanted)))
            return record_parse_json (start, (gsize) (end - start - 1), NULL);
        end = start;
    }
    return NULL;
}

/* Whether `line` says what `action` and `what` would say. */
static gboolean
says_the_same (const cJSON *line, const char *action, const cJSON *what)
{
    if (!line || g_strcmp0 (record_string (line, "action"), action) != 0)
        return FALSE;
    const cJSON *field;
    cJSON_ArrayForEach (field, what)
        if (!cJSON_Compare (field, record_get (line, field->string), TRUE))
            return FALSE;
    return TRUE;
}

static gboolean
add_line (int fd, const GString *tail, const char *action, const char *id, cJSON *what, GError **error)
{
    cJSON *last = last_line_with (tail, "{");
    if (tail->len > 0 && !last) {
        g_set_error (error, AUDIT_ERROR, AUDIT_ERROR_BROKEN, "the audit log's last line is none (case-run audit)");
        return FALSE;
    }
    struct utsname host;
    g_autofree char *who = person (), *when = now ();
    cJSON *line = cJSON_CreateObject ();
    cJSON_AddNumberToObject (line, "v", RECORD_VERSION);
    cJSON_AddNumberToObject (line, "n", record_number (last, "n", 0) + 1);
    record_add_string (line, "when", when);
    record_add_string (line, "who", who);
    record_add_string (line, "host", uname (&host) == 0 ? host.nodename : NULL);
    record_add_string (line, "action", action);
    record_add_string (line, "id", id);
    while (what && what->child) {
        cJSON *field = cJSON_DetachItemViaPointer (what, what->child);
        g_autofree char *key = g_strdup (field->string);
        cJSON_AddItemToObject (line, key, field);
    }
    g_autofree char *previous = audit_hash_of_last (tail->str, tail->len);
    record_add_string (line, "previous", previous);
    g_autofree char *printed = record_print (line, FALSE);
    g_autofree char *ended = g_strconcat (printed, g_str_has_suffix (printed, "\n") ? "" : "\n", NULL);
    cJSON_Delete (line);
    cJSON_Delete (last);
    return append (fd, ended, strlen (ended), error);
}

char *
audit_hash_of_last (const char *text, gsize length)
{
    gsize start = length;
    while (start > 0 && (start == length || text[start - 1] != '\n'))
        start--;
    if (length == 0)
        return g_strdup (AUDIT_FIRST);
    return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) text + start, length - start - 1);
}

gboolean
audit_record (const struct spool *spool, const char *action, const char *id, cJSON *what, GError **error)
{
    int fd = open_log (spool, error);
    g_autoptr (GString) tail = fd >= 0 ? read_tail (fd, error) : NULL;
    gboolean recorded = FALSE;
    if (tail) {
        g_autofree char *quoted = g_strdup_printf ("\"id\":\"%s\"", id ? id : "");
        cJSON *last = id ? last_line_with (tail, quoted) : NULL;
        recorded = says_the_same (last, action, what) || add_line (fd, tail, action, id, what, error);
        cJSON_Delete (last);
    }
    if (fd >= 0)
        close (fd);
    cJSON_Delete (what);
    return recorded;
}

char *
audit_head (const struct spool *spool, guint64 *lines)
{
    *lines = 0;
    if (access (spool->audit, F_OK) != 0)
        return NULL;
    int fd = open_log (spool, NULL);
    g_autoptr (GString) tail = fd >= 0 ? read_tail (fd, NULL) : NULL;
    if (fd >= 0)
        close (fd);
    if (!tail || tail->len == 0)
        return NULL;
    cJSON *last = last_line_with (tail, "{");
    *lines = (guint64) record_number (last, "n", 0);
    cJSON_Delete (last);
    return audit_hash_of_last (tail->str, tail->len);
}

/* --- what is said of a case ----------------------------------------------------------------------------------------- */

cJSON *
audit_describe_files (const cJSON *manifest)
{
    cJSON *hashes = cJSON_CreateArray ();
    const cJSON *file;
    int n = 0;
    cJSON_ArrayForEach (file, record_get (manifest, "files"))
        if (n++ < FILES_MAX)
            cJSON_AddItemToArray (hashes, cJSON_CreateString (record_string (file, "sha256")));
    return hashes;
}

/* A hash over the rule files and criteria that case.json names, after a line that lists them; the caller frees. */
static gboolean
record_rules (const struct spool *spool, const cJSON *json, char **hash, GError **error)
{
    const cJSON *files = record_get (record_get (json, "run"), "rules");
    const cJSON *library = record_get (record_get (json, "assessment"), "library");
    g_autofree char *printed_files = files ? record_print (files, FALSE) : g_strdup ("");
    g_autofree char *printed_library = library ? record_print (library, FALSE) : g_strdup ("");
    g_autofree char *both = g_strconcat (printed_files, printed_library, NULL);
    g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, both, -1);
    cJSON *what = cJSON_CreateObject ();
    cJSON_AddItemToObject (what, "files", files ? cJSON_Duplicate (files, TRUE) : cJSON_CreateArray ());
    cJSON_AddItemToObject (what, "criteria", library ? cJSON_Duplicate (library, TRUE) : cJSON_CreateNull ());
    *hash = g_strndup (sum, 16);
    return audit_record (spool, "rules", *hash, what, error);
}

cJSON *
audit_describe_case (const struct spool *spool, const char *folder, GError **error)
{
    g_autofree char *case_path = g_build_filename (folder, "case.json", NULL);
    g_autofree char *run_path = g_build_filename (folder, "run.json", NULL);
    guint64 bytes;
    g_autofree char *names_path = g_build_filename (folder, MANIFEST_FILE, NULL);
    g_autofree char *case_hash = tree_hash (case_path, &bytes, error);
    g_autofree char *names_hash = case_hash ? tree_hash (names_path, &bytes, error) : NULL;
    if (!names_hash)
        return NULL;
    cJSON *manifest = manifest_load (folder, error);
    if (!manifest)
        return NULL;
    cJSON *json = tree_read_json (case_path, CASE_MAX_BYTES, NULL), *run = tree_read_json (run_path, 16u << 20, NULL);
    g_autofree char *rules = NULL;
    cJSON *what = NULL;
    if (record_rules (spool, json, &rules, error)) {
        what = cJSON_CreateObject ();
        record_add_string (what, "revision", record_string (run, "revision"));
        cJSON_AddItemToObject (what, "files", audit_describe_files (manifest));
        record_add_string (what, "names_json", names_hash);
        record_add_string (what, "case_json", case_hash);
        record_add_string (what, "rules", rules);
    }
    cJSON_Delete (manifest);
    cJSON_Delete (json);
    cJSON_Delete (run);
    return what;
}

gboolean
audit_begin (const struct spool *spool, GError **error)
{
    struct stat status;
    if (stat (spool->audit, &status) == 0 && status.st_size > 0)
        return TRUE;
    if (!audit_record (spool, "begun", NULL, NULL, error))
        return FALSE;
    g_autoptr (GList) revisions = g_list_sort (g_hash_table_get_keys (spool->revisions), (GCompareFunc) strcmp);
    for (GList *at = revisions; at; at = at->next) {
        const char *name = g_hash_table_lookup (spool->revisions, at->data);
        g_autofree char *folder = g_build_filename (spool->done, name, at->data, NULL);
        cJSON *what = audit_describe_case (spool, folder, error);
        if (!what || !audit_record (spool, "found", at->data, what, error))
            return FALSE;
    }
    return TRUE;
}
