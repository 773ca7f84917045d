/* Which words a hand wrote.
 *
 * Told by the strokes (stages/ocr/strokes.h), with a little weight on the confidence: print, even faxed three times, has upright
 * stems and level feet; a neat hand that reads well has not. Neighbours on a line are judged together, for a hand
 * writes phrases. What is typed at one pitch (stages/ocr/pitch.h) is print. The weights were fitted on printed pages, clean and
 * degraded, and on lines of real hands.
 */
#ifndef OCR_HAND_H
#define OCR_HAND_H

#include <glib.h>
#include <leptonica/allheaders.h>

#include "stages/ocr/engine.h"
#include "stages/ocr/strokes.h"

/* Sets `hand` of each of `words` (struct seen_word, in reading order). `bilevel` is the picture they were read from as 1 bpp;
 * lent. */
void hand_find (GArray *words, PIX *bilevel, double dpi);

/* How much (-4 to 4) speaks for a hand in one word by itself. */
double hand_evidence (const struct seen_word *word, const struct strokes *strokes);
/* Judges the words of a line together: evidence[i] for each, hand[i] is set. */
void hand_judge_line (const double *evidence, guint n, gboolean *hand);

/* The share (0-1) of the width of all words that a hand wrote. */
double hand_share (const GArray *words);
/* Whether that is a considerable part: .04 or more, with three words that are plainly a hand's. */
gboolean hand_found (const GArray *words);

#endif
