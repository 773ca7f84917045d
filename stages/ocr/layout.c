#include "stages/ocr/layout.h"

#include <string.h>

#define NOISE_CONFIDENCE 50 /* below it a sign without letter or digit is dirt */
#define ROW_OVERLAP 0.5     /* share of the lower line's height that two lines of one row have in common */
#define SIDE_OVERLAP 0.15   /* share of the narrower width up to which two blocks stand side by side */
#define PROSE_LINES 4       /* a column of prose has at least so many lines */
#define PROSE_WORDS 4.0     /* of at least so many words on the average */
#define CELL_GAP 2.5        /* gap between cells, in heights of the line */
#define PARAGRAPH_PITCH 1.5 /* distance of lines that parts paragraphs, in usual distances */

struct line {
    guint first, end; /* indices of words */
    guint block;
    int x0, y0, x1, y1;
    guint row; /* of its group, when known */
};

struct block {
    int x0, y0, x1, y1;
    guint lines, words;
    guint group; /* the least ordinal of the blocks that are read together with it */
};

static gboolean
is_noise (const struct seen_word *word)
{
    if (word->confidence >= NOISE_CONFIDENCE)
        return FALSE;
    for (const char *p = word->text; *p; p = g_utf8_next_char (p))
        if (g_unichar_isalnum (g_utf8_get_char (p)))
            return FALSE;
    return TRUE;
}

#define GROW(box, x)                                                                                                   \
    ((box)->x0 = MIN ((box)->x0, (x)->x0), (box)->y0 = MIN ((box)->y0, (x)->y0), (box)->x1 = MAX ((box)->x1, (x)->x1), \
     (box)->y1 = MAX ((box)->y1, (x)->y1))

static int
line_height (const struct line *line)
{
    return MAX (1, line->y1 - line->y0);
}

static int
by_cell (gconstpointer a, gconstpointer b)
{
    const struct seen_word *one = *(struct seen_word *const *) a, *other = *(struct seen_word *const *) b;

    if (one->cell != other->cell)
        return one->cell < other->cell ? -1 : 1;
    if (one->cell_part != other->cell_part)
        return one->cell_part < other->cell_part ? -1 : 1;
    int middle = one->x0 + one->x1 - other->x0 - other->x1; /* the box of a word may reach over others */
    return middle ? middle : (one > other) - (one < other);
}

/* Puts the words of each row of a ruled table where the first of them stands, cell by cell. */
static GPtrArray *
rows_together (const GPtrArray *words)
{
    GPtrArray *ordered = g_ptr_array_new ();
    g_autoptr (GHashTable) written = g_hash_table_new (NULL, NULL);

    for (guint i = 0; i < words->len; i++) {
        const struct seen_word *word = words->pdata[i];
        if (word->row == 0) {
            g_ptr_array_add (ordered, words->pdata[i]);
            continue;
        }
        if (!g_hash_table_add (written, GUINT_TO_POINTER (word->row)))
            continue;
        g_autoptr (GPtrArray) row = g_ptr_array_new ();
        for (guint j = i; j < words->len; j++)
            if (((const struct seen_word *) words->pdata[j])->row == word->row)
                g_ptr_array_add (row, words->pdata[j]);
        g_ptr_array_sort (row, by_cell);
        g_ptr_array_extend (ordered, row, NULL, NULL);
    }
    return ordered;
}

static gboolean
same_line (const struct seen_word *a, const struct seen_word *b)
{
    return a->row || b->row ? a->row == b->row : a->line == b->line;
}

static GArray *
find_lines (const GPtrArray *words)
{
    GArray *lines = g_array_new (FALSE, TRUE, sizeof (struct line));

    for (guint i = 0; i < words->len; i++) {
        const struct seen_word *word = words->pdata[i];
        struct line *last = lines->len ? &g_array_index (lines, struct line, lines->len - 1) : NULL;
        if (last && same_line (words->pdata[last->first], word)) {
            GROW (last, word);
            last->end = i + 1;
            continue;
        }
        struct line line = { i, i + 1, word->block, word->x0, word->y0, word->x1, word->y1, 0 };
        g_array_append_val (lines, line);
    }
    return lines;
}

static GArray *
find_blocks (const GArray *lines)
{
    GArray *blocks = g_array_new (FALSE, TRUE, sizeof (struct block));

    for (guint i = 0; i < lines->len; i++) {
        const struct line *line = &g_array_index (lines, struct line, i);
        if (line->block >= blocks->len) {
            guint old = blocks->len;
            g_array_set_size (blocks, line->block + 1);
            for (guint b = old; b < blocks->len; b++)
                g_array_index (blocks, struct block, b).group = b;
        }
        struct block *block = &g_array_index (blocks, struct block, line->block);
        if (block->lines == 0) {
            block->x0 = line->x0, block->y0 = line->y0, block->x1 = line->x1, block->y1 = line->y1;
        } else {
            GROW (block, line);
        }
        block->lines++;
        block->words += line->end - line->first;
    }
    return blocks;
}

static int
overlap (int a0, int a1, int b0, int b1)
{
    return MIN (a1, b1) - MAX (a0, b0);
}

static gboolean
same_row (const struct line *a, const struct line *b)
{
    return overlap (a->y0, a->y1, b->y0, b->y1) >= ROW_OVERLAP * MIN (line_height (a), line_height (b));
}

static gboolean
is_prose (const struct block *block)
{
    return block->lines >= PROSE_LINES && block->words >= PROSE_WORDS * block->lines;
}

static gboolean
beside (const struct block *a, const struct block *b)
{
    int narrower = MIN (a->x1 - a->x0, b->x1 - b->x0);

    return a->lines > 0 && b->lines > 0 && overlap (a->y0, a->y1, b->y0, b->y1) > 0
           && overlap (a->x0, a->x1, b->x0, b->x1) <= SIDE_OVERLAP * narrower;
}

static void
join (GArray *blocks, guint to, guint from)
{
    for (guint k = 0; k < blocks->len; k++)
        if (g_array_index (blocks, struct block, k).group == from)
            g_array_index (blocks, struct block, k).group = to;
}

static gboolean
share_a_row (const GArray *lines, guint a, guint b)
{
    for (guint i = 0; i < lines->len; i++) {
        const struct line *one = &g_array_index (lines, struct line, i);
        for (guint j = 0; one->block == a && j < lines->len; j++) {
            const struct line *other = &g_array_index (lines, struct line, j);
            if (other->block == b && same_row (one, other))
                return TRUE;
        }
    }
    return FALSE;
}

/* Columns of prose are read one after the other; of everything else (forms, tables, letterheads, margins) the rows are
 * read across the page, in one group. */
static void
group_blocks (GArray *blocks, const GArray *lines)
{
    gboolean columns = FALSE;

    for (guint a = 0; !columns && a < blocks->len; a++) {
        const struct block *one = &g_array_index (blocks, struct block, a);
        for (guint b = a + 1; is_prose (one) && !columns && b < blocks->len; b++) {
            const struct block *other = &g_array_index (blocks, struct block, b);
            columns = is_prose (other) && beside (one, other) && share_a_row (lines, a, b);
        }
    }
    if (!columns) {
        for (guint a = 0; a < blocks->len; a++)
            g_array_index (blocks, struct block, a).group = 0;
        return;
    }
    for (guint a = 0; a < blocks->len; a++) {
        for (guint b = a + 1; b < blocks->len; b++) {
            const struct block *one = &g_array_index (blocks, struct block, a),
                               *other = &g_array_index (blocks, struct block, b);
            if (one->group != other->group && !(is_prose (one) && is_prose (other)) && beside (one, other)
                && share_a_row (lines, a, b))
                join (blocks, MIN (one->group, other->group), MAX (one->group, other->group));
        }
    }
}

static int
by_top (gconstpointer a, gconstpointer b)
{
    const struct line *one = *(struct line *const *) a, *other = *(struct line *const *) b;
    int middle = (one->y0 + one->y1) - (other->y0 + other->y1);

    return middle ? middle : (one->first > other->first) - (one->first < other->first);
}

static int
by_row_and_left (gconstpointer a, gconstpointer b)
{
    const struct line *one = *(struct line *const *) a, *other = *(struct line *const *) b;

    if (one->row != other->row)
        return one->row < other->row ? -1 : 1;
    return one->x0 != other->x0 ? one->x0 - other->x0 : (one->first > other->first) - (one->first < other->first);
}

/* Gives each line of a group its row, and puts them in reading order. */
static void
make_rows (GPtrArray *group)
{
    guint rows = 0;

    g_ptr_array_sort (group, by_top);
    for (guint i = 0; i < group->len; i++) {
        struct line *line = group->pdata[i];
        guint fits = i ? ((struct line *) group->pdata[i - 1])->row : 0;
        gboolean joins = i > 0;
        for (guint j = i; joins && j-- > 0;) {
            const struct line *other = group->pdata[j];
            if (other->row != fits)
                break;
            joins =
                same_row (line, other) && overlap (line->x0, line->x1, other->x0, other->x1) <= line_height (line) / 2;
        }
        line->row = joins ? fits : rows++;
    }
    g_ptr_array_sort (group, by_row_and_left);
}

static int
by_number (gconstpointer a, gconstpointer b)
{
    return *(const int *) a - *(const int *) b;
}

/* The usual distance of rows, 0 where there are too few to tell. */
static int
usual_pitch (const GPtrArray *group)
{
    g_autoptr (GArray) pitches = g_array_new (FALSE, FALSE, sizeof (int));

    for (guint i = 1; i < group->len; i++) {
        const struct line *before = group->pdata[i - 1], *line = group->pdata[i];
        int pitch = line->y1 - before->y1;
        if (line->row != before->row && pitch > 0)
            g_array_append_val (pitches, pitch);
    }
    if (pitches->len < 2)
        return 0;
    g_array_sort (pitches, by_number);
    return g_array_index (pitches, int, pitches->len / 2);
}

static void
write_line (GString *text, guint *position, const struct line *line, const GPtrArray *words, GArray *placed)
{
    for (guint i = line->first; i < line->end; i++) {
        const struct seen_word *word = words->pdata[i];
        if (i > line->first) {
            const struct seen_word *before = words->pdata[i - 1];
            gboolean apart =
                word->row ? word->cell != before->cell : word->x0 - before->x1 > CELL_GAP * line_height (line);
            const char *gap = apart ? "  " : " ";
            g_string_append (text, gap);
            *position += gap[1] ? 2 : 1;
        }
        struct placed_word place = { word, *position, (guint) g_utf8_strlen (word->text, -1) };
        g_array_append_val (placed, place);
        g_string_append (text, word->text);
        *position += place.length;
    }
}

static void
write_group (GString *text, guint *position, const GPtrArray *group, const GPtrArray *words, GArray *placed)
{
    int pitch = usual_pitch (group);

    for (guint i = 0; i < group->len; i++) {
        const struct line *line = group->pdata[i], *before = i ? group->pdata[i - 1] : NULL;
        const char *between = "";
        if (before && before->row == line->row)
            between = "  ";
        else if (before)
            between = pitch && !((const struct seen_word *) words->pdata[line->first])->row
                              && line->y1 - before->y1 > PARAGRAPH_PITCH * pitch
                          ? "\n\n"
                          : "\n";
        else if (text->len > 0)
            between = "\n\n";
        g_string_append (text, between);
        *position += (guint) strlen (between);
        write_line (text, position, line, words, placed);
    }
}

char *
layout_text (const GArray *all, GArray *placed)
{
    g_autoptr (GPtrArray) clean = g_ptr_array_new ();
    GString *text = g_string_new (NULL);
    guint position = 0;

    for (guint i = 0; i < all->len; i++)
        if (!is_noise (&g_array_index (all, struct seen_word, i)))
            g_ptr_array_add (clean, &g_array_index (all, struct seen_word, i));

    g_autoptr (GPtrArray) words = rows_together (clean);
    g_autoptr (GArray) lines = find_lines (words);
    g_autoptr (GArray) blocks = find_blocks (lines);
    group_blocks (blocks, lines);
    for (guint b = 0; b < blocks->len; b++) {
        g_autoptr (GPtrArray) group = g_ptr_array_new ();
        for (guint i = 0; i < lines->len; i++) {
            struct line *line = &g_array_index (lines, struct line, i);
            if (g_array_index (blocks, struct block, line->block).group == b)
                g_ptr_array_add (group, line);
        }
        if (group->len > 0) {
            make_rows (group);
            write_group (text, &position, group, words, placed);
        }
    }
    return g_string_free (text, FALSE);
}
