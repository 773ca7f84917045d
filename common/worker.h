/* Worker processes: a child that does one dangerous piece of work and sends its result back as bytes.
 *
 * A crash, a hang or an overflow of the child is an error of the call and costs nothing else. The child's standard input
 * is what the parent sends (worker_write), its standard output is nowhere, and so is its standard error, for a document
 * must not write into the log. It dies with its parent.
 *
 * One piece of work: worker_run. A stream of lines: worker_start, then worker_read_line until NULL, then worker_free.
 */
#ifndef CASEFILE_WORKER_H
#define CASEFILE_WORKER_H

#include <glib.h>

#include "common/sandbox.h"

#define WORKER_ERROR (worker_error_quark ())
GQuark worker_error_quark (void);
enum worker_error {
    WORKER_ERROR_START,    /* no process, or no pipe */
    WORKER_ERROR_CRASHED,  /* it died of a signal */
    WORKER_ERROR_TIMEOUT,  /* wall time, or its limit of CPU time */
    WORKER_ERROR_OVERFLOW, /* more bytes than the caller takes */
    WORKER_ERROR_REFUSED   /* the sandbox could not be entered: WORKER_STATUS_UNCONFINED */
};

/* What a worker function returns where sandbox_enter failed: the parent then gets WORKER_ERROR_REFUSED. */
#define WORKER_STATUS_UNCONFINED 71

/* Runs in the child. Writes its result to `out` (a descriptor) and returns 0, or another exit status on failure; what it
 * wrote before failing is handed to the parent as well. It enters the sandbox itself, once loaded (sandbox_enter). */
typedef int (*worker_function) (gpointer argument, int out);

/* Forks, runs, collects at most `max_bytes` within `seconds` of wall time. The bytes (the caller's) or NULL and
 * WORKER_ERROR; *status (may be NULL) gets the function's return value. */
GBytes *worker_run (worker_function function, gpointer argument, gsize max_bytes, guint seconds, int *status,
                    GError **error);

struct worker;
/* Forks and runs `function`. NULL and WORKER_ERROR_START. The caller frees, which kills a child that still runs. */
struct worker *worker_start (worker_function function, gpointer argument, GError **error);
void worker_free (struct worker *worker);
/* In a child of the same parent: lets go of a worker that is not its own, which lives on. */
void worker_forget (struct worker *worker);
typedef struct worker worker_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (worker_t, worker_free)

/* The next line that the child wrote, without its newline; lent until the next call. NULL without error where the child
 * has ended (*status, may be NULL, is then what the function returned); NULL and WORKER_ERROR where it crashed, said
 * nothing whole within `seconds`, or wrote a line above `max_bytes`: then it has been killed. A last line without its
 * newline is handed out like the others only where the child ended well. */
const char *worker_read_line (struct worker *worker, gsize max_bytes, guint seconds, gsize *length, int *status,
                              GError **error);
/* What becomes readable once the child has written or ended, to poll many children at once; the worker's own. */
int worker_descriptor (const struct worker *worker);
/* Sends bytes to the child's standard input. FALSE and WORKER_ERROR_CRASHED where it has gone. It may block while the child
 * does not read. */
gboolean worker_write (struct worker *worker, const void *bytes, gsize length, GError **error);
/* Ends the child's standard input. */
void worker_close_input (struct worker *worker);

/* In the child: writes all of it, FALSE where the parent has gone. */
gboolean worker_send (int out, const void *bytes, gsize length);

#endif
