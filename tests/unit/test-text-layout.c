/* Lines of a page: rows of tables and forms together, columns of prose one after the other. */
#include <string.h>

#include "common/words.h"
#include "stages/text/layout.h"

/* One token a word of `line`, five points a character, ten high. */
static void
add_line (GArray *tokens, const char *line, double x, double y)
{
    g_auto (GStrv) words = g_strsplit (line, " ", -1);
    for (guint i = 0; words[i]; i++) {
        gsize length = strlen (words[i]);
        tokens_add (tokens, words[i], length, x, y, x + 5 * (double) length, y + 10);
        x += 5 * (double) length + 5;
    }
}

static void
expect (const GArray *tokens, const char *expected)
{
    g_autoptr (GString) packed = g_string_new (NULL);
    g_autofree char *text = layout_text (tokens, packed);
    g_assert_cmpstr (text, ==, expected);

    /* Every word's span is that word, in order. */
    g_autoptr (GArray) words = words_unpack (packed->str, NULL);
    g_assert_nonnull (words);
    g_assert_cmpuint (words->len, ==, tokens->len);
    for (guint i = 0; i < words->len; i++) {
        const struct word *word = &g_array_index (words, struct word, i);
        g_assert_cmpuint (word->length, ==, (guint) (word->x1 - word->x0) / 5);
        g_assert_cmpint (word->model, ==, 't');
        g_assert_true (word->start == 0 || strchr (" \n", text[word->start - 1]) != NULL);
    }
}

static void
test_row (void)
{
    g_autoptr (GArray) tokens = tokens_new ();
    add_line (tokens, "right cell", 300, 101);
    add_line (tokens, "left", 72, 100);
    add_line (tokens, "below", 72, 112);
    expect (tokens, "left  right cell\nbelow\n");
}

static void
test_paragraph (void)
{
    g_autoptr (GArray) tokens = tokens_new ();
    for (int i = 0; i < 3; i++)
        add_line (tokens, "one", 72, 100 + 12 * i);
    add_line (tokens, "two", 72, 160);
    expect (tokens, "one\none\none\n\ntwo\n");
}

static void
test_form_is_no_columns (void)
{
    g_autoptr (GArray) tokens = tokens_new ();
    GString *expected = g_string_new (NULL);
    for (int i = 0; i < 8; i++) {
        add_line (tokens, "Employer: Acme", 72, 100 + 12 * i);
        add_line (tokens, "Date: 01/02/2014", 330, 100 + 12 * i);
        g_string_append (expected, "Employer: Acme  Date: 01/02/2014\n");
    }
    expect (tokens, expected->str);
    g_string_free (expected, TRUE);
}

static void
test_columns (void)
{
    g_autoptr (GArray) tokens = tokens_new ();
    GString *left = g_string_new (NULL), *right = g_string_new (NULL);
    add_line (tokens, "Heading over both", 200, 60);
    for (int i = 0; i < 6; i++) { /* the columns do not share their baselines */
        add_line (tokens, "left prose that fills its whole column up", 72, 100 + 12 * i);
        add_line (tokens, "right prose that fills its whole column up", 330, 106 + 12 * i);
        g_string_append (left, "left prose that fills its whole column up\n");
        g_string_append (right, "right prose that fills its whole column up\n");
    }
    add_line (tokens, "a line below that runs over both of the columns from edge to edge of the page", 72, 200);
    g_autofree char *expected =
        g_strconcat ("Heading over both\n\n", left->str, right->str,
                     "\na line below that runs over both of the columns from edge to edge of the page\n", NULL);
    expect (tokens, expected);
    g_string_free (left, TRUE);
    g_string_free (right, TRUE);
}

static void
test_nothing (void)
{
    g_autoptr (GArray) tokens = tokens_new ();
    g_autoptr (GString) packed = g_string_new (NULL);
    g_autofree char *text = layout_text (tokens, packed);
    g_assert_cmpstr (text, ==, "");
    g_assert_cmpstr (packed->str, ==, "");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/layout/row", test_row);
    g_test_add_func ("/layout/paragraph", test_paragraph);
    g_test_add_func ("/layout/form-is-no-columns", test_form_is_no_columns);
    g_test_add_func ("/layout/columns", test_columns);
    g_test_add_func ("/layout/nothing", test_nothing);
    return g_test_run ();
}
