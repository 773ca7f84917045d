#include "stages/assemble/case.h"

#include <math.h>
#include <string.h>

#include "common/record.h"
#include "stages/assemble/concepts.h"

int
mention_rank (const struct mention *mention)
{
    static const char *const zones[] = { "record", "request", "summary", "rationale" };
    int rank = G_N_ELEMENTS (zones);
    for (guint i = 0; mention->zone && i < G_N_ELEMENTS (zones); i++)
        if (g_str_equal (zones[i], mention->zone))
            rank = (int) i;
    return rank + (mention->candidate ? 100 : 0) - (mention->confirmed ? 50 : 0);
}

struct fact *
fact_new (struct assembly *assembly, struct mention *mention)
{
    struct fact *fact = g_new0 (struct fact, 1);
    fact->mentions = g_ptr_array_new ();
    fact->candidate = TRUE;
    fact_add (assembly, fact, mention);
    return fact;
}

void
fact_free (struct fact *fact)
{
    g_ptr_array_unref (fact->mentions);
    g_free (fact);
}

void
fact_add (struct assembly *assembly, struct fact *fact, struct mention *mention)
{
    fact->candidate &= mention->candidate;
    const struct mention *best = fact->mentions->len ? g_ptr_array_index (fact->mentions, 0) : NULL;
    if (best && mention_rank (mention) >= mention_rank (best)) {
        g_ptr_array_add (fact->mentions, mention);
        return;
    }
    g_ptr_array_insert (fact->mentions, 0, mention);
    fact->report = documents_report_of (assembly->documents, mention);
}

void
fact_begin (struct assembly *assembly, struct fact *fact, cJSON *item)
{
    g_snprintf (fact->id, sizeof fact->id, "F%u", ++assembly->n_facts);
    cJSON_AddStringToObject (item, "id", fact->id);
    if (fact->candidate)
        cJSON_AddTrueToObject (item, "candidate");
}

void
chronology_note (struct assembly *assembly, const char *date, const char *role, const char *ref)
{
    struct dated dated = { date, role, "" };
    g_strlcpy (dated.ref, ref, sizeof dated.ref);
    g_array_append_val (assembly->dated, dated);
}

/* --- lists whose items are mentions merged by equal values */

struct list {
    const char *name, *kind;
    gboolean per_report;        /* the same value in two reports is two facts */
    gboolean any_zone;          /* not a fact of the patient: may stand in rationale or guideline */
    const char *always[6];      /* fields given, null where absent; equal ones make one fact */
    const char *where_given[8]; /* likewise, left out where absent */
};

static const struct list exam_list = {
    "exam", "exam", TRUE, FALSE, { "concept", "value" }, { "with_pain", "region", "side", "level", "polarity" }
};
static const struct list lists[] = {
    { "imaging",
      "imaging",
      TRUE,
      FALSE,
      { "modality", "region", "level", "finding" },
      { "date", "laterality", "severity" } },
    { "pain_scores", "pain_score", TRUE, FALSE, { "low", "high", "when", "treatment" }, { "region", "date" } },
    { "functions", "function", TRUE, FALSE, { "measure", "before", "after", "treatment", "direction" }, { "date" } },
    { "plans", "plan", TRUE, FALSE, { "concept" }, { "detail", "goals", "value" } },
    { "visits", "visits", TRUE, FALSE, { "count_low", "count_high", "treatment", "state" }, { "region", "date" } },
    { "work_status", "work_status", TRUE, FALSE, { "value", "until" }, { NULL } },
    { "assertions", "assertion", FALSE, TRUE, { "subject", "value", "stated_by" }, { NULL } },
    { "assertions", "statement", TRUE, FALSE, { "subject", "value", "stated_by" }, { NULL } },
    { "guideline_items", "guideline_item", FALSE, TRUE, { "number" }, { NULL } },
    { "guideline_remarks", "guideline_remark", FALSE, TRUE, { "subject" }, { NULL } },
    { "providers", "provider", FALSE, TRUE, { "name", "credential", "specialty", "role", "licence" }, { NULL } },
};

static void
append_field (GString *key, const struct mention *mention, const char *name)
{
    const struct field *field = mention_field (mention, name);
    g_string_append_c (key, '\x1f');
    if (!field)
        return;
    switch (field->type) {
    case FIELD_STRING:
    case FIELD_JSON:
        g_string_append (key, field->string);
        break;
    case FIELD_NUMBER:
        g_string_append_printf (key, "%.17g", field->number);
        break;
    case FIELD_TRUE:
        g_string_append (key, "true");
        break;
    case FIELD_FALSE:
        g_string_append (key, "false");
        break;
    }
}

static char *
key_of (const struct assembly *assembly, const struct list *list, const struct mention *mention)
{
    GString *key = g_string_new (NULL);
    if (list->per_report) {
        const struct document *report = documents_report_of (assembly->documents, mention);
        g_string_append (key, report ? report->id : "-");
    }
    for (guint i = 0; i < G_N_ELEMENTS (list->always) && list->always[i]; i++)
        append_field (key, mention, list->always[i]);
    for (guint i = 0; i < G_N_ELEMENTS (list->where_given) && list->where_given[i]; i++)
        append_field (key, mention, list->where_given[i]);
    return g_string_free (key, FALSE);
}

static GPtrArray *
collect (struct assembly *assembly, const struct list *list)
{
    GPtrArray *facts = g_ptr_array_new_with_free_func ((GDestroyNotify) fact_free);
    g_autoptr (GHashTable) by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < assembly->mentions->len; i++) {
        struct mention *mention = g_ptr_array_index (assembly->mentions, i);
        if (!mention_is (mention, list->kind) || (!list->any_zone && !case_feeds_facts (mention)))
            continue;
        g_autofree char *key = key_of (assembly, list, mention);
        struct fact *fact = g_hash_table_lookup (by_key, key);
        if (fact) {
            fact_add (assembly, fact, mention);
            continue;
        }
        fact = fact_new (assembly, mention);
        g_ptr_array_add (facts, fact);
        g_hash_table_insert (by_key, g_steal_pointer (&key), fact);
    }
    return facts;
}

/* What a report says without a date of its own it says of its day; a treatment's region is the one that it was given in. */
static void
add_when_and_where (const struct assembly *assembly, cJSON *item, const struct mention *mention,
                    const struct document *report)
{
    const char *treatment = mention_text (mention, "treatment");
    const char *region = treatment ? events_region (assembly, treatment) : NULL;
    if (region && !cJSON_HasObjectItem (item, "region"))
        cJSON_AddStringToObject (item, "region", region);
    if (report && report->date && !cJSON_HasObjectItem (item, "date"))
        cJSON_AddStringToObject (item, "date", report->date);
}

static void
add_list (struct assembly *assembly, const struct list *list)
{
    g_autoptr (GPtrArray) facts = collect (assembly, list);
    cJSON *array = cJSON_GetObjectItemCaseSensitive (assembly->json, list->name);
    if (!array)
        array = cJSON_AddArrayToObject (assembly->json, list->name);
    for (guint i = 0; i < facts->len; i++) {
        struct fact *fact = g_ptr_array_index (facts, i);
        const struct mention *best = g_ptr_array_index (fact->mentions, 0);
        cJSON *item = cJSON_CreateObject ();
        fact_begin (assembly, fact, item);
        for (guint j = 0; j < G_N_ELEMENTS (list->always) && list->always[j]; j++)
            field_add (item, best, list->always[j], NULL);
        for (guint j = 0; j < G_N_ELEMENTS (list->where_given) && list->where_given[j]; j++)
            field_add_if (item, best, list->where_given[j], NULL);
        add_when_and_where (assembly, item, best, fact->report);
        context_add (item, best, fact->report);
        evidence_add (assembly, item, fact->mentions);
        cJSON_AddItemToArray (array, item);
    }
}

/* The state that the latest report gives. */
static void
add_smoking (struct assembly *assembly)
{
    struct mention *latest = NULL;
    for (guint i = 0; i < assembly->mentions->len; i++) {
        struct mention *mention = g_ptr_array_index (assembly->mentions, i);
        if (!mention_is (mention, "smoking") || !case_feeds_facts (mention) || mention->candidate)
            continue;
        if (!latest || g_strcmp0 (mention->page->document->date, latest->page->document->date) >= 0)
            latest = mention;
    }
    if (!latest) {
        cJSON_AddNullToObject (assembly->json, "smoking");
        return;
    }
    cJSON *smoking = cJSON_AddObjectToObject (assembly->json, "smoking");
    field_add (smoking, latest, "value", NULL);
    context_add (smoking, latest, documents_report_of (assembly->documents, latest));
    evidence_add_one (assembly, smoking, latest);
}

void
facts_add_lists (struct assembly *assembly)
{
    for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
        add_list (assembly, &lists[i]);
    add_smoking (assembly);
}

/* --- diagnoses and symptoms */

static gboolean
inside (const struct mention *mention, const char *kind, gboolean same_concept)
{
    for (guint i = 0; i < mention->page->mentions->len; i++) {
        const struct mention *other = g_ptr_array_index (mention->page->mentions, i);
        if (mention_is (other, kind) && other->start <= mention->start && other->end >= mention->end
            && (!same_concept || g_strcmp0 (mention_text (other, "concept"), mention_text (mention, "concept")) == 0))
            return TRUE;
    }
    return FALSE;
}

static gboolean
is_diagnosis (const struct mention *mention)
{
    if ((!mention_is (mention, "diagnosis") && !mention_is (mention, "condition")) || !mention_text (mention, "concept")
        || g_strcmp0 (mention->experiencer, "family") == 0)
        return FALSE;
    if (g_strcmp0 (mention->polarity, "absent_in_records") == 0
        || g_strcmp0 (mention->temporality, "hypothetical") == 0)
        return FALSE;
    /* What a form asks treatment for stands in its request. */
    if (!case_feeds_facts (mention) && !(mention_in_zone (mention, "request") && case_feeds (mention)))
        return FALSE;
    return !inside (mention, "exam", TRUE); /* an examination's finding is no diagnosis */
}

static gboolean
is_symptom (const struct mention *mention)
{
    return concept_is_symptom (mention_text (mention, "concept")) && !mention_true (mention, "listed");
}

static const char *
polarity_of (const struct mention *mention)
{
    const char *polarity = mention_text (mention, "polarity");
    return polarity ? polarity : g_strcmp0 (mention->polarity, "negated") == 0 ? "negated" : "affirmed";
}

/* The one region that the case knows for a diagnosis, or NULL: a mention without a region is taken for it. */
static const char *
only_region (GHashTable *regions, const char *concept)
{
    GHashTable *of_concept = g_hash_table_lookup (regions, concept);
    if (!of_concept || g_hash_table_size (of_concept) != 1)
        return NULL;
    GHashTableIter iter;
    gpointer region = NULL;
    g_hash_table_iter_init (&iter, of_concept);
    g_hash_table_iter_next (&iter, &region, NULL);
    return region;
}

static GHashTable *
regions_of_diagnoses (const struct assembly *assembly)
{
    GHashTable *regions = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_hash_table_unref);
    for (guint i = 0; i < assembly->mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (assembly->mentions, i);
        const char *concept = mention_text (mention, "concept"), *region = mention_text (mention, "region");
        if (!region || !is_diagnosis (mention) || is_symptom (mention))
            continue;
        GHashTable *of_concept = g_hash_table_lookup (regions, concept);
        if (!of_concept) {
            of_concept = g_hash_table_new (g_str_hash, g_str_equal);
            g_hash_table_insert (regions, (gpointer) concept, of_concept);
        }
        g_hash_table_add (of_concept, (gpointer) region);
    }
    return regions;
}

static const char *
region_of (const struct mention *mention, GHashTable *regions)
{
    const char *region = mention_text (mention, "region");
    return region ? region : only_region (regions, mention_text (mention, "concept"));
}

static GPtrArray *
collect_diagnoses (struct assembly *assembly, gboolean symptoms, GHashTable *regions)
{
    GPtrArray *facts = g_ptr_array_new_with_free_func ((GDestroyNotify) fact_free);
    g_autoptr (GHashTable) by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < assembly->mentions->len; i++) {
        struct mention *mention = g_ptr_array_index (assembly->mentions, i);
        if (!is_diagnosis (mention) || is_symptom (mention) != symptoms
            || (symptoms && inside (mention, "outcome", FALSE)))
            continue;
        const struct document *report = symptoms ? documents_report_of (assembly->documents, mention) : NULL;
        const char *region = symptoms ? mention_text (mention, "region") : region_of (mention, regions);
        const char *laterality = mention_text (mention, "laterality");
        const char *qualifier = symptoms ? mention_text (mention, "qualifier") : NULL;
        g_autofree char *key = g_strjoin ("\x1f", mention_text (mention, "concept"), symptoms || !region ? "" : region,
                                          laterality ? laterality : "", qualifier ? qualifier : "",
                                          polarity_of (mention), report ? report->id : "", NULL);
        struct fact *fact = g_hash_table_lookup (by_key, key);
        if (fact) {
            fact_add (assembly, fact, mention);
            continue;
        }
        fact = fact_new (assembly, mention);
        g_ptr_array_add (facts, fact);
        g_hash_table_insert (by_key, g_steal_pointer (&key), fact);
    }
    return facts;
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

static void
add_diagnosis (struct assembly *assembly, cJSON *array, struct fact *fact, GHashTable *regions)
{
    const struct mention *best = g_ptr_array_index (fact->mentions, 0);
    const char *concept = mention_text (best, "concept"), *region = region_of (best, regions), *icd9 = NULL,
               *icd10 = NULL;
    cJSON *item = cJSON_CreateObject ();
    g_snprintf (fact->id, sizeof fact->id, "D%d", cJSON_GetArraySize (array) + 1);
    cJSON_AddStringToObject (item, "id", fact->id);
    if (fact->candidate)
        cJSON_AddTrueToObject (item, "candidate");
    cJSON_AddStringToObject (item, "concept", concept);
    const struct mention *worded = telling (fact, "raw");
    cJSON_AddStringToObject (item, "raw", mention_text (worded, "raw") ? mention_text (worded, "raw") : worded->quote);
    field_add_if (item, telling (fact, "codes"), "codes", NULL);
    if (concept_codes (concept, region, &icd9, &icd10)) {
        cJSON *codes = cJSON_AddObjectToObject (item, "suggested_codes");
        record_add_string (codes, "icd9", icd9);
        record_add_string (codes, "icd10", icd10);
    }
    context_add (item, best, fact->report);
    if (g_str_equal (polarity_of (best), "uncertain") && g_strcmp0 (best->certainty, "certain") == 0)
        cJSON_SetValuestring (
            cJSON_GetObjectItemCaseSensitive (cJSON_GetObjectItemCaseSensitive (item, "ctx"), "certainty"), "possible");
    evidence_add (assembly, item, fact->mentions);
    record_add_string (item, "region", region);
    field_add_if (item, best, "laterality", NULL);
    if (mention_true (telling (fact, "listed"), "listed"))
        cJSON_AddTrueToObject (item, "listed");
    cJSON_AddItemToArray (array, item);
}

void
diagnoses_add (struct assembly *assembly)
{
    g_autoptr (GHashTable) regions = regions_of_diagnoses (assembly);
    g_autoptr (GPtrArray) diagnoses = collect_diagnoses (assembly, FALSE, regions);
    cJSON *array = cJSON_AddArrayToObject (assembly->json, "diagnoses");
    for (guint i = 0; i < diagnoses->len; i++)
        add_diagnosis (assembly, array, g_ptr_array_index (diagnoses, i), regions);

    g_autoptr (GPtrArray) symptoms = collect_diagnoses (assembly, TRUE, regions);
    array = cJSON_AddArrayToObject (assembly->json, "symptoms");
    for (guint i = 0; i < symptoms->len; i++) {
        struct fact *fact = g_ptr_array_index (symptoms, i);
        const struct mention *best = g_ptr_array_index (fact->mentions, 0);
        cJSON *item = cJSON_CreateObject ();
        fact_begin (assembly, fact, item);
        field_add (item, best, "concept", NULL);
        field_add_if (item, best, "region", NULL);
        field_add_if (item, best, "qualifier", NULL);
        field_add_if (item, best, "laterality", NULL);
        add_when_and_where (assembly, item, best, fact->report);
        context_add (item, best, fact->report);
        evidence_add (assembly, item, fact->mentions);
        cJSON_AddItemToArray (array, item);
    }
    add_list (assembly, &exam_list);
}
