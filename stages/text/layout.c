#include "stages/text/layout.h"

#include <math.h>
#include <string.h>

#include "common/words.h"

#define DEPTH_MAX 6          /* columns within columns */
#define CELL_GAP 1.5         /* heights of a line: wider is a new cell */
#define PARAGRAPH_GAP 0.6    /* heights of a line above the usual gap */
#define GUTTER_POINTS 7.0    /* least white between columns of prose */
#define ALIGNED_POINTS 3.0   /* lines that start this close start together */
#define COLUMN_LINES 5       /* fewer are a table or a form */
#define COLUMN_CHARACTERS 25 /* of a mean line; cells and form entries are shorter */
#define FILLED_SHARE 0.6     /* of the lines of prose reach ... */
#define FILLED_WIDTH 0.8     /* ... this far into their column */
#define CANDIDATES_MAX 24

struct row {
    double y0, y1;
    GPtrArray *tokens; /* by x0 */
};

/* The text so far, counted in code points. */
struct output {
    GString *text;
    GString *packed;
    guint length;
};

static void
token_clear (gpointer token)
{
    g_free (((struct token *) token)->text);
}

GArray *
tokens_new (void)
{
    GArray *tokens = g_array_new (FALSE, FALSE, sizeof (struct token));
    g_array_set_clear_func (tokens, token_clear);
    return tokens;
}

void
tokens_add (GArray *tokens, const char *text, gsize length, double x0, double y0, double x1, double y1)
{
    struct token token = { g_strndup (text, length), MIN (x0, x1), MIN (y0, y1), MAX (x0, x1), MAX (y0, y1), FALSE };
    g_array_append_val (tokens, token);
}

static void
row_free (gpointer data)
{
    struct row *row = data;
    g_ptr_array_unref (row->tokens);
    g_free (row);
}

static int
compare (double one, double other)
{
    return (one > other) - (one < other);
}

static int
by_middle (gconstpointer a, gconstpointer b)
{
    const struct token *one = *(struct token *const *) a, *other = *(struct token *const *) b;
    int order = compare (one->y0 + one->y1, other->y0 + other->y1);
    return order ? order : compare (one->x0, other->x0);
}

static int
by_left (gconstpointer a, gconstpointer b)
{
    const struct token *one = *(struct token *const *) a, *other = *(struct token *const *) b;
    int order = compare (one->x0, other->x0);
    return order ? order : by_middle (a, b);
}

static int
by_value (gconstpointer a, gconstpointer b)
{
    return compare (*(const double *) a, *(const double *) b);
}

static gboolean
belongs (const struct row *row, const struct token *token)
{
    double overlap = MIN (row->y1, token->y1) - MAX (row->y0, token->y0);
    return overlap >= 0.5 * MIN (row->y1 - row->y0, token->y1 - token->y0);
}

/* Rows from the top. A row grows only by words of its own size, so that a large heading beside small print does not
 * swallow the lines below. */
static GPtrArray *
rows_of (GPtrArray *tokens)
{
    GPtrArray *rows = g_ptr_array_new_with_free_func (row_free);
    struct row *row = NULL;

    g_ptr_array_sort (tokens, by_middle);
    for (guint i = 0; i < tokens->len; i++) {
        struct token *token = tokens->pdata[i];
        if (row == NULL || !belongs (row, token)) {
            row = g_new0 (struct row, 1);
            row->y0 = token->y0;
            row->y1 = token->y1;
            row->tokens = g_ptr_array_new ();
            g_ptr_array_add (rows, row);
        } else if (token->y1 - token->y0 < 1.5 * (row->y1 - row->y0)) {
            row->y0 = MIN (row->y0, token->y0);
            row->y1 = MAX (row->y1, token->y1);
        }
        g_ptr_array_add (row->tokens, token);
    }
    for (guint i = 0; i < rows->len; i++)
        g_ptr_array_sort (((struct row *) rows->pdata[i])->tokens, by_left);
    return rows;
}

/* --- columns of prose ------------------------------------------------------------------------------------------------ */

/* The part of a row left or right of `gutter`. */
struct side {
    guint lines, characters, filled;
    double left, right; /* extent of all lines */
};

static gboolean
crosses (const struct row *row, double gutter)
{
    for (guint i = 0; i < row->tokens->len; i++) {
        const struct token *token = row->tokens->pdata[i];
        if (token->x0 < gutter - 0.5 && token->x1 > gutter - GUTTER_POINTS)
            return TRUE;
    }
    return FALSE;
}

/* Adds the row's line on one side to `side`; in the second pass (`extent` set) counts whether it fills the column. */
static void
side_add (struct side *side, const struct row *row, double gutter, gboolean right_side, const struct side *extent)
{
    double left = HUGE_VAL, right = -HUGE_VAL;
    guint characters = 0;
    for (guint i = 0; i < row->tokens->len; i++) {
        const struct token *token = row->tokens->pdata[i];
        if ((token->x0 >= gutter - 0.5) != right_side)
            continue;
        left = MIN (left, token->x0);
        right = MAX (right, token->x1);
        characters += (guint) g_utf8_strlen (token->text, -1) + 1;
    }
    if (characters == 0)
        return;
    side->lines++;
    side->characters += characters;
    side->left = MIN (side->left, left);
    side->right = MAX (side->right, right);
    if (extent)
        side->filled += right - extent->left >= FILLED_WIDTH * (extent->right - extent->left);
}

static gboolean
is_prose (const GPtrArray *rows, guint from, guint to, double gutter, gboolean right_side)
{
    struct side extent = { .left = HUGE_VAL, .right = -HUGE_VAL }, side = extent;
    for (guint i = from; i < to; i++)
        side_add (&extent, rows->pdata[i], gutter, right_side, NULL);
    for (guint i = from; i < to; i++)
        side_add (&side, rows->pdata[i], gutter, right_side, &extent);
    return side.lines >= COLUMN_LINES && side.characters >= COLUMN_CHARACTERS * side.lines
           && side.filled >= FILLED_SHARE * side.lines;
}

/* Where many lines start that are not the first of their row or not at the left edge: left edges of possible columns. */
static GArray *
candidate_gutters (const GPtrArray *rows)
{
    GArray *starts = g_array_new (FALSE, FALSE, sizeof (double)),
           *gutters = g_array_new (FALSE, FALSE, sizeof (double));
    double left = HUGE_VAL;

    for (guint i = 0; i < rows->len; i++) {
        const struct row *row = rows->pdata[i];
        for (guint k = 0; k < row->tokens->len; k++) {
            const struct token *token = row->tokens->pdata[k], *before = k ? row->tokens->pdata[k - 1] : NULL;
            if (before == NULL || token->x0 - before->x1 >= GUTTER_POINTS)
                g_array_append_val (starts, token->x0);
            left = MIN (left, token->x0);
        }
    }
    g_array_sort (starts, by_value);
    for (guint i = 0; i < starts->len && gutters->len < CANDIDATES_MAX;) {
        double first = g_array_index (starts, double, i);
        guint n = 0;
        while (i + n < starts->len && g_array_index (starts, double, i + n) <= first + ALIGNED_POINTS)
            n++;
        if (n >= COLUMN_LINES && first > left + 4 * GUTTER_POINTS)
            g_array_append_val (gutters, first);
        i += n;
    }
    g_array_unref (starts);
    return gutters;
}

/* The longest run of rows [from, to) that is two columns of prose beside `gutter`. */
static gboolean
find_columns (const GPtrArray *rows, double *gutter, guint *from, guint *to)
{
    g_autoptr (GArray) gutters = candidate_gutters (rows);
    guint longest = 0;

    for (guint g = 0; g < gutters->len; g++) {
        double candidate = g_array_index (gutters, double, g);
        for (guint start = 0; start < rows->len; start++) {
            guint end = start;
            while (end < rows->len && !crosses (rows->pdata[end], candidate))
                end++;
            if (end - start > longest && is_prose (rows, start, end, candidate, FALSE)
                && is_prose (rows, start, end, candidate, TRUE)) {
                longest = end - start;
                *gutter = candidate;
                *from = start;
                *to = end;
            }
            start = end;
        }
    }
    return longest > 0;
}

/* --- writing --------------------------------------------------------------------------------------------------------- */

static void
put (struct output *output, const char *ascii)
{
    g_string_append (output->text, ascii);
    output->length += (guint) strlen (ascii);
}

/* An empty line, unless what stands last goes on: prose runs from the foot of one column to the head of the next. */
static void
part_columns (struct output *output)
{
    gsize end = output->text->len;
    while (end > 0 && output->text->str[end - 1] == '\n')
        end--;
    if (end > 0 && strchr (".:!?", output->text->str[end - 1]))
        put (output, "\n");
}

static void
write_token (struct output *output, const struct token *token)
{
    struct word word = {
        .start = output->length,
        .length = (guint) g_utf8_strlen (token->text, -1),
        .x0 = token->x0,
        .y0 = token->y0,
        .x1 = token->x1,
        .y1 = token->y1,
        .confidence = WORD_CONFIDENCE_NONE,
        .model = 't',
    };
    words_pack (output->packed, &word);
    g_string_append (output->text, token->text);
    output->length += word.length;
}

static double
usual_gap (const GPtrArray *rows)
{
    g_autoptr (GArray) gaps = g_array_new (FALSE, FALSE, sizeof (double));
    for (guint i = 1; i < rows->len; i++) {
        const struct row *above = rows->pdata[i - 1], *row = rows->pdata[i];
        double gap = row->y0 - above->y1;
        g_array_append_val (gaps, gap);
    }
    if (gaps->len == 0)
        return 0;
    g_array_sort (gaps, by_value);
    return g_array_index (gaps, double, gaps->len / 2);
}

static void
write_rows (struct output *output, const GPtrArray *rows, guint from, guint to)
{
    double gap = usual_gap (rows);
    for (guint i = from; i < to; i++) {
        const struct row *row = rows->pdata[i];
        double height = row->y1 - row->y0;
        if (i > from && row->y0 - ((struct row *) rows->pdata[i - 1])->y1 > gap + PARAGRAPH_GAP * height)
            put (output, "\n");
        for (guint k = 0; k < row->tokens->len; k++) {
            const struct token *token = row->tokens->pdata[k];
            if (k > 0)
                put (output,
                     token->x0 - ((struct token *) row->tokens->pdata[k - 1])->x1 > CELL_GAP * height ? "  " : " ");
            write_token (output, token);
        }
        put (output, "\n");
    }
}

static void arrange (struct output *output, GPtrArray *tokens, int depth);

static void
arrange_side (struct output *output, const GPtrArray *rows, guint from, guint to, double gutter, gboolean right_side,
              int depth)
{
    g_autoptr (GPtrArray) part = g_ptr_array_new ();
    for (guint i = from; i < to; i++) {
        const struct row *row = rows->pdata[i];
        for (guint k = 0; k < row->tokens->len; k++)
            if ((((struct token *) row->tokens->pdata[k])->x0 >= gutter - 0.5) == right_side)
                g_ptr_array_add (part, row->tokens->pdata[k]);
    }
    arrange (output, part, depth);
}

static void
arrange_rows (struct output *output, const GPtrArray *rows, guint from, guint to, int depth)
{
    g_autoptr (GPtrArray) part = g_ptr_array_new ();
    for (guint i = from; i < to; i++)
        g_ptr_array_extend (part, ((struct row *) rows->pdata[i])->tokens, NULL, NULL);
    if (part->len > 0)
        arrange (output, part, depth);
}

static void
arrange (struct output *output, GPtrArray *tokens, int depth)
{
    g_autoptr (GPtrArray) rows = rows_of (tokens);
    double gutter = 0;
    guint from = 0, to = 0;

    if (depth >= DEPTH_MAX || !find_columns (rows, &gutter, &from, &to)) {
        write_rows (output, rows, 0, rows->len);
        return;
    }
    arrange_rows (output, rows, 0, from, depth + 1);
    arrange_side (output, rows, from, to, gutter, FALSE, depth + 1);
    part_columns (output);
    arrange_side (output, rows, from, to, gutter, TRUE, depth + 1);
    if (to < rows->len)
        put (output, "\n");
    arrange_rows (output, rows, to, rows->len, depth + 1);
}

char *
layout_text (const GArray *tokens, GString *packed)
{
    struct output output = { g_string_new (NULL), packed, 0 };
    g_autoptr (GPtrArray) upright = g_ptr_array_new ();

    for (guint i = 0; i < tokens->len; i++) {
        struct token *token = &g_array_index (tokens, struct token, i);
        if (!token->sideways)
            g_ptr_array_add (upright, token);
    }
    arrange (&output, upright, 0);
    for (guint i = 0; i < tokens->len; i++) {
        const struct token *token = &g_array_index (tokens, struct token, i);
        if (!token->sideways)
            continue;
        gboolean goes_on = i > 0 && g_array_index (tokens, struct token, i - 1).sideways;
        if (goes_on) { /* the line's newline becomes a blank */
            g_string_truncate (output.text, output.text->len - 1);
            output.length--;
            put (&output, " ");
        }
        write_token (&output, token);
        put (&output, "\n");
    }
    return g_string_free (output.text, FALSE);
}
