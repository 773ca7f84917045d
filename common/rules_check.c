#include "common/rules_parts.h"

#include <string.h>

static struct subject
subject_of (const char *text)
{
    return (struct subject){ .text = text, .length = strlen (text), .valid = TRUE };
}

/* What was matched, or captured, in a message: on one line, not too long. */
static char *
shown (const char *text, gsize length)
{
    g_autofree char *cut = g_strndup (text, length);
    g_strdelimit (cut, "\n\t", ' ');
    g_autofree char *start = g_utf8_substring (cut, 0, MIN (60, g_utf8_strlen (cut, -1)));
    return g_strdup (start);
}

/* Which of the rule's match lines give exactly this match: their example is found. */
static void
mark_exercised (const struct rules *rules, struct rule *rule, const struct subject *subject, gsize start, gsize end)
{
    for (guint i = 0; i < rule->alternatives->len; i++) {
        struct alternative *alternative = rule->alternatives->pdata[i];
        g_autoptr (GPtrArray) matches = g_ptr_array_new_with_free_func ((GDestroyNotify) rule_match_free);
        if (alternative->exercised)
            continue;
        rule_match_all (rules, rule, alternative, subject, 0, subject->length, matches, NULL);
        for (guint j = 0; j < matches->len; j++) {
            const struct rule_match *match = matches->pdata[j];
            alternative->exercised |= match->start == start && match->end == end;
        }
    }
}

static void
check_fields (const struct example *example, const struct rule_match *match, GString *mistakes)
{
    for (guint i = 0; i < example->fields->len; i += 2) {
        const char *name = example->fields->pdata[i], *wanted = example->fields->pdata[i + 1];
        const char *value = rule_match_get (match, name);
        if (g_strcmp0 (value ? value : "", wanted) == 0)
            continue;
        g_autofree char *is = shown (value ? value : "", strlen (value ? value : ""));
        mistake_add (mistakes, example->file, example->line, "%s is \"%s\", not \"%s\"", name, is, wanted);
    }
}

static void
check_example (const struct rules *rules, struct rule *rule, const struct example *example, GString *mistakes)
{
    g_autoptr (GPtrArray) matches = g_ptr_array_new_with_free_func ((GDestroyNotify) rule_match_free);
    struct subject subject = subject_of (example->text);
    const struct rule_match *first = NULL;
    const char *limited = NULL;

    rule_match_all (rules, rule, NULL, &subject, 0, subject.length, matches, &limited);
    if (limited)
        mistake_add (mistakes, example->file, example->line, "the match limit was hit");
    if (matches->len)
        first = matches->pdata[0];
    g_autofree char *found = first ? shown (example->text + first->start, first->end - first->start) : NULL;
    if (example->near_miss) {
        if (first)
            mistake_add (mistakes, example->file, example->line, "near miss of %s matches: [%s]", rule->id, found);
        return;
    }
    for (guint i = 0; i < matches->len; i++) {
        const struct rule_match *match = matches->pdata[i];
        if (strlen (example->matched) != match->end - match->start
            || strncmp (example->text + match->start, example->matched, match->end - match->start) != 0)
            continue;
        check_fields (example, match, mistakes);
        mark_exercised (rules, rule, &subject, match->start, match->end);
        return;
    }
    if (first)
        mistake_add (mistakes, example->file, example->line, "%s matches [%s] here, not what the example says",
                     rule->id, found);
    else
        mistake_add (mistakes, example->file, example->line, "%s does not match here", rule->id);
}

/* Each term is its own example: it must be found, whole, and lead to its own row. */
static void
check_terms (const struct rules *rules, const struct rule *list, GString *mistakes)
{
    for (guint i = 0; i < list->spelled->len; i++) {
        g_autoptr (GPtrArray) matches = g_ptr_array_new_with_free_func ((GDestroyNotify) rule_match_free);
        const char *term = list->spelled->pdata[i];
        const struct rule *row = list->spelled_rows->pdata[i];
        struct subject subject = subject_of (term);

        if (list->prefix || list->suffix)
            return; /* they may want more than a term; the list's examples show it */
        rule_match_all (rules, list, NULL, &subject, 0, subject.length, matches, NULL);
        const struct rule_match *match = matches->len == 1 ? matches->pdata[0] : NULL;
        if (!match || match->rule != row || match->start != 0 || match->end != subject.length)
            mistake_add (mistakes, row->file, row->line, "term %s is not found in itself", term);
    }
}

void
rule_check (const struct rules *rules, struct rule *rule, GString *mistakes)
{
    guint examples = 0;

    for (guint i = 0; i < rule->alternatives->len; i++)
        if (!((struct alternative *) rule->alternatives->pdata[i])->code)
            return; /* said already; its examples would only repeat it */
    for (guint i = 0; i < rule->examples->len; i++) {
        const struct example *example = rule->examples->pdata[i];
        examples += !example->near_miss;
        check_example (rules, rule, example, mistakes);
    }
    if (!examples) {
        mistake_add (mistakes, rule->file, rule->line, "%s %s has no example", rule->list ? "list" : "rule", rule->id);
        return;
    }
    if (rule->list) {
        check_terms (rules, rule, mistakes);
        return;
    }
    for (guint i = 0; i < rule->alternatives->len; i++) {
        const struct alternative *alternative = rule->alternatives->pdata[i];
        if (!alternative->exercised)
            mistake_add (mistakes, alternative->file, alternative->line, "no example of %s matches by this line",
                         rule->id);
    }
}
