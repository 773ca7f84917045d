/* One child process with its input, output and log as files, a deadline, and nothing else open. No shell.
 */
#ifndef RUN_PROCESS_H
#define RUN_PROCESS_H

#include <glib.h>

struct process {
    const char *folder;           /* to run in */
    const char *const *argv;      /* argv[0] is the absolute path of the program */
    const char *input;            /* file, relative to `folder`; NULL: nothing */
    const char *output;           /* file, made anew; NULL: nowhere */
    const char *log;              /* file that its stderr is appended to, at most PROCESS_LOG_BYTES */
    gint64 deadline;              /* g_get_monotonic_time () */
    void (*tick) (gpointer user); /* called about twice a second; may be NULL */
    gpointer user;
};
#define PROCESS_LOG_BYTES (1u << 20)

enum process_end { PROCESS_EXITED, PROCESS_KILLED, PROCESS_DEADLINE, PROCESS_INTERRUPTED, PROCESS_NOT_STARTED };
struct process_result {
    enum process_end end;
    int status; /* exit status, signal, or errno of the start */
    double seconds, cpu_seconds;
    gint64 memory_kb; /* largest resident set */
    char *last_line;  /* of stderr, control bytes masked; NULL where there was none; the caller frees */
};

/* Runs it to its end. However it ends, its whole process group is gone afterwards. FALSE and G_FILE_ERROR where input,
 * output or log cannot be opened. */
gboolean process_run (const struct process *process, struct process_result *result, GError **error);

/* Set by process_catch_signals' handler on SIGINT and SIGTERM: running children are ended, nothing new is started. */
extern volatile int process_interrupted;
void process_catch_signals (void);

#endif
