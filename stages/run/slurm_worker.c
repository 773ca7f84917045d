#include "stages/run/slurm_worker.h"

#include <sys/utsname.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "common/log.h"
#include "common/record.h"
#include "stages/run/batch.h"
#include "stages/run/failure.h"
#include "stages/run/pipeline.h"
#include "stages/run/tree.h"

#define RUN_JSON_BYTES (16u << 20)

static guint
number_of (const char *variable)
{
    const char *value = g_getenv (variable);
    guint64 number;
    return value && g_ascii_string_to_unsigned (value, 10, 0, G_MAXINT, &number, NULL) ? (guint) number : 0;
}

/* The coordinator is told in the same words as by a pipeline that was run. */
static gboolean
give_up (const char *folder, cJSON *run, GError **error)
{
    g_autofree char *path = g_build_filename (folder, "run.json", NULL);
    cJSON_AddStringToObject (run, "outcome", pipeline_outcome_name (failure_outcome ("stopped")));
    cJSON_AddItemToObject (run, "failure", pipeline_failure ("run", "stopped", "its nodes failed again and again"));
    return tree_write_json (path, run, error);
}

/* A run that is whole needs no second one: its node failed after it. What an attempt that was cut short says is forgotten. */
static gboolean
is_done (const char *folder, GError **error)
{
    g_autofree char *path = g_build_filename (folder, "run.json", NULL);
    cJSON *run = tree_read_json (path, RUN_JSON_BYTES, NULL);
    gboolean done = g_strcmp0 (record_string (run, "outcome"), pipeline_outcome_name (PIPELINE_DONE)) == 0;
    cJSON_Delete (run);
    return done || (tree_remove (path, error) && FALSE);
}

static gboolean
work (const struct settings *settings, const struct batch *batch, const char *folder, cJSON *run, GError **error)
{
    guint restarts = number_of ("SLURM_RESTART_COUNT");
    double attempt = record_number (run, "attempt", 1) + restarts;
    struct utsname host;
    const char *node = uname (&host) == 0 ? host.nodename : "?";
    g_autofree char *owner = g_strdup_printf ("%s %u %s %d", batch->token, restarts, node, (int) getpid ());
    g_autoptr (GError) why = NULL;
    gboolean written = TRUE;
    enum pipeline_outcome outcome;
    if (is_done (folder, &why))
        return TRUE;
    cJSON_ReplaceItemInObjectCaseSensitive (run, "attempt", cJSON_CreateNumber (attempt));
    cJSON_ReplaceItemInObjectCaseSensitive (run, "started", cJSON_CreateNumber ((double) time (NULL)));
    cJSON_ReplaceItemInObjectCaseSensitive (run, "host", cJSON_CreateString (node));
    if (why || !batch_own (folder, batch->token, owner, &why)) {
        g_propagate_error (error, g_steal_pointer (&why));
        return FALSE;
    }
    /* That it begins is counted (by Slurm, which starts it again) before anything of the submission is parsed. */
    if (attempt > settings_int (settings, "run", "attempts")) {
        written = give_up (folder, run, error);
    } else {
        struct pipeline pipeline = { folder, settings, FALSE, -1, owner, run };
        written = pipeline_run (&pipeline, &outcome, error);
    }
    return written;
}

int
slurm_worker_run (const struct settings *settings, const char *folder)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (batch_t) batch = batch_load (folder, &error);
    const cJSON *known = batch ? batch_case (batch, number_of ("SLURM_ARRAY_TASK_ID")) : NULL;
    const char *id = record_string (known, "id");
    if (!id) {
        log_error (NULL, "nothing to do: %s", error ? error->message : "no such element of the batch");
        return EX_NOINPUT;
    }
    g_autofree char *below = g_build_filename (settings_path (settings, "run", "work"), id, NULL);
    if (access (below, W_OK | X_OK) != 0) {
        log_error (id, "the work folder is not there; is it shared with this node?");
        return EX_NOINPUT;
    }
    cJSON *run = cJSON_Duplicate (known, TRUE);
    gboolean worked = work (settings, batch, below, run, &error);
    cJSON_Delete (run);
    if (worked)
        return EX_OK;
    log_error (id, "%s", error->message);
    return EX_IOERR;
}
