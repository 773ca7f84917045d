/* The stream of records with pages in work: pages go to reader processes, and everything comes out in the order in which
 * it came in.
 *
 * A reader is forked for each page, inherits the engine and the decoded image, is confined, and sends one record back.
 * So a page's result depends on the page alone, whatever the number of jobs, and a crash, a hang or an overflow costs that
 * page. An image that was seen before is not read again.
 */
#ifndef OCR_QUEUE_H
#define OCR_QUEUE_H

#include <glib.h>

#include "common/record.h"
#include "common/settings.h"

#define QUEUE_ERROR (queue_error_quark ())
GQuark queue_error_quark (void);
enum queue_error { QUEUE_ERROR_WORKER }; /* no process can be started, or none confined: EX_OSERR */

struct queue;
/* At most `jobs` pages are read at a time. All arguments are lent and outlive the queue. The caller frees. */
struct queue *queue_new (guint jobs, const struct settings *settings, struct record_writer *writer);
void queue_free (struct queue *queue);
typedef struct queue queue_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (queue_t, queue_free)

/* Takes the next record (the queue's from now on), and writes what is ready. It may wait for a page. FALSE where the stream
 * cannot go on: QUEUE_ERROR, ENGINE_ERROR, RECORD_ERROR_WRITE. */
gboolean queue_add (struct queue *queue, struct record *record, GError **error);
/* Waits for all pages and writes all that is left. As queue_add. */
gboolean queue_finish (struct queue *queue, GError **error);

#endif
