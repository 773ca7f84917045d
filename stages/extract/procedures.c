/* Procedures and services: heads, the phrase around each, and which of several heads decides (domain.md 3.3). Status,
 * stage, date and levels that stand elsewhere in the sentence are procedures_bind's, in procedures_bind.c. */
#include <stdlib.h>
#include <string.h>

#include "stages/extract/entities.h"
#include "stages/extract/phrase.h"

#define LEFT_OF_HEAD                                                                                 \
    (ITEM_BIT (ITEM_REGION) | ITEM_BIT (ITEM_SIDE) | ITEM_BIT (ITEM_LEVEL) | ITEM_BIT (ITEM_ORDINAL) \
     | ITEM_BIT (ITEM_MODIFIER) | ITEM_BIT (ITEM_CONJ) | ITEM_BIT (ITEM_NOUN) | ITEM_BIT (ITEM_ADJUNCT))
#define RIGHT_OF_HEAD                                                                                 \
    (ITEM_BIT (ITEM_REGION) | ITEM_BIT (ITEM_SIDE) | ITEM_BIT (ITEM_LEVEL) | ITEM_BIT (ITEM_MODIFIER) \
     | ITEM_BIT (ITEM_CONJ) | ITEM_BIT (ITEM_NOUN) | ITEM_BIT (ITEM_GLUE) | ITEM_BIT (ITEM_DATE)      \
     | ITEM_BIT (ITEM_ADJUNCT))

struct finder {
    const struct page *page;
    GPtrArray *matches, *anatomy, *mentions;
    GArray *items;
};

static const struct item *
item_at (const struct finder *finder, guint i)
{
    return &g_array_index (finder->items, struct item, i);
}

static int
rank_of (const struct item *item)
{
    const char *rank = rule_match_get (item->match, "rank");
    return rank != NULL ? (int) g_ascii_strtoll (rank, NULL, 10) : 0;
}

/* Whether the next head says the same procedure in other words: only qualifying words between, and of one family. A bare
 * "radiofrequency" goes on over a comma ("Radiofrequency C2, 3, 4, bilateral facet block"). */
static gboolean
merges (const struct finder *finder, guint a, guint *next)
{
    const struct item *first = item_at (finder, a);
    const char *family = rule_match_get (first->match, "family");
    gboolean open = rule_match_get (first->match, "open") != NULL;
    gsize from, to;
    sentence_span (finder->page, first->start, &from, &to);
    for (guint i = a; family != NULL && i + 1 < finder->items->len; i++) {
        const struct item *item = item_at (finder, i), *after = item_at (finder, i + 1);
        if (after->end > to || !phrase_touches (finder->page, item->end, after->start, open))
            return FALSE;
        if (after->type == ITEM_HEAD) {
            *next = i + 1;
            return g_strcmp0 (family, rule_match_get (after->match, "family")) == 0;
        }
        if (after->type == ITEM_GLUE || after->type == ITEM_CONJ || after->type == ITEM_DATE
            || after->type == ITEM_ADJUNCT)
            return FALSE;
    }
    return FALSE;
}

/* Names of levels as a request writes them: segments for spans, vertebrae for lists. */
static void
add_level_names (cJSON *names, const struct mention *level)
{
    const char *form = mention_get (level, "form");
    gboolean span = g_strcmp0 (form, "segment") == 0 || g_strcmp0 (form, "range") == 0;
    const cJSON *segments = cJSON_GetObjectItemCaseSensitive (level->fields, "segments"), *item;
    gboolean expanded = span && cJSON_GetArraySize (segments) > 0;
    const cJSON *named = expanded ? segments : cJSON_GetObjectItemCaseSensitive (level->fields, "literal");
    cJSON_ArrayForEach (item, named) {
        gboolean known = FALSE;
        const cJSON *other;
        cJSON_ArrayForEach (other, names)
            known = known || strcmp (other->valuestring, item->valuestring) == 0;
        if (!known)
            cJSON_AddItemToArray (names, cJSON_CreateString (item->valuestring));
    }
}

void
procedure_add_level (struct mention *procedure, struct mention *level)
{
    cJSON *names = cJSON_GetObjectItemCaseSensitive (procedure->fields, "levels");
    if (!cJSON_IsArray (names)) {
        cJSON_DeleteItemFromObjectCaseSensitive (procedure->fields, "levels");
        names = cJSON_AddArrayToObject (procedure->fields, "levels");
    }
    add_level_names (names, level);
    mention_link (procedure, "level_mentions", level, TRUE);
    cJSON *object = cJSON_GetObjectItemCaseSensitive (procedure->fields, "level");
    if (object == NULL || cJSON_IsNull (object)) {
        cJSON_DeleteItemFromObjectCaseSensitive (procedure->fields, "level");
        cJSON_AddItemToObject (procedure->fields, "level", cJSON_Duplicate (level->fields, TRUE));
    }
    if (mention_get (procedure, "region") == NULL)
        mention_set (procedure, "region", mention_get (level, "region"));
    if (mention_get (procedure, "laterality") == NULL)
        mention_set (procedure, "laterality", mention_get (level, "laterality"));
}

void
procedure_add_date (struct mention *procedure, const struct mention *date)
{
    const char *value = mention_get (date, "value");
    cJSON *dates = cJSON_GetObjectItemCaseSensitive (procedure->fields, "dates");
    if (value == NULL)
        return;
    cJSON_AddItemToArray (dates, cJSON_CreateString (value));
    mention_set (procedure, "date", cJSON_GetArraySize (dates) == 1 ? value : NULL);
}

static void
set_detail (struct mention *mention, const struct item *winner)
{
    const char *concept = mention_get (mention, "concept"), *region = mention_get (mention, "region");
    const char *detail = rule_match_get (winner->match, "detail");
    if (strcmp (concept, "fusion") == 0) {
        concept = region == NULL                     ? "other_surgery"
                  : strcmp (region, "cervical") == 0 ? "fusion_c"
                  : strcmp (region, "lumbar") == 0 || strcmp (region, "thoracic") == 0 || strcmp (region, "sacral") == 0
                      ? "fusion_l"
                      : "other_surgery";
        detail = strcmp (concept, "other_surgery") == 0 ? "fusion" : concept;
    } else if (strcmp (concept, "arthroscopy") == 0) {
        concept = g_strcmp0 (region, "knee") == 0       ? "knee_scope"
                  : g_strcmp0 (region, "shoulder") == 0 ? "shoulder_scope"
                                                        : "other_surgery";
        detail = strcmp (concept, "other_surgery") == 0 ? "arthroscopy" : concept;
    } else if (strcmp (concept, "mri") == 0) {
        detail = region == NULL                                                     ? "mri"
                 : strcmp (region, "cervical") == 0                                 ? "mri_c"
                 : strcmp (region, "thoracic") == 0                                 ? "mri_t"
                 : strcmp (region, "lumbar") == 0 || strcmp (region, "sacral") == 0 ? "mri_l"
                 : strcmp (region, "other") == 0                                    ? "mri"
                                                                                    : "mri_joint";
    } else if (strcmp (concept, "facet_rf") == 0 && g_strcmp0 (region, "sacral") == 0)
        detail = "si_rf";
    g_autofree char *kept = g_strdup (concept), *kept_detail = g_strdup (detail);
    mention_set (mention, "concept", kept);
    mention_set (mention, "detail", kept_detail);
}

/* What is done at the spine alone (domain.md 3.3): facet joints, their nerves, the epidural space. */
static gboolean
is_of_the_spine (const char *concept)
{
    static const char *const spinal[] = { "facet_rf", "mbb", "facet_inj", "esi_il", "esi_tf", "fusion_c", "fusion_l" };
    for (gsize i = 0; i < G_N_ELEMENTS (spinal); i++)
        if (strcmp (concept, spinal[i]) == 0)
            return TRUE;
    return FALSE;
}

static gboolean
is_spinal (const char *region)
{
    return region == NULL || strcmp (region, "cervical") == 0 || strcmp (region, "thoracic") == 0
           || strcmp (region, "lumbar") == 0 || strcmp (region, "sacral") == 0;
}

void
procedure_check_region (struct mention *mention)
{
    if (is_of_the_spine (mention_get (mention, "concept")) && !is_spinal (mention_get (mention, "region")))
        mention_set (mention, "region", NULL);
}

/* Lateral branches of the sacrum are the sacroiliac joint's, whatever the first level is (notes decision 9). */
static gboolean
names_sacral_branches (const struct mention *mention)
{
    const cJSON *item;
    cJSON_ArrayForEach (item, cJSON_GetObjectItemCaseSensitive (mention->fields, "levels"))
        if (strcmp (item->valuestring, "S2") == 0 || strcmp (item->valuestring, "S3") == 0)
            return TRUE;
    return FALSE;
}

static struct mention *
emit (struct finder *finder, const struct phrase *phrase, const struct item *winner, const struct item *loser)
{
    const struct page *page = finder->page;
    gboolean adjunct = winner->type == ITEM_ADJUNCT;
    struct mention *mention =
        mention_add (finder->mentions, page, "procedure", rule_id (winner->match->rule), phrase->start, phrase->end);
    g_autofree char *raw = page_quote (page, phrase->start, phrase->end);
    const char *concept = rule_match_get (winner->match, "concept"), *fixed = rule_match_get (winner->match, "region");
    const char *other = loser != NULL ? rule_match_get (loser->match, "concept") : NULL;
    mention_set (mention, "concept", concept);
    mention_set (mention, "detail", NULL);
    mention_set (mention, "status", "performed");
    mention_set (mention, "stage", NULL);
    mention_set (mention, "region", NULL);
    mention_set (mention, "laterality",
                 adjunct ? NULL
                         : side_within (finder->anatomy, phrase->start, phrase->end, winner->start, winner->end));
    mention_set (mention, "levels", NULL);
    add_strings (mention->fields, "level_mentions", NULL, 0);
    mention_set (mention, "level", NULL);
    mention_set (mention, "date", NULL);
    add_strings (mention->fields, "dates", NULL, 0);
    cJSON *adjuncts = add_strings (mention->fields, "adjuncts", NULL, 0);
    const char *ordinal = NULL;
    for (guint i = phrase->first; i <= phrase->last && !adjunct; i++) {
        const struct item *item = item_at (finder, i);
        if (item->type == ITEM_LEVEL)
            procedure_add_level (mention, item->mention);
        else if (item->type == ITEM_DATE)
            procedure_add_date (mention, item->mention);
        else if (item->type == ITEM_ADJUNCT && rule_match_get (item->match, "adjunct") != NULL)
            cJSON_AddItemToArray (adjuncts, cJSON_CreateString (rule_match_get (item->match, "adjunct")));
        else if (item->type == ITEM_ORDINAL)
            ordinal = rule_match_get (item->match, "last") != NULL    ? "last"
                      : rule_match_get (item->match, "first") != NULL ? "first"
                                                                      : "repeat";
    }
    const char *said = adjunct ? NULL
                               : nearest_field (finder->anatomy, "region", "region", phrase->start, phrase->end,
                                                winner->start, winner->end);
    if (rule_match_get (winner->match, "knee") != NULL)
        fixed = "knee";
    else if (rule_match_get (winner->match, "hip") != NULL)
        fixed = "hip";
    else if (rule_match_get (winner->match, "shoulder") != NULL)
        fixed = "shoulder";
    else if (rule_match_get (winner->match, "c") != NULL)
        fixed = "cervical";
    else if (rule_match_get (winner->match, "l") != NULL)
        fixed = "lumbar";
    else if (rule_match_get (winner->match, "t") != NULL && strcmp (concept, "esi_il") == 0)
        fixed = "thoracic";
    if (fixed != NULL || said != NULL)
        mention_set (mention, "region", fixed != NULL ? fixed : said);
    if (strcmp (concept, "facet_rf") == 0 && names_sacral_branches (mention))
        mention_set (mention, "region", "sacral");
    if ((strcmp (concept, "arthroscopy") == 0 || strcmp (concept, "fusion") == 0)
        && mention_get (mention, "region") == NULL) {
        gsize from, to;
        sentence_span (page, winner->start, &from, &to);
        mention_set (mention, "region", only_region (finder->anatomy, from, to));
    }
    procedure_check_region (mention);
    set_detail (mention, winner);
    mention_set (mention, "ordinal", ordinal);
    mention_set (mention, "raw", raw);
    mention_set (mention, "alternative_concept", g_strcmp0 (other, concept) != 0 ? other : NULL);
    const char *generic =
        rule_match_get (winner->match, "generic"); /* 1: a fact only where a cue says so, 2: never by itself */
    gboolean bare = strcmp (concept, "fusion") == 0 && mention_get (mention, "region") == NULL;
    mention_set (mention, "generic", bare ? "1" : generic);
    return mention;
}

static void
find_one (struct finder *finder, guint *at)
{
    guint until = *at, next;
    const struct item *winner = item_at (finder, *at), *loser = NULL;
    while (merges (finder, until, &next)) {
        const struct item *other = item_at (finder, next);
        if (rank_of (other) > rank_of (winner)) {
            loser = winner;
            winner = other;
        } else if (loser == NULL)
            loser = other;
        until = next;
    }
    struct phrase phrase = phrase_around (finder->page, finder->items, *at, until, LEFT_OF_HEAD, RIGHT_OF_HEAD);
    emit (finder, &phrase, winner, loser);
    const char *also = rule_match_get (winner->match, "also");
    if (also != NULL) {
        struct mention *second = emit (finder, &phrase, winner, NULL);
        mention_set (second, "concept", also);
        mention_set (second, "detail", also);
    }
    *at = until;
}

static gboolean
says_any (const char *text, const char *alternatives)
{
    g_auto (GStrv) all = g_strsplit (alternatives, "|", -1);
    for (guint i = 0; all[i] != NULL; i++)
        if (strstr (text, all[i]) != NULL)
            return TRUE;
    return FALSE;
}

/* Whether the page says what the head `needs` beside it, and not what it must be `unless`. */
static gboolean
stands_on_page (const struct page *page, const struct rule_match *match)
{
    const char *needs = rule_field (match->rule, "needs"), *unless = rule_field (match->rule, "unless");
    if (needs == NULL && unless == NULL)
        return TRUE;
    g_autofree char *small = g_ascii_strdown (page->text, page->length);
    return (needs == NULL || says_any (small, needs)) && (unless == NULL || !says_any (small, unless));
}

static gboolean
names_facets (const struct page *page)
{
    static const char *const words[] = { "facet", "medial branch", "dorsal ram", "zygapo" };
    g_autofree char *small = g_ascii_strdown (page->text, page->length);
    for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
        if (strstr (small, words[i]) != NULL)
            return TRUE;
    return FALSE;
}

static gboolean
is_concept (const struct mention *mention, const char *concept)
{
    return strcmp (mention->kind, "procedure") == 0 && strcmp (mention_get (mention, "concept"), concept) == 0;
}

/* Radiofrequency of a sympathetic ganglion: where the page names no facet, its bare "radiofrequency thermocoagulation" and
 * "neurolysis" are of that ganglion too. */
static void
settle_sympathetic_rf (const struct page *page, GPtrArray *mentions, guint first)
{
    gboolean by_heat = FALSE;
    for (guint i = first; i < mentions->len && !by_heat; i++) {
        const struct mention *mention = g_ptr_array_index (mentions, i);
        if (!is_concept (mention, "sympathetic_block"))
            continue;
        g_autofree char *small = g_ascii_strdown (mention_get (mention, "raw"), -1);
        by_heat =
            strstr (small, "rftc") != NULL || strstr (small, "rfa") != NULL || strstr (small, "frequency") != NULL;
    }
    if (!by_heat || names_facets (page))
        return;
    for (guint i = first; i < mentions->len; i++) {
        struct mention *mention = g_ptr_array_index (mentions, i);
        if (is_concept (mention, "facet_rf") || is_concept (mention, "neurolysis_chem")) {
            mention_set (mention, "concept", "sympathetic_block");
            mention_set (mention, "detail", "sympathetic_block");
        }
    }
}

void
procedures_find (const struct entities *entities, const struct page *page, GPtrArray *mentions)
{
    g_autoptr (GPtrArray) matches = matches_of (entities->procedures, page),
                          anatomy = matches_of (entities->anatomy, page);
    g_autoptr (GPtrArray) heads = g_ptr_array_new ();
    guint first = mentions->len;
    g_autoptr (GPtrArray) sides = matches_of_kind (anatomy, "side"), regions = matches_of_kind (anatomy, "region");
    for (guint i = 0; i < matches->len; i++) {
        struct rule_match *match = g_ptr_array_index (matches, i);
        if (g_str_has_suffix (rule_kind (match->rule), "procedure") && stands_on_page (page, match))
            g_ptr_array_add (heads, match);
    }
    rules_resolve_overlaps (heads);
    g_autoptr (GPtrArray) places = g_ptr_array_new ();
    g_ptr_array_extend (places, sides, NULL, NULL);
    g_ptr_array_extend (places, regions, NULL, NULL);

    g_autoptr (GArray) items = items_new ();
    for (guint i = 0; i < heads->len; i++) {
        const struct rule_match *match = g_ptr_array_index (heads, i);
        if (strcmp (rule_kind (match->rule), "procedure") != 0)
            continue;
        gboolean adjunct = rule_match_get (match, "adjunct") != NULL
                           || strcmp (rule_match_get (match, "concept"), "general_anesthesia") == 0;
        struct item item = {
            .start = match->start, .end = match->end, .type = adjunct ? ITEM_ADJUNCT : ITEM_HEAD, .match = match
        };
        g_array_append_val (items, item);
    }
    items_add_matches (items, regions, "region", ITEM_REGION);
    items_add_matches (items, sides, "side", ITEM_SIDE);
    items_add_matches (items, anatomy, "glue", ITEM_GLUE);
    items_add_matches (items, anatomy, "glue_done", ITEM_GLUE);
    items_add_matches (items, anatomy, "noun", ITEM_NOUN);
    items_add_matches (items, anatomy, "conj", ITEM_CONJ);
    items_add_matches (items, matches, "ordinal", ITEM_ORDINAL);
    items_add_matches (items, matches, "modifier", ITEM_MODIFIER);
    items_add_mentions (items, mentions, "level", ITEM_LEVEL);
    items_add_mentions (items, mentions, "date", ITEM_DATE);
    items_settle (items);

    struct finder finder = {
        .page = page, .matches = matches, .anatomy = places, .mentions = mentions, .items = items
    };
    for (guint i = 0; i < items->len; i++) {
        const struct item *item = &g_array_index (items, struct item, i);
        if (item->type == ITEM_HEAD)
            find_one (&finder, &i);
        else if (item->type == ITEM_ADJUNCT) {
            struct phrase own = { .start = item->start, .end = item->end, .head = i, .first = i, .last = i };
            emit (&finder, &own, item, NULL);
        }
    }
    settle_sympathetic_rf (page, mentions, first);
}
