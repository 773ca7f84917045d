/* Words that a person typed, laid over the words that the program read on the same page, so that each gets a place.
 */
#ifndef OCR_ALIGN_H
#define OCR_ALIGN_H

#include <glib.h>

#include "common/words.h"

/* One word of a text. */
struct typed_word {
    guint start, length; /* code points of the text */
    guint line;          /* from 0 */
    char *text;          /* owned by the list */
};

/* The words of `text`, between white space, as GArray of struct typed_word; the caller's. */
GArray *align_split (const char *text);

/* Gives the typed words boxes: GArray of struct word (model 'm'), the caller's. Both sequences are aligned as a whole, by how
 * alike words are, so that a misread word is paired with the one between its neighbours; a word without a partner gets the box of the
 * line on which its neighbour stands, and where its line has no partner at all it is left out. `read` (struct word) are words of
 * `read_text`. Texts of more than ALIGN_PAIRS_MAX pairs of words get no boxes. */
GArray *align_words (const GArray *typed, const GArray *read, const char *read_text);
#define ALIGN_PAIRS_MAX 4000000

#endif
