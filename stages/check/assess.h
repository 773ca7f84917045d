/* The assessment of a whole case: an issue for each request, consistency findings, completeness (case-criteria(5)).
 */
#ifndef CASEFILE_CHECK_ASSESS_H
#define CASEFILE_CHECK_ASSESS_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "common/casetext.h"
#include "stages/check/facts.h"
#include "stages/check/sets.h"

/* The `assessment` of a case. NULL and an error: FACTS_ERROR_SQL where a query of the library fails, FACTS_ERROR_ROW where
 * the case is larger than any case may be. The caller deletes it. */
cJSON *assess (const struct casetext *casetext, const struct library *library, GError **error);

/* A base with the case's facts, the process data and one `issue` row for each request, open; the caller frees. */
struct facts *assess_facts (const struct casetext *casetext, const struct library *library, GError **error);
/* The issues of such a base: columns request, treatment, region, reference, criteria_set; the caller frees. */
struct rows *assess_issues (struct facts *facts);

#endif
