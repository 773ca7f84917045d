/* The launcher for Slurm: pipelines as elements of job arrays, over a folder that all nodes share (launcher.h).
 *
 * The elements of an array start in their order and at most `throttle` at a time; what the arrays that are not over may run
 * together is never more than `jobs`. An array is some times as long as it is wide, so that nodes do not wait for the
 * coordinator, and no longer, so that an expedited case does not wait for the whole night. Slurm starts an element again
 * whose node failed. What is not in the queue any more has ended: its run.json says how; without one its worker died.
 */
#include <stdio.h>
#include <string.h>

#include "common/log.h"
#include "common/record.h"
#include "stages/run/batch.h"
#include "stages/run/failure.h"
#include "stages/run/launcher.h"
#include "stages/run/process.h"
#include "stages/run/slurm_queue.h"
#include "stages/run/tree.h"

#define POLL_MS 500
#define POLL_MIN_MS 200
#define ELEMENTS_A_JOB 8
#define ELEMENTS_MAX 1000 /* of one array; Slurm's own MaxArraySize is 1001 */
#define MISSED_MAX 3      /* a network share may show run.json a little later than the queue shows the end */

struct cluster {
    const struct spool *spool;
    GPtrArray *batches; /* struct batch, owned; those that are not over */
    GPtrArray *queued;  /* struct launch, lent; started and not yet submitted */
    gint64 next_look;   /* monotonic */
};

/* How many jobs are not taken by what was submitted. */
static guint
free_jobs (const struct launcher *launcher)
{
    const struct cluster *cluster = launcher->own;
    guint taken = 0;
    for (guint i = 0; i < cluster->batches->len; i++) {
        const struct batch *batch = g_ptr_array_index (cluster->batches, i);
        taken += MIN (batch->throttle, batch->outstanding);
    }
    return launcher->jobs - MIN (taken, launcher->jobs);
}

static guint
room (const struct launcher *launcher)
{
    const struct cluster *cluster = launcher->own;
    guint elements = MIN (free_jobs (launcher) * ELEMENTS_A_JOB, ELEMENTS_MAX);
    return elements - MIN (cluster->queued->len, elements);
}

static gboolean
start (struct launcher *launcher, struct launch *launch, GError **error)
{
    (void) error;
    struct cluster *cluster = launcher->own;
    launch->slurm.batch = NULL;
    g_ptr_array_add (cluster->queued, launch);
    g_ptr_array_add (launcher->launches, launch);
    return TRUE;
}

static void
submit (struct launcher *launcher)
{
    struct cluster *cluster = launcher->own;
    if (cluster->queued->len == 0)
        return;
    g_autoptr (GError) error = NULL;
    cJSON *cases = cJSON_CreateArray ();
    for (guint i = 0; i < cluster->queued->len; i++) {
        const struct launch *launch = g_ptr_array_index (cluster->queued, i);
        cJSON_AddItemToArray (cases, cJSON_Duplicate (launch->run, TRUE));
    }
    struct batch *batch = batch_write (cluster->spool, cases, MAX (free_jobs (launcher), 1), &error);
    if (batch) {
        batch->outstanding = cluster->queued->len;
        g_ptr_array_add (cluster->batches, batch);
        if (slurm_queue_submit (cluster->spool, launcher->settings, batch, &error))
            log_info (NULL, "submitted to Slurm: %u cases, %u at a time", batch->outstanding, batch->throttle);
    }
    if (error) /* the array may be in the queue all the same: the queue will say */
        log_error (NULL, "Slurm: %s", error->message);
    for (guint i = 0; i < cluster->queued->len; i++) {
        struct launch *launch = g_ptr_array_index (cluster->queued, i);
        launch->slurm.batch = batch;
        launch->slurm.element = i + 1;
        launch->ended = batch == NULL;
    }
    g_ptr_array_set_size (cluster->queued, 0);
    cluster->next_look = 0;
}

/* --- what has ended ------------------------------------------------------------------------------------------------- */

static const struct slurm_element *
find (const GPtrArray *queue, const struct batch *batch, guint element)
{
    for (guint i = 0; i < queue->len; i++) {
        const struct slurm_element *known = g_ptr_array_index (queue, i);
        if (known->element == element && g_str_equal (known->token, batch->token))
            return known;
    }
    return NULL;
}

/* Listing the folder is what makes a network file system look whether there is anything new. */
static gboolean
has_run (const struct launch *launch)
{
    g_auto (GStrv) names = tree_names (launch->folder, NULL);
    return names && g_strv_contains ((const char *const *) names, "run.json");
}

static void
look (struct launcher *launcher)
{
    struct cluster *cluster = launcher->own;
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) queue = slurm_queue_read (cluster->spool, &error);
    if (!queue) { /* nothing is known, so nothing has ended */
        log_warning (NULL, "Slurm: %s", error->message);
        return;
    }
    for (guint i = 0; i < launcher->launches->len; i++) {
        struct launch *launch = g_ptr_array_index (launcher->launches, i);
        if (launch->ended || !launch->slurm.batch)
            continue;
        const struct slurm_element *known = find (queue, launch->slurm.batch, launch->slurm.element);
        if (known && known->held)
            slurm_queue_cancel (cluster->spool, launch->slurm.batch, launch->slurm.element);
        launch->slurm.missed = known ? 0 : launch->slurm.missed + 1;
        launch->ended = (!known || known->completing) && (has_run (launch) || launch->slurm.missed >= MISSED_MAX);
    }
}

static void
wait_and_look (struct launcher *launcher)
{
    struct cluster *cluster = launcher->own;
    gint64 now = g_get_monotonic_time ();
    for (guint i = 0; i < launcher->launches->len; i++)
        if (((struct launch *) g_ptr_array_index (launcher->launches, i))->ended)
            return;
    if (now < cluster->next_look) {
        g_usleep ((gulong) MIN (cluster->next_look - now, POLL_MS * 1000));
        return;
    }
    look (launcher);
    gint64 interval = settings_int (launcher->settings, "run", "slurm_poll_seconds") * G_USEC_PER_SEC;
    cluster->next_look = g_get_monotonic_time () + MAX (interval, POLL_MIN_MS * 1000);
}

/* An element that ended without run.json: its worker died, or never began, which is no fault of the case. */
static cJSON *
describe_loss (const struct launch *launch, enum pipeline_outcome *outcome)
{
    const struct batch *batch = launch->slurm.batch;
    gboolean begun = batch && batch_has_begun (launch->folder, batch->token);
    cJSON *run = cJSON_Duplicate (launch->run, TRUE);
    const char *reason = begun ? "stopped" : "scheduler";
    *outcome = failure_outcome (reason);
    cJSON_AddItemToObject (
        run, "failure",
        pipeline_failure ("run", reason,
                          begun ? "its worker ended on the node and left no run.json" : "Slurm did not run it"));
    return run;
}

static cJSON *
result (struct launcher *launcher, struct launch *launch, enum pipeline_outcome *outcome)
{
    struct cluster *cluster = launcher->own;
    struct batch *batch = launch->slurm.batch;
    cJSON *run = has_run (launch) ? launcher_read_run (launcher, launch, outcome) : NULL;
    if (!run)
        run = describe_loss (launch, outcome);
    g_ptr_array_remove (launcher->launches, launch);
    if (batch && --batch->outstanding == 0) {
        tree_remove (batch->folder, NULL);
        g_ptr_array_remove (cluster->batches, batch);
    }
    return run;
}

/* --- earlier runs --------------------------------------------------------------------------------------------------- */

/* The launch of one element that is still in the queue, with what is known of its case; NULL where its case is not in work. */
static struct launch *
take_up (const struct cluster *cluster, struct batch *batch, guint element)
{
    const cJSON *run = batch_case (batch, element);
    const char *id = record_string (run, "id");
    if (!id || !g_hash_table_contains (cluster->spool->working, id))
        return NULL;
    g_autofree char *folder = g_build_filename (cluster->spool->work, id, NULL);
    struct launch *launch = launch_new (id, folder, FALSE, cJSON_Duplicate (run, TRUE));
    launch->slurm.batch = batch;
    launch->slurm.element = element;
    batch->outstanding++;
    return launch;
}

static gboolean
take_up_earlier (struct launcher *launcher, GError **error)
{
    struct cluster *cluster = launcher->own;
    g_autoptr (GPtrArray) batches = batch_list (cluster->spool, error);
    g_autoptr (GPtrArray) queue = batches ? slurm_queue_read (cluster->spool, error) : NULL;
    if (!queue)
        return FALSE;
    while (batches->len > 0) {
        struct batch *batch = g_ptr_array_steal_index (batches, batches->len - 1);
        for (guint i = 0; i < queue->len; i++) {
            const struct slurm_element *known = g_ptr_array_index (queue, i);
            struct launch *launch =
                g_str_equal (known->token, batch->token) ? take_up (cluster, batch, known->element) : NULL;
            if (launch)
                g_ptr_array_add (launcher->launches, launch);
        }
        if (batch->outstanding > 0) {
            g_ptr_array_add (cluster->batches, batch);
        } else { /* what its workers left lies in work/ID, and is gone on with as after any run that was killed */
            tree_remove (batch->folder, NULL);
            batch_free (batch);
        }
    }
    if (launcher->launches->len > 0)
        log_info (NULL, "with Slurm from an earlier run: %u cases", launcher->launches->len);
    return TRUE;
}

static void
free_cluster (struct launcher *launcher)
{
    struct cluster *cluster = launcher->own;
    g_ptr_array_unref (cluster->batches);
    g_ptr_array_unref (cluster->queued);
    g_free (cluster);
}

struct launcher *
launcher_new_slurm (const struct settings *settings, const struct spool *spool, guint jobs, GError **error)
{
    g_autoptr (launcher_t) launcher = launcher_new (settings, jobs);
    struct cluster *cluster = g_new0 (struct cluster, 1);
    cluster->spool = spool;
    cluster->batches = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_free);
    cluster->queued = g_ptr_array_new ();
    launcher->own = cluster;
    launcher->goes_on = TRUE;
    launcher->room = room;
    launcher->start = start;
    launcher->submit = submit;
    launcher->poll = wait_and_look;
    launcher->result = result;
    launcher->free = free_cluster;
    return take_up_earlier (launcher, error) ? g_steal_pointer (&launcher) : NULL;
}
