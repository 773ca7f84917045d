/* What the strokes of a word look like: print has upright stems and level feet, a hand has not.
 */
#ifndef OCR_STROKES_H
#define OCR_STROKES_H

#include <glib.h>
#include <leptonica/allheaders.h>

#include "stages/ocr/engine.h"

struct strokes {
    int shapes;   /* connected pieces of letter size; 0: nothing can be said */
    double stems; /* share of the ink that stands in exact verticals of half a letter's height */
    double feet;  /* mean distance of the letters' feet from the level of most, in letter heights */
    double heads; /* the same of their heads, from the nearer of the two levels of most */
    double pen;   /* how far the width of the strokes scatters, in mean widths */
};

/* `bilevel` (upright and level, lent) without long ruled lines, as strokes_look wants it; the caller's, NULL without memory. */
PIX *strokes_prepare (PIX *bilevel, double dpi);
/* The strokes within the box of `word` (lent). */
struct strokes strokes_look (PIX *prepared, const struct seen_word *word, double dpi);

#endif
