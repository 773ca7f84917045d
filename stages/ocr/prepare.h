/* Image work before recognition: bilevel or evenly lit grey, a fair resolution, upright, level; and the way back from its
 * pixels to points of the upright page.
 */
#ifndef OCR_PREPARE_H
#define OCR_PREPARE_H

#include <glib.h>
#include <leptonica/allheaders.h>

static inline void
prepare_release (PIX *pix)
{
    pixDestroy (&pix);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PIX, prepare_release)

/* Step 1. `pix` (any depth, lent) as 1 bpp where it is bilevel in fact (renderers hand bilevel scans over in colour), else as
 * 8 bpp with an even, white background. Never larger than dpi_max asks and no smaller than dpi_min; *dpi is the
 * resolution of `pix` on entry and of the result on return. The caller destroys it; NULL where memory is short. */
PIX *prepare_tone (PIX *pix, double *dpi, int dpi_min, int dpi_max);

/* The same as 1 bpp, the ink black (a clone where it is 1 bpp); the caller's. */
PIX *prepare_bilevel (PIX *toned);

/* Step 2. Turned upright: `rotation` is how far (0, 90, 180, 270, clockwise) the page lies turned. The caller's. */
PIX *prepare_upright (PIX *toned, int rotation);

/* Step 3. The angle (degrees, clockwise positive) by which level text must be turned to be straight, 0 where it is too
 * small to matter or unsure. Turning goes about the centre and keeps the size; the corners come in white. The caller's. */
double prepare_skew (PIX *bilevel);
/* In grey where `skew` is not 0, even if `upright` is 1 bpp: turned bilevel strokes get ragged, and read worse. */
PIX *prepare_level (PIX *upright, double skew);
/* 1 bpp in and out: good enough to look at shapes. */
PIX *prepare_level_roughly (PIX *bilevel, double skew);

/* The ink that lies in straight runs of at least `length` pixels, downwards or across: the opening with such a line, in as many
 * steps as `length` has binary digits. The caller's; NULL where memory is short. */
PIX *prepare_runs (PIX *bilevel, int length, gboolean down);

/* Whether the page's inner part (no edge shadows) holds no more ink than specks. FALSE where that cannot be told. */
gboolean prepare_is_blank (PIX *bilevel, double dpi);

/* Step 4, the way back. A box of the levelled picture as points of the upright page that is `width` x `height` points large. */
void prepare_place (PIX *levelled, double skew, double width, double height, const int pixels[4], double points[4]);

#endif
