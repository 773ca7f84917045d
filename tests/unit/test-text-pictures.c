/* Whether a file may hold scanned pages, from its bytes. */
#include <string.h>

#include "stages/text/pictures.h"

static gboolean
may (const char *bytes)
{
    return pictures_may_be_pages (bytes, strlen (bytes));
}

static void
test_widths (void)
{
    g_assert_true (may ("<</Type/XObject/Subtype/Image/Width 1700/Height 2200>>"));
    g_assert_true (may ("/Height 8 /Width\n  500"));
    g_assert_true (may ("/Width 12 0 R"));
    g_assert_true (may ("/Width 20/Height 20 /Width 99999999999999999999"));
    g_assert_false (may ("/Width 499 /Height 9000"));
    g_assert_false (may ("/Widths[500 600 700] /MissingWidth 900"));
    g_assert_false (may ("/Width"));
    g_assert_false (may ("/Width /Height 900"));
    g_assert_false (may (""));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/pictures/widths", test_widths);
    return g_test_run ();
}
