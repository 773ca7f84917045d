#include <math.h>
#include <string.h>

#include "common/record.h"
#include "stages/assemble/case.h"
#include "stages/assemble/concepts.h"

#define MAX_COMPARED 3000 /* different outcomes of one case; a real one has some dozens */

struct outcome {
    struct fact fact;
    char *treatment_ref; /* "concept@region", "concept" where the region is open, or NULL */
    struct event *event;
    const struct mention
        *lasting; /* whose duration stands: another one of the sentence where the best gives none, or NULL */
    gboolean conflicting;
};

static void
outcome_free (gpointer pointer)
{
    struct outcome *outcome = pointer;
    g_ptr_array_unref (outcome->fact.mentions);
    g_free (outcome->treatment_ref);
    g_free (outcome);
}

static gboolean
is_outcome (const struct mention *mention)
{
    return mention_is (mention, "outcome") && case_feeds_facts (mention)
           && g_strcmp0 (mention->polarity, "absent_in_records") != 0
           && g_strcmp0 (mention->temporality, "planned") != 0 && g_strcmp0 (mention->temporality, "hypothetical") != 0
           && (!mention->experiencer || g_str_equal (mention->experiencer, "patient"));
}

/* The treatment, as narrowly as the words that name it: those on the outcome may be wide. */
static char *
treatment_of (const struct assembly *assembly, const struct mention *mention)
{
    const char *treatment = mention_text (mention, "treatment"), *region = mention_text (mention, "region");
    if (!treatment)
        return g_strdup (mention_text (mention, "other_treatment"));
    const char *id = mention_text (mention, "procedure_mention");
    const struct mention *procedure = id ? g_hash_table_lookup (assembly->store->mention_of, id) : NULL;
    treatment = concept_narrow (treatment, procedure ? mention_text (procedure, "detail") : NULL);
    if (!region)
        region = events_region (assembly, treatment);
    return region ? g_strdup_printf ("%s@%s", treatment, region) : g_strdup (treatment);
}

static struct event *
event_of (const struct assembly *assembly, const struct mention *mention)
{
    const char *id = mention_text (mention, "procedure_mention");
    const struct mention *procedure = id ? g_hash_table_lookup (assembly->store->mention_of, id) : NULL;
    return procedure ? g_hash_table_lookup (assembly->event_of, procedure) : NULL;
}

/* {low, high, unit, fuzzy, raw} as the text words it, or from weeks. */
static cJSON *
duration_of (const struct mention *mention)
{
    cJSON *duration = mention_json (mention, "duration");
    if (cJSON_IsObject (duration))
        return duration;
    cJSON_Delete (duration);
    double low = mention_number (mention, "weeks_low", NAN), high = mention_number (mention, "weeks_high", NAN);
    if (isnan (low) && isnan (high))
        return cJSON_CreateNull ();
    duration = cJSON_CreateObject ();
    number_add (duration, "low", low);
    number_add (duration, "high", high);
    cJSON_AddStringToObject (duration, "unit", "week");
    cJSON_AddFalseToObject (duration, "fuzzy");
    return duration;
}

static cJSON *
percent_of (const struct mention *mention)
{
    double low = mention_number (mention, "percent_low", NAN), high = mention_number (mention, "percent_high", NAN);
    if (isnan (low) && isnan (high))
        return cJSON_CreateNull ();
    const char *op = mention_text (mention, "percent_op");
    if (!op)
        op = isnan (high) ? ">=" : isnan (low) ? "<=" : low == high ? "=" : "range";
    cJSON *percent = cJSON_CreateObject ();
    cJSON_AddStringToObject (percent, "op", op);
    number_add (percent, "low", low);
    number_add (percent, "high", high);
    return percent;
}

static gboolean
has_percent (const struct mention *mention)
{
    return mention_field (mention, "percent_low") || mention_field (mention, "percent_high");
}

static gboolean
has_duration (const struct mention *mention)
{
    return mention_field (mention, "duration") || mention_field (mention, "weeks_low")
           || mention_field (mention, "weeks_high");
}

static gboolean
agree (const char *a, const char *b)
{
    return !a || !b || g_str_equal (a, b);
}

/* Whether two mentions in one sentence of one page speak of the same treatment, as far as they say. */
static gboolean
same_response (const struct mention *a, const struct mention *b)
{
    static const char *const equal[] = { "region", "procedure_mention", "direction", "condition" };
    const char *treatment = mention_text (a, "treatment");
    if (a == b || a->sentence < 0 || a->sentence != b->sentence || !is_outcome (b) || !treatment
        || g_strcmp0 (treatment, mention_text (b, "treatment")) != 0)
        return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS (equal); i++)
        if (!agree (mention_text (a, equal[i]), mention_text (b, equal[i])))
            return FALSE;
    return TRUE;
}

/* Of a mention with a percentage alone: the one that gives how long it lasted, told of the same treatment in the same sentence;
 * NULL where there is none, or where it is not plain which belongs to which. Never across sentences. */
static struct mention *
completion_of (const struct mention *mention)
{
    struct mention *only = NULL;
    if (!has_percent (mention) || has_duration (mention))
        return NULL;
    for (guint i = 0; i < mention->page->mentions->len; i++) {
        struct mention *other = g_ptr_array_index (mention->page->mentions, i);
        if (!mention_is (other, "outcome") || !same_response (mention, other))
            continue;
        if (only || has_percent (other) || !has_duration (other))
            return NULL;
        only = other;
    }
    return only;
}

/* Whether a mention of a duration alone completes another one, and so is no outcome of its own. */
static gboolean
completes (const struct mention *mention)
{
    if (has_percent (mention) || !has_duration (mention))
        return FALSE;
    for (guint i = 0; i < mention->page->mentions->len; i++) {
        const struct mention *other = g_ptr_array_index (mention->page->mentions, i);
        if (mention_is (other, "outcome") && same_response (mention, other) && completion_of (other) == mention)
            return TRUE;
    }
    return FALSE;
}

static char *
print_and_delete (cJSON *json)
{
    char *text = record_print (json, FALSE);
    cJSON_Delete (json);
    return text;
}

static char *
key_of (const struct assembly *assembly, const struct mention *mention, const struct mention *lasting,
        const char *treatment)
{
    struct event *event = event_of (assembly, mention);
    g_autofree char *percent = print_and_delete (percent_of (mention));
    cJSON *span = duration_of (lasting);
    cJSON_DeleteItemFromObjectCaseSensitive (span, "raw");
    g_autofree char *duration = print_and_delete (span);
    cJSON *measured = mention_json (mention, "measure");
    g_autofree char *measure = measured ? print_and_delete (measured) : g_strdup ("");
    const char *direction = mention_text (mention, "direction"), *condition = mention_text (mention, "condition");
    const char *drug = mention_text (mention, "drug");
    return g_strjoin ("\x1f", treatment ? treatment : "", drug ? drug : "", event ? event->fact.id : "", percent,
                      duration, measure, direction ? direction : "", condition ? condition : "", NULL);
}

/* Whether two outcomes speak of the same response but give it another size. */
static gboolean
contradict (const struct outcome *a, const struct outcome *b)
{
    const struct mention *x = g_ptr_array_index (a->fact.mentions, 0), *y = g_ptr_array_index (b->fact.mentions, 0);
    if (!a->event || a->event != b->event || a->fact.candidate || b->fact.candidate)
        return FALSE;
    double low_a = mention_number (x, "percent_low", NAN), low_b = mention_number (y, "percent_low", NAN);
    double high_a = mention_number (x, "percent_high", NAN), high_b = mention_number (y, "percent_high", NAN);
    if (isnan (low_a) || isnan (low_b))
        return FALSE;
    high_a = isnan (high_a) ? 100 : high_a;
    high_b = isnan (high_b) ? 100 : high_b;
    return low_a > high_b || low_b > high_a;
}

static GPtrArray *
collect (struct assembly *assembly)
{
    GPtrArray *outcomes = g_ptr_array_new_with_free_func (outcome_free);
    g_autoptr (GHashTable) by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < assembly->mentions->len; i++) {
        struct mention *mention = g_ptr_array_index (assembly->mentions, i);
        if (!is_outcome (mention) || completes (mention))
            continue;
        struct mention *completion = completion_of (mention);
        g_autofree char *treatment = treatment_of (assembly, mention);
        g_autofree char *key = key_of (assembly, mention, completion ? completion : mention, treatment);
        struct outcome *outcome = g_hash_table_lookup (by_key, key);
        if (!outcome) {
            outcome = g_new0 (struct outcome, 1);
            outcome->fact.mentions = g_ptr_array_new ();
            outcome->fact.candidate = TRUE;
            outcome->treatment_ref = g_steal_pointer (&treatment);
            outcome->event = event_of (assembly, mention);
            g_ptr_array_add (outcomes, outcome);
            g_hash_table_insert (by_key, g_steal_pointer (&key), outcome);
        }
        fact_add (assembly, &outcome->fact, mention);
        if (completion) {
            outcome->lasting = completion;
            g_ptr_array_add (outcome->fact.mentions, completion); /* its evidence, too; the percentage stays the best */
        }
    }
    for (guint i = MAX_COMPARED; i < outcomes->len; i++)
        case_leave_out (assembly, "outcomes_compared");
    for (guint i = 0; i < MIN (outcomes->len, MAX_COMPARED); i++)
        for (guint j = 0; j < i; j++) {
            struct outcome *a = g_ptr_array_index (outcomes, i), *b = g_ptr_array_index (outcomes, j);
            if (contradict (a, b))
                a->conflicting = b->conflicting = TRUE;
        }
    return outcomes;
}

void
outcomes_add (struct assembly *assembly)
{
    g_autoptr (GPtrArray) outcomes = collect (assembly);
    cJSON *array = cJSON_AddArrayToObject (assembly->json, "outcomes");
    for (guint i = 0; i < outcomes->len; i++) {
        struct outcome *outcome = g_ptr_array_index (outcomes, i);
        const struct mention *best = g_ptr_array_index (outcome->fact.mentions, 0);
        cJSON *item = cJSON_CreateObject (), *measure = mention_json (best, "measure");
        g_snprintf (outcome->fact.id, sizeof outcome->fact.id, "O%u", i + 1);
        cJSON_AddStringToObject (item, "id", outcome->fact.id);
        if (outcome->fact.candidate)
            cJSON_AddTrueToObject (item, "candidate");
        record_add_string (item, "treatment_ref", outcome->treatment_ref);
        record_add_string (item, "event_ref", outcome->event ? outcome->event->fact.id : NULL);
        field_add_if (item, best, "drug", NULL);
        field_add (item, best, "condition", NULL);
        cJSON_AddItemToObject (item, "measure", cJSON_IsArray (measure) ? measure : cJSON_CreateArray ());
        if (!cJSON_IsArray (measure))
            cJSON_Delete (measure);
        field_add (item, best, "direction", NULL);
        cJSON_AddItemToObject (item, "percent", percent_of (best));
        cJSON_AddItemToObject (item, "duration",
                               duration_of (outcome->lasting && !has_duration (best) ? outcome->lasting : best));
        field_add_if (item, best, "before", NULL);
        field_add_if (item, best, "after", NULL);
        if (outcome->conflicting)
            cJSON_AddTrueToObject (item, "conflict");
        context_add (item, best, outcome->fact.report);
        evidence_add (assembly, item, outcome->fact.mentions);
        cJSON_AddItemToArray (array, item);
    }
}
