/* Upright bars: the pronoun, a rule of a table, and what is neither. */
#include "stages/ocr/bars.h"
#include "tests/unit/ocr_words.h"

static void
add (GArray *words, const char *text, int x, int y, int width, int height, guint line)
{
    struct seen_word word = {
        .text = g_strdup (text), .x0 = x, .y0 = y, .x1 = x + width, .y1 = y + height, .confidence = 96, .line = line
    };
    g_array_append_val (words, word);
}

static char *
said (const GArray *words)
{
    GString *text = g_string_new (NULL);
    for (guint i = 0; i < words->len; i++)
        g_string_append_printf (text, "%s%s", i ? " " : "", g_array_index (words, struct seen_word, i).text);
    return g_string_free (text, FALSE);
}

static void
test_pronoun (void)
{
    g_autoptr (GArray) words = new_words ();
    add (words, "treatment.", 0, 2, 200, 28, 1);
    add (words, "|", 210, 2, 5, 23, 1); /* last on its line, the verb on the next */
    add (words, "certify", 0, 42, 90, 30, 2);
    add (words, "that", 100, 42, 60, 24, 2);
    add (words, "|", 170, 42, 5, 23, 2);
    add (words, "have", 185, 42, 60, 24, 2);
    bars_settle (words);
    g_autofree char *text = said (words);
    g_assert_cmpstr (text, ==, "treatment. I certify that I have");
    g_assert_cmpint (g_array_index (words, struct seen_word, 1).confidence, ==, 89);
}

static void
test_rule (void)
{
    g_autoptr (GArray) words = new_words ();
    add (words, "(Required)", 0, 2, 200, 30, 1);
    add (words, "|", 210, 0, 14, 50, 1);
    add (words, "pate", 240, 2, 90, 26, 1);
    bars_settle (words);
    g_autofree char *text = said (words);
    g_assert_cmpstr (text, ==, "(Required) pate");
}

static void
test_neither (void)
{
    g_autoptr (GArray) words = new_words ();
    add (words, "left", 0, 2, 60, 26, 1);
    add (words, "|", 70, 2, 5, 24, 1);
    add (words, "Right", 85, 2, 60, 26, 1); /* no verb */
    add (words, "|", 155, 2, 18, 24, 1);    /* too broad */
    add (words, "side", 185, 2, 60, 26, 1);
    add (words, "|", 0, 80, 5, 24, 2); /* alone on its line, before nothing */
    bars_settle (words);
    g_autofree char *text = said (words);
    g_assert_cmpstr (text, ==, "left | Right | side |");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/bars/pronoun", test_pronoun);
    g_test_add_func ("/bars/rule", test_rule);
    g_test_add_func ("/bars/neither", test_neither);
    return g_test_run ();
}
