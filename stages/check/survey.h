/* Consistency findings (domain.md 5) and the completeness score (2.7): queries over the whole case, not over one issue.
 */
#ifndef CASEFILE_CHECK_SURVEY_H
#define CASEFILE_CHECK_SURVEY_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "stages/check/facts.h"
#include "stages/check/sets.h"

/* The findings that the facts raise, worst first, in the library's order; `critical` gets the codes of critical ones
 * (owned). NULL and FACTS_ERROR_SQL where a query fails. The caller deletes the array. */
cJSON *survey_findings (struct facts *facts, const struct library *library, GPtrArray *critical, GError **error);
/* One finding: NULL without error where it is not raised. */
cJSON *survey_finding (struct facts *facts, const struct finding *finding, GError **error);

/* {score, points, of, items[]}; NULL and FACTS_ERROR_SQL. */
cJSON *survey_completeness (struct facts *facts, const struct library *library, GError **error);
/* The score, 0 to 1, of one item; `fact_ids` (may be NULL) gets the facts that earned it (owned). */
gboolean survey_item (struct facts *facts, const struct item *item, double *score, GPtrArray *fact_ids, GError **error);

#endif
