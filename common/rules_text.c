/* Words and lines of a rule file, and its mistakes: what needs no knowledge of rules. */
#include "common/rules_parts.h"

#include <stdarg.h>
#include <string.h>

void
mistake_add (GString *mistakes, const char *file, guint line, const char *format, ...)
{
    va_list arguments;

    g_string_append_printf (mistakes, "%s%s:%u: ", mistakes->len ? "\n" : "", file, line);
    va_start (arguments, format);
    g_string_append_vprintf (mistakes, format, arguments);
    va_end (arguments);
}

gboolean
name_valid (const char *name, const char *first, const char *more)
{
    return *name && strchr (first, *name) && strspn (name, more) == strlen (name);
}

GPtrArray *
fields_parse (const char *text, const char **mistake)
{
    g_autoptr (GPtrArray) fields = g_ptr_array_new_with_free_func (g_free);

    for (;;) {
        text += strspn (text, " \t");
        if (!*text)
            return g_steal_pointer (&fields);
        gsize n = strcspn (text, "= \t\"");
        g_autofree char *name = g_strndup (text, n);
        if (text[n] != '=' || !name_valid (name, LOWER, LOWER DIGITS "_")) {
            *mistake =
                "expected field=value (small letters, digits and _ in the name; quotes round a value with blanks)";
            return NULL;
        }
        text += n + 1;
        g_autoptr (GString) value = g_string_new (NULL);
        if (*text == '"') {
            for (text++; *text && *text != '"'; text++) {
                if (*text == '\\' && (text[1] == '"' || text[1] == '\\'))
                    text++;
                g_string_append_c (value, *text);
            }
            if (*text++ != '"' || (*text && *text != ' ' && *text != '\t')) {
                *mistake = "a quoted value does not end";
                return NULL;
            }
        } else {
            n = strcspn (text, " \t");
            g_string_append_len (value, text, n);
            text += n;
        }
        g_ptr_array_add (fields, g_steal_pointer (&name));
        g_ptr_array_add (fields, g_strdup (value->str));
    }
}

/* \n, \t and \\ of an example's text. */
static char *
unescape (const char *text, gssize length)
{
    GString *out = g_string_new (NULL);

    for (const char *end = text + (length < 0 ? (gssize) strlen (text) : length); text < end; text++) {
        if (*text == '\\' && text + 1 < end && strchr ("nt\\", text[1])) {
            text++;
            g_string_append_c (out, *text == 'n' ? '\n' : *text == 't' ? '\t' : '\\');
        } else
            g_string_append_c (out, *text);
    }
    return g_string_free (out, FALSE);
}

static struct example *
example_new (const char *text, gssize length, const char *file, guint line)
{
    struct example *example = g_new0 (struct example, 1);
    g_autofree char *cut = length < 0 ? g_strdup (text) : g_strndup (text, length);

    example->text = unescape (g_strstrip (cut), -1);
    example->file = file;
    example->line = line;
    return example;
}

struct example *
example_read (const char *text, const char *file, guint line, const char **mistake)
{
    const char *arrow = NULL, *close = NULL;
    g_autoptr (GPtrArray) fields = NULL;

    *mistake = "expected: + TEXT => [MATCHED TEXT] field=value ...";
    for (const char *p = strstr (text, "=>"); p; p = strstr (p + 2, "=>"))
        if (p[2 + strspn (p + 2, " \t")] == '[')
            arrow = p;
    const char *open = arrow ? arrow + 2 + strspn (arrow + 2, " \t") : NULL;
    /* the bracket ends where fields, or nothing, follow */
    for (close = open ? strchr (open, ']') : NULL; close && !fields; close = fields ? close : strchr (close + 1, ']'))
        fields = fields_parse (close + 1, mistake);
    if (!fields || close == open + 1)
        return NULL;
    struct example *example = example_new (text, arrow - text, file, line);
    example->matched = unescape (open + 1, close - open - 1);
    example->fields = g_steal_pointer (&fields);
    return example;
}

struct example *
near_miss_read (const char *text, const char *file, guint line)
{
    struct example *example = example_new (text, -1, file, line);

    example->near_miss = TRUE;
    example->fields = g_ptr_array_new ();
    return example;
}

/* The key of a term of ASCII, as nearly all are; NULL where it is none. */
static char *
plain_term_key (const char *term, gsize length)
{
    g_autofree char *key = g_malloc (length + 1);
    gsize n = 0;

    for (gsize i = 0; i < length; i++) {
        if ((guchar) term[i] >= 128)
            return NULL;
        if (term[i] != '-' && !g_ascii_isspace (term[i]))
            key[n++] = g_ascii_tolower (term[i]);
    }
    key[n] = '\0';
    return g_steal_pointer (&key);
}

char *
term_key (const char *term, gssize length)
{
    char *plain = plain_term_key (term, length < 0 ? strlen (term) : (gsize) length);
    if (plain)
        return plain;
    g_autofree char *folded = g_utf8_casefold (term, length);
    GString *key = g_string_new (NULL);

    for (const char *p = folded; *p; p = g_utf8_next_char (p)) {
        gunichar c = g_utf8_get_char (p);
        if (c != '-' && !g_unichar_isspace (c))
            g_string_append_unichar (key, c);
    }
    return g_string_free (key, FALSE);
}

static int
longer_first (gconstpointer a, gconstpointer b)
{
    const char *x = *(const char *const *) a, *y = *(const char *const *) b;
    gsize x_length = strlen (x), y_length = strlen (y);

    return x_length != y_length ? (x_length > y_length ? -1 : 1) : strcmp (x, y);
}

/* Appends one character of a term as a pattern. */
static void
append_character (GString *pattern, char c)
{
    if (c == ' ')
        g_string_append (pattern, "[\\s-]+");
    else if (c == '-')
        g_string_append (pattern, "[\\s-]*");
    else if (c == '/')
        g_string_append (pattern, "\\s*/\\s*");
    else if (strchr ("\\^$.[]|()?*+{}#", c))
        g_string_append_printf (pattern, "\\%c", c);
    else
        g_string_append_c (pattern, c);
}

/* Whether the terms [from, to) have only letters, figures and blanks at byte `at`, of which no two can stand for the same text. */
static gboolean
can_part (const GPtrArray *terms, guint from, guint to, gsize at)
{
    for (guint i = from; i < to; i++) {
        char c = ((const char *) terms->pdata[i])[at];
        if (c != ' ' && !g_ascii_isalnum (c))
            return FALSE;
    }
    return TRUE;
}

/* The terms as alternatives, from their byte `at` on. What begins alike stands together, so that PCRE2 tries each beginning once;
 * among those the longer ones stay first. */
static void
append_terms (GString *pattern, GPtrArray *terms, guint from, guint to, gsize at, gboolean cased)
{
    guint ends = to; /* one that ends here is the shortest, and tried last */
    if (from < to && ((const char *) terms->pdata[to - 1])[at] == '\0')
        ends = to - 1;
    if (ends - from < 2 || !can_part (terms, from, ends, at)) {
        for (guint i = from; i < to; i++) {
            if (i > from)
                g_string_append_c (pattern, '|');
            for (const char *p = (const char *) terms->pdata[i] + at; *p; p++)
                append_character (pattern, *p);
        }
        return;
    }
    for (guint i = from, next; i < ends; i = next) {
        char c = ((const char *) terms->pdata[i])[at];
        next = i + 1;
        for (guint k = next; k < ends; k++) {
            char other = ((const char *) terms->pdata[k])[at];
            if (cased ? other != c : g_ascii_tolower (other) != g_ascii_tolower (c))
                continue;
            gpointer term = terms->pdata[k];
            memmove (terms->pdata + next + 1, terms->pdata + next, (k - next) * sizeof (gpointer));
            terms->pdata[next++] = term;
        }
        if (i > from)
            g_string_append_c (pattern, '|');
        append_character (pattern, c);
        g_string_append (pattern, "(?:");
        append_terms (pattern, terms, i, next, at + 1, cased);
        g_string_append_c (pattern, ')');
    }
    if (ends < to)
        g_string_append_c (pattern, '|');
}

char *
terms_pattern (const GPtrArray *spelled, gboolean cased)
{
    g_autoptr (GPtrArray) terms = g_ptr_array_new ();
    GString *pattern = g_string_new (NULL);

    for (guint i = 0; i < spelled->len; i++)
        g_ptr_array_add (terms, spelled->pdata[i]);
    g_ptr_array_sort (terms, longer_first);
    append_terms (pattern, terms, 0, terms->len, 0, cased);
    return g_string_free (pattern, FALSE);
}

static int
mistake_compare (gconstpointer a, gconstpointer b, gpointer unused)
{
    const char *x = *(const char *const *) a, *y = *(const char *const *) b;
    const char *x_line = strchr (x, ':'), *y_line = strchr (y, ':');
    gsize x_file = x_line ? x_line - x : 0;

    (void) unused;
    if (!x_line || !y_line || x_file != (gsize) (y_line - y) || strncmp (x, y, x_file) != 0)
        return 0; /* files stay in the order in which they were read */
    guint64 p = g_ascii_strtoull (x_line + 1, NULL, 10), q = g_ascii_strtoull (y_line + 1, NULL, 10);
    return p < q ? -1 : p > q;
}

char *
mistakes_sorted (GString *mistakes)
{
    g_auto (GStrv) lines = g_strsplit (mistakes->str, "\n", -1);
    guint count = g_strv_length (lines);

    g_qsort_with_data (lines, count, sizeof *lines, mistake_compare, NULL);
    if (count > RULES_MISTAKES_MAX) {
        for (guint i = RULES_MISTAKES_MAX; i < count; i++)
            g_clear_pointer (&lines[i], g_free);
        g_autofree char *first = g_strjoinv ("\n", lines);
        return g_strdup_printf ("%s\nand %u more", first, count - RULES_MISTAKES_MAX);
    }
    return g_strjoinv ("\n", lines);
}
