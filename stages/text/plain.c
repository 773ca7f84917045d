#include <string.h>

#include "common/text.h"
#include "common/language.h"
#include "stages/text/pageout.h"
#include "stages/text/reader.h"

/* Windows-1252 where it differs from Latin-1 (0x80-0x9f); 0 is not assigned. */
static const gunichar windows_1252[32] = { 0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
                                           0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017d, 0,
                                           0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                           0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178 };

static char *
from_windows_1252 (const guint8 *bytes, gsize length)
{
    GString *text = g_string_sized_new (length + length / 8);
    for (gsize i = 0; i < length; i++) {
        gunichar c = bytes[i] >= 0x80 && bytes[i] < 0xa0 ? windows_1252[bytes[i] - 0x80] : bytes[i];
        g_string_append_unichar (text, c || bytes[i] == 0 ? c : 0xfffd);
    }
    return g_string_free (text, FALSE);
}

static char *
from_utf_16 (const guint8 *bytes, gsize length)
{
    gboolean big = bytes[0] == 0xfe;
    GString *text = g_string_sized_new (length);
    for (gsize i = 2; i + 1 < length; i += 2) {
        gunichar c = big ? (gunichar) bytes[i] << 8 | bytes[i + 1] : (gunichar) bytes[i + 1] << 8 | bytes[i];
        if (c >= 0xd800 && c < 0xdc00 && i + 3 < length) {
            gunichar low =
                big ? (gunichar) bytes[i + 2] << 8 | bytes[i + 3] : (gunichar) bytes[i + 3] << 8 | bytes[i + 2];
            if (low >= 0xdc00 && low < 0xe000) {
                c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
                i += 2;
            }
        }
        g_string_append_unichar (text, c >= 0xd800 && c < 0xe000 ? 0xfffd : c);
    }
    return g_string_free (text, FALSE);
}

char *
plain_text (const guint8 *bytes, gsize length)
{
    if (length >= 2 && ((bytes[0] == 0xff && bytes[1] == 0xfe) || (bytes[0] == 0xfe && bytes[1] == 0xff))) {
        g_autofree char *wide = from_utf_16 (bytes, length);
        return text_clean (wide, strlen (wide));
    }
    if (length >= 3 && memcmp (bytes, "\xef\xbb\xbf", 3) == 0)
        bytes += 3, length -= 3;
    if (g_utf8_validate_len ((const char *) bytes, length, NULL) || memchr (bytes, 0, length))
        return text_clean ((const char *) bytes, length);
    g_autofree char *western = from_windows_1252 (bytes, length);
    return text_clean (western, strlen (western));
}

static gboolean
is_blank (const char *text)
{
    while (*text && g_unichar_isspace (g_utf8_get_char (text)))
        text = g_utf8_next_char (text);
    return *text == '\0';
}

int
plain_pages (const struct reading *reading, const char *text, const char *reason, const GPtrArray *members, int out)
{
    gboolean converted = reading->media != MEDIA_TEXT;
    gsize end = strlen (text);
    while (end > 0 && strchr (" \t\n\f", text[end - 1]))
        end--;    /* a last form feed starts no page */
    if (end == 0) /* nothing is said; where others lie within, they may say it */
        return !pageout_container (out, 0, reason || members ? reason : "empty", members);

    g_autofree char *whole = g_strndup (text, end);
    g_auto (GStrv) pages = g_strsplit (whole, "\f", -1);
    guint n_pages = g_strv_length (pages);
    if (n_pages > reading->max_pages)
        return !pageout_file (out, n_pages, "too_many_pages");
    if (!pageout_container (out, n_pages, reason, members))
        return 1;
    for (guint n = reading->first_page; n <= n_pages; n++) {
        const char *content = pages[n - 1];
        if (content[0] == '\n') /* the line end that programs put after a form feed */
            content++;
        gboolean blank = is_blank (content), fits = strlen (content) <= reading->max_text_bytes;
        struct page_out page = {
            .page = (int) n,
            .text = fits && !blank ? content : NULL,
            .way = blank ? "blank" : "plain",
            .why = blank       ? "nothing between two form feeds"
                   : converted ? "the text of a document that was converted"
                               : "plain text",
            .blank = blank,
            .reason = !fits                      ? "too_large"
                      : language_other (content) ? "language"
                                                 : NULL,
        };
        if (!pageout_page (out, reading->document, &page))
            return 1;
    }
    return 0;
}

int
plain_read (const struct reading *reading, const guint8 *bytes, gsize length, int out)
{
    /* A page is at most the whole: refuse before converting what is far too long. */
    if (length > reading->max_text_bytes * (gsize) reading->max_pages)
        return !pageout_file (out, 0, "too_large");
    g_autofree char *text = plain_text (bytes, length);
    return plain_pages (reading, text, NULL, NULL, out);
}
