#include <math.h>
#include <string.h>

#include "common/record.h"
#include "stages/assemble/case.h"
#include "stages/assemble/concepts.h"

#define MAX_REQUESTS 200
#define WELL_READ 80    /* lowest word confidence of a place that can be trusted in a tie */
#define RAW_OVERLAP 0.5 /* shared words of two wordings of one item, where neither names a concept */

/* One disputed item, and all places that word it. */
struct request {
    GPtrArray *mentions; /* struct mention, lent; the first is the one that the item is taken from */
    const char *concept, *region, *laterality;
    double number; /* of the issue, NAN where not said */
};

static void
request_free (gpointer pointer)
{
    struct request *request = pointer;
    g_ptr_array_unref (request->mentions);
    g_free (request);
}

/* Where an item is worded, the most authoritative first. What stands above the line can itself be a disputed item; what
 * stands below is one only in a case that has nothing better. */
static const char *const places[] = { "issue_line", "application",   "ur",         "rfa", "rationale_head",
                                      "conclusion", "authorization", "report_plan" };

static guint
place_of (const struct mention *mention)
{
    const char *at = mention_text (mention, "at");
    for (guint i = 0; at && i < G_N_ELEMENTS (places); i++)
        if (g_str_equal (places[i], at))
            return i;
    return G_N_ELEMENTS (places);
}

static const char *
concept_of (const struct mention *mention)
{
    return concept_narrow (mention_text (mention, "concept"), mention_text (mention, "detail"));
}

static const char *
raw_of (const struct mention *mention)
{
    const char *raw = mention_text (mention, "raw");
    return raw ? raw : mention->quote;
}

static gboolean
agree (const char *a, const char *b)
{
    return !a || !b || g_str_equal (a, b);
}

static gboolean
same_levels (const struct mention *a, const struct mention *b)
{
    const struct field *x = mention_field (a, "levels"), *y = mention_field (b, "levels");
    return x && y && x->type == FIELD_JSON && g_strcmp0 (x->string, y->string) == 0;
}

static gboolean
levels_differ (const struct mention *a, const struct mention *b)
{
    return mention_field (a, "levels") && mention_field (b, "levels") && !same_levels (a, b);
}

static GHashTable *
words_of (const char *text)
{
    GHashTable *words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *lower = g_utf8_strdown (text, -1);
    g_auto (GStrv) parts = g_strsplit_set (lower, " \t\n,.;:()/-\"'", -1);
    for (char **part = parts; *part; part++)
        if (**part)
            g_hash_table_add (words, g_strdup (*part));
    return words;
}

static double
overlap (const char *a, const char *b)
{
    g_autoptr (GHashTable) x = words_of (a);
    g_autoptr (GHashTable) y = words_of (b);
    guint common = 0, smaller = MIN (g_hash_table_size (x), g_hash_table_size (y));
    GHashTableIter iter;
    gpointer word;
    g_hash_table_iter_init (&iter, x);
    while (g_hash_table_iter_next (&iter, &word, NULL))
        common += g_hash_table_contains (y, word);
    return smaller ? (double) common / smaller : 0;
}

/* How well a mention fits an item; 0: it does not. */
static double
fit (const struct request *request, const struct mention *mention, gboolean is_item)
{
    const struct mention *main = g_ptr_array_index (request->mentions, 0);
    const char *concept = concept_of (mention);
    double number = mention_number (mention, "number", NAN);
    if (!isnan (number) && !isnan (request->number) && number != request->number
        && place_of (mention) == place_of (main))
        return 0; /* two issues of one letter are two issues, however alike */
    if (!agree (request->region, mention_text (mention, "region")))
        return 0;
    double score = 0;
    if (concept && request->concept) {
        if (!concept_same_family (concept, request->concept))
            return 0;
        score = g_str_equal (concept, request->concept) ? 2 : 1;
    } else {
        score = overlap (raw_of (main), raw_of (mention));
        if (score < RAW_OVERLAP)
            return 0;
    }
    if (is_item && place_of (mention) == place_of (main)) {
        /* Within one form two lines are two items unless they say the same. */
        if (concept && request->concept && !g_str_equal (concept, request->concept))
            return 0;
        if (levels_differ (main, mention) || !agree (request->laterality, mention_text (mention, "laterality")))
            return 0;
        if (!concept && overlap (raw_of (main), raw_of (mention)) < 0.8)
            return 0;
    }
    score += same_levels (main, mention) ? 1 : levels_differ (main, mention) ? -0.5 : 0;
    score +=
        request->laterality && g_strcmp0 (request->laterality, mention_text (mention, "laterality")) == 0 ? 0.5 : 0;
    score += !isnan (number) && number == request->number ? 0.5 : 0;
    return MAX (score, 0.1);
}

static struct request *
best_fit (GPtrArray *requests, const struct mention *mention, gboolean is_item)
{
    struct request *best = NULL;
    double best_score = 0;
    for (guint i = 0; i < requests->len; i++) {
        struct request *request = g_ptr_array_index (requests, i);
        double score = fit (request, mention, is_item);
        if (score > best_score) {
            best = request;
            best_score = score;
        }
    }
    return best;
}

static void
absorb (struct request *request, struct mention *mention)
{
    g_ptr_array_add (request->mentions, mention);
    if (!request->concept)
    request->concept = concept_of (mention);
    if (!request->region)
        request->region = mention_text (mention, "region");
    if (!request->laterality)
        request->laterality = mention_text (mention, "laterality");
}

/* Requests stand in forms, letters and reports; in summaries as told. A guideline asks for nothing. */
static gboolean
is_request (const struct mention *mention)
{
    return mention_is (mention, "request") && case_feeds (mention) && g_strcmp0 (mention->polarity, "negated") != 0;
}

static guint
best_place (const struct assembly *assembly)
{
    guint best = G_N_ELEMENTS (places);
    for (int named = 1; named >= 0 && best == G_N_ELEMENTS (places); named--)
        for (guint i = 0; i < assembly->mentions->len; i++) {
            const struct mention *mention = g_ptr_array_index (assembly->mentions, i);
            if (is_request (mention) && !mention->candidate && (!named || concept_of (mention)))
                best = MIN (best, place_of (mention));
        }
    return best;
}

/* Where a UR letter speaks of the service that a form asks for, though not in words that make it a request; NULL where it does
 * not. A letter that decides several items names each of them. */
static const struct mention *
spoken_of_in_review (const struct assembly *assembly, const struct mention *asked)
{
    const struct mention *found = NULL;
    for (guint i = 0; i < assembly->mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (assembly->mentions, i);
        if (!mention_is (mention, "procedure") || g_strcmp0 (mention->page->class_id, "UR") != 0 || mention->candidate
            || mention_in_zone (mention, "guideline") || g_strcmp0 (mention_text (mention, "status"), "planned") != 0
            || g_strcmp0 (concept_of (mention), concept_of (asked)) != 0
            || !agree (mention_text (mention, "region"), mention_text (asked, "region")))
            continue;
        if (g_strcmp0 (mention_text (mention, "stage"), "authorized") == 0)
            return NULL; /* what was authorized is not in dispute */
        found = mention;
    }
    return found;
}

static GPtrArray *
collect (struct assembly *assembly)
{
    GPtrArray *requests = g_ptr_array_new_with_free_func (request_free);
    guint items = best_place (assembly);
    for (guint place = items; place < G_N_ELEMENTS (places); place++) {
        for (guint i = 0; i < assembly->mentions->len; i++) {
            struct mention *mention = g_ptr_array_index (assembly->mentions, i);
            if (!is_request (mention) || place_of (mention) != place)
                continue;
            struct request *request = best_fit (requests, mention, place == items);
            if (!request && place == items && requests->len >= MAX_REQUESTS)
                case_leave_out (assembly, "requests");
            gboolean is_item =
                place == items
                || (g_str_equal (places[items], "ur") && g_str_equal (places[place], "rfa") && !mention->candidate
                    && concept_of (mention) && !request && spoken_of_in_review (assembly, mention));
            if (!request && is_item && requests->len < MAX_REQUESTS && (!mention->candidate || concept_of (mention))) {
                request = g_new0 (struct request, 1);
                request->mentions = g_ptr_array_new ();
                request->number = mention_number (mention, "number", NAN);
                g_ptr_array_add (requests, request);
            }
            /* A letter on one item alone speaks of that one, whatever it calls it. */
            if (!request && requests->len == 1 && g_str_equal (places[items], "issue_line")
                && (g_str_equal (places[place], "conclusion") || g_str_equal (places[place], "rationale_head")))
                request = g_ptr_array_index (requests, 0);
            if (request)
                absorb (request, mention);
        }
    }
    return requests;
}

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

/* The mention whose value of a field stands: the one that most places give, then the best read, then the first. An issue
 * line says what was decided, and no vote goes against it. */
static const struct mention *
best_with (const struct request *request, const char *key)
{
    const struct mention *best = NULL;
    guint best_votes = 0;
    for (guint i = 0; i < MIN (request->mentions->len, FACT_MAX_EVIDENCE); i++) {
        const struct mention *mention = g_ptr_array_index (request->mentions, i);
        const struct field *field = mention_field (mention, key);
        guint votes = 0;
        if (!is_filled (field) || mention->candidate)
            continue;
        if (place_of (mention) == 0)
            return mention;
        for (guint j = 0; j < MIN (request->mentions->len, FACT_MAX_EVIDENCE); j++) {
            const struct field *other = mention_field (g_ptr_array_index (request->mentions, j), key);
            votes += is_filled (other) && same_value (field, other);
        }
        if (!best || votes > best_votes || (votes == best_votes && reading_rank (mention) < reading_rank (best))) {
            best = mention;
            best_votes = votes;
        }
    }
    return best;
}

/* The wording to show: an issue line, else the best read of the places in their order. */
static const struct mention *
best_worded (const struct request *request)
{
    const struct mention *best = g_ptr_array_index (request->mentions, 0);
    for (guint i = 1; i < request->mentions->len && place_of (best) != 0; i++)
        if (reading_rank (g_ptr_array_index (request->mentions, i)) < reading_rank (best))
            best = g_ptr_array_index (request->mentions, i);
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
    g_autofree char *lower = g_utf8_strdown (raw_of (mention), -1);
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
        cJSON_AddStringToObject (place, "raw", raw_of (mention));
        field_add (place, mention, "at", NULL);
        const char *named = mention_text (mention, "named_concept");
        record_add_string (place, "named_concept", named ? named : concept_of (mention));
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
            const char *concept = f == 2 ? concept_of (mention) : mention_text (mention, fields[f]);
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
    if (!ur_outcome && (outcome || place_of (main) <= 1))
        ur_outcome = "denied"; /* an independent review is of a denial */

    cJSON *item = cJSON_CreateObject ();
    g_autofree char *id = g_strdup_printf ("Q%d", cJSON_GetArraySize (array) + 1);
    cJSON_AddStringToObject (item, "id", id);
    gboolean candidate = TRUE;
    for (guint i = 0; i < request->mentions->len; i++)
        candidate &= ((const struct mention *) g_ptr_array_index (request->mentions, i))->candidate;
    if (candidate)
        cJSON_AddTrueToObject (item, "candidate");
    cJSON_AddStringToObject (item, "raw", raw_of (worded));
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
    g_autoptr (GPtrArray) requests = collect (assembly);
    cJSON *array = cJSON_AddArrayToObject (assembly->json, "requests");
    double stated = stated_count (assembly, requests);
    for (guint i = 0; i < requests->len; i++)
        add_request (assembly, array, g_ptr_array_index (requests, i), stated);
}
