#include "tests/unit/extract_page.h"

/* Duration of one treatment without a percentage, however near another's percentage stands (domain.md 2.2, T1, T2). */
static void
never_merged (void)
{
    struct tried tried = try_plain (
        "He had 6-12 months relief of neck pain after cervical radiofrequency. It was noted that he had many "
        "months of more than 50 percent improvement in pain and function with botulinum chemodenervation.");
    struct mention *rf = with (&tried, "outcome", "treatment", "facet_rf"),
                   *botulinum = with (&tried, "outcome", "treatment", "botulinum");
    g_assert_cmpuint (count (&tried, "outcome"), ==, 2);
    g_assert_nonnull (rf);
    g_assert_nonnull (botulinum);
    g_assert_true (cJSON_IsNull (record_get (rf->fields, "percent_low")));
    g_assert_cmpfloat_with_epsilon (number (rf, "weeks_low"), 6 * 4.345, 0.01);
    g_assert_cmpfloat_with_epsilon (number (rf, "weeks_high"), 12 * 4.345, 0.01);
    g_assert_cmpstr (mention_get (rf, "condition"), ==, "neck_pain");
    g_assert_cmpstr (mention_get (botulinum, "percent_op"), ==, ">");
    g_assert_cmpfloat (number (botulinum, "percent_low"), ==, 50);
    g_assert_true (cJSON_IsNull (record_get (botulinum->fields, "percent_high")));
    const cJSON *duration = record_get (botulinum->fields, "duration");
    g_assert_cmpfloat (record_number (duration, "low", 0), ==, 3);
    g_assert_true (record_bool (duration, "fuzzy"));
    g_autofree char *measure = joined (botulinum, "measure");
    g_assert_cmpstr (measure, ==, "pain function");
    tried_free (&tried);
}

/* Two treatments in one sentence: each keeps what its own words say. */
static void
two_in_one_sentence (void)
{
    struct tried tried = try_plain (
        "She had 80% relief for 8 weeks after the lumbar epidural steroid injection and 30% relief after the "
        "lumbar radiofrequency ablation.");
    struct mention *esi = with (&tried, "outcome", "treatment", "esi_il"),
                   *rf = with (&tried, "outcome", "treatment", "facet_rf");
    g_assert_nonnull (esi);
    g_assert_nonnull (rf);
    g_assert_cmpfloat (number (esi, "percent_low"), ==, 80);
    g_assert_cmpfloat (number (esi, "weeks_low"), ==, 8);
    g_assert_cmpfloat (number (rf, "percent_low"), ==, 30);
    g_assert_true (cJSON_IsNull (record_get (rf->fields, "weeks_low")));
    tried_free (&tried);
}

/* Which of two treatments is not said: unbound. */
static void
unbound (void)
{
    struct tried tried = try_plain (
        "He has had acupuncture, physical therapy and a cervical epidural steroid injection. Overall 40% improvement.");
    struct mention *outcome = nth (&tried, "outcome", 0);
    g_assert_nonnull (outcome);
    g_assert_null (mention_get (outcome, "treatment"));
    g_assert_cmpfloat (number (outcome, "percent_low"), ==, 40);
    tried_free (&tried);

    struct tried general = try_plain ("The injections helped.");
    g_assert_null (mention_get (nth (&general, "outcome", 0), "treatment"));
    tried_free (&general);
}

static void
anaphor (void)
{
    struct tried tried = try_plain (
        "She underwent a lumbar medial branch block on 3/9/2015. This procedure gave 90% relief for 6 hours.");
    struct mention *outcome = nth (&tried, "outcome", 0);
    g_assert_cmpstr (mention_get (outcome, "treatment"), ==, "mbb");
    g_assert_cmpfloat (number (outcome, "percent_high"), ==, 90);
    tried_free (&tried);
}

static void
direction (void)
{
    struct tried none = try_plain ("He received an epidural steroid injection without any significant relief.");
    g_assert_cmpstr (mention_get (nth (&none, "outcome", 0), "direction"), ==, "none");
    g_assert_cmpstr (mention_get (nth (&none, "outcome", 0), "treatment"), ==, "esi_il");
    tried_free (&none);

    struct tried failed = try_plain ("She has failed physical therapy and acupuncture.");
    g_assert_cmpstr (mention_get (with (&failed, "outcome", "treatment", "pt"), "direction"), ==, "none");
    g_assert_cmpstr (mention_get (with (&failed, "outcome", "treatment", "acu"), "direction"), ==, "none");
    tried_free (&failed);

    struct tried better = try_plain ("Dystonia is better after Botox.");
    g_assert_cmpstr (mention_get (nth (&better, "outcome", 0), "treatment"), ==, "botulinum");
    g_assert_cmpstr (mention_get (nth (&better, "outcome", 0), "condition"), ==, "dystonia");
    tried_free (&better);
}

/* Goals, activities that ease pain, and ranges of pain are no response to treatment. */
static void
not_outcomes (void)
{
    static const char *const texts[] = {
        "The pain is better with rest.",
        "The patient will report 25% improvement in function.",
        "Cervical motion showed decreased range of motion.",
        "Pain ranges from 3/10 to 6/10.",
        "The risks and benefits of the injection were discussed.",
    };
    for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
        struct tried tried = try_plain (texts[i]);
        g_test_message ("%s", texts[i]);
        g_assert_cmpuint (count (&tried, "outcome"), ==, 0);
        tried_free (&tried);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/outcomes/never-merged", never_merged);
    g_test_add_func ("/outcomes/two-in-one-sentence", two_in_one_sentence);
    g_test_add_func ("/outcomes/unbound", unbound);
    g_test_add_func ("/outcomes/anaphor", anaphor);
    g_test_add_func ("/outcomes/direction", direction);
    g_test_add_func ("/outcomes/not", not_outcomes);
    return g_test_run ();
}
