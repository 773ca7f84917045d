/* What an item of the request comes to, of all places that word it (requests.h). */
#include <math.h>
#include <string.h>

#include "common/record.h"
#include "stages/assemble/concepts.h"
#include "stages/assemble/pages.h"
#include "stages/assemble/requests.h"

#define WELL_READ 80 /* lowest word confidence of a place that can be trusted in a tie */

/* How well the place could be read: text before good recognition before poor. */
static int
reading_rank (const struct mention *mention)
{
    if (mention->candidate)
        return 9;
    if (g_strcmp0 (mention->source, "ocr") != 0)
        return 0;
    return mention->ocr_conf >= WELL_READ ? 1 : 2;
}

static gboolean
is_filled (const struct field *field)
{
    return field && !(field->type == FIELD_JSON && g_str_equal (field->string, "[]"));
}

static gboolean
same_value (const struct field *a, const struct field *b)
{
    return a->type == b->type
           && (a->type == FIELD_NUMBER ? a->number == b->number : g_strcmp0 (a->string, b->string) == 0);
}

/* Whether a place other than the plan of a report gives the field: the plan only votes then. */
static gboolean
formal_place_gives (const struct request *request, const char *key)
{
    for (guint i = 0; i < MIN (request->mentions->len, FACT_MAX_EVIDENCE); i++) {
        const struct mention *mention = g_ptr_array_index (request->mentions, i);
        if (request_place (mention) < REQUEST_PLAN && !mention->candidate && is_filled (mention_field (mention, key)))
            return TRUE;
    }
    return FALSE;
}

static gboolean
says (const struct request *request, guint i, const char *key, const struct field *value)
{
    const struct field *field = mention_field (g_ptr_array_index (request->mentions, i), key);
    return is_filled (field) && same_value (value, field);
}

/* Whether the mention at `i` gives the value, and none before it in its document does: a letter that says it twice has one vote. */
static gboolean
says_first (const struct request *request, guint i, const char *key, const struct field *value)
{
    const struct mention *mention = g_ptr_array_index (request->mentions, i);
    for (guint j = 0; j < i; j++)
        if (((const struct mention *) g_ptr_array_index (request->mentions, j))->page->document
                == mention->page->document
            && says (request, j, key, value))
            return FALSE;
    return says (request, i, key, value);
}

/* The mention whose value of a field stands: the one that most documents give, then the best read, then the first. An issue
 * line says what was decided, and no vote goes against it. */
static const struct mention *
best_with (const struct request *request, const char *key)
{
    const struct mention *best = NULL;
    guint best_votes = 0, last_place = formal_place_gives (request, key) ? REQUEST_PLAN - 1 : REQUEST_PLAN;
    for (guint i = 0; i < MIN (request->mentions->len, FACT_MAX_EVIDENCE); i++) {
        const struct mention *mention = g_ptr_array_index (request->mentions, i);
        const struct field *field = mention_field (mention, key);
        guint votes = 0;
        if (!is_filled (field) || mention->candidate || request_place (mention) > last_place)
            continue;
        if (request_place (mention) == REQUEST_ISSUE_LINE)
            return mention;
        for (guint j = 0; j < MIN (request->mentions->len, FACT_MAX_EVIDENCE); j++)
            votes += says_first (request, j, key, field);
        if (!best || votes > best_votes || (votes == best_votes && reading_rank (mention) < reading_rank (best))) {
            best = mention;
            best_votes = votes;
        }
    }
    return best;
}

/* The wording to show: an issue line, else the best read of the places in their order; a plan words an item by the way ("L5-S1 RFA") and
 * stands back behind forms and letters that could be read. */
static const struct mention *
best_worded (const struct request *request)
{
    const struct mention *best = g_ptr_array_index (request->mentions, 0);
    for (guint i = 1; i < request->mentions->len && request_place (best) != REQUEST_ISSUE_LINE; i++) {
        const struct mention *mention = g_ptr_array_index (request->mentions, i);
        gboolean by_the_way = request_place (mention) >= REQUEST_PLAN && request_place (best) < REQUEST_PLAN
                              && !best->candidate && !page_badly_read (best->page);
        if (!by_the_way && reading_rank (mention) < reading_rank (best))
            best = mention;
    }
    return best;
}

static void
move (cJSON *from, const char *key, cJSON *to, const char *as)
{
    cJSON *value = cJSON_DetachItemFromObjectCaseSensitive (from, key);
    if (value)
        cJSON_AddItemToObject (to, as, value);
}

/* The number of levels that a letter counts in the request, where the case has one request with levels and all that count agree; NAN
 * otherwise. */
static double
stated_count (const struct assembly *assembly, const GPtrArray *requests)
{
    double count = NAN;
    guint levelled = 0;
    for (guint i = 0; i < requests->len; i++)
        levelled += best_with (g_ptr_array_index (requests, i), "levels") != NULL;
    for (guint i = 0; levelled == 1 && i < assembly->mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (assembly->mentions, i);
        if (!mention_is (mention, "assertion") || mention->candidate || !case_feeds (mention)
            || g_strcmp0 (mention_text (mention, "subject"), "level_count") != 0)
            continue;
        double said = mention_number (mention, "value", NAN);
        if (!isnan (count) && said != count)
            return NAN;
        count = said;
    }
    return count;
}

/* What another place counts is a reading, too, unless the joints are named one by one. The larger number stands: it speaks against
 * whoever asked in words that can be read so. */
static void
add_stated (cJSON *level, double count)
{
    cJSON *counts = cJSON_GetObjectItemCaseSensitive (level, "count"),
          *readings = cJSON_GetObjectItemCaseSensitive (level, "readings");
    double min = record_number (counts, "min", NAN), max = record_number (counts, "max", NAN);
    if (isnan (count) || isnan (min) || isnan (max) || (count >= min && count <= max) || !cJSON_IsArray (readings)
        || g_strcmp0 (record_string (level, "form"), "segment") == 0)
        return;
    double literal = record_number (counts, "literal", max);
    if (cJSON_GetArraySize (readings) == 0) {
        cJSON *own = cJSON_CreateObject ();
        cJSON_AddStringToObject (own, "by", "literal");
        cJSON_AddNumberToObject (own, "count", literal);
        cJSON_AddItemToArray (readings, own);
    }
    cJSON *stated = cJSON_CreateObject ();
    cJSON_AddStringToObject (stated, "by", "stated");
    cJSON_AddNumberToObject (stated, "count", count);
    cJSON_AddItemToArray (readings, stated);
    cJSON_ReplaceItemInObjectCaseSensitive (counts, "literal", cJSON_CreateNumber (MAX (literal, count)));
    cJSON_ReplaceItemInObjectCaseSensitive (counts, "min", cJSON_CreateNumber (MIN (min, count)));
    cJSON_ReplaceItemInObjectCaseSensitive (counts, "max", cJSON_CreateNumber (MAX (max, count)));
    cJSON_ReplaceItemInObjectCaseSensitive (level, "ambiguous", cJSON_CreateTrue ());
}

static void
add_levels (const struct request *request, double stated, cJSON *item)
{
    const struct mention *with = best_with (request, "level");
    cJSON *level = with ? mention_json (with, "level") : NULL;
    if (!cJSON_IsObject (level)) {
        cJSON_Delete (level);
        const struct mention *named = best_with (request, "levels");
        cJSON *literal = named ? mention_json (named, "levels") : NULL;
        if (!literal) {
            cJSON_AddNullToObject (item, "levels");
            return;
        }
        cJSON *levels = cJSON_AddObjectToObject (item, "levels");
        cJSON_AddItemToObject (levels, "literal", literal);
        cJSON_AddNullToObject (levels, "kind");
        return;
    }
    add_stated (level, stated);
    cJSON *levels = cJSON_AddObjectToObject (item, "levels");
    gboolean ambiguous = cJSON_IsTrue (record_get (level, "ambiguous"));
    const char *form = record_string (level, "form");
    move (level, "literal", levels, "literal");
    record_add_string (levels, "kind", ambiguous ? "ambiguous" : form);
    static const char *const rest[] = { "readings", "count",  "form",   "target",   "vertebrae",
                                        "segments", "joints", "nerves", "ambiguous" };
    for (guint i = 0; i < G_N_ELEMENTS (rest); i++)
        move (level, rest[i], levels, rest[i]);
    cJSON_Delete (level);
}

static gboolean
names_radiofrequency (const struct mention *mention)
{
    if (concept_is_radiofrequency (mention_text (mention, "concept"))
        || concept_is_radiofrequency (mention_text (mention, "named_concept")))
        return TRUE;
    g_autofree char *lower = g_utf8_strdown (request_wording (mention), -1);
    static const char *const words[] = {
        "radiofreq", "radio freq", "rhizotomy", "neurotomy", "ablation", "rhizolysis"
    };
    for (guint i = 0; i < G_N_ELEMENTS (words); i++)
        if (strstr (lower, words[i]))
            return TRUE;
    return FALSE;
}

static void
add_mentions (struct assembly *assembly, const struct request *request, cJSON *item)
{
    cJSON *array = cJSON_AddArrayToObject (item, "mentions");
    for (guint i = 0; i < request->mentions->len && i < FACT_MAX_EVIDENCE; i++) {
        const struct mention *mention = g_ptr_array_index (request->mentions, i);
        cJSON *place = cJSON_CreateObject ();
        cJSON_AddStringToObject (place, "raw", request_wording (mention));
        record_add_string (place, "at",
                           request_place (mention) == REQUEST_PLAN ? "report_plan" : mention_text (mention, "at"));
        const char *named = mention_text (mention, "named_concept");
        const char *concept = request_concept (mention);
        record_add_string (place, "named_concept", named ? concept_narrow_name (named, concept) : concept);
        cJSON_AddBoolToObject (place, "radiofrequency_named", names_radiofrequency (mention));
        field_add (place, mention, "region", NULL);
        field_add (place, mention, "levels", NULL);
        field_add (place, mention, "laterality", NULL);
        field_add (place, mention, "quantity", NULL);
        if (mention->candidate)
            cJSON_AddTrueToObject (place, "candidate");
        cJSON_AddStringToObject (place, "document", mention->page->document->id);
        cJSON_AddStringToObject (place, "evidence", evidence_id (assembly, mention));
        cJSON_AddItemToArray (array, place);
    }
}

/* What else the item may be: the other head of its words, or what another document calls it. */
static const char *
alternative_of (const struct request *request)
{
    static const char *const fields[] = { "alternative_concept", "named_concept", "concept" };
    for (guint f = 0; f < G_N_ELEMENTS (fields); f++)
        for (guint i = 0; i < request->mentions->len; i++) {
            const struct mention *mention = g_ptr_array_index (request->mentions, i);
            const char *concept = f == 2 ? request_concept (mention) : mention_text (mention, fields[f]);
            if (concept && request->concept && !g_str_equal (concept, request->concept))
            return concept;
        }
    return NULL;
}

static cJSON *
union_of (const struct request *request, const char *key)
{
    cJSON *all = cJSON_CreateArray ();
    g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < request->mentions->len; i++) {
        g_auto (GStrv) some = mention_strings (g_ptr_array_index (request->mentions, i), key);
        for (char **one = some; one && *one; one++)
            if (g_hash_table_add (seen, g_strdup (*one)))
                cJSON_AddItemToArray (all, cJSON_CreateString (*one));
    }
    return all;
}

static const char *
admin_value (const struct assembly *assembly, const char *name)
{
    for (guint i = 0; i < assembly->mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (assembly->mentions, i);
        if (mention_is (mention, "admin") && g_strcmp0 (mention_text (mention, "field"), name) == 0)
            return mention_text (mention, "value");
    }
    return NULL;
}

static void
add_request (struct assembly *assembly, cJSON *array, const struct request *request, double stated)
{
    const struct mention *main = g_ptr_array_index (request->mentions, 0), *worded = best_worded (request);
    const struct mention *sided = best_with (request, "laterality"), *counted = best_with (request, "quantity"),
                         *decided = best_with (request, "outcome");
    const struct mention *reviewed = best_with (request, "ur_outcome");
    const char *side = sided ? mention_text (sided, "laterality") : request->laterality;
    const struct event *last = events_last (assembly, request->concept, request->region, side);
    const char *outcome = decided ? mention_text (decided, "outcome") : NULL;
    const char *ur_outcome = reviewed ? mention_text (reviewed, "ur_outcome") : admin_value (assembly, "ur_outcome");
    if (!ur_outcome && (outcome || request_place (main) <= REQUEST_APPLICATION))
        ur_outcome = "denied"; /* an independent review is of a denial */

    cJSON *item = cJSON_CreateObject ();
    g_autofree char *id = g_strdup_printf ("Q%d", cJSON_GetArraySize (array) + 1);
    cJSON_AddStringToObject (item, "id", id);
    gboolean candidate = TRUE;
    for (guint i = 0; i < request->mentions->len; i++)
        candidate &= ((const struct mention *) g_ptr_array_index (request->mentions, i))->candidate;
    if (candidate)
        cJSON_AddTrueToObject (item, "candidate");
    cJSON_AddStringToObject (item, "raw", request_wording (worded));
    record_add_string (item, "concept", request->concept);
    record_add_string (item, "alternative_concept", alternative_of (request));
    record_add_string (item, "region", request->region);
    add_levels (request, stated, item);
    record_add_string (item, "laterality", side);
    cJSON_AddItemToObject (item, "adjuncts", union_of (request, "adjuncts"));
    field_add (item, counted ? counted : main, "quantity", NULL);
    cJSON_AddItemToObject (item, "codes", union_of (request, "codes"));
    record_add_string (item, "repeat_of", last ? last->fact.id : NULL);
    record_add_string (item, "ur_outcome", ur_outcome);
    record_add_string (item, "issue_outcome", outcome);
    add_mentions (assembly, request, item);
    cJSON_AddItemToArray (array, item);
}

void
requests_add (struct assembly *assembly)
{
    g_autoptr (GPtrArray) requests = requests_collect (assembly);
    cJSON *array = cJSON_AddArrayToObject (assembly->json, "requests");
    double stated = stated_count (assembly, requests);
    for (guint i = 0; i < requests->len; i++)
        add_request (assembly, array, g_ptr_array_index (requests, i), stated);
}
