/* Page images: native pixels where a page is one image, the right way round; renderings otherwise; errors by kind. */
#include <stdlib.h>

#include "common/pageimage.h"
#include "common/worker.h"

#define FIXTURES "tests/fixtures/text/make"

static char *folder;
static struct settings *settings;

static struct pageimage *
load (const char *file, int page, double dpi, GError **error)
{
    g_autofree char *path = g_build_filename (folder, file, NULL);
    return pageimage_load (path, NULL, page, dpi, settings, error);
}

/* The fixtures' scans have a black block at the top right: upright is where the page is dark there. */
static gboolean
is_upright (PIX *pix)
{
    int width = pixGetWidth (pix), height = pixGetHeight (pix);
    PIX *grey = pixGetDepth (pix) == 1 ? pixConvert1To8 (NULL, pix, 255, 0) : pixConvertTo8 (pix, FALSE);
    BOX *block = boxCreate (width * 67 / 85, height * 7 / 110, width * 8 / 85, height * 2 / 110);
    PIX *part = pixClipRectangle (grey, block, NULL);
    l_float32 mean = 255;
    pixGetAverageMasked (part, NULL, 0, 0, 1, L_MEAN_ABSVAL, &mean);
    boxDestroy (&block);
    pixDestroy (&part);
    pixDestroy (&grey);
    return mean < 60;
}

static void
test_native_scan (void)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (pageimage_t) image = load ("images.pdf", 1, 0, &error);
    g_assert_no_error (error);
    g_assert_true (image->native);
    g_assert_cmpint (pixGetDepth (image->pix), ==, 1);
    g_assert_cmpint (pixGetWidth (image->pix), ==, 850);
    g_assert_cmpint (pixGetHeight (image->pix), ==, 1100);
    g_assert_cmpfloat_with_epsilon (image->dpi, 100, 0.1);
    g_assert_true (is_upright (image->pix));
}

/* A fax header over the scan belongs to the page: the image alone would lose it. */
static void
test_overlay_is_rendered (void)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (pageimage_t) image = load ("turned.pdf", 2, 0, &error);
    g_assert_no_error (error);
    g_assert_false (image->native);
    g_assert_true (is_upright (image->pix));
}

/* Stored upright or turned, mirrored or not: what comes is what a viewer shows. */
static void
test_turned (void)
{
    g_autoptr (GError) error = NULL;
    for (int page = 3; page <= 6; page++) {
        g_autoptr (pageimage_t) image = load ("turned.pdf", page, 0, &error);
        g_assert_no_error (error);
        g_assert_true (image->native);
        g_assert_true (is_upright (image->pix));
    }
}

static void
test_rendering (void)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (pageimage_t) image = load ("layouts.pdf", 1, 100, &error);
    g_assert_no_error (error);
    g_assert_false (image->native);
    g_assert_cmpint (pixGetWidth (image->pix), ==, 850);
    g_assert_cmpint (pixGetHeight (image->pix), ==, 1100);
    g_assert_cmpfloat (image->width, ==, 612);
}

static void
test_image_files (void)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (pageimage_t) photo = load ("photo.jpg", 1, 0, &error);
    g_assert_no_error (error);
    g_assert_cmpint (pixGetWidth (photo->pix), ==, 850); /* 1100 x 850 as stored; EXIF turns it */
    g_autoptr (pageimage_t) fax = load ("fax.tif", 2, 0, &error);
    g_assert_no_error (error);
    g_assert_cmpint (pixGetDepth (fax->pix), ==, 1);
    g_assert_cmpint (pixGetWidth (fax->pix), ==, 1728);
    g_assert_cmpint (pixGetHeight (fax->pix), ==, 2290); /* 1100 lines at 98 dpi, as square pixels of 204 */
}

static void
expect_error (const char *file, const char *sha256, int page, enum pageimage_error code)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *path = g_build_filename (folder, file, NULL);
    g_assert_null (pageimage_load (path, sha256, page, 0, settings, &error));
    g_assert_error (error, PAGEIMAGE_ERROR, (int) code);
}

static void
test_errors (void)
{
    g_autofree char *zeros = g_strnfill (64, '0');
    expect_error ("nowhere.pdf", NULL, 1, PAGEIMAGE_ERROR_CHANGED);
    expect_error ("images.pdf", zeros, 1, PAGEIMAGE_ERROR_CHANGED);
    expect_error ("images.pdf", NULL, 99, PAGEIMAGE_ERROR_UNREADABLE);
    expect_error ("fax.tif", NULL, 3, PAGEIMAGE_ERROR_UNREADABLE);
    expect_error ("broken.pdf", NULL, 1, PAGEIMAGE_ERROR_UNREADABLE);
    expect_error ("locked.pdf", NULL, 1, PAGEIMAGE_ERROR_UNREADABLE);
    expect_error ("half.png", NULL, 1, PAGEIMAGE_ERROR_UNREADABLE);
    expect_error ("utf8.txt", NULL, 1, PAGEIMAGE_ERROR_UNREADABLE);
    expect_error ("huge.png", NULL, 1, PAGEIMAGE_ERROR_LIMIT);
    expect_error ("bomb.pdf", NULL, 1, PAGEIMAGE_ERROR_TIMEOUT);
}

/* One worker reads page after page of a file: each call has its own page, and a page that fails costs no other. */
static void
test_page_after_page (void)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (pageimage_t) first = load ("turned.pdf", 3, 0, &error);
    g_assert_no_error (error);
    g_assert_null (load ("turned.pdf", 99, 0, &error));
    g_assert_error (error, PAGEIMAGE_ERROR, PAGEIMAGE_ERROR_UNREADABLE);
    g_clear_error (&error);
    g_autoptr (pageimage_t) small = load ("turned.pdf", 3, 36, &error), again = load ("turned.pdf", 3, 0, &error);
    g_assert_no_error (error);
    g_assert_cmpint (pixGetWidth (small->pix), ==, 306);
    l_int32 same = 0;
    g_assert_cmpint (pixEqual (first->pix, again->pix, &same), ==, 0);
    g_assert_true (same);
    g_autoptr (pageimage_t) other = load ("page.png", 1, 0, &error), back = load ("turned.pdf", 6, 0, &error);
    g_assert_no_error (error);
    g_assert_true (is_upright (other->pix) && is_upright (back->pix));
}

/* How many descriptors of this process are page memory. */
static int
count_memories (gpointer argument, int out)
{
    int count = 0;
    (void) argument;
    (void) out;
    for (int fd = 0; fd < 256; fd++) {
        g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", fd);
        g_autofree char *target = g_file_read_link (link, NULL);
        count += target && g_str_has_prefix (target, "/memfd:page");
    }
    return count;
}

/* Another worker, which may be taken over by what it reads, must not reach the pixels of this one. */
static void
test_other_workers (void)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (pageimage_t) image = load ("turned.pdf", 3, 0, &error);
    g_assert_no_error (error);
    int status = -1;
    g_assert_cmpint (count_memories (NULL, -1), ==, 1);
    g_autoptr (GBytes) nothing = worker_run (count_memories, NULL, 10, 10, &status, &error);
    g_assert_no_error (error);
    g_assert_cmpint (status, ==, 0);
    g_autoptr (pageimage_t) next = load ("turned.pdf", 4, 0, &error);
    g_assert_no_error (error);
}

static void
test_hash (void)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *path = g_build_filename (folder, "page.png", NULL), *bytes = NULL;
    gsize length;
    g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
    g_autofree char *sha256 = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) bytes, length);
    g_autoptr (pageimage_t) image = pageimage_load (path, sha256, 1, 0, settings, &error);
    g_assert_no_error (error);

    /* The same file with other bytes is another file, though its hash was known a moment ago. */
    g_assert_true (g_file_set_contents (path, bytes, (gssize) length - 1, NULL));
    g_assert_null (pageimage_load (path, sha256, 1, 0, settings, &error));
    g_assert_error (error, PAGEIMAGE_ERROR, PAGEIMAGE_ERROR_CHANGED);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    folder = g_dir_make_tmp ("casefile-test-XXXXXX", NULL);
    g_autofree char *make = g_strdup_printf (FIXTURES " '%s'", folder),
                    *clear = g_strdup_printf ("rm -rf '%s'", folder);
    g_autofree char *conf = g_build_filename (folder, "conf", NULL);
    g_assert_cmpint (system (make), ==, 0);
    g_assert_true (g_file_set_contents (conf, "[limits]\npage_seconds = 2\npage_pixels = 20000000\n", -1, NULL));
    settings = settings_load (conf, NULL);

    g_test_add_func ("/pageimage/native-scan", test_native_scan);
    g_test_add_func ("/pageimage/overlay-is-rendered", test_overlay_is_rendered);
    g_test_add_func ("/pageimage/turned", test_turned);
    g_test_add_func ("/pageimage/rendering", test_rendering);
    g_test_add_func ("/pageimage/image-files", test_image_files);
    g_test_add_func ("/pageimage/errors", test_errors);
    g_test_add_func ("/pageimage/page-after-page", test_page_after_page);
    g_test_add_func ("/pageimage/other-workers", test_other_workers);
    g_test_add_func ("/pageimage/hash", test_hash);
    int status = g_test_run ();
    settings_free (settings);
    return system (clear) == 0 ? status : 1;
}
