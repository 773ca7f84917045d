/* The sandbox: a confined worker keeps what is open and gets nothing else. Each attempt is first shown to work in a worker
 * that is not confined, so that a refusal proves the sandbox and not a broken test. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/sandbox.h"
#include "common/worker.h"

#define SECONDS 20
#define MEBIBYTE (1024u * 1024u)

static const struct sandbox_limits limits = { .memory_bytes = 512 * MEBIBYTE,
                                              .cpu_seconds = 1,
                                              .output_bytes = MEBIBYTE };

enum { DONE = 0, FAILED = 1 };

static int
try_read (gpointer path, int out)
{
    (void) out;
    int fd = open (path, O_RDONLY);
    char byte;
    return fd >= 0 && read (fd, &byte, 1) == 1 ? DONE : FAILED;
}

static int
try_create (gpointer path, int out)
{
    (void) out;
    return open (path, O_WRONLY | O_CREAT, 0600) >= 0 ? DONE : FAILED;
}

static int
try_rename (gpointer path, int out)
{
    (void) out;
    g_autofree char *other = g_strconcat (path, ".moved", NULL);
    return rename (path, other) == 0 && rename (other, path) == 0 ? DONE : FAILED;
}

static int
try_socket (gpointer family, int out)
{
    (void) out;
    return socket (GPOINTER_TO_INT (family), SOCK_STREAM, 0) >= 0 ? DONE : FAILED;
}

static int
try_exec (gpointer path, int out)
{
    (void) out;
    execl (path, path, NULL); /* /bin/true ends with 0 */
    return FAILED;
}

static int
try_fork (gpointer argument, int out)
{
    (void) argument;
    (void) out;
    pid_t pid = fork ();
    if (pid == 0)
        _exit (0);
    return pid > 0 && waitpid (pid, NULL, 0) == pid ? DONE : FAILED;
}

static void *
nothing (void *argument)
{
    return argument;
}

static int
try_thread (gpointer argument, int out)
{
    (void) argument;
    (void) out;
    pthread_t thread;
    if (pthread_create (&thread, NULL, nothing, NULL) != 0)
        return FAILED;
    return pthread_join (thread, NULL) == 0 ? DONE : FAILED;
}

static int
try_signal (gpointer pid, int out)
{
    (void) out;
    return kill (GPOINTER_TO_INT (pid), 0) == 0 ? DONE : FAILED;
}

G_GNUC_UNUSED static int /* a sanitizer build leaves it out */
try_executable_memory (gpointer argument, int out)
{
    (void) argument;
    (void) out;
    return mmap (NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED ? DONE : FAILED;
}

G_GNUC_UNUSED static int
try_memory (gpointer argument, int out)
{
    (void) argument;
    (void) out;
    return mmap (NULL, 1024u * MEBIBYTE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED
               ? DONE
               : FAILED;
}

struct attempt {
    worker_function function;
    gpointer argument;
    gboolean confined;
    const char *readable; /* folder, or NULL */
};

static int
run_attempt (gpointer argument, int out)
{
    const struct attempt *attempt = argument;
    const char *const readable[] = { attempt->readable, NULL };
    if (attempt->confined && !sandbox_enter (&limits, readable, SANDBOX_REQUIRED, NULL))
        return WORKER_STATUS_UNCONFINED;
    return attempt->function (attempt->argument, out);
}

static int
status_of (worker_function function, gpointer argument, gboolean confined, const char *readable)
{
    struct attempt attempt = { function, argument, confined, readable };
    g_autoptr (GError) error = NULL;
    int status = -1;
    g_autoptr (GBytes) bytes = worker_run (run_attempt, &attempt, 1000, SECONDS, &status, &error);
    g_assert_no_error (error);
    return status;
}

static void
expect_refusal (worker_function function, gpointer argument)
{
    g_assert_cmpint (status_of (function, argument, FALSE, NULL), ==, DONE);
    g_assert_cmpint (status_of (function, argument, TRUE, NULL), ==, FAILED);
}

struct folder {
    char *path, *file;
};

static void
folder_make (struct folder *folder, gconstpointer unused)
{
    (void) unused;
    folder->path = g_dir_make_tmp ("casefile-test-XXXXXX", NULL);
    folder->file = g_build_filename (folder->path, "file", NULL);
    g_assert_true (g_file_set_contents (folder->file, "content", -1, NULL));
}

static void
folder_remove (struct folder *folder, gconstpointer unused)
{
    (void) unused;
    g_unlink (folder->file);
    g_rmdir (folder->path);
    g_free (folder->file);
    g_free (folder->path);
}

static gboolean
have_landlock (void)
{
    if (sandbox_probe (SANDBOX_REQUIRED, NULL))
        return TRUE;
    g_test_skip ("this kernel has no Landlock");
    return FALSE;
}

static void
test_files (struct folder *folder, gconstpointer unused)
{
    (void) unused;
    if (!have_landlock ())
        return;
    g_autofree char *fresh = g_build_filename (folder->path, "fresh", NULL);
    expect_refusal (try_read, folder->file);
    expect_refusal (try_create, fresh);
    g_unlink (fresh);
    expect_refusal (try_rename, folder->file);
}

static void
test_readable_folder (struct folder *folder, gconstpointer unused)
{
    (void) unused;
    if (!have_landlock ())
        return;
    g_autofree char *fresh = g_build_filename (folder->path, "fresh", NULL);
    g_assert_cmpint (status_of (try_read, folder->file, TRUE, folder->path), ==, DONE);
    g_assert_cmpint (status_of (try_create, fresh, TRUE, folder->path), ==, FAILED);
    g_assert_false (g_file_test (fresh, G_FILE_TEST_EXISTS));
    g_assert_cmpint (status_of (try_read, (gpointer) "/etc/passwd", TRUE, folder->path), ==, FAILED);
}

static void
test_no_network (void)
{
    if (!have_landlock ())
        return;
    expect_refusal (try_socket, GINT_TO_POINTER (AF_INET));
    expect_refusal (try_socket, GINT_TO_POINTER (AF_UNIX));
}

static void
test_no_other_process (void)
{
    if (!have_landlock ())
        return;
    expect_refusal (try_exec, (gpointer) "/bin/true");
    expect_refusal (try_fork, NULL);
    expect_refusal (try_thread, NULL);
    expect_refusal (try_signal, GINT_TO_POINTER (getpid ()));
}

static int
with_threads (gpointer function, int out)
{
    struct sandbox_limits threaded = limits;
    threaded.threads = TRUE;
    if (!sandbox_enter (&threaded, NULL, SANDBOX_REQUIRED, NULL))
        return WORKER_STATUS_UNCONFINED;
    return ((worker_function) function) (NULL, out);
}

/* Where threads are allowed, processes are none the more. */
static void
test_threads (void)
{
    static const struct {
        worker_function function;
        int status;
    } attempts[] = { { try_thread, DONE }, { try_fork, FAILED } };
    if (!have_landlock ())
        return;
    for (gsize i = 0; i < G_N_ELEMENTS (attempts); i++) {
        g_autoptr (GError) error = NULL;
        int status = -1;
        g_autoptr (GBytes) said = worker_run (with_threads, attempts[i].function, 1000, SECONDS, &status, &error);
        g_assert_no_error (error);
        g_assert_cmpint (status, ==, attempts[i].status);
    }
}

static void
test_memory (void)
{
    if (!have_landlock ())
        return;
#ifdef __SANITIZE_ADDRESS__
    g_test_skip ("no memory limit under AddressSanitizer");
#else
    expect_refusal (try_executable_memory, NULL);
    expect_refusal (try_memory, NULL);
#endif
}

static int
loop (gpointer argument, int out)
{
    (void) argument;
    (void) out;
    volatile guint i = 1;
    while (i != 0)
        i |= 1;
    return DONE;
}

/* The limit of CPU time ends what the wall clock would let run. */
static void
test_cpu (void)
{
    if (!have_landlock ())
        return;
    struct attempt attempt = { loop, NULL, TRUE, NULL };
    g_autoptr (GError) error = NULL;
    g_assert_null (worker_run (run_attempt, &attempt, 1000, 60, NULL, &error));
    g_assert_error (error, WORKER_ERROR, WORKER_ERROR_TIMEOUT);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add ("/sandbox/files", struct folder, NULL, folder_make, test_files, folder_remove);
    g_test_add ("/sandbox/readable-folder", struct folder, NULL, folder_make, test_readable_folder, folder_remove);
    g_test_add_func ("/sandbox/no-network", test_no_network);
    g_test_add_func ("/sandbox/no-other-process", test_no_other_process);
    g_test_add_func ("/sandbox/threads", test_threads);
    g_test_add_func ("/sandbox/memory", test_memory);
    g_test_add_func ("/sandbox/cpu", test_cpu);
    return g_test_run ();
}
