/* Archives, by libarchive. */
#include <archive.h>
#include <archive_entry.h>
#include <string.h>

#include "common/container_parts.h"
#include "common/library.h"

LIBRARY_CALL (archive_read_new);
LIBRARY_CALL (archive_read_free);
LIBRARY_CALL (archive_read_support_filter_gzip);
LIBRARY_CALL (archive_read_support_filter_bzip2);
LIBRARY_CALL (archive_read_support_filter_xz);
LIBRARY_CALL (archive_read_support_format_zip);
LIBRARY_CALL (archive_read_support_format_7zip);
LIBRARY_CALL (archive_read_support_format_rar);
LIBRARY_CALL (archive_read_support_format_rar5);
LIBRARY_CALL (archive_read_support_format_tar);
LIBRARY_CALL (archive_read_support_format_raw);
LIBRARY_CALL (archive_read_open_memory);
LIBRARY_CALL (archive_read_next_header);
LIBRARY_CALL (archive_read_data);
LIBRARY_CALL (archive_entry_filetype);
LIBRARY_CALL (archive_entry_hardlink);
LIBRARY_CALL (archive_entry_pathname);
LIBRARY_CALL (archive_entry_pathname_utf8);
LIBRARY_CALL (archive_entry_is_data_encrypted);

#define READ_BYTES 65536
#define ENTRIES_MAX 100000 /* looked at, whatever they are */

typedef struct archive archive_t;
static void
archive_release (struct archive *archive)
{
    library_archive_read_free (archive);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (archive_t, archive_release)

gboolean
container_archive_load (void)
{
    static const struct library_call calls[] = {
        LIBRARY_WANTED (archive_read_new),
        LIBRARY_WANTED (archive_read_free),
        LIBRARY_WANTED (archive_read_support_filter_gzip),
        LIBRARY_WANTED (archive_read_support_filter_bzip2),
        LIBRARY_WANTED (archive_read_support_filter_xz),
        LIBRARY_WANTED (archive_read_support_format_zip),
        LIBRARY_WANTED (archive_read_support_format_7zip),
        LIBRARY_WANTED (archive_read_support_format_rar),
        LIBRARY_WANTED (archive_read_support_format_rar5),
        LIBRARY_WANTED (archive_read_support_format_tar),
        LIBRARY_WANTED (archive_read_support_format_raw),
        LIBRARY_WANTED (archive_read_open_memory),
        LIBRARY_WANTED (archive_read_next_header),
        LIBRARY_WANTED (archive_read_data),
        LIBRARY_WANTED (archive_entry_filetype),
        LIBRARY_WANTED (archive_entry_hardlink),
        LIBRARY_WANTED (archive_entry_pathname),
        LIBRARY_WANTED (archive_entry_pathname_utf8),
        LIBRARY_WANTED (archive_entry_is_data_encrypted),
    };
    return library_load ("libarchive.so.13", calls, G_N_ELEMENTS (calls));
}

/* Formats by name, and no filter that would run a program. */
static struct archive *
open_archive (const guint8 *bytes, gsize length)
{
    static const guint8 compressed[][2] = { { 0x1f, 0x8b }, { 'B', 'Z' }, { 0xfd, '7' } };
    g_autoptr (archive_t) archive = library_archive_read_new ();
    if (archive == NULL)
        return NULL;
    library_archive_read_support_filter_gzip (archive);
    library_archive_read_support_filter_bzip2 (archive);
    library_archive_read_support_filter_xz (archive);
    library_archive_read_support_format_zip (archive);
    library_archive_read_support_format_7zip (archive);
    library_archive_read_support_format_rar (archive);
    library_archive_read_support_format_rar5 (archive);
    library_archive_read_support_format_tar (archive);
    for (gsize i = 0; i < G_N_ELEMENTS (compressed); i++)
        if (length > 2 && memcmp (bytes, compressed[i], 2) == 0)
            library_archive_read_support_format_raw (archive); /* one compressed file and no archive in it */
    return library_archive_read_open_memory (archive, bytes, length) == ARCHIVE_OK ? g_steal_pointer (&archive) : NULL;
}

static const char *
name_of (struct archive_entry *entry)
{
    const char *name = library_archive_entry_pathname_utf8 (entry);
    return name ? name : library_archive_entry_pathname (entry);
}

/* What systems and file managers leave in archives. */
static gboolean
is_litter (const char *name)
{
    const char *slash = strrchr (name, '/'), *base = slash ? slash + 1 : name;
    return g_str_has_prefix (name, "__MACOSX/") || g_str_has_prefix (base, "._") || g_str_equal (base, ".DS_Store")
           || g_ascii_strcasecmp (base, "Thumbs.db") == 0 || g_ascii_strcasecmp (base, "desktop.ini") == 0;
}

/* Scans and photos that somebody put into a letter; drawings of the program itself hold no text that it does not say. */
static gboolean
is_picture (const char *name)
{
    static const char *const suffixes[] = { ".png", ".jpg", ".jpeg", ".tif", ".tiff" };
    if (!g_str_has_prefix (name, "word/media/") && !g_str_has_prefix (name, "Pictures/"))
        return FALSE;
    g_autofree char *lower = g_ascii_strdown (name, -1);
    for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
        if (g_str_has_suffix (lower, suffixes[i]))
            return TRUE;
    return FALSE;
}

static const char *
write_entry (struct archive *archive, struct archive_entry *entry, struct container_search *search)
{
    g_autofree guint8 *buffer = g_malloc (READ_BYTES);
    la_ssize_t n;
    if (library_archive_entry_is_data_encrypted (entry) > 0)
        return "locked";
    while ((n = library_archive_read_data (archive, buffer, READ_BYTES)) > 0)
        if (!container_write (search, buffer, (gsize) n))
            return "too_large";
    search->written = n == 0;
    return n == 0 ? NULL : "broken";
}

const char *
container_archive_search (const guint8 *bytes, gsize length, gboolean pictures, struct container_search *search)
{
    g_autoptr (archive_t) archive = open_archive (bytes, length);
    struct archive_entry *entry;
    int status = ARCHIVE_FATAL;

    if (archive == NULL)
        return "broken";
    for (guint n = 0; n < ENTRIES_MAX && search->names->len < search->most; n++) {
        status = library_archive_read_next_header (archive, &entry);
        if (status != ARCHIVE_OK && status != ARCHIVE_WARN)
            break;
        const char *name = name_of (entry);
        gboolean file =
            library_archive_entry_filetype (entry) == AE_IFREG && library_archive_entry_hardlink (entry) == NULL;
        if (!file || (name && (is_litter (name) || (pictures && !is_picture (name)))))
            continue;
        if (container_note (search, name))
            return write_entry (archive, entry, search);
    }
    if (status == ARCHIVE_OK || status == ARCHIVE_WARN)
        return "too_large";
    return status == ARCHIVE_EOF ? NULL : "broken";
}

GBytes *
container_part (const guint8 *bytes, gsize length, const char *name, gsize max_bytes)
{
    g_autoptr (archive_t) archive = open_archive (bytes, length);
    struct archive_entry *entry;

    for (guint n = 0; archive && n < ENTRIES_MAX; n++) {
        if (library_archive_read_next_header (archive, &entry)
            > ARCHIVE_OK) /* its end is above, warnings and errors below */
            return NULL;
        const char *found = name_of (entry);
        if (found == NULL || strcmp (found, name) != 0)
            continue;
        g_autoptr (GByteArray) part = g_byte_array_new ();
        g_autofree guint8 *buffer = g_malloc (READ_BYTES);
        la_ssize_t got;
        while ((got = library_archive_read_data (archive, buffer, READ_BYTES)) > 0) {
            if (part->len + (gsize) got > max_bytes)
                return NULL;
            g_byte_array_append (part, buffer, (guint) got);
        }
        return got == 0 ? g_byte_array_free_to_bytes (g_steal_pointer (&part)) : NULL;
    }
    return NULL;
}
