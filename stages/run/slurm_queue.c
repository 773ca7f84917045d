#include "stages/run/slurm_queue.h"

#include <stdlib.h>
#include <string.h>

#include "common/atomicfile.h"
#include "common/log.h"
#include "stages/run/process.h"
#include "stages/run/tree.h"

#define COMMAND_SECONDS 120
#define QUEUE_MAX_BYTES (64u << 20)
#define GRACE_MINUTES 3 /* a pipeline keeps its own deadline; Slurm's is for one that does not */
#define OUTPUT "slurm.out"
#define SAID "slurm.log"

static void
free_element (gpointer pointer)
{
    struct slurm_element *element = pointer;
    g_free (element->token);
    g_free (element);
}

/* What the names of this spool's jobs begin with: other spools of the same user have others. The caller frees. */
static char *
name_prefix (const struct spool *spool)
{
    g_autofree char *path = realpath (spool->work, NULL);
    g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, path ? path : spool->work, -1);
    return g_strdup_printf ("casefile-%.8s-", hash);
}

/* Runs a command; its output, the caller's, or NULL and an error. argv[0] is its name. */
static char *
ask (const struct spool *spool, const char **argv, GError **error)
{
    g_autofree char *output = g_build_filename (spool->work, OUTPUT, NULL);
    g_autofree char *said = g_build_filename (spool->work, SAID, NULL);
    g_autofree char *program = g_find_program_in_path (argv[0]);
    if (!program) {
        g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "%s is not installed", argv[0]);
        return NULL;
    }
    if (!tree_remove (output, error) || !tree_remove (said, error))
        return NULL;
    const char *name = argv[0];
    argv[0] = program;
    struct process process = {
        .folder = spool->work,
        .argv = argv,
        .output = OUTPUT,
        .log = SAID,
        .deadline = g_get_monotonic_time () + COMMAND_SECONDS * G_USEC_PER_SEC,
    };
    struct process_result result;
    gboolean ran = process_run (&process, &result, error);
    char *answer = NULL;
    gsize length;
    if (ran && result.end == PROCESS_EXITED && result.status == 0)
        g_file_get_contents (output, &answer, &length, error);
    else if (ran)
        g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_AGAIN, "%s %s %d: %s", name,
                     result.end == PROCESS_EXITED ? "ended with status" : "was stopped,", result.status,
                     result.last_line ? result.last_line : "it said nothing");
    g_free (result.last_line);
    tree_remove (output, NULL);
    tree_remove (said, NULL);
    return answer;
}

/* "NAME|INDEX|STATE|REASON" */
static void
parse_line (GPtrArray *elements, const char *prefix, const char *line)
{
    g_auto (GStrv) fields = g_strsplit (line, "|", 4);
    if (g_strv_length (fields) != 4 || !g_str_has_prefix (fields[0], prefix))
        return;
    struct slurm_element *element = g_new0 (struct slurm_element, 1);
    element->token = g_strdup (fields[0] + strlen (prefix));
    element->element = (guint) g_ascii_strtoull (fields[1], NULL, 10);
    element->completing = g_str_equal (fields[2], "COMPLETING");
    /* JobHeldUser, JobHeldAdmin, "launch failed requeued held", ... */
    element->held = g_str_equal (fields[2], "SPECIAL_EXIT") || strstr (fields[3], "Held") || strstr (fields[3], "held");
    g_ptr_array_add (elements, element);
}

GPtrArray *
slurm_queue_read (const struct spool *spool, GError **error)
{
    const char *argv[] = { "squeue", "--me", "--array", "--noheader", "--format=%j|%K|%T|%r", NULL };
    g_autofree char *answer = ask (spool, argv, error);
    if (!answer)
        return NULL;
    g_autofree char *prefix = name_prefix (spool);
    GPtrArray *elements = g_ptr_array_new_with_free_func (free_element);
    g_auto (GStrv) lines = g_strsplit (answer, "\n", -1);
    for (gsize i = 0; lines[i]; i++)
        parse_line (elements, prefix, lines[i]);
    return elements;
}

/* The command that a node runs, quoted for its shell; the caller frees. */
static char *
worker_command (const struct settings *settings, const struct batch *batch)
{
    g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
    g_autofree char *program = g_shell_quote (self ? self : "case-run");
    g_autofree char *folder = g_shell_quote (batch->folder);
    g_autofree char *conf = settings_file (settings) ? g_shell_quote (settings_file (settings)) : NULL;
    return g_strdup_printf ("exec %s%s%s work %s", program, conf ? " --conf " : "", conf ? conf : "", folder);
}

gboolean
slurm_queue_submit (const struct spool *spool, const struct settings *settings, const struct batch *batch,
                    GError **error)
{
    g_autofree char *prefix = name_prefix (spool), *here = g_get_current_dir ();
    g_auto (GStrv) folder_parts = g_strsplit (batch->folder, "%", -1); /* "%" begins a placeholder in --output */
    g_autofree char *folder = g_strjoinv ("%%", folder_parts);
    g_autofree char *name = g_strdup_printf ("--job-name=%s%s", prefix, batch->token);
    g_autofree char *array = g_strdup_printf ("--array=1-%d%%%u", cJSON_GetArraySize (batch->cases), batch->throttle);
    g_autofree char *chdir = g_strdup_printf ("--chdir=%s", here);
    g_autofree char *output = g_strdup_printf ("--output=%s/%%a.log", folder);
    g_autofree char *minutes = g_strdup_printf ("--time=%" G_GINT64_FORMAT,
                                                settings_int (settings, "run", "case_seconds") / 60 + GRACE_MINUTES);
    g_autofree char *cores =
        g_strdup_printf ("--cpus-per-task=%" G_GINT64_FORMAT, settings_int (settings, "ocr", "jobs"));
    g_autofree char *command = worker_command (settings, batch);
    g_autofree char *wrap = g_strdup_printf ("--wrap=%s", command);
    const char *ours[] = { "sbatch", "--parsable", "--requeue", "--ntasks=1", "--open-mode=append", name, array,
                           chdir,    output,       minutes,     cores };
    g_auto (GStrv) more = NULL;
    const char *options = settings_string (settings, "run", "slurm_options");
    g_autoptr (GError) empty = NULL;
    if (!g_shell_parse_argv (options, NULL, &more, &empty)
        && !g_error_matches (empty, G_SHELL_ERROR, G_SHELL_ERROR_EMPTY_STRING)) {
        g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "slurm_options in pipeline.conf: %s", empty->message);
        return FALSE;
    }
    g_autoptr (GPtrArray) argv = g_ptr_array_new ();
    for (gsize i = 0; i < G_N_ELEMENTS (ours); i++)
        g_ptr_array_add (argv, (gpointer) ours[i]);
    for (gsize i = 0; more && more[i]; i++)
        g_ptr_array_add (argv, more[i]);
    g_ptr_array_add (argv, wrap);
    g_ptr_array_add (argv, NULL);
    g_autofree char *answer = ask (spool, (const char **) argv->pdata, error);
    return answer != NULL;
}

void
slurm_queue_cancel (const struct spool *spool, const struct batch *batch, guint element)
{
    g_autofree char *prefix = name_prefix (spool);
    const char *find[] = { "squeue", "--me", "--array", "--noheader", "--format=%i|%j|%K", NULL };
    g_autoptr (GError) error = NULL;
    g_autofree char *wanted = g_strdup_printf ("|%s%s|%u", prefix, batch->token, element);
    g_autofree char *answer = ask (spool, find, &error);
    g_auto (GStrv) lines = g_strsplit (answer ? answer : "", "\n", -1);
    for (gsize i = 0; lines[i] && !error; i++) {
        if (!g_str_has_suffix (lines[i], wanted))
            continue;
        g_autofree char *number = g_strndup (lines[i], strlen (lines[i]) - strlen (wanted));
        const char *cancel[] = { "scancel", number, NULL };
        g_autofree char *done = ask (spool, cancel, &error);
    }
    if (error)
        log_warning (NULL, "Slurm: %s", error->message);
}
