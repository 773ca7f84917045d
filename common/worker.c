#include "common/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define READ_BYTES 65536

struct worker {
    pid_t pid;         /* 0 once it has been waited for */
    int input;         /* we write, or -1 */
    int output;        /* we read, or -1 */
    GByteArray *bytes; /* read and not yet handed out */
    gsize taken;       /* of bytes, handed out */
    gsize searched;    /* of bytes, known to hold no newline */
    gboolean ended;
    int status; /* of waitpid */
};

GQuark
worker_error_quark (void)
{
    return g_quark_from_static_string ("worker");
}

/* In the child, which must never return into the parent's code. */
static void G_GNUC_NORETURN
child_main (worker_function function, gpointer argument, pid_t parent, int input, int output)
{
    prctl (PR_SET_PDEATHSIG, SIGKILL);
    if (getppid () != parent)
        _exit (0); /* it died before we asked to die with it */
    signal (SIGPIPE, SIG_DFL);
    signal (SIGINT, SIG_IGN); /* the parent decides */

    int nowhere = open ("/dev/null", O_RDWR | O_CLOEXEC);
    if (nowhere < 0 || dup2 (input, STDIN_FILENO) < 0 || dup2 (nowhere, STDOUT_FILENO) < 0)
        _exit (1);
#ifndef __SANITIZE_ADDRESS__ /* whose reports we want to see */
    if (g_getenv ("CASEFILE_WORKER_STDERR") == NULL && dup2 (nowhere, STDERR_FILENO) < 0)
        _exit (1);
#endif
    close (input);
    close (nowhere);
    _exit (function (argument, output));
}

struct worker *
worker_start (worker_function function, gpointer argument, GError **error)
{
    int input[2] = { -1, -1 }, output[2] = { -1, -1 };
    pid_t parent = getpid ();

    fflush (NULL); /* what is buffered is the parent's: a library's exit() in the child must not write it again */
    if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, input) != 0 || pipe2 (output, O_CLOEXEC) != 0)
        goto failed;
    pid_t pid = fork ();
    if (pid < 0)
        goto failed;
    if (pid == 0) {
        close (input[1]);
        close (output[0]);
        child_main (function, argument, parent, input[0], output[1]);
    }
    close (input[0]);
    close (output[1]);

    struct worker *worker = g_new0 (struct worker, 1);
    worker->pid = pid;
    worker->input = input[1];
    worker->output = output[0];
    worker->bytes = g_byte_array_new ();
    return worker;

failed:
    g_set_error (error, WORKER_ERROR, WORKER_ERROR_START, "cannot start a worker: %s", g_strerror (errno));
    for (int i = 0; i < 2; i++) {
        if (input[i] >= 0)
            close (input[i]);
        if (output[i] >= 0)
            close (output[i]);
    }
    return NULL;
}

static void
wait_for (struct worker *worker)
{
    if (worker->pid == 0)
        return;
    while (waitpid (worker->pid, &worker->status, 0) < 0 && errno == EINTR)
        ;
    worker->pid = 0;
}

static void
stop (struct worker *worker)
{
    if (worker->pid != 0)
        kill (worker->pid, SIGKILL);
    wait_for (worker);
    worker->ended = TRUE;
}

void
worker_forget (struct worker *worker)
{
    if (worker == NULL)
        return;
    worker_close_input (worker);
    close (worker->output);
    g_clear_pointer (&worker->bytes, g_byte_array_unref);
    g_free (worker);
}

void
worker_free (struct worker *worker)
{
    if (worker == NULL)
        return;
    stop (worker);
    worker_forget (worker);
}

/* The child has closed its end: waits for it and says how it went. A child that closed its output and lives on is killed
 * at the deadline. */
static gboolean
conclude (struct worker *worker, gint64 deadline, int *status, GError **error)
{
    worker->ended = TRUE;
    while (worker->pid != 0 && g_get_monotonic_time () < deadline) {
        pid_t done = waitpid (worker->pid, &worker->status, WNOHANG);
        if (done == worker->pid)
            worker->pid = 0;
        else
            g_usleep (200);
    }
    if (worker->pid != 0) {
        stop (worker);
        g_set_error (error, WORKER_ERROR, WORKER_ERROR_TIMEOUT, "the worker did not end in time");
        return FALSE;
    }
    if (WIFSIGNALED (worker->status)) {
        int signal_number = WTERMSIG (worker->status);
        enum worker_error code = signal_number == SIGXCPU   ? WORKER_ERROR_TIMEOUT
                                 : signal_number == SIGXFSZ ? WORKER_ERROR_OVERFLOW
                                                            : WORKER_ERROR_CRASHED;
        g_set_error (error, WORKER_ERROR, code, "the worker died of signal %d", signal_number);
        return FALSE;
    }
    if (WEXITSTATUS (worker->status) == WORKER_STATUS_UNCONFINED) {
        g_set_error (error, WORKER_ERROR, WORKER_ERROR_REFUSED, "the worker could not be confined");
        return FALSE;
    }
    if (status)
        *status = WEXITSTATUS (worker->status);
    return TRUE;
}

/* Waits for more bytes: 1 where there are some, 0 at the end, -1 with error. */
static int
read_more (struct worker *worker, gint64 deadline, GError **error)
{
    for (;;) {
        gint64 left = deadline - g_get_monotonic_time ();
        struct pollfd ready = { .fd = worker->output, .events = POLLIN };
        int n = left > 0 ? poll (&ready, 1, (int) MIN (left / 1000 + 1, G_MAXINT)) : 0;
        if (n < 0 && errno == EINTR)
            continue;
        if (n == 0) {
            stop (worker);
            g_set_error (error, WORKER_ERROR, WORKER_ERROR_TIMEOUT, "the worker did not answer in time");
            return -1;
        }
        guint before = worker->bytes->len;
        g_byte_array_set_size (worker->bytes, before + READ_BYTES);
        gssize got = read (worker->output, worker->bytes->data + before, READ_BYTES);
        g_byte_array_set_size (worker->bytes, before + (guint) MAX (got, 0));
        if (got >= 0)
            return got > 0;
        if (errno != EINTR)
            return 0;
    }
}

static int
overflow (struct worker *worker, GError **error)
{
    stop (worker);
    g_set_error (error, WORKER_ERROR, WORKER_ERROR_OVERFLOW, "the worker wrote more than it may");
    return -1;
}

GBytes *
worker_run (worker_function function, gpointer argument, gsize max_bytes, guint seconds, int *status, GError **error)
{
    gint64 deadline = g_get_monotonic_time () + (gint64) seconds * G_USEC_PER_SEC;
    g_autoptr (worker_t) worker = worker_start (function, argument, error);
    if (worker == NULL)
        return NULL;
    worker_close_input (worker);

    int more;
    do {
        more = read_more (worker, deadline, error);
        if (more == 1 && worker->bytes->len > max_bytes)
            more = overflow (worker, error);
    } while (more == 1);
    if (more < 0 || !conclude (worker, deadline, status, error))
        return NULL;
    return g_byte_array_free_to_bytes (g_steal_pointer (&worker->bytes));
}

/* Hands out bytes [taken, end) as a line. */
static const char *
take_line (struct worker *worker, gsize end, gsize *length)
{
    char *line = (char *) worker->bytes->data + worker->taken;
    *length = end - worker->taken;
    line[*length] = '\0';
    worker->taken = worker->searched = end + 1;
    return line;
}

const char *
worker_read_line (struct worker *worker, gsize max_bytes, guint seconds, gsize *length, int *status, GError **error)
{
    gint64 deadline = g_get_monotonic_time () + (gint64) seconds * G_USEC_PER_SEC;

    for (;;) {
        GByteArray *bytes = worker->bytes;
        const guint8 *newline = bytes->len > worker->searched
                                    ? memchr (bytes->data + worker->searched, '\n', bytes->len - worker->searched)
                                    : NULL;
        gsize end = newline ? (gsize) (newline - bytes->data) : bytes->len;
        if (end > worker->taken && end - worker->taken > max_bytes) {
            overflow (worker, error);
            return NULL;
        }
        if (newline)
            return take_line (worker, end, length);
        if (worker->ended)
            return NULL;

        /* Only the unfinished line is kept. */
        if (worker->taken > 0)
            g_byte_array_remove_range (bytes, 0, (guint) MIN (worker->taken, bytes->len));
        worker->taken = 0;
        worker->searched = bytes->len;

        int more = read_more (worker, deadline, error);
        if (more < 0)
            return NULL;
        if (more == 0) {
            if (!conclude (worker, deadline, status, error))
                return NULL;
            if (bytes->len > 0) {
                g_byte_array_append (bytes, (const guint8 *) "\n", 1);
                worker->searched = 0;
            }
        }
    }
}

int
worker_descriptor (const struct worker *worker)
{
    return worker->output;
}

gboolean
worker_write (struct worker *worker, const void *bytes, gsize length, GError **error)
{
    const char *at = bytes;

    while (length > 0) {
        gssize sent = send (worker->input, at, length, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0) {
            g_set_error (error, WORKER_ERROR, WORKER_ERROR_CRASHED, "the worker has gone");
            return FALSE;
        }
        at += sent;
        length -= (gsize) sent;
    }
    return TRUE;
}

void
worker_close_input (struct worker *worker)
{
    if (worker->input >= 0)
        close (worker->input);
    worker->input = -1;
}

gboolean
worker_send (int out, const void *bytes, gsize length)
{
    const char *at = bytes;

    while (length > 0) {
        gssize sent = write (out, at, length);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0)
            return FALSE;
        at += sent;
        length -= (gsize) sent;
    }
    return TRUE;
}
