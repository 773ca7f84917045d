/* Context of mentions (domain.md 3.10): one sentence a case, the fact in brackets, and what must be said of it. */
#include <string.h>

#include "stages/extract/parts.h"

static struct contexts *contexts;

/* The facts in [brackets]; each must have the same context. What is not said is as mention_add sets it. */
struct wanted {
    const char *text, *kind;
    const char *polarity, *certainty, *temporality, *experiencer;
};

static struct page *
page_of (cJSON **record, const char *text)
{
    *record = cJSON_CreateObject ();
    cJSON_AddStringToObject (*record, "document", "F000000000000");
    cJSON_AddNumberToObject (*record, "page", 1);
    cJSON_AddStringToObject (*record, "source", "text");
    cJSON_AddStringToObject (*record, "text", text);
    struct page *page = page_new (*record);
    g_assert_nonnull (page);
    return page;
}

/* Marks the facts of a bracketed text: the page of the text without brackets, and its mentions. */
static GPtrArray *
mark (const char *bracketed, const char *kind, cJSON **record, struct page **page)
{
    g_auto (GStrv) parts = g_strsplit_set (bracketed, "[]", -1);
    g_autofree char *text = g_strjoinv ("", parts);
    GPtrArray *mentions = g_ptr_array_new_with_free_func ((GDestroyNotify) mention_free);
    gsize at = 0;

    *page = page_of (record, text);
    g_assert_cmpstr ((*page)->text, ==, text);
    for (guint i = 0; parts[i]; at += strlen (parts[i]), i++)
        if (i % 2)
            mention_add (mentions, *page, kind, "test", at, at + strlen (parts[i]));
    return mentions;
}

static void
check (const struct wanted *wanted)
{
    cJSON *record;
    struct page *page;
    g_autoptr (GPtrArray) mentions = mark (wanted->text, wanted->kind, &record, &page);

    g_assert_cmpuint (mentions->len, >, 0);
    contexts_assign (contexts, page, mentions);
    for (guint i = 0; i < mentions->len; i++) {
        const struct mention *mention = mentions->pdata[i];
        const char *got[] = { mention->context.polarity, mention->context.certainty, mention->context.temporality,
                              mention->context.experiencer };
        const char *want[] = { wanted->polarity ? wanted->polarity : "affirmed",
                               wanted->certainty ? wanted->certainty : "certain",
                               wanted->temporality ? wanted->temporality : "current",
                               wanted->experiencer ? wanted->experiencer : "patient" };
        for (gsize f = 0; f < G_N_ELEMENTS (got); f++)
            if (!g_str_equal (got[f], want[f]))
                g_error ("\"%s\", fact %u: %s, not %s (%s)", wanted->text, i, got[f], want[f],
                         mention->context_rule ? mention->context_rule : "no trigger");
    }
    page_free (page);
    cJSON_Delete (record);
}

#define CHECK_ALL(cases)                                \
    for (gsize i_ = 0; i_ < G_N_ELEMENTS (cases); i_++) \
        check (&cases[i_]);

#define D "diagnosis"
#define P "procedure"
#define M "medication"
#define N "negated"
#define A "absent_in_records"

static void
test_negated (void)
{
    static const struct wanted cases[] = {
        { .text = "There is no [numbness], [tingling] or [weakness] of the arms.", .kind = D, .polarity = N },
        { .text = "He denies [fever], [chills], [night sweats], [weight loss], [chest pain], and [short breath].",
          .kind = D,
          .polarity = N },
        { .text = "MRI was negative for [fracture] or [dislocation].", .kind = D, .polarity = N },
        { .text = "The [Spurling test] is negative bilaterally.", .kind = "exam", .polarity = N },
        { .text = "[Radiculopathy] has been ruled out.", .kind = D, .polarity = N },
        { .text = "Cervical spine without [tenderness] or [spasm].", .kind = D, .polarity = N },
        { .text = "She does not have any [numbness] in the hands.", .kind = D, .polarity = N },
        { .text = "He has never had [surgery].", .kind = P, .polarity = N },
        { .text = "Complications: none. [Neck pain] persists.", .kind = D },
        { .text = "[Allergies]: none", .kind = D, .polarity = N },
        { .text = "The [weakness] was denied.", .kind = D, .polarity = N },
        { .text = "There is no prior [RFA].", .kind = P, .polarity = N },
        { .text = "(-) [Spurling], (+) tenderness", .kind = "exam", .polarity = N },
        { .text = "DDD w/o [myelopathy]", .kind = D, .polarity = N },
    };
    CHECK_ALL (cases);
}

/* What a trigger does not reach. */
static void
test_not_negated (void)
{
    static const struct wanted cases[] = {
        { .text = "No fever but [neck pain] is severe.", .kind = D },
        { .text = "No weakness, although he has [numbness].", .kind = D },
        { .text = "No acute distress; [spasm] of the trapezius.", .kind = D },
        { .text = "No edema, and she has [numbness] of the hand.", .kind = D },
        { .text = "He has [neck pain], and Spurling was negative.", .kind = D },
        { .text = "[Neck pain] with no radiation.", .kind = D },
        { .text = "No change in the [neck pain].", .kind = D },
        { .text = "Not only [neck pain] was found.", .kind = D },
        { .text = "The pain was not relieved by [gabapentin].", .kind = M },
        { .text = "He got no relief from [physical therapy].", .kind = P },        /* rule c */
        { .text = "No [PT] since June.", .kind = P, .temporality = "historical" }, /* there was some until then */
        { .text = "He has had no [acupuncture] or [chiropractic care] since last fall.",
          .kind = P,
          .temporality = "historical" },
        { .text = "She failed to respond to [acupuncture].", .kind = P, .temporality = "historical" },
        { .text = "She had no fever. [Neck pain] was severe.", .kind = D },
        { .text = "Motor: no deficit. Sensory: [hypesthesia] at C6", .kind = D },
        { .text = "See claim No. 5 for [neck pain].", .kind = D },
        { .text = "Gait is normal without difficulty, [spasm] noted.", .kind = D },
        { .text = "[Lungs without rales]", .kind = D }, /* the trigger is part of the fact */
    };
    CHECK_ALL (cases);
}

static void
test_absent (void)
{
    static const struct wanted cases[] = {
        { .text = "There is no documentation of [physical therapy] or [home exercise].", .kind = P, .polarity = A },
        { .text = "There is no mention of [radiculopathy].", .kind = D, .polarity = A },
        { .text = "The [medication list] is not specified.", .kind = M, .polarity = A },
        { .text = "The [procedure note] was not available for review.", .kind = P, .polarity = A },
        { .text = "No evidence of [functional improvement] in the records provided.",
          .kind = "outcome",
          .polarity = A },
        { .text = "It is unclear whether he had [injections].", .kind = P, .polarity = A },
        { .text = "The [dose] could not be deciphered.", .kind = M, .polarity = A },
        { .text = "No evidence of [fracture] on the films.", .kind = D, .polarity = N },
        /* rule f: the whole subject, however long, and whatever words it holds (domain.md 2.2, T5) */
        { .text = "Documentation of [improvement in pain] and [function] of at least half for three months after the "
                  "[ablation], which had been done with [sedation], was not included in the records submitted.",
          .kind = "outcome",
          .polarity = A },
        { .text = "He had an [ablation] in 2014 and the note was not provided.",
          .kind = P,
          .temporality = "historical" },
        { .text = "[Relief]: ____", .kind = "outcome", .polarity = A },
    };
    CHECK_ALL (cases);
}

static void
test_administrative (void)
{
    static const struct wanted cases[] = {
        { .text = "The claims administrator denied the [cervical RFA].", .kind = P, .temporality = "planned" },
        { .text = "Utilization review denied [physical therapy] and [acupuncture].",
          .kind = P,
          .temporality = "planned" },
        { .text = "The request for [RFA] was denied.", .kind = P },
    };
    check (&cases[0]);
    check (&cases[1]);
    cJSON *record;
    struct page *page;
    g_autoptr (GPtrArray) mentions = mark (cases[2].text, P, &record, &page);
    contexts_assign (contexts, page, mentions);
    g_assert_cmpstr (((struct mention *) mentions->pdata[0])->context.polarity, ==, "affirmed");
    page_free (page);
    cJSON_Delete (record);
}

static void
test_uncertain (void)
{
    static const struct wanted cases[] = {
        { .text = "Possible [radiculopathy].", .kind = D, .certainty = "possible" },
        { .text = "R/o [facet syndrome].", .kind = D, .certainty = "possible" },
        { .text = "Probable [facet syndrome].", .kind = D, .certainty = "probable" },
        { .text = "A [tear] cannot be excluded.", .kind = D, .certainty = "possible" },
        { .text = "Possible strain, [neck pain].", .kind = D },
        { .text = "Findings are suspicious for [fracture].", .kind = D, .certainty = "possible" },
    };
    CHECK_ALL (cases);
}

static void
test_time (void)
{
    static const struct wanted cases[] = {
        { .text = "His surgical history includes [cervical fusion].", .kind = P, .temporality = "historical" },
        { .text = "S/p [ACDF] at C5-6.", .kind = P, .temporality = "historical" },
        { .text = "He underwent [RFA] in 2014.", .kind = P, .temporality = "historical" },
        { .text = "He has a 3-year history of [neck pain].", .kind = D },
        { .text = "I am requesting authorization for [cervical RFA].", .kind = P, .temporality = "planned" },
        { .text = "A repeat [RFA] is recommended.", .kind = P, .temporality = "planned" },
        { .text = "Return if [weakness] develops.", .kind = D, .temporality = "hypothetical" },
        { .text = "His prior [ESI] helped.", .kind = P, .temporality = "historical" },
    };
    CHECK_ALL (cases);
}

static void
test_experiencer (void)
{
    static const struct wanted cases[] = {
        { .text = "Family history: [diabetes] and [arthritis].", .kind = D, .experiencer = "family" },
        { .text = "His mother had [arthritis].", .kind = D, .experiencer = "family" },
        { .text = "A co-worker had a [fracture].", .kind = D, .experiencer = "other" },
        { .text = "His wife reports that he has [neck pain].", .kind = D },
    };
    CHECK_ALL (cases);
}

/* Rule a: guideline text denies nothing, and its speaker stays the guideline. */
static void
test_guideline (void)
{
    cJSON *record;
    struct page *page = page_of (&record, "Injections have no proven benefit in acute neck pain.");
    g_autoptr (GPtrArray) mentions = g_ptr_array_new_with_free_func ((GDestroyNotify) mention_free);

    g_assert_cmpuint (page->sentences->len, ==, 1);
    g_array_index (page->sentences, struct sentence, 0).zone = ZONE_GUIDELINE;
    struct mention *benefit = mention_add (mentions, page, "outcome", "test", 26, 33);
    contexts_assign (contexts, page, mentions);
    g_assert_cmpstr (benefit->context.polarity, ==, "affirmed");
    g_assert_cmpstr (benefit->context.attribution, ==, "guideline");
    g_assert_null (benefit->context_rule);
    page_free (page);
    cJSON_Delete (record);
}

static void
test_attribution (void)
{
    cJSON *record;
    struct page *page;
    g_autoptr (GPtrArray) mentions = mark ("The patient complains of [neck pain].", D, &record, &page);

    contexts_assign (contexts, page, mentions);
    const struct mention *mention = mentions->pdata[0];
    g_assert_cmpstr (mention->context.attribution, ==, "patient_report");
    g_assert_cmpstr (mention->context_rule, ==, "said.patient");
    page_free (page);
    cJSON_Delete (record);
}

/* A section speaks where no trigger does. */
static void
test_section (void)
{
    cJSON *record;
    struct page *page;
    g_autoptr (GPtrArray) mentions = mark ("[Fusion] and no [arthritis].", D, &record, &page);
    const struct mention *fusion = mentions->pdata[0], *arthritis = mentions->pdata[1];

    g_array_index (page->sentences, struct sentence, 0).section = "past_history";
    contexts_assign (contexts, page, mentions);
    g_assert_cmpstr (fusion->context.temporality, ==, "historical");
    g_assert_cmpstr (fusion->context.polarity, ==, "affirmed");
    g_assert_cmpstr (arthritis->context.polarity, ==, "negated");
    page_free (page);
    cJSON_Delete (record);
}

/* The reach of a trigger is the sentence: thousands of them in one cost no more than their number. */
static void
test_hostile (void)
{
    g_autoptr (GString) text = g_string_new (NULL);
    cJSON *record;
    struct page *page;

    for (int i = 0; i < 20000; i++)
        g_string_append (text, i % 3 ? "no (pain, " : "denied ) ");
    page = page_of (&record, text->str);
    g_autoptr (GPtrArray) mentions = g_ptr_array_new_with_free_func ((GDestroyNotify) mention_free);
    for (const char *p = strstr (page->text, "pain"); p; p = strstr (p + 1, "pain"))
        mention_add (mentions, page, D, "test", p - page->text, p - page->text + 4);
    gint64 before = g_get_monotonic_time ();
    contexts_assign (contexts, page, mentions);
    g_assert_cmpint (g_get_monotonic_time () - before, <, 10 * G_USEC_PER_SEC);
    g_assert_cmpstr (((struct mention *) mentions->pdata[0])->context.polarity, ==, "negated");
    page_free (page);
    cJSON_Delete (record);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_autoptr (GString) mistakes = g_string_new (NULL);
    contexts = contexts_new ("patterns", mistakes);
    if (!contexts)
        g_error ("%s", mistakes->str);
    g_test_add_func ("/context/negated", test_negated);
    g_test_add_func ("/context/not-negated", test_not_negated);
    g_test_add_func ("/context/absent", test_absent);
    g_test_add_func ("/context/administrative", test_administrative);
    g_test_add_func ("/context/uncertain", test_uncertain);
    g_test_add_func ("/context/time", test_time);
    g_test_add_func ("/context/experiencer", test_experiencer);
    g_test_add_func ("/context/guideline", test_guideline);
    g_test_add_func ("/context/attribution", test_attribution);
    g_test_add_func ("/context/section", test_section);
    g_test_add_func ("/context/hostile", test_hostile);
    int status = g_test_run ();
    contexts_free (contexts);
    return status;
}
