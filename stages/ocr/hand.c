#include "stages/ocr/hand.h"

#include <string.h>

#include "stages/ocr/pitch.h"
#include "stages/ocr/prepare.h"

/* Logistic weights of a word's strokes; above zero means a hand. */
#define STEMS_WEIGHT (-17.9)
#define FEET_WEIGHT 21.4
#define HEADS_WEIGHT 19.1
#define PEN_WEIGHT 3.5
#define STEMLESS_WEIGHT (-3.8) /* of the share of characters that have no stem in print either */
#define BIAS 6.2
#define STEMS_MAX 0.7
#define FEET_MAX 0.4
#define HEADS_MAX 0.3

#define SHAPES_WANTED 4 /* letters from which on a word has its full weight */
#define SHAPES_MIN 2
#define EVIDENCE_MAX 4.0
#define SURE_CONFIDENCE 80.0 /* the recogniser of print doubts a hand */
#define CONFIDENCE_WEIGHT 25.0
#define CONFIDENCE_FOR 1.5
#define CONFIDENCE_AGAINST 0.5
#define CHANGE_COST 2.2 /* of going from print to hand or back within a line */
#define PLAIN_EVIDENCE 3.0
#define HAND_SHARE 0.04
#define PLAIN_WORDS 3

static double
stemless_share (const char *text)
{
    guint stemless = 0, all = 0;

    for (const char *p = text; *p; p = g_utf8_next_char (p)) {
        gunichar c = g_utf8_get_char (p);
        if (c < 128 && strchr (".,:;'\"-_~", (int) c))
            continue;
        all++;
        stemless += c >= 128 || !strchr ("bdfhijklmnpqrtuBDEFHIJKLMNPRTU14[]|!", (int) c);
    }
    return all ? (double) stemless / all : 0;
}

double
hand_evidence (const struct seen_word *word, const struct strokes *strokes)
{
    if (strokes->shapes < SHAPES_MIN)
        return 0;
    double score = STEMS_WEIGHT * MIN (strokes->stems, STEMS_MAX) + FEET_WEIGHT * MIN (strokes->feet, FEET_MAX)
                   + HEADS_WEIGHT * MIN (strokes->heads, HEADS_MAX) + PEN_WEIGHT * strokes->pen
                   + STEMLESS_WEIGHT * stemless_share (word->text) + BIAS;
    double doubt = (SURE_CONFIDENCE - word->confidence) / CONFIDENCE_WEIGHT;

    score *= MIN (1.0, (double) strokes->shapes / SHAPES_WANTED);
    return CLAMP (score + CLAMP (doubt, -CONFIDENCE_AGAINST, CONFIDENCE_FOR), -EVIDENCE_MAX, EVIDENCE_MAX);
}

/* The best course of print and hand along the line (Viterbi). */
void
hand_judge_line (const double *evidence, guint n, gboolean *hand)
{
    g_autofree guint8 *from = g_new (guint8, 2 * MAX (n, 1));
    double print = 0, written = -CHANGE_COST / 2;

    for (guint i = 0; i < n; i++) {
        from[2 * i] = written - CHANGE_COST > print;
        from[2 * i + 1] = written >= print - CHANGE_COST;
        double next = MAX (print, written - CHANGE_COST) - evidence[i] / 2;
        written = MAX (written, print - CHANGE_COST) + evidence[i] / 2;
        print = next;
    }
    guint8 state = written > print;
    for (guint i = n; i-- > 0;) {
        hand[i] = state;
        state = from[2 * i + state];
    }
}

void
hand_find (GArray *words, PIX *bilevel, double dpi)
{
    g_autoptr (PIX) prepared = strokes_prepare (bilevel, dpi);
    g_autofree double *evidence = g_new (double, MAX (words->len, 1));
    g_autofree gboolean *hand = g_new (gboolean, MAX (words->len, 1)), *typed = g_new (gboolean, MAX (words->len, 1));

    if (!prepared)
        return;
    pitch_find (words, typed);
    for (guint i = 0; i < words->len; i++) {
        const struct seen_word *word = &g_array_index (words, struct seen_word, i);
        struct strokes strokes = strokes_look (prepared, word, dpi);
        evidence[i] = typed[i] ? -EVIDENCE_MAX : hand_evidence (word, &strokes);
    }
    for (guint first = 0, end; first < words->len; first = end) {
        guint line = g_array_index (words, struct seen_word, first).line;
        for (end = first; end < words->len && g_array_index (words, struct seen_word, end).line == line;)
            end++;
        hand_judge_line (evidence + first, end - first, hand + first);
    }
    for (guint i = 0; i < words->len; i++)
        g_array_index (words, struct seen_word, i).hand = !hand[i] ? 0 : evidence[i] >= PLAIN_EVIDENCE ? 2 : 1;
}

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
    double all = 0, written = 0;

    for (guint i = 0; i < words->len; i++) {
        const struct seen_word *word = &g_array_index (words, struct seen_word, i);
        if (!has_letters (word->text))
            continue;
        all += word->x1 - word->x0;
        written += word->hand ? word->x1 - word->x0 : 0;
    }
    return all > 0 ? written / all : 0;
}

gboolean
hand_found (const GArray *words)
{
    guint plain = 0;

    for (guint i = 0; i < words->len; i++)
        plain += g_array_index (words, struct seen_word, i).hand == 2;
    return plain >= PLAIN_WORDS && hand_share (words) >= HAND_SHARE;
}
