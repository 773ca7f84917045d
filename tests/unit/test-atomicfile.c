/* Files that are there whole or not at all. */
#include <errno.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/atomicfile.h"

static char *folder;

static char *
in_folder (const char *name)
{
    return g_build_filename (folder, name, NULL);
}

static void
test_write (void)
{
    g_autofree char *path = in_folder ("file");
    g_autofree char *temporary = in_folder ("file.new");
    g_assert_true (atomicfile_write (path, "one", 3, NULL));
    g_assert_true (atomicfile_write (path, "second", 6, NULL));
    g_autofree char *text = NULL;
    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    g_assert_cmpstr (text, ==, "second");
    struct stat status;
    g_assert_cmpint (stat (path, &status), ==, 0);
    g_assert_cmpint (status.st_mode & 0777, ==, 0600);
    g_assert_cmpint (access (temporary, F_OK), !=, 0);
    unlink (path);
}

static void
test_failure (void)
{
    g_autofree char *link_path = in_folder ("target.new");
    g_autofree char *path = in_folder ("target");
    g_autofree char *missing = in_folder ("no/such/folder");
    g_autoptr (GError) error = NULL;
    g_assert_true (atomicfile_write (path, "old", 3, NULL));
    g_assert_cmpint (symlink ("/dev/full", link_path), ==, 0); /* a link at the temporary's place is not followed */
    g_assert_false (atomicfile_write (path, "new", 3, &error));
    g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_LOOP);
    g_autofree char *text = NULL;
    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    g_assert_cmpstr (text, ==, "old");
    g_assert_false (atomicfile_write (missing, "new", 3, NULL));
    unlink (link_path);
    unlink (path);
}

static void
test_errors (void)
{
    g_autoptr (GError) quota = NULL, full = NULL;
    g_assert_false (atomicfile_fail (&quota, EDQUOT, "write"));
    g_assert_false (atomicfile_fail (&full, ENOSPC, "write"));
    g_assert_error (quota, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
    g_assert_error (full, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
}

static void
test_commit (void)
{
    g_autofree char *from = in_folder ("from");
    g_autofree char *to = in_folder ("to");
    g_assert_true (atomicfile_folder (from, NULL));
    g_assert_true (atomicfile_folder (from, NULL)); /* an existing one is fine */
    g_assert_true (atomicfile_folder (to, NULL));
    g_autofree char *inside = g_build_filename (to, "file", NULL);
    g_assert_true (atomicfile_write (inside, "x", 1, NULL));
    g_assert_false (atomicfile_commit (from, to, NULL)); /* never over a folder that holds something */
    g_assert_cmpint (access (inside, F_OK), ==, 0);
    unlink (inside);
    g_assert_true (atomicfile_commit (from, to, NULL));
    g_assert_cmpint (access (from, F_OK), !=, 0);
    g_assert_true (atomicfile_write (from, "x", 1, NULL));
    g_assert_false (atomicfile_folder (from, NULL)); /* a file is no folder */
    unlink (from);
    rmdir (to);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    folder = g_dir_make_tmp ("test-atomicfile-XXXXXX", NULL);
    g_assert_nonnull (folder);
    g_test_add_func ("/atomicfile/write", test_write);
    g_test_add_func ("/atomicfile/full", test_failure);
    g_test_add_func ("/atomicfile/errors", test_errors);
    g_test_add_func ("/atomicfile/commit", test_commit);
    int failed = g_test_run ();
    rmdir (folder);
    g_free (folder);
    return failed;
}
