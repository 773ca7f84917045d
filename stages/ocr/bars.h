/* Upright bars among the words: the recogniser of print writes "|" for the pronoun I, and for pieces of the rules of a table.
 */
#ifndef OCR_BARS_H
#define OCR_BARS_H

#include <glib.h>

/* In `words` (GArray of struct seen_word, in reading order): a bar of a letter's height and a stroke's width before a word in small
 * letters becomes "I", at 89 at most; a bar that stands out above or below the words of its line is a rule, and goes. Others
 * stay. */
void bars_settle (GArray *words);

#endif
