#include "common/calendar.h"

static void
valid (void)
{
    g_assert_true (calendar_valid (2016, 2, 29));
    g_assert_false (calendar_valid (2015, 2, 29));
    g_assert_false (calendar_valid (1900, 2, 29));
    g_assert_false (calendar_valid (2015, 13, 1));
    g_assert_false (calendar_valid (2015, 4, 31));
    g_assert_false (calendar_valid (0, 1, 1));
    g_assert_false (calendar_valid (10000, 1, 1));
}

static void
julian (void)
{
    g_assert_cmpuint (calendar_julian ("2015-02-29"), ==, CALENDAR_NONE);
    g_assert_cmpuint (calendar_julian ("2015-7-13"), ==, CALENDAR_NONE);
    g_assert_cmpuint (calendar_julian ("2015-07"), ==, CALENDAR_NONE);
    g_assert_cmpuint (calendar_julian ("2015-07-13x"), ==, CALENDAR_NONE);
    g_assert_cmpuint (calendar_julian (NULL), ==, CALENDAR_NONE);
    g_autofree char *back = calendar_iso_of_julian (calendar_julian ("2015-07-13"));
    g_assert_cmpstr (back, ==, "2015-07-13");
    g_assert_null (calendar_iso_of_julian (CALENDAR_NONE));
}

static void
between (void)
{
    /* The intervals of domain.md 2.4. */
    g_assert_cmpint (calendar_days_between ("2014-09-11", "2015-07-13"), ==, 305);
    g_assert_cmpint (calendar_days_between ("2014-09-11", "2015-01-07"), ==, 118);
    g_assert_cmpint (calendar_days_between ("2015-01-07", "2015-06-16"), ==, 160);
    g_assert_cmpint (calendar_days_between ("2015-07-13", "2015-05-18"), ==, -56);
    g_assert_cmpfloat_with_epsilon (calendar_years_between ("2003-02-19", "2015-07-13"), 12.39, 0.01);
}

static void
months (void)
{
    g_autofree char *leap = calendar_add_months ("2016-01-31", 1);
    g_assert_cmpstr (leap, ==, "2016-02-29");
    g_autofree char *back = calendar_add_months ("2015-03-31", -1);
    g_assert_cmpstr (back, ==, "2015-02-28");
    g_autofree char *year = calendar_add_months ("2015-11-15", 14);
    g_assert_cmpstr (year, ==, "2017-01-15");
    g_assert_null (calendar_add_months ("2015-11-15", G_MAXINT));
    g_assert_null (calendar_add_months ("2015-11-15", G_MININT));
    g_assert_null (calendar_add_months ("2015-11", 1));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/calendar/valid", valid);
    g_test_add_func ("/calendar/julian", julian);
    g_test_add_func ("/calendar/between", between);
    g_test_add_func ("/calendar/months", months);
    return g_test_run ();
}
