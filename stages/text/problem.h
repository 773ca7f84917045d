/* Why a file or page could not be read, in words that ops can act on. One table, so that a worker need only name the reason
 * and nothing that a document says reaches the record.
 */
#ifndef TEXT_PROBLEM_H
#define TEXT_PROBLEM_H

#include <cjson/cJSON.h>
#include <glib.h>

/* The `error` object of a record, the caller's. `reason` must be one of the vocabulary (problem_known); `detail` and `advice`
 * may be NULL and are then those of the reason. */
cJSON *problem_json (const char *reason, const char *detail, const char *advice);
/* The same reason as a constant, or NULL where there is none such. */
const char *problem_known (const char *reason);

#endif
