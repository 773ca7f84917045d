/* Stated absences, the reviewer's own assertions, remarks of guidelines. */
#include <math.h>
#include <string.h>

#include "stages/extract/composites.h"
#include "stages/extract/entities.h"

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
        date = date != NULL ? date : date_of_procedure_before (page, mentions, match->start);
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
    double number = match_number (match, "value"); /* "exceeds the recommended visits" has none */
    struct mention *mention =
        mention_add (mentions, page, "assertion", rule_id (match->rule), match->start, match->end);
    mention_set (mention, "subject", rule_field (match->rule, "subject"));
    mention_set_number (mention, "value", number);
    mention_set (mention, "stated_by", speaker (page));
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
        else if (is_kind (match, "guideline_remark")) {
            const struct sentence *sentence = sentence_holding (page, match->start);
            struct mention *mention =
                mention_add (mentions, page, "guideline_remark", rule_id (match->rule), sentence->start, sentence->end);
            mention_set (mention, "subject", rule_field (match->rule, "subject"));
        }
    }
    rules_resolve_overlaps (absences);
    for (guint i = 0; i < absences->len; i++)
        add_absence (page, absences->pdata[i], mentions);
}
