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

void
text_append_utf16 (GString *text, const guint8 *bytes, gsize length, gboolean big)
{
    for (gsize i = 0; i + 1 < length; i += 2) {
        gunichar c = (gunichar) bytes[i + !big] << 8 | bytes[i + big];
        if (c >= 0xd800 && c < 0xdc00 && i + 3 < length) {
            gunichar low = (gunichar) bytes[i + 2 + !big] << 8 | bytes[i + 2 + big];
            if (low >= 0xdc00 && low < 0xe000) {
                c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
                i += 2;
            }
        }
        g_string_append_unichar (text, c >= 0xd800 && c < 0xe000 ? 0xfffd : c);
    }
}

void
text_append_windows_1252 (GString *text, const guint8 *bytes, gsize length)
{
    /* Where it differs from Latin-1 (0x80-0x9f); 0 is not assigned. */
    static const gunichar own[32] = { 0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
                                      0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017d, 0,
                                      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                      0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178 };
    for (gsize i = 0; i < length; i++) {
        gunichar c = bytes[i] >= 0x80 && bytes[i] < 0xa0 ? own[bytes[i] - 0x80] : bytes[i];
        g_string_append_unichar (text, c || bytes[i] == 0 ? c : 0xfffd);
    }
}
