#include "stages/run/reuse.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/atomicfile.h"
#include "common/record.h"

/* Where a page stands in the earlier file: kept instead of the page, since a case may have thousands. */
struct place {
    gint64 offset;
    gsize length;
};

struct reuse {
    GHashTable *files; /* document id -> SHA-256, of the new submission */
    GHashTable
        *wanted; /* "DOCUMENT PAGE" that waits for OCR -> struct place, NULL where the earlier revision lacks it */
    FILE *earlier;
};

static FILE *
open_stream (const char *path, const char *mode, GError **error)
{
    FILE *stream = fopen (path, mode);
    if (!stream)
        atomicfile_fail (error, errno, "open pages");
    return stream;
}

static char *
key_of (const cJSON *page)
{
    return g_strdup_printf ("%s %.0f", record_string (page, "document"), record_number (page, "page", 0));
}

typedef void (*visit) (struct reuse *reuse, const struct record *record, gint64 offset);

static gboolean
each_record (struct reuse *reuse, FILE *stream, visit look_at, GError **error)
{
    g_autoptr (record_reader_t) reader = record_reader_new (stream);
    g_autoptr (GError) broken = NULL;
    struct record *record;
    gint64 offset = 0;
    while ((record = record_reader_next (reader, &broken))) {
        look_at (reuse, record, offset);
        offset += (gint64) record->length + 1;
        record_free (record);
    }
    if (!broken)
        return TRUE;
    g_propagate_error (error, g_steal_pointer (&broken));
    return FALSE;
}

static void
note_wanted (struct reuse *reuse, const struct record *record, gint64 offset)
{
    (void) offset;
    if (strcmp (record->type, "document") == 0)
        g_hash_table_replace (reuse->files, g_strdup (record_string (record->json, "id")),
                              g_strdup (record_string (record->json, "sha256")));
    else if (strcmp (record->type, "page") == 0 && record_bool (record->json, "ocr"))
        g_hash_table_replace (reuse->wanted, key_of (record->json), NULL);
}

/* What the program read of a page: where a person said otherwise, that stands in `reading`. */
static const cJSON *
as_read (const cJSON *page)
{
    const cJSON *reading = record_get (page, "reading");
    return cJSON_IsObject (reading) ? reading : page;
}

/* The page as it was read, before transcripts and corrections, which are applied anew. The caller's; takes `page`. */
static struct record *
without_corrections (struct record *page)
{
    cJSON *reading = page ? cJSON_DetachItemFromObjectCaseSensitive (page->json, "reading") : NULL;
    if (!reading)
        return page;
    while (reading->child) {
        cJSON *field = cJSON_DetachItemViaPointer (reading, reading->child);
        g_autofree char *key = g_strdup (field->string);
        cJSON_DeleteItemFromObjectCaseSensitive (page->json, key);
        cJSON_AddItemToObject (page->json, key, field);
    }
    cJSON_Delete (reading);
    cJSON_DeleteItemFromObjectCaseSensitive (page->json, "corrections");
    g_autofree char *line = record_print (page->json, FALSE);
    record_free (page);
    return record_parse (line, strlen (line), NULL);
}

static void
note_place (struct reuse *reuse, const struct record *record, gint64 offset)
{
    if (strcmp (record->type, "document") == 0) { /* ids are cut hashes: what is not the same file gives no pages */
        const char *id = record_string (record->json, "id");
        const char *sha256 = id ? g_hash_table_lookup (reuse->files, id) : NULL;
        if (sha256 && g_strcmp0 (sha256, record_string (record->json, "sha256")) != 0)
            g_hash_table_remove_all (reuse->wanted);
        return;
    }
    if (strcmp (record->type, "page") != 0)
        return;
    const cJSON *read = as_read (record->json);
    if (cJSON_IsObject (record_get (read, "error")) || g_strcmp0 (record_string (read, "source"), "ocr") != 0)
        return;
    g_autofree char *key = key_of (record->json);
    if (!g_hash_table_contains (reuse->wanted, key))
        return;
    struct place *place = g_new (struct place, 1);
    *place = (struct place){ offset, record->length };
    g_hash_table_replace (reuse->wanted, g_steal_pointer (&key), place);
}

/* The earlier page in place of `record`; the caller's, NULL where there is none. */
static struct record *
earlier_page (const struct reuse *reuse, const struct record *record)
{
    if (strcmp (record->type, "page") != 0 || !record_bool (record->json, "ocr"))
        return NULL;
    g_autofree char *key = key_of (record->json);
    const struct place *place = g_hash_table_lookup (reuse->wanted, key);
    if (!place)
        return NULL;
    g_autofree char *line = g_malloc (place->length);
    if (pread (fileno (reuse->earlier), line, place->length, place->offset) != (gssize) place->length)
        return NULL;
    struct record *page = without_corrections (record_parse (line, place->length, NULL));
    g_autofree char *key_there = page ? key_of (page->json) : NULL;
    if (page && strcmp (key, key_there) == 0)
        return page;
    if (page)
        record_free (page);
    return NULL;
}

static gboolean
write_merged (const struct reuse *reuse, FILE *in, FILE *out, int *reused, GError **error)
{
    g_autoptr (record_reader_t) reader = record_reader_new (in);
    g_autoptr (record_writer_t) writer = record_writer_new (out);
    g_autoptr (GError) broken = NULL;
    struct record *record;
    gboolean written = TRUE;
    while (written && (record = record_reader_next (reader, &broken))) {
        struct record *page = earlier_page (reuse, record);
        written = record_writer_pass (writer, page ? page : record, error);
        *reused += page != NULL;
        if (page)
            record_free (page);
        record_free (record);
    }
    if (broken) {
        g_propagate_error (error, g_steal_pointer (&broken));
        return FALSE;
    }
    return written && record_writer_end (writer, "case-text", error);
}

static gboolean
replace_stream (const struct reuse *reuse, const char *path, int *reused, GError **error)
{
    g_autofree char *merged = g_strconcat (path, ".merged", NULL);
    FILE *in = open_stream (path, "re", error), *out = in ? open_stream (merged, "we", error) : NULL;
    gboolean written = out && write_merged (reuse, in, out, reused, error);
    if (in)
        fclose (in);
    if (out && fclose (out) != 0 && written)
        written = atomicfile_fail (error, errno, "write pages");
    if (written)
        return atomicfile_commit (merged, path, error);
    unlink (merged);
    *reused = 0;
    return FALSE;
}

static guint
count_places (const struct reuse *reuse)
{
    guint n = 0;
    GHashTableIter iter;
    gpointer place;
    g_hash_table_iter_init (&iter, reuse->wanted);
    while (g_hash_table_iter_next (&iter, NULL, &place))
        n += place != NULL;
    return n;
}

gboolean
reuse_pages (const char *folder, const char *name, const char *earlier, int *reused, GError **error)
{
    g_autofree char *path = g_build_filename (folder, name, NULL);
    struct reuse reuse = { NULL, NULL, NULL };
    *reused = 0;
    FILE *in = open_stream (path, "re", error);
    if (!in)
        return FALSE;
    reuse.files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    reuse.wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    gboolean done = each_record (&reuse, in, note_wanted, error);
    fclose (in);
    if (done && g_hash_table_size (reuse.wanted) > 0) {
        reuse.earlier = open_stream (earlier, "re", error);
        done = reuse.earlier && each_record (&reuse, reuse.earlier, note_place, error)
               && (count_places (&reuse) == 0 || replace_stream (&reuse, path, reused, error));
        if (reuse.earlier)
            fclose (reuse.earlier);
    }
    g_hash_table_unref (reuse.files);
    g_hash_table_unref (reuse.wanted);
    return done;
}
