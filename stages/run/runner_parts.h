/* The parts of the coordinator: what a run knows (struct runner), and what runner.c, intake.c and conclude.c do for one
 * another. Nobody else includes it.
 */
#ifndef RUN_RUNNER_PARTS_H
#define RUN_RUNNER_PARTS_H

#include "stages/run/launcher.h"
#include "stages/run/progress.h"
#include "stages/run/runner.h"

#define POLL_MS 500

struct runner {
    struct spool *spool;
    const struct settings *settings;
    const struct run_options *options;
    struct summary *summary;
    struct launcher *launcher;
    struct progress progress;
    GPtrArray *running;     /* struct running, owned */
    GPtrArray *groups;      /* of the inbox as last seen, struct inbox_group, owned; may be NULL */
    inbox_view_t *view;     /* of the last look, owned; NULL before the first */
    GPtrArray *queue;       /* struct spool_work in their order, owned; NULL where it must be read anew */
    GHashTable *left_alone; /* ids not to be tried again in this run */
    guint delays;
    int stop_code;    /* exit code of a run that ends early, else 0 */
    gboolean trouble; /* something could not be done now, and is left for a later run */
    gboolean news;    /* something was concluded that has not been published */
};

/* Ends the run with this exit code, once what runs has ended; the first reason stands. */
void runner_stop (struct runner *runner, int code, const char *why);
/* A submission that cannot be moved on now, for a reason that a later run may not meet. */
void runner_leave_alone (struct runner *runner, const char *id, const GError *error);

/* Tells what became of a claim (spool_report; `user` is the runner). */
void intake_note_claim (gpointer user, enum spool_claim result, const char *id, const char *known, const GError *error);
/* Looks at the inbox once. */
void intake_look (struct runner *runner);
/* Looks twice, settle_seconds apart; or, where there is nothing that could settle, once. */
void intake_settle (struct runner *runner);
/* Claims all groups seen that can be. */
void intake_claim (struct runner *runner);
/* Why a group cannot be claimed now, a constant; NULL where it can. */
const char *intake_obstacle (const struct spool *spool, const struct inbox_group *group);

/* Puts into the index what a run that was killed committed and did not index. */
void conclude_catch_up (struct runner *runner);
/* What follows from how it went. `run` may be NULL: the worker itself died. */
void conclude_work (struct runner *runner, struct spool_work *work, enum pipeline_outcome outcome, const cJSON *run);

#endif
