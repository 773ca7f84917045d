/* Which patterns can begin where: one automaton of the beginnings of all patterns that a program has loaded, walked from each
 * character of a text, so that the cost of a text hardly grows with the number of rules. Its nodes are made when a pattern
 * is added; its states (rules_machine.c) when a text first leads to them. */
#include "common/rules_parts.h"

#include <stdlib.h>
#include <string.h>

#define ALIKE_LETTERS 20 /* that may stand at a place */
#define ALIKE_EFFORT 64  /* nodes looked at */

struct automaton {
    guint users;
    GArray *nodes; /* struct node */
    GArray *roots; /* struct root of each pattern */
    /* Patterns that nearly any word may begin are kept apart: together with the others they would make of each state many. */
    struct machine *told_apart, *alike;
};

/* What a walk found of a pattern. */
struct told {
    guint32 last;         /* the character from which it was found last, plus one; 0 where it was not found */
    guint32 begin, count; /* its places */
};

struct candidate {
    guint32 pattern, place; /* number and byte */
};

struct walk {
    const struct automaton *automaton; /* lent */
    const guint32 *places;             /* of the symbols; lent while it is made */
    struct told *told;                 /* of each pattern */
    GArray *candidates;                /* struct candidate, as they were found; NULL afterwards */
    guint32 *sorted;                   /* their places by pattern */
    GArray *patterns;                  /* guint32: what was found, rising */
};

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
    automaton->told_apart = machine_new (automaton->nodes, automaton->roots);
    automaton->alike = machine_new (automaton->nodes, automaton->roots);
    return automaton;
}

void
automaton_free (struct automaton *automaton)
{
    if (!automaton || --automaton->users > 0)
        return;
    if (automaton == shared)
        shared = NULL;
    machine_free (automaton->told_apart);
    machine_free (automaton->alike);
    g_array_unref (automaton->nodes);
    g_array_unref (automaton->roots);
    g_free (automaton);
}

/* Whether any word may stand where a pattern begins, or behind a blank there, as far as `effort` nodes tell. */
static gboolean
begins_alike (const struct automaton *automaton, guint32 at, guint *effort)
{
    const struct node *node = &g_array_index (automaton->nodes, struct node, at);

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

static guint
root_add (struct automaton *automaton, const struct root *root)
{
    g_array_append_vals (automaton->roots, root, 1);
    machine_forget (automaton->told_apart);
    machine_forget (automaton->alike);
    return automaton->roots->len - 1;
}

gboolean
automaton_add (struct automaton *automaton, const char *pattern, struct beginning *beginning)
{
    struct root root = { .raw = beginning->raw, .first = automaton->nodes->len };
    guint effort = ALIKE_EFFORT;

    root.node = nodes_add (automaton->nodes, automaton->roots->len, pattern, beginning, &root.capital);
    if (!root.node)
        return FALSE;
    root.raw |= beginning->floating; /* what it needs may stand inside a word */
    root.machine = begins_alike (automaton, root.node, &effort) ? automaton->alike : automaton->told_apart;
    root.count = automaton->nodes->len - root.first;
    beginning->number = root_add (automaton, &root);
    return TRUE;
}

guint
automaton_add_kept (struct automaton *automaton, const struct kept_nodes *kept)
{
    guint32 before = automaton->nodes->len - 1;
    const struct root root = { .node = before + kept->root,
                               .first = before + 1,
                               .count = kept->count,
                               .raw = kept->raw,
                               .capital = kept->capital,
                               .machine = kept->alike ? automaton->alike : automaton->told_apart };

    g_array_set_size (automaton->nodes, before + 1 + kept->count);
    struct node *nodes = &g_array_index (automaton->nodes, struct node, root.first);
    for (guint i = 0; i < kept->count; i++) {
        nodes[i] = kept->nodes[i];
        nodes[i].pattern = automaton->roots->len;
        nodes[i].next += nodes[i].next ? before : 0;
        nodes[i].other += nodes[i].other ? before : 0;
    }
    return root_add (automaton, &root);
}

struct kept_nodes
automaton_keep (const struct automaton *automaton, guint pattern, GArray *nodes)
{
    const struct root *root = &g_array_index (automaton->roots, struct root, pattern);
    guint32 before = root->first - 1;

    g_array_set_size (nodes, 0);
    g_array_append_vals (nodes, &g_array_index (automaton->nodes, struct node, root->first), root->count);
    for (guint i = 0; i < nodes->len; i++) {
        struct node *node = &g_array_index (nodes, struct node, i);
        node->pattern = 0;
        node->next -= node->next ? before : 0;
        node->other -= node->other ? before : 0;
    }
    return (struct kept_nodes){ (const struct node *) (const void *) nodes->data,
                                nodes->len,
                                root->node - before,
                                root->raw,
                                root->capital,
                                root->machine == automaton->alike };
}

guint
automaton_size (const struct automaton *automaton)
{
    return automaton->roots->len;
}

/* --- walks --------------------------------------------------------------------------------------------------------------- */

/* A pattern may begin at character `i`: said once. */
static void
candidate_add (gpointer user, guint32 pattern, guint i)
{
    struct walk *walk = user;
    struct told *told = &walk->told[pattern];
    struct candidate candidate = { pattern, walk->places[i] };

    if (told->last == i + 1)
        return;
    if (!told->last)
        g_array_append_val (walk->patterns, pattern);
    told->last = i + 1;
    told->count++;
    g_array_append_val (walk->candidates, candidate);
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
    guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

    return x < y ? -1 : x > y;
}

/* The candidates' places by pattern. */
static void
candidates_sort (struct walk *walk)
{
    guint n = walk->candidates->len, begin = 0;
    const struct candidate *candidates = (const struct candidate *) (const void *) walk->candidates->data;

    g_array_sort (walk->patterns, compare_numbers);
    for (guint i = 0; i < walk->patterns->len; i++) {
        struct told *told = &walk->told[g_array_index (walk->patterns, guint32, i)];
        told->begin = begin;
        begin += told->count;
        told->count = 0;
    }
    walk->sorted = g_new (guint32, n);
    for (guint i = 0; i < n; i++) {
        struct told *told = &walk->told[candidates[i].pattern];
        walk->sorted[told->begin + told->count++] = candidates[i].place;
    }
    g_clear_pointer (&walk->candidates, g_array_unref);
    walk->places = NULL;
}

struct walk *
automaton_walk (struct automaton *automaton, const struct symbols *symbols)
{
    struct walk *walk = g_new0 (struct walk, 1);

    walk->automaton = automaton;
    walk->places = symbols_places (symbols);
    walk->told = g_new0 (struct told, automaton->roots->len);
    walk->candidates = g_array_new (FALSE, FALSE, sizeof (struct candidate));
    walk->patterns = g_array_new (FALSE, FALSE, sizeof (guint32));
    machine_walk (automaton->told_apart, symbols, candidate_add, walk);
    machine_walk (automaton->alike, symbols, candidate_add, walk);
    candidates_sort (walk);
    return walk;
}

void
walk_free (struct walk *walk)
{
    if (!walk)
        return;
    g_free (walk->told);
    g_free (walk->sorted);
    g_array_unref (walk->patterns);
    g_free (walk);
}

const struct automaton *
walk_automaton (const struct walk *walk)
{
    return walk->automaton;
}

const guint32 *
walk_places (const struct walk *walk, guint pattern, guint *count)
{
    const struct told *told = &walk->told[pattern];

    *count = told->count;
    return walk->sorted + told->begin;
}

const guint32 *
walk_patterns (const struct walk *walk, guint from, guint *count)
{
    const GArray *patterns = walk->patterns;
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
