#include "stages/assemble/store.h"

#include <math.h>
#include <string.h>

#include "common/imagehash.h"
#include "common/record.h"

const char *
store_string (struct store *store, const char *string)
{
    return string ? g_string_chunk_insert_const (store->strings, string) : NULL;
}

static const char *
string_of (struct store *store, const cJSON *object, const char *key)
{
    return store_string (store, record_string (object, key));
}

static int
int_of (const cJSON *object, const char *key, int otherwise)
{
    double number = record_number (object, key, otherwise);
    return number >= -1e9 && number <= 1e9 ? (int) number : otherwise;
}

static struct fault
fault_of (struct store *store, const cJSON *record)
{
    const cJSON *error = record_get (record, "error");
    if (!cJSON_IsObject (error))
        return (struct fault){ 0 };
    struct fault fault = { string_of (store, error, "stage"), string_of (store, error, "reason"),
                           string_of (store, error, "detail"), string_of (store, error, "advice") };
    if (!fault.reason)
        fault.reason = "unreadable";
    return fault;
}

static gboolean
broken (GError **error, const char *what)
{
    g_set_error (error, RECORD_ERROR, RECORD_ERROR_BROKEN, "%s", what);
    return FALSE;
}

static gboolean
add_file (struct store *store, const cJSON *record, GError **error)
{
    const char *id = string_of (store, record, "id");
    if (!id || g_hash_table_contains (store->file_of, id))
        return broken (error, "a document record without an id of its own");
    if (store->files->len >= STORE_MAX_FILES)
        return broken (error, "more files than a case may have");
    struct file *file = g_new0 (struct file, 1);
    file->id = id;
    file->name = string_of (store, record, "name");
    if (!file->name)
        file->name = id;
    file->sha256 = string_of (store, record, "sha256");
    file->media = string_of (store, record, "media");
    file->pages = int_of (record, "pages", 0);
    file->fault = fault_of (store, record);
    file->page_list = g_ptr_array_new ();
    g_ptr_array_add (store->files, file);
    g_hash_table_insert (store->file_of, (gpointer) id, file);
    return TRUE;
}

static char *
page_key (const char *document, int number)
{
    return g_strdup_printf ("%s/%d", document, number);
}

static gboolean
add_page (struct store *store, const cJSON *record, GError **error)
{
    const char *document = record_string (record, "document");
    struct file *file = document ? g_hash_table_lookup (store->file_of, document) : NULL;
    int number = int_of (record, "page", 0);
    if (!file || number < 1)
        return broken (error, "a page record of no document");
    g_autofree char *key = page_key (document, number);
    if (g_hash_table_contains (store->page_of, key))
        return broken (error, "a page that comes twice");
    if (store->pages->len >= STORE_MAX_PAGES)
        return broken (error, "more pages than a case may have");

    struct page *page = g_new0 (struct page, 1);
    page->file = file;
    page->number = number;
    page->class_id = string_of (store, record, "class");
    page->class_confidence = record_number (record, "class_confidence", NAN);
    page->layout = string_of (store, record, "layout");
    page->part = int_of (record, "part", 0);
    page->part_date = string_of (store, record, "part_date");
    const cJSON *of = record_get (record, "page_of");
    if (cJSON_IsObject (of)) {
        page->number_of = int_of (of, "n", 0);
        page->number_total = int_of (of, "of", 0);
    }
    page->source = string_of (store, record, "source");
    page->legibility = string_of (store, record, "legibility");
    page->rotation = int_of (record, "rotation", 0);
    page->width = record_number (record, "width", NAN);
    page->height = record_number (record, "height", NAN);
    page->confidence = record_number (record, "confidence", NAN);
    page->handwritten = record_bool (record, "handwritten");
    page->blank = record_bool (record, "blank");
    page->titled = record_bool (record, "titled");
    page->fault = fault_of (store, record);
    const char *text = record_string (record, "text");
    page->fingerprint = text ? fingerprint_new (text) : NULL;
    page->sentences = g_strdup (record_string (record, "sentences"));
    page->text = page->sentences ? g_strdup (text) : NULL;
    page->image_hash = string_of (store, record, "image_hash");
    if (imagehash_distance (page->image_hash, page->image_hash) != 0)
        page->image_hash = NULL;
    page->mentions = g_ptr_array_new ();
    corrections_note_page (store, record);
    g_ptr_array_add (store->pages, page);
    g_ptr_array_add (file->page_list, page);
    g_hash_table_insert (store->page_of, g_steal_pointer (&key), page);
    return TRUE;
}

/* Keys of a mention record that have a place of their own in the struct, or are not needed. */
static gboolean
is_common_key (const char *key)
{
    static const char *const common[] = { "v",
                                          "type",
                                          "id",
                                          "document",
                                          "page",
                                          "kind",
                                          "quote",
                                          "span",
                                          "line",
                                          "box",
                                          "zone",
                                          "section",
                                          "sentence",
                                          "ctx",
                                          "report",
                                          "rule",
                                          "context_rule",
                                          "confidence",
                                          "source",
                                          "ocr_conf",
                                          "candidate",
                                          "review",
                                          "machine_reading",
                                          NULL };
    return g_strv_contains (common, key);
}

static void
pair_of (const cJSON *record, const char *key, int *first, int *last)
{
    const cJSON *pair = record_get (record, key);
    *first = *last = -1;
    if (cJSON_IsArray (pair) && cJSON_GetArraySize (pair) == 2 && cJSON_IsNumber (pair->child)
        && cJSON_IsNumber (pair->child->next)) {
        *first = (int) CLAMP (pair->child->valuedouble, -1, 1e9);
        *last = (int) CLAMP (pair->child->next->valuedouble, -1, 1e9);
    }
}

static void
box_of (const cJSON *record, struct mention *mention)
{
    const cJSON *box = record_get (record, "box");
    if (!cJSON_IsArray (box) || cJSON_GetArraySize (box) != 4)
        return;
    int i = 0;
    for (const cJSON *side = box->child; side; side = side->next) {
        if (!cJSON_IsNumber (side))
            return;
        mention->box[i++] = (float) side->valuedouble;
    }
    mention->has_box = TRUE;
}

static void
fields_of (struct store *store, const cJSON *record, struct mention *mention)
{
    struct field fields[64];
    guint n = 0;
    for (const cJSON *item = record->child; item && n < G_N_ELEMENTS (fields); item = item->next) {
        if (cJSON_IsNull (item) || is_common_key (item->string))
            continue;
        struct field *field = &fields[n++];
        *field = (struct field){ .key = store_string (store, item->string), .number = NAN };
        if (cJSON_IsString (item)) {
            field->type = FIELD_STRING;
            field->string = store_string (store, item->valuestring);
        } else if (cJSON_IsNumber (item)) {
            field->type = FIELD_NUMBER;
            field->number = item->valuedouble;
        } else if (cJSON_IsBool (item)) {
            field->type = cJSON_IsTrue (item) ? FIELD_TRUE : FIELD_FALSE;
        } else {
            g_autofree char *json = record_print (item, FALSE);
            field->type = FIELD_JSON;
            field->string = store_string (store, json);
        }
    }
    mention->n_fields = n;
    mention->fields = g_memdup2 (fields, n * sizeof *fields);
}

static const char *
quote_of (struct store *store, const cJSON *record)
{
    const char *quote = record_string (record, "quote");
    if (!quote)
        return "";
    g_autofree char *cut = g_utf8_strlen (quote, -1) > QUOTE_MAX_CHARACTERS
                               ? g_utf8_substring (quote, 0, QUOTE_MAX_CHARACTERS)
                               : g_strdup (quote);
    return store_string (store, cut);
}

static gboolean
add_mention (struct store *store, const cJSON *record, GError **error)
{
    const char *document = record_string (record, "document"), *kind = record_string (record, "kind");
    g_autofree char *key = document ? page_key (document, int_of (record, "page", 0)) : NULL;
    struct page *page = key ? g_hash_table_lookup (store->page_of, key) : NULL;
    if (!page || !kind)
        return broken (error, "a mention of no page");
    if (store->mentions->len >= STORE_MAX_MENTIONS)
        return broken (error, "more mentions than a case may have");

    struct mention *mention = g_new0 (struct mention, 1);
    mention->id = store_string (store, record_string (record, "id"));
    mention->kind = store_string (store, kind);
    mention->page = page;
    mention->zone = string_of (store, record, "zone");
    mention->section = string_of (store, record, "section");
    mention->report = string_of (store, record, "report");
    mention->source = string_of (store, record, "source");
    mention->quote = quote_of (store, record);
    const cJSON *context = record_get (record, "ctx");
    mention->polarity = string_of (store, context, "polarity");
    mention->certainty = string_of (store, context, "certainty");
    mention->temporality = string_of (store, context, "temporality");
    mention->experiencer = string_of (store, context, "experiencer");
    mention->attribution = string_of (store, context, "attribution");
    pair_of (record, "span", &mention->start, &mention->end);
    pair_of (record, "line", &mention->first_line, &mention->last_line);
    mention->sentence = int_of (record, "sentence", -1);
    mention->ocr_conf = int_of (record, "ocr_conf", -1);
    mention->confidence = (float) record_number (record, "confidence", 1);
    mention->candidate = record_bool (record, "candidate");
    mention->machine_reading = string_of (store, record, "machine_reading");
    box_of (record, mention);
    fields_of (store, record, mention);
    corrections_note_mention (store, record, mention);
    if (mention->rejected) {
        g_ptr_array_add (store->rejected, mention);
        return TRUE;
    }
    g_ptr_array_add (store->mentions, mention);
    g_ptr_array_add (page->mentions, mention);
    if (mention->id)
        g_hash_table_insert (store->mention_of, (gpointer) mention->id, mention);
    return TRUE;
}

static void
add_notice (struct store *store, const cJSON *record)
{
    struct notice notice = { string_of (store, record, "stage"), string_of (store, record, "code"),
                             string_of (store, record, "document"), string_of (store, record, "detail"),
                             int_of (record, "page", 0) };
    g_ptr_array_add (store->notices, g_memdup2 (&notice, sizeof notice));
}

static void
file_free (gpointer pointer)
{
    struct file *file = pointer;
    g_ptr_array_unref (file->page_list);
    g_free (file);
}

static void
page_free (gpointer pointer)
{
    struct page *page = pointer;
    fingerprint_free (page->fingerprint);
    g_free (page->text);
    g_free (page->sentences);
    g_ptr_array_unref (page->mentions);
    g_free (page);
}

static void
mention_free (gpointer pointer)
{
    struct mention *mention = pointer;
    g_free (mention->fields);
    g_free (mention);
}

struct store *
store_read (FILE *stream, GError **error)
{
    g_autoptr (store_t) store = g_new0 (struct store, 1);
    store->strings = g_string_chunk_new (1 << 16);
    store->files = g_ptr_array_new_with_free_func (file_free);
    store->pages = g_ptr_array_new_with_free_func (page_free);
    store->mentions = g_ptr_array_new_with_free_func (mention_free);
    store->rejected = g_ptr_array_new_with_free_func (mention_free);
    store->corrections = g_ptr_array_new_with_free_func (correction_free);
    store->correction_of = g_hash_table_new (g_str_hash, g_str_equal);
    store->notices = g_ptr_array_new_with_free_func (g_free);
    store->file_of = g_hash_table_new (g_str_hash, g_str_equal);
    store->page_of = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    store->mention_of = g_hash_table_new (g_str_hash, g_str_equal);

    g_autoptr (record_reader_t) reader = record_reader_new (stream);
    for (;;) {
        GError *failed = NULL;
        g_autoptr (record_t) record = record_reader_next (reader, &failed);
        if (failed) {
            g_propagate_error (error, failed);
            return NULL;
        }
        if (!record)
            break;
        gboolean good = TRUE;
        if (g_str_equal (record->type, "document"))
            good = add_file (store, record->json, error);
        else if (g_str_equal (record->type, "page"))
            good = add_page (store, record->json, error);
        else if (g_str_equal (record->type, "mention"))
            good = add_mention (store, record->json, error);
        else if (g_str_equal (record->type, "correction"))
            good = corrections_note (store, record->json) || broken (error, "a correction without an id of its own");
        else if (g_str_equal (record->type, "notice"))
            add_notice (store, record->json);
        if (!good)
            return NULL;
    }
    const cJSON *counts = record_reader_counts (reader);
    store->counts = counts ? cJSON_Duplicate (counts, TRUE) : NULL;
    return g_steal_pointer (&store);
}

void
store_free (struct store *store)
{
    if (!store)
        return;
    g_ptr_array_unref (store->mentions);
    g_ptr_array_unref (store->rejected);
    g_hash_table_unref (store->correction_of);
    g_ptr_array_unref (store->corrections);
    g_ptr_array_unref (store->pages);
    g_ptr_array_unref (store->files);
    g_ptr_array_unref (store->notices);
    g_hash_table_unref (store->file_of);
    g_hash_table_unref (store->page_of);
    g_hash_table_unref (store->mention_of);
    g_string_chunk_free (store->strings);
    cJSON_Delete (store->counts);
    g_free (store);
}

const struct field *
mention_field (const struct mention *mention, const char *key)
{
    for (guint i = 0; i < mention->n_fields; i++)
        if (g_str_equal (mention->fields[i].key, key))
            return &mention->fields[i];
    return NULL;
}

const char *
mention_text (const struct mention *mention, const char *key)
{
    const struct field *field = mention_field (mention, key);
    return field && field->type == FIELD_STRING ? field->string : NULL;
}

double
mention_number (const struct mention *mention, const char *key, double otherwise)
{
    const struct field *field = mention_field (mention, key);
    return field && field->type == FIELD_NUMBER ? field->number : otherwise;
}

gboolean
mention_true (const struct mention *mention, const char *key)
{
    const struct field *field = mention_field (mention, key);
    return field && field->type == FIELD_TRUE;
}

cJSON *
mention_json (const struct mention *mention, const char *key)
{
    const struct field *field = mention_field (mention, key);
    if (!field)
        return NULL;
    switch (field->type) {
    case FIELD_STRING:
        return cJSON_CreateString (field->string);
    case FIELD_NUMBER:
        return cJSON_CreateNumber (field->number);
    case FIELD_TRUE:
        return cJSON_CreateTrue ();
    case FIELD_FALSE:
        return cJSON_CreateFalse ();
    case FIELD_JSON:
        return cJSON_Parse (field->string);
    }
    g_assert_not_reached ();
}

char **
mention_strings (const struct mention *mention, const char *key)
{
    const struct field *field = mention_field (mention, key);
    if (!field)
        return NULL;
    g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
    if (field->type == FIELD_STRING) {
        g_strv_builder_add (builder, field->string);
    } else if (field->type == FIELD_JSON) {
        cJSON *array = cJSON_Parse (field->string);
        const cJSON *item = NULL;
        cJSON_ArrayForEach (item, array)
            if (cJSON_IsString (item))
                g_strv_builder_add (builder, item->valuestring);
        cJSON_Delete (array);
    }
    return g_strv_builder_end (builder);
}

gboolean
mention_is (const struct mention *mention, const char *kind)
{
    return g_str_equal (mention->kind, kind);
}

gboolean
mention_in_zone (const struct mention *mention, const char *zone)
{
    return mention->zone && g_str_equal (mention->zone, zone);
}
