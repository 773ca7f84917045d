/* What follows from how an attempt went: done, failed, or waiting again (runner_parts.h). */
#include <errno.h>
#include <stdio.h>
#include <sysexits.h>
#include <time.h>

#include "common/atomicfile.h"
#include "common/log.h"
#include "common/record.h"
#include "stages/run/audit.h"
#include "stages/run/failure.h"
#include "stages/run/index.h"
#include "stages/run/process.h"
#include "stages/run/runner_parts.h"
#include "stages/run/tree.h"

#define DELAYS_TO_STOP 3 /* so many cases in a row that could not be run for no fault of theirs */

static void
add_to_index (struct runner *runner, const char *name, const char *revision, const char *id)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (index_t) index = index_open (settings_path (runner->settings, "run", "index"), runner->spool, &error);
    if (!index || !index_add (index, runner->spool, name, revision, &error))
        log_warning (id, "is done but not in the index (case-run index rebuilds it): %s", error->message);
}

void
conclude_catch_up (struct runner *runner)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (index_t) index = index_open (settings_path (runner->settings, "run", "index"), runner->spool, &error);
    if (!index || !index_catch_up (index, runner->spool, &error))
        log_warning (NULL, "the index is not complete (case-run index rebuilds it): %s", error->message);
}

static gboolean
record_done (struct runner *runner, const struct spool_work *work, const char *folder, GError **error)
{
    cJSON *what = audit_describe_case (runner->spool, folder, error);
    return what && audit_record (runner->spool, "done", work->id, what, error);
}

static gboolean
record_failure (struct runner *runner, const struct spool_work *work, const cJSON *failure, GError **error)
{
    cJSON *what = cJSON_CreateObject ();
    record_add_string (what, "stage", record_string (failure, "stage"));
    record_add_string (what, "reason", record_string (failure, "reason"));
    return audit_record (runner->spool, "failed", work->id, what, error);
}

static void
commit (struct runner *runner, const struct spool_work *work, const cJSON *run)
{
    const char *revision = record_string (run, "revision");
    const cJSON *counts = record_get (run, "counts");
    g_autofree char *folder = g_build_filename (runner->spool->work, work->id, NULL);
    g_autoptr (GError) error = NULL;
    if (!revision || !record_done (runner, work, folder, &error) || !pipeline_tidy (folder, &error)
        || !spool_commit (runner->spool, work, revision, &error)) {
        if (!revision)
            atomicfile_fail (&error, EIO, "run.json names no revision");
        runner_leave_alone (runner, work->id, error);
        return;
    }
    log_info (work->id,
              "done: revision %s, documents %.0f, unread %.0f, pages %.0f, by OCR %.0f, unread %.0f, seconds %.0f",
              revision, record_number (counts, "documents", 0), record_number (counts, "documents_unread", 0),
              record_number (counts, "pages", 0), record_number (counts, "pages_ocr", 0),
              record_number (counts, "pages_unread", 0),
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
    cJSON *unread = cJSON_Duplicate (record_get (run, "unread"), TRUE),
          *refused = cJSON_Duplicate (record_get (run, "refused"), TRUE);
    cJSON_AddItemToObject (reason, "unread", unread ? unread : cJSON_CreateArray ());
    cJSON_AddItemToObject (reason, "refused", refused ? refused : cJSON_CreateArray ());
    gboolean moved = tree_write_json (path, reason, &error) && record_failure (runner, work, failure, &error)
                     && spool_fail (runner->spool, work, &error);
    cJSON_Delete (reason);
    if (!moved) {
        runner_leave_alone (runner, work->id, error);
        return;
    }
    log_error (work->id, "failed: stage %s, %s: %s", record_string (failure, "stage"),
               record_string (failure, "reason"), record_string (failure, "detail"));
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
        runner_leave_alone (runner, work->id, error);
}

static void
count_delay (struct runner *runner, const char *reason)
{
    if (g_str_equal (reason, "disk_full"))
        runner_stop (runner, EX_TEMPFAIL, "the disk is full; nothing is lost");
    else if (!g_str_equal (reason, "interrupted") && ++runner->delays >= DELAYS_TO_STOP)
        runner_stop (runner, EX_TEMPFAIL, failure_advice (reason));
}

void
conclude_work (struct runner *runner, struct spool_work *work, enum pipeline_outcome outcome, const cJSON *run)
{
    progress_clear (&runner->progress);
    cJSON *failure = cJSON_Duplicate (record_get (run, "failure"), TRUE);
    if (!failure)
        failure = pipeline_failure ("run", outcome == PIPELINE_DELAYED ? "disk_full" : "stopped",
                                    "the worker wrote no run.json");
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
        runner_stop (runner, g_str_equal (reason, "configuration") ? EX_CONFIG : EX_UNAVAILABLE,
                     failure_advice (reason));
        break;
    }
    cJSON_Delete (failure);
    intake_claim (runner); /* what waited for this one */
}
