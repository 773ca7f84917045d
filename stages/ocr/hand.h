/* Whether a hand wrote a considerable part of a page.
 */
#ifndef OCR_HAND_H
#define OCR_HAND_H

#include <glib.h>
#include <leptonica/allheaders.h>

/* TRUE where at least a tenth of the page's words look written: read badly although their ink is clean. A first
 * heuristic: print that is read badly is speckled or broken, a hand is not.
 * `words` are struct seen_word, `pix` the picture in which they stand; both lent. */
gboolean hand_found (const GArray *words, PIX *pix, double dpi);
/* The share of words (by area) that look written; 0-1. */
double hand_share (const GArray *words, PIX *pix, double dpi);

#endif
