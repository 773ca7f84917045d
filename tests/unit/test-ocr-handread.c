/* The second reading: which stretches a hand wrote, how they are cut out, and which of two readings stands. */
#include <glib.h>

#include "stages/ocr/engine.h"
#include "stages/ocr/handline.h"
#include "stages/ocr/handread.h"
#include "stages/ocr/prepare.h"
#include "tests/unit/ocr_words.h"

/* A word 40 pixels high whose letters are 20 wide. */
static void
add (GArray *words, const char *text, int x, int y, int confidence, guint line, int hand)
{
    int right = x + 20 * (int) g_utf8_strlen (text, -1);
    struct seen_word word = {
        g_strdup (text), x, y, right, y + 40, confidence, FALSE, 1, line, hand, 'p', NULL, NULL, 0, 0, 0
    };

    g_array_append_val (words, word);
}

static char *
texts (const GArray *words)
{
    GString *all = g_string_new (NULL);

    for (guint i = 0; i < words->len; i++) {
        const struct seen_word *word = &g_array_index (words, struct seen_word, i);
        g_string_append_printf (all, "%s%s/%c", i ? " " : "", word->text, word->model);
    }
    return g_string_free (all, FALSE);
}

static void
assert_merged (GArray *first, GArray *second, const char *wanted)
{
    for (guint i = 0; i < second->len; i++)
        g_array_index (second, struct seen_word, i).model = 'h';
    guint count = handread_merge (first, 1, first->len - 1, second);
    g_autofree char *seen = texts (first);

    g_assert_cmpstr (seen, ==, wanted);
    g_assert_cmpuint (count, ==, first->len - 2);
}

static void
test_merge (void)
{
    g_autoptr (GArray) first = new_words ();
    g_autoptr (GArray) second = new_words ();

    add (first, "Label:", 0, 0, 95, 1, 0);
    add (first, "fxcet", 200, 0, 40, 1, 2); /* badly read the first time */
    add (first, "pain", 400, 0, 96, 1, 2);  /* well read the first time, badly the second */
    add (first, "C34", 600, 0, 60, 1, 2);   /* one word, read as two the first time */
    add (first, "5", 680, 0, 50, 1, 2);
    add (first, "Date:", 900, 0, 95, 1, 0);
    add (second, "C3,4,5", 600, 0, 70, 1, 1); /* in no order */
    add (second, "facet", 200, 0, 80, 1, 1);
    add (second, "pam", 405, 0, 30, 1, 1);
    add (second, "new", 800, 0, 70, 1, 1); /* nothing stood there */
    assert_merged (first, second, "Label:/p facet/h pain/p C3,4,5/h new/h Date:/p");
}

/* The stop that only the first reading saw stays. */
static void
test_merge_stop (void)
{
    g_autoptr (GArray) first = new_words ();
    g_autoptr (GArray) second = new_words ();

    add (first, "a", 0, 0, 95, 1, 0);
    add (first, "$x.", 100, 0, 40, 1, 2);
    add (first, "Reb.", 200, 0, 40, 1, 2);
    add (first, "RED", 400, 0, 40, 1, 2);
    add (first, "z", 900, 0, 95, 1, 0);
    add (second, "sx", 100, 0, 80, 1, 1);
    add (second, "R=L,", 200, 0, 80, 1, 1); /* has its own */
    add (second, "RFA", 400, 0, 80, 1, 1);
    assert_merged (first, second, "a/p sx./h R=L,/h RFA/h z/p");
}

static void
test_merge_nothing_sure (void)
{
    g_autoptr (GArray) first = new_words ();
    g_autoptr (GArray) second = new_words ();

    add (first, "a", 0, 0, 95, 1, 0);
    add (first, "kept", 100, 0, 60, 1, 2); /* the second reading has nothing here */
    add (first, "~", 300, 0, 20, 1, 2);    /* nor here, and this was a guess */
    add (first, "z", 900, 0, 95, 1, 0);
    add (second, "q", 500, 0, 20, 1, 1); /* a guess where the first saw nothing */
    assert_merged (first, second, "a/p kept/p z/p");
}

static void
test_lines (void)
{
    g_autoptr (GArray) words = new_words ();

    add (words, "Name:", 0, 100, 95, 1, 0);
    add (words, "Jordan", 140, 100, 60, 1, 2);
    add (words, "Sample", 280, 104, 60, 1, 2);
    add (words, "DOI", 600, 100, 60, 1, 1); /* far to the right: another cell */
    add (words, "Date:", 700, 100, 95, 1, 0);
    add (words, "plain", 0, 200, 95, 2, 0);
    add (words, "note", 0, 300, 60, 3, 2);
    g_array_index (words, struct seen_word, 6).y1 = 600; /* a flourish: the line does not grow with it */
    add (words, "next", 140, 300, 60, 3, 2);

    g_autoptr (GArray) lines = handline_find (words);
    g_assert_cmpuint (lines->len, ==, 3);
    const struct hand_line *line = &g_array_index (lines, struct hand_line, 0);
    g_assert_cmpuint (line->first, ==, 1);
    g_assert_cmpuint (line->end, ==, 3);
    g_assert_cmpint (line->x0, >=, 100); /* not into the label */
    g_assert_cmpint (line->x0, <=, 140);
    g_assert_cmpint (line->x1, >=, 400);
    g_assert_cmpint (line->y0, ==, 100);
    g_assert_cmpint (line->y1, ==, 144);
    g_assert_cmpuint (line[1].first, ==, 3);
    g_assert_cmpint (line[1].x1, <=, 700);
    g_assert_cmpint (line[2].y1, ==, 340);
}

/* On a page of print: a note of two words is read again, a word that happens to look written is not. */
static void
test_note (void)
{
    g_autoptr (GArray) words = new_words ();

    for (guint i = 0; i < 60; i++)
        add (words, "print", 120 * (int) (i % 6), 50 * (int) (i / 6), i == 7 ? 40 : 95, 1 + i / 6, i == 20 ? 2 : 0);
    add (words, "see", 0, 600, 60, 20, 1);
    add (words, "note", 100, 600, 60, 20, 2);
    g_autoptr (GArray) lines = handline_find (words);
    g_assert_cmpuint (lines->len, ==, 1);
    g_assert_cmpuint (g_array_index (lines, struct hand_line, 0).first, ==, 60);

    for (guint i = 40; i < 44; i++) /* now a hand has a considerable part: what read badly counts too */
        g_array_index (words, struct seen_word, i).hand = 2;
    g_autoptr (GArray) more = handline_find (words);
    g_assert_cmpuint (more->len, ==, 5);
    g_assert_cmpuint (g_array_index (more, struct hand_line, 0).first, ==, 7);
}

static void
test_slope (void)
{
    g_autoptr (GArray) words = new_words ();

    for (int i = 0; i < 5; i++)
        add (words, "word", 100 * i, 100 + 5 * i, 60, 1, 2); /* falls by 5 in 100 */
    g_autoptr (GArray) lines = handline_find (words);
    g_assert_cmpuint (lines->len, ==, 1);
    const struct hand_line *line = &g_array_index (lines, struct hand_line, 0);
    g_assert_cmpfloat_with_epsilon (line->slope, 0.05, 1e-6);
    g_assert_cmpint (line->y1 - line->y0, <=, 44); /* of the level line, not of the slanting one */
}

static int
ink (PIX *grey)
{
    g_autoptr (PIX) bilevel = pixThresholdToBinary (grey, 128);
    l_int32 count = 0;

    pixCountPixels (bilevel, &count, NULL);
    return count;
}

static void
draw (PIX *page, int x, int y, int w, int h)
{
    pixRasterop (page, x, y, w, h, PIX_SET, NULL, 0, 0);
}

static void
test_cut (void)
{
    g_autoptr (PIX) page = pixCreate (600, 300, 1);
    g_autoptr (PIX) grey = NULL;
    struct hand_line line = { .x0 = 100, .x1 = 500, .y0 = 100, .y1 = 150 };
    int origin[2];

    draw (page, 120, 105, 100, 40); /* of the line */
    draw (page, 300, 110, 20, 60);  /* reaches below it */
    draw (page, 200, 60, 30, 43);   /* a neighbour's that reaches in from above */
    draw (page, 400, 152, 100, 30); /* wholly below */
    grey = pixConvert1To8 (NULL, page, 255, 0);
    g_autoptr (PIX) cut = handline_cut (&line, grey, page, origin);
    g_assert_nonnull (cut);
    g_assert_cmpint (origin[0], <, 100);
    g_assert_cmpint (origin[1], <, 100);
    g_assert_cmpint (origin[1], >, 80);
    g_assert_cmpint (pixGetHeight (cut), >, 50);
    g_assert_cmpint (pixGetHeight (cut), <, 75);
    int below = 20 * (origin[1] + pixGetHeight (cut) - 110); /* of the second piece, what the margin shows */
    g_assert_cmpint (ink (cut), ==, 100 * 40 + below);
}

static void
test_cut_slanting (void)
{
    g_autoptr (PIX) page = pixCreate (800, 300, 1);
    g_autoptr (PIX) grey = NULL;
    struct hand_line line = { .x0 = 100, .x1 = 700, .y0 = 130, .y1 = 170, .slope = 0.1 };
    int origin[2];

    for (int i = 0; i < 6; i++)
        draw (page, 110 + 100 * i, 135 + 10 * i - 25, 80, 30); /* within the band once it is level */
    grey = pixConvert1To8 (NULL, page, 255, 0);
    g_autoptr (PIX) cut = handline_cut (&line, grey, page, origin);
    g_assert_nonnull (cut);
    g_assert_cmpint (pixGetHeight (cut), <, 60);
    g_assert_cmpint (ink (cut), >, 6 * 80 * 30 * 95 / 100);
    line.x1 = line.x0;
    line.y1 = line.y0;
    g_assert_null (handline_cut (&line, grey, page, origin));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/ocr/handread/merge", test_merge);
    g_test_add_func ("/ocr/handread/merge-stop", test_merge_stop);
    g_test_add_func ("/ocr/handread/merge-nothing-sure", test_merge_nothing_sure);
    g_test_add_func ("/ocr/handread/lines", test_lines);
    g_test_add_func ("/ocr/handread/note", test_note);
    g_test_add_func ("/ocr/handread/slope", test_slope);
    g_test_add_func ("/ocr/handread/cut", test_cut);
    g_test_add_func ("/ocr/handread/cut-slanting", test_cut_slanting);
    return g_test_run ();
}
