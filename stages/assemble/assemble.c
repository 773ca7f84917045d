/* case-assemble: records of case-extract on stdin, one JSON object, the case, on stdout (case-assemble(1)).
 *
 * Joins documents across files, sets copies and other patients' pages aside, merges and binds facts, and orders them.
 * The stream is read to its end before a byte is written: a broken one gives no case.
 */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "common/log.h"
#include "common/options.h"
#include "common/record.h"
#include "common/settings.h"
#include "stages/assemble/case.h"
#include "stages/assemble/privacy.h"

static gboolean pretty;
static const GOptionEntry entries[] = {
    { "pretty", 0, 0, G_OPTION_ARG_NONE, &pretty, "Indent the case for people to read", NULL }, G_OPTION_ENTRY_NULL
};

/* Part by part, each freed when it is written: the text of a large case is as large as the case. Nothing is looked up in it any
 * more. */
static gboolean
put_case (cJSON *json)
{
    if (pretty) {
        g_autofree char *text = record_print (json, TRUE);
        return fputs (text, stdout) != EOF && putchar ('\n') != EOF && fflush (stdout) == 0;
    }
    gboolean good = putchar ('{') != EOF;
    for (gboolean first = TRUE; good && json->child; first = FALSE) {
        cJSON *part = cJSON_DetachItemViaPointer (json, json->child);
        g_autofree char *text = record_print (part, FALSE);
        good = printf ("%s\"%s\":", first ? "" : ",", part->string) >= 0 && fputs (text, stdout) != EOF;
        cJSON_Delete (part);
    }
    return good && fputs ("}\n", stdout) != EOF && fflush (stdout) == 0;
}

int
main (int argc, char **argv)
{
    g_autofree char *conf = NULL;
    options_parse (&argc, &argv, "case-assemble", "", "Makes one case of the records of case-extract.", entries, &conf);
    if (argc > 1) {
        log_error (NULL, "takes no operands, but records on standard input");
        return EX_USAGE;
    }

    g_autoptr (GError) error = NULL;
    g_autoptr (settings_t) settings = settings_load (conf, &error);
    if (!settings) {
        log_error (NULL, "%s", error->message);
        return EX_CONFIG;
    }
    g_autoptr (store_t) store = store_read (stdin, &error);
    if (!store) {
        log_error (NULL, "%s", error->message);
        return record_exit_code (error);
    }

    g_autoptr (privacy_t) privacy = privacy_new (settings, store, &error);
    if (error) {
        log_error (NULL, "%s", error->message);
        return EX_CONFIG;
    }
    if (privacy)
        privacy_mask_quotes (privacy, store);
    cJSON *json = case_build (store);
    if (privacy)
        privacy_mask_case (privacy, json);
    gboolean written = put_case (json);
    cJSON_Delete (json);
    if (!written) {
        log_error (NULL, "writing the case failed");
        return EX_IOERR;
    }
    return EX_OK;
}
