#include "stages/report/pages.h"

#include <string.h>

#include "common/record.h"

struct pages {
    GHashTable *names;   /* document id -> name of the file */
    GHashTable *stored;  /* name of the file -> file in the originals' folder */
    GHashTable *texts;   /* "name\npage" -> text */
    char *folder;        /* of the originals, as seen from the report; or NULL */
};

void
pages_free (struct pages *pages)
{
    if (!pages)
        return;
    g_hash_table_unref (pages->names);
    g_hash_table_unref (pages->stored);
    g_hash_table_unref (pages->texts);
    g_free (pages->folder);
    g_free (pages);
}

static void
add_document (struct pages *pages, const cJSON *record, const char *originals)
{
    const char *id = record_string (record, "id"), *name = record_string (record, "name");
    const char *path = record_string (record, "path");
    if (!id || !name)
        return;
    g_hash_table_replace (pages->names, g_strdup (id), g_strdup (name));
    if (!originals || !path)
        return;
    g_autofree char *file = g_path_get_basename (path);
    g_autofree char *there = g_build_filename (originals, file, NULL);
    if (g_file_test (there, G_FILE_TEST_IS_REGULAR))
        g_hash_table_replace (pages->stored, g_strdup (name), g_steal_pointer (&file));
}

static void
add_page (struct pages *pages, const cJSON *record)
{
    const char *document = record_string (record, "document"), *text = record_string (record, "text");
    const char *name = document ? g_hash_table_lookup (pages->names, document) : NULL;
    if (name && text)
        g_hash_table_replace (pages->texts, g_strdup_printf ("%s\n%.0f", name, record_number (record, "page", 0)),
                              g_strdup (text));
}

struct pages *
pages_load (FILE *stream, const char *originals, GError **error)
{
    g_autoptr (pages_t) pages = g_new0 (struct pages, 1);
    pages->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    pages->stored = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    pages->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    if (originals) {
        g_autofree char *absolute = g_canonicalize_filename (originals, NULL);
        pages->folder = g_path_get_basename (absolute);
    }
    g_autoptr (record_reader_t) reader = record_reader_new (stream);
    g_autoptr (GError) why = NULL;
    for (;;) {
        g_autoptr (record_t) record = record_reader_next (reader, &why);
        if (!record)
            break;
        if (strcmp (record->type, "document") == 0)
            add_document (pages, record->json, originals);
        else if (strcmp (record->type, "page") == 0)
            add_page (pages, record->json);
    }
    if (why) {
        g_propagate_prefixed_error (error, g_steal_pointer (&why), "the pages: ");
        return NULL;
    }
    return g_steal_pointer (&pages);
}

const char *
pages_text (const struct pages *pages, const char *file, int page)
{
    g_autofree char *key = g_strdup_printf ("%s\n%d", file, page);
    return g_hash_table_lookup (pages->texts, key);
}

char *
pages_link (const struct pages *pages, const char *file, int page)
{
    const char *stored = g_hash_table_lookup (pages->stored, file);
    if (!stored)
        return NULL;
    g_autofree char *folder = g_uri_escape_string (pages->folder, NULL, FALSE);
    g_autofree char *name = g_uri_escape_string (stored, NULL, FALSE);
    return g_strdup_printf ("../%s/%s#page=%d", folder, name, page);
}
