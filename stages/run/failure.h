/* What can go wrong with a submission: a code, what follows from it, and words that ops can act on.
 */
#ifndef RUN_FAILURE_H
#define RUN_FAILURE_H

#include <cjson/cJSON.h>

#include "stages/run/pipeline.h"
#include "stages/run/process.h"

/* The code for how a stage ended, NULL where it ended well. */
const char *failure_of_result (const struct process_result *result);
/* What follows from a code. */
enum pipeline_outcome failure_outcome (const char *reason);
/* What to do about it; lent. */
const char *failure_advice (const char *reason);

#endif
