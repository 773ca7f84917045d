#include "stages/ocr/hand.h"

#include "stages/ocr/engine.h"

#define UNSURE_CONFIDENCE 80
#define RUN_WORDS 3
#define HAND_SHARE 0.06

static gboolean
has_letters (const char *text)
{
    for (const char *p = text; *p; p = g_utf8_next_char (p))
        if (g_unichar_isalnum (g_utf8_get_char (p)))
            return TRUE;
    return FALSE;
}

double
hand_share (const GArray *words)
{
    double all = 0, written = 0, run = 0;
    guint length = 0, line = 0;

    for (guint i = 0; i < words->len; i++) {
        const struct seen_word *word = &g_array_index (words, struct seen_word, i);
        double width = word->x1 - word->x0;
        if (!has_letters (word->text))
            continue;
        if (word->line != line || word->confidence >= UNSURE_CONFIDENCE) {
            written += length >= RUN_WORDS ? run : 0;
            run = 0;
            length = 0;
            line = word->line;
        }
        all += width;
        if (word->confidence < UNSURE_CONFIDENCE) {
            run += width;
            length++;
        }
    }
    written += length >= RUN_WORDS ? run : 0;
    return all > 0 ? written / all : 0;
}

gboolean
hand_found (const GArray *words)
{
    return hand_share (words) >= HAND_SHARE;
}
