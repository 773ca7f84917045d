/* A page that has both a text layer and an image with text: what is recognised is added where no layer word stands.
 */
#ifndef OCR_MERGE_H
#define OCR_MERGE_H

#include <cjson/cJSON.h>
#include <glib.h>

/* Puts the text layer of `record` (layer_text, layer_words) and the recognised fields of `result` together, in `result`:
 * the layer's text as it stands, then, after an empty line, the recognised words that do not overlap a layer word,
 * line by line. Where the page was found to lie turned otherwise than the layer was read, the layer's boxes are turned with it.
 * Does nothing where the record has no layer. */
void merge_layer (const cJSON *record, cJSON *result);

#endif
