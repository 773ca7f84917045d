#include "stages/run/runner.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "common/log.h"
#include "common/record.h"
#include "stages/run/batch.h"
#include "stages/run/failure.h"
#include "stages/run/launcher.h"
#include "stages/run/process.h"
#include "stages/run/runner_parts.h"
#include "stages/run/tree.h"

#define EXIT_SOME_FAILED 1

struct running {
    struct launch *launch;
    struct spool_work *work;
};

static void
running_free (gpointer pointer)
{
    struct running *running = pointer;
    spool_work_free (running->work);
    launch_free (running->launch);
    g_free (running);
}

void
runner_stop (struct runner *runner, int code, const char *why)
{
    if (runner->stop_code == 0) {
        progress_clear (&runner->progress);
        log_error (NULL, "stopping: %s", why);
        summary_set_stopped (runner->summary, why);
        runner->stop_code = code;
    }
}

void
runner_leave_alone (struct runner *runner, const char *id, const GError *error)
{
    progress_clear (&runner->progress);
    log_error (id, "left for a later run: %s", error->message);
    g_hash_table_add (runner->left_alone, g_strdup (id));
    runner->trouble = TRUE;
}

/* --- one submission ------------------------------------------------------------------------------------------------- */

/* The attempt is counted, and durably, before anything of the submission is parsed. */
static gboolean
begin_attempt (struct runner *runner, struct spool_work *work, GError **error)
{
    g_autofree char *folder = g_build_filename (runner->spool->work, work->id, NULL);
    g_autofree char *run = g_build_filename (folder, "run.json", NULL);
    g_autofree char *reason = g_build_filename (folder, "reason.json", NULL);
    work->attempts++;
    g_free (work->reason);
    work->reason = g_strdup ("stopped"); /* what is true if nothing else is written */
    return tree_remove (reason, error) && tree_remove (run, error) && spool_save_work (runner->spool, work, error);
}

/* Starts it; *launch stays NULL, without an error, where there is nothing new for the case. */
static gboolean
start (struct runner *runner, struct spool_work *work, struct launch **launch, GError **error)
{
    g_autofree char *previous = NULL;
    g_autofree char *folder = g_build_filename (runner->spool->work, work->id, NULL);
    int number = 0;
    g_autofree char *revision = spool_prepare (runner->spool, work, &previous, &number, error);
    if (!revision)
        return FALSE;
    if (g_hash_table_contains (runner->spool->revisions, revision)) {
        g_hash_table_remove (runner->spool->working, work->id);
        intake_note_claim (runner, SPOOL_DUPLICATE, work->id, "done", NULL);
        return spool_discard (runner->spool, work->id, error);
    }
    if (!begin_attempt (runner, work, error))
        return FALSE;
    g_autoptr (launch_t) new =
        launch_new (work->id, folder, FALSE, runner_describe (runner->spool, work, revision, previous, number));
    if (!runner->launcher->start (runner->launcher, new, error))
        return FALSE;
    *launch = g_steal_pointer (&new);
    return TRUE;
}

/* The run.json of a submission that only waits for its commit. */
static cJSON *
finished_run (const struct runner *runner, const struct spool_work *work)
{
    g_autofree char *path = g_build_filename (runner->spool->work, work->id, "run.json", NULL);
    return tree_read_json (path, 16u << 20, NULL);
}

/* Takes a submission on. */
static void
take (struct runner *runner, struct spool_work *work)
{
    g_autoptr (GError) error = NULL;
    if (work->finished) {
        cJSON *run = finished_run (runner, work);
        conclude_work (runner, work, PIPELINE_DONE, run);
        cJSON_Delete (run);
        spool_work_free (work);
        return;
    }
    if (work->attempts >= settings_int (runner->settings, "run", "attempts")) {
        cJSON *run = finished_run (runner, work);
        conclude_work (runner, work, PIPELINE_FAILED, run);
        cJSON_Delete (run);
        spool_work_free (work);
        return;
    }
    struct running *running = g_new0 (struct running, 1);
    running->work = work;
    if (start (runner, work, &running->launch, &error) && running->launch) {
        g_ptr_array_add (runner->running, running);
        return;
    }
    if (error)
        runner_leave_alone (runner, work->id, error);
    if (error && g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC))
        runner_stop (runner, EX_TEMPFAIL, "the disk is full; nothing is lost");
    running_free (running);
}

/* --- the loop ------------------------------------------------------------------------------------------------------- */

static gboolean
is_running (const struct runner *runner, const char *id)
{
    for (guint i = 0; i < runner->running->len; i++)
        if (g_str_equal (((struct running *) g_ptr_array_index (runner->running, i))->work->id, id))
            return TRUE;
    return FALSE;
}

/* The next submission whose turn it is, the caller's; NULL where there is none now. */
static struct spool_work *
next_work (struct runner *runner)
{
    if (!runner->queue)
        runner->queue = spool_list_work (runner->spool);
    gint64 now = (gint64) time (NULL);
    for (guint i = 0; i < runner->queue->len; i++) {
        struct spool_work *work = g_ptr_array_index (runner->queue, i);
        gboolean gone = !g_hash_table_contains (runner->spool->working, work->id); /* done since the queue was read */
        if (gone || work->next > now || is_running (runner, work->id)
            || g_hash_table_contains (runner->left_alone, work->id))
            continue;
        progress_start (&runner->progress, runner->queue->len + runner->running->len + runner->progress.cases_done);
        return g_ptr_array_steal_index (runner->queue, i);
    }
    return NULL;
}

static void
start_what_can (struct runner *runner)
{
    while (runner->launcher->room (runner->launcher) > 0 && !runner->stop_code && !process_interrupted) {
        if (pipeline_disk_is_full (runner->spool->work, runner->settings)) {
            runner_stop (runner, EX_TEMPFAIL, "the disk is full (free_mb in pipeline.conf(5)); nothing is lost");
            break;
        }
        struct spool_work *work = next_work (runner);
        if (!work)
            break;
        take (runner, work);
    }
    runner->launcher->submit (runner->launcher);
}

static void
show_progress (struct runner *runner)
{
    guint n = runner->running->len;
    g_autofree struct pipeline_progress *now = g_new0 (struct pipeline_progress, n + 1);
    for (guint i = 0; i < n; i++)
        now[i] = ((struct running *) g_ptr_array_index (runner->running, i))->launch->progress;
    progress_draw (&runner->progress, now, n);
}

static void
conclude_running (struct runner *runner, struct running *running)
{
    enum pipeline_outcome outcome;
    cJSON *run = runner->launcher->result (runner->launcher, running->launch, &outcome);
    /* Slurm has started it more often, perhaps */
    running->work->attempts = MAX (running->work->attempts, (int) record_number (run, "attempt", 0));
    conclude_work (runner, running->work, outcome, run);
    runner->progress.cases_done++;
    runner->news = TRUE;
    cJSON_Delete (run);
    running_free (running);
}

/* Waits a little, and concludes what has ended. */
static void
wait_for_some (struct runner *runner)
{
    runner->launcher->poll (runner->launcher);
    show_progress (runner);
    for (guint i = runner->running->len; i-- > 0;) {
        struct running *running = g_ptr_array_index (runner->running, i);
        if (running->launch->ended)
            conclude_running (runner, g_ptr_array_steal_index (runner->running, i));
    }
}

/* What an earlier run gave to Slurm: the same run goes on with it, or, where this one is local, leaves it alone. */
static void
take_up_earlier (struct runner *runner)
{
    g_autoptr (GError) error = NULL;
    for (guint i = 0; i < runner->launcher->launches->len; i++) {
        struct running *running = g_new0 (struct running, 1);
        running->launch = g_ptr_array_index (runner->launcher->launches, i);
        running->work = spool_load_work (runner->spool, running->launch->id, NULL);
        g_ptr_array_add (runner->running, running);
    }
    g_autoptr (GPtrArray) batches = runner->launcher->goes_on ? NULL : batch_list (runner->spool, &error);
    if (error)
        runner_stop (runner, EX_TEMPFAIL, error->message);
    for (guint i = 0; batches && i < batches->len; i++) {
        const cJSON *of_case;
        cJSON_ArrayForEach (of_case, ((struct batch *) g_ptr_array_index (batches, i))->cases) {
            const char *id = record_string (of_case, "id");
            if (!id || !g_hash_table_contains (runner->spool->working, id))
                continue;
            g_autoptr (GError) why = NULL;
            g_set_error (&why, G_FILE_ERROR, G_FILE_ERROR_AGAIN,
                         "it is with Slurm; case-run --runner slurm goes on with it");
            runner_leave_alone (runner, id, why);
        }
    }
}

/* What is left, for the summary. */
static void
note_waiting (struct runner *runner)
{
    intake_look (runner);
    for (guint i = 0; runner->groups && i < runner->groups->len; i++) {
        const struct inbox_group *group = g_ptr_array_index (runner->groups, i);
        const char *why = intake_obstacle (runner->spool, group);
        g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, group->name, -1);
        g_autofree char *id = g_strdup_printf ("inbox-%.8s", hash);
        record_add_string (summary_add (runner->summary, SUMMARY_WAITING, id, group->name), "reason",
                           why ? why : "came or settled while this run was at work");
    }
    g_autoptr (GPtrArray) works = spool_list_work (runner->spool);
    for (guint i = 0; i < works->len; i++) {
        const struct spool_work *work = g_ptr_array_index (works, i);
        cJSON *item = summary_add (runner->summary, SUMMARY_WAITING, work->id, work->name);
        gboolean goes_on = is_running (runner, work->id);
        record_add_string (item, "reason", goes_on ? "with Slurm" : work->reason ? work->reason : "not yet tried");
        if (work->reason && !goes_on)
            record_add_string (item, "advice", failure_advice (work->reason));
        cJSON_AddNumberToObject (item, "attempts", work->attempts);
        cJSON_AddNumberToObject (item, "next", (double) work->next);
        runner->trouble = TRUE;
    }
    if (works->len < g_hash_table_size (runner->spool->working)) /* some cannot be read, as the log says */
        runner->trouble = TRUE;
}

static void
loop (struct runner *runner)
{
    gint64 interval = MAX (settings_int (runner->settings, "run", "settle_seconds"), 1) * G_USEC_PER_SEC;
    take_up_earlier (runner);
    intake_settle (runner);
    intake_claim (runner);
    gint64 next_look = g_get_monotonic_time () + interval;
    for (;;) {
        start_what_can (runner);
        gboolean over = runner->stop_code || process_interrupted || !runner->options->watch;
        if (over && (runner->running->len == 0 || (process_interrupted && runner->launcher->goes_on)))
            break;
        if (runner->running->len > 0)
            wait_for_some (runner);
        else
            g_usleep (POLL_MS * 1000);
        if (runner->options->watch && runner->options->publish && runner->running->len == 0 && runner->news)
            runner->options->publish (runner->options->user);
        if (runner->running->len == 0)
            runner->news = FALSE;
        if (runner->options->watch && !over && g_get_monotonic_time () >= next_look) {
            intake_look (runner);
            intake_claim (runner);
            next_look = g_get_monotonic_time () + interval;
        }
    }
}

int
runner_run (struct spool *spool, const struct settings *settings, const struct run_options *options,
            struct summary *summary)
{
    struct runner runner = { .spool = spool, .settings = settings, .options = options, .summary = summary };
    g_autoptr (GError) error = NULL;
    g_autoptr (launcher_t) launcher = options->slurm ? launcher_new_slurm (settings, spool, options->jobs, &error)
                                                     : launcher_new_local (settings, options->jobs);
    if (!launcher) {
        log_error (NULL, "Slurm: %s", error->message);
        summary_set_stopped (summary, "Slurm does not answer; nothing was done, and nothing is lost");
        return EX_TEMPFAIL;
    }
    runner.launcher = launcher;
    runner.running = g_ptr_array_new_with_free_func (running_free);
    runner.left_alone = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    if (!spool_recover (spool, intake_note_claim, &runner))
        runner.trouble = TRUE;
    conclude_catch_up (&runner);
    loop (&runner);
    note_waiting (&runner);
    progress_clear (&runner.progress);
    if (runner.running->len > 0)
        log_info (NULL, "left with Slurm: %u cases; the next run goes on with them", runner.running->len);
    if (process_interrupted && !options->watch)
        summary_set_stopped (summary, "case-run was stopped; the next run goes on");
    g_ptr_array_unref (runner.running);
    g_clear_pointer (&runner.groups, g_ptr_array_unref);
    g_clear_pointer (&runner.queue, g_ptr_array_unref);
    g_clear_pointer (&runner.view, g_hash_table_unref);
    g_hash_table_unref (runner.left_alone);
    if (runner.stop_code)
        return runner.stop_code;
    if (summary_count (summary, SUMMARY_FAILED) > 0)
        return EXIT_SOME_FAILED;
    /* To be stopped is how a watch ends; trouble then is only what is left in work. */
    return runner.trouble || (process_interrupted && !options->watch) ? EX_TEMPFAIL : EX_OK;
}
