/* What a pattern's matches begin with, as a tree of the symbols of their characters. A small reader of the patterns'
 * syntax, which need not be exact: a shape may stand for more texts than the pattern, never for fewer. What takes no room
 * is left out, and what is not known may be anything. */
#include "common/rules_parts.h"

#include <string.h>

#define DEPTH_MAX 100  /* of brackets */
#define TELLING_MAX 12 /* symbols of one character */

struct reader {
    const char *at;
    gboolean extended; /* blanks and comments stand for nothing */
    gboolean cased;    /* where it reads, capital letters are themselves only */
    gboolean lost;     /* met what it does not know */
    guint depth;
    GArray *shapes; /* struct shape */
};

/* Characters that any letter may be tell nothing apart. */
static gboolean
tells (guint64 symbols)
{
    return __builtin_popcountll (symbols) <= TELLING_MAX;
}

static guint
shape_add (struct reader *reader, enum shape_kind kind, guint64 symbols)
{
    gboolean one = kind == SHAPE_ONE;
    struct shape shape = { .kind = kind, .symbols = symbols, .some = one, .told = one && tells (symbols) };

    g_array_append_val (reader->shapes, shape);
    return reader->shapes->len - 1;
}

static struct shape *
shape_at (const struct reader *reader, guint i)
{
    return &g_array_index (reader->shapes, struct shape, i);
}

/* A quantifier, if one stands here: how often at least and at most. */
static void
read_quantifier (struct reader *reader, guint *least, guint *most)
{
    const char *p = reader->at;

    *least = *most = 1;
    if (*p == '?' || *p == '*' || *p == '+') {
        *least = *p == '+';
        *most = *p == '?' ? 1 : G_MAXUINT;
        p++;
    } else if (*p == '{' && g_ascii_isdigit (p[1])) {
        const char *close = p + 1 + strspn (p + 1, "0123456789,");
        const char *comma = memchr (p, ',', close - p);
        if (*close != '}')
            return; /* a plain brace */
        *least = (guint) MIN (g_ascii_strtoull (p + 1, NULL, 10), G_MAXUINT);
        *most = !comma               ? *least
                : comma + 1 == close ? G_MAXUINT
                                     : (guint) MIN (g_ascii_strtoull (comma + 1, NULL, 10), G_MAXUINT);
        p = close + 1;
    } else
        return;
    if (*p == '?' || *p == '+') /* lazy, possessive */
        p++;
    reader->at = p;
}

/* After "(": what kind of group. FALSE where it is a kind that is not known. */
static gboolean
read_group_head (struct reader *reader, gboolean *look, gboolean *cased)
{
    const char *p = reader->at;

    *look = FALSE;
    if (*p == '*')
        return FALSE;
    if (*p++ != '?')
        return TRUE; /* a plain capture */
    if (*p == ':' || *p == '>' || *p == '|')
        p++;
    else if (*p == '=' || *p == '!') {
        *look = TRUE;
        p++;
    } else if (*p == '<' && (p[1] == '=' || p[1] == '!')) {
        *look = TRUE;
        p += 2;
    } else if (*p == 'i' || (*p == '-' && p[1] == 'i')) { /* case, which symbols have none of */
        *cased = *p == '-';
        p += *p == '-' ? 2 : 1;
        if (*p++ != ':')
            return FALSE;
    } else if ((*p == '<' && g_ascii_isalpha (p[1])) || (*p == 'P' && p[1] == '<')) {
        p = strchr (p, '>');
        if (!p)
            return FALSE;
        p++;
    } else
        return FALSE;
    reader->at = p;
    return TRUE;
}

static guint64
symbols_of_escape (char c)
{
    switch (c) {
    case 'd': /* any script's digit */
        return SYMBOLS_DIGITS | SYMBOL_BIT (SYMBOL_OTHER);
    case 'w':
        return SYMBOLS_LETTERS | SYMBOLS_DIGITS | SYMBOL_BIT (SYMBOL_OTHER) | SYMBOL_BIT (symbol_of ('_'));
    case 's':
        return SYMBOL_BIT (SYMBOL_BLANK) | SYMBOL_BIT (SYMBOL_NEWLINE);
    case 'h':
    case 't':
        return SYMBOL_BIT (SYMBOL_BLANK);
    case 'n':
        return SYMBOL_BIT (SYMBOL_NEWLINE);
    default:
        return g_ascii_isalnum (c) ? SYMBOLS_ALL : SYMBOL_BIT (symbol_of ((guchar) c));
    }
}

/* Symbols all of whose characters are ASCII ones of a class; letters are not told apart by case and have relatives
 * elsewhere, so that a class that is turned round leaves them in. */
static guint64
symbols_within (const gboolean *ascii)
{
    guint64 within = SYMBOLS_DIGITS | SYMBOL_BIT (SYMBOL_NEWLINE) | SYMBOLS_EXACT;

    for (gunichar c = 0; c < 128; c++)
        if (!ascii[c])
            within &= ~SYMBOL_BIT (symbol_of (c));
    return within;
}

/* After "[": the symbols of its characters, and whether they are capital letters only. */
static guint64
read_class (struct reader *reader, gboolean *capital)
{
    const char *p = reader->at;
    gboolean turned = *p == '^', all = FALSE, ascii[128] = { FALSE };
    guint64 symbols = 0;

    p += turned;
    for (gboolean first = TRUE; *p && (*p != ']' || first); first = FALSE) {
        if (*p == '[' && p[1] == ':') {
            const char *close = p + 2 + strspn (p + 2, "^abcdefghijklmnopqrstuvwxyz");
            if (g_str_has_prefix (close, ":]")) {
                all = TRUE;
                p = close + 2;
                continue;
            }
        }
        gboolean escaped = *p == '\\' && p[1];
        p += escaped;
        gunichar from = g_utf8_get_char (p);
        symbols |= escaped ? symbols_of_escape (*p) : SYMBOL_BIT (symbol_of (from));
        if (from < 128 && !(escaped && g_ascii_isalnum (*p)))
            ascii[from] = TRUE;
        if (escaped && *p == 'n')
            ascii['\n'] = TRUE;
        for (gunichar c = 0; escaped && *p == 'd' && c < 10; c++)
            ascii['0' + c] = TRUE;
        if (escaped && *p == 's')
            ascii['\n'] = TRUE;
        p = g_utf8_next_char (p);
        if (*p != '-' || p[1] == ']' || !p[1])
            continue;
        gunichar to = g_utf8_get_char (p + 1);
        all |= escaped || to == '\\' || to == '[' || from >= 128 || to >= 128;
        for (gunichar c = from; c <= to && to < 128 && from < 128; c++) {
            symbols |= SYMBOL_BIT (symbol_of (c));
            ascii[c] = ascii[c] || !escaped;
        }
        p = to == '\\' ? p + 1 : g_utf8_next_char (p + 1);
    }
    reader->lost |= !*p;
    reader->at = p + (*p != '\0');
    *capital = !turned && !all && !(symbols & ~SYMBOLS_LETTERS);
    for (gunichar c = 0; c < 128; c++)
        *capital &= !ascii[c] || (c >= 'A' && c <= 'Z');
    if (turned)
        return SYMBOLS_ALL & ~symbols_within (ascii);
    return all ? SYMBOLS_ALL : symbols;
}

/* After a backslash. */
static guint
read_escape (struct reader *reader)
{
    char c = *reader->at;

    if (!c || strchr ("QEcC", c)) {
        reader->lost = TRUE;
        return shape_add (reader, SHAPE_NOTHING, 0);
    }
    reader->at++;
    if (strchr ("bBAzZGK", c))
        return shape_add (reader, SHAPE_NOTHING, 0);
    if (!strchr ("pPxogkNRX", c) && !g_ascii_isdigit (c))
        return shape_add (reader, SHAPE_ONE, symbols_of_escape (c));
    /* properties, codes, references: one or more characters that are not followed up */
    if (*reader->at == '{' || *reader->at == '<' || *reader->at == '\'') {
        const char *close = strchr (reader->at + 1, *reader->at == '{' ? '}' : *reader->at == '<' ? '>' : '\'');
        reader->lost |= !close;
        reader->at = close ? close + 1 : reader->at;
    } else if (c == 'x')
        for (int i = 0; i < 2 && g_ascii_isxdigit (*reader->at); i++)
            reader->at++;
    else if (c == 'p' || c == 'P')
        reader->at += *reader->at != '\0';
    else
        while (g_ascii_isdigit (*reader->at))
            reader->at++;
    if (c == 'p' || c == 'P' || c == 'x')
        return shape_add (reader, SHAPE_ONE, SYMBOLS_ALL);
    return shape_add (reader, SHAPE_ANYTHING, 0);
}

static guint read_alternatives (struct reader *reader, guint before);

/* One thing of a branch, without its quantifier. */
static guint
read_item (struct reader *reader, guint before)
{
    char c = *reader->at;

    if (c == '(') {
        gboolean look, cased = reader->cased;
        reader->at++;
        if (!read_group_head (reader, &look, &cased) || ++reader->depth > DEPTH_MAX) {
            reader->lost = TRUE;
            return shape_add (reader, SHAPE_NOTHING, 0);
        }
        gboolean around = reader->cased;
        reader->cased = cased;
        guint group = read_alternatives (reader, look ? BEGINNING_MAX : before);
        reader->cased = around;
        reader->depth--;
        reader->lost |= *reader->at != ')';
        reader->at += *reader->at == ')';
        return look ? shape_add (reader, SHAPE_NOTHING, 0) : group;
    }
    if (c == '\\') {
        reader->at++;
        return read_escape (reader);
    }
    if (c == '[') {
        reader->at++;
        gboolean capital;
        guint one = shape_add (reader, SHAPE_ONE, read_class (reader, &capital));
        shape_at (reader, one)->capital = capital && reader->cased;
        return one;
    }
    if (c == '.' || c == '^' || c == '$') {
        reader->at++;
        return c == '.'   ? shape_add (reader, SHAPE_ONE, SYMBOLS_ALL & ~SYMBOL_BIT (SYMBOL_NEWLINE))
               : c == '^' ? shape_add (reader, SHAPE_LINE_START, 0)
                          : shape_add (reader, SHAPE_NOTHING, 0);
    }
    gunichar code = g_utf8_get_char (reader->at);
    reader->at = g_utf8_next_char (reader->at);
    guint one = shape_add (reader, SHAPE_ONE, SYMBOL_BIT (symbol_of (code)));
    shape_at (reader, one)->capital = reader->cased && code < 128 && g_ascii_isupper ((char) code);
    return one;
}

/* Blanks and comments of an extended pattern. */
static void
skip_layout (struct reader *reader)
{
    while (reader->extended && *reader->at) {
        if (*reader->at == '#')
            reader->at += strcspn (reader->at, "\n");
        else if (g_ascii_isspace (*reader->at) || *reader->at == 0x0B)
            reader->at++;
        else
            return;
    }
}

/* What stands too far from the beginning is passed over, up to the end of the branch. */
static void
skip_branch (struct reader *reader)
{
    guint open = 0;

    for (skip_layout (reader); *reader->at && !reader->lost; skip_layout (reader)) {
        char c = *reader->at;
        if (!open && (c == '|' || c == ')'))
            return;
        if (c == '[') {
            reader->at++;
            gboolean capital;
            read_class (reader, &capital);
            continue;
        }
        reader->at++;
        if (c == '(') {
            gboolean look, cased;
            reader->lost |= !read_group_head (reader, &look, &cased);
            open++;
        } else if (c == ')')
            open--;
        else if (c == '\\') {
            reader->lost |= !*reader->at || strchr ("QEcC", *reader->at);
            reader->at += *reader->at != '\0';
        }
    }
}

/* One branch, up to "|", ")" or the end; at least `before` characters that tell matches apart stand before it. */
static guint
read_branch (struct reader *reader, guint before)
{
    guint branch = shape_add (reader, SHAPE_SEQUENCE, 0), last = 0, some = 0, told = 0;

    for (skip_layout (reader); *reader->at && *reader->at != '|' && *reader->at != ')' && !reader->lost;
         skip_layout (reader)) {
        guint least, most, item;
        if (before + told >= BEGINNING_MAX) {
            skip_branch (reader);
            item = shape_add (reader, SHAPE_ANYTHING, 0);
            least = most = 1;
        } else {
            item = read_item (reader, before + told);
            skip_layout (reader);
            read_quantifier (reader, &least, &most);
        }
        if (least != 1 || most != 1) {
            guint times = shape_add (reader, SHAPE_TIMES, 0);
            const struct shape *each = shape_at (reader, item);
            shape_at (reader, times)->child = item;
            shape_at (reader, times)->least = least;
            shape_at (reader, times)->most = most;
            shape_at (reader, times)->some = least && each->some;
            shape_at (reader, times)->told = (guint) MIN ((guint64) least * each->told, BEGINNING_MAX);
            item = times;
        }
        if (last)
            shape_at (reader, last)->next = item;
        else
            shape_at (reader, branch)->child = item;
        last = item;
        some |= shape_at (reader, item)->some;
        told = MIN (told + shape_at (reader, item)->told, BEGINNING_MAX);
    }
    shape_at (reader, branch)->some = some;
    shape_at (reader, branch)->told = told;
    return branch;
}

/* Branches up to ")" or the end. */
static guint
read_alternatives (struct reader *reader, guint before)
{
    guint first = read_branch (reader, before);

    if (*reader->at != '|' || reader->lost)
        return first;
    guint either = shape_add (reader, SHAPE_EITHER, 0), last = first;
    shape_at (reader, either)->child = first;
    shape_at (reader, either)->some = shape_at (reader, first)->some;
    shape_at (reader, either)->told = shape_at (reader, first)->told;
    while (*reader->at == '|' && !reader->lost) {
        reader->at++;
        guint branch = read_branch (reader, before);
        shape_at (reader, last)->next = branch;
        shape_at (reader, either)->some = MIN (shape_at (reader, either)->some, shape_at (reader, branch)->some);
        shape_at (reader, either)->told = MIN (shape_at (reader, either)->told, shape_at (reader, branch)->told);
        last = branch;
    }
    return either;
}

gboolean
shape_read (const char *pattern, gboolean extended, gboolean cased, GArray *shapes, guint *root)
{
    struct reader reader = { .at = pattern, .extended = extended, .cased = cased, .shapes = shapes };

    g_array_set_size (shapes, 0);
    shape_add (&reader, SHAPE_NOTHING, 0); /* 0 stands for none */
    *root = read_alternatives (&reader, 0);
    return !reader.lost && !*reader.at;
}
