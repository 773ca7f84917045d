/* Names of dropped files: roles, stems and case names. */
#include <glib.h>
#include <string.h>

#include "stages/run/name.h"

static void
check (const char *raw, gboolean folder, enum name_role role, const char *of, const char *stem, int page)
{
    struct name name;
    name_parse (&name, raw, folder);
    g_assert_cmpint (name.role, ==, role);
    g_assert_cmpstr (name.of, ==, of);
    g_assert_cmpstr (name.stem, ==, stem);
    g_assert_cmpint (name.page, ==, page);
    name_clear (&name);
}

static void
test_roles (void)
{
    check ("chart.pdf", FALSE, NAME_DOCUMENT, "chart.pdf", "chart", 0);
    check ("chart.p3.txt", FALSE, NAME_TRANSCRIPT, "chart", "chart", 3);
    check ("chart.pdf.p12.txt", FALSE, NAME_TRANSCRIPT, "chart.pdf", "chart", 12);
    check ("chart.p0.txt", FALSE, NAME_DOCUMENT, "chart.p0.txt", "chart.p0", 0);
    check (".p3.txt", FALSE, NAME_IGNORED, ".p3.txt", ".p3", 0);
    check ("step3.txt", FALSE, NAME_DOCUMENT, "step3.txt", "step3", 0);
    check ("a.corrections.json", FALSE, NAME_CORRECTIONS, "a", "a", 0);
    check ("chart.pdf.ready", FALSE, NAME_READY, "chart.pdf", "chart", 0);
    check ("chart.READY", FALSE, NAME_READY, "chart", "chart", 0);
    check ("chart.expedited", FALSE, NAME_EXPEDITED, "chart", "chart", 0);
    check ("chart.pdf.part", FALSE, NAME_PARTIAL, "chart.pdf.part", "chart.pdf", 0);
    check ("chart.pdf~", FALSE, NAME_PARTIAL, "chart.pdf~", "chart.pdf~", 0);
    check ("~$chart.doc", FALSE, NAME_PARTIAL, "~$chart.doc", "~$chart", 0);
    check (".DS_Store", FALSE, NAME_IGNORED, ".DS_Store", ".DS_Store", 0);
}

static void
test_stems (void)
{
    check ("J. Doe", FALSE, NAME_DOCUMENT, "J. Doe", "J. Doe", 0); /* no extension: it holds a space */
    check ("report.2024", FALSE, NAME_DOCUMENT, "report.2024", "report.2024", 0);
    check ("v1.report.pdf", FALSE, NAME_DOCUMENT, "v1.report.pdf", "v1.report", 0);
    check ("folder.v2", TRUE, NAME_DOCUMENT, "folder.v2", "folder.v2", 0);
    check ("folder.ready", TRUE, NAME_DOCUMENT, "folder.ready", "folder.ready", 0);
    check ("sp ace\nline.pdf", FALSE, NAME_DOCUMENT, "sp ace\nline.pdf", "sp ace\nline", 0);
}

static void
test_expedited (void)
{
    g_assert_true (name_is_expedited ("4711 EXPEDITED.pdf"));
    g_assert_true (name_is_expedited ("urgent_4711"));
    g_assert_false (name_is_expedited ("insurgents.pdf"));
    g_assert_false (name_is_expedited ("unexpedited.pdf"));
}

static void
round_trip (const char *raw, const char *encoded)
{
    g_autofree char *there = name_encode (raw);
    g_autofree char *back = name_decode (there);
    g_assert_cmpstr (there, ==, encoded);
    g_assert_cmpstr (back, ==, raw);
    g_assert_true (g_utf8_validate (there, -1, NULL));
}

static void
test_encoding (void)
{
    round_trip ("plain name.pdf", "plain name.pdf");
    round_trip ("M\xC3\xBCller", "M\xC3\xBCller");
    round_trip ("M\xFCller", "M%FCller");
    round_trip ("M%FCller", "M%25FCller"); /* not the same case as the one before */
    round_trip ("50% relief", "50% relief");
    round_trip ("a\nb\x7f", "a%0Ab%7F");
    round_trip ("cut \xE2\x82", "cut %E2%82");
}

static void
test_case_names (void)
{
    g_autofree char *dots = name_of_case ("..");
    g_autofree char *slash = name_of_case ("a/b");
    g_assert_cmpstr (dots, ==, "%2E.");
    g_assert_cmpstr (slash, ==, "a%2Fb");

    g_autoptr (GString) stem = g_string_new (NULL);
    for (int i = 0; i < 120; i++)
        g_string_append (stem, "\xC3\xA9");
    g_autofree char *one = name_of_case (stem->str);
    g_string_append (stem, "x");
    g_autofree char *two = name_of_case (stem->str);
    g_assert_cmpuint (strlen (one), <=, 200);
    g_assert_true (g_utf8_validate (one, -1, NULL));
    g_assert_cmpstr (one, !=, two);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/run/name/roles", test_roles);
    g_test_add_func ("/run/name/stems", test_stems);
    g_test_add_func ("/run/name/expedited", test_expedited);
    g_test_add_func ("/run/name/encoding", test_encoding);
    g_test_add_func ("/run/name/case-names", test_case_names);
    return g_test_run ();
}
