/* The pipeline over one folder (work/ID): stage after stage into files, each whole or not there, so that a later attempt
 * goes on where this one stopped. Ends by writing run.json with the outcome.
 */
#ifndef RUN_PIPELINE_H
#define RUN_PIPELINE_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "common/settings.h"

enum pipeline_outcome {
    PIPELINE_DONE,
    PIPELINE_RETRY,       /* may go better next time: memory, deadline, a crash */
    PIPELINE_FAILED,      /* will not */
    PIPELINE_UNAVAILABLE, /* not the submission's fault, and no other would fare better: a program or setting is missing */
    PIPELINE_DELAYED,     /* not the submission's fault, and counts as no attempt: full disk, no sandbox, interrupted */
};
const char *pipeline_outcome_name (enum pipeline_outcome outcome); /* "done", "retry", ...; lent */
enum pipeline_outcome pipeline_outcome_parse (const char *name);   /* PIPELINE_RETRY for what it does not know */

/* What a running pipeline says about itself, in one write, through `progress_fd`. */
struct pipeline_progress {
    int stage, stages;        /* from 1 */
    int pages, pages_to_read; /* of the stage that reads pages; 0 before it is known */
};

struct pipeline {
    const char *folder;
    const struct settings *settings;
    gboolean from_pages; /* pages.ndjson stands: no text, no OCR */
    int progress_fd;     /* or -1 */
    const char *owner;   /* what worker.json must say to the end (batch.h); NULL: nobody else can be at work here */
    cJSON *run;          /* what the coordinator knows (id, case, revision, ...); completed and written as run.json */
};
/* TRUE once run.json is written, whatever its outcome; FALSE and an error where it could not be, or where somebody else has
 * taken over. */
gboolean pipeline_run (struct pipeline *pipeline, enum pipeline_outcome *outcome, GError **error);

/* Removes what only attempts need, before the commit of what is done. Can be done again. */
gboolean pipeline_tidy (const char *folder, GError **error);

/* Whether the free space of the file system of `path` is below [run] free_mb. */
gboolean pipeline_disk_is_full (const char *path, const struct settings *settings);

/* {"stage","reason","detail","advice"}: the one form in which a failure is told; the caller's. */
cJSON *pipeline_failure (const char *stage, const char *reason, const char *detail);

#endif
