/* Plain scans: the image's own pixels, as a viewer shows them; whatever is more than that is left to the renderer. */
#include <stdlib.h>
#include <string.h>

#include "common/pagedecode.h"
#include "common/scanpage.h"

#define FIXTURES "tests/fixtures/text/make"
#define WIDTH 16 /* pixels of the picture, on a page of 160 x 240 points */
#define HEIGHT 24
#define PIXELS_MAX 20000000
#define PLAIN "q 160 0 0 240 0 0 cm /Im0 Do Q"

/* Rows that follow one another uncompressed in a Flate stream. The top left eighth is 0, all else 1. */
static void
append_picture (GString *to)
{
    guint8 rows[2 * HEIGHT];
    guint32 a = 1, b = 0;
    memset (rows, 0xff, sizeof rows);
    for (int y = 0; y < HEIGHT / 4; y++)
        rows[2 * y] = 0;
    for (gsize i = 0; i < sizeof rows; i++) {
        a = (a + rows[i]) % 65521;
        b = (b + a) % 65521;
    }
    const guint8 head[] = { 0x78, 0x01, 0x01, sizeof rows, 0, (guint8) ~sizeof rows, 0xff };
    const guint8 tail[] = { (guint8) (b >> 8), (guint8) b, (guint8) (a >> 8), (guint8) a };
    g_string_append_len (to, (const char *) head, sizeof head);
    g_string_append_len (to, (const char *) rows, sizeof rows);
    g_string_append_len (to, (const char *) tail, sizeof tail);
}

static void
append_stream (GString *to, const char *dictionary, const GString *bytes)
{
    g_string_append_printf (to, "<<%s/Length %zu>>stream\n", dictionary, bytes->len);
    g_string_append_len (to, bytes->str, (gssize) bytes->len);
    g_string_append (to, "\nendstream\nendobj\n");
}

/* A PDF of one page with these entries, this content and a picture with these entries beside, or in place of, the usual ones. */
static GString *
new_pdf (const char *of_page, const char *content, const char *of_image)
{
    GString *pdf = g_string_new ("%PDF-1.4\n");
    gsize at[6];
    static const char *const usual[][2] = { { "/Subtype", "/Image" },
                                            { "/Width", " 16" },
                                            { "/Height", " 24" },
                                            { "/BitsPerComponent", " 1" },
                                            { "/ColorSpace", "/DeviceGray" },
                                            { "/Filter", "/FlateDecode" } };
    g_autoptr (GString) image = g_string_new (of_image);
    g_autoptr (GString) text = g_string_new (content), picture = g_string_new (NULL);

    for (gsize i = 0; i < G_N_ELEMENTS (usual); i++)
        if (!strstr (of_image, usual[i][0]))
            g_string_append_printf (image, "%s%s", usual[i][0], usual[i][1]);
    append_picture (picture);
    at[1] = pdf->len;
    g_string_append (pdf, "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n");
    at[2] = pdf->len;
    g_string_append (pdf, "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 160 240]>>endobj\n");
    at[3] = pdf->len;
    g_string_append_printf (
        pdf, "3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</Im0 5 0 R>>>>%s>>endobj\n",
        of_page);
    at[4] = pdf->len;
    g_string_append (pdf, "4 0 obj");
    append_stream (pdf, "", text);
    at[5] = pdf->len;
    g_string_append (pdf, "5 0 obj");
    append_stream (pdf, image->str, picture);
    gsize table = pdf->len;
    g_string_append (pdf, "xref\n0 6\n0000000000 65535 f \n");
    for (int i = 1; i < 6; i++)
        g_string_append_printf (pdf, "%010zu 00000 n \n", at[i]);
    g_string_append_printf (pdf, "trailer<</Size 6/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n", table);
    return pdf;
}

static struct pageimage *
image_of (const char *of_page, const char *content, const char *of_image)
{
    g_autoptr (GString) pdf = new_pdf (of_page, content, of_image);
    g_autoptr (scans_t) scans = scanpage_open (pdf->str, pdf->len);
    g_assert_nonnull (scans);
    return scanpage_image (scans, 1, PIXELS_MAX);
}

/* Whether the ink, and nothing else, lies in the corner that has these signs. */
static gboolean
ink_is_at (PIX *pix, gboolean right, gboolean bottom)
{
    l_uint32 value;
    for (int y = 0; y < 2; y++)
        for (int x = 0; x < 2; x++) {
            pixGetPixel (pix, x ? pixGetWidth (pix) - 1 : 0, y ? pixGetHeight (pix) - 1 : 0, &value);
            if (value != (x == right && y == bottom))
                return FALSE;
        }
    return TRUE;
}

static void
test_upright (void)
{
    g_autoptr (pageimage_t) image = image_of ("", PLAIN, "");
    g_assert_nonnull (image);
    g_assert_true (image->native);
    g_assert_cmpint (pixGetDepth (image->pix), ==, 1);
    g_assert_cmpint (pixGetWidth (image->pix), ==, WIDTH);
    g_assert_cmpint (pixGetHeight (image->pix), ==, HEIGHT);
    g_assert_cmpfloat (image->width, ==, 160);
    g_assert_cmpfloat_with_epsilon (image->dpi, 7.2, 1e-9);
    g_assert_true (ink_is_at (image->pix, FALSE, FALSE));
}

static void
test_turned (void)
{
    static const struct {
        const char *rotate;
        gboolean right, bottom;
    } cases[] = { { "/Rotate 90", TRUE, FALSE }, { "/Rotate 180", TRUE, TRUE }, { "/Rotate -90", FALSE, TRUE } };
    for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (pageimage_t) image = image_of (cases[i].rotate, PLAIN, "");
        g_assert_nonnull (image);
        g_assert_cmpfloat (image->width, ==, i == 1 ? 160 : 240);
        g_assert_true (ink_is_at (image->pix, cases[i].right, cases[i].bottom));
    }
}

/* Paper and ink change places. */
static void
test_negative (void)
{
    g_autoptr (pageimage_t) image = image_of ("", PLAIN, "/Decode[1 0]");
    l_int32 ink = 0;
    g_assert_nonnull (image);
    pixCountPixels (image->pix, &ink, NULL);
    g_assert_cmpint (ink, ==, WIDTH * HEIGHT - WIDTH / 2 * HEIGHT / 4);
}

static void
test_placed_in_steps (void)
{
    g_autoptr (pageimage_t) image = image_of ("", "q\n.5 0 0 .5 0 0 cm 1 g q 320 0 0 480 0 0 cm\n/Im0 Do Q Q", "");
    g_assert_nonnull (image);
}

static void
test_not_plain (void)
{
    static const char *const cases[][3] = {
        { "", "q 160 0 0 240 0 0 cm /Im0 Do Q BT /F1 9 Tf (Fax) Tj ET", "" }, /* something over it */
        { "", "q 160 0 0 240 0 0 cm /Im0 Do Q 0 0 20 20 re f", "" },
        { "", PLAIN " " PLAIN, "" },                     /* twice */
        { "", "q 160 0 0 -240 0 240 cm /Im0 Do Q", "" }, /* upside down */
        { "", "q 0 160 240 0 0 0 cm /Im0 Do Q", "" },    /* turned */
        { "", "q 80 0 0 240 0 0 cm /Im0 Do Q", "" },     /* half of the page */
        { "", "q 160 0 0 240 0 0 cm /Im1 Do Q", "" },    /* another name */
        { "", "q 160 0 0 240 0 0 cm Q", "" },            /* nothing */
        { "/Annots[<</Subtype/Stamp>>]", PLAIN, "" },    /* a stamp */
        { "/CropBox[0 0 80 240]", PLAIN, "" },           /* part of it shown */
        { "", PLAIN, "/SMask 5 0 R" },                   /* transparent */
        { "", PLAIN, "/ImageMask true" },
        { "", PLAIN, "/Decode[0 .5]" },
        { "", PLAIN, "/Height 99" }, /* rows are missing */
        { "", PLAIN, "/ColorSpace[/Indexed/DeviceRGB 1<000000ff0000>]" },
        { "", PLAIN, "/Filter/JBIG2Decode" },
    };
    for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (pageimage_t) image = image_of (cases[i][0], cases[i][1], cases[i][2]);
        g_test_message ("case %zu", i);
        g_assert_null (image);
    }
}

static void
test_damaged (void)
{
    g_autoptr (GString) pdf = new_pdf ("", PLAIN, "");
    for (gsize length = 0; length < pdf->len - 10; length += 7) {
        g_autoptr (scans_t) scans = scanpage_open (pdf->str, length);
        g_assert_null (scans);
    }
}

/* Scans by other programs, fax and JPEG: to a pixel what the renderer makes of them. */
static void
test_as_rendered (void)
{
    static const char *const modes[] = { "--mode bw --dpi 100", "--mode gray --dpi 60",
                                         "--mode bw --dpi 100 --rotate 90" };
    g_autofree char *folder = g_dir_make_tmp ("casefile-test-XXXXXX", NULL);
    g_autofree char *made = g_strdup_printf (FIXTURES " '%s'", folder),
                    *clear = g_strdup_printf ("rm -rf '%s'", folder);
    g_assert_cmpint (system (made), ==, 0);
    for (gsize i = 0; i < G_N_ELEMENTS (modes); i++) {
        g_autoptr (GError) error = NULL;
        g_autofree char *scan = g_strdup_printf ("tests/tools/scan-pdf %s --pages 1-1 '%s/layouts.pdf' '%s/scan.pdf'",
                                                 modes[i], folder, folder);
        g_autofree char *path = g_build_filename (folder, "scan.pdf", NULL), *bytes = NULL;
        gsize length;
        l_int32 same = 0;
        g_assert_cmpint (system (scan), ==, 0);
        g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
        g_autoptr (scans_t) scans = scanpage_open (bytes, length);
        g_assert_nonnull (scans);
        g_autoptr (pageimage_t) plain = scanpage_image (scans, 1, PIXELS_MAX);
        g_autoptr (GBytes) lent = g_bytes_new_static (bytes, length);
        g_autoptr (poppler_document_t) document = poppler_document_new_from_bytes (lent, NULL, NULL);
        g_autoptr (poppler_page_t) page = poppler_document_get_page (document, 0);
        g_autoptr (pageimage_t) rendered = pagedecode_pdf (page, 0, PIXELS_MAX, &error);
        g_assert_no_error (error);
        g_assert_nonnull (plain);
        g_assert_cmpfloat (plain->dpi, ==, rendered->dpi);
        g_assert_cmpint (pixGetDepth (plain->pix), ==, i == 1 ? 8 : 1);
        g_assert_cmpint (pixEqual (plain->pix, rendered->pix, &same), ==, 0);
        g_assert_true (same);
        g_assert_null (scanpage_image (scans, 2, PIXELS_MAX));
        g_assert_null (scanpage_image (scans, 1, 1000)); /* over the limit */
    }
    g_assert_cmpint (system (clear), ==, 0);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    if (!scanpage_load ()) {
        g_test_message ("skipped: libqpdf is not installed");
        return 0;
    }
    g_test_add_func ("/scanpage/upright", test_upright);
    g_test_add_func ("/scanpage/turned", test_turned);
    g_test_add_func ("/scanpage/negative", test_negative);
    g_test_add_func ("/scanpage/placed-in-steps", test_placed_in_steps);
    g_test_add_func ("/scanpage/not-plain", test_not_plain);
    g_test_add_func ("/scanpage/damaged", test_damaged);
    g_test_add_func ("/scanpage/as-rendered", test_as_rendered);
    return g_test_run ();
}
