/* Reading order: rows of a form are read across, columns of prose one after the other; spans are those of the text. */
#include "stages/ocr/layout.h"
#include "tests/unit/ocr_words.h"

#include <string.h>

static void
add (GArray *words, const char *text, int x, int y, guint block, guint line, int confidence)
{
    struct seen_word word = { g_strdup (text),
                              x,
                              y,
                              x + 10 * (int) strlen (text),
                              y + 20,
                              confidence,
                              TRUE,
                              block,
                              line,
                              0,
                              'p',
                              NULL,
                              NULL,
                              0,
                              0,
                              0 };

    g_array_append_val (words, word);
}

static void
assert_text (const GArray *words, const char *wanted)
{
    g_autoptr (GArray) placed = g_array_new (FALSE, FALSE, sizeof (struct placed_word));
    g_autofree char *text = layout_text (words, placed);
    guint end = 0;

    g_assert_cmpstr (text, ==, wanted);
    for (guint i = 0; i < placed->len; i++) {
        const struct placed_word *place = &g_array_index (placed, struct placed_word, i);
        const char *at = g_utf8_offset_to_pointer (text, place->start);
        g_assert_cmpuint (place->start, >=, end);
        g_assert_cmpint (strncmp (at, place->word->text, strlen (place->word->text)), ==, 0);
        g_assert_cmpuint (place->length, ==, (guint) g_utf8_strlen (place->word->text, -1));
        end = place->start + place->length;
    }
}

/* The recogniser took the two columns of a form for blocks; a person reads across. */
static void
test_rows (void)
{
    g_autoptr (GArray) words = new_words ();

    add (words, "Nerve", 100, 100, 1, 1, 95);
    add (words, "Tibial", 100, 140, 1, 2, 95);
    add (words, "Peroneal", 100, 180, 1, 3, 95);
    add (words, "Latency", 500, 102, 2, 4, 95);
    add (words, "4.4", 500, 143, 2, 5, 95);
    add (words, "5\u00b71", 500, 178, 2, 6, 95);
    assert_text (words, "Nerve  Latency\nTibial  4.4\nPeroneal  5\u00b71");
}

static void
add_column (GArray *words, const char *letter, int x, guint block, guint *line)
{
    for (int row = 0; row < 4; row++) {
        ++*line;
        for (int word = 0; word < 4; word++)
            add (words, letter, x + 60 * word, 100 + 40 * row, block, *line, 95);
    }
}

static void
test_columns (void)
{
    g_autoptr (GArray) words = new_words ();
    guint line = 0;

    add_column (words, "left", 100, 1, &line);
    add_column (words, "next", 600, 2, &line);
    assert_text (words, "left left left left\nleft left left left\nleft left left left\nleft left left left\n\n"
                        "next next next next\nnext next next next\nnext next next next\nnext next next next");
}

static void
test_paragraphs_and_dirt (void)
{
    g_autoptr (GArray) words = new_words ();

    add (words, "one", 100, 100, 1, 1, 95);
    add (words, "\u2014", 140, 100, 1, 1, 20);
    add (words, "two", 160, 100, 1, 1, 30);
    add (words, "three", 100, 140, 1, 2, 95);
    add (words, "-", 160, 140, 1, 2, 90);
    add (words, "four", 100, 180, 1, 3, 95);
    add (words, "five", 100, 280, 1, 4, 95);
    assert_text (words, "one two\nthree -\nfour\n\nfive");
}

static void
test_nothing (void)
{
    g_autoptr (GArray) words = new_words ();

    assert_text (words, "");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/ocr/layout/rows", test_rows);
    g_test_add_func ("/ocr/layout/columns", test_columns);
    g_test_add_func ("/ocr/layout/paragraphs-and-dirt", test_paragraphs_and_dirt);
    g_test_add_func ("/ocr/layout/nothing", test_nothing);
    return g_test_run ();
}
