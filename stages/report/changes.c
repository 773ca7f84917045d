#include "stages/report/changes.h"

#include <string.h>

#include "common/record.h"
#include "stages/report/html.h"
#include "stages/report/words.h"

#define FACTS_SHOWN 60

static const cJSON *
changes_of (const struct report *report)
{
    return record_get (record_get (report->json, "assessment"), "changes");
}

gboolean
changes_known (const struct report *report)
{
    return cJSON_IsObject (changes_of (report));
}

static const char *
because_in_words (const char *because)
{
    static const char *const CAUSES[][2] = {
        { "records", "by what the files and persons say now" },    { "rules", "by other criteria" },
        { "reference_date", "by another reference date" },         { "findings", "by a critical finding" },
        { "facts", "by facts that are read differently or gone" },
    };
    for (gsize i = 0; i < G_N_ELEMENTS (CAUSES); i++)
        if (g_strcmp0 (because, CAUSES[i][0]) == 0)
            return CAUSES[i][1];
    return NULL;
}

static void
add_from_to (GString *out, const char *from, const char *to)
{
    html_raw (out, "<span class=\"place\">");
    html_text (out, from ? words_for (from) : "none");
    html_raw (out, "</span> → <strong>");
    html_text (out, to ? words_for (to) : "none");
    html_raw (out, "</strong>");
}

/* Drafts and criteria: of which request, which criterion, from what to what, and why. */
static void
add_answers (GString *out, const cJSON *list, const char *what)
{
    const cJSON *item;
    cJSON_ArrayForEach (item, list) {
        const char *id = record_string (item, "id"), *request = record_string (item, "request");
        const char *from = record_string (item, "from"), *to = record_string (item, "to");
        const char *because = because_in_words (record_string (item, "because"));
        if (g_strcmp0 (from, to) == 0)
            from = record_string (item, "reason_from"), to = record_string (item, "reason_to");
        html_rawf (out, "<li>%s ", what);
        if (id)
            html_element (out, "span", "id", id);
        if (request)
            html_element (out, "span", "place", request);
        add_from_to (out, from, to);
        if (because)
            html_rawf (out, " <span class=\"note\">%s</span>", because);
        html_raw (out, "</li>\n");
    }
}

static void
add_facts (GString *out, const cJSON *facts)
{
    int shown = 0;
    const cJSON *fact;
    cJSON_ArrayForEach (fact, facts) {
        const char *change = record_string (fact, "change"), *what = record_string (fact, "what");
        const char *from = record_string (fact, "from"), *to = record_string (fact, "to");
        if (!change || !what || shown++ >= FACTS_SHOWN)
            continue;
        html_raw (out, "<li>");
        html_text (out, change);
        html_raw (out, " ");
        html_element (out, "span", "place", words_for (record_string (fact, "kind")));
        html_text (out, what);
        if (from && to) {
            html_raw (out, ": ");
            html_text (out, from);
            html_raw (out, " → ");
            html_text (out, to);
        }
        html_raw (out, "</li>\n");
    }
    if (shown > FACTS_SHOWN)
        html_rawf (out, "<li>and %d more</li>\n", shown - FACTS_SHOWN);
}

static void
add_codes (GString *out, const char *what, const cJSON *codes)
{
    const cJSON *code;
    cJSON_ArrayForEach (code, codes)
        if (cJSON_IsString (code)) {
            html_rawf (out, "<li>%s ", what);
            html_element (out, "span", "id", code->valuestring);
            html_raw (out, "</li>\n");
        }
}

void
section_changes (const struct report *report)
{
    const cJSON *changes = changes_of (report), *files = record_get (changes, "files"), *name;
    GString *out = report->out;
    if (!changes_known (report))
        return;
    html_raw (out, "<section id=\"changes\"><h2>What changed since the last revision</h2>\n<ul>\n");
    gsize before = out->len;
    add_answers (out, record_get (changes, "drafts"), "Draft");
    add_answers (out, record_get (changes, "criteria"), "Criterion");
    cJSON_ArrayForEach (name, record_get (files, "added"))
        if (cJSON_IsString (name)) {
            html_raw (out, "<li>New file ");
            html_text (out, name->valuestring);
            html_raw (out, "</li>\n");
        }
    add_codes (out, "Now found:", record_get (record_get (changes, "findings"), "raised"));
    add_codes (out, "No longer found:", record_get (record_get (changes, "findings"), "gone"));
    add_facts (out, record_get (changes, "facts"));
    if (out->len == before)
        html_raw (out, "<li>Nothing that the case says.</li>\n");
    html_raw (out, "</ul></section>\n");
}
