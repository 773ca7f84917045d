/* Code points and bytes: spans in records count code points, PCRE2 and C count bytes.
 */
#ifndef CASEFILE_TEXT_H
#define CASEFILE_TEXT_H

#include <glib.h>

/* Number of code points in the first `bytes` bytes of valid UTF-8. */
guint text_code_points (const char *text, gsize bytes);
/* Byte offset of code point `n`, or of the end where there are fewer. */
gsize text_byte_offset (const char *text, guint n);
/* A copy of code points [start, end); the caller's. */
char *text_slice (const char *text, guint start, guint end);
/* Valid UTF-8 out of anything: invalid bytes as U+FFFD, NUL and other control characters but tab, newline and form feed
 * as spaces, CR LF and CR as LF. The caller frees. */
char *text_clean (const char *bytes, gsize length);
/* Appends UTF-16, the low byte first or, where `big`, the high one; half characters as U+FFFD, a last odd byte dropped. */
void text_append_utf16 (GString *text, const guint8 *bytes, gsize length, gboolean big);
/* Appends Windows-1252; bytes that are not assigned as U+FFFD. */
void text_append_windows_1252 (GString *text, const guint8 *bytes, gsize length);

/* For loops over every character of a page, nearly all of them ASCII: the same as GLib's, whose calls took more time than what was
 * done with the characters. */

/* The code point at *at, valid UTF-8, which then points behind it. */
static inline gunichar
text_next (const char **at)
{
    gunichar c = (guchar) * *at;

    if (c >= 0x80) {
        c = g_utf8_get_char (*at);
        *at = g_utf8_next_char (*at);
    } else {
        ++*at;
    }
    return c;
}

static inline gboolean
text_is_space (gunichar c)
{
    return c < 0x80 ? g_ascii_isspace ((char) c) : g_unichar_isspace (c);
}

static inline gboolean
text_is_letter (gunichar c)
{
    return c < 0x80 ? g_ascii_isalpha ((char) c) : g_unichar_isalpha (c);
}

#endif
