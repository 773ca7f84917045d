#include "stages/check/judge.h"

#include <string.h>

#include "common/words.h"
#include "stages/check/items.h"

#define EVIDENCE_A_FACT_MAX 20
#define READ_WITH_DOUBT "coalesce(e.ocr_conf, 100) < " G_STRINGIFY (WORD_DOUBTFUL)

static void
alternative_clear (void *data)
{
    g_free (((struct alternative *) data)->reading);
}

void
judgement_free (struct judgement *judgement)
{
    if (judgement == NULL)
        return;
    g_free (judgement->reason);
    g_free (judgement->smaller_unit);
    g_ptr_array_unref (judgement->facts);
    g_ptr_array_unref (judgement->evidence);
    g_array_unref (judgement->alternatives);
    g_free (judgement);
}

static void
add_once (GPtrArray *list, const char *string)
{
    if (string != NULL && !g_ptr_array_find_with_equal_func (list, string, g_str_equal, NULL))
        g_ptr_array_add (list, g_strdup (string));
}

/* --- evidence --------------------------------------------------------------------------------------------------------- */

static gboolean
add_evidence (struct facts *facts, const char *sql, const char *fact, GPtrArray *evidence)
{
    struct parameters parameters = { .fact = fact };
    g_autoptr (GError) error = NULL;
    g_autoptr (rows_t) rows = facts_query (facts, sql, &parameters, &error);
    if (rows == NULL)
        g_error ("%s: %s", sql, error->message);
    for (guint i = 0; i < rows_count (rows) && i < EVIDENCE_A_FACT_MAX; i++)
        add_once (evidence, rows_text (rows, i, "evidence"));
    return rows_count (rows) > 0;
}

void
judge_evidence (struct facts *facts, const char *fact, GPtrArray *evidence)
{
    /* Where the request was read with doubt, as a hand wrote it on a form, or as a bare abbreviation without its levels, another
     * place says it better. */
    static const char GOVERNING[] =
        "SELECT m.evidence AS evidence FROM request_mention m LEFT JOIN evidence e ON e.id = m.evidence"
        " WHERE request = :fact AND m.evidence IS NOT NULL"
        " ORDER BY " READ_WITH_DOUBT ", m.levels IS NULL,"
        " CASE at WHEN 'issue_line' THEN 0 WHEN 'issue line' THEN 0 WHEN 'rfa' THEN 1 WHEN 'report_plan' THEN 2"
        " WHEN 'application' THEN 3 WHEN 'ur' THEN 4 ELSE 5 END, m.position LIMIT 1";
    /* What the rationale repeats is no second source. */
    static const char FEEDING[] =
        "SELECT f.evidence FROM fact_evidence f LEFT JOIN evidence e ON e.id = f.evidence WHERE f.fact = :fact"
        " AND coalesce(e.zone, '') NOT IN ('rationale', 'guideline', 'boilerplate') ORDER BY f.position";
    static const char ANY[] = "SELECT evidence FROM fact_evidence WHERE fact = :fact ORDER BY position";
    if (!add_evidence (facts, GOVERNING, fact, evidence) && !add_evidence (facts, FEEDING, fact, evidence))
        add_evidence (facts, ANY, fact, evidence);
}

struct rows *
judge_unread (struct facts *facts)
{
    static const char SQL[] =
        "SELECT p.file AS file, p.page AS page, p.class AS class FROM page p LEFT JOIN document d ON d.id = p.document"
        " WHERE coalesce(p.foreign_patient, 0) = 0 AND p.duplicate_of IS NULL AND coalesce(p.blank, 0) = 0"
        " AND coalesce(p.class, '') <> 'BLANK'"
        " AND (coalesce(p.legibility, d.legibility) = 'poor' OR p.error IS NOT NULL OR p.source = 'none')"
        " UNION ALL SELECT name, NULL, NULL FROM file WHERE reason IS NOT NULL ORDER BY 1, 2";
    g_autoptr (GError) error = NULL;
    struct rows *rows = facts_query (facts, SQL, NULL, &error);
    if (rows == NULL)
        g_error ("%s: %s", SQL, error->message);
    return rows;
}

gboolean
judge_may_hold (const struct rows *unread, guint row, char *const *classes)
{
    const char *class = rows_text (unread, row, "class");
    return class == NULL || classes[0] == NULL || g_strv_contains ((const char *const *) classes, class);
}

/* --- outcome ---------------------------------------------------------------------------------------------------------- */

struct asking {
    struct facts *facts;
    const struct set *set;
    const struct criterion *criterion;
    const struct parameters *parameters;
    struct judgement *judgement;
};

/* Runs one of the criterion's queries. NULL without error where it took too long. */
static struct rows *
ask (const struct asking *asking, const char *sql, const char *key, const char *needed, GError **error)
{
    g_autoptr (GError) wrong = NULL;
    g_autoptr (rows_t) rows = facts_query (asking->facts, sql, asking->parameters, &wrong);
    if (rows != NULL && (needed == NULL || rows_has (rows, needed)))
        return g_steal_pointer (&rows);
    if (g_error_matches (wrong, FACTS_ERROR, FACTS_ERROR_LIMIT)) {
        asking->judgement->over_limit = TRUE;
        return NULL;
    }
    g_autofree char *missing = wrong == NULL ? g_strdup_printf ("the query has no column \"%s\"", needed) : NULL;
    const struct entry *entry = block_entry (asking->criterion->block, key);
    g_set_error (error, FACTS_ERROR, FACTS_ERROR_SQL, "%s:%u: %s, %s: %s", asking->set->source->name, entry->sql_line,
                 asking->criterion->id, key, wrong != NULL ? wrong->message : missing);
    return NULL;
}

static gboolean
applies (const struct asking *asking, gboolean *applicable, GError **error)
{
    *applicable = TRUE;
    if (asking->criterion->applies == NULL)
        return TRUE;
    g_autoptr (rows_t) rows = ask (asking, asking->criterion->applies, "applies", "applies", error);
    if (rows == NULL)
        return asking->judgement->over_limit;
    *applicable = FALSE;
    for (guint i = 0; i < rows_count (rows); i++)
        *applicable |= rows_number (rows, i, "applies", 1) != 0;
    for (guint i = 0; i < rows_count (rows) && !*applicable; i++)
        add_once (asking->judgement->facts, rows_text (rows, i, "fact"));
    return TRUE;
}

enum verdict { VERDICT_NO, VERDICT_YES, VERDICT_UNKNOWN };

static enum verdict
verdict_of (const struct rows *rows, guint row)
{
    const char *text = rows_text (rows, row, "verdict");
    return text == NULL ? VERDICT_UNKNOWN : g_ascii_strtod (text, NULL) != 0 ? VERDICT_YES : VERDICT_NO;
}

/* The verdict that decides among the rows; *contradictory where they disagree and must not. */
static enum verdict
decide (const struct rows *rows, enum decide how, gboolean *contradictory)
{
    guint counts[3] = { 0 };
    for (guint i = 0; i < rows_count (rows); i++)
        counts[verdict_of (rows, i)]++;
    *contradictory = how == DECIDE_AGREE && counts[VERDICT_YES] > 0 && counts[VERDICT_NO] > 0;
    if (*contradictory || rows_count (rows) == 0)
        return VERDICT_UNKNOWN;
    if (how == DECIDE_ALL)
        return counts[VERDICT_NO] > 0 ? VERDICT_NO : counts[VERDICT_UNKNOWN] > 0 ? VERDICT_UNKNOWN : VERDICT_YES;
    return counts[VERDICT_YES] > 0 ? VERDICT_YES : counts[VERDICT_UNKNOWN] > 0 ? VERDICT_UNKNOWN : VERDICT_NO;
}

static enum outcome
outcome_of (const struct criterion *criterion, enum verdict verdict, gboolean any_row)
{
    if (criterion->kind == KIND_EXCLUSION)
        return verdict == VERDICT_YES                  ? OUTCOME_NOT_MET
               : verdict == VERDICT_UNKNOWN && any_row ? OUTCOME_NOT_DOCUMENTED
                                                       : OUTCOME_NOT_APPLICABLE;
    return verdict == VERDICT_YES ? OUTCOME_MET : verdict == VERDICT_NO ? OUTCOME_NOT_MET : OUTCOME_NOT_DOCUMENTED;
}

/* Takes out what was the response to a session on the left where the right side is asked for, and the reverse. TRUE where there was
 * one. */
static gboolean
drop_other_side (const struct asking *asking, struct rows *rows)
{
    static const char SQL[] =
        "SELECT o.id AS id FROM outcome o JOIN event e ON e.id = o.event JOIN request r ON r.id = :request"
        " WHERE e.laterality IN ('left', 'right') AND r.laterality IN ('left', 'right') AND e.laterality <> "
        "r.laterality";
    g_autoptr (GError) wrong = NULL;
    g_autoptr (rows_t) others = facts_query (asking->facts, SQL, asking->parameters, &wrong);
    if (others == NULL)
        g_error ("%s: %s", SQL, wrong->message);
    guint before = rows_count (rows);
    for (guint i = before; i-- > 0;) {
        gboolean other = FALSE;
        for (guint k = 0; k < rows_count (others) && !other; k++)
            other = g_strcmp0 (rows_text (rows, i, "fact"), rows_text (others, k, "id")) == 0;
        if (other)
            rows_drop (rows, i);
    }
    return rows_count (rows) < before;
}

static gboolean
judge_rows (const struct asking *asking, GError **error)
{
    struct judgement *judgement = asking->judgement;
    g_autoptr (rows_t) rows = ask (asking, asking->criterion->query, "query", "verdict", error);
    if (rows == NULL)
        return judgement->over_limit;
    gboolean other_side = drop_other_side (asking, rows) && rows_count (rows) == 0;
    gboolean contradictory, told = FALSE;
    enum verdict verdict = decide (rows, asking->criterion->decide, &contradictory);
    judgement->outcome = outcome_of (asking->criterion, verdict, rows_count (rows) > 0);
    judgement->confidence = asking->criterion->confidence[judgement->outcome];
    if (contradictory || (other_side && judgement->outcome == OUTCOME_NOT_DOCUMENTED))
        judgement->reason = g_strdup (contradictory ? "CONTRADICTORY" : "WRONG_REGION");
    for (guint i = 0; i < rows_count (rows); i++) {
        if (!contradictory && verdict_of (rows, i) != verdict)
            continue;
        const char *reason = rows_text (rows, i, "reason");
        add_once (judgement->facts, rows_text (rows, i, "fact"));
        judgement->by_analogy |= g_strcmp0 (reason, "BY_ANALOGY") == 0;
        if (!told && rows_text (rows, i, "confidence") != NULL) {
            judgement->confidence = rows_number (rows, i, "confidence", 0.5);
            told = TRUE;
        }
        if (judgement->outcome == OUTCOME_NOT_DOCUMENTED && judgement->reason == NULL)
            judgement->reason = g_strdup (reason);
    }
    if (judgement->outcome == OUTCOME_NOT_DOCUMENTED && judgement->reason == NULL && rows_count (rows) > 0)
        judgement->reason = g_strdup ("MENTIONED_NO_VALUE");
    return TRUE;
}

/* Why nothing is documented: what the file says beside the point, else pages that could not be read, else silence. */
static gboolean
find_reason (const struct asking *asking, GError **error)
{
    struct judgement *judgement = asking->judgement;
    if (judgement->reason == NULL && asking->criterion->reason != NULL) {
        g_autoptr (rows_t) rows = ask (asking, asking->criterion->reason, "reason", NULL, error);
        if (rows == NULL)
            return judgement->over_limit;
        for (guint i = 0; i < rows_count (rows); i++) {
            const char *reason = rows_text (rows, i, "reason");
            if (judgement->reason != NULL && g_strcmp0 (reason, judgement->reason) != 0)
                continue;
            add_once (judgement->facts, rows_text (rows, i, "fact"));
            if (judgement->reason == NULL)
                judgement->reason = g_strdup (reason);
        }
    }
    if (judgement->reason != NULL && strcmp (judgement->reason, "ABSENT") != 0)
        return TRUE;
    g_autoptr (rows_t) unread = judge_unread (asking->facts);
    gboolean illegible = FALSE;
    for (guint i = 0; i < rows_count (unread); i++)
        illegible |= judge_may_hold (unread, i, asking->criterion->classes);
    g_free (judgement->reason);
    judgement->reason = g_strdup (illegible ? "ILLEGIBLE" : "ABSENT");
    return TRUE;
}

static gboolean
ask_alternatives (const struct asking *asking, GError **error)
{
    struct judgement *judgement = asking->judgement;
    if (asking->criterion->alternatives == NULL)
        return TRUE;
    g_autoptr (rows_t) rows = ask (asking, asking->criterion->alternatives, "alternatives", "verdict", error);
    if (rows == NULL)
        return judgement->over_limit;
    gboolean differ = FALSE;
    for (guint i = 0; i < rows_count (rows); i++) {
        struct alternative one = { g_strdup (rows_text (rows, i, "reading")), rows_number (rows, i, "count", 0),
                                   outcome_of (asking->criterion, verdict_of (rows, i), TRUE) };
        differ |= one.outcome != judgement->outcome;
        g_array_append_val (judgement->alternatives, one);
    }
    judgement->ambiguous = differ;
    if (!differ)
        g_array_set_size (judgement->alternatives, 0);
    return TRUE;
}

static gboolean
ask_smaller (const struct asking *asking, GError **error)
{
    struct judgement *judgement = asking->judgement;
    if (asking->criterion->smaller == NULL || judgement->outcome != OUTCOME_NOT_MET)
        return TRUE;
    g_autoptr (rows_t) rows = ask (asking, asking->criterion->smaller, "smaller", "quantity", error);
    if (rows == NULL)
        return judgement->over_limit;
    judgement->smaller = rows_count (rows) > 0 && rows_number (rows, 0, "quantity", 0) > 0;
    judgement->smaller_quantity = rows_number (rows, 0, "quantity", 0);
    judgement->smaller_unit = g_strdup (rows_text (rows, 0, "unit"));
    return TRUE;
}

/* Reasons of a determination letter that speak of a criterion without a query of its own (patterns/process/reviewer.rows). */
static const char REASONS[] =
    "SELECT s.id AS fact FROM ("
    " SELECT id, subject, treatment FROM absence WHERE stated_by = 'reviewer' UNION ALL"
    " SELECT id, subject, NULL FROM assertion WHERE coalesce(stated_by, 'reviewer') = 'reviewer') s"
    " WHERE EXISTS (SELECT 1 FROM reviewer_subject r WHERE r.subject = s.subject"
    "  AND (r.criterion = :criterion OR ' ' || :measures || ' ' LIKE '% ' || r.measures || ' %')"
    "  AND (coalesce(r.measures, '') NOT IN ('relief', 'function') OR coalesce(s.treatment, :treatment) = :treatment))";

/* The reviewer's own words about this criterion: facts and evidence beside ours, where they say the same. */
static gboolean
ask_reviewer (const struct asking *asking, GPtrArray *evidence, GError **error)
{
    struct judgement *judgement = asking->judgement;
    const struct criterion *criterion = asking->criterion;
    if (criterion->reviewer == NULL && criterion->kind != KIND_MANDATORY && criterion->kind != KIND_QUANTITY)
        return TRUE;
    const struct parameters about = { .criterion = criterion->id,
                                      .measures = criterion->measures ? criterion->measures : "",
                                      .treatment = asking->parameters->treatment };
    g_autoptr (rows_t) rows = criterion->reviewer != NULL ? ask (asking, criterion->reviewer, "reviewer", NULL, error)
                                                          : facts_query (asking->facts, REASONS, &about, error);
    if (rows == NULL)
        return judgement->over_limit;
    items_drop_others (asking->facts, asking->parameters, rows);
    judgement->tested_by_reviewer = rows_count (rows) > 0;
    judgement->stated_by_reviewer =
        judgement->tested_by_reviewer
        && (judgement->outcome == OUTCOME_NOT_MET || judgement->outcome == OUTCOME_NOT_DOCUMENTED);
    for (guint i = 0; i < rows_count (rows) && judgement->stated_by_reviewer; i++) {
        add_once (judgement->facts, rows_text (rows, i, "fact"));
        add_once (evidence, rows_text (rows, i, "evidence"));
    }
    return TRUE;
}

struct judgement *
judge (struct facts *facts, const struct set *set, const struct criterion *criterion,
       const struct parameters *parameters, GError **error)
{
    g_autoptr (judgement_t) judgement = g_new0 (struct judgement, 1);
    g_autoptr (GPtrArray) reviewer = g_ptr_array_new_with_free_func (g_free);
    judgement->criterion = criterion;
    judgement->facts = g_ptr_array_new_with_free_func (g_free);
    judgement->evidence = g_ptr_array_new_with_free_func (g_free);
    judgement->alternatives = g_array_new (FALSE, TRUE, sizeof (struct alternative));
    g_array_set_clear_func (judgement->alternatives, alternative_clear);
    const struct asking asking = { facts, set, criterion, parameters, judgement };
    gboolean applicable;
    if (!applies (&asking, &applicable, error))
        return NULL;
    if (!applicable) {
        judgement->outcome = OUTCOME_NOT_APPLICABLE;
        judgement->confidence = criterion->confidence[OUTCOME_NOT_APPLICABLE];
        return g_steal_pointer (&judgement);
    }
    if (!judgement->over_limit && !judge_rows (&asking, error))
        return NULL;
    if (judgement->outcome == OUTCOME_NOT_DOCUMENTED && !judgement->over_limit && !find_reason (&asking, error))
        return NULL;
    if (!judgement->over_limit
        && (!ask_alternatives (&asking, error) || !ask_smaller (&asking, error)
            || !ask_reviewer (&asking, reviewer, error)))
        return NULL;
    if (judgement->over_limit) {
        judgement->outcome = OUTCOME_NOT_DOCUMENTED;
        judgement->confidence = 0;
        g_free (judgement->reason); /* the file may well say it: it is the query that was stopped */
        judgement->reason = g_strdup ("NOT_EVALUATED");
    }
    for (guint i = 0; i < judgement->facts->len && judgement->outcome != OUTCOME_NOT_APPLICABLE; i++)
        judge_evidence (facts, judgement->facts->pdata[i], judgement->evidence);
    for (guint i = 0; i < reviewer->len; i++)
        add_once (judgement->evidence, reviewer->pdata[i]);
    return g_steal_pointer (&judgement);
}

const char *
judgement_state (const struct judgement *judgement)
{
    if (judgement->outcome == OUTCOME_MET)
        return judgement->by_analogy ? "present_by_analogy" : "present";
    return judgement->outcome == OUTCOME_NOT_MET ? "absent" : OUTCOME_NAMES[judgement->outcome];
}
