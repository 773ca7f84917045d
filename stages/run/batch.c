#include "stages/run/batch.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "common/atomicfile.h"
#include "common/record.h"
#include "stages/run/tree.h"

#define BATCH_MAX_BYTES (256u << 20)
#define OWNER_FILE "worker.json"
#define OWNER_MAX_BYTES 65536

void
batch_free (struct batch *batch)
{
    if (!batch)
        return;
    g_free (batch->folder);
    g_free (batch->token);
    cJSON_Delete (batch->cases);
    g_free (batch);
}

static struct batch *
new_batch (const char *folder, cJSON *cases, guint throttle)
{
    struct batch *batch = g_new0 (struct batch, 1);
    g_autofree char *name = g_path_get_basename (folder);
    batch->folder = g_strdup (folder);
    batch->token = g_strdup (name + strlen (BATCH_PREFIX));
    batch->cases = cases;
    batch->throttle = throttle;
    return batch;
}

struct batch *
batch_write (const struct spool *spool, cJSON *cases, guint throttle, GError **error)
{
    g_autofree char *folder = g_build_filename (spool->work, BATCH_PREFIX "XXXXXX", NULL);
    if (!g_mkdtemp_full (folder, 0700)) {
        atomicfile_fail (error, errno, "make a folder");
        cJSON_Delete (cases);
        return NULL;
    }
    g_autoptr (batch_t) batch = new_batch (folder, cases, throttle);
    cJSON *json = cJSON_CreateObject ();
    cJSON_AddNumberToObject (json, "v", RECORD_VERSION);
    cJSON_AddNumberToObject (json, "throttle", throttle);
    cJSON_AddItemReferenceToObject (json, "cases", cases);
    g_autofree char *path = g_build_filename (folder, BATCH_FILE, NULL);
    gboolean written = tree_write_json (path, json, error) && atomicfile_sync (spool->work, error);
    cJSON_Delete (json);
    if (written)
        return g_steal_pointer (&batch);
    tree_remove (folder, NULL);
    return NULL;
}

struct batch *
batch_load (const char *folder, GError **error)
{
    g_autofree char *path = g_build_filename (folder, BATCH_FILE, NULL);
    g_autoptr (GError) broken = NULL;
    cJSON *json = tree_read_json (path, BATCH_MAX_BYTES, &broken);
    gboolean of_this_release = !json || record_check_version (json, BATCH_FILE, &broken);
    cJSON *cases = cJSON_DetachItemFromObjectCaseSensitive (json, "cases");
    double throttle = record_number (json, "throttle", 1);
    cJSON_Delete (json);
    if (broken)
        g_propagate_error (error, g_steal_pointer (&broken));
    else if (!cJSON_IsArray (cases))
        atomicfile_fail (error, ENOENT, BATCH_FILE);
    if (cJSON_IsArray (cases) && of_this_release)
        return new_batch (folder, cases, (guint) CLAMP (throttle, 1, 1e6));
    cJSON_Delete (cases);
    return NULL;
}

const cJSON *
batch_case (const struct batch *batch, guint element)
{
    return element > 0 ? cJSON_GetArrayItem (batch->cases, (int) element - 1) : NULL;
}

GPtrArray *
batch_list (const struct spool *spool, GError **error)
{
    g_autoptr (GPtrArray) batches = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_free);
    g_auto (GStrv) names = tree_names (spool->work, error);
    for (gsize i = 0; names && names[i]; i++) {
        if (!g_str_has_prefix (names[i], BATCH_PREFIX))
            continue;
        g_autofree char *folder = g_build_filename (spool->work, names[i], NULL);
        g_autofree char *path = g_build_filename (folder, BATCH_FILE, NULL);
        if (access (path, F_OK) != 0 && errno == ENOENT)
            continue;
        struct batch *batch = batch_load (folder, error);
        if (!batch)
            return NULL;
        g_ptr_array_add (batches, batch);
    }
    return names ? g_steal_pointer (&batches) : NULL;
}

/* --- who is at work ------------------------------------------------------------------------------------------------- */

gboolean
batch_own (const char *folder, const char *token, const char *owner, GError **error)
{
    g_autofree char *path = g_build_filename (folder, OWNER_FILE, NULL);
    cJSON *json = cJSON_CreateObject ();
    record_add_string (json, "batch", token);
    record_add_string (json, "owner", owner);
    gboolean written = tree_write_json (path, json, error);
    cJSON_Delete (json);
    return written;
}

static gboolean
owner_says (const char *folder, const char *key, const char *wanted)
{
    g_autofree char *path = g_build_filename (folder, OWNER_FILE, NULL);
    cJSON *json = tree_read_json (path, OWNER_MAX_BYTES, NULL);
    gboolean says = g_strcmp0 (record_string (json, key), wanted) == 0;
    cJSON_Delete (json);
    return says;
}

gboolean
batch_is_owner (const char *folder, const char *owner)
{
    return owner_says (folder, "owner", owner);
}

gboolean
batch_has_begun (const char *folder, const char *token)
{
    return owner_says (folder, "batch", token);
}
