#include <string.h>

#include "common/text.h"
#include "common/language.h"
#include "stages/text/pageout.h"
#include "stages/text/reader.h"

char *
plain_text (const guint8 *bytes, gsize length)
{
    g_autoptr (GString) converted = g_string_new (NULL);
    if (length >= 2 && ((bytes[0] == 0xff && bytes[1] == 0xfe) || (bytes[0] == 0xfe && bytes[1] == 0xff))) {
        text_append_utf16 (converted, bytes + 2, length - 2, bytes[0] == 0xfe);
        return text_clean (converted->str, converted->len);
    }
    if (length >= 3 && memcmp (bytes, "\xef\xbb\xbf", 3) == 0)
        bytes += 3, length -= 3;
    if (g_utf8_validate_len ((const char *) bytes, length, NULL) || memchr (bytes, 0, length))
        return text_clean ((const char *) bytes, length);
    text_append_windows_1252 (converted, bytes, length);
    return text_clean (converted->str, converted->len);
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
