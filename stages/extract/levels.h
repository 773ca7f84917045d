/* Reading an expression that names spinal levels: "C2, 3, 4", "L4-5 and L5-S1", "C3 through C6" (domain.md 3.2).
 */
#ifndef EXTRACT_LEVELS_H
#define EXTRACT_LEVELS_H

#include <glib.h>

#define LEVELS_NAMED_MAX 16

struct level_read {
    char named[LEVELS_NAMED_MAX][5]; /* "C2", "T12", ... as named, short forms expanded */
    gsize n;
    const char *form; /* segment | range | list | single */
    gsize start, end; /* bytes of the expression */
};

/* The levels named by `text`, as GArray of struct level_read, the caller's: a list of segments is one each, a list of
 * vertebrae is one. Names that are no vertebra or nerve are left out. */
GArray *levels_read (const char *text);

#endif
