/* The coordinator: claims what is in the inbox, has the pipeline run on each submission (launcher.h), and commits the
 * results. Only the coordinator moves submissions from state to state; a worker touches only its own work/ID.
 */
#ifndef RUN_RUNNER_H
#define RUN_RUNNER_H

#include "common/settings.h"
#include "stages/run/spool.h"
#include "stages/run/summary.h"

struct run_options {
    guint jobs;
    gboolean slurm;                  /* on a cluster */
    gboolean watch;                  /* until interrupted */
    void (*publish) (gpointer user); /* called when a watch has nothing to do after it had; may be NULL */
    gpointer user;
};

/* One run; the spool must be locked. The exit code (case-run(1)). */
int runner_run (struct spool *spool, const struct settings *settings, const struct run_options *options,
                struct summary *summary);

/* What is known of a submission before it runs; the caller's. */
cJSON *runner_describe (const struct spool *spool, const struct spool_work *work, const char *revision,
                        const char *previous, int number);

#endif
