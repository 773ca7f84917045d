/* Documents that go on elsewhere: page 2 of 3 in another file, or far from page 1 in the same one.
 */
#ifndef ASSEMBLE_JOIN_H
#define ASSEMBLE_JOIN_H

#include "stages/assemble/documents.h"

/* Joins the documents of the list (struct document, owned) of which one begins where the other stops: the next page number of as
 * many, the same class, and the same day or one without a day. Only where each fits no other: of two that would fit, none is joined.
 * What is left then is joined where a page number goes on and each is the best for the other by class, day (within a month: a visit
 * and its signature) and running head; never where the patient is another. Takes time in proportion to the list. */
void join_documents (GPtrArray *list);

/* --- fragments.c: pages without title, day, name or number of their own */
#define FRAGMENTS_MAX 64 /* of more, only the first are joined */
gboolean document_is_fragment (const struct document *document);
/* Joins them where it can be shown what they go on with: the one document whose last page bears the same running head, or the one
 * that stops in the middle of a sentence where one fragment alone begins in the middle of one; never of another class. Adds to the
 * tables of what follows (document -> document) and what is preceded. */
void join_fragments (GPtrArray *list, GHashTable *next_of, GHashTable *has_before);

#endif
