#include "stages/run/runner.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "common/atomicfile.h"
#include "common/log.h"
#include "common/record.h"
#include "stages/run/failure.h"
#include "stages/run/index.h"
#include "stages/run/process.h"
#include "stages/run/progress.h"
#include "stages/run/tree.h"

#define POLL_MS 500
#define HARD_DEADLINE_MARGIN_SECONDS 60 /* a pipeline that does not keep its own deadline */
#define DELAYS_TO_STOP 3                /* so many cases in a row that could not be run for no fault of theirs */
#define EXIT_SOME_FAILED 1

struct running {
    struct worker_process process;
    struct spool_work *work;
    char *revision;
    gint64 deadline; /* monotonic */
};

struct runner {
    struct spool *spool;
    const struct settings *settings;
    const struct run_options *options;
    struct summary *summary;
    struct progress progress;
    GPtrArray *running;    /* struct running, owned */
    GPtrArray *groups;     /* of the inbox as last seen, struct inbox_group, owned; may be NULL */
    inbox_view_t *view;    /* of the last look, owned; NULL before the first */
    GPtrArray *queue;      /* struct spool_work in their order, owned; NULL where it must be read anew */
    GHashTable *left_alone; /* ids not to be tried again in this run */
    guint delays;
    int stop_code;         /* exit code of a run that ends early, else 0 */
    gboolean trouble;      /* something could not be done now, and is left for a later run */
    struct pipeline_progress *shown;
};

static void
running_free (gpointer pointer)
{
    struct running *running = pointer;
    spool_work_free (running->work);
    g_free (running->revision);
    g_free (running);
}

static void
stop (struct runner *runner, int code, const char *why)
{
    if (runner->stop_code == 0) {
        progress_clear (&runner->progress);
        log_error (NULL, "stopping: %s", why);
        summary_set_stopped (runner->summary, why);
        runner->stop_code = code;
    }
}

static void
leave_alone (struct runner *runner, const char *id, const GError *error)
{
    progress_clear (&runner->progress);
    log_error (id, "left for a later run: %s", error->message);
    g_hash_table_add (runner->left_alone, g_strdup (id));
    runner->trouble = TRUE;
}

/* --- the inbox ------------------------------------------------------------------------------------------------------ */

static void
note_claim (gpointer user, enum spool_claim result, const char *id, const char *known, const GError *error)
{
    struct runner *runner = user;
    progress_clear (&runner->progress);
    g_clear_pointer (&runner->queue, g_ptr_array_unref);
    if (error) {
        log_error (NULL, "a drop cannot be claimed now: %s", error->message);
        runner->trouble = TRUE;
    } else if (result == SPOOL_DUPLICATE) {
        log_info (id, "the same bytes are already %s", known);
        cJSON *item = summary_add (runner->summary, SUMMARY_DUPLICATE, id, NULL);
        g_autofree char *reason = g_strdup_printf ("the same bytes are already %s", known);
        record_add_string (item, "reason", reason);
        if (g_str_equal (known, "failed"))
            record_add_string (item, "advice", "failed/ID/reason.json says what to do; then case-run retry ID.");
    }
}

static gboolean
is_in_work (const struct spool *spool, const char *name)
{
    GHashTableIter iter;
    gpointer of_case;
    g_hash_table_iter_init (&iter, spool->working);
    while (g_hash_table_iter_next (&iter, NULL, &of_case))
        if (g_str_equal (of_case, name))
            return TRUE;
    return FALSE;
}

/* Why a group cannot be claimed now, NULL where it can. */
static const char *
obstacle (const struct spool *spool, const struct inbox_group *group)
{
    if (!group->settled)
        return group->waiting;
    if (is_in_work (spool, group->name))
        return "an earlier submission of the same case is still in work";
    g_autofree char *last = spool_last_revision (spool, group->name, NULL);
    return group->has_document || last ? NULL : "belongs to no case: no document of this name is here or done";
}

static void
claim_groups (struct runner *runner)
{
    for (guint i = 0; runner->groups && i < runner->groups->len && !process_interrupted;) {
        const struct inbox_group *group = g_ptr_array_index (runner->groups, i);
        if (obstacle (runner->spool, group)) {
            i++;
            continue;
        }
        if (pipeline_disk_is_full (runner->spool->work, runner->settings)) {
            stop (runner, EX_TEMPFAIL, "the disk is full (free_mb in pipeline.conf(5)); nothing is lost");
            return;
        }
        g_autofree char *id = NULL;
        g_autoptr (GError) error = NULL;
        const char *known = NULL;
        enum spool_claim result = SPOOL_EMPTY;
        spool_claim (runner->spool, group, &result, &id, &known, &error);
        note_claim (runner, result, id, known, error);
        g_ptr_array_remove_index (runner->groups, i);
    }
}

/* Two looks, settle_seconds apart; or, where there is nothing that could settle, one. */
static void
look_at_inbox (struct runner *runner)
{
    g_autoptr (GError) error = NULL;
    inbox_view_t *now = NULL;
    g_clear_pointer (&runner->groups, g_ptr_array_unref);
    runner->groups = inbox_scan (runner->spool->inbox, runner->view, &now, runner->spool->max_files, &error);
    if (!runner->groups) {
        log_error (NULL, "the inbox cannot be read: %s", error->message);
        runner->trouble = TRUE;
        return;
    }
    g_clear_pointer (&runner->view, g_hash_table_unref);
    runner->view = now;
}

static void
settle (struct runner *runner)
{
    look_at_inbox (runner);
    gboolean unsettled = FALSE;
    for (guint i = 0; runner->groups && i < runner->groups->len; i++)
        unsettled |= !((struct inbox_group *) g_ptr_array_index (runner->groups, i))->settled;
    if (!unsettled)
        return;
    gint64 until = g_get_monotonic_time () + settings_int (runner->settings, "run", "settle_seconds") * G_USEC_PER_SEC;
    while (g_get_monotonic_time () < until && !process_interrupted)
        g_usleep ((gulong) MIN (until - g_get_monotonic_time (), POLL_MS * 1000));
    look_at_inbox (runner);
}

/* --- one submission ------------------------------------------------------------------------------------------------- */

static void
add_to_index (struct runner *runner, const char *name, const char *revision, const char *id)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (index_t) index = index_open (settings_path (runner->settings, "run", "index"), &error);
    if (!index || !index_add (index, runner->spool, name, revision, &error))
        log_warning (id, "is done but not in the index (case-run index rebuilds it): %s", error->message);
}

/* What a run that was killed committed and did not index. */
static void
catch_up_index (struct runner *runner)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (index_t) index = index_open (settings_path (runner->settings, "run", "index"), &error);
    if (!index || !index_catch_up (index, runner->spool, &error))
        log_warning (NULL, "the index is not complete (case-run index rebuilds it): %s", error->message);
}

static void
commit (struct runner *runner, const struct spool_work *work, const cJSON *run)
{
    const char *revision = record_string (run, "revision");
    const cJSON *counts = record_get (run, "counts");
    g_autofree char *folder = g_build_filename (runner->spool->work, work->id, NULL);
    g_autoptr (GError) error = NULL;
    if (!revision || !pipeline_tidy (folder, &error) || !spool_commit (runner->spool, work, revision, &error)) {
        if (!revision)
            atomicfile_fail (&error, EIO, "run.json names no revision");
        leave_alone (runner, work->id, error);
        return;
    }
    log_info (work->id, "done: revision %s, documents %.0f, unread %.0f, pages %.0f, by OCR %.0f, unread %.0f, seconds %.0f", revision,
              record_number (counts, "documents", 0), record_number (counts, "documents_unread", 0),
              record_number (counts, "pages", 0), record_number (counts, "pages_ocr", 0), record_number (counts, "pages_unread", 0),
              record_number (run, "finished", 0) - record_number (run, "started", 0));
    summary_add_done (runner->summary, run);
    add_to_index (runner, work->name, revision, work->id);
}

/* Writes reason.json and moves the submission to failed/. */
static void
give_up (struct runner *runner, const struct spool_work *work, const cJSON *failure, const cJSON *run)
{
    g_autofree char *path = g_build_filename (runner->spool->work, work->id, "reason.json", NULL);
    g_autoptr (GError) error = NULL;
    cJSON *reason = cJSON_Duplicate (failure, TRUE);
    cJSON_AddNumberToObject (reason, "v", RECORD_VERSION);
    record_add_string (reason, "id", work->id);
    record_add_string (reason, "case", work->name);
    cJSON_AddNumberToObject (reason, "attempts", work->attempts);
    cJSON *unread = cJSON_Duplicate (record_get (run, "unread"), TRUE), *refused = cJSON_Duplicate (record_get (run, "refused"), TRUE);
    cJSON_AddItemToObject (reason, "unread", unread ? unread : cJSON_CreateArray ());
    cJSON_AddItemToObject (reason, "refused", refused ? refused : cJSON_CreateArray ());
    gboolean moved = tree_write_json (path, reason, &error) && spool_fail (runner->spool, work, &error);
    cJSON_Delete (reason);
    if (!moved) {
        leave_alone (runner, work->id, error);
        return;
    }
    log_error (work->id, "failed: stage %s, %s: %s", record_string (failure, "stage"), record_string (failure, "reason"),
               record_string (failure, "detail"));
    cJSON *item = summary_add (runner->summary, SUMMARY_FAILED, work->id, work->name);
    static const char *const TOLD[] = { "stage", "reason", "detail", "advice" };
    for (gsize i = 0; i < G_N_ELEMENTS (TOLD); i++)
        record_add_string (item, TOLD[i], record_string (failure, TOLD[i]));
    cJSON_AddNumberToObject (item, "attempts", work->attempts);
}

/* Back to waiting: `counted` as an attempt, or as if it had not been tried. */
static void
wait_again (struct runner *runner, struct spool_work *work, const char *reason, gboolean counted)
{
    g_autoptr (GError) error = NULL;
    gint64 delay = settings_int (runner->settings, "run", "retry_seconds") << MIN (work->attempts - 1, 10);
    if (!counted)
        work->attempts = MAX (work->attempts - 1, 0);
    work->next = counted ? (gint64) time (NULL) + delay : 0;
    g_free (work->reason);
    work->reason = g_strdup (reason);
    g_clear_pointer (&runner->queue, g_ptr_array_unref);
    log_warning (work->id, "waiting: %s, attempts %d", reason, work->attempts);
    if (!counted) {
        runner->trouble = TRUE;
        g_hash_table_add (runner->left_alone, g_strdup (work->id));
    }
    if (!spool_save_work (runner->spool, work, &error))
        leave_alone (runner, work->id, error);
}

static void
count_delay (struct runner *runner, const char *reason)
{
    if (g_str_equal (reason, "disk_full"))
        stop (runner, EX_TEMPFAIL, "the disk is full; nothing is lost");
    else if (!g_str_equal (reason, "interrupted") && ++runner->delays >= DELAYS_TO_STOP)
        stop (runner, EX_TEMPFAIL, failure_advice (reason));
}

/* What follows from how it went. `run` may be NULL: the worker itself died. */
static void
conclude (struct runner *runner, struct spool_work *work, enum pipeline_outcome outcome, const cJSON *run)
{
    progress_clear (&runner->progress);
    cJSON *failure = cJSON_Duplicate (record_get (run, "failure"), TRUE);
    if (!failure)
        failure = pipeline_failure ("run", outcome == PIPELINE_DELAYED ? "disk_full" : "stopped", "the worker wrote no run.json");
    const char *reason = record_string (failure, "reason");
    if (outcome == PIPELINE_RETRY && process_interrupted && !run)
        outcome = PIPELINE_DELAYED, reason = "interrupted";
    if (outcome != PIPELINE_DELAYED)
        runner->delays = 0;
    switch (outcome) {
    case PIPELINE_DONE:
        commit (runner, work, run);
        break;
    case PIPELINE_FAILED:
        give_up (runner, work, failure, run);
        break;
    case PIPELINE_RETRY:
        if (work->attempts >= settings_int (runner->settings, "run", "attempts"))
            give_up (runner, work, failure, run);
        else
            wait_again (runner, work, reason, TRUE);
        break;
    case PIPELINE_DELAYED:
        wait_again (runner, work, reason, FALSE);
        count_delay (runner, reason);
        break;
    case PIPELINE_UNAVAILABLE:
        wait_again (runner, work, reason, FALSE);
        log_error (work->id, "stage %s: %s", record_string (failure, "stage"), record_string (failure, "detail"));
        stop (runner, g_str_equal (reason, "configuration") ? EX_CONFIG : EX_UNAVAILABLE, failure_advice (reason));
        break;
    }
    cJSON_Delete (failure);
    claim_groups (runner); /* what waited for this one */
}

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

static gboolean
start (struct runner *runner, struct spool_work *work, struct running *running, GError **error)
{
    g_autofree char *previous = NULL;
    g_autofree char *folder = g_build_filename (runner->spool->work, work->id, NULL);
    int number = 0;
    running->revision = spool_prepare (runner->spool, work, &previous, &number, error);
    if (!running->revision)
        return FALSE;
    if (g_hash_table_contains (runner->spool->revisions, running->revision)) { /* nothing new for this case */
        g_hash_table_remove (runner->spool->working, work->id);
        note_claim (runner, SPOOL_DUPLICATE, work->id, "done", NULL);
        return spool_discard (runner->spool, work->id, error);
    }
    if (!begin_attempt (runner, work, error))
        return FALSE;
    cJSON *run = runner_describe (runner->spool, work, running->revision, previous, number);
    gboolean started = runner_start (&running->process, runner->settings, folder, FALSE, run, error);
    cJSON_Delete (run);
    running->deadline = g_get_monotonic_time () +
                        (settings_int (runner->settings, "run", "case_seconds") + HARD_DEADLINE_MARGIN_SECONDS) * G_USEC_PER_SEC;
    return started;
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
        conclude (runner, work, PIPELINE_DONE, run);
        cJSON_Delete (run);
        spool_work_free (work);
        return;
    }
    if (work->attempts >= settings_int (runner->settings, "run", "attempts")) {
        cJSON *run = finished_run (runner, work);
        conclude (runner, work, PIPELINE_FAILED, run);
        cJSON_Delete (run);
        spool_work_free (work);
        return;
    }
    struct running *running = g_new0 (struct running, 1);
    running->work = work;
    if (start (runner, work, running, &error) && running->process.pid > 0) {
        g_ptr_array_add (runner->running, running);
        return;
    }
    if (error)
        leave_alone (runner, work->id, error);
    if (error && g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC))
        stop (runner, EX_TEMPFAIL, "the disk is full; nothing is lost");
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
        if (gone || work->next > now || is_running (runner, work->id) || g_hash_table_contains (runner->left_alone, work->id))
            continue;
        progress_start (&runner->progress, runner->queue->len + runner->running->len + runner->progress.cases_done);
        return g_ptr_array_steal_index (runner->queue, i);
    }
    return NULL;
}

static void
start_what_can (struct runner *runner)
{
    while ((int) runner->running->len < runner->options->jobs && !runner->stop_code && !process_interrupted) {
        if (pipeline_disk_is_full (runner->spool->work, runner->settings)) {
            stop (runner, EX_TEMPFAIL, "the disk is full (free_mb in pipeline.conf(5)); nothing is lost");
            return;
        }
        struct spool_work *work = next_work (runner);
        if (!work)
            return;
        take (runner, work);
    }
}

static void
read_progress (struct runner *runner)
{
    guint n = runner->running->len;
    g_autofree struct pipeline_progress *now = g_new0 (struct pipeline_progress, n + 1);
    for (guint i = 0; i < n; i++) {
        const struct running *running = g_ptr_array_index (runner->running, i);
        struct pipeline_progress latest;
        while (read (running->process.progress, &latest, sizeof latest) == sizeof latest)
            runner->shown[i] = latest;
        now[i] = runner->shown[i];
    }
    progress_draw (&runner->progress, now, n);
}

/* Waits a little, and concludes what has ended. */
static void
wait_for_some (struct runner *runner)
{
    guint n = runner->running->len;
    g_autofree struct pollfd *polled = g_new0 (struct pollfd, n);
    for (guint i = 0; i < n; i++)
        polled[i] = (struct pollfd) { ((struct running *) g_ptr_array_index (runner->running, i))->process.pidfd, POLLIN, 0 };
    poll (polled, n, POLL_MS);
    read_progress (runner);
    for (guint i = n; i-- > 0;) {
        struct running *running = g_ptr_array_index (runner->running, i);
        gboolean late = g_get_monotonic_time () > running->deadline;
        if (process_interrupted || late)
            kill (running->process.pid, late ? SIGKILL : SIGTERM);
        if (polled[i].revents == 0 && !late)
            continue;
        g_autofree char *folder = g_build_filename (runner->spool->work, running->work->id, NULL);
        enum pipeline_outcome outcome;
        cJSON *run = runner_finish (&running->process, runner->settings, folder, &outcome);
        g_ptr_array_steal_index (runner->running, i);
        memmove (&runner->shown[i], &runner->shown[i + 1], (n - i - 1) * sizeof runner->shown[0]);
        memset (&runner->shown[n - 1], 0, sizeof runner->shown[0]);
        conclude (runner, running->work, outcome, run);
        runner->progress.cases_done++;
        cJSON_Delete (run);
        running_free (running);
    }
}

/* What is left, for the summary. */
static void
note_waiting (struct runner *runner)
{
    look_at_inbox (runner);
    for (guint i = 0; runner->groups && i < runner->groups->len; i++) {
        const struct inbox_group *group = g_ptr_array_index (runner->groups, i);
        const char *why = obstacle (runner->spool, group);
        g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, group->name, -1);
        g_autofree char *id = g_strdup_printf ("inbox-%.8s", hash);
        record_add_string (summary_add (runner->summary, SUMMARY_WAITING, id, group->name), "reason",
                           why ? why : "came or settled while this run was at work");
    }
    g_autoptr (GPtrArray) works = spool_list_work (runner->spool);
    for (guint i = 0; i < works->len; i++) {
        const struct spool_work *work = g_ptr_array_index (works, i);
        cJSON *item = summary_add (runner->summary, SUMMARY_WAITING, work->id, work->name);
        record_add_string (item, "reason", work->reason ? work->reason : "not yet tried");
        if (work->reason)
            record_add_string (item, "advice", failure_advice (work->reason));
        cJSON_AddNumberToObject (item, "attempts", work->attempts);
        cJSON_AddNumberToObject (item, "next", (double) work->next);
        runner->trouble = TRUE;
    }
}

static void
loop (struct runner *runner)
{
    gint64 interval = MAX (settings_int (runner->settings, "run", "settle_seconds"), 1) * G_USEC_PER_SEC;
    settle (runner);
    claim_groups (runner);
    gint64 next_look = g_get_monotonic_time () + interval;
    for (;;) {
        start_what_can (runner);
        gboolean over = runner->stop_code || process_interrupted || !runner->options->watch;
        if (runner->running->len == 0 && over)
            break;
        if (runner->running->len > 0)
            wait_for_some (runner);
        else
            g_usleep (POLL_MS * 1000);
        if (runner->options->watch && !over && g_get_monotonic_time () >= next_look) {
            look_at_inbox (runner);
            claim_groups (runner);
            next_look = g_get_monotonic_time () + interval;
        }
    }
}

int
runner_run (struct spool *spool, const struct settings *settings, const struct run_options *options, struct summary *summary)
{
    struct runner runner = { .spool = spool, .settings = settings, .options = options, .summary = summary };
    runner.running = g_ptr_array_new ();
    runner.left_alone = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    runner.shown = g_new0 (struct pipeline_progress, options->jobs + 1);
    if (!spool_recover (spool, note_claim, &runner))
        runner.trouble = TRUE;
    catch_up_index (&runner);
    loop (&runner);
    note_waiting (&runner);
    progress_clear (&runner.progress);
    if (process_interrupted && !options->watch)
        summary_set_stopped (summary, "case-run was stopped; the next run goes on");
    g_ptr_array_unref (runner.running);
    g_clear_pointer (&runner.groups, g_ptr_array_unref);
    g_clear_pointer (&runner.queue, g_ptr_array_unref);
    g_clear_pointer (&runner.view, g_hash_table_unref);
    g_hash_table_unref (runner.left_alone);
    g_free (runner.shown);
    if (runner.stop_code)
        return runner.stop_code;
    if (summary_count (summary, SUMMARY_FAILED) > 0)
        return EXIT_SOME_FAILED;
    /* To be stopped is how a watch ends; trouble then is only what is left in work. */
    return runner.trouble || (process_interrupted && !options->watch) ? EX_TEMPFAIL : EX_OK;
}
