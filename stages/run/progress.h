/* A line on the terminal that says how far a run is; nothing where stderr is no terminal.
 */
#ifndef RUN_PROGRESS_H
#define RUN_PROGRESS_H

#include <glib.h>

#include "stages/run/pipeline.h"

struct progress {
    gboolean shown; /* a line stands on the terminal */
    gint64 drawn;   /* when, monotonic */
    gint64 started; /* of the run, monotonic */
    guint cases, cases_done;
};

void progress_start (struct progress *progress, guint cases);
/* Draws the line anew, at most four times a second: `now` are the cases that run. */
void progress_draw (struct progress *progress, const struct pipeline_progress *now, guint n);
/* Takes the line away, before anything else is written. */
void progress_clear (struct progress *progress);

#endif
