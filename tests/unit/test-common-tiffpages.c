/* Chains of TIFF directories: whole, in either byte order, looped, leading out of the file. */
#include "common/tiffpages.h"

/* Appends a number of `size` bytes. */
static void
add (GByteArray *bytes, gboolean big_endian, guint64 number, guint size)
{
    for (guint i = 0; i < size; i++) {
        guint8 byte = (guint8) (number >> 8 * (big_endian ? size - 1 - i : i));
        g_byte_array_append (bytes, &byte, 1);
    }
}

static void
add_entry (GByteArray *bytes, gboolean big_endian, guint tag, guint type, guint64 value)
{
    add (bytes, big_endian, tag, 2);
    add (bytes, big_endian, type, 2);
    add (bytes, big_endian, 1, 4);
    add (bytes, big_endian, value, type == 3 ? 2 : 4);
    if (type == 3)
        add (bytes, big_endian, 0, 2);
}

#define DIRECTORY_BYTES 30u /* two entries */
#define DIRECTORY(n) (8 + (n) *DIRECTORY_BYTES)

/* `pages` directories of two entries, page n being 100 + n wide and 70000 + n high; the last one leads to `last`. */
static GByteArray *
make (gboolean big_endian, guint pages, guint64 last)
{
    GByteArray *bytes = g_byte_array_new ();
    g_byte_array_append (bytes, (const guint8 *) (big_endian ? "MM" : "II"), 2);
    add (bytes, big_endian, 42, 2);
    add (bytes, big_endian, DIRECTORY (0), 4);
    for (guint n = 0; n < pages; n++) {
        add (bytes, big_endian, 2, 2);
        add_entry (bytes, big_endian, 256, 3, 100 + n);
        add_entry (bytes, big_endian, 257, 4, 70000 + n);
        add (bytes, big_endian, n + 1 < pages ? DIRECTORY (n + 1) : last, 4);
    }
    return bytes;
}

static void
test_chain (void)
{
    for (int big_endian = 0; big_endian < 2; big_endian++) {
        g_autoptr (GByteArray) bytes = make (big_endian, 5, 0);
        g_autoptr (GArray) pages = tiffpages_find (bytes->data, bytes->len, 100);
        g_assert_cmpuint (pages->len, ==, 5);
        const struct tiff_page *fourth = &g_array_index (pages, struct tiff_page, 3);
        g_assert_cmpuint (fourth->offset, ==, DIRECTORY (3));
        g_assert_cmpuint (fourth->width, ==, 103);
        g_assert_cmpuint (fourth->height, ==, 70003);
        g_autoptr (GArray) some = tiffpages_find (bytes->data, bytes->len, 3);
        g_assert_cmpuint (some->len, ==, 3);
    }
}

static void
test_hostile (void)
{
    g_autoptr (GByteArray) looped = make (FALSE, 4, DIRECTORY (1));
    g_autoptr (GArray) once = tiffpages_find (looped->data, looped->len, 100);
    g_assert_cmpuint (once->len, ==, 4);
    g_autoptr (GByteArray) out = make (FALSE, 2, 0xfffffff0);
    g_autoptr (GArray) two = tiffpages_find (out->data, out->len, 100);
    g_assert_cmpuint (two->len, ==, 2);
    /* Cut anywhere: the directories that are whole, and never a byte beyond the end (the sanitizers watch). */
    for (guint length = 0; length <= looped->len; length++) {
        g_autofree guint8 *cut = g_memdup2 (looped->data, length);
        g_autoptr (GArray) pages = tiffpages_find (cut, length, 100);
        guint whole = 0;
        while (whole < 4 && DIRECTORY (whole + 1) - 4 <= length)
            whole++;
        g_assert_cmpuint (pages->len, ==, whole);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/tiffpages/chain", test_chain);
    g_test_add_func ("/tiffpages/hostile", test_hostile);
    return g_test_run ();
}
