#include "common/rules_parts.h"

#include <string.h>

static guint32 default_match_limit = RULES_MATCH_LIMIT;

void
rules_default_match_limit (guint32 match_limit)
{
    default_match_limit = match_limit;
}

static void
fragment_free (gpointer p)
{
    struct fragment *fragment = p;
    g_free (fragment->pattern);
    g_free (fragment);
}

void
rule_free (struct rule *rule)
{
    g_free (rule->id);
    g_free (rule->kind);
    g_clear_pointer (&rule->fields, g_hash_table_unref);
    g_clear_pointer (&rule->alternatives, g_ptr_array_unref);
    g_clear_pointer (&rule->examples, g_ptr_array_unref);
    g_clear_pointer (&rule->terms, g_hash_table_unref);
    g_clear_pointer (&rule->rows, g_ptr_array_unref);
    g_clear_pointer (&rule->spelled, g_ptr_array_unref);
    g_clear_pointer (&rule->spelled_rows, g_ptr_array_unref);
    g_free (rule->prefix);
    g_free (rule->suffix);
    g_free (rule);
}

static void
text_free (gpointer p)
{
    g_string_free (p, TRUE);
}

/* The text of a file, read once; NULL where it cannot be read. Lent by `loading`. */
static GString *
read_text (struct loading *loading, const char *path, GError **error)
{
    GString *text = g_hash_table_lookup (loading->texts, path);
    g_autofree char *content = NULL;
    gsize length = 0;

    if (!text && g_file_get_contents (path, &content, &length, error)) {
        text = g_string_new_len (content, (gssize) length);
        g_hash_table_insert (loading->texts, g_strdup (path), text);
    }
    return text;
}

/* What the image knows of a file: its text, and those of what it includes, are as they were. */
static const struct known_rules *
find_known (struct loading *loading, const char *path)
{
    const GString *text = read_text (loading, path, NULL);
    const struct known_rules *known = text ? known_rules_find (text->str, text->len) : NULL;
    g_autofree char *directory = g_path_get_dirname (path);
    const char *name, *included;
    gsize length;

    for (guint i = 0; known && (name = known_rules_include (known, i, &included, &length)); i++) {
        g_autofree char *beside = g_build_filename (directory, name, NULL);
        text = read_text (loading, strchr (path, '/') ? beside : name, NULL);
        if (!text || text->len != length || memcmp (text->str, included, length) != 0)
            known = NULL;
    }
    return known;
}

void
rules_read_file (struct loading *loading, const char *path, const char *from, guint line)
{
    g_autoptr (GError) error = NULL;
    char *file = g_strdup (path);

    g_ptr_array_add (loading->rules->files, file);
    loading->rule = NULL;
    GString *text = read_text (loading, path, &error);
    if (!text) {
        mistake_add (loading->mistakes, from ? from : path, line, "cannot read %s: %s", path, error->message);
        return;
    }
    if (!loading->known) {
        if (text->len > RULES_FILE_MAX || !g_utf8_validate (text->str, (gssize) text->len, NULL)) {
            mistake_add (loading->mistakes, path, 1, "the file is %s",
                         text->len > RULES_FILE_MAX ? "too long" : "not UTF-8 text");
            return;
        }
        g_checksum_update (loading->checksum, (const guchar *) text->str, (gssize) text->len);
    }
    /* a backslash at the end of a line joins it with the next, whose indent is dropped */
    g_autoptr (GString) joined = g_string_new (NULL);
    guint number = 0, first = 1;
    for (char *p = text->str, *next; p; p = next) {
        next = strchr (p, '\n');
        if (next)
            *next++ = '\0';
        number++;
        if (!joined->len)
            first = number;
        g_string_append (joined, joined->len ? p + strspn (p, " \t") : p);
        if (joined->len && joined->str[joined->len - 1] == '\\' && next) {
            g_string_truncate (joined, joined->len - 1);
            continue;
        }
        rules_read_line (loading, joined->str, file, first);
        g_string_truncate (joined, 0);
    }
}

/* --- the whole ------------------------------------------------------------------------------------------------------------- */

static void
list_compile (struct loading *loading, struct rule *list)
{
    g_autofree char *terms = loading->known ? NULL : terms_pattern (list->spelled, list->cased);
    g_autofree char *pattern =
        terms ? g_strdup_printf ("%s(?<" RULES_TERM_GROUP ">%s)(?!(?<=[^\\W_])[^\\W_])%s",
                                 list->prefix ? list->prefix : "", terms, list->suffix ? list->suffix : "")
              : NULL;
    struct alternative *alternative = g_new0 (struct alternative, 1);

    alternative->file = list->file;
    alternative->line = list->line;
    g_ptr_array_add (list->alternatives, alternative);
    alternative_take (loading, list, alternative, pattern, FALSE);
}

static void
rule_finish (struct loading *loading, struct rule *rule)
{
    if (!rule->kind)
        mistake_add (loading->mistakes, rule->file, rule->line, "rule %s has no kind", rule->id);
    if (!rule->list) {
        if (!rule->alternatives->len)
            mistake_add (loading->mistakes, rule->file, rule->line, "rule %s has no match", rule->id);
        return;
    }
    if (!rule->spelled->len)
        mistake_add (loading->mistakes, rule->file, rule->line, "list %s has no term", rule->id);
    for (guint i = 0; i < rule->rows->len; i++) {
        struct rule *row = rule->rows->pdata[i];
        GHashTableIter iter;
        gpointer name, value;
        row->kind = g_strdup (rule->kind);
        row->priority = rule->priority;
        g_hash_table_iter_init (&iter, rule->fields);
        while (g_hash_table_iter_next (&iter, &name, &value))
            if (!g_hash_table_contains (row->fields, name))
                g_hash_table_insert (row->fields, g_strdup (name), g_strdup (value));
    }
    if (rule->spelled->len)
        list_compile (loading, rule);
}

static void
check_fragments (struct loading *loading)
{
    GHashTableIter iter;
    gpointer name, fragment;

    g_hash_table_iter_init (&iter, loading->fragments);
    while (
        g_hash_table_iter_next (&iter, &name, &fragment)) /* an included file's own load proves what is not used here */
        if (((struct fragment *) fragment)->file == loading->rules->files->pdata[0])
            fragment_prove (loading, name, fragment);
}

struct rules *
rules_load (const char *path, GError **error)
{
    g_autoptr (GHashTable) fragments = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, fragment_free);
    g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
    g_autoptr (GHashTable) texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, text_free);
    g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
    g_autoptr (GString) mistakes = g_string_new (NULL);
    g_autoptr (rules_t) rules = g_new0 (struct rules, 1);
    struct loading loading = {
        .rules = rules, .fragments = fragments, .ids = ids, .texts = texts, .checksum = checksum, .mistakes = mistakes
    };

    rules->rules = g_ptr_array_new_with_free_func ((GDestroyNotify) rule_free);
    rules->files = g_ptr_array_new_with_free_func (g_free);
    rules->automaton = automaton_shared ();
    rules->first = automaton_size (rules->automaton);
    rules->guided = g_ptr_array_new ();
    rules->unguided = g_ptr_array_new ();
    rules_set_match_limit (rules, default_match_limit);
    g_checksum_update (checksum, (const guchar *) pattern_compiler (), -1);
    loading.known = find_known (&loading, path);
    rules_read_file (&loading, path, NULL, 0);
    check_fragments (&loading);
    for (guint i = 0; i < rules->rules->len; i++) {
        rule_finish (&loading, rules->rules->pdata[i]);
        if (!loading.known)
            rule_check (rules, rules->rules->pdata[i], mistakes);
    }
    if (mistakes->len) {
        g_autofree char *sorted = mistakes_sorted (mistakes);
        g_set_error_literal (error, RULES_ERROR, 0, sorted);
        return NULL;
    }
    rules->due = g_new0 (guint8, rules->rules->len + 1);
    rules->hash = g_strdup (loading.known ? known_rules_hash (loading.known) : g_checksum_get_string (checksum));
    return g_steal_pointer (&rules);
}

struct rules *
rules_load_named (const char *directory, const char *name, GError **error)
{
    g_autofree char *file = g_strconcat (name, ".rules", NULL);
    g_autofree char *path = g_build_filename (directory, file, NULL);

    return rules_load (path, error);
}

struct rules *
rules_load_noting (const char *directory, const char *name, GString *mistakes)
{
    g_autoptr (GError) error = NULL;
    struct rules *rules = rules_load_named (directory, name, &error);

    if (!rules)
        g_string_append_printf (mistakes, "%s\n", error->message);
    return rules;
}
