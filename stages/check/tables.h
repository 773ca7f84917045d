/* The tables of the facts: one place that says their columns and where in the case JSON each comes from.
 *
 * A fact table holds what the records say of this patient: affirmed, not planned, not a candidate, not guideline text.
 * Everything else of the same lists stands in `aside` (kind, id, concept, region, why), so that a query cannot take it
 * for a fact by forgetting a condition.
 */
#ifndef CASEFILE_CHECK_TABLES_H
#define CASEFILE_CHECK_TABLES_H

#include <glib.h>

#include "common/casetext.h"
#include "stages/check/facts.h"

#define TABLES_ITEMS_MAX 1000000 /* items of one list that are loaded; more is refused */

/* The statements that make all tables; the caller frees. */
char *tables_schema (void);
/* Loads a case. FALSE with FACTS_ERROR_ROW where a list is longer than any case may be. */
gboolean tables_load (struct facts *facts, const struct casetext *casetext, GError **error);

#endif
