#include "stages/ocr/handread.h"

#include <string.h>

#include "stages/ocr/handline.h"
#include "stages/ocr/prepare.h"
#include "stages/ocr/strokes.h"

#define SAME_INK 0.3       /* share of the narrower word's width from which on two words stand over the same ink */
#define HAND_LEAD 20       /* the recogniser of print is too sure of what a hand wrote */
#define PRINT_LEAD 10      /* what does not look written must be read that much better to be replaced */
#define DICTIONARY_TRUST 5 /* a word that the recogniser's list holds */
#define ALONE_TRUST 45     /* of what only one of the readings saw */

/* --- two readings of one line ------------------------------------------------------------------------------------------ */

/* Words of one or both readings over one stretch of ink. */
struct stretch {
    int x0, x1;
    guint first[2], end[2]; /* within the first and the second reading */
};

static gboolean
same_ink (int a0, int a1, int b0, int b1)
{
    int shared = MIN (a1, b1) - MAX (a0, b0);

    return shared > 0 && shared >= SAME_INK * MAX (1, MIN (a1 - a0, b1 - b0));
}

static int
by_left (gconstpointer a, gconstpointer b)
{
    const struct seen_word *one = a, *other = b;

    return one->x0 != other->x0 ? one->x0 - other->x0 : one->x1 - other->x1;
}

static const struct seen_word *
word_at (const GArray *words, guint i)
{
    return &g_array_index (words, struct seen_word, i);
}

/* The stretches of two readings, each sorted from the left. */
static GArray *
find_stretches (const GArray *const readings[2])
{
    GArray *stretches = g_array_new (FALSE, TRUE, sizeof (struct stretch));
    guint next[2] = { 0, 0 };

    while (next[0] < readings[0]->len || next[1] < readings[1]->len) {
        int side = next[0] >= readings[0]->len ? 1
                   : next[1] >= readings[1]->len
                       ? 0
                       : word_at (readings[1], next[1])->x0 < word_at (readings[0], next[0])->x0;
        const struct seen_word *word = word_at (readings[side], next[side]);
        struct stretch one = { word->x0, word->x1, { next[0], next[1] }, { next[0], next[1] } };
        one.end[side]++;
        for (gboolean grown = TRUE; grown;) {
            grown = FALSE;
            for (int s = 0; s < 2; s++)
                for (; one.end[s] < readings[s]->len; one.end[s]++) {
                    const struct seen_word *other = word_at (readings[s], one.end[s]);
                    if (!same_ink (one.x0, one.x1, other->x0, other->x1))
                        break;
                    one.x0 = MIN (one.x0, other->x0);
                    one.x1 = MAX (one.x1, other->x1);
                    grown = TRUE;
                }
        }
        next[0] = one.end[0];
        next[1] = one.end[1];
        g_array_append_val (stretches, one);
    }
    return stretches;
}

/* How far a reading of a stretch can be trusted: mean confidence by length. */
static double
trust (const GArray *reading, guint first, guint end)
{
    double sum = 0, letters = 0;

    for (guint i = first; i < end; i++) {
        const struct seen_word *word = word_at (reading, i);
        double length = (double) g_utf8_strlen (word->text, -1);
        sum += length * (word->confidence + (word->dictionary ? DICTIONARY_TRUST : 0));
        letters += length;
    }
    return sum / MAX (letters, 1);
}

static gboolean
any_hand (const GArray *first, const struct stretch *stretch)
{
    for (guint i = stretch->first[0]; i < stretch->end[0]; i++)
        if (word_at (first, i)->hand)
            return TRUE;
    return FALSE;
}

/* Which reading of a stretch stands: 0, 1, or -1 where one saw nothing and the other guesses. */
static int
choose (const GArray *const readings[2], const struct stretch *stretch)
{
    double first = trust (readings[0], stretch->first[0], stretch->end[0]),
           second = trust (readings[1], stretch->first[1], stretch->end[1]);

    if (stretch->first[0] == stretch->end[0])
        return second >= ALONE_TRUST ? 1 : -1;
    if (stretch->first[1] == stretch->end[1])
        return first >= ALONE_TRUST ? 0 : -1;
    return second >= first + (any_hand (readings[0], stretch) ? -HAND_LEAD : PRINT_LEAD);
}

guint
handread_merge (GArray *words, guint first, guint end, GArray *second)
{
    g_autoptr (GArray) old = g_array_new (FALSE, TRUE, sizeof (struct seen_word));
    g_autoptr (GArray) merged = g_array_new (FALSE, TRUE, sizeof (struct seen_word));
    const GArray *const readings[2] = { old, second };

    g_array_set_clear_func (old, seen_word_clear);
    g_array_append_vals (old, &g_array_index (words, struct seen_word, first), end - first);
    g_array_set_clear_func (words, NULL);
    g_array_remove_range (words, first, end - first);
    g_array_set_clear_func (words, seen_word_clear);
    g_array_sort (old, by_left);
    g_array_sort (second, by_left);

    g_autoptr (GArray) stretches = find_stretches (readings);
    for (guint i = 0; i < stretches->len; i++) {
        const struct stretch *stretch = &g_array_index (stretches, struct stretch, i);
        int side = choose (readings, stretch);
        for (guint w = side < 0 ? 0 : stretch->first[side]; side >= 0 && w < stretch->end[side]; w++) {
            struct seen_word *word = &g_array_index (readings[side], struct seen_word, w);
            g_array_append_val (merged, *word);
            word->text = NULL;
        }
    }
    g_array_insert_vals (words, first, merged->data, merged->len);
    return merged->len;
}

/* --- a page ------------------------------------------------------------------------------------------------------------ */

/* From the picture of a line to the page; the height is that of the ink, of which the recogniser knows nothing. */
static void
place (struct seen_word *word, const struct hand_line *line, const int origin[2], PIX *ink)
{
    l_int32 x, y, w, h;
    int shift = (int) (line->slope * ((word->x0 + word->x1) / 2.0 + origin[0] - (line->x0 + line->x1) / 2.0));

    word->x0 += origin[0];
    word->x1 += origin[0];
    word->y0 = line->y0 + shift;
    word->y1 = line->y1 + shift;
    BOX *band = boxCreate (word->x0, MAX (0, word->y0), MAX (1, word->x1 - word->x0), MAX (1, word->y1 - word->y0)),
        *tight = NULL;
    if (pixClipBoxToForeground (ink, band, NULL, &tight) == 0 && boxGetGeometry (tight, &x, &y, &w, &h) == 0) {
        word->y0 = y;
        word->y1 = y + h;
    }
    boxDestroy (&tight);
    boxDestroy (&band);
}

static GArray *
read_line (struct engine *hand, const struct hand_line *line, PIX *grey, PIX *bilevel, PIX *ink, int dpi)
{
    int origin[2];
    g_autoptr (PIX) cut = handline_cut (line, grey, bilevel, origin);
    GArray *seen = cut ? engine_read (hand, cut, dpi, ENGINE_RAW, NULL) : NULL;

    for (guint i = 0; seen && i < seen->len; i++) {
        struct seen_word *word = &g_array_index (seen, struct seen_word, i);
        word->model = 'h';
        word->hand = 2;
        place (word, line, origin, ink);
    }
    return seen;
}

void
handread_page (struct engine *engine, GArray *words, PIX *pix, double dpi)
{
    g_autoptr (GArray) lines = handline_find (words);
    struct engine *hand = lines->len > 0 ? engine_hand (engine) : NULL;
    g_autoptr (PIX) bilevel = hand ? prepare_bilevel (pix) : NULL;
    g_autoptr (PIX) grey = bilevel ? pixConvertTo8 (pix, 0) : NULL;
    g_autoptr (PIX) ink = grey ? strokes_prepare (bilevel, dpi) : NULL;

    if (!ink)
        return;
    for (guint i = lines->len; i-- > 0;) {
        const struct hand_line *line = &g_array_index (lines, struct hand_line, i);
        const struct seen_word start = g_array_index (words, struct seen_word, line->first);
        g_autoptr (GArray) seen = read_line (hand, line, grey, bilevel, ink, (int) dpi);
        if (!seen || seen->len == 0)
            continue;
        for (guint w = 0; w < seen->len; w++) {
            g_array_index (seen, struct seen_word, w).block = start.block;
            g_array_index (seen, struct seen_word, w).line = start.line;
        }
        handread_merge (words, line->first, line->end, seen);
    }
}
