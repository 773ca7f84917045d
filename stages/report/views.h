/* The page views of a report: each page's image with the words of every quote marked at their boxes, and its text.
 */
#ifndef REPORT_VIEWS_H
#define REPORT_VIEWS_H

#include <glib.h>

#include "common/casetext.h"
#include "stages/report/gallery.h"
#include "stages/report/pages.h"

/* Writes the view of every page (id "p-ORDINAL"), with one mark (id "v-ID") for each piece of the case's evidence on it,
 * drained to `stream` (html_drain); `gallery` NULL: without images. Each stands in a noscript element until it is looked at
 * (report.js): 300 pages laid out at once cost more than all the rest, and thousands cannot be. FALSE and an error where an image cannot be written. */
gboolean views_add (const struct casetext *casetext, const struct pages *pages, struct gallery *gallery, GString *out,
                    FILE *stream, GError **error);

#endif
