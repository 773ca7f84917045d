/* What the item of a request asks for, from the entities that stand in it (requests.h). */
#include <math.h>
#include <string.h>

#include "common/spine.h"
#include "stages/extract/entities.h"
#include "stages/extract/phrase.h"
#include "stages/extract/requests.h"

#define NAMES_MAX 40

gboolean
request_is_adjunct (const char *concept)
{
    return strcmp (concept, "sedation") == 0 || strcmp (concept, "fluoro") == 0
           || strcmp (concept, "general_anesthesia") == 0;
}

/* The head that decides among several procedures of one item (domain.md 3.3); higher wins. */
static int
head_rank (const char *concept)
{
    static const char *const order[] = { "facet_rf", "genicular_rf",  "botulinum",     "fusion_c",
                                         "fusion_l", "decompression", "other_surgery", "esi_tf",
                                         "esi_il",   "mbb",           "facet_inj",     "si_inj" };
    for (guint i = 0; i < G_N_ELEMENTS (order); i++)
        if (strcmp (order[i], concept) == 0)
            return (int) (G_N_ELEMENTS (order) - i);
    return 0;
}

const struct mention *
request_head (const GPtrArray *mentions, gsize start, gsize end)
{
    const struct mention *head = NULL;
    for (guint i = 0; i < mentions->len; i++) {
        const struct mention *mention = mentions->pdata[i];
        const char *concept = mention_get (mention, "concept");
        if (strcmp (mention->kind, "procedure") != 0 || concept == NULL || mention->start >= end
            || mention->end <= start || request_is_adjunct (concept))
            continue;
        if (head == NULL || head_rank (concept) > head_rank (mention_get (head, "concept"))
            || (head_rank (concept) == head_rank (mention_get (head, "concept")) && mention->start < head->start))
            head = mention;
    }
    return head;
}

static void
add_adjuncts (struct mention *request, const GPtrArray *mentions, gsize start, gsize end)
{
    static const char *const adjuncts[] = { "sedation", "fluoro", "general_anesthesia" };
    cJSON *array = cJSON_AddArrayToObject (request->fields, "adjuncts");
    for (guint k = 0; k < G_N_ELEMENTS (adjuncts); k++) {
        gboolean named = FALSE;
        for (guint i = 0; i < mentions->len && !named; i++) {
            const struct mention *mention = mentions->pdata[i];
            if (strcmp (mention->kind, "procedure") != 0 || mention->start >= end || mention->end <= start)
                continue;
            const cJSON *own = cJSON_GetObjectItemCaseSensitive (mention->fields, "adjuncts"), *item;
            named = g_strcmp0 (mention_get (mention, "concept"), adjuncts[k]) == 0;
            cJSON_ArrayForEach (item, own)
                named = named || (cJSON_IsString (item) && strcmp (item->valuestring, adjuncts[k]) == 0);
        }
        if (named)
            cJSON_AddItemToArray (array, cJSON_CreateString (adjuncts[k]));
    }
}

static gboolean
has_string (const cJSON *array, const char *string)
{
    const cJSON *item;
    cJSON_ArrayForEach (item, array)
        if (cJSON_IsString (item) && strcmp (item->valuestring, string) == 0)
            return TRUE;
    return FALSE;
}

static void
merge_strings (cJSON *object, const char *field, const cJSON *from)
{
    cJSON *array = cJSON_GetObjectItemCaseSensitive (object, field);
    const cJSON *item, *source = cJSON_GetObjectItemCaseSensitive (from, field);
    if (!cJSON_IsArray (array) || !cJSON_IsArray (source))
        return;
    cJSON_ArrayForEach (item, source)
        if (cJSON_IsString (item) && !has_string (array, item->valuestring) && cJSON_GetArraySize (array) < NAMES_MAX)
            cJSON_AddItemToArray (array, cJSON_CreateString (item->valuestring));
}

static void
add_counts (cJSON *object, const cJSON *from)
{
    static const char *const counts[] = { "literal", "min", "max" };
    cJSON *own = cJSON_GetObjectItemCaseSensitive (object, "count");
    const cJSON *other = cJSON_GetObjectItemCaseSensitive (from, "count");
    for (guint i = 0; i < G_N_ELEMENTS (counts); i++) {
        cJSON *number = cJSON_GetObjectItemCaseSensitive (own, counts[i]);
        const cJSON *more = cJSON_GetObjectItemCaseSensitive (other, counts[i]);
        if (cJSON_IsNumber (number) && cJSON_IsNumber (more))
            cJSON_SetNumberValue (number, number->valuedouble + more->valuedouble);
    }
}

/* The level object of an item: that of its one level mention, or the union of several segments ("L4-5 and L5-S1"). NULL
 * where it names none; the caller's. */
static cJSON *
level_of (const GPtrArray *mentions, gsize start, gsize end, gboolean radiofrequency)
{
    static const char *const lists[] = { "vertebrae", "segments", "joints", "nerves", "literal" };
    cJSON *level = NULL;
    for (guint i = 0; i < mentions->len; i++) {
        const struct mention *mention = mentions->pdata[i];
        if (strcmp (mention->kind, "level") != 0 || mention->start < start || mention->end > end)
            continue;
        if (level == NULL) {
            level = cJSON_Duplicate (mention->fields, TRUE);
            continue;
        }
        gboolean again = TRUE; /* the same level named twice counts once */
        const cJSON *item, *literal = cJSON_GetObjectItemCaseSensitive (mention->fields, "literal");
        cJSON_ArrayForEach (item, literal)
            again = again && cJSON_IsString (item)
                    && has_string (cJSON_GetObjectItemCaseSensitive (level, "literal"), item->valuestring);
        if (again)
            continue;
        for (guint k = 0; k < G_N_ELEMENTS (lists); k++)
            merge_strings (level, lists[k], mention->fields);
        add_counts (level, mention->fields);
    }
    if (level == NULL || !radiofrequency)
        return level;
    /* a bare list in a radiofrequency request can be joints or nerves (domain.md 2.3) */
    const cJSON *form = cJSON_GetObjectItemCaseSensitive (level, "form"),
                *target = cJSON_GetObjectItemCaseSensitive (level, "target");
    const cJSON *literal = cJSON_GetObjectItemCaseSensitive (level, "literal"), *item;
    if (!cJSON_IsString (form) || strcmp (form->valuestring, "list") != 0
        || (cJSON_IsString (target) && strcmp (target->valuestring, "nerve") == 0))
        return level;
    const char *names[NAMES_MAX];
    gsize n = 0;
    cJSON_ArrayForEach (item, literal)
        if (cJSON_IsString (item) && n < NAMES_MAX)
            names[n++] = item->valuestring;
    cJSON *again = spine_level (names, n, "list", cJSON_IsString (target) ? target->valuestring : NULL, TRUE);
    if (again == NULL)
        return level;
    cJSON_Delete (level);
    return again;
}

static void
add_codes (const struct composites *composites, struct mention *request, const char *item)
{
    cJSON *codes = cJSON_AddArrayToObject (request->fields, "codes");
    g_autoptr (GPtrArray) matches = rules_match (composites->requests, item, strlen (item), 0, strlen (item), NULL);
    for (guint i = 0; i < matches->len; i++) {
        const struct rule_match *match = matches->pdata[i];
        if (!is_kind (match, "code"))
            continue;
        g_autofree char *code = g_strndup (item + match->start, match->end - match->start);
        if (!has_string (codes, code) && cJSON_GetArraySize (codes) < NAMES_MAX)
            cJSON_AddItemToArray (codes, cJSON_CreateString (code));
    }
}

/* How many are asked for: visits, tablets; NAN where the item does not say. */
static double
quantity_of (const struct composites *composites, const char *item, const GPtrArray *mentions, gsize start, gsize end)
{
    g_autoptr (GPtrArray) matches = rules_match (composites->requests, item, strlen (item), 0, strlen (item), NULL);
    const struct rule_match *best = NULL;
    for (guint i = 0; i < matches->len; i++) {
        const struct rule_match *match = matches->pdata[i];
        if (is_kind (match, "quantity") && (best == NULL || rule_priority (match->rule) > rule_priority (best->rule)))
            best = match;
    }
    double visits = 0;
    for (guint i = 0; i < mentions->len; i++) {
        const struct mention *mention = mentions->pdata[i];
        const cJSON *count = cJSON_GetObjectItemCaseSensitive (mention->fields, "count_high");
        if (strcmp (mention->kind, "visits") == 0 && mention->start >= start && mention->end <= end
            && cJSON_IsNumber (count))
            visits += count->valuedouble;
    }
    if (best == NULL || (rule_priority (best->rule) < 4 && visits > 0))
        return visits > 0 ? visits : NAN;
    return match_number (best, "n");
}

static gboolean
is_segment (const cJSON *level)
{
    const cJSON *form = cJSON_GetObjectItemCaseSensitive (level, "form");
    return cJSON_IsString (form) && strcmp (form->valuestring, "segment") == 0;
}

/* The decision for a UR letter's one request may stand on a line of its own. */
static void
add_outcomes (const struct composites *composites, struct mention *request, const char *word, const char *decision)
{
    struct rule_match *own = word != NULL ? match_in (composites->requests, "outcome", word) : NULL;
    struct rule_match *line =
        own == NULL && decision != NULL ? match_in (composites->requests, "outcome", decision) : NULL;
    const struct rule_match *found = own != NULL ? own : line;
    const char *issue = found != NULL ? rule_field (found->rule, "issue_outcome") : NULL;
    const char *ur = found != NULL ? rule_field (found->rule, "ur_outcome") : NULL;
    gboolean of_ur = strcmp (mention_get (request, "at"), "ur") == 0;
    if (of_ur && issue != NULL && strcmp (issue, "upheld") == 0)
        ur = "denied"; /* "the request is not medically necessary" in a UR letter */
    mention_set (request, "outcome", of_ur ? NULL : issue);
    mention_set (request, "ur_outcome", ur);
    g_clear_pointer (&own, rule_match_free);
    g_clear_pointer (&line, rule_match_free);
}

/* Takes off bytes [*start, *end) what a joined line put before or after the item. */
static void
trim_item (const struct composites *composites, const struct page *page, gsize *start, gsize *end)
{
    g_autofree char *item = slice (page, *start, *end);
    g_autoptr (GPtrArray) matches = rules_match (composites->requests, item, strlen (item), 0, strlen (item), NULL);
    gsize from = 0, to = strlen (item);
    for (guint i = 0; i < matches->len; i++) {
        const struct rule_match *match = matches->pdata[i];
        gsize a, b;
        if (!is_kind (match, "trim"))
            continue;
        if (rule_match_span (match, "lead", &a, &b))
            from = MAX (from, b);
        else if (rule_match_span (match, "tail", &a, &b))
            to = MIN (to, a);
    }
    if (from >= to)
        return;
    *end = *start + to;
    *start += from;
}

void
request_add (const struct composites *composites, const struct page *page, const struct writing *writing,
             GPtrArray *mentions)
{
    gsize start = writing->item_start, end = writing->item_end;
    trim_item (composites, page, &start, &end);
    while (end > start && strchr (" .,;", page->text[end - 1]) != NULL)
        end--;
    if (end <= start)
        return;
    g_autofree char *item = slice (page, start, end);
    const struct mention *head = request_head (mentions, start, end);
    const char *concept = head != NULL ? mention_get (head, "concept") : NULL;
    const char *named = head != NULL ? mention_get (head, "alternative_concept") : NULL;
    gboolean radiofrequency = concept != NULL && strcmp (concept, "facet_rf") == 0;
    cJSON *level = level_of (mentions, start, end, radiofrequency);
    const cJSON *level_region = cJSON_GetObjectItemCaseSensitive (level, "region");
    const char *region = head != NULL ? mention_get (head, "region") : NULL;
    const char *laterality = head != NULL ? mention_get (head, "laterality") : NULL;
    if (g_strcmp0 (concept, "uds") == 0)
        region = laterality = NULL; /* a row before it named them */
    g_autoptr (GPtrArray) anatomy =
        concept != NULL && strcmp (concept, "uds") != 0 && region == NULL && level_region == NULL
            ? page_match (page, composites->anatomy, start, end)
            : g_ptr_array_new ();
    const char *named_region = only_region (anatomy, start, end);

    struct mention *request = mention_add (mentions, page, "request", writing->rule, writing->start, writing->end);
    request->context.temporality = "planned";
    mention_set (request, "raw", item);
    mention_set (request, "at", writing->at);
    mention_set (request, "concept", concept);
    mention_set (request, "detail", head != NULL ? mention_get (head, "detail") : NULL);
    mention_set (request, "region",
                 region != NULL                  ? region
                 : cJSON_IsString (level_region) ? level_region->valuestring
                                                 : named_region);
    const cJSON *literal = cJSON_GetObjectItemCaseSensitive (level, is_segment (level) ? "segments" : "literal");
    cJSON_AddItemToObject (request->fields, "levels",
                           literal != NULL ? cJSON_Duplicate (literal, TRUE) : cJSON_CreateNull ());
    mention_set (request, "laterality", laterality);
    cJSON_AddItemToObject (request->fields, "level", level != NULL ? level : cJSON_CreateNull ());
    add_adjuncts (request, mentions, start, end);
    mention_set_number (request, "quantity", quantity_of (composites, item, mentions, start, end));
    add_codes (composites, request, item);
    mention_set (request, "named_concept", named != NULL ? named : concept);
    add_outcomes (composites, request, writing->outcome, writing->decision);
    mention_set_number (request, "number", writing->number != NULL ? g_ascii_strtod (writing->number, NULL) : NAN);
}
