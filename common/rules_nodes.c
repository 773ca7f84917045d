/* The beginnings of patterns as nodes of one automaton: what a shape (rules_shape.c) is followed through. */
#include "common/rules_parts.h"

#define NODES_MAX 20000 /* of one pattern */
#define COPIES_MAX 3    /* "x{2,9}" is read as "xxx*" where the two differ by more */
#define FAR 12          /* characters, of what crosses from word to word */
#define FLOATING_TOLD 3 /* characters */

struct adding {
    GArray *nodes, *shapes; /* struct node, struct shape */
    guint32 pattern, found; /* node */
    guint first;            /* node of the pattern */
    gboolean lost;          /* too many nodes */
};

static guint32
node_add (struct adding *adding, enum node_kind kind, guint64 symbols, guint32 next, guint32 other)
{
    struct node node = { symbols, next, other, adding->pattern, kind };
    GArray *nodes = adding->nodes;

    if (nodes->len - adding->first > NODES_MAX) {
        adding->lost = TRUE;
        return adding->found;
    }
    g_array_append_val (nodes, node);
    return nodes->len - 1;
}

static gboolean
crosses_words (guint64 symbols)
{
    return symbols & SYMBOL_BIT (SYMBOL_BLANK) && symbols & SYMBOLS_LETTERS;
}

static guint32 nodes_of (struct adding *adding, guint shape, guint before, guint32 next);

static guint32
nodes_of_times (struct adding *adding, const struct shape *shape, guint before, guint32 next)
{
    const GArray *shapes = adding->shapes;
    const struct shape *child = &g_array_index (shapes, struct shape, shape->child);
    guint each = child->told;
    guint least = MIN (shape->least, each ? (BEGINNING_MAX - before + each - 1) / each : COPIES_MAX);
    guint after = before + least * each;

    if (child->kind == SHAPE_ONE && crosses_words (child->symbols) && shape->most - least > FAR) {
        /* from word to word it leads too far to follow */
        guint32 far = node_add (adding, NODE_ONE, child->symbols, adding->found, 0);
        next = node_add (adding, NODE_SPLIT, 0, next, far);
    } else if (shape->most - shape->least > COPIES_MAX || shape->least > least) {
        guint32 loop = node_add (adding, NODE_SPLIT, 0, next, next);
        guint32 body = nodes_of (adding, shape->child, after, loop);
        g_array_index (adding->nodes, struct node, loop).next = body;
        next = loop;
    } else
        for (guint32 i = shape->most - shape->least, end = next; i > 0; i--)
            next = node_add (adding, NODE_SPLIT, 0, nodes_of (adding, shape->child, after, next), end);
    for (guint i = least; i > 0; i--)
        next = nodes_of (adding, shape->child, before + (i - 1) * each, next);
    return next;
}

/* The nodes of a shape, in front of which at least `before` characters are told, with `next` behind them. */
static guint32
nodes_of (struct adding *adding, guint index, guint before, guint32 next)
{
    const GArray *shapes = adding->shapes;
    const struct shape *shape = &g_array_index (shapes, struct shape, index);

    if (before >= BEGINNING_MAX || adding->lost)
        return adding->found;
    switch (shape->kind) {
    case SHAPE_ONE:
        return node_add (adding, NODE_ONE, shape->symbols, next, 0);
    case SHAPE_LINE_START:
        return node_add (adding, NODE_LINE_START, 0, next, 0);
    case SHAPE_ANYTHING:
        return adding->found;
    case SHAPE_TIMES:
        return nodes_of_times (adding, shape, before, next);
    case SHAPE_SEQUENCE: {
        guint items[BEGINNING_ITEMS_MAX], befores[BEGINNING_ITEMS_MAX], n = 0;
        for (guint i = shape->child; i; i = g_array_index (shapes, struct shape, i).next) {
            if (before >= BEGINNING_MAX || n == G_N_ELEMENTS (items)) {
                next = adding->found;
                break;
            }
            items[n] = i;
            befores[n++] = before;
            before += g_array_index (shapes, struct shape, i).told;
        }
        while (n-- > 0)
            next = nodes_of (adding, items[n], befores[n], next);
        return next;
    }
    case SHAPE_EITHER: {
        guint32 either = 0;
        for (guint i = shape->child; i; i = g_array_index (shapes, struct shape, i).next) {
            guint32 branch = nodes_of (adding, i, before, next);
            either = either ? node_add (adding, NODE_SPLIT, 0, branch, either) : branch;
        }
        return either;
    }
    case SHAPE_NOTHING:
        break;
    }
    return next;
}

/* Passes over what may be nearly any text at a pattern's beginning ("[^\n]{0,60}daily note"), where something is told behind it. */
static gboolean
shape_float (GArray *shapes, guint root)
{
    struct shape *whole = &g_array_index (shapes, struct shape, root);
    const struct shape *first = &g_array_index (shapes, struct shape, whole->child);
    if (whole->kind != SHAPE_SEQUENCE || first->kind != SHAPE_TIMES || first->most - first->least <= FAR
        || whole->told < FLOATING_TOLD)
        return FALSE;
    const struct shape *one = &g_array_index (shapes, struct shape, first->child);
    if (one->kind != SHAPE_ONE || !crosses_words (one->symbols))
        return FALSE;
    whole->child = first->next;
    return TRUE;
}

/* Whether all that a shape stands for begins with a capital letter. */
static gboolean
begins_with_capital (const GArray *shapes, guint index)
{
    const struct shape *shape = &g_array_index (shapes, struct shape, index);
    guint i = shape->child;

    switch (shape->kind) {
    case SHAPE_ONE:
        return shape->capital;
    case SHAPE_TIMES:
        return shape->least > 0 && begins_with_capital (shapes, i);
    case SHAPE_EITHER:
        for (; i && begins_with_capital (shapes, i);)
            i = g_array_index (shapes, struct shape, i).next;
        return !i;
    case SHAPE_SEQUENCE:
        while (i
               && (g_array_index (shapes, struct shape, i).kind == SHAPE_NOTHING
                   || g_array_index (shapes, struct shape, i).kind == SHAPE_LINE_START))
            i = g_array_index (shapes, struct shape, i).next;
        return i && begins_with_capital (shapes, i);
    default:
        return FALSE;
    }
}

guint32
nodes_add (GArray *nodes, guint32 pattern, const char *source, struct beginning *beginning, gboolean *capital)
{
    g_autoptr (GArray) shapes = g_array_new (FALSE, FALSE, sizeof (struct shape));
    struct adding adding = { nodes, shapes, pattern, 0, nodes->len, FALSE };
    guint shape;

    beginning->floating = FALSE;
    if (!shape_read (source, beginning->extended, beginning->cased, shapes, &shape)
        || !g_array_index (shapes, struct shape, shape).some)
        return 0;
    beginning->floating = shape_float (shapes, shape);
    *capital = !beginning->floating && begins_with_capital (shapes, shape);
    adding.found = node_add (&adding, NODE_FOUND, 0, 0, 0);
    guint32 end = adding.found;
    if (!beginning->raw) {
        guint64 no_letter = ~SYMBOLS_LETTERS_DIGITS;
        end = node_add (&adding, NODE_ONE, no_letter, adding.found, 0);
        end = node_add (&adding, NODE_WORD_END, 0, end, 0);
    }
    guint32 root = nodes_of (&adding, shape, 0, end);
    if (adding.lost || root == adding.found) {
        g_array_set_size (nodes, adding.first);
        return 0;
    }
    return root;
}
