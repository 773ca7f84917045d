#include <math.h>
#include <string.h>

#include "common/record.h"
#include "stages/assemble/case.h"
#include "stages/assemble/concepts.h"

/* --- citations */

static char *
citation_key (const struct mention *mention)
{
    static const char *const keys[] = { "party",   "system", "is_mtus", "chapter_no",
                                        "chapter", "pages",  "topic",   "updated" };
    GString *key = g_string_new (NULL);
    for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
        cJSON *value = mention_json (mention, keys[i]);
        g_autofree char *text = value ? record_print (value, FALSE) : NULL;
        g_string_append_printf (key, "%s\x1f", text ? text : "");
        cJSON_Delete (value);
    }
    return g_string_free (key, FALSE);
}

static void
add_citations (struct assembly *assembly)
{
    static const char *const optional[] = { "chapter_no", "chapter", "region",  "pages",
                                            "updated",    "topic",   "edition", "phase" };
    g_autoptr (GPtrArray) facts = g_ptr_array_new_with_free_func ((GDestroyNotify) fact_free);
    g_autoptr (GHashTable) by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < assembly->mentions->len; i++) {
        struct mention *mention = g_ptr_array_index (assembly->mentions, i);
        if (!mention_is (mention, "citation"))
            continue;
        g_autofree char *key = citation_key (mention);
        struct fact *fact = g_hash_table_lookup (by_key, key);
        if (fact) {
            fact_add (assembly, fact, mention);
            continue;
        }
        fact = fact_new (assembly, mention);
        g_ptr_array_add (facts, fact);
        g_hash_table_insert (by_key, g_steal_pointer (&key), fact);
    }
    cJSON *array = cJSON_AddArrayToObject (assembly->json, "citations");
    for (guint i = 0; i < facts->len; i++) {
        struct fact *fact = g_ptr_array_index (facts, i);
        const struct mention *best = g_ptr_array_index (fact->mentions, 0);
        cJSON *item = cJSON_CreateObject ();
        g_snprintf (fact->id, sizeof fact->id, "G%u", i + 1);
        cJSON_AddStringToObject (item, "id", fact->id);
        if (fact->candidate)
            cJSON_AddTrueToObject (item, "candidate");
        field_add (item, best, "party", NULL);
        field_add (item, best, "system", NULL);
        cJSON_AddBoolToObject (item, "is_mtus", mention_true (best, "is_mtus"));
        for (guint j = 0; j < G_N_ELEMENTS (optional); j++)
            field_add_if (item, best, optional[j], NULL);
        evidence_add (assembly, item, fact->mentions);
        cJSON_AddItemToArray (array, item);
        const char *updated = mention_text (best, "updated");
        if (updated && !fact->candidate)
            chronology_note (assembly, updated, "guideline_update", fact->id);
    }
}

/* --- absences */

/* The number that stands before `unit` in the wording ("at least 12 weeks at 50% relief"), or -1. */
static int
number_before (const char *raw, const char *const *units)
{
    for (const char *at = raw; *at; at++) {
        if (!g_ascii_isdigit (*at) || (at > raw && (g_ascii_isalnum (at[-1]) || at[-1] == '.')))
            continue;
        char *end;
        guint64 number = g_ascii_strtoull (at, &end, 10);
        while (*end == ' ' || *end == '-')
            end++;
        for (guint i = 0; units[i]; i++)
            if (g_ascii_strncasecmp (end, units[i], strlen (units[i])) == 0 && number <= 1000)
                return (int) number;
    }
    return -1;
}

/* "relief>=50%/12wk+function after facet_rf": what the missing relief was measured by, in one word. */
static char *
relief_subject (const struct mention *mention, const char *subject)
{
    static const char *const percents[] = { "%", "percent", "per cent", NULL }, *const weeks[] = { "week", "wk", NULL },
                             *const months[] = { "month", "mo", NULL };
    const char *raw = mention_text (mention, "raw"), *treatment = mention_text (mention, "treatment");
    if (!raw)
        raw = mention->quote;
    GString *made = g_string_new ("relief");
    int percent = number_before (raw, percents), n = number_before (raw, weeks);
    const char *unit = "wk";
    if (n < 0) {
        n = number_before (raw, months);
        unit = "mo";
    }
    if (percent >= 0)
        g_string_append_printf (made, ">=%d%%", percent);
    if (n >= 0)
        g_string_append_printf (made, "/%d%s", n, unit);
    if (strstr (subject, "function"))
        g_string_append (made, "+function");
    if (treatment)
        g_string_append_printf (made, " after %s", treatment);
    return g_string_free (made, FALSE);
}

static char *
subject_of (const struct assembly *assembly, const struct mention *mention, const char **event_id)
{
    const char *subject = mention_text (mention, "subject");
    *event_id = NULL;
    if (g_str_equal (subject, "procedure_note")) {
        const struct event *event =
            events_on (assembly, mention_text (mention, "treatment"), documents_spoken_date (mention));
        if (!event)
            return g_strdup (subject);
        *event_id = event->fact.id;
        return g_strdup_printf ("procedure_note@%s", event->fact.id);
    }
    return g_str_has_prefix (subject, "relief") ? relief_subject (mention, subject) : g_strdup (subject);
}

static void
add_absences (struct assembly *assembly)
{
    g_autoptr (GHashTable) by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr (GPtrArray) facts = g_ptr_array_new_with_free_func ((GDestroyNotify) fact_free);
    for (guint i = 0; i < assembly->mentions->len; i++) {
        struct mention *mention = g_ptr_array_index (assembly->mentions, i);
        const char *subject = mention_is (mention, "absence") ? mention_text (mention, "subject") : NULL, *event_id;
        if (!subject || g_str_equal (subject, "medication_list") || !case_feeds (mention))
            continue;
        g_autofree char *said = subject_of (assembly, mention, &event_id);
        const char *by = mention_text (mention, "stated_by");
        g_autofree char *key = g_strjoin ("\x1f", said, by ? by : "", NULL);
        struct fact *fact = g_hash_table_lookup (by_key, key);
        if (fact) {
            fact_add (assembly, fact, mention);
            continue;
        }
        fact = fact_new (assembly, mention);
        g_ptr_array_add (facts, fact);
        g_hash_table_insert (by_key, g_steal_pointer (&key), fact);
    }
    cJSON *array = cJSON_AddArrayToObject (assembly->json, "absences");
    for (guint i = 0; i < facts->len; i++) {
        struct fact *fact = g_ptr_array_index (facts, i);
        const struct mention *best = g_ptr_array_index (fact->mentions, 0);
        const char *event_id;
        g_autofree char *said = subject_of (assembly, best, &event_id);
        cJSON *item = cJSON_CreateObject ();
        g_snprintf (fact->id, sizeof fact->id, "N%u", i + 1);
        cJSON_AddStringToObject (item, "id", fact->id);
        if (fact->candidate)
            cJSON_AddTrueToObject (item, "candidate");
        cJSON_AddStringToObject (item, "subject", said);
        field_add (item, best, "subject", "about");
        field_add (item, best, "stated_by", NULL);
        field_add_if (item, best, "treatment", NULL);
        field_add_if (item, best, "date", NULL);
        if (event_id)
            cJSON_AddStringToObject (item, "event_ref", event_id);
        const char *raw = mention_text (best, "raw");
        cJSON_AddStringToObject (item, "raw", raw ? raw : best->quote);
        evidence_add (assembly, item, fact->mentions);
        cJSON_AddItemToArray (array, item);
    }
}

void
citations_add (struct assembly *assembly)
{
    add_citations (assembly);
    add_absences (assembly);
}
