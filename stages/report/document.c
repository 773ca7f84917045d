#include "stages/report/document.h"

#include "common/record.h"
#include "stages/report/changes.h"
#include "stages/report/evidence.h"
#include "stages/report/html.h"
#include "stages/report/review.h"
#include "stages/report/sections.h"
#include "stages/report/style.h"
#include "stages/report/views.h"

/* The way to a section, where there is one. */
static void
add_way (GString *out, gboolean there, const char *id, const char *name)
{
    if (there)
        html_rawf (out, "<li><a href=\"#%s\">%s</a></li>", id, name);
}

static void
add_ways (GString *out, const cJSON *report_case, gboolean paged)
{
    const cJSON *assessment = record_get (report_case, "assessment");
    html_raw (out, "<nav aria-label=\"Sections\"><ul>");
    add_way (out, TRUE, "request", "Request");
    add_way (out, cJSON_IsObject (record_get (assessment, "changes")), "changes", "Changes");
    add_way (out, cJSON_GetArraySize (record_get (assessment, "issues")) > 0, "criteria-1", "Criteria");
    add_way (out, cJSON_GetArraySize (record_get (assessment, "findings")) > 0, "findings", "Findings");
    add_way (out, cJSON_GetArraySize (record_get (report_case, "missing")) > 0, "missing", "Missing");
    add_way (out, cJSON_GetArraySize (record_get (report_case, "timeline")) > 0, "chronology", "Chronology");
    add_way (out, TRUE, "facts", "Records");
    add_way (out, TRUE, "documents", "Documents");
    add_way (out, !html_is_masked () && (paged || cJSON_GetArraySize (record_get (report_case, "corrections")) > 0),
             "corrections", "Corrections");
    add_way (out, TRUE, "evidence", "Evidence");
    add_way (out, paged, "pages", "Pages");
    html_raw (out, "</ul></nav>\n");
}

static void
add_head (GString *out, const cJSON *report_case, const char *title, gboolean paged)
{
    g_autofree char *policy = style_policy ();
    html_raw (out, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n");
    html_rawf (out, "<meta http-equiv=\"Content-Security-Policy\" content=\"%s\">\n", policy);
    html_raw (out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    html_attribute (out, title);
    html_rawf (out, "</title>\n<style>%s%s</style></head>\n<body%s>\n<div class=\"report\">\n", STYLE, REVIEW_STYLE,
               paged ? " class=\"paged\"" : "");
    html_raw (out, "<a class=\"skip\" href=\"#request\">To the request</a>\n<header><h1>");
    html_attribute (out, title);
    html_raw (out, "</h1>\n<p class=\"banner\">Draft for physician review. It decides nothing.</p>\n");
    add_ways (out, report_case, paged);
    html_rawf (out,
               "<p class=\"legend\">A quote opens %s. <span class=\"how read\">OCR</span> the program read it from an "
               "image. <q class=\"low\">wavy</q> it read it with doubt. <q class=\"human\">slanted</q> a person "
               "transcribed it.</p>\n",
               paged ? "its page, with its words marked" : "its entry in the list of evidence");
    html_raw (out, "</header>\n<main>\n");
}

static gboolean
add_pages (const struct casetext *casetext, const struct pages *pages, struct gallery *gallery, GString *out,
           FILE *stream, GError **error)
{
    html_raw (out,
              "<aside id=\"pages\" aria-label=\"Pages of the case file\" tabindex=\"-1\">\n"
              "<div class=\"tools\" role=\"search\" hidden><label>Find in the pages <input type=\"search\" id=\"find\" "
              "autocomplete=\"off\"></label><span id=\"find-count\" role=\"status\"></span></div>\n");
    gboolean added = views_add (casetext, pages, gallery, out, stream, error);
    html_raw (out, "</aside>\n");
    return added;
}

gboolean
document_check (const cJSON *report_case, GError **error)
{
    if (record_string (report_case, "schema") && !record_check_case (report_case, "the input", error))
        return FALSE;
    if (record_string (report_case, "case_key") && cJSON_IsObject (record_get (report_case, "assessment")))
        return TRUE;
    g_set_error (error, RECORD_ERROR, RECORD_ERROR_BROKEN, "the input is not a case that case-check has checked");
    return FALSE;
}

GString *
document_new (struct casetext *casetext, const char *title, const struct origin *origin, const struct pages *pages,
              struct gallery *gallery, FILE *stream, GError **error)
{
    gboolean paged = pages && pages_count (pages) > 0;
    const cJSON *report_case = casetext_json (casetext);
    g_autoptr (evidence_t) evidence = evidence_new (casetext, paged ? pages : NULL);
    GString *out = g_string_new (NULL);
    const struct report report = { .json = report_case, .evidence = evidence, .out = out };
    add_head (out, report_case, title, paged);
    section_summary (&report);
    section_changes (&report);
    section_criteria (&report);
    section_findings (&report);
    section_missing (&report);
    section_chronology (&report);
    html_drain (out, stream);
    section_facts (&report);
    html_drain (out, stream);
    section_documents (&report);
    section_corrections (&report, origin, paged);
    evidence_list (evidence, out, stream);
    section_run (&report);
    html_raw (out, "</main>\n</div>\n");
    if (paged && !add_pages (casetext, pages, gallery, out, stream, error)) {
        g_string_free (out, TRUE);
        return NULL;
    }
    html_rawf (out, "<script>%s%s</script>\n</body></html>\n", SCRIPT, REVIEW_SCRIPT);
    return out;
}
