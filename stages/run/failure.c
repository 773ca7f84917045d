#include "stages/run/failure.h"

#include <string.h>
#include <sysexits.h>

#include "common/record.h"

static const struct failure {
    const char *reason;
    enum pipeline_outcome outcome;
    const char *advice;
} FAILURES[] = {
    { "no_documents", PIPELINE_FAILED,
      "Nothing in this submission is a document. Drop the PDF, TIFF, JPEG, PNG or text files themselves, together with "
      "what "
      "belongs to them." },
    { "nothing_readable", PIPELINE_FAILED,
      "No file of this submission could be read; unread in failed/ID/reason.json says why for each. Ask the sender for "
      "the files again (unlocked, complete), and drop those." },
    { "too_many_files", PIPELINE_FAILED,
      "Drop it in parts, or raise [run] case_files in pipeline.conf and use case-run retry." },
    { "too_deep", PIPELINE_FAILED, "Its folders are nested too deeply. Drop the files in fewer folders." },
    { "stream_broken", PIPELINE_FAILED,
      "A stage could not read what the one before it wrote: a mistake in this program. Keep the folder, tell the "
      "maintainers, "
      "and use case-run retry after the next release." },
    { "internal", PIPELINE_FAILED,
      "A mistake in this program; log/ has its last words. Keep the folder, tell the maintainers, and use case-run "
      "retry after "
      "the next release." },
    { "crashed", PIPELINE_RETRY,
      "A stage was killed or crashed, perhaps for want of memory. If it fails again alone on an idle machine, tell the "
      "maintainers." },
    { "deadline", PIPELINE_RETRY,
      "It took longer than [run] case_seconds. Raise that for very long files, or drop the files in parts, and use "
      "case-run "
      "retry." },
    { "stopped", PIPELINE_RETRY, "The machine or case-run stopped while it ran. Use case-run retry." },
    { "read_write", PIPELINE_RETRY, "Reading or writing failed. Look at the disk, and use case-run retry." },
    { "temporary", PIPELINE_RETRY, "A stage asked to be run again later. Use case-run retry." },
    { "changed", PIPELINE_RETRY, "A file changed after it had been dropped. Drop it again, complete." },
    { "incomplete", PIPELINE_RETRY, "A stage ended before its output was complete. log/ has its last words." },
    { "disk_full", PIPELINE_DELAYED, "The disk is full. Make room; nothing is lost, and the next run goes on." },
    { "interrupted", PIPELINE_DELAYED, "case-run was stopped. The next run goes on." },
    { "scheduler", PIPELINE_DELAYED,
      "Slurm did not run it. Look at sinfo and squeue (slurm_options in pipeline.conf(5)); the next run goes on." },
    { "no_worker", PIPELINE_DELAYED,
      "A stage could not confine or start its workers ([sandbox] in pipeline.conf(5)), or the machine is out of "
      "processes." },
    { "stage_missing", PIPELINE_UNAVAILABLE,
      "A program of the pipeline is missing beside case-run. Install the package again." },
    { "configuration", PIPELINE_UNAVAILABLE,
      "pipeline.conf or a rule file has a mistake; log/ says which. Correct it; the next run goes on." },
};

static const struct failure *
find (const char *reason)
{
    for (gsize i = 0; i < G_N_ELEMENTS (FAILURES); i++)
        if (g_strcmp0 (FAILURES[i].reason, reason) == 0)
            return &FAILURES[i];
    return NULL;
}

enum pipeline_outcome
failure_outcome (const char *reason)
{
    const struct failure *failure = find (reason);
    return failure ? failure->outcome : PIPELINE_RETRY;
}

const char *
failure_advice (const char *reason)
{
    const struct failure *failure = find (reason);
    return failure ? failure->advice : "Tell the maintainers.";
}

static const char *
of_exit_status (int status)
{
    switch (status) {
    case EX_OK:
        return NULL;
    case EX_DATAERR:
        return "stream_broken";
    case EX_USAGE: /* stages of another release */
    case EX_UNAVAILABLE:
    case EX_CONFIG:
        return "configuration";
    case EX_OSERR:
        return "no_worker";
    case EX_IOERR:
    case EX_CANTCREAT:
        return "read_write";
    case EX_TEMPFAIL:
        return "temporary";
    default:
        return "internal";
    }
}

const char *
failure_of_result (const struct process_result *result)
{
    switch (result->end) {
    case PROCESS_EXITED:
        return of_exit_status (result->status);
    case PROCESS_KILLED:
        return "crashed";
    case PROCESS_DEADLINE:
        return "deadline";
    case PROCESS_INTERRUPTED:
        return "interrupted";
    case PROCESS_NOT_STARTED:
        return result->status == ENOENT || result->status == EACCES ? "stage_missing" : "no_worker";
    }
    g_assert_not_reached ();
}

cJSON *
pipeline_failure (const char *stage, const char *reason, const char *detail)
{
    cJSON *failure = cJSON_CreateObject ();
    record_add_string (failure, "stage", stage);
    record_add_string (failure, "reason", reason);
    record_add_string (failure, "detail", detail);
    record_add_string (failure, "advice", failure_advice (reason));
    return failure;
}
