/* work/slurm-T: what one job array is to do. It is written before the array is submitted and removed once all of it has
 * been concluded, so that a coordinator that was killed knows which submissions may be at work on some node.
 *
 *   batch.json  {"v": 1, "throttle": 4, "cases": [what is known for run.json, ...]}; element N of the array is cases[N - 1]
 *   N.log       what the worker of element N said; ids and counts, as in every log
 */
#ifndef RUN_BATCH_H
#define RUN_BATCH_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "stages/run/spool.h"

#define BATCH_PREFIX "slurm-"
#define BATCH_FILE "batch.json"

struct batch {
    char *folder, *token; /* token: what makes the folder's name its own */
    cJSON *cases;
    guint throttle;    /* so many elements run at a time */
    guint outstanding; /* elements that are not concluded */
};
/* Writes one, durably; `cases` is consumed. The caller frees the result; NULL and an error where it could not be written. */
struct batch *batch_write (const struct spool *spool, cJSON *cases, guint throttle, GError **error);
/* NULL and an error where there is none or it is not whole. */
struct batch *batch_load (const char *folder, GError **error);
void batch_free (struct batch *batch);
typedef struct batch batch_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (batch_t, batch_free)

/* What is known for run.json of element N, lent; NULL where there is no such element. */
const cJSON *batch_case (const struct batch *batch, guint element);
/* The batches of the spool, GPtrArray of struct batch, the caller's. One without batch.json was never submitted, and is left
 * out. NULL and an error where one cannot be read. */
GPtrArray *batch_list (const struct spool *spool, GError **error);

/* Who is at work in a folder: worker.json, written when a worker begins. The last one counts; one that was given up and still
 * runs, on a node that nobody can reach, sees that it is not its own any more. */
gboolean batch_own (const char *folder, const char *token, const char *owner, GError **error);
gboolean batch_is_owner (const char *folder, const char *owner);
/* Whether a worker of this batch has begun there. */
gboolean batch_has_begun (const char *folder, const char *token);

#endif
