/* Letters, drafted for a physician: a determination, and a request for the records that are missing.
 */
#ifndef REPORT_LETTER_H
#define REPORT_LETTER_H

#include "stages/report/prose.h"

/* The determination: header, how it was made, documents reviewed, clinical case summary, issues with rationales
 * (domain.md 1.6, layout C). The caller frees. */
struct prose *letter_new (struct casetext *casetext);
/* What the criteria need, documents and procedure notes that the records speak of, pages that cannot be read; the caller
 * frees. */
struct prose *records_request_new (struct casetext *casetext);

#endif
