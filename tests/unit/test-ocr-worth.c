/* The table of what confidences are worth: read, between its lines, and refused where it is none. */
#include <glib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "stages/ocr/worth.h"

static struct worth *
load (const char *content, char **message)
{
    g_autofree char *path = NULL;
    g_autoptr (GError) error = NULL;
    int file = g_file_open_tmp ("worth-XXXXXX", &path, NULL);

    g_assert_cmpint (file, >=, 0);
    close (file);
    g_assert_true (g_file_set_contents (path, content, -1, NULL));
    struct worth *worth = worth_load (path, &error);
    g_unlink (path);
    g_assert_true ((worth == NULL) == (error != NULL));
    if (message)
        *message = error ? g_strdup (error->message) : NULL;
    return worth;
}

static void
test_table (void)
{
    g_autoptr (worth_t) worth = load ("# a table\n0 0 10 20 0\n50 40 10 60 20\n100 90 80 95 91\n", NULL);

    g_assert_nonnull (worth);
    g_assert_cmpint (worth_of (worth, 50, 'p', FALSE), ==, 40);
    g_assert_cmpint (worth_of (worth, 50, 'p', TRUE), ==, 10);
    g_assert_cmpint (worth_of (worth, 50, 'h', FALSE), ==, 60);
    g_assert_cmpint (worth_of (worth, 50, 'h', TRUE), ==, 20);
    g_assert_cmpint (worth_of (worth, 25, 'p', FALSE), ==, 20); /* between two lines */
    g_assert_cmpint (worth_of (worth, 75, 'h', TRUE), ==, 55);
    g_assert_cmpint (worth_of (worth, -1, 'h', FALSE), ==, 20);
    g_assert_cmpint (worth_of (worth, 120, 'h', TRUE), ==, 91);
}

static void
test_refused (void)
{
    static const char *const tables[] = {
        "",
        "0 1 2 3 4\n",                         /* ends too early */
        "10 1 2 3 4\n100 1 2 3 4\n",           /* begins too late */
        "0 1 2 3 4\n50 1 2 3 4\n50 1 2 3 4\n", /* does not rise */
        "0 1 2 3\n100 1 2 3 4\n",              /* a column is missing */
        "0 1 2 3 4 5\n100 1 2 3 4\n",          /* one too many */
        "0 1 2 3 4\n100 1 2 3 400\n",          /* no share */
        "0 1 2 3 4\n101 1 2 3 4\n",
        "zero\n",
    };

    for (gsize i = 0; i < G_N_ELEMENTS (tables); i++) {
        g_autofree char *message = NULL;
        g_assert_null (load (tables[i], &message));
        g_assert_nonnull (message);
    }
    g_autoptr (GError) error = NULL;
    g_assert_null (worth_load ("/nowhere/hand.calibration", &error));
    g_assert_error (error, WORTH_ERROR, WORTH_ERROR_TABLE);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/ocr/worth/table", test_table);
    g_test_add_func ("/ocr/worth/refused", test_refused);
    return g_test_run ();
}
