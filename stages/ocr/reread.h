/* The second look at a text layer that lies on a scan: some program read it from that image, and its digits may be wrong. Words
 * with digits are read again, one by one, where they stand.
 *
 * A word whose digits the image shows as well is settled. Otherwise it is read once more, with the words around it; where
 * both readings agree against the layer and are sure, the image's word is put in the layer's place, else the layer's stays.
 * Either way it is marked doubtful: a person must see it, and a date in it is a candidate.
 */
#ifndef OCR_REREAD_H
#define OCR_REREAD_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "common/pageimage.h"
#include "stages/ocr/engine.h"
#include "stages/ocr/page.h"

/* A text layer; strings are lent. */
struct layer {
    const char *text, *words; /* words packed */
    double width, height;     /* points, of the upright page */
    int rotation;             /* degrees clockwise that the displayed page is turned from upright */
};

/* The layer after the second look: {text, words, reread}, the caller's; `reread` is {words, agreed, differing: [{start, length,
 * layer, image, taken}]} (case-records(5)). NULL where the image cannot be worked on or the layer is none. */
cJSON *reread_layer (struct engine *engine, const struct pageimage *image, const struct page_options *options,
                     const struct layer *layer);

/* --- what decides ------------------------------------------------------------------------------------------------------ */

struct reading {
    const char *text; /* NULL: nothing was read */
    int confidence;
};
enum reread_verdict { REREAD_AGREED, REREAD_IMAGE, REREAD_UNSURE };

/* Whether two words have the same digits, with the same decimal points and commas between them. */
gboolean reread_same_digits (const char *one, const char *other);
/* Whether what was seen confirms the digits of a layer's word: it has the same ones, or each of them at its place. */
gboolean reread_confirms (const char *layer, const char *seen);
/* `first` and `second` are readings of the place where `layer` stands; `second` may be NULL: not made yet. */
enum reread_verdict reread_decide (const char *layer, const struct reading *first, const struct reading *second);

#endif
