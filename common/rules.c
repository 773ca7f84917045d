#include "common/rules_parts.h"

#include <string.h>

#define WINDOW_BYTES 1024 /* what look-behind and look-ahead see around the part that is searched */

GQuark
rules_error_quark (void)
{
    return g_quark_from_static_string ("rules-error");
}

/* --- matches ------------------------------------------------------------------------------------------------------------- */

void
rule_match_free (struct rule_match *match)
{
    g_free (match);
}

static const struct rule_capture *
match_capture (const struct rule_match *match, const char *name)
{
    for (guint i = 0; i < match->n_captures; i++)
        if (strcmp (match->captures[i].name, name) == 0)
            return &match->captures[i];
    return NULL;
}

static guint
group_number (const struct pattern_groups *groups, guint i)
{
    const guint8 *entry = groups->table + i * groups->entry_size;

    return (guint) entry[0] << 8 | entry[1];
}

static const char *
group_name (const struct pattern_groups *groups, guint i)
{
    return (const char *) groups->table + i * groups->entry_size + 2;
}

static gboolean
spans_took_part (const struct pattern_spans *spans, guint group)
{
    return group < spans->count && spans->bytes[2 * group] != G_MAXSIZE
           && spans->bytes[2 * group] <= spans->bytes[2 * group + 1];
}

/* A match with its captures and their text in one piece. */
static struct rule_match *
match_new (const struct rule *rule, const struct pattern_groups *groups, const char *subject,
           const struct pattern_spans *spans)
{
    gsize room = 0;

    for (guint i = 0; i < groups->count; i++) {
        guint group = group_number (groups, i);
        if (spans_took_part (spans, group))
            room += spans->bytes[2 * group + 1] - spans->bytes[2 * group] + 1;
    }
    struct rule_match *match =
        g_malloc (sizeof *match + (room ? groups->count * sizeof (struct rule_capture) : 0) + room);
    *match = (struct rule_match){ .rule = rule, .start = spans->bytes[0], .end = spans->bytes[1] };
    if (!room)
        return match;
    match->captures = (struct rule_capture *) (void *) (match + 1);
    char *text = (char *) (match->captures + groups->count);
    for (guint i = 0; i < groups->count; i++) {
        guint group = group_number (groups, i);
        const char *name = group_name (groups, i);
        if (!spans_took_part (spans, group) || match_capture (match, name)) /* of a name the first that took part */
            continue;
        gsize start = spans->bytes[2 * group], end = spans->bytes[2 * group + 1];
        match->captures[match->n_captures++] = (struct rule_capture){ name, text, start, end };
        memcpy (text, subject + start, end - start);
        text[end - start] = '\0';
        text += end - start + 1;
    }
    return match;
}

static gboolean
inside_a_word (const char *subject, gsize length, gsize at)
{
    if (at == 0 || at >= length)
        return FALSE;
    const char *before = g_utf8_find_prev_char (subject, subject + at);
    return before && g_unichar_isalnum (g_utf8_get_char (before)) && g_unichar_isalnum (g_utf8_get_char (subject + at));
}

/* Takes the match that was found, where it stands in [at, to): *at is then its end. FALSE where a limit was hit. */
static gboolean
pattern_take (const struct rules *rules, const struct rule *rule, const struct pattern *pattern,
              const struct subject *searched, struct pattern_spans *spans, gsize *at, gsize to, GPtrArray *matches)
{
    const char *subject = searched->text;
    gsize start = spans->bytes[0], end = spans->bytes[1];

    if (start >= to) {
        *at = to;
        return TRUE;
    }
    if (end > to) { /* it runs on behind the end: is there a shorter one that does not? */
        enum trial shorter = pattern_search (rules, pattern, searched, to, start, start, FALSE, spans);
        if (shorter == TRIAL_LIMITED)
            return FALSE;
        end = spans->bytes[1];
        if (shorter == TRIAL_NOTHING || (end == to && inside_a_word (subject, searched->length, to))) {
            *at = g_utf8_next_char (subject + start) - subject;
            return TRUE;
        }
    }
    if (end <= start) { /* nothing, or \K behind the end: no evidence */
        *at = g_utf8_next_char (subject + MAX (start, *at)) - subject;
        return TRUE;
    }
    g_ptr_array_add (matches, match_new (rule, pattern_groups (pattern), subject, spans));
    *at = MAX (end, *at + 1);
    while (*at < to && ((guchar) subject[*at] & 0xC0) == 0x80)
        (*at)++;
    return TRUE;
}

/* How many of the numbers, which rise, are below `limit`. */
static guint
count_below (const guint32 *numbers, guint count, gsize limit)
{
    guint low = 0;

    while (low < count) {
        guint middle = (low + count) / 2;
        if (numbers[middle] < limit)
            low = middle + 1;
        else
            count = middle;
    }
    return low;
}

/* Leaves of the places those in [from, to). */
static void
narrow (const guint32 **places, guint *count, gsize from, gsize to)
{
    guint before = count_below (*places, *count, from);

    *count = count_below (*places, *count, to) - before;
    *places += before;
}

/* The pattern's matches where it can begin. FALSE where a limit was hit. */
static gboolean
pattern_match_guided (const struct rules *rules, const struct alternative *alternative, const struct subject *searched,
                      gsize from, gsize to, GPtrArray *matches)
{
    guint effort = 0, count;
    gsize at = from;
    struct pattern_spans spans;

    const guint32 *places = walk_places (searched->walk, alternative->number, &count);
    narrow (&places, &count, searched->skipped + from, searched->skipped + to);
    gboolean fast = pattern_speed_up (alternative->code, count);
    for (guint i = 0; i < count; i++) {
        gsize place = places[i] - searched->skipped;
        if (place < at)
            continue;
        enum trial found =
            pattern_search (rules, alternative->code, searched, searched->length, place, place, fast, &spans);
        if (found == TRIAL_NOTHING)
            continue;
        if (found == TRIAL_LIMITED || effort++ == RULES_MATCHES_MAX)
            return FALSE;
        at = place;
        if (!pattern_take (rules, alternative->rule, alternative->code, searched, &spans, &at, to, matches))
            return FALSE;
    }
    return TRUE;
}

/* The pattern's matches in subject[from, to), sought from end to end. FALSE where a limit was hit. */
static gboolean
pattern_match_all (const struct rules *rules, const struct alternative *alternative, const struct subject *searched,
                   gsize from, gsize to, GPtrArray *matches)
{
    guint effort = 0;
    struct pattern_spans spans;

    gboolean fast = pattern_speed_up (alternative->code, (guint) MIN (to - from, G_MAXUINT / 2) / 8);
    for (gsize at = from; at < to;) {
        enum trial found = pattern_search (rules, alternative->code, searched, searched->length, at, to, fast, &spans);
        if (found == TRIAL_NOTHING)
            return TRUE;
        if (found == TRIAL_LIMITED || effort++ == RULES_MATCHES_MAX)
            return FALSE;
        if (!pattern_take (rules, alternative->rule, alternative->code, searched, &spans, &at, to, matches))
            return FALSE;
    }
    return TRUE;
}

static int
match_compare (gconstpointer a, gconstpointer b)
{
    const struct rule_match *x = *(struct rule_match *const *) a, *y = *(struct rule_match *const *) b;

    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    if (x->end != y->end)
        return x->end > y->end ? -1 : 1;
    return x->rule->order < y->rule->order ? -1 : x->rule->order > y->rule->order;
}

/* Sorts what often is in order already. */
static void
matches_sort (GPtrArray *matches)
{
    guint i = 1;

    while (i < matches->len && match_compare (&matches->pdata[i - 1], &matches->pdata[i]) <= 0)
        i++;
    if (i < matches->len)
        g_ptr_array_sort (matches, match_compare);
}

/* Whether there is a place in the text at which a pattern can begin. */
static gboolean
alternative_may_match (const struct alternative *alternative, const struct subject *subject)
{
    guint count = 1;

    if (subject->walk && alternative->guided)
        walk_places (subject->walk, alternative->number, &count);
    return count > 0;
}

/* Marks the rules that may match in a text. */
static void
rules_mark_due (const struct rules *rules, const struct walk *walk)
{
    guint count;
    const guint32 *patterns = walk_patterns (walk, rules->first, &count);

    memset (rules->due, 0, rules->rules->len);
    for (guint i = 0; i < count && patterns[i] - rules->first < rules->guided->len; i++)
        rules->due[((struct alternative *) rules->guided->pdata[patterns[i] - rules->first])->rule->order] = TRUE;
    for (guint i = 0; i < rules->unguided->len; i++)
        rules->due[((struct rule *) rules->unguided->pdata[i])->order] = TRUE;
}

void
rule_match_all (const struct rules *rules, const struct rule *rule, const struct alternative *only,
                const struct subject *subject, gsize from, gsize to, GPtrArray *matches, const char **limited)
{
    g_autoptr (GPtrArray) found = NULL;

    for (guint i = 0; i < rule->alternatives->len; i++) {
        struct alternative *alternative = g_ptr_array_index (rule->alternatives, i);
        if ((only && alternative != only) || !alternative_may_match (alternative, subject)
            || !alternative_code (alternative))
            continue;
        if (!found)
            found = g_ptr_array_new_with_free_func ((GDestroyNotify) rule_match_free);
        gboolean whole = subject->walk && alternative->guided && !alternative->floating
                             ? pattern_match_guided (rules, alternative, subject, from, to, found)
                             : pattern_match_all (rules, alternative, subject, from, to, found);
        if (!whole && limited && !*limited)
            *limited = rule->id;
    }
    if (!found)
        return;
    matches_sort (found);
    gsize covered = 0;
    for (guint i = 0; i < found->len; i++) {
        struct rule_match *match = found->pdata[i];
        if (match->start < covered)
            continue; /* of several alternatives the leftmost, then longest, as of one pattern */
        if (rule->terms) {
            const struct rule_capture *capture = match_capture (match, RULES_TERM_GROUP);
            const char *term = capture ? capture->text : NULL;
            g_autofree char *key = term ? term_key (term, -1) : NULL;
            const struct rule *row = key ? g_hash_table_lookup (rule->terms, key) : NULL;
            if (!row)
                continue;
            match->rule = row;
        }
        covered = match->end;
        found->pdata[i] = NULL;
        g_ptr_array_add (matches, match);
    }
}

/* Moves a match from the window to the subject. */
static void
rule_match_shift (struct rule_match *match, gsize by)
{
    match->start += by;
    match->end += by;
    for (guint i = 0; i < match->n_captures; i++) {
        match->captures[i].start += by;
        match->captures[i].end += by;
    }
}

static GPtrArray *
match_subject (const struct rules *rules, const struct subject *subject, gsize from, gsize to, rule_wanted_f wanted,
               gpointer user, const char **limited)
{
    GPtrArray *matches = g_ptr_array_new_with_free_func ((GDestroyNotify) rule_match_free);

    if (subject->walk)
        rules_mark_due (rules, subject->walk);
    for (guint i = 0; i < rules->rules->len; i++) {
        const struct rule *rule = rules->rules->pdata[i];
        if ((!subject->walk || rules->due[i]) && (!wanted || wanted (rule, user)))
            rule_match_all (rules, rule, NULL, subject, from, to, matches, limited);
    }
    return matches;
}

struct rules_text {
    const char *text; /* lent */
    gsize length;
    struct symbols *symbols;
    GPtrArray *walks; /* struct walk, by different automata */
};

struct rules_text *
rules_text_new (const char *text, gsize length)
{
    struct rules_text *read = g_new0 (struct rules_text, 1);

    read->text = text;
    read->length = length;
    read->symbols = symbols_new (text, length, 0, length);
    read->walks = g_ptr_array_new_with_free_func ((GDestroyNotify) walk_free);
    return read;
}

void
rules_text_free (struct rules_text *read)
{
    if (!read)
        return;
    symbols_free (read->symbols);
    g_ptr_array_unref (read->walks);
    g_free (read);
}

static const struct walk *
text_walk (struct rules_text *read, const struct rules *rules)
{
    for (guint i = 0; i < read->walks->len; i++)
        if (walk_automaton (read->walks->pdata[i]) == rules->automaton)
            return read->walks->pdata[i];
    struct walk *walk = automaton_walk (rules->automaton, read->symbols);
    g_ptr_array_add (read->walks, walk);
    return walk;
}

/* The matches in [from, to) of a text, of which PCRE2 sees no more than a window: a sentence of a large page costs what a sentence
 * costs. `read`: the whole text, else only the window is read. */
static GPtrArray *
match_window (const struct rules *rules, const char *text, gsize length, gsize from, gsize to, struct rules_text *read,
              rule_wanted_f wanted, gpointer user, const char **limited)
{
    if (limited)
        *limited = NULL;
    to = MIN (to, length);
    while (from < to && ((guchar) text[from] & 0xC0) == 0x80)
        from++;
    if (from >= to)
        return g_ptr_array_new_with_free_func ((GDestroyNotify) rule_match_free);
    gsize first = from > WINDOW_BYTES ? from - WINDOW_BYTES : 0, last = MIN (length, to + WINDOW_BYTES);
    while (first < from && ((guchar) text[first] & 0xC0) == 0x80)
        first++;
    while (last > to && last < length && ((guchar) text[last] & 0xC0) == 0x80)
        last--;
    g_autoptr (symbols_t) own = read ? NULL : symbols_new (text + first, last - first, from - first, to - first);
    gboolean valid = symbols_valid (read ? read->symbols : own);
    g_autoptr (walk_t) own_walk = valid && own ? automaton_walk (rules->automaton, own) : NULL;
    const struct subject searched = { .text = text + first,
                                      .length = last - first,
                                      .valid = valid,
                                      .walk = valid && read ? text_walk (read, rules) : own_walk,
                                      .skipped = read ? first : 0,
                                      .cut_before = first > 0,
                                      .cut_behind = last < length };
    GPtrArray *matches = match_subject (rules, &searched, from - first, to - first, wanted, user, limited);
    for (guint i = 0; first > 0 && i < matches->len; i++)
        rule_match_shift (matches->pdata[i], first);
    matches_sort (matches);
    return matches;
}

GPtrArray *
rules_match_text (const struct rules *rules, struct rules_text *text, gsize from, gsize to, rule_wanted_f wanted,
                  gpointer user, const char **limited)
{
    return match_window (rules, text->text, text->length, from, to, text, wanted, user, limited);
}

GPtrArray *
rules_match (const struct rules *rules, const char *subject, gsize length, gsize from, gsize to, const char **limited)
{
    return match_window (rules, subject, length, from, to, NULL, NULL, NULL, limited);
}

static int
match_compare_worth (gconstpointer a, gconstpointer b)
{
    const struct rule_match *x = *(struct rule_match *const *) a, *y = *(struct rule_match *const *) b;
    gsize x_length = x->end - x->start, y_length = y->end - y->start;

    if (x->rule->priority != y->rule->priority)
        return x->rule->priority > y->rule->priority ? -1 : 1;
    if (x_length != y_length)
        return x_length > y_length ? -1 : 1;
    return match_compare (a, b);
}

void
rules_resolve_overlaps (GPtrArray *matches)
{
    gsize last = 0;

    for (guint i = 0; i < matches->len; i++)
        last = MAX (last, ((struct rule_match *) matches->pdata[i])->end);
    g_autofree guint8 *taken = g_malloc0 (last + 1);
    g_ptr_array_sort (matches, match_compare_worth);
    /* the dropped ones go last, so that the array frees them where it owns them, and not where it lends them */
    guint kept = 0;
    for (guint i = 0; i < matches->len; i++) {
        struct rule_match *match = matches->pdata[i];
        if (memchr (taken + match->start, 1, match->end - match->start))
            continue;
        memset (taken + match->start, 1, match->end - match->start);
        matches->pdata[i] = matches->pdata[kept];
        matches->pdata[kept++] = match;
    }
    g_ptr_array_set_size (matches, (int) kept);
    matches_sort (matches);
}

const char *
rule_match_get (const struct rule_match *match, const char *name)
{
    const struct rule_capture *capture = match_capture (match, name);

    return capture ? capture->text : rule_field (match->rule, name);
}

gboolean
rule_match_span (const struct rule_match *match, const char *name, gsize *start, gsize *end)
{
    const struct rule_capture *capture = match_capture (match, name);

    if (!capture)
        return FALSE;
    *start = capture->start;
    *end = capture->end;
    return TRUE;
}

/* --- rules --------------------------------------------------------------------------------------------------------------- */

void
rules_set_match_limit (struct rules *rules, guint32 match_limit)
{
    rules->match_limit = match_limit;
    matcher_free (rules->matcher);
    rules->matcher = matcher_new (match_limit);
}

void
rules_free (struct rules *rules)
{
    if (!rules)
        return;
    matcher_free (rules->matcher);
    automaton_free (rules->automaton);
    g_ptr_array_unref (rules->rules);
    g_ptr_array_unref (rules->files);
    g_ptr_array_unref (rules->guided);
    g_ptr_array_unref (rules->unguided);
    g_free (rules->due);
    g_free (rules->hash);
    g_free (rules);
}

const char *
rules_hash (const struct rules *rules)
{
    return rules->hash;
}

guint
rules_count (const struct rules *rules)
{
    return rules->rules->len;
}

const struct rule *
rules_rule (const struct rules *rules, guint i)
{
    return rules->rules->pdata[i];
}

const char *
rule_id (const struct rule *rule)
{
    return rule->id;
}

const char *
rule_kind (const struct rule *rule)
{
    return rule->kind;
}

const char *
rule_field (const struct rule *rule, const char *name)
{
    return rule->fields ? g_hash_table_lookup (rule->fields, name) : NULL;
}

int
rule_priority (const struct rule *rule)
{
    return rule->priority;
}
