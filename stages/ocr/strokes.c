#include "stages/ocr/strokes.h"

#include <math.h>

#include "stages/ocr/boxes.h"
#include "stages/ocr/prepare.h"

#define RULE_INCHES 0.6    /* a line so long is no stroke */
#define SPECK_INCHES 0.018 /* a piece so small is no letter */
#define LETTER_SHARE 0.45  /* of the tallest piece's height, from which on a piece is a letter and no dot or comma */
#define SLACK 3            /* pixels by which a line may come out shorter at half the size */
#define SHAPES_MAX 64
#define SURE_CONFIDENCE 93 /* of a reading as print; thinning the strokes is most of the cost of looking at them */
#define PEN_OF_PRINT 0.45  /* of such words; their mean is 0.49, with a deviation of 0.04 */

/* Whether a line of `rule` pixels may be there, told at half the size, where no line is lost. */
static gboolean
may_have_rules (PIX *bilevel, int rule)
{
    g_autoptr (PIX) half = pixReduceRankBinary2 (bilevel, 1, NULL);
    g_autoptr (PIX) across = half ? prepare_runs (half, rule / 2 - SLACK, FALSE) : NULL;
    g_autoptr (PIX) down = half ? prepare_runs (half, rule / 2 - SLACK, TRUE) : NULL;
    l_int32 none_across = 0, none_down = 0;

    return !across || !down || pixZero (across, &none_across) != 0 || pixZero (down, &none_down) != 0 || !none_across
           || !none_down;
}

PIX *
strokes_prepare (PIX *bilevel, double dpi)
{
    int rule = (int) (RULE_INCHES * dpi);
    if (!may_have_rules (bilevel, rule))
        return pixClone (bilevel);
    g_autoptr (PIX) across = prepare_runs (bilevel, rule, FALSE);
    g_autoptr (PIX) down = prepare_runs (bilevel, rule, TRUE);

    if (!across || !down)
        return NULL;
    pixOr (across, across, down);
    return pixSubtract (NULL, bilevel, across);
}

static double
ink_of (PIX *pix)
{
    l_int32 ink = 0;

    return pix && pixCountPixels (pix, &ink, NULL) == 0 ? ink : 0;
}

static int
by_number (gconstpointer a, gconstpointer b)
{
    return *(const int *) a - *(const int *) b;
}

static int
median (const int *values, int n)
{
    int sorted[SHAPES_MAX];

    for (int i = 0; i < n; i++)
        sorted[i] = values[i];
    qsort (sorted, (size_t) n, sizeof *sorted, by_number);
    return sorted[n / 2];
}

/* Mean distance of `levels` from their median, or, where `two`, from the nearer of the medians of the higher and lower half. */
static double
scatter (const int *levels, int n, gboolean two)
{
    int middle = median (levels, n), upper[SHAPES_MAX], lower[SHAPES_MAX], uppers = 0, lowers = 0;
    double sum = 0;

    for (int i = 0; two && i < n; i++) {
        if (levels[i] < middle)
            upper[uppers++] = levels[i];
        else
            lower[lowers++] = levels[i];
    }
    int high = uppers ? median (upper, uppers) : middle, low = lowers ? median (lower, lowers) : middle;
    for (int i = 0; i < n; i++)
        sum += two ? MIN (ABS (levels[i] - high), ABS (levels[i] - low)) : ABS (levels[i] - middle);
    return sum / n;
}

static void
look_at_pen (PIX *part, struct strokes *strokes)
{
    g_autoptr (PIX) thinned = pixThinConnected (part, L_THIN_FG, 8, 0);
    g_autoptr (PIX) depth = pixDistanceFunction (part, 4, 8, L_BOUNDARY_BG);
    double sum = 0, squares = 0, n = 0;

    if (!thinned || !depth)
        return;
    for (int y = 0; y < pixGetHeight (part); y++) {
        const l_uint32 *skeleton = pixGetData (thinned) + (gsize) y * pixGetWpl (thinned);
        const l_uint32 *line = pixGetData (depth) + (gsize) y * pixGetWpl (depth);
        for (int x = 0; x < pixGetWidth (part); x++) {
            if (!GET_DATA_BIT (skeleton, x))
                continue;
            double width = 2.0 * GET_DATA_BYTE (line, x) - 1;
            sum += width;
            squares += width * width;
            n++;
        }
    }
    if (n == 0)
        return;
    double mean = sum / n;
    strokes->pen = sqrt (MAX (0, squares / n - mean * mean)) / mean;
}

static void
look_at_part (PIX *part, double dpi, gboolean sure, struct strokes *strokes)
{
    g_autoptr (boxa_t) pieces = pixConnCompBB (part, 8);
    int tops[SHAPES_MAX], feet[SHAPES_MAX], heights[SHAPES_MAX], tallest = 0, n = 0,
                                                                 speck = MAX (2, (int) (SPECK_INCHES * dpi));
    l_int32 x, y, w, h;

    for (int i = 0; pieces && i < boxaGetCount (pieces); i++)
        if (boxaGetBoxGeometry (pieces, i, &x, &y, &w, &h) == 0)
            tallest = MAX (tallest, h);
    for (int i = 0; pieces && i < boxaGetCount (pieces) && n < SHAPES_MAX; i++) {
        if (boxaGetBoxGeometry (pieces, i, &x, &y, &w, &h) != 0 || h < LETTER_SHARE * tallest || h <= 2 * speck)
            continue;
        tops[n] = y;
        feet[n] = y + h;
        heights[n++] = h;
    }
    strokes->shapes = n;
    if (n == 0)
        return;
    double height = median (heights, n), ink = ink_of (part);
    g_autoptr (PIX) stems = pixOpenBrick (NULL, part, 1, MAX (4, (int) (0.5 * height)));
    strokes->stems = ink_of (stems) / ink;
    strokes->feet = scatter (feet, n, FALSE) / height;
    strokes->heads = scatter (tops, n, TRUE) / height;
    if (!sure)
        look_at_pen (part, strokes);
}

struct strokes
strokes_look (PIX *prepared, const struct seen_word *word, double dpi)
{
    struct strokes strokes = { .pen = PEN_OF_PRINT };
    BOX *box =
        boxCreate (MAX (0, word->x0), MAX (0, word->y0), MAX (1, word->x1 - word->x0), MAX (1, word->y1 - word->y0));
    g_autoptr (PIX) part = pixClipRectangle (prepared, box, NULL);

    boxDestroy (&box);
    if (part)
        look_at_part (part, dpi, word->confidence >= SURE_CONFIDENCE, &strokes);
    return strokes;
}
