/* Requests (domain.md 2.1 Q1-Q3): the disputed item in each place where it is written, with what entities were found in it. */
#include <math.h>
#include <string.h>

#include "common/spine.h"
#include "stages/extract/composites.h"
#include "stages/extract/phrase.h"

#define NAMES_MAX 40

/* Concepts that go with a request and are never its subject. */
static gboolean
is_adjunct (const char *concept)
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

static const struct mention *
head_procedure (const GPtrArray *mentions, gsize start, gsize end)
{
    const struct mention *head = NULL;
    for (guint i = 0; i < mentions->len; i++) {
        const struct mention *mention = mentions->pdata[i];
        const char *concept = mention_get (mention, "concept");
        if (strcmp (mention->kind, "procedure") != 0 || concept == NULL || mention->start >= end
            || mention->end <= start || is_adjunct (concept))
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
    static const char *const words[] = { "one",   "two",   "three", "four", "five",   "six",
                                         "seven", "eight", "nine",  "ten",  "eleven", "twelve" };
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
    const char *number = rule_match_get (best, "n");
    for (guint i = 0; i < G_N_ELEMENTS (words); i++)
        if (g_ascii_strcasecmp (number, words[i]) == 0)
            return i + 1;
    return g_ascii_strtod (number, NULL);
}

/* One place where a request is written. */
struct writing {
    const char *rule, *at;
    gsize start, end;           /* the evidence */
    gsize item_start, item_end; /* the words that name what is asked for */
    const char *outcome, *number;
    const char *decision; /* what a line of its own decides */
};

static const char *
at_of (const struct page *page, const struct rule *rule)
{
    const char *at = rule_field (rule, "at");
    gboolean review = strcmp (page->class_id, "IMR_FDL") == 0 || strcmp (page->class_id, "UR") == 0;
    return strcmp (at, "authorization") == 0 && !review ? "report_plan" : at;
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

static void
add_request (const struct composites *composites, const struct page *page, const struct writing *writing,
             GPtrArray *mentions)
{
    gsize start = writing->item_start, end = writing->item_end;
    trim_item (composites, page, &start, &end);
    while (end > start && strchr (" .,;", page->text[end - 1]) != NULL)
        end--;
    if (end <= start)
        return;
    g_autofree char *item = slice (page, start, end);
    const struct mention *head = head_procedure (mentions, start, end);
    const char *concept = head != NULL ? mention_get (head, "concept") : NULL;
    const char *named = head != NULL ? mention_get (head, "alternative_concept") : NULL;
    gboolean radiofrequency = concept != NULL && strcmp (concept, "facet_rf") == 0;
    cJSON *level = level_of (mentions, start, end, radiofrequency);
    const cJSON *level_region = cJSON_GetObjectItemCaseSensitive (level, "region");
    const char *region = head != NULL ? mention_get (head, "region") : NULL;
    const char *laterality = head != NULL ? mention_get (head, "laterality") : NULL;
    g_autoptr (GPtrArray) anatomy = concept != NULL && region == NULL && level_region == NULL
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

/* Whether bytes [start, end) name something that can be asked for: a service, a drug, or its code. */
static gboolean
names_service (const struct composites *composites, const struct page *page, gsize start, gsize end,
               const GPtrArray *mentions)
{
    if (head_procedure (mentions, start, end) != NULL || last_within (mentions, "medication", start, end) != NULL)
        return TRUE;
    g_autofree char *text = slice (page, start, end);
    struct rule_match *code = match_in (composites->requests, "code", text);
    gboolean found = code != NULL;
    g_clear_pointer (&code, rule_match_free);
    return found;
}

/* Whether the row names a service by code or level, but not what it is: the words stand in the next line of their column. */
static gboolean
wants_words (const struct composites *composites, const struct page *page, const struct writing *row,
             const GPtrArray *mentions)
{
    return head_procedure (mentions, row->start, row->end) == NULL
           && last_within (mentions, "medication", row->start, row->end) == NULL
           && names_service (composites, page, row->start, row->end, mentions);
}

/* Whether bytes [start, end) name a service and nothing else that a row of its own would have. */
static gboolean
is_words_only (const struct composites *composites, const struct page *page, gsize start, gsize end,
               const GPtrArray *mentions)
{
    g_autofree char *text = slice (page, start, end);
    struct rule_match *code = match_in (composites->requests, "code", text);
    gboolean coded = code != NULL;
    g_clear_pointer (&code, rule_match_free);
    return !coded && head_procedure (mentions, start, end) != NULL
           && last_within (mentions, "level", start, end) == NULL;
}

/* Whether bytes [start, end) hold the code of a service and no word for it: the code's own line under its service. */
static gboolean
is_code_only (const struct composites *composites, const struct page *page, gsize start, gsize end,
              const GPtrArray *mentions)
{
    return head_procedure (mentions, start, end) == NULL && last_within (mentions, "medication", start, end) == NULL
           && names_service (composites, page, start, end, mentions);
}

/* Where the item begins behind the label of its line ("Service/Good Requested: MRI of the knee"). */
static gsize
behind_label (const struct composites *composites, const struct page *page, const struct sentence *sentence)
{
    g_autofree char *text = slice (page, sentence->start, sentence->end);
    struct rule_match *label = match_in (composites->requests, "label", text);
    gsize at = sentence->start + (label != NULL && label->start == 0 ? label->end : 0);
    g_clear_pointer (&label, rule_match_free);
    return at < sentence->end ? at : sentence->start;
}

/* The rows of a form RFA. */
static void
find_rows (const struct composites *composites, const struct page *page, GPtrArray *mentions)
{
    if (strcmp (page->class_id, "RFA") != 0)
        return;
    struct writing row = { .rule = NULL };
    guint before = 0;
    for (guint i = 0; i < page->sentences->len; i++) {
        const struct sentence *sentence = &g_array_index (page->sentences, struct sentence, i);
        if (sentence->zone != ZONE_REQUEST || g_strcmp0 (sentence->section, "request") != 0
            || !names_service (composites, page, sentence->start, sentence->end, mentions))
            continue;
        if (row.rule != NULL && before + 1 == i
            && ((wants_words (composites, page, &row, mentions)
                 && is_words_only (composites, page, sentence->start, sentence->end, mentions))
                || (!wants_words (composites, page, &row, mentions)
                    && is_code_only (composites, page, sentence->start, sentence->end, mentions)))) {
            row.end = row.item_end = sentence->end;
            before = i;
            continue;
        }
        if (row.rule != NULL)
            add_request (composites, page, &row, mentions);
        before = i;
        row = (struct writing){ .rule = "request.rfa",
                                .at = "rfa",
                                .start = sentence->start,
                                .end = sentence->end,
                                .item_start = behind_label (composites, page, sentence),
                                .item_end = sentence->end };
    }
    if (row.rule != NULL)
        add_request (composites, page, &row, mentions);
}

static gboolean
is_open_issue (const struct rule_match *match)
{
    return g_strcmp0 (rule_field (match->rule, "at"), "issue_line") == 0 && rule_match_get (match, "outcome") == NULL;
}

/* What a request is for, to tell whether two places ask for the same: a procedure or a drug; NULL where neither is named. */
static const char *
subject_of (const GPtrArray *mentions, gsize start, gsize end)
{
    const struct mention *head = head_procedure (mentions, start, end);
    const struct mention *drug = head == NULL ? last_within (mentions, "medication", start, end) : NULL;
    return head != NULL ? mention_get (head, "concept") : drug != NULL ? mention_get (drug, "name") : NULL;
}

/* Whether the letter of utilization review speaks of one item only, so that a decision on a line of its own is for it. */
static gboolean
reviews_one_item (const GPtrArray *found, const GPtrArray *mentions)
{
    const char *subject = NULL;
    guint named = 0, unnamed = 0;
    for (guint i = 0; i < found->len; i++) {
        const struct rule_match *match = found->pdata[i];
        gsize start, end;
        if (g_strcmp0 (rule_field (match->rule, "at"), "ur") != 0 || !rule_match_span (match, "item", &start, &end))
            continue;
        const char *other = subject_of (mentions, start, end);
        if (other == NULL)
            unnamed++;
        else if (named++ == 0)
            subject = other;
        else if (strcmp (subject, other) != 0)
            return FALSE;
    }
    return named > 0 ? unnamed == 0 : unnamed == 1;
}

/* --- several services in one sentence: "a left L5-S1 injection, and physical therapy, 8 visits" */

#define LINK_BYTES 60 /* between the word that links and the service that it links */

/* Concepts of care and of tests, which are asked for beside a procedure, never as a part of it. */
static gboolean
is_beside (const char *concept)
{
    static const char *const list[] = { "pt",    "acu",   "chiro",  "aquatic",   "massage", "uds",     "mri",
                                        "mri_c", "mri_t", "mri_l",  "mri_joint", "ct",      "emg_ncs", "emg",
                                        "ncs",   "tens",  "h_wave", "frp",       "psych",   NULL };
    return g_strv_contains (list, concept);
}

/* Where a service begins: behind the word that links it to the one before. */
struct link {
    gsize before, after; /* the bytes of the word */
    gboolean strong;     /* it repeats the asking: "and for" */
};

/* The last link in bytes [start, end), near its end; FALSE where there is none. */
static gboolean
find_link (const struct page *page, gsize start, gsize end, struct link *link)
{
    static const char *const words[] = { "; ", "and for ", "as well as ", "and also ", "in addition to ", "and " };
    gboolean found = FALSE;
    for (gsize from = MAX (start, end > LINK_BYTES ? end - LINK_BYTES : 0); from < end; from++)
        for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
            gsize length = strlen (words[i]);
            gboolean begins = words[i][0] == ';' || (from > start && g_ascii_isspace (page->text[from - 1]));
            if (!begins || from + length > end || g_ascii_strncasecmp (page->text + from, words[i], length) != 0)
                continue;
            *link = (struct link){ from, from + length, i + 1 < G_N_ELEMENTS (words) };
            found = TRUE;
            break;
        }
    return found;
}

/* Whether within bytes [start, end) another service is asked for by itself, and behind which word. */
static gboolean
asks_for_more (const struct page *page, const GPtrArray *mentions, gsize start, gsize end, struct link *link)
{
    const struct mention *first = NULL;
    gsize behind = start;
    for (guint i = 0; i < mentions->len; i++) {
        const struct mention *mention = mentions->pdata[i];
        const char *concept = mention_get (mention, "concept");
        if (strcmp (mention->kind, "procedure") != 0 || concept == NULL || mention->start < behind || mention->end > end
            || is_adjunct (concept))
            continue;
        if (first != NULL && strcmp (mention_get (first, "concept"), concept) != 0
            && find_link (page, behind, mention->start, link)
            && (link->strong || is_beside (mention_get (first, "concept")) != is_beside (concept)))
            return TRUE;
        first = first != NULL ? first : mention;
        behind = mention->end;
    }
    return FALSE;
}

/* Adds what a report asks for in one sentence, service by service. */
static void
add_asked (const struct composites *composites, const struct page *page, struct writing writing, GPtrArray *mentions)
{
    gsize end = writing.item_end, all = writing.end;
    struct link link;
    while (strcmp (writing.at, "report_plan") == 0 && asks_for_more (page, mentions, writing.item_start, end, &link)) {
        writing.item_end = writing.end = link.before;
        add_request (composites, page, &writing, mentions);
        writing.start = writing.item_start = link.after;
        writing.item_end = end;
        writing.end = all;
    }
    add_request (composites, page, &writing, mentions);
}

void
requests_find (const struct composites *composites, const struct page *page, GPtrArray *mentions)
{
    g_autoptr (GPtrArray) matches = gated_matches (page, composites->requests);
    g_autoptr (GPtrArray) found = g_ptr_array_new ();
    guint open = 0; /* issues without a decision of their own */
    const char *decision = NULL;
    for (guint i = 0; i < matches->len; i++) {
        const struct rule_match *match = matches->pdata[i];
        gsize start, end;
        if (is_kind (match, "request")) {
            if (rule_field (match->rule, "needs") != NULL
                && !(rule_match_span (match, "item", &start, &end)
                     && names_service (composites, page, start, end, mentions)))
                continue;
            g_ptr_array_add (found, matches->pdata[i]);
            open += is_open_issue (match) ? 1 : 0;
        } else if (is_kind (match, "decision") && decision == NULL)
            decision = rule_match_get (match, "outcome");
    }
    rules_resolve_overlaps (found);
    gboolean one_item = reviews_one_item (found, mentions);
    for (guint i = 0; i < found->len; i++) {
        const struct rule_match *match = found->pdata[i];
        gboolean alone =
            (one_item && g_strcmp0 (rule_field (match->rule, "at"), "ur") == 0) || (open == 1 && is_open_issue (match));
        struct writing writing = { .rule = rule_id (match->rule),
                                   .at = at_of (page, match->rule),
                                   .start = match->start,
                                   .end = match->end,
                                   .outcome = rule_match_get (match, "outcome"),
                                   .number = rule_match_get (match, "number"),
                                   .decision = alone ? decision : NULL };
        if (rule_match_span (match, "item", &writing.item_start, &writing.item_end))
            add_asked (composites, page, writing, mentions);
    }
    find_rows (composites, page, mentions);
}
