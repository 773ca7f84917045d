/* From words with places to text in reading order: table rows kept together, columns of prose kept apart.
 */
#ifndef OCR_LAYOUT_H
#define OCR_LAYOUT_H

#include <glib.h>

#include "stages/ocr/engine.h"

struct placed_word {
    const struct seen_word *word; /* lent */
    guint start, length;          /* code points of the text */
};

/* The text of `words` (GArray of struct seen_word, as the engine ordered them; lent): a newline ends a line, an empty line
 * parts blocks and paragraphs, one blank parts words, two blanks the cells of a row; a row of a ruled table
 * (stages/ocr/cells.h) is one line, cell by cell. `placed` gets the words in order of the
 * text (GArray of struct placed_word). The text is the caller's. Noise (signs without a letter or digit that
 * were read unsurely) is left out. */
char *layout_text (const GArray *words, GArray *placed);

#endif
