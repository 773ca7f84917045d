#include "stages/report/prose.h"

#include <string.h>

#include "common/record.h"
#include "stages/report/html.h"

#define SOURCES_SHOWN 3 /* numbers after one sentence */

/* The head of a table repeats on every printed page: that is what carries the word that this is a draft. */
static const char LETTER_STYLE[] =
    "body{font:12pt/1.5 'DejaVu Serif','Liberation Serif',serif;color:#111;background:#fff;max-width:46rem;margin:0 "
    "auto;"
    "padding:3rem 1.5rem 1rem}h1{font-size:1.3rem}h2{font-size:1rem;margin:1.6rem 0 .4rem}p{margin:.5rem 0}"
    ".draft{position:fixed;top:0;left:0;right:0;margin:0;padding:.2rem;text-align:center;font:bold .8rem sans-serif;"
    "color:#8a0000;background:#fff;border-bottom:1px solid #8a0000}sup{font-size:.65em;line-height:0}a{color:inherit}"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:0 1rem;margin:0}dt{font-weight:bold}dd{margin:0}"
    ".sources{font-size:.8rem}.fill{border:1px dashed #555;padding:.3rem .6rem}li{margin:.2rem 0}"
    ".page{border-collapse:collapse;width:100%}.page td{padding:0}"
    "@page{margin:1.5cm 2cm}@media print{body{padding:0;max-width:none}.draft{position:static}.page thead td{"
    "height:1.4cm;vertical-align:top}.page tbody td{vertical-align:top}}";

struct prose
prose_start (struct casetext *casetext, const char *title)
{
    struct prose prose = { casetext_json (casetext), evidence_new (casetext, NULL), g_string_new (NULL),
                           g_ptr_array_new () };
    g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, LETTER_STYLE, -1);
    guint8 digest[32];
    for (gsize i = 0; i < sizeof digest; i++)
        digest[i] = (guint8) (g_ascii_xdigit_value (hash[2 * i]) * 16 + g_ascii_xdigit_value (hash[2 * i + 1]));
    g_autofree char *base64 = g_base64_encode (digest, sizeof digest);
    html_raw (prose.out, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n");
    html_rawf (
        prose.out,
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-%s'; "
        "base-uri 'none'; form-action 'none'\">\n<title>%s</title>\n<style>%s</style></head>\n<body>\n"
        "<main><table class=\"page\" role=\"presentation\"><thead><tr><td><p class=\"draft\">DRAFT FOR PHYSICIAN "
        "REVIEW. It decides "
        "nothing.</p></td></tr></thead>\n<tbody><tr><td>\n<h1>%s</h1>\n",
        base64, title, LETTER_STYLE, title);
    return prose;
}

GString *
prose_end (struct prose *prose)
{
    GString *out = prose->out;
    if (prose->sources->len) {
        html_raw (out, "<h2>SOURCES</h2>\n<ol class=\"sources\">\n");
        for (guint i = 0; i < prose->sources->len; i++) {
            const cJSON *item = evidence_find (prose->evidence, g_ptr_array_index (prose->sources, i));
            const char *file = record_string (item, "file");
            html_rawf (out, "<li id=\"s%u\"><q>", i + 1);
            html_text (out, record_string (item, "quote"));
            html_raw (out, "</q>, ");
            html_text (out, file ? file : "");
            html_rawf (out, ", page %.0f</li>\n", record_number (item, "page", 0));
        }
        html_raw (out, "</ol>\n");
    }
    html_raw (out, "</td></tr></tbody></table></main>\n</body></html>\n");
    evidence_free (prose->evidence);
    g_ptr_array_unref (prose->sources);
    return g_steal_pointer (&prose->out);
}

void
prose_heading (struct prose *prose, const char *heading)
{
    html_element (prose->out, "h2", NULL, heading);
}

/* Adds the source's number; FALSE where the case holds no such evidence. */
static gboolean
cite (struct prose *prose, const char *id)
{
    const cJSON *item = evidence_find (prose->evidence, id);
    if (!item || !record_string (item, "quote"))
        return FALSE;
    guint n;
    for (n = 0; n < prose->sources->len; n++)
        if (strcmp (g_ptr_array_index (prose->sources, n), id) == 0)
            break;
    if (n == prose->sources->len)
        g_ptr_array_add (prose->sources, (gpointer) id);
    html_rawf (prose->out, "<sup><a href=\"#s%u\">[%u]</a></sup>", n + 1, n + 1);
    return TRUE;
}

static void
cite_all (struct prose *prose, const cJSON *ids)
{
    const cJSON *id;
    int cited = 0;
    if (cJSON_IsString (ids))
        cite (prose, ids->valuestring);
    cJSON_ArrayForEach (id, ids) {
        if (cited < SOURCES_SHOWN && cJSON_IsString (id))
            cited += cite (prose, id->valuestring);
    }
}

void
prose_field (struct prose *prose, const char *label, const cJSON *holder)
{
    const char *value = cJSON_IsString (holder) ? holder->valuestring : record_string (holder, "value");
    g_autofree char *date = prose_date (value);
    html_rawf (prose->out, "<dt>%s:</dt><dd>", label);
    html_text (prose->out, date ? date : "not documented in the file");
    cite_all (prose, record_get (holder, "evidence"));
    html_raw (prose->out, "</dd>\n");
}

void
prose_sentence (struct prose *prose, const char *text, const cJSON *ids)
{
    g_autofree char *sentence = g_strdup (text);
    gsize length = strlen (sentence);
    sentence[0] = g_ascii_toupper (sentence[0]);
    html_text (prose->out, sentence);
    if (length && !strchr (".?!", sentence[length - 1]))
        html_raw (prose->out, ".");
    cite_all (prose, ids);
    html_raw (prose->out, "\n");
}

char *
prose_date (const char *iso)
{
    static const char *const months[] = { "January", "February", "March",     "April",   "May",      "June",
                                          "July",    "August",   "September", "October", "November", "December" };
    int year, month, day, end = 0;
    if (!iso)
        return NULL;
    if (sscanf (iso, "%4d-%2d-%2d%n", &year, &month, &day, &end) == 3 && !iso[end] && month >= 1 && month <= 12)
        return g_strdup_printf ("%s %d, %d", months[month - 1], day, year);
    if (sscanf (iso, "%4d-%2d%n", &year, &month, &end) == 2 && !iso[end] && month >= 1 && month <= 12)
        return g_strdup_printf ("%s %d", months[month - 1], year);
    return g_strdup (iso);
}

gboolean
prose_may_assert (const cJSON *fact)
{
    const cJSON *ctx = record_get (fact, "ctx");
    const char *polarity = record_string (ctx, "polarity"), *experiencer = record_string (ctx, "experiencer");
    const char *certainty = record_string (ctx, "certainty"), *temporality = record_string (ctx, "temporality");
    const char *found = record_string (fact, "polarity"); /* of an examination, which is told with it */
    gboolean says_itself = g_strcmp0 (found, "negative") == 0 || g_strcmp0 (found, "normal") == 0;
    return !record_bool (fact, "candidate") && (!polarity || says_itself || strcmp (polarity, "affirmed") == 0)
           && (!experiencer || strcmp (experiencer, "patient") == 0)
           && (!certainty || strcmp (certainty, "certain") == 0) && g_strcmp0 (temporality, "future") != 0
           && g_strcmp0 (temporality, "planned") != 0 && g_strcmp0 (temporality, "hypothetical") != 0;
}
