/* Classes, documents, sections and zones: who speaks in a sentence (domain.md 0 and 1.6). */
#include <string.h>

#include "common/record.h"
#include "stages/extract/parts.h"

struct file {
    GPtrArray *pages, *records;
    struct classifier *classifier; /* lends the classes */
    struct zoner *zoner;           /* lends the sections */
};

static void
free_page (gpointer page)
{
    page_free (page);
}

static void
free_record (gpointer record)
{
    cJSON_Delete (record);
}

/* The pages of one file, classified and zoned; NULL ends the texts. */
static struct file
read_file (const char *first, ...)
{
    g_autoptr (GString) mistakes = g_string_new (NULL);
    struct classifier *classifier = classifier_new ("patterns", mistakes);
    struct zoner *zoner = zoner_new ("patterns", mistakes);
    g_assert_cmpstr (mistakes->str, ==, "");
    struct file file = { g_ptr_array_new_with_free_func (free_page), g_ptr_array_new_with_free_func (free_record),
                         classifier, zoner };
    va_list texts;
    va_start (texts, first);
    int number = 0;
    for (const char *text = first; text != NULL; text = va_arg (texts, const char *)) {
        cJSON *record = record_new ("page");
        record_add_string (record, "document", "F1");
        cJSON_AddNumberToObject (record, "page", ++number);
        record_add_string (record, "text", text);
        g_ptr_array_add (file.records, record);
        g_ptr_array_add (file.pages, page_new (record));
    }
    va_end (texts);
    classifier_run (classifier, file.pages);
    zoner_run (zoner, file.pages);
    return file;
}

static void
free_file (struct file *file)
{
    g_ptr_array_unref (file->pages);
    g_ptr_array_unref (file->records);
    classifier_free (file->classifier);
    zoner_free (file->zoner);
}

static const struct page *
page_at (const struct file *file, guint i)
{
    return file->pages->pdata[i];
}

/* The zone (and section) of the sentence that holds `words`. */
static void
check_zone (const struct page *page, const char *words, const char *zone, const char *section)
{
    const char *at = strstr (page->text, words);
    g_assert_nonnull (at);
    int index = page_sentence_at (page, (gsize) (at - page->text));
    g_assert_cmpint (index, >=, 0);
    const struct sentence *sentence = &g_array_index (page->sentences, struct sentence, index);
    g_assert_cmpstr (zone_name (sentence->zone), ==, zone);
    if (section != NULL)
        g_assert_cmpstr (sentence->section, ==, section);
}

static const char letter[] =
    "HOW THE IMR FINAL DETERMINATION WAS MADE\n\n"
    "He/she has been in active clinical practice for more than five years.\n\n"
    "CLINICAL CASE SUMMARY\n\n"
    "This is a 50 year old female patient. She had 30 percent relief. Authorization was requested for an MRI of the "
    "knee.\n\n"
    "IMR ISSUES, DECISIONS AND RATIONALES\n\n"
    "MRI of the knee: Upheld\n\n"
    "Claims Administrator guideline: Decision based on MTUS ACOEM Chapter 13 Knee Complaints Page(s): 341-343.\n\n"
    "Decision rationale: MRI of the knee Per the cited guidelines imaging comes late. Most problems improve with time. "
    "It should be done after 4 weeks of care. Criteria for imaging: 1. Locking. 2. The patient should have failed "
    "therapy. "
    "Trials have not shown a benefit. Evidence of failed therapy is not specified in the records provided. "
    "The patient had therapy in May. The medical necessity of MRI of the knee is not established.";

static void
test_letter (void)
{
    struct file file = read_file (letter, NULL);
    const struct page *page = page_at (&file, 0);
    g_assert_cmpstr (page->class_id, ==, "IMR_FDL");
    g_assert_cmpstr (record_string (page->record, "layout"), ==, "C");
    g_assert_null (page->date);
    check_zone (page, "more than five years", "boilerplate", "credentials");
    check_zone (page, "30 percent", "summary", "summary");
    check_zone (page, "Authorization was", "request", NULL);
    check_zone (page, "MRI of the knee: Upheld", "request", "issue");
    check_zone (page, "Chapter 13", "boilerplate", "citations");
    check_zone (page, "Decision rationale", "request", "rationale");
    check_zone (page, "imaging comes late", "guideline", NULL);
    check_zone (page, "Most problems", "guideline", NULL);
    check_zone (page, "4 weeks of care", "guideline", NULL);
    check_zone (page, "Locking", "guideline", NULL);
    check_zone (page, "should have failed", "guideline", NULL);
    check_zone (page, "Trials have not", "guideline", NULL);
    check_zone (page, "Evidence of failed", "rationale", "rationale");
    check_zone (page, "therapy in May", "rationale", NULL);
    check_zone (page, "medical necessity", "rationale", NULL);
    free_file (&file);
}

/* A letter of 2013-14 (layout B) with two items: the second begins anew. */
static void
test_two_items (void)
{
    struct file file = read_file (
        "Dated: 12/4/2013\n\nHOW THE IMR FINAL DETERMINATION WAS MADE\nThe file was sent to a reviewer.\n\n"
        "DOCUMENTS REVIEWED\nProgress report dated 6/3/2013\n\nCLINICAL CASE SUMMARY\nShe had 20% relief.\n\n"
        "IMR DECISION(S) AND RATIONALE(S)\n\n1. Twelve visits of therapy is not medically necessary and appropriate.\n"
        "The Claims Administrator based its decision on the MTUS Chronic Pain Guidelines, pages 98-99.\n"
        "The Expert Reviewer's decision rationale:\nThe MTUS recommends 9-10 visits. The employee has had 12 "
        "visits.\n\n"
        "2. MRI of the knee is medically necessary and appropriate.\nThe Expert Reviewer's decision rationale:\n"
        "The MTUS recommends imaging for locking. The employee has locking.\n",
        NULL);
    const struct page *page = page_at (&file, 0);
    g_assert_cmpstr (page->class_id, ==, "IMR_FDL");
    g_assert_cmpstr (record_string (page->record, "layout"), ==, "B");
    g_assert_cmpstr (page->date, ==, "2013-12-04");
    check_zone (page, "6/3/2013", "boilerplate", "documents_reviewed");
    check_zone (page, "20%", "summary", "summary");
    check_zone (page, "Twelve visits", "request", "issue");
    check_zone (page, "98-99", "boilerplate", "citations");
    check_zone (page, "9-10 visits", "guideline", "rationale");
    check_zone (page, "had 12 visits", "rationale", "rationale");
    check_zone (page, "MRI of the knee is", "request", "issue");
    check_zone (page, "imaging for locking", "guideline", "rationale");
    check_zone (page, "has locking", "rationale", "rationale");
    free_file (&file);
}

/* Without headings: the quotation is the guideline's, what stands before and after it the reviewer's. */
static void
test_review_letter (void)
{
    struct file file = read_file (
        "Some State Fund\nUtilization Management, Region 9\n8/10/2015\nClaim Number: NR-1\nRFA received: 08/03/2015\n"
        "Treatment requested: Left knee injection\nDecision: NOT CERTIFIED\n"
        "The request was reviewed against the MTUS Chronic Pain Guidelines 2009, page 46: \"1) Pain must be\n"
        "documented. 2) Use of care for 6 weeks should be\ntried.\" The handwritten report is difficult to read. The "
        "request is\n"
        "denied for lack of information.\n",
        NULL);
    const struct page *page = page_at (&file, 0);
    g_assert_cmpstr (page->class_id, ==, "UR");
    g_assert_cmpstr (page->date, ==, "2015-08-10");
    check_zone (page, "Treatment requested", "request", NULL);
    check_zone (page, "reviewed against", "rationale", NULL);
    check_zone (page, "Pain must be", "guideline", NULL);
    check_zone (page, "6 weeks", "guideline", NULL);
    check_zone (page, "handwritten report", "rationale", NULL);
    check_zone (page, "denied for lack", "rationale", NULL);
    free_file (&file);
}

static void
test_forms (void)
{
    struct file file = read_file (
        "State of California, Division of Workers' Compensation\nREQUEST FOR AUTHORIZATION\nDWC Form RFA\n"
        "Employee Information\nName (Last, First, Middle): Sample, Pat  Date of Birth: 1/2/1960\n"
        "Requested Treatment (see instructions for guidance)\n"
        "knee pain  719.46  knee injection left  20610\nRequesting Physician Signature:  Date: 9-15-14\n",
        "PRIMARY TREATING PHYSICIAN'S PROGRESS REPORT (PR-2)\nCheck the box(es) which indicate why you are submitting "
        "a report.\n"
        "Date of exam: 9-16-14\nSubjective complaints:\nKnee pain 8/10.\n"
        "Treatment Plan: (Include treatment rendered to date.)\nReq auth: left knee injection. Continue exercise.\n",
        NULL);
    const struct page *rfa = page_at (&file, 0), *report = page_at (&file, 1);
    g_assert_cmpstr (rfa->class_id, ==, "RFA");
    g_assert_cmpstr (rfa->date, ==, "2014-09-15");
    check_zone (rfa, "knee pain", "record", "diagnoses");
    check_zone (rfa, "knee injection", "request", "request");
    check_zone (rfa, "Requested Treatment", "boilerplate", NULL);
    g_assert_cmpstr (report->class_id, ==, "PR2");
    g_assert_cmpstr (report->date, ==, "2014-09-16");
    check_zone (report, "Check the box", "boilerplate", NULL);
    check_zone (report, "8/10", "record", "subjective");
    check_zone (report, "Req auth", "request", "plan");
    check_zone (report, "Continue exercise", "record", "plan");
    free_file (&file);
}

/* A treating doctor's own sentence stays a fact, though it names a guideline. */
static void
test_record_keeps_facts (void)
{
    struct file file =
        read_file ("PROGRESS NOTE\nSUBJECTIVE: The patient has 70% relief per ODG criteria. She should have an "
                   "injection per MTUS.\n"
                   "The ODG recommends imaging only when symptoms are severe and it should be delayed.\n",
                   NULL);
    check_zone (page_at (&file, 0), "70% relief", "record", "subjective");
    check_zone (page_at (&file, 0), "She should have", "record", NULL);
    check_zone (page_at (&file, 0), "ODG recommends", "guideline", NULL);
    free_file (&file);
}

static void
test_documents (void)
{
    struct file file =
        read_file ("Pat Sample  Page 1 of 2\nQualified Medical Evaluator\nApril 18, 2012\nHISTORY OF INJURY. She fell "
                   "and hurt her knee.",
                   "Pat Sample  Page 2 of 2\nDIAGNOSES. 1. Knee sprain. FUTURE MEDICAL CARE. None.", "  \n ",
                   "SOME CLINIC - DAILY NOTE\nDate: 4/8/2014  Visit 1 of 8\nTherapeutic exercise.",
                   "SOME CLINIC - DAILY NOTE\nDate: 4/15/2014  Visit 2 of 8\nTherapeutic exercise.",
                   "PROOF OF SERVICE BY MAIL\nExecuted on 9/22/2014 at Anytown.", "zzz qqq", NULL);
    static const char *const classes[] = { "MEDLEGAL", "MEDLEGAL", "BLANK", "THER", "THER", "CORR", "OTHER" };
    static const char *const dates[] = { "2012-04-18", "2012-04-18", NULL, "2014-04-08",
                                         "2014-04-15", "2014-09-22", NULL };
    static const int parts[] = { 1, 1, 2, 3, 4, 5, 6 };
    for (guint i = 0; i < G_N_ELEMENTS (classes); i++) {
        const struct page *page = page_at (&file, i);
        g_assert_cmpstr (page->class_id, ==, classes[i]);
        g_assert_cmpstr (page->date, ==, dates[i]);
        g_assert_cmpint ((int) record_number (page->record, "part", 0), ==, parts[i]);
    }
    free_file (&file);
}

/* A page that ends within a sentence belongs to the next, and its zone runs on. */
static void
test_run_on (void)
{
    g_autofree char *first =
        g_strndup (letter, (gsize) (strstr (letter, "Most problems") - letter) + strlen ("Most problems improve"));
    struct file file = read_file (first, letter + strlen (first) + 1, NULL);
    const struct page *page = page_at (&file, 1);
    g_assert_cmpstr (page->class_id, ==, "IMR_FDL");
    g_assert_cmpint ((int) record_number (page->record, "part", 0), ==, 1);
    check_zone (page, "with time", "guideline", "rationale");
    check_zone (page, "4 weeks of care", "guideline", NULL);
    check_zone (page, "Evidence of failed", "rationale", NULL);
    free_file (&file);
}

/* The first letters (layout A): the decisions stand before everything, the summary is the denial's own. */
static void
test_layout_a (void)
{
    struct file file = read_file (
        "Notice of Independent Medical Review Determination\n"
        "\n"
        "Dated: 10/4/2013\n"
        "\n"
        "Employee: Jane Doe\n"
        "Date of UR Decision: 7/22/2013\n"
        "Date of Injury: 3/2/2009\n"
        "IMR Application Received: 8/1/2013\n"
        "\n"
        "1) ACME Review Services has determined the request for lumbar facet injections at L4-5 and L5-S1 is not "
        "medically necessary and appropriate.\n"
        "\n"
        "2) ACME Review Services has determined the request for one MRI of the lumbar spine is medically necessary and "
        "appropriate.\n"
        "\n"
        "INDEPENDENT MEDICAL REVIEW DECISION AND RATIONALE\n"
        "\n"
        "An application was filed on 8/1/2013 disputing the Utilization Review Denial dated 7/22/2013.\n"
        "\n"
        "Medical Qualifications of the Expert Reviewer:\n"
        "The independent Medical Doctor who made the decision has no affiliation with the employer, employee, "
        "providers or the claims administrator. The physician reviewer is Board Certified in Anesthesiology, and is "
        "licensed to practice in California.\n"
        "\n"
        "Case Summary:\n"
        "Disclaimer: The following case summary was taken directly from the utilization review denial/modification "
        "dated 7/22/2013.\n"
        "\n"
        "\"The patient is a 48-year-old female. She had 40% relief for 3 weeks from the prior epidural.\"\n"
        "\n"
        "Documents Reviewed for Determination:\n"
        "- Application of Independent Medical Review\n"
        "- Utilization Review Determination\n"
        "\n"
        "1) Regarding the request for lumbar facet injections at L4-5 and L5-S1:\n"
        "\n"
        "The Medical Treatment Guidelines Relied Upon by the Expert Reviewer to Make His/Her Decision:\n"
        "The Claims Administrator based its decision on the Low Back Complaints (ACOEM Practice Guidelines, 2nd "
        "Edition (2004), Chapter 12), page 300.\n"
        "\n"
        "Rationale for the Decision:\n"
        "The ACOEM guidelines state that facet injections are of questionable merit. The records do not document facet "
        "loading. The request for facet injections is not medically necessary and appropriate.\n",
        NULL);
    const struct page *page = page_at (&file, 0);
    g_assert_cmpstr (page->class_id, ==, "IMR_FDL");
    g_assert_cmpstr (record_string (page->record, "layout"), ==, "A");
    g_assert_cmpstr (page->date, ==, "2013-10-04");
    check_zone (page, "lumbar facet injections at L4-5", "request", "issue");
    check_zone (page, "one MRI of the lumbar", "request", "issue");
    check_zone (page, "no affiliation", "boilerplate", "credentials");
    check_zone (page, "40% relief", "summary", "summary");
    check_zone (page, "Chapter 12", "boilerplate", "citations");
    check_zone (page, "questionable merit", "guideline", NULL);
    check_zone (page, "do not document facet", "rationale", "rationale");
    free_file (&file);
}

/* Another vendor's letter (layout D): a question at dispute, no title. */
static void
test_layout_d (void)
{
    struct file file = read_file (
        "MEDICAL PROFESSIONAL REVIEW\n"
        "\n"
        "ISSUE AT DISPUTE:\n"
        "Whether twelve sessions of aquatic therapy are medically necessary.\n"
        "\n"
        "CASE SUMMARY:\n"
        "This is a 55 year old male who was injured on 2/3/2010. He reports 50% improvement after physical therapy.\n"
        "\n"
        "DOCUMENTS REVIEWED FOR DETERMINATION:\n"
        "Progress report dated 5/6/2013\n"
        "UR determination dated 6/1/2013\n"
        "\n"
        "MEDICAL TREATMENT GUIDELINE(S) RELIED UPON BY THE REVIEWER TO MAKE HIS/HER DECISION:\n"
        "MTUS Chronic Pain Medical Treatment Guidelines, Aquatic therapy, page 22.\n"
        "\n"
        "RATIONALE FOR WHY THE REQUESTED TREATMENT/SERVICE IS OR IS NOT MEDICALLY NECESSARY:\n"
        "Aquatic therapy is recommended as an optional form of exercise. The records do not show an inability to bear "
        "weight. The request is not medically necessary.\n"
        "\n"
        "MEDICAL REVIEWER QUALIFICATIONS:\n"
        "The reviewer is board certified in Physical Medicine and Rehabilitation and licensed in California.\n",
        NULL);
    const struct page *page = page_at (&file, 0);
    g_assert_cmpstr (page->class_id, ==, "IMR_FDL");
    g_assert_cmpstr (record_string (page->record, "layout"), ==, "D");
    g_assert_null (page->date); /* the dates are those of documents that were reviewed */
    check_zone (page, "Whether twelve", "request", "issue");
    check_zone (page, "50% improvement", "summary", "summary");
    check_zone (page, "dated 5/6/2013", "boilerplate", "documents_reviewed");
    check_zone (page, "page 22", "boilerplate", "citations");
    check_zone (page, "optional form", "guideline", NULL);
    check_zone (page, "inability to bear", "rationale", "rationale");
    check_zone (page, "board certified", "boilerplate", "credentials");
    free_file (&file);
}

/* Later letters (layout E): C's headings, guidelines of 2017 and after, several items. */
static void
test_layout_e (void)
{
    struct file file = read_file (
        "IMR Final Determination Letter\n"
        "\n"
        "Case Number: CM19-0000001\n"
        "Date Assigned: 2/1/2019\n"
        "Date of Injury: 3/4/2012\n"
        "Decision Date: 2/20/2019\n"
        "UR Denial Date: 1/5/2019\n"
        "Priority: Standard\n"
        "Application Received: 1/15/2019\n"
        "\n"
        "HOW THE IMR FINAL DETERMINATION WAS MADE\n"
        "\n"
        "MAXIMUS Federal Services sent the complete case file to an expert reviewer. He/she has no affiliation with "
        "the employer, employee, providers or the claims administrator. He/she has been in active clinical practice "
        "for more than five years and is currently working at least 24 hours a week in active practice.\n"
        "\n"
        "CLINICAL CASE SUMMARY\n"
        "\n"
        "The expert reviewer developed the following clinical case summary. This is a 61 year old female. She had 60% "
        "relief for 8 weeks after an epidural.\n"
        "\n"
        "IMR ISSUES, DECISIONS AND RATIONALES\n"
        "\n"
        "The Final Determination was based on decisions for the disputed items/services set forth below:\n"
        "\n"
        "1. Acupuncture 8 visits for the cervical spine: Overturned\n"
        "\n"
        "Claims Administrator guideline: The Claims Administrator did not cite any medical evidence for its decision.\n"
        "\n"
        "MAXIMUS guideline: Decision based on MTUS ACOEM Chronic Pain Guideline, Acupuncture, 2017.\n"
        "\n"
        "Decision rationale: The MTUS Guidelines recommend acupuncture for chronic neck pain. In this case, the worker "
        "had 6 visits with less pain. Therefore, the request for acupuncture is medically necessary.\n"
        "\n"
        "2. Norco 10/325 mg #60: Upheld\n"
        "\n"
        "Claims Administrator guideline: Decision based on MTUS Opioids Guideline.\n"
        "\n"
        "MAXIMUS guideline: Decision based on MTUS ACOEM Opioids Guideline, 2017.\n"
        "\n"
        "Decision rationale: The MTUS Guidelines do not recommend long-term use. There is no documentation of "
        "functional gain. The request for Norco is not medically necessary.\n",
        NULL);
    const struct page *page = page_at (&file, 0);
    g_assert_cmpstr (page->class_id, ==, "IMR_FDL");
    g_assert_cmpstr (record_string (page->record, "layout"), ==, "E");
    g_assert_cmpstr (page->date, ==, "2019-02-20");
    check_zone (page, "24 hours a week", "boilerplate", "credentials");
    check_zone (page, "60% relief", "summary", "summary");
    check_zone (page, "Acupuncture 8 visits", "request", "issue");
    check_zone (page, "Acupuncture, 2017", "boilerplate", "citations");
    check_zone (page, "recommend acupuncture", "guideline", NULL);
    check_zone (page, "6 visits with less", "rationale", "rationale");
    check_zone (page, "Norco 10/325 mg #60: Upheld", "request", "issue");
    check_zone (page, "long-term use", "guideline", NULL);
    check_zone (page, "functional gain", "rationale", "rationale");
    free_file (&file);
}

/* A physician's letter against a denial tells of the patient; the reviewer's answer to one stays a review. */
static void
test_appeal (void)
{
    struct file
        appeal = read_file (
            "RE: Appeal of Utilization Review denial dated April 3, 2018\n\nTo Whom It May Concern:\n\nI am writing to "
            "appeal the non-certification of a repeat L5-S1 TFESI. He obtained 70% relief from the first.\n\n"
            "Sincerely,\nI. Lund, M.D.\n",
            NULL),
        cover = read_file (
            "Utilization Review Department\nRe: Request for reconsideration, L. Gentry\n\nEnclosed are my notes. On "
            "March 10 the patient reported 80% relief. I respectfully request that the denial be overturned.\n\n"
            "Sincerely,\nB. Holloway, M.D.\n",
            NULL),
        review =
            read_file ("UTILIZATION REVIEW DETERMINATION\nYour request for reconsideration was received on 1/9/2018.\n"
                       "Decision: NON-CERTIFIED\nRationale: The patient reported 80% relief.\n",
                       NULL);
    g_assert_cmpstr (page_at (&appeal, 0)->class_id, ==, "PR2");
    check_zone (page_at (&appeal, 0), "70% relief", "record", NULL);
    g_assert_cmpstr (page_at (&cover, 0)->class_id, ==, "PR2");
    check_zone (page_at (&cover, 0), "80% relief", "record", NULL);
    g_assert_cmpstr (page_at (&review, 0)->class_id, ==, "UR");
    check_zone (page_at (&review, 0), "80% relief", "rationale", NULL);
    free_file (&appeal);
    free_file (&cover);
    free_file (&review);
}

/* A letter is evidence where one writes it who treats the patient, or the patient; never where another hand does. */
static void
test_correspondence (void)
{
    static const struct {
        const char *text, *words, *zone;
    } letters[] = {
        { "Harbor Spine\n\nDear Ms. Whitlock:\n\nHe received a TFESI at L5-S1 on 04/14/2015. It gave him 70% "
          "relief.\n\n"
          "Enclosed are my office notes.\n\nSincerely,\n\nPaul Renfrew, M.D.\n",
          "70% relief", "record" },
        { "Orville Tansey\n\nDear Ms. Whitlock:\n\nEnclosed are the bills. I had a lumbar epidural injection in April "
          "and it "
          "gave me 70% relief for ten weeks.\n\nVery truly yours,\nOrville Tansey\n",
          "70% relief", "record" },
        { "LAW OFFICES OF KAY DORRANCE\n\nDear Ms. Whitlock:\n\nEnclosed please find the records of my client. He had "
          "90% "
          "relief with an ESI, as Paul Renfrew, M.D., says.\n\nVery truly yours,\nKay Dorrance\n",
          "90% relief", "boilerplate" },
        { "Pacific Mutual\n\nDear Mr. Tansey:\n\nWe received your request for an epidural injection. Enclosed is a "
          "form. "
          "An injection that gave you relief is to be shown.\n\nSincerely,\nDana Whitlock\n",
          "gave you relief", "boilerplate" },
        { "FAX COVER SHEET\nPages including cover: 3\nMedial branch blocks gave 80% relief. Paul Renfrew, M.D.\n",
          "80% relief", "boilerplate" },
    };
    for (gsize i = 0; i < G_N_ELEMENTS (letters); i++) {
        struct file file = read_file (letters[i].text, NULL);
        g_assert_cmpstr (page_at (&file, 0)->class_id, ==, "CORR");
        check_zone (page_at (&file, 0), letters[i].words, letters[i].zone, NULL);
        free_file (&file);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/extract/zones/letter", test_letter);
    g_test_add_func ("/extract/zones/two-items", test_two_items);
    g_test_add_func ("/extract/zones/layout-a", test_layout_a);
    g_test_add_func ("/extract/zones/layout-d", test_layout_d);
    g_test_add_func ("/extract/zones/layout-e", test_layout_e);
    g_test_add_func ("/extract/zones/review-letter", test_review_letter);
    g_test_add_func ("/extract/zones/forms", test_forms);
    g_test_add_func ("/extract/zones/record-keeps-facts", test_record_keeps_facts);
    g_test_add_func ("/extract/zones/documents", test_documents);
    g_test_add_func ("/extract/zones/run-on", test_run_on);
    g_test_add_func ("/extract/zones/appeal", test_appeal);
    g_test_add_func ("/extract/zones/correspondence", test_correspondence);
    return g_test_run ();
}
