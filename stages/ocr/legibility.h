/* How well a page was read, and whether a hand wrote it.
 */
#ifndef OCR_LEGIBILITY_H
#define OCR_LEGIBILITY_H

#include <glib.h>
#include <leptonica/allheaders.h>

struct seen_word;
struct worth;

/* Share (0-1) of the words that read well. domain.md 3.11: dictionary or pattern words with a confidence of 60 or more. A word
 * is what holds a letter or digit. It is known where the recogniser's word list holds it; a pattern where it holds a
 * digit (in print) or is an abbreviation of up to three letters; names, drugs and terms that no list holds count where the
 * recogniser is sure of them (85 or more). Of what the handwriting model read the confidence alone decides, since it says how
 * many of such words are right. -1 where there is no word. */
double legibility_share (const GArray *words);
/* "good" from .75, "fair" from .50, "poor" below; a page of ink without words is poor. */
const char *legibility_name (double share);
/* Makes the confidences of a page's words (struct seen_word, hand_find done) mean what they say: of those left at 90 or more at
 * least 98 in 100 are right. The recogniser of print is too sure of itself from 90 to 94 on a page whose print reads badly (a mean
 * below 88): that is put down to 89. What a hand wrote gets the share of such words that are right (`worth`, lent; NULL
 * without a model for handwriting), 89 at the most. tests/bench/ocr-confidence measures it. */
void legibility_calibrate (GArray *words, const struct worth *worth);

/* Mean confidence of the words, each by its length; -1 where there is none. */
double legibility_confidence (const GArray *words);
/* A word with a digit that was read with less than 80, or that a hand wrote: a date, level or dose that a person must see. On a
 * `form` that a hand has filled in, less than 95: figures written neatly are read as print, and wrongly. */
gboolean legibility_doubtful (const struct seen_word *word, gboolean form);

#endif
