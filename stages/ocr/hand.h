/* Whether a hand wrote a considerable part of a page.
 *
 * A first heuristic, from the reading alone: a recogniser of print fails on a hand for whole stretches of a line, and on
 * dirty print for single words. So it looks for runs of three or more words of a line that were all read with less than
 * 80. A neat hand that reads well is not noticed, and a very broken fax may pass for a hand: it says where a person should
 * look, and no fact rests on it.
 */
#ifndef OCR_HAND_H
#define OCR_HAND_H

#include <glib.h>

/* The share (0-1) of the width of all words that stands in such runs. `words` are struct seen_word; lent. */
double hand_share (const GArray *words);
/* TRUE from a share of .06 on. */
gboolean hand_found (const GArray *words);

#endif
