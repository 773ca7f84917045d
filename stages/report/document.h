/* The case report as one HTML document.
 */
#ifndef REPORT_DOCUMENT_H
#define REPORT_DOCUMENT_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "common/casetext.h"
#include "stages/report/gallery.h"
#include "stages/report/pages.h"
#include "stages/report/review.h"

/* Whether `report_case` is a case that case-check has checked; else FALSE and RECORD_ERROR_BROKEN. */
gboolean document_check (const cJSON *report_case, GError **error);
/* The document for a checked case under `title`, of `origin`, with a view of each page where `pages` is not NULL: its text, and its
 * image where `gallery` is not NULL either. Its end is returned, the caller's; what goes before is
 * written to `stream` where it is long (html_drain). NULL and an error where an image cannot be written. */
GString *document_new (struct casetext *casetext, const char *title, const struct origin *origin,
                       const struct pages *pages, struct gallery *gallery, FILE *stream, GError **error);

#endif
