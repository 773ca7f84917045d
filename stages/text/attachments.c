#include "stages/text/attachments.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/attachment.h"
#include "common/text.h"
#include "stages/text/corrections.h"
#include "stages/text/problem.h"

#define CORRECTIONS_BYTES_MAX (16u << 20)
#define ADVICE_CORRECTED "look whether the file is still part of the case; else make the corrections anew"

/* One thing said, and the item that a transcript's name means. */
struct entry {
    struct said *said;
    const struct item *item; /* lent; NULL: of a corrections file, which names its file by hash */
    gboolean written;
};

struct attachments {
    GPtrArray *entries; /* struct entry, in the order in which they apply */
    GPtrArray *items;   /* struct item of the attachments, owned */
};

static void
entry_free (gpointer pointer)
{
    struct entry *entry = pointer;
    said_free (entry->said);
    g_free (entry);
}

void
attachments_free (struct attachments *attachments)
{
    if (!attachments)
        return;
    g_ptr_array_unref (attachments->entries);
    g_ptr_array_unref (attachments->items);
    g_free (attachments);
}

static const char *
base_of (const char *name)
{
    const char *slash = strrchr (name, '/');
    return slash ? slash + 1 : name;
}

/* --- reading --------------------------------------------------------------------------------------------------------- */

/* The bytes of a small regular file, terminated, the caller's; NULL and a reason (problem.h). */
static char *
read_item (const struct item *item, gsize most, gsize *length, const char **reason)
{
    struct stat status;
    int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (item->found ? O_NOFOLLOW : 0);
    int fd = item->problem ? -1 : open (item->path, flags);
    *reason = item->problem ? "unsupported" : "unreadable";
    if (fd < 0)
        return NULL;
    g_autofree char *bytes = NULL;
    gsize used = 0;
    gssize n = -1;
    if (fstat (fd, &status) == 0 && S_ISREG (status.st_mode)) {
        bytes = g_malloc (most + 2);
        while ((n = read (fd, bytes + used, most + 1 - used)) > 0 || (n < 0 && errno == EINTR))
            used += (gsize) MAX (n, 0);
    }
    close (fd);
    if (n < 0)
        return NULL;
    if (used > most || used == 0) {
        *reason = used ? "too_large" : "empty";
        return NULL;
    }
    bytes[used] = '\0';
    *length = used;
    return g_steal_pointer (&bytes);
}

/* The text that a person typed: no mark at its start, no white space at its ends, page breaks as line ends. */
static char *
transcript_text (const char *bytes, gsize length, const char **reason)
{
    if (length >= 3 && memcmp (bytes, "\xef\xbb\xbf", 3) == 0)
        bytes += 3, length -= 3;
    *reason = "not_text";
    if (!g_utf8_validate_len (bytes, length, NULL))
        return NULL;
    char *text = text_clean (bytes, length);
    g_strdelimit (text, "\f", '\n');
    g_strchomp (text);
    *reason = strspn (text, " \t\n") == strlen (text) ? "empty" : NULL;
    if (*reason)
        g_clear_pointer (&text, g_free);
    return text;
}

static struct entry *
add_entry (struct attachments *attachments, struct said *said)
{
    struct entry *entry = g_new0 (struct entry, 1);
    entry->said = said;
    g_ptr_array_add (attachments->entries, entry);
    return entry;
}

/* The hash of what was read; of the name where nothing could be. */
static char *
hash_of (const char *bytes, gsize length, const struct item *item)
{
    return bytes ? g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) bytes, length)
                 : g_compute_checksum_for_string (G_CHECKSUM_SHA256, item->name, -1);
}

static struct entry *
read_transcript (struct attachments *attachments, const struct item *item, int page, gsize max_text_bytes)
{
    gsize length = 0;
    const char *reason;
    g_autofree char *bytes = read_item (item, max_text_bytes, &length, &reason);
    g_autofree char *sha256 = hash_of (bytes, length, item);
    g_autofree char *text = bytes ? transcript_text (bytes, length, &reason) : NULL;
    struct said *said = g_new0 (struct said, 1);
    said->record = correction_new (sha256, 1, item->name);
    said->page = page;
    said->whole = TRUE;
    cJSON_AddNullToObject (said->record, "by");
    cJSON_AddNullToObject (said->record, "at");
    record_add_string (said->record, "about", "page");
    record_add_string (said->record, "action", "transcript");
    if (text)
        record_add_string (said->record, "text", text);
    cJSON_AddNullToObject (said->record, "error");
    if (!text)
        correction_refuse (said->record, reason, item->problem, item->advice);
    return add_entry (attachments, said);
}

static int
compare_saved (gconstpointer a, gconstpointer b)
{
    const struct entry *one = *(struct entry *const *) a, *other = *(struct entry *const *) b;
    int order = g_strcmp0 (one->said->saved, other->said->saved);
    if (order == 0)
        order = g_strcmp0 (record_string (one->said->record, "sha256"), record_string (other->said->record, "sha256"));
    return order;
}

static void
read_corrections (struct attachments *attachments, const struct item *item, gsize max_text_bytes)
{
    gsize length = 0;
    const char *reason;
    g_autofree char *bytes = read_item (item, CORRECTIONS_BYTES_MAX, &length, &reason);
    g_autofree char *sha256 = hash_of (bytes, length, item);
    g_autoptr (GPtrArray) all = g_ptr_array_new ();
    if (bytes)
        corrections_read (all, bytes, length, sha256, item->name, max_text_bytes);
    else {
        struct said *said = g_new0 (struct said, 1);
        said->record = correction_new (sha256, 0, item->name);
        correction_refuse (said->record, reason, item->problem, item->advice);
        g_ptr_array_add (all, said);
    }
    for (guint i = 0; i < all->len; i++)
        add_entry (attachments, all->pdata[i]);
}

/* --- whose they are -------------------------------------------------------------------------------------------------- */

/* Whether the transcript named `name`, of which `of` bytes say whose it is, means the document: by its whole name, or by its
 * name without extension. */
static gboolean
means (const char *name, gsize of, const struct item *document, gboolean whole_name, gboolean same_folder)
{
    const char *base = base_of (name), *other = base_of (document->name), *dot = strrchr (other, '.');
    gsize length = whole_name || !dot || dot == other ? strlen (other) : (gsize) (dot - other);
    if (same_folder
        && (base - name != other - document->name || strncmp (name, document->name, (gsize) (base - name)) != 0))
        return FALSE;
    return length == of && strncmp (base, other, of) == 0;
}

/* The document of a transcript: in its folder, else anywhere; NULL and a reason where there is none, or more than one. */
static const struct item *
find_document (const GPtrArray *documents, const char *name, gsize of, const char **reason)
{
    *reason = "no_such_file";
    for (int way = 0; way < 4; way++) {
        const struct item *found = NULL;
        for (guint i = 0; i < documents->len; i++) {
            const struct item *document = documents->pdata[i];
            if (!means (name, of, document, way % 2 == 0, way < 2))
                continue;
            *reason = found ? "ambiguous" : NULL;
            if (found)
                return NULL;
            found = document;
        }
        if (found)
            return found;
    }
    return NULL;
}

static void
assign (struct attachments *attachments, struct entry *entry, const GPtrArray *documents, const char *name, gsize of)
{
    const char *reason;
    entry->item = find_document (documents, name, of, &reason);
    if (!entry->item && cJSON_IsNull (record_get (entry->said->record, "error")))
        correction_refuse (entry->said->record, reason, NULL, NULL);
    for (guint i = 0; entry->item && i < attachments->entries->len; i++) {
        const struct entry *other = attachments->entries->pdata[i];
        if (other != entry && other->item == entry->item && other->said->page == entry->said->page
            && cJSON_IsNull (record_get (entry->said->record, "error"))
            && cJSON_IsNull (record_get (other->said->record, "error")))
            correction_refuse (entry->said->record, "superseded", NULL, NULL); /* case-run lists what is newer first */
    }
}

static enum attachment
role_of (const struct item *item, gsize *of, int *page)
{
    return attachment_parse (base_of (item->name), of, page);
}

/* Corrections files in the order in which they were saved; what stands in one keeps its order (the sort is stable). */
static void
sort_corrections (struct attachments *attachments, guint first)
{
    g_autoptr (GArray) order = g_array_new (FALSE, FALSE, sizeof (gpointer));
    g_array_append_vals (order, attachments->entries->pdata + first, attachments->entries->len - first);
    g_array_sort (order, compare_saved);
    for (guint i = 0; i < order->len; i++)
        attachments->entries->pdata[first + i] = g_array_index (order, gpointer, i);
}

struct attachments *
attachments_take (GPtrArray *items, const struct settings *settings)
{
    struct attachments *attachments = g_new0 (struct attachments, 1);
    gsize max_text_bytes = (gsize) settings_int (settings, "limits", "page_text_bytes"), of;
    int page;
    attachments->entries = g_ptr_array_new_with_free_func (entry_free);
    attachments->items = g_ptr_array_new_with_free_func (submission_item_free);
    for (guint i = 0; i < items->len;) {
        if (role_of (items->pdata[i], &of, &page) == ATTACHMENT_NONE)
            i++;
        else
            g_ptr_array_add (attachments->items, g_ptr_array_steal_index (items, i));
    }
    for (guint i = 0; i < attachments->items->len; i++) {
        const struct item *item = attachments->items->pdata[i];
        if (role_of (item, &of, &page) == ATTACHMENT_TRANSCRIPT)
            assign (attachments, read_transcript (attachments, item, page, max_text_bytes), items, item->name, of);
    }
    guint first = attachments->entries->len;
    for (guint i = 0; i < attachments->items->len; i++) {
        const struct item *item = attachments->items->pdata[i];
        if (role_of (item, &of, &page) == ATTACHMENT_CORRECTIONS)
            read_corrections (attachments, item, max_text_bytes);
    }
    sort_corrections (attachments, first);
    return attachments;
}

/* --- writing --------------------------------------------------------------------------------------------------------- */

static gboolean
write_entry (struct entry *entry, const char *document, struct record_writer *writer, GError **error)
{
    cJSON *record = entry->said->record;
    entry->written = TRUE;
    if (document)
        cJSON_ReplaceItemInObjectCaseSensitive (record, "document", cJSON_CreateString (document));
    if (entry->said->page > 0)
        cJSON_ReplaceItemInObjectCaseSensitive (record, "page", cJSON_CreateNumber (entry->said->page));
    return record_writer_write (writer, record, error);
}

static gboolean
is_about (const struct entry *entry, const struct item *item, const char *sha256)
{
    if (entry->item)
        return entry->item == item;
    return sha256 && entry->said->sha256 && strcmp (entry->said->sha256, sha256) == 0;
}

gboolean
attachments_write (struct attachments *attachments, const struct item *item, const char *document, const char *sha256,
                   guint pages, struct record_writer *writer, GError **error)
{
    for (guint i = 0; i < attachments->entries->len; i++) {
        struct entry *entry = attachments->entries->pdata[i];
        if (entry->written || !is_about (entry, item, sha256))
            continue;
        if ((guint) entry->said->page > pages && cJSON_IsNull (record_get (entry->said->record, "error"))) {
            g_autofree char *detail =
                g_strdup_printf ("it is about page %d, and the file has %u", entry->said->page, pages);
            correction_refuse (entry->said->record, "no_such_page", detail, NULL);
        }
        if (!write_entry (entry, document, writer, error))
            return FALSE;
    }
    return TRUE;
}

gboolean
attachments_write_rest (struct attachments *attachments, struct record_writer *writer, GError **error)
{
    for (guint i = 0; i < attachments->entries->len; i++) {
        struct entry *entry = attachments->entries->pdata[i];
        if (!entry->written && cJSON_IsNull (record_get (entry->said->record, "error")))
            correction_refuse (entry->said->record, "no_such_file", NULL, ADVICE_CORRECTED);
        if (!entry->written && !write_entry (entry, NULL, writer, error))
            return FALSE;
    }
    return TRUE;
}
