/* Settings: defaults, values, and every mistake at once. */
#include "common/settings.h"

#include <glib/gstdio.h>
#include <string.h>

static char *
write_conf (const char *text)
{
    g_autoptr (GError) error = NULL;
    char *path = NULL;
    int fd = g_file_open_tmp ("settings-XXXXXX.conf", &path, &error);
    g_assert_no_error (error);
    g_assert_true (g_close (fd, NULL));
    g_assert_true (g_file_set_contents (path, text, -1, NULL));
    return path;
}

static void
test_values (void)
{
    g_autofree char *path =
        write_conf ("[patterns]\ndirectory = here\n[limits]\npages_per_file = 7\n[sandbox]\npolicy=best-effort\n");
    g_autoptr (GError) error = NULL;
    g_autoptr (settings_t) settings = settings_load (path, &error);
    g_assert_no_error (error);
    g_assert_cmpint (settings_int (settings, "limits", "pages_per_file"), ==, 7);
    g_assert_cmpint (settings_int (settings, "limits", "page_seconds"), ==, 60);
    g_assert_cmpstr (settings_string (settings, "sandbox", "policy"), ==, "best-effort");
    g_autofree char *folder = g_path_get_dirname (path);
    g_autofree char *here = g_build_filename (folder, "here", NULL);
    g_assert_cmpstr (settings_path (settings, "patterns", "directory"), ==, here);
    g_assert_cmpstr (settings_path (settings, "ocr", "tessdata"), ==, "");
    g_unlink (path);
}

static void
test_mistakes (void)
{
    g_autofree char *path =
        write_conf ("[limits]\npages_per_file = many\npage_pixles = 3\npage_seconds = 0\n[nowhere]\na=b\n"
                    "[sandbox]\npolicy = off\n[run]\ninbox =\n");
    g_autoptr (GError) error = NULL;
    g_autoptr (settings_t) settings = settings_load (path, &error);
    g_assert_null (settings);
    g_assert_error (error, SETTINGS_ERROR, 0);
    g_auto (GStrv) lines = g_strsplit (error->message, "\n", -1);
    g_assert_cmpuint (g_strv_length (lines), ==, 6);
    static const char *const wanted[] = { "[limits] pages_per_file", "[limits] page_pixles",
                                          "[limits] page_seconds",   "[nowhere]",
                                          "[sandbox] policy",        "[run] inbox" };
    for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++)
        g_assert_nonnull (strstr (error->message, wanted[i]));
    g_unlink (path);
}

static void
test_missing (void)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (settings_t) settings = settings_load ("/nonexistent/pipeline.conf", &error);
    g_assert_null (settings);
    g_assert_nonnull (strstr (error->message, "/nonexistent/pipeline.conf"));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/settings/values", test_values);
    g_test_add_func ("/settings/mistakes", test_mistakes);
    g_test_add_func ("/settings/missing", test_missing);
    return g_test_run ();
}
