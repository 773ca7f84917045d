#include "stages/ocr/bars.h"

#include <string.h>

#include "stages/ocr/engine.h"

#define LETTER_LEAST 0.55 /* of the height of the words beside it, which may have ascenders and hang below */
#define LETTER_MOST 1.1
#define RULE_LEAST 1.2
#define STROKE_MOST 0.4 /* of its own height */
#define REPAIRED_MOST 89

static const struct seen_word *
neighbour (const GArray *words, gint64 index, const struct seen_word *word, gboolean same_line)
{
    if (index < 0 || index >= words->len)
        return NULL;
    const struct seen_word *beside = &g_array_index (words, struct seen_word, index);
    return !same_line || beside->line == word->line ? beside : NULL;
}

/* Height of the higher of the words beside it on its line; 0 where it stands alone. */
static int
height_beside (const GArray *words, guint index, const struct seen_word *word)
{
    const struct seen_word *before = neighbour (words, (gint64) index - 1, word, TRUE),
                           *after = neighbour (words, (gint64) index + 1, word, TRUE);
    return MAX (before ? before->y1 - before->y0 : 0, after ? after->y1 - after->y0 : 0);
}

void
bars_settle (GArray *words)
{
    for (guint i = 0; i < words->len; i++) {
        struct seen_word *word = &g_array_index (words, struct seen_word, i);
        if (strcmp (word->text, "|") != 0)
            continue;
        const struct seen_word *next = neighbour (words, (gint64) i + 1, word, FALSE);
        int height = word->y1 - word->y0, width = word->x1 - word->x0, beside = height_beside (words, i, word);
        if (beside > 0 && height > RULE_LEAST * beside) {
            g_array_remove_index (words, i--);
        } else if (height >= LETTER_LEAST * beside && height <= LETTER_MOST * beside && width <= STROKE_MOST * height
                   && next && g_unichar_islower (g_utf8_get_char (next->text))) {
            g_free (word->text);
            word->text = g_strdup ("I");
            word->confidence = MIN (word->confidence, REPAIRED_MOST);
            word->dictionary = TRUE;
        }
    }
}
