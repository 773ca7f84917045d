/* Stated absences, the reviewer's own assertions, the state of the medication list, remarks of guidelines. */
#include <string.h>

#include "stages/extract/composites.h"

static const char *
speaker (const struct page *page)
{
    if (strcmp (page->class_id, "IMR_FDL") == 0)
        return "reviewer";
    return strcmp (page->class_id, "UR") == 0 ? "ur" : "provider";
}

/* Where the sentence before begins: "In addition ... on 9/11/2014. This procedure note was not ..." */
static gsize
previous_start (const struct page *page, gsize at)
{
    int index = page_sentence_at (page, at);
    return g_array_index (page->sentences, struct sentence, MAX (index - 1, 0)).start;
}

static void
add_absence (const struct page *page, const struct rule_match *match, GPtrArray *mentions)
{
    const char *subject = rule_field (match->rule, "subject");
    const struct mention *procedure = last_within (mentions, "procedure", match->start, match->end);
    const char *date = date_within (mentions, match->start, match->end);
    if (strcmp (subject, "procedure_note") == 0) {
        gsize from = previous_start (page, match->start);
        const struct mention *before = last_within (mentions, "procedure", from, match->start);
        procedure = procedure != NULL ? procedure : before;
        date = date != NULL ? date : date_within (mentions, from, match->start);
    }
    g_autofree char *raw = slice (page, match->start, match->end);
    const char *treatment = procedure != NULL ? mention_get (procedure, "concept") : NULL;

    struct mention *mention = mention_add (mentions, page, "absence", rule_id (match->rule), match->start, match->end);
    mention->context.polarity = "absent_in_records";
    mention_set (mention, "subject", subject);
    mention_set (mention, "stated_by", speaker (page));
    mention_set (mention, "treatment", treatment);
    mention_set (mention, "date", date);
    mention_set (mention, "raw", raw);
}

static void
add_assertion (const struct page *page, const struct rule_match *match, GPtrArray *mentions)
{
    static const char *const words[] = {"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"};
    const char *value = rule_match_get (match, "value");
    double number = g_ascii_strtod (value, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (words); i++)
        if (g_ascii_strcasecmp (words[i], value) == 0)
            number = i + 1;
    struct mention *mention = mention_add (mentions, page, "assertion", rule_id (match->rule), match->start, match->end);
    mention_set (mention, "subject", rule_field (match->rule, "subject"));
    mention_set_number (mention, "value", number);
    mention_set (mention, "stated_by", speaker (page));
}

/* A section of medications that names at least one is a list. */
static void
add_listed (const struct page *page, GPtrArray *mentions)
{
    const struct mention *first = NULL, *last = NULL;
    for (guint i = 0; i < mentions->len; i++) {
        const struct mention *mention = mentions->pdata[i];
        const struct sentence *sentence = sentence_holding (page, mention->start);
        if (strcmp (mention->kind, "medication") != 0 || sentence == NULL || g_strcmp0 (sentence->section, "medications") != 0 ||
            g_strcmp0 (mention_get (mention, "status"), "allergy") == 0)
            continue;
        if (first == NULL || mention->start < first->start)
            first = mention;
        if (last == NULL || mention->end > last->end)
            last = mention;
    }
    if (first == NULL)
        return;
    gboolean candidate = strcmp (page->legibility, "poor") == 0;
    struct mention *list = mention_add (mentions, page, "medication_list", "medication_list.listed", first->start, last->end);
    list->candidate = candidate;
    mention_set (list, "status", "listed");
}

void
absences_find (const struct composites *composites, const struct page *page, GPtrArray *mentions)
{
    g_autoptr (GPtrArray) matches = gated_matches (page, composites->absences);
    g_autoptr (GPtrArray) absences = g_ptr_array_new ();
    for (guint i = 0; i < matches->len; i++) {
        const struct rule_match *match = matches->pdata[i];
        if (is_kind (match, "absence"))
            g_ptr_array_add (absences, matches->pdata[i]);
        else if (is_kind (match, "assertion"))
            add_assertion (page, match, mentions);
        else {
            const char *kind = is_kind (match, "medication_list") ? "medication_list" : "guideline_remark";
            struct mention *mention = mention_add (mentions, page, kind, rule_id (match->rule), match->start, match->end);
            if (is_kind (match, "medication_list")) {
                const char *status = rule_field (match->rule, "status");
                mention_set (mention, "status", status);
                mention->context.polarity = strcmp (status, "not_specified") == 0 ? "absent_in_records" : "negated";
            } else
                mention_set (mention, "subject", rule_field (match->rule, "subject"));
        }
    }
    rules_resolve_overlaps (absences);
    for (guint i = 0; i < absences->len; i++)
        add_absence (page, absences->pdata[i], mentions);
    add_listed (page, mentions);
}
