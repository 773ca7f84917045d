#include "stages/report/gallery.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <leptonica/allheaders.h>
#include <string.h>

#include "common/pageimage.h"
#include "common/record.h"

#define SIDE_MAX 2600 /* pixels: a plan on A0 is still one picture */
#define BILEVEL_DPI_MAX 400
#define JPEG_QUALITY 60
#define PNG_BYTES_MAX (256u << 10) /* above it a drawn page holds pictures, and JPEG is smaller */
#define MASK_EDGE 1.5              /* points painted around a masked word */
#define FAILURES_MAX 3             /* pages of one file that may run into a limit before the rest of it is left */

static void
pix_release (PIX *pix)
{
    pixDestroy (&pix);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PIX, pix_release)

static void
box_release (BOX *box)
{
    boxDestroy (&box);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BOX, box_release)

struct gallery {
    char *name, *folder; /* NAME and DIRECTORY/NAME, or NULL where images are embedded */
    const struct settings *settings;
    double dpi;
    gsize embedded, embedded_max;
    GHashTable *failures; /* path -> pages that ran into a limit */
};

void
gallery_free (struct gallery *gallery)
{
    if (!gallery)
        return;
    g_free (gallery->name);
    g_free (gallery->folder);
    g_hash_table_unref (gallery->failures);
    g_free (gallery);
}

/* Images of an earlier report in the same folder must not lie beside this one. */
static void
clear_folder (const char *folder)
{
    g_autoptr (GDir) there = g_dir_open (folder, 0, NULL);
    const char *name;
    while (there && (name = g_dir_read_name (there)) != NULL) {
        gsize digits = strspn (name, "0123456789");
        if (digits < 4 || (strcmp (name + digits, ".png") != 0 && strcmp (name + digits, ".jpg") != 0))
            continue;
        g_autofree char *path = g_build_filename (folder, name, NULL);
        g_unlink (path);
    }
}

struct gallery *
gallery_new (const char *directory, const char *name, gboolean embed, const struct settings *settings, GError **error)
{
    gboolean strict = strcmp (settings_string (settings, "sandbox", "policy"), "required") == 0;
    if (!sandbox_probe (strict ? SANDBOX_REQUIRED : SANDBOX_BEST_EFFORT, error))
        return NULL;
    g_autoptr (gallery_t) gallery = g_new0 (struct gallery, 1);
    gallery->settings = settings;
    gallery->dpi = (double) settings_int (settings, "report", "image_dpi");
    gallery->embedded_max = (gsize) settings_int (settings, "report", "embed_mb") << 20;
    gallery->failures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    setMsgSeverity (L_SEVERITY_NONE);
    if (embed)
        return g_steal_pointer (&gallery);
    gallery->name = g_strdup (name);
    gallery->folder = g_build_filename (directory, name, NULL);
    if (g_mkdir_with_parents (gallery->folder, 0700) != 0) {
        g_set_error (error, RECORD_ERROR, RECORD_ERROR_WRITE, "cannot make the folder of the page images: %s",
                     g_strerror (errno));
        return NULL;
    }
    clear_folder (gallery->folder);
    return g_steal_pointer (&gallery);
}

/* --- pixels to bytes --------------------------------------------------------------------------------------------------- */

/* Bytes of leptonica as ours; NULL where it made none. */
static GBytes *
take_bytes (l_uint8 *data, size_t length)
{
    GBytes *bytes = data && length ? g_bytes_new (data, length) : NULL;
    lept_free (data);
    return bytes;
}

static GBytes *
as_png (PIX *pix)
{
    l_uint8 *data = NULL;
    size_t length = 0;
    pixWriteMemPng (&data, &length, pix, 0);
    return take_bytes (data, length);
}

static GBytes *
as_jpeg (PIX *pix)
{
    l_uint8 *data = NULL;
    size_t length = 0;
    pixWriteMemJpeg (&data, &length, pix, JPEG_QUALITY, 0);
    return take_bytes (data, length);
}

/* Grey where it has no colour worth its bytes: a signature in blue ink is worth it. */
static PIX *
without_empty_colour (PIX *pix)
{
    l_float32 middle = 0, coloured = 0;
    if (pixGetDepth (pix) != 32)
        return pixClone (pix);
    if (pixColorFraction (pix, 20, 240, 24, 4, &middle, &coloured) == 0 && middle * coloured < 0.0002f)
        return pixConvertRGBToLuminance (pix);
    return pixClone (pix);
}

static PIX *
shrunk (PIX *pix, double dpi, double wanted)
{
    double side = MAX (pixGetWidth (pix), pixGetHeight (pix));
    double scale = MIN (dpi > 0 ? wanted / dpi : 1, SIDE_MAX / side);
    return scale < 0.95 ? pixScale (pix, (l_float32) scale, (l_float32) scale) : pixClone (pix);
}

static PIX *
shrunk_bilevel (PIX *pix, double dpi)
{
    g_autoptr (PIX) smaller = pixClone (pix);
    while (smaller && (dpi > BILEVEL_DPI_MAX || MAX (pixGetWidth (smaller), pixGetHeight (smaller)) > 2 * SIDE_MAX)) {
        PIX *half = pixReduceRankBinary2 (smaller, 2, NULL);
        pixDestroy (&smaller);
        smaller = half;
        dpi /= 2;
    }
    return g_steal_pointer (&smaller);
}

/* Paints over what names a person. */
static void
paint_masks (PIX *pix, const struct page *page)
{
    double across = pixGetWidth (pix) / MAX (page->width, 1), down = pixGetHeight (pix) / MAX (page->height, 1);
    for (guint i = 0; page->masks && i < page->masks->len; i++) {
        const double *box = (const double *) (const void *) page->masks->data + 4 * i;
        g_autoptr (BOX) area = boxCreate ((int) ((box[0] - MASK_EDGE) * across), (int) ((box[1] - MASK_EDGE) * down),
                                          (int) ((box[2] - box[0] + 2 * MASK_EDGE) * across) + 1,
                                          (int) ((box[3] - box[1] + 2 * MASK_EDGE) * down) + 1);
        if (area && pixGetDepth (pix) == 1)
            pixSetInRect (pix, area);
        else if (area)
            pixClearInRect (pix, area);
    }
}

/* A page's picture: upright, painted over where it must be, no larger than it is looked at; one bit a pixel stays so. */
static PIX *
prepare (const struct pageimage *image, const struct page *page, double dpi)
{
    g_autoptr (PIX) upright = pixRotateOrth (image->pix, (360 - page->rotation) / 90 % 4);
    if (!upright)
        return NULL;
    paint_masks (upright, page);
    if (pixGetDepth (upright) == 1)
        return shrunk_bilevel (upright, image->dpi);
    g_autoptr (PIX) small = shrunk (upright, image->dpi, dpi);
    return small ? without_empty_colour (small) : NULL;
}

/* One bit a pixel stays one bit; what was drawn from text needs 16 greys; the rest is a photograph. */
static GBytes *
compress (PIX *pix, gboolean photograph, const char **extension)
{
    *extension = "png";
    if (pixGetDepth (pix) == 1)
        return as_png (pix);
    if (!photograph && pixGetDepth (pix) == 8) {
        g_autoptr (PIX) greys = pixThresholdTo4bpp (pix, 16, 0);
        GBytes *bytes = greys ? as_png (greys) : NULL;
        if (bytes && g_bytes_get_size (bytes) <= PNG_BYTES_MAX)
            return bytes;
        g_clear_pointer (&bytes, g_bytes_unref);
    }
    *extension = "jpg";
    return as_jpeg (pix);
}

/* --- bytes to the report ----------------------------------------------------------------------------------------------- */

static char *
embed (struct gallery *gallery, GBytes *bytes, const char *extension, const char **absent)
{
    gsize length;
    const guchar *data = g_bytes_get_data (bytes, &length);
    gsize written = (length + 2) / 3 * 4;
    if (gallery->embedded + written > gallery->embedded_max) {
        *absent = "its image is left out, since this file has reached its limit of size";
        return NULL;
    }
    gallery->embedded += written;
    g_autofree char *base64 = g_base64_encode (data, length);
    return g_strdup_printf ("data:image/%s;base64,%s", strcmp (extension, "jpg") == 0 ? "jpeg" : extension, base64);
}

static char *
put_beside (const struct gallery *gallery, int ordinal, GBytes *bytes, const char *extension, GError **error)
{
    g_autofree char *name = g_strdup_printf ("%04d.%s", ordinal, extension);
    g_autofree char *path = g_build_filename (gallery->folder, name, NULL);
    gsize length;
    const char *data = g_bytes_get_data (bytes, &length);
    g_autoptr (GError) why = NULL;
    if (g_file_set_contents_full (path, data, (gssize) length, G_FILE_SET_CONTENTS_NONE, 0600, &why))
        return g_strdup_printf ("%s/%s", gallery->name, name);
    g_set_error (error, RECORD_ERROR, RECORD_ERROR_WRITE, "cannot write a page image: %s",
                 g_error_matches (why, G_FILE_ERROR, G_FILE_ERROR_NOSPC) ? "the disk is full"
                                                                         : "the folder refuses it");
    return NULL;
}

/* Why a page has no image, in words that carry nothing of the document. */
static const char *
clause_for (struct gallery *gallery, const struct page *page, const GError *error)
{
    if (error->code == PAGEIMAGE_ERROR_CHANGED)
        return "its image cannot be drawn: the original is gone or is not the file that was read";
    if (error->code == PAGEIMAGE_ERROR_UNREADABLE)
        return "its image cannot be drawn: the original is broken or locked there";
    guint failures = GPOINTER_TO_UINT (g_hash_table_lookup (gallery->failures, page->path)) + 1;
    g_hash_table_replace (gallery->failures, g_strdup (page->path), GUINT_TO_POINTER (failures));
    return error->code == PAGEIMAGE_ERROR_LIMIT ? "its image cannot be drawn within the limits of time and memory"
                                                : "its image cannot be drawn: drawing it crashed";
}

PIX *
gallery_picture (struct gallery *gallery, const struct page *page, gboolean *photograph, const char **absent)
{
    *absent = NULL;
    if (!page->path)
        *absent = "its original is not at hand";
    else if (page->withheld)
        *absent = page->withheld;
    else if (GPOINTER_TO_UINT (g_hash_table_lookup (gallery->failures, page->path)) >= FAILURES_MAX)
        *absent = "its image is not drawn, since other pages of this file could not be drawn within the limits";
    if (*absent || page->plain)
        return NULL;
    g_autoptr (GError) why = NULL;
    double longest = MAX (page->width, page->height);
    double dpi = longest > 0 ? MIN (gallery->dpi, SIDE_MAX * 72 / longest) : gallery->dpi;
    g_autoptr (pageimage_t) image =
        pageimage_load (page->path, page->sha256, page->number, page->scanned ? 0 : dpi, gallery->settings, &why);
    if (!image) {
        *absent = clause_for (gallery, page, why);
        return NULL;
    }
    *photograph = image->native;
    PIX *pix = prepare (image, page, gallery->dpi);
    if (!pix)
        *absent = "its image cannot be drawn within the limits of time and memory";
    return pix;
}

gboolean
gallery_add (struct gallery *gallery, const struct page *page, char **address, const char **absent, GError **error)
{
    gboolean photograph = FALSE;
    *address = NULL;
    g_autoptr (PIX) pix = gallery_picture (gallery, page, &photograph, absent);
    if (!pix)
        return TRUE;
    const char *extension;
    g_autoptr (GBytes) bytes = compress (pix, photograph, &extension);
    if (!bytes) {
        *absent = "its image cannot be compressed";
        return TRUE;
    }
    if (!gallery->folder) {
        *address = embed (gallery, bytes, extension, absent);
        return TRUE;
    }
    *address = put_beside (gallery, page->ordinal, bytes, extension, error);
    return *address != NULL;
}
