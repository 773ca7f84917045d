/* Packed word boxes: all words of a page in one string, since an array of objects costs as much as reading the page.
 *
 * A word is "START LENGTH X0 Y0 X1 Y1 CONF MODEL", words are joined by ";". START and LENGTH are code points of the
 * page's text; the box is in tenths of a point of the upright page, from its top left; CONF is 0-100 or "-" where the
 * word was not recognised but read from a text layer; MODEL is one letter: t text layer, p print, h handwriting, m human.
 * A trailing "?" on MODEL marks a word whose digits were read doubtfully.
 */
#ifndef CASEFILE_WORDS_H
#define CASEFILE_WORDS_H

#include <glib.h>

#define WORD_CONFIDENCE_NONE (-1)
#define WORD_DOUBTFUL 60 /* a word recognised with less confidence is shown, and quoted, as doubtful */
#define WORDS_MAX 200000 /* words of a page; beyond it the string is refused */

struct word {
    guint start, length;   /* code points of the page's text */
    double x0, y0, x1, y1; /* points, upright page, from the top left */
    int confidence;        /* 0-100, or WORD_CONFIDENCE_NONE */
    char model;            /* 't', 'p', 'h', 'm' */
    gboolean doubtful;
};

/* Appends one word; words must come in order of `start`. */
void words_pack (GString *packed, const struct word *word);
/* All words of a packed string as GArray of struct word, the caller's; NULL and a message in `error` where it is broken. */
GArray *words_unpack (const char *packed, GError **error);
/* The union box of the words that overlap [start, end): TRUE and box = x0,y0,x1,y1 in points, FALSE where none does.
 * `min_confidence` and `doubtful` may be NULL; they get the lowest confidence (or WORD_CONFIDENCE_NONE) and whether any
 * of the words is doubtful. */
gboolean words_box (const GArray *words, guint start, guint end, double box[4], int *min_confidence,
                    gboolean *doubtful);

#endif
