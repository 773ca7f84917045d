/* A request (domain.md 2.1 Q1-Q3): where it is written (requests.c), and what its item asks for (requests_item.c).
 */
#ifndef EXTRACT_REQUESTS_H
#define EXTRACT_REQUESTS_H

#include "stages/extract/composites.h"

/* One place where a request is written. */
struct writing {
    const char *rule, *at;
    gsize start, end;           /* the evidence */
    gsize item_start, item_end; /* the words that name what is asked for */
    const char *outcome, *number;
    const char *decision; /* what a line of its own decides */
};

/* Whether a concept goes with a request and is never its subject: sedation, imaging guidance. */
gboolean request_is_adjunct (const char *concept);
/* The procedure that decides what an item in bytes [start, end) asks for (domain.md 3.3); NULL where it names none; lent. */
const struct mention *request_head (const GPtrArray *mentions, gsize start, gsize end);
/* Adds the request that is written there, with what entities its item names; nothing where nothing is left of the item. */
void request_add (const struct composites *composites, const struct page *page, const struct writing *writing,
                  GPtrArray *mentions);

#endif
