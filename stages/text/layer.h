/* Whether a text layer can be believed: wrong encodings, glyph codes without a mapping and rubbish recognition look like
 * text to a program and are none.
 */
#ifndef TEXT_LAYER_H
#define TEXT_LAYER_H

#include <glib.h>

/* NULL where `text` (UTF-8) reads like language, numbers or a table; else a short reason, lent, in words fit for a route's
 * `why`. Short texts are believed unless plainly broken. */
const char *layer_distrust (const char *text);

#endif
