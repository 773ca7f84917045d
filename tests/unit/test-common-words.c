/* Packed word boxes survive the round trip, and broken ones are refused. */
#include "common/words.h"

#include <string.h>

static void
test_round_trip (void)
{
    const struct word words[] = {
        { .start = 0, .length = 5, .x0 = 72, .y0 = 100.25, .x1 = 104.2, .y1 = 110.5, .confidence = 96, .model = 'p' },
        { .start = 6,
          .length = 9,
          .x0 = 110,
          .y0 = 99,
          .x1 = 150,
          .y1 = 112,
          .confidence = 41,
          .model = 'h',
          .doubtful = TRUE },
        { .start = 16,
          .length = 1,
          .x0 = -1,
          .y0 = 0,
          .x1 = 3,
          .y1 = 4,
          .confidence = WORD_CONFIDENCE_NONE,
          .model = 't' },
    };
    g_autoptr (GString) packed = g_string_new (NULL);
    for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
        words_pack (packed, &words[i]);
    g_assert_cmpstr (packed->str, ==, "0 5 720 1003 1042 1105 96 p;6 9 1100 990 1500 1120 41 h?;16 1 -10 0 30 40 - t");
    g_autoptr (GError) error = NULL;
    g_autoptr (GArray) got = words_unpack (packed->str, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (got->len, ==, 3);
    for (guint i = 0; i < got->len; i++) {
        const struct word *w = &g_array_index (got, struct word, i);
        g_assert_cmpuint (w->start, ==, words[i].start);
        g_assert_cmpuint (w->length, ==, words[i].length);
        g_assert_cmpfloat_with_epsilon (w->y0, words[i].y0, 0.051);
        g_assert_cmpint (w->confidence, ==, words[i].confidence);
        g_assert_cmpint (w->model, ==, words[i].model);
        g_assert_cmpint (w->doubtful, ==, words[i].doubtful);
    }
    double box[4];
    int lowest;
    gboolean doubtful;
    g_assert_true (words_box (got, 3, 10, box, &lowest, &doubtful));
    g_assert_cmpfloat_with_epsilon (box[0], 72, 0.01);
    g_assert_cmpfloat_with_epsilon (box[1], 99, 0.01);
    g_assert_cmpfloat_with_epsilon (box[2], 150, 0.01);
    g_assert_cmpint (lowest, ==, 41);
    g_assert_true (doubtful);
    g_assert_false (words_box (got, 5, 6, box, NULL, NULL)); /* the blank between two words */
    g_assert_true (words_box (got, 16, 17, box, &lowest, &doubtful));
    g_assert_cmpint (lowest, ==, WORD_CONFIDENCE_NONE);
    g_assert_false (doubtful);
}

static void
test_broken (void)
{
    static const char *const broken[] = {
        "x",
        "1 2 3",
        "0 1 0 0 1 1 50 p;",
        "0 1 0 0 1 1 101 p",
        "0 1 0 0 1 1 50 z",
        "-1 1 0 0 1 1 50 p",
        "0 1 0 0 1 1 50",
        "5 1 0 0 1 1 50 p;4 1 0 0 1 1 50 p",
        "0 1 0 0 1 1 50 p 0 1 0 0 1 1 50 p",
        "0 1 0 0 1 99999999999 50 p",
        "0 1 0 0 1 18446744073709551617 50 p", /* beyond 64 bits, it is 1 */
        "2147483648 1 0 0 1 1 50 p",
        "0 1 - 0 1 1 50 p",
        "0 1 0 0 1  1 50 p",
    };
    for (gsize i = 0; i < G_N_ELEMENTS (broken); i++) {
        g_autoptr (GError) error = NULL;
        g_autoptr (GArray) words = words_unpack (broken[i], &error);
        g_assert_null (words);
        g_assert_nonnull (error);
    }
    g_autoptr (GArray) none = words_unpack ("", NULL);
    g_assert_cmpuint (none->len, ==, 0);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/words/round-trip", test_round_trip);
    g_test_add_func ("/words/broken", test_broken);
    return g_test_run ();
}
