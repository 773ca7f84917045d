/* names.json: what a drop becomes, its id, and how revisions join. */
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "common/record.h"
#include "stages/run/manifest.h"
#include "stages/run/tree.h"

static char *root;

static void
put (const char *folder, const char *path, const char *text)
{
    g_autofree char *full = g_build_filename (root, folder, "dropped", path, NULL);
    g_autofree char *parent = g_path_get_dirname (full);
    g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
    g_assert_true (g_file_set_contents (full, text, -1, NULL));
}

/* Builds and stores; the manifest is the caller's. */
static cJSON *
store (const char *folder)
{
    g_autofree char *path = g_build_filename (root, folder, NULL);
    g_autoptr (GError) error = NULL;
    gboolean expedited = FALSE;
    cJSON *manifest = manifest_build (path, 100, &expedited, &error);
    g_assert_no_error (error);
    g_assert_true (manifest_store (manifest, path, &error));
    g_assert_true (manifest_store (manifest, path, &error)); /* as after a crash */
    g_assert_no_error (error);
    return manifest;
}

static const char *
field (const cJSON *manifest, int n, const char *key)
{
    return record_string (cJSON_GetArrayItem (record_get (manifest, "files"), n), key);
}

static void
test_build (void)
{
    put ("build", "case/b.pdf", "b");
    put ("build", "case/deep/a.TIF", "a");
    put ("build", "case/b.p2.txt", "read");
    put ("build", "case.expedited", "");
    g_autofree char *path = g_build_filename (root, "build", NULL);
    gboolean expedited = FALSE;
    cJSON *manifest = manifest_build (path, 100, &expedited, NULL);
    g_assert_true (expedited);
    g_assert_cmpstr (record_string (manifest, "case"), ==, "case");
    g_assert_cmpuint (manifest_count (manifest, NULL), ==, 3);
    g_assert_cmpuint (manifest_count (manifest, "document"), ==, 2);
    g_assert_cmpstr (field (manifest, 0, "name"), ==, "b.p2.txt");
    g_assert_cmpstr (field (manifest, 0, "stored"), ==, "attachments/0001.txt");
    g_assert_cmpstr (field (manifest, 2, "name"), ==, "deep/a.TIF");
    g_assert_cmpstr (field (manifest, 2, "stored"), ==, "originals/0002.tif");
    /* printf a | sha256sum */
    g_assert_cmpstr (field (manifest, 2, "sha256"), ==,
                     "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb");
    cJSON_Delete (manifest);
}

static void
test_versions (void)
{
    static const struct {
        const char *text;
        gboolean loads;
    } CASES[] = {
        { "{\"v\":1,\"case\":\"a\",\"files\":[]}", TRUE },
        { "{\"v\":2,\"case\":\"a\",\"files\":[]}", FALSE }, /* of a later release: refused, not guessed at */
        { "{\"v\":1,\"case\":\"a\"}", FALSE },
    };
    g_autofree char *path = g_build_filename (root, MANIFEST_FILE, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++) {
        g_autoptr (GError) error = NULL;
        g_assert_true (g_file_set_contents (path, CASES[i].text, -1, NULL));
        cJSON *manifest = manifest_load (root, &error);
        g_assert_cmpint (manifest != NULL, ==, CASES[i].loads);
        g_assert_cmpint (error == NULL, ==, CASES[i].loads);
        cJSON_Delete (manifest);
    }
}

static void
test_limits (void)
{
    put ("limits", "case/a.pdf", "a");
    put ("limits", "case/b.pdf", "b");
    g_autofree char *path = g_build_filename (root, "limits", NULL);
    gboolean expedited = FALSE;
    cJSON *manifest = manifest_build (path, 1, &expedited, NULL);
    g_assert_cmpuint (manifest_count (manifest, NULL), ==, 0);
    g_assert_cmpstr (record_string (cJSON_GetArrayItem (record_get (manifest, "refused"), 0), "reason"), ==,
                     "too_many_files");
    cJSON_Delete (manifest);
}

static void
test_id (void)
{
    put ("id1", "one/x.pdf", "same");
    put ("id2", "two/y.pdf", "same");
    put ("id3", "one/x.pdf", "other");
    cJSON *one = store ("id1"), *two = store ("id2"), *three = store ("id3");
    g_assert_cmpstr (record_string (one, "id"), ==, record_string (two, "id")); /* names do not matter */
    g_assert_cmpstr (record_string (one, "id"), !=, record_string (three, "id"));
    g_assert_cmpuint (strlen (record_string (one, "id")), ==, MANIFEST_ID_LENGTH);
    cJSON_Delete (one);
    cJSON_Delete (two);
    cJSON_Delete (three);
}

static void
test_take_over (void)
{
    put ("old", "c/chart.pdf", "old chart");
    put ("old", "c/kept.pdf", "kept");
    put ("new", "c/chart.pdf", "new chart");
    put ("new", "c/again.pdf", "kept");
    cJSON *old = store ("old"), *new = store ("new");
    g_autofree char *folder = g_build_filename (root, "new", NULL);
    g_autofree char *base = g_build_filename (root, "old", NULL);
    g_autoptr (GError) error = NULL;
    for (int time = 0; time < 2; time++) { /* the second attempt finds what the first one made */
        g_assert_true (manifest_take_over (new, folder, old, base, "0123456789abcdef", &error));
        g_assert_no_error (error);
        g_assert_cmpuint (manifest_count (new, NULL), ==, 3); /* the bytes of "kept" once */
        g_assert_cmpstr (field (new, 1, "name"), ==, "chart (2).pdf");
        g_assert_cmpstr (field (new, 2, "name"), ==, "chart.pdf");
        g_assert_cmpstr (field (new, 2, "stored"), ==, "originals/0003.pdf");
        g_assert_cmpstr (field (new, 2, "revision"), ==, "0123456789abcdef");
    }
    g_autofree char *stored = g_build_filename (folder, "originals/0003.pdf", NULL);
    g_autofree char *text = NULL;
    g_assert_true (g_file_get_contents (stored, &text, NULL, NULL));
    g_assert_cmpstr (text, ==, "old chart");
    cJSON_Delete (old);
    cJSON_Delete (new);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    root = g_dir_make_tmp ("test-run-manifest-XXXXXX", NULL);
    g_assert_nonnull (root);
    g_test_add_func ("/run/manifest/build", test_build);
    g_test_add_func ("/run/manifest/versions", test_versions);
    g_test_add_func ("/run/manifest/limits", test_limits);
    g_test_add_func ("/run/manifest/id", test_id);
    g_test_add_func ("/run/manifest/take-over", test_take_over);
    int failed = g_test_run ();
    tree_remove (root, NULL);
    g_free (root);
    return failed;
}
