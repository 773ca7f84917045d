/* Lines of writing are found by their ink: slanting, broken, close to each other, beside each other. */
#include <glib.h>
#include <math.h>

#include "stages/ocr/inkline.h"
#include "stages/ocr/prepare.h"

#define DPI 300

/* Strokes as of letters 36 pixels high, with ascenders and descenders, from x0 to x1; the line falls by `slope`. */
static void
scribble (PIX *page, int x0, int x1, int y, double slope)
{
    for (int x = x0, n = 0; x < x1; x += 18, n++) {
        int at = y + (int) (slope * (x - x0)), top = n % 5 == 2 ? 30 : 0, foot = n % 7 == 3 ? 24 : 0;
        pixRasterop (page, x, at - top, 4, 36 + top + foot, PIX_SET, NULL, 0, 0);
        if (n % 4 != 3)
            pixRasterop (page, x, at + 14, 18, 4, PIX_SET, NULL, 0, 0);
    }
}

static GArray *
find (PIX *page)
{
    return inkline_find (page, DPI);
}

static const struct hand_line *
line_at (const GArray *lines, guint i)
{
    return &g_array_index (lines, struct hand_line, i);
}

static void
test_level (void)
{
    g_autoptr (PIX) page = pixCreate (2000, 1200, 1);

    for (int i = 0; i < 6; i++)
        scribble (page, 200, 1700, 150 + 120 * i, 0);
    g_autoptr (GArray) lines = find (page);
    g_assert_cmpuint (lines->len, ==, 6);
    for (guint i = 0; i < 6; i++) {
        const struct hand_line *line = line_at (lines, i);
        int top = 150 + 120 * (int) i;
        g_assert_cmpint (ABS (line->x0 - 200), <=, 4);
        g_assert_cmpint (ABS (line->x1 - 1704), <=, 30);
        g_assert_cmpint (line->y0, <=, top + 4);
        g_assert_cmpint (line->y1, >=, top + 32);
        g_assert_cmpint (line->y1 - line->y0, <=, 120);
        g_assert_cmpfloat (line->slope, ==, 0);
        g_assert_cmpuint (line->first, ==, line->end);
    }
}

static void
test_slanting (void)
{
    g_autoptr (PIX) page = pixCreate (2000, 1200, 1);

    for (int i = 0; i < 4; i++)
        scribble (page, 200, 1700, 200 + 150 * i, 0.04);
    g_autoptr (GArray) lines = find (page);
    g_assert_cmpuint (lines->len, ==, 4);
    for (guint i = 0; i < 4; i++)
        g_assert_cmpfloat_with_epsilon (line_at (lines, i)->slope, 0.04, 0.01);
}

static void
test_cells (void)
{
    g_autoptr (PIX) page = pixCreate (2400, 600, 1);

    scribble (page, 100, 700, 200, 0);
    scribble (page, 1300, 2000, 204, 0); /* another cell of the row */
    scribble (page, 100, 400, 400, 0);   /* a gap as of a word: one line */
    scribble (page, 460, 900, 400, 0);
    pixRasterop (page, 2200, 420, 3, 3, PIX_SET, NULL, 0, 0); /* dust */
    g_autoptr (GArray) lines = find (page);
    g_assert_cmpuint (lines->len, ==, 3);
    g_assert_cmpint (line_at (lines, 0)->x1, <, 800);
    g_assert_cmpint (line_at (lines, 1)->x0, >, 1200);
    g_assert_cmpint (line_at (lines, 2)->x1, >, 850);
}

static void
test_nothing (void)
{
    g_autoptr (PIX) page = pixCreate (1000, 1000, 1);
    g_autoptr (GArray) none = find (page);

    g_assert_cmpuint (none->len, ==, 0);
    pixRasterop (page, 100, 100, 700, 700, PIX_SET, NULL, 0, 0); /* a picture is no line */
    g_autoptr (GArray) picture = find (page);
    g_assert_cmpuint (picture->len, ==, 0);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/ocr/inkline/level", test_level);
    g_test_add_func ("/ocr/inkline/slanting", test_slanting);
    g_test_add_func ("/ocr/inkline/cells", test_cells);
    g_test_add_func ("/ocr/inkline/nothing", test_nothing);
    return g_test_run ();
}
