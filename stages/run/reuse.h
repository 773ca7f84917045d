/* Pages that an earlier revision of the case has read by OCR are not read again: they take the place of those that wait for
 * OCR in case-text's output, where file (by hash) and page are the same.
 *
 * Only what the same programs read under the same settings is taken, and never a page that could not be read.
 */
#ifndef RUN_REUSE_H
#define RUN_REUSE_H

#include <glib.h>

/* Puts pages of `earlier` (a pages.ndjson) into FOLDER/NAME, atomically; *reused: how many. FALSE and an error where
 * one of the two cannot be read, or the result cannot be written: then FOLDER/NAME is as it was. */
gboolean reuse_pages (const char *folder, const char *name, const char *earlier, int *reused, GError **error);

#endif
