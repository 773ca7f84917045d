/* Whether a page is written in a language that the patterns do not read. Its text is kept, but its silence proves nothing.
 */
#ifndef CASEFILE_LANGUAGE_H
#define CASEFILE_LANGUAGE_H

#include <glib.h>

/* "Spanish", "Chinese", ...: the language or script that most of `text` (UTF-8) is written in; lent. NULL where that is
 * English, or cannot be told: a form in two languages, a list of names, a few words. */
const char *language_other (const char *text);

#endif
