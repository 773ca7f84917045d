/* Claiming: from the inbox to work/ID (the first three states of spool.c's table). */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/atomicfile.h"
#include "common/record.h"
#include "stages/run/audit.h"
#include "stages/run/batch.h"
#include "stages/run/manifest.h"
#include "stages/run/name.h"
#include "stages/run/spool.h"
#include "stages/run/tree.h"

#define CLAIM_JSON_BYTES (16u << 20)

/* Takes one entry of the inbox where the file systems differ: a complete copy first, then the entry goes. */
static gboolean
take_by_copy (const struct spool *spool, const char *from, const char *to, GError **error)
{
    g_autofree char *copy = g_build_filename (spool->work, "copy-XXXXXX", NULL);
    if (!g_mkdtemp_full (copy, 0700))
        return atomicfile_fail (error, errno, "make a folder");
    g_autofree char *inside = g_build_filename (copy, "entry", NULL);
    gboolean taken = tree_copy (from, inside, spool->max_files, error) && atomicfile_move (inside, to, error)
                     && tree_remove (from, error);
    return tree_remove (copy, taken ? error : NULL) && taken;
}

static gboolean
take_entry (const struct spool *spool, const char *claim, const char *raw, GError **error)
{
    g_autofree char *from = g_build_filename (spool->inbox, raw, NULL);
    g_autofree char *to = g_build_filename (claim, "dropped", raw, NULL);
    struct stat status;
    if (lstat (to, &status) == 0 || (lstat (from, &status) != 0 && errno == ENOENT))
        return TRUE; /* taken before a crash, or taken back by who dropped it */
    if (rename (from, to) == 0)
        return TRUE;
    return errno == EXDEV ? take_by_copy (spool, from, to, error) : atomicfile_fail (error, errno, "claim");
}

/* Takes all that claim.json lists, and makes it durable. */
static gboolean
take_entries (const struct spool *spool, const char *claim, GError **error)
{
    g_autofree char *path = g_build_filename (claim, "claim.json", NULL);
    g_autofree char *dropped = g_build_filename (claim, "dropped", NULL);
    g_autoptr (GError) broken = NULL;
    cJSON *list = tree_read_json (path, CLAIM_JSON_BYTES, &broken);
    if (broken)
        g_propagate_error (error, g_steal_pointer (&broken));
    gboolean taken = list && atomicfile_folder (dropped, error);
    const cJSON *entry;
    cJSON_ArrayForEach (entry, record_get (list, "entries")) {
        g_autofree char *raw = cJSON_IsString (entry) ? name_decode (entry->valuestring) : NULL;
        if (taken && raw && *raw && !strchr (raw, '/'))
            taken = take_entry (spool, claim, raw, error);
    }
    cJSON_Delete (list);
    return taken && atomicfile_sync (dropped, error) && atomicfile_sync (spool->inbox, error);
}

/* The names are listed before the first is taken, so that a killed claim is finished with just these. */
static char *
start_claim (const struct spool *spool, const struct inbox_group *group, GError **error)
{
    g_autofree char *claim = g_build_filename (spool->work, "claim-XXXXXX", NULL);
    if (!g_mkdtemp_full (claim, 0700)) {
        atomicfile_fail (error, errno, "make a folder");
        return NULL;
    }
    cJSON *list = cJSON_CreateObject ();
    cJSON_AddNumberToObject (list, "v", RECORD_VERSION);
    cJSON_AddNumberToObject (list, "since", (double) group->oldest);
    cJSON_AddBoolToObject (list, "expedited", group->expedited);
    if (!group->has_document) /* a corrections file may name its case inside */
        record_add_string (list, "case", group->name);
    cJSON *entries = cJSON_AddArrayToObject (list, "entries");
    for (guint i = 0; i < group->entries->len; i++) {
        g_autofree char *encoded = name_encode (g_ptr_array_index (group->entries, i));
        cJSON_AddItemToArray (entries, cJSON_CreateString (encoded));
    }
    g_autofree char *path = g_build_filename (claim, "claim.json", NULL);
    gboolean written = tree_write_json (path, list, error) && atomicfile_sync (spool->work, error);
    cJSON_Delete (list);
    if (!written)
        tree_remove (claim, NULL);
    return written ? g_steal_pointer (&claim) : NULL;
}

/* Where the same bytes already are, or NULL. */
static const char *
find_known (const struct spool *spool, const char *id)
{
    g_autofree char *failed = g_build_filename (spool->failed, id, NULL);
    if (g_hash_table_contains (spool->revisions, id))
        return "done";
    if (g_hash_table_contains (spool->working, id))
        return "work";
    return access (failed, F_OK) == 0 ? "failed" : NULL;
}

/* attempt.json of a new submission, from claim.json. */
static gboolean
write_attempt (const struct spool *spool, const char *folder, gboolean expedited, GError **error)
{
    g_autofree char *path = g_build_filename (spool->work, folder, "claim.json", NULL);
    cJSON *list = tree_read_json (path, CLAIM_JSON_BYTES, NULL);
    struct spool_work work = {
        .id = (char *) folder,
        .since = (gint64) record_number (list, "since", 0),
        .expedited = expedited || record_bool (list, "expedited"),
    };
    cJSON_Delete (list);
    return spool_save_work (spool, &work, error);
}

static gboolean
record_claim (const struct spool *spool, const cJSON *manifest, const char *folder, const char *known, GError **error)
{
    cJSON *what = cJSON_CreateObject ();
    record_add_string (what, "claim", folder); /* tells two drops of the same bytes apart */
    record_add_string (what, "known", known);
    cJSON_AddItemToObject (what, "files", audit_describe_files (manifest));
    return audit_record (spool, known ? "dropped again" : "claimed", record_string (manifest, "id"), what, error);
}

/* What came without a document belongs to the case that the inbox found for it. */
static void
name_case (cJSON *manifest, const char *list)
{
    cJSON *claim = manifest ? tree_read_json (list, CLAIM_JSON_BYTES, NULL) : NULL;
    const char *name = record_string (claim, "case");
    if (name)
        cJSON_ReplaceItemInObjectCaseSensitive (manifest, "case", cJSON_CreateString (name));
    cJSON_Delete (claim);
}

/* The rest of the way from work/claim-T; every step may have been done before. */
static gboolean
finish_claim (struct spool *spool, const char *claim, enum spool_claim *result, char **id, const char **known,
              GError **error)
{
    g_autofree char *folder = g_path_get_basename (claim);
    g_autofree char *dropped = g_build_filename (claim, "dropped", NULL);
    g_autofree char *list = g_build_filename (claim, "claim.json", NULL);
    g_autoptr (GError) broken = NULL;
    gboolean expedited = FALSE;
    cJSON *manifest = manifest_load (claim, &broken);
    if (!manifest && !broken && take_entries (spool, claim, &broken)) {
        g_auto (GStrv) names = tree_names (dropped, NULL);
        if (names && !names[0]) {
            *result = SPOOL_EMPTY;
            return spool_discard (spool, folder, error);
        }
        manifest = manifest_build (claim, spool->max_files, &expedited, &broken);
        name_case (manifest, list);
        if (manifest
            && (!write_attempt (spool, folder, expedited, &broken) || !manifest_save (manifest, claim, &broken)))
            g_clear_pointer (&manifest, cJSON_Delete);
    }
    if (!manifest) {
        g_propagate_error (error, g_steal_pointer (&broken));
        return FALSE;
    }
    *id = g_strdup (record_string (manifest, "id"));
    *known = find_known (spool, *id);
    *result = *known ? SPOOL_DUPLICATE : SPOOL_CLAIMED;
    g_autofree char *name = g_strdup (record_string (manifest, "case"));
    gboolean stored =
        record_claim (spool, manifest, folder, *known, error) && (*known || manifest_store (manifest, claim, error));
    cJSON_Delete (manifest);
    if (!stored)
        return FALSE;
    if (*known)
        return spool_discard (spool, folder, error);
    g_autofree char *to = g_build_filename (spool->work, *id, NULL);
    if (!tree_remove (dropped, error) || !tree_remove (list, error) || !tree_settle (claim, error)
        || !atomicfile_move (claim, to, error))
        return FALSE;
    g_hash_table_replace (spool->working, g_strdup (*id), g_steal_pointer (&name));
    return TRUE;
}

gboolean
spool_claim (struct spool *spool, const struct inbox_group *group, enum spool_claim *result, char **id,
             const char **known, GError **error)
{
    g_autofree char *claim = start_claim (spool, group, error);
    return claim && finish_claim (spool, claim, result, id, known, error);
}

/* A claim without claim.json and names.json has taken nothing yet. */
static gboolean
recover_claim (struct spool *spool, const char *claim, spool_report report, gpointer user)
{
    g_autofree char *list = g_build_filename (claim, "claim.json", NULL);
    g_autofree char *names = g_build_filename (claim, MANIFEST_FILE, NULL);
    if (access (list, F_OK) != 0 && access (names, F_OK) != 0)
        return tree_remove (claim, NULL);
    g_autofree char *id = NULL;
    g_autoptr (GError) error = NULL;
    const char *known = NULL;
    enum spool_claim result = SPOOL_EMPTY;
    gboolean finished = finish_claim (spool, claim, &result, &id, &known, &error);
    report (user, result, id, known, error);
    return finished;
}

gboolean
spool_recover (struct spool *spool, spool_report report, gpointer user)
{
    static const char *const LEFTOVERS[] = { "trash-", "copy-", "recheck-" };
    gboolean recovered = TRUE;
    g_auto (GStrv) names = tree_names (spool->work, NULL);
    for (gsize i = 0; names && names[i]; i++) {
        g_autofree char *path = g_build_filename (spool->work, names[i], NULL);
        for (gsize k = 0; k < G_N_ELEMENTS (LEFTOVERS); k++)
            if (g_str_has_prefix (names[i], LEFTOVERS[k]))
                recovered &= tree_remove (path, NULL);
        g_autofree char *batch = g_build_filename (path, BATCH_FILE, NULL);
        if (g_str_has_prefix (names[i], BATCH_PREFIX) && access (batch, F_OK) != 0 && errno == ENOENT)
            recovered &= tree_remove (path, NULL); /* never submitted */
        if (g_str_has_prefix (names[i], "claim-"))
            recovered &= recover_claim (spool, path, report, user);
    }
    return recovered && names;
}
