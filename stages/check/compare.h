/* What has changed since an earlier assessment of the same case, and which record changed it.
 *
 * Ids and order of facts change with every new record; facts are matched by what they say. A record that changed something is a
 * document of the new case with evidence that the old case did not have.
 */
#ifndef CASEFILE_CHECK_COMPARE_H
#define CASEFILE_CHECK_COMPARE_H

#include "common/casetext.h"

/* `assessment.changes` (case-check(1)): `old` is a checked case, `fresh` the new one, `assessment` that of the new one. The caller
 * deletes the result. */
cJSON *compare_cases (const struct casetext *old, struct casetext *fresh, const cJSON *assessment);

#endif
