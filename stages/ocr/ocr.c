/* case-ocr: reads the pages that have no text of their own.
 *
 * In: page records on stdin. Out: the same records; pages that ask for it ("ocr": true) completed with the text of their
 * image, word boxes, rotation, confidence and legibility. Job: image to text; everything else passes unchanged.
 */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "common/log.h"
#include "common/options.h"
#include "common/record.h"
#include "common/sandbox.h"
#include "common/settings.h"
#include "stages/ocr/engine.h"
#include "stages/ocr/queue.h"

static int
complain (const GError *error, int code)
{
    log_error (NULL, "%s", error->message);
    return code;
}

static int
exit_code (const GError *error)
{
    if (g_error_matches (error, QUEUE_ERROR, QUEUE_ERROR_WORKER))
        return EX_OSERR;
    return error->domain == ENGINE_ERROR ? EX_CONFIG : record_exit_code (error);
}

int
main (int argc, char **argv)
{
    g_autofree char *conf = NULL;
    gint jobs = 0;
    const GOptionEntry entries[] = {
        { "jobs", 'j', 0, G_OPTION_ARG_INT, &jobs, "Pages to read at a time (default: [ocr] jobs)", "N" },
        { NULL, 0, 0, 0, NULL, NULL, NULL },
    };
    g_autoptr (GError) error = NULL;

    options_parse (&argc, &argv, "case-ocr", "", "Reads the pages that have no text of their own.", entries, &conf);
    g_autoptr (settings_t) settings = settings_load (conf, &error);
    if (!settings)
        return complain (error, EX_CONFIG);
    if (jobs < 0 || jobs > 1024) {
        log_error (NULL, "--jobs must be 1 to 1024");
        return EX_USAGE;
    }

    gboolean strict = strcmp (settings_string (settings, "sandbox", "policy"), "required") == 0;
    if (!sandbox_probe (strict ? SANDBOX_REQUIRED : SANDBOX_BEST_EFFORT, &error))
        return complain (error, EX_OSERR);

    g_autoptr (record_reader_t) reader = record_reader_new (stdin);
    g_autoptr (record_writer_t) writer = record_writer_new (stdout);
    g_autoptr (queue_t) queue =
        queue_new (jobs ? (guint) jobs : (guint) settings_int (settings, "ocr", "jobs"), settings, writer);
    struct record *record;
    while ((record = record_reader_next (reader, &error)))
        if (!queue_add (queue, record, &error))
            return complain (error, exit_code (error));
    if (error || !queue_finish (queue, &error) || !record_writer_end (writer, "case-ocr", &error))
        return complain (error, exit_code (error));
    return EX_OK;
}
