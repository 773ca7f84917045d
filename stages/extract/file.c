/* One file's records through the parts of extraction (file.h). */
#include "stages/extract/file.h"

#include <string.h>

#include "stages/extract/corroborate.h"
#include "stages/extract/governance.h"
#include "stages/extract/verdicts.h"

struct file {
    const struct extractor *extractor;
    GPtrArray *records; /* struct record, owned, as they came */
    char *document;     /* id of the file held, or NULL */
};

static void
unref_array (gpointer array)
{
    g_ptr_array_unref (array);
}

static void
free_mention (gpointer mention)
{
    mention_free (mention);
}

static void
free_page (gpointer page)
{
    page_free (page);
}

static void
free_record (gpointer record)
{
    record_free (record);
}

static int
compare_strings (gconstpointer a, gconstpointer b)
{
    return strcmp (*(char *const *) a, *(char *const *) b);
}

static GPtrArray *
hash_rule_files (const char *patterns)
{
    GPtrArray *files = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (GDir) dir = g_dir_open (patterns, 0, NULL);
    for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;) {
        g_autofree char *path = g_build_filename (patterns, name, NULL);
        g_autofree char *text = NULL;
        gsize length;
        if (!g_str_has_suffix (name, ".rules") || !g_file_get_contents (path, &text, &length, NULL))
            continue;
        const char *known = rules_known_hash (text, length);
        g_autofree char *hash =
            known ? NULL : g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) text, length);
        g_ptr_array_add (files, g_strdup_printf ("%s %s", name, known ? known : hash));
    }
    g_ptr_array_sort (files, compare_strings);
    return files;
}

gboolean
extractor_name_rules (const struct extractor *extractor, struct record_writer *writer, GError **error)
{
    for (guint i = 0; i < extractor->rule_files->len; i++)
        if (!record_write_notice (writer, "case-extract", "rules", NULL, 0, extractor->rule_files->pdata[i], error))
            return FALSE;
    return TRUE;
}

struct extractor *
extractor_new (const char *patterns, GString *mistakes)
{
    g_autoptr (extractor_t) extractor = g_new0 (struct extractor, 1);
    extractor->classifier = classifier_new (patterns, mistakes);
    rules_begin_group (); /* classes and zones are settled page by page before the first fact is sought */
    extractor->zoner = zoner_new (patterns, mistakes);
    extractor->entities = entities_new (patterns, mistakes);
    extractor->contexts = contexts_new (patterns, mistakes);
    extractor->composites = composites_new (patterns, mistakes);
    extractor->rule_files = hash_rule_files (patterns);
    if (mistakes->len > 0)
        return NULL;
    return g_steal_pointer (&extractor);
}

void
extractor_free (struct extractor *extractor)
{
    if (extractor == NULL)
        return;
    g_clear_pointer (&extractor->classifier, classifier_free);
    g_clear_pointer (&extractor->zoner, zoner_free);
    g_clear_pointer (&extractor->entities, entities_free);
    g_clear_pointer (&extractor->contexts, contexts_free);
    g_clear_pointer (&extractor->composites, composites_free);
    g_clear_pointer (&extractor->rule_files, g_ptr_array_unref);
    g_free (extractor);
}

GPtrArray *
extractor_run (const struct extractor *extractor, GPtrArray *pages)
{
    classifier_run (extractor->classifier, pages);
    zoner_run (extractor->zoner, pages);
    GPtrArray *found = g_ptr_array_new_with_free_func (unref_array);
    for (guint i = 0; i < pages->len; i++) {
        const struct page *page = pages->pdata[i];
        GPtrArray *mentions = g_ptr_array_new_with_free_func (free_mention);
        entities_find (extractor->entities, page, mentions);
        contexts_assign (extractor->contexts, page, mentions);
        entities_bind (extractor->entities, page, mentions);
        composites_find (extractor->composites, page, mentions);
        mentions_finish (mentions, page);
        page_forget_matches (page);
        g_ptr_array_add (found, mentions);
    }
    corroborate_dates (found);
    governance_assign (pages, found);
    return found;
}

struct file *
file_new (const struct extractor *extractor)
{
    struct file *file = g_new0 (struct file, 1);
    file->extractor = extractor;
    file->records = g_ptr_array_new_with_free_func (free_record);
    return file;
}

void
file_free (struct file *file)
{
    if (file == NULL)
        return;
    g_ptr_array_unref (file->records);
    g_free (file->document);
    g_free (file);
}

gboolean
file_belongs (const struct file *file, const struct record *record)
{
    if (strcmp (record->type, "document") == 0)
        return file->records->len == 0;
    if (strcmp (record->type, "page") != 0)
        return TRUE;
    const char *document = record_string (record->json, "document");
    return file->document == NULL || document == NULL || strcmp (document, file->document) == 0;
}

gboolean
file_take (struct file *file, struct record *record, GError **error)
{
    gboolean is_page = strcmp (record->type, "page") == 0;
    const char *document = record_string (record->json, strcmp (record->type, "document") == 0 ? "id" : "document");
    g_ptr_array_add (file->records, record);
    if (is_page && (document == NULL || record_number (record->json, "page", 0) < 1)) {
        g_set_error (error, RECORD_ERROR, RECORD_ERROR_BROKEN, "a page record without document and page number");
        return FALSE;
    }
    if (file->document == NULL && document != NULL)
        file->document = g_strdup (document);
    return TRUE;
}

static gboolean
write_page (const struct page *page, GPtrArray *mentions, struct record_writer *writer, GError **error)
{
    g_autofree char *sentences = page_sentence_runs (page);
    cJSON_DeleteItemFromObjectCaseSensitive (page->record, "sentences");
    cJSON_AddStringToObject (page->record, "sentences", sentences);
    if (!record_writer_write (writer, page->record, error))
        return FALSE;
    for (guint i = 0; i < mentions->len; i++) {
        cJSON *record = mention_record (mentions->pdata[i], page);
        gboolean written = record_writer_write (writer, record, error);
        cJSON_Delete (record);
        if (!written)
            return FALSE;
    }
    for (guint i = 0; i < page->limited->len; i++) {
        g_autofree char *detail =
            g_strdup_printf ("rule %s reached its match limit: what it would find here is unknown",
                             (const char *) page->limited->pdata[i]);
        if (!record_write_notice (writer, "case-extract", "match_limit", page->document, page->number, detail, error))
            return FALSE;
    }
    return TRUE;
}

gboolean
file_write (struct file *file, struct record_writer *writer, GError **error)
{
    g_autoptr (GPtrArray) pages = g_ptr_array_new_with_free_func (free_page);
    for (guint i = 0; i < file->records->len; i++) {
        struct record *record = file->records->pdata[i];
        struct page *page = strcmp (record->type, "page") == 0 ? page_new (record->json) : NULL;
        if (page != NULL)
            g_ptr_array_add (pages, page);
    }
    g_autoptr (GPtrArray) found = extractor_run (file->extractor, pages);
    verdicts_apply (file->records, pages, found);
    for (guint i = 0, n = 0; i < file->records->len; i++) {
        const struct record *record = file->records->pdata[i];
        gboolean written;
        if (strcmp (record->type, "page") == 0) {
            written = write_page (pages->pdata[n], found->pdata[n], writer, error);
            n++;
        } else
            written = record_writer_pass (writer, record, error);
        if (!written)
            return FALSE;
    }
    g_ptr_array_set_size (file->records, 0);
    g_clear_pointer (&file->document, g_free);
    return TRUE;
}
