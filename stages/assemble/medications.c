#include "common/record.h"
#include "stages/assemble/case.h"

#define MAX_DOSES 50 /* different doses of one drug that are kept apart */

/* Whether the words are also a procedure's: a toxin that was injected is an event, not a drug on the list. */
static gboolean
is_procedure (const struct mention *mention)
{
    for (guint i = 0; i < mention->page->mentions->len; i++) {
        const struct mention *other = g_ptr_array_index (mention->page->mentions, i);
        if (mention_is (other, "procedure") && other->start < mention->end && other->end > mention->start)
            return TRUE;
    }
    return FALSE;
}

static gboolean
is_item (const struct mention *mention)
{
    return mention_is (mention, "medication") && case_feeds_facts (mention) && mention_text (mention, "name")
           && g_strcmp0 (mention->experiencer, "family") != 0 && g_strcmp0 (mention->temporality, "hypothetical") != 0
           && !is_procedure (mention);
}

/* The first of a fact's mentions that has the field, or the best one. */
static const struct mention *
telling (const struct fact *fact, const char *field)
{
    for (guint i = 0; i < fact->mentions->len; i++)
        if (mention_field (g_ptr_array_index (fact->mentions, i), field))
            return g_ptr_array_index (fact->mentions, i);
    return g_ptr_array_index (fact->mentions, 0);
}

struct drug {
    struct fact *fact;
    const char *strength, *frequency; /* the first that a mention of it gives, or NULL */
};

/* Whether a mention gives no other value than the drug has; a list that leaves the frequency out means the same drug. */
static gboolean
agrees (const char *known, const char *said)
{
    return !said || !known || g_ascii_strcasecmp (said, known) == 0;
}

static GPtrArray *
collect (struct assembly *assembly)
{
    GPtrArray *facts = g_ptr_array_new_with_free_func ((GDestroyNotify) fact_free);
    g_autoptr (GHashTable) by_drug =
        g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
    for (guint i = 0; i < assembly->mentions->len; i++) {
        struct mention *mention = g_ptr_array_index (assembly->mentions, i);
        if (!is_item (mention))
            continue;
        const char *generic = mention_text (mention, "generic"), *status = mention_text (mention, "status");
        g_autofree char *key =
            g_strjoin ("\x1f", generic ? generic : mention_text (mention, "name"), status ? status : "", NULL);
        GPtrArray *same = g_hash_table_lookup (by_drug, key);
        if (!same) {
            same = g_ptr_array_new_with_free_func (g_free);
            g_hash_table_insert (by_drug, g_steal_pointer (&key), same);
        }
        const char *strength = mention_text (mention, "strength"), *frequency = mention_text (mention, "frequency");
        struct drug *drug = NULL;
        for (guint j = 0; j < same->len && !drug; j++) {
            struct drug *other = g_ptr_array_index (same, j);
            if (agrees (other->strength, strength) && agrees (other->frequency, frequency))
                drug = other;
        }
        if (drug) {
            fact_add (assembly, drug->fact, mention);
            drug->strength = drug->strength ? drug->strength : strength;
            drug->frequency = drug->frequency ? drug->frequency : frequency;
            continue;
        }
        struct drug fresh = { fact_new (assembly, mention), strength, frequency };
        g_ptr_array_add (facts, fresh.fact);
        if (same->len < MAX_DOSES)
            g_ptr_array_add (same, g_memdup2 (&fresh, sizeof fresh));
        else
            case_leave_out (assembly, "doses_compared");
    }
    return facts;
}

/* What the case says of the list as a whole: a statement in the text, the strongest one. */
static struct mention *
statement (const struct assembly *assembly, const char **status)
{
    static const char *const order[] = { "listed", "none_taken", "illegible", "not_specified" };
    struct mention *best = NULL;
    guint best_rank = G_N_ELEMENTS (order);
    for (guint i = 0; i < assembly->mentions->len; i++) {
        struct mention *mention = g_ptr_array_index (assembly->mentions, i);
        const char *said = NULL;
        if (mention_is (mention, "medication_list"))
            said = mention_text (mention, "status");
        else if (mention_is (mention, "absence")
                 && g_strcmp0 (mention_text (mention, "subject"), "medication_list") == 0)
            said = "not_specified";
        for (guint rank = 0; said && rank < best_rank; rank++)
            if (g_str_equal (said, order[rank])) {
                best = mention;
                best_rank = rank;
            }
    }
    *status = best ? order[best_rank] : NULL;
    return best;
}

/* The place that says how it is taken now; a plan to go on with it tells less. */
static const struct mention *
taken_now (const struct fact *fact)
{
    for (guint i = 0; i < fact->mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (fact->mentions, i);
        if (g_strcmp0 (mention->temporality, "current") == 0 && g_strcmp0 (mention->polarity, "affirmed") == 0)
            return mention;
    }
    return g_ptr_array_index (fact->mentions, 0);
}

void
medications_add (struct assembly *assembly)
{
    g_autoptr (GPtrArray) facts = collect (assembly);
    static const char *const optional[] = { "generic", "class",     "strength", "form",
                                            "route",   "frequency", "quantity", "since" };
    cJSON *medications = cJSON_AddObjectToObject (assembly->json, "medications");
    const char *status = NULL;
    struct mention *said = statement (assembly, &status);
    gboolean listed = FALSE;
    cJSON *items = cJSON_CreateArray ();
    for (guint i = 0; i < facts->len; i++) {
        struct fact *fact = g_ptr_array_index (facts, i);
        const struct mention *best = g_ptr_array_index (fact->mentions, 0);
        cJSON *item = cJSON_CreateObject ();
        fact_begin (assembly, fact, item);
        field_add (item, best, "name", NULL);
        for (guint j = 0; j < G_N_ELEMENTS (optional); j++)
            field_add_if (item, telling (fact, optional[j]), optional[j], NULL);
        field_add (item, best, "status", NULL);
        context_add (item, taken_now (fact), fact->report);
        evidence_add (assembly, item, fact->mentions);
        cJSON_AddItemToArray (items, item);
        listed |= !fact->candidate && g_strcmp0 (mention_text (best, "status"), "current") == 0;
    }
    if (listed)
        status = "listed"; /* what stands there is a list, whoever says that there is none */
    cJSON_AddStringToObject (medications, "list_status", status ? status : "absent");
    cJSON_AddItemToObject (medications, "items", items);
    if (said)
        context_add (medications, said, documents_report_of (assembly->documents, said));
    else
        cJSON_AddNullToObject (medications, "ctx");
    cJSON *ids = cJSON_AddArrayToObject (medications, "evidence");
    if (said)
        cJSON_AddItemToArray (ids, cJSON_CreateString (evidence_id (assembly, said)));
}
