/* A handwritten line read in several views, leaning and stretched, and the readings voted word by word.
 *
 * The recogniser misreads a hand in other places when the picture leans otherwise or is wider, and right readings agree more often
 * than wrong ones. models/README.md has the figures: with and without, and what the confidence of a voted word is worth.
 */
#ifndef OCR_VIEWS_H
#define OCR_VIEWS_H

#include <glib.h>
#include <leptonica/allheaders.h>

#include "stages/ocr/engine.h"

/* The words of `line` (8 bpp, one line cut out, level; lent) at `dpi` as `engine` reads them: GArray of struct seen_word with boxes
 * in the picture, the caller's. The confidence of a word is the mean over all readings of the line, 0 from those that have another. A line
 * of which the first reading is sure is read once, and so is one that is longer than what is left of `lengths`: how many times their height the
 * lines of a page that are read again may be long, together; it is reduced. NULL where the recogniser failed or without memory. */
GArray *views_read (struct engine *engine, PIX *line, int dpi, double *lengths);

/* For a page: some twenty-five long lines, some seventeen seconds for the five further readings. A dense page must not outrun its time limit, and lose
 * its text with it. */
#define VIEWS_LENGTHS 600

/* The vote. `readings` (`count` of them, each a GArray of struct seen_word from left to right) are of one line; their words are
 * used up. The reading that is nearest to all others gives the places; in each place the word stands, or none, for which most confidence speaks: a reading
 * speaks for what is like its own word as well, the less the less like it is. No word stands that no reading has. The caller's. */
GArray *views_vote (GArray *const readings[], guint count);

#endif
