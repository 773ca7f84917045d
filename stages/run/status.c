#include "stages/run/status.h"

#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "common/record.h"
#include "stages/run/batch.h"
#include "stages/run/manifest.h"
#include "stages/run/tree.h"

#define REASON_JSON_BYTES (16u << 20)

static gboolean
is_run_at_work (const struct spool *spool)
{
    g_autofree char *path = g_build_filename (spool->work, ".lock", NULL);
    int lock = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (lock < 0)
        return FALSE;
    gboolean free_now = flock (lock, LOCK_SH | LOCK_NB) == 0;
    close (lock);
    return !free_now;
}

static guint
count_revisions (const struct spool *spool, guint *cases)
{
    guint revisions = 0;
    g_auto (GStrv) names = tree_names (spool->done, NULL);
    for (gsize i = 0; names && names[i]; i++) {
        g_autofree char *folder = g_build_filename (spool->done, names[i], NULL);
        g_auto (GStrv) below = tree_names (folder, NULL);
        guint here = 0;
        for (gsize k = 0; below && below[k]; k++)
            here += below[k][0] != '.';
        *cases += here > 0;
        revisions += here;
    }
    return revisions;
}

static cJSON *
describe_inbox (const struct spool *spool, gboolean with_names, GError **error)
{
    inbox_view_t *view = NULL;
    g_autoptr (GPtrArray) groups = inbox_scan (spool->inbox, NULL, &view, spool->revisions, spool->max_files, error);
    if (!groups)
        return NULL;
    g_hash_table_unref (view);
    cJSON *list = cJSON_CreateArray ();
    for (guint i = 0; i < groups->len; i++) {
        const struct inbox_group *group = g_ptr_array_index (groups, i);
        cJSON *item = cJSON_CreateObject ();
        cJSON_AddNumberToObject (item, "entries", group->entries->len);
        cJSON_AddBoolToObject (item, "expedited", group->expedited);
        if (with_names)
            record_add_string (item, "case", group->name);
        cJSON_AddItemToArray (list, item);
    }
    return list;
}

static gboolean
is_with_slurm (const GPtrArray *batches, const char *id)
{
    for (guint i = 0; batches && i < batches->len; i++) {
        const cJSON *of_case;
        cJSON_ArrayForEach (of_case, ((struct batch *) g_ptr_array_index (batches, i))->cases)
            if (g_strcmp0 (record_string (of_case, "id"), id) == 0)
                return TRUE;
    }
    return FALSE;
}

static cJSON *
describe_work (const struct spool *spool, gboolean with_names)
{
    g_autoptr (GPtrArray) works = spool_list_work (spool);
    g_autoptr (GPtrArray) batches = batch_list (spool, NULL);
    cJSON *list = cJSON_CreateArray ();
    for (guint i = 0; i < works->len; i++) {
        const struct spool_work *work = g_ptr_array_index (works, i);
        cJSON *item = cJSON_CreateObject ();
        record_add_string (item, "id", work->id);
        if (with_names)
            record_add_string (item, "case", work->name);
        cJSON_AddNumberToObject (item, "attempts", work->attempts);
        cJSON_AddNumberToObject (item, "next", (double) work->next);
        cJSON_AddBoolToObject (item, "expedited", work->expedited);
        /* "stopped" is written before an attempt begins: while a run is at work, it runs. */
        record_add_string (item, "reason", is_with_slurm (batches, work->id) ? "with Slurm" : work->reason);
        cJSON_AddItemToArray (list, item);
    }
    return list;
}

static cJSON *
describe_failed (const struct spool *spool, gboolean with_names)
{
    static const char *const TOLD[] = { "id", "stage", "reason", "detail", "advice" };
    g_auto (GStrv) ids = tree_names (spool->failed, NULL);
    cJSON *list = cJSON_CreateArray ();
    for (gsize i = 0; ids && ids[i]; i++) {
        g_autofree char *path = g_build_filename (spool->failed, ids[i], "reason.json", NULL);
        cJSON *reason = tree_read_json (path, REASON_JSON_BYTES, NULL);
        if (!reason)
            continue;
        cJSON *item = cJSON_CreateObject ();
        for (gsize k = 0; k < G_N_ELEMENTS (TOLD); k++)
            record_add_string (item, TOLD[k], record_string (reason, TOLD[k]));
        if (with_names)
            record_add_string (item, "case", record_string (reason, "case"));
        cJSON_AddItemToArray (list, item);
        cJSON_Delete (reason);
    }
    return list;
}

static void
print_item (const cJSON *item, gboolean at_work, FILE *stream)
{
    const char *name = record_string (item, "case"), *reason = record_string (item, "reason"),
               *id = record_string (item, "id");
    if (at_work && g_strcmp0 (reason, "stopped") == 0)
        reason = "running";
    fprintf (stream, "  %s%s%s%s: %s", id ? id : "", name ? " (" : "", name ? name : "", name ? ")" : "",
             reason ? reason : "waiting");
    if (record_get (item, "attempts"))
        fprintf (stream, ", attempts %.0f", record_number (item, "attempts", 0));
    if (record_string (item, "detail"))
        fprintf (stream, " (%s)", record_string (item, "detail"));
    if (record_string (item, "advice"))
        fprintf (stream, "\n      %s", record_string (item, "advice"));
    fputc ('\n', stream);
}

static void
print_text (const cJSON *status, FILE *stream)
{
    static const char *const LISTS[] = { "inbox", "work", "failed" };
    gboolean at_work = record_bool (status, "running");
    fprintf (stream, "%s\ndone %.0f cases in %.0f revisions, failed %d, in work %d, in the inbox %d\n",
             at_work ? "a run is at work" : "no run is at work", record_number (status, "cases", 0),
             record_number (status, "revisions", 0), cJSON_GetArraySize (record_get (status, "failed")),
             cJSON_GetArraySize (record_get (status, "work")), cJSON_GetArraySize (record_get (status, "inbox")));
    for (gsize i = 0; i < G_N_ELEMENTS (LISTS); i++) {
        const cJSON *item, *list = record_get (status, LISTS[i]);
        if (cJSON_GetArraySize (list) == 0 || (i == 0 && !record_string (cJSON_GetArrayItem (list, 0), "case")))
            continue;
        fprintf (stream, "\n%s\n", LISTS[i]);
        cJSON_ArrayForEach (item, list)
            print_item (item, at_work, stream);
    }
}

gboolean
status_print (const struct spool *spool, gboolean with_names, gboolean as_json, FILE *stream, GError **error)
{
    cJSON *inbox = describe_inbox (spool, with_names, error);
    if (!inbox)
        return FALSE;
    guint cases = 0, revisions = count_revisions (spool, &cases);
    cJSON *status = cJSON_CreateObject ();
    cJSON_AddNumberToObject (status, "v", RECORD_VERSION);
    cJSON_AddBoolToObject (status, "running", is_run_at_work (spool));
    cJSON_AddNumberToObject (status, "cases", cases);
    cJSON_AddNumberToObject (status, "revisions", revisions);
    cJSON_AddItemToObject (status, "inbox", inbox);
    cJSON_AddItemToObject (status, "work", describe_work (spool, with_names));
    cJSON_AddItemToObject (status, "failed", describe_failed (spool, with_names));
    if (as_json) {
        g_autofree char *printed = record_print (status, TRUE);
        fputs (printed, stream);
    } else {
        print_text (status, stream);
    }
    cJSON_Delete (status);
    return TRUE;
}
