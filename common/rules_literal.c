/* Which trigrams a pattern cannot do without, and which ones it can begin with. A small reader of the patterns' syntax: what it does not know makes it say
 * nothing, and then the pattern is tried everywhere. */
#include "common/rules_parts.h"

#include <string.h>

#define NEEDED_MAX 400 /* trigrams of one pattern; beyond that nearly every text has one */
#define DEPTH_MAX 100  /* of brackets */

guint
symbol_of (gunichar c)
{
    if (g_ascii_isalpha (c < 128 ? (char) c : 0))
        return g_ascii_tolower ((char) c) - 'a' + 1;
    if (c == 0x17F) /* long s and the Kelvin sign match s and k where case is ignored */
        return 's' - 'a' + 1;
    if (c == 0x212A)
        return 'k' - 'a' + 1;
    if (c < 128 && g_ascii_isdigit ((char) c))
        return SYMBOL_DIGIT;
    if (g_unichar_isspace (c) || c == 0x0B || c == 0x85 || c == 0x180E || c == 0x2028 || c == 0x2029)
        return SYMBOL_BLANK;
    return c < 128 ? SYMBOL_PUNCTUATION : SYMBOL_OTHER;
}

void
grams_of_text (struct grams *grams, const char *text, gsize length)
{
    const char *end = text + length;
    guint gram = 0, seen = 0;

    memset (grams, 0, sizeof *grams);
    for (const char *p = text; p < end; seen++) {
        guchar byte = *p;
        guint symbol;
        if (byte < 128) {
            symbol = symbol_of (byte);
            p++;
        } else {
            gunichar c = g_utf8_get_char_validated (p, end - p);
            symbol = (gint) c < 0 ? SYMBOL_OTHER : symbol_of (c);
            p = (gint) c < 0 ? p + 1 : g_utf8_next_char (p);
        }
        gram = (gram << 5 | symbol) & (GRAM_COUNT - 1);
        if (seen >= 2)
            grams->bits[gram / 32] |= 1u << (gram % 32);
    }
}

gboolean
grams_any (const struct grams *grams, const GArray *needed)
{
    for (guint i = 0; i < needed->len; i++) {
        guint gram = g_array_index (needed, guint16, i);
        if (grams->bits[gram / 32] & 1u << (gram % 32))
            return TRUE;
    }
    return FALSE;
}

/* --- patterns ------------------------------------------------------------------------------------------------------------ */

struct reader {
    const char *at;
    gboolean lost; /* met what it does not know */
    guint depth;
};

/* Trigrams found so far in one branch: the run of characters that follow one another for certain, and the best set. */
struct branch {
    guint run, run_length;
    GArray *best; /* guint16, or NULL */
    GArray *lead; /* rules_lead.c */
};

/* The rarer its letters in English text, the better a trigram tells texts apart. */
static guint
gram_worth (guint gram)
{
    static const char by_frequency[] = "etaoinsrhldcumfpgwybvkxjqz";
    guint worth = 0;

    for (int i = 0; i < 3; i++, gram >>= 5) {
        guint symbol = gram & 31;
        const char *place = symbol >= 1 && symbol <= 26 ? strchr (by_frequency, 'a' + (int) symbol - 1) : NULL;
        worth += place ? 4 + (guint) (place - by_frequency) : 1;
    }
    return worth;
}

static void
branch_offer (struct branch *branch, GArray *set)
{
    gboolean better =
        !branch->best || set->len < branch->best->len
        || (set->len == 1 && branch->best->len == 1
            && gram_worth (g_array_index (set, guint16, 0)) > gram_worth (g_array_index (branch->best, guint16, 0)));

    if (!better) {
        g_array_unref (set);
        return;
    }
    g_clear_pointer (&branch->best, g_array_unref);
    branch->best = set;
}

static void
run_add (struct branch *branch, guint symbol)
{
    branch->run = (branch->run << 5 | symbol) & (GRAM_COUNT - 1);
    if (++branch->run_length < 3)
        return;
    GArray *set = g_array_new (FALSE, FALSE, sizeof (guint16));
    guint16 gram = branch->run;
    g_array_append_val (set, gram);
    branch_offer (branch, set);
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

static GArray *read_alternatives (struct reader *reader, GArray **lead);

/* After "(": what kind of group. FALSE where it is a kind that is not known. */
static gboolean
read_group_head (struct reader *reader, gboolean *look)
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

static guint32
mask_of_escape (char c)
{
    switch (c) {
    case 'd': /* any script's digit */
        return SYMBOL_BIT (SYMBOL_DIGIT) | SYMBOL_BIT (SYMBOL_OTHER);
    case 'w':
        return SYMBOLS_LETTERS | SYMBOL_BIT (SYMBOL_DIGIT) | SYMBOL_BIT (SYMBOL_OTHER)
               | SYMBOL_BIT (SYMBOL_PUNCTUATION);
    case 's':
    case 'h':
    case 'n':
    case 't':
        return SYMBOL_BIT (SYMBOL_BLANK);
    default:
        return g_ascii_isalnum (c) ? SYMBOLS_ALL : SYMBOL_BIT (symbol_of ((guchar) c));
    }
}

/* After "[": the symbols of its characters; all where it is turned round or holds what is not followed up. */
static guint32
read_class (struct reader *reader)
{
    const char *p = reader->at;
    guint32 mask = *p == '^' ? SYMBOLS_ALL : 0;

    p += *p == '^';
    for (gboolean first = TRUE; *p && (*p != ']' || first); first = FALSE) {
        if (*p == '[' && p[1] == ':') {
            const char *close = strstr (p, ":]");
            mask = SYMBOLS_ALL;
            p = close ? close + 2 : p + 1;
            continue;
        }
        gboolean escaped = *p == '\\' && p[1];
        p += escaped;
        gunichar from = g_utf8_get_char (p);
        mask |= escaped ? mask_of_escape (*p) : SYMBOL_BIT (symbol_of (from));
        p = g_utf8_next_char (p);
        if (*p != '-' || p[1] == ']' || !p[1])
            continue;
        gunichar to = g_utf8_get_char (p + 1);
        if (escaped || to == '\\' || to == '[' || from >= 128 || to >= 128)
            mask = SYMBOLS_ALL;
        for (gunichar c = from; c <= to && to < 128; c++)
            mask |= SYMBOL_BIT (symbol_of (c));
        p = to == '\\' ? p + 1 : g_utf8_next_char (p + 1);
    }
    reader->lost |= !*p;
    reader->at = p + (*p != '\0');
    return mask;
}

/* After a backslash. TRUE where it is one character, whose symbol is then known; *nothing where it takes no room; *unit is
 * what it can begin with, NULL where that follows from the symbol. */
static gboolean
read_escape (struct reader *reader, guint *symbol, gboolean *nothing, GArray **unit)
{
    char c = *reader->at;

    *nothing = FALSE;
    *unit = NULL;
    if (!c || strchr ("QEpPxogkNcRXC", c) || g_ascii_isdigit (c)) {
        /* properties, codes, references: one or more characters that are not followed up */
        if (!c || strchr ("QEcC", c)) {
            reader->lost = TRUE;
            return FALSE;
        }
        *unit = lead_of_anything ();
        reader->at++;
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
        return FALSE;
    }
    reader->at++;
    if (strchr ("bBAzZGK", c)) {
        *nothing = TRUE;
        return FALSE;
    }
    if (c == 's' || c == 'n' || c == 't' || c == 'h') {
        *symbol = SYMBOL_BLANK;
        return TRUE;
    }
    *unit = lead_of_mask (mask_of_escape (c));
    if (g_ascii_isalpha (c)) /* \d of any script, \w, \S, \D ...: no symbol of its own */
        return FALSE;
    *symbol = symbol_of ((guchar) c);
    return (guchar) c < 128;
}

/* One thing of a branch, with its quantifier. */
static void
read_item (struct reader *reader, struct branch *branch)
{
    guint symbol = SYMBOL_OTHER, least, most;
    gboolean known = FALSE, nothing = FALSE;
    GArray *group = NULL;
    g_autoptr (GArray) unit = NULL;
    char c = *reader->at;

    if (c == '(') {
        gboolean look;
        reader->at++;
        if (!read_group_head (reader, &look) || ++reader->depth > DEPTH_MAX) {
            reader->lost = TRUE;
            return;
        }
        group = read_alternatives (reader, &unit);
        reader->depth--;
        reader->lost |= *reader->at != ')';
        reader->at += *reader->at == ')';
        if (look) {
            g_clear_pointer (&group, g_array_unref);
            nothing = TRUE;
        }
    } else if (c == '[') {
        reader->at++;
        unit = lead_of_mask (read_class (reader));
    } else if (c == '\\') {
        reader->at++;
        known = read_escape (reader, &symbol, &nothing, &unit);
    } else if (c == '.') {
        reader->at++;
        unit = lead_of_mask (SYMBOLS_ALL);
    } else if (c == '^' || c == '$') {
        reader->at++;
        nothing = TRUE;
    } else {
        gunichar code = g_utf8_get_char (reader->at);
        reader->at = g_utf8_next_char (reader->at);
        symbol = symbol_of (code);
        known = symbol != SYMBOL_OTHER;
    }
    read_quantifier (reader, &least, &most);
    if (nothing)
        return;
    if (!unit)
        unit = lead_of_mask (SYMBOL_BIT (symbol));
    if (!lead_is_whole (branch->lead))
        branch->lead = lead_repeat (branch->lead, unit, least, most);
    if (known && least) {
        run_add (branch, symbol);
        if (most > 1) { /* the last of them stands before what follows */
            branch->run_length = 0;
            run_add (branch, symbol);
        }
    } else
        branch->run_length = 0;
    if (group && least)
        branch_offer (branch, group);
    else
        g_clear_pointer (&group, g_array_unref);
}

/* One branch, up to "|", ")" or the end. */
static GArray *
read_branch (struct reader *reader, GArray **lead)
{
    struct branch branch = { .lead = lead_of_nothing () };

    while (*reader->at && *reader->at != '|' && *reader->at != ')' && !reader->lost)
        read_item (reader, &branch);
    *lead = branch.lead;
    return branch.best;
}

/* Branches up to ")" or the end: a match holds what one of them needs. */
static GArray *
read_alternatives (struct reader *reader, GArray **lead)
{
    GArray *needed = g_array_new (FALSE, FALSE, sizeof (guint16));
    gboolean any = FALSE;

    *lead = NULL;
    for (;;) {
        g_autoptr (GArray) begins = NULL;
        GArray *branch = read_branch (reader, &begins);
        if (branch)
            g_array_append_vals (needed, branch->data, branch->len);
        any |= !branch;
        g_clear_pointer (&branch, g_array_unref);
        *lead = *lead ? lead_or (*lead, begins) : g_steal_pointer (&begins);
        if (*reader->at != '|' || reader->lost)
            break;
        reader->at++;
    }
    if (any || needed->len > NEEDED_MAX) {
        g_array_unref (needed);
        return NULL;
    }
    return needed;
}

GArray *
grams_needed (const char *pattern, gboolean extended, GArray **lead)
{
    struct reader reader = { pattern, FALSE, 0 };
    g_autoptr (GArray) begins = NULL;

    *lead = NULL;
    if (extended)
        return NULL;
    GArray *needed = read_alternatives (&reader, &begins);
    if (reader.lost || *reader.at)
        g_clear_pointer (&needed, g_array_unref);
    else
        *lead = lead_grams (begins);
    return needed;
}
