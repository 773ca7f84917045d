/* The composite parts in their order, and what they share (composites.h). */
#include "stages/extract/composites.h"

#include <string.h>

struct composites *
composites_new (const char *patterns, GString *mistakes)
{
    struct composites *composites = g_new0 (struct composites, 1);
    composites->anatomy = rules_load_noting (patterns, "anatomy", mistakes);
    composites->requests = rules_load_noting (patterns, "requests", mistakes);
    composites->citations = rules_load_noting (patterns, "citations", mistakes);
    composites->absences = rules_load_noting (patterns, "absences", mistakes);
    composites->reviewer = rules_load_noting (patterns, "reviewer", mistakes);
    composites->admin = rules_load_noting (patterns, "admin", mistakes);
    composites->identity = rules_load_noting (patterns, "identity", mistakes);
    composites->mentioned = rules_load_noting (patterns, "mentioned", mistakes);
    return composites;
}

void
composites_free (struct composites *composites)
{
    if (composites == NULL)
        return;
    g_clear_pointer (&composites->anatomy, rules_free);
    g_clear_pointer (&composites->requests, rules_free);
    g_clear_pointer (&composites->citations, rules_free);
    g_clear_pointer (&composites->absences, rules_free);
    g_clear_pointer (&composites->reviewer, rules_free);
    g_clear_pointer (&composites->admin, rules_free);
    g_clear_pointer (&composites->identity, rules_free);
    g_clear_pointer (&composites->mentioned, rules_free);
    g_free (composites);
}

void
composites_find (const struct composites *composites, const struct page *page, GPtrArray *mentions)
{
    fields_find (composites, page, mentions);
    mentioned_find (composites, page, mentions);
    citations_find (composites, page, mentions);
    absences_find (composites, page, mentions);
    requests_find (composites, page, mentions);
}

static gboolean
lists (const char *list, const char *word)
{
    if (list == NULL)
        return TRUE;
    g_auto (GStrv) words = g_strsplit (list, " ", -1);
    return word != NULL && g_strv_contains ((const char *const *) words, word);
}

const struct sentence *
sentence_holding (const struct page *page, gsize at)
{
    int index = page_sentence_at (page, at);
    return index < 0 ? NULL : &g_array_index (page->sentences, struct sentence, index);
}

/* Patterns may begin with white space: the match stands where its first word does. */
static gsize
first_word (const struct page *page, const struct rule_match *match)
{
    gsize at = match->start;
    while (at < match->end && g_ascii_isspace (page->text[at]))
        at++;
    return at;
}

GPtrArray *
gated_matches (const struct page *page, const struct rules *rules)
{
    g_autoptr (GPtrArray) matches = page_match (page, rules, 0, page->length);
    GPtrArray *passed = g_ptr_array_new ();
    for (guint i = 0; i < matches->len; i++) {
        struct rule_match *match = matches->pdata[i];
        match->start = first_word (page, match);
        const struct sentence *sentence = sentence_holding (page, match->start);
        if (sentence != NULL && lists (rule_field (match->rule, "classes"), page->class_id)
            && lists (rule_field (match->rule, "zones"), zone_name (sentence->zone))
            && lists (rule_field (match->rule, "sections"), sentence->section))
            g_ptr_array_add (passed, match);
    }
    return passed;
}

gboolean
is_kind (const struct rule_match *match, const char *kind)
{
    return strcmp (rule_kind (match->rule), kind) == 0;
}

struct rule_match *
match_in (const struct rules *rules, const char *kind, const char *text)
{
    GPtrArray *matches = rules_match (rules, text, strlen (text), 0, strlen (text), NULL);
    struct rule_match *found = NULL;
    for (guint i = 0; i < matches->len && found == NULL; i++)
        if (is_kind (matches->pdata[i], kind))
            found = g_ptr_array_steal_index (matches, i);
    g_ptr_array_unref (matches);
    return found;
}

char *
slice (const struct page *page, gsize start, gsize end)
{
    return g_strndup (page->text + start, end - start);
}

const struct mention *
last_within (const GPtrArray *mentions, const char *kind, gsize start, gsize end)
{
    const struct mention *last = NULL;
    for (guint i = 0; i < mentions->len; i++) {
        const struct mention *mention = mentions->pdata[i];
        if (strcmp (mention->kind, kind) == 0 && mention->start >= start && mention->end <= end
            && (last == NULL || mention->start > last->start))
            last = mention;
    }
    return last;
}

const char *
date_within (const GPtrArray *mentions, gsize start, gsize end)
{
    const struct mention *first = NULL;
    for (guint i = 0; i < mentions->len; i++) {
        const struct mention *mention = mentions->pdata[i];
        if (strcmp (mention->kind, "date") == 0 && mention->start >= start && mention->start < end
            && mention_get (mention, "value") != NULL && (first == NULL || mention->start < first->start))
            first = mention;
    }
    return first != NULL ? mention_get (first, "value") : NULL;
}

const char *
date_of_procedure_before (const struct page *page, const GPtrArray *mentions, gsize at)
{
    int index = page_sentence_at (page, at);
    gsize from = index < 0 ? at : g_array_index (page->sentences, struct sentence, MAX (index - 1, 0)).start;
    const struct mention *procedure = last_within (mentions, "procedure", from, at);
    const char *bound = procedure != NULL ? mention_get (procedure, "date") : NULL;
    if (bound != NULL)
        return bound;
    const struct mention *date = last_within (mentions, "date", from, at);
    return date != NULL ? mention_get (date, "value") : NULL;
}
