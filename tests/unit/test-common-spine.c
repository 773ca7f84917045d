#include "common/spine.h"

#include <string.h>

/* The strings of an array, joined by blanks. */
static char *
joined (const cJSON *object, const char *key)
{
    GString *all = g_string_new (NULL);
    const cJSON *item;
    cJSON_ArrayForEach (item, cJSON_GetObjectItemCaseSensitive (object, key))
        g_string_append_printf (all, "%s%s", all->len > 0 ? " " : "", item->valuestring);
    return g_string_free (all, FALSE);
}

/* Each row is a row of the table in domain.md 3.2. */
struct row {
    const char *named, *form, *target;
    gboolean rf;
    const char *literal, *segments, *joints, *nerves;
    int count_literal, min, max;
    gboolean ambiguous;
};

static const struct row rows[] = {
    { "C2 C3", "segment", NULL, FALSE, "C2 C3", "C2-3", "C2-3", "TON", 1, 1, 1, FALSE },
    { "C2 C4", "range", NULL, FALSE, "C2 C4", "C2-3 C3-4", "C2-3 C3-4", "TON C3 C4", 2, 2, 2, FALSE },
    { "C2 C3 C4", "list", NULL, TRUE, "C2 C3 C4", "C2-3 C3-4", "C2-3 C3-4", "", 3, 2, 3, TRUE },
    { "C4 C2 C3", "list", "joint", FALSE, "C2 C3 C4", "C2-3 C3-4", "C2-3 C3-4", "", 3, 2, 3, TRUE },
    { "C3 C4 C5", "list", "nerve", FALSE, "C3 C4 C5", "", "C3-4 C4-5", "C3 C4 C5", 3, 2, 2, FALSE },
    { "L4 L5", "segment", NULL, FALSE, "L4 L5", "L4-5", "L4-5", "L3 L4", 1, 1, 1, FALSE },
    { "L5 S1", "segment", NULL, FALSE, "L5 S1", "L5-S1", "L5-S1", "L4 L5", 1, 1, 1, FALSE },
    { "L3 L4 L5", "list", "nerve", FALSE, "L3 L4 L5", "", "L4-5 L5-S1", "L3 L4 L5", 3, 2, 2, FALSE },
    { "L3 L5", "range", "nerve", TRUE, "L3 L5", "L3-4 L4-5", "L4-5 L5-S1", "L3 L4 L5", 2, 2, 2, FALSE },
    { "L4 S1", "range", NULL, FALSE, "L4 S1", "L4-5 L5-S1", "L4-5 L5-S1", "L3 L4 L5", 2, 2, 2, FALSE },
    { "T12 L1", "segment", NULL, FALSE, "T12 L1", "T12-L1", "T12-L1", "T11 T12", 1, 1, 1, FALSE },
    { "C7 T1", "segment", "motion_segment", FALSE, "C7 T1", "C7-T1", "C7-T1", "C7 C8", 1, 1, 1, FALSE },
    { "L4 L5", "segment", "root", FALSE, "L4 L5", "L4-5", "", "L4", 1, 1, 1, FALSE },
    { "C5 C6", "segment", "root", FALSE, "C5 C6", "C5-6", "", "C6", 1, 1, 1, FALSE },
    { "S1", "single", "root", FALSE, "S1", "", "", "S1", 1, 1, 1, FALSE },
    { "L2", "single", "vertebra", FALSE, "L2", "", "", "", 1, 1, 1, FALSE },
    { "C1 C2", "segment", NULL, FALSE, "C1 C2", "", "", "", 1, 1, 1, FALSE },
    { "C7 C8", "list", "nerve", FALSE, "C7 C8", "", "C7-T1", "C7 C8", 2, 1, 1, FALSE },
    { "C2", "single", "nerve", TRUE, "C2", "", "C2-3", "TON", 1, 1, 1, FALSE },
    { "L4 L5", "list", "motion_segment", FALSE, "L4 L5", "L4-5", "", "", 2, 1, 1, FALSE },
    { "T8 T10", "range", "vertebra", FALSE, "T8 T10", "T8-9 T9-10", "", "", 3, 3, 3, FALSE },
};

static void
table (void)
{
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        const struct row *row = &rows[i];
        g_test_message ("%s %s %s", row->named, row->form, row->target);
        g_auto (GStrv) named = g_strsplit (row->named, " ", -1);
        cJSON *level =
            spine_level ((const char *const *) named, g_strv_length (named), row->form, row->target, row->rf);
        g_assert_nonnull (level);
        g_autofree char *literal = joined (level, "literal"), *segments = joined (level, "segments");
        g_autofree char *joints = joined (level, "joints"), *nerves = joined (level, "nerves");
        g_assert_cmpstr (literal, ==, row->literal);
        g_assert_cmpstr (segments, ==, row->segments);
        g_assert_cmpstr (joints, ==, row->joints);
        g_assert_cmpstr (nerves, ==, row->nerves);
        const cJSON *count = cJSON_GetObjectItemCaseSensitive (level, "count");
        g_assert_cmpint (cJSON_GetObjectItemCaseSensitive (count, "literal")->valueint, ==, row->count_literal);
        g_assert_cmpint (cJSON_GetObjectItemCaseSensitive (count, "min")->valueint, ==, row->min);
        g_assert_cmpint (cJSON_GetObjectItemCaseSensitive (count, "max")->valueint, ==, row->max);
        g_assert_true (cJSON_IsTrue (cJSON_GetObjectItemCaseSensitive (level, "ambiguous")) == row->ambiguous);
        cJSON_Delete (level);
    }
}

/* "C2, 3, 4" under radiofrequency: the three readings of domain.md 2.3. */
static void
readings (void)
{
    const char *named[] = { "C2", "C3", "C4" };
    cJSON *level = spine_level (named, 3, "list", NULL, TRUE);
    const cJSON *all = cJSON_GetObjectItemCaseSensitive (level, "readings");
    g_assert_cmpint (cJSON_GetArraySize (all), ==, 3);
    static const char *const by[] = { "joint_span", "nerve", "literal" };
    static const int counts[] = { 2, 2, 3 };
    for (int i = 0; i < 3; i++) {
        const cJSON *one = cJSON_GetArrayItem (all, i);
        g_assert_cmpstr (cJSON_GetObjectItemCaseSensitive (one, "by")->valuestring, ==, by[i]);
        g_assert_cmpint (cJSON_GetObjectItemCaseSensitive (one, "count")->valueint, ==, counts[i]);
    }
    g_autofree char *nerves = joined (cJSON_GetArrayItem (all, 1), "nerves");
    g_assert_cmpstr (nerves, ==, "TON C3 C4");
    cJSON_Delete (level);
}

static void
refused (void)
{
    const char *bad[] = { "C9" }, *good[] = { "C8" }, *one[] = { "C5" };
    g_assert_null (spine_level (bad, 1, "single", NULL, FALSE));
    g_assert_null (spine_level (good, 0, "single", NULL, FALSE));
    g_assert_null (spine_level (one, 1, "segment", NULL, FALSE));
    cJSON *nerve = spine_level (good, 1, "single", "nerve", FALSE);
    g_assert_nonnull (nerve);
    g_assert_cmpstr (cJSON_GetObjectItemCaseSensitive (nerve, "region")->valuestring, ==, "cervical");
    cJSON_Delete (nerve);
}

static void
order (void)
{
    g_assert_cmpint (spine_index ("C1"), ==, 0);
    g_assert_cmpint (spine_index ("T1"), ==, spine_index ("C7") + 1);
    g_assert_cmpint (spine_index ("S1"), ==, spine_index ("L5") + 1);
    g_assert_cmpint (spine_index ("C8"), ==, -1);
    g_assert_cmpint (spine_index ("L6"), ==, -1);
    g_assert_true (spine_nerve_exists ("C8"));
    g_assert_null (spine_name (29));
    g_assert_null (spine_segment (spine_index ("C1")));
    g_autofree char *last = spine_segment (spine_index ("L5"));
    g_assert_cmpstr (last, ==, "L5-S1");
    g_assert_null (spine_segment (spine_index ("S1")));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/spine/order", order);
    g_test_add_func ("/spine/table", table);
    g_test_add_func ("/spine/readings", readings);
    g_test_add_func ("/spine/refused", refused);
    return g_test_run ();
}
