/* The states of the automaton of some patterns: sets of nodes, made when a text first leads to them. */
#include "common/rules_parts.h"

#include <stdlib.h>
#include <string.h>

#define WALK_MAX 40         /* characters */
#define STATES_ENOUGH 30000 /* then the states are forgotten, before the next text */
#define STATES_MAX 60000    /* of one text; then nothing is followed further than what is known */
#define SYMBOL_COUNT 64
#define SORTED_BY_HAND 64   /* numbers */
#define UNKNOWN 0           /* transition that no text has taken yet */
#define TELLING G_MAXUINT16 /* of a word: patterns are found before its end */

struct state {
    guint32 *nodes;    /* NODE_ONE, rising */
    guint32 *patterns; /* found when the state is reached, rising */
    guint n_nodes, n_patterns;
};

/* A state while it is made. */
struct making {
    guint32 round;
    guint32 *mark, *pattern_mark; /* of each node and pattern: the round in which it was reached last */
    guint32 *stack, *reached, *found;
    guint n_reached, n_found;
};

struct machine {
    const GArray *nodes, *roots; /* of the automaton */
    GPtrArray *states;           /* struct state */
    GArray *moves;               /* guint16: SYMBOL_COUNT of each state, the states that follow it */
    GArray *telling;             /* guint8 of each state: whether patterns are found there, or the walk ends */
    GArray *words;               /* guint16 of each word by its number: the state behind it, UNKNOWN or TELLING */
    GHashTable *known;           /* struct state -> its index */
    guint32
        vain[STARTS_COUNT / 32]; /* bits by symbols_starts: a walk from there was seen to end at once, with nothing */
    guint32 starts[WHERE_COUNT]; /* by enum where */
    struct making making;
};

static const struct node *
node_at (const struct machine *machine, guint32 i)
{
    return &g_array_index (machine->nodes, struct node, i);
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
found_add (struct making *making, guint32 pattern)
{

    if (making->pattern_mark[pattern] == making->round)
        return;
    making->pattern_mark[pattern] = making->round;
    making->found[making->n_found++] = pattern;
}

/* What can be reached from `node` without a character, after `symbol` and with the conditions of `where`. */
static void
reach (struct machine *machine, guint32 from, guint symbol, guint where)
{
    struct making *making = &machine->making;
    guint32 *mark = making->mark, *stack = making->stack, n = 0;
    const struct node *nodes = (const struct node *) (const void *) machine->nodes->data;

    for (guint32 i = from;;) {
        const struct node *node = &nodes[i];
        gboolean on = mark[i] != making->round;
        mark[i] = making->round;
        if (on && node->kind == NODE_ONE) {
            making->reached[making->n_reached++] = i;
            on = FALSE;
        } else if (on && node->kind == NODE_FOUND) {
            found_add (making, node->pattern);
            on = FALSE;
        } else if (on && node->kind == NODE_LINE_START)
            on = where & WHERE_LINE_START;
        else if (on && node->kind == NODE_WORD_END && !(SYMBOLS_LETTERS_DIGITS & SYMBOL_BIT (symbol))) {
            found_add (making, node->pattern); /* its second node asks for what is no letter behind a letter */
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
state_of_reached (struct machine *machine)
{
    struct making *making = &machine->making;
    const struct node *nodes = (const struct node *) (const void *) machine->nodes->data;
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
state_after (struct machine *machine, guint32 index, guint symbol)
{
    const struct state *state = machine->states->pdata[index];

    making_begin (&machine->making);
    for (guint i = 0; i < state->n_nodes; i++) {
        const struct node *node = node_at (machine, state->nodes[i]);
        if (node->symbols & SYMBOL_BIT (symbol))
            reach (machine, node->next, symbol, symbol == SYMBOL_NEWLINE ? WHERE_LINE_START : 0);
    }
    guint32 next = state_of_reached (machine);
    g_array_index (machine->moves, guint16, index * SYMBOL_COUNT + symbol) = (guint16) next;
    return next;
}

/* The marks of as many nodes and patterns as there are now. */
static void
making_begin_all (struct machine *machine)
{
    struct making *making = &machine->making;
    guint nodes = machine->nodes->len, patterns = machine->roots->len;

    making->mark = g_new0 (guint32, nodes);
    making->pattern_mark = g_new0 (guint32, patterns);
    making->stack = g_new (guint32, nodes);
    making->reached = g_new (guint32, nodes);
    making->found = g_new (guint32, patterns);
}

static void
states_begin (struct machine *machine)
{
    static const guint8 first[] = { 1, 1 };

    if (!machine->making.mark)
        making_begin_all (machine);
    g_hash_table_remove_all (machine->known);
    g_ptr_array_set_size (machine->states, 0);
    g_ptr_array_add (machine->states, NULL); /* UNKNOWN, DEAD */
    g_ptr_array_add (machine->states, g_new0 (struct state, 1));
    g_array_set_size (machine->moves, 0);
    g_array_set_size (machine->moves, machine->states->len * SYMBOL_COUNT);
    g_array_set_size (machine->words, 0);
    memset (machine->vain, 0, sizeof machine->vain);
    g_array_set_size (machine->telling, 0);
    g_array_append_vals (machine->telling, first, G_N_ELEMENTS (first));
    for (guint where = 0; where < WHERE_COUNT; where++) {
        making_begin (&machine->making);
        for (guint32 i = 0; i < machine->roots->len; i++) {
            const struct root *root = &g_array_index (machine->roots, struct root, i);
            if (root->machine == machine && (root->raw || !(where & WHERE_INSIDE_WORD))
                && (!root->capital || where & WHERE_CAPITAL))
                reach (machine, root->node, SYMBOL_END, where);
        }
        machine->starts[where] = state_of_reached (machine);
    }
}

void
machine_forget (struct machine *machine)
{
    struct making *making = &machine->making;
    guint32 *numbers[] = { making->mark, making->pattern_mark, making->stack, making->reached, making->found };

    for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
        g_free (numbers[i]);
    memset (making, 0, sizeof *making);
    g_ptr_array_set_size (machine->states, 0);
}

struct machine *
machine_new (const GArray *nodes, const GArray *roots)
{
    struct machine *machine = g_new0 (struct machine, 1);

    machine->nodes = nodes;
    machine->roots = roots;
    machine->states = g_ptr_array_new_with_free_func (state_free);
    machine->moves = g_array_new (FALSE, TRUE, sizeof (guint16));
    machine->telling = g_array_new (FALSE, FALSE, sizeof (guint8));
    machine->words = g_array_new (FALSE, TRUE, sizeof (guint16));
    machine->known = g_hash_table_new (state_hash, state_equal);
    return machine;
}

void
machine_free (struct machine *machine)
{
    machine_forget (machine);
    g_hash_table_unref (machine->known);
    g_ptr_array_unref (machine->states);
    g_array_unref (machine->moves);
    g_array_unref (machine->telling);
    g_array_unref (machine->words);
    g_free (machine);
}

/* --- walks --------------------------------------------------------------------------------------------------------------- */

struct walking {
    struct machine *machine;
    const struct symbols *symbols;
    machine_tell_f tell;
    gpointer user;
};

static guint32
next_state (struct machine *machine, guint32 at, guint symbol)
{
    guint32 next = g_array_index (machine->moves, guint16, at * SYMBOL_COUNT + symbol);

    return next == UNKNOWN && machine->states->len <= STATES_MAX ? state_after (machine, at, symbol) : next;
}

/* Walks on from state `at` in front of character `from`, and tells what can begin at character `begin`. */
static void
walk_on (const struct walking *walking, guint begin, guint from, guint32 at)
{
    struct machine *machine = walking->machine;
    const guint8 *symbols = symbols_symbols (walking->symbols), *start = symbols + begin, *limit = start + WALK_MAX;
    gboolean vain = TRUE;

    for (const guint8 *p = symbols + from;; p++) {
        if (machine->telling->data[at]) {
            const struct state *state = machine->states->pdata[at];
            vain = FALSE;
            for (guint i = 0; i < state->n_patterns; i++)
                walking->tell (walking->user, state->patterns[i], begin);
            if (!state->n_nodes)
                return;
        }
        guint32 next = next_state (machine, at, *p);
        if (p == limit || next == UNKNOWN) { /* whatever has come so far */
            const struct state *state = machine->states->pdata[at];
            for (guint i = 0; i < state->n_nodes; i++)
                walking->tell (walking->user, node_at (machine, state->nodes[i])->pattern, begin);
            return;
        }
        if (next == DEAD) {
            guint16 both = symbols_starts (walking->symbols)[begin];
            if (vain && p <= start + 1)
                machine->vain[both / 32] |= 1u << (both % 32);
            return;
        }
        at = next;
    }
}

/* The state behind a word, or TELLING where its walk cannot be cut short. */
static guint32
state_behind (struct machine *machine, const struct symbols *symbols, const struct symbol_word *word)
{
    if (machine->words->len <= word->number)
        g_array_set_size (machine->words, word->number + 1);
    guint16 known = g_array_index (machine->words, guint16, word->number);
    if (known != UNKNOWN)
        return known;
    const guint8 *p = symbols_symbols (symbols) + word->begin;
    guint32 at = machine->starts[symbols_where (symbols)[word->begin]];
    for (guint i = 0; i < word->length && at != DEAD && at != TELLING; i++) {
        guint32 next = machine->telling->data[at] ? UNKNOWN : next_state (machine, at, p[i]);
        at = next == UNKNOWN ? TELLING : next;
    }
    g_array_index (machine->words, guint16, word->number) = (guint16) at;
    return at;
}

void
machine_walk (struct machine *machine, const struct symbols *symbols, machine_tell_f tell, gpointer user)
{
    const struct walking walking = { machine, symbols, tell, user };
    const guint16 *starts = symbols_starts (symbols);
    const guint8 *where = symbols_where (symbols);
    guint n = symbols_count (symbols), words;
    const struct symbol_word *word = symbols_words (symbols, &words), *past = word + words;

    if (!machine->states->len || machine->states->len > STATES_ENOUGH)
        states_begin (machine);
    for (guint i = 0; i < n; i++) {
        if (machine->vain[starts[i] / 32] & 1u << (starts[i] % 32))
            continue;
        while (word < past && word->begin < i)
            word++;
        if (word < past && word->begin == i) {
            guint32 behind = state_behind (machine, symbols, word);
            if (behind == DEAD)
                continue;
            if (behind != TELLING) {
                walk_on (&walking, i, i + word->length, behind);
                continue;
            }
        }
        walk_on (&walking, i, i, machine->starts[where[i]]);
    }
}
