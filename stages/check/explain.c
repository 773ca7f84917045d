#include <string.h>

#include "common/record.h"
#include "stages/check/assess.h"
#include "stages/check/judge.h"
#include "stages/check/proof.h"
#include "stages/check/survey.h"

#define ROWS_SHOWN_MAX 50

static void
show_query (GString *out, struct facts *facts, const struct block *block, const char *key, const char *sql,
            const struct parameters *parameters)
{
    g_autoptr (GError) error = NULL;
    if (sql == NULL)
        return;
    g_string_append_printf (out, "\n%s:\n%s\n", key, block_value (block, key));
    g_autoptr (rows_t) rows = facts_query (facts, sql, parameters, &error);
    if (rows == NULL) {
        g_string_append_printf (out, "  failed: %s\n", error->message);
        return;
    }
    for (guint i = 0; i < rows_count (rows) && i < ROWS_SHOWN_MAX; i++) {
        g_string_append (out, "  ");
        for (guint c = 0; c < rows_columns (rows); c++) {
            const char *text = rows_text (rows, i, rows_column (rows, c));
            g_string_append_printf (out, "%s%s=%s", c > 0 ? "  " : "", rows_column (rows, c),
                                    text != NULL ? text : "NULL");
        }
        g_string_append_c (out, '\n');
    }
    g_string_append_printf (out, "  (%u rows)\n", rows_count (rows));
}

static gboolean
explain_criterion (GString *out, struct facts *facts, const struct set *set, const struct criterion *criterion,
                   const struct parameters *parameters, GError **error)
{
    g_autoptr (judgement_t) judgement = judge (facts, set, criterion, parameters, error);
    if (judgement == NULL)
        return FALSE;
    g_string_append_printf (out, "%s (%s:%u), %s\n%s\nrequest %s, treatment %s, region %s, reference %s\n",
                            criterion->id, set->source->name, criterion->block->line, KIND_NAMES[criterion->kind],
                            criterion->paraphrase, parameters->request, parameters->treatment, parameters->region,
                            parameters->reference);
    const char *define = block_value (set->source->header, "define");
    if (define != NULL)
        g_string_append_printf (out, "\ndefine:\n%s\n", define);
    show_query (out, facts, criterion->block, "applies", criterion->applies, parameters);
    show_query (out, facts, criterion->block, "query", criterion->query, parameters);
    show_query (out, facts, criterion->block, "reason", criterion->reason, parameters);
    show_query (out, facts, criterion->block, "reviewer", criterion->reviewer, parameters);
    show_query (out, facts, criterion->block, "alternatives", criterion->alternatives, parameters);
    show_query (out, facts, criterion->block, "smaller", criterion->smaller, parameters);
    g_string_append_printf (out, "\noutcome: %s%s%s, confidence %.2f\n\n",
                            criterion->kind == KIND_ADVERSE ? judgement_state (judgement)
                                                            : OUTCOME_NAMES[judgement->outcome],
                            judgement->reason != NULL ? " " : "", judgement->reason != NULL ? judgement->reason : "",
                            judgement->confidence);
    return TRUE;
}

/* Findings may rest on outcomes of criteria: those of the assessment are laid in first. */
static gboolean
lay_in_outcomes (struct facts *facts, const cJSON *assessment, GError **error)
{
    const cJSON *issue, *one, *fact;
    facts_open (facts);
    cJSON_ArrayForEach (issue, record_get (assessment, "issues")) {
        const char *request = record_string (issue, "request");
        cJSON_ArrayForEach (one, record_get (issue, "criteria")) {
            const char *columns[] = { "request", "id", "outcome", "reason", "kind" };
            const char *keys[] = { NULL, "id", "outcome", "reason", "kind" };
            struct value values[G_N_ELEMENTS (columns)];
            for (gsize i = 0; i < G_N_ELEMENTS (columns); i++) {
                const char *text = keys[i] == NULL ? request : record_string (one, keys[i]);
                values[i] = (struct value){ .type = text != NULL ? VALUE_TEXT : VALUE_NULL, .text = text };
            }
            if (!facts_insert (facts, "criterion", columns, values, G_N_ELEMENTS (columns), error))
                return FALSE;
            cJSON_ArrayForEach (fact, record_get (one, "facts")) {
                const char *names[] = { "request", "criterion", "fact" };
                struct value row[] = { values[0], values[1], { .type = VALUE_TEXT, .text = fact->valuestring } };
                if (!facts_insert (facts, "criterion_fact", names, row, 3, error))
                    return FALSE;
            }
        }
    }
    facts_seal (facts);
    return TRUE;
}

static gboolean
explain_finding (GString *out, struct facts *facts, const struct finding *finding, GError **error)
{
    g_autoptr (GError) wrong = NULL;
    cJSON *json = survey_finding (facts, finding, &wrong);
    if (wrong != NULL) {
        g_propagate_error (error, g_steal_pointer (&wrong));
        return FALSE;
    }
    g_string_append_printf (out, "%s (%s:%u)\n", finding->code, finding->source->name, finding->block->line);
    show_query (out, facts, finding->block, "query", finding->query, NULL);
    g_string_append_printf (out, "\n%s%s%s\n\n", json != NULL ? "raised, " : "not raised",
                            json != NULL ? record_string (json, "severity") : "", json != NULL ? ":" : "");
    if (json != NULL)
        g_string_append_printf (out, "%s\n", record_string (json, "message"));
    cJSON_Delete (json);
    return TRUE;
}

char *
proof_explain (const struct library *library, const struct casetext *casetext, const char *id, GError **error)
{
    g_autoptr (facts_t) facts = assess_facts (casetext, library, error);
    if (facts == NULL)
        return NULL;
    g_autoptr (GString) out = g_string_new (NULL);
    g_autoptr (rows_t) issues = assess_issues (facts);
    facts_seal (facts);
    for (guint i = 0; i < rows_count (issues); i++) {
        const struct set *set = library_find_set (library, rows_text (issues, i, "criteria_set"));
        struct parameters parameters = { .request = rows_text (issues, i, "request"),
                                         .treatment = rows_text (issues, i, "treatment"),
                                         .region = rows_text (issues, i, "region"),
                                         .reference = rows_text (issues, i, "reference") };
        for (guint c = 0; set != NULL && c < set->criteria->len; c++) {
            const struct criterion *criterion = set->criteria->pdata[c];
            if (strcmp (criterion->id, id) == 0 && !explain_criterion (out, facts, set, criterion, &parameters, error))
                return NULL;
        }
    }
    for (guint f = 0; f < library->findings->len; f++) {
        const struct finding *finding = library->findings->pdata[f];
        if (strcmp (finding->code, id) != 0)
            continue;
        cJSON *assessment = assess (casetext, library, error);
        gboolean good = assessment != NULL && lay_in_outcomes (facts, assessment, error)
                        && explain_finding (out, facts, finding, error);
        cJSON_Delete (assessment);
        if (!good)
            return NULL;
    }
    if (out->len > 0)
        return g_string_free (g_steal_pointer (&out), FALSE);
    g_set_error (error, FACTS_ERROR, FACTS_ERROR_ROW, "no criterion of this case's sets and no finding is called %s",
                 id);
    return NULL;
}
