#include "stages/report/evidence.h"

#include <string.h>

#include "common/record.h"
#include "common/words.h"
#include "stages/report/html.h"
#include "stages/report/review.h"

#define LISTED_MAX 20000 /* quotes that are listed once more where all stand on their pages */
#define MORE_MAX 200     /* quotes that open under one fact; the rest stand in the list of evidence */

struct evidence {
    struct casetext *casetext;
    GHashTable *by_id;          /* of facts: lent key -> lent object */
    cJSON *kept[EVIDENCE_KEPT]; /* the last pieces of evidence that were asked for */
    guint next;
    const struct pages *viewed;
    gboolean one_file; /* its name then says nothing */
    gboolean closed;   /* what is written stands in a noscript element, which cannot hold another */
};

struct evidence *
evidence_new (struct casetext *casetext, const struct pages *viewed)
{
    struct evidence *evidence = g_new0 (struct evidence, 1);
    evidence->casetext = casetext;
    evidence->viewed = viewed;
    evidence->by_id = g_hash_table_new (g_str_hash, g_str_equal);
    const cJSON *part, *item;
    cJSON_ArrayForEach (part, casetext_json (casetext)) {
        if (!cJSON_IsArray (part))
            continue;
        cJSON_ArrayForEach (item, part) {
            const char *id = cJSON_IsObject (item) ? record_string (item, "id") : NULL;
            if (id && strcmp (part->string, "files") != 0)
                g_hash_table_insert (evidence->by_id, (gpointer) id, (gpointer) item);
        }
    }
    evidence->one_file = cJSON_GetArraySize (record_get (casetext_json (casetext), "files")) == 1;
    return evidence;
}

void
evidence_free (struct evidence *evidence)
{
    if (!evidence)
        return;
    g_hash_table_unref (evidence->by_id);
    for (guint i = 0; i < EVIDENCE_KEPT; i++)
        cJSON_Delete (evidence->kept[i]);
    g_free (evidence);
}

const cJSON *
evidence_find (struct evidence *evidence, const char *id)
{
    const cJSON *fact = id ? g_hash_table_lookup (evidence->by_id, id) : NULL;
    cJSON *item = fact ? NULL : casetext_evidence_find (evidence->casetext, id);
    if (!item)
        return fact;
    cJSON **place = &evidence->kept[evidence->next++ % EVIDENCE_KEPT];
    cJSON_Delete (*place);
    return *place = item;
}

/* How the words were read, where that is not from a text layer: a letter for what is sure, words for what is not. */
static void
add_reading (GString *out, const cJSON *item)
{
    const char *source = record_string (item, "source");
    const cJSON *confidence = record_get (item, "ocr_conf");
    if (!source || strcmp (source, "text") == 0)
        return;
    if (strcmp (source, "human") == 0)
        html_raw (out, " <span class=\"how human\">transcribed by a person</span>");
    else if (cJSON_IsNumber (confidence) && confidence->valuedouble < WORD_DOUBTFUL)
        html_rawf (out, " <span class=\"how low\">doubtful reading, %.0f of 100</span>", confidence->valuedouble);
    else
        html_raw (out, " <span class=\"how read\">OCR</span>");
}

/* Where it stands; the name of the file where there are several, the line where `whole`. */
static void
add_place (const struct evidence *evidence, GString *out, const cJSON *item, gboolean whole)
{
    const char *file = record_string (item, "file");
    html_raw (out, "<span class=\"place\">");
    if (file && (whole || !evidence->one_file))
        html_text (out, file);
    html_rawf (out, " p. %.0f", record_number (item, "page", 0));
    const cJSON *line = cJSON_GetArrayItem (record_get (item, "line"), 0);
    if (whole && cJSON_IsNumber (line))
        html_rawf (out, ", line %.0f", line->valuedouble);
    html_raw (out, "</span>");
    add_reading (out, item);
    review_add_verdict (out, item);
}

static const struct page *
page_of (const struct pages *pages, const cJSON *item)
{
    return pages_find (pages, record_string (item, "file"), (int) CLAMP (record_number (item, "page", 0), 0, G_MAXINT));
}

/* How sure the words of a quote are, as a class: read by a person, by the program, or by the program with doubt. */
static const char *
sureness (const cJSON *item)
{
    const char *source = record_string (item, "source");
    if (g_strcmp0 (source, "human") == 0)
        return "human";
    if (g_strcmp0 (source, "ocr") != 0)
        return "sure";
    return record_number (item, "ocr_conf", 100) < WORD_DOUBTFUL ? "low" : "read";
}

/* Words of a quote; they open its mark on the page, or its entry in the list where the page has no view. */
static void
add_linked_words (const struct evidence *evidence, GString *out, const cJSON *item, const char *words)
{
    html_raw (out, page_of (evidence->viewed, item) ? "<a href=\"#v-" : "<a href=\"#");
    html_attribute (out, record_string (item, "id"));
    html_rawf (out, "\"><q class=\"%s\">", sureness (item));
    html_text (out, words);
    html_raw (out, "</q></a> ");
}

static void
add_linked_quote (const struct evidence *evidence, GString *out, const cJSON *item)
{
    add_linked_words (evidence, out, item, record_string (item, "quote"));
}

static void
add_quote (struct evidence *evidence, GString *out, const char *id)
{
    const cJSON *item = evidence_find (evidence, id);
    if (!item || !record_string (item, "quote") || !record_string (item, "id"))
        return;
    html_raw (out, "<li>");
    add_linked_quote (evidence, out, item);
    add_place (evidence, out, item, FALSE);
    html_raw (out, "</li>\n");
}

void
evidence_sentence (struct evidence *evidence, GString *out, const char *sentence, const char *id)
{
    const cJSON *item = evidence_find (evidence, id);
    if (!item || !sentence)
        return;
    add_linked_words (evidence, out, item, sentence);
    add_place (evidence, out, item, FALSE);
}

/* What the first `most` leave, to be opened. */
static void
add_more (struct evidence *evidence, GString *out, const cJSON *ids, int most)
{
    int shown = 0, rest = cJSON_GetArraySize (ids) - most;
    const cJSON *id;
    html_rawf (out, "<details class=\"more\"><summary>and %d more</summary>%s\n<ul class=\"quotes\">\n", rest,
               evidence->closed ? "" : "<noscript>");
    cJSON_ArrayForEach (id, ids) {
        if (cJSON_IsString (id) && shown++ >= most && shown <= most + MORE_MAX)
            add_quote (evidence, out, id->valuestring);
    }
    if (rest > MORE_MAX)
        html_rawf (out, "<li>%d further ones stand under <a href=\"#evidence\">Evidence</a></li>\n", rest - MORE_MAX);
    html_raw (out, evidence->closed ? "</ul></details>\n" : "</ul></noscript></details>\n");
}

void
evidence_close (struct evidence *evidence, gboolean closed)
{
    evidence->closed = closed;
}

int
evidence_quotes (struct evidence *evidence, GString *out, const cJSON *ids, int most)
{
    int n = cJSON_IsString (ids) ? 1 : cJSON_GetArraySize (ids);
    if (n == 0)
        return 0;
    html_raw (out, "<ul class=\"quotes\">\n");
    if (cJSON_IsString (ids))
        add_quote (evidence, out, ids->valuestring);
    int shown = 0;
    const cJSON *id;
    cJSON_ArrayForEach (id, ids) {
        if (cJSON_IsString (id) && shown++ < most)
            add_quote (evidence, out, id->valuestring);
    }
    html_raw (out, "</ul>\n");
    if (shown > most)
        add_more (evidence, out, ids, most);
    return n;
}

void
evidence_pages (const struct evidence *evidence, GString *out, const char *file, int first, const char *numbers)
{
    const struct page *view = pages_find (evidence->viewed, file, first);
    if (view)
        html_rawf (out, "<a href=\"#p-%d\">", view->ordinal);
    if (!evidence->one_file) {
        html_text (out, file);
        html_raw (out, " ");
    }
    html_rawf (out, "p. %s", numbers);
    if (view)
        html_raw (out, "</a>");
}

void
evidence_value (struct evidence *evidence, GString *out, const char *value, const cJSON *ids)
{
    const char *id = cJSON_IsString (ids) ? ids->valuestring : cJSON_GetStringValue (cJSON_GetArrayItem (ids, 0));
    const cJSON *item = evidence_find (evidence, id);
    if (!item || !record_string (item, "quote")) {
        html_text (out, value);
        return;
    }
    html_raw (out, page_of (evidence->viewed, item) ? "<a href=\"#v-" : "<a href=\"#");
    html_attribute (out, id);
    html_rawf (out, "\"><span class=\"value %s\">", sureness (item));
    html_text (out, value);
    html_raw (out, "</span></a>");
}

static void
add_listed (const struct evidence *evidence, GString *out, const cJSON *item)
{
    const char *id = record_string (item, "id"), *zone = record_string (item, "zone");
    if (!id || !record_string (item, "quote"))
        return;
    html_raw (out, "<li id=\"");
    html_attribute (out, id);
    html_raw (out, "\"><span class=\"id\">");
    html_attribute (out, id);
    html_raw (out, "</span> ");
    add_linked_quote (evidence, out, item);
    add_place (evidence, out, item, TRUE);
    if (zone) {
        html_raw (out, " ");
        html_element (out, "span", "zone", zone);
    }
    html_raw (out, "</li>\n");
}

void
evidence_list (const struct evidence *evidence, GString *out, FILE *stream)
{
    guint n = casetext_evidence_count (evidence->casetext);
    gboolean viewed = evidence->viewed != NULL, all = !viewed || n <= LISTED_MAX;
    html_raw (out, "<section id=\"evidence\"><h2>Evidence</h2>\n");
    if (all)
        html_rawf (out, "<details class=\"all\"%s><summary>All %u quotes</summary>", viewed ? "" : " open", n);
    else
        html_rawf (
            out,
            "<p>The file has %u quotes. Each is marked on its page.</p>\n<details class=\"all\"><summary>Quotes of "
            "pages that are not shown</summary>",
            n);
    html_raw (out, viewed ? "<noscript>\n<ol class=\"evidence\">\n" : "\n<ol class=\"evidence\">\n");
    for (guint i = 0; i < n; i++) {
        cJSON *item = casetext_evidence (evidence->casetext, i);
        if (all || !page_of (evidence->viewed, item))
            add_listed (evidence, out, item);
        cJSON_Delete (item);
        html_drain (out, stream);
    }
    html_raw (out, viewed ? "</ol></noscript></details></section>\n" : "</ol></details></section>\n");
}
