/* Page images: the one place that turns (file, page) into pixels, for case-text, case-ocr and case-report. poppler and
 * leptonica decode in a confined worker process, which keeps the file open until another one is asked for; the pixels come
 * back through shared memory. For programs of one thread.
 */
#ifndef CASEFILE_PAGEIMAGE_H
#define CASEFILE_PAGEIMAGE_H

#include <glib.h>
#include <leptonica/allheaders.h>

#include "common/sandbox.h"
#include "common/settings.h"

#define PAGEIMAGE_ERROR (pageimage_error_quark ())
GQuark pageimage_error_quark (void);
enum pageimage_error {
    PAGEIMAGE_ERROR_CHANGED,    /* the file's hash is not the recorded one */
    PAGEIMAGE_ERROR_UNREADABLE, /* broken, locked or unsupported */
    PAGEIMAGE_ERROR_LIMIT,      /* pixels or memory */
    PAGEIMAGE_ERROR_TIMEOUT,    /* the limit of time */
    PAGEIMAGE_ERROR_WORKER      /* the worker crashed or could not be started */
};

struct pageimage {
    PIX *pix;             /* 1, 8 or 32 bpp, as displayed (after /Rotate and EXIF); owned */
    double dpi;           /* of pix */
    double width, height; /* of the displayed page, points */
    gboolean native;      /* the one image that fills the page, at its own resolution, rather than a rendering */
};
void pageimage_free (struct pageimage *image);
typedef struct pageimage pageimage_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (pageimage_t, pageimage_free)

/* The image of page `page` (from 1) of the file at `path`, or of the member of a file that it names (common/container.h), whose SHA-256 must be `sha256` (hex; NULL: not checked).
 * `dpi` 0 asks for the native resolution of a page that is one image, else 300; a page is never made larger than the
 * settings' pixel limit. The caller frees. NULL and PAGEIMAGE_ERROR, with a message fit for ops. */
struct pageimage *pageimage_load (const char *path, const char *sha256, int page, double dpi,
                                  const struct settings *settings, GError **error);

#endif
