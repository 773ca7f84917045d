/* Child processes: what they inherit, how they end, and what remains of them. */
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stages/run/process.h"
#include "stages/run/tree.h"

static char *folder;

static char *
read_in_folder (const char *name)
{
    g_autofree char *path = g_build_filename (folder, name, NULL);
    char *text = NULL;
    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    return text;
}

static struct process_result
run_shell (const char *script, double seconds)
{
    g_autofree char *out = g_build_filename (folder, "out", NULL);
    unlink (out);
    const char *const argv[] = { "/bin/sh", "-c", script, NULL };
    struct process process = {
        .folder = folder,
        .argv = argv,
        .output = "out",
        .log = "log",
        .deadline = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC),
    };
    struct process_result result;
    g_autoptr (GError) error = NULL;
    g_assert_true (process_run (&process, &result, &error));
    g_assert_no_error (error);
    return result;
}

static void
test_status (void)
{
    struct process_result result = run_shell ("pwd; echo one >&2; printf 'two\\007' >&2; exit 65", 10);
    g_assert_cmpint (result.end, ==, PROCESS_EXITED);
    g_assert_cmpint (result.status, ==, 65);
    g_assert_cmpstr (result.last_line, ==, "two?");
    g_free (result.last_line);
    g_autofree char *out = read_in_folder ("out");
    g_assert_cmpstr (g_strchomp (out), ==, folder);
    g_autofree char *log = read_in_folder ("log");
    g_assert_cmpstr (log, ==, "one\ntwo\a");

    result = run_shell ("kill -SEGV $$", 10);
    g_assert_cmpint (result.end, ==, PROCESS_KILLED);
    g_assert_cmpint (result.status, ==, SIGSEGV);
    g_assert_null (result.last_line);
}

static void
test_descriptors (void)
{
    int leak = open ("/dev/null", O_RDONLY); /* without O_CLOEXEC: closed all the same */
    g_assert_cmpint (dup2 (leak, 9), ==, 9);
    struct process_result result =
        run_shell ("for fd in 0 1 2 3 4 5 6 7 8 9; do test -e /proc/$$/fd/$fd && echo $fd; done; true", 10);
    g_assert_cmpint (result.status, ==, 0);
    g_autofree char *out = read_in_folder ("out");
    g_assert_cmpstr (out, ==, "0\n1\n2\n");
    close (leak);
    close (9);
}

static gboolean
is_alive (const char *pid)
{
    return kill ((pid_t) g_ascii_strtoll (pid, NULL, 10), 0) == 0 || errno != ESRCH;
}

static gboolean
dies_soon (const char *pid)
{
    for (int i = 0; i < 100 && is_alive (pid); i++)
        g_usleep (20000); /* init has to wait for it */
    return !is_alive (pid);
}

static void
test_deadline (void)
{
    gint64 start = g_get_monotonic_time ();
    struct process_result result = run_shell ("sleep 1000 & echo $!; wait", 0.5);
    g_assert_cmpint (result.end, ==, PROCESS_DEADLINE);
    g_assert_cmpint (g_get_monotonic_time () - start, <, 10 * G_USEC_PER_SEC);
    g_autofree char *out = read_in_folder ("out");
    g_assert_true (dies_soon (out));
}

static void
test_stragglers (void)
{
    struct process_result result = run_shell ("sleep 1000 & echo $!", 10); /* it holds stderr open */
    g_assert_cmpint (result.end, ==, PROCESS_EXITED);
    g_assert_cmpfloat (result.seconds, <, 5);
    g_autofree char *out = read_in_folder ("out");
    g_assert_true (dies_soon (out));
}

static void
test_missing (void)
{
    const char *const argv[] = { "/nonexistent/program", NULL };
    struct process process = {
        .folder = folder, .argv = argv, .log = "log", .deadline = g_get_monotonic_time () + G_USEC_PER_SEC
    };
    struct process_result result;
    g_assert_true (process_run (&process, &result, NULL));
    g_assert_cmpint (result.end, ==, PROCESS_NOT_STARTED);
    g_assert_cmpint (result.status, ==, ENOENT);
    g_free (result.last_line);
}

static void
test_log_limit (void)
{
    struct process_result result = run_shell ("yes 123456789 | head -c 3000000 >&2", 30);
    g_assert_cmpint (result.status, ==, 0);
    g_free (result.last_line);
    g_autofree char *path = g_build_filename (folder, "log", NULL);
    struct stat status;
    g_assert_cmpint (stat (path, &status), ==, 0);
    g_assert_cmpint (status.st_size, >=, PROCESS_LOG_BYTES);
    g_assert_cmpint (status.st_size, <, 2 * PROCESS_LOG_BYTES); /* with the lines of the tests before */
}

static void
test_output_is_new (void)
{
    const char *const argv[] = { "/bin/true", NULL };
    struct process process = { .folder = folder, .argv = argv, .output = "link", .log = "log" };
    g_autofree char *path = g_build_filename (folder, "link", NULL);
    g_assert_cmpint (symlink ("/nonexistent/target", path), ==, 0);
    struct process_result result;
    g_autoptr (GError) error = NULL;
    g_assert_false (process_run (&process, &result, &error));
    g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    folder = g_dir_make_tmp ("test-run-process-XXXXXX", NULL);
    g_assert_nonnull (folder);
    g_test_add_func ("/run/process/status", test_status);
    g_test_add_func ("/run/process/descriptors", test_descriptors);
    g_test_add_func ("/run/process/deadline", test_deadline);
    g_test_add_func ("/run/process/stragglers", test_stragglers);
    g_test_add_func ("/run/process/missing", test_missing);
    g_test_add_func ("/run/process/log-limit", test_log_limit);
    g_test_add_func ("/run/process/output-is-new", test_output_is_new);
    int failed = g_test_run ();
    tree_remove (folder, NULL);
    g_free (folder);
    return failed;
}
