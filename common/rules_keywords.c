/* The lines of a rule file: what each keyword does (case-rules(5)). */
#include "common/rules_parts.h"

#include <string.h>

#define NOTHING "(?!)" /* a pattern that matches nowhere */

static void
alternative_free (gpointer p)
{
    struct alternative *alternative = p;
    pattern_free (alternative->code);
    g_free (alternative);
}

static void
example_free (gpointer p)
{
    struct example *example = p;
    g_free (example->text);
    g_free (example->matched);
    g_ptr_array_unref (example->fields);
    g_free (example);
}

void
fragment_prove (struct loading *loading, const char *name, struct fragment *fragment)
{
    g_autofree char *mistake = NULL;
    struct pattern *tried = fragment->proven ? NULL : pattern_compile (fragment->pattern, FALSE, FALSE, TRUE, &mistake);

    if (!fragment->proven && !tried) {
        mistake_add (loading->mistakes, fragment->file, fragment->line, "fragment %s: %s", name, mistake);
        g_free (fragment->pattern);
        fragment->pattern = g_strdup (NOTHING);
    }
    fragment->proven = TRUE;
    pattern_free (tried);
}

/* Replaces {NAME}; what follows a backslash and a letter, as in \p{L}, is PCRE2's. */
char *
pattern_expand (struct loading *loading, const char *pattern, const char *file, guint line)
{
    g_autoptr (GString) out = g_string_new (NULL);
    gboolean bad = FALSE;

    for (const char *p = pattern; *p; p++) {
        if (*p == '\\' && p[1]) {
            g_string_append_len (out, p, 2);
            p++;
            if (strchr ("pPxogkN", *p) && p[1] == '{') {
                const char *close = strchr (p, '}');
                if (close) {
                    g_string_append_len (out, p + 1, close - p);
                    p = close;
                }
            }
            continue;
        }
        gsize n = *p == '{' && p[1] && strchr (UPPER, p[1]) ? strspn (p + 1, UPPER DIGITS "_") : 0;
        if (n == 0 || p[1 + n] != '}') {
            g_string_append_c (out, *p);
            continue;
        }
        g_autofree char *name = g_strndup (p + 1, n);
        struct fragment *fragment = g_hash_table_lookup (loading->fragments, name);
        if (fragment)
            fragment_prove (loading, name, fragment);
        if (fragment)
            g_string_append_printf (out, "(?:%s)", fragment->pattern);
        else {
            mistake_add (loading->mistakes, file, line, "unknown fragment {%s}", name);
            bad = TRUE;
        }
        p += n + 1;
        if (out->len > RULES_PATTERN_MAX)
            break;
    }
    if (out->len > RULES_PATTERN_MAX) {
        mistake_add (loading->mistakes, file, line, "the pattern is longer than %u bytes", RULES_PATTERN_MAX);
        bad = TRUE;
    }
    return bad ? NULL : g_strdup (out->str);
}

/* --- the keywords ---------------------------------------------------------------------------------------------------------- */

typedef void (*keyword_f) (struct loading *loading, const char *rest, const char *file, guint line);

static void
keyword_include (struct loading *loading, const char *rest, const char *file, guint line)
{
    if (!*rest || strchr (rest, '/')) {
        mistake_add (loading->mistakes, file, line, "include wants the name of a file in the same directory");
        return;
    }
    g_autofree char *directory = g_path_get_dirname (file);
    g_autofree char *path = strchr (file, '/') ? g_build_filename (directory, rest, NULL) : g_strdup (rest);
    for (guint i = 0; i < loading->rules->files->len; i++)
        if (g_str_equal (loading->rules->files->pdata[i], path))
            return; /* once is enough, and no circle */
    struct rule *rule = loading->rule;
    rules_read_file (loading, path, file, line);
    loading->rule = rule;
}

static void
keyword_define (struct loading *loading, const char *rest, const char *file, guint line)
{
    if (loading->known)
        return;
    gsize n = strcspn (rest, " \t=");
    g_autofree char *name = g_strndup (rest, n);
    const char *value = rest + n + strspn (rest + n, " \t");

    if (*value != '=' || !name_valid (name, UPPER, UPPER DIGITS "_")) {
        mistake_add (loading->mistakes, file, line, "expected: define NAME = PATTERN (capital letters, digits and _)");
        return;
    }
    value += 1 + strspn (value + 1, " \t");
    const struct fragment *known = g_hash_table_lookup (loading->fragments, name);
    if (known) {
        mistake_add (loading->mistakes, file, line, "fragment %s is defined already, at %s:%u", name, known->file,
                     known->line);
        return;
    }
    g_autofree char *pattern = pattern_expand (loading, value, file, line);
    struct fragment *fragment = g_new0 (struct fragment, 1);
    fragment->proven = !pattern; /* said already */
    fragment->pattern =
        pattern ? g_steal_pointer (&pattern) : g_strdup (NOTHING); /* known, so that one mistake is one line */
    fragment->file = file;
    fragment->line = line;
    g_hash_table_insert (loading->fragments, g_steal_pointer (&name), fragment);
}

static void
begin (struct loading *loading, const char *rest, const char *file, guint line, gboolean list)
{
    struct rule *rule = g_new0 (struct rule, 1);

    rule->id = g_strdup (rest);
    rule->fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    rule->alternatives = g_ptr_array_new_with_free_func (alternative_free);
    rule->examples = g_ptr_array_new_with_free_func (example_free);
    rule->order = loading->rules->rules->len;
    rule->file = file;
    rule->line = line;
    rule->list = list;
    if (list) {
        rule->terms = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
        rule->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) rule_free);
        rule->spelled = g_ptr_array_new_with_free_func (g_free);
        rule->spelled_rows = g_ptr_array_new ();
    }
    g_ptr_array_add (loading->rules->rules, rule);
    loading->rule = rule;
    if (!name_valid (rest, LOWER, LOWER DIGITS "_.-"))
        mistake_add (loading->mistakes, file, line, "expected: %s ID (small letters, digits, and . _ -)",
                     list ? "list" : "rule");
    const struct rule *known = g_hash_table_lookup (loading->ids, rest);
    if (known)
        mistake_add (loading->mistakes, file, line, "rule %s exists already, at %s:%u", rest, known->file, known->line);
    else
        g_hash_table_insert (loading->ids, rule->id, rule);
}

static void
keyword_rule (struct loading *loading, const char *rest, const char *file, guint line)
{
    begin (loading, rest, file, line, FALSE);
}

static void
keyword_list (struct loading *loading, const char *rest, const char *file, guint line)
{
    begin (loading, rest, file, line, TRUE);
}

static void
keyword_kind (struct loading *loading, const char *rest, const char *file, guint line)
{
    if (loading->rule->kind || !name_valid (rest, LOWER, LOWER DIGITS "_")) {
        mistake_add (loading->mistakes, file, line, "expected one: kind NAME");
        return;
    }
    loading->rule->kind = g_strdup (rest);
}

static void
keyword_set (struct loading *loading, const char *rest, const char *file, guint line)
{
    const char *mistake = NULL;
    g_autoptr (GPtrArray) fields = fields_parse (rest, &mistake);

    if (!fields) {
        mistake_add (loading->mistakes, file, line, "%s", mistake);
        return;
    }
    for (guint i = 0; i < fields->len; i += 2)
        if (!g_hash_table_insert (loading->rule->fields, g_strdup (fields->pdata[i]), g_strdup (fields->pdata[i + 1])))
            mistake_add (loading->mistakes, file, line, "%s is set twice", (char *) fields->pdata[i]);
}

static void
keyword_priority (struct loading *loading, const char *rest, const char *file, guint line)
{
    gint64 priority = 0;

    if (!g_ascii_string_to_signed (rest, 10, -1000, 1000, &priority, NULL))
        mistake_add (loading->mistakes, file, line, "expected: priority NUMBER, from -1000 to 1000");
    loading->rule->priority = priority;
}

static void
keyword_flags (struct loading *loading, const char *rest, const char *file, guint line)
{
    g_auto (GStrv) words = g_strsplit_set (rest, " \t", -1);

    if (loading->rule->alternatives->len)
        mistake_add (loading->mistakes, file, line, "flags stand before the first match of a rule");
    for (char **word = words; *word; word++) {
        if (g_str_equal (*word, "cased"))
            loading->rule->cased = TRUE;
        else if (g_str_equal (*word, "extended"))
            loading->rule->extended = TRUE;
        else if (**word)
            mistake_add (loading->mistakes, file, line, "unknown flag %s: there are cased and extended", *word);
    }
}

static void
alternative_know (struct loading *loading, struct alternative *alternative)
{
    struct kept_nodes kept;

    known_rules_pattern (loading->known, alternative->taken, &alternative->saved, &kept, &alternative->floating);
    alternative->guided = kept.count > 0;
    if (alternative->guided)
        alternative->number = automaton_add_kept (loading->rules->automaton, &kept);
}

static void
alternative_compile (struct loading *loading, struct alternative *alternative, const char *pattern, gboolean raw)
{
    const struct rule *rule = alternative->rule;
    struct beginning beginning = { .extended = rule->extended, .raw = raw, .cased = rule->cased };
    g_autofree char *mistake = NULL;

    alternative->code = pattern_compile (pattern, rule->cased, rule->extended, raw, &mistake);
    if (mistake)
        mistake_add (loading->mistakes, alternative->file, alternative->line, "%s", mistake);
    else
        alternative->guided = automaton_add (loading->rules->automaton, pattern, &beginning);
    alternative->number = beginning.number;
    alternative->floating = beginning.floating;
}

void
alternative_take (struct loading *loading, struct rule *rule, struct alternative *alternative, const char *pattern,
                  gboolean raw)
{
    struct rules *rules = loading->rules;

    alternative->rule = rule;
    alternative->taken = loading->taken++;
    if (loading->known)
        alternative_know (loading, alternative);
    else
        alternative_compile (loading, alternative, pattern, raw);
    if (alternative->guided)
        g_ptr_array_add (rules->guided, alternative);
    else
        g_ptr_array_add (rules->unguided, rule);
}

static void
match_add (struct loading *loading, const char *source, gboolean raw, const char *file, guint line)
{
    struct rule *rule = loading->rule;
    g_autofree char *pattern = loading->known ? NULL : pattern_expand (loading, source, file, line);
    struct alternative *alternative = g_new0 (struct alternative, 1);

    alternative->file = file;
    alternative->line = line;
    g_ptr_array_add (rule->alternatives, alternative);
    if (pattern || loading->known)
        alternative_take (loading, rule, alternative, pattern, raw);
}

static void
keyword_match (struct loading *loading, const char *rest, const char *file, guint line)
{
    if (!*rest || loading->rule->list)
        mistake_add (loading->mistakes, file, line,
                     loading->rule->list ? "a list has term lines, not match" : "match wants a pattern");
    else
        match_add (loading, rest, FALSE, file, line);
}

static void
keyword_match_raw (struct loading *loading, const char *rest, const char *file, guint line)
{
    if (!*rest || loading->rule->list)
        mistake_add (loading->mistakes, file, line,
                     loading->rule->list ? "a list has term lines, not match" : "match wants a pattern");
    else
        match_add (loading, rest, TRUE, file, line);
}

static void
keyword_prefix (struct loading *loading, const char *rest, const char *file, guint line)
{
    if (!loading->rule->list || loading->rule->prefix)
        mistake_add (loading->mistakes, file, line, "prefix stands once, in a list");
    else
        loading->rule->prefix = loading->known ? NULL : pattern_expand (loading, rest, file, line);
}

static void
keyword_suffix (struct loading *loading, const char *rest, const char *file, guint line)
{
    if (!loading->rule->list || loading->rule->suffix)
        mistake_add (loading->mistakes, file, line, "suffix stands once, in a list");
    else
        loading->rule->suffix = loading->known ? NULL : pattern_expand (loading, rest, file, line);
}

static void
keyword_term (struct loading *loading, const char *rest, const char *file, guint line)
{
    struct rule *list = loading->rule;

    if (!list->list) {
        mistake_add (loading->mistakes, file, line, "term lines stand in a list; a rule has match");
        return;
    }
    const char *arrow = g_strstr_len (rest, -1, "=>");
    g_autofree char *terms = arrow ? g_strndup (rest, arrow - rest) : g_strdup (rest);
    const char *mistake = NULL;
    g_autoptr (GPtrArray) fields = fields_parse (arrow ? arrow + 2 : "", &mistake);
    if (!fields) {
        mistake_add (loading->mistakes, file, line, "%s", mistake);
        return;
    }
    struct rule *row = g_new0 (struct rule, 1);
    row->id = g_strdup (list->id);
    row->file = file;
    row->line = line;
    row->order = list->order;
    row->fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    g_ptr_array_add (list->rows, row);
    for (guint i = 0; i < fields->len; i += 2)
        g_hash_table_replace (row->fields, g_strdup (fields->pdata[i]), g_strdup (fields->pdata[i + 1]));

    g_auto (GStrv) words = g_strsplit (terms, "|", -1);
    for (char **word = words; *word; word++) {
        g_strstrip (*word);
        g_autofree char *key = term_key (*word, -1);
        const struct rule *known = g_hash_table_lookup (list->terms, key);
        if (!*key) {
            mistake_add (loading->mistakes, file, line, "an empty term");
            continue;
        }
        if (known) {
            mistake_add (loading->mistakes, file, line, "term %s stands in the list already, at %s:%u", *word,
                         known->file, known->line);
            continue;
        }
        g_hash_table_insert (list->terms, g_steal_pointer (&key), row);
        g_ptr_array_add (list->spelled, g_strdup (*word));
        g_ptr_array_add (list->spelled_rows, row);
        if (word == words && !g_hash_table_contains (row->fields, "name"))
            g_hash_table_insert (row->fields, g_strdup ("name"), g_strdup (*word));
    }
}

static void
keyword_example (struct loading *loading, const char *rest, const char *file, guint line)
{
    const char *mistake = NULL;
    if (loading->known)
        return;
    struct example *example = example_read (rest, file, line, &mistake);

    if (example)
        g_ptr_array_add (loading->rule->examples, example);
    else
        mistake_add (loading->mistakes, file, line, "%s", mistake);
}

static void
keyword_near_miss (struct loading *loading, const char *rest, const char *file, guint line)
{
    if (loading->known)
        return;
    if (*rest)
        g_ptr_array_add (loading->rule->examples, near_miss_read (rest, file, line));
    else
        mistake_add (loading->mistakes, file, line, "an empty near miss");
}

static const struct keyword {
    const char *name;
    keyword_f read;
    gboolean in_rule;
} keywords[] = {
    { "include", keyword_include, FALSE },  { "define", keyword_define, FALSE }, { "rule", keyword_rule, FALSE },
    { "list", keyword_list, FALSE },        { "kind", keyword_kind, TRUE },      { "set", keyword_set, TRUE },
    { "priority", keyword_priority, TRUE }, { "flags", keyword_flags, TRUE },    { "match", keyword_match, TRUE },
    { "match!", keyword_match_raw, TRUE },  { "term", keyword_term, TRUE },      { "prefix", keyword_prefix, TRUE },
    { "suffix", keyword_suffix, TRUE },     { "+", keyword_example, TRUE },      { "-", keyword_near_miss, TRUE },
};

void
rules_read_line (struct loading *loading, char *text, const char *file, guint line)
{
    g_strstrip (text);
    if (!*text || *text == '#')
        return;
    gsize n = strcspn (text, " \t");
    const char *rest = text + n + strspn (text + n, " \t");
    for (gsize i = 0; i < G_N_ELEMENTS (keywords); i++) {
        if (strlen (keywords[i].name) != n || strncmp (keywords[i].name, text, n) != 0)
            continue;
        if (keywords[i].in_rule && !loading->rule)
            mistake_add (loading->mistakes, file, line, "%s stands before the first rule", keywords[i].name);
        else
            keywords[i].read (loading, rest, file, line);
        return;
    }
    g_autofree char *word = g_strndup (text, MIN (n, 40));
    mistake_add (loading->mistakes, file, line, "unknown keyword: %s", word);
}
