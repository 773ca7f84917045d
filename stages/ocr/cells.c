#include "stages/ocr/cells.h"

#include "stages/ocr/boxes.h"
#include "stages/ocr/engine.h"
#include "stages/ocr/prepare.h"

#define RULE_INCHES 0.4       /* across: longer than any stroke of print */
#define POST_INCHES 0.17      /* down: a row is higher than a capital of common print */
#define BREAK_INCHES 0.06     /* in a rule, or between two that should meet */
#define SIDE_MIN_INCHES 0.1   /* of a cell */
#define PAGE_SHARE 0.9        /* of the page's side: what is as long is no cell */
#define FILLED 0.85           /* share of its rectangle that a cell fills */
#define LEVEL_INCHES 0.07     /* by which edges of cells of one row may differ */
#define RULE_WIDTH_INCHES 0.1 /* between cells side by side */
#define LINES_MAX 6           /* of a cell, if its row is read on one line */
#define EDGE_PIXELS 5         /* width to which a post is made wider, so that no ragged edge of it is left */
#define CELLS_MAX 1000        /* of a page; squared paper has more, and its squares hold no text of their own */
#define FINE_DPI 250          /* from it on, half the resolution shows as much */

static int
gap_pixels (double dpi)
{
    return MAX (3, (int) (BREAK_INCHES * dpi));
}

/* Takes out of `posts` what ends without meeting a rule: streaks that a fax machine drew down the page. */
static void
without_streaks (PIX *posts, PIX *across, int reach)
{
    g_autoptr (boxa_t) places = pixConnCompBB (posts, 8);

    for (int i = 0; places && i < boxaGetCount (places); i++) {
        l_int32 x, y, w, h;
        if (boxaGetBoxGeometry (places, i, &x, &y, &w, &h) != 0)
            continue;
        for (int end = 0; end < 2; end++) {
            BOX *around = boxCreate (MAX (0, x - reach), MAX (0, (end ? y + h : y) - reach), w + 2 * reach, 2 * reach);
            g_autoptr (PIX) met = pixClipRectangle (across, around, NULL);
            l_int32 empty = 1;
            boxDestroy (&around);
            if (met && pixZero (met, &empty) == 0 && !empty)
                continue;
            BOX *post = boxCreate (x, y, w, h);
            pixClearInRect (posts, post);
            boxDestroy (&post);
        }
    }
}

/* Finds the rules across and the posts down of a picture; FALSE where it has not both. */
static gboolean
find_rules (PIX *bilevel, double dpi, PIX **across, PIX **down)
{
    int rule = (int) (RULE_INCHES * dpi), post = (int) (POST_INCHES * dpi);
    g_autoptr (PIX) closed = pixCloseSafeBrick (NULL, bilevel, 3, 3);
    l_int32 empty = 1;

    *across = closed ? pixOpenCompBrick (NULL, closed, rule, 1) : NULL;
    *down = *across && pixZero (*across, &empty) == 0 && !empty ? pixOpenCompBrick (NULL, closed, 1, post) : NULL;
    if (*down)
        without_streaks (*down, *across, 2 * gap_pixels (dpi));
    return *down && pixZero (*down, &empty) == 0 && !empty;
}

static int
by_place (gconstpointer a, gconstpointer b)
{
    const struct cell *one = a, *other = b;
    return one->y0 != other->y0 ? one->y0 - other->y0 : one->x0 - other->x0;
}

static int
by_row (gconstpointer a, gconstpointer b)
{
    const struct cell *one = a, *other = b;
    return one->row != other->row ? (one->row < other->row ? -1 : 1) : one->x0 - other->x0;
}

/* Cells side by side get the number of their row. */
static void
number_rows (GArray *cells, double dpi)
{
    int level = (int) (LEVEL_INCHES * dpi), width = (int) (RULE_WIDTH_INCHES * dpi);
    guint rows = 0;

    for (guint i = 0; i < cells->len; i++) {
        struct cell *cell = &g_array_index (cells, struct cell, i);
        for (guint j = 0; j < i; j++) {
            struct cell *other = &g_array_index (cells, struct cell, j);
            gboolean same = ABS (cell->y0 - other->y0) <= level && ABS (cell->y1 - other->y1) <= level;
            int gap = MAX (cell->x0 - other->x1, other->x0 - cell->x1);
            if (!same || gap < 0 || gap > width)
                continue;
            if (cell->row && other->row && cell->row != other->row) { /* it joins two that were apart */
                for (guint k = 0, from = cell->row; k <= i; k++)
                    if (g_array_index (cells, struct cell, k).row == from)
                        g_array_index (cells, struct cell, k).row = other->row;
            } else if (other->row || cell->row) {
                cell->row = other->row = MAX (other->row, cell->row);
            } else {
                cell->row = other->row = ++rows;
            }
        }
    }
}

/* What rules close in, in pixels of a picture that is `scale` times as fine. */
static void
find_cells (PIX *rules, int scale, double dpi, GArray *cells)
{
    g_autoptr (PIX) between = pixInvert (NULL, rules);
    PIXA *parts = NULL;
    BOXA *places = between ? pixConnComp (between, &parts, 4) : NULL;
    int shortest = (int) (SIDE_MIN_INCHES * dpi);

    for (int i = 0; places && i < boxaGetCount (places); i++) {
        l_int32 x, y, w, h, filled = 0;
        if (boxaGetBoxGeometry (places, i, &x, &y, &w, &h) != 0 || MIN (w, h) < shortest
            || w > PAGE_SHARE * pixGetWidth (rules) || h > PAGE_SHARE * pixGetHeight (rules))
            continue;
        g_autoptr (PIX) part = pixaGetPix (parts, i, L_CLONE);
        struct cell cell = { scale * x, scale * y, scale * (x + w), scale * (y + h), 0 };
        if (part && pixCountPixels (part, &filled, NULL) == 0 && filled >= FILLED * w * h)
            g_array_append_val (cells, cell);
    }
    boxaDestroy (&places);
    pixaDestroy (&parts);
}

GArray *
cells_find (PIX *bilevel, double dpi, PIX **posts)
{
    GArray *cells = g_array_new (FALSE, FALSE, sizeof (struct cell));
    int scale = dpi >= FINE_DPI ? 2 : 1, gap = gap_pixels (dpi / scale);
    g_autoptr (PIX) coarse = scale > 1 ? pixReduceRankBinary2 (bilevel, 1, NULL) : pixClone (bilevel);
    g_autoptr (PIX) across = NULL, down = NULL;

    *posts = NULL;
    if (!coarse || !find_rules (coarse, dpi / scale, &across, &down))
        return cells;
    pixOr (across, across, down);
    g_autoptr (PIX) rules = pixCloseSafeBrick (NULL, across, gap, gap);
    if (rules)
        find_cells (rules, scale, dpi / scale, cells);
    if (cells->len > CELLS_MAX)
        g_array_set_size (cells, 0);
    g_array_sort (cells, by_place);
    number_rows (cells, dpi);
    g_array_sort (cells, by_row);
    while (cells->len > 0 && g_array_index (cells, struct cell, 0).row == 0)
        g_array_remove_index (cells, 0);
    if (cells->len == 0) /* what looks like rules may be the edges of a photo */
        return cells;
    pixDilateBrick (down, down, EDGE_PIXELS, 3);
    *posts = scale > 1 ? pixExpandBinaryPower2 (down, 2) : pixClone (down);
    return cells;
}

PIX *
cells_clear (PIX *pix, PIX *posts)
{
    PIX *cleared = pixCopy (NULL, pix);

    if (cleared && pixGetDepth (cleared) == 1)
        pixSubtract (cleared, cleared, posts);
    else if (cleared)
        pixSetMasked (cleared, posts, 255);
    return cleared;
}

static gboolean
lies_in (const struct seen_word *word, const struct cell *cell)
{
    int x = (word->x0 + word->x1) / 2, y = (word->y0 + word->y1) / 2;
    return x >= cell->x0 && x < cell->x1 && y >= cell->y0 && y < cell->y1;
}

/* What the recogniser took for one line, as far as it lies in one cell. */
struct stretch {
    guint line;
    int x0, y0, x1, y1;
    guint cell_line;
};

static int
by_middle (gconstpointer a, gconstpointer b)
{
    const struct stretch *one = a, *other = b;
    int middle = one->y0 + one->y1 - other->y0 - other->y1;
    return middle ? middle : one->x0 - other->x0;
}

static GArray *
stretches_of (const GPtrArray *words)
{
    GArray *stretches = g_array_new (FALSE, FALSE, sizeof (struct stretch));

    for (guint i = 0; i < words->len; i++) {
        const struct seen_word *word = words->pdata[i];
        struct stretch *same = NULL;
        for (guint n = 0; n < stretches->len && same == NULL; n++)
            if (g_array_index (stretches, struct stretch, n).line == word->line)
                same = &g_array_index (stretches, struct stretch, n);
        if (same) {
            same->x0 = MIN (same->x0, word->x0), same->x1 = MAX (same->x1, word->x1);
            same->y0 = MIN (same->y0, word->y0), same->y1 = MAX (same->y1, word->y1);
            continue;
        }
        struct stretch stretch = { word->line, word->x0, word->y0, word->x1, word->y1, 0 };
        g_array_append_val (stretches, stretch);
    }
    g_array_sort (stretches, by_middle);
    return stretches;
}

/* Whether two stretches, of which `a` lies higher, stand side by side on one line. */
static gboolean
side_by_side (const struct stretch *a, const struct stretch *b)
{
    int common = MIN (a->y1, b->y1) - b->y0, height = MIN (a->y1 - a->y0, b->y1 - b->y0);
    return 2 * common >= height && MIN (a->x1, b->x1) - MAX (a->x0, b->x0) <= height;
}

static int
by_line (gconstpointer a, gconstpointer b)
{
    const struct stretch *one = a, *other = b;
    return one->cell_line != other->cell_line ? (one->cell_line < other->cell_line ? -1 : 1) : one->x0 - other->x0;
}

/* Numbers the stretches of a cell in its words (lent pointers), from 1 in reading order; how many lines they make. */
static guint
number_stretches (const GPtrArray *words)
{
    g_autoptr (GArray) stretches = stretches_of (words);
    guint lines = 0;

    for (guint n = 0; n < stretches->len; n++) {
        struct stretch *stretch = &g_array_index (stretches, struct stretch, n);
        stretch->cell_line = n && side_by_side (stretch - 1, stretch) ? lines : ++lines;
    }
    g_array_sort (stretches, by_line);
    for (guint n = 0; n < stretches->len; n++)
        for (guint i = 0; i < words->len; i++) {
            struct seen_word *word = words->pdata[i];
            if (word->line == g_array_index (stretches, struct stretch, n).line)
                word->cell_part = n + 1;
        }
    return lines;
}

void
cells_settle (const GArray *cells, GArray *words)
{
    for (guint first = 0, end; first < cells->len; first = end) {
        guint row = g_array_index (cells, struct cell, first).row, most = 0;
        g_autoptr (GPtrArray) of_row = g_ptr_array_new ();
        for (end = first; end < cells->len && g_array_index (cells, struct cell, end).row == row; end++) {
            g_autoptr (GPtrArray) held = g_ptr_array_new ();
            for (guint i = 0; i < words->len; i++) {
                struct seen_word *word = &g_array_index (words, struct seen_word, i);
                if (word->row || !lies_in (word, &g_array_index (cells, struct cell, end)))
                    continue;
                word->row = row;
                word->cell = end + 1;
                g_ptr_array_add (held, word);
                g_ptr_array_add (of_row, word);
            }
            guint lines = number_stretches (held);
            most = MAX (most, lines);
        }
        for (guint i = 0; i < of_row->len && (most < 2 || most > LINES_MAX); i++)
            ((struct seen_word *) of_row->pdata[i])->row = 0;
    }
}
