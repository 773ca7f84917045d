#include "stages/report/pages.h"

#include <string.h>

#include "common/container.h"
#include "common/record.h"
#include "common/words.h"

#define PAGE_UNSURE 50 /* confidence below which a word may be a name misread */

struct file {
    char *name, *path, *sha256; /* path and sha256 NULL where the original is not at hand */
    gboolean plain;
};

struct pages {
    GHashTable *files;  /* document id -> struct file */
    GPtrArray *list;    /* struct page */
    GHashTable *by_key; /* "name\nnumber" -> lent struct page */
    char *folder;       /* of the originals, as seen from the report; or NULL */
};

static void
file_free (gpointer data)
{
    struct file *file = data;
    g_free (file->name);
    g_free (file->path);
    g_free (file->sha256);
    g_free (file);
}

static void
page_free (gpointer data)
{
    struct page *page = data;
    g_free (page->file);
    g_free (page->source);
    g_free (page->text);
    g_free (page->words);
    g_free (page->error);
    g_free (page->path);
    g_free (page->sha256);
    g_clear_pointer (&page->masks, g_array_unref);
    g_free (page);
}

void
pages_free (struct pages *pages)
{
    if (!pages)
        return;
    g_hash_table_unref (pages->by_key);
    g_ptr_array_unref (pages->list);
    g_hash_table_unref (pages->files);
    g_free (pages->folder);
    g_free (pages);
}

static void
add_document (struct pages *pages, const cJSON *record, const char *originals)
{
    static const char *const with_images[] = { "pdf", "tiff", "jpeg", "png", "heic", NULL };
    const char *id = record_string (record, "id"), *name = record_string (record, "name");
    const char *path = record_string (record, "path"), *media = record_string (record, "media");
    if (!id || !name)
        return;
    struct file *file = g_new0 (struct file, 1);
    file->name = g_strdup (name);
    file->plain = media && !g_strv_contains (with_images, media);
    g_hash_table_replace (pages->files, g_strdup (id), file);
    if (!originals || !path)
        return;
    const char *within = container_member (path);
    g_autofree char *outer = g_strndup (path, within ? (gsize) (within - path) : strlen (path));
    g_autofree char *stored = g_path_get_basename (outer);
    g_autofree char *there = g_build_filename (originals, stored, NULL);
    if (!g_file_test (there, G_FILE_TEST_IS_REGULAR))
        return;
    file->path = g_strconcat (there, within, NULL);
    file->sha256 = g_strdup (record_string (record, "sha256"));
}

static char *
error_of (const cJSON *record)
{
    const cJSON *error = record_get (record, "error");
    if (!cJSON_IsObject (error))
        return NULL;
    const char *detail = record_string (error, "detail");
    return g_strdup (detail ? detail : "it could not be read");
}

static void
add_page (struct pages *pages, const cJSON *record)
{
    const char *document = record_string (record, "document");
    const struct file *file = document ? g_hash_table_lookup (pages->files, document) : NULL;
    double number = record_number (record, "page", 0);
    if (!file || number < 1 || number > G_MAXINT16 * 1024)
        return;
    struct page *page = g_new0 (struct page, 1);
    const char *way = record_string (record_get (record, "route"), "way");
    const char *source = record_string (record, "source"), *text = record_string (record, "text");
    int rotation = (int) record_number (record, "rotation", 0);
    page->ordinal = (int) pages->list->len + 1;
    page->file = g_strdup (file->name);
    page->number = (int) number;
    page->width = CLAMP (record_number (record, "width", 0), 0, 1e6);
    page->height = CLAMP (record_number (record, "height", 0), 0, 1e6);
    page->rotation = rotation == 90 || rotation == 180 || rotation == 270 ? rotation : 0;
    page->source = g_strdup (source ? source : "none");
    page->text = g_strdup (text ? text : "");
    page->words = g_strdup (record_string (record, "words"));
    page->plain = file->plain;
    page->scanned =
        g_strcmp0 (way, "image") == 0 || g_strcmp0 (way, "layer") == 0 || strcmp (page->source, "text") != 0;
    page->handwritten = record_bool (record, "handwritten");
    page->poor = g_strcmp0 (record_string (record, "legibility"), "poor") == 0;
    page->error = error_of (record);
    page->path = g_strdup (file->path);
    page->sha256 = g_strdup (file->sha256);
    g_ptr_array_add (pages->list, page);
    g_hash_table_replace (pages->by_key, g_strdup_printf ("%s\n%d", page->file, page->number), page);
}

struct pages *
pages_load (FILE *stream, const char *originals, GError **error)
{
    g_autoptr (pages_t) pages = g_new0 (struct pages, 1);
    pages->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, file_free);
    pages->list = g_ptr_array_new_with_free_func (page_free);
    pages->by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
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

/* A doubtful word with a capital or a digit may be what nobody could read of a name or number. */
static gboolean
may_name (const char *text, const struct word *word)
{
    const char *p = g_utf8_offset_to_pointer (text, word->start);
    for (guint i = 0; i < word->length && *p; i++, p = g_utf8_next_char (p))
        if (g_unichar_isupper (g_utf8_get_char (p)) || g_unichar_isdigit (g_utf8_get_char (p)))
            return word->confidence != WORD_CONFIDENCE_NONE && word->confidence < PAGE_UNSURE;
    return FALSE;
}

static gboolean
is_masked (const GByteArray *masked, const struct word *word)
{
    for (guint i = word->start; i < word->start + word->length && i < masked->len; i++)
        if (masked->data[i])
            return TRUE;
    return FALSE;
}

static void
redact_page (struct page *page, const struct redaction *redaction)
{
    gboolean recognised = strcmp (page->source, "ocr") == 0;
    g_autoptr (GByteArray) masked = redaction_of (redaction, page->text, recognised);
    g_autoptr (GArray) words = page->words ? words_unpack (page->words, NULL) : NULL;
    page->masks = g_array_new (FALSE, FALSE, sizeof (double[4]));
    for (guint i = 0; words && i < words->len; i++) {
        const struct word *word = &g_array_index (words, struct word, i);
        if (may_name (page->text, word))
            memset (masked->data + MIN (word->start, masked->len), 1,
                    MIN (word->length, masked->len - MIN (word->start, masked->len)));
        const double box[4] = { word->x0, word->y0, word->x1, word->y1 };
        if (is_masked (masked, word))
            g_array_append_vals (page->masks, box, 1);
    }
    char *text = redaction_apply (page->text, masked);
    g_free (page->text);
    page->text = text;
    if (page->error || (page->scanned && (!words || words->len == 0) && *page->text))
        page->withheld = "its image is withheld: it was not read, so that nothing in it can be masked";
    else if (page->scanned && (page->handwritten || page->poor || strcmp (page->source, "human") == 0))
        page->withheld = "its image is withheld: it is not read well enough to mask what names a person";
    else if (page->scanned && !*page->text && strcmp (page->source, "none") == 0)
        page->withheld = "its image is withheld: no word of it was read";
}

void
pages_redact (struct pages *pages, const struct redaction *redaction)
{
    g_clear_pointer (&pages->folder, g_free);
    for (guint i = 0; i < pages->list->len; i++)
        redact_page (g_ptr_array_index (pages->list, i), redaction);
}

guint
pages_count (const struct pages *pages)
{
    return pages->list->len;
}

const struct page *
pages_at (const struct pages *pages, guint index)
{
    return g_ptr_array_index (pages->list, index);
}

const struct page *
pages_find (const struct pages *pages, const char *file, int number)
{
    if (!pages || !file)
        return NULL;
    g_autofree char *key = g_strdup_printf ("%s\n%d", file, number);
    return g_hash_table_lookup (pages->by_key, key);
}

char *
pages_link (const struct pages *pages, const struct page *page)
{
    if (!page->path || !pages->folder)
        return NULL;
    const char *within = container_member (page->path); /* what can be opened is the archive */
    g_autofree char *outer = g_strndup (page->path, within ? (gsize) (within - page->path) : strlen (page->path));
    g_autofree char *stored = g_path_get_basename (outer);
    g_autofree char *folder = g_uri_escape_string (pages->folder, NULL, FALSE);
    g_autofree char *name = g_uri_escape_string (stored, NULL, FALSE);
    return within ? g_strdup_printf ("../%s/%s", folder, name)
                  : g_strdup_printf ("../%s/%s#page=%d", folder, name, page->number);
}
