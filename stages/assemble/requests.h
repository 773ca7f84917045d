/* The disputed items of a case, each with all places that word it: found in requests.c, told in requests_item.c.
 */
#ifndef ASSEMBLE_REQUESTS_H
#define ASSEMBLE_REQUESTS_H

#include "stages/assemble/case.h"

struct request {
    GPtrArray *mentions; /* struct mention, lent; the first is the one that the item is taken from */
    const char *concept, *region, *laterality;
    double number; /* of the issue, NAN where not said */
};

#define REQUEST_ISSUE_LINE 0
#define REQUEST_APPLICATION 1
#define REQUEST_PLAN 7

/* Where a mention words its item, the most authoritative first: from REQUEST_ISSUE_LINE to REQUEST_PLAN; more: nowhere that counts. */
guint request_place (const struct mention *mention);
/* The narrower concept that a mention names, or NULL; lent. */
const char *request_concept (const struct mention *mention);
/* The words of the item, else of the evidence; lent. */
const char *request_wording (const struct mention *mention);

/* struct request, the caller's. */
GPtrArray *requests_collect (struct assembly *assembly);

#endif
