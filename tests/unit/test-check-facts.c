/* The facts as tables: three-valued functions, the sealed base, the loader. */
#include <string.h>

#include "common/record.h"
#include "stages/check/facts.h"
#include "stages/check/tables.h"

static struct facts *
base (void)
{
    GError *error = NULL;
    struct facts *facts = facts_new (&error);
    g_assert_no_error (error);
    return facts;
}

/* The value of an SQL expression, "NULL" where it is null. */
static void
assert_value (struct facts *facts, const char *expression, const char *expected)
{
    g_autofree char *sql = g_strdup_printf ("SELECT %s", expression);
    g_autofree char *value = facts_scalar (facts, sql, NULL);
    g_assert_cmpstr (value != NULL ? value : "NULL", ==, expected);
}

static void
test_thresholds (void)
{
    g_autoptr (facts_t) facts = base ();
    assert_value (facts, "at_least(50, 60, 50)", "1");
    assert_value (facts, "at_least(40, 49, 50)", "0");
    assert_value (facts, "at_least(40, 60, 50)", "NULL");
    assert_value (facts, "at_least(50, NULL, 50)", "1"); /* more than 50 */
    assert_value (facts, "at_least(NULL, 49, 50)", "0"); /* less than 50 */
    assert_value (facts, "at_least(NULL, NULL, 50)", "NULL");
    assert_value (facts, "at_least(50, 60, NULL)", "NULL");
    assert_value (facts, "at_most(1, 2, 2)", "1");
    assert_value (facts, "at_most(2, 3, 2)", "NULL");
    assert_value (facts, "at_most(3, 3, 2)", "0");
    assert_value (facts, "at_most('2015-01-01', '2015-01-31', '2015-01-13')", "NULL");
    assert_value (facts, "at_most('2014-09-11', '2014-09-11', '2015-01-13')", "1");
    assert_value (facts, "at_least('a', 3, 2)", "NULL");
    /* A range AND an unknown is false only where one of them is. */
    assert_value (facts, "at_least(40, 40, 50) AND at_least(NULL, NULL, 12)", "0");
    assert_value (facts, "at_least(60, 60, 50) AND at_least(NULL, NULL, 12)", "NULL");
}

static void
test_dates (void)
{
    g_autoptr (facts_t) facts = base ();
    assert_value (facts, "days_between('2014-09-11', '2015-07-13')", "305");
    assert_value (facts, "days_between('2015-07-13', '2014-09-11')", "-305");
    assert_value (facts, "days_between('2015-02-30', '2015-07-13')", "NULL");
    assert_value (facts, "days_between('2015', '2015-07-13')", "NULL");
    assert_value (facts, "months_before('2015-08-31', 6)", "2015-02-28");
    assert_value (facts, "months_before('2015-07-13', 6)", "2015-01-13");
    assert_value (facts, "months_before('2015-07-13', 1e300)", "NULL");
    assert_value (facts, "days_before('2015-03-01', 1)", "2015-02-28");
    assert_value (facts, "days_before('0001-01-01', 1)", "NULL");
}

static void
assert_refused (struct facts *facts, const char *sql)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (rows_t) rows = facts_query (facts, sql, NULL, &error);
    g_assert_null (rows);
    g_assert_error (error, FACTS_ERROR, FACTS_ERROR_SQL);
}

static void
test_sealed (void)
{
    g_autoptr (facts_t) facts = base ();
    facts_seal (facts);
    assert_refused (facts, "INSERT INTO diagnosis(id) VALUES ('D1')");
    assert_refused (facts, "UPDATE diagnosis SET id = 'D1'");
    assert_refused (facts, "DROP TABLE diagnosis");
    assert_refused (facts, "CREATE TABLE x(y)");
    assert_refused (facts, "PRAGMA table_info(diagnosis)");
    assert_refused (facts, "ATTACH 'x.db' AS x");
    assert_refused (facts, "VACUUM INTO '/tmp/x.db'");
    assert_refused (facts, "SELECT load_extension('x')");
    assert_refused (facts, "SELECT random()");
    assert_refused (facts, "SELECT RANDOM()");
    assert_refused (facts, "SELECT datetime('now')");
    assert_refused (facts, "SELECT current_date");
    assert_refused (facts, "SELECT :nothing");
    assert_refused (facts, "SELECT 1; SELECT 2");
    assert_refused (facts, "");
    assert_value (facts,
                  "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9) SELECT max(i) FROM n)",
                  "9");
    g_autoptr (GError) error = NULL;
    g_autoptr (rows_t) rows = facts_query (facts,
                                           "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
                                           " SELECT max(i) FROM n",
                                           NULL, &error);
    g_assert_null (rows);
    g_assert_error (error, FACTS_ERROR, FACTS_ERROR_LIMIT);
}

static void
load (struct facts *facts, const char *text)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (casetext_t) casetext = casetext_parse (g_strdup (text), strlen (text), &error);
    g_assert_no_error (error);
    g_assert_true (tables_load (facts, casetext, &error));
    g_assert_no_error (error);
}

static void
test_load (void)
{
    g_autoptr (facts_t) facts = base ();
    load (
        facts,
        "{\"outcomes\":["
        "{\"id\":\"O1\",\"treatment_ref\":\"facet_rf@cervical\",\"measure\":[\"pain\"],"
        "\"percent\":{\"op\":\">\",\"low\":50,\"high\":null},\"duration\":{\"low\":6,\"high\":12,\"unit\":\"month\"}},"
        "{\"id\":\"O2\",\"treatment_ref\":\"mbb\",\"region\":\"lumbar\",\"percent\":{\"op\":\"=\",\"low\":80,\"high\":"
        "null}},"
        "{\"id\":\"O3\",\"treatment_ref\":\"pt@cervical\",\"percent\":{\"op\":\"<\",\"low\":null,\"high\":50}},"
        "{\"id\":\"O4\",\"treatment_ref\":\"pt@cervical\",\"candidate\":true}],"
        "\"events\":[{\"id\":\"E1\",\"concept\":\"mbb\",\"date\":\"2014-02\"},"
        "{\"id\":\"E2\",\"concept\":\"mbb\",\"date\":\"2014-01-05/2014-02-06\"},"
        "{\"id\":\"E3\",\"concept\":\"mbb\",\"date\":\"2014-01-05\",\"ctx\":{\"polarity\":\"negated\"}},"
        "{\"id\":\"E4\",\"concept\":\"mbb\",\"date\":\"2014-01-05\",\"ctx\":{\"temporality\":\"planned\"}},"
        "{\"id\":\"E5\",\"concept\":\"mbb\",\"date\":\"2014-01-05\",\"evidence\":[\"X1\"]}],"
        "\"evidence\":[{\"id\":\"X1\",\"zone\":\"guideline\"}]}");
    assert_value (
        facts,
        "(SELECT treatment || region || percent_low || coalesce(percent_high, '-') || round(weeks_low) || pain"
        " || function FROM outcome WHERE id = 'O1')",
        "facet_rfcervical50-26.010");
    assert_value (facts, "(SELECT treatment || region || percent_low || percent_high FROM outcome WHERE id = 'O2')",
                  "mbblumbar8080");
    assert_value (facts, "(SELECT coalesce(percent_low, '-') || percent_high FROM outcome WHERE id = 'O3')", "-50");
    assert_value (facts, "(SELECT coalesce(date, '-') || date_low || date_high FROM event WHERE id = 'E1')",
                  "-2014-02-012014-02-28");
    assert_value (facts, "(SELECT coalesce(date, '-') || date_low || date_high FROM event WHERE id = 'E2')",
                  "-2014-01-052014-02-06");
    assert_value (facts, "(SELECT count(*) FROM event)", "2");
    assert_value (facts, "(SELECT group_concat(id || why, ' ') FROM (SELECT id, why FROM aside ORDER BY id))",
                  "E3negated E4planned E5guideline O4candidate");
}

static void
test_undo (void)
{
    g_autoptr (facts_t) facts = base ();
    g_autoptr (GError) error = NULL;
    facts_mark (facts);
    g_assert_true (
        facts_insert_notation (facts, "diagnosis(id=D1, concept='a, (b)')\n symptom(id=F1, concept=null)", &error));
    assert_value (facts, "(SELECT concept || certainty FROM diagnosis)", "a, (b)certain");
    facts_undo (facts);
    assert_value (facts, "(SELECT count(*) FROM diagnosis)", "0");
    static const char *const WRONG[] = { "diagnosis",      "diagnosis(",       "diagnosis(id)",
                                         "diagnosis(id=)", "diagnosis(id='x)", "diagnosis(id=D1",
                                         "nothing(id=D1)", "diagnosis(no=1)",  "diagnosis(id=D1) x" };
    for (gsize i = 0; i < G_N_ELEMENTS (WRONG); i++) {
        g_autoptr (GError) wrong = NULL;
        g_assert_false (facts_insert_notation (facts, WRONG[i], &wrong));
        g_assert_error (wrong, FACTS_ERROR, FACTS_ERROR_ROW);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/check/thresholds", test_thresholds);
    g_test_add_func ("/check/dates", test_dates);
    g_test_add_func ("/check/sealed", test_sealed);
    g_test_add_func ("/check/load", test_load);
    g_test_add_func ("/check/undo", test_undo);
    return g_test_run ();
}
