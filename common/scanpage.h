/* Scanned pages of a PDF that are one image and nothing else, which is what scanners and fax servers make: the image's own bytes,
 * decoded once. A renderer decodes them into 32 bits a pixel, and once more to see that nothing else is on the page.
 *
 * What is not that simple in any respect (other marks on the page, masks, unusual colours or filters, damage of any kind) is
 * left to common/pagedecode.h, as all pages are where qpdf's library is not installed. Runs in a confined worker.
 */
#ifndef CASEFILE_SCANPAGE_H
#define CASEFILE_SCANPAGE_H

#include <glib.h>

#include "common/pageimage.h"

/* Loads the library, in the parent; FALSE where it is not installed: then nothing else of this module may be called. */
gboolean scanpage_load (void);

struct scans;
/* The PDF in `bytes`, which are lent for as long as it lives. NULL where it is damaged or locked. The caller frees. */
struct scans *scanpage_open (const char *bytes, gsize length);
void scanpage_free (struct scans *scans);
typedef struct scans scans_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (scans_t, scanpage_free)

/* Page `page` (from 1) as displayed, at its own resolution, of square pixels, no more than `max_pixels`. NULL where it is not
 * one plain image. The caller frees. */
struct pageimage *scanpage_image (const struct scans *scans, int page, gint64 max_pixels);

#endif
