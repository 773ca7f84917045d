/* Where pipelines run: on this machine, or on the nodes of a cluster. All that the runners differ in stands behind this.
 *
 * A launch is one pipeline over one folder (work/ID). It is started, which may only queue it; submitted with the others
 * of its round; polled until it has ended; and asked for its result, which is what its worker left: run.json.
 */
#ifndef RUN_LAUNCHER_H
#define RUN_LAUNCHER_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "common/settings.h"
#include "stages/run/pipeline.h"
#include "stages/run/spool.h"

struct batch;

struct launch {
    char *id, *folder;
    gboolean from_pages; /* pipeline.h */
    cJSON *run;          /* what is known for run.json, owned */
    gboolean ended;
    struct pipeline_progress progress; /* as last heard */
    union {                            /* the launcher's own */
        struct {
            pid_t pid;
            int pidfd, pipe; /* pipe: of struct pipeline_progress */
            gint64 deadline; /* monotonic */
        } local;
        struct {
            struct batch *batch; /* lent; NULL before it is submitted */
            guint element;       /* of the batch, from 1 */
            guint missed;        /* so many times the queue did not know it */
        } slurm;
    };
};
/* `run` is consumed. */
struct launch *launch_new (const char *id, const char *folder, gboolean from_pages, cJSON *run);
void launch_free (struct launch *launch);
typedef struct launch launch_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (launch_t, launch_free)

struct launcher {
    const struct settings *settings;
    guint jobs;
    GPtrArray *launches; /* what was started and not yet concluded, lent */
    gboolean goes_on;    /* what was submitted does not end with this process */
    gpointer own;        /* the launcher's own */

    /* How many more may be started now. */
    guint (*room) (const struct launcher *launcher);
    /* FALSE and an error: it could not, and the launch stays the caller's business alone. */
    gboolean (*start) (struct launcher *launcher, struct launch *launch, GError **error);
    /* Brings to run what was started since the last time. What cannot be has ended. */
    void (*submit) (struct launcher *launcher);
    /* Waits a little, and marks what has ended. When the process is interrupted, what does not go on is ended. */
    void (*poll) (struct launcher *launcher);
    /* What became of a launch that has ended, and the outcome. The caller's; NULL where its worker left nothing. */
    cJSON *(*result) (struct launcher *launcher, struct launch *launch, enum pipeline_outcome *outcome);
    void (*free) (struct launcher *launcher);
};
struct launcher *launcher_new_local (const struct settings *settings, guint jobs);
/* NULL and an error where Slurm does not answer. The spool must be locked, and outlive it. The launches of earlier runs that
 * still run are in `launches` already, and become the caller's. */
struct launcher *launcher_new_slurm (const struct settings *settings, const struct spool *spool, guint jobs,
                                     GError **error);
void launcher_free (struct launcher *launcher);
typedef struct launcher launcher_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (launcher_t, launcher_free)

/* One launch from start to end; its run.json, the caller's, NULL where it left none. */
cJSON *launcher_run (struct launcher *launcher, struct launch *launch, enum pipeline_outcome *outcome, GError **error);

/* The parts that launchers share: a launcher of the one kind or the other, and what lies in a launch's folder. */
struct launcher *launcher_new (const struct settings *settings, guint jobs);
cJSON *launcher_read_run (const struct launcher *launcher, const struct launch *launch, enum pipeline_outcome *outcome);

#endif
