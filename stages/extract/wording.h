/* Small words that say how a sentence hangs together (patterns/wording.rules): which treatment begins a clause of its own, what
 * goes on about the sentence before, what joins a list. They stand everywhere, so that the rules of a kind are matched with a sentence
 * when it is first asked about, never with a whole page.
 *
 * Places are bytes of the text of the page that is read; what is asked lies in one sentence. Matches are lent until the next page.
 */
#ifndef EXTRACT_WORDING_H
#define EXTRACT_WORDING_H

#include "stages/extract/page.h"

struct wording;
/* Loads the rules, a group of their own; NULL, with their mistakes told. */
struct wording *wording_new (const char *patterns, GString *mistakes);
void wording_free (struct wording *wording);
/* Turns to a page, which is lent until the next. */
void wording_read (struct wording *wording, const struct page *page);

/* The first words of the kind within [from, to); NULL where there are none. */
const struct rule_match *wording_in (const struct wording *wording, const char *kind, gsize from, gsize to);
/* The words of the kind that begin at `at`, or behind blanks there; NULL where there are none. */
const struct rule_match *wording_begins (const struct wording *wording, const char *kind, gsize at);
/* Those that stand in [from, at) and end at `at`, or before blanks there. */
const struct rule_match *wording_ends (const struct wording *wording, const char *kind, gsize from, gsize at);
/* Whether [from, to) holds nothing but words of the kind and `between` (characters); nothing at all is nothing else. */
gboolean wording_fills (const struct wording *wording, const char *kind, gsize from, gsize to, const char *between);

#endif
