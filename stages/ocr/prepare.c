#include "stages/ocr/prepare.h"

#include <math.h>

#define LEVEL_MIN_DEGREES 0.15      /* below it turning costs more sharpness than it gains */
#define SKEW_MIN_CONFIDENCE 2.0     /* leptonica's ratio of line sums; noise gives about 1 */
#define GREY_SHARE_OF_BILEVEL 0.004 /* of pixels neither dark nor light, up to which a picture counts as bilevel */
#define BLANK_INK 0.00012           /* share of the inner part: about two words on a letter page */
#define MARGIN_INCHES 0.4           /* of the page, which is no inner part */
#define STRIP_INCHES 1.0            /* in which ink is looked for at a time */
#define SPECK_INCHES 0.02           /* dust is smaller than a full stop of small print */
#define PAPER_INCHES_MAX 14.0       /* a page photo that claims to be larger has a wrong resolution */

/* Whether nearly all pixels are dark or light, so that nothing is lost with one bit. */
static gboolean
is_bilevel (PIX *grey)
{
    NUMA *histogram = pixGetGrayHistogram (grey, 4);
    double middle = 0, all = 0;

    for (int i = 0; histogram && i < numaGetCount (histogram); i++) {
        l_float32 count = 0;
        numaGetFValue (histogram, i, &count);
        all += count;
        if (i >= 40 && i < 216)
            middle += count;
    }
    numaDestroy (&histogram);
    return all > 0 && middle / all < GREY_SHARE_OF_BILEVEL;
}

/* Uneven light evened out, the paper white and the ink dark. */
static PIX *
evened (PIX *grey)
{
    g_autoptr (PIX) normal = pixBackgroundNormSimple (grey, NULL, NULL);

    return pixGammaTRC (NULL, normal ? normal : grey, 1.0f, 60, 190);
}

static PIX *
scaled (PIX *pix, double factor)
{
    if (pixGetDepth (pix) > 1)
        return pixScale (pix, factor, factor);
    if (fabs (factor - 0.5) < 0.001) /* 600 dpi: still bilevel */
        return pixReduceRankBinary2 (pix, 2, NULL);
    if (factor < 1)
        return pixScaleToGray (pix, factor);
    g_autoptr (PIX) grey = pixConvert1To8 (NULL, pix, 255, 0);
    return grey ? pixScale (grey, factor, factor) : NULL;
}

PIX *
prepare_tone (PIX *pix, double *dpi, int dpi_min, int dpi_max)
{
    int longest = MAX (pixGetWidth (pix), pixGetHeight (pix));
    g_autoptr (PIX) toned = NULL;

    *dpi = MAX (*dpi, longest / PAPER_INCHES_MAX);
    if (pixGetDepth (pix) == 1) {
        toned = pixClone (pix);
    } else {
        g_autoptr (PIX) grey = pixConvertTo8 (pix, FALSE);
        if (!grey)
            return NULL;
        toned = is_bilevel (grey) ? pixThresholdToBinary (grey, 128) : evened (grey);
    }
    if (!toned || (*dpi >= dpi_min && *dpi <= dpi_max * 1.02))
        return g_steal_pointer (&toned);

    double factor = dpi_max / *dpi;
    *dpi = dpi_max;
    return scaled (toned, factor);
}

PIX *
prepare_bilevel (PIX *toned)
{
    return pixGetDepth (toned) == 1 ? pixClone (toned) : pixThresholdToBinary (toned, 140);
}

PIX *
prepare_upright (PIX *toned, int rotation)
{
    return pixRotateOrth (toned, (360 - rotation) / 90 % 4);
}

double
prepare_skew (PIX *bilevel)
{
    l_float32 angle = 0, confidence = 0;

    if (pixFindSkew (bilevel, &angle, &confidence) != 0 || confidence < SKEW_MIN_CONFIDENCE)
        return 0;
    return fabs (angle) < LEVEL_MIN_DEGREES ? 0 : angle;
}

PIX *
prepare_level (PIX *upright, double skew)
{
    if (skew == 0)
        return pixClone (upright);
    g_autoptr (PIX) grey = pixGetDepth (upright) == 1 ? pixConvert1To8 (NULL, upright, 255, 0) : pixClone (upright);
    return grey ? pixRotate (grey, (l_float32) (skew * G_PI / 180), L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0) : NULL;
}

PIX *
prepare_level_roughly (PIX *bilevel, double skew)
{
    if (skew == 0)
        return pixClone (bilevel);
    return pixRotate (bilevel, (l_float32) (skew * G_PI / 180), L_ROTATE_SHEAR, L_BRING_IN_WHITE, 0, 0);
}

/* Combines each pixel with the one `step` pixels after it, or before it where `step` is negative; beyond the edge is paper. */
static void
combine (PIX *pix, PIX *scratch, int step, gboolean down, int operation)
{
    int width = pixGetWidth (pix), height = pixGetHeight (pix);
    int x = down ? 0 : step, y = down ? step : 0;
    int to_x = MAX (0, -x), to_y = MAX (0, -y), across = MAX (0, width - ABS (x)), rows = MAX (0, height - ABS (y));

    pixCopy (scratch, pix);
    if (operation == (PIX_SRC & PIX_DST)) {
        pixClearAll (pix);
        pixRasterop (pix, to_x, to_y, across, rows, PIX_SRC, scratch, to_x, to_y);
    }
    pixRasterop (pix, to_x, to_y, across, rows, operation, scratch, MAX (0, x), MAX (0, y));
}

PIX *
prepare_runs (PIX *bilevel, int length, gboolean down)
{
    PIX *runs = pixCopy (NULL, bilevel);
    g_autoptr (PIX) scratch = runs ? pixCopy (NULL, runs) : NULL;

    if (!scratch) {
        pixDestroy (&runs);
        return NULL;
    }
    /* The starts of the runs, and then all of them from their starts: each step doubles what has been looked at. */
    for (int seen = 1; seen < length; seen += MIN (seen, length - seen))
        combine (runs, scratch, MIN (seen, length - seen), down, PIX_SRC & PIX_DST);
    for (int seen = 1; seen < length; seen += MIN (seen, length - seen))
        combine (runs, scratch, -MIN (seen, length - seen), down, PIX_SRC | PIX_DST);
    return runs;
}

/* Ink of rows [y, y + rows) without what is smaller than a full stop of small print; -1 where memory is short. */
static int
ink_of_rows (PIX *bilevel, const int inner[4], int y, int rows, int speck)
{
    BOX *box = boxCreate (inner[0], y, inner[2], rows);
    g_autoptr (PIX) part = pixClipRectangle (bilevel, box, NULL);
    l_int32 ink = 0;

    boxDestroy (&box);
    g_autoptr (PIX) clean =
        part ? pixSelectBySize (part, speck, speck, 8, L_SELECT_IF_EITHER, L_SELECT_IF_GTE, NULL) : NULL;
    return clean && pixCountPixels (clean, &ink, NULL) == 0 ? ink : -1;
}

gboolean
prepare_is_blank (PIX *bilevel, double dpi)
{
    int width = pixGetWidth (bilevel), height = pixGetHeight (bilevel), margin = (int) (dpi * MARGIN_INCHES);

    if (width <= 4 * margin || height <= 4 * margin)
        margin = 0;
    const int inner[4] = { margin, margin, width - 2 * margin, height - 2 * margin };
    int strip = MAX (1, (int) (dpi * STRIP_INCHES)), end = inner[1] + inner[3];
    double most = BLANK_INK * inner[2] * inner[3], ink = 0;

    /* Nearly every page has said by its first lines that it is not blank. */
    for (int y = inner[1]; y < end && ink < most; y += strip) {
        int more = ink_of_rows (bilevel, inner, y, MIN (strip, end - y), (int) (dpi * SPECK_INCHES));
        if (more < 0)
            return FALSE;
        ink += more;
    }
    return ink < most;
}

void
prepare_place (PIX *levelled, double skew, double width, double height, const int pixels[4], double points[4])
{
    double w = pixGetWidth (levelled), h = pixGetHeight (levelled);
    double cosine = cos (skew * G_PI / 180), sine = sin (skew * G_PI / 180);

    points[0] = points[1] = G_MAXDOUBLE;
    points[2] = points[3] = -G_MAXDOUBLE;
    for (int corner = 0; corner < 4; corner++) {
        double x = pixels[corner & 1 ? 2 : 0] - w / 2, y = pixels[corner & 2 ? 3 : 1] - h / 2;
        double back_x = x * cosine + y * sine + w / 2, back_y = y * cosine - x * sine + h / 2;
        points[0] = MIN (points[0], back_x);
        points[1] = MIN (points[1], back_y);
        points[2] = MAX (points[2], back_x);
        points[3] = MAX (points[3], back_y);
    }
    for (int i = 0; i < 4; i++) {
        double limit = i % 2 ? height : width, size = i % 2 ? h : w;
        points[i] = CLAMP (points[i] * limit / size, 0, limit);
    }
}
