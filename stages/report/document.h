/* The case report as one self-contained HTML document.
 */
#ifndef REPORT_DOCUMENT_H
#define REPORT_DOCUMENT_H

#include <cjson/cJSON.h>
#include <glib.h>

/* The page for a checked case under `title`; the caller frees. NULL and an error where `report_case` is no checked case. */
GString *document_new (const cJSON *report_case, const char *title, GError **error);

#endif
