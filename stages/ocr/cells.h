/* Cells of ruled tables and forms: what stands in one cell is read together, however many lines it takes there.
 */
#ifndef OCR_CELLS_H
#define OCR_CELLS_H

#include <glib.h>
#include <leptonica/allheaders.h>

struct cell {
    int x0, y0, x1, y1; /* pixels */
    guint row;          /* from 1: cells side by side, of the same height, have the same; 0 for one that stands alone */
};

/* The cells that rules close in on a level page (1 bpp, lent) at `dpi`, by rows and from left to right: GArray of struct cell, the caller's.
 * A row has at least two; squared paper has none. *posts gets the rules that go down the page, which stand close to text and are read as letters: 1 bpp, the
 * caller's; NULL where there is no row of cells. */
GArray *cells_find (PIX *bilevel, double dpi, PIX **posts);
/* A copy of `pix` (1 or 8 bpp) without them, the caller's; NULL where memory is short. */
PIX *cells_clear (PIX *pix, PIX *posts);

/* Numbers row, cell and part of the cell in the words (GArray of struct seen_word) of rows in which a cell has several lines. Rows of tall
 * cells, which are columns of prose, are left alone, and so are rows of one line, which are read across anyway. */
void cells_settle (const GArray *cells, GArray *words);

#endif
