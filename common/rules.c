#include "common/rules_parts.h"

#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* A match may neither begin nor end inside a word, whatever its pattern begins and ends with; "_" is a blank of a form,
 * not a letter. */
#define NOT_INSIDE_A_WORD "(?!(?<=[^\\W_])[^\\W_])"

#define JIT_WORTH_PLACES 150
#define WINDOW_BYTES 1024 /* what look-behind and look-ahead see around the part that is searched */
#define JIT_STACK_START (32u << 10)
#define JIT_STACK_MAX (4u << 20)

struct pattern {
    pcre2_code *code;
    gboolean fast; /* JIT was tried */
    guint tried;   /* places at which it was tried, up to JIT_WORTH_PLACES */
    guint32 groups;
    guint32 names, name_size; /* the table of named groups */
    PCRE2_SPTR name_table;
};

struct matcher {
    pcre2_match_context *context;
    pcre2_match_data *data;
    pcre2_jit_stack *stack;
};

GQuark
rules_error_quark (void)
{
    return g_quark_from_static_string ("rules-error");
}

/* --- patterns ------------------------------------------------------------------------------------------------------------ */

struct pattern *
pattern_compile (const char *source, gboolean cased, gboolean extended, gboolean raw, char **mistake)
{
    /* the line feed ends a comment of an extended pattern */
    g_autofree char *whole = g_strdup_printf ("%s(?:%s%s)%s", raw ? "" : NOT_INSIDE_A_WORD, source,
                                              extended ? "\n" : "", raw ? "" : NOT_INSIDE_A_WORD);
    guint32 flags = PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE | PCRE2_DUPNAMES | PCRE2_NEVER_BACKSLASH_C
                    | PCRE2_USE_OFFSET_LIMIT | (cased ? 0 : PCRE2_CASELESS) | (extended ? PCRE2_EXTENDED : 0);
    int code = 0;
    PCRE2_SIZE at = 0;

    pcre2_compile_context *context = pcre2_compile_context_create (NULL);
    pcre2_set_newline (context, PCRE2_NEWLINE_LF);
    pcre2_code *compiled = pcre2_compile ((PCRE2_SPTR) whole, strlen (whole), flags, &code, &at, context);
    pcre2_compile_context_free (context);
    if (!compiled) {
        PCRE2_UCHAR text[256];
        pcre2_get_error_message (code, text, sizeof text);
        gsize lead = strlen (raw ? "" : NOT_INSIDE_A_WORD) + 3;
        gsize offset = at > lead ? MIN (at - lead, strlen (source)) : 0;
        g_autofree char *near = g_utf8_substring (source + offset, 0, MIN (20, g_utf8_strlen (source + offset, -1)));
        *mistake = g_strdup_printf ("bad pattern: %s at character %" G_GSIZE_FORMAT "%s%s", (char *) text, offset + 1,
                                    *near ? ", before: " : "", near);
        return NULL;
    }
    struct pattern *pattern = g_new0 (struct pattern, 1);
    pattern->code = compiled;
    pcre2_pattern_info (compiled, PCRE2_INFO_CAPTURECOUNT, &pattern->groups);
    pcre2_pattern_info (compiled, PCRE2_INFO_NAMECOUNT, &pattern->names);
    pcre2_pattern_info (compiled, PCRE2_INFO_NAMEENTRYSIZE, &pattern->name_size);
    pcre2_pattern_info (compiled, PCRE2_INFO_NAMETABLE, &pattern->name_table);
    return pattern;
}

struct pattern *
alternative_code (struct alternative *alternative)
{
    g_autofree char *mistake = NULL;

    if (!alternative->code && alternative->source) {
        const struct rule *rule = alternative->rule;
        alternative->code =
            pattern_compile (alternative->source, rule->cased, rule->extended, alternative->raw, &mistake);
        g_assert (alternative->code); /* it was compiled when the program was built */
        g_clear_pointer (&alternative->source, g_free);
    }
    return alternative->code;
}

void
pattern_free (struct pattern *pattern)
{
    if (!pattern)
        return;
    pcre2_code_free (pattern->code);
    g_free (pattern);
}

const char *
pattern_compiler (void)
{
    static char version[64];

    if (!*version)
        pcre2_config (PCRE2_CONFIG_VERSION, version);
    return version;
}

static struct matcher *
matcher_new (guint32 match_limit)
{
    struct matcher *matcher = g_new0 (struct matcher, 1);

    matcher->context = pcre2_match_context_create (NULL);
    pcre2_set_match_limit (matcher->context, match_limit);
    pcre2_set_depth_limit (matcher->context, RULES_DEPTH_LIMIT);
    pcre2_set_heap_limit (matcher->context, RULES_HEAP_LIMIT_KB);
    matcher->stack = pcre2_jit_stack_create (JIT_STACK_START, JIT_STACK_MAX, NULL);
    pcre2_jit_stack_assign (matcher->context, NULL, matcher->stack);
    matcher->data = pcre2_match_data_create (256, NULL);
    return matcher;
}

static void
matcher_free (struct matcher *matcher)
{
    if (!matcher)
        return;
    pcre2_match_data_free (matcher->data);
    pcre2_jit_stack_free (matcher->stack);
    pcre2_match_context_free (matcher->context);
    g_free (matcher);
}

/* --- matches ------------------------------------------------------------------------------------------------------------- */

void
rule_match_free (struct rule_match *match)
{
    if (!match)
        return;
    for (guint i = 0; i < match->n_captures; i++)
        g_free (match->captures[i].text);
    g_free (match->captures);
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

static void
match_set_named (struct rule_match *match, const struct pattern *pattern, const char *subject, const PCRE2_SIZE *spans,
                 int count)
{
    for (guint i = 0; i < pattern->names; i++) {
        PCRE2_SPTR entry = pattern->name_table + i * pattern->name_size;
        int group = entry[0] << 8 | entry[1];
        const char *name = (const char *) entry + 2;
        if (group >= count || spans[2 * group] == PCRE2_UNSET || spans[2 * group] > spans[2 * group + 1])
            continue;
        if (!match->captures)
            match->captures = g_new (struct rule_capture, pattern->names);
        if (match_capture (match, name)) /* duplicate name: the first group that took part */
            continue;
        gsize start = spans[2 * group], end = spans[2 * group + 1];
        match->captures[match->n_captures++] =
            (struct rule_capture){ name, g_strndup (subject + start, end - start), start, end };
    }
}

static gboolean
inside_a_word (const char *subject, gsize length, gsize at)
{
    if (at == 0 || at >= length)
        return FALSE;
    const char *before = g_utf8_find_prev_char (subject, subject + at);
    return before && g_unichar_isalnum (g_utf8_get_char (before)) && g_unichar_isalnum (g_utf8_get_char (subject + at));
}

/* Compiling to machine code costs as much as trying a pattern at some hundred places: only for those that are tried often.
 * Without writable and executable memory the interpreter takes over: same matches, slower. The options of a search. */
static guint32
pattern_speed_up (struct pattern *pattern, guint places)
{
    pattern->tried = MIN (pattern->tried + places, JIT_WORTH_PLACES);
    if (pattern->tried < JIT_WORTH_PLACES)
        return PCRE2_NO_JIT;
    if (!pattern->fast)
        pcre2_jit_compile (pattern->code, PCRE2_JIT_COMPLETE);
    pattern->fast = TRUE;
    return 0;
}

/* One search, in which a match may begin anywhere in [at, until]; the number of groups, or an error of PCRE2. */
static int
pattern_search (const struct rules *rules, struct pattern *pattern, const struct subject *searched, gsize length,
                gsize at, gsize until, guint32 options)
{
    struct matcher *matcher = rules->matcher;

    options |= searched->options | (searched->valid ? PCRE2_NO_UTF_CHECK : 0);
    pcre2_set_offset_limit (matcher->context, until);
    return pcre2_match (pattern->code, (PCRE2_SPTR) searched->text, length, at, options, matcher->data,
                        matcher->context);
}

/* Takes the match that was found, where it stands in [at, to): *at is then its end. FALSE where a limit was hit. */
static gboolean
pattern_take (const struct rules *rules, const struct rule *rule, struct pattern *pattern,
              const struct subject *searched, int count, gsize *at, gsize to, GPtrArray *matches)
{
    const PCRE2_SIZE *spans = pcre2_get_ovector_pointer (rules->matcher->data);
    const char *subject = searched->text;
    gsize start = spans[0], end = spans[1];

    if (start >= to) {
        *at = to;
        return TRUE;
    }
    if (end > to) { /* it runs on behind the end: is there a shorter one that does not? */
        count = pattern_search (rules, pattern, searched, to, start, to, PCRE2_ANCHORED);
        if (count < 0 && count != PCRE2_ERROR_NOMATCH)
            return FALSE;
        spans = pcre2_get_ovector_pointer (rules->matcher->data);
        end = spans[1];
        if (count < 0 || (end == to && inside_a_word (subject, searched->length, to))) {
            *at = g_utf8_next_char (subject + start) - subject;
            return TRUE;
        }
    }
    if (end <= start) { /* nothing, or \K behind the end: no evidence */
        *at = g_utf8_next_char (subject + MAX (start, *at)) - subject;
        return TRUE;
    }
    struct rule_match *match = g_new0 (struct rule_match, 1);
    match->rule = rule;
    match->start = start;
    match->end = end;
    match_set_named (match, pattern, subject, spans, count);
    g_ptr_array_add (matches, match);
    *at = MAX (end, *at + 1);
    while (*at < to && ((guchar) subject[*at] & 0xC0) == 0x80)
        (*at)++;
    return TRUE;
}

/* The pattern's matches where it can begin. FALSE where a limit was hit. */
static gboolean
pattern_match_guided (const struct rules *rules, const struct rule *rule, const struct alternative *alternative,
                      const struct subject *searched, gsize from, gsize to, GPtrArray *matches)
{
    guint effort = 0, count;
    gsize at = from;

    const struct candidate *candidates = automaton_candidates (rules->automaton, alternative->number, &count);
    guint32 speed = pattern_speed_up (alternative->code, count);
    if (speed)
        speed |= PCRE2_ANCHORED; /* JIT does not know that: its searches are bound by their last beginning */
    for (guint i = 0; i < count; i++) {
        gsize place = candidates[i].place;
        if (place < at)
            continue;
        int found = pattern_search (rules, alternative->code, searched, searched->length, place, place, speed);
        if (found == PCRE2_ERROR_NOMATCH)
            continue;
        if (found < 0 || effort++ == RULES_MATCHES_MAX)
            return FALSE;
        at = place;
        if (!pattern_take (rules, rule, alternative->code, searched, found, &at, to, matches))
            return FALSE;
    }
    return TRUE;
}

/* The pattern's matches in subject[from, to), sought from end to end. FALSE where a limit was hit. */
static gboolean
pattern_match_all (const struct rules *rules, const struct rule *rule, const struct alternative *alternative,
                   const struct subject *searched, gsize from, gsize to, GPtrArray *matches)
{
    guint32 speed = pattern_speed_up (alternative->code, (guint) MIN (to - from, G_MAXUINT / 2) / 8);
    guint effort = 0;

    for (gsize at = from; at < to;) {
        int count = pattern_search (rules, alternative->code, searched, searched->length, at, to, speed);
        if (count == PCRE2_ERROR_NOMATCH)
            return TRUE;
        /* a limit; or text that is no UTF-8, which was not searched either */
        if (count < 0 || effort++ == RULES_MATCHES_MAX)
            return FALSE;
        if (!pattern_take (rules, rule, alternative->code, searched, count, &at, to, matches))
            return FALSE;
    }
    return TRUE;
}

enum trial
pattern_try (const struct rules *rules, const struct pattern *pattern, const char *text, gsize length, gsize at,
             gboolean goes_on, gsize *end)
{
    struct matcher *matcher = rules->matcher;

    pcre2_set_offset_limit (matcher->context, at);
    int found = pcre2_match (pattern->code, (PCRE2_SPTR) text, length, at,
                             PCRE2_ANCHORED | PCRE2_NO_JIT | (goes_on ? PCRE2_PARTIAL_HARD : 0), matcher->data,
                             matcher->context);
    if (found == PCRE2_ERROR_PARTIAL)
        return TRIAL_RAN_OUT;
    if (found < 0)
        return found == PCRE2_ERROR_NOMATCH ? TRIAL_NOTHING : TRIAL_LIMITED;
    *end = pcre2_get_ovector_pointer (matcher->data)[1];
    return TRIAL_MATCH;
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

/* Whether there is a place in the text walked last at which a pattern can begin. */
static gboolean
alternative_may_match (const struct rules *rules, const struct alternative *alternative)
{
    guint count = 1;

    if (alternative->guided)
        automaton_candidates (rules->automaton, alternative->number, &count);
    return count > 0;
}

/* Marks the rules that may match in the text walked last. */
static void
rules_mark_due (const struct rules *rules)
{
    guint count;
    const guint32 *patterns = automaton_patterns (rules->automaton, rules->first, &count);

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
        if ((only && alternative != only) || (subject->walked && !alternative_may_match (rules, alternative))
            || !alternative_code (alternative))
            continue;
        if (!found)
            found = g_ptr_array_new_with_free_func ((GDestroyNotify) rule_match_free);
        gboolean whole = subject->walked && alternative->guided && !alternative->floating
                             ? pattern_match_guided (rules, rule, alternative, subject, from, to, found)
                             : pattern_match_all (rules, rule, alternative, subject, from, to, found);
        if (!whole && limited && !*limited)
            *limited = rule->id;
    }
    if (!found)
        return;
    g_ptr_array_sort (found, match_compare);
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

GPtrArray *
rules_match (const struct rules *rules, const char *subject, gsize length, gsize from, gsize to, const char **limited)
{
    return rules_match_wanted (rules, subject, length, from, to, NULL, NULL, limited);
}

GPtrArray *
rules_match_wanted (const struct rules *rules, const char *subject, gsize length, gsize from, gsize to,
                    rule_wanted_f wanted, gpointer user, const char **limited)
{
    GPtrArray *matches = g_ptr_array_new_with_free_func ((GDestroyNotify) rule_match_free);

    if (limited)
        *limited = NULL;
    to = MIN (to, length);
    while (from < to && ((guchar) subject[from] & 0xC0) == 0x80)
        from++;
    if (from >= to)
        return matches;
    /* a sentence of a large page costs what a sentence costs */
    gsize first = from > WINDOW_BYTES ? from - WINDOW_BYTES : 0, last = MIN (length, to + WINDOW_BYTES);
    while (first < from && ((guchar) subject[first] & 0xC0) == 0x80)
        first++;
    while (last > to && last < length && ((guchar) subject[last] & 0xC0) == 0x80)
        last--;
    const struct symbols *symbols = symbols_of (subject + first, last - first, from - first, to - first);
    struct subject searched = { subject + first, last - first, symbols_valid (symbols), symbols_valid (symbols),
                                (first > 0 ? PCRE2_NOTBOL : 0) | (last < length ? PCRE2_NOTEOL : 0) };
    if (searched.walked) {
        automaton_walk (rules->automaton, symbols);
        rules_mark_due (rules);
    }
    for (guint i = 0; i < rules->rules->len; i++) {
        const struct rule *rule = rules->rules->pdata[i];
        if ((!searched.walked || rules->due[i]) && (!wanted || wanted (rule, user)))
            rule_match_all (rules, rule, NULL, &searched, from - first, to - first, matches, limited);
    }
    for (guint i = 0; first > 0 && i < matches->len; i++)
        rule_match_shift (matches->pdata[i], first);
    g_ptr_array_sort (matches, match_compare);
    return matches;
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
    g_ptr_array_sort (matches, match_compare);
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
