/* What a worker says is checked before it is passed on: the worker may have been taken over by what it read.
 */
#ifndef TEXT_CHECK_H
#define TEXT_CHECK_H

#include <glib.h>

#include "common/record.h"

/* The first line: number of pages, the reason (a constant) or NULL, and the names of members, GPtrArray of strings, the caller's,
 * or NULL. FALSE where it is anything else. */
gboolean check_first_line (const char *line, gsize length, guint *pages, const char **reason, GPtrArray **members);
/* A page record of `document` with this number, fields of the right kind and no others; the caller frees. NULL where it
 * is anything else. */
struct record *check_page_line (const char *line, gsize length, const char *document, guint page);

#endif
