/* The words of the field, and what a handwritten word that is none was probably meant to be.
 *
 * A correction is made where one word of the field alone is near what was read, nearer than any other, and no ordinary word is as near; letters
 * that hands write alike (a and o, n and u, c and e) count half. What was read is kept beside it. Figures are never touched: a date,
 * a level or a dose that was misread is for case-extract to doubt.
 */
#ifndef OCR_LEXICON_H
#define OCR_LEXICON_H

#include <glib.h>

#include "stages/ocr/engine.h"

/* The words of five letters and more in the `term` lines of the rule files of the folder `patterns`, and in its
 * lexicon.words. NULL and the error of GLib where a file cannot be read. The caller frees. */
struct lexicon *lexicon_load (const char *patterns, GError **error);
void lexicon_free (struct lexicon *lexicon);
typedef struct lexicon lexicon_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (lexicon_t, lexicon_free)

/* Whether `word`, in small letters, is an ordinary word of the language. */
typedef gboolean (*lexicon_ordinary) (const char *word, gpointer data);

/* What `read` (a word, with the signs before and behind it) was probably meant to be, spelt with its capitals and signs; NULL where it
 * is a word of the field, or nothing can be said. `others` (may be NULL) gets the other words of the field that are as near, or nearly
 * so: text, the array's own. The caller frees. */
char *lexicon_correct (const struct lexicon *lexicon, const char *read, lexicon_ordinary is_ordinary, gpointer data,
                       GPtrArray *others);

/* Corrects the words that the handwriting model read (their `model` is h) and is not sure of, where most of what it read is language; their `reading` says what was
 * read, and `others` what else it may have been. `words` are struct seen_word, with the recogniser's confidences. The word list of
 * the handwriting model of `engine` knows the ordinary words. */
void lexicon_apply (const struct lexicon *lexicon, struct engine *engine, GArray *words);

#endif
