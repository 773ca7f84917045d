/* Readings of one handwritten line in several views, voted word by word. */
#include <glib.h>
#include <string.h>

#include "stages/ocr/engine.h"
#include "stages/ocr/prepare.h"
#include "stages/ocr/views.h"
#include "tests/unit/ocr_words.h"

/* "word/confidence ..." as words from left to right, 20 pixels a letter. */
static GArray *
reading (const char *said)
{
    GArray *words = new_words ();
    g_auto (GStrv) parts = g_strsplit (said, " ", -1);
    int x = 0;

    for (char **part = parts; *part; part++) {
        char *slash = strrchr (*part, '/');
        int width = 20 * (int) (slash - *part);
        struct seen_word word = { .text = g_strndup (*part, (gsize) (slash - *part)),
                                  .x0 = x,
                                  .x1 = x + width,
                                  .y1 = 40,
                                  .confidence = (int) g_ascii_strtoll (slash + 1, NULL, 10),
                                  .model = 'p' };
        g_array_append_val (words, word);
        x += width + 20;
    }
    return words;
}

static GArray *
vote (const char *const *said, char **text)
{
    GArray *readings[4] = { 0 };
    guint count = 0;
    GString *all = g_string_new (NULL);

    for (; said[count]; count++)
        readings[count] = reading (said[count]);
    GArray *voted = views_vote (readings, count);
    for (guint i = 0; i < count; i++)
        g_array_unref (readings[i]);
    for (guint i = 0; i < voted->len; i++) {
        const struct seen_word *word = &g_array_index (voted, struct seen_word, i);
        g_string_append_printf (all, "%s%s/%d", i ? " " : "", word->text, word->confidence);
    }
    *text = g_string_free (all, FALSE);
    return voted;
}

static void
assert_vote (const char *const *said, const char *wanted)
{
    g_autofree char *text = NULL;
    g_autoptr (GArray) voted = vote (said, &text);

    g_assert_cmpstr (text, ==, wanted);
}

static void
test_vote (void)
{
    /* Two that agree outvote one that is surer of itself, and are worth the mean of all three. */
    assert_vote (
        (const char *const[]){ "neck/90 pam/70 now/90", "neck/80 pain/50 now/80", "neck/85 pain/46 now/60", NULL },
        "neck/85 pain/32 now/77");
    /* What is nearly the same speaks for a word, though not for its confidence. */
    assert_vote ((const char *const[]){ "bursitis/40", "hands/60", "bursitus/45", NULL }, "bursitus/15");
    /* Nobody agrees: the surest stands, for a third of what it said. */
    assert_vote ((const char *const[]){ "C34/60", "C3/30", "634/45", NULL }, "C34/20");
    /* A reading that left a word out does not move the words behind it, nor outvote those that have it. */
    assert_vote (
        (const char *const[]){ "s/p/80 RFA/80 helped/80", "RFA/90 helped/90", "s/p/60 RFA/60 helped/60", NULL },
        "s/p/47 RFA/77 helped/77");
    /* What one reading alone saw in ink that the others left out is gone. */
    assert_vote ((const char *const[]){ "low/95 ,/20 back/95", "low/90 back/90", "low/90 back/90", NULL },
                 "low/92 back/92");
    assert_vote ((const char *const[]){ "one/50", NULL }, "one/50");
    assert_vote ((const char *const[]){ "", "word/30", NULL }, "");
}

/* The words stand where the reading has them that is nearest to all others, whoever read them best. */
static void
test_places (void)
{
    const char *const said[] = { "right/60 sholder/40 pain/60", "right/60 shouldr/60 pain/60",
                                 "nights/95 sholder/90 pain/95", NULL };
    g_autofree char *text = NULL;
    g_autoptr (GArray) voted = vote (said, &text);

    g_assert_cmpstr (text, ==, "right/40 sholder/43 pain/72");
    g_assert_cmpint (g_array_index (voted, struct seen_word, 1).x0, ==, 120);
    g_assert_cmpint (g_array_index (voted, struct seen_word, 1).x1, ==, 120 + 7 * 20);
    g_assert_cmpint (g_array_index (voted, struct seen_word, 2).x0, ==, 280);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/ocr/views/vote", test_vote);
    g_test_add_func ("/ocr/views/places", test_places);
    return g_test_run ();
}
