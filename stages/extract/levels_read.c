#include "stages/extract/levels.h"

#include <string.h>

#include "common/spine.h"

/* How a number goes on from the one before it. */
enum join { JOIN_START, JOIN_HYPHEN, JOIN_SLASH, JOIN_TO, JOIN_OVER, JOIN_AND, JOIN_BLANK };

struct name {
    char letter; /* '\0': elided */
    int number;
    enum join join;
    gsize start, end;
    char text[5];
    gboolean valid;
};
#define NAMES_MAX 24

static enum join
read_join (const char *text, gsize from, gsize to)
{
    g_autofree char *gap = g_strndup (text + from, to - from);
    if (strpbrk (gap, ",&+;") != NULL || g_strrstr (gap, "and") || g_strrstr (gap, "or") || g_strrstr (gap, "with")
        || g_strrstr (gap, "as well") || g_strrstr (gap, "vs") || g_strrstr (gap, "versus"))
        return JOIN_AND;
    if (g_strrstr (gap, "over") || g_strrstr (gap, "on"))
        return JOIN_OVER;
    if (g_strrstr (gap, "to") || g_strrstr (gap, "thr"))
        return JOIN_TO;
    if (gap[strspn (gap, " \n")] == '\0')
        return JOIN_BLANK;
    return strchr (gap, '/') != NULL ? JOIN_SLASH : JOIN_HYPHEN;
}

/* "L5-1" is L5-S1: a number that cannot follow within the region belongs to the next one. */
static void
resolve (struct name *name, const struct name *before)
{
    char letter = name->letter;
    if (letter == '\0') {
        letter = before != NULL ? before->text[0] : '\0';
        if (before != NULL && name->join != JOIN_AND && name->number == 1)
            letter = strcmp (before->text, "L5") == 0    ? 'S'
                     : strcmp (before->text, "C7") == 0  ? 'T'
                     : strcmp (before->text, "T12") == 0 ? 'L'
                                                         : letter;
    }
    g_snprintf (name->text, sizeof name->text, "%c%d", letter, name->number);
    name->valid = letter != '\0' && spine_nerve_exists (name->text);
}

static gboolean
adjacent (const struct name *a, const struct name *b)
{
    int i = spine_index (a->text), j = spine_index (b->text);
    return i >= 0 && j == i + 1;
}

static guint
read_names (const char *text, struct name names[NAMES_MAX])
{
    guint n = 0;
    gsize last = 0;
    for (gsize i = 0; text[i] != '\0' && n < NAMES_MAX;) {
        if (!g_ascii_isdigit (text[i])) {
            i++;
            continue;
        }
        gsize end = i;
        while (g_ascii_isdigit (text[end]) && end - i < 3)
            end++;
        gsize start = i;
        while (start > last && strchr (" -", text[start - 1]) != NULL)
            start--;
        gboolean letter = start > last && strchr ("CTLSctls", text[start - 1]) != NULL
                          && (start < 2 || !g_ascii_isalpha (text[start - 2]));
        start = letter ? start - 1 : i;
        struct name *name = &names[n];
        *name = (struct name){ .letter = letter ? g_ascii_toupper (text[start]) : '\0',
                               .number = (int) g_ascii_strtoll (text + i, NULL, 10),
                               .start = start,
                               .end = end };
        name->join = n == 0 ? JOIN_START : read_join (text, last, start);
        resolve (name, n > 0 ? &names[n - 1] : NULL);
        if (name->join == JOIN_BLANK) /* "L5 S1" is a segment, "L3 L5" are two */
            name->join = adjacent (&names[n - 1], name) ? JOIN_HYPHEN : JOIN_AND;
        n++;
        last = i = end;
    }
    return n;
}

static void
add_level (GArray *levels, const struct name *names, guint n, const char *form)
{
    struct level_read level = { .form = form, .start = names[0].start, .end = names[n - 1].end };
    for (guint i = 0; i < n && level.n < LEVELS_NAMED_MAX; i++)
        g_strlcpy (level.named[level.n++], names[i].text, sizeof level.named[0]);
    g_array_append_val (levels, level);
}

static gboolean
ordered (const struct name *a, const struct name *b)
{
    int i = spine_index (a->text), j = spine_index (b->text);
    return (i >= 0 && j > i) || strcmp (b->text, "C8") == 0;
}

/* A run joined by hyphens, slashes or "to": a segment, a range, or a chain of segments ("C4-5-6"). */
static void
add_run (GArray *levels, const struct name *names, guint n)
{
    if (n == 2 && strcmp (names[0].text, "C8") == 0 && strcmp (names[1].text, "T1") == 0) {
        add_level (levels, names, 2, "list"); /* a nerve has no segment */
        return;
    }
    if (n == 2 && !ordered (&names[0], &names[1])) {
        add_level (levels, names, 1, "single");
        return;
    }
    if (n == 2 && adjacent (&names[0], &names[1])) {
        add_level (levels, names, 2, "segment");
        return;
    }
    if (n == 2 && names[1].join != JOIN_OVER) {
        add_level (levels, names, 2, names[1].join == JOIN_SLASH ? "list" : "range");
        return;
    }
    for (guint i = 0; i + 1 < n; i++)
        if (adjacent (&names[i], &names[i + 1]))
            add_level (levels, names + i, 2, "segment");
}

GArray *
levels_read (const char *text)
{
    GArray *levels = g_array_new (FALSE, FALSE, sizeof (struct level_read));
    struct name names[NAMES_MAX];
    guint n = read_names (text, names);
    /* What is no vertebra ends the expression: what follows may be anything. */
    for (guint i = 0; i < n; i++)
        if (!names[i].valid) {
            n = i;
            break;
        }
    for (guint i = 0; i < n;) {
        guint end = i + 1;
        while (end < n && names[end].join != JOIN_AND)
            end++;
        if (end - i > 1) {
            add_run (levels, names + i, end - i);
            i = end;
            continue;
        }
        /* Singles in a row are one list; the last of them may open a run of its own. */
        while (end < n && names[end].join == JOIN_AND && (end + 1 >= n || names[end + 1].join == JOIN_AND))
            end++;
        add_level (levels, names + i, end - i, end - i > 1 ? "list" : "single");
        i = end;
    }
    return levels;
}
