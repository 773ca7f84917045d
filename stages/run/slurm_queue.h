/* Slurm's commands: sbatch, squeue and scancel, each as a child process with a deadline, found on the PATH.
 *
 * An array is known by its job's name, casefile-SPOOL-T, which is ours from before it is submitted; its number is nobody's
 * business but Slurm's. So an array whose submission was cut short is found, or known not to be there, by asking.
 */
#ifndef RUN_SLURM_QUEUE_H
#define RUN_SLURM_QUEUE_H

#include <glib.h>

#include "common/settings.h"
#include "stages/run/batch.h"
#include "stages/run/spool.h"

/* What Slurm knows of one element of an array of this spool. */
struct slurm_element {
    char *token; /* of the batch */
    guint element;
    gboolean completing; /* its worker has ended, or is being ended */
    gboolean held;       /* will not run unless a person does something */
};

/* All that is not over: GPtrArray of struct slurm_element, the caller's. NULL and an error where Slurm does not answer. */
GPtrArray *slurm_queue_read (const struct spool *spool, GError **error);

/* Submits a batch as a job array. FALSE and an error where sbatch said no; the array may be there all the same. */
gboolean slurm_queue_submit (const struct spool *spool, const struct settings *settings, const struct batch *batch,
                             GError **error);

/* Takes one element out of the queue, if it can. */
void slurm_queue_cancel (const struct spool *spool, const struct batch *batch, guint element);

#endif
