#include "stages/extract/dates.h"

#include <string.h>

#include "common/calendar.h"

#define LAST_SHORT_YEAR_OF_2000 29
#define EARLIEST_YEAR 1000
#define TOKENS_MAX 6
#define REPAIRS_MAX 8

struct token {
    int value;
    int digits;
    gboolean month; /* a month's name */
    gboolean apostrophe;
};

int
date_full_year (int two_digits, int anchor)
{
    if (anchor == 0)
        return two_digits <= LAST_SHORT_YEAR_OF_2000 ? 2000 + two_digits : 1900 + two_digits;
    return 2000 + two_digits <= anchor + 1 ? 2000 + two_digits : 1900 + two_digits;
}

/* One edit apart at most, since OCR confuses single letters of a name ("Ju1y", "Scpt"). */
static gboolean
nearly (const char *word, gsize length, const char *name, gsize name_length)
{
    if (length != name_length)
        return FALSE;
    guint wrong = 0;
    for (gsize i = 0; i < length; i++)
        wrong += g_ascii_tolower (word[i]) != name[i];
    return wrong <= (length > 2 ? 1 : 0);
}

static int
month_of (const char *word, gsize length, gboolean exact)
{
    static const char *const months[] = { "january", "february", "march",     "april",   "may",      "june",
                                          "july",    "august",   "september", "october", "november", "december" };
    for (int i = 0; i < 12; i++) {
        gsize whole = strlen (months[i]);
        if (exact) {
            if (length >= 3 && length <= whole && g_ascii_strncasecmp (word, months[i], length) == 0)
                return i + 1;
        } else if (nearly (word, length, months[i], whole) || nearly (word, length, months[i], 3)
                   || (i == 8 && nearly (word, length, "sept", 4)))
            return i + 1;
    }
    return 0;
}

static int
day_of_word (const char *word, gsize length)
{
    static const struct {
        const char *name;
        int day;
    } names[] = {
        { "first", 1 },      { "second", 2 },       { "third", 3 },       { "fourth", 4 },      { "fifth", 5 },
        { "sixth", 6 },      { "seventh", 7 },      { "eighth", 8 },      { "ninth", 9 },       { "tenth", 10 },
        { "eleventh", 11 },  { "twelfth", 12 },     { "thirteenth", 13 }, { "fourteenth", 14 }, { "fifteenth", 15 },
        { "sixteenth", 16 }, { "seventeenth", 17 }, { "eighteenth", 18 }, { "nineteenth", 19 }, { "twentieth", 20 },
        { "thirtieth", 30 }, { "twenty", 20 },      { "thirty", 30 },     { "one", 1 },         { "two", 2 },
        { "three", 3 },      { "four", 4 },         { "five", 5 },        { "six", 6 },         { "seven", 7 },
        { "eight", 8 },      { "nine", 9 },
    };
    for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
        if (strlen (names[i].name) == length && g_ascii_strncasecmp (word, names[i].name, length) == 0)
            return names[i].day;
    return 0;
}

/* "SEP14" of "05SEP14": the letters are a month, and nothing but digits stands behind them. */
static gboolean
is_glued_month (const char *word, const char *end)
{
    const char *after = end;
    while (g_ascii_isdigit (*after))
        after++;
    return !g_ascii_isalpha (*after) && month_of (word, (gsize) (end - word), TRUE) != 0;
}

/* "two thousand and eight", "nineteen ninety one", "twenty oh-nine"; 0 where no number is said. */
int
date_year_said (const char *text)
{
    static const struct {
        const char *word;
        int value;
    } words[] = { { "one", 1 },      { "two", 2 },        { "three", 3 },     { "four", 4 },      { "five", 5 },
                  { "six", 6 },      { "seven", 7 },      { "eight", 8 },     { "nine", 9 },      { "ten", 10 },
                  { "eleven", 11 },  { "twelve", 12 },    { "thirteen", 13 }, { "fourteen", 14 }, { "fifteen", 15 },
                  { "sixteen", 16 }, { "seventeen", 17 }, { "eighteen", 18 }, { "nineteen", 19 }, { "twenty", 20 },
                  { "thirty", 30 },  { "forty", 40 },     { "fifty", 50 },    { "sixty", 60 },    { "seventy", 70 },
                  { "eighty", 80 },  { "ninety", 90 } };
    g_auto (GStrv) parts = g_strsplit_set (text, " -\n\t", -1);
    int century = 0, rest = 0;
    for (char **part = parts; *part != NULL; part++) {
        if (g_ascii_strcasecmp (*part, "thousand") == 0)
            century = 20;
        for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
            if (g_ascii_strcasecmp (*part, words[i].word) == 0) {
                if (century == 0)
                    century = words[i].value;
                else
                    rest += words[i].value;
            }
    }
    return century * 100 + rest;
}

/* Numbers and month names in order; the words of a day ("twenty second") add up to one number. */
static guint
read_tokens (const char *text, struct token tokens[TOKENS_MAX])
{
    guint n = 0;
    gboolean spoken = FALSE; /* the last token is a day in words */
    for (const char *p = text; *p != '\0' && n < TOKENS_MAX;) {
        if (g_ascii_isdigit (*p)) {
            const char *end = p;
            while (g_ascii_isdigit (*end))
                end++;
            if (end - p > 8)
                return 0;
            if (g_ascii_isalpha (*end) && g_ascii_isalpha (p[-(p > text)])) /* "Ju1y" is one word */
                goto word;
            tokens[n++] = (struct token){ .value = (int) g_ascii_strtoll (p, NULL, 10),
                                          .digits = (int) (end - p),
                                          .apostrophe = p > text && p[-1] == '\'' };
            p = end;
            spoken = FALSE;
        } else if (g_ascii_isalpha (*p)) {
        word:;
            const char *start = p, *end = p;
            while (g_ascii_isalpha (*end))
                end++;
            if (!is_glued_month (p, end)) {
                while (p > text && start == p && g_ascii_isalnum (start[-1]))
                    start--;
                while (g_ascii_isalnum (*end))
                    end++;
            }
            int month = month_of (start, (gsize) (end - start), TRUE), day = day_of_word (start, (gsize) (end - start));
            gboolean plain = end - start == 3 && g_ascii_strncasecmp (start, "day", 3) == 0; /* "5th day of" */
            if (month == 0 && day == 0 && !plain)
                month = month_of (start, (gsize) (end - start), FALSE);
            if (month != 0)
                tokens[n++] = (struct token){ .value = month, .month = TRUE };
            else if (day != 0 && spoken)
                tokens[n - 1].value += day;
            else if (day != 0)
                tokens[n++] = (struct token){ .value = day, .digits = 2 };
            spoken = day != 0 && month == 0;
            p = end;
        } else
            p++;
    }
    return n;
}

static void
set_year (struct date_parts *parts, const struct token *token, int anchor)
{
    parts->two_digit = token->digits <= 2;
    parts->year = parts->two_digit ? date_full_year (token->value, anchor) : token->value;
}

/* "July 13, 2015", "13 July '15", "July 2015", "2019-sep-1", "July 13". */
static gboolean
read_named (const struct token *tokens, guint n, int anchor, gboolean month_year, struct date_parts *parts)
{
    const struct token *first = NULL, *second = NULL;
    for (guint i = 0; i < n; i++) {
        if (tokens[i].month) {
            if (parts->month != 0)
                return FALSE;
            parts->month = tokens[i].value;
        } else if (first == NULL)
            first = &tokens[i];
        else if (second == NULL)
            second = &tokens[i];
        else
            return FALSE;
    }
    if (first == NULL)
        return TRUE;
    if (second == NULL) {
        if (first->digits == 4 || first->apostrophe || month_year)
            set_year (parts, first, anchor);
        else
            parts->day = first->value;
        return TRUE;
    }
    gboolean year_first = first->digits == 4;
    set_year (parts, year_first ? first : second, anchor);
    parts->day = (year_first ? second : first)->value;
    return TRUE;
}

static void
set_month_day (struct date_parts *parts, int first, int second)
{
    parts->dmy = first > 12 && second <= 12;
    parts->month = parts->dmy ? second : first;
    parts->day = parts->dmy ? first : second;
}

/* "07132015", "071315", "20150713". */
static gboolean
read_compact (const struct token *token, int anchor, struct date_parts *parts)
{
    int value = token->value;
    if (token->digits == 8 && value / 10000 >= 1900 && value / 10000 < 2100) {
        parts->year = value / 10000;
        set_month_day (parts, value / 100 % 100, value % 100);
    } else if (token->digits == 8) {
        parts->year = value % 10000;
        set_month_day (parts, value / 1000000, value / 10000 % 100);
    } else if (token->digits == 6) {
        set_year (parts, &(struct token){ .value = value % 100, .digits = 2 }, anchor);
        set_month_day (parts, value / 10000, value / 100 % 100);
    } else if (token->digits == 4 || token->apostrophe)
        set_year (parts, token, anchor);
    else
        return FALSE;
    return TRUE;
}

gboolean
date_read (const char *text, int anchor, gboolean month_year, struct date_parts *parts)
{
    struct token tokens[TOKENS_MAX];
    guint n = read_tokens (text, tokens);
    gboolean named = FALSE;
    *parts = (struct date_parts){ 0 };
    for (guint i = 0; i < n; i++)
        named = named || tokens[i].month;
    if (named)
        return read_named (tokens, n, anchor, month_year, parts);
    if (n == 1)
        return read_compact (&tokens[0], anchor, parts);
    if (n == 2 && tokens[0].digits == 4) {
        set_year (parts, &tokens[0], anchor);
        parts->month = tokens[1].value;
        return TRUE;
    }
    if (n == 2 && (tokens[1].digits == 4 || month_year)) {
        set_year (parts, &tokens[1], anchor);
        parts->month = tokens[0].value;
        return TRUE;
    }
    if (n == 2) {
        set_month_day (parts, tokens[0].value, tokens[1].value);
        return TRUE;
    }
    if (n != 3)
        return FALSE;
    gboolean year_first = tokens[0].digits == 4;
    set_year (parts, &tokens[year_first ? 0 : 2], anchor);
    set_month_day (parts, tokens[year_first ? 1 : 0].value, tokens[year_first ? 2 : 1].value);
    return TRUE;
}

char *
date_value (const struct date_parts *parts)
{
    if (parts->year < EARLIEST_YEAR)
        return NULL;
    if (parts->month == 0)
        return parts->day == 0 ? g_strdup_printf ("%04d", parts->year) : NULL;
    if (parts->day == 0)
        return parts->month <= 12 ? g_strdup_printf ("%04d-%02d", parts->year, parts->month) : NULL;
    return calendar_valid (parts->year, parts->month, parts->day) ? calendar_iso (parts->year, parts->month, parts->day)
                                                                  : NULL;
}

char *
date_as_written (const struct date_parts *parts)
{
    gboolean shaped =
        parts->year >= EARLIEST_YEAR && parts->month >= 1 && parts->month <= 12 && parts->day >= 1 && parts->day <= 31;
    return shaped ? g_strdup_printf ("%04d-%02d-%02d", parts->year, parts->month, parts->day) : NULL;
}

/* --- repair (domain.md 3.1, OCR digit class) --------------------------------------------------------------------------- */

static char
digit_of (char c)
{
    switch (c) {
    case 'O':
    case 'o':
    case 'Q':
    case 'D':
        return '0';
    case 'l':
    case 'I':
    case '|':
    case '!':
    case 'i':
        return '1';
    case 'Z':
    case 'z':
        return '2';
    case 'S':
    case 's':
        return '5';
    case 'G':
        return '6';
    case 'T':
        return '7';
    case 'B':
        return '8';
    case 'g':
    case 'q':
        return '9';
    default:
        return g_ascii_isdigit (c) ? c : '\0';
    }
}

static gboolean
is_separator (char c)
{
    return c != '\0' && strchr ("-/~_.|lI17", c) != NULL;
}

static void
add_repair (GPtrArray *repairs, const char *digits, const gsize lengths[3], int anchor)
{
    if (lengths[0] < 1 || lengths[0] > 2 || lengths[1] < 1 || lengths[1] > 2 || (lengths[2] != 2 && lengths[2] != 4))
        return;
    int numbers[3];
    for (int i = 0; i < 3; i++) {
        g_autofree char *part = g_strndup (digits, lengths[i]);
        numbers[i] = (int) g_ascii_strtoll (part, NULL, 10);
        digits += lengths[i];
    }
    struct date_parts parts = { .month = numbers[0],
                                .day = numbers[1],
                                .year = lengths[2] == 2 ? date_full_year (numbers[2], anchor) : numbers[2] };
    if (parts.month == 0 || parts.day == 0 || parts.year < 1900 || parts.year > 2099)
        return;
    g_autofree char *value = date_value (&parts);
    if (value == NULL || repairs->len >= REPAIRS_MAX)
        return;
    for (guint i = 0; i < repairs->len; i++)
        if (strcmp (g_ptr_array_index (repairs, i), value) == 0)
            return;
    g_ptr_array_add (repairs, g_steal_pointer (&value));
}

GPtrArray *
date_repairs (const char *text, int anchor)
{
    GPtrArray *repairs = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (GString) squeezed = g_string_new (NULL);
    for (const char *p = text; *p != '\0'; p++)
        if (*p != ' ')
            g_string_append_c (squeezed, *p);
    const char *s = squeezed->str;
    /* Every choice of two separators; plain ones first, then digits that may be one. */
    for (int lenient = 0; lenient < 2; lenient++)
        for (gsize a = 1; a + 3 < squeezed->len && a <= 2; a++)
            for (gsize b = a + 2; b + 2 < squeezed->len && b <= a + 3; b++) {
                gboolean plain = strchr ("-/~_.", s[a]) != NULL && strchr ("-/~_.", s[b]) != NULL;
                if (!is_separator (s[a]) || !is_separator (s[b]) || plain == (lenient == 1))
                    continue;
                g_autoptr (GString) digits = g_string_new (NULL);
                gboolean whole = TRUE;
                for (gsize i = 0; i < squeezed->len; i++) {
                    if (i == a || i == b)
                        continue;
                    char digit = digit_of (s[i]);
                    whole = whole && digit != '\0';
                    g_string_append_c (digits, digit != '\0' ? digit : '0');
                }
                gsize lengths[3] = { a, b - a - 1, squeezed->len - b - 1 };
                if (whole)
                    add_repair (repairs, digits->str, lengths, anchor);
            }
    return repairs;
}
