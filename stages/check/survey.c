#include "stages/check/survey.h"

#include <math.h>
#include <string.h>

#include "common/record.h"
#include "stages/check/judge.h"

#define DETAILS_MAX 12 /* that a message spells out */

static const char *const SEVERITIES[] = { "critical", "major", "minor", "info" };

static guint
severity_rank (const char *severity)
{
    guint rank = 0;
    while (rank + 1 < G_N_ELEMENTS (SEVERITIES) && g_strcmp0 (SEVERITIES[rank], severity) != 0)
        rank++;
    return rank;
}

static gboolean
query_error (const struct source *source, const struct block *block, GError *wrong, GError **error)
{
    g_set_error (error, FACTS_ERROR, FACTS_ERROR_SQL, "%s:%u: %s: %s", source->name,
                 block_entry (block, "query")->sql_line, ((struct entry *) block->entries->pdata[0])->value,
                 wrong->message);
    return FALSE;
}

static void
add_once (cJSON *list, const char *string)
{
    const cJSON *one;
    if (string == NULL)
        return;
    cJSON_ArrayForEach (one, list)
        if (strcmp (one->valuestring, string) == 0)
            return;
    cJSON_AddItemToArray (list, cJSON_CreateString (string));
}

static void
add_proof (struct facts *facts, cJSON *list, const char *fact, const char *evidence)
{
    g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
    if (fact != NULL)
        judge_evidence (facts, fact, ids);
    for (guint i = 0; i < ids->len; i++)
        add_once (list, ids->pdata[i]);
    add_once (list, evidence);
}

/* The criteria of this case's issues that the finding bears on: by what they measure, or by id. */
static cJSON *
affected (struct facts *facts, const struct finding *finding)
{
    cJSON *list = cJSON_CreateArray ();
    for (char **one = finding->affects; *one != NULL; one++) {
        struct parameters parameters = { .word = *one };
        g_autoptr (GError) error = NULL;
        g_autoptr (rows_t) rows = facts_query (facts,
                                               "SELECT DISTINCT id FROM criterion WHERE id = :word OR"
                                               " ' ' || measures || ' ' LIKE '% ' || :word || ' %' ORDER BY rowid",
                                               &parameters, &error);
        for (guint i = 0; rows != NULL && i < rows_count (rows); i++)
            add_once (list, rows_text (rows, i, "id"));
    }
    return list;
}

/* The message with {details} replaced by the rows' details. */
static char *
message_of (const struct finding *finding, const struct rows *rows)
{
    g_autoptr (GPtrArray) details = g_ptr_array_new ();
    for (guint i = 0; i < rows_count (rows); i++) {
        const char *detail = rows_text (rows, i, "detail");
        if (detail != NULL && !g_ptr_array_find_with_equal_func (details, detail, g_str_equal, NULL))
            g_ptr_array_add (details, (char *) detail);
    }
    guint more = details->len > DETAILS_MAX ? details->len - DETAILS_MAX : 0;
    g_ptr_array_set_size (details, (int) MIN (details->len, DETAILS_MAX));
    g_ptr_array_add (details, NULL);
    g_autofree char *joined = g_strjoinv ("; ", (char **) details->pdata);
    g_autofree char *all = more > 0 ? g_strdup_printf ("%s; and %u more", joined, more) : g_strdup (joined);
    g_auto (GStrv) parts = g_strsplit (finding->message, "{details}", -1);
    return g_strjoinv (all, parts);
}

cJSON *
survey_finding (struct facts *facts, const struct finding *finding, GError **error)
{
    g_autoptr (GError) wrong = NULL;
    g_autoptr (rows_t) rows = facts_query (facts, finding->query, NULL, &wrong);
    if (rows == NULL && g_error_matches (wrong, FACTS_ERROR, FACTS_ERROR_LIMIT)) {
        /* Nothing is known about this: a person must look. */
        cJSON *json = cJSON_CreateObject ();
        cJSON_AddStringToObject (json, "code", "CHECK_INCOMPLETE");
        cJSON_AddStringToObject (json, "severity", "critical");
        g_autofree char *message = g_strdup_printf ("%s could not be checked within its limit", finding->code);
        cJSON_AddStringToObject (json, "message", message);
        cJSON_AddArrayToObject (json, "evidence");
        cJSON_AddArrayToObject (json, "affects");
        cJSON_AddStringToObject (json, "suggestion", "Check it by hand.");
        return json;
    }
    if (rows == NULL) {
        query_error (finding->source, finding->block, wrong, error);
        return NULL;
    }
    if (rows_count (rows) == 0)
        return NULL;
    guint rank = severity_rank (finding->severity);
    cJSON *json = cJSON_CreateObject (), *evidence = cJSON_CreateArray (), *fact_ids = cJSON_CreateArray ();
    for (guint i = 0; i < rows_count (rows); i++) {
        const char *severity = rows_text (rows, i, "severity");
        rank = severity == NULL ? rank : i == 0 ? severity_rank (severity) : MIN (rank, severity_rank (severity));
        add_once (fact_ids, rows_text (rows, i, "fact"));
        add_proof (facts, evidence, rows_text (rows, i, "fact"), rows_text (rows, i, "evidence"));
    }
    g_autofree char *message = message_of (finding, rows);
    cJSON_AddStringToObject (json, "code", finding->code);
    cJSON_AddStringToObject (json, "severity", SEVERITIES[rank]);
    cJSON_AddStringToObject (json, "message", message);
    cJSON_AddItemToObject (json, "facts", fact_ids);
    cJSON_AddItemToObject (json, "evidence", evidence);
    cJSON_AddItemToObject (json, "affects", affected (facts, finding));
    record_add_string (json, "suggestion", finding->suggestion);
    return json;
}

cJSON *
survey_findings (struct facts *facts, const struct library *library, GPtrArray *critical, GError **error)
{
    cJSON *by_severity[G_N_ELEMENTS (SEVERITIES)];
    GError *wrong = NULL;
    for (gsize i = 0; i < G_N_ELEMENTS (by_severity); i++)
        by_severity[i] = cJSON_CreateArray ();
    for (guint i = 0; i < library->findings->len && wrong == NULL; i++) {
        cJSON *json = survey_finding (facts, library->findings->pdata[i], &wrong);
        if (json == NULL)
            continue;
        guint rank = severity_rank (record_string (json, "severity"));
        if (rank == 0 && !g_ptr_array_find_with_equal_func (critical, record_string (json, "code"), g_str_equal, NULL))
            g_ptr_array_add (critical, g_strdup (record_string (json, "code")));
        cJSON_AddItemToArray (by_severity[rank], json);
    }
    cJSON *list = cJSON_CreateArray (), *one;
    for (gsize i = 0; i < G_N_ELEMENTS (by_severity); i++) {
        while ((one = cJSON_DetachItemFromArray (by_severity[i], 0)) != NULL)
            cJSON_AddItemToArray (list, one);
        cJSON_Delete (by_severity[i]);
    }
    if (wrong == NULL)
        return list;
    g_propagate_error (error, wrong);
    cJSON_Delete (list);
    return NULL;
}

/* --- completeness ----------------------------------------------------------------------------------------------------- */

gboolean
survey_item (struct facts *facts, const struct item *item, double *score, GPtrArray *fact_ids, GError **error)
{
    g_autoptr (GError) wrong = NULL;
    g_autoptr (rows_t) rows = facts_query (facts, item->query, NULL, &wrong);
    if (rows == NULL)
        return query_error (item->source, item->block, wrong, error);
    *score = CLAMP (rows_number (rows, 0, "score", 0), 0, 1);
    for (guint i = 0; fact_ids != NULL && i < rows_count (rows); i++)
        if (rows_text (rows, i, "fact") != NULL)
            g_ptr_array_add (fact_ids, g_strdup (rows_text (rows, i, "fact")));
    return TRUE;
}

/* Whether the item concerns what is asked for: by concept or by family of treatment. */
static gboolean
concerns (struct facts *facts, const struct item *item)
{
    gboolean any = item->treatments[0] == NULL;
    for (char **one = item->treatments; *one != NULL && !any; one++) {
        struct parameters parameters = { .word = *one };
        g_autofree char *found = facts_scalar (facts,
                                               "SELECT 1 FROM issue i LEFT JOIN treatment t ON t.concept = i.treatment"
                                               " WHERE i.treatment = :word OR t.family = :word LIMIT 1",
                                               &parameters);
        any = found != NULL;
    }
    return any;
}

cJSON *
survey_completeness (struct facts *facts, const struct library *library, GError **error)
{
    cJSON *json = cJSON_CreateObject (), *items = cJSON_CreateArray ();
    double points = 0, of = 0;
    for (guint i = 0; i < library->items->len; i++) {
        const struct item *item = library->items->pdata[i];
        g_autoptr (GPtrArray) fact_ids = g_ptr_array_new_with_free_func (g_free);
        double score = 0;
        if (!concerns (facts, item))
            continue;
        if (!survey_item (facts, item, &score, fact_ids, error)) {
            cJSON_Delete (json);
            cJSON_Delete (items);
            return NULL;
        }
        cJSON *one = cJSON_CreateObject (), *ids;
        cJSON_AddStringToObject (one, "item", item->name);
        cJSON_AddNumberToObject (one, "weight", item->weight);
        cJSON_AddNumberToObject (one, "score", score);
        ids = cJSON_AddArrayToObject (one, "facts");
        for (guint f = 0; f < fact_ids->len; f++)
            add_once (ids, fact_ids->pdata[f]);
        cJSON_AddItemToArray (items, one);
        points += item->weight * score;
        of += item->weight;
    }
    cJSON_AddNumberToObject (json, "score", of > 0 ? round (points / of * 10000) / 10000 : 0);
    cJSON_AddNumberToObject (json, "points", points);
    cJSON_AddNumberToObject (json, "of", of);
    cJSON_AddItemToObject (json, "items", items);
    return json;
}
