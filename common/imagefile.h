/* Pixels out of image files: TIFF, JPEG, PNG and HEIC, the hostile bytes in memory. Like common/pagedecode.h it runs inside a worker that
 * is confined already.
 */
#ifndef CASEFILE_IMAGEFILE_H
#define CASEFILE_IMAGEFILE_H

#include <glib.h>

#include "common/media.h"
#include "common/pageimage.h"

/* Whether `media` is an image file that can be decoded here; loads what that needs, in the parent. */
gboolean imagefile_load (enum media media);

struct imagefile;
/* An image file of `media` in memory; `bytes` are lent for as long as it lives. The caller frees. */
struct imagefile *imagefile_new (const guint8 *bytes, gsize length, enum media media);
void imagefile_free (struct imagefile *file);
typedef struct imagefile imagefile_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (imagefile_t, imagefile_free)

/* Number of its pages; 0 where a TIFF has none that can be found. Pages beyond IMAGEFILE_PAGES_MAX are not counted. */
guint imagefile_pages (const struct imagefile *file);
#define IMAGEFILE_PAGES_MAX 1000000

/* Page `page` (from 1), upright by its EXIF or TIFF orientation, reduced to 1, 8 or 32 bpp. Any page costs the same: a TIFF's
 * directories are looked up once. Where the file does not say a credible resolution, an image with the proportions of a
 * sheet is taken to be 11 inches long, any other to have 200 dpi. NULL and PAGEIMAGE_ERROR. The caller frees. */
struct pageimage *imagefile_page (const struct imagefile *file, guint page, gint64 max_pixels, GError **error);

/* Any leptonica image as 1, 8 or 32 bpp, the least that holds its colours, without colour map and alpha. Takes `pix`, may return
 * NULL; what it returns is the caller's. */
PIX *imagefile_normalise (PIX *pix);

#endif
