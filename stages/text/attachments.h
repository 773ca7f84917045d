/* What persons supply beside the documents: transcripts of pages (scan.p3.txt beside scan.pdf) and corrections files. They are
 * no documents; what they say becomes correction records, each behind the record of the document that it is about, and it is
 * for the later stages to apply them.
 */
#ifndef TEXT_ATTACHMENTS_H
#define TEXT_ATTACHMENTS_H

#include <glib.h>

#include "common/record.h"
#include "common/settings.h"
#include "stages/text/submission.h"

struct attachments;
/* Takes what is no document out of `items` (GPtrArray of struct item, which must outlive the result) and reads it. The caller
 * frees. */
struct attachments *attachments_take (GPtrArray *items, const struct settings *settings);
void attachments_free (struct attachments *attachments);
typedef struct attachments attachments_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (attachments_t, attachments_free)

/* Writes what is said of the document just written. FALSE and RECORD_ERROR_WRITE. */
gboolean attachments_write (struct attachments *attachments, const struct item *item, const char *document,
                            const char *sha256, guint pages, struct record_writer *writer, GError **error);
/* Writes what is about no document of the submission, each record with the reason. */
gboolean attachments_write_rest (struct attachments *attachments, struct record_writer *writer, GError **error);

#endif
