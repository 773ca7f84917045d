/* Which patterns can begin where: one automaton of the beginnings of all patterns that a program has loaded, walked from each
 * character of a text, so that the cost of a text hardly grows with the number of rules. Its nodes are made when a pattern
 * is added; its states, sets of nodes, when a text first leads to them. */
#include "common/rules_parts.h"

#include <stdlib.h>
#include <string.h>

#define WALK_MAX 40         /* characters */
#define STATES_ENOUGH 30000 /* then the states are forgotten, before the next text */
#define STATES_MAX 60000    /* of one text; then nothing is followed further than what is known */
#define SYMBOL_COUNT 64
#define ALIKE_LETTERS 20  /* that may stand at a place */
#define ALIKE_EFFORT 64   /* nodes looked at */
#define SORTED_BY_HAND 64 /* numbers */
#define UNKNOWN 0         /* transition that no text has taken yet */
#define DEAD 1            /* the state of no node */

struct state {
    guint32 *nodes;    /* NODE_ONE, rising */
    guint32 *patterns; /* found when the state is reached, rising */
    guint n_nodes, n_patterns;
};

struct root {
    guint32 node; /* that the pattern begins with */
    gboolean raw;
    struct machine *machine;
};

/* A state while it is made. */
struct making {
    guint32 round;
    guint32 *mark, *pattern_mark; /* of each node and pattern: the round in which it was reached last */
    guint32 *stack, *reached, *found;
    guint n_reached, n_found;
};

/* What the last walk found of a pattern. */
struct told {
    guint32 last;         /* the character from which it was found last, plus one; 0 where it was not found */
    guint32 begin, count; /* its candidates */
};

/* The states of some of the patterns. */
struct machine {
    GPtrArray *states; /* struct state */
    GArray *moves;     /* guint16: SYMBOL_COUNT of each state, the states that follow it */
    GArray *telling;   /* guint8 of each state: whether patterns are found there, or the walk ends */
    GHashTable *known; /* struct state -> its index */
    guint32
        vain[STARTS_COUNT / 32]; /* bits by symbols_starts: a walk from there was seen to end at once, with nothing */
    guint32 starts[4];           /* by enum where */
};

struct automaton {
    guint users;
    GArray *nodes; /* struct node */
    GArray *roots; /* struct root of each pattern */
    /* Patterns that nearly any word may begin are kept apart: together with the others they would make of each state many. */
    struct machine told_apart, alike;
    struct making making;
    guint64 walked;              /* the reading of symbols that was walked last; 0 for none */
    GArray *candidates, *sorted; /* struct candidate */
    GArray *told;                /* struct told of each pattern */
    GArray *patterns;            /* guint32: what was found in the last walk, rising */
};

static const struct node *
node_at (const struct automaton *automaton, guint32 i)
{
    return &g_array_index (automaton->nodes, struct node, i);
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

/* Numbers that are nearly in order already. */
static void
sort_numbers (guint32 *numbers, guint n)
{
    if (n > SORTED_BY_HAND) {
        qsort (numbers, n, sizeof *numbers, compare_numbers);
        return;
    }
    for (guint i = 1; i < n; i++) {
        guint32 number = numbers[i];
        guint at = i;
        for (; at > 0 && numbers[at - 1] > number; at--)
            numbers[at] = numbers[at - 1];
        numbers[at] = number;
    }
}

static void
found_add (struct automaton *automaton, guint32 pattern)
{
    struct making *making = &automaton->making;

    if (making->pattern_mark[pattern] == making->round)
        return;
    making->pattern_mark[pattern] = making->round;
    making->found[making->n_found++] = pattern;
}

/* What can be reached from `node` without a character, after `symbol` and with the conditions of `where`. */
static void
reach (struct automaton *automaton, guint32 from, guint symbol, guint where)
{
    struct making *making = &automaton->making;
    guint32 *mark = making->mark, *stack = making->stack, n = 0;
    const struct node *nodes = (const struct node *) (const void *) automaton->nodes->data;

    for (guint32 i = from;;) {
        const struct node *node = &nodes[i];
        gboolean on = mark[i] != making->round;
        mark[i] = making->round;
        if (on && node->kind == NODE_ONE) {
            making->reached[making->n_reached++] = i;
            on = FALSE;
        } else if (on && node->kind == NODE_FOUND) {
            found_add (automaton, node->pattern);
            on = FALSE;
        } else if (on && node->kind == NODE_LINE_START)
            on = where & WHERE_LINE_START;
        else if (on && node->kind == NODE_WORD_END && !(SYMBOLS_LETTERS_DIGITS & SYMBOL_BIT (symbol))) {
            found_add (automaton, node->pattern); /* its second node asks for what is no letter behind a letter */
            on = FALSE;
        } else if (on && node->kind == NODE_SPLIT) {
            stack[n++] = node->next;
            i = node->other;
            continue;
        }
        if (!on && !n)
            return;
        i = on ? node->next : stack[--n];
    }
}

/* The state of what was reached, known or new. */
static guint32
state_of_reached (struct automaton *automaton, struct machine *machine)
{
    struct making *making = &automaton->making;
    const struct node *nodes = (const struct node *) (const void *) automaton->nodes->data;
    guint kept = 0;

    for (guint i = 0; making->n_found && i < making->n_reached; i++) /* what is found need not be followed further */
        if (making->pattern_mark[nodes[making->reached[i]].pattern] != making->round)
            making->reached[kept++] = making->reached[i];
    if (making->n_found)
        making->n_reached = kept;
    if (!making->n_reached && !making->n_found)
        return DEAD;
    sort_numbers (making->reached, making->n_reached);
    sort_numbers (making->found, making->n_found);
    struct state probe = { making->reached, making->found, making->n_reached, making->n_found };
    gpointer known = g_hash_table_lookup (machine->known, &probe);
    if (known)
        return GPOINTER_TO_UINT (known);
    struct state *state = g_new (struct state, 1);
    *state = probe;
    state->nodes = g_new (guint32, probe.n_nodes + probe.n_patterns);
    state->patterns = state->nodes + probe.n_nodes;
    memcpy (state->nodes, probe.nodes, probe.n_nodes * sizeof (guint32));
    memcpy (state->patterns, probe.patterns, probe.n_patterns * sizeof (guint32));
    g_ptr_array_add (machine->states, state);
    g_array_set_size (machine->moves, machine->states->len * SYMBOL_COUNT);
    guint8 telling = !state->n_nodes || state->n_patterns > 0;
    g_array_append_val (machine->telling, telling);
    g_hash_table_insert (machine->known, state, GUINT_TO_POINTER (machine->states->len - 1));
    return machine->states->len - 1;
}

static void
making_begin (struct making *making)
{
    making->round++;
    making->n_reached = making->n_found = 0;
}

static guint32
state_after (struct automaton *automaton, struct machine *machine, guint32 index, guint symbol)
{
    const struct state *state = machine->states->pdata[index];

    making_begin (&automaton->making);
    for (guint i = 0; i < state->n_nodes; i++) {
        const struct node *node = node_at (automaton, state->nodes[i]);
        if (node->symbols & SYMBOL_BIT (symbol))
            reach (automaton, node->next, symbol, symbol == SYMBOL_NEWLINE ? WHERE_LINE_START : 0);
    }
    guint32 next = state_of_reached (automaton, machine);
    g_array_index (machine->moves, guint16, index * SYMBOL_COUNT + symbol) = (guint16) next;
    return next;
}

static void
making_free (struct making *making)
{
    guint32 *numbers[] = { making->mark, making->pattern_mark, making->stack, making->reached, making->found };

    for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
        g_free (numbers[i]);
    memset (making, 0, sizeof *making);
}

static void
making_start (struct automaton *automaton)
{
    struct making *making = &automaton->making;
    guint nodes = automaton->nodes->len, patterns = automaton->roots->len;

    making->mark = g_new0 (guint32, nodes);
    making->pattern_mark = g_new0 (guint32, patterns);
    making->stack = g_new (guint32, nodes);
    making->reached = g_new (guint32, nodes);
    making->found = g_new (guint32, patterns);
}

static void
states_begin (struct automaton *automaton, struct machine *machine)
{
    static const guint8 first[] = { 1, 1 };

    g_hash_table_remove_all (machine->known);
    g_ptr_array_set_size (machine->states, 0);
    g_ptr_array_add (machine->states, NULL); /* UNKNOWN, DEAD */
    g_ptr_array_add (machine->states, g_new0 (struct state, 1));
    g_array_set_size (machine->moves, 0);
    g_array_set_size (machine->moves, machine->states->len * SYMBOL_COUNT);
    memset (machine->vain, 0, sizeof machine->vain);
    g_array_set_size (machine->telling, 0);
    g_array_append_vals (machine->telling, first, G_N_ELEMENTS (first));
    for (guint where = 0; where < G_N_ELEMENTS (machine->starts); where++) {
        making_begin (&automaton->making);
        for (guint32 i = 0; i < automaton->roots->len; i++) {
            const struct root *root = &g_array_index (automaton->roots, struct root, i);
            if (root->machine == machine && (!(where & WHERE_INSIDE_WORD) || root->raw))
                reach (automaton, root->node, SYMBOL_END, where);
        }
        machine->starts[where] = state_of_reached (automaton, machine);
    }
}

static void
machine_init (struct machine *machine)
{
    machine->states = g_ptr_array_new_with_free_func (state_free);
    machine->moves = g_array_new (FALSE, TRUE, sizeof (guint16));
    machine->telling = g_array_new (FALSE, FALSE, sizeof (guint8));
    machine->known = g_hash_table_new (state_hash, state_equal);
}

static void
machine_clear (struct machine *machine)
{
    g_hash_table_unref (machine->known);
    g_ptr_array_unref (machine->states);
    g_array_unref (machine->moves);
    g_array_unref (machine->telling);
}

/* --- the whole ------------------------------------------------------------------------------------------------------------- */

static struct automaton *shared;

void
rules_begin_group (void)
{
    shared = NULL; /* whoever uses it keeps it */
}

struct automaton *
automaton_shared (void)
{
    if (!shared)
        shared = automaton_new ();
    else
        shared->users++;
    return shared;
}

struct automaton *
automaton_new (void)
{
    struct automaton *automaton = g_new0 (struct automaton, 1);

    automaton->users = 1;
    automaton->nodes = g_array_new (FALSE, TRUE, sizeof (struct node));
    g_array_set_size (automaton->nodes, 1); /* 0 stands for none */
    automaton->roots = g_array_new (FALSE, FALSE, sizeof (struct root));
    automaton->candidates = g_array_new (FALSE, FALSE, sizeof (struct candidate));
    automaton->sorted = g_array_new (FALSE, FALSE, sizeof (struct candidate));
    automaton->told = g_array_new (FALSE, TRUE, sizeof (struct told));
    automaton->patterns = g_array_new (FALSE, FALSE, sizeof (guint32));
    machine_init (&automaton->told_apart);
    machine_init (&automaton->alike);
    return automaton;
}

void
automaton_free (struct automaton *automaton)
{
    if (!automaton || --automaton->users > 0)
        return;
    if (automaton == shared)
        shared = NULL;
    GArray *arrays[] = { automaton->nodes,  automaton->roots, automaton->candidates,
                         automaton->sorted, automaton->told,  automaton->patterns };
    for (gsize i = 0; i < G_N_ELEMENTS (arrays); i++)
        g_array_unref (arrays[i]);
    machine_clear (&automaton->told_apart);
    machine_clear (&automaton->alike);
    making_free (&automaton->making);
    g_free (automaton);
}

/* Whether any word may stand where a pattern begins, or behind a blank there, as far as `effort` nodes tell. */
static gboolean
begins_alike (const struct automaton *automaton, guint32 at, guint *effort)
{
    const struct node *node = node_at (automaton, at);

    if (*effort == 0)
        return FALSE;
    (*effort)--;
    if (node->kind == NODE_ONE && __builtin_popcountll (node->symbols & SYMBOLS_LETTERS) > ALIKE_LETTERS)
        return TRUE;
    if (node->kind == NODE_SPLIT && begins_alike (automaton, node->other, effort))
        return TRUE;
    gboolean on = node->kind == NODE_SPLIT || node->kind == NODE_LINE_START
                  || (node->kind == NODE_ONE && !(node->symbols & ~SYMBOLS_WHITE));
    return on && begins_alike (automaton, node->next, effort);
}

gboolean
automaton_add (struct automaton *automaton, const char *pattern, gboolean extended, gboolean raw, guint *index,
               gboolean *floating)
{
    struct root root = {
        .node = nodes_add (automaton->nodes, automaton->roots->len, pattern, extended, raw, floating),
        .raw = raw || *floating, /* what it needs may stand inside a word */
    };
    guint effort = ALIKE_EFFORT;

    if (!root.node)
        return FALSE;
    root.machine = begins_alike (automaton, root.node, &effort) ? &automaton->alike : &automaton->told_apart;
    *index = automaton->roots->len;
    g_array_append_val (automaton->roots, root);
    g_array_set_size (automaton->told, automaton->roots->len);
    g_ptr_array_set_size (automaton->told_apart.states, 0);
    g_ptr_array_set_size (automaton->alike.states, 0);
    making_free (&automaton->making);
    automaton->walked = 0;
    return TRUE;
}

guint
automaton_size (const struct automaton *automaton)
{
    return automaton->roots->len;
}

/* A pattern may begin at character `i`: said once. */
static void
candidate_add (struct automaton *automaton, guint32 pattern, guint i, guint32 place)
{
    struct told *told = &g_array_index (automaton->told, struct told, pattern);
    struct candidate candidate = { pattern, place };

    if (told->last == i + 1)
        return;
    if (!told->last)
        g_array_append_val (automaton->patterns, pattern);
    told->last = i + 1;
    told->count++;
    g_array_append_val (automaton->candidates, candidate);
}

/* The candidates by pattern. */
static void
candidates_sort (struct automaton *automaton)
{
    guint n = automaton->candidates->len, begin = 0;

    g_array_sort (automaton->patterns, compare_numbers);
    g_array_set_size (automaton->sorted, n);
    for (guint i = 0; i < automaton->patterns->len; i++) {
        struct told *told =
            &g_array_index (automaton->told, struct told, g_array_index (automaton->patterns, guint32, i));
        told->begin = begin;
        begin += told->count;
        told->count = 0;
    }
    for (guint i = 0; i < n; i++) {
        struct candidate candidate = g_array_index (automaton->candidates, struct candidate, i);
        struct told *told = &g_array_index (automaton->told, struct told, candidate.pattern);
        g_array_index (automaton->sorted, struct candidate, told->begin + told->count++) = candidate;
    }
}

static void
candidates_forget (struct automaton *automaton)
{
    for (guint i = 0; i < automaton->patterns->len; i++)
        g_array_index (automaton->told, struct told, g_array_index (automaton->patterns, guint32, i)) =
            (struct told){ 0 };
    g_array_set_size (automaton->patterns, 0);
    g_array_set_size (automaton->candidates, 0);
}

/* The patterns of a machine that can begin at character `i`. */
static void
walk_from (struct automaton *automaton, struct machine *machine, const struct symbols *symbols, guint i)
{
    const guint8 *start = symbols_symbols (symbols) + i, *limit = start + WALK_MAX;
    guint32 place = symbols_places (symbols)[i], at = machine->starts[symbols_where (symbols)[i]], next;
    gboolean vain = TRUE;

    for (const guint8 *p = start;; p++, at = next) {
        const struct state *state = machine->states->pdata[at];
        if (machine->telling->data[at]) {
            vain = FALSE;
            for (guint m = 0; m < state->n_patterns; m++)
                candidate_add (automaton, state->patterns[m], i, place);
            if (!state->n_nodes)
                return;
        }
        next = g_array_index (machine->moves, guint16, at * SYMBOL_COUNT + *p);
        if (next == UNKNOWN && machine->states->len <= STATES_MAX)
            next = state_after (automaton, machine, at, *p);
        if (p == limit || next == UNKNOWN) { /* whatever has come so far */
            for (guint m = 0; m < state->n_nodes; m++)
                candidate_add (automaton, node_at (automaton, state->nodes[m])->pattern, i, place);
            return;
        }
        if (next == DEAD) {
            guint16 both = symbols_starts (symbols)[i];
            if (vain && p <= start + 1)
                machine->vain[both / 32] |= 1u << (both % 32);
            return;
        }
    }
}

static void
machine_walk (struct automaton *automaton, struct machine *machine, const struct symbols *symbols)
{
    const guint16 *starts = symbols_starts (symbols);
    guint n = symbols_count (symbols);

    if (!machine->states->len || machine->states->len > STATES_ENOUGH)
        states_begin (automaton, machine);
    for (guint i = 0; i < n; i++)
        if (!(machine->vain[starts[i] / 32] & 1u << (starts[i] % 32)))
            walk_from (automaton, machine, symbols, i);
}

void
automaton_walk (struct automaton *automaton, const struct symbols *symbols)
{
    if (automaton->walked == symbols_reading (symbols))
        return;
    automaton->walked = symbols_reading (symbols);
    candidates_forget (automaton);
    if (!automaton->making.mark)
        making_start (automaton);
    machine_walk (automaton, &automaton->told_apart, symbols);
    machine_walk (automaton, &automaton->alike, symbols);
    candidates_sort (automaton);
}

const struct candidate *
automaton_candidates (const struct automaton *automaton, guint pattern, guint *count)
{
    const struct told *told = &g_array_index (automaton->told, struct told, pattern);

    *count = told->count;
    return (const struct candidate *) (const void *) automaton->sorted->data + told->begin;
}

const guint32 *
automaton_patterns (const struct automaton *automaton, guint from, guint *count)
{
    const GArray *patterns = automaton->patterns;
    guint low = 0, high = patterns->len;

    while (low < high) {
        guint middle = (low + high) / 2;
        if (g_array_index (patterns, guint32, middle) < from)
            low = middle + 1;
        else
            high = middle;
    }
    *count = patterns->len - low;
    return (const guint32 *) (const void *) patterns->data + low;
}
