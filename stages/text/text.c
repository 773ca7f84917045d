/* case-text: files in; a document record for each and a page record for each of its pages out (case-text(1)).
 *
 * Takes the text and word boxes of the pages that have them and marks the pages that must be read from their image. Files
 * are opened and hashed here and parsed by confined workers.
 */
#include <stdio.h>
#include <sysexits.h>

#include "common/log.h"
#include "common/options.h"
#include "common/record.h"
#include "common/sandbox.h"
#include "common/settings.h"
#include "common/worker.h"
#include "stages/text/attachments.h"
#include "stages/text/file.h"
#include "stages/text/names.h"
#include "stages/text/submission.h"

#define JOBS_MAX 64

static char *conf, *names;
static int jobs = 1;
static char **operands;

static const GOptionEntry entries[] = {
    { "names", 0, 0, G_OPTION_ARG_FILENAME, &names, "Table of submitted names (names.json of case-run)", "FILE" },
    { "jobs", 'j', 0, G_OPTION_ARG_INT, &jobs, "Files to read at a time (default: 1)", "N" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &operands, NULL, "FILE_OR_DIRECTORY..." },
    { 0 },
};

static int
fail (const GError *error, int code)
{
    g_auto (GStrv) lines = g_strsplit (error->message, "\n", -1);
    for (guint i = 0; lines[i]; i++)
        if (*lines[i])
            log_error (NULL, "%s", lines[i]);
    return code;
}

static int
exit_code (const GError *error)
{
    return error->domain == WORKER_ERROR ? EX_OSERR : record_exit_code (error);
}

/* Up to `jobs` files are being read; what they say is written in their order. */
static gboolean
read_files (struct file_reader *reader, const GPtrArray *items, GError **error)
{
    g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) file_free);

    for (guint done = 0; done < items->len; done++) {
        while (files->len < items->len && files->len < done + (guint) jobs) {
            struct file *file = file_begin (reader, items->pdata[files->len], error);
            if (file == NULL)
                return FALSE;
            g_ptr_array_add (files, file);
        }
        if (!file_finish (reader, files->pdata[done], error))
            return FALSE;
        file_free (g_steal_pointer (&files->pdata[done]));
    }
    return TRUE;
}

int
main (int argc, char **argv)
{
    g_autoptr (GError) error = NULL;

    options_parse (&argc, &argv, "case-text", "FILE_OR_DIRECTORY...",
                   "Reads files and directories and writes document and page records.", entries, &conf);
    if (operands == NULL) {
        log_error (NULL, "no file or directory given (see --help)");
        return EX_USAGE;
    }
    if (jobs < 1 || jobs > JOBS_MAX) {
        log_error (NULL, "--jobs must be 1 to %d", JOBS_MAX);
        return EX_USAGE;
    }
    g_autoptr (settings_t) settings = settings_load (conf, &error);
    if (settings == NULL)
        return fail (error, EX_CONFIG);
    gboolean required = g_str_equal (settings_string (settings, "sandbox", "policy"), "required");
    if (!sandbox_probe (required ? SANDBOX_REQUIRED : SANDBOX_BEST_EFFORT, &error))
        return fail (error, EX_OSERR);

    g_autoptr (GPtrArray) items = submission_list (operands, &error);
    if (items == NULL)
        return fail (error, g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT) ? EX_NOINPUT : EX_IOERR);
    if (names && !names_apply (items, names, &error))
        return fail (error, record_exit_code (error));
    g_autoptr (record_writer_t) writer = record_writer_new (stdout);
    g_autoptr (attachments_t) attachments = attachments_take (items, settings);
    g_autoptr (file_reader_t) reader = file_reader_new (settings, attachments, writer);
    if (!read_files (reader, items, &error))
        return fail (error, exit_code (error));
    if (!attachments_write_rest (attachments, writer, &error) || !record_writer_end (writer, "case-text", &error))
        return fail (error, record_exit_code (error));
    return EX_OK;
}
