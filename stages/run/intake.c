/* From the inbox to work: looking, waiting until what was dropped has settled, claiming (runner_parts.h). */
#include <stdio.h>
#include <sysexits.h>

#include "common/log.h"
#include "common/record.h"
#include "stages/run/process.h"
#include "stages/run/runner_parts.h"

void
intake_note_claim (gpointer user, enum spool_claim result, const char *id, const char *known, const GError *error)
{
    struct runner *runner = user;
    progress_clear (&runner->progress);
    g_clear_pointer (&runner->queue, g_ptr_array_unref);
    if (error) {
        log_error (NULL, "a drop cannot be claimed now: %s", error->message);
        runner->trouble = TRUE;
    } else if (result == SPOOL_DUPLICATE) {
        g_autofree char *reason =
            g_strdup_printf ("the same bytes are already %s%s", g_str_equal (known, "work") ? "in " : "", known);
        log_info (id, "%s", reason);
        cJSON *item = summary_add (runner->summary, SUMMARY_DUPLICATE, id, NULL);
        record_add_string (item, "reason", reason);
        if (g_str_equal (known, "failed"))
            record_add_string (item, "advice", "failed/ID/reason.json says what to do; then case-run retry ID.");
    }
}

const char *
intake_obstacle (const struct spool *spool, const struct inbox_group *group)
{
    if (!group->settled)
        return group->waiting;
    if (spool_is_in_work (spool, group->name))
        return "an earlier submission of the same case is still in work";
    g_autofree char *last = spool_last_revision (spool, group->name, NULL);
    return group->has_document || last ? NULL : "belongs to no case: no document of this name is here or done";
}

void
intake_claim (struct runner *runner)
{
    for (guint i = 0; runner->groups && i < runner->groups->len && !process_interrupted;) {
        const struct inbox_group *group = g_ptr_array_index (runner->groups, i);
        if (intake_obstacle (runner->spool, group)) {
            i++;
            continue;
        }
        if (pipeline_disk_is_full (runner->spool->work, runner->settings)) {
            runner_stop (runner, EX_TEMPFAIL, "the disk is full (free_mb in pipeline.conf(5)); nothing is lost");
            return;
        }
        g_autofree char *id = NULL;
        g_autoptr (GError) error = NULL;
        const char *known = NULL;
        enum spool_claim result = SPOOL_EMPTY;
        spool_claim (runner->spool, group, &result, &id, &known, &error);
        intake_note_claim (runner, result, id, known, error);
        g_ptr_array_remove_index (runner->groups, i);
    }
}

void
intake_look (struct runner *runner)
{
    g_autoptr (GError) error = NULL;
    inbox_view_t *now = NULL;
    g_clear_pointer (&runner->groups, g_ptr_array_unref);
    runner->groups = inbox_scan (runner->spool->inbox, runner->view, &now, runner->spool->revisions,
                                 runner->spool->max_files, &error);
    if (!runner->groups) {
        log_error (NULL, "the inbox cannot be read: %s", error->message);
        runner->trouble = TRUE;
        return;
    }
    g_clear_pointer (&runner->view, g_hash_table_unref);
    runner->view = now;
}

void
intake_settle (struct runner *runner)
{
    intake_look (runner);
    gboolean unsettled = FALSE;
    for (guint i = 0; runner->groups && i < runner->groups->len; i++)
        unsettled |= !((struct inbox_group *) g_ptr_array_index (runner->groups, i))->settled;
    if (!unsettled)
        return;
    gint64 until = g_get_monotonic_time () + settings_int (runner->settings, "run", "settle_seconds") * G_USEC_PER_SEC;
    while (g_get_monotonic_time () < until && !process_interrupted)
        g_usleep ((gulong) MIN (until - g_get_monotonic_time (), POLL_MS * 1000));
    intake_look (runner);
}
