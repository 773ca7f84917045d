/* Starting a pipeline in a process of its own, and what it left (runner.h). */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/atomicfile.h"
#include "common/log.h"
#include "common/record.h"
#include "stages/run/manifest.h"
#include "stages/run/runner.h"
#include "stages/run/tree.h"

#define RUN_JSON_BYTES (16u << 20)

cJSON *
runner_describe (const struct spool *spool, const struct spool_work *work, const char *revision, const char *previous,
                 int number)
{
    g_autofree char *folder = g_build_filename (spool->work, work->id, NULL);
    cJSON *manifest = manifest_load (folder, NULL);
    struct utsname host;
    cJSON *run = cJSON_CreateObject ();
    cJSON_AddNumberToObject (run, "v", RECORD_VERSION);
    record_add_string (run, "id", work->id);
    record_add_string (run, "case", work->name);
    record_add_string (run, "revision", revision);
    cJSON_AddNumberToObject (run, "number", number);
    record_add_string (run, "previous", previous);
    cJSON_AddNumberToObject (run, "attempt", work->attempts);
    cJSON_AddBoolToObject (run, "expedited", work->expedited);
    cJSON_AddNumberToObject (run, "dropped", (double) work->since);
    cJSON_AddNumberToObject (run, "started", (double) time (NULL));
    record_add_string (run, "host", uname (&host) == 0 ? host.nodename : NULL);
    int new_files = 0;
    cJSON *attachments = cJSON_AddArrayToObject (run, "attachments");
    const cJSON *file;
    cJSON_ArrayForEach (file, record_get (manifest, "files")) {
        new_files += record_string (file, "revision") == NULL;
        if (g_strcmp0 (record_string (file, "role"), "document") != 0)
            cJSON_AddItemToArray (attachments, cJSON_Duplicate (file, TRUE));
    }
    cJSON_AddNumberToObject (run, "new_files", new_files);
    cJSON *refused = cJSON_Duplicate (record_get (manifest, "refused"), TRUE);
    cJSON_AddItemToObject (run, "refused", refused ? refused : cJSON_CreateArray ());
    cJSON_Delete (manifest);
    return run;
}

/* In the child: _exit, since what is open is the coordinator's. */
static void G_GNUC_NORETURN
work_in_child (pid_t parent, const struct settings *settings, const char *folder, gboolean from_pages, const cJSON *run,
               int progress)
{
    prctl (PR_SET_PDEATHSIG, SIGKILL);
    if (getppid () != parent)
        _exit (EXIT_FAILURE); /* it died before we asked to die with it */
    g_autoptr (GError) error = NULL;
    struct pipeline pipeline = { folder, settings, from_pages, progress, cJSON_Duplicate (run, TRUE) };
    enum pipeline_outcome outcome;
    gboolean written = pipeline_run (&pipeline, &outcome, &error);
    if (!written)
        log_error (record_string (run, "id"), "%s", error->message);
    _exit (written ? EXIT_SUCCESS : EXIT_FAILURE);
}

gboolean
runner_start (struct worker_process *worker, const struct settings *settings, const char *folder, gboolean from_pages,
              const cJSON *run, GError **error)
{
    int progress[2];
    if (pipe2 (progress, O_CLOEXEC | O_NONBLOCK) != 0)
        return atomicfile_fail (error, errno, "make a pipe");
    pid_t parent = getpid ();
    worker->pid = fork ();
    if (worker->pid == 0)
        work_in_child (parent, settings, folder, from_pages, run, progress[1]);
    int failed = worker->pid < 0 ? errno : 0;
    close (progress[1]);
    if (failed) {
        close (progress[0]);
        return atomicfile_fail (error, failed, "start a process");
    }
    worker->progress = progress[0];
    worker->pidfd = pidfd_open (worker->pid, 0);
    return TRUE;
}

cJSON *
runner_finish (struct worker_process *worker, const struct settings *settings, const char *folder,
               enum pipeline_outcome *outcome)
{
    while (waitpid (worker->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    close (worker->progress);
    if (worker->pidfd >= 0)
        close (worker->pidfd);
    g_autofree char *path = g_build_filename (folder, "run.json", NULL);
    cJSON *run = tree_read_json (path, RUN_JSON_BYTES, NULL);
    if (run)
        *outcome = pipeline_outcome_parse (record_string (run, "outcome"));
    else
        *outcome = pipeline_disk_is_full (folder, settings) ? PIPELINE_DELAYED : PIPELINE_RETRY;
    return run;
}
