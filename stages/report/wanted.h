/* What the files speak of and do not hold (missing[] of the case), in words, for the report and the request for records.
 */
#ifndef REPORT_WANTED_H
#define REPORT_WANTED_H

#include <cjson/cJSON.h>

#include "stages/report/evidence.h"

/* "the procedure note of the medial branch block of May 8, 2014" for an item of missing[]; the caller frees. NULL where its kind is not
 * known. */
char *wanted_in_words (struct evidence *evidence, const cJSON *item);

#endif
