#include "stages/report/sections.h"

#include <string.h>

#include "common/record.h"
#include "stages/report/html.h"
#include "stages/report/message.h"
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

/* --- findings --------------------------------------------------------------------------------------------------------- */

static const char *const SEVERITIES[] = { "critical", "major", "minor", "info" };

static void
add_finding (const struct report *report, const cJSON *finding)
{
    GString *out = report->out;
    g_autofree char *message = message_in_words (record_string (finding, "message"), report->evidence);
    html_raw (out, "<li>");
    if (message)
        html_text (out, message);
    html_raw (out, " <code class=\"note\">");
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
    open_section (report->out, "findings", "What does not fit");
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
    if (evidence_quotes (report->evidence, report->out, record_get (item, "evidence"), 1) == 0 && file) {
        g_autofree char *number = g_strdup_printf ("%d", first_page (item));
        evidence_pages (report->evidence, report->out, file, first_page (item), number);
    }
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

/* "1-3, 5": the pages of a document; the caller frees. */
static char *
page_numbers (const cJSON *numbers)
{
    GString *text = g_string_new (NULL);
    for (const cJSON *first = numbers ? numbers->child : NULL, *last; first; first = last->next) {
        for (last = first; last->next && last->next->valuedouble == last->valuedouble + 1;)
            last = last->next;
        g_string_append_printf (text, "%s%.0f", text->len ? ", " : "", first->valuedouble);
        if (last != first)
            g_string_append_printf (text, "-%.0f", last->valuedouble);
    }
    return g_string_free (text, FALSE);
}

/* What a page that lies alone may be of. */
static void
add_doubt (const struct report *report, const cJSON *document)
{
    const char *likely = words_for (record_string (document, "likely_class")), *before = "may go on with ";
    const cJSON *id;
    if (likely) {
        html_raw (report->out, " <span class=\"note\">perhaps of a ");
        html_text (report->out, likely);
        html_raw (report->out, "</span>");
    }
    cJSON_ArrayForEach (id, record_get (document, "may_follow")) {
        const cJSON *other = evidence_find (report->evidence, cJSON_GetStringValue (id));
        g_autofree char *numbers = page_numbers (record_get (other, "pages"));
        if (!record_string (other, "file"))
            continue;
        html_raw (report->out, before ? " <span class=\"note\">" : " or ");
        html_raw (report->out, before ? before : "");
        evidence_pages (report->evidence, report->out, record_string (other, "file"), first_page (other), numbers);
        before = NULL;
    }
    html_raw (report->out, before ? "" : "</span>");
    const cJSON *page;
    cJSON_ArrayForEach (page, part (report, "pages")) {
        if (!record_bool (page, "place_doubtful")
            || g_strcmp0 (record_string (page, "document"), record_string (document, "id")) != 0)
            continue;
        html_rawf (report->out, " <span class=\"note\">p. %.0f may be of the document before it in its file</span>",
                   record_number (page, "page", 0));
    }
}

/* Where a document stands, or what speaks of it. */
static void
add_where (const struct report *report, const cJSON *document)
{
    g_autofree char *numbers = page_numbers (record_get (document, "pages"));
    const char *file = record_string (document, "file");
    if (record_bool (document, "in_file") && file) {
        const cJSON *elsewhere;
        evidence_pages (report->evidence, report->out, file, first_page (document), numbers);
        cJSON_ArrayForEach (elsewhere, record_get (document, "parts")) {
            g_autofree char *more = page_numbers (record_get (elsewhere, "pages"));
            html_raw (report->out, ", ");
            evidence_pages (report->evidence, report->out, record_string (elsewhere, "file"), first_page (elsewhere),
                            more);
        }
        add_doubt (report, document);
        return;
    }
    html_raw (report->out, "<em>mentioned, not in the file</em>");
    evidence_quotes (report->evidence, report->out, record_get (document, "evidence"), 1);
}

void
section_documents (const struct report *report)
{
    GString *out = report->out;
    const cJSON *document;
    open_section (out, "documents", "Documents");
    add_unread (report);
    html_raw (out, "<h3>In hand, and mentioned</h3>\n<table><thead><tr><th scope=\"col\">Document</th>"
                   "<th scope=\"col\">Date</th><th scope=\"col\">Where</th></tr></thead>\n<tbody>\n");
    cJSON_ArrayForEach (document, part (report, "documents")) {
        html_raw (out, "<tr><td>");
        html_text (out,
                   words_for (record_string (document, "class")) ? words_for (record_string (document, "class")) : "");
        html_raw (out, "</td><td class=\"date\">");
        html_text (out, record_string (document, "date") ? record_string (document, "date") : "");
        html_raw (out, "</td><td>");
        add_where (report, document);
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
