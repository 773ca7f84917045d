#include "stages/check/proof.h"

#include <math.h>
#include <string.h>

#include "common/record.h"
#include "stages/check/judge.h"
#include "stages/check/survey.h"

/* --- cases ------------------------------------------------------------------------------------------------------------ */

struct proof {
    const struct library *library;
    struct facts *facts; /* with process data, marked before each case */
    GPtrArray *mistakes;
    guint n;
};

/* Puts a case's rows over its file's base rows. FALSE where they are wrong, which is a mistake of the file. */
static gboolean
lay_out (struct proof *proof, const struct source *source, const struct trial *trial)
{
    g_autoptr (GError) wrong = NULL;
    const char *base = block_value (source->header, "base");
    facts_mark (proof->facts);
    proof->n++;
    if ((base != NULL && !facts_insert_notation (proof->facts, base, &wrong))
        || !facts_insert_notation (proof->facts, trial->rows, &wrong)) {
        mistake (proof->mistakes, source, trial->line, "%s: %s", trial->title, wrong->message);
        facts_undo (proof->facts);
        return FALSE;
    }
    facts_seal (proof->facts);
    return TRUE;
}

/* "not_met ambiguous smaller 2", in the words of `expect`. */
static char *
told (const struct judgement *judgement)
{
    g_autoptr (GString) text = g_string_new (
        judgement->criterion->kind == KIND_ADVERSE ? judgement_state (judgement) : OUTCOME_NAMES[judgement->outcome]);
    if (judgement->reason != NULL && judgement->criterion->kind != KIND_ADVERSE)
        g_string_append_printf (text, " %s", judgement->reason);
    if (judgement->ambiguous)
        g_string_append (text, " ambiguous");
    if (judgement->smaller)
        g_string_append_printf (text, " smaller %g", judgement->smaller_quantity);
    return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
try_criterion (struct proof *proof, const struct set *set, const struct criterion *criterion, const struct trial *trial,
               GError **error)
{
    if (!lay_out (proof, set->source, trial))
        return TRUE;
    g_autoptr (rows_t) issue =
        facts_query (proof->facts, "SELECT request, treatment, region, reference FROM issue", NULL, error);
    struct parameters parameters = { .request = rows_text (issue, 0, "request"),
                                     .treatment = rows_text (issue, 0, "treatment"),
                                     .region = rows_text (issue, 0, "region"),
                                     .reference = rows_text (issue, 0, "reference") };
    g_autoptr (GError) wrong = NULL;
    g_autoptr (judgement_t) judgement = judge (proof->facts, set, criterion, &parameters, &wrong);
    facts_undo (proof->facts);
    if (judgement == NULL) {
        mistake (proof->mistakes, set->source, trial->line, "%s: %s", trial->title, wrong->message);
        return TRUE;
    }
    g_autofree char *got = told (judgement);
    if (judgement->over_limit)
        mistake (proof->mistakes, set->source, trial->line, "%s, %s: a query takes too many steps", criterion->id,
                 trial->title);
    else if (strcmp (got, trial->expect) != 0)
        mistake (proof->mistakes, set->source, trial->line, "%s, %s: %s, expected %s", criterion->id, trial->title, got,
                 trial->expect);
    return TRUE;
}

static void
try_finding (struct proof *proof, const struct finding *finding, const struct trial *trial)
{
    if (!lay_out (proof, finding->source, trial))
        return;
    g_autoptr (GError) wrong = NULL;
    cJSON *json = survey_finding (proof->facts, finding, &wrong);
    g_autofree char *got =
        json != NULL ? g_strdup_printf ("raised %s", record_string (json, "severity")) : g_strdup ("not raised");
    facts_undo (proof->facts);
    if (wrong != NULL)
        mistake (proof->mistakes, finding->source, trial->line, "%s: %s", trial->title, wrong->message);
    else if (strcmp (got, trial->expect) != 0 && !(json != NULL && strcmp (trial->expect, "raised") == 0))
        mistake (proof->mistakes, finding->source, trial->line, "%s, %s: %s, expected %s", finding->code, trial->title,
                 got, trial->expect);
    cJSON_Delete (json);
}

static void
try_item (struct proof *proof, const struct item *item, const struct trial *trial)
{
    if (!lay_out (proof, item->source, trial))
        return;
    g_autoptr (GError) wrong = NULL;
    double score = 0;
    gboolean good = survey_item (proof->facts, item, &score, NULL, &wrong);
    facts_undo (proof->facts);
    if (!good)
        mistake (proof->mistakes, item->source, trial->line, "%s: %s", trial->title, wrong->message);
    else if (fabs (score - g_ascii_strtod (trial->expect, NULL)) > 1e-9)
        mistake (proof->mistakes, item->source, trial->line, "%s, %s: %g, expected %s", item->name, trial->title, score,
                 trial->expect);
}

/* A finding is tested by a case that raises it and one that must not. */
static void
require_both (struct proof *proof, const struct finding *finding)
{
    gboolean raised = FALSE, not_raised = FALSE;
    for (guint i = 0; i < finding->trials->len; i++) {
        const char *expect = g_array_index (finding->trials, struct trial, i).expect;
        raised |= g_str_has_prefix (expect, "raised");
        not_raised |= strcmp (expect, "not raised") == 0;
    }
    if (!raised || !not_raised)
        mistake (proof->mistakes, finding->source, finding->block->line,
                 "%s needs a case that raises it and one that does not", finding->code);
}

gboolean
proof_run (const struct library *library, guint *n, GPtrArray *mistakes, GError **error)
{
    g_autoptr (facts_t) facts = facts_new (error);
    if (facts == NULL || !library_fill (library, facts, error))
        return FALSE;
    struct proof proof = { library, facts, mistakes, 0 };
    for (guint s = 0; s < library->sets->len; s++) {
        const struct set *set = library->sets->pdata[s];
        for (guint c = 0; c < set->criteria->len; c++) {
            const struct criterion *criterion = set->criteria->pdata[c];
            for (guint t = 0; t < criterion->trials->len; t++)
                if (!try_criterion (&proof, set, criterion, &g_array_index (criterion->trials, struct trial, t), error))
                    return FALSE;
        }
    }
    for (guint f = 0; f < library->findings->len; f++) {
        const struct finding *finding = library->findings->pdata[f];
        require_both (&proof, finding);
        for (guint t = 0; t < finding->trials->len; t++)
            try_finding (&proof, finding, &g_array_index (finding->trials, struct trial, t));
    }
    for (guint i = 0; i < library->items->len; i++) {
        const struct item *item = library->items->pdata[i];
        for (guint t = 0; t < item->trials->len; t++)
            try_item (&proof, item, &g_array_index (item->trials, struct trial, t));
    }
    *n = proof.n;
    return TRUE;
}

/* --- coverage --------------------------------------------------------------------------------------------------------- */

/* Which outcomes a criterion can have: what the file says, else what its kind and its queries allow. */
static gboolean
can_be (const struct criterion *criterion, enum outcome outcome)
{
    g_auto (GStrv) said = block_list (criterion->block, "outcomes");
    if (said[0] != NULL)
        return g_strv_contains ((const char *const *) said, OUTCOME_NAMES[outcome]);
    if (criterion->kind == KIND_EXCLUSION)
        return outcome == OUTCOME_NOT_MET || outcome == OUTCOME_NOT_APPLICABLE;
    return outcome != OUTCOME_NOT_APPLICABLE || criterion->applies != NULL;
}

static gboolean
is_tested (const struct criterion *criterion, enum outcome outcome)
{
    static const char *const STATES[OUTCOMES] = { "present", "absent", "not_documented", "not_applicable" };
    const char *name = criterion->kind == KIND_ADVERSE ? STATES[outcome] : OUTCOME_NAMES[outcome];
    for (guint i = 0; i < criterion->trials->len; i++) {
        const char *expect = g_array_index (criterion->trials, struct trial, i).expect;
        if (g_str_has_prefix (expect, name) && (expect[strlen (name)] == '\0' || strchr (" _", expect[strlen (name)])))
            return TRUE;
    }
    return FALSE;
}

/* Appends the reasons that the criterion's own queries name, and CONTRADICTORY where its rows must agree, that no case yields. */
static void
add_untested_reasons (const struct criterion *criterion, GString *lacks)
{
    static const char *const REASONS[] = { "ABSENT", "MENTIONED_NO_VALUE", "WRONG_PROCEDURE", "WRONG_REGION",
                                           "STALE",  "CONTRADICTORY" };
    static const char *const QUERIES[] = { "query", "reason" };
    if (criterion->kind == KIND_ADVERSE || !can_be (criterion, OUTCOME_NOT_DOCUMENTED))
        return;
    for (gsize r = 0; r < G_N_ELEMENTS (REASONS); r++) {
        g_autofree char *literal = g_strdup_printf ("'%s'", REASONS[r]);
        gboolean named = criterion->decide == DECIDE_AGREE && strcmp (REASONS[r], "CONTRADICTORY") == 0, tested = FALSE;
        for (gsize q = 0; q < G_N_ELEMENTS (QUERIES); q++) {
            const char *query = block_value (criterion->block, QUERIES[q]);
            named |= query != NULL && strstr (query, literal) != NULL;
        }
        for (guint i = 0; i < criterion->trials->len; i++)
            tested |= strstr (g_array_index (criterion->trials, struct trial, i).expect, REASONS[r]) != NULL;
        if (named && !tested)
            g_string_append_printf (lacks, "%snot_documented %s", lacks->len > 0 ? ", " : "", REASONS[r]);
    }
}

GPtrArray *
proof_coverage (const struct library *library)
{
    GPtrArray *gaps = g_ptr_array_new_with_free_func (g_free);
    for (guint s = 0; s < library->sets->len; s++) {
        const struct set *set = library->sets->pdata[s];
        for (guint c = 0; c < set->criteria->len; c++) {
            const struct criterion *criterion = set->criteria->pdata[c];
            g_autoptr (GString) lacks = g_string_new (NULL);
            for (int o = 0; o < OUTCOMES; o++)
                if (can_be (criterion, o) && !is_tested (criterion, o))
                    g_string_append_printf (lacks, "%s%s", lacks->len > 0 ? ", " : "", OUTCOME_NAMES[o]);
            add_untested_reasons (criterion, lacks);
            if (lacks->len > 0)
                g_ptr_array_add (gaps, g_strdup_printf ("%s: no case for %s", criterion->id, lacks->str));
        }
    }
    return gaps;
}
