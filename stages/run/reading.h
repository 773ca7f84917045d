/* What was read: a pass over pages.ndjson that counts, and lists what could not be read.
 */
#ifndef RUN_READING_H
#define RUN_READING_H

#include <cjson/cJSON.h>
#include <glib.h>

struct reading {
    int documents, documents_unread;
    int pages, pages_unread, pages_poor, pages_ocr;
    cJSON *unread;    /* [{"document","name","page","reason","detail","advice"}], owned */
    gboolean changed; /* a document's hash is not that of the manifest */
};
/* Reads FOLDER/NAME; the stream must be whole. `manifest` (names.json) may be NULL. Clear with reading_clear. */
gboolean reading_load (struct reading *reading, const char *folder, const char *name, const cJSON *manifest,
                       GError **error);
void reading_clear (struct reading *reading);

/* The version of the records of FOLDER/NAME, by its first line; FALSE where there is none. */
gboolean reading_version (const char *folder, const char *name, double *version);
/* Whether the last line of FOLDER/NAME is an end record: cheap, for a stage's own output. */
gboolean reading_is_complete (const char *folder, const char *name);
/* Lines of FOLDER/NAME that begin like page records, of those not counted before: *offset moves on, *count grows. */
void reading_follow (const char *folder, const char *name, gint64 *offset, int *count);

#endif
