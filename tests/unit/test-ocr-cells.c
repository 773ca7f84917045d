/* Ruled tables: cells are found, also in a level picture with breaks and a streak; a row is read cell by cell. */
#include "stages/ocr/cells.h"

#include "stages/ocr/layout.h"
#include "stages/ocr/prepare.h"
#include "tests/unit/ocr_words.h"

#define DPI 200
#define TOP 300
#define ROW 120
#define LEFT 100
#define COLUMN 300

static void
line (PIX *page, int x0, int y0, int x1, int y1)
{
    pixRenderLine (page, x0, y0, x1, y1, 3, L_SET_PIXELS);
}

/* Two rows of three cells. */
static PIX *
table (void)
{
    PIX *page = pixCreate (1700, 2200, 1);

    for (int row = 0; row <= 2; row++)
        line (page, LEFT, TOP + row * ROW, LEFT + 3 * COLUMN, TOP + row * ROW);
    for (int column = 0; column <= 3; column++)
        line (page, LEFT + column * COLUMN, TOP, LEFT + column * COLUMN, TOP + 2 * ROW);
    return page;
}

static void
assert_cells (PIX *page)
{
    g_autoptr (PIX) posts = NULL;
    g_autoptr (GArray) cells = cells_find (page, DPI, &posts);

    g_assert_cmpuint (cells->len, ==, 6);
    g_assert_nonnull (posts);
    for (guint i = 0; i < 6; i++) {
        const struct cell *cell = &g_array_index (cells, struct cell, i);
        g_assert_cmpuint (cell->row, ==, g_array_index (cells, struct cell, i / 3 * 3).row);
        g_assert_cmpint (ABS (cell->x0 - LEFT - COLUMN * (int) (i % 3)), <=, 6);
        g_assert_cmpint (ABS (cell->y0 - TOP - ROW * (int) (i / 3)), <=, 6);
        g_assert_cmpint (ABS (cell->x1 - cell->x0 - COLUMN), <=, 8);
        g_assert_cmpint (ABS (cell->y1 - cell->y0 - ROW), <=, 8);
    }
    g_assert_cmpuint (g_array_index (cells, struct cell, 0).row, !=, g_array_index (cells, struct cell, 3).row);
}

static void
test_found (void)
{
    g_autoptr (PIX) page = table ();
    assert_cells (page);

    /* Rules break off where the fax lost a line. */
    BOX *lost = boxCreate (LEFT + 100, TOP - 5, 8, 3 * ROW);
    pixClearInRect (page, lost);
    boxDestroy (&lost);
    assert_cells (page);

    line (page, LEFT + COLUMN + 150, 20, LEFT + COLUMN + 150, 2100); /* a streak through all of it */
    assert_cells (page);
}

/* A line under a heading and a letter drawn large close nothing in. */
static void
test_none (void)
{
    g_autoptr (PIX) page = pixCreate (1700, 2200, 1);
    g_autoptr (PIX) posts = NULL;
    line (page, LEFT, TOP, LEFT + COLUMN, TOP);
    line (page, LEFT, TOP + ROW, LEFT, TOP + 2 * ROW);
    g_autoptr (GArray) cells = cells_find (page, DPI, &posts);

    g_assert_cmpuint (cells->len, ==, 0);
    g_assert_null (posts);
}

/* Nor does squared paper: a note on it is read as if the paper were white. */
static void
test_squared_paper (void)
{
    g_autoptr (PIX) page = pixCreate (1700, 2200, 1);
    g_autoptr (PIX) posts = NULL;
    for (int x = 50; x <= 1650; x += 40)
        line (page, x, 50, x, 2130);
    for (int y = 50; y <= 2130; y += 40)
        line (page, 50, y, 1650, y);
    g_autoptr (GArray) cells = cells_find (page, DPI, &posts);

    g_assert_cmpuint (cells->len, ==, 0);
    g_assert_null (posts);
}

static void
test_posts_cleared (void)
{
    g_autoptr (PIX) page = table ();
    g_autoptr (PIX) grey = pixConvert1To8 (NULL, page, 255, 0);
    g_autoptr (PIX) posts = NULL;
    g_autoptr (GArray) cells = cells_find (page, DPI, &posts);
    g_autoptr (PIX) clear = cells_clear (page, posts);
    g_autoptr (PIX) clear_grey = cells_clear (grey, posts);
    l_uint32 value = 1;

    pixGetPixel (clear, LEFT + COLUMN, TOP + ROW / 2, &value);
    g_assert_cmpuint (value, ==, 0);
    pixGetPixel (clear_grey, LEFT + COLUMN, TOP + ROW / 2, &value);
    g_assert_cmpuint (value, ==, 255);
    pixGetPixel (clear, LEFT + COLUMN / 2, TOP, &value);
    g_assert_cmpuint (value, ==, 1);
}

static void
add (GArray *words, const char *text, int x, int y, guint at)
{
    struct seen_word word = {
        .text = g_strdup (text),
        .x0 = x,
        .y0 = y,
        .x1 = x + 10 * (int) strlen (text),
        .y1 = y + 20,
        .confidence = 95,
        .block = 1,
        .line = at,
        .model = 'p',
    };
    g_array_append_val (words, word);
}

static void
assert_text (const GArray *words, const char *wanted)
{
    g_autoptr (GArray) placed = g_array_new (FALSE, FALSE, sizeof (struct placed_word));
    g_autofree char *text = layout_text (words, placed);
    g_assert_cmpstr (text, ==, wanted);
    g_assert_cmpuint (placed->len, ==, words->len);
}

static void
test_read (void)
{
    g_autoptr (PIX) page = table ();
    g_autoptr (PIX) posts = NULL;
    g_autoptr (GArray) cells = cells_find (page, DPI, &posts);
    g_autoptr (GArray) words = new_words ();

    add (words, "Requested", LEFT, 200, 1);
    /* As the recogniser sees them: lines across the row; the last word of a cell in a line of its own. */
    add (words, "Lumbar", LEFT + 10, TOP + 10, 2);
    add (words, "Left", LEFT + COLUMN + 10, TOP + 12, 2);
    add (words, "L5-S1", LEFT + COLUMN + 80, TOP + 14, 3);
    add (words, "64483", LEFT + 2 * COLUMN + 10, TOP + 10, 2);
    add (words, "radiculopathy", LEFT + 10, TOP + 50, 4);
    add (words, "injection", LEFT + COLUMN + 10, TOP + 50, 4);
    /* One line a cell: as it was. */
    add (words, "Cervical", LEFT + 10, TOP + ROW + 10, 5);
    add (words, "none", LEFT + COLUMN + 10, TOP + ROW + 10, 5);
    add (words, "Signature", LEFT, TOP + 2 * ROW + 30, 6);
    cells_settle (cells, words);
    assert_text (words, "Requested\nLumbar radiculopathy  Left L5-S1 injection  64483\nCervical  none\nSignature");
}

/* Two tall cells are columns, whose lines stay lines. */
static void
test_columns (void)
{
    g_autoptr (GArray) cells = g_array_new (FALSE, FALSE, sizeof (struct cell));
    g_autoptr (GArray) words = new_words ();
    const struct cell tall[] = { { 0, 0, 500, 900, 1 }, { 500, 0, 1000, 900, 1 } };

    g_array_append_vals (cells, tall, 2);
    for (int i = 0; i < 8; i++)
        add (words, "prose", 20, 20 + 40 * i, (guint) i + 1);
    cells_settle (cells, words);
    assert_text (words, "prose\nprose\nprose\nprose\nprose\nprose\nprose\nprose");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/ocr/cells/found", test_found);
    g_test_add_func ("/ocr/cells/none", test_none);
    g_test_add_func ("/ocr/cells/squared-paper", test_squared_paper);
    g_test_add_func ("/ocr/cells/posts-cleared", test_posts_cleared);
    g_test_add_func ("/ocr/cells/read", test_read);
    g_test_add_func ("/ocr/cells/columns", test_columns);
    return g_test_run ();
}
