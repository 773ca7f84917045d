/* The second reading: what a hand wrote, read again by the handwriting model and put in the place of the first reading, word by
 * word, where it is the better one. Print is left as it is.
 */
#ifndef OCR_HANDREAD_H
#define OCR_HANDREAD_H

#include <glib.h>
#include <leptonica/allheaders.h>

#include "stages/ocr/engine.h"

/* `words` (struct seen_word in reading order, `hand` set) were read by `engine` from `pix` (1 or 8 bpp, upright and level, lent) at
 * `dpi`. Nothing happens where no hand wrote, or the engine has no model for it. */
void handread_page (struct engine *engine, GArray *words, PIX *pix, double dpi);

/* Puts the readings `second` of a line (struct seen_word, boxes on the page; used up) in the place of words [first, end): where
 * words of both stand over the same ink, the better reading wins. The number of words that stand there now. */
guint handread_merge (GArray *words, guint first, guint end, GArray *second);

#endif
