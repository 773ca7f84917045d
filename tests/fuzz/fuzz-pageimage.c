/* From file to pixels, as the confined worker does it: an image of 1, 8 or 32 bpp within the limit, or an error. */
#include <math.h>

#include "common/imagefile.h"
#include "common/media.h"
#include "common/pagedecode.h"
#include "common/scanpage.h"
#include "tests/fuzz/fuzz.h"

#define PIXELS_MAX 400000

static struct pageimage *
decode (const uint8_t *bytes, size_t length, enum media media, GError **error)
{
    if (media != MEDIA_PDF) {
        g_autoptr (imagefile_t) file = imagefile_new (bytes, length, media);
        g_assert (imagefile_pages (file) <= IMAGEFILE_PAGES_MAX);
        return imagefile_page (file, MAX (imagefile_pages (file), 1), PIXELS_MAX, error);
    }
    if (scanpage_load ()) {
        g_autoptr (scans_t) scans = scanpage_open ((const char *) bytes, length);
        struct pageimage *scan = scans ? scanpage_image (scans, 1, PIXELS_MAX) : NULL;
        if (scan)
            return scan;
    }
    g_autoptr (GBytes) lent = g_bytes_new_static (bytes, length);
    g_autoptr (poppler_document_t) document = poppler_document_new_from_bytes (lent, NULL, error);
    if (document == NULL)
        return NULL;
    g_autoptr (poppler_page_t) page =
        poppler_document_get_n_pages (document) > 0 ? poppler_document_get_page (document, 0) : NULL;
    if (page == NULL) {
        g_set_error (error, PAGEIMAGE_ERROR, PAGEIMAGE_ERROR_UNREADABLE, "no page");
        return NULL;
    }
    return pagedecode_pdf (page, 0, PIXELS_MAX, error);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t length)
{
    enum media media = media_of_bytes (bytes, MIN (length, MEDIA_HEAD_BYTES));
    if (media != MEDIA_PDF && !imagefile_load (media))
        return 0;
    g_autoptr (GError) error = NULL;
    g_autoptr (pageimage_t) image = decode (bytes, length, media, &error);
    g_assert ((image == NULL) == (error != NULL));
    if (image) {
        int depth = pixGetDepth (image->pix);
        g_assert (depth == 1 || depth == 8 || depth == 32);
        g_assert ((gint64) pixGetWidth (image->pix) * pixGetHeight (image->pix) <= PIXELS_MAX + PIXELS_MAX / 100);
        g_assert (isfinite (image->dpi) && image->dpi > 0 && image->width > 0 && image->height > 0);
    }
    return 0;
}
