/* Where the pages of a TIFF file lie: its directories are a chain, and who walks it for each page anew spends the square of their
 * number.
 */
#ifndef CASEFILE_TIFFPAGES_H
#define CASEFILE_TIFFPAGES_H

#include <glib.h>

struct tiff_page {
    guint64 offset;        /* of its directory */
    guint64 width, height; /* pixels, as the directory says; 0 where it does not */
};

/* The pages of a TIFF or BigTIFF file in memory, at most `most`, as GArray of struct tiff_page; the caller unrefs. The chain is
 * followed until it ends, leaves the file, or comes back to where it was. */
GArray *tiffpages_find (const guint8 *bytes, gsize length, guint most);

#endif
