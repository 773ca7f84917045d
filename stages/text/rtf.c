#include "stages/text/rtf.h"

#include <string.h>

#include "stages/text/reader.h"

#define DEPTH_MAX 200 /* of groups */
#define WORD_BYTES_MAX 32

/* What a group inherits and may change for itself. */
struct group {
    gboolean dropped, hidden;
    guint skip; /* characters that stand for a \u before them, for old programs */
};

struct rtf {
    const char *at, *end;
    GString *text;
    GString *ansi; /* bytes of Windows-1252 that are not yet in the text */
    struct group groups[DEPTH_MAX];
    guint depth;   /* index of the innermost group */
    guint beyond;  /* groups too deep to be told apart */
    guint to_skip; /* characters still to come that repeat a \u */
    gunichar high; /* first half of a pair, or 0 */
    gboolean star; /* the group begins with \*: unknown words drop it */
};

/* Groups that are no text of the page. */
static const char *const dropped_words[] = { "fonttbl",
                                             "colortbl",
                                             "stylesheet",
                                             "info",
                                             "pict",
                                             "object",
                                             "fldinst",
                                             "listtable",
                                             "generator",
                                             "themedata",
                                             "datastore",
                                             "xmlnstbl",
                                             "filetbl",
                                             "revtbl",
                                             "rsidtbl",
                                             "latentstyles",
                                             "nonshppict",
                                             "bkmkstart",
                                             "bkmkend",
                                             "listoverridetable",
                                             "colorschememapping",
                                             "deleted",
                                             NULL };

static const struct sign {
    const char *word, *text;
} signs[] = {
    { "par", "\n" },        { "line", "\n" },          { "sect", "\n" },          { "row", "\n" },
    { "page", "\f" },       { "tab", "  " },           { "cell", "  " },          { "nestcell", "  " },
    { "nestrow", "\n" },    { "emdash", "\u2014" },    { "endash", "\u2013" },    { "lquote", "\u2018" },
    { "rquote", "\u2019" }, { "ldblquote", "\u201c" }, { "rdblquote", "\u201d" }, { "bullet", "\u2022" },
    { "emspace", " " },     { "enspace", " " },        { "column", "\n" },
};

static gboolean
is_shown (const struct rtf *rtf)
{
    const struct group *group = &rtf->groups[rtf->depth];
    return rtf->beyond == 0 && !group->dropped && !group->hidden;
}

static void
flush_ansi (struct rtf *rtf)
{
    if (rtf->ansi->len == 0)
        return;
    g_autofree char *text = plain_text ((const guint8 *) rtf->ansi->str, rtf->ansi->len);
    g_string_append (rtf->text, text);
    g_string_truncate (rtf->ansi, 0);
}

static void
add (struct rtf *rtf, const char *text)
{
    if (!is_shown (rtf))
        return;
    flush_ansi (rtf);
    if (strchr ("\n\f", *text)) /* blanks after the last cell */
        while (rtf->text->len > 0 && rtf->text->str[rtf->text->len - 1] == ' ')
            g_string_truncate (rtf->text, rtf->text->len - 1);
    g_string_append (rtf->text, text);
}

static void
add_byte (struct rtf *rtf, char byte)
{
    if (rtf->to_skip > 0)
        rtf->to_skip--;
    else if (is_shown (rtf))
        g_string_append_c (rtf->ansi, byte);
}

/* \u: a UTF-16 unit, written as a signed number. */
static void
add_unit (struct rtf *rtf, gint64 number)
{
    gunichar unit = (gunichar) (number < 0 ? number + 0x10000 : number) & 0xffff;
    rtf->to_skip = rtf->groups[rtf->depth].skip;
    if (unit >= 0xd800 && unit < 0xdc00) {
        rtf->high = unit;
        return;
    }
    if (unit >= 0xdc00 && unit < 0xe000)
        unit = rtf->high ? 0x10000 + ((rtf->high - 0xd800) << 10) + (unit - 0xdc00) : 0xfffd;
    rtf->high = 0;
    char utf8[7] = { 0 };
    g_unichar_to_utf8 (unit, utf8);
    if (unit >= ' ')
        add (rtf, utf8);
}

static void
open_group (struct rtf *rtf)
{
    rtf->star = FALSE;
    rtf->to_skip = 0;
    if (rtf->beyond > 0 || rtf->depth + 1 >= DEPTH_MAX) {
        rtf->beyond++;
        return;
    }
    rtf->groups[rtf->depth + 1] = rtf->groups[rtf->depth];
    rtf->depth++;
}

static void
close_group (struct rtf *rtf)
{
    rtf->to_skip = 0;
    if (rtf->beyond > 0)
        rtf->beyond--;
    else if (rtf->depth > 0)
        rtf->depth--;
}

static void
obey (struct rtf *rtf, const char *word, gboolean has_number, gint64 number)
{
    struct group *group = &rtf->groups[rtf->depth];

    if (strcmp (word, "u") == 0 && has_number)
        add_unit (rtf, number);
    else if (strcmp (word, "uc") == 0)
        group->skip = has_number ? (guint) CLAMP (number, 0, 16) : 1;
    else if (strcmp (word, "v") == 0)
        group->hidden = !has_number || number != 0;
    else if (strcmp (word, "plain") == 0)
        group->hidden = FALSE;
    else if (rtf->beyond == 0
             && (g_strv_contains (dropped_words, word) || (rtf->star && strcmp (word, "shppict") != 0)))
        group->dropped = TRUE;
    else
        for (gsize i = 0; i < G_N_ELEMENTS (signs); i++)
            if (strcmp (word, signs[i].word) == 0)
                add (rtf, signs[i].text);
    rtf->star = FALSE;
}

/* A word of letters with an optional number, and the blank that ends it. */
static void
read_word (struct rtf *rtf)
{
    char word[WORD_BYTES_MAX + 1];
    gsize n = 0;
    while (rtf->at < rtf->end && g_ascii_isalpha (*rtf->at)) {
        if (n < WORD_BYTES_MAX)
            word[n++] = *rtf->at;
        rtf->at++;
    }
    word[n] = '\0';
    gboolean minus = rtf->at < rtf->end && *rtf->at == '-', has_number = FALSE;
    gint64 number = 0;
    for (rtf->at += minus; rtf->at < rtf->end && g_ascii_isdigit (*rtf->at); rtf->at++) {
        number = MIN (number * 10 + g_ascii_digit_value (*rtf->at), G_MAXINT32);
        has_number = TRUE;
    }
    if (rtf->at < rtf->end && *rtf->at == ' ')
        rtf->at++;
    if (strcmp (word, "bin") == 0) { /* so many bytes of anything */
        rtf->at += MIN (number, rtf->end - rtf->at);
        return;
    }
    obey (rtf, word, has_number, minus ? -number : number);
}

/* What stands after a backslash. */
static void
read_control (struct rtf *rtf)
{
    if (rtf->at >= rtf->end)
        return;
    char c = *rtf->at;
    if (g_ascii_isalpha (c)) {
        read_word (rtf);
        return;
    }
    rtf->at++;
    switch (c) {
    case '\'':
        if (rtf->end - rtf->at >= 2 && g_ascii_isxdigit (rtf->at[0]) && g_ascii_isxdigit (rtf->at[1])) {
            add_byte (rtf, (char) (g_ascii_xdigit_value (rtf->at[0]) << 4 | g_ascii_xdigit_value (rtf->at[1])));
            rtf->at += 2;
        }
        break;
    case '*':
        rtf->star = TRUE;
        break;
    case '~':
        add_byte (rtf, ' ');
        break;
    case '_':
        add_byte (rtf, '-');
        break;
    case '\n':
    case '\r':
        add (rtf, "\n");
        break;
    case '\\':
    case '{':
    case '}':
        add_byte (rtf, c);
        break;
    default:
        break; /* an optional hyphen, marks of indexes */
    }
}

char *
rtf_text (const char *bytes, gsize length)
{
    g_autoptr (GString) text = g_string_new (NULL);
    g_autoptr (GString) ansi = g_string_new (NULL);
    g_autofree struct rtf *rtf = g_new0 (struct rtf, 1);
    *rtf = (struct rtf){ .at = bytes, .end = bytes + length, .text = text, .ansi = ansi };
    rtf->groups[0].skip = 1;

    while (rtf->at < rtf->end) {
        char c = *rtf->at++;
        if (c == '{')
            open_group (rtf);
        else if (c == '}')
            close_group (rtf);
        else if (c == '\\')
            read_control (rtf);
        else if (c != '\n' && c != '\r' && c != '\0')
            add_byte (rtf, c);
    }
    flush_ansi (rtf);
    return g_string_free (g_steal_pointer (&text), FALSE);
}
