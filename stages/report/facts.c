#include "stages/report/sections.h"

#include <string.h>

#include "common/record.h"
#include "stages/report/html.h"
#include "stages/report/words.h"

static const cJSON *
part (const struct report *report, const char *key)
{
    return record_get (report->json, key);
}

static void
add_row (const struct report *report, const cJSON *item, const char *what, const char *detail, const char *date)
{
    GString *out = report->out;
    html_raw (out, record_bool (item, "candidate") ? "<tr class=\"candidate\"><td>" : "<tr><td>");
    if (what)
        html_text (out, what);
    if (record_bool (item, "candidate"))
        html_raw (out, " <span class=\"source\">doubtful reading</span>");
    html_raw (out, "</td><td>");
    if (detail)
        html_text (out, detail);
    html_raw (out, "</td><td class=\"date\">");
    if (date)
        html_text (out, date);
    html_raw (out, "</td><td>");
    evidence_quotes (report->evidence, out, record_get (item, "evidence"), 2);
    html_raw (out, "</td></tr>\n");
}

static void
open_table (const struct report *report, const char *title, const char *first, const char *second)
{
    html_rawf (report->out,
               "<h3>%s</h3>\n<table><thead><tr><th scope=\"col\">%s</th><th scope=\"col\">%s</th>"
               "<th scope=\"col\">Date</th><th scope=\"col\">Where it stands</th></tr></thead>\n<tbody>\n",
               title, first, second);
}

static void
add_detail (GString *detail, const char *text)
{
    if (text && *text)
        g_string_append_printf (detail, "%s%s", detail->len ? ", " : "", text);
}

static void
add_events (const struct report *report)
{
    const cJSON *event;
    if (cJSON_GetArraySize (part (report, "events")) == 0)
        return;
    open_table (report, "Procedures performed", "Procedure", "Region, levels, side");
    cJSON_ArrayForEach (event, part (report, "events")) {
        g_autoptr (GString) detail = g_string_new (NULL);
        g_autofree char *levels = words_for_levels (record_get (event, "levels"));
        add_detail (detail, words_for (record_string (event, "region")));
        add_detail (detail, levels);
        add_detail (detail, words_for (record_string (event, "laterality")));
        if (!record_bool (event, "note_in_file"))
            add_detail (detail, "no procedure note in the file");
        const char *date = record_string (event, "date");
        add_row (report, event, words_for (record_string (event, "concept")), detail->str,
                 date ? date : "date unknown");
    }
    html_raw (report->out, "</tbody></table>\n");
}

static void
add_outcomes (const struct report *report)
{
    const cJSON *outcome;
    if (cJSON_GetArraySize (part (report, "outcomes")) == 0)
        return;
    open_table (report, "Responses to treatment", "After which treatment", "Response");
    cJSON_ArrayForEach (outcome, part (report, "outcomes")) {
        g_autoptr (GString) detail = g_string_new (NULL);
        g_autofree char *percent = words_for_amount (record_get (outcome, "percent"), "%");
        g_autofree char *duration = words_for_amount (record_get (outcome, "duration"), NULL);
        add_detail (detail, words_for (record_string (outcome, "direction")));
        add_detail (detail, percent);
        if (duration) {
            g_autofree char *lasting = g_strdup_printf ("for %s", duration);
            add_detail (detail, lasting);
        }
        const char *treatment = record_string (outcome, "treatment_ref");
        g_auto (GStrv) halves = g_strsplit (treatment ? treatment : "", "@", 2);
        const char *name = treatment ? words_for (halves[0]) : "treatment not said";
        add_row (report, outcome, name, detail->str, NULL);
    }
    html_raw (report->out, "</tbody></table>\n");
}

static void
add_list (const struct report *report, const char *key, const char *title)
{
    const cJSON *item;
    if (cJSON_GetArraySize (part (report, key)) == 0)
        return;
    open_table (report, title, "What", "Detail");
    cJSON_ArrayForEach (item, part (report, key)) {
        g_autoptr (GString) detail = g_string_new (NULL);
        const char *polarity = record_string (record_get (item, "ctx"), "polarity");
        const char *found = record_string (item, "polarity"); /* of an examination */
        gboolean affirmed = g_strcmp0 (polarity, "affirmed") == 0;
        if (found && (affirmed || strcmp (found, "positive") != 0))
            add_detail (detail, words_for (found));
        else if (!affirmed)
            add_detail (detail, words_for (polarity));
        const char *certainty = record_string (record_get (item, "ctx"), "certainty");
        if (g_strcmp0 (certainty, "possible") == 0 || g_strcmp0 (certainty, "probable") == 0)
            add_detail (detail, certainty);
        add_detail (detail, words_for (record_string (item, "region")));
        add_detail (detail, record_string (item, "value"));
        add_detail (detail, words_for (record_string (item, "side")));
        add_detail (detail, record_string (item, "qualifier"));
        const char *name = record_string (item, "concept") ? words_for (record_string (item, "concept"))
                                                           : words_for (record_string (item, "subject"));
        add_row (report, item, name, detail->str, record_string (item, "date"));
    }
    html_raw (report->out, "</tbody></table>\n");
}

static void
add_medications (const struct report *report)
{
    const cJSON *medications = part (report, "medications"), *item;
    const char *status = record_string (medications, "list_status");
    if (cJSON_GetArraySize (record_get (medications, "items")) == 0) {
        html_raw (report->out, "<h3>Medications</h3>\n<p>");
        html_raw (report->out,
                  g_strcmp0 (status, "none_taken") == 0
                      ? "The records say that none is taken.</p>\n"
                      : "The records in hand hold no medication list. That does not say that none is taken.</p>\n");
        evidence_quotes (report->evidence, report->out, record_get (medications, "evidence"), 2);
        return;
    }
    open_table (report, "Medications", "Name", "Strength, frequency, status");
    cJSON_ArrayForEach (item, record_get (medications, "items")) {
        g_autoptr (GString) detail = g_string_new (NULL);
        add_detail (detail, record_string (item, "strength"));
        add_detail (detail, record_string (item, "frequency"));
        add_detail (detail, words_for (record_string (item, "status")));
        add_row (report, item, record_string (item, "name"), detail->str, record_string (item, "date"));
    }
    html_raw (report->out, "</tbody></table>\n");
}

void
section_facts (const struct report *report)
{
    html_raw (report->out, "<section id=\"facts\"><h2>What the records say</h2>\n");
    add_events (report);
    add_outcomes (report);
    add_list (report, "diagnoses", "Diagnoses");
    add_list (report, "symptoms", "Symptoms");
    add_list (report, "exam", "Examination");
    add_list (report, "imaging", "Imaging");
    add_list (report, "therapies", "Therapies");
    add_list (report, "surgeries", "Surgery");
    add_medications (report);
    add_list (report, "absences", "What the file itself calls absent");
    html_raw (report->out, "</section>\n");
}
