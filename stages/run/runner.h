/* The coordinator: claims what is in the inbox, runs the pipeline on each submission in a process of its own, and commits
 * the results. Only the coordinator moves submissions from state to state; a worker touches only its own work/ID.
 */
#ifndef RUN_RUNNER_H
#define RUN_RUNNER_H

#include "common/settings.h"
#include "stages/run/pipeline.h"
#include "stages/run/spool.h"
#include "stages/run/summary.h"

struct run_options {
    int jobs;
    gboolean watch;                  /* until interrupted */
    void (*publish) (gpointer user); /* called when a watch has nothing to do after it had; may be NULL */
    gpointer user;
};

/* One run; the spool must be locked. The exit code (case-run(1)). */
int runner_run (struct spool *spool, const struct settings *settings, const struct run_options *options,
                struct summary *summary);

/* A pipeline in a process of its own. */
struct worker_process {
    pid_t pid;
    int pidfd, progress; /* progress: a pipe of struct pipeline_progress */
};
/* Starts it over `folder`; `run` is what is known for run.json and stays the caller's. */
gboolean runner_start (struct worker_process *worker, const struct settings *settings, const char *folder,
                       gboolean from_pages, const cJSON *run, GError **error);
/* Waits for its end, and reads what it left: run.json (the caller's; NULL where it wrote none) and the outcome. */
cJSON *runner_finish (struct worker_process *worker, const struct settings *settings, const char *folder,
                      enum pipeline_outcome *outcome);
/* What is known of a submission before it runs; the caller's. */
cJSON *runner_describe (const struct spool *spool, const struct spool_work *work, const char *revision,
                        const char *previous, int number);

#endif
