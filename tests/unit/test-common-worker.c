/* Workers: what a child writes arrives; a child that crashes, hangs or floods is an error of the call. */
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "common/worker.h"

#define SECONDS 20

static int
write_bytes (gpointer argument, int out)
{
    const char *bytes = argument;
    return worker_send (out, bytes, strlen (bytes)) ? 0 : 1;
}

static int
fail_after_writing (gpointer argument, int out)
{
    write_bytes (argument, out);
    return 3;
}

static int
be_unconfined (gpointer argument, int out)
{
    (void) argument;
    (void) out;
    return WORKER_STATUS_UNCONFINED;
}

static int
crash (gpointer argument, int out)
{
    if (argument)
        write_bytes (argument, out);
    signal (SIGSEGV, SIG_DFL); /* ASan's handler would make an exit status of it */
    raise (SIGSEGV);
    return 0;
}

static int
hang (gpointer argument, int out)
{
    if (argument)
        write_bytes (argument, out);
    while (pause () != 0)
        ;
    return 0;
}

static int
close_and_hang (gpointer argument, int out)
{
    close (out);
    return hang (argument, out);
}

static int
flood (gpointer argument, int out)
{
    (void) argument;
    while (worker_send (out, "xxxxxxxxxxxxxxxx", 16))
        ;
    return 0;
}

static int
count_input (gpointer argument, int out)
{
    char buffer[4096];
    gssize n, total = 0;
    (void) argument;
    while ((n = read (STDIN_FILENO, buffer, sizeof buffer)) > 0)
        total += n;
    g_autofree char *line = g_strdup_printf ("%zd\n", total);
    return write_bytes (line, out);
}

/* A document must not write into what the parent prints. */
static int
print (gpointer argument, int out)
{
    (void) argument;
    (void) out;
    return write (STDOUT_FILENO, "Bail out! not for stdout\n", 25) == 25 ? 0 : 1;
}

static void
test_result (void)
{
    g_autoptr (GError) error = NULL;
    int status = -1;
    g_autoptr (GBytes) bytes = worker_run (write_bytes, (gpointer) "two\nlines", 100, SECONDS, &status, &error);
    g_assert_no_error (error);
    g_assert_cmpint (status, ==, 0);
    g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "two\nlines", 9);
}

static void
test_failure_keeps_bytes (void)
{
    g_autoptr (GError) error = NULL;
    int status = -1;
    g_autoptr (GBytes) bytes = worker_run (fail_after_writing, (gpointer) "half", 100, SECONDS, &status, &error);
    g_assert_no_error (error);
    g_assert_cmpint (status, ==, 3);
    g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "half", 4);
}

static void
expect_error (worker_function function, gsize max_bytes, guint seconds, enum worker_error code)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = worker_run (function, NULL, max_bytes, seconds, NULL, &error);
    g_assert_error (error, WORKER_ERROR, (int) code);
    g_assert_null (bytes);
}

static void
test_bad_children (void)
{
    expect_error (crash, 100, SECONDS, WORKER_ERROR_CRASHED);
    expect_error (hang, 100, 1, WORKER_ERROR_TIMEOUT);
    expect_error (close_and_hang, 100, 1, WORKER_ERROR_TIMEOUT);
    expect_error (flood, 100000, SECONDS, WORKER_ERROR_OVERFLOW);
    expect_error (be_unconfined, 100, SECONDS, WORKER_ERROR_REFUSED);
}

static void
test_stdout_is_nowhere (void)
{
    g_autoptr (GError) error = NULL;
    int status = -1;
    g_autoptr (GBytes) bytes = worker_run (print, NULL, 100, SECONDS, &status, &error);
    g_assert_no_error (error);
    g_assert_cmpint (status, ==, 0);
    g_assert_cmpuint (g_bytes_get_size (bytes), ==, 0);
}

static void
expect_line (struct worker *worker, const char *expected)
{
    g_autoptr (GError) error = NULL;
    gsize length = 0;
    const char *line = worker_read_line (worker, 100, SECONDS, &length, NULL, &error);
    g_assert_no_error (error);
    g_assert_nonnull (line);
    g_assert_cmpmem (line, length, expected, strlen (expected));
}

static void
test_lines (void)
{
    g_autoptr (GError) error = NULL;
    gsize length;
    int status = -1;
    g_autoptr (worker_t) worker = worker_start (fail_after_writing, (gpointer) "one\n\ntwo\nrest", &error);
    g_assert_no_error (error);
    expect_line (worker, "one");
    expect_line (worker, "");
    expect_line (worker, "two");
    expect_line (worker, "rest");
    g_assert_null (worker_read_line (worker, 100, SECONDS, &length, &status, &error));
    g_assert_no_error (error);
    g_assert_null (worker_read_line (worker, 100, SECONDS, &length, NULL, &error));
    g_assert_no_error (error);
}

/* What came whole before a crash counts; the broken rest does not. */
static void
test_lines_before_a_crash (void)
{
    g_autoptr (GError) error = NULL;
    gsize length;
    g_autoptr (worker_t) worker = worker_start (crash, (gpointer) "whole\nbrok", &error);
    expect_line (worker, "whole");
    g_assert_null (worker_read_line (worker, 100, SECONDS, &length, NULL, &error));
    g_assert_error (error, WORKER_ERROR, WORKER_ERROR_CRASHED);
}

static void
test_lines_before_a_hang (void)
{
    g_autoptr (GError) error = NULL;
    gsize length;
    g_autoptr (worker_t) worker = worker_start (hang, (gpointer) "whole\n", &error);
    expect_line (worker, "whole");
    g_assert_null (worker_read_line (worker, 100, 1, &length, NULL, &error));
    g_assert_error (error, WORKER_ERROR, WORKER_ERROR_TIMEOUT);
}

static void
test_line_too_long (void)
{
    g_autoptr (GError) error = NULL;
    gsize length;
    g_autoptr (worker_t) worker = worker_start (flood, NULL, &error);
    g_assert_null (worker_read_line (worker, 1000, SECONDS, &length, NULL, &error));
    g_assert_error (error, WORKER_ERROR, WORKER_ERROR_OVERFLOW);
}

static void
test_input (void)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *much = g_strnfill (300000, 'x');
    g_autoptr (worker_t) worker = worker_start (count_input, NULL, &error);
    g_assert_true (worker_write (worker, much, 300000, &error));
    worker_close_input (worker);
    expect_line (worker, "300000");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/worker/result", test_result);
    g_test_add_func ("/worker/failure-keeps-bytes", test_failure_keeps_bytes);
    g_test_add_func ("/worker/bad-children", test_bad_children);
    g_test_add_func ("/worker/stdout-is-nowhere", test_stdout_is_nowhere);
    g_test_add_func ("/worker/lines", test_lines);
    g_test_add_func ("/worker/lines-before-a-crash", test_lines_before_a_crash);
    g_test_add_func ("/worker/lines-before-a-hang", test_lines_before_a_hang);
    g_test_add_func ("/worker/line-too-long", test_line_too_long);
    g_test_add_func ("/worker/input", test_input);
    return g_test_run ();
}
