/* The characters of a text as symbols, and its words as numbers: the automata of all rule files go by them. */
#include "common/rules_parts.h"

#include <string.h>

#define EXACT ".,;:()-/'\"%#&+[]*=<>_!?" /* punctuation with a symbol of its own */
#define WORD_SLOTS (2 * WORDS_MAX)       /* of the table of words; a power of two */

G_STATIC_ASSERT (SYMBOL_EXACT + sizeof EXACT - 1 <= SYMBOL_PUNCTUATION);

struct symbols {
    gboolean valid;
    guint count;
    guint32 *at;    /* the byte of each character of text[from, to) */
    guint8 *symbol; /* its symbol; behind the last one SYMBOL_END */
    guint8 *where;  /* its enum where */
    guint16 *start; /* symbols_starts */
    GArray *words;  /* struct symbol_word */
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

/* --- words --------------------------------------------------------------------------------------------------------------- */

/* A word with the symbol behind it, or the first WORD_SYMBOLS of a longer one, as the bytes of two numbers. */
struct spelling {
    guint64 halves[2];
};

/* The number of a spelling, from 1, the same for the whole run; 0 when the table is full. */
static guint32
word_number (struct spelling spelling)
{
    static GArray *known;  /* struct spelling, by their numbers */
    static guint32 *slots; /* numbers, by hash; 0: free */

    if (!known) {
        known = g_array_new (FALSE, TRUE, sizeof (struct spelling));
        g_array_set_size (known, 1);
        slots = g_new0 (guint32, WORD_SLOTS);
    }
    guint64 hash = (spelling.halves[0] ^ (spelling.halves[1] * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15)))
                   * G_GUINT64_CONSTANT (0xD6E8FEB86659FD93);
    guint slot = (guint) (hash >> 40) & (WORD_SLOTS - 1);
    for (; slots[slot]; slot = (slot + 1) & (WORD_SLOTS - 1)) {
        const struct spelling *other = &g_array_index (known, struct spelling, slots[slot]);
        if (other->halves[0] == spelling.halves[0] && other->halves[1] == spelling.halves[1])
            return slots[slot];
    }
    if (known->len >= WORDS_MAX)
        return 0;
    slots[slot] = known->len;
    g_array_append_val (known, spelling);
    return slots[slot];
}

/* Of each byte its symbol; of what is not ASCII SYMBOL_OTHER. */
static const guint8 *
symbols_of_bytes (void)
{
    static guint8 of_bytes[256];

    if (!of_bytes['~']) /* the last that is not OTHER */
        for (guint c = 0; c < 128; c++)
            of_bytes[c] = (guint8) symbol_of (c);
    return of_bytes;
}

static gboolean
is_letter_or_digit (guint symbol)
{
    return symbol - SYMBOL_LETTER < SYMBOL_NEWLINE - SYMBOL_LETTER;
}

static void
words_read (struct symbols *symbols)
{
    const guint8 *symbol = symbols->symbol;

    for (guint i = 0; i < symbols->count; i++) {
        if (!is_letter_or_digit (symbol[i]))
            continue;
        union {
            struct spelling spelling;
            guint8 bytes[WORD_SYMBOLS + 1];
        } word = { .bytes = { (guint8) (symbols->where[i] + 1) } };
        guint begin = i, n = 0;
        for (; n < WORD_SYMBOLS && (n == 0 || is_letter_or_digit (symbol[i + n - 1])); n++)
            word.bytes[n + 1] = symbol[i + n];
        for (i += n - 1; is_letter_or_digit (symbol[i]);)
            i++;
        struct symbol_word found = { begin, word_number (word.spelling), n };
        if (found.number)
            g_array_append_val (symbols->words, found);
    }
}

static void
characters_read (struct symbols *symbols, const char *text, gsize from, gsize to)
{
    const guint8 *of_bytes = symbols_of_bytes ();
    guint before = from > 0 ? (guchar) text[from - 1] : '\n', n = 0;

    for (gsize at = from; at < to; n++) {
        guint byte = (guchar) text[at];
        guint8 symbol = of_bytes[byte];
        symbols->at[n] = (guint32) at;
        symbols->where[n] =
            (guint8) ((is_letter_or_digit (of_bytes[before]) && is_letter_or_digit (symbol) ? WHERE_INSIDE_WORD : 0)
                      | (before == '\n' ? WHERE_LINE_START : 0) | (byte - 'A' <= 'Z' - 'A' ? WHERE_CAPITAL : 0));
        at++;
        if (byte >= 128) {
            gunichar c = g_utf8_get_char_validated (text + at - 1, (gssize) (to - at + 1));
            if ((gint) c >= 0) {
                symbol = (guint8) symbol_of (c);
                at = g_utf8_next_char (text + at - 1) - text;
            }
        }
        symbols->symbol[n] = symbol;
        before = (guchar) text[at - 1];
    }
    symbols->symbol[n] = SYMBOL_END;
    symbols->count = n;
    for (guint i = 0; i < n; i++)
        symbols->start[i] = (guint16) (symbols->where[i] << 12 | symbols->symbol[i] << 6 | symbols->symbol[i + 1]);
}

struct symbols *
symbols_new (const char *text, gsize length, gsize from, gsize to)
{
    struct symbols *symbols = g_new0 (struct symbols, 1);
    gsize n = to - from;

    symbols->valid = g_utf8_validate_len (text, length, NULL);
    symbols->at = g_malloc (n * sizeof (guint32) + (n + 1) * sizeof (guint16) + n + n + 1);
    symbols->start = (guint16 *) (void *) (symbols->at + n);
    symbols->where = (guint8 *) (symbols->start + n);
    symbols->symbol = symbols->where + n;
    symbols->words = g_array_sized_new (FALSE, FALSE, sizeof (struct symbol_word), (guint) (n / 5 + 1));
    characters_read (symbols, text, from, to);
    words_read (symbols);
    return symbols;
}

void
symbols_free (struct symbols *symbols)
{
    if (!symbols)
        return;
    g_free (symbols->at);
    g_array_unref (symbols->words);
    g_free (symbols);
}

gboolean
symbols_valid (const struct symbols *symbols)
{
    return symbols->valid;
}

guint
symbols_count (const struct symbols *symbols)
{
    return symbols->count;
}

const guint8 *
symbols_symbols (const struct symbols *symbols)
{
    return symbols->symbol;
}

const guint8 *
symbols_where (const struct symbols *symbols)
{
    return symbols->where;
}

const guint16 *
symbols_starts (const struct symbols *symbols)
{
    return symbols->start;
}

const guint32 *
symbols_places (const struct symbols *symbols)
{
    return symbols->at;
}

const struct symbol_word *
symbols_words (const struct symbols *symbols, guint *count)
{
    *count = symbols->words->len;
    return (const struct symbol_word *) (const void *) symbols->words->data;
}
