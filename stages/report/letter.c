#include "stages/report/letter.h"

#include <string.h>

#include "common/record.h"
#include "stages/report/html.h"
#include "stages/report/prose.h"
#include "stages/report/summary.h"
#include "stages/report/words.h"

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
        const char *label, *key;
    } fields[] = {
        { "Case Number", "case_number" },
        { "Date Assigned", "date_assigned" },
        { "Date of Injury", "date_of_injury" },
        { "Decision Date", "decision_date" },
        { "UR Denial Date", "ur_denial_date" },
        { "Priority", "priority" },
        { "Application Received", "application_received" },
    };
    html_raw (prose->out, "<dl>\n");
    for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
        prose_field (prose, fields[i].label, record_get (part (prose, "admin"), fields[i].key));
    html_raw (prose->out, "</dl>\n");
}

/* How many pages were read, and which could not be: what every "not documented" rests on. */
static char *
reading_of (const struct prose *prose)
{
    const cJSON *run = part (prose, "run"), *page;
    double read = record_number (run, "pages_read", 0);
    g_autoptr (GString) text = g_string_new (NULL);
    g_string_append_printf (text, "%.0f %s of the file %s read", read, read == 1 ? "page" : "pages",
                            read == 1 ? "was" : "were");
    int unread = cJSON_GetArraySize (record_get (run, "pages_unread"));
    if (unread)
        g_string_append_printf (text, "; %d could not be read", unread);
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
    return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_method (struct prose *prose)
{
    prose_heading (prose, "HOW THE IMR FINAL DETERMINATION WAS MADE");
    html_raw (prose->out,
              "<p class=\"fill\">The reviewing physician states here: licence, specialty, years and hours of practice, "
              "and the absence of any affiliation. The program knows none of it and asserts none.</p>\n<p>");
    g_autofree char *reading = reading_of (prose);
    prose_sentence (prose, "This draft was prepared by a program from the records submitted", NULL);
    prose_sentence (prose, reading, NULL);
    prose_sentence (prose, "The reviewing physician examines the records and decides", NULL);
    html_raw (prose->out, "</p>\n");
    prose_heading (prose, "DOCUMENTS REVIEWED");
    html_raw (prose->out, "<ul>\n");
    const cJSON *document;
    cJSON_ArrayForEach (document, part (prose, "documents")) {
        if (!record_bool (document, "in_file") || g_strcmp0 (record_string (document, "class"), "BLANK") == 0)
            continue;
        g_autofree char *date = prose_date (record_string (document, "date"));
        html_raw (prose->out, "<li>");
        html_text (prose->out, words_for (record_string (document, "class")));
        html_raw (prose->out, ", ");
        html_text (prose->out, date ? date : "undated");
        html_raw (prose->out, " (");
        html_text (prose->out, record_string (document, "file") ? record_string (document, "file") : "");
        html_raw (prose->out, ")</li>\n");
    }
    html_raw (prose->out, "</ul>\n");
}

#define QUOTES_TOLD 2 /* passages quoted for one criterion */

/* The passages that a criterion rests on, in their own words. */
static void
add_passages (struct prose *prose, const cJSON *criterion)
{
    const cJSON *id;
    const char *last = NULL;
    int told = 0;
    cJSON_ArrayForEach (id, record_get (criterion, "evidence")) {
        const char *quote = record_string (evidence_find (prose->evidence, cJSON_GetStringValue (id)), "quote");
        if (!quote || told == QUOTES_TOLD || g_strcmp0 (quote, last) == 0)
            continue;
        g_autofree char *text = g_strdup_printf ("%s: \"%s\"", told++ ? "and" : "the passage reads", last = quote);
        prose_sentence (prose, text, id);
    }
    if (told == 0)
        prose_sentence (prose, "It is reckoned from other facts of the case and has no passage of its own", NULL);
}

/* --- issues ------------------------------------------------------------------------------------------------------------ */

static void
add_party_guideline (struct prose *prose, const char *party, const char *label)
{
    const cJSON *citation;
    int n = 0;
    html_rawf (prose->out, "<p><strong>%s:</strong> ", label);
    cJSON_ArrayForEach (citation, part (prose, "citations")) {
        if (g_strcmp0 (record_string (citation, "party"), party) != 0)
            continue;
        g_autoptr (GString) text =
            g_string_new (record_string (citation, "system") ? record_string (citation, "system") : "");
        static const char *const keys[] = { "chapter", "topic", "edition" };
        for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
            if (record_string (citation, keys[i]))
                g_string_append_printf (text, ", %s", record_string (citation, keys[i]));
        if (record_string (citation, "updated"))
            g_string_append_printf (text, ", updated %s", record_string (citation, "updated"));
        prose_sentence (prose, text->len ? text->str : "a guideline", record_get (citation, "evidence"));
        n++;
    }
    if (n == 0)
        prose_sentence (prose, "the records name none", NULL);
    html_raw (prose->out, "</p>\n");
}

static void
add_applied_guideline (struct prose *prose, const cJSON *issue)
{
    const cJSON *set = record_get (issue, "set");
    html_raw (prose->out, "<p><strong>Guideline applied in this draft:</strong> ");
    g_autoptr (GString) text = g_string_new (record_string (set, "guideline") ? record_string (set, "guideline") : "");
    if (record_string (set, "edition"))
        g_string_append_printf (text, ", %s", record_string (set, "edition"));
    prose_sentence (prose, text->len ? text->str : "none: no criteria apply that the program knows", NULL);
    const char *verified = record_string (set, "verified");
    if (text->len && g_strcmp0 (verified, "yes") != 0)
        prose_sentence (prose, "Its criteria have not been verified against the published text", NULL);
    html_raw (prose->out, "</p>\n");
}

static void
add_criterion (struct prose *prose, const cJSON *criterion)
{
    const char *id = record_string (criterion, "id"), *outcome = record_string (criterion, "outcome");
    const char *asks = record_string (criterion, "paraphrase");
    const char *reason = words_for_reason (record_string (criterion, "reason"));
    const char *kind = record_string (criterion, "kind");
    g_autofree char *head =
        g_strndup (asks ? asks : "", asks && g_str_has_suffix (asks, ".") ? strlen (asks) - 1 : G_MAXINT16);
    const char *verdict = g_strcmp0 (outcome, "met") == 0              ? "is met on these records"
                          : g_strcmp0 (outcome, "not_met") == 0        ? "is not met on these records"
                          : g_strcmp0 (outcome, "not_applicable") == 0 ? "does not apply"
                                                                       : "is not documented";
    g_autofree char *text = g_strdup_printf ("Criterion %s (%s%s%s) %s", id ? id : "", head, kind ? "; " : "",
                                             kind ? words_for (kind) : "", verdict);
    html_raw (prose->out, "<li>");
    prose_sentence (prose, text, NULL);
    if (g_strcmp0 (outcome, "met") == 0 || g_strcmp0 (outcome, "not_met") == 0)
        add_passages (prose, criterion);
    else if (strcmp (verdict, "is not documented") == 0) {
        const cJSON *search = record_get (criterion, "search");
        if (reason)
            prose_sentence (prose, reason, NULL);
        int unread = cJSON_GetArraySize (record_get (search, "pages_unread"));
        double read = record_number (search, "pages_read", 0);
        g_autofree char *proof =
            unread ? g_strdup_printf ("The search covered %.0f pages; %d more could not be read", read, unread)
                   : g_strdup_printf ("The search covered all %.0f pages, and each could be read", read);
        if (cJSON_IsObject (search))
            prose_sentence (prose, proof, NULL);
    }
    html_raw (prose->out, "</li>\n");
}

static void
add_conclusion (struct prose *prose, const cJSON *issue)
{
    const cJSON *determination = record_get (issue, "determination"), *id, *cure;
    const char *draft = record_string (determination, "draft");
    g_autoptr (GString) text = g_string_new (NULL);
    if (g_strcmp0 (draft, "upheld") == 0)
        g_string_append (text, "On these criteria the draft is that the denial be upheld");
    else if (g_strcmp0 (draft, "overturned") == 0)
        g_string_append (text, "On these criteria the draft is that the denial be overturned");
    else if (g_strcmp0 (draft, "partially_overturned") == 0)
        g_string_append (text, "On these criteria the draft is that the denial be overturned in part");
    else
        g_string_append (text, "The program proposes no determination: a physician must look");
    const char *joint = "; it turns on ";
    cJSON_ArrayForEach (id, record_get (determination, "deciding")) {
        if (cJSON_IsString (id)) {
            g_string_append_printf (text, "%s%s", joint, id->valuestring);
            joint = ", ";
        }
    }
    html_raw (prose->out, "<p>");
    prose_sentence (prose, text->str, NULL);
    html_raw (prose->out, "</p>\n");
    if (cJSON_GetArraySize (record_get (determination, "cure")) == 0)
        return;
    html_raw (prose->out, "<p>What is not documented may exist. These records would settle it:</p>\n<ul>\n");
    cJSON_ArrayForEach (cure, record_get (determination, "cure")) {
        if (record_string (cure, "needed"))
            html_element (prose->out, "li", NULL, record_string (cure, "needed"));
    }
    html_raw (prose->out, "</ul>\n");
}

static void
add_issue (struct prose *prose, const cJSON *request, const cJSON *issue)
{
    const char *raw = record_string (request, "raw");
    const char *draft = record_string (record_get (issue, "determination"), "draft");
    const cJSON *criterion, *mention = cJSON_GetArrayItem (record_get (request, "mentions"), 0);
    html_raw (prose->out, "<p><strong>");
    html_text (prose->out, raw ? raw : "A request without words");
    html_raw (prose->out, ": ");
    html_text (prose->out, words_for (draft ? draft : "needs_human"));
    html_raw (prose->out, " (draft)</strong> ");
    prose_sentence (prose, "As requested", record_get (mention, "evidence"));
    html_raw (prose->out, "</p>\n");
    add_party_guideline (prose, "UR", "Claims Administrator guideline");
    add_applied_guideline (prose, issue);
    html_raw (prose->out, "<p><strong>Decision rationale:</strong></p>\n");
    if (!issue) {
        html_raw (prose->out, "<p>No criteria were checked for this request: a physician must look.</p>\n");
        return;
    }
    html_raw (prose->out, "<ul>\n");
    cJSON_ArrayForEach (criterion, record_get (issue, "criteria")) {
        add_criterion (prose, criterion);
    }
    html_raw (prose->out, "</ul>\n");
    add_conclusion (prose, issue);
}

GString *
letter_new (struct casetext *casetext)
{
    struct prose prose = prose_start (casetext, "Independent Medical Review: determination, draft");
    add_header (&prose);
    add_method (&prose);
    prose_heading (&prose, "CLINICAL CASE SUMMARY");
    summary_add (&prose);
    prose_heading (&prose, "IMR ISSUES, DECISIONS AND RATIONALES");
    const cJSON *request, *issue;
    cJSON_ArrayForEach (request, part (&prose, "requests")) {
        const cJSON *found = NULL;
        cJSON_ArrayForEach (issue, record_get (part (&prose, "assessment"), "issues")) {
            if (!found && g_strcmp0 (record_string (issue, "request"), record_string (request, "id")) == 0)
                found = issue;
        }
        add_issue (&prose, request, found);
    }
    if (cJSON_GetArraySize (part (&prose, "requests")) == 0)
        html_raw (prose.out, "<p>No request for a treatment was found in the file.</p>\n");
    html_raw (prose.out, "<p class=\"fill\">Signature, licence and date of the reviewing physician</p>\n");
    return prose_end (&prose);
}

/* --- request for records ----------------------------------------------------------------------------------------------- */

static void
add_needed (struct prose *prose)
{
    const cJSON *issue, *cure;
    g_autoptr (GHashTable) asked = g_hash_table_new (g_str_hash, g_str_equal);
    cJSON_ArrayForEach (issue, record_get (part (prose, "assessment"), "issues")) {
        cJSON_ArrayForEach (cure, record_get (record_get (issue, "determination"), "cure")) {
            const char *needed = record_string (cure, "needed");
            if (!needed || !g_hash_table_add (asked, (gpointer) needed))
                continue;
            html_raw (prose->out, "<li>");
            prose_sentence (prose, needed, NULL);
            html_raw (prose->out, "</li>\n");
        }
    }
}

static void
add_mentioned (struct prose *prose)
{
    const cJSON *item;
    cJSON_ArrayForEach (item, part (prose, "documents")) {
        if (record_bool (item, "in_file"))
            continue;
        g_autofree char *date = prose_date (record_string (item, "date"));
        g_autofree char *text =
            g_strdup_printf ("%s%s%s, which the records mention", words_for (record_string (item, "class")),
                             date ? " of " : "", date ? date : "");
        html_raw (prose->out, "<li>");
        prose_sentence (prose, text, record_get (item, "evidence"));
        html_raw (prose->out, "</li>\n");
    }
    cJSON_ArrayForEach (item, part (prose, "events")) {
        if (record_bool (item, "note_in_file") || !prose_may_assert (item))
            continue;
        g_autofree char *date = prose_date (record_string (item, "date"));
        g_autofree char *text =
            g_strdup_printf ("The procedure note of the %s%s%s", words_for (record_string (item, "concept")),
                             date ? " of " : "", date ? date : "");
        html_raw (prose->out, "<li>");
        prose_sentence (prose, text, record_get (item, "evidence"));
        html_raw (prose->out, "</li>\n");
    }
}

static void
add_unreadable (struct prose *prose)
{
    const cJSON *page;
    cJSON_ArrayForEach (page, part (prose, "pages")) {
        gboolean failed = cJSON_IsObject (record_get (page, "error"));
        if ((!failed && g_strcmp0 (record_string (page, "legibility"), "poor") != 0) || !record_string (page, "file"))
            continue;
        g_autofree char *text = g_strdup_printf ("A legible copy of %s, page %.0f", record_string (page, "file"),
                                                 record_number (page, "page", 0));
        html_raw (prose->out, "<li>");
        prose_sentence (prose, text, NULL);
        html_raw (prose->out, "</li>\n");
    }
}

/* A list under its heading, or nothing. */
static void
add_items (struct prose *prose, const char *heading, void (*add) (struct prose *))
{
    gsize before = prose->out->len;
    prose_heading (prose, heading);
    html_raw (prose->out, "<ul>\n");
    gsize empty = prose->out->len;
    add (prose);
    if (prose->out->len == empty)
        g_string_truncate (prose->out, before);
    else
        html_raw (prose->out, "</ul>\n");
}

GString *
records_request_new (struct casetext *casetext)
{
    struct prose prose = prose_start (casetext, "Request for missing records, draft");
    html_raw (prose.out, "<dl>\n");
    prose_field (&prose, "Case Number", record_get (part (&prose, "admin"), "case_number"));
    prose_field (&prose, "Claim Number", record_get (part (&prose, "admin"), "claim_number"));
    prose_field (&prose, "Date of Injury", record_get (part (&prose, "admin"), "date_of_injury"));
    prose_field (&prose, "Claims Administrator", record_get (part (&prose, "admin"), "claims_administrator"));
    prose_field (&prose, "Requesting Provider", record_get (part (&prose, "admin"), "requesting_provider"));
    html_raw (prose.out, "</dl>\n<p>");
    g_autofree char *reading = reading_of (&prose);
    prose_sentence (&prose, reading, NULL);
    html_raw (prose.out, "For the review of the request named in this case we ask for the following records, or for a "
                         "statement that they "
                         "do not exist.</p>\n");
    add_items (&prose, "WHAT THE CRITERIA NEED", add_needed);
    add_items (&prose, "DOCUMENTS THAT THE RECORDS SPEAK OF", add_mentioned);
    add_items (&prose, "PAGES THAT CANNOT BE READ", add_unreadable);
    return prose_end (&prose);
}
