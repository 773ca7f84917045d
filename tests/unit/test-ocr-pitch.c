/* What is typed at one pitch is print: typewriting, Courier. */
#include <glib.h>
#include <string.h>

#include "stages/ocr/pitch.h"
#include "tests/unit/ocr_words.h"

#define PITCH 30

static void
add (GArray *words, const char *text, int x, guint line)
{
    struct seen_word word = {
        .text = g_strdup (text), .x0 = x, .x1 = x + PITCH * (int) strlen (text) - 5, .y1 = 60, .line = line
    };

    g_array_append_val (words, word);
}

/* Lines of words, each letter and blank PITCH wide. */
static void
type (GArray *words, guint lines)
{
    static const char *const said[] = { "The", "patient", "has", "pain", "in", "the", "cervical", "spine" };

    for (guint line = 1; line <= lines; line++)
        for (guint i = 0, x = 100; i < G_N_ELEMENTS (said); x += PITCH * (guint) (strlen (said[i++]) + 1))
            add (words, said[i], (int) x + (int) (i % 3) - 1, line); /* a scan is off by a pixel */
}

static guint
count_typed (const GArray *words, gboolean *typed)
{
    guint count = 0;

    pitch_find (words, typed);
    for (guint i = 0; i < words->len; i++)
        count += typed[i];
    return count;
}

static void
test_typed (void)
{
    g_autoptr (GArray) words = new_words ();
    gboolean typed[64];

    type (words, 3);
    g_assert_cmpuint (count_typed (words, typed), ==, 24);
}

/* An entry by hand behind a typed label, and the label's last word, stand at no pitch. */
static void
test_entry (void)
{
    g_autoptr (GArray) words = new_words ();
    gboolean typed[64];

    type (words, 3);
    add (words, "Date", 100, 9);
    add (words, "of", 100 + 5 * PITCH, 9);
    add (words, "injury:", 100 + 8 * PITCH, 9);
    add (words, "3/2/15", 100 + 17 * PITCH, 9);
    add (words, "fall", 100 + 22 * PITCH, 9);
    g_assert_cmpuint (count_typed (words, typed), ==, 26);
    g_assert_true (typed[24] && typed[25]);
    g_assert_false (typed[27] || typed[28]);
}

/* Words as wide as a proportional font makes them; and too few words to tell. */
static void
test_none (void)
{
    static const int widths[] = { 70, 215, 90, 105, 40, 75, 190, 140 };
    static const char *const said[] = { "The", "patient", "has", "pain", "in", "the", "cervical", "illness" };
    g_autoptr (GArray) words = new_words (), few = new_words ();
    gboolean typed[64];

    for (guint line = 1; line <= 3; line++)
        for (guint i = 0, x = 100; i < G_N_ELEMENTS (said); x += (guint) widths[i++] + 15)
            add (words, said[i], (int) x, line);
    g_assert_cmpuint (count_typed (words, typed), ==, 0);
    type (few, 1);
    g_assert_cmpuint (count_typed (few, typed), ==, 0);
    g_array_set_size (few, 0);
    g_assert_cmpuint (count_typed (few, typed), ==, 0);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/ocr/pitch/typed", test_typed);
    g_test_add_func ("/ocr/pitch/entry", test_entry);
    g_test_add_func ("/ocr/pitch/none", test_none);
    return g_test_run ();
}
