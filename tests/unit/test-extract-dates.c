#include "stages/extract/corroborate.h"
#include "stages/extract/dates.h"

#include "tests/unit/extract_page.h"

/* Text, the values of its dates in order (blank between), the role of the last; shapes of domain.md 3.1. */
static const struct {
    const char *text, *values, *role;
} rows[] = {
    { "He sustained an industrial injury on 2-19-2003.", "2003-02-19", "injury" },
    { "The last cervical facet radiofrequency block was on 9/11/2014.", "2014-09-11", "procedure" },
    { "According to the progress report dated 7-13-2015, he had pain.", "2015-07-13", "report" },
    { "Seen 07.13.15 in clinic.", "2015-07-13", NULL },
    { "On July 13th, 2015 she fell.", "2015-07-13", NULL },
    { "DOB: 11/02/59", "1959-11-02", "birth" },
    { "Chemodenervation on 1-7-2015 and 6-16-2015.", "2015-01-07 2015-06-16", "procedure" },
    { "Injections on 1/7, 2/4 & 3/9/2015.", "2015-01-07 2015-02-04 2015-03-09", "procedure" },
    { "CT: 3/9/15-6/18/15", "2015-03-09/2015-06-18", NULL },
    { "Treated 11/3-2/18/15 by her.", "2014-11-03/2015-02-18", NULL },
    { "Therapy from January through March 2015.", "2015-01/2015-03", NULL },
    { "MRI of the lumbar spine in October 2001.", "2001-10", "imaging" },
    { "Next appointment: 9/14/2015", "2015-09-14", "next" },
    { "Official Disability Guidelines (updated 06/25/15) Facet joint", "2015-06-25", "guideline_update" },
    { "Back on 21/04/2016.", "2016-04-21", NULL },
    { "The Notice of Assignment was dated 10-16-2014.", "2014-10-16", "assignment" },
    /* What only looks like a date (guards). */
    { "He had 6-12 months relief.", "", NULL },
    { "Page(s): 300-301, pain 8/10, strength 4/5, BP 120/80.", "", NULL },
    { "At C5-6 and L4/5; Norco 5/325; 24/7; see 9792.24.2.", "", NULL },
    { "Back on 2/29/2015.", "", NULL },
    { "She returned three years ago.", "", NULL },
    { "Back on 4-22, or on the 4th, or Jan-21.", "", NULL },
    /* As people write and dictate them. */
    { "Seen 03-Mar-15, 3 Mar 15, 03MAR15 and 3/mar/2015.", "2015-03-03 2015-03-03 2015-03-03 2015-03-03", NULL },
    { "The 3rd of March, 2015; March the 3rd, 2015; 3rd day of March 2015.", "2015-03-03 2015-03-03 2015-03-03", NULL },
    { "On jan twenty second two thousand and eighteen.", "2018-01-22", NULL },
    { "On the first of May, nineteen ninety one.", "1991-05-01", NULL },
    { "On Apr.21,2016 and on 2016-04-22T08:00.", "2016-04-21 2016-04-22", NULL },
    { "MRI in Oct-13, since Mar '15.", "2013-10 2015-03", NULL },
    /* A year that is named is not the latest that there can be. */
    { "Operated in 2001, injured again on 7/31/05.", "2001 2005-07-31", NULL },
};

/* A day that no calendar has is shown, and never a fact. */
static void
impossible (void)
{
    struct tried tried = try_plain ("Back on 2/29/2015.");
    g_assert_cmpuint (count (&tried, "date"), ==, 1);
    const struct mention *date = nth (&tried, "date", 0);
    g_assert_true (date->candidate);
    g_assert_cmpstr (mention_get (date, "value"), ==, "2015-02-29");
    const cJSON *flags = cJSON_GetObjectItemCaseSensitive (date->fields, "flags");
    g_assert_cmpstr (cJSON_GetArrayItem (flags, 0)->valuestring, ==, "impossible");
    tried_free (&tried);
}

static void
shapes (void)
{
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        struct tried tried = try_plain (rows[i].text);
        g_autoptr (GString) values = g_string_new (NULL);
        const char *role = NULL;
        for (guint k = 0; k < count (&tried, "date"); k++) {
            if (nth (&tried, "date", k)->candidate)
                continue;
            g_string_append_printf (values, "%s%s", values->len > 0 ? " " : "",
                                    mention_get (nth (&tried, "date", k), "value"));
            role = mention_get (nth (&tried, "date", k), "role");
        }
        g_test_message ("%s", rows[i].text);
        g_assert_cmpstr (values->str, ==, rows[i].values);
        if (rows[i].role != NULL)
            g_assert_cmpstr (role, ==, rows[i].role);
        tried_free (&tried);
    }
}

static void
century (void)
{
    g_assert_cmpint (date_full_year (15, 0), ==, 2015);
    g_assert_cmpint (date_full_year (59, 0), ==, 1959);
    g_assert_cmpint (date_full_year (16, 2015), ==, 2016); /* within a year after the page */
    g_assert_cmpint (date_full_year (17, 2015), ==, 1917);
}

/* A repaired date is a candidate, never a fact, and only of recognised text. */
static void
repair (void)
{
    g_autoptr (GPtrArray) repairs = date_repairs ("O7/l3/2015", 2015);
    g_assert_cmpuint (repairs->len, ==, 1);
    g_assert_cmpstr (g_ptr_array_index (repairs, 0), ==, "2015-07-13");
    g_autoptr (GPtrArray) none = date_repairs ("O0/l3/2015", 2015);
    g_assert_cmpuint (none->len, ==, 0);

    struct tried tried = try_text ("Seen on O7/l3/2015 by her.", "ocr", "good", NULL);
    g_assert_cmpuint (count (&tried, "date"), ==, 1);
    g_assert_true (nth (&tried, "date", 0)->candidate);
    g_assert_true (record_bool (nth (&tried, "date", 0)->fields, "repaired"));
    tried_free (&tried);
    struct tried typed = try_plain ("Seen on O7/l3/2015 by her.");
    g_assert_cmpuint (count (&typed, "date"), ==, 0);
    tried_free (&typed);
    struct tried poor = try_text ("Seen on 7/13/2015 by her.", "ocr", "poor", NULL);
    g_assert_true (nth (&poor, "date", 0)->candidate);
    tried_free (&poor);
}

/* "Injured in 1994, seen 04/12/05": nobody's records are of 1905; a year past what could follow is of the century before. */
static void
old_injury (void)
{
    struct tried seen = try_plain ("He was injured in 1994. He was seen on 04/12/05."),
                 born = try_plain ("He was injured in 1998. Born 3/4/28.");
    g_assert_nonnull (with (&seen, "date", "value", "2005-04-12"));
    g_assert_nonnull (with (&born, "date", "value", "1928-03-04"));
    tried_free (&seen);
    tried_free (&born);
}

static void
relative (void)
{
    struct tried tried = try_text ("He fell 3 months ago.", "text", "good", "2015-07-13");
    struct mention *date = nth (&tried, "date", 0);
    g_assert_nonnull (date);
    g_assert_null (mention_get (date, "value"));
    g_assert_cmpstr (mention_get (date, "resolved"), ==, "2015-04-13");
    g_assert_true (date->candidate);
    tried_free (&tried);
}

/* What a date is of: the label or verb before it, also where the scan garbles it. */
/* What a date is of may rest on what the page is. */
static void
roles_by_class (void)
{
    static const struct {
        const char *class_id, *text, *role;
    } on[] = {
        { "UR", "Decision date: 9/27/2016", "ur_denial" },
        { "UR", "Date received: 8/15/2016", "rfa" },
        { "PR2", "Date received: 8/15/2016", "fax_stamp" },
        { "RFA", "Physician signature: R. Sutter MD 10/28/2015", "rfa" },
        { "IMR_FDL", "Decision date: 9/27/2016", "decision" },
        { "IMR_APP", "Date signed: 6/22/2015", "imr_application" },
        { "RFA", "Signed on 6/22/2015", "rfa" },
        { "PR2", "Signed on 6/22/2015", "report" },
        { "IMG", "Report date: 4/4/2016", "report" },
        { "RX", "05/01/2015 HYDROCODONE 10-325 90 30", "other" },
    };
    for (gsize i = 0; i < G_N_ELEMENTS (on); i++) {
        struct tried tried = try_class (on[i].text, on[i].class_id, "text", "good", NULL);
        const struct mention *date = nth (&tried, "date", 0);
        if (date == NULL || g_strcmp0 (mention_get (date, "role"), on[i].role) != 0)
            g_error ("%s \"%s\": %s, not %s", on[i].class_id, on[i].text,
                     date != NULL ? mention_get (date, "role") : "no date", on[i].role);
        tried_free (&tried);
    }
}

static void
roles (void)
{
    static const struct {
        const char *text, *role;
    } labelled[] = {
        { "DO1: 3/4/2013", "injury" },
        { "D0B: 7/7/1977", "birth" },
        { "Date of lnjury: 3/4/2013", "injury" },
        { "Date of exam: 4/5/2015", "service" },
        { "RECEIVED SEP 16 2014", "fax_stamp" },
        { "Date RFA received: 9/16/2014", "rfa" },
        { "He had cervical RFA 1/7/15 with relief at C3-4.", "procedure" },
        { "s/p RFA 1/7/15", "procedure" },
        { "The RFA of 1/7/15 asks for an MRI.", "rfa" },
        { "Request for authorization: the RFA 1/7/15 asks for cervical facet blocks.", "rfa" },
        { "The notice was mailed on 4/5/2015.", "other" },
        { "CT 4/5/2012 - 6/5/2014", "injury" },
        { "CT 4/5/2012 of the neck", "imaging" },
        { "Authorization valid from 4/5/15 to 6/5/15", "other" },
        { "TTD 4/5/15 - 6/5/15", "rtw_tdp" },
        { "Next appointment: 4/5/2016", "next" },
        { "Return 22-Feb-2016", "next" },
        { "Date of receipt of request: 05-28-2015", "rfa" },
        { "Seen: 9/22/16", "service" },
        { "Visits attended: 12 of 12 (8/11/2014 to 10/2/2014)", "service" },
        { "twisted her right knee on 4/17/2016", "injury" },
        { "Physical therapy was authorized on 5/20/2016.", "other" },
    };
    for (gsize i = 0; i < G_N_ELEMENTS (labelled); i++) {
        struct tried tried = try_plain (labelled[i].text);
        const struct mention *date = nth (&tried, "date", 0);
        if (date == NULL || g_strcmp0 (mention_get (date, "role"), labelled[i].role) != 0)
            g_error ("\"%s\": %s, not %s", labelled[i].text, date != NULL ? mention_get (date, "role") : "no date",
                     labelled[i].role);
        tried_free (&tried);
    }
}

/* A doubtful date of injury is borne out by the same one on another page, in the same role, and by nothing less. */
static void
corroborated (void)
{
    static const struct {
        const char *doubtful, *sure;
        gboolean fact;
    } pairs[] = {
        { "Date of injury: 3/4/2013", "DOI: 03/04/2013", TRUE },
        { "Date of injury: 3/4/2013", "DOI: 03/04/2014", FALSE },
        { "Date of injury: 3/4/2013", "DOB: 03/04/2013", FALSE },
        { "Seen on 3/4/2013", "Seen on 3/4/2013", FALSE },
        { "DOI: 3/4/20l3", "DOI: 3/4/2013", FALSE }, /* repaired */
    };
    for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++) {
        struct tried a = try_text (pairs[i].doubtful, "ocr", "poor", NULL), b = try_plain (pairs[i].sure);
        g_autoptr (GPtrArray) found = g_ptr_array_new ();
        g_ptr_array_add (found, a.mentions);
        g_ptr_array_add (found, b.mentions);
        struct mention *date = nth (&a, "date", 0);
        g_assert_nonnull (date);
        g_assert_true (date->candidate);
        corroborate_dates (found);
        g_assert_cmpint (!date->candidate, ==, pairs[i].fact);
        tried_free (&a);
        tried_free (&b);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/dates/shapes", shapes);
    g_test_add_func ("/dates/impossible", impossible);
    g_test_add_func ("/dates/century", century);
    g_test_add_func ("/dates/old-injury", old_injury);
    g_test_add_func ("/dates/repair", repair);
    g_test_add_func ("/dates/relative", relative);
    g_test_add_func ("/dates/roles", roles);
    g_test_add_func ("/dates/roles-by-class", roles_by_class);
    g_test_add_func ("/dates/corroborated", corroborated);
    return g_test_run ();
}
