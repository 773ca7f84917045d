#include "stages/report/letter.h"

#include <string.h>

#include "common/record.h"
#include "common/words.h"
#include "stages/report/summary.h"
#include "stages/report/wanted.h"
#include "stages/report/words.h"

#define QUOTES_TOLD 2 /* passages quoted for one criterion */

static const cJSON *
part (const struct prose *prose, const char *key)
{
    return record_get (prose->json, key);
}

/* --- head -------------------------------------------------------------------------------------------------------------- */

static void
add_header (struct prose *prose)
{
    static const struct {
        const char *label, *path;
    } fields[] = {
        { "Case Number", "admin.case_number" },
        { "Date Assigned", "admin.date_assigned" },
        { "Date of Injury", "admin.date_of_injury" },
        { "Decision Date", "admin.decision_date" },
        { "UR Denial Date", "admin.ur_denial_date" },
        { "Priority", "admin.priority" },
        { "Application Received", "admin.application_received" },
    };
    for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
        prose_field (prose, fields[i].label, fields[i].path,
                     record_get (part (prose, "admin"), strchr (fields[i].path, '.') + 1));
}

/* How many pages were read, and which could not be: what every "not documented" rests on. */
static void
say_reading (struct prose *prose)
{
    const cJSON *run = part (prose, "run"), *page, *file;
    double read = record_number (run, "pages_read", 0);
    g_autoptr (GString) text = g_string_new (NULL);
    g_string_append_printf (text, "%.0f %s of the file %s read", read, read == 1 ? "page" : "pages",
                            read == 1 ? "was" : "were");
    g_autofree char *unread = words_for_unread (record_get (run, "pages_unread"));
    if (unread)
        g_string_append_printf (text, "; %s could not be read", unread);
    else
        g_string_append (text, "; none had to be left out");
    gboolean first = TRUE;
    cJSON_ArrayForEach (page, part (prose, "pages")) {
        if (!cJSON_IsObject (record_get (page, "error")) || !record_string (page, "file"))
            continue;
        g_string_append_printf (text, "%s%s p. %.0f", first ? ": " : ", ", record_string (page, "file"),
                                record_number (page, "page", 0));
        first = FALSE;
    }
    cJSON_ArrayForEach (file, part (prose, "files")) {
        if (!cJSON_IsObject (record_get (file, "error")) || !record_string (file, "name"))
            continue;
        g_string_append_printf (text, "%s%s", first ? ": " : ", ", record_string (file, "name"));
        first = FALSE;
    }
    prose_sentence (prose, text->str, BASIS_RUN, NULL);
}

static void
add_method (struct prose *prose)
{
    prose_heading (prose, "HOW THE IMR FINAL DETERMINATION WAS MADE");
    prose_fill (prose, "The reviewing physician states here: licence, specialty, years and hours of practice, and the "
                       "absence of any affiliation. The program knows none of it and asserts none.");
    prose_paragraph (prose, NULL);
    prose_sentence (prose, "This draft was prepared by a program from the records submitted", BASIS_PROGRAM, NULL);
    say_reading (prose);
    prose_sentence (prose, "The reviewing physician examines the records and decides", BASIS_PROGRAM, NULL);
    prose_heading (prose, "DOCUMENTS REVIEWED");
    const cJSON *document;
    cJSON_ArrayForEach (document, part (prose, "documents")) {
        const char *file = record_string (document, "file"),
                   *class_name = words_for (record_string (document, "class"));
        if (!record_bool (document, "in_file") || g_strcmp0 (record_string (document, "class"), "BLANK") == 0)
            continue;
        g_autofree char *date = prose_date (record_string (document, "date"));
        g_autofree char *text = g_strdup_printf ("%s, %s (%s)", class_name ? class_name : "document",
                                                 date ? date : "undated", file ? file : "");
        prose_item (prose, NULL);
        prose_say (prose, text, record_string (document, "id"), NULL);
    }
}

/* --- issues ------------------------------------------------------------------------------------------------------------ */

/* The guidelines that a party cites; where it cites none, that is said only where `always`. */
static void
add_party_guideline (struct prose *prose, const char *party, const char *label, gboolean always)
{
    const cJSON *citation;
    guint before = prose->blocks->len;
    int n = 0;
    prose_paragraph (prose, label);
    cJSON_ArrayForEach (citation, part (prose, "citations")) {
        if (g_strcmp0 (record_string (citation, "party"), party) != 0)
            continue;
        g_autoptr (GString) text =
            g_string_new (record_string (citation, "system") ? record_string (citation, "system") : "");
        double number = record_number (citation, "chapter_no", 0);
        if (number > 0)
            g_string_append_printf (text, ", chapter %g", number);
        static const char *const keys[] = { "chapter", "topic", "edition" };
        for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
            if (record_string (citation, keys[i]))
                g_string_append_printf (text, ", %s", record_string (citation, keys[i]));
        g_autofree char *updated = prose_date (record_string (citation, "updated"));
        if (updated)
            g_string_append_printf (text, ", updated %s", updated);
        prose_sentence (prose, text->len ? text->str : "a guideline", record_string (citation, "id"),
                        record_get (citation, "evidence"));
        n++;
    }
    if (n == 0 && always) {
        g_autofree char *pages = prose_pages_read (prose->json);
        g_autofree char *text = g_strdup_printf ("None is named in %s", pages);
        g_autofree char *basis = g_strdup_printf ("absent:citations.%s", party);
        prose_sentence (prose, text, basis, NULL);
    } else if (n == 0)
        prose_truncate (prose, before);
}

/* "issue:Q1": where a sentence about an issue stands in the case; the caller frees. */
static char *
basis_of (const cJSON *issue, const char *criterion)
{
    const char *request = record_string (issue, "request");
    return criterion ? g_strdup_printf ("criterion:%s/%s", request ? request : "", criterion)
                     : g_strdup_printf ("issue:%s", request ? request : "");
}

static void
add_applied_guideline (struct prose *prose, const cJSON *issue)
{
    const cJSON *set = record_get (issue, "set");
    g_autofree char *basis = basis_of (issue, NULL);
    g_autoptr (GString) text = g_string_new (record_string (set, "guideline") ? record_string (set, "guideline") : "");
    if (record_string (set, "edition"))
        g_string_append_printf (text, ", %s", record_string (set, "edition"));
    prose_paragraph (prose, "Guideline applied in this draft:");
    prose_sentence (prose, text->len ? text->str : "None: no criteria apply that the program knows", basis, NULL);
    if (text->len && g_strcmp0 (record_string (set, "verified"), "yes") != 0)
        prose_sentence (prose, "Its criteria have not been verified against the published text", basis, NULL);
}

/* Quotes the first passages that were read surely, or with doubt, and says how many. */
static int
quote_passages (struct prose *prose, const cJSON *criterion, gboolean doubtful)
{
    const cJSON *id;
    const char *last = NULL;
    int told = 0;
    cJSON_ArrayForEach (id, record_get (criterion, "evidence")) {
        const cJSON *evidence = evidence_find (prose->evidence, cJSON_GetStringValue (id));
        const char *quote = record_string (evidence, "quote");
        if (!quote || g_strcmp0 (quote, last) == 0
            || (record_number (evidence, "ocr_conf", 100) < WORD_DOUBTFUL) != doubtful)
            continue;
        if (told == QUOTES_TOLD)
            break;
        const char *opening = doubtful ? ": the records, read with doubt, have" : ": the records read";
        g_autofree char *text = g_strdup_printf ("%s \"%s\"", told++ ? " and" : opening, last = quote);
        prose_say (prose, text, cJSON_GetStringValue (id), id);
    }
    return told;
}

/* The passages that a criterion rests on, in their own words. */
static void
say_passages (struct prose *prose, const cJSON *criterion)
{
    int told = quote_passages (prose, criterion, FALSE);
    if (told == 0)
        told = quote_passages (prose, criterion, TRUE);
    if (told == 0)
        prose_say (prose, "; this is reckoned from other facts of the case and has no passage of its own", NULL, NULL);
}

/* Why it is not documented, and how far that was searched. */
static void
say_proof (struct prose *prose, const cJSON *criterion)
{
    const char *reason = words_for_reason (record_string (criterion, "reason"));
    const cJSON *search = record_get (criterion, "search");
    g_autofree char *unread = words_for_unread (record_get (search, "pages_unread"));
    double read = record_number (search, "pages_read", record_number (part (prose, "run"), "pages_read", 0));
    g_autofree char *why = reason ? g_strdup_printf (": %s", reason) : g_strdup ("");
    g_autofree char *proof =
        unread ? g_strdup_printf ("; the search covered %.0f pages, and %s could not be read", read, unread)
               : g_strdup_printf ("; the search covered all %.0f pages, and each could be read", read);
    prose_say (prose, why, NULL, NULL);
    prose_say (prose, proof, NULL, NULL);
}

static void
add_criterion (struct prose *prose, const cJSON *issue, const cJSON *criterion)
{
    const char *id = record_string (criterion, "id"), *outcome = record_string (criterion, "outcome");
    const char *asks = record_string (criterion, "paraphrase"), *kind = words_for (record_string (criterion, "kind"));
    g_autofree char *basis = basis_of (issue, id ? id : "");
    g_autofree char *lead =
        g_strdup_printf ("%s%s%s%s.", id ? id : "", kind ? " (" : "", kind ? kind : "", kind ? ")" : "");
    gboolean met = g_strcmp0 (outcome, "met") == 0, not_met = g_strcmp0 (outcome, "not_met") == 0;
    gboolean applies = g_strcmp0 (outcome, "not_applicable") != 0;
    prose_item (prose, lead);
    if (asks)
        prose_sentence (prose, asks, basis, NULL);
    prose_say (prose,
               met        ? "This is met on these records"
               : not_met  ? "This is not met on these records"
               : !applies ? "This does not apply"
                          : "This is not documented",
               basis, NULL);
    if (met || not_met)
        say_passages (prose, criterion);
    else if (applies)
        say_proof (prose, criterion);
    prose_stop (prose);
}

static void
add_conclusion (struct prose *prose, const cJSON *issue)
{
    const cJSON *determination = record_get (issue, "determination"), *id, *cure;
    const char *draft = record_string (determination, "draft");
    g_autofree char *basis = basis_of (issue, NULL);
    g_autoptr (GString) text = g_string_new (NULL);
    if (g_strcmp0 (draft, "upheld") == 0)
        g_string_append (text, "On these criteria the draft is that the denial be upheld");
    else if (g_strcmp0 (draft, "overturned") == 0)
        g_string_append (text, "On these criteria the draft is that the denial be overturned");
    else if (g_strcmp0 (draft, "partially_overturned") == 0)
        g_string_append (text, "On these criteria the draft is that the denial be overturned in part");
    else
        g_string_append (text, "The program proposes no determination: a physician must look");
    const cJSON *deciding = record_get (determination, "deciding");
    int n = cJSON_GetArraySize (deciding), at = 0;
    cJSON_ArrayForEach (id, deciding) {
        if (cJSON_IsString (id))
            g_string_append_printf (text, "%s%s",
                                    at == 0       ? "; it turns on "
                                    : at + 1 == n ? " and "
                                                  : ", ",
                                    id->valuestring);
        at++;
    }
    prose_paragraph (prose, NULL);
    prose_sentence (prose, text->str, basis, NULL);
    if (cJSON_GetArraySize (record_get (determination, "cure")) == 0)
        return;
    prose_sentence (prose, "What is not documented may exist; these records would settle it:", BASIS_PROGRAM, NULL);
    cJSON_ArrayForEach (cure, record_get (determination, "cure")) {
        if (!record_string (cure, "needed"))
            continue;
        prose_item (prose, NULL);
        prose_sentence (prose, record_string (cure, "needed"), basis, NULL);
    }
}

static void
add_issue (struct prose *prose, const cJSON *request, const cJSON *issue)
{
    const char *raw = record_string (request, "raw");
    const char *draft = record_string (record_get (issue, "determination"), "draft");
    const cJSON *criterion, *mention = cJSON_GetArrayItem (record_get (request, "mentions"), 0);
    g_autofree char *lead = g_strdup_printf ("%s: %s (draft)", raw ? raw : "A request without words",
                                             words_for (draft ? draft : "needs_human"));
    prose_paragraph (prose, lead);
    prose_sentence (prose, "As requested", record_string (request, "id"), record_get (mention, "evidence"));
    add_party_guideline (prose, "UR", "Claims Administrator guideline:", TRUE);
    add_party_guideline (prose, "IMR", "Guideline of the earlier determination in the file:", FALSE);
    add_applied_guideline (prose, issue);
    prose_paragraph (prose, "Decision rationale:");
    if (!issue) {
        prose_sentence (prose, "No criteria were checked for this request: a physician must look", BASIS_PROGRAM, NULL);
        return;
    }
    cJSON_ArrayForEach (criterion, record_get (issue, "criteria")) {
        add_criterion (prose, issue, criterion);
    }
    add_conclusion (prose, issue);
}

struct prose *
letter_new (struct casetext *casetext)
{
    struct prose *prose = prose_new (casetext, "Independent Medical Review: determination, draft");
    add_header (prose);
    add_method (prose);
    prose_heading (prose, "CLINICAL CASE SUMMARY");
    summary_add (prose);
    prose_heading (prose, "IMR ISSUES, DECISIONS AND RATIONALES");
    const cJSON *request, *issue;
    cJSON_ArrayForEach (request, part (prose, "requests")) {
        const cJSON *found = NULL;
        cJSON_ArrayForEach (issue, record_get (part (prose, "assessment"), "issues")) {
            if (!found && g_strcmp0 (record_string (issue, "request"), record_string (request, "id")) == 0)
                found = issue;
        }
        add_issue (prose, request, found);
    }
    if (cJSON_GetArraySize (part (prose, "requests")) == 0) {
        g_autofree char *pages = prose_pages_read (prose->json);
        g_autofree char *text = g_strdup_printf ("No request for a treatment was found in %s", pages);
        prose_paragraph (prose, NULL);
        prose_sentence (prose, text, "absent:requests", NULL);
    }
    prose_fill (prose, "Signature, licence and date of the reviewing physician");
    return prose;
}

/* --- request for records ----------------------------------------------------------------------------------------------- */

static void
add_needed (struct prose *prose)
{
    const cJSON *issue, *cure;
    g_autoptr (GHashTable) asked = g_hash_table_new (g_str_hash, g_str_equal);
    cJSON_ArrayForEach (issue, record_get (part (prose, "assessment"), "issues")) {
        g_autofree char *basis = basis_of (issue, NULL);
        cJSON_ArrayForEach (cure, record_get (record_get (issue, "determination"), "cure")) {
            const char *needed = record_string (cure, "needed");
            if (!needed || !g_hash_table_add (asked, (gpointer) needed))
                continue;
            prose_item (prose, NULL);
            prose_sentence (prose, needed, basis, NULL);
        }
    }
}

/* Documents in the files without a day that may be the one that is missed. */
static void
say_matches (struct prose *prose, const cJSON *item)
{
    g_autoptr (GString) text = g_string_new (NULL), basis = g_string_new (NULL);
    const cJSON *id;
    cJSON_ArrayForEach (id, record_get (item, "possible_match")) {
        const cJSON *document = evidence_find (prose->evidence, cJSON_GetStringValue (id));
        const cJSON *page = cJSON_GetArrayItem (record_get (document, "pages"), 0);
        if (!record_string (document, "file") || !cJSON_IsNumber (page))
            continue;
        g_string_append_printf (text, "%s%s, page %.0f", text->len ? " or " : "An undated document may be it: ",
                                record_string (document, "file"), page->valuedouble);
        g_string_append_printf (basis, " %s", cJSON_GetStringValue (id));
    }
    if (text->len)
        prose_sentence (prose, text->str, basis->str, NULL);
}

/* One thing that is missing, with the sentence of the records that tells of it. */
static void
add_wanted (struct prose *prose, const cJSON *item)
{
    const char *id = record_string (item, "id");
    gboolean gap =
        g_strcmp0 (record_string (item, "kind"), "report_gap") == 0; /* its evidence are the days before and after */
    g_autofree char *text = wanted_in_words (prose->evidence, item);
    const cJSON *said = cJSON_GetArrayItem (record_get (item, "sentences"), 0);
    const char *sentence = gap ? NULL : record_string (said, "text");
    if (!text)
        return;
    prose_item (prose, NULL);
    prose_say (prose, text, id, sentence ? NULL : record_get (item, "evidence"));
    if (sentence) {
        g_autofree char *quoted = g_strdup_printf (": \"%s\"", sentence);
        prose_say (prose, quoted, id, record_get (said, "evidence"));
    }
    prose_stop (prose);
    say_matches (prose, item);
}

static gboolean
is_spoken_of (const cJSON *item)
{
    static const char *const kinds[] = { "document", "procedure_note", "list", NULL };
    const char *kind = record_string (item, "kind");
    return kind && g_strv_contains (kinds, kind);
}

static void
add_mentioned (struct prose *prose)
{
    const cJSON *item;
    cJSON_ArrayForEach (item, part (prose, "missing")) {
        if (is_spoken_of (item))
            add_wanted (prose, item);
    }
}

static void
add_expected (struct prose *prose)
{
    const cJSON *item;
    cJSON_ArrayForEach (item, part (prose, "missing")) {
        if (!is_spoken_of (item))
            add_wanted (prose, item);
    }
}

static void
add_unreadable (struct prose *prose)
{
    const cJSON *file, *page;
    cJSON_ArrayForEach (file, part (prose, "files")) {
        if (!cJSON_IsObject (record_get (file, "error")) || !record_string (file, "name"))
            continue;
        g_autofree char *text = g_strdup_printf ("A legible copy of %s", record_string (file, "name"));
        prose_item (prose, NULL);
        prose_sentence (prose, text, BASIS_RUN, NULL);
    }
    cJSON_ArrayForEach (page, part (prose, "pages")) {
        gboolean failed = cJSON_IsObject (record_get (page, "error"));
        if ((!failed && g_strcmp0 (record_string (page, "legibility"), "poor") != 0) || !record_string (page, "file"))
            continue;
        g_autofree char *text = g_strdup_printf ("A legible copy of %s, page %.0f", record_string (page, "file"),
                                                 record_number (page, "page", 0));
        prose_item (prose, NULL);
        prose_sentence (prose, text, BASIS_RUN, NULL);
    }
}

/* A list under its heading, or nothing. */
static void
add_items (struct prose *prose, const char *heading, void (*add) (struct prose *))
{
    guint before = prose->blocks->len;
    prose_heading (prose, heading);
    add (prose);
    if (prose->blocks->len == before + 1)
        prose_truncate (prose, before);
}

struct prose *
records_request_new (struct casetext *casetext)
{
    static const char *const fields[][2] = {
        { "Case Number", "admin.case_number" },
        { "Claim Number", "admin.claim_number" },
        { "Date of Injury", "admin.date_of_injury" },
        { "Claims Administrator", "admin.claims_administrator" },
        { "Requesting Provider", "admin.requesting_provider" },
    };
    struct prose *prose = prose_new (casetext, "Request for missing records, draft");
    for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
        prose_field (prose, fields[i][0], fields[i][1],
                     record_get (part (prose, "admin"), strchr (fields[i][1], '.') + 1));
    prose_paragraph (prose, NULL);
    say_reading (prose);
    prose_sentence (prose,
                    "For the review of the request named in this case we ask for the following records, or for a "
                    "statement that they do not exist",
                    BASIS_PROGRAM, NULL);
    add_items (prose, "WHAT THE CRITERIA NEED", add_needed);
    add_items (prose, "DOCUMENTS THAT THE RECORDS SPEAK OF", add_mentioned);
    add_items (prose, "RECORDS TO BE EXPECTED", add_expected);
    add_items (prose, "FILES AND PAGES THAT CANNOT BE READ", add_unreadable);
    return prose;
}
