#include "stages/assemble/files.h"

#include <math.h>
#include <string.h>

#include "common/options.h"
#include "common/record.h"

#define MAX_NOTICES 500

static void
add_fault (cJSON *item, const struct fault *fault)
{
    if (!fault->reason) {
        cJSON_AddNullToObject (item, "error");
        return;
    }
    cJSON *error = cJSON_AddObjectToObject (item, "error");
    record_add_string (error, "stage", fault->stage);
    cJSON_AddStringToObject (error, "reason", fault->reason);
    record_add_string (error, "detail", fault->detail);
    record_add_string (error, "advice", fault->advice);
}

static int
compare_files (gconstpointer x, gconstpointer y)
{
    const struct file *a = *(struct file *const *) x, *b = *(struct file *const *) y;
    int order = g_strcmp0 (a->sha256, b->sha256);
    return order ? order : g_strcmp0 (a->id, b->id);
}

static void
add_files (struct assembly *assembly)
{
    g_autoptr (GPtrArray) files = g_ptr_array_copy (assembly->store->files, NULL, NULL);
    g_ptr_array_set_free_func (files, NULL);
    g_ptr_array_sort (files, compare_files); /* the order of the names must not show */
    cJSON *array = cJSON_AddArrayToObject (assembly->json, "files");
    for (guint i = 0; i < files->len; i++) {
        const struct file *file = g_ptr_array_index (files, i);
        cJSON *item = cJSON_CreateObject ();
        cJSON_AddStringToObject (item, "id", file->id);
        cJSON_AddStringToObject (item, "name", file->name);
        record_add_string (item, "sha256", file->sha256);
        record_add_string (item, "media", file->media);
        cJSON_AddNumberToObject (item, "pages", file->pages);
        add_fault (item, &file->fault);
        cJSON_AddItemToArray (array, item);
    }
}

static gboolean
bears_header (const struct document *document)
{
    static const char *const roles[] = { "decision", "assignment", "imr_application", "ur_denial", NULL };
    for (guint i = 0; i < document->pages->len; i++) {
        const struct page *page = g_ptr_array_index (document->pages, i);
        for (guint j = 0; j < page->mentions->len; j++) {
            const struct mention *mention = g_ptr_array_index (page->mentions, j);
            const char *role = mention_is (mention, "date") ? mention_text (mention, "role") : NULL;
            if (role && g_strv_contains (roles, role))
                return TRUE;
            if (mention_is (mention, "admin") && g_strcmp0 (mention_text (mention, "field"), "case_number") == 0)
                return TRUE;
        }
    }
    return FALSE;
}

/* The pages of a document in one file are its `pages`; a document over several files names the rest in `parts`. */
static void
add_places (const struct document *document, cJSON *item)
{
    const struct page *first = g_ptr_array_index (document->pages, 0);
    cJSON *pages = cJSON_AddArrayToObject (item, "pages"), *parts = NULL, *numbers = NULL;
    const struct file *file = first->file;
    for (guint i = 0; i < document->pages->len; i++) {
        const struct page *page = g_ptr_array_index (document->pages, i);
        if (page->file == first->file) {
            cJSON_AddItemToArray (pages, cJSON_CreateNumber (page->number));
            continue;
        }
        if (!parts)
            parts = cJSON_AddArrayToObject (item, "parts");
        if (page->file != file) {
            file = page->file;
            cJSON *part = cJSON_CreateObject ();
            cJSON_AddStringToObject (part, "file", file->name);
            numbers = cJSON_AddArrayToObject (part, "pages");
            cJSON_AddItemToArray (parts, part);
        }
        cJSON_AddItemToArray (numbers, cJSON_CreateNumber (page->number));
    }
}

static void
add_in_file (struct assembly *assembly, const struct document *document, cJSON *item)
{
    const struct page *first = g_ptr_array_index (document->pages, 0);
    cJSON_AddStringToObject (item, "file", first->file->name);
    record_add_string (item, "sha256", first->file->sha256);
    record_add_string (item, "class", document->class_id);
    number_add (item, "class_confidence", document->class_confidence);
    if (document->likely_class)
        cJSON_AddStringToObject (item, "likely_class", document->likely_class);
    record_add_string (item, "layout", document->layout);
    add_places (document, item);
    cJSON_AddTrueToObject (item, "in_file");
    record_add_string (item, "date", document->date);
    if (document->date_doubtful)
        cJSON_AddStringToObject (item, "date_doubtful", document->date_doubtful);
    record_add_string (item, "legibility", document->legibility);
    if (document->handwritten)
        cJSON_AddTrueToObject (item, "handwritten");
    record_add_string (item, "author", document->author);
    if (document->is_signed < 0)
        cJSON_AddNullToObject (item, "signed");
    else
        cJSON_AddBoolToObject (item, "signed", document->is_signed == 1);
    if (document->signed_date)
        cJSON_AddStringToObject (item, "signed_date", document->signed_date);
    if (first->cloned_from)
        cJSON_AddStringToObject (item, "cloned_from", first->cloned_from->document->id);
    if (document_is_copy (document)) {
        const struct document *original = first->duplicate_of->document;
        cJSON_AddStringToObject (item, "duplicate_of", original->id);
    }
    if (document_is_foreign (document))
        cJSON_AddTrueToObject (item, "foreign_patient");
    if (document->may_follow->len > 0) {
        cJSON *others = cJSON_AddArrayToObject (item, "may_follow");
        for (guint i = 0; i < document->may_follow->len; i++)
            cJSON_AddItemToArray (
                others,
                cJSON_CreateString (((const struct page *) g_ptr_array_index (document->may_follow, i))->document->id));
    }
    if (g_strcmp0 (document->class_id, "IMR_FDL") == 0 && !bears_header (document))
        cJSON_AddStringToObject (item, "partial", "header block missing");
    if (document->evidence->len)
        evidence_add (assembly, item, document->evidence);
}

/* Documents in the files that may be the one mentioned: of its class, and without a date that could be read. */
static void
add_possible_matches (const struct assembly *assembly, const struct document *mentioned, cJSON *item)
{
    cJSON *matches = NULL;
    for (guint i = 0; mentioned->class_id && i < assembly->documents->n_in_file; i++) {
        const struct document *document = g_ptr_array_index (assembly->documents->list, i);
        if (document->date || g_strcmp0 (document->class_id, mentioned->class_id) != 0 || document_is_copy (document)
            || document_is_foreign (document))
            continue;
        if (!matches)
            matches = cJSON_AddArrayToObject (item, "possible_match");
        cJSON_AddItemToArray (matches, cJSON_CreateString (document->id));
    }
}

static void
add_documents (struct assembly *assembly)
{
    cJSON *array = cJSON_AddArrayToObject (assembly->json, "documents");
    for (guint i = 0; i < assembly->documents->list->len; i++) {
        const struct document *document = g_ptr_array_index (assembly->documents->list, i);
        cJSON *item = cJSON_CreateObject ();
        cJSON_AddStringToObject (item, "id", document->id);
        if (document->in_file) {
            add_in_file (assembly, document, item);
        } else {
            record_add_string (item, "class", document->class_id);
            record_add_string (item, "date", document->date);
            cJSON_AddFalseToObject (item, "in_file");
            if (document->handwritten)
                cJSON_AddTrueToObject (item, "handwritten");
            record_add_string (item, "legibility", document->legibility);
            if (document->stated_missing)
                cJSON_AddTrueToObject (item, "stated_missing");
            else
                add_possible_matches (assembly, document, item);
            evidence_add (assembly, item, document->evidence);
        }
        cJSON_AddItemToArray (array, item);
    }
}

static void
add_link (cJSON *item, const char *key, const struct page *other, double similarity)
{
    if (!other) {
        cJSON_AddNullToObject (item, key);
        return;
    }
    cJSON *link = cJSON_AddObjectToObject (item, key);
    cJSON_AddStringToObject (link, "file", other->file->name);
    cJSON_AddNumberToObject (link, "page", other->number);
    cJSON_AddNumberToObject (link, "similarity", round (similarity * 1000) / 1000);
}

/* By what a page is told to be another patient's, or to be doubtful. */
static void
add_identity (struct assembly *assembly, const struct page *page, cJSON *item)
{
    cJSON *ids = cJSON_AddArrayToObject (item, "identity");
    for (guint i = 0; i < page->mentions->len && cJSON_GetArraySize (ids) < FACT_MAX_EVIDENCE; i++) {
        const struct mention *mention = g_ptr_array_index (page->mentions, i);
        if (mention_is (mention, "identity"))
            cJSON_AddItemToArray (ids, cJSON_CreateString (evidence_id (assembly, mention)));
    }
}

static void
add_page (struct assembly *assembly, cJSON *array, const struct document *document, const struct page *page)
{
    cJSON *item = cJSON_CreateObject ();
    cJSON_AddStringToObject (item, "file", page->file->name);
    cJSON_AddNumberToObject (item, "page", page->number);
    cJSON_AddStringToObject (item, "document", document->id);
    record_add_string (item, "class", page->class_id);
    record_add_string (item, "source", page->source);
    cJSON_AddNumberToObject (item, "rotation", page->rotation);
    record_add_string (item, "legibility", page->legibility);
    number_add (item, "confidence", page->confidence);
    cJSON_AddBoolToObject (item, "handwritten", page->handwritten);
    cJSON_AddBoolToObject (item, "blank", page->blank);
    if (page->number_total > 0) {
        cJSON *of = cJSON_AddObjectToObject (item, "page_of");
        cJSON_AddNumberToObject (of, "n", page->number_of);
        cJSON_AddNumberToObject (of, "of", page->number_total);
    }
    number_add (item, "width", page->width);
    number_add (item, "height", page->height);
    add_link (item, "duplicate_of", page->duplicate_of, page->similarity);
    if (page->cloned_from)
        add_link (item, "cloned_from", page->cloned_from, page->similarity);
    cJSON_AddBoolToObject (item, "foreign_patient", page->foreign);
    if (page->doubtful)
        cJSON_AddTrueToObject (item, "identity_doubtful");
    if (page->place_doubtful)
        cJSON_AddTrueToObject (item, "place_doubtful");
    if (page->foreign || page->doubtful)
        add_identity (assembly, page, item);
    add_fault (item, &page->fault);
    cJSON_AddItemToArray (array, item);
}

void
files_add (struct assembly *assembly)
{
    add_files (assembly);
    add_documents (assembly);
    cJSON *pages = cJSON_AddArrayToObject (assembly->json, "pages");
    for (guint i = 0; i < assembly->documents->n_in_file; i++) {
        const struct document *document = g_ptr_array_index (assembly->documents->list, i);
        for (guint j = 0; j < document->pages->len; j++)
            add_page (assembly, pages, document, g_ptr_array_index (document->pages, j));
    }
}

static void
add_unread (cJSON *unread, const struct file *file, int page, const char *class_id, const struct fault *fault)
{
    cJSON *item = cJSON_CreateObject ();
    cJSON_AddStringToObject (item, "file", file->name);
    if (page)
        cJSON_AddNumberToObject (item, "page", page);
    else
        cJSON_AddNullToObject (item, "page");
    record_add_string (item, "class", class_id);
    cJSON_AddStringToObject (item, "reason", fault->reason ? fault->reason : "unread");
    record_add_string (item, "detail", fault->detail);
    record_add_string (item, "advice", fault->advice);
    cJSON_AddItemToArray (unread, item);
}

static void
add_pages_read (struct assembly *assembly, cJSON *run)
{
    guint read = 0;
    cJSON *unread = cJSON_CreateArray ();
    for (guint f = 0; f < assembly->store->files->len; f++) {
        const struct file *file = g_ptr_array_index (assembly->store->files, f);
        if (file->fault.reason)
            add_unread (unread, file, 0, NULL, &file->fault);
        for (guint i = 0; i < file->page_list->len; i++) {
            const struct page *page = g_ptr_array_index (file->page_list, i);
            if (page->fault.reason || (g_strcmp0 (page->source, "none") == 0 && !page->blank))
                add_unread (unread, file, page->number, page->class_id, &page->fault);
            else
                read++;
        }
    }
    cJSON_AddNumberToObject (run, "pages_read", read);
    cJSON_AddItemToObject (run, "pages_unread", unread);
}

static void
add_notices (struct assembly *assembly, cJSON *run)
{
    cJSON *notices = cJSON_AddArrayToObject (run, "notices"), *rules = cJSON_AddArrayToObject (run, "rules");
    guint n = 0;
    for (guint i = 0; i < assembly->store->notices->len; i++) {
        const struct notice *notice = g_ptr_array_index (assembly->store->notices, i);
        if (notice->code && g_str_has_prefix (notice->code, "rules") && notice->detail) {
            cJSON_AddItemToArray (rules, cJSON_CreateString (notice->detail));
            continue;
        }
        if (n++ >= MAX_NOTICES)
            continue;
        cJSON *item = cJSON_CreateObject ();
        record_add_string (item, "stage", notice->stage);
        record_add_string (item, "code", notice->code);
        record_add_string (item, "document", notice->document);
        if (notice->page > 0)
            cJSON_AddNumberToObject (item, "page", notice->page);
        record_add_string (item, "detail", notice->detail);
        cJSON_AddItemToArray (notices, item);
    }
    if (n > MAX_NOTICES)
        cJSON_AddNumberToObject (run, "notices_left_out", n - MAX_NOTICES);
}

void
run_add (struct assembly *assembly)
{
    cJSON *run = cJSON_AddObjectToObject (assembly->json, "run");
    cJSON_AddStringToObject (run, "version", CASEFILE_VERSION);
    if (assembly->store->counts)
        cJSON_AddItemToObject (run, "counts", cJSON_Duplicate (assembly->store->counts, TRUE));
    if (assembly->left_out->child)
        cJSON_AddItemToObject (run, "left_out", assembly->left_out);
    else
        cJSON_Delete (assembly->left_out);
    assembly->left_out = NULL;
    add_pages_read (assembly, run);
    add_notices (assembly, run);
}
