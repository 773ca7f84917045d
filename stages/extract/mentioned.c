/* Documents that a text speaks of, and which of them governs a paragraph of a summary (domain.md 2.1). */
#include <string.h>

#include "stages/extract/composites.h"

#define REMARK_DISTANCE_BYTES 4 /* between a document's date and the bracket about it */

static void
describe (struct mention *mention, gboolean handwritten, const char *legibility, gboolean missing)
{
    if (handwritten)
        mention_set_bool (mention, "handwritten", TRUE);
    else if (!cJSON_HasObjectItem (mention->fields, "handwritten"))
        mention_set (mention, "handwritten", NULL);
    if (legibility != NULL || !cJSON_HasObjectItem (mention->fields, "legibility"))
        mention_set (mention, "legibility", legibility);
    mention_set_bool (mention, "stated_missing", missing);
}

static const struct rule_match *
ending_at (const GPtrArray *matches, const char *kind, gsize end)
{
    for (guint i = 0; i < matches->len; i++) {
        const struct rule_match *match = matches->pdata[i];
        if (is_kind (match, kind) && match->end <= end && end <= match->end + 1)
            return match;
    }
    return NULL;
}

static const struct rule_match *
starting_after (const GPtrArray *matches, const char *kind, gsize start)
{
    for (guint i = 0; i < matches->len; i++) {
        const struct rule_match *match = matches->pdata[i];
        if (is_kind (match, kind) && match->start >= start && match->start <= start + REMARK_DISTANCE_BYTES)
            return match;
    }
    return NULL;
}

static void
add_document (const struct page *page, const struct rule_match *match, const GPtrArray *all, GPtrArray *mentions)
{
    g_autofree char *iso = date_read_iso (rule_match_get (match, "date"));
    if (iso == NULL)
        return;
    struct mention *mention =
        mention_add (mentions, page, "document_mention", rule_id (match->rule), match->start, match->end);
    mention_set (mention, "class", rule_field (match->rule, "class"));
    mention_set (mention, "date", iso);
    const struct rule_match *bracket = starting_after (all, "attribute", match->end);
    describe (mention, bracket != NULL && rule_match_get (bracket, "handwritten") != NULL,
              bracket != NULL && rule_match_get (bracket, "legibility") != NULL ? "poor" : NULL, FALSE);
    mention_set_bool (mention, "governs", ending_at (all, "governs", match->start) != NULL);
}

/* The document that governs at byte `at` of the page: the last governing one before it in the zone. */
static const struct mention *
governing (const struct page *page, const GPtrArray *mentions, gsize at)
{
    const struct mention *found = NULL;
    const struct sentence *here = sentence_holding (page, at);
    for (guint i = 0; i < mentions->len; i++) {
        const struct mention *mention = mentions->pdata[i];
        if (strcmp (mention->kind, "document_mention") != 0 || mention->start >= at
            || !cJSON_IsTrue (cJSON_GetObjectItemCaseSensitive (mention->fields, "governs")))
            continue;
        const struct sentence *there = sentence_holding (page, mention->start);
        if (here != NULL && there != NULL && there->zone == here->zone
            && (found == NULL || mention->start > found->start))
            found = mention;
    }
    return found;
}

static void
add_remark (const struct page *page, const struct rule_match *match, GPtrArray *mentions)
{
    gboolean procedure = strcmp (rule_field (match->rule, "about"), "procedure") == 0;
    const char *date = NULL, *class_id = rule_field (match->rule, "class");
    gboolean handwritten = rule_match_get (match, "handwritten") != NULL,
             illegible = rule_match_get (match, "legibility") != NULL;
    if (procedure) {
        date = date_of_procedure_before (page, mentions, match->start);
    } else {
        if (!handwritten && !illegible)
            return;
        const struct mention *report = governing (page, mentions, match->start);
        date = report != NULL ? mention_get (report, "date") : NULL;
        class_id = report != NULL ? mention_get (report, "class") : "PR2";
    }
    struct mention *mention =
        mention_add (mentions, page, "document_mention", rule_id (match->rule), match->start, match->end);
    mention_set (mention, "class", class_id);
    mention_set (mention, "date", date);
    describe (mention, handwritten, illegible ? "poor" : NULL, procedure);
    mention_set_bool (mention, "governs", FALSE);
}

void
mentioned_find (const struct composites *composites, const struct page *page, GPtrArray *mentions)
{
    g_autoptr (GPtrArray) matches = gated_matches (page, composites->mentioned);
    g_autoptr (GPtrArray) documents = g_ptr_array_new ();
    for (guint i = 0; i < matches->len; i++) {
        const struct sentence *sentence = sentence_holding (page, ((struct rule_match *) matches->pdata[i])->start);
        if (is_kind (matches->pdata[i], "document_mention") && sentence->zone != ZONE_GUIDELINE)
            g_ptr_array_add (documents, matches->pdata[i]);
    }
    rules_resolve_overlaps (documents);
    for (guint i = 0; i < documents->len; i++)
        add_document (page, documents->pdata[i], matches, mentions);
    for (guint i = 0; i < matches->len; i++) {
        const struct sentence *sentence = sentence_holding (page, ((struct rule_match *) matches->pdata[i])->start);
        if (is_kind (matches->pdata[i], "remark") && sentence->zone != ZONE_GUIDELINE)
            add_remark (page, matches->pdata[i], mentions);
    }
}
