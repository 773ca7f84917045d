/* Diagnoses and symptoms (domain.md 3.4): concepts with the region, side, qualifier and codes of their phrase; polarity comes
 * from the context once that is known. */
#include <string.h>

#include "stages/extract/entities.h"
#include "stages/extract/phrase.h"
#include "stages/extract/wording.h"

#define AROUND_HEAD                                                                                   \
    (ITEM_BIT (ITEM_REGION) | ITEM_BIT (ITEM_SIDE) | ITEM_BIT (ITEM_LEVEL) | ITEM_BIT (ITEM_MODIFIER) \
     | ITEM_BIT (ITEM_CONJ) | ITEM_BIT (ITEM_NOUN))
#define RIGHT_OF_HEAD (AROUND_HEAD | ITEM_BIT (ITEM_GLUE) | ITEM_BIT (ITEM_CODE))
#define CODE_GAP 4 /* bytes between a code and the diagnosis that it leads */

/* Concepts of the whole person have no region (notes decision 16). */
static gboolean
has_region (const char *concept)
{
    static const char *const none[] = { "headache",     "depression", "anxiety", "insomnia",  "diabetes",
                                        "hypertension", "gerd",       "obesity", "spasticity" };
    for (gsize i = 0; i < G_N_ELEMENTS (none); i++)
        if (strcmp (concept, none[i]) == 0)
            return FALSE;
    return TRUE;
}

static gboolean
in_diagnosis_list (const struct page *page, const GPtrArray *listed, gsize at)
{
    const char *section = section_at (page, at);
    if (strcmp (section, "diagnoses") == 0 || strcmp (section, "assessment") == 0)
        return TRUE;
    for (guint i = 0; i < listed->len; i++) {
        const struct rule_match *match = g_ptr_array_index (listed, i);
        if (match->end <= at && same_sentence (page, match->start, at))
            return TRUE;
    }
    return FALSE;
}

/* What criteria ask for beyond the list of diagnoses (conditions.rules). */
static gboolean
is_condition (const struct rule_match *match)
{
    return strcmp (rule_kind (match->rule), "condition") == 0;
}

/* The code that leads an entry of a list, "M54.2 Cervicalgia": nothing but blanks and strokes between, and no words before it whose code
 * it may be. */
static const struct item *
code_ahead (const struct page *page, const GArray *items, guint first, gsize start)
{
    const struct item *code = first > 0 ? &g_array_index (items, struct item, first - 1) : NULL;
    if (code == NULL || code->type != ITEM_CODE || code->end > start || start - code->end > CODE_GAP
        || !same_sentence (page, code->start, start) || !only_characters (page, code->end, start, " :-"))
        return NULL;
    gsize before = code->start, from, to;
    sentence_span (page, start, &from, &to);
    while (before > from && page->text[before - 1] == ' ')
        before--;
    return before <= from || strchr (":;.,)#\n", page->text[before - 1]) != NULL ? code : NULL;
}

static void
add_diagnosis (const struct page *page, GPtrArray *mentions, const GPtrArray *anatomy, const GPtrArray *listed,
               const GArray *items, guint head, const char *concept)
{
    const struct item *item = &g_array_index (items, struct item, head);
    struct phrase phrase = phrase_around (page, items, head, head, AROUND_HEAD, RIGHT_OF_HEAD);
    struct mention *mention = mention_add (mentions, page, is_condition (item->match) ? "condition" : "diagnosis",
                                           rule_id (item->match->rule), phrase.start, phrase.end);
    g_autofree char *raw = page_quote (page, phrase.start, phrase.end);
    const char *region = rule_match_get (item->match, "region"), *icd9 = NULL, *icd10 = NULL;
    if (region == NULL)
        region = nearest_field (anatomy, "region", "region", phrase.start, phrase.end, item->start, item->end);
    g_autofree char *qualifier = NULL;
    for (guint i = phrase.first; i <= phrase.last; i++) {
        const struct item *other = &g_array_index (items, struct item, i);
        if (other->type == ITEM_CODE) {
            icd9 = icd9 != NULL ? icd9 : rule_match_get (other->match, "icd9");
            icd10 = icd10 != NULL ? icd10 : rule_match_get (other->match, "icd10");
        } else if (other->type == ITEM_LEVEL && region == NULL)
            region = mention_get (other->mention, "region");
        else if (other->type == ITEM_MODIFIER && i < head && qualifier == NULL) {
            g_autofree char *word = page_text_slice (page, other->start, other->end);
            qualifier = g_ascii_strdown (word, -1);
        }
    }
    const struct item *ahead =
        icd9 == NULL && icd10 == NULL ? code_ahead (page, items, phrase.first, phrase.start) : NULL;
    if (ahead != NULL) {
        icd9 = rule_match_get (ahead->match, "icd9");
        icd10 = rule_match_get (ahead->match, "icd10");
    }
    mention_set (mention, "concept", concept);
    mention_set (mention, "polarity", "affirmed");
    mention_set (mention, "region", has_region (concept) ? region : NULL);
    mention_set (mention, "laterality", side_within (anatomy, phrase.start, phrase.end, item->start, item->end));
    mention_set (mention, "qualifier", qualifier);
    cJSON *codes = cJSON_AddObjectToObject (mention->fields, "codes");
    cJSON_AddItemToObject (codes, "icd9", icd9 != NULL ? cJSON_CreateString (icd9) : cJSON_CreateNull ());
    cJSON_AddItemToObject (codes, "icd10", icd10 != NULL ? cJSON_CreateString (icd10) : cJSON_CreateNull ());
    mention_set_bool (mention, "listed", in_diagnosis_list (page, listed, item->start));
    mention_set_bool (mention, "symptom", rule_match_get (item->match, "symptom") != NULL);
    mention_set (mention, "raw", raw);
}

void
diagnoses_find (const struct entities *entities, const struct page *page, GPtrArray *mentions)
{
    g_autoptr (GPtrArray) matches = matches_of (entities->diagnoses, page), all = matches_of (entities->anatomy, page);
    g_autoptr (GPtrArray) more = matches_of (entities->conditions, page);
    g_autoptr (GPtrArray) heads = g_ptr_array_new (), listed = matches_of_kind (matches, "listed");
    g_autoptr (GPtrArray) sides = matches_of_kind (all, "side"), regions = matches_of_kind (all, "region");
    for (guint i = 0; i < matches->len; i++) {
        struct rule_match *match = g_ptr_array_index (matches, i);
        if (g_str_has_suffix (rule_kind (match->rule), "diagnosis"))
            g_ptr_array_add (heads, match);
    }
    for (guint i = 0; i < more->len; i++)
        if (is_condition (g_ptr_array_index (more, i)))
            g_ptr_array_add (heads, g_ptr_array_index (more, i));
    rules_resolve_overlaps (heads);
    g_autoptr (GPtrArray) anatomy = g_ptr_array_new ();
    g_ptr_array_extend (anatomy, sides, NULL, NULL);
    g_ptr_array_extend (anatomy, regions, NULL, NULL);

    g_autoptr (GArray) items = items_new ();
    items_add_matches (items, heads, "diagnosis", ITEM_HEAD);
    items_add_matches (items, heads, "condition", ITEM_HEAD);
    items_add_matches (items, matches, "qualifier", ITEM_MODIFIER);
    items_add_matches (items, matches, "code", ITEM_CODE);
    items_add_matches (items, regions, "region", ITEM_REGION);
    items_add_matches (items, sides, "side", ITEM_SIDE);
    items_add_matches (items, all, "glue", ITEM_GLUE);
    items_add_matches (items, all, "noun", ITEM_NOUN);
    items_add_matches (items, all, "conj", ITEM_CONJ);
    items_add_mentions (items, mentions, "level", ITEM_LEVEL);
    items_settle (items);
    for (guint i = 0; i < items->len; i++) {
        const struct item *item = &g_array_index (items, struct item, i);
        if (item->type != ITEM_HEAD)
            continue;
        add_diagnosis (page, mentions, anatomy, listed, items, i, rule_match_get (item->match, "concept"));
        if (rule_match_get (item->match, "also") != NULL)
            add_diagnosis (page, mentions, anatomy, listed, items, i, rule_match_get (item->match, "also"));
    }
}

/* "Prior to the accident no neck pain", "will be able to sit without pain": no complaint is denied here. */
static gboolean
is_of_another_time (const struct wording *wording, const struct page *page, gsize at)
{
    gsize from, to;
    sentence_span (page, at, &from, &to);
    return wording_in (wording, "another_time", from, to) != NULL;
}

void
diagnoses_bind (const struct entities *entities, const struct page *page, GPtrArray *mentions)
{
    for (guint i = 0; i < mentions->len; i++) {
        struct mention *mention = g_ptr_array_index (mentions, i);
        if (strcmp (mention->kind, "diagnosis") != 0 && strcmp (mention->kind, "condition") != 0)
            continue;
        /* Findings that a review of systems or an examination denies by template are no facts, nor are names in a list of
         * risks (notes decision 15). */
        const char *section = section_at (page, mention->start);
        gboolean symptom = cJSON_IsTrue (cJSON_GetObjectItemCaseSensitive (mention->fields, "symptom"));
        gboolean negated = strcmp (mention->context.polarity, "negated") == 0;
        if (symptom && negated
            && (strcmp (section, "ros") == 0 || strcmp (section, "goals") == 0
                || is_of_another_time (entities->wording, page, mention->start))) {
            g_ptr_array_remove_index (mentions, i--);
            continue;
        }
        const char *certainty = mention->context.certainty;
        /* "Consistent with" is how a diagnosis is made, and a complaint is not in doubt where its cause is (decision 16). */
        if (symptom || g_strcmp0 (mention->context_rule, "doubt.consistent") == 0)
            certainty = "certain";
        const char *polarity = strcmp (mention->context.polarity, "affirmed") != 0 ? "negated"
                               : strcmp (certainty, "possible") == 0 || strcmp (certainty, "probable") == 0
                                   ? "uncertain"
                                   : "affirmed";
        mention_set (mention, "polarity", polarity);
        cJSON_DeleteItemFromObjectCaseSensitive (mention->fields, "symptom");
    }
}
