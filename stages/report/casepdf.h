/* The whole case file as one searchable PDF.
 */
#ifndef REPORT_CASEPDF_H
#define REPORT_CASEPDF_H

#include <stdio.h>

#include "common/casetext.h"
#include "stages/report/gallery.h"
#include "stages/report/pages.h"

/* Writes to `out`, a file open for reading and writing, page by page: the chronology, each entry a link to its page; then every page of the file as its image, over its words
 * at their boxes, which can so be found and copied. The outline has an entry a document. A page without an image shows its words.
 * FALSE and RECORD_ERROR where it cannot be drawn or written. */
gboolean casepdf_write (struct casetext *casetext, const struct pages *pages, struct gallery *gallery, FILE *out,
                        GError **error);

#endif
