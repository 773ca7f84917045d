#include "common/tiffpages.h"

/* Tags and types of TIFF 6.0, and of BigTIFF, whose offsets have eight bytes. */
#define TAG_WIDTH 256
#define TAG_HEIGHT 257
#define TYPE_SHORT 3
#define TYPE_LONG8 16
#define VERSION_BIG 43

struct tiff {
    const guint8 *bytes;
    gsize length;
    gboolean big_endian, big; /* most significant byte first; BigTIFF */
};

/* A number of `size` bytes; 0 beyond the end. */
static guint64
number_at (const struct tiff *tiff, guint64 at, guint size)
{
    guint64 number = 0;
    if (at > tiff->length || size > tiff->length - at)
        return 0;
    for (guint i = 0; i < size; i++)
        number = number << 8 | tiff->bytes[at + (tiff->big_endian ? i : size - 1 - i)];
    return number;
}

static guint64
value_of (const struct tiff *tiff, guint64 entry)
{
    guint64 type = number_at (tiff, entry + 2, 2), at = entry + (tiff->big ? 12 : 8);
    return number_at (tiff, at, type == TYPE_SHORT ? 2 : type == TYPE_LONG8 ? 8 : 4);
}

/* One directory; *next gets the place of the one after it, 0 where there is none. FALSE where it does not lie in the file. */
static gboolean
read_directory (const struct tiff *tiff, guint64 at, struct tiff_page *page, guint64 *next)
{
    guint count_size = tiff->big ? 8 : 2, entry_size = tiff->big ? 20 : 12, offset_size = tiff->big ? 8 : 4;

    if (at == 0 || at > tiff->length || count_size > tiff->length - at)
        return FALSE;
    guint64 count = number_at (tiff, at, count_size), entries = at + count_size;
    if (count == 0 || count > (tiff->length - entries) / entry_size)
        return FALSE;
    *page = (struct tiff_page){ .offset = at };
    for (guint64 i = 0; i < count; i++) {
        guint64 entry = entries + i * entry_size, tag = number_at (tiff, entry, 2);
        if (tag == TAG_WIDTH)
            page->width = value_of (tiff, entry);
        else if (tag == TAG_HEIGHT)
            page->height = value_of (tiff, entry);
    }
    *next = number_at (tiff, entries + count * entry_size, offset_size);
    return TRUE;
}

GArray *
tiffpages_find (const guint8 *bytes, gsize length, guint most)
{
    GArray *pages = g_array_new (FALSE, FALSE, sizeof (struct tiff_page));
    g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
    struct tiff tiff = { bytes, length, length > 0 && bytes[0] == 'M', FALSE };
    struct tiff_page page;

    tiff.big = number_at (&tiff, 2, 2) == VERSION_BIG;
    guint64 next = number_at (&tiff, tiff.big ? 8 : 4, tiff.big ? 8 : 4);
    while (pages->len < most && g_hash_table_add (seen, g_memdup2 (&next, sizeof next))
           && read_directory (&tiff, next, &page, &next))
        g_array_append_val (pages, page);
    return pages;
}
