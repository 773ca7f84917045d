/* Image hashes: a sheet that was scanned again is the same sheet; another note on its form is not. */
#include <glib.h>
#include <string.h>

#include "common/imagehash.h"

#define WIDTH 638
#define HEIGHT 825

/* A printed form: lines of print at places that `form` says, and below each a written line as long as `note` says; moved, and with
 * specks, as a second scan is. */
static guint8 *
sheet (guint32 form, guint32 note, int move, guint32 specks, gboolean header)
{
    g_autoptr (GRand) printed = g_rand_new_with_seed (form);
    g_autoptr (GRand) written = g_rand_new_with_seed (note);
    g_autoptr (GRand) dirt = g_rand_new_with_seed (specks);
    guint8 *gray = g_malloc (WIDTH * HEIGHT);
    memset (gray, 255, WIDTH * HEIGHT);
    for (int line = 0; line < 20; line++) {
        int y = 70 + 36 * line + move;
        int print = g_rand_int_range (printed, 200, 540), hand = g_rand_int_range (written, 0, 540);
        for (int i = 0; i < 10; i++) {
            for (int x = 50 + move; x < 50 + move + print; x += 2)
                gray[(y + i) * WIDTH + x] = 0;
            for (int x = 50 + move; x < 50 + move + hand; x += 2)
                gray[(y + 18 + i) * WIDTH + x] = 0;
        }
    }
    for (int y = 12; header && y < 20; y++)
        memset (gray + y * WIDTH + 100, 0, 400);
    for (int i = 0; specks && i < WIDTH * HEIGHT / 4000; i++)
        gray[g_rand_int_range (dirt, 0, WIDTH * HEIGHT)] = 0;
    return gray;
}

static char *
hash_of (guint32 form, guint32 note, int move, guint32 specks, gboolean header)
{
    g_autofree guint8 *gray = sheet (form, note, move, specks, header);
    return imagehash_new (gray, WIDTH, HEIGHT);
}

static void
test_rescan (void)
{
    for (guint32 seed = 1; seed <= 20; seed++) {
        g_autofree char *first = hash_of (seed, seed + 100, 0, 0, FALSE);
        g_autofree char *again = hash_of (seed, seed + 100, 7, seed + 200, TRUE);
        g_assert_cmpuint (strlen (first), ==, IMAGEHASH_DIGITS);
        g_assert_cmpint (imagehash_distance (first, first), ==, 0);
        g_assert_cmpint (imagehash_distance (first, again), <=, IMAGEHASH_SAME);
    }
}

static void
test_same_form (void)
{
    for (guint32 seed = 1; seed <= 20; seed++) {
        g_autofree char *first = hash_of (seed, seed + 100, 0, 0, FALSE);
        g_autofree char *other = hash_of (seed, seed + 300, 0, 0, FALSE);
        g_assert_cmpint (imagehash_distance (first, other), >, IMAGEHASH_SAME);
    }
}

static void
test_bare (void)
{
    g_autofree guint8 *gray = g_malloc (WIDTH * HEIGHT);
    memset (gray, 255, WIDTH * HEIGHT);
    g_assert_null (imagehash_new (gray, WIDTH, HEIGHT));
    memset (gray + 2 * WIDTH, 0, 20 * WIDTH); /* nothing but a fax header */
    g_assert_null (imagehash_new (gray, WIDTH, HEIGHT));
    g_assert_null (imagehash_new (gray, 3, 3));
    memset (gray, 0, WIDTH * HEIGHT);
    g_autofree char *black = imagehash_new (gray, WIDTH, HEIGHT);
    g_assert_cmpuint (strlen (black), ==, IMAGEHASH_DIGITS);
}

static void
test_not_hashes (void)
{
    g_autofree char *hash = hash_of (1, 2, 0, 0, FALSE);
    g_autofree char *odd = g_strdup (hash);
    odd[5] = 'x';
    g_assert_cmpint (imagehash_distance (hash, NULL), ==, -1);
    g_assert_cmpint (imagehash_distance (hash, "00"), ==, -1);
    g_assert_cmpint (imagehash_distance (hash, odd), ==, -1);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/imagehash/rescan", test_rescan);
    g_test_add_func ("/imagehash/same-form", test_same_form);
    g_test_add_func ("/imagehash/bare", test_bare);
    g_test_add_func ("/imagehash/not-hashes", test_not_hashes);
    return g_test_run ();
}
