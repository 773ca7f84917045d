#include "stages/ocr/hand.h"

#include "stages/ocr/engine.h"

#define UNSURE_CONFIDENCE 60
#define HAND_SHARE 0.1

double
hand_share (const GArray *words, PIX *pix, double dpi)
{
    double all = 0, unsure = 0;

    (void) pix;
    (void) dpi;
    for (guint i = 0; i < words->len; i++) {
        const struct seen_word *word = &g_array_index (words, struct seen_word, i);
        double width = word->x1 - word->x0;
        all += width;
        unsure += word->confidence < UNSURE_CONFIDENCE ? width : 0;
    }
    return all > 0 ? unsure / all : 0;
}

gboolean
hand_found (const GArray *words, PIX *pix, double dpi)
{
    return hand_share (words, pix, dpi) >= HAND_SHARE;
}
