#include "stages/check/tables.h"

#include <math.h>
#include <string.h>

#include "common/calendar.h"
#include "common/record.h"
#include "stages/check/columns.h"

/* clang-format off */
/* Tables that the case's lists fill one row an item. The path of a column is where its value stands in the item. */
static const struct table TABLES[] = {
    { "file", "files", FALSE,
      { { "id", "id", TEXT }, { "name", "name", TEXT }, { "pages", "pages", NUMBER }, { "reason", "error.reason", TEXT } } },
    { "document", "documents", FALSE,
      { { "id", "id", TEXT }, { "file", "file", TEXT }, { "class", "class", TEXT }, { "date", "date", DAY },
        { "date_low", "date", DAY_LOW }, { "date_high", "date", DAY_HIGH }, { "in_file", "in_file", FLAG_UNLESS_FALSE },
        { "handwritten", "handwritten", FLAG }, { "legibility", "legibility", TEXT }, { "signed", "signed", FLAG },
        { "signed_date", "signed_date", DAY }, { "stated_missing", "stated_missing", FLAG },
        { "duplicate_of", "duplicate_of", TEXT }, { "cloned_from", "cloned_from", TEXT } } },
    { "page", "pages", FALSE,
      { { "file", "file", TEXT }, { "page", "page", NUMBER }, { "document", "document", TEXT }, { "class", "class", TEXT },
        { "source", "source", TEXT }, { "rotation", "rotation", NUMBER }, { "legibility", "legibility", TEXT },
        { "confidence", "confidence", NUMBER }, { "handwritten", "handwritten", FLAG }, { "blank", "blank", FLAG },
        { "duplicate_of", "duplicate_of", JSON_TEXT }, { "foreign_patient", "foreign_patient", FLAG },
        { "number", "page_of.n", NUMBER }, { "number_of", "page_of.of", NUMBER }, { "error", "error.reason", TEXT } } },
    { "request", "requests", FALSE,
      { { "id", "id", TEXT }, { "raw", "raw", TEXT }, { "concept", "concept", TEXT },
        { "alternative_concept", "alternative_concept", TEXT }, { "region", "region", TEXT },
        { "laterality", "laterality", TEXT }, { "levels", "levels.literal", JOINED },
        { "level_literal", "levels.count.literal", NUMBER }, { "level_min", "levels.count.min", NUMBER },
        { "level_max", "levels.count.max", NUMBER }, { "ambiguous", "levels.ambiguous", FLAG },
        { "quantity_low", "quantity", RANGE_LOW }, { "quantity_high", "quantity", RANGE_HIGH },
        { "quantity_unit", "quantity.unit", TEXT }, { "repeat_of", "repeat_of", TEXT },
        { "ur_outcome", "ur_outcome", TEXT }, { "issue_outcome", "issue_outcome", TEXT } } },
    { "diagnosis", "diagnoses", TRUE,
      { { "id", "id", TEXT }, { "concept", "concept", TEXT }, { "region", "region", TEXT },
        { "laterality", "laterality", TEXT }, { "raw", "raw", TEXT }, { "qualifier", "qualifier", TEXT },
        { "icd9", "codes.icd9", JOINED }, { "icd10", "codes.icd10", JOINED } } },
    { "symptom", "symptoms", TRUE,
      { { "id", "id", TEXT }, { "concept", "concept", TEXT }, { "region", "region", TEXT },
        { "laterality", "laterality", TEXT }, { "qualifier", "qualifier", TEXT } } },
    { "exam", "exam", TRUE,
      { { "id", "id", TEXT }, { "concept", "concept", TEXT }, { "value", "value", JSON_TEXT }, { "region", "region", TEXT },
        { "side", "side", TEXT }, { "level", "level", JOINED }, { "with_pain", "with_pain", FLAG },
        { "sign", "polarity", TEXT }, { "date", "date", DAY } } },
    { "imaging", "imaging", TRUE,
      { { "id", "id", TEXT }, { "modality", "modality", TEXT }, { "region", "region", TEXT }, { "level", "level", JOINED },
        { "laterality", "laterality", TEXT }, { "finding", "finding", JSON_TEXT }, { "date", "date", DAY } } },
    { "medication", "medications.items", TRUE,
      { { "id", "id", TEXT }, { "name", "name", TEXT }, { "generic", "generic", TEXT }, { "class", "class", TEXT },
        { "strength", "strength", JSON_TEXT }, { "frequency", "frequency", TEXT }, { "status", "status", TEXT } } },
    { "surgery", "surgeries", TRUE,
      { { "id", "id", TEXT }, { "concept", "concept", TEXT }, { "region", "region", TEXT }, { "date", "date", DAY },
        { "date_low", "date", DAY_LOW }, { "date_high", "date", DAY_HIGH }, { "levels", "levels", JOINED },
        { "laterality", "laterality", TEXT } } },
    { "therapy", "therapies", TRUE,
      { { "id", "id", TEXT }, { "concept", "concept", TEXT }, { "region", "region", TEXT },
        { "visits_low", "visits", RANGE_LOW }, { "visits_high", "visits", RANGE_HIGH },
        { "response", "response", RESPONSE }, { "date", "date", DAY } } },
    { "visits", "visits", TRUE,
      { { "id", "id", TEXT }, { "treatment", "treatment", TEXT }, { "count_low", "count_low", NUMBER },
        { "count_high", "count_high", NUMBER }, { "state", "state", TEXT }, { "date", "date", DAY } } },
    { "event", "events", TRUE,
      { { "id", "id", TEXT }, { "concept", "concept", TEXT }, { "region", "region", TEXT }, { "date", "date", DAY },
        { "date_low", "date", DAY_LOW }, { "date_high", "date", DAY_HIGH }, { "levels", "levels", LEVELS },
        { "laterality", "laterality", TEXT }, { "ordinal", "ordinal", TEXT }, { "prior_low", "prior_count.low", NUMBER },
        { "prior_high", "prior_count.high", NUMBER }, { "note_in_file", "note_in_file", FLAG },
        { "date_doubtful", "date_doubtful", TEXT } } },
    { "outcome", "outcomes", TRUE,
      { { "id", "id", TEXT }, { "treatment", "treatment_ref", BEFORE_AT }, { "region", "treatment_ref", AFTER_AT },
        { "event", "event_ref", TEXT }, { "drug", "drug", TEXT }, { "condition", "condition", TEXT }, { "direction", "direction", TEXT },
        { "percent_op", "percent.op", TEXT }, { "percent_low", "percent", BOUND_LOW },
        { "percent_high", "percent", BOUND_HIGH }, { "weeks_low", "duration", WEEKS_LOW },
        { "weeks_high", "duration", WEEKS_HIGH }, { "fuzzy", "duration.fuzzy", FLAG },
        { "pain", "measure", HAS }, { "function", "measure", HAS }, { "medication_use", "measure", HAS },
        { "sleep", "measure", HAS }, { "before", "before", JSON_TEXT }, { "after", "after", JSON_TEXT } } },
    { "pain_score", "pain_scores", TRUE,
      { { "id", "id", TEXT }, { "low", "low", NUMBER }, { "high", "high", NUMBER }, { "moment", "when", TEXT },
        { "treatment", "treatment", BEFORE_AT }, { "region", "treatment", AFTER_AT }, { "event", "event_ref", TEXT },
        { "date", "date", DAY } } },
    { "function", "functions", TRUE,
      { { "id", "id", TEXT }, { "measure", "measure", TEXT }, { "before", "before", MEASURED },
        { "after", "after", MEASURED }, { "unit", "before.unit", TEXT }, { "treatment", "treatment", BEFORE_AT },
        { "region", "treatment", AFTER_AT }, { "direction", "direction", TEXT }, { "date", "date", DAY } } },
    { "missing", "missing", FALSE,
      { { "id", "id", TEXT }, { "kind", "kind", TEXT }, { "class", "class", TEXT }, { "date", "date", DAY },
        { "date_from", "from", DAY }, { "date_to", "to", DAY }, { "ref", "ref", TEXT },
        { "possible_match", "possible_match", JOINED }, { "within_six_months", "within_six_months", FLAG } } },
    { "plan", "plans", TRUE,
      { { "id", "id", TEXT }, { "concept", "concept", TEXT }, { "detail", "detail", TEXT }, { "goals", "goals", JSON_TEXT },
        { "date", "date", DAY } } },
    { "work_status", "work_status", FALSE,
      { { "id", "id", TEXT }, { "value", "value", TEXT }, { "until", "until", DAY }, { "date", "date", DAY } } },
    { "citation", "citations", FALSE,
      { { "id", "id", TEXT }, { "party", "party", TEXT }, { "system", "system", TEXT }, { "is_mtus", "is_mtus", FLAG },
        { "chapter_no", "chapter_no", NUMBER }, { "chapter", "chapter", TEXT }, { "region", "region", TEXT },
        { "topic", "topic", TEXT }, { "updated", "updated", DAY }, { "edition", "edition", JSON_TEXT },
        { "phase", "phase", TEXT } } },
    { "absence", "absences", FALSE,
      { { "id", "id", TEXT }, { "subject", "subject", TEXT }, { "stated_by", "stated_by", TEXT },
        { "treatment", "treatment", BEFORE_AT }, { "date", "date", DAY } } },
    { "assertion", "assertions", FALSE,
      { { "id", "id", TEXT }, { "subject", "subject", TEXT }, { "value", "value", JSON_TEXT },
        { "stated_by", "stated_by", TEXT } } },
    { "guideline_item", "guideline_items", FALSE, { { "id", "id", TEXT }, { "number", "number", JSON_TEXT } } },
    { "guideline_remark", "guideline_remarks", FALSE, { { "id", "id", TEXT }, { "subject", "subject", TEXT } } },
    { "provider", "providers", FALSE,
      { { "id", "id", TEXT }, { "name", "name", TEXT }, { "credential", "credential", TEXT },
        { "specialty", "specialty", TEXT }, { "role", "role", TEXT } } },
};

static const struct table EVIDENCE = {
    "evidence", "evidence", FALSE,
    { { "id", "id", TEXT }, { "document", "document", TEXT }, { "file", "file", TEXT }, { "page", "page", NUMBER },
      { "zone", "zone", TEXT }, { "source", "source", TEXT }, { "ocr_conf", "ocr_conf", NUMBER },
      { "quote", "quote", TEXT }, { "start", "span.0", NUMBER }, { "stop", "span.1", NUMBER } }
};
/* clang-format on */

/* Tables that are filled from parts of items, from the case as a whole, from data files, or by the check itself. */
static const char MORE[] =
    "CREATE TABLE aside(kind TEXT, id TEXT, concept TEXT, region TEXT, why TEXT);"
    "CREATE TABLE request_level(request TEXT, kind TEXT, position INT, level TEXT);"
    "CREATE TABLE request_reading(request TEXT, position INT, reading TEXT, count INT);"
    "CREATE TABLE request_adjunct(request TEXT, adjunct TEXT);"
    "CREATE TABLE request_code(request TEXT, code TEXT);"
    "CREATE TABLE request_mention(request TEXT, position INT, at TEXT, raw TEXT, named_concept TEXT, "
    "radiofrequency_named INT,"
    " laterality TEXT, levels TEXT, quantity INT, evidence TEXT);"
    "CREATE TABLE event_level(event TEXT, position INT, level TEXT);"
    "CREATE TABLE surgery_level(surgery TEXT, position INT, level TEXT);"
    "CREATE TABLE medication_list(status TEXT, fact TEXT DEFAULT 'medications');"
    "CREATE TABLE timeline(date TEXT, role TEXT, fact TEXT);"
    "CREATE TABLE admin(name TEXT PRIMARY KEY, value TEXT, repaired INT DEFAULT 0, fact TEXT);"
    "CREATE TABLE patient(age NUM, age_as_of TEXT, sex TEXT, dob TEXT, smoking TEXT);"
    "CREATE TABLE other_value(field TEXT, value TEXT, evidence TEXT);"
    "CREATE TABLE claim(number TEXT, agrees INT, foreign_patient INT);"
    "CREATE TABLE page_identity(file TEXT, page INT, evidence TEXT);"
    "CREATE TABLE derived(fact TEXT PRIMARY KEY, name TEXT, value NUM);"
    "CREATE TABLE reviewer(field TEXT PRIMARY KEY, op TEXT, value TEXT);"
    "CREATE TABLE fact_evidence(fact TEXT, position INT, evidence TEXT);"
    "CREATE TABLE issue(request TEXT PRIMARY KEY, treatment TEXT, region TEXT, reference TEXT, decision TEXT, "
    "criteria_set TEXT);"
    "CREATE TABLE criterion(request TEXT, id TEXT, kind TEXT, numbered INT, measures TEXT, outcome TEXT, reason TEXT,"
    " stated_by_reviewer INT DEFAULT 0, tested_by_reviewer INT DEFAULT 0);"
    "CREATE TABLE criterion_fact(request TEXT, criterion TEXT, fact TEXT);"
    "CREATE TABLE parameter(name TEXT, value NUM, date_from TEXT, date_to TEXT, source TEXT, verified INT);"
    "CREATE TABLE holiday(date TEXT PRIMARY KEY, name TEXT);"
    "CREATE TABLE treatment(concept TEXT PRIMARY KEY, family TEXT, sided INT, spinal INT, counted INT);"
    "CREATE TABLE specialty(family TEXT, specialty TEXT);"
    "CREATE TABLE narrower(concept TEXT, region TEXT, treatment TEXT);"
    "CREATE TABLE drug(name TEXT, generic TEXT, class TEXT, factor_low NUM, factor_high NUM, "
    "long_acting INT DEFAULT 0);"
    "CREATE TABLE frequency(name TEXT PRIMARY KEY, per_day NUM);"
    "CREATE TABLE weekly(name TEXT PRIMARY KEY, times NUM);"
    "CREATE TABLE reviewer_subject(subject TEXT, measures TEXT, criterion TEXT);"
    "CREATE TABLE postsurgical(concept TEXT PRIMARY KEY, visits NUM, months NUM, source TEXT, verified INT);"
    "CREATE TABLE code(first TEXT, last TEXT, treatment TEXT, region TEXT, additional INT DEFAULT 0, date_from TEXT, "
    "date_to TEXT);"
    "CREATE TABLE edition(system TEXT, edition TEXT, date_from TEXT, date_to TEXT, source TEXT, verified INT);"
    "CREATE TABLE criteria_set(id TEXT PRIMARY KEY, system TEXT, mtus INT, generic INT);"
    "CREATE INDEX fact_evidence_fact ON fact_evidence(fact);"
    "CREATE INDEX event_concept ON event(concept, region, date);"
    "CREATE INDEX event_date ON event(date);"
    "CREATE INDEX outcome_treatment ON outcome(treatment, region);"
    "CREATE INDEX document_date ON document(date);"
    "CREATE INDEX evidence_document ON evidence(document);";

static const char *
sql_type (enum column_kind kind)
{
    return kind <= TEXT_KINDS_END ? "TEXT" : "NUM";
}

static void
add_schema (GString *sql, const struct table *table)
{
    g_string_append_printf (sql, "CREATE TABLE \"%s\"(", table->name);
    for (gsize c = 0; c < COLUMNS_MAX && table->columns[c].name != NULL; c++) {
        const struct column *column = &table->columns[c];
        g_string_append_printf (sql, "%s\"%s\" %s%s%s", c > 0 ? ", " : "", column->name, sql_type (column->kind),
                                strcmp (column->name, "id") == 0 ? " PRIMARY KEY" : "",
                                column->kind == FLAG_UNLESS_FALSE ? " DEFAULT 1" : "");
    }
    if (table->clinical)
        g_string_append (sql, ", certainty TEXT DEFAULT 'certain', temporality TEXT DEFAULT 'current',"
                              " attribution TEXT DEFAULT 'record', report TEXT");
    g_string_append (sql, ");");
}

char *
tables_schema (void)
{
    g_autoptr (GString) sql = g_string_new (NULL);
    for (gsize i = 0; i < G_N_ELEMENTS (TABLES); i++)
        add_schema (sql, &TABLES[i]);
    add_schema (sql, &EVIDENCE);
    g_string_append (sql, MORE);
    return g_string_free (g_steal_pointer (&sql), FALSE);
}

/* --- rows from items -------------------------------------------------------------------------------------------------- */

static gboolean
insert (struct facts *facts, const char *table, GError **error, ...)
{
    const char *columns[COLUMNS_MAX];
    struct value values[COLUMNS_MAX];
    gsize n = 0;
    va_list arguments;
    va_start (arguments, error);
    for (const char *column; (column = va_arg (arguments, const char *)) != NULL; n++) {
        const char *text = va_arg (arguments, const char *);
        columns[n] = column;
        values[n] = (struct value){ .type = text != NULL ? VALUE_TEXT : VALUE_NULL, .text = text };
    }
    va_end (arguments);
    return facts_insert (facts, table, columns, values, n, error);
}

/* Where the zones of all its evidence forbid a fact to stand, the name of that zone; NULL otherwise. */
static const char *
forbidden_zone (struct facts *facts, const char *fact)
{
    struct parameters parameters = { .fact = fact };
    g_autofree char *all = facts_scalar (
        facts,
        "SELECT count(*) > 0 AND min(e.zone = 'guideline') FROM fact_evidence f JOIN evidence e ON e.id = f.evidence"
        " WHERE f.fact = :fact",
        &parameters);
    return g_strcmp0 (all, "1") == 0 ? "guideline" : NULL;
}

/* Why an item of a clinical list is no fact about the patient as the patient is; NULL where it is one. */
static const char *
why_aside (struct facts *facts, const struct table *table, const cJSON *item)
{
    const cJSON *ctx = record_get (item, "ctx");
    const char *polarity = record_string (ctx, "polarity"), *temporality = record_string (ctx, "temporality"),
               *experiencer = record_string (ctx, "experiencer"), *id = record_string (item, "id");
    if (record_bool (item, "candidate"))
        return "candidate";
    if (record_bool (item, "foreign_patient") && strcmp (table->name, "document") == 0)
        return "other_person";
    if (!table->clinical)
        return NULL;
    if (polarity != NULL && strcmp (polarity, "affirmed") != 0 && strcmp (table->name, "exam") != 0)
        return strcmp (polarity, "uncertain") == 0 ? NULL : polarity;
    if (g_strcmp0 (temporality, "planned") == 0 || g_strcmp0 (temporality, "hypothetical") == 0)
        return strcmp (table->name, "medication") == 0 || strcmp (table->name, "plan") == 0 ? NULL : temporality;
    if (experiencer != NULL && strcmp (experiencer, "patient") != 0)
        return "other_person";
    return id != NULL ? forbidden_zone (facts, id) : NULL;
}

static gboolean
load_evidence_of (struct facts *facts, const char *fact, const cJSON *evidence, GError **error)
{
    const cJSON *one;
    int position = 0;
    if (cJSON_IsString (evidence))
        return insert (facts, "fact_evidence", error, "fact", fact, "position", "0", "evidence", evidence->valuestring,
                       NULL);
    cJSON_ArrayForEach (one, evidence) {
        g_autofree char *at = g_strdup_printf ("%d", position++);
        if (cJSON_IsString (one)
            && !insert (facts, "fact_evidence", error, "fact", fact, "position", at, "evidence", one->valuestring,
                        NULL))
            return FALSE;
    }
    return TRUE;
}

static gboolean
load_strings (struct facts *facts, const char *table, const char *owner, const char *id, const char *column,
              const cJSON *strings, GError **error)
{
    const cJSON *one;
    int position = 0;
    cJSON_ArrayForEach (one, strings) {
        const char *names[3] = { owner, column, "position" };
        struct value values[3] = { { .type = VALUE_TEXT, .text = id },
                                   { .type = VALUE_TEXT, .text = one->valuestring },
                                   { .type = VALUE_NUMBER, .number = position++ } };
        gboolean ordered = strcmp (column, "level") == 0;
        if (cJSON_IsString (one) && !facts_insert (facts, table, names, values, ordered ? 3 : 2, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
load_item (struct facts *facts, const struct table *table, const cJSON *item, GError **error)
{
    const char *id = record_string (item, "id");
    if (id != NULL && strcmp (table->name, "evidence") != 0
        && !load_evidence_of (facts, id, record_get (item, "evidence"), error))
        return FALSE;
    const char *why = why_aside (facts, table, item);
    if (why != NULL)
        return insert (facts, "aside", error, "kind", table->name, "id", id, "concept", record_string (item, "concept"),
                       "region", record_string (item, "region"), "why", why, NULL);
    const char *names[COLUMNS_MAX + 4];
    struct value values[COLUMNS_MAX + 4];
    g_autoptr (GPtrArray) made = g_ptr_array_new_with_free_func (g_free);
    gsize n = 0;
    for (; n < COLUMNS_MAX && table->columns[n].name != NULL; n++) {
        names[n] = table->columns[n].name;
        values[n] = column_value (&table->columns[n], item, made);
    }
    if (table->clinical) {
        static const char *const CONTEXT[] = { "certainty", "temporality", "attribution", "report" };
        const cJSON *ctx = record_get (item, "ctx");
        for (gsize i = 0; i < G_N_ELEMENTS (CONTEXT); i++) {
            const char *text = record_string (ctx, strcmp (CONTEXT[i], "report") == 0 ? "report_ref" : CONTEXT[i]);
            names[n] = CONTEXT[i];
            values[n++] = (struct value){ .type = text != NULL ? VALUE_TEXT : VALUE_NULL, .text = text };
        }
        if (g_strcmp0 (record_string (ctx, "polarity"), "uncertain") == 0)
            values[n - 4] = (struct value){ .type = VALUE_TEXT, .text = "possible" };
        /* A negated sign was looked for and not found: that is a finding, not an aside. */
        if (strcmp (table->name, "exam") == 0 && g_strcmp0 (record_string (ctx, "polarity"), "negated") == 0)
            for (gsize i = 0; i < n; i++)
                if (strcmp (names[i], "sign") == 0)
                    values[i] = (struct value){ .type = VALUE_TEXT, .text = "negative" };
    }
    return facts_insert (facts, table->name, names, values, n, error);
}

static gboolean
load_request (struct facts *facts, const cJSON *item, GError **error)
{
    const char *id = record_string (item, "id");
    const cJSON *levels = record_get (item, "levels"), *one;
    if (id == NULL)
        return TRUE;
    int position = 0;
    cJSON_ArrayForEach (one, record_get (levels, "readings")) {
        const char *names[4] = { "request", "position", "reading", "count" };
        struct value values[4] = { { .type = VALUE_TEXT, .text = id },
                                   { .type = VALUE_NUMBER, .number = position++ },
                                   { .type = VALUE_TEXT,
                                     .text = record_string (one, "by") ? record_string (one, "by") : "?" },
                                   { .type = VALUE_NUMBER, .number = record_number (one, "count", 0) } };
        if (!facts_insert (facts, "request_reading", names, values, 4, error))
            return FALSE;
    }
    static const char *const KINDS[][2] = { { "literal", "literal" },
                                            { "vertebrae", "vertebra" },
                                            { "segments", "segment" },
                                            { "joints", "joint" },
                                            { "nerves", "nerve" } };
    for (gsize i = 0; i < G_N_ELEMENTS (KINDS); i++) {
        position = 0;
        cJSON_ArrayForEach (one, record_get (levels, KINDS[i][0])) {
            g_autofree char *at = g_strdup_printf ("%d", position++);
            if (cJSON_IsString (one)
                && !insert (facts, "request_level", error, "request", id, "kind", KINDS[i][1], "position", at, "level",
                            one->valuestring, NULL))
                return FALSE;
        }
    }
    position = 0;
    cJSON_ArrayForEach (one, record_get (item, "mentions")) {
        g_autofree char *at = g_strdup_printf ("%d", position++);
        g_autoptr (GPtrArray) made = g_ptr_array_new_with_free_func (g_free);
        const struct column joined = { "levels", "levels", LEVELS }, quantity = { "quantity", "quantity", RANGE_LOW };
        const cJSON *named = record_get (one, "radiofrequency_named"), *evidence = record_get (one, "evidence");
        struct value amount = column_value (&quantity, one, made);
        g_autofree char *count = amount.type == VALUE_NUMBER ? g_strdup_printf ("%g", amount.number) : NULL;
        if (cJSON_IsArray (evidence))
            evidence = cJSON_GetArrayItem (evidence, 0);
        const char *where = record_string (one, "at");
        if (!insert (facts, "request_mention", error, "request", id, "position", at, "at",
                     where != NULL ? where : record_string (one, "raw"), "raw", record_string (one, "raw"),
                     "named_concept", record_string (one, "named_concept"), "radiofrequency_named",
                     cJSON_IsBool (named) ? (cJSON_IsTrue (named) ? "1" : "0") : NULL, "laterality",
                     record_string (one, "laterality"), "levels", column_value (&joined, one, made).text, "quantity",
                     count, "evidence", cJSON_IsString (evidence) ? evidence->valuestring : NULL, NULL))
            return FALSE;
    }
    return load_strings (facts, "request_adjunct", "request", id, "adjunct", record_get (item, "adjuncts"), error)
           && load_strings (facts, "request_code", "request", id, "code", record_get (item, "codes"), error);
}

/* A value that may be relied on: not one that is only a candidate. */
static char *
settled_value (const cJSON *json)
{
    return cJSON_IsObject (json) && record_bool (json, "candidate") ? NULL : value_as_text (value_of (json));
}

/* Values of a field that other places give; a candidate is no value. */
static gboolean
load_others (struct facts *facts, const char *field, const cJSON *json, GError **error)
{
    const cJSON *one;
    cJSON_ArrayForEach (one, record_get (json, "others")) {
        g_autofree char *value = settled_value (one);
        const cJSON *evidence = record_get (one, "evidence");
        if (cJSON_IsArray (evidence))
            evidence = cJSON_GetArrayItem (evidence, 0);
        if (value != NULL && !record_bool (one, "repaired")
            && !insert (facts, "other_value", error, "field", field, "value", value, "evidence",
                        cJSON_GetStringValue (evidence), NULL))
            return FALSE;
    }
    return TRUE;
}

static gboolean
load_claims (struct facts *facts, const cJSON *case_json, GError **error)
{
    const cJSON *one;
    cJSON_ArrayForEach (one, column_find (case_json, "identity.claim_numbers"))
        if (!insert (facts, "claim", error, "number", record_string (one, "value"), "agrees",
                     record_bool (one, "agrees") ? "1" : "0", "foreign_patient",
                     record_bool (one, "foreign_patient") ? "1" : "0", NULL))
            return FALSE;
    return TRUE;
}

/* The identifiers of pages that are, or may be, another patient's. */
static gboolean
load_identities (struct facts *facts, const cJSON *case_json, GError **error)
{
    const cJSON *page, *one;
    cJSON_ArrayForEach (page, record_get (case_json, "pages")) {
        g_autofree char *number = g_strdup_printf ("%.0f", record_number (page, "page", 0));
        cJSON_ArrayForEach (one, record_get (page, "identity"))
            if (!insert (facts, "page_identity", error, "file", record_string (page, "file"), "page", number,
                         "evidence", cJSON_GetStringValue (one), NULL))
                return FALSE;
    }
    return TRUE;
}

static gboolean
load_singles (struct facts *facts, const cJSON *case_json, GError **error)
{
    const cJSON *one, *patient = record_get (case_json, "patient"),
                      *medications = record_get (case_json, "medications");
    cJSON_ArrayForEach (one, record_get (case_json, "admin")) {
        g_autofree char *fact = g_strdup_printf ("admin.%s", one->string);
        g_autofree char *value = settled_value (one);
        if (!insert (facts, "admin", error, "name", one->string, "value", value, "repaired",
                     cJSON_IsObject (one) && record_bool (one, "repaired") ? "1" : "0", "fact", fact, NULL)
            || (cJSON_IsObject (one) && !load_evidence_of (facts, fact, record_get (one, "evidence"), error))
            || !load_others (facts, fact, one, error))
            return FALSE;
    }
    g_autofree char *age = settled_value (record_get (patient, "age"));
    g_autofree char *dob = settled_value (record_get (patient, "dob")),
                    *sex = settled_value (record_get (patient, "sex"));
    g_autofree char *smoking = value_as_text (value_of (record_get (case_json, "smoking")));
    if (!insert (facts, "patient", error, "age", age, "age_as_of", record_string (record_get (patient, "age"), "as_of"),
                 "sex", sex, "dob", dob, "smoking", smoking, NULL)
        || !load_evidence_of (facts, "patient.age", column_find (patient, "age.evidence"), error)
        || !load_evidence_of (facts, "patient.dob", column_find (patient, "dob.evidence"), error)
        || !load_evidence_of (facts, "patient.sex", column_find (patient, "sex.evidence"), error)
        || !load_others (facts, "patient.sex", record_get (patient, "sex"), error)
        || !load_others (facts, "patient.dob", record_get (patient, "dob"), error)
        || !load_claims (facts, case_json, error) || !load_identities (facts, case_json, error))
        return FALSE;
    cJSON_ArrayForEach (one, record_get (patient, "derived")) {
        g_autofree char *fact = g_strdup_printf ("patient.derived.%s", one->string);
        g_autofree char *value = cJSON_IsNumber (one) ? value_as_text (one) : NULL;
        if (!insert (facts, "derived", error, "fact", fact, "name", one->string, "value", value, NULL))
            return FALSE;
    }
    cJSON_ArrayForEach (one, record_get (case_json, "reviewer")) {
        g_autofree char *value = value_as_text (cJSON_IsObject (one) ? record_get (one, "value") : one);
        if (strcmp (one->string, "evidence") != 0
            && !insert (facts, "reviewer", error, "field", one->string, "op", record_string (one, "op"), "value", value,
                        NULL))
            return FALSE;
    }
    if (!load_evidence_of (facts, "reviewer", column_find (case_json, "reviewer.evidence"), error)
        || !insert (facts, "medication_list", error, "status", record_string (medications, "list_status"), NULL)
        || !load_evidence_of (facts, "medications", record_get (medications, "evidence"), error))
        return FALSE;
    cJSON_ArrayForEach (one, record_get (case_json, "timeline"))
        if (cJSON_GetArraySize (one) >= 3 && cJSON_IsString (cJSON_GetArrayItem (one, 0))
            && !insert (facts, "timeline", error, "date", cJSON_GetArrayItem (one, 0)->valuestring, "role",
                        cJSON_GetStringValue (cJSON_GetArrayItem (one, 1)), "fact",
                        cJSON_GetStringValue (cJSON_GetArrayItem (one, 2)), NULL))
            return FALSE;
    return TRUE;
}

static gboolean
load_table (struct facts *facts, const struct table *table, const cJSON *case_json, GError **error)
{
    const cJSON *list = column_find (case_json, table->list), *item;
    if (cJSON_GetArraySize (list) > TABLES_ITEMS_MAX) {
        g_set_error (error, FACTS_ERROR, FACTS_ERROR_ROW, "%s has more than %d items", table->list, TABLES_ITEMS_MAX);
        return FALSE;
    }
    cJSON_ArrayForEach (item, list) {
        if (!cJSON_IsObject (item))
            continue;
        if (!load_item (facts, table, item, error))
            return FALSE;
        const char *id = record_string (item, "id");
        const cJSON *levels = record_get (item, "levels");
        if (cJSON_IsObject (levels))
            levels = record_get (levels, "literal");
        if (strcmp (table->name, "request") == 0 && !load_request (facts, item, error))
            return FALSE;
        if (id != NULL && strcmp (table->name, "event") == 0
            && !load_strings (facts, "event_level", "event", id, "level", levels, error))
            return FALSE;
        if (id != NULL && strcmp (table->name, "surgery") == 0
            && !load_strings (facts, "surgery_level", "surgery", id, "level", levels, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
load_evidence (struct facts *facts, const struct casetext *casetext, GError **error)
{
    if (casetext_evidence_count (casetext) > TABLES_ITEMS_MAX) {
        g_set_error (error, FACTS_ERROR, FACTS_ERROR_ROW, "evidence has more than %d items", TABLES_ITEMS_MAX);
        return FALSE;
    }
    for (guint i = 0; i < casetext_evidence_count (casetext); i++) {
        cJSON *item = casetext_evidence (casetext, i);
        gboolean loaded = !cJSON_IsObject (item) || load_item (facts, &EVIDENCE, item, error);
        cJSON_Delete (item);
        if (!loaded)
            return FALSE;
    }
    return TRUE;
}

gboolean
tables_load (struct facts *facts, const struct casetext *casetext, GError **error)
{
    const cJSON *case_json = casetext_json (casetext);
    /* Evidence first: whether an item is a fact depends on where it stands. */
    if (!load_evidence (facts, casetext, error))
        return FALSE;
    for (gsize i = G_N_ELEMENTS (TABLES); i-- > 0;)
        if (!load_table (facts, &TABLES[i], case_json, error))
            return FALSE;
    return load_singles (facts, case_json, error);
}
