#include "stages/ocr/boxes.h"

#include "stages/ocr/engine.h"
#include "stages/ocr/prepare.h"

#define SIDE_MIN_INCHES 0.075 /* the o of common print is smaller */
#define SIDE_MAX_INCHES 0.25
#define STROKE_INCHES 0.035  /* a straight stretch of a frame; diagonals of a cross have none so long */
#define SQUARE 1.25          /* of the longer side to the shorter */
#define CORNER 0.06          /* share of a side at either end that may be rounded off */
#define STRAIGHT 0.13        /* how far, in sides, a side may lie from the frame's edge */
#define SIDE_DRAWN 0.85      /* share of each side that must be drawn */
#define SIDES_DRAWN 3.8      /* and of the four together */
#define INSIDE_MARGIN 0.24   /* share of a side, from the edge, that is frame and not inside */
#define EMPTY_INK 0.06       /* share of the inside that is ink: up to it, dirt */
#define TICKED_INK 0.12      /* from it on, a mark */
#define SOLID_INK 0.85       /* a bullet or a smudge */
#define LEFT_GAP 0.3         /* paper beside a box, in sides: a letter within a word has less */
#define RIGHT_GAP 0.12       /* after an empty box */
#define TICKED_RIGHT_GAP 0.3 /* what holds ink could be a letter, if letters followed closely */
#define AFTER 0.45           /* a character whose middle lies nearer was read from the frame */
#define GAP_INK 0.05         /* share of it that may be dirt */
#define BOX_CONFIDENCE 90

static gboolean
has_ink (PIX *pix, int x, int y)
{
    return x >= 0 && y >= 0 && x < pixGetWidth (pix) && y < pixGetHeight (pix)
           && GET_DATA_BIT (pixGetData (pix) + (gsize) y * pixGetWpl (pix), x);
}

/* The share of a side of the frame that is drawn, near the edge and up to the corners: `step` goes along it, `depth` inwards. */
static double
side_drawn (PIX *frame, int x, int y, int step_x, int step_y, int length, int depth)
{
    int corner = (int) (CORNER * length + 0.5), drawn = 0, all = 0;

    for (int i = corner; i < length - corner; i++, all++) {
        for (int d = 0; d < ABS (depth); d++) {
            int in = depth < 0 ? -d : d;
            if (has_ink (frame, x + i * step_x + in * step_y, y + i * step_y + in * step_x)) {
                drawn++;
                break;
            }
        }
    }
    return all > 0 ? (double) drawn / all : 0;
}

static gboolean
is_frame (PIX *frame, int x, int y, int w, int h)
{
    int depth_x = MAX (2, (int) (STRAIGHT * w + 0.5)), depth_y = MAX (2, (int) (STRAIGHT * h + 0.5));

    const double sides[] = {
        side_drawn (frame, x, y, 1, 0, w, depth_y),
        side_drawn (frame, x, y + h - 1, 1, 0, w, -depth_y),
        side_drawn (frame, x, y, 0, 1, h, depth_x),
        side_drawn (frame, x + w - 1, y, 0, 1, h, -depth_x),
    };
    double sum = 0;

    for (gsize i = 0; i < G_N_ELEMENTS (sides); i++) {
        if (sides[i] < SIDE_DRAWN)
            return FALSE;
        sum += sides[i];
    }
    return sum >= SIDES_DRAWN;
}

/* The share of a rectangle that is ink. */
static double
ink_share (PIX *bilevel, int x0, int y0, int x1, int y1)
{
    int ink = 0, all = 0;

    for (int y = y0; y < y1; y++)
        for (int x = x0; x < x1; x++, all++)
            ink += has_ink (bilevel, x, y);
    return all ? (double) ink / all : 0;
}

static double
ink_inside (PIX *bilevel, int x, int y, int w, int h)
{
    int margin_x = (int) (INSIDE_MARGIN * w + 0.5), margin_y = (int) (INSIDE_MARGIN * h + 0.5);

    return ink_share (bilevel, x + margin_x, y + margin_y, x + w - margin_x, y + h - margin_y);
}

static gboolean
stands_alone (PIX *bilevel, int x, int y, int w, int h, gboolean ticked)
{
    int left = (int) (LEFT_GAP * w + 0.5), right = MAX (1, (int) ((ticked ? TICKED_RIGHT_GAP : RIGHT_GAP) * w + 0.5));

    return ink_share (bilevel, x - 1 - left, y, x - 1, y + h) <= GAP_INK
           && ink_share (bilevel, x + w + 1, y + h / 2, x + w + 1 + right, y + h) <= GAP_INK; /* ticks run out above */
}

/* Straight strokes, and no long ones: what frames of boxes are made of, with bars of letters. */
static PIX *
straight_strokes (PIX *bilevel, double dpi)
{
    int stroke = MAX (3, (int) (STROKE_INCHES * dpi)), rule = (int) (1.6 * SIDE_MAX_INCHES * dpi);
    g_autoptr (PIX) closed = pixCloseSafeBrick (NULL, bilevel, 3, 3);
    g_autoptr (PIX) across = closed ? prepare_runs (closed, stroke, FALSE) : NULL;
    g_autoptr (PIX) down = closed ? prepare_runs (closed, stroke, TRUE) : NULL;
    g_autoptr (PIX) rules = across ? prepare_runs (across, rule, FALSE) : NULL;
    g_autoptr (PIX) posts = down ? prepare_runs (down, rule, TRUE) : NULL;

    if (!rules || !posts)
        return NULL;
    pixSubtract (across, across, rules);
    pixSubtract (down, down, posts);
    return pixOr (NULL, across, down);
}

GArray *
boxes_find (PIX *bilevel, double dpi)
{
    GArray *found = g_array_new (FALSE, FALSE, sizeof (struct tick_box));
    g_autoptr (PIX) strokes = straight_strokes (bilevel, dpi);
    g_autoptr (boxa_t) parts = strokes ? pixConnCompBB (strokes, 8) : NULL;
    int shortest = (int) (SIDE_MIN_INCHES * dpi), longest = (int) (SIDE_MAX_INCHES * dpi);

    for (int i = 0; parts && i < boxaGetCount (parts) && found->len < BOXES_MAX; i++) {
        l_int32 x, y, w, h;
        if (boxaGetBoxGeometry (parts, i, &x, &y, &w, &h) != 0 || MIN (w, h) < shortest || MAX (w, h) > longest
            || MAX (w, h) > SQUARE * MIN (w, h) || !is_frame (strokes, x, y, w, h))
            continue;
        double ink = ink_inside (bilevel, x, y, w, h);
        struct tick_box box = { x, y, x + w, y + h, ink >= TICKED_INK };
        if ((ink <= EMPTY_INK || (ink >= TICKED_INK && ink <= SOLID_INK))
            && stands_alone (bilevel, x, y, w, h, box.ticked))
            g_array_append_val (found, box);
    }
    return found;
}

PIX *
boxes_clear (PIX *pix, const GArray *boxes)
{
    PIX *cleared = pixCopy (NULL, pix);

    for (guint i = 0; cleared && i < boxes->len; i++) {
        const struct tick_box *box = &g_array_index (boxes, struct tick_box, i);
        int w = box->x1 - box->x0, h = box->y1 - box->y0;
        int margin_x = (int) (INSIDE_MARGIN * w + 0.5), margin_y = (int) (INSIDE_MARGIN * h + 0.5);
        BOX *inside = boxCreate (box->x0 + margin_x, box->y0 + margin_y, w - 2 * margin_x, h - 2 * margin_y);
        if (pixGetDepth (cleared) == 1)
            pixClearInRect (cleared, inside);
        else
            pixSetInRect (cleared, inside);
        boxDestroy (&inside);
    }
    return cleared;
}

BOXA *
boxes_rectangles (const GArray *boxes)
{
    BOXA *rectangles = boxaCreate (MAX (1, (int) boxes->len));

    for (guint i = 0; i < boxes->len; i++) {
        const struct tick_box *box = &g_array_index (boxes, struct tick_box, i);
        int width = box->x1 - box->x0, before = (int) (LEFT_GAP * width), after = (int) (AFTER * width);
        boxaAddBox (rectangles,
                    boxCreate (MAX (0, box->x0 - before), box->y0, width + before + after, box->y1 - box->y0),
                    L_INSERT);
    }
    return rectangles;
}

/* Whether a box stands on the line of a word. */
static gboolean
on_line (const struct tick_box *box, const struct seen_word *word)
{
    int common = MIN (box->y1, word->y1) - MAX (box->y0, word->y0);

    return common > 0 && 2 * common >= MIN (box->y1 - box->y0, word->y1 - word->y0);
}

static void
place (const struct tick_box *box, GArray *words)
{
    int width = box->x1 - box->x0, nearest = BOX_REACH * width + 1;
    gint64 at = -1;
    guint neighbour = 0;

    for (guint i = 0; i < words->len; i++) {
        const struct seen_word *word = &g_array_index (words, struct seen_word, i);
        int right = word->x0 - box->x1, left = box->x0 - word->x1;
        if (!on_line (box, word))
            continue;
        /* A label stands to the right; only without one does a word to the left count. */
        if (right >= -width / 2 && right < nearest) {
            nearest = right;
            at = neighbour = i;
        } else if (at < 0 && left >= -width / 2 && left <= BOX_REACH * width) {
            neighbour = i;
            at = -2;
        }
    }
    if (at == -1)
        return;
    const struct seen_word *beside = &g_array_index (words, struct seen_word, neighbour);
    struct seen_word mark = {
        .text = g_strdup (box->ticked ? "\u2612" : "\u2610"),
        .x0 = box->x0,
        .y0 = box->y0,
        .x1 = box->x1,
        .y1 = box->y1,
        .confidence = BOX_CONFIDENCE,
        .dictionary = TRUE,
        .block = beside->block,
        .line = beside->line,
        .model = 'p',
    };
    g_array_insert_val (words, at >= 0 ? neighbour : neighbour + 1, mark);
}

void
boxes_place (const GArray *boxes, GArray *words)
{
    for (guint i = 0; i < boxes->len; i++)
        place (&g_array_index (boxes, struct tick_box, i), words);
}
