#include "stages/ocr/views.h"

#include <math.h>
#include <string.h>

#include "stages/ocr/prepare.h"

#define SURE_CONFIDENCE 90 /* of the worst word of a line that is not read again */
#define VOICE 20           /* what a reading weighs beside its confidence */
#define SILENCE 30         /* the confidence of a reading that has no word in a place */
#define GAP 0.7     /* the cost of leaving out a word; of putting one for another: the share of letters that differ */
#define WORD_MAX 64 /* letters by which words are compared */
#define PAPER_RANK 0.8F /* so much of the picture of a line is no lighter than its paper */

/* How the line is shown: `lean` in heights; hands lean to the right, and the network, trained on lines made wider (models/lines.py), sees
 * more of a wide line. Chosen from the views in models/README.md. Print leans less than hands do: the first view is upright. */
static const struct view {
    double lean, width;
} views[] = { { 0, 1.3 }, { -0.15, 1.15 }, { -0.3, 1.15 }, { -0.15, 1 }, { -0.15, 1.3 }, { 0, 1 } };

static const struct seen_word *
word_at (const GArray *words, guint i)
{
    return &g_array_index (words, struct seen_word, i);
}

static GArray *
new_words (void)
{
    GArray *words = g_array_new (FALSE, TRUE, sizeof (struct seen_word));

    g_array_set_clear_func (words, seen_word_clear);
    return words;
}

/* --- the vote ---------------------------------------------------------------------------------------------------------- */

/* The share of letters in which two words differ: 0 the same, 1 nothing in common. */
static double
difference (const char *a, const char *b)
{
    guint8 before[WORD_MAX + 1], now[WORD_MAX + 1];
    gsize a_length = MIN (strlen (a), WORD_MAX), b_length = MIN (strlen (b), WORD_MAX);

    for (gsize j = 0; j <= b_length; j++)
        before[j] = (guint8) j;
    for (gsize i = 1; i <= a_length; i++) {
        now[0] = (guint8) i;
        for (gsize j = 1; j <= b_length; j++) {
            int least = MIN (before[j], now[j - 1]) + 1;
            now[j] = (guint8) MIN (least, before[j - 1] + (a[i - 1] != b[j - 1]));
        }
        memcpy (before, now, b_length + 1);
    }
    return (double) before[b_length] / (double) MAX (1, MAX (a_length, b_length));
}

/* places[i]: the word of `other` that stands where word i of `base` does, or -1, by the cheapest alignment, whose cost is returned. */
static double
align (const GArray *base, const GArray *other, int *places)
{
    gsize wide = other->len + 1;
    g_autofree double *cost = g_new (double, (base->len + 1) * wide);

    for (guint i = 0; i <= base->len; i++)
        for (guint j = 0; j <= other->len; j++) {
            double *here = &cost[i * wide + j];
            *here = i || j ? INFINITY : 0;
            if (i)
                *here = MIN (*here, cost[(i - 1) * wide + j] + GAP);
            if (j)
                *here = MIN (*here, cost[i * wide + j - 1] + GAP);
            if (i && j)
                *here = MIN (*here, cost[(i - 1) * wide + j - 1]
                                        + difference (word_at (base, i - 1)->text, word_at (other, j - 1)->text));
        }
    guint j = other->len;
    for (guint i = base->len; i > 0;) {
        double here = cost[i * wide + j];
        if (j
            && here >= cost[(i - 1) * wide + j - 1]
                           + difference (word_at (base, i - 1)->text, word_at (other, j - 1)->text))
            places[--i] = (int) --j;
        else if (here >= cost[(i - 1) * wide + j] + GAP)
            places[--i] = -1;
        else
            j--;
    }
    return cost[(base->len + 1) * wide - 1];
}

/* Mean confidence by length. */
static double
trust (const GArray *reading)
{
    double sum = 0, letters = 0;

    for (guint i = 0; i < reading->len; i++) {
        double length = (double) strlen (word_at (reading, i)->text);
        sum += length * word_at (reading, i)->confidence;
        letters += length;
    }
    return sum / MAX (letters, 1);
}

/* How far one reading of a place (NULL: nothing there) speaks for another. */
static double
support (const struct seen_word *a, const struct seen_word *b)
{
    if (!a || !b)
        return !a && !b;
    double alike = 1 - difference (a->text, b->text);
    return alike * alike;
}

/* The winner among what `count` readings have in one place (NULL: nothing), its confidence set; NULL where nothing won. */
static struct seen_word *
elect (struct seen_word *const *said, guint count)
{
    struct seen_word *winner = NULL;
    double most = 0, sum = 0;

    for (guint i = 0; i < count; i++) {
        double weight = 0, agreed = 0;
        for (guint k = 0; k < count; k++) {
            double speaks = support (said[k], said[i]);
            weight += speaks * (VOICE + (said[k] ? said[k]->confidence : SILENCE));
            agreed += said[k] && speaks == 1 ? said[k]->confidence : 0;
        }
        if (weight > most) {
            most = weight;
            winner = said[i];
            sum = agreed;
        }
    }
    if (winner)
        winner->confidence = (int) lround (sum / count);
    return winner;
}

/* The reading from which the others, each by its weight, are least far. `places`: of its words in each of them, as align() has it. */
static guint
find_middle (GArray *const readings[], guint count, int **places)
{
    guint middle = 0;
    double nearest = INFINITY;

    for (guint i = 0; i < count; i++) {
        guint words = readings[i]->len;
        int *here = g_new (int, (gsize) words *count + 1);
        double far = 0;
        for (guint k = 0; k < count; k++)
            far += (VOICE + trust (readings[k])) * align (readings[i], readings[k], here + (gsize) k * words);
        if (far < nearest) {
            nearest = far;
            middle = i;
            g_free (*places);
            *places = here;
        } else {
            g_free (here);
        }
    }
    return middle;
}

GArray *
views_vote (GArray *const readings[], guint count)
{
    GArray *voted = new_words ();
    g_autofree int *places = NULL;
    guint base = find_middle (readings, count, &places), words = readings[base]->len;
    g_autofree struct seen_word **said = g_new (struct seen_word *, count);

    for (guint w = 0; w < words; w++) {
        for (guint i = 0; i < count; i++) {
            int place = places[(gsize) i * words + w];
            said[i] = place < 0 ? NULL : &g_array_index (readings[i], struct seen_word, place);
        }
        struct seen_word *winner = elect (said, count);
        if (!winner)
            continue;
        /* Its place is that of the reading whose order all words follow. */
        struct seen_word won = *winner, *placed = &g_array_index (readings[base], struct seen_word, w);
        won.x0 = placed->x0;
        won.x1 = placed->x1;
        won.y0 = placed->y0;
        won.y1 = placed->y1;
        g_array_append_val (voted, won);
        winner->text = NULL;
        winner->confidence = 0;
    }
    return voted;
}

/* --- the readings ------------------------------------------------------------------------------------------------------ */

/* `line` leaning by `lean` heights about its middle row; the caller's. `margin` gets what was added on its left. NULL without memory. */
static PIX *
leaning (PIX *line, double lean, int *margin)
{
    l_uint32 paper = 255;
    int height = pixGetHeight (line);

    *margin = (int) ceil (fabs (lean) * height / 2) + 2;
    pixGetRankValue (line, 1, PAPER_RANK, &paper);
    /* Twice, since the shear brings in white from outside, which is cut off again. */
    PIX *wide = pixAddBorderGeneral (line, 2 * *margin, 2 * *margin, 0, 0, paper);
    PIX *sheared = wide ? pixHShearLI (wide, height / 2, (l_float32) atan (lean), L_BRING_IN_WHITE) : NULL;
    PIX *cut = sheared ? pixRemoveBorderGeneral (sheared, *margin, *margin, 0, 0) : NULL;

    pixDestroy (&wide);
    pixDestroy (&sheared);
    return cut;
}

static GArray *
read_view (struct engine *engine, PIX *line, int dpi, const struct view *view)
{
    int margin = 0;
    g_autoptr (PIX) wide = view->width != 1 ? pixScaleGrayLI (line, (l_float32) view->width, 1) : pixClone (line);
    g_autoptr (PIX) leant = wide && view->lean != 0 ? leaning (wide, view->lean, &margin) : NULL;
    PIX *seen = view->lean != 0 ? leant : wide;
    GArray *words = seen ? engine_read (engine, seen, dpi, ENGINE_RAW, NULL) : NULL;

    for (guint i = 0; words && i < words->len; i++) {
        struct seen_word *word = &g_array_index (words, struct seen_word, i);
        word->x0 = (int) lround ((word->x0 - margin) / view->width);
        word->x1 = (int) lround ((word->x1 - margin) / view->width);
    }
    return words;
}

static gboolean
is_sure (const GArray *words)
{
    for (guint i = 0; i < words->len; i++)
        if (word_at (words, i)->confidence < SURE_CONFIDENCE)
            return FALSE;
    return words->len > 0;
}

GArray *
views_read (struct engine *engine, PIX *line, int dpi, double *lengths)
{
    GArray *readings[G_N_ELEMENTS (views)] = { read_view (engine, line, dpi, &views[0]) };
    double length = (double) pixGetWidth (line) / MAX (1, pixGetHeight (line));
    guint count = 1;

    if (!readings[0] || is_sure (readings[0]) || length > *lengths)
        return readings[0];
    *lengths -= length;
    for (guint i = 1; i < G_N_ELEMENTS (views); i++) {
        readings[count] = read_view (engine, line, dpi, &views[i]);
        count += readings[count] != NULL;
    }
    GArray *voted = views_vote (readings, count);
    for (guint i = 0; i < count; i++)
        g_array_unref (readings[i]);
    return voted;
}
