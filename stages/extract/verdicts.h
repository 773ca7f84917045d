/* What persons say of facts (correction records): that a mention is right, or that it is none.
 */
#ifndef EXTRACT_VERDICTS_H
#define EXTRACT_VERDICTS_H

#include <glib.h>

/* Puts the verdicts among `records` (struct record of one file) on the mentions that they are about: `found` holds, in step
 * with `pages`, arrays of mentions. A verdict finds its mention by kind, place and what was read there; at another place only where
 * one mention of the page alone has the quote and the reading. A confirmed mention is no candidate. */
void verdicts_apply (const GPtrArray *records, const GPtrArray *pages, const GPtrArray *found);

#endif
