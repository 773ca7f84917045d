#include "stages/report/sections.h"

#include <string.h>

#include "common/record.h"
#include "stages/report/html.h"
#include "stages/report/words.h"

#define QUOTES_SHOWN 4

static const cJSON *
part (const struct report *report, const char *key)
{
    return record_get (report->json, key);
}

static void
open_section (GString *out, const char *id, const char *title)
{
    html_rawf (out, "<section id=\"%s\"><h2>%s</h2>\n", id, title);
}

static const char *
value_of (const cJSON *holder, const char *key)
{
    const cJSON *item = record_get (holder, key);
    return cJSON_IsString (item) ? item->valuestring : record_string (item, "value");
}

/* A badge whose colour says the same as its word. */
static void
badge (GString *out, const char *id)
{
    html_raw (out, "<span class=\"badge ");
    html_attribute (out, id);
    html_raw (out, "\">");
    html_attribute (out, words_for (id));
    html_raw (out, "</span>");
}

static const cJSON *
issue_of (const struct report *report, const char *request)
{
    const cJSON *issue;
    cJSON_ArrayForEach (issue, record_get (part (report, "assessment"), "issues")) {
        if (g_strcmp0 (record_string (issue, "request"), request) == 0)
            return issue;
    }
    return NULL;
}

/* --- summary ---------------------------------------------------------------------------------------------------------- */

static void
add_draft (const struct report *report, const cJSON *issue)
{
    const cJSON *determination = record_get (issue, "determination");
    const char *draft = record_string (determination, "draft");
    html_raw (report->out, "<p class=\"draft\">Draft: ");
    badge (report->out, draft ? draft : "needs_human");
    if (record_bool (determination, "curable"))
        html_raw (report->out, " <span class=\"note\">curable: only documentation is missing</span>");
    const cJSON *confidence = record_get (determination, "confidence");
    if (cJSON_IsNumber (confidence))
        html_rawf (report->out, " <span class=\"note\">confidence %.2f</span>", confidence->valuedouble);
    const char *quantity = record_string (determination, "proposed_quantity");
    if (quantity || cJSON_IsNumber (record_get (determination, "proposed_quantity"))) {
        html_raw (report->out, " <span class=\"note\">proposed quantity ");
        if (quantity)
            html_text (report->out, quantity);
        else
            html_rawf (report->out, "%g", record_number (determination, "proposed_quantity", 0));
        html_raw (report->out, "</span>");
    }
    html_raw (report->out, "</p>\n");
    const char *recorded = record_string (determination, "recorded_outcome");
    if (recorded) {
        html_raw (report->out, "<p>The letter in the file says ");
        badge (report->out, recorded);
        html_raw (report->out, record_bool (determination, "agrees_with_record")
                                   ? ": the draft agrees.</p>\n"
                                   : ": <strong>the draft differs.</strong></p>\n");
    }
    const cJSON *reference = record_get (issue, "reference_date");
    if (value_of (issue, "reference_date")) {
        html_raw (report->out, "<p class=\"note\">Time is reckoned from ");
        html_text (report->out, value_of (issue, "reference_date"));
        if (record_string (reference, "basis")) {
            html_raw (report->out, ", the ");
            html_text (report->out, record_string (reference, "basis"));
        }
        html_raw (report->out, ".</p>\n");
    }
}

static const cJSON *
criterion_of (const cJSON *issue, const char *id)
{
    const cJSON *criterion;
    cJSON_ArrayForEach (criterion, record_get (issue, "criteria")) {
        if (g_strcmp0 (record_string (criterion, "id"), id) == 0)
            return criterion;
    }
    return NULL;
}

/* The criteria that the draft turns on, each with its outcome and why. */
static void
add_deciding (const struct report *report, const cJSON *issue)
{
    const cJSON *deciding = record_get (record_get (issue, "determination"), "deciding"), *id;
    if (cJSON_GetArraySize (deciding) == 0)
        return;
    html_raw (report->out, "<h4>What decides it</h4>\n<ul class=\"deciding\">\n");
    cJSON_ArrayForEach (id, deciding) {
        const cJSON *criterion = cJSON_IsString (id) ? criterion_of (issue, id->valuestring) : NULL;
        if (!criterion)
            continue;
        const char *outcome = record_string (criterion, "outcome"), *asks = record_string (criterion, "paraphrase");
        const char *reason = words_for_reason (record_string (criterion, "reason"));
        html_raw (report->out, "<li>");
        badge (report->out, outcome ? outcome : "not_documented");
        html_raw (report->out, " ");
        html_text (report->out, asks ? asks : id->valuestring);
        if (reason)
            html_element (report->out, "span", "note", reason);
        html_raw (report->out, "</li>\n");
    }
    html_raw (report->out, "</ul>\n");
}

static void
add_missing (const struct report *report, const cJSON *issue)
{
    const cJSON *cures = record_get (record_get (issue, "determination"), "cure"), *cure;
    if (cJSON_GetArraySize (cures) == 0)
        return;
    html_raw (report->out, "<h4>What is missing</h4>\n<ul>\n");
    cJSON_ArrayForEach (cure, cures) {
        if (record_string (cure, "needed"))
            html_element (report->out, "li", NULL, record_string (cure, "needed"));
    }
    html_raw (report->out, "</ul>\n");
}

/* "bilateral, cervical, C4-5, C5-6": what the words of a request come down to. */
static void
add_scope (const struct report *report, const cJSON *request)
{
    const cJSON *levels = record_get (request, "levels"), *count = record_get (levels, "count");
    g_autofree char *names = words_for_levels (levels);
    g_autoptr (GString) scope = g_string_new (NULL);
    const char *const said[] = { words_for (record_string (request, "concept")),
                                 words_for (record_string (request, "region")), names,
                                 words_for (record_string (request, "laterality")) };
    for (gsize i = 0; i < G_N_ELEMENTS (said); i++)
        if (said[i])
            g_string_append_printf (scope, "%s%s", scope->len ? ", " : "", said[i]);
    html_raw (report->out, "<p>Read as: ");
    html_text (report->out, scope->len ? scope->str : "no treatment that the program knows");
    if (record_string (request, "ur_outcome")) {
        html_raw (report->out, ". Utilization review: ");
        html_text (report->out, words_for (record_string (request, "ur_outcome")));
    }
    html_raw (report->out, ".");
    if (record_bool (levels, "ambiguous"))
        html_rawf (report->out, " <span class=\"source\">The levels can be read as %g to %g; %g as written.</span>",
                   record_number (count, "min", 0), record_number (count, "max", 0),
                   record_number (count, "literal", 0));
    html_raw (report->out, "</p>\n");
}

static void
add_request (const struct report *report, const cJSON *request)
{
    html_raw (report->out, "<article class=\"request\"><h3>");
    html_text (report->out, record_string (request, "raw") ? record_string (request, "raw") : "request without words");
    html_raw (report->out, "</h3>\n");
    add_scope (report, request);
    const cJSON *issue = issue_of (report, record_string (request, "id"));
    if (issue) {
        add_draft (report, issue);
        add_deciding (report, issue);
        add_missing (report, issue);
    } else
        html_raw (report->out, "<p class=\"note\">No criteria were checked for it: a person must look.</p>\n");
    html_raw (report->out, "</article>\n");
}

static int
findings_of (const struct report *report, const char *severity)
{
    const cJSON *finding;
    int n = 0;
    cJSON_ArrayForEach (finding, record_get (part (report, "assessment"), "findings")) {
        n += g_strcmp0 (record_string (finding, "severity"), severity) == 0;
    }
    return n;
}

/* Who, when, and how much was read, in one line. */
static void
add_glance (const struct report *report)
{
    GString *out = report->out;
    const cJSON *patient = part (report, "patient"), *run = part (report, "run");
    const cJSON *age = record_get (record_get (patient, "age"), "value");
    const char *sex = value_of (patient, "sex"), *injured = value_of (part (report, "admin"), "date_of_injury");
    html_raw (out, "<p class=\"at-a-glance\">");
    if (cJSON_IsNumber (age))
        html_rawf (out, "%g years old", age->valuedouble);
    else
        html_raw (out, "Age not documented");
    html_raw (out, ", ");
    html_text (out, sex ? sex : "sex not documented");
    html_raw (out, injured ? ", injured on " : ", date of injury not documented");
    if (injured)
        html_text (out, injured);
    double pages = record_number (run, "pages_read", -1);
    if (pages >= 0)
        html_rawf (out, ". %.0f %s read", pages, pages == 1 ? "page" : "pages");
    int unread = cJSON_GetArraySize (record_get (run, "pages_unread"));
    if (unread)
        html_rawf (out, ", <a href=\"#unread\"><strong>%d could not be read</strong></a>", unread);
    int critical = findings_of (report, "critical"), major = findings_of (report, "major");
    if (critical + major)
        html_raw (out, ". <a href=\"#findings\">");
    if (critical)
        html_rawf (out, "%d critical%s", critical, major ? " and " : "");
    if (major)
        html_rawf (out, "%d major", major);
    if (critical + major)
        html_rawf (out, " %s</a>", critical + major == 1 ? "finding" : "findings");
    html_raw (out, ".</p>\n");
}

void
section_summary (const struct report *report)
{
    open_section (report->out, "request", "What was asked, and the draft");
    add_glance (report);
    const cJSON *request;
    cJSON_ArrayForEach (request, part (report, "requests")) {
        add_request (report, request);
    }
    if (cJSON_GetArraySize (part (report, "requests")) == 0)
        html_raw (report->out, "<p>No request for a treatment was found in the file.</p>\n");
    html_raw (report->out, "</section>\n");
}

/* --- criteria --------------------------------------------------------------------------------------------------------- */

static void
add_search (GString *out, const cJSON *search)
{
    if (!cJSON_IsObject (search))
        return;
    int unread = cJSON_GetArraySize (record_get (search, "pages_unread"));
    double read = record_number (search, "pages_read", 0);
    html_rawf (out, "<p class=\"note\">Searched: %.0f %s read", read, read == 1 ? "page" : "pages");
    if (unread)
        html_rawf (out, ", <strong>%d could not be read</strong>", unread);
    html_raw (out, ".</p>\n");
}

static void
add_criterion (const struct report *report, const cJSON *criterion)
{
    GString *out = report->out;
    const char *outcome = record_string (criterion, "outcome");
    html_raw (out, "<tr><th scope=\"row\">");
    html_text (out, record_string (criterion, "id") ? record_string (criterion, "id") : "");
    html_raw (out, "</th>\n<td>");
    if (record_string (criterion, "paraphrase"))
        html_element (out, "p", NULL, record_string (criterion, "paraphrase"));
    html_raw (out, "<p class=\"note\">");
    if (record_string (criterion, "kind"))
        html_text (out, words_for (record_string (criterion, "kind")));
    html_rawf (out, ", confidence %.2f</p>", record_number (criterion, "confidence", 0));
    html_raw (out, "</td>\n<td>");
    badge (out, outcome ? outcome : "not_documented");
    if (record_bool (criterion, "ambiguous"))
        html_raw (out, "<p class=\"note\">depends on the reading</p>");
    const char *reason = words_for_reason (record_string (criterion, "reason"));
    if (reason)
        html_element (out, "p", "reason", reason);
    html_raw (out, "</td>\n<td>");
    if (evidence_quotes (report->evidence, out, record_get (criterion, "evidence"), QUOTES_SHOWN) == 0)
        html_raw (out, "<span class=\"none\">no evidence</span>");
    if (g_strcmp0 (outcome, "not_documented") == 0)
        add_search (out, record_get (criterion, "search"));
    html_raw (out, "</td></tr>\n");
}

static void
add_cures (const struct report *report, const cJSON *cures)
{
    if (cJSON_GetArraySize (cures) == 0)
        return;
    html_raw (report->out, "<h3>What would change the outcome</h3>\n<ul>\n");
    const cJSON *cure;
    cJSON_ArrayForEach (cure, cures) {
        const char *needed = record_string (cure, "needed");
        if (!needed)
            continue;
        html_raw (report->out, "<li>");
        html_text (report->out, needed);
        html_raw (report->out, " <span class=\"note\">");
        html_text (report->out, record_string (cure, "criterion") ? record_string (cure, "criterion") : "");
        html_raw (report->out, "</span></li>\n");
    }
    html_raw (report->out, "</ul>\n");
}

void
section_criteria (const struct report *report)
{
    const cJSON *issue;
    int n = 0;
    cJSON_ArrayForEach (issue, record_get (part (report, "assessment"), "issues")) {
        html_rawf (report->out, "<section id=\"criteria-%d\"><h2>Criteria", ++n);
        if (record_string (issue, "criteria_set")) {
            html_raw (report->out, " <span class=\"note\">");
            html_text (report->out, record_string (issue, "criteria_set"));
            html_raw (report->out, "</span>");
        }
        html_raw (report->out, "</h2>\n<table class=\"criteria\"><caption>Each criterion with its outcome and the "
                               "words it rests on</caption>\n"
                               "<thead><tr><th scope=\"col\">Criterion</th><th scope=\"col\">What it asks</th>"
                               "<th scope=\"col\">Outcome</th><th scope=\"col\">Evidence</th></tr></thead>\n<tbody>\n");
        const cJSON *criterion;
        cJSON_ArrayForEach (criterion, record_get (issue, "criteria")) {
            add_criterion (report, criterion);
        }
        html_raw (report->out, "</tbody></table>\n");
        add_cures (report, record_get (record_get (issue, "determination"), "cure"));
        html_raw (report->out, "</section>\n");
    }
}

/* --- findings --------------------------------------------------------------------------------------------------------- */

static const char *const SEVERITIES[] = { "critical", "major", "minor", "info" };

static void
add_finding (const struct report *report, const cJSON *finding)
{
    GString *out = report->out;
    html_raw (out, "<li>");
    if (record_string (finding, "message"))
        html_text (out, record_string (finding, "message"));
    html_raw (out, " <code>");
    html_text (out, record_string (finding, "code") ? record_string (finding, "code") : "");
    html_raw (out, "</code>\n");
    if (record_string (finding, "suggestion"))
        html_element (out, "p", "note", record_string (finding, "suggestion"));
    evidence_quotes (report->evidence, out, record_get (finding, "evidence"), QUOTES_SHOWN);
    html_raw (out, "</li>\n");
}

void
section_findings (const struct report *report)
{
    const cJSON *findings = record_get (part (report, "assessment"), "findings"), *finding;
    if (cJSON_GetArraySize (findings) == 0)
        return;
    open_section (report->out, "findings", "What does not fit, and what is missing");
    for (gsize i = 0; i < G_N_ELEMENTS (SEVERITIES); i++) {
        gboolean open = FALSE;
        cJSON_ArrayForEach (finding, findings) {
            if (g_strcmp0 (record_string (finding, "severity"), SEVERITIES[i]) != 0)
                continue;
            if (!open)
                html_rawf (report->out, "<h3 class=\"severity %s\">%s</h3>\n<ul class=\"findings\">\n", SEVERITIES[i],
                           SEVERITIES[i]);
            open = TRUE;
            add_finding (report, finding);
        }
        if (open)
            html_raw (report->out, "</ul>\n");
    }
    html_raw (report->out, "</section>\n");
}

/* --- chronology ------------------------------------------------------------------------------------------------------- */

/* What a timeline entry's reference is called: an event or document by its words. */
static const char *
name_of_reference (const struct report *report, const char *reference)
{
    const cJSON *item = evidence_find (report->evidence, reference);
    if (!item)
        return NULL;
    const char *id = record_string (item, "concept");
    return words_for (id ? id : record_string (item, "class"));
}

/* The file that an entry of the timeline stands in: the document itself, or where its first evidence is. */
static const char *
file_of_reference (const struct report *report, const cJSON *item)
{
    const char *file = record_string (item, "file");
    const char *first = cJSON_GetStringValue (cJSON_GetArrayItem (record_get (item, "evidence"), 0));
    return file ? file : record_string (evidence_find (report->evidence, first), "file");
}

static int
first_page (const cJSON *document)
{
    const cJSON *page = cJSON_GetArrayItem (record_get (document, "pages"), 0);
    return cJSON_IsNumber (page) ? (int) CLAMP (page->valuedouble, 0, G_MAXINT) : 1;
}

/* What a reference of the timeline stands for: a fact, a document, or a field such as "admin.rfa_date". */
static const cJSON *
item_of_reference (const struct report *report, const char *reference)
{
    const cJSON *item = evidence_find (report->evidence, reference);
    if (item || !reference || !strchr (reference, '.'))
        return item;
    g_auto (GStrv) path = g_strsplit (reference, ".", 2);
    return record_get (part (report, path[0]), path[1]);
}

static void
add_entry (const struct report *report, const cJSON *entry)
{
    const char *date = cJSON_GetStringValue (cJSON_GetArrayItem (entry, 0));
    const char *kind = words_for (cJSON_GetStringValue (cJSON_GetArrayItem (entry, 1)));
    const char *reference = cJSON_GetStringValue (cJSON_GetArrayItem (entry, 2));
    const cJSON *item = item_of_reference (report, reference);
    const char *name = name_of_reference (report, reference), *file = file_of_reference (report, item);
    html_raw (report->out, record_bool (item, "candidate") ? "<tr class=\"candidate\"" : "<tr");
    html_raw (report->out, " data-kind=\"");
    html_attribute (report->out, kind ? kind : "");
    html_raw (report->out, "\" data-document=\"");
    html_attribute (report->out, file ? file : "");
    html_raw (report->out, "\">");
    html_element (report->out, "td", "date", date);
    html_element (report->out, "td", NULL, kind);
    html_raw (report->out, "<td>");
    if (name)
        html_text (report->out, name);
    html_raw (report->out, "</td><td>");
    if (evidence_quotes (report->evidence, report->out, record_get (item, "evidence"), 1) == 0 && file)
        evidence_file (report->evidence, report->out, file, first_page (item));
    html_raw (report->out, "</td></tr>\n");
}

void
section_chronology (const struct report *report)
{
    const cJSON *timeline = part (report, "timeline"), *entry;
    if (cJSON_GetArraySize (timeline) == 0)
        return;
    open_section (report->out, "chronology", "Chronology");
    html_raw (report->out,
              "<div class=\"tools\" hidden><label>Kind <select id=\"by-kind\"><option value=\"\">all</option>"
              "</select></label><label>Document <select id=\"by-document\"><option value=\"\">all</option>"
              "</select></label><span id=\"chronology-count\" role=\"status\"></span></div>\n"
              "<table><thead><tr><th scope=\"col\">Date</th><th scope=\"col\">What</th>"
              "<th scope=\"col\">Of</th><th scope=\"col\">Where it stands</th></tr></thead>\n<tbody>\n");
    cJSON_ArrayForEach (entry, timeline) {
        add_entry (report, entry);
    }
    html_raw (report->out, "</tbody></table></section>\n");
}

/* --- documents -------------------------------------------------------------------------------------------------------- */

static void
add_unread (const struct report *report)
{
    GString *out = report->out;
    g_autoptr (GString) list = g_string_new (NULL);
    const cJSON *item;
    cJSON_ArrayForEach (item, part (report, "files")) {
        const cJSON *error = record_get (item, "error");
        if (!cJSON_IsObject (error))
            continue;
        html_raw (list, "<li>");
        html_text (list, record_string (item, "name") ? record_string (item, "name") : "");
        html_raw (list, ": ");
        html_text (list, record_string (error, "detail") ? record_string (error, "detail") : "could not be read");
        if (record_string (error, "advice")) {
            html_raw (list, " ");
            html_text (list, record_string (error, "advice"));
        }
        html_raw (list, "</li>\n");
    }
    cJSON_ArrayForEach (item, part (report, "pages")) {
        gboolean failed = cJSON_IsObject (record_get (item, "error"));
        gboolean poor = g_strcmp0 (record_string (item, "legibility"), "poor") == 0;
        if (!failed && !poor)
            continue;
        html_raw (list, "<li>");
        html_text (list, record_string (item, "file") ? record_string (item, "file") : "");
        html_rawf (list, " p. %.0f: ", record_number (item, "page", record_number (item, "number", 0)));
        html_raw (list, failed ? "could not be read" : "poorly legible; its numbers and dates are not taken as facts");
        html_raw (list, "</li>\n");
    }
    html_raw (out, "<h3 id=\"unread\">What could not be read</h3>\n");
    if (list->len)
        html_rawf (out, "<ul class=\"unread\">\n%s</ul>\n", list->str);
    else
        html_raw (out, "<p>Every page in hand was read.</p>\n");
}

void
section_documents (const struct report *report)
{
    GString *out = report->out;
    const cJSON *document;
    open_section (out, "documents", "Documents");
    add_unread (report);
    html_raw (
        out,
        "<h3>In hand, and mentioned</h3>\n<table><thead><tr><th scope=\"col\">Document</th>"
        "<th scope=\"col\">Date</th><th scope=\"col\">File</th><th scope=\"col\">Pages</th></tr></thead>\n<tbody>\n");
    cJSON_ArrayForEach (document, part (report, "documents")) {
        gboolean in_file = record_bool (document, "in_file");
        html_raw (out, "<tr><td>");
        html_text (out,
                   words_for (record_string (document, "class")) ? words_for (record_string (document, "class")) : "");
        html_raw (out, "</td><td class=\"date\">");
        html_text (out, record_string (document, "date") ? record_string (document, "date") : "");
        html_raw (out, "</td><td>");
        if (in_file)
            evidence_file (report->evidence, out,
                           record_string (document, "file") ? record_string (document, "file") : "",
                           first_page (document));
        else
            html_raw (out, "<em>mentioned, not in the file</em>");
        html_raw (out, "</td><td>");
        const cJSON *page;
        const char *comma = "";
        cJSON_ArrayForEach (page, record_get (document, "pages")) {
            if (cJSON_IsNumber (page)) {
                html_rawf (out, "%s%.0f", comma, page->valuedouble);
                comma = ", ";
            }
        }
        if (!in_file)
            evidence_quotes (report->evidence, out, record_get (document, "evidence"), 1);
        html_raw (out, "</td></tr>\n");
    }
    html_raw (out, "</tbody></table></section>\n");
}

void
section_run (const struct report *report)
{
    const cJSON *completeness = record_get (part (report, "assessment"), "completeness");
    open_section (report->out, "run", "About this draft");
    if (cJSON_IsObject (completeness))
        html_rawf (report->out, "<p>Completeness of the file: %.0f %% (%g of %g points).</p>\n",
                   100 * record_number (completeness, "score", 0), record_number (completeness, "points", 0),
                   record_number (completeness, "of", 0));
    html_raw (report->out, "<p>Case <code>");
    html_text (report->out, record_string (report->json, "case_key") ? record_string (report->json, "case_key") : "");
    html_raw (report->out,
              "</code>. Drafted by a program from the pages named above; a physician decides.</p>\n</section>\n");
}
