#include "stages/check/assess.h"

#include <math.h>
#include <string.h>

#include "common/record.h"
#include "stages/check/draft.h"
#include "stages/check/judge.h"
#include "stages/check/survey.h"
#include "stages/check/tables.h"

/* The day that intervals are counted to, never today's (domain.md 4.0). */
static const char REFERENCE[] =
    "SELECT value, basis FROM ("
    " SELECT value, 'RFA date' AS basis, 1 AS rank FROM admin WHERE name = 'rfa_date'"
    " UNION ALL SELECT max(date), 'latest treating report (RFA date absent)', 2 FROM document"
    "  WHERE class IN ('PR2', 'PR4_PR3', 'DFR') AND duplicate_of IS NULL"
    " UNION ALL SELECT value, 'UR date (RFA date and treating report absent)', 3 FROM admin WHERE name = "
    "'ur_denial_date')"
    " WHERE days_between(value, value) = 0 ORDER BY rank LIMIT 1";
/* The day whose guidelines hold (domain.md 3.12). */
static const char DECISION[] =
    "SELECT value FROM admin WHERE name IN ('decision_date', 'rfa_received', 'rfa_received_date', 'ur_denial_date')"
    " AND days_between(value, value) = 0 ORDER BY CASE name WHEN 'decision_date' THEN 1 WHEN 'ur_denial_date' THEN 3 "
    "ELSE 2"
    " END LIMIT 1";
/* A request's treatment: the narrower service where the concept is wide, the class of the drug where the item names one (what
 * is rubbed on before what is swallowed, else the one named first), else the concept. Its region, where the
 * item names none, is the one that all diagnoses name; a drug has none but its own. */
static const char REQUESTS[] =
    "WITH known AS (SELECT min(region) AS region FROM diagnosis WHERE region IS NOT NULL"
    "  AND coalesce(certainty, 'certain') = 'certain' HAVING count(DISTINCT region) = 1),"
    " asked AS (SELECT id, raw, concept, coalesce(region, CASE WHEN concept IS NOT NULL AND concept <> 'drug'"
    "  THEN (SELECT region FROM known) END) AS region FROM request ORDER BY rowid)"
    " SELECT id, region, coalesce("
    "(SELECT n.treatment FROM narrower n WHERE n.concept = r.concept AND n.region = r.region),"
    " CASE WHEN r.concept <> 'drug' THEN r.concept END,"
    " (SELECT class FROM (SELECT d.class, d.class <> 'topical' AS swallowed, instr(lower(r.raw), d.name) AS at, "
    "length(d.name) AS n"
    "  FROM drug d WHERE says(r.raw, d.name)) ORDER BY swallowed, at, n DESC LIMIT 1),"
    " (SELECT m.class FROM medication m WHERE says(r.raw, m.name) OR says(r.raw, m.generic) ORDER BY m.rowid LIMIT 1),"
    " r.concept) AS treatment FROM asked r";
static const char ISSUES[] = "SELECT request, treatment, region, reference, criteria_set FROM issue ORDER BY rowid";
/* From an event of the requested region to the next one and, from the last of its kind, to the latest report; from one
 * progress report to the next. */
static const char INTERVALS[] =
    "WITH e AS (SELECT id, concept, date FROM event WHERE region = :region AND date IS NOT NULL"
    "  AND (:reference IS NULL OR date <= :reference)),"
    " r AS (SELECT id, date FROM document WHERE class IN ('PR2', 'PR4_PR3', 'DFR') AND date IS NOT NULL"
    "  AND duplicate_of IS NULL AND (:reference IS NULL OR date <= :reference)),"
    " last_r AS (SELECT id, date FROM r ORDER BY date DESC, id LIMIT 1)"
    " SELECT f, t, days FROM ("
    " SELECT e.id AS f, l.id AS t, days_between(e.date, l.date) AS days, 1 AS part, e.date AS d, 1 AS k FROM e, last_r "
    "l"
    "  WHERE e.date <= l.date AND NOT EXISTS (SELECT 1 FROM e x WHERE x.concept = e.concept AND (x.date, x.id) > "
    "(e.date, e.id))"
    " UNION ALL SELECT e.id, n.id, days_between(e.date, n.date), 1, e.date, 2 FROM e, e n WHERE (n.date, n.id) = ("
    "  SELECT x.date, x.id FROM e x WHERE (x.date, x.id) > (e.date, e.id) ORDER BY x.date, x.id LIMIT 1)"
    " UNION ALL SELECT r.id, n.id, days_between(r.date, n.date), 2, r.date, 1 FROM r, r n WHERE (n.date, n.id) = ("
    "  SELECT x.date, x.id FROM r x WHERE x.date > r.date ORDER BY x.date, x.id LIMIT 1)"
    " AND NOT EXISTS (SELECT 1 FROM r x WHERE x.date = r.date AND x.id < r.id))"
    " ORDER BY part, d, f, k, t";

struct facts *
assess_facts (const struct casetext *casetext, const struct library *library, GError **error)
{
    g_autoptr (facts_t) facts = facts_new (error);
    if (facts == NULL || !library_fill (library, facts, error) || !tables_load (facts, casetext, error))
        return NULL;
    g_autoptr (rows_t) requests = facts_query (facts, REQUESTS, NULL, error);
    if (requests == NULL)
        return NULL;
    g_autofree char *reference = facts_scalar (facts, REFERENCE, NULL),
                    *decision = facts_scalar (facts, DECISION, NULL);
    for (guint i = 0; i < rows_count (requests); i++) {
        const char *treatment = rows_text (requests, i, "treatment"), *region = rows_text (requests, i, "region");
        const char *date = decision != NULL ? decision : reference;
        const struct set *set = library_choose (library, treatment, region, date);
        const char *columns[] = { "request", "treatment", "region", "reference", "decision", "criteria_set" };
        const char *texts[] = {
            rows_text (requests, i, "id"), treatment, region, reference, date, set ? set->id : NULL
        };
        struct value values[G_N_ELEMENTS (texts)];
        for (gsize v = 0; v < G_N_ELEMENTS (texts); v++)
            values[v] = (struct value){ .type = texts[v] != NULL ? VALUE_TEXT : VALUE_NULL, .text = texts[v] };
        if (!facts_insert (facts, "issue", columns, values, G_N_ELEMENTS (texts), error))
            return NULL;
    }
    return g_steal_pointer (&facts);
}

struct rows *
assess_issues (struct facts *facts)
{
    g_autoptr (GError) error = NULL;
    struct rows *rows = facts_query (facts, ISSUES, NULL, &error);
    if (rows == NULL)
        g_error ("%s: %s", ISSUES, error->message);
    return rows;
}

/* --- criteria --------------------------------------------------------------------------------------------------------- */

static void
add_strings (cJSON *object, const char *key, const GPtrArray *strings)
{
    cJSON *list = cJSON_AddArrayToObject (object, key);
    for (guint i = 0; i < strings->len; i++)
        cJSON_AddItemToArray (list, cJSON_CreateString (strings->pdata[i]));
}

/* What was searched before something was called undocumented. */
static cJSON *
search_proof (struct facts *facts, const struct criterion *criterion, const cJSON *case_json)
{
    cJSON *search = cJSON_CreateObject (), *pages, *classes;
    g_autoptr (rows_t) unread = judge_unread (facts);
    g_autofree char *all = facts_scalar (facts, "SELECT count(*) FROM page", NULL);
    guint unread_pages = 0;
    for (guint i = 0; i < rows_count (unread); i++)
        unread_pages += rows_text (unread, i, "page") != NULL;
    cJSON_AddNumberToObject (search, "pages_read", g_ascii_strtod (all, NULL) - unread_pages);
    pages = cJSON_AddArrayToObject (search, "pages_unread");
    for (guint i = 0; i < rows_count (unread); i++) {
        if (!judge_may_hold (unread, i, criterion->classes))
            continue;
        cJSON *page = cJSON_CreateObject ();
        record_add_string (page, "file", rows_text (unread, i, "file"));
        if (rows_text (unread, i, "page") != NULL)
            cJSON_AddNumberToObject (page, "page", rows_number (unread, i, "page", 0));
        else
            cJSON_AddNullToObject (page, "page");
        cJSON_AddItemToArray (pages, page);
    }
    classes = cJSON_AddArrayToObject (search, "classes");
    for (char **class = criterion->classes; *class != NULL; class ++)
        cJSON_AddItemToArray (classes, cJSON_CreateString (*class));
    const cJSON *rules = record_get (record_get (case_json, "run"), "rules");
    g_autofree char *printed = rules != NULL ? record_print (rules, FALSE) : NULL;
    g_autofree char *hash = printed != NULL ? g_compute_checksum_for_string (G_CHECKSUM_SHA256, printed, -1) : NULL;
    record_add_string (search, "rules", hash);
    return search;
}

static cJSON *
criterion_json (struct facts *facts, const struct judgement *judgement, const cJSON *case_json)
{
    const struct criterion *criterion = judgement->criterion;
    cJSON *json = cJSON_CreateObject ();
    cJSON_AddStringToObject (json, "id", criterion->id);
    cJSON_AddStringToObject (json, "kind", KIND_NAMES[criterion->kind]);
    cJSON_AddStringToObject (json, "outcome", OUTCOME_NAMES[judgement->outcome]);
    record_add_string (json, "reason", judgement->reason);
    add_strings (json, "facts", judgement->facts);
    add_strings (json, "evidence", judgement->evidence);
    cJSON_AddBoolToObject (json, "stated_by_reviewer", judgement->stated_by_reviewer);
    cJSON_AddNumberToObject (json, "confidence", judgement->confidence);
    if (judgement->ambiguous) {
        cJSON_AddBoolToObject (json, "ambiguous", TRUE);
        cJSON *list = cJSON_AddArrayToObject (json, "alternatives");
        for (guint i = 0; i < judgement->alternatives->len; i++) {
            const struct alternative *one = &g_array_index (judgement->alternatives, struct alternative, i);
            cJSON *alternative = cJSON_CreateObject ();
            record_add_string (alternative, "reading", one->reading);
            cJSON_AddNumberToObject (alternative, "count", one->count);
            cJSON_AddStringToObject (alternative, "outcome", OUTCOME_NAMES[one->outcome]);
            cJSON_AddItemToArray (list, alternative);
        }
    }
    record_add_string (json, "number", criterion->number);
    if (criterion->one_of != NULL)
        cJSON_AddStringToObject (json, "one_of", criterion->one_of);
    cJSON_AddStringToObject (json, "paraphrase", criterion->paraphrase);
    if (judgement->outcome == OUTCOME_NOT_DOCUMENTED)
        cJSON_AddItemToObject (json, "search", search_proof (facts, criterion, case_json));
    return json;
}

static cJSON *
adverse_json (const struct judgement *judgement)
{
    cJSON *json = cJSON_CreateObject ();
    cJSON_AddStringToObject (json, "id", judgement->criterion->id);
    cJSON_AddStringToObject (json, "state", judgement_state (judgement));
    if (judgement->outcome == OUTCOME_MET) {
        add_strings (json, "facts", judgement->facts);
        add_strings (json, "evidence", judgement->evidence);
    }
    cJSON_AddStringToObject (json, "paraphrase", judgement->criterion->paraphrase);
    return json;
}

static cJSON *
set_json (const struct set *set)
{
    static const char *const KEYS[] = { "guideline", "edition", "pages", "source", "verified", "stance" };
    cJSON *json = cJSON_CreateObject ();
    cJSON_AddStringToObject (json, "title", set->title);
    for (gsize i = 0; i < G_N_ELEMENTS (KEYS); i++)
        record_add_string (json, KEYS[i], block_value (set->source->header, KEYS[i]));
    record_add_string (json, "from", *set->from != '\0' ? set->from : NULL);
    record_add_string (json, "to", *set->to != '\0' ? set->to : NULL);
    cJSON_AddStringToObject (json, "file", set->source->name);
    cJSON_AddStringToObject (json, "sha256", set->source->hash);
    return json;
}

/* Tells the findings what the criteria came to. */
static gboolean
record_outcomes (struct facts *facts, const char *request, const GPtrArray *judgements, GError **error)
{
    facts_open (facts);
    for (guint i = 0; i < judgements->len; i++) {
        const struct judgement *judgement = judgements->pdata[i];
        const struct criterion *criterion = judgement->criterion;
        const char *columns[] = { "request",           "id",      "kind",   "numbered",
                                  "measures",          "outcome", "reason", "stated_by_reviewer",
                                  "tested_by_reviewer" };
        const char *texts[] = { request,
                                criterion->id,
                                KIND_NAMES[criterion->kind],
                                criterion->number != NULL ? "1" : "0",
                                criterion->measures,
                                OUTCOME_NAMES[judgement->outcome],
                                judgement->reason,
                                judgement->stated_by_reviewer ? "1" : "0",
                                judgement->tested_by_reviewer ? "1" : "0" };
        struct value values[G_N_ELEMENTS (texts)];
        for (gsize v = 0; v < G_N_ELEMENTS (texts); v++)
            values[v] = (struct value){ .type = texts[v] != NULL ? VALUE_TEXT : VALUE_NULL, .text = texts[v] };
        if (!facts_insert (facts, "criterion", columns, values, G_N_ELEMENTS (texts), error))
            return FALSE;
        const char *fact_columns[] = { "request", "criterion", "fact" };
        for (guint f = 0; f < judgement->facts->len; f++) {
            struct value fact[] = { { .type = VALUE_TEXT, .text = request },
                                    { .type = VALUE_TEXT, .text = criterion->id },
                                    { .type = VALUE_TEXT, .text = judgement->facts->pdata[f] } };
            if (!facts_insert (facts, "criterion_fact", fact_columns, fact, 3, error))
                return FALSE;
        }
    }
    facts_seal (facts);
    return TRUE;
}

static GPtrArray *
judge_all (struct facts *facts, const struct set *set, const struct parameters *parameters, GError **error)
{
    g_autoptr (GPtrArray) judgements = g_ptr_array_new_with_free_func ((GDestroyNotify) judgement_free);
    for (guint i = 0; set != NULL && i < set->criteria->len; i++) {
        struct judgement *judgement = judge (facts, set, set->criteria->pdata[i], parameters, error);
        if (judgement == NULL)
            return NULL;
        g_ptr_array_add (judgements, judgement);
    }
    return g_steal_pointer (&judgements);
}

static cJSON *
intervals_json (struct facts *facts, const struct parameters *parameters)
{
    g_autoptr (GError) wrong = NULL;
    g_autoptr (rows_t) rows = facts_query (facts, INTERVALS, parameters, &wrong);
    cJSON *list = cJSON_CreateArray ();
    if (rows == NULL) /* more events than any patient had: the list is a convenience, not a decision */
        return list;
    for (guint i = 0; i < rows_count (rows); i++) {
        cJSON *one = cJSON_CreateObject ();
        record_add_string (one, "from", rows_text (rows, i, "f"));
        record_add_string (one, "to", rows_text (rows, i, "t"));
        cJSON_AddNumberToObject (one, "days", rows_number (rows, i, "days", 0));
        cJSON_AddItemToArray (list, one);
    }
    return list;
}

static gboolean
variance_of (struct facts *facts, const struct set *set, const struct parameters *parameters, gboolean *variance,
             GError **error)
{
    *variance = FALSE;
    if (set->variance == NULL)
        return TRUE;
    g_autoptr (rows_t) rows = facts_query (facts, set->variance, parameters, error);
    *variance = rows != NULL && rows_count (rows) > 0;
    return rows != NULL;
}

static cJSON *
issue_json (struct facts *facts, const struct set *set, const struct parameters *parameters,
            const GPtrArray *judgements, const GPtrArray *critical, const char *basis, const char *recorded,
            const cJSON *case_json, GError **error)
{
    gboolean variance;
    cJSON *intervals = intervals_json (facts, parameters);
    if (!variance_of (facts, set, parameters, &variance, error)) {
        cJSON_Delete (intervals);
        return NULL;
    }
    cJSON *issue = cJSON_CreateObject (), *reference, *criteria, *adverse;
    record_add_string (issue, "request", parameters->request);
    cJSON_AddStringToObject (issue, "criteria_set", set->id);
    reference = cJSON_AddObjectToObject (issue, "reference_date");
    record_add_string (reference, "value", parameters->reference);
    cJSON_AddStringToObject (reference, "basis", basis);
    criteria = cJSON_AddArrayToObject (issue, "criteria");
    for (guint i = 0; i < judgements->len; i++)
        if (((struct judgement *) judgements->pdata[i])->criterion->kind != KIND_ADVERSE)
            cJSON_AddItemToArray (criteria, criterion_json (facts, judgements->pdata[i], case_json));
    cJSON_AddItemToObject (issue, "rollup", draft_rollup (judgements));
    adverse = cJSON_AddArrayToObject (issue, "adverse");
    for (guint i = 0; i < judgements->len; i++)
        if (((struct judgement *) judgements->pdata[i])->criterion->kind == KIND_ADVERSE)
            cJSON_AddItemToArray (adverse, adverse_json (judgements->pdata[i]));
    cJSON_AddItemToObject (issue, "intervals", intervals);
    cJSON_AddItemToObject (issue, "determination", draft_determination (set, judgements, critical, recorded, variance));
    cJSON_AddItemToObject (issue, "set", set_json (set));
    return issue;
}

/* Where the words of the request also name another item, the set that would apply to that one. */
static void
add_alternative (struct facts *facts, const struct library *library, cJSON *issue, const struct parameters *parameters)
{
    g_autofree char *concept =
        facts_scalar (facts, "SELECT alternative_concept FROM request WHERE id = :request", parameters);
    g_autofree char *date = facts_scalar (facts, "SELECT decision FROM issue WHERE request = :request", parameters);
    const struct set *set = concept != NULL ? library_choose (library, concept, parameters->region, date) : NULL;
    record_add_string (issue, "alternative_set", set != NULL && !set->generic ? set->id : NULL);
}

cJSON *
assess (const struct casetext *casetext, const struct library *library, GError **error)
{
    const cJSON *case_json = casetext_json (casetext);
    g_autoptr (facts_t) facts = assess_facts (casetext, library, error);
    if (facts == NULL)
        return NULL;
    facts_seal (facts);
    g_autoptr (rows_t) issues = assess_issues (facts);
    g_autoptr (rows_t) reference = facts_query (facts, REFERENCE, NULL, error);
    g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
    if (reference == NULL)
        return NULL;
    for (guint i = 0; i < rows_count (issues); i++) {
        const struct set *set = library_find_set (library, rows_text (issues, i, "criteria_set"));
        struct parameters parameters = { .request = rows_text (issues, i, "request"),
                                         .treatment = rows_text (issues, i, "treatment"),
                                         .region = rows_text (issues, i, "region"),
                                         .reference = rows_text (issues, i, "reference") };
        GPtrArray *judgements = judge_all (facts, set, &parameters, error);
        if (judgements == NULL)
            return NULL;
        g_ptr_array_add (all, judgements);
        if (!record_outcomes (facts, parameters.request, judgements, error))
            return NULL;
    }
    g_autoptr (GPtrArray) critical = g_ptr_array_new_with_free_func (g_free);
    cJSON *findings = survey_findings (facts, library, critical, error);
    cJSON *completeness = findings != NULL ? survey_completeness (facts, library, error) : NULL;
    cJSON *assessment = cJSON_CreateObject (), *list = cJSON_AddArrayToObject (assessment, "issues");
    gboolean good = completeness != NULL;
    for (guint i = 0; good && i < rows_count (issues); i++) {
        const struct set *set = library_find_set (library, rows_text (issues, i, "criteria_set"));
        struct parameters parameters = { .request = rows_text (issues, i, "request"),
                                         .treatment = rows_text (issues, i, "treatment"),
                                         .region = rows_text (issues, i, "region"),
                                         .reference = rows_text (issues, i, "reference") };
        g_autofree char *recorded =
            facts_scalar (facts, "SELECT issue_outcome FROM request WHERE id = :request", &parameters);
        const char *basis =
            rows_count (reference) > 0 ? rows_text (reference, 0, "basis") : "no date of the request is known";
        cJSON *issue = set != NULL ? issue_json (facts, set, &parameters, all->pdata[i], critical, basis, recorded,
                                                 case_json, error)
                                   : NULL;
        good = issue != NULL || set == NULL;
        if (issue != NULL)
            add_alternative (facts, library, issue, &parameters);
        if (issue != NULL)
            cJSON_AddItemToArray (list, issue);
    }
    cJSON_AddItemToObject (assessment, "findings", findings);
    cJSON_AddItemToObject (assessment, "completeness", completeness);
    cJSON_AddStringToObject (assessment, "library", library->hash);
    if (good)
        return assessment;
    cJSON_Delete (assessment);
    return NULL;
}
