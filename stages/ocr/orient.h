/* Which way up a page lies.
 */
#ifndef OCR_ORIENT_H
#define OCR_ORIENT_H

#include <glib.h>
#include <leptonica/allheaders.h>

#include "stages/ocr/engine.h"

/* How far (0, 90, 180 or 270 degrees, clockwise) the page lies turned from upright. `bilevel` is the page as 1 bpp, lent.
 * The shapes of letters decide where they are plain (more strokes rise than hang in Latin print); else a strip of
 * the page is read each way, and the way that reads best wins. 0 where nothing can be read. */
int orient_find (PIX *bilevel, double dpi, struct engine *engine);

/* The same by reading alone: for a page that read badly. `well`: whether it reads so well that way that no other can be right. */
int orient_by_reading (PIX *bilevel, double dpi, struct engine *engine, gboolean *well);

#endif
