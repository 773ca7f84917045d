/* The sentence of a page that a mention stands in, as one line.
 */
#ifndef ASSEMBLE_SENTENCE_H
#define ASSEMBLE_SENTENCE_H

#include "stages/assemble/store.h"

#define SENTENCE_MAX_CHARACTERS 300

/* The sentence, or those that the mention runs over: line breaks and runs of blanks one blank, wrapped words whole; of more than
 * SENTENCE_MAX_CHARACTERS those around the mention, "..." where it was cut. NULL where the stream does not say where the page's
 * sentences stand. The caller frees. */
char *sentence_of (const struct mention *mention);

#endif
