/* What the treating side says of the care, the patient's circumstances and red flags, by the subjects that criteria ask for
 * (care.rules, psychosocial.rules, redflags.rules): kind statement. */
#include <math.h>
#include <string.h>

#include "stages/extract/entities.h"

/* A reviewer's argument, a guideline and a form say nothing of the patient; what a report asks for may give its reason. */
static gboolean
may_state (const struct page *page, gsize at)
{
    enum zone zone = zone_at (page, at);
    gboolean asks = strcmp (page->class_id, "UR") == 0 || strcmp (page->class_id, "RFA") == 0
                    || strcmp (page->class_id, "IMR_APP") == 0 || strcmp (page->class_id, "IMR_FDL") == 0;
    return zone == ZONE_RECORD || zone == ZONE_SUMMARY || (zone == ZONE_REQUEST && !asks);
}

/* One wording for the classes of risk; other words stand as they are, in small letters. The caller frees. */
static char *
value_in_one_wording (const char *value)
{
    static const char *const same[][2] = { { "medium", "moderate" },
                                           { "intermediate", "moderate" },
                                           { "minimal", "low" } };
    for (gsize i = 0; value != NULL && i < G_N_ELEMENTS (same); i++)
        if (g_ascii_strcasecmp (value, same[i][0]) == 0)
            return g_strdup (same[i][1]);
    return value != NULL ? g_ascii_strdown (value, -1) : NULL;
}

/* The value of a time or a number that the rule captures; the caller frees. */
static char *
value_measured (const struct rule_match *match)
{
    const char *least = rule_field (match->rule, "least_weeks"), *is = rule_field (match->rule, "unit_is");
    double n = match_number (match, "n"), weeks = n * weeks_of_unit (rule_match_get (match, "unit"), NULL);
    if (isnan (n))
        return NULL;
    if (least != NULL)
        return g_strdup (weeks >= g_ascii_strtod (least, NULL) ? "yes" : "no");
    char digits[G_ASCII_DTOSTR_BUF_SIZE];
    return g_strdup (g_ascii_formatd (digits, sizeof digits, "%.3g", strcmp (is, "weeks") == 0 ? weeks : n));
}

static void
add_statement (const struct page *page, const struct rule_match *match, GPtrArray *mentions)
{
    gboolean measured = rule_field (match->rule, "least_weeks") != NULL || rule_field (match->rule, "unit_is") != NULL;
    g_autofree char *value = measured ? value_measured (match) : value_in_one_wording (rule_match_get (match, "value"));
    const char *negated = rule_field (match->rule, "negated"), *planned = rule_field (match->rule, "planned");
    struct mention *mention =
        mention_add (mentions, page, "statement", rule_id (match->rule), match->start, match->end);
    mention_set (mention, "subject", rule_field (match->rule, "subject"));
    mention_set (mention, "value", value);
    mention_set (mention, "stated_by", "provider");
    mention_set (mention, "negated", negated != NULL ? negated : "flip");
    mention_set (mention, "planned", planned != NULL ? planned : "drop");
    if (measured)
        mark_numeric (page, mention);
}

static void
unref_array (gpointer array)
{
    g_ptr_array_unref (array);
}

void
statements_find (const struct entities *entities, const struct page *page, GPtrArray *mentions)
{
    const struct rules *const subjects[] = { entities->care, entities->psychosocial, entities->redflags };
    for (gsize i = 0; i < G_N_ELEMENTS (subjects); i++) {
        g_autoptr (GPtrArray) matches = matches_of (subjects[i], page);
        g_autoptr (GHashTable) by_subject = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, unref_array);
        for (guint k = 0; k < matches->len; k++) {
            struct rule_match *match = g_ptr_array_index (matches, k);
            const char *subject = rule_field (match->rule, "subject");
            GPtrArray *of_subject = subject != NULL ? g_hash_table_lookup (by_subject, subject) : NULL;
            if (subject == NULL || !may_state (page, match->start))
                continue;
            if (of_subject == NULL)
                g_hash_table_insert (by_subject, (gpointer) subject, of_subject = g_ptr_array_new ());
            g_ptr_array_add (of_subject, match);
        }
        /* words may serve two subjects ("progressive weakness"): overlaps count within one alone */
        for (guint k = 0; k < matches->len; k++) {
            const char *subject = rule_field (((struct rule_match *) matches->pdata[k])->rule, "subject");
            GPtrArray *of_subject = subject != NULL ? g_hash_table_lookup (by_subject, subject) : NULL;
            if (of_subject == NULL)
                continue;
            rules_resolve_overlaps (of_subject);
            for (guint m = 0; m < of_subject->len; m++)
                add_statement (page, g_ptr_array_index (of_subject, m), mentions);
            g_hash_table_remove (by_subject, subject);
        }
    }
}

/* A statement that its context takes back says nothing; one that is denied says the contrary, where there is one. */
static gboolean
stands (struct mention *mention)
{
    struct context *context = &mention->context;
    gboolean denied = strcmp (context->polarity, "negated") == 0;
    const char *negated = mention_get (mention, "negated"), *value = mention_get (mention, "value");
    if (strcmp (context->polarity, "absent_in_records") == 0 || strcmp (context->experiencer, "patient") != 0
        || (denied && strcmp (negated, "drop") == 0))
        return FALSE;
    if ((strcmp (context->temporality, "planned") == 0 || strcmp (context->temporality, "hypothetical") == 0)
        && strcmp (mention_get (mention, "planned"), "keep") != 0)
        return FALSE;
    if (denied && strcmp (negated, "flip") == 0)
        mention_set (mention, "value",
                     g_strcmp0 (value, "yes") == 0  ? "no"
                     : g_strcmp0 (value, "no") == 0 ? "yes"
                                                    : NULL);
    if (strcmp (context->certainty, "possible") == 0 && strcmp (mention_get (mention, "planned"), "keep") != 0)
        mention_set (mention, "value", NULL);
    context->polarity = "affirmed"; /* that it is not so is what it affirms */
    return TRUE;
}

void
statements_bind (const struct entities *entities, const struct page *page, GPtrArray *mentions)
{
    (void) entities;
    (void) page;
    for (guint i = 0; i < mentions->len; i++) {
        struct mention *mention = g_ptr_array_index (mentions, i);
        if (strcmp (mention->kind, "statement") != 0)
            continue;
        if (!stands (mention)) {
            g_ptr_array_remove_index (mentions, i--);
            continue;
        }
        cJSON_DeleteItemFromObjectCaseSensitive (mention->fields, "negated");
        cJSON_DeleteItemFromObjectCaseSensitive (mention->fields, "planned");
    }
}
