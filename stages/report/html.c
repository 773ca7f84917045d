#include "stages/report/html.h"

#include <string.h>

#define DRAINED_BYTES (4u << 20)

static char *(*mask_text) (const char *text, gconstpointer of);
static gconstpointer mask_of;

gboolean
html_is_masked (void)
{
    return mask_text != NULL;
}

void
html_mask (char *(*mask) (const char *text, gconstpointer of), gconstpointer of)
{
    mask_text = mask;
    mask_of = of;
}

void
html_raw (GString *out, const char *markup)
{
    g_string_append (out, markup);
}

void
html_rawf (GString *out, const char *format, ...)
{
    va_list arguments;
    va_start (arguments, format);
    g_string_append_vprintf (out, format, arguments);
    va_end (arguments);
}

static gboolean
is_bidi_control (gunichar c)
{
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F || c == 0x061C;
}

void
html_attribute (GString *out, const char *text)
{
    g_autofree char *masked = mask_text ? mask_text (text, mask_of) : NULL;
    text = masked ? masked : text;
    for (const char *p = text; *p; p = g_utf8_next_char (p)) {
        gunichar c = g_utf8_get_char (p);
        if (c == '&')
            g_string_append (out, "&amp;");
        else if (c == '<')
            g_string_append (out, "&lt;");
        else if (c == '>')
            g_string_append (out, "&gt;");
        else if (c == '"')
            g_string_append (out, "&quot;");
        else if (c == '\'')
            g_string_append (out, "&#39;");
        else if ((c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0) || is_bidi_control (c))
            g_string_append_unichar (out, 0xFFFD);
        else
            g_string_append_unichar (out, c);
    }
}

void
html_text (GString *out, const char *text)
{
    g_string_append (out, "<bdi>");
    html_attribute (out, text);
    g_string_append (out, "</bdi>");
}

void
html_element (GString *out, const char *tag, const char *class_name, const char *text)
{
    if (class_name)
        html_rawf (out, "<%s class=\"%s\">", tag, class_name);
    else
        html_rawf (out, "<%s>", tag);
    if (text)
        html_text (out, text);
    html_rawf (out, "</%s>\n", tag);
}

void
html_drain (GString *out, FILE *stream)
{
    if (out->len < DRAINED_BYTES)
        return;
    fwrite (out->str, 1, out->len, stream);
    g_string_truncate (out, 0);
}
