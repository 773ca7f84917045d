/* Which item of a determination letter a sentence of its rationale is about.
 */
#ifndef CHECK_ITEMS_H
#define CHECK_ITEMS_H

#include "stages/check/facts.h"

/* Takes out of `rows` (fact, evidence) of a reviewer's words what is said of another item than the one of `parameters`, or of
 * nobody knows which; nothing where the case has one item alone. A sentence is about the item under whose heading it stands; where the
 * headings stand together in a list, about the item that the next conclusion names; where the two disagree, nobody knows. */
void items_drop_others (struct facts *facts, const struct parameters *parameters, struct rows *rows);

#endif
