/* Words set at one pitch, as typewriters and Courier do: each letter as wide as the next, and so print, whatever its strokes look like
 * (thin, on slabs). No hand writes so.
 */
#ifndef OCR_PITCH_H
#define OCR_PITCH_H

#include <glib.h>

#include "stages/ocr/engine.h"

/* Sets typed[i] of each of `words` (struct seen_word, in reading order) that stands at the pitch of the page, as its neighbours do on the
 * same line; none where the page has no such pitch. */
void pitch_find (const GArray *words, gboolean *typed);

#endif
