/* The draft determination of one issue (domain.md 4.0) and the roll-up of numbered criteria. It drafts; a physician decides.
 */
#ifndef CASEFILE_CHECK_DRAFT_H
#define CASEFILE_CHECK_DRAFT_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "stages/check/sets.h"

/* {"1": "met", ...}: not_met > not_documented > met, not_applicable parts ignored, advisory parts where there are others. */
cJSON *draft_rollup (const GPtrArray *judgements);

/* The determination. `judgements`: struct judgement; `critical`: codes of critical findings; `recorded`: the outcome that a
 * determination letter states, or NULL; `variance`: whether a set that recommends against has evidence for this case. */
cJSON *draft_determination (const struct set *set, const GPtrArray *judgements, const GPtrArray *critical,
                            const char *recorded, gboolean variance);

#endif
