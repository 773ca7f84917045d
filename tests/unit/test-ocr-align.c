/* Words that a person typed get the boxes of the words that were read in their places. */
#include "stages/ocr/align.h"

#include <string.h>

#include "common/text.h"

/* Words of `text`, each ten points wide for a letter and twelve high, lines twenty apart. */
static GArray *
words_on_paper (const char *text)
{
    GArray *words = g_array_new (FALSE, FALSE, sizeof (struct word));
    g_autoptr (GArray) split = align_split (text);
    for (guint i = 0, line = 0, column = 0, before = 0; i < split->len; i++) {
        const struct typed_word *one = &g_array_index (split, struct typed_word, i);
        if (one->line != line)
            line = one->line, column = 0, before = one->start;
        column += one->start - before;
        before = one->start;
        struct word word = { .start = one->start,
                             .length = one->length,
                             .x0 = column * 10,
                             .x1 = (column + one->length) * 10,
                             .y0 = line * 20,
                             .y1 = line * 20 + 12,
                             .confidence = 50,
                             .model = 'p' };
        g_array_append_val (words, word);
    }
    return words;
}

/* The box of the typed word `wanted`, as "x0 x1 y0"; "none" where it has none. */
static char *
place (const char *typed, const char *read, const char *wanted)
{
    g_autoptr (GArray) words = words_on_paper (read), split = align_split (typed);
    g_autoptr (GArray) placed = align_words (split, words, read);
    for (guint i = 0; i < placed->len; i++) {
        const struct word *word = &g_array_index (placed, struct word, i);
        g_autofree char *text = text_slice (typed, word->start, word->start + word->length);
        g_assert_cmpint (word->model, ==, 'm');
        g_assert_cmpint (word->confidence, ==, WORD_CONFIDENCE_NONE);
        if (strcmp (text, wanted) == 0)
            return g_strdup_printf ("%.0f %.0f %.0f", word->x0, word->x1, word->y0);
    }
    return g_strdup ("none");
}

static void
check (const char *typed, const char *read, const char *wanted, const char *where)
{
    g_autofree char *got = place (typed, read, wanted);
    g_assert_cmpstr (got, ==, where);
}

static void
test_partners (void)
{
    check ("left C5 facet", "left C5 facet", "C5", "50 70 0");
    check ("Left C5 FACET", "left C5 facet", "FACET", "80 130 0");
    /* misread, and still between its neighbours */
    check ("pain at C3,4,5 today", "pain at 63496 today", "C3,4,5", "80 130 0");
    check ("relief of 70 percent", "rellef o1 TO percent", "70", "100 120 0");
    /* what was read twice over, and what was not read at all */
    check ("one two three", "one xx yy two three", "two", "100 130 0");
    check ("gave 50% relief", "gave relief", "relief", "50 110 0");
}

static void
test_lines (void)
{
    const char *read = "head of the page\nleft lumbar facet\nsigned today";
    check ("head of the page\nleft L4-5 lumbar facet\nsigned today", read, "lumbar", "50 110 20");
    /* without a partner: the box of its line */
    check ("head of the page\nleft L4-5 lumbar facet\nsigned today", read, "L4-5", "0 170 20");
    /* a line of which nothing was read */
    check ("head of the page\nleft lumbar facet\nwholly unread stuff here\nsigned today", read, "unread", "none");
    check ("head of the page\nleft lumbar facet\nwholly unread stuff here\nsigned today", read, "signed", "0 60 40");
}

static void
test_nothing (void)
{
    check ("some words", "", "some", "none");
    check ("", "some words", "some", "none");
    g_autoptr (GString) much = g_string_new (NULL);
    for (guint i = 0; i < 3000; i++)
        g_string_append (much, "word ");
    check (much->str, much->str, "word", "none"); /* beyond the limit */
    g_autoptr (GArray) split = align_split ("  two\n\n words ");
    g_assert_cmpuint (split->len, ==, 2);
    g_assert_cmpuint (g_array_index (split, struct typed_word, 1).line, ==, 2);
    g_assert_cmpuint (g_array_index (split, struct typed_word, 1).start, ==, 8);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/align/partners", test_partners);
    g_test_add_func ("/align/lines", test_lines);
    g_test_add_func ("/align/nothing", test_nothing);
    return g_test_run ();
}
