#include "common/text.h"

#include <string.h>

guint
text_code_points (const char *text, gsize bytes)
{
    guint n = 0;
    for (gsize i = 0; i < bytes && text[i]; i++)
        n += (text[i] & 0xC0) != 0x80;
    return n;
}

gsize
text_byte_offset (const char *text, guint n)
{
    const char *p = text;
    while (n-- > 0 && *p)
        p = g_utf8_next_char (p);
    return (gsize) (p - text);
}

char *
text_slice (const char *text, guint start, guint end)
{
    gsize from = text_byte_offset (text, start);
    gsize to = end > start ? from + text_byte_offset (text + from, end - start) : from;
    return g_strndup (text + from, to - from);
}

char *
text_clean (const char *bytes, gsize length)
{
    g_autofree char *valid = g_utf8_make_valid (bytes, (gssize) length); /* NUL becomes U+FFFD here as well */
    GString *clean = g_string_sized_new (length);
    for (const char *p = valid; *p; p = g_utf8_next_char (p)) {
        gunichar c = g_utf8_get_char (p);
        if (c == '\r') {
            if (p[1] != '\n')
                g_string_append_c (clean, '\n');
        } else if ((c < 0x20 && c != '\t' && c != '\n' && c != '\f') || (c >= 0x7F && c < 0xA0)) {
            g_string_append_c (clean, ' ');
        } else {
            g_string_append_unichar (clean, c);
        }
    }
    return g_string_free (clean, FALSE);
}
