#include "stages/run/signoff.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/record.h"
#include "stages/run/audit.h"
#include "stages/run/name.h"
#include "stages/run/tree.h"

#define SIGNOFF_BYTES (1u << 20)

static cJSON *
read_signoff (const struct spool *spool, const char *name, const char *revision)
{
    g_autofree char *path = g_build_filename (spool->done, name, revision, SIGNOFF_FILE, NULL);
    return tree_read_json (path, SIGNOFF_BYTES, NULL);
}

gboolean
signoff_is_signed (const struct spool *spool, const char *name, const char *revision)
{
    g_autofree char *path = g_build_filename (spool->done, name, revision, SIGNOFF_FILE, NULL);
    return access (path, F_OK) == 0; /* one that cannot be read locks too */
}

char *
signoff_by (const struct spool *spool, const char *name, const char *revision, char **date)
{
    cJSON *signoff = read_signoff (spool, name, revision);
    char *by = g_strdup (record_string (signoff, "by"));
    *date = g_strdup (record_string (signoff, "date"));
    cJSON_Delete (signoff);
    return by;
}

gboolean
signoff_holds (const struct spool *spool, const char *name, const char *revision)
{
    if (!signoff_is_signed (spool, name, revision))
        return TRUE;
    g_autofree char *path = g_build_filename (spool->done, name, revision, "case.json", NULL);
    cJSON *signoff = read_signoff (spool, name, revision);
    guint64 bytes;
    g_autofree char *hash = tree_hash (path, &bytes, NULL);
    gboolean holds = hash && g_strcmp0 (record_string (signoff, "case_json"), hash) == 0;
    cJSON_Delete (signoff);
    return holds;
}

static gboolean
write_signoff (const struct spool *spool, const char *name, const char *revision, const char *by, GError **error)
{
    g_autofree char *folder = g_build_filename (spool->done, name, revision, NULL);
    g_autofree char *case_path = g_build_filename (folder, "case.json", NULL);
    g_autofree char *path = g_build_filename (folder, SIGNOFF_FILE, NULL);
    guint64 bytes;
    g_autofree char *hash = tree_hash (case_path, &bytes, error);
    if (!hash)
        return FALSE;
    char date[16];
    time_t now = time (NULL);
    struct tm utc;
    gmtime_r (&now, &utc);
    strftime (date, sizeof date, "%Y-%m-%d", &utc);
    cJSON *what = cJSON_CreateObject ();
    record_add_string (what, "revision", revision);
    record_add_string (what, "case_json", hash);
    record_add_string (what, "by", by);
    cJSON *signoff = cJSON_Duplicate (what, TRUE);
    cJSON_AddNumberToObject (signoff, "v", RECORD_VERSION);
    record_add_string (signoff, "date", date);
    gboolean written = audit_record (spool, "signed", revision, what, error) && tree_write_json (path, signoff, error);
    cJSON_Delete (signoff);
    return written;
}

gboolean
signoff_sign (struct spool *spool, const char *given, const char *by, char **name, char **revision, GError **error)
{
    g_autofree char *encoded = name_of_case (given);
    const char *const spellings[] = { given, encoded };
    for (gsize i = 0; i < G_N_ELEMENTS (spellings) && !*revision; i++) {
        if (!*spellings[i] || strchr (spellings[i], '/') || spellings[i][0] == '.')
            continue;
        *revision = spool_last_revision (spool, spellings[i], NULL);
        *name = *revision ? g_strdup (spellings[i]) : NULL;
    }
    if (!*revision) {
        g_set_error (error, SPOOL_ERROR, SPOOL_ERROR_UNKNOWN, "there is no case of the name that was given");
        return FALSE;
    }
    if (signoff_is_signed (spool, *name, *revision)) {
        g_set_error (error, SPOOL_ERROR, SPOOL_ERROR_UNKNOWN, "revision %s is signed already", *revision);
        return FALSE;
    }
    return write_signoff (spool, *name, *revision, by, error);
}
