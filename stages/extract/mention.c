/* Mentions and their records (mention.h). */
#include "stages/extract/mention.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "common/record.h"
#include "common/words.h"

#define BOX_MAX_POINTS 1e6
#define MACHINE_READING_MAX 200 /* code points, as of a quote in the case */

struct link {
    char *field;
    const struct mention *other;
    gboolean listed;
};

static void
link_free (gpointer pointer)
{
    struct link *link = pointer;
    g_free (link->field);
    g_free (link);
}

static const char *
attribution_of (enum zone zone)
{
    switch (zone) {
    case ZONE_SUMMARY:
        return "reviewer_summary";
    case ZONE_RATIONALE:
        return "reviewer_rationale";
    case ZONE_GUIDELINE:
        return "guideline";
    default:
        return "record";
    }
}

struct mention *
mention_add (GPtrArray *mentions, const struct page *page, const char *kind, const char *rule, gsize start, gsize end)
{
    struct mention *mention = g_new0 (struct mention, 1);
    mention->kind = kind;
    mention->start = start;
    mention->end = end;
    mention->sentence = page_sentence_at (page, start);
    mention->rule = g_strdup (rule);
    mention->fields = cJSON_CreateObject ();
    mention->confidence = 1;
    enum zone zone =
        mention->sentence >= 0 ? g_array_index (page->sentences, struct sentence, mention->sentence).zone : ZONE_RECORD;
    mention->context = (struct context){ .polarity = "affirmed",
                                         .certainty = "certain",
                                         .temporality = "current",
                                         .experiencer = "patient",
                                         .attribution = attribution_of (zone) };
    g_ptr_array_add (mentions, mention);
    return mention;
}

void
mention_free (struct mention *mention)
{
    if (mention == NULL)
        return;
    g_free (mention->rule);
    g_free (mention->report);
    g_clear_pointer (&mention->links, g_ptr_array_unref);
    cJSON_Delete (mention->fields);
    cJSON_Delete (mention->review);
    g_free (mention);
}

static void
replace (cJSON *object, const char *field, cJSON *value)
{
    if (cJSON_GetObjectItemCaseSensitive (object, field) != NULL)
        cJSON_ReplaceItemInObjectCaseSensitive (object, field, value);
    else
        cJSON_AddItemToObject (object, field, value);
}

void
mention_set (struct mention *mention, const char *field, const char *value)
{
    replace (mention->fields, field, value != NULL ? cJSON_CreateString (value) : cJSON_CreateNull ());
}

void
mention_set_number (struct mention *mention, const char *field, double value)
{
    replace (mention->fields, field, isnan (value) ? cJSON_CreateNull () : cJSON_CreateNumber (value));
}

void
mention_set_bool (struct mention *mention, const char *field, gboolean value)
{
    replace (mention->fields, field, cJSON_CreateBool (value));
}

const char *
mention_get (const struct mention *mention, const char *field)
{
    return record_string (mention->fields, field);
}

void
mention_link (struct mention *mention, const char *field, const struct mention *other, gboolean listed)
{
    if (mention->links == NULL)
        mention->links = g_ptr_array_new_with_free_func (link_free);
    struct link *link = g_new (struct link, 1);
    *link = (struct link){ .field = g_strdup (field), .other = other, .listed = listed };
    g_ptr_array_add (mention->links, link);
}

const struct mention *
mention_linked (const struct mention *mention, const char *field, const GPtrArray *mentions)
{
    for (guint i = 0; mention->links != NULL && i < mention->links->len; i++) {
        const struct link *link = mention->links->pdata[i];
        if (strcmp (link->field, field) == 0 && g_ptr_array_find ((GPtrArray *) mentions, link->other, NULL))
            return link->other;
    }
    return NULL;
}

char *
mention_id (const struct mention *mention, const struct page *page)
{
    return g_strdup_printf ("%s.%d.%u", page->document, page->number, mention->ordinal);
}

static int
compare_mentions (gconstpointer a, gconstpointer b)
{
    const struct mention *x = *(struct mention *const *) a, *y = *(struct mention *const *) b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    if (x->end != y->end)
        return x->end > y->end ? -1 : 1;
    int order = strcmp (x->kind, y->kind);
    if (order != 0)
        return order;
    order = g_strcmp0 (x->rule, y->rule);
    if (order != 0)
        return order;
    g_autofree char *left = cJSON_PrintUnformatted (x->fields);
    g_autofree char *right = cJSON_PrintUnformatted (y->fields);
    return g_strcmp0 (left, right);
}

static gboolean
rests_on_figures (const struct mention *mention)
{
    static const char *const kinds[] = { "date", "level", "outcome", "pain_score", "visits", "function" };
    for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
        if (strcmp (mention->kind, kinds[i]) == 0)
            return TRUE;
    return FALSE;
}

static void
resolve_links (struct mention *mention, const struct page *page, GHashTable *live)
{
    for (guint i = 0; mention->links != NULL && i < mention->links->len; i++) {
        const struct link *link = mention->links->pdata[i];
        cJSON *list = cJSON_GetObjectItemCaseSensitive (mention->fields, link->field);
        if (link->listed && !cJSON_IsArray (list)) {
            list = cJSON_CreateArray ();
            replace (mention->fields, link->field, list);
        }
        if (!g_hash_table_contains (live, link->other))
            continue;
        g_autofree char *id = mention_id (link->other, page);
        if (link->listed)
            cJSON_AddItemToArray (list, cJSON_CreateString (id));
        else
            mention_set (mention, link->field, id);
    }
    g_clear_pointer (&mention->links, g_ptr_array_unref);
}

void
mentions_finish (GPtrArray *mentions, const struct page *page)
{
    gboolean poor = strcmp (page->legibility, "poor") == 0;
    g_autoptr (GHashTable) live = g_hash_table_new (NULL, NULL);
    g_ptr_array_sort (mentions, compare_mentions);
    for (guint i = 0; i < mentions->len; i++) {
        struct mention *mention = mentions->pdata[i];
        mention->ordinal = i + 1;
        if (poor && rests_on_figures (mention)
            && strcmp (page_source (page, mention->start, mention->end), "human") != 0)
            mention->candidate = TRUE;
        if (page_is_respelt (page, mention->start, mention->end))
            mention->candidate = TRUE;
        g_hash_table_add (live, mention);
    }
    for (guint i = 0; i < mentions->len; i++)
        resolve_links (mentions->pdata[i], page, live);
}

/* --- records --------------------------------------------------------------------------------------------------------------- */

/* A value that lives as long as the record, under a name that is a constant. */
static void
lend (cJSON *record, const char *name, const char *value)
{
    cJSON_AddItemToObjectCS (record, name, value != NULL ? cJSON_CreateStringReference (value) : cJSON_CreateNull ());
}

/* Numbers as they are to be written: half of a record is numbers, and cJSON writes each twice and reads it once. */
static void G_GNUC_PRINTF (3, 4) add_numbers (cJSON *record, const char *name, const char *format, ...)
{
    char text[128];
    va_list values;
    va_start (values, format);
    g_vsnprintf (text, sizeof text, format, values);
    va_end (values);
    cJSON_AddItemToObjectCS (record, name, cJSON_CreateRaw (text));
}

/* The corners of a box in tenths of a point. */
static void
add_box (cJSON *record, const double box[4])
{
    char text[128] = "[";
    gsize n = 1;
    for (guint i = 0; i < 4; i++) {
        long tenths = lround (CLAMP (box[i], -BOX_MAX_POINTS, BOX_MAX_POINTS) * 10), whole = labs (tenths) / 10,
             rest = labs (tenths) % 10;
        n += (gsize) g_snprintf (text + n, sizeof text - n, rest != 0 ? "%s%s%ld.%ld" : "%s%s%ld", i > 0 ? "," : "",
                                 tenths < 0 ? "-" : "", whole, rest);
    }
    g_strlcat (text, "]", sizeof text);
    cJSON_AddItemToObjectCS (record, "box", cJSON_CreateRaw (text));
}

/* The mention's own fields, lent, in the place of what stands under their names. */
static void
lend_fields (cJSON *record, const cJSON *fields)
{
    const cJSON *field;
    cJSON_ArrayForEach (field, fields)
        if (cJSON_GetObjectItemCaseSensitive (record, field->string) != NULL)
            replace (record, field->string, cJSON_Duplicate (field, TRUE));
        else
            cJSON_AddItemReferenceToObject (record, field->string, (cJSON *) field);
}

cJSON *
mention_record (const struct mention *mention, const struct page *page)
{
    guint from, to, first, last;
    page_span (page, mention->start, mention->end, &from, &to);
    page_lines (page, from, to, &first, &last);
    g_autofree char *id = mention_id (mention, page);
    g_autofree char *quote = page_quote (page, mention->start, mention->end);

    cJSON *record = record_new ("mention");
    record_add_string (record, "id", id);
    lend (record, "document", page->document);
    add_numbers (record, "page", "%d", page->number);
    lend (record, "kind", mention->kind);
    record_add_string (record, "quote", quote);
    add_numbers (record, "span", "[%u,%u]", from, to);
    add_numbers (record, "line", "[%u,%u]", first, last);

    double box[4];
    int confidence = WORD_CONFIDENCE_NONE;
    if (words_box (page->words, from, to, box, &confidence, NULL))
        add_box (record, box);
    else
        lend (record, "box", NULL);

    const struct sentence *sentence =
        mention->sentence >= 0 ? &g_array_index (page->sentences, struct sentence, mention->sentence) : NULL;
    lend (record, "zone", zone_name (sentence != NULL ? sentence->zone : ZONE_RECORD));
    lend (record, "section", sentence != NULL ? sentence->section : NULL);
    add_numbers (record, "sentence", "%d", mention->sentence);

    cJSON *context = cJSON_AddObjectToObject (record, "ctx");
    lend (context, "polarity", mention->context.polarity);
    lend (context, "certainty", mention->context.certainty);
    lend (context, "temporality", mention->context.temporality);
    lend (context, "experiencer", mention->context.experiencer);
    lend (context, "attribution", mention->context.attribution);

    lend (record, "report", mention->report);
    lend (record, "rule", mention->rule);
    lend (record, "context_rule", mention->context_rule);
    if (mention->confidence == 1)
        add_numbers (record, "confidence", "1");
    else
        cJSON_AddNumberToObject (record, "confidence", mention->confidence);
    lend (record, "source", page_source (page, mention->start, mention->end));
    if (page->amended || page->respelt) {
        g_autofree char *machine = page_machine_reading (page, mention->start, mention->end, MACHINE_READING_MAX);
        record_add_string (record, "machine_reading", machine);
    }
    if (confidence >= 0)
        add_numbers (record, "ocr_conf", "%d", confidence);
    else
        lend (record, "ocr_conf", NULL);
    cJSON_AddBoolToObject (record, "candidate", mention->candidate);
    if (mention->review)
        cJSON_AddItemToObject (record, "review", cJSON_Duplicate (mention->review, TRUE));
    lend_fields (record, mention->fields);
    if (record_get (record, "rejected") == NULL)
        cJSON_AddArrayToObject (record, "rejected");
    return record;
}
