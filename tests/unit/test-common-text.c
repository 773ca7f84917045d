/* Code points and bytes. */
#include "common/text.h"

static void
test_offsets (void)
{
    const char *text = "caf\xc3\xa9 \xe2\x89\xa5 50";
    g_assert_cmpuint (text_code_points (text, 5), ==, 4);
    g_assert_cmpuint (text_code_points (text, 1000), ==, 9);
    g_assert_cmpuint (text_byte_offset (text, 4), ==, 5);
    g_assert_cmpuint (text_byte_offset (text, 100), ==, 12);
    g_autofree char *slice = text_slice (text, 3, 6);
    g_assert_cmpstr (slice, ==, "\xc3\xa9 \xe2\x89\xa5");
    g_autofree char *none = text_slice (text, 6, 3);
    g_assert_cmpstr (none, ==, "");
}

static void
test_clean (void)
{
    g_autofree char *clean = text_clean ("a\r\nb\rc\0d\x01\xff\x7f\tz\f", 14);
    g_assert_true (g_utf8_validate (clean, -1, NULL));
    g_assert_cmpstr (clean, ==,
                     "a\nb\nc\xef\xbf\xbd"
                     "d \xef\xbf\xbd \tz\f");
}

/* The short ways for ASCII say what GLib says. */
static void
test_characters (void)
{
    for (gunichar c = 1; c < 0x3100; c++) {
        char bytes[7] = { 0 };
        const char *at = bytes;
        int length = g_unichar_to_utf8 (c, bytes);
        g_assert_cmpuint (text_next (&at), ==, c);
        g_assert_cmpint (at - bytes, ==, length);
        g_assert_cmpint (text_is_space (c) != 0, ==, g_unichar_isspace (c) != 0);
        g_assert_cmpint (text_is_letter (c) != 0, ==, g_unichar_isalpha (c) != 0);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/text/offsets", test_offsets);
    g_test_add_func ("/text/clean", test_clean);
    g_test_add_func ("/text/characters", test_characters);
    return g_test_run ();
}
