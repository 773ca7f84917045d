/* What runs on a node: one element of a job array, one pipeline over work/ID. It touches nothing else.
 */
#ifndef RUN_SLURM_WORKER_H
#define RUN_SLURM_WORKER_H

#include "common/settings.h"

/* Runs the element of the batch in `folder` that the environment names (SLURM_ARRAY_TASK_ID). The exit code: EX_OK where
 * run.json says how it went, whatever it says. */
int slurm_worker_run (const struct settings *settings, const char *folder);

#endif
