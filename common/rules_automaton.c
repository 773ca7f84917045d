/* Which patterns can begin where: one automaton of the beginnings of all patterns of a rule file, walked from each
 * character of a text, so that the cost of a text hardly grows with the number of rules. Its nodes are made when a pattern
 * is added; its states, sets of nodes, when a text first leads to them. */
#include "common/rules_parts.h"

#include <string.h>

#define NODES_MAX 20000    /* of one pattern */
#define COPIES_MAX 3       /* "x{2,9}" is read as "xxx*" where the two differ by more */
#define FAR 12             /* characters, of what crosses from word to word */
#define WALK_MAX 40        /* characters */
#define STATES_ENOUGH 6000 /* then the states are forgotten, before the next text */
#define STATES_MAX 20000   /* of one text; then nothing is followed further than what is known */
#define SYMBOL_COUNT 64
#define UNKNOWN 0 /* transition that no text has taken yet */
#define DEAD 1    /* the state of no node */

enum node_kind {
    NODE_ONE,        /* a character of `symbols`, then `next` */
    NODE_SPLIT,      /* `next` or `other` */
    NODE_LINE_START, /* `next`, where a line begins */
    NODE_WORD_END,   /* the pattern's end, which may not be inside a word */
    NODE_FOUND,      /* a match may begin where the walk began */
};

struct node {
    guint64 symbols;
    guint32 next, other;
    guint32 pattern;
    guint32 kind;
};

struct state {
    guint32 *nodes;    /* NODE_ONE, rising */
    guint32 *patterns; /* found when the state is reached, rising */
    guint n_nodes, n_patterns;
};

struct automaton {
    GArray *nodes;     /* struct node */
    GArray *roots;     /* guint32: of each pattern the node that it begins with */
    GArray *raw;       /* gboolean of each pattern */
    GArray *shapes;    /* struct shape, of the pattern that is being added */
    GPtrArray *states; /* struct state */
    GArray *moves;     /* guint16: SYMBOL_COUNT of each state, the states that follow it */
    GArray *telling;   /* guint8 of each state: whether patterns are found there, or the walk ends */
    GHashTable *known; /* struct state -> its index */
    guint32
        vain[STARTS_COUNT / 32]; /* bits by symbols_starts: a walk from there was seen to end at once, with nothing */
    guint32 starts[4];           /* by enum where */
    GArray *mark;                /* guint32 of each node: the round in which it was last reached */
    guint32 round;
    GArray *stack, *reached, *found; /* guint32, while a state is made */
    GArray *candidates, *sorted;     /* struct candidate */
    GArray *last;                    /* guint32 of each pattern: the character from which it was last found, plus one */
    GArray *begin;                   /* guint32 of each pattern: where its candidates begin */
};

/* --- nodes ----------------------------------------------------------------------------------------------------------------- */

struct adding {
    struct automaton *automaton;
    guint32 pattern, found; /* node */
    guint first;            /* node of the pattern */
    gboolean lost;          /* too many nodes */
};

static guint32
node_add (struct adding *adding, enum node_kind kind, guint64 symbols, guint32 next, guint32 other)
{
    struct node node = { symbols, next, other, adding->pattern, kind };
    GArray *nodes = adding->automaton->nodes;

    if (nodes->len - adding->first > NODES_MAX) {
        adding->lost = TRUE;
        return adding->found;
    }
    g_array_append_val (nodes, node);
    return nodes->len - 1;
}

static struct node *
node_at (const struct automaton *automaton, guint32 i)
{
    return &g_array_index (automaton->nodes, struct node, i);
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
    const GArray *shapes = adding->automaton->shapes;
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
        node_at (adding->automaton, loop)->next = body;
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
    const GArray *shapes = adding->automaton->shapes;
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

/* --- states ---------------------------------------------------------------------------------------------------------------- */

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
    guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

    return x < y ? -1 : x > y;
}

static guint
state_hash (gconstpointer p)
{
    const struct state *state = p;
    guint hash = state->n_nodes * 31 + state->n_patterns;

    for (guint i = 0; i < state->n_nodes; i++)
        hash = (hash ^ state->nodes[i]) * 16777619u;
    for (guint i = 0; i < state->n_patterns; i++)
        hash = (hash ^ state->patterns[i]) * 16777619u;
    return hash;
}

static gboolean
state_equal (gconstpointer a, gconstpointer b)
{
    const struct state *x = a, *y = b;

    return x->n_nodes == y->n_nodes && x->n_patterns == y->n_patterns
           && (!x->n_nodes || memcmp (x->nodes, y->nodes, x->n_nodes * sizeof *x->nodes) == 0)
           && (!x->n_patterns || memcmp (x->patterns, y->patterns, x->n_patterns * sizeof *x->patterns) == 0);
}

static void
state_free (gpointer p)
{
    struct state *state = p;

    if (state)
        g_free (state->nodes);
    g_free (state);
}

/* What can be reached from `node` without a character, after `symbol` and with the conditions of `where`. */
static void
reach (struct automaton *automaton, guint32 from, guint symbol, guint where)
{
    guint32 *mark = (guint32 *) (void *) automaton->mark->data;
    GArray *stack = automaton->stack;

    g_array_set_size (stack, 0);
    g_array_append_val (stack, from);
    while (stack->len) {
        guint32 i = g_array_index (stack, guint32, stack->len - 1);
        g_array_set_size (stack, stack->len - 1);
        const struct node *node = node_at (automaton, i);
        if (mark[i] == automaton->round)
            continue;
        mark[i] = automaton->round;
        switch ((enum node_kind) node->kind) {
        case NODE_ONE:
            g_array_append_val (automaton->reached, i);
            break;
        case NODE_SPLIT:
            g_array_append_val (stack, node->other);
            g_array_append_val (stack, node->next);
            break;
        case NODE_LINE_START:
            if (where & WHERE_LINE_START)
                g_array_append_val (stack, node->next);
            break;
        case NODE_WORD_END: /* its second node asks for what is no letter behind a letter */
            if (SYMBOLS_LETTERS_DIGITS & SYMBOL_BIT (symbol))
                g_array_append_val (stack, node->next);
            else
                g_array_append_val (automaton->found, node->pattern);
            break;
        case NODE_FOUND:
            g_array_append_val (automaton->found, node->pattern);
            break;
        }
    }
}

/* The state of what was reached, known or new. */
static guint32
state_of_reached (struct automaton *automaton)
{
    GArray *reached = automaton->reached, *found = automaton->found;
    guint kept = 0;

    g_array_sort (found, compare_numbers);
    for (guint i = 0; i < found->len; i++)
        if (!kept || g_array_index (found, guint32, kept - 1) != g_array_index (found, guint32, i))
            g_array_index (found, guint32, kept++) = g_array_index (found, guint32, i);
    g_array_set_size (found, kept);
    kept = 0;
    for (guint i = 0; i < reached->len; i++) { /* what is found need not be followed further */
        guint32 node = g_array_index (reached, guint32, i);
        if (!found->len || !g_array_binary_search (found, &node_at (automaton, node)->pattern, compare_numbers, NULL))
            g_array_index (reached, guint32, kept++) = node;
    }
    g_array_set_size (reached, kept);
    g_array_sort (reached, compare_numbers);
    if (!reached->len && !found->len)
        return DEAD;
    struct state probe = { (guint32 *) (void *) reached->data, (guint32 *) (void *) found->data, reached->len,
                           found->len };
    gpointer known = g_hash_table_lookup (automaton->known, &probe);
    if (known)
        return GPOINTER_TO_UINT (known);
    struct state *state = g_new0 (struct state, 1);
    state->nodes = g_new (guint32, reached->len + found->len);
    state->patterns = state->nodes + reached->len;
    state->n_nodes = reached->len;
    state->n_patterns = found->len;
    if (reached->len)
        memcpy (state->nodes, reached->data, reached->len * sizeof (guint32));
    if (found->len)
        memcpy (state->patterns, found->data, found->len * sizeof (guint32));
    g_ptr_array_add (automaton->states, state);
    g_array_set_size (automaton->moves, automaton->states->len * SYMBOL_COUNT);
    guint8 telling = !state->n_nodes || state->n_patterns > 0;
    g_array_append_val (automaton->telling, telling);
    g_hash_table_insert (automaton->known, state, GUINT_TO_POINTER (automaton->states->len - 1));
    return automaton->states->len - 1;
}

static void
reach_begin (struct automaton *automaton)
{
    automaton->round++;
    g_array_set_size (automaton->reached, 0);
    g_array_set_size (automaton->found, 0);
}

static guint32
state_after (struct automaton *automaton, guint32 index, guint symbol)
{
    struct state *state = automaton->states->pdata[index];

    reach_begin (automaton);
    for (guint i = 0; i < state->n_nodes; i++) {
        const struct node *node = node_at (automaton, state->nodes[i]);
        if (node->symbols & SYMBOL_BIT (symbol))
            reach (automaton, node->next, symbol, symbol == SYMBOL_NEWLINE ? WHERE_LINE_START : 0);
    }
    guint32 next = state_of_reached (automaton);
    g_array_index (automaton->moves, guint16, index * SYMBOL_COUNT + symbol) = (guint16) next;
    return next;
}

static void
states_begin (struct automaton *automaton)
{
    g_hash_table_remove_all (automaton->known);
    g_ptr_array_set_size (automaton->states, 0);
    g_ptr_array_add (automaton->states, NULL); /* UNKNOWN, DEAD */
    g_ptr_array_add (automaton->states, g_new0 (struct state, 1));
    g_array_set_size (automaton->moves, 0);
    g_array_set_size (automaton->moves, automaton->states->len * SYMBOL_COUNT);
    static const guint8 first[] = { 1, 1 };
    memset (automaton->vain, 0, sizeof automaton->vain);
    g_array_set_size (automaton->telling, 0);
    g_array_append_vals (automaton->telling, first, G_N_ELEMENTS (first));
    for (guint where = 0; where < G_N_ELEMENTS (automaton->starts); where++) {
        reach_begin (automaton);
        for (guint32 i = 0; i < automaton->roots->len; i++)
            if (!(where & WHERE_INSIDE_WORD) || g_array_index (automaton->raw, gboolean, i))
                reach (automaton, g_array_index (automaton->roots, guint32, i), SYMBOL_END, where);
        automaton->starts[where] = state_of_reached (automaton);
    }
}

/* --- the whole ------------------------------------------------------------------------------------------------------------- */

struct automaton *
automaton_new (void)
{
    struct automaton *automaton = g_new0 (struct automaton, 1);

    automaton->nodes = g_array_new (FALSE, TRUE, sizeof (struct node));
    g_array_set_size (automaton->nodes, 1); /* 0 stands for none */
    automaton->shapes = g_array_new (FALSE, FALSE, sizeof (struct shape));
    automaton->raw = g_array_new (FALSE, FALSE, sizeof (gboolean));
    automaton->candidates = g_array_new (FALSE, FALSE, sizeof (struct candidate));
    automaton->sorted = g_array_new (FALSE, FALSE, sizeof (struct candidate));
    GArray **numbers[] = { &automaton->roots, &automaton->mark, &automaton->stack, &automaton->reached,
                           &automaton->found, &automaton->last, &automaton->begin };
    for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
        *numbers[i] = g_array_new (FALSE, TRUE, sizeof (guint32));
    automaton->states = g_ptr_array_new_with_free_func (state_free);
    automaton->moves = g_array_new (FALSE, TRUE, sizeof (guint16));
    automaton->telling = g_array_new (FALSE, FALSE, sizeof (guint8));
    automaton->known = g_hash_table_new (state_hash, state_equal);
    return automaton;
}

void
automaton_free (struct automaton *automaton)
{
    if (!automaton)
        return;
    GArray *arrays[] = { automaton->nodes,   automaton->shapes, automaton->raw,  automaton->candidates,
                         automaton->sorted,  automaton->roots,  automaton->mark, automaton->stack,
                         automaton->reached, automaton->found,  automaton->last, automaton->begin,
                         automaton->moves,   automaton->telling };
    for (gsize i = 0; i < G_N_ELEMENTS (arrays); i++)
        g_array_unref (arrays[i]);
    g_hash_table_unref (automaton->known);
    g_ptr_array_unref (automaton->states);
    g_free (automaton);
}

gboolean
automaton_add (struct automaton *automaton, const char *pattern, gboolean extended, gboolean raw, guint *index)
{
    struct adding adding = { automaton, automaton->roots->len, 0, automaton->nodes->len, FALSE };
    guint shape;

    if (!shape_read (pattern, extended, automaton->shapes, &shape)
        || !g_array_index (automaton->shapes, struct shape, shape).some)
        return FALSE;
    adding.found = node_add (&adding, NODE_FOUND, 0, 0, 0);
    guint32 end = adding.found;
    if (!raw) {
        guint64 no_letter = ~SYMBOLS_LETTERS_DIGITS;
        end = node_add (&adding, NODE_ONE, no_letter, adding.found, 0);
        end = node_add (&adding, NODE_WORD_END, 0, end, 0);
    }
    guint32 root = nodes_of (&adding, shape, 0, end);
    if (adding.lost || root == adding.found) {
        g_array_set_size (automaton->nodes, adding.first);
        return FALSE;
    }
    *index = automaton->roots->len;
    g_array_append_val (automaton->roots, root);
    g_array_append_val (automaton->raw, raw);
    g_ptr_array_set_size (automaton->states, 0);
    return TRUE;
}

static void
candidates_sort (struct automaton *automaton)
{
    const struct candidate *candidates = (const struct candidate *) (const void *) automaton->candidates->data;
    guint n = automaton->candidates->len;
    guint32 *begin;

    g_array_set_size (automaton->begin, 0);
    g_array_set_size (automaton->begin, automaton->roots->len + 1);
    g_array_set_size (automaton->sorted, n);
    begin = (guint32 *) (void *) automaton->begin->data;
    struct candidate *sorted = (struct candidate *) (void *) automaton->sorted->data;
    for (guint i = 0; i < n; i++)
        begin[candidates[i].pattern + 1]++;
    for (guint i = 0; i < automaton->roots->len; i++)
        begin[i + 1] += begin[i];
    for (guint i = 0; i < n; i++)
        sorted[begin[candidates[i].pattern]++] = candidates[i];
    for (guint i = automaton->roots->len; i > 0; i--) /* each was moved on to where the next begins */
        begin[i] = begin[i - 1];
    begin[0] = 0;
}

/* A pattern may begin at character `i`: said once. */
static void
candidate_add (struct automaton *automaton, guint32 *last, guint32 pattern, guint i, guint32 place)
{
    struct candidate candidate = { pattern, place };

    if (last[pattern] == i + 1)
        return;
    last[pattern] = i + 1;
    g_array_append_val (automaton->candidates, candidate);
}

void
automaton_walk (struct automaton *automaton, const struct symbols *symbols)
{
    const guint8 *symbol = symbols_symbols (symbols), *where = symbols_where (symbols);
    const guint16 *starts = symbols_starts (symbols);
    const guint32 *place = symbols_places (symbols);
    guint n = symbols_count (symbols);

    g_array_set_size (automaton->candidates, 0);
    if (!automaton->states->len || automaton->states->len > STATES_ENOUGH) {
        g_array_set_size (automaton->mark, 0);
        g_array_set_size (automaton->mark, automaton->nodes->len);
        automaton->round = 0;
        states_begin (automaton);
    }
    g_array_set_size (automaton->last, 0);
    g_array_set_size (automaton->last, automaton->roots->len);
    guint32 *last = (guint32 *) (void *) automaton->last->data;
    const guint16 *moves = (const guint16 *) (const void *) automaton->moves->data;
    const guint8 *telling = (const guint8 *) automaton->telling->data;
    for (guint i = 0; i < n; i++) {
        if (automaton->vain[starts[i] / 32] & 1u << (starts[i] % 32))
            continue;
        guint32 at = automaton->starts[where[i]], next;
        const guint8 *p = symbol + i, *limit = p + WALK_MAX;
        gboolean vain = TRUE;
        for (;; p++, at = next) {
            if (telling[at]) {
                vain = FALSE;
                const struct state *state = automaton->states->pdata[at];
                for (guint m = 0; m < state->n_patterns; m++)
                    candidate_add (automaton, last, state->patterns[m], i, place[i]);
                if (!state->n_nodes)
                    break;
            }
            next = moves[at * SYMBOL_COUNT + *p];
            if (next == UNKNOWN && automaton->states->len <= STATES_MAX) {
                next = state_after (automaton, at, *p);
                moves = (const guint16 *) (const void *) automaton->moves->data;
                telling = (const guint8 *) automaton->telling->data;
            }
            if (p == limit || next == UNKNOWN) { /* whatever has come so far */
                const struct state *state = automaton->states->pdata[at];
                for (guint m = 0; m < state->n_nodes; m++)
                    candidate_add (automaton, last, node_at (automaton, state->nodes[m])->pattern, i, place[i]);
                break;
            }
            if (next == DEAD) {
                if (vain && p <= symbol + i + 1)
                    automaton->vain[starts[i] / 32] |= 1u << (starts[i] % 32);
                break;
            }
        }
    }
    candidates_sort (automaton);
}

const struct candidate *
automaton_candidates (const struct automaton *automaton, guint pattern, guint *count)
{
    const guint32 *begin = (const guint32 *) (const void *) automaton->begin->data;

    *count = begin[pattern + 1] - begin[pattern];
    return (const struct candidate *) (const void *) automaton->sorted->data + begin[pattern];
}
