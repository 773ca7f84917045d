#include "stages/report/wanted.h"

#include "common/record.h"
#include "stages/report/html.h"
#include "stages/report/prose.h"
#include "stages/report/sections.h"
#include "stages/report/words.h"

#define SENTENCES_SHOWN 2

/* What the fact that an item is about is called: a procedure, a study, a therapy; NULL where nothing says. */
static const char *
name_of (struct evidence *evidence, const cJSON *item)
{
    const cJSON *fact = evidence_find (evidence, record_string (item, "ref"));
    const char *modality = words_for (record_string (fact, "modality"));
    return modality ? modality : words_for (record_string (fact, "concept"));
}

static char *
of_day (const char *what, const char *name, const char *joint, const char *date)
{
    return g_strconcat ("the ", what, name ? " of the " : "", name ? name : "", date ? joint : "", date, NULL);
}

char *
wanted_in_words (struct evidence *evidence, const cJSON *item)
{
    const char *kind = record_string (item, "kind"), *class_name = words_for (record_string (item, "class"));
    const char *name = name_of (evidence, item);
    g_autofree char *date = prose_date (record_string (item, "date"));
    g_autofree char *from = prose_date (record_string (item, "from"));
    g_autofree char *to = prose_date (record_string (item, "to"));
    if (g_strcmp0 (kind, "document") == 0)
        return of_day (class_name ? class_name : "document", NULL, " of ", date);
    if (g_strcmp0 (kind, "procedure_note") == 0)
        return of_day ("procedure note", name ? name : "procedure", " of ", date);
    if (g_strcmp0 (kind, "study_report") == 0)
        return of_day ("report", name ? name : "study", " of ", date);
    if (g_strcmp0 (kind, "therapy_notes") == 0)
        return of_day ("notes", name ? name : "therapy", " of ", date);
    if (g_strcmp0 (kind, "list") == 0)
        return g_strdup ("the list of current medications");
    if (g_strcmp0 (kind, "visit") == 0)
        return of_day ("report", "visit", " of ", date);
    if (g_strcmp0 (kind, "arranged_visit") == 0)
        return of_day ("report", "visit that was arranged", " for ", date);
    if (g_strcmp0 (kind, "report_gap") == 0 && from && to)
        return g_strdup_printf ("the progress reports between %s and %s", from, to);
    return NULL;
}

/* What says so: whole sentences where the case has them, else quotes. */
static void
add_tellers (const struct report *report, const cJSON *item)
{
    const cJSON *sentence, *sentences = record_get (item, "sentences");
    if (cJSON_GetArraySize (sentences) == 0) {
        evidence_quotes (report->evidence, report->out, record_get (item, "evidence"), SENTENCES_SHOWN);
        return;
    }
    html_raw (report->out, "<ul class=\"quotes\">\n");
    cJSON_ArrayForEach (sentence, sentences) {
        html_raw (report->out, "<li>");
        evidence_sentence (report->evidence, report->out, record_string (sentence, "text"),
                           record_string (sentence, "evidence"));
        html_raw (report->out, "</li>\n");
    }
    html_raw (report->out, "</ul>\n");
}

/* Documents in the files of which no day could be read and that may be the one that is missed. */
static void
add_matches (const struct report *report, const cJSON *item)
{
    const cJSON *id;
    const char *before = "An undated document may be it: ";
    cJSON_ArrayForEach (id, record_get (item, "possible_match")) {
        const cJSON *document = evidence_find (report->evidence, cJSON_GetStringValue (id));
        const cJSON *page = cJSON_GetArrayItem (record_get (document, "pages"), 0);
        if (!record_string (document, "file") || !cJSON_IsNumber (page))
            continue;
        g_autofree char *number = g_strdup_printf ("%.0f", page->valuedouble);
        html_raw (report->out, before == NULL ? " or " : "<br><span class=\"note\">");
        html_raw (report->out, before == NULL ? "" : before);
        evidence_pages (report->evidence, report->out, record_string (document, "file"), (int) page->valuedouble,
                        number);
        before = NULL;
    }
    html_raw (report->out, before == NULL ? "</span>" : "");
}

void
section_missing (const struct report *report)
{
    GString *out = report->out;
    const cJSON *missing = record_get (report->json, "missing"), *item;
    if (cJSON_GetArraySize (missing) == 0)
        return;
    html_raw (out, "<section id=\"missing\"><h2>What the files do not hold</h2>\n"
                   "<table class=\"missing\"><thead><tr><th scope=\"col\">Missing</th>"
                   "<th scope=\"col\">What speaks of it</th></tr></thead>\n<tbody>\n");
    cJSON_ArrayForEach (item, missing) {
        g_autofree char *words = wanted_in_words (report->evidence, item);
        if (!words)
            continue;
        html_raw (out, "<tr><td>");
        html_text (out, words);
        if (record_bool (item, "within_six_months"))
            html_raw (out, " <span class=\"note\">(of the six months before the request)</span>");
        add_matches (report, item);
        html_raw (out, "</td><td>");
        add_tellers (report, item);
        html_raw (out, "</td></tr>\n");
    }
    html_raw (out, "</tbody></table></section>\n");
}
