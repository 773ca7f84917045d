/* The local launcher: each pipeline in a process of its own on this machine, which dies with the coordinator (launcher.h). */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/atomicfile.h"
#include "common/log.h"
#include "common/record.h"
#include "stages/run/launcher.h"
#include "stages/run/process.h"

#define POLL_MS 500
#define HARD_DEADLINE_MARGIN_SECONDS 60 /* a pipeline that does not keep its own deadline */

static guint
room (const struct launcher *launcher)
{
    return launcher->jobs - MIN (launcher->launches->len, launcher->jobs);
}

/* In the child: _exit, since what is open is the coordinator's. */
static void G_GNUC_NORETURN
work_in_child (pid_t parent, const struct settings *settings, const struct launch *launch, int progress)
{
    prctl (PR_SET_PDEATHSIG, SIGKILL);
    if (getppid () != parent)
        _exit (EXIT_FAILURE); /* it died before we asked to die with it */
    g_autoptr (GError) error = NULL;
    struct pipeline pipeline = { launch->folder, settings, launch->from_pages, progress, NULL, launch->run };
    enum pipeline_outcome outcome;
    gboolean written = pipeline_run (&pipeline, &outcome, &error);
    if (!written)
        log_error (record_string (launch->run, "id"), "%s", error->message);
    _exit (written ? EXIT_SUCCESS : EXIT_FAILURE);
}

static gboolean
start (struct launcher *launcher, struct launch *launch, GError **error)
{
    int progress[2];
    if (pipe2 (progress, O_CLOEXEC | O_NONBLOCK) != 0)
        return atomicfile_fail (error, errno, "make a pipe");
    pid_t parent = getpid (), pid = fork ();
    if (pid == 0)
        work_in_child (parent, launcher->settings, launch, progress[1]);
    int failed = pid < 0 ? errno : 0;
    close (progress[1]);
    if (failed) {
        close (progress[0]);
        return atomicfile_fail (error, failed, "start a process");
    }
    launch->local.pid = pid;
    launch->local.pipe = progress[0];
    launch->local.pidfd = pidfd_open (pid, 0);
    launch->local.deadline =
        g_get_monotonic_time ()
        + (settings_int (launcher->settings, "run", "case_seconds") + HARD_DEADLINE_MARGIN_SECONDS) * G_USEC_PER_SEC;
    g_ptr_array_add (launcher->launches, launch);
    return TRUE;
}

static void
submit (struct launcher *launcher)
{
    (void) launcher; /* what was started runs */
}

static void
wait_for_some (struct launcher *launcher)
{
    guint n = launcher->launches->len;
    g_autofree struct pollfd *polled = g_new0 (struct pollfd, n);
    for (guint i = 0; i < n; i++) {
        const struct launch *launch = g_ptr_array_index (launcher->launches, i);
        polled[i] = (struct pollfd){ launch->local.pidfd, POLLIN, 0 };
    }
    poll (polled, n, POLL_MS);
    for (guint i = 0; i < n; i++) {
        struct launch *launch = g_ptr_array_index (launcher->launches, i);
        struct pipeline_progress latest;
        while (read (launch->local.pipe, &latest, sizeof latest) == sizeof latest)
            launch->progress = latest;
        gboolean late = g_get_monotonic_time () > launch->local.deadline;
        if (process_interrupted || late)
            kill (launch->local.pid, late ? SIGKILL : SIGTERM);
        launch->ended |= polled[i].revents != 0 || late;
    }
}

static cJSON *
result (struct launcher *launcher, struct launch *launch, enum pipeline_outcome *outcome)
{
    while (waitpid (launch->local.pid, NULL, 0) < 0 && errno == EINTR)
        ;
    close (launch->local.pipe);
    if (launch->local.pidfd >= 0)
        close (launch->local.pidfd);
    g_ptr_array_remove (launcher->launches, launch);
    return launcher_read_run (launcher, launch, outcome);
}

struct launcher *
launcher_new_local (const struct settings *settings, guint jobs)
{
    struct launcher *launcher = launcher_new (settings, jobs);
    launcher->room = room;
    launcher->start = start;
    launcher->submit = submit;
    launcher->poll = wait_for_some;
    launcher->result = result;
    return launcher;
}
