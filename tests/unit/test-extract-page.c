/* The page that rules see: normalisation, wrapped lines, sentences, and the way back to the record. */
#include "stages/extract/page.h"

#include <string.h>

#include "common/record.h"

static struct page *
page_of (const char *text, cJSON **record)
{
    *record = record_new ("page");
    record_add_string (*record, "document", "F1");
    cJSON_AddNumberToObject (*record, "page", 1);
    record_add_string (*record, "text", text);
    return page_new (*record);
}

/* What the rules see of `text`. */
static void
check_joined (const char *text, const char *wanted)
{
    cJSON *record;
    struct page *page = page_of (text, &record);
    g_assert_cmpstr (page->text, ==, wanted);
    g_assert_cmpuint (page->length, ==, strlen (wanted));
    page_free (page);
    cJSON_Delete (record);
}

/* The sentences of `text`, joined by " | ". */
static void
check_sentences (const char *text, const char *wanted)
{
    cJSON *record;
    struct page *page = page_of (text, &record);
    g_autoptr (GString) got = g_string_new (NULL);
    for (guint i = 0; i < page->sentences->len; i++) {
        const struct sentence *sentence = &g_array_index (page->sentences, struct sentence, i);
        g_string_append_printf (got, "%s%.*s", i > 0 ? " | " : "", (int) (sentence->end - sentence->start),
                                page->text + sentence->start);
        g_assert_cmpint (page_sentence_at (page, sentence->start), ==, (int) i);
        g_assert_cmpint (page_sentence_at (page, sentence->end - 1), ==, (int) i);
    }
    g_assert_cmpstr (got->str, ==, wanted);
    page_free (page);
    cJSON_Delete (record);
}

/* The words `seen` of the joined text come from code points [from, to) of the record. */
static void
check_span (const char *text, const char *seen, guint from, guint to, const char *quote)
{
    cJSON *record;
    struct page *page = page_of (text, &record);
    const char *at = strstr (page->text, seen);
    g_assert_nonnull (at);
    guint start, end;
    gsize byte = (gsize) (at - page->text);
    page_span (page, byte, byte + strlen (seen), &start, &end);
    g_assert_cmpuint (start, ==, from);
    g_assert_cmpuint (end, ==, to);
    g_autofree char *got = page_quote (page, byte, byte + strlen (seen));
    g_assert_cmpstr (got, ==, quote);
    page_free (page);
    cJSON_Delete (record);
}

static void
test_normalise (void)
{
    check_joined ("C2\xE2\x80\x93"
                  "3 \xE2\x80\x9Cpain\xE2\x80\x9D it\xE2\x80\x99s",
                  "C2-3 \"pain\" it's");
    check_joined ("di\xEF\xAC\x83"
                  "cult",
                  "difficult");                /* ligature */
    check_joined ("50\xC2\xA0%", "50 %");      /* no-break space */
    check_joined ("5\xC2\xBD mg", "5 1/2 mg"); /* a fraction is no 51/2 */
    check_joined ("radio\xC2\xAD"
                  "frequency",
                  "radiofrequency");
    check_joined ("radio\xC2\xAD\nfrequency", "radiofrequency");
    check_joined ("2\xC3\x97"
                  "6",
                  "2x6");
    check_joined ("10\xC2\xB2", "10^2");
    check_joined ("", "");
}

static void
test_join (void)
{
    /* values that straddle a line end, in single and in double spacing */
    check_joined ("He obtained relief of his neck pain for about 6-12\nmonths.",
                  "He obtained relief of his neck pain for about 6-12 months.");
    check_joined ("He obtained relief of his neck pain for 6-12\n\nmonths after the procedure that was done then\n\non "
                  "the left side of it, and was well.\n\nHe came back.",
                  "He obtained relief of his neck pain for 6-12 months after the procedure that was done then on the "
                  "left side of it, and was well.\nHe came back.");
    check_joined ("at the level of C5-\n6 on both sides", "at the level of C5-6 on both sides");
    check_joined ("there was a medial-\nbranch block", "there was a medial-branch block");
    check_joined ("there was a neuro-\ntomy done", "there was a neurotomy done");
    /* what only looks like a label is none: a page locator */
    check_joined (
        "Decision based on MTUS ACOEM Chapter 12 Low\nBack Complaints Page(s): 300-301, of which more\nbelow.",
        "Decision based on MTUS ACOEM Chapter 12 Low Back Complaints Page(s): 300-301, of which more below.");
}

static void
test_apart (void)
{
    check_joined ("Patient: Pat Sample\nEmployer: Acme", "Patient: Pat Sample\nEmployer: Acme");
    check_joined ("PHYSICAL EXAMINATION\nThere is spasm.", "PHYSICAL EXAMINATION\nThere is spasm.");
    check_joined ("1. Rest\n2. Ice\n3. Return", "1. Rest\n2. Ice\n3. Return");
    check_joined ("Bridge   2x10   5 lb   ok\nPlank   3x10   BW   cues", "Bridge 2x10 5 lb ok\nPlank 3x10 BW cues");
    check_joined ("A. Name, MD\nSome Orthopedic & Pain Medical Group\n1 Void Street",
                  "A. Name, MD\nSome Orthopedic & Pain Medical Group\n1 Void Street");
    check_joined ("Subjective complaints:\nneck pain", "Subjective complaints:\nneck pain");
}

static void
test_sentences (void)
{
    check_sentences ("Seen by Dr. Lee. He takes it p.r.n. for pain. No. 5 was used.",
                     "Seen by Dr. Lee. | He takes it p.r.n. for pain. | No. 5 was used.");
    check_sentences ("Pain at C5-6. There is spasm.", "Pain at C5-6. | There is spasm.");
    check_sentences ("Complaints Page(s): 300-301. Decision based on it.",
                     "Complaints Page(s): 300-301. | Decision based on it.");
    check_sentences ("Given 2.5 mg on 1.7.15. No relief.", "Given 2.5 mg on 1.7.15. | No relief.");
    check_sentences ("Techniques (e.g., needles) vs. Drugs were used.",
                     "Techniques (e.g., needles) vs. Drugs were used.");
    check_sentences ("Criteria for use: 1. A diagnosis. See above. 2. Blocks done.",
                     "Criteria for use: | 1. A diagnosis. | See above. | 2. Blocks done.");
    check_sentences ("Lumbar spondylosis.POSTOPERATIVE DIAGNOSIS: Same.",
                     "Lumbar spondylosis. | POSTOPERATIVE DIAGNOSIS: Same.");
    check_sentences ("A femur fracture.CURRENT ALLERGIES1. PENICILLIN.",
                     "A femur fracture. | CURRENT ALLERGIES1. | PENICILLIN.");
    check_sentences ("PROPOFOL AND LOCAL.EBL: NIL.", "PROPOFOL AND LOCAL. | EBL: NIL.");
    check_sentences ("There is pain.He rests.", "There is pain. | He rests.");
    check_sentences ("It is \"under study.\" The patient left.", "It is \"under study.\" | The patient left.");
    check_sentences ("Name: Pat Sample  Date of Birth: 1/2/1960", "Name: Pat Sample | Date of Birth: 1/2/1960");
    check_sentences ("Claim no. DX-07-4471 is his.", "Claim no. DX-07-4471 is his.");
    check_sentences ("She signed the form. the patient was placed.", "She signed the form. | the patient was placed.");
    check_sentences ("Seen by B. Nullman today.", "Seen by B. Nullman today.");
}

static void
test_spans (void)
{
    check_span ("had 6-12 \n\nmonths relief", "6-12 months", 4, 17, "6-12 months");
    check_span ("di\xEF\xAC\x83"
                "cult pain",
                "difficult", 0, 7,
                "di\xEF\xAC\x83"
                "cult");
    check_span ("\xE2\x80\x9C"
                "C2\xE2\x80\x93"
                "3\xE2\x80\x9D end",
                "C2-3", 1, 5,
                "C2\xE2\x80\x93"
                "3");
}

/* Text without any end is cut: no sentence is longer than a limit, and none is lost. */
static void
test_endless (void)
{
    g_autoptr (GString) text = g_string_new (NULL);
    for (guint i = 0; i < 20000; i++)
        g_string_append (text, "pain ");
    cJSON *record;
    struct page *page = page_of (text->str, &record);
    gsize covered = 0;
    for (guint i = 0; i < page->sentences->len; i++) {
        const struct sentence *sentence = &g_array_index (page->sentences, struct sentence, i);
        g_assert_cmpuint (sentence->end - sentence->start, <=, 4010);
        covered += sentence->end - sentence->start;
    }
    g_assert_cmpuint (covered, >, 20000 * 4);
    page_free (page);
    cJSON_Delete (record);
}

static void
test_no_page (void)
{
    cJSON *record = record_new ("page");
    g_assert_null (page_new (record));
    record_add_string (record, "document", "F1");
    g_assert_null (page_new (record));
    cJSON_AddNumberToObject (record, "page", 0);
    g_assert_null (page_new (record));
    cJSON_Delete (record);
}

/* A word that the program put in the place of what it read: what was read can be told. */
static void
test_respelt (void)
{
    static const char *const text = "takes Gabapentin daily";
    cJSON *record = record_new ("page");
    record_add_string (record, "document", "F1");
    cJSON_AddNumberToObject (record, "page", 1);
    record_add_string (record, "text", text);
    record_add_string (record, "words", "0 5 0 0 50 10 90 h;6 10 60 0 160 10 60 h;17 5 170 0 220 10 90 h");
    cJSON_AddItemToObject (record, "respelt",
                           cJSON_Parse ("[{\"start\":6,\"length\":10,\"read\":\"Gabapentm\",\"others\":[]},"
                                        "{\"start\":17,\"length\":5,\"read\":\"daily\",\"others\":[\"dairy\"]}]"));
    struct page *page = page_new (record);
    g_autofree char *drug = page_machine_reading (page, 6, 16, 100), *both = page_machine_reading (page, 0, 16, 100),
                    *first = page_machine_reading (page, 0, 5, 100), *last = page_machine_reading (page, 17, 22, 100);
    g_assert_cmpstr (drug, ==, "Gabapentm");
    g_assert_cmpstr (both, ==, "takes Gabapentm");
    g_assert_null (first);
    g_assert_null (last); /* stands as it was read */
    g_assert_true (page_is_respelt (page, 6, 16));
    g_assert_true (page_is_respelt (page, 0, 22));
    g_assert_false (page_is_respelt (page, 0, 5));
    g_assert_false (page_is_respelt (page, 17, 22));
    page_free (page);
    cJSON_Delete (record);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/extract/page/normalise", test_normalise);
    g_test_add_func ("/extract/page/join", test_join);
    g_test_add_func ("/extract/page/apart", test_apart);
    g_test_add_func ("/extract/page/sentences", test_sentences);
    g_test_add_func ("/extract/page/spans", test_spans);
    g_test_add_func ("/extract/page/endless", test_endless);
    g_test_add_func ("/extract/page/no-page", test_no_page);
    g_test_add_func ("/extract/page/respelt", test_respelt);
    return g_test_run ();
}
