#include "stages/ocr/pitch.h"

#include <math.h>

#define PAIRS_MIN 12    /* words that have a neighbour, from which on a pitch can be told */
#define SHARE_MIN 0.5   /* of them, that stand at the pitch; of proportional print some .2 do */
#define TOLERANCE 0.035 /* of the pitch: a pixel or two in a word */

/* The mean width of a letter from the start of word `i` to that of the next, one blank between them; 0 where no word follows on the line. */
static double
pitch_behind (const GArray *words, guint i)
{
    const struct seen_word *word = &g_array_index (words, struct seen_word, i);
    const struct seen_word *next = word + 1;

    if (i + 1 >= words->len || next->line != word->line || next->x0 <= word->x0)
        return 0;
    return (double) (next->x0 - word->x0) / (double) (g_utf8_strlen (word->text, -1) + 1);
}

static int
by_size (gconstpointer a, gconstpointer b)
{
    double one = *(const double *) a, other = *(const double *) b;

    return (one > other) - (one < other);
}

/* The pitch at which most words stand; 0 where too few do. */
static double
common_pitch (const double *pitches, guint n)
{
    g_autoptr (GArray) sorted = g_array_new (FALSE, FALSE, sizeof (double));
    guint most = 0;
    double found = 0;

    for (guint i = 0; i < n; i++)
        if (pitches[i] > 0)
            g_array_append_val (sorted, pitches[i]);
    g_array_sort (sorted, by_size);
    for (guint first = 0, end = 0; first < sorted->len; first++) {
        double least = g_array_index (sorted, double, first);
        while (end < sorted->len && g_array_index (sorted, double, end) <= least * (1 + 2 * TOLERANCE))
            end++;
        if (end - first > most) {
            most = end - first;
            found = g_array_index (sorted, double, first + (end - first) / 2);
        }
    }
    return sorted->len >= PAIRS_MIN && most >= SHARE_MIN * sorted->len ? found : 0;
}

void
pitch_find (const GArray *words, gboolean *typed)
{
    g_autofree double *pitches = g_new (double, MAX (words->len, 1));

    for (guint i = 0; i < words->len; i++)
        pitches[i] = pitch_behind (words, i);
    double pitch = common_pitch (pitches, words->len);

    for (guint i = 0; i < words->len; i++) {
        gboolean follows = i > 0 && pitches[i - 1] > 0, leads = pitches[i] > 0;
        gboolean before = follows && fabs (pitches[i - 1] - pitch) <= TOLERANCE * pitch;
        gboolean behind = leads && fabs (pitches[i] - pitch) <= TOLERANCE * pitch;
        /* Both neighbours: an entry by hand, behind a typed label, stands at no pitch on one side at least. */
        typed[i] = pitch > 0 && (before || behind) && before == follows && behind == leads;
    }
}
