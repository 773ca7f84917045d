/* Pixels out of PDF pages: the part of page images that runs inside a worker and meets the hostile bytes. Nothing here opens a
 * file or confines itself; common/pageimage.h is the way in for everybody but a worker that is confined already.
 */
#ifndef CASEFILE_PAGEDECODE_H
#define CASEFILE_PAGEDECODE_H

#include <glib.h>
#include <leptonica/allheaders.h>
#include <poppler.h>

#include "common/media.h"
#include "common/pageimage.h"

typedef PopplerDocument poppler_document_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (poppler_document_t, g_object_unref)
typedef PopplerPage poppler_page_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (poppler_page_t, g_object_unref)

/* Folders that poppler may read while it works: fonts and character maps (for sandbox_enter). */
extern const char *const pagedecode_folders[];

/* The bytes of an open PDF, mapped where the file is of ordinary size: poppler then reads without a system call for every
 * 256 bytes. NULL where it is larger, or cannot be mapped. The caller unrefs. */
GBytes *pagedecode_map (int file);
/* The document in an open file, from `mapped` where that is not NULL. NULL and POPPLER_ERROR or G_FILE_ERROR. */
PopplerDocument *pagedecode_open (int file, GBytes *mapped, GError **error);

/* A page of a PDF; `dpi` as in pageimage_load. NULL and PAGEIMAGE_ERROR. The caller frees. */
struct pageimage *pagedecode_pdf (PopplerPage *page, double dpi, gint64 max_pixels, GError **error);

/* An image that is `width` x `height` points large with square pixels, and not more of them than the limit. Takes `pix`, may return
 * NULL; what it returns is the caller's. */
PIX *pagedecode_square (PIX *pix, double width, double height, gint64 max_pixels);

#endif
