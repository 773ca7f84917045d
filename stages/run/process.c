#include "stages/run/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/atomicfile.h"

#define TICK_MS 500
#define LAST_LINE_BYTES 300
#define OUTPUT_MAX_BYTES (16ull << 30)

volatile int process_interrupted;

static void
interrupt (int signal_number)
{
    (void) signal_number;
    process_interrupted = 1;
}

void
process_catch_signals (void)
{
    struct sigaction action = { .sa_handler = interrupt }; /* no SA_RESTART: waits are to end */
    sigaction (SIGINT, &action, NULL);
    sigaction (SIGTERM, &action, NULL);
    signal (SIGPIPE, SIG_IGN);
    signal (SIGIO, SIG_IGN); /* of leases that are broken while the inbox is looked at */
}

/* In the child: only system calls from here on. What it cannot do it tells through `errors`. */
static void G_GNUC_NORETURN
become (const struct process *process, pid_t parent, int input, int output, int log, int errors)
{
    static const int CAUGHT[] = { SIGINT, SIGTERM, SIGPIPE, SIGIO };
    setpgid (0, 0);
    prctl (PR_SET_PDEATHSIG, SIGKILL);
    if (getppid () != parent)
        _exit (127); /* it died before we asked to die with it */
    for (gsize i = 0; i < G_N_ELEMENTS (CAUGHT); i++)
        signal (CAUGHT[i], SIG_DFL);
    struct rlimit none = { 0, 0 }, output_limit = { OUTPUT_MAX_BYTES, OUTPUT_MAX_BYTES };
    setrlimit (RLIMIT_CORE, &none); /* a core holds the document */
    setrlimit (RLIMIT_FSIZE, &output_limit);
    if (chdir (process->folder) == 0 && dup2 (input, STDIN_FILENO) == 0 && dup2 (output, STDOUT_FILENO) == 1
        && dup2 (log, STDERR_FILENO) == 2 && dup2 (errors, 3) == 3 && fcntl (3, F_SETFD, FD_CLOEXEC) == 0) {
        close_range (4, ~0u, 0);
        execv (process->argv[0], (char *const *) process->argv);
        errors = 3;
    }
    int failed = errno;
    if (write (errors, &failed, sizeof failed) != sizeof failed)
        _exit (126);
    _exit (127);
}

struct child {
    pid_t pid;
    int pidfd, log_in, log_out;
    gsize logged;
    GString *line; /* the last one, as far as it has come */
    gboolean line_ended;
};

static void
keep_last_line (struct child *child, const char *bytes, gsize n)
{
    for (gsize i = 0; i < n; i++) {
        if (bytes[i] == '\n') {
            child->line_ended = TRUE;
            continue;
        }
        if (child->line_ended)
            g_string_truncate (child->line, 0);
        child->line_ended = FALSE;
        if (child->line->len < LAST_LINE_BYTES)
            g_string_append_c (child->line, (guchar) bytes[i] < 0x20 || (guchar) bytes[i] >= 0x7f ? '?' : bytes[i]);
    }
}

/* What stderr has now; FALSE at its end. */
static gboolean
copy_log (struct child *child)
{
    char bytes[4096];
    gssize n;
    while ((n = read (child->log_in, bytes, sizeof bytes)) > 0) {
        keep_last_line (child, bytes, (gsize) n);
        gsize keep = MIN ((gsize) n, PROCESS_LOG_BYTES - child->logged);
        if (keep > 0 && write (child->log_out, bytes, keep) < 0)
            child->logged = PROCESS_LOG_BYTES; /* the disk is full: the run matters more */
        else
            child->logged += keep;
    }
    return n < 0 && (errno == EAGAIN || errno == EINTR);
}

static void
watch (const struct process *process, struct child *child, struct process_result *result)
{
    struct pollfd polled[] = { { child->pidfd, POLLIN, 0 }, { child->log_in, POLLIN, 0 } };
    gboolean ended = FALSE;
    while (!ended) {
        gint64 left = (process->deadline - g_get_monotonic_time ()) / 1000;
        poll (polled, 2, (int) CLAMP (left, 0, TICK_MS));
        if (!copy_log (child))
            polled[1].fd = -1;
        siginfo_t info = { 0 };
        ended = waitid (P_PID, (id_t) child->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == child->pid;
        if (!ended && (process_interrupted || g_get_monotonic_time () >= process->deadline)) {
            result->end = process_interrupted ? PROCESS_INTERRUPTED : PROCESS_DEADLINE;
            ended = TRUE;
        }
        if (process->tick)
            process->tick (process->user);
    }
    kill (-child->pid,
          SIGKILL); /* before it is waited for, while its number is still its own: its workers go with it */
}

static void
conclude (const struct child *child, struct process_result *result)
{
    struct rusage usage = { 0 };
    int status = 0;
    while (wait4 (child->pid, &status, 0, &usage) < 0 && errno == EINTR)
        ;
    result->cpu_seconds = (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
                          + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    result->memory_kb = usage.ru_maxrss;
    if (result->end != PROCESS_EXITED)
        return;
    result->end = WIFEXITED (status) ? PROCESS_EXITED : PROCESS_KILLED;
    result->status = WIFEXITED (status) ? WEXITSTATUS (status) : WTERMSIG (status);
}

static void
start_and_watch (const struct process *process, int input, int output, int log, struct process_result *result)
{
    int pipe_log[2], pipe_errors[2];
    result->end = PROCESS_NOT_STARTED;
    if (pipe2 (pipe_log, O_CLOEXEC) != 0) {
        result->status = errno;
        return;
    }
    if (pipe2 (pipe_errors, O_CLOEXEC) != 0) {
        result->status = errno;
        close (pipe_log[0]);
        close (pipe_log[1]);
        return;
    }
    pid_t parent = getpid (), pid = fork ();
    if (pid == 0)
        become (process, parent, input, output, pipe_log[1], pipe_errors[1]);
    result->status = pid < 0 ? errno : 0;
    close (pipe_log[1]);
    close (pipe_errors[1]);
    if (pid > 0) {
        struct child child = { .pid = pid, .pidfd = pidfd_open (pid, 0), .log_in = pipe_log[0], .log_out = log };
        gssize n;
        while ((n = read (pipe_errors[0], &result->status, sizeof result->status)) < 0 && errno == EINTR)
            ;
        child.line = g_string_new (NULL);
        fcntl (child.log_in, F_SETFL, O_NONBLOCK);
        if (n == 0) {
            result->end = PROCESS_EXITED;
            watch (process, &child, result);
            copy_log (&child);
        }
        conclude (&child, result);
        if (child.pidfd >= 0)
            close (child.pidfd);
        result->last_line = g_string_free (child.line, child.line->len == 0);
    }
    close (pipe_log[0]);
    close (pipe_errors[0]);
}

static int
open_in (const char *folder, const char *name, int flags, GError **error)
{
    g_autofree char *path = name ? g_build_filename (folder, name, NULL) : g_strdup ("/dev/null");
    int fd = open (path, (name ? flags : O_RDWR) | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        atomicfile_fail (error, errno, "open a stage's input, output or log");
    return fd;
}

gboolean
process_run (const struct process *process, struct process_result *result, GError **error)
{
    memset (result, 0, sizeof *result);
    gint64 start = g_get_monotonic_time ();
    int input = open_in (process->folder, process->input, O_RDONLY, error), output = -1, log = -1;
    if (input >= 0)
        output = open_in (process->folder, process->output, O_WRONLY | O_CREAT | O_EXCL, error);
    if (output >= 0)
        log = open_in (process->folder, process->log, O_WRONLY | O_CREAT | O_APPEND, error);
    if (log >= 0)
        start_and_watch (process, input, output, log, result);
    result->seconds = (double) (g_get_monotonic_time () - start) / 1e6;
    gboolean opened = log >= 0;
    const int fds[] = { input, output, log };
    for (gsize i = 0; i < G_N_ELEMENTS (fds); i++)
        if (fds[i] >= 0)
            close (fds[i]);
    return opened;
}
