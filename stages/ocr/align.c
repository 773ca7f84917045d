#include "stages/ocr/align.h"

#include <string.h>

#include "common/text.h"

#define COMPARED_BYTES 16 /* of a word: what is alike so far is alike */
#define GAP 50            /* of a word without partner; two of them cost as much as a pair that has nothing in common */
#define NEAR 50           /* words of a line among which a neighbour is looked for */
#define UNLIKE 60         /* a pair beyond it stands only where another pair joins the same two lines */

static void
free_typed (gpointer pointer)
{
    g_free (((struct typed_word *) pointer)->text);
}

GArray *
align_split (const char *text)
{
    GArray *words = g_array_new (FALSE, FALSE, sizeof (struct typed_word));
    g_array_set_clear_func (words, free_typed);
    guint at = 0, line = 0;
    for (const char *p = text; *p;) {
        if (g_unichar_isspace (g_utf8_get_char (p))) {
            line += *p == '\n';
            p = g_utf8_next_char (p);
            at++;
            continue;
        }
        const char *from = p;
        struct typed_word word = { .start = at, .line = line };
        while (*p && !g_unichar_isspace (g_utf8_get_char (p))) {
            p = g_utf8_next_char (p);
            at++;
        }
        word.length = at - word.start;
        word.text = g_strndup (from, (gsize) (p - from));
        g_array_append_val (words, word);
    }
    return words;
}

/* 0 where two folded words are the same, 95 where they have nothing in common. */
static int
unlikeness (const char *a, const char *b)
{
    gsize m = MIN (strlen (a), COMPARED_BYTES), n = MIN (strlen (b), COMPARED_BYTES);
    int row[COMPARED_BYTES + 1];
    if (m > 2 * n + 2 || n > 2 * m + 2)
        return 95;
    for (gsize j = 0; j <= n; j++)
        row[j] = (int) j;
    for (gsize i = 1; i <= m; i++) {
        int corner = row[0];
        row[0] = (int) i;
        for (gsize j = 1; j <= n; j++) {
            int best = MIN (MIN (row[j], row[j - 1]) + 1, corner + (a[i - 1] != b[j - 1]));
            corner = row[j];
            row[j] = best;
        }
    }
    return MIN (95, 100 * row[n] / (int) MAX (MAX (m, n), 1));
}

static GPtrArray *
folded_typed (const GArray *typed)
{
    GPtrArray *folded = g_ptr_array_new_with_free_func (g_free);
    for (guint i = 0; i < typed->len; i++)
        g_ptr_array_add (folded, g_utf8_casefold (g_array_index (typed, struct typed_word, i).text, -1));
    return folded;
}

static GPtrArray *
folded_read (const GArray *read, const char *text)
{
    GPtrArray *folded = g_ptr_array_new_with_free_func (g_free);
    const char *p = text;
    guint at = 0;
    for (guint i = 0; i < read->len; i++) {
        const struct word *word = &g_array_index (read, struct word, i);
        for (; *p && at < word->start; at++)
            p = g_utf8_next_char (p);
        g_autofree char *slice = text_slice (p, 0, MIN (word->length, COMPARED_BYTES));
        g_ptr_array_add (folded, g_utf8_casefold (slice, -1));
    }
    return folded;
}

/* For each typed word the index of its partner, or -1: the cheapest alignment of the two sequences. */
static int *
pair_up (const GPtrArray *typed, const GPtrArray *read)
{
    enum { PAIR, SKIP_TYPED, SKIP_READ };
    gsize m = typed->len, n = read->len;
    int *partner = g_new (int, m);
    g_autofree guint8 *ways = g_malloc ((m + 1) * (n + 1));
    g_autofree int *row = g_new (int, n + 1);
    for (gsize j = 0; j <= n; j++) {
        row[j] = (int) j * GAP;
        ways[j] = SKIP_READ;
    }
    for (gsize i = 1; i <= m; i++) {
        int corner = row[0];
        guint8 *way = ways + i * (n + 1);
        row[0] = (int) i * GAP;
        way[0] = SKIP_TYPED;
        for (gsize j = 1; j <= n; j++) {
            int pair = corner + unlikeness (typed->pdata[i - 1], read->pdata[j - 1]);
            int skip_typed = row[j] + GAP, skip_read = row[j - 1] + GAP;
            corner = row[j];
            row[j] = MIN (pair, MIN (skip_typed, skip_read));
            way[j] = row[j] == pair ? PAIR : row[j] == skip_typed ? SKIP_TYPED : SKIP_READ;
        }
    }
    for (gsize i = m, j = n; i > 0;) {
        guint8 way = ways[i * (n + 1) + j];
        if (way != SKIP_READ)
            partner[--i] = way == PAIR ? (int) --j : -1;
        else
            j--;
    }
    return partner;
}

/* The line of each read word, from 0, by the line ends of the text. */
static guint *
lines_of (const GArray *read, const char *text)
{
    guint *lines = g_new0 (guint, read->len);
    guint at = 0, line = 0;
    const char *p = text;
    for (guint i = 0; i < read->len; i++) {
        for (guint until = g_array_index (read, struct word, i).start; *p && at < until; p = g_utf8_next_char (p)) {
            line += *p == '\n';
            at++;
        }
        lines[i] = line;
    }
    return lines;
}

/* Takes away partners that are not alike, but where a word of the same typed line has one that is, on the same read line: then
 * the order tells. */
static void
doubt_pairs (const GArray *typed, int *partner, const gboolean *alike, const guint *lines)
{
    for (guint first = 0, past; first < typed->len; first = past) {
        guint line = g_array_index (typed, struct typed_word, first).line;
        g_autoptr (GHashTable) sure = g_hash_table_new (NULL, NULL); /* read lines, from 1 */
        for (past = first; past < typed->len && g_array_index (typed, struct typed_word, past).line == line; past++)
            if (alike[past])
                g_hash_table_add (sure, GUINT_TO_POINTER (lines[partner[past]] + 1));
        for (guint i = first; i < past; i++)
            if (partner[i] >= 0 && !g_hash_table_contains (sure, GUINT_TO_POINTER (lines[partner[i]] + 1)))
                partner[i] = -1;
    }
}

/* The typed word on the same line with a partner that stands nearest, or -1. */
static int
nearest_paired (const GArray *typed, const int *partner, guint i)
{
    guint line = g_array_index (typed, struct typed_word, i).line;
    for (guint far = 1; far <= NEAR; far++) {
        gboolean any = FALSE;
        for (int side = 0; side < 2; side++) {
            guint other = side ? i + far : i - far; /* below 0 it is beyond the end */
            if (other >= typed->len || g_array_index (typed, struct typed_word, other).line != line)
                continue;
            any = TRUE;
            if (partner[other] >= 0)
                return (int) other;
        }
        if (!any)
            break;
    }
    return -1;
}

static struct word
box_of_line (const GArray *read, const guint *lines, guint line)
{
    struct word box = { 0 };
    gboolean open = FALSE;
    for (guint i = 0; i < read->len; i++) {
        const struct word *word = &g_array_index (read, struct word, i);
        if (lines[i] != line)
            continue;
        box.x0 = open ? MIN (box.x0, word->x0) : word->x0;
        box.y0 = open ? MIN (box.y0, word->y0) : word->y0;
        box.x1 = open ? MAX (box.x1, word->x1) : word->x1;
        box.y1 = open ? MAX (box.y1, word->y1) : word->y1;
        open = TRUE;
    }
    return box;
}

GArray *
align_words (const GArray *typed, const GArray *read, const char *read_text)
{
    GArray *placed = g_array_new (FALSE, FALSE, sizeof (struct word));
    if (typed->len == 0 || read->len == 0 || (guint64) typed->len * read->len > ALIGN_PAIRS_MAX)
        return placed;
    g_autoptr (GPtrArray) wanted = folded_typed (typed), there = folded_read (read, read_text);
    g_autofree int *partner = pair_up (wanted, there);
    g_autofree guint *lines = lines_of (read, read_text);
    g_autofree gboolean *alike = g_new0 (gboolean, typed->len);
    for (guint i = 0; i < typed->len; i++)
        alike[i] = partner[i] >= 0 && unlikeness (wanted->pdata[i], there->pdata[partner[i]]) <= UNLIKE;
    doubt_pairs (typed, partner, alike, lines);
    for (guint i = 0; i < typed->len; i++) {
        const struct typed_word *word = &g_array_index (typed, struct typed_word, i);
        int near = partner[i] >= 0 ? (int) i : nearest_paired (typed, partner, i);
        if (near < 0)
            continue;
        struct word box = partner[i] >= 0 ? g_array_index (read, struct word, partner[i])
                                          : box_of_line (read, lines, lines[partner[near]]);
        box.start = word->start;
        box.length = word->length;
        box.confidence = WORD_CONFIDENCE_NONE;
        box.model = 'm';
        box.doubtful = FALSE;
        g_array_append_val (placed, box);
    }
    return placed;
}
