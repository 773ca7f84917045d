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
        html_raw (report->out, " <span class=\"note\">curable: only documentation is missing;</span>");
    const cJSON *confidence = record_get (determination, "confidence");
    if (cJSON_IsNumber (confidence))
        html_rawf (report->out, " <span class=\"note\">confidence %.0f %%</span>", 100 * confidence->valuedouble);
    const char *quantity = record_string (determination, "proposed_quantity");
    if (quantity || cJSON_IsNumber (record_get (determination, "proposed_quantity"))) {
        html_raw (report->out, "<span class=\"note\">; proposed quantity ");
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
        const cJSON *agrees = record_get (determination, "agrees_with_record"), *part;
        html_raw (report->out, cJSON_IsTrue (agrees)    ? ": the draft agrees."
                               : cJSON_IsFalse (agrees) ? ": <strong>the draft differs.</strong>"
                                                        : ": there is no draft to compare with it.");
        const char *before = " They part on ";
        cJSON_ArrayForEach (part, record_get (determination, "parts_on")) {
            html_raw (report->out, before);
            html_text (report->out, cJSON_GetStringValue (part));
            before = ", ";
        }
        html_raw (report->out, cJSON_GetArraySize (record_get (determination, "parts_on")) > 0 ? ".</p>\n" : "</p>\n");
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

/* What would settle a criterion, or NULL. */
static const char *
cure_of (const cJSON *issue, const char *criterion)
{
    const cJSON *cure;
    cJSON_ArrayForEach (cure, record_get (record_get (issue, "determination"), "cure")) {
        if (criterion && g_strcmp0 (record_string (cure, "criterion"), criterion) == 0)
            return record_string (cure, "needed");
    }
    return NULL;
}

static gboolean
decides (const cJSON *issue, const char *criterion)
{
    const cJSON *id;
    cJSON_ArrayForEach (id, record_get (record_get (issue, "determination"), "deciding")) {
        if (criterion && g_strcmp0 (cJSON_GetStringValue (id), criterion) == 0)
            return TRUE;
    }
    return FALSE;
}

static void
add_cure (GString *out, const char *needed)
{
    html_raw (out, "<span class=\"cure\"><b>Would settle it:</b> ");
    html_text (out, needed);
    html_raw (out, "</span>");
}

/* The criteria that the draft turns on, each with its outcome, why, and what would settle it. */
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
        const char *needed = cure_of (issue, id->valuestring);
        html_raw (report->out, "<li>");
        badge (report->out, outcome ? outcome : "not_documented");
        html_raw (report->out, " ");
        html_text (report->out, asks ? asks : id->valuestring);
        if (reason)
            html_element (report->out, "span", "note", reason);
        if (needed)
            add_cure (report->out, needed);
        html_raw (report->out, "</li>\n");
    }
    html_raw (report->out, "</ul>\n");
}

/* What is missing beside what decides: cures that no deciding criterion has shown. */
static void
add_missing (const struct report *report, const cJSON *issue)
{
    const cJSON *cure;
    gboolean open = FALSE;
    cJSON_ArrayForEach (cure, record_get (record_get (issue, "determination"), "cure")) {
        const char *needed = record_string (cure, "needed"), *criterion = record_string (cure, "criterion");
        if (!needed || decides (issue, criterion))
            continue;
        html_raw (report->out, open ? "" : "<h4>What else is missing</h4>\n<ul>\n");
        html_element (report->out, "li", NULL, needed);
        open = TRUE;
    }
    html_raw (report->out, open ? "</ul>\n" : "");
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
        html_text (report->out, words_for_decision (record_string (request, "ur_outcome")));
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
        evidence_value (report->evidence, out, injured,
                        record_get (record_get (part (report, "admin"), "date_of_injury"), "evidence"));
    double pages = record_number (run, "pages_read", -1);
    if (pages >= 0)
        html_rawf (out, ". %.0f %s read", pages, pages == 1 ? "page" : "pages");
    g_autofree char *unread = words_for_unread (record_get (run, "pages_unread"));
    if (unread)
        html_rawf (out, ", <a href=\"#unread\"><strong>%s could not be read</strong></a>", unread);
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

/* Who asked, and the dates of the process, as far as the file has them. */
static void
add_process (const struct report *report)
{
    static const struct {
        const char *key, *words;
    } dates[] = {
        { "requesting_provider", "requested by" },
        { "rfa_date", "request of" },
        { "ur_denial_date", "utilization review of" },
        { "application_received", "application received" },
        { "date_assigned", "assigned" },
    };
    const cJSON *admin = part (report, "admin");
    const char *joint = "";
    html_raw (report->out, "<p class=\"process\">");
    for (gsize i = 0; i < G_N_ELEMENTS (dates); i++) {
        const char *value = value_of (admin, dates[i].key);
        if (!value)
            continue;
        html_rawf (report->out, "%s%s ", joint, dates[i].words);
        evidence_value (report->evidence, report->out, value,
                        record_get (record_get (admin, dates[i].key), "evidence"));
        joint = " · ";
    }
    html_raw (report->out, *joint ? "</p>\n" : "no date of the process is in the file</p>\n");
}

void
section_summary (const struct report *report)
{
    open_section (report->out, "request", "What was asked, and the draft");
    add_glance (report);
    add_process (report);
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
    g_autofree char *unread = words_for_unread (record_get (search, "pages_unread"));
    double read = record_number (search, "pages_read", 0);
    html_rawf (out, "<p class=\"note\">Searched: %.0f %s read", read, read == 1 ? "page" : "pages");
    if (unread)
        html_rawf (out, ", <strong>%s could not be read</strong>", unread);
    html_raw (out, ".</p>\n");
}

static void
add_criterion (const struct report *report, const cJSON *issue, const cJSON *criterion)
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
    html_rawf (out, ", confidence %.0f %%</p>", 100 * record_number (criterion, "confidence", 0));
    html_raw (out, "</td>\n<td>");
    badge (out, outcome ? outcome : "not_documented");
    if (record_bool (criterion, "ambiguous"))
        html_raw (out, "<p class=\"note\">depends on the reading</p>");
    const char *reason = words_for_reason (record_string (criterion, "reason"));
    if (reason)
        html_element (out, "p", "reason", reason);
    html_raw (out, "</td>\n<td>");
    gboolean undocumented = g_strcmp0 (outcome, "not_documented") == 0;
    const char *needed = undocumented ? cure_of (issue, record_string (criterion, "id")) : NULL;
    if (evidence_quotes (report->evidence, out, record_get (criterion, "evidence"), QUOTES_SHOWN) == 0 && !undocumented)
        html_raw (out, g_strcmp0 (outcome, "not_applicable") == 0
                           ? "<span class=\"none\">none needed</span>"
                           : "<span class=\"none\">reckoned from other facts; no passage of its own</span>");
    if (undocumented)
        add_search (out, record_get (criterion, "search"));
    if (needed)
        add_cure (out, needed);
    html_raw (out, "</td></tr>\n");
}

/* Which guideline the criteria paraphrase, and whether anybody has compared them with it. */
static void
add_guideline (GString *out, const cJSON *set)
{
    const char *guideline = record_string (set, "guideline"), *edition = record_string (set, "edition");
    if (!guideline)
        return;
    html_raw (out, "<p class=\"note\">");
    html_text (out, guideline);
    if (edition) {
        html_raw (out, ", ");
        html_text (out, edition);
    }
    html_raw (out, g_strcmp0 (record_string (set, "verified"), "yes") == 0
                       ? ".</p>\n"
                       : ". The paraphrase has not been compared with the published text.</p>\n");
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
        html_raw (report->out, "</h2>\n");
        add_guideline (report->out, record_get (issue, "set"));
        html_raw (report->out, "<table class=\"criteria\"><caption>Each criterion with its outcome and the "
                               "words it rests on</caption>\n"
                               "<thead><tr><th scope=\"col\">Criterion</th><th scope=\"col\">What it asks</th>"
                               "<th scope=\"col\">Outcome</th><th scope=\"col\">Evidence</th></tr></thead>\n<tbody>\n");
        const cJSON *criterion;
        cJSON_ArrayForEach (criterion, record_get (issue, "criteria")) {
            add_criterion (report, issue, criterion);
        }
        html_raw (report->out, "</tbody></table>\n");
        html_raw (report->out, "</section>\n");
    }
}
