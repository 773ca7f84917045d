/* Tick boxes: found by their shape, ticked or empty by what is inside, and nothing where it is not sure. */
#include "stages/ocr/boxes.h"

#include "stages/ocr/engine.h"
#include "stages/ocr/prepare.h"

#define DPI 200
#define SIDE 20

static void
line (PIX *page, int x0, int y0, int x1, int y1)
{
    pixRenderLine (page, x0, y0, x1, y1, 2, L_SET_PIXELS);
}

static void
frame (PIX *page, int x, int y, int w, int h)
{
    line (page, x, y, x + w, y);
    line (page, x, y + h, x + w, y + h);
    line (page, x, y, x, y + h);
    line (page, x + w, y, x + w, y + h);
}

static void
cross (PIX *page, int x, int y, int w, int h)
{
    line (page, x, y, x + w, y + h);
    line (page, x, y + h, x + w, y);
}

static PIX *
new_page (void)
{
    return pixCreate (1700, 2200, 1);
}

static void
test_found (void)
{
    g_autoptr (PIX) page = new_page ();

    frame (page, 100, 100, SIDE, SIDE);
    frame (page, 400, 100, SIDE, SIDE);
    cross (page, 400, 100, SIDE, SIDE);
    frame (page, 700, 100, SIDE, SIDE); /* ticked beyond its frame */
    line (page, 704, 108, 710, 116);
    line (page, 710, 116, 738, 88);
    g_autoptr (GArray) boxes = boxes_find (page, DPI);
    g_assert_cmpuint (boxes->len, ==, 3);
    static const struct {
        int x;
        gboolean ticked;
    } wanted[] = { { 100, FALSE }, { 400, TRUE }, { 700, TRUE } };
    for (guint i = 0; i < boxes->len; i++) {
        const struct tick_box *box = &g_array_index (boxes, struct tick_box, i);
        g_assert_cmpint (ABS (box->x0 - wanted[i].x), <=, 2);
        g_assert_cmpint (ABS (box->x1 - wanted[i].x - SIDE), <=, 3);
        g_assert_cmpint (ABS (box->y0 - 100), <=, 2);
        g_assert_cmpint (box->ticked, ==, wanted[i].ticked);
    }
}

static void
test_not_boxes (void)
{
    g_autoptr (PIX) page = new_page ();

    for (int i = 0; i < 5; i++)
        frame (page, 100 + i * SIDE, 100, SIDE, SIDE); /* the cells of a comb */
    frame (page, 100, 200, 4 * SIDE, 4 * SIDE);        /* too large */
    frame (page, 300, 200, 8, 8);                      /* too small */
    frame (page, 400, 200, 2 * SIDE, SIDE);            /* oblong */
    line (page, 500, 200, 500, 220);                   /* an open one: U */
    line (page, 500, 220, 520, 220);
    line (page, 520, 200, 520, 220);
    BOX *bullet = boxCreate (600, 200, SIDE, SIDE);
    pixSetInRect (page, bullet);
    boxDestroy (&bullet);
    frame (page, 700, 200, SIDE, SIDE); /* within a word */
    line (page, 695, 200, 695, 220);
    PTA *ring = generatePtaFilledCircle (SIDE / 2);
    PIX *disc = pixGenerateFromPta (ring, SIDE + 2, SIDE + 2);
    PIX *hole = pixErodeBrick (NULL, disc, 5, 5);
    pixSubtract (disc, disc, hole);
    pixRasterop (page, 800, 200, SIDE + 2, SIDE + 2, PIX_SRC | PIX_DST, disc, 0, 0);
    ptaDestroy (&ring);
    pixDestroy (&disc);
    pixDestroy (&hole);
    g_autoptr (GArray) boxes = boxes_find (page, DPI);
    g_assert_cmpuint (boxes->len, ==, 0);
}

/* Too much ink for an empty box, too little for a tick: nothing is said. */
static void
test_unsure (void)
{
    g_autoptr (PIX) page = new_page ();

    frame (page, 100, 100, SIDE, SIDE);
    BOX *speck = boxCreate (108, 108, 4, 3);
    pixSetInRect (page, speck);
    boxDestroy (&speck);
    g_autoptr (GArray) boxes = boxes_find (page, DPI);
    g_assert_cmpuint (boxes->len, ==, 0);
}

static void
add (GArray *words, const char *text, int x, int y, guint number)
{
    struct seen_word word = { g_strdup (text), x, y, x + 60, y + 22, 95, TRUE, 1, number, 0, 'p', NULL, NULL, 0, 0, 0 };

    g_array_append_val (words, word);
}

static void
test_placed (void)
{
    g_autoptr (GArray) words = g_array_new (FALSE, TRUE, sizeof (struct seen_word));
    g_autoptr (GArray) boxes = g_array_new (FALSE, FALSE, sizeof (struct tick_box));
    const struct tick_box all[] = {
        { 100, 100, 120, 120, TRUE },  /* before Yes */
        { 300, 100, 320, 120, FALSE }, /* between Yes and No: No is its label */
        { 400, 140, 420, 160, FALSE }, /* ends its line */
        { 900, 900, 920, 920, TRUE },  /* no label near */
    };

    g_array_set_clear_func (words, seen_word_clear);
    g_array_append_vals (boxes, all, G_N_ELEMENTS (all));
    add (words, "Yes", 130, 99, 1);
    add (words, "No", 330, 101, 1);
    add (words, "need", 330, 139, 2);
    add (words, "far", 1200, 900, 3);
    boxes_place (boxes, words);
    g_autoptr (GString) line_text = g_string_new (NULL);
    for (guint i = 0; i < words->len; i++) {
        const struct seen_word *word = &g_array_index (words, struct seen_word, i);
        g_string_append_printf (line_text, "%s%u ", word->text, word->line);
    }
    g_assert_cmpstr (line_text->str, ==, "\u26121 Yes1 \u26101 No1 need2 \u26102 far3 ");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/ocr/boxes/found", test_found);
    g_test_add_func ("/ocr/boxes/not-boxes", test_not_boxes);
    g_test_add_func ("/ocr/boxes/unsure", test_unsure);
    g_test_add_func ("/ocr/boxes/placed", test_placed);
    return g_test_run ();
}
