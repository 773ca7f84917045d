#include "stages/report/review.h"

#include <string.h>

#include "common/record.h"
#include "stages/report/carry.h"
#include "stages/report/html.h"

CARRY (REVIEW_STYLE, "stages/report/review.css");
CARRY (REVIEW_SCRIPT, "stages/report/review.js");

static const struct {
    const char *about, *action, *words;
} ACTS[] = {
    { "page", "transcript", "typed the page" },    { "words", "confirm", "confirmed the words" },
    { "words", "correct", "corrected the words" }, { "words", "reject", "rejected the words" },
    { "fact", "confirm", "confirmed the fact" },   { "fact", "reject", "rejected the fact" },
};
static const struct {
    const char *outcome, *words;
    gboolean done;
} OUTCOMES[] = {
    { "applied", "done", TRUE },
    { "already", "stood so already", TRUE },
    { "superseded", "a later one takes its place", TRUE },
    { "differs", "not done: the text there is not what was seen", FALSE },
    { "unmatched", "not done: the fact is not found any more, or is now read otherwise", FALSE },
    { "refused", "not done", FALSE },
};

static const char *
act_in_words (const cJSON *correction)
{
    for (gsize i = 0; i < G_N_ELEMENTS (ACTS); i++)
        if (g_strcmp0 (record_string (correction, "about"), ACTS[i].about) == 0
            && g_strcmp0 (record_string (correction, "action"), ACTS[i].action) == 0)
            return ACTS[i].words;
    return "a file that could not be used";
}

static void
add_quoted (GString *out, const char *label, const char *text, const char *tag)
{
    if (!text)
        return;
    html_rawf (out, " %s<%s>", label, tag);
    html_text (out, text);
    html_rawf (out, "</%s>", tag);
}

static void
add_words (GString *out, const cJSON *correction)
{
    const char *was = record_string (correction, "was"), *now = record_string (correction, "now");
    gboolean rejected = g_strcmp0 (record_string (correction, "action"), "reject") == 0;
    html_raw (out, act_in_words (correction));
    add_quoted (out, "", was, now || rejected ? "del" : "q");
    add_quoted (out, "", now, "ins");
    if (cJSON_GetArraySize (record_get (correction, "evidence")) == 0)
        add_quoted (out, "", record_string (correction, "quote"), rejected ? "del" : "q");
    add_quoted (out, "<br>Remark: ", record_string (correction, "note"), "span");
}

static void
add_outcome (GString *out, const cJSON *correction)
{
    const cJSON *error = record_get (correction, "error");
    const char *outcome = record_string (correction, "outcome");
    for (gsize i = 0; i < G_N_ELEMENTS (OUTCOMES); i++)
        if (g_strcmp0 (outcome, OUTCOMES[i].outcome) == 0)
            html_rawf (out, "<span class=\"%s\">%s</span>", OUTCOMES[i].done ? "done" : "how low", OUTCOMES[i].words);
    if (record_string (error, "detail"))
        html_element (out, "p", NULL, record_string (error, "detail"));
    if (record_string (error, "advice"))
        html_element (out, "p", "note", record_string (error, "advice"));
}

static void
add_said (const struct report *report, const cJSON *correction)
{
    GString *out = report->out;
    const char *by = record_string (correction, "by"), *at = record_string (correction, "at");
    const char *file = record_string (correction, "file");
    int page = (int) CLAMP (record_number (correction, "page", 0), 0, G_MAXINT);
    html_raw (out, "<tr><td>");
    html_text (out, by ? by : "a transcript");
    if (at)
        html_element (out, "span", "note", at);
    html_raw (out, "</td><td>");
    add_words (out, correction);
    evidence_quotes (report->evidence, out, record_get (correction, "evidence"), 1);
    html_raw (out, "</td><td>");
    if (file && page > 0) {
        g_autofree char *number = g_strdup_printf ("%d", page);
        evidence_pages (report->evidence, out, file, page, number);
    }
    if (record_string (correction, "from"))
        html_element (out, "span", "note", record_string (correction, "from"));
    html_raw (out, "</td><td>");
    add_outcome (out, correction);
    html_raw (out, "</td></tr>\n");
}

static void
add_attribute (GString *out, const char *name, const char *value)
{
    if (!value)
        return;
    html_rawf (out, " data-%s=\"", name);
    html_attribute (out, value);
    html_raw (out, "\"");
}

/* Hidden until the script is at work; its dialogs are made by the script. */
static void
add_means (const struct report *report, const struct origin *origin)
{
    GString *out = report->out;
    html_raw (out, "<div id=\"review\" hidden");
    add_attribute (out, "key", record_string (report->json, "case_key"));
    add_attribute (out, "name", origin->name);
    add_attribute (out, "revision", origin->revision);
    html_raw (out,
              ">\n<h3>Your corrections</h3>\n<p>Open a quote to judge it, or choose “correct” above a page to correct "
              "its words or to type it. Save the list as a file and drop that in the inbox: the case is then read "
              "again with what you said.</p>\n<ol id=\"said\"></ol>\n<p id=\"said-none\">Nothing said yet.</p>\n"
              "<p><label>Your name <input id=\"by\" maxlength=\"200\" autocomplete=\"name\" required></label> "
              "<button type=\"button\" id=\"save\">Save the corrections</button></p>\n"
              "<p id=\"said-status\" role=\"status\"></p></div>\n");
}

void
section_corrections (const struct report *report, const struct origin *origin, gboolean paged)
{
    const cJSON *corrections = record_get (report->json, "corrections"), *correction;
    if (html_is_masked () || (!paged && cJSON_GetArraySize (corrections) == 0))
        return;
    html_raw (report->out, "<section id=\"corrections\"><h2>Corrections</h2>\n");
    if (cJSON_GetArraySize (corrections) > 0)
        html_raw (report->out, "<table class=\"said\"><caption>What persons said of this case, and what came of it"
                               "</caption><thead><tr><th scope=\"col\">Who and when</th><th scope=\"col\">What</th>"
                               "<th scope=\"col\">Where</th><th scope=\"col\">Outcome</th></tr></thead>\n<tbody>\n");
    cJSON_ArrayForEach (correction, corrections)
        add_said (report, correction);
    if (cJSON_GetArraySize (corrections) > 0)
        html_raw (report->out, "</tbody></table>\n");
    if (paged)
        add_means (report, origin);
    html_raw (report->out, "</section>\n");
}

void
review_page_attributes (GString *out, const struct page *page)
{
    if (!page->sha256 || html_is_masked ())
        return;
    add_attribute (out, "sha256", page->sha256);
    html_rawf (out, " data-page=\"%d\"", page->number);
    add_attribute (out, "title", page->file);
}

void
review_mark_attributes (GString *out, const cJSON *item, gboolean whole)
{
    const cJSON *span = record_get (item, "span"), *box = record_get (item, "bbox");
    const char *reading = record_string (item, "reading"), *kind = record_string (item, "kind");
    if (!reading || !kind || !cJSON_IsArray (span) || html_is_masked ())
        return;
    g_autofree char *place = record_print (span, FALSE);
    add_attribute (out, "kind", kind);
    add_attribute (out, "reading", reading);
    add_attribute (out, "span", place);
    if (!whole)
        return;
    g_autofree char *edges = cJSON_IsArray (box) ? record_print (box, FALSE) : NULL;
    add_attribute (out, "box", edges);
    add_attribute (out, "quote", record_string (item, "quote"));
}

void
review_add_verdict (GString *out, const cJSON *item)
{
    const char *verdict = record_string (record_get (item, "review"), "verdict");
    if (record_bool (item, "confirmed") || g_strcmp0 (verdict, "confirmed") == 0)
        html_raw (out, " <span class=\"how human\">confirmed by a person</span>");
    else if (g_strcmp0 (verdict, "rejected") == 0)
        html_raw (out, " <span class=\"how rejected\">rejected by a person</span>");
    const char *machine = record_string (item, "machine_reading");
    if (machine && !html_is_masked () && g_strcmp0 (machine, record_string (item, "quote")) != 0)
        add_quoted (out, "<span class=\"note\">the program had read ", machine, "q"), html_raw (out, "</span>");
}
