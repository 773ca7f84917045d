#include "stages/report/views.h"

#include <string.h>

#include "common/record.h"
#include "common/text.h"
#include "common/words.h"
#include "stages/report/html.h"
#include "stages/report/review.h"
#include "stages/report/words.h"

#define MARKS_MAX 2000 /* pieces of evidence marked on one page */
#define GAP 12.0       /* points between words of one mark on a line */
#define EDGE 1.0       /* points around a word */

static gboolean
span_of (const cJSON *item, guint *start, guint *end)
{
    const cJSON *span = record_get (item, "span");
    const cJSON *first = cJSON_GetArrayItem (span, 0), *last = cJSON_GetArrayItem (span, 1);
    if (!cJSON_IsNumber (first) || !cJSON_IsNumber (last) || first->valuedouble < 0 || last->valuedouble > G_MAXINT
        || last->valuedouble <= first->valuedouble)
        return FALSE;
    *start = (guint) first->valuedouble;
    *end = (guint) last->valuedouble;
    return TRUE;
}

/* --- marks on an image ------------------------------------------------------------------------------------------------- */

static void
add_rectangle (GString *out, const double box[4], gboolean doubtful)
{
    html_rawf (out, "<rect%s x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>", doubtful ? " class=\"low\"" : "",
               box[0] - EDGE, box[1] - EDGE, box[2] - box[0] + 2 * EDGE, box[3] - box[1] + 2 * EDGE);
}

/* One rectangle a line: words that stand side by side are one. */
static guint
add_word_boxes (GString *out, const GArray *words, guint start, guint end)
{
    double box[4] = { 0, 0, 0, 0 };
    gboolean open = FALSE, doubtful = FALSE;
    guint found = 0;
    for (guint i = 0; words && i < words->len; i++) {
        const struct word *word = &g_array_index (words, struct word, i);
        if (word->start >= end || word->start + word->length <= start)
            continue;
        gboolean low = word->doubtful || (word->confidence >= 0 && word->confidence < WORD_DOUBTFUL);
        double middle = (word->y0 + word->y1) / 2;
        if (open && low == doubtful && middle > box[1] && middle < box[3] && word->x0 >= box[0]
            && word->x0 - box[2] < GAP) {
            box[2] = MAX (box[2], word->x1);
            box[1] = MIN (box[1], word->y0);
            box[3] = MAX (box[3], word->y1);
            continue;
        }
        if (open)
            add_rectangle (out, box, doubtful);
        box[0] = word->x0, box[1] = word->y0, box[2] = word->x1, box[3] = word->y1;
        open = TRUE;
        doubtful = low;
        found++;
    }
    if (open)
        add_rectangle (out, box, doubtful);
    return found;
}

static void
add_mark (GString *out, const cJSON *item, const GArray *words)
{
    const char *id = record_string (item, "id"), *quote = record_string (item, "quote");
    const cJSON *bbox = record_get (item, "bbox");
    guint start, end;
    double box[4];
    html_raw (out, "<g class=\"mark\" role=\"img\" id=\"v-");
    html_attribute (out, id);
    html_raw (out, "\"");
    review_mark_attributes (out, item, FALSE);
    html_raw (out, "><title>");
    html_attribute (out, quote ? quote : "");
    html_raw (out, "</title>");
    gboolean found = span_of (item, &start, &end) && add_word_boxes (out, words, start, end) > 0;
    if (!found && cJSON_GetArraySize (bbox) == 4) {
        for (int i = 0; i < 4; i++) {
            const cJSON *edge = cJSON_GetArrayItem (bbox, i);
            box[i] = cJSON_IsNumber (edge) ? CLAMP (edge->valuedouble, 0, 1e6) : 0;
        }
        if (box[2] > box[0] && box[3] > box[1])
            add_rectangle (out, box, FALSE);
    }
    html_raw (out, "</g>\n");
}

/* The image under its marks; the image's own alternative is the text that follows it. */
static void
add_sheet (GString *out, const struct page *page, const char *address, const GPtrArray *items, const GArray *words)
{
    html_rawf (out,
               "<div class=\"sheet\"><img loading=\"lazy\" decoding=\"async\" width=\"%.0f\" height=\"%.0f\" src=\"",
               MAX (page->width, 1), MAX (page->height, 1));
    html_raw (out, address);
    html_rawf (out, "\" alt=\"Image of page %d; its text follows\">\n", page->number);
    if (items) {
        html_rawf (out, "<svg viewBox=\"0 0 %.1f %.1f\" preserveAspectRatio=\"none\">\n", MAX (page->width, 1),
                   MAX (page->height, 1));
        for (guint i = 0; i < items->len && i < MARKS_MAX; i++)
            add_mark (out, g_ptr_array_index (items, i), words);
        html_raw (out, "</svg>");
    }
    html_raw (out, "</div>\n");
}

/* --- the text of a page ------------------------------------------------------------------------------------------------ */

struct edge {
    guint at;
    int turn;           /* +1 a mark starts, -1 one ends */
    const cJSON *opens; /* the evidence that the mark which starts is the anchor of; or NULL */
};

static int
compare_edges (gconstpointer a, gconstpointer b)
{
    const struct edge *one = a, *other = b;
    if (one->at != other->at)
        return one->at < other->at ? -1 : 1;
    return one->turn - other->turn;
}

static void
add_edges (GArray *edges, guint start, guint end, const cJSON *opens)
{
    struct edge first = { start, 1, opens }, last = { end, -1, NULL };
    g_array_append_val (edges, first);
    g_array_append_val (edges, last);
}

/* Writes code points [*at, until) and moves on; `byte` goes with `at`. */
static void
add_stretch (GString *out, const char *text, gsize *byte, guint *at, guint until, int depth)
{
    const char *from = text + *byte, *p = from;
    while (*at < until && *p) {
        p = g_utf8_next_char (p);
        (*at)++;
    }
    *byte = (gsize) (p - text);
    if (p == from)
        return;
    g_autofree char *stretch = g_strndup (from, (gsize) (p - from));
    if (depth > 0)
        html_raw (out, "<mark>");
    html_attribute (out, stretch);
    if (depth > 0)
        html_raw (out, "</mark>");
}

/* The text with every quote marked; where `anchors`, each mark is what its quote opens. */
static void
add_text (GString *out, const char *text, const GPtrArray *items, gboolean anchors)
{
    g_autoptr (GArray) edges = g_array_new (FALSE, FALSE, sizeof (struct edge));
    guint start, end;
    for (guint i = 0; items && i < items->len && i < MARKS_MAX; i++) {
        const cJSON *item = g_ptr_array_index (items, i);
        if (span_of (item, &start, &end))
            add_edges (edges, start, end, anchors && record_string (item, "id") ? item : NULL);
    }
    g_array_sort (edges, compare_edges);
    gsize byte = 0;
    guint at = 0;
    int depth = 0;
    html_raw (out, "<bdi>");
    for (guint i = 0; i < edges->len; i++) {
        const struct edge *edge = &g_array_index (edges, struct edge, i);
        add_stretch (out, text, &byte, &at, edge->at, depth);
        depth += edge->turn;
        if (edge->opens) {
            html_raw (out, "<span class=\"anchor\" id=\"v-");
            html_attribute (out, record_string (edge->opens, "id"));
            html_raw (out, "\"");
            review_mark_attributes (out, edge->opens, TRUE);
            html_raw (out, "></span>");
        }
    }
    add_stretch (out, text, &byte, &at, G_MAXUINT, 0);
    html_raw (out, "</bdi>");
}

/* --- a page ------------------------------------------------------------------------------------------------------------ */

static void
add_caption (GString *out, const struct pages *pages, const struct page *page, const char *class_name)
{
    html_raw (out, "<figcaption><strong>");
    html_text (out, page->file);
    html_rawf (out, " p. %d</strong>", page->number);
    if (class_name)
        html_element (out, "span", "note", words_for (class_name));
    if (strcmp (page->source, "human") == 0)
        html_raw (out, "<span class=\"how human\">transcribed by a person</span>");
    else if (strcmp (page->source, "ocr") == 0)
        html_raw (out, page->handwritten ? "<span class=\"how read\">handwriting, recognised by the program</span>"
                                         : "<span class=\"how read\">recognised by the program</span>");
    if (page->poor)
        html_raw (out, "<span class=\"how low\">poorly legible</span>");
    html_raw (out, "<span class=\"ways\">");
    if (page->ordinal > 1)
        html_rawf (out, "<a href=\"#p-%d\">previous</a> ", page->ordinal - 1);
    if (page->ordinal < (int) pages_count (pages))
        html_rawf (out, "<a href=\"#p-%d\">next</a> ", page->ordinal + 1);
    g_autofree char *link = pages_link (pages, page);
    if (link) {
        html_raw (out, "<a href=\"");
        html_attribute (out, link);
        html_raw (out, "\">original</a>");
    }
    html_raw (out, "</span></figcaption>\n");
}

/* What the case knows of one page: evidence on it, and its class. */
struct known {
    GArray *evidence; /* guint: of the case, in its order; NULL where there is none */
    const char *class_name;
};

static void
known_free (gpointer data)
{
    struct known *known = data;
    if (known->evidence)
        g_array_unref (known->evidence);
    g_free (known);
}

static gboolean
add_page (const struct pages *pages, const struct page *page, struct gallery *gallery, const struct known *known,
          const GPtrArray *items, GString *out, GError **error)
{
    g_autofree char *address = NULL;
    const char *absent = NULL;
    if (gallery && !gallery_add (gallery, page, &address, &absent, error))
        return FALSE;
    g_autoptr (GArray) words = page->words ? words_unpack (page->words, NULL) : NULL;
    html_rawf (out, "<figure class=\"page\" id=\"p-%d\"", page->ordinal);
    review_page_attributes (out, page);
    html_raw (out, "><noscript>");
    add_caption (out, pages, page, known ? known->class_name : NULL);
    if (page->error) {
        html_raw (out, "<p class=\"failed\">This page could not be read: ");
        html_text (out, page->error);
        html_raw (out, "</p>\n");
    }
    if (address)
        add_sheet (out, page, address, items, words);
    if (absent)
        html_rawf (out, "<p class=\"failed\">No picture of this page: %s.</p>\n", absent);
    if (address && *page->text)
        html_raw (out, "<details><summary>Text as read</summary>");
    if (*page->text || items) {
        html_raw (out, "<div class=\"text\">");
        add_text (out, page->text, items, address == NULL);
        html_raw (out, "</div>");
    }
    if (address && *page->text)
        html_raw (out, "</details>");
    html_raw (out, "</noscript></figure>\n");
    return TRUE;
}

/* The entry of the page that a piece of evidence or a page of the case names; NULL where it is none of ours. */
static struct known *
known_of (GHashTable *by_page, const struct pages *pages, const cJSON *item)
{
    const struct page *page =
        pages_find (pages, record_string (item, "file"), (int) CLAMP (record_number (item, "page", 0), 0, G_MAXINT));
    struct known *known = page ? g_hash_table_lookup (by_page, page) : NULL;
    if (page && !known)
        g_hash_table_insert (by_page, (gpointer) page, known = g_new0 (struct known, 1));
    return known;
}

static GHashTable *
known_by_page (const struct casetext *casetext, const struct pages *pages)
{
    GHashTable *by_page = g_hash_table_new_full (NULL, NULL, NULL, known_free);
    const cJSON *item;
    cJSON_ArrayForEach (item, record_get (casetext_json (casetext), "pages")) {
        struct known *known = known_of (by_page, pages, item);
        if (known)
            known->class_name = record_string (item, "class");
    }
    for (guint i = 0; i < casetext_evidence_count (casetext); i++) {
        cJSON *evidence = casetext_evidence (casetext, i);
        struct known *known = record_string (evidence, "id") ? known_of (by_page, pages, evidence) : NULL;
        if (known && !known->evidence)
            known->evidence = g_array_new (FALSE, FALSE, sizeof (guint));
        if (known)
            g_array_append_val (known->evidence, i);
        cJSON_Delete (evidence);
    }
    return by_page;
}

static GPtrArray *
evidence_of (const struct casetext *casetext, const struct known *known)
{
    GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify) cJSON_Delete);
    for (guint i = 0; i < known->evidence->len && i < MARKS_MAX; i++)
        g_ptr_array_add (items, casetext_evidence (casetext, g_array_index (known->evidence, guint, i)));
    return items;
}

gboolean
views_add (const struct casetext *casetext, const struct pages *pages, struct gallery *gallery, GString *out,
           FILE *stream, GError **error)
{
    g_autoptr (GHashTable) by_page = known_by_page (casetext, pages);
    for (guint i = 0; i < pages_count (pages); i++) {
        const struct page *page = pages_at (pages, i);
        const struct known *known = g_hash_table_lookup (by_page, page);
        g_autoptr (GPtrArray) items = known && known->evidence ? evidence_of (casetext, known) : NULL;
        if (!add_page (pages, page, gallery, known, items, out, error))
            return FALSE;
        html_drain (out, stream);
    }
    return TRUE;
}
