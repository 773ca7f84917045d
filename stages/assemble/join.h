/* Documents that go on elsewhere: page 2 of 3 in another file, or far from page 1 in the same one.
 */
#ifndef ASSEMBLE_JOIN_H
#define ASSEMBLE_JOIN_H

#include "stages/assemble/documents.h"

/* Joins the documents of the list (struct document, owned) of which one begins where the other stops: the next page number of as
 * many, the same class, and the same day or one without a day. Only where each fits no other: of two that would fit, none is joined.
 * Takes time in proportion to the list. */
void join_documents (GPtrArray *list);

#endif
