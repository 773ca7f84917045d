/* The case report as one self-contained HTML document.
 */
#ifndef REPORT_DOCUMENT_H
#define REPORT_DOCUMENT_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "stages/report/pages.h"

/* The page for a checked case under `title`, with the words around each quote where `pages` is not NULL; the caller frees. NULL and an error where `report_case` is no checked case. */
GString *document_new (const cJSON *report_case, const char *title, const struct pages *pages, GError **error);

#endif
