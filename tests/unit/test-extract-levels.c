#include "stages/extract/levels.h"

#include "tests/unit/extract_page.h"

/* "form:names" of each level in order, blank between. */
static char *
spelled (const char *text)
{
    g_autoptr (GArray) levels = levels_read (text);
    GString *all = g_string_new (NULL);
    for (guint i = 0; i < levels->len; i++) {
        const struct level_read *level = &g_array_index (levels, struct level_read, i);
        g_string_append_printf (all, "%s%s:", i > 0 ? " " : "", level->form);
        for (gsize k = 0; k < level->n; k++)
            g_string_append_printf (all, "%s%s", k > 0 ? "," : "", level->named[k]);
    }
    return g_string_free (all, FALSE);
}

static void
expressions (void)
{
    static const struct {
        const char *text, *levels;
    } rows[] = {
        { "C2, 3, 4", "list:C2,C3,C4" },
        { "C2, C3 and C4", "list:C2,C3,C4" },
        { "C2-3", "segment:C2,C3" },
        { "L4/5", "segment:L4,L5" },
        { "C2-4", "range:C2,C4" },
        { "C3 through C6", "range:C3,C6" },
        { "L4-5 and L5-S1", "segment:L4,L5 segment:L5,S1" },
        { "L3-4,4-5", "segment:L3,L4 segment:L4,L5" },
        { "L5-1", "segment:L5,S1" },
        { "C7-T1", "segment:C7,T1" },
        { "T12-L1", "segment:T12,L1" },
        { "L5 over S1", "segment:L5,S1" },
        { "L5, S1, S2, and S3", "list:L5,S1,S2,S3" },
        { "C4-5-6", "segment:C4,C5 segment:C5,C6" },
        { "C8", "single:C8" },
        { "C9", "" },
    };
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *levels = spelled (rows[i].text);
        g_test_message ("%s", rows[i].text);
        g_assert_cmpstr (levels, ==, rows[i].levels);
    }
}

/* What only looks like a level. */
static void
guards (void)
{
    static const char *const texts[] = {
        "Heart: regular rate and rhythm with normal S1, S2.",
        "Sagittal T1 and T2 weighted images were obtained.",
        "The patient's 5 visits.",
        "Free T4 was normal.",
    };
    for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
        struct tried tried = try_plain (texts[i]);
        g_test_message ("%s", texts[i]);
        g_assert_cmpuint (count (&tried, "level"), ==, 0);
        tried_free (&tried);
    }
}

static void
targets (void)
{
    struct tried nerve = try_plain ("Left L3, L4, L5 medial branch block was done.");
    struct mention *level = nth (&nerve, "level", 0);
    g_assert_cmpstr (mention_get (level, "target"), ==, "nerve");
    g_assert_cmpstr (mention_get (level, "laterality"), ==, "left");
    g_autofree char *joints = joined (level, "joints");
    g_assert_cmpstr (joints, ==, "L4-5 L5-S1");
    tried_free (&nerve);

    struct tried rf = try_plain ("Radiofrequency C2, 3, 4, bilateral facet block with sedation");
    const cJSON *counts = record_get (nth (&rf, "level", 0)->fields, "count");
    g_assert_cmpfloat (record_number (counts, "literal", 0), ==, 3);
    g_assert_cmpfloat (record_number (counts, "min", 0), ==, 2);
    g_assert_cmpfloat (record_number (counts, "max", 0), ==, 3);
    g_assert_true (record_bool (nth (&rf, "level", 0)->fields, "ambiguous"));
    tried_free (&rf);

    struct tried garbled = try_text ("Disc protrusion at L5-51 level.", "ocr", "good", NULL);
    g_assert_nonnull (nth (&garbled, "level", 0));
    for (guint i = 0; i < count (&garbled, "level"); i++)
        if (strcmp (nth (&garbled, "level", i)->rule, "garbled.l5s1") == 0)
            g_assert_true (nth (&garbled, "level", i)->candidate);
    tried_free (&garbled);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/levels/expressions", expressions);
    g_test_add_func ("/levels/guards", guards);
    g_test_add_func ("/levels/targets", targets);
    return g_test_run ();
}
