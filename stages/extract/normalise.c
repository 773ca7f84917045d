/* The characters of a page as the patterns write them (page_normalise of page.h; domain.md 3). */
#include "stages/extract/page.h"

#include <string.h>

#define CLUSTER_MAX_BYTES 64 /* a letter with its combining marks; longer ones are nobody's spelling */

/* What a character is written as in the patterns: "" drops it, NULL leaves it to NFKC. */
static const char *
plain_form (gunichar c)
{
    if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0x2043 || c == 0xFE58 || c == 0xFE63 || c == 0xFF0D)
        return "-";
    if ((c >= 0x2018 && c <= 0x201B) || c == 0x2032 || c == 0x02BC || c == 0xFF07 || c == 0x00B4)
        return "'";
    if ((c >= 0x201C && c <= 0x201F) || c == 0x2033 || c == 0x00AB || c == 0x00BB)
        return "\"";
    if (c == 0x00A0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F || c == 0x3000)
        return " ";
    if (c == 0x2028 || c == 0x2029 || c == 0x0085)
        return "\n";
    if ((c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || c == 0x2060 || c == 0xFEFF || c == 0xFE0F)
        return "";
    if (c == 0x00D7 || c == 0x2715)
        return "x";
    if (c == 0x2044 || c == 0x2215)
        return "/";
    if (c == 0x25CF || c == 0x25AA || c == 0x25A0 || c == 0x2023 || c == 0x2219)
        return "•";
    return NULL;
}

static gboolean
is_superscript (gunichar c)
{
    return c == 0x00B2 || c == 0x00B3 || c == 0x00B9 || (c >= 0x2070 && c <= 0x2079);
}

static gboolean
is_fraction (gunichar c)
{
    return (c >= 0x00BC && c <= 0x00BE) || (c >= 0x2150 && c <= 0x215E);
}

static void
append (GString *text, GArray *origin, const char *bytes, gsize length, guint32 from)
{
    g_string_append_len (text, bytes, (gssize) length);
    for (gsize i = 0; i < length; i++)
        g_array_append_val (origin, from);
}

/* NFKC of one letter with its marks; fractions and superscripts must not run into the figure before them. */
static void
append_cluster (GString *text, GArray *origin, const char *cluster, gsize length, guint32 from)
{
    gunichar first = g_utf8_get_char (cluster);
    gboolean after_digit = text->len > 0 && g_ascii_isdigit (text->str[text->len - 1]);
    if (after_digit && is_fraction (first))
        append (text, origin, " ", 1, from);
    if (after_digit && is_superscript (first))
        append (text, origin, "^", 1, from);
    g_autofree char *normal =
        length <= CLUSTER_MAX_BYTES ? g_utf8_normalize (cluster, (gssize) length, G_NORMALIZE_NFKC) : NULL;
    if (normal == NULL || strlen (normal) > CLUSTER_MAX_BYTES) {
        append (text, origin, cluster, length, from);
        return;
    }
    for (const char *p = normal; *p != '\0'; p = g_utf8_next_char (p)) {
        const char *plain = plain_form (g_utf8_get_char (p));
        if (plain != NULL)
            append (text, origin, plain, strlen (plain), from);
        else
            append (text, origin, p, (gsize) (g_utf8_next_char (p) - p), from);
    }
}

/* Bytes at `p` that stand for themselves: printed ASCII and line breaks, no mark behind the last. */
static gsize
plain_bytes (const char *p)
{
    gsize n = 0;
    while ((p[n] >= ' ' && p[n] < 0x7F) || p[n] == '\n')
        n++;
    return n > 0 && (guchar) p[n] >= 0x80 ? n - 1 : n;
}

void
page_normalise (const char *original, GString *text, GArray *origin)
{
    guint32 at = 0;
    const char *p = original;
    while (*p != '\0') {
        gsize plain_length = plain_bytes (p);
        if (plain_length > 0) { /* nearly all of a page */
            g_string_append_len (text, p, (gssize) plain_length);
            guint have = origin->len;
            g_array_set_size (origin, have + (guint) plain_length);
            for (gsize i = 0; i < plain_length; i++)
                g_array_index (origin, guint32, have + i) = at++;
            p += plain_length;
            continue;
        }
        gunichar c = g_utf8_get_char (p);
        const char *next = g_utf8_next_char (p);
        guint32 from = at++;
        if (c == 0x00AD) { /* a soft hyphen at a line's end joins the word */
            const char *after = next;
            guint32 skipped = 0;
            while (*after == ' ' || *after == '\r' || *after == '\n') {
                after++;
                skipped++;
            }
            if (memchr (next, '\n', (gsize) (after - next)) != NULL) {
                next = after;
                at += skipped;
            }
            p = next;
            continue;
        }
        guint marks = 0;
        while (*next != '\0' && g_unichar_type (g_utf8_get_char (next)) == G_UNICODE_NON_SPACING_MARK
               && (gsize) (next - p) < CLUSTER_MAX_BYTES) {
            next = g_utf8_next_char (next);
            at++;
            marks++;
        }
        const char *plain = plain_form (c);
        if (c == '\f')
            append (text, origin, "\n", 1, from);
        else if (c < 0x20 && c != '\n' && c != '\t')
            append (text, origin, c == '\r' ? "" : " ", c == '\r' ? 0 : 1, from);
        else if (c < 0x80 && marks == 0)
            append (text, origin, p, 1, from);
        else if (plain != NULL)
            append (text, origin, plain, strlen (plain), from);
        else
            append_cluster (text, origin, p, (gsize) (next - p), from);
        p = next;
    }
}
