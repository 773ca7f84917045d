#include "stages/ocr/inkline.h"

#include <math.h>

#include "stages/ocr/boxes.h"
#include "stages/ocr/prepare.h"

#define RIDGE_DPI 75.0        /* at which ridges of ink are looked for */
#define PIECE_MIN_INCHES 0.03 /* smaller pieces of ink are dots and dust */
#define PIECE_MAX_INCHES 0.6  /* higher ones pictures, frames and flourishes */
#define SIZE_MIN_INCHES 0.07  /* bounds of the size of writing, which is the usual height of a piece */
#define SIZE_MAX_INCHES 0.3
#define BLUR_ALONG 2.5 /* half widths of the blur along and across a line, in sizes */
#define BLUR_ACROSS 0.45
#define RIDGE_MIN 5      /* the least blurred ink (of 255) on a ridge */
#define RIDGE_LENGTH 1.5 /* a ridge is at least so many sizes long */
#define SAME_LINE 0.8    /* ridges so many sizes apart or less, across, go on as one line */
#define JOIN_GAP 6.0     /* over gaps of so many sizes */
#define SHADOW 1.0       /* a short ridge so near a long one is of its ascenders or descenders */
#define REACH 0.9        /* pieces whose middle is so many sizes from the ridge are of the line */
#define BAND 1.3         /* how far from the ridge a line may reach, in sizes */
#define CELL_GAP 4.0     /* a gap of so many sizes parts two cells */
#define LENGTH_MIN 1.2   /* a line is at least so many sizes long */
#define SLOPE_SPAN 8.0   /* a slope can be told over so many sizes */
#define SLOPE_MIN 0.008
#define SLOPE_MAX 0.12

struct piece {
    int x0, y0, x1, y1;
};

/* A ridge of ink in pixels of the page: y = at + slope * (x - x0). */
struct ridge {
    double x0, x1, at, slope;
    gboolean dropped;
};

static GArray *
find_pieces (PIX *ink, double dpi)
{
    GArray *pieces = g_array_new (FALSE, TRUE, sizeof (struct piece));
    g_autoptr (boxa_t) boxes = pixConnCompBB (ink, 8);
    l_int32 x, y, w, h;

    for (int i = 0; boxes && i < boxaGetCount (boxes); i++) {
        if (boxaGetBoxGeometry (boxes, i, &x, &y, &w, &h) != 0 || MAX (w, h) < PIECE_MIN_INCHES * dpi
            || h > PIECE_MAX_INCHES * dpi)
            continue;
        struct piece piece = { x, y, x + w, y + h };
        g_array_append_val (pieces, piece);
    }
    return pieces;
}

static int
by_height (gconstpointer a, gconstpointer b)
{
    const struct piece *one = a, *other = b;

    return (one->y1 - one->y0) - (other->y1 - other->y0);
}

/* The size of the writing in pixels: half of the width of all pieces is that of pieces so high or higher. */
static double
size_of (GArray *pieces, double dpi)
{
    double width = 0, seen = 0;

    g_array_sort (pieces, by_height);
    for (guint i = 0; i < pieces->len; i++)
        width += g_array_index (pieces, struct piece, i).x1 - g_array_index (pieces, struct piece, i).x0;
    for (guint i = 0; i < pieces->len; i++) {
        const struct piece *piece = &g_array_index (pieces, struct piece, i);
        seen += piece->x1 - piece->x0;
        if (seen >= width / 2)
            return CLAMP (piece->y1 - piece->y0, SIZE_MIN_INCHES * dpi, SIZE_MAX_INCHES * dpi);
    }
    return 0;
}

/* Where the blurred ink is highest from one row to the next, as 1 bpp. */
static PIX *
ridge_map (PIX *blurred, int across)
{
    int width = pixGetWidth (blurred), height = pixGetHeight (blurred);
    PIX *map = pixCreate (width, height, 1);
    int stride = pixGetWpl (blurred);
    const l_uint32 *rows = pixGetData (blurred);

    for (int x = 0; map && x < width; x++) {
        for (int y = 1; y + 1 < height; y++) {
            int here = GET_DATA_BYTE (rows + (gsize) y * stride, x);
            gboolean highest = here >= RIDGE_MIN;
            for (int d = 1; highest && d <= across; d++) {
                int above = y - d >= 0 ? (int) GET_DATA_BYTE (rows + (gsize) (y - d) * stride, x) : 0;
                int below = y + d < height ? (int) GET_DATA_BYTE (rows + (gsize) (y + d) * stride, x) : 0;
                highest = here > above && here >= below;
            }
            if (highest)
                pixRasterop (map, x, y - 1, 1, 3, PIX_SET, NULL, 0, 0);
        }
    }
    return map;
}

/* The straight line through the pixels of a piece of the ridge map. */
static struct ridge
fit (PIX *shape, int x0, int y0, double scale)
{
    double n = 0, x = 0, y = 0, xx = 0, xy = 0;
    int width = pixGetWidth (shape), height = pixGetHeight (shape);

    for (int row = 0; row < height; row++) {
        const l_uint32 *line = pixGetData (shape) + (gsize) row * pixGetWpl (shape);
        for (int column = 0; column < width; column++) {
            if (!GET_DATA_BIT (line, column))
                continue;
            n++;
            x += column;
            y += row;
            xx += (double) column * column;
            xy += (double) column * row;
        }
    }
    double spread = xx - x * x / n, slope = spread > 0 ? (xy - x * y / n) / spread : 0;
    struct ridge ridge = { x0 * scale, (x0 + width) * scale, 0, slope, FALSE };
    ridge.at = (y0 + y / n - slope * x / n + 0.5) * scale;
    return ridge;
}

static double
level_at (const struct ridge *ridge, double x)
{
    return ridge->at + ridge->slope * (x - ridge->x0);
}

static int
by_length (gconstpointer a, gconstpointer b)
{
    const struct ridge *one = a, *other = b;
    double difference = (other->x1 - other->x0) - (one->x1 - one->x0);

    return difference > 0 ? 1 : difference < 0 ? -1 : one->at > other->at ? 1 : one->at < other->at ? -1 : 0;
}

static GArray *
find_ridges (PIX *ink, double dpi, double size)
{
    GArray *ridges = g_array_new (FALSE, TRUE, sizeof (struct ridge));
    double scale = dpi / RIDGE_DPI;
    int along = (int) (BLUR_ALONG * size / scale), across = MAX (1, (int) (BLUR_ACROSS * size / scale + 0.5));
    g_autoptr (PIX) grey = pixConvert1To8 (NULL, ink, 0, 255);
    g_autoptr (PIX) small = grey ? pixScaleAreaMap (grey, (l_float32) (1 / scale), (l_float32) (1 / scale)) : NULL;
    g_autoptr (PIX) blurred = small ? pixBlockconv (small, along, across) : NULL;
    g_autoptr (PIX) map = blurred ? ridge_map (blurred, across + 1) : NULL;
    PIXA *shapes = NULL;
    g_autoptr (boxa_t) boxes = map ? pixConnComp (map, &shapes, 8) : NULL;
    l_int32 x, y, w, h;

    for (int i = 0; boxes && i < boxaGetCount (boxes); i++) {
        if (boxaGetBoxGeometry (boxes, i, &x, &y, &w, &h) != 0 || w * scale < RIDGE_LENGTH * size)
            continue;
        g_autoptr (PIX) shape = pixaGetPix (shapes, i, L_CLONE);
        struct ridge ridge = fit (shape, x, y, scale);
        if (w * scale < SLOPE_SPAN * size || fabs (ridge.slope) > SLOPE_MAX) {
            ridge.at = level_at (&ridge, (ridge.x0 + ridge.x1) / 2);
            ridge.slope = 0;
        }
        g_array_append_val (ridges, ridge);
    }
    pixaDestroy (&shapes);
    g_array_sort (ridges, by_length);
    return ridges;
}

/* Short ridges along a longer one are dropped, and ridges that go on from one another joined to the longest. */
static void
join_ridges (GArray *ridges, double size)
{
    for (guint i = 0; i < ridges->len; i++) {
        struct ridge *ridge = &g_array_index (ridges, struct ridge, i);
        for (gboolean grown = !ridge->dropped; grown;) {
            grown = FALSE;
            for (guint j = i + 1; j < ridges->len; j++) {
                struct ridge *other = &g_array_index (ridges, struct ridge, j);
                double middle = (other->x0 + other->x1) / 2;
                double apart = fabs (level_at (other, middle) - level_at (ridge, middle));
                double gap = MAX (other->x0 - ridge->x1, ridge->x0 - other->x1);
                if (other->dropped || gap > JOIN_GAP * size || apart > (gap < 0 ? SHADOW : SAME_LINE) * size)
                    continue;
                other->dropped = TRUE;
                if (other->x0 < ridge->x0) {
                    ridge->at = level_at (ridge, other->x0);
                    ridge->x0 = other->x0;
                }
                if (other->x1 > ridge->x1)
                    ridge->x1 = other->x1;
                grown = TRUE;
            }
        }
    }
}

static int
by_left (gconstpointer a, gconstpointer b)
{
    const struct piece *one = a, *other = b;

    return one->x0 != other->x0 ? one->x0 - other->x0 : one->y0 - other->y0;
}

static void
end_line (GArray *lines, struct hand_line *line, const struct ridge *ridge, double size)
{
    if (line->x1 - line->x0 >= LENGTH_MIN * size && lines->len < INKLINES_MAX) {
        double middle = level_at (ridge, (line->x0 + line->x1) / 2.0);
        line->y0 = MAX (line->y0, (int) (middle - BAND * size));
        line->y1 = MIN (line->y1, (int) (middle + BAND * size));
        g_array_append_val (lines, *line);
    }
    line->x0 = G_MAXINT;
}

/* The pieces of a ridge, parted where there is a wide gap. */
static void
add_lines (GArray *lines, const struct ridge *ridge, const GArray *pieces, double size)
{
    g_autoptr (GArray) own = g_array_new (FALSE, FALSE, sizeof (struct piece));
    struct hand_line line = { .x0 = G_MAXINT };

    for (guint i = 0; i < pieces->len; i++) {
        const struct piece *piece = &g_array_index (pieces, struct piece, i);
        double x = (piece->x0 + piece->x1) / 2.0, y = (piece->y0 + piece->y1) / 2.0;
        if (x < ridge->x0 - size || x > ridge->x1 + size || fabs (y - level_at (ridge, x)) > REACH * size)
            continue;
        g_array_append_val (own, *piece);
    }
    g_array_sort (own, by_left);
    for (guint i = 0; i < own->len; i++) {
        const struct piece *piece = &g_array_index (own, struct piece, i);
        if (line.x0 != G_MAXINT && piece->x0 - line.x1 > CELL_GAP * size)
            end_line (lines, &line, ridge, size);
        double middle = level_at (ridge, (piece->x0 + piece->x1) / 2.0);
        if (line.x0 == G_MAXINT)
            line = (struct hand_line){ .x0 = piece->x0, .x1 = piece->x1, .y0 = G_MAXINT, .slope = ridge->slope };
        double shift = level_at (ridge, (line.x0 + MAX (line.x1, piece->x1)) / 2.0) - middle;
        line.x1 = MAX (line.x1, piece->x1);
        line.y0 = MIN (line.y0, (int) (piece->y0 + shift));
        line.y1 = MAX (line.y1, (int) (piece->y1 + shift));
    }
    if (line.x0 != G_MAXINT)
        end_line (lines, &line, ridge, size);
}

static int
by_place (gconstpointer a, gconstpointer b)
{
    const struct hand_line *one = a, *other = b;

    return one->y0 != other->y0 ? one->y0 - other->y0 : one->x0 - other->x0;
}

GArray *
inkline_find (PIX *ink, double dpi)
{
    GArray *lines = g_array_new (FALSE, TRUE, sizeof (struct hand_line));
    g_autoptr (GArray) pieces = find_pieces (ink, dpi);
    double size = size_of (pieces, dpi);

    if (size <= 0)
        return lines;
    g_autoptr (GArray) ridges = find_ridges (ink, dpi, size);
    join_ridges (ridges, size);
    for (guint i = 0; i < ridges->len; i++) {
        struct ridge *ridge = &g_array_index (ridges, struct ridge, i);
        if (fabs (ridge->slope) < SLOPE_MIN)
            ridge->slope = 0, ridge->at = level_at (ridge, ridge->x0);
        if (!ridge->dropped)
            add_lines (lines, ridge, pieces, size);
    }
    g_array_sort (lines, by_place);
    return lines;
}
