/* What a maintainer asks of the library: do the cases of all files hold, what do they leave untested, and how did this
 * criterion come to its outcome.
 */
#ifndef CASEFILE_CHECK_PROOF_H
#define CASEFILE_CHECK_PROOF_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "common/casetext.h"
#include "stages/check/sets.h"

/* Runs every case of every file. Mistakes are added as "file:line: message"; *n gets the number of cases. FALSE where our
 * own machinery fails. */
gboolean proof_run (const struct library *library, guint *n, GPtrArray *mistakes, GError **error);

/* Lines "ID: lacks met, not_documented" for criteria whose cases leave an outcome untested that they can have; owned. */
GPtrArray *proof_coverage (const struct library *library);

/* How a criterion, or a finding by its code, came out on a case: queries, rows, outcome; text for a person, the caller
 * frees. NULL with FACTS_ERROR_ROW where there is none of that name. */
char *proof_explain (const struct library *library, const struct casetext *casetext, const char *id, GError **error);

#endif
