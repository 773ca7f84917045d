/* Tick boxes of printed forms: small frames before a label, ticked or empty.
 *
 * The recogniser of print reads a box as some letter or sign, or not at all; so boxes are found by their shape, what is read
 * in them is dropped, and they are put among the words as the signs that a born-digital form has: U+2612, a ballot
 * box with a cross, for whatever mark stands in it, and U+2610, an empty one.
 */
#ifndef OCR_BOXES_H
#define OCR_BOXES_H

#include <glib.h>
#include <leptonica/allheaders.h>

struct tick_box {
    int x0, y0, x1, y1; /* pixels of the picture, the frame with it */
    gboolean ticked;
};

/* The boxes of `bilevel` (1 bpp, upright and level, lent) at `dpi`, from the top: GArray of struct tick_box, the caller's.
 * A frame with four straight sides and sharp corners, .075 to .25 inches wide, standing apart; what is inside must be clearly ink or
 * clearly paper, or it is not taken for a box. At most BOXES_MAX. */
GArray *boxes_find (PIX *bilevel, double dpi);
#define BOXES_MAX 400

/* A copy of `pix` (1 or 8 bpp, lent) with the marks in the boxes wiped out; the frames stay, since the recogniser finds lines
 * and columns by what stands in them. The caller's. */
PIX *boxes_clear (PIX *pix, const GArray *boxes);

typedef BOXA boxa_t;
static inline void
boxes_release (BOXA *rectangles)
{
    boxaDestroy (&rectangles);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (boxa_t, boxes_release)
/* Where they stand, each with the paper beside it: what is read there is no text. The caller's. */
BOXA *boxes_rectangles (const GArray *boxes);

/* Puts each box into `words` (GArray of struct seen_word in reading order) where it stands in its line: before the word to
 * its right, else after the word to its left. A box without such a neighbour within BOX_REACH of its widths is left out. */
void boxes_place (const GArray *boxes, GArray *words);
#define BOX_REACH 3

#endif
