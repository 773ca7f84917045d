/* The lines of a page that a hand wrote: which stretches of ink they are, and each cut out as the handwriting model wants it.
 */
#ifndef OCR_HANDLINE_H
#define OCR_HANDLINE_H

#include <glib.h>
#include <leptonica/allheaders.h>

#include "stages/ocr/engine.h"

struct hand_line {
    guint first, end;   /* indices of its words; first == end: ink in which nothing was read, to stand before `first` */
    int x0, y0, x1, y1; /* pixels of the page */
    double slope;       /* how far it falls for each pixel to the right */
};

/* The stretches of words (struct seen_word in reading order, `hand` set) that are worth a second reading, with the ink beside
 * them up to the next print: on a page with a considerable part by a hand, what it wrote and whatever else read badly;
 * on another, notes of two words or more that are plainly a hand's. GArray of struct hand_line in the order of the
 * words, the caller's. */
GArray *handline_find (const GArray *words);

/* The picture of `line`, cut from `grey` (8 bpp): level, with a margin, without the ink of its neighbours. `bilevel` is the
 * same page as 1 bpp. Both lent; the caller's; NULL without memory or where nothing is left. `origin` gets the place on the page of the
 * picture's top left corner. */
PIX *handline_cut (const struct hand_line *line, PIX *grey, PIX *bilevel, int origin[2]);

#endif
