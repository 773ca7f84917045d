#include "stages/ocr/orient.h"

#include <math.h>
#include <string.h>

#include "stages/ocr/prepare.h"

#define RISE_CERTAIN 10.0     /* leptonica's normalised excess of ascenders over descenders */
#define RISE_PART 15.0        /* the same of a part of the page, which must leave less doubt */
#define PART_SHARE 3          /* the page has so many such parts */
#define DIRECTION_CERTAIN 1.6 /* ratio of the line contrasts of the two directions */
#define LETTERS_DPI 140.0     /* enough to tell ascenders from descenders */
#define SPECK_INCHES 0.018    /* dust, which hides what rises and hangs */
#define STRIP_INCHES 1.6      /* height of the strip that is read on trial: some eight lines */
#define TRIAL_MARGIN 1.15     /* how much better than upright another way must read */
#define WELL_CONFIDENCE 80    /* of a known word that is read the right way up */
#define WELL_LETTERS 60       /* in such words, from which on, if they are WELL_SHARE of all, no other way is tried */
#define WELL_SHARE 0.6

/* How sharply rows of ink and of paper alternate, and the angle at which they do. */
static double
line_contrast (PIX *bilevel, double *skew)
{
    l_float32 angle = 0, confidence = 0;

    if (pixFindSkew (bilevel, &angle, &confidence) != 0)
        confidence = 0;
    *skew = confidence > 2 ? angle : 0;
    return confidence;
}

/* The strip of full width with most letter-sized ink. */
static PIX *
busiest_strip (PIX *bilevel, double dpi)
{
    int height = pixGetHeight (bilevel), strip = MIN (height, (int) (STRIP_INCHES * dpi));
    g_autoptr (PIX) letters =
        pixSelectBySize (bilevel, (int) (dpi * 0.2), (int) (dpi * 0.2), 8, L_SELECT_IF_BOTH, L_SELECT_IF_LTE, NULL);
    g_autoptr (PIX) plain = letters ? pixSelectBySize (letters, (int) (dpi * 0.03), (int) (dpi * 0.03), 8,
                                                       L_SELECT_IF_EITHER, L_SELECT_IF_GTE, NULL)
                                    : NULL;
    NUMA *rows = plain ? pixCountPixelsByRow (plain, NULL) : NULL;
    double sum = 0, best = -1;
    int at = 0;

    for (int y = 0; rows && y < height; y++) {
        l_float32 ink = 0, gone = 0;
        numaGetFValue (rows, y, &ink);
        if (y >= strip)
            numaGetFValue (rows, y - strip, &gone);
        sum += ink - gone;
        if (y >= strip - 1 && sum > best) {
            best = sum;
            at = y - strip + 1;
        }
    }
    numaDestroy (&rows);
    BOX *box = boxCreate (0, at, pixGetWidth (bilevel), strip);
    PIX *part = pixClipRectangle (bilevel, box, NULL);
    boxDestroy (&box);
    return part;
}

/* How well a strip reads: letters of words that the recogniser knows or is sure of, weighted by its confidence. `well`: so well that it
 * lies upright for sure; print on its head makes no words. */
static double
reading_score (PIX *strip, double dpi, struct engine *engine, gboolean *well)
{
    g_autoptr (GArray) words = engine_read (engine, strip, (int) dpi, ENGINE_BLOCK, NULL);
    glong known = 0, all = 0;
    double score = 0;

    for (guint i = 0; words && i < words->len; i++) {
        const struct seen_word *word = &g_array_index (words, struct seen_word, i);
        glong letters = g_utf8_strlen (word->text, -1);
        all += letters;
        if (letters >= 3 && word->dictionary && word->confidence >= WELL_CONFIDENCE)
            known += letters;
        if (letters >= 3 && word->confidence >= 50)
            score += (double) letters * (word->confidence - 40) * (word->dictionary ? 2 : 1);
    }
    *well = known >= WELL_LETTERS && known >= WELL_SHARE * all;
    return score;
}

/* Without dust; the caller's, NULL where memory is short. */
static PIX *
without_specks (PIX *dusty, double dpi)
{
    int speck = (int) (SPECK_INCHES * dpi);

    return pixSelectBySize (dusty, speck, speck, 8, L_SELECT_IF_EITHER, L_SELECT_IF_GTE, NULL);
}

static int
best_of (PIX *dusty, double dpi, struct engine *engine, const int *ways, int n, gboolean *well)
{
    g_autoptr (PIX) bilevel = without_specks (dusty, dpi);
    double best = 0;
    int found = 0;

    *well = FALSE;
    for (int i = 0; bilevel && !*well && i < n; i++) {
        g_autoptr (PIX) upright = prepare_upright (bilevel, ways[i]);
        g_autoptr (PIX) level = upright ? prepare_level_roughly (upright, prepare_skew (upright)) : NULL;
        g_autoptr (PIX) strip = level ? busiest_strip (level, dpi) : NULL;
        double score = strip ? reading_score (strip, dpi, engine, well) : 0;
        if (*well || score > best * (i ? TRIAL_MARGIN : 1)) {
            best = score;
            found = ways[i];
        }
    }
    return found;
}

int
orient_by_reading (PIX *bilevel, double dpi, struct engine *engine, gboolean *well)
{
    static const int ways[] = { 0, 90, 270, 180 };

    return best_of (bilevel, dpi, engine, ways, G_N_ELEMENTS (ways), well);
}

/* The part of full width with most ink. */
static PIX *
busiest_part (PIX *bilevel)
{
    int width = pixGetWidth (bilevel), rows = pixGetHeight (bilevel) / PART_SHARE;
    PIX *best = NULL;
    l_int32 most = 0;

    for (int i = 0; i < PART_SHARE; i++) {
        BOX *box = boxCreate (0, i * rows, width, MAX (1, rows));
        g_autoptr (PIX) part = pixClipRectangle (bilevel, box, NULL);
        l_int32 ink = 0;
        boxDestroy (&box);
        if (part && pixCountPixels (part, &ink, NULL) == 0 && ink > most) {
            most = ink;
            pixDestroy (&best);
            best = g_steal_pointer (&part);
        }
    }
    return best;
}

/* Whether what lies level stands on its feet (1) or on its head (-1), or cannot be told (0). */
static int
feet_or_head (PIX *straight)
{
    g_autoptr (PIX) part = busiest_part (straight);
    l_float32 rise = 0;

    if (part && pixUpDownDetect (part, &rise, 0, 0, 0) == 0 && fabs (rise) >= RISE_PART)
        return rise > 0 ? 1 : -1;
    if (pixUpDownDetect (straight, &rise, 0, 0, 0) == 0 && fabs (rise) >= RISE_CERTAIN)
        return rise > 0 ? 1 : -1;
    return 0;
}

int
orient_find (PIX *dusty, double dpi, struct engine *engine)
{
    static const int level_ways[] = { 0, 180 }, upright_ways[] = { 90, 270 };
    gboolean fine = dpi >= 2 * LETTERS_DPI; /* lines, and what rises and hangs, show as well at a quarter of the cost */
    g_autoptr (PIX) coarse = fine ? pixReduceRankBinary2 (dusty, 2, NULL) : pixClone (dusty);
    g_autoptr (PIX) bilevel = coarse ? without_specks (coarse, fine ? dpi / 2 : dpi) : NULL;
    if (!bilevel)
        return 0;
    g_autoptr (PIX) turned = pixRotateOrth (bilevel, 3); /* as a page that lies at 90 degrees stands upright */
    double skew_level = 0, skew_turned = 0;
    gboolean well;
    double level = line_contrast (bilevel, &skew_level), upright = turned ? line_contrast (turned, &skew_turned) : 0;

    if (level < DIRECTION_CERTAIN * upright && upright < DIRECTION_CERTAIN * level)
        return orient_by_reading (dusty, dpi, engine, &well);

    gboolean sideways = upright > level;
    g_autoptr (PIX) straight = prepare_level_roughly (sideways ? turned : bilevel, sideways ? skew_turned : skew_level);
    int standing = straight ? feet_or_head (straight) : 0;
    if (standing)
        return (sideways ? 90 : 0) + (standing < 0 ? 180 : 0);
    return best_of (dusty, dpi, engine, sideways ? upright_ways : level_ways, 2, &well);
}
