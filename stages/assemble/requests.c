#include <math.h>
#include <string.h>

#include "stages/assemble/concepts.h"
#include "stages/assemble/requests.h"

#define MAX_REQUESTS 200
#define RAW_OVERLAP 0.5 /* shared words of two wordings of one item, where neither names a concept */

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

G_STATIC_ASSERT (REQUEST_PLAN == G_N_ELEMENTS (places) - 1);

/* A planned procedure of a report that is the case's request (absorb_plan) stands in the report's plan. */
guint
request_place (const struct mention *mention)
{
    if (mention_is (mention, "procedure"))
        return REQUEST_PLAN;
    const char *at = mention_text (mention, "at");
    for (guint i = 0; at && i < G_N_ELEMENTS (places); i++)
        if (g_str_equal (places[i], at))
            return i;
    return G_N_ELEMENTS (places);
}

const char *
request_concept (const struct mention *mention)
{
    return concept_narrow (mention_text (mention, "concept"), mention_text (mention, "detail"));
}

const char *
request_wording (const struct mention *mention)
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
    const char *concept = request_concept (mention);
    double number = mention_number (mention, "number", NAN);
    if (!isnan (number) && !isnan (request->number) && number != request->number
        && request_place (mention) == request_place (main))
        return 0; /* two issues of one letter are two issues, however alike */
    if (!agree (request->region, mention_text (mention, "region")))
        return 0;
    double score = 0;
    if (concept && request->concept) {
        if (!concept_same_family (concept, request->concept))
            return 0;
        score = g_str_equal (concept, request->concept) ? 2 : 1;
    } else {
        score = overlap (request_wording (main), request_wording (mention));
        if (score < RAW_OVERLAP)
            return 0;
    }
    if (is_item && request_place (mention) == request_place (main)) {
        /* Within one form two lines are two items unless they say the same. */
        if (concept && request->concept && !g_str_equal (concept, request->concept))
            return 0;
        if (levels_differ (main, mention) || !agree (request->laterality, mention_text (mention, "laterality")))
            return 0;
        if (!concept && overlap (request_wording (main), request_wording (mention)) < 0.8)
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
    request->concept = request_concept (mention);
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
            if (is_request (mention) && !mention->candidate && (!named || request_concept (mention)))
                best = MIN (best, request_place (mention));
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
            || g_strcmp0 (request_concept (mention), request_concept (asked)) != 0
            || !agree (mention_text (mention, "region"), mention_text (asked, "region")))
            continue;
        if (g_strcmp0 (mention_text (mention, "stage"), "authorized") == 0)
            return NULL; /* what was authorized is not in dispute */
        found = mention;
    }
    return found;
}

static gboolean
is_plan_of (const struct mention *mention, const struct request *request)
{
    static const char *const stages[] = { "requested", "recommended", "planned", NULL };
    const char *stage = mention_text (mention, "stage");
    return mention_is (mention, "procedure") && !mention->candidate && !mention->page->foreign
           && !mention->page->duplicate_of && mention_in_zone (mention, "record")
           && g_strcmp0 (mention_text (mention, "status"), "planned") == 0
           && (g_strcmp0 (mention->section, "plan") == 0 || (stage && g_strv_contains (stages, stage)))
           && document_class_treats (mention->page->document->class_id) && mention->page->document->date
           && request->concept && g_strcmp0 (request_concept (mention), request->concept) == 0
           && agree (request->region, mention_text (mention, "region"));
}

static gboolean
is_worded_in (const struct request *request, const struct document *document)
{
    for (guint i = 0; i < request->mentions->len; i++)
        if (((const struct mention *) g_ptr_array_index (request->mentions, i))->page->document == document)
            return TRUE;
    return FALSE;
}

/* The plan of the latest report words the request, too, though it does not say "request": the side, the levels and what goes with it.
 * Only where the report plans the service once and the case asks for it once: else nobody says which is which. */
static void
absorb_plan (const struct assembly *assembly, GPtrArray *requests, struct request *request)
{
    struct mention *found = NULL;
    guint n = 0;
    for (guint i = 0; i < requests->len; i++)
        n += g_strcmp0 (((struct request *) g_ptr_array_index (requests, i))->concept, request->concept) == 0;
    if (n != 1)
        return;
    n = 0;
    for (guint i = 0; i < assembly->mentions->len; i++) {
        struct mention *mention = g_ptr_array_index (assembly->mentions, i);
        if (!is_plan_of (mention, request))
            continue;
        int order = found ? strcmp (mention->page->document->date, found->page->document->date) : 1;
        n = order > 0 ? 1 : n + (order == 0);
        if (order > 0)
            found = mention;
    }
    if (found && n == 1 && !is_worded_in (request, found->page->document))
        absorb (request, found);
}

/* The day of the latest report that asks for anything, "" where none has a day: what earlier ones asked for was decided since. */
static const char *
last_asking_day (const struct assembly *assembly)
{
    const char *last = "";
    for (guint i = 0; i < assembly->mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (assembly->mentions, i);
        const char *day = mention->page->document->date;
        if (is_request (mention) && request_place (mention) == REQUEST_PLAN && !mention->candidate && day
            && strcmp (day, last) > 0)
            last = day;
    }
    return last;
}

GPtrArray *
requests_collect (struct assembly *assembly)
{
    GPtrArray *requests = g_ptr_array_new_with_free_func (request_free);
    guint items = best_place (assembly);
    const char *last_day = last_asking_day (assembly);
    for (guint place = items; place < G_N_ELEMENTS (places); place++) {
        for (guint i = 0; i < assembly->mentions->len; i++) {
            struct mention *mention = g_ptr_array_index (assembly->mentions, i);
            if (!is_request (mention) || request_place (mention) != place
                || (place == REQUEST_PLAN && mention->page->document->date
                    && strcmp (mention->page->document->date, last_day) < 0))
                continue;
            struct request *request = best_fit (requests, mention, place == items);
            if (!request && place == items && requests->len >= MAX_REQUESTS)
                case_leave_out (assembly, "requests");
            gboolean is_item =
                place == items
                || (g_str_equal (places[items], "ur") && g_str_equal (places[place], "rfa") && !mention->candidate
                    && request_concept (mention) && !request && spoken_of_in_review (assembly, mention));
            if (!request && is_item && requests->len < MAX_REQUESTS
                && (!mention->candidate || request_concept (mention))) {
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
    for (guint i = 0; i < requests->len; i++)
        absorb_plan (assembly, requests, g_ptr_array_index (requests, i));
    return requests;
}
