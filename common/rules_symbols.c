/* The characters of a text as symbols. Every rule file is matched against the same page, so that the symbols of the last
 * text are kept. */
#include "common/rules_parts.h"

#include <string.h>

#define EXACT ".,;:()-/'\"%#&+[]*=<>_!?" /* punctuation with a symbol of its own */

G_STATIC_ASSERT (SYMBOL_EXACT + sizeof EXACT - 1 <= SYMBOL_PUNCTUATION);

struct symbols {
    GString *text; /* a copy, to know it again */
    gsize from, to;
    gboolean valid;
    guint64 reading;
    GArray *at;     /* guint32: the byte of each character of text[from, to) */
    GArray *symbol; /* guint8: its symbol; behind the last one SYMBOL_END */
    GArray *where;  /* guint8: its enum where */
    GArray *start;  /* guint16: symbols_starts */
};

guint
symbol_of (gunichar c)
{
    if (c < 128) {
        if (g_ascii_isalpha ((char) c))
            return SYMBOL_LETTER + (guint) (g_ascii_tolower ((char) c) - 'a');
        if (g_ascii_isdigit ((char) c))
            return SYMBOL_DIGIT + (guint) (c - '0');
        if (c == '\n')
            return SYMBOL_NEWLINE;
        if (g_ascii_isspace ((char) c) || c == 0x0B)
            return SYMBOL_BLANK;
        const char *exact = c ? strchr (EXACT, (int) c) : NULL;
        return exact ? SYMBOL_EXACT + (guint) (exact - EXACT) : SYMBOL_PUNCTUATION;
    }
    if (c == 0x17F) /* long s and the Kelvin sign match s and k where case is ignored */
        return SYMBOL_LETTER + 's' - 'a';
    if (c == 0x212A)
        return SYMBOL_LETTER + 'k' - 'a';
    return g_unichar_isspace (c) || c == 0x85 || c == 0x180E || c == 0x2028 || c == 0x2029 ? SYMBOL_BLANK
                                                                                           : SYMBOL_OTHER;
}

static gboolean
ascii_word (const char *text, gsize at)
{
    return g_ascii_isalnum (text[at]);
}

static void
symbols_read (struct symbols *symbols)
{
    static guint8 ascii[128];
    const char *text = symbols->text->str, *end = text + symbols->to, *p = text + symbols->from;

    if (!ascii['~']) /* the last that is not OTHER */
        for (guint c = 0; c < 128; c++)
            ascii[c] = (guint8) symbol_of (c);
    guint n = (guint) (symbols->to - symbols->from);
    g_array_set_size (symbols->at, n);
    g_array_set_size (symbols->where, n);
    g_array_set_size (symbols->symbol, n + 1);
    guint32 *at = (guint32 *) (void *) symbols->at->data;
    guint8 *symbol = (guint8 *) symbols->symbol->data, *where = (guint8 *) symbols->where->data;
    n = 0;
    while (p < end) {
        gsize place = p - text;
        guchar byte = (guchar) *p;
        gunichar c = byte < 128 ? byte : g_utf8_get_char_validated (p, end - p);
        gboolean broken = byte >= 128 && (gint) c < 0;
        at[n] = (guint32) place;
        symbol[n] = broken ? SYMBOL_OTHER : byte < 128 ? ascii[byte] : (guint8) symbol_of (c);
        where[n] = 0;
        if (place > 0 && ascii_word (text, place - 1) && ascii_word (text, place))
            where[n] |= WHERE_INSIDE_WORD;
        if (place == 0 || text[place - 1] == '\n')
            where[n] |= WHERE_LINE_START;
        n++;
        p = broken ? p + 1 : g_utf8_next_char (p);
    }
    symbol[n] = SYMBOL_END;
    g_array_set_size (symbols->start, n);
    for (guint i = 0; i < n; i++)
        g_array_index (symbols->start, guint16, i) = (guint16) (where[i] << 12 | symbol[i] << 6 | symbol[i + 1]);
    g_array_set_size (symbols->at, n);
    g_array_set_size (symbols->where, n);
    g_array_set_size (symbols->symbol, n + 1);
}

const struct symbols *
symbols_of (const char *text, gsize length, gsize from, gsize to)
{
    static struct symbols *symbols;

    if (!symbols) {
        symbols = g_new0 (struct symbols, 1);
        symbols->text = g_string_new (NULL);
        symbols->at = g_array_new (FALSE, FALSE, sizeof (guint32));
        symbols->symbol = g_array_new (FALSE, FALSE, sizeof (guint8));
        symbols->where = g_array_new (FALSE, FALSE, sizeof (guint8));
        symbols->start = g_array_new (FALSE, FALSE, sizeof (guint16));
    } else if (symbols->from == from && symbols->to == to && symbols->text->len == length
               && memcmp (symbols->text->str, text, length) == 0)
        return symbols;
    g_string_truncate (symbols->text, 0);
    g_string_append_len (symbols->text, text, (gssize) length);
    symbols->from = from;
    symbols->to = to;
    symbols->reading++;
    symbols->valid = g_utf8_validate_len (text, length, NULL);
    symbols_read (symbols);
    return symbols;
}

gboolean
symbols_valid (const struct symbols *symbols)
{
    return symbols->valid;
}

guint64
symbols_reading (const struct symbols *symbols)
{
    return symbols->reading;
}

guint
symbols_count (const struct symbols *symbols)
{
    return symbols->at->len;
}

const guint8 *
symbols_symbols (const struct symbols *symbols)
{
    return (const guint8 *) symbols->symbol->data;
}

const guint8 *
symbols_where (const struct symbols *symbols)
{
    return (const guint8 *) symbols->where->data;
}

const guint16 *
symbols_starts (const struct symbols *symbols)
{
    return (const guint16 *) (const void *) symbols->start->data;
}

const guint32 *
symbols_places (const struct symbols *symbols)
{
    return (const guint32 *) (const void *) symbols->at->data;
}
