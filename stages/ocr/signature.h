/* A signature is no text: the recogniser reads letters into its loops, and loses the date that it reaches into.
 *
 * Signatures are looked for beside the printed word that asks for one. Its strokes are wiped out, what was
 * read into them is dropped, and the line of that word is read again.
 */
#ifndef OCR_SIGNATURE_H
#define OCR_SIGNATURE_H

#include <glib.h>
#include <leptonica/allheaders.h>

#include "stages/ocr/engine.h"

/* `words` (struct seen_word in reading order) were read by `engine` from `pix` (1 or 8 bpp, upright and level, lent) at `dpi`;
 * `bilevel` is the same page as 1 bpp, and `signs` are as for engine_read; both lent. Where a signature stands, `words` is
 * mended, and a copy of `pix` without it is returned, the caller's; NULL where there is none. */
PIX *signature_settle (struct engine *engine, GArray *words, PIX *pix, PIX *bilevel, double dpi, const BOXA *signs);

#endif
