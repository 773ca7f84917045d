/* One file of the submission: opened and hashed here, read by a worker, its records checked and passed on.
 */
#ifndef TEXT_FILE_H
#define TEXT_FILE_H

#include <glib.h>

#include "common/record.h"
#include "common/settings.h"
#include "stages/text/attachments.h"
#include "stages/text/submission.h"

struct file_reader;
/* `settings`, `attachments` and `writer` are lent for as long as it lives. The caller frees. */
struct file_reader *file_reader_new (const struct settings *settings, struct attachments *attachments,
                                     struct record_writer *writer);
void file_reader_free (struct file_reader *reader);
typedef struct file_reader file_reader_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (file_reader_t, file_reader_free)

struct file;
/* Opens and hashes the file of `item`, which is lent, and sets a worker to it. NULL only where none can be started
 * (WORKER_ERROR). The caller frees, which kills a worker that is still at it. */
struct file *file_begin (struct file_reader *reader, const struct item *item, GError **error);
void file_free (struct file *file);
/* Writes the document record, what is said of it, and the page records. What is wrong with the file stands in them; FALSE only where writing
 * failed or no worker can be started or confined (RECORD_ERROR, WORKER_ERROR). Files are finished in the order in which they
 * were begun. */
gboolean file_finish (struct file_reader *reader, struct file *file, GError **error);

#endif
