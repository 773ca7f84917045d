/* Lines of writing found by their ink alone: for handwriting, of which the recogniser of print misses whole lines or breaks them up.
 */
#ifndef OCR_INKLINE_H
#define OCR_INKLINE_H

#include <glib.h>
#include <leptonica/allheaders.h>

#include "stages/ocr/handline.h"

/* The lines in `ink` (1 bpp, level, without ruled lines and without what is known to be print; lent) at `dpi`, from the top, those of a
 * row from the left; a wide gap parts two. GArray of struct hand_line without words (first == end == 0), the caller's. At most
 * INKLINES_MAX. */
GArray *inkline_find (PIX *ink, double dpi);
#define INKLINES_MAX 400

#endif
