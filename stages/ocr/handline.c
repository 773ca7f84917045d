#include "stages/ocr/handline.h"

#include <math.h>

#include "stages/ocr/boxes.h"
#include "stages/ocr/hand.h"
#include "stages/ocr/prepare.h"

#define DOUBT_CONFIDENCE 70 /* print that reads so badly may be a hand's */
#define NOTE_WORDS 2
#define NOTE_CONFIDENCE \
    88 /* mean of its words from which on the recogniser of print was right; of neat hands it makes some 65 */
#define CELL_GAP 3.0  /* a gap of so many heights ends a stretch: the next cell of a form */
#define REACH 0.6     /* how far beyond its words a stretch may have ink, in heights */
#define MARGIN 0.12   /* paper around a line, in heights */
#define BAND_LOW 0.75 /* height of a line's band, at least and at most, in usual heights of the page's hand */
#define BAND_HIGH 1.9
#define SLOPE_WORDS 3   /* from which on a slope can be told */
#define SLOPE_SPAN 6.0  /* over at least so many heights */
#define SLOPE_MIN 0.008 /* below it levelling costs more sharpness than it gains */
#define SLOPE_MAX 0.15
#define ALIEN_SHARE 0.5 /* of a piece's height outside of the band, from which on it belongs to a neighbour */
#define LINE_MIN_PIXELS 8

static const struct seen_word *
word_at (const GArray *words, guint i)
{
    return &g_array_index (words, struct seen_word, i);
}

static int
by_number (gconstpointer a, gconstpointer b)
{
    return *(const int *) a - *(const int *) b;
}

/* The usual height of what a hand wrote, 0 where it wrote nothing. */
static int
usual_height (const GArray *words)
{
    g_autoptr (GArray) heights = g_array_new (FALSE, FALSE, sizeof (int));

    for (guint i = 0; i < words->len; i++) {
        int height = word_at (words, i)->y1 - word_at (words, i)->y0;
        if (word_at (words, i)->hand)
            g_array_append_val (heights, height);
    }
    if (heights->len == 0)
        return 0;
    g_array_sort (heights, by_number);
    return MAX (1, g_array_index (heights, int, heights->len / 2));
}

/* The slope of the feet of the words, by least squares, 0 where it cannot be told. */
static double
slope_of (const GArray *words, guint first, guint end, int height)
{
    double n = end - first, x = 0, y = 0, xx = 0, xy = 0;

    if (n < SLOPE_WORDS || word_at (words, end - 1)->x1 - word_at (words, first)->x0 < SLOPE_SPAN * height)
        return 0;
    for (guint i = first; i < end; i++) {
        const struct seen_word *word = word_at (words, i);
        double middle_x = (word->x0 + word->x1) / 2.0, middle_y = (word->y0 + word->y1) / 2.0;
        x += middle_x;
        y += middle_y;
        xx += middle_x * middle_x;
        xy += middle_x * middle_y;
    }
    double spread = xx - x * x / n, slope = spread > 0 ? (xy - x * y / n) / spread : 0;
    return fabs (slope) < SLOPE_MIN || fabs (slope) > SLOPE_MAX ? 0 : slope;
}

/* Top and bottom of the line at its middle, from the words' own, each moved along the slope; a word of outlandish height, a signature
 * or two lines in one, does not make the line as high as itself. */
static void
set_band (struct hand_line *line, const GArray *words, int usual)
{
    g_autoptr (GArray) tops = g_array_new (FALSE, FALSE, sizeof (int));
    g_autoptr (GArray) feet = g_array_new (FALSE, FALSE, sizeof (int));
    double middle = (line->x0 + line->x1) / 2.0;

    for (guint i = line->first; i < line->end; i++) {
        const struct seen_word *word = word_at (words, i);
        double shift = line->slope * (middle - (word->x0 + word->x1) / 2.0);
        int top = (int) (word->y0 + shift), foot = (int) (word->y1 + shift);
        if (word->y1 - word->y0 > BAND_HIGH * usual && line->end - line->first > 1)
            continue;
        g_array_append_val (tops, top);
        g_array_append_val (feet, foot);
    }
    if (tops->len == 0) {
        int top = word_at (words, line->first)->y0, foot = word_at (words, line->first)->y1;
        g_array_append_val (tops, top);
        g_array_append_val (feet, foot);
    }
    g_array_sort (tops, by_number);
    g_array_sort (feet, by_number);
    line->y0 = g_array_index (tops, int, 0);
    line->y1 = g_array_index (feet, int, feet->len - 1);
    int lacking = (int) (BAND_LOW * usual) - (line->y1 - line->y0);
    if (lacking > 0) {
        line->y0 -= lacking / 2;
        line->y1 += lacking / 2;
    }
}

/* Whether a word is worth a second reading; `form`: on a page with a considerable part by a hand. */
static gboolean
is_wanted (const struct seen_word *word, gboolean form)
{
    return word->model != 'h' && (word->hand || (form && word->confidence < DOUBT_CONFIDENCE));
}

/* A few strokes of print that look written are no note, nor is what reads as well as print does. */
static gboolean
is_note (const GArray *words, guint first, guint end)
{
    guint plain = 0, confidence = 0;

    for (guint i = first; i < end; i++) {
        plain += word_at (words, i)->hand == 2;
        confidence += (guint) word_at (words, i)->confidence;
    }
    return end - first >= NOTE_WORDS && plain > 0 && confidence < NOTE_CONFIDENCE * (end - first);
}

GArray *
handline_find (const GArray *words)
{
    GArray *lines = g_array_new (FALSE, TRUE, sizeof (struct hand_line));
    int usual = usual_height (words);
    gboolean form = hand_found (words);

    for (guint first = 0, end; first < words->len; first = end) {
        const struct seen_word *start = word_at (words, first);
        end = first + 1;
        if (!is_wanted (start, form))
            continue;
        for (; end < words->len && is_wanted (word_at (words, end), form) && word_at (words, end)->line == start->line;
             end++) {
            int gap = word_at (words, end)->x0 - word_at (words, end - 1)->x1;
            if (gap > CELL_GAP * usual || word_at (words, end)->x0 < word_at (words, end - 1)->x0)
                break;
        }
        if (!form && !is_note (words, first, end))
            continue;
        struct hand_line line = { .first = first, .end = end, .x0 = G_MAXINT, .x1 = 0 };
        for (guint i = first; i < end; i++) {
            line.x0 = MIN (line.x0, word_at (words, i)->x0);
            line.x1 = MAX (line.x1, word_at (words, i)->x1);
        }
        line.slope = slope_of (words, first, end, usual);
        set_band (&line, words, usual);
        int left = 0, right = G_MAXINT, reach = (int) (REACH * (line.y1 - line.y0));
        if (first > 0 && word_at (words, first - 1)->line == start->line)
            left = word_at (words, first - 1)->x1;
        if (end < words->len && word_at (words, end)->line == start->line)
            right = word_at (words, end)->x0;
        if (left < line.x0)
            line.x0 = MAX (line.x0 - reach, (left + line.x0) / 2);
        if (right > line.x1)
            line.x1 = right == G_MAXINT ? line.x1 + reach : MIN (line.x1 + reach, (right + line.x1) / 2);
        line.x0 = MAX (0, line.x0);
        g_array_append_val (lines, line);
    }
    return lines;
}

/* Columns moved up or down so that the line runs level about its middle. */
static PIX *
levelled (PIX *pix, double slope)
{
    return slope == 0 ? pixClone (pix)
                      : pixVShearLI (pix, pixGetWidth (pix) / 2, (l_float32) -atan (slope), L_BRING_IN_WHITE);
}

/* Whites out the pieces of ink that stand for the larger part outside of the rows [top, foot) of `grey`. */
static void
wipe_neighbours (PIX *grey, PIX *ink, int top, int foot)
{
    PIXA *shapes = NULL;
    g_autoptr (boxa_t) boxes = pixConnComp (ink, &shapes, 8);
    g_autoptr (PIX) alien = pixCreateTemplate (ink);
    l_int32 x, y, w, h;

    for (int i = 0; boxes && alien && i < boxaGetCount (boxes); i++) {
        if (boxaGetBoxGeometry (boxes, i, &x, &y, &w, &h) != 0)
            continue;
        int outside = MAX (0, MIN (top, y + h) - y) + MAX (0, y + h - MAX (foot, y));
        if (outside <= ALIEN_SHARE * h)
            continue;
        g_autoptr (PIX) shape = pixaGetPix (shapes, i, L_CLONE);
        pixRasterop (alien, x, y, w, h, PIX_PAINT, shape, 0, 0);
    }
    pixaDestroy (&shapes);
    g_autoptr (PIX) grown = alien ? pixDilateBrick (NULL, alien, 3, 3) : NULL;
    if (grown)
        pixPaintThroughMask (grey, grown, 0, 0, 255);
}

PIX *
handline_cut (const struct hand_line *line, PIX *grey, PIX *bilevel, int origin[2])
{
    int height = line->y1 - line->y0, rise = (int) (fabs (line->slope) * (line->x1 - line->x0) / 2);
    int around = height / 2 + rise, margin = (int) (MARGIN * height) + 1;
    int x0 = MAX (0, line->x0 - margin), y0 = MAX (0, line->y0 - around);
    int x1 = MIN (pixGetWidth (grey), line->x1 + margin), y1 = MIN (pixGetHeight (grey), line->y1 + around);

    if (x1 - x0 < LINE_MIN_PIXELS || height < LINE_MIN_PIXELS || y1 - y0 < LINE_MIN_PIXELS)
        return NULL;
    BOX *box = boxCreate (x0, y0, x1 - x0, y1 - y0);
    g_autoptr (PIX) part = pixClipRectangle (grey, box, NULL);
    g_autoptr (PIX) black = pixClipRectangle (bilevel, box, NULL);
    boxDestroy (&box);
    g_autoptr (PIX) level = part ? levelled (part, line->slope) : NULL;
    g_autoptr (PIX) ink = black && level ? (line->slope == 0 ? pixClone (black) : prepare_bilevel (level)) : NULL;
    if (!ink)
        return NULL;
    g_autoptr (PIX) clean = pixCopy (NULL, level);
    if (!clean)
        return NULL;
    wipe_neighbours (clean, ink, line->y0 - y0, line->y1 - y0);

    int top = MAX (0, line->y0 - y0 - margin), foot = MIN (pixGetHeight (clean), line->y1 - y0 + margin);
    BOX *band = boxCreate (0, top, pixGetWidth (clean), foot - top);
    PIX *cut = pixClipRectangle (clean, band, NULL);
    boxDestroy (&band);
    origin[0] = x0;
    origin[1] = y0 + top;
    return cut;
}
