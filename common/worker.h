/* Worker processes: a child that does one dangerous piece of work and sends its result back as bytes.
 *
 * A crash, a hang or an overflow of the child is an error of the call and costs nothing else.
 */
#ifndef CASEFILE_WORKER_H
#define CASEFILE_WORKER_H

#include <glib.h>

#include "common/sandbox.h"

#define WORKER_ERROR (worker_error_quark ())
GQuark worker_error_quark (void);
enum worker_error { WORKER_ERROR_START, WORKER_ERROR_CRASHED, WORKER_ERROR_TIMEOUT, WORKER_ERROR_OVERFLOW, WORKER_ERROR_REFUSED };

/* Runs in the child. Writes its result to `out` (a descriptor) and returns 0, or another exit status on failure; what it
 * wrote before failing is handed to the parent as well. It enters the sandbox itself, once loaded (sandbox_enter). */
typedef int (*worker_function) (gpointer argument, int out);

/* Forks, runs, collects at most `max_bytes` within `seconds` of wall time. The bytes (the caller's) or NULL and
 * WORKER_ERROR; *status gets the function's return value. */
GBytes *worker_run (worker_function function, gpointer argument, gsize max_bytes, guint seconds, int *status, GError **error);

#endif
