/* case-report: what people read of a case.
 *
 * in    a checked case (case-records(5)), a file or stdin; the page records that it was made of
 * out   one HTML page on stdout, or as index.html in --output DIR with the page images beside it; or another --format
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "common/casetext.h"
#include "common/log.h"
#include "common/options.h"
#include "common/record.h"
#include "common/sandbox.h"
#include "common/settings.h"
#include "stages/report/cuts.h"
#include "stages/report/document.h"
#include "stages/report/review.h"

#define STAGE "case-report"

/* The pages, or NULL: without error where none were asked for. */
static struct pages *
load_pages (const char *path, const char *originals, GError **error)
{
    if (!path)
        return NULL;
    FILE *stream = fopen (path, "re");
    if (!stream) {
        g_set_error (error, RECORD_ERROR, RECORD_ERROR_READ, "cannot open the pages: %s", g_strerror (errno));
        return NULL;
    }
    struct pages *pages = pages_load (stream, originals, error);
    fclose (stream);
    return pages;
}

/* The case's name in the table of names of case-run; the caller frees. NULL without error where it has none. */
static char *
case_name (const char *path, GError **error)
{
    g_autofree char *text = NULL;
    gsize length;
    cJSON *table = g_file_get_contents (path, &text, &length, error) ? record_parse_json (text, length, error) : NULL;
    char *name = g_strdup (record_string (table, "case"));
    cJSON_Delete (table);
    return name;
}

static int
fail (const GError *error)
{
    log_error (NULL, "%s", error->message);
    if (error->domain == SANDBOX_ERROR)
        return EX_OSERR;
    return error->domain == SETTINGS_ERROR ? EX_CONFIG : record_exit_code (error);
}

int
main (int argc, char **argv)
{
    g_autofree char *conf = NULL, *directory = NULL, *pages_file = NULL, *originals = NULL, *name = NULL;
    g_autofree char *names = cut_names ();
    g_autofree char *table = NULL, *revision = NULL;
    gboolean embed = FALSE;
    const GOptionEntry entries[] = {
        { "format", 0, 0, G_OPTION_ARG_STRING, &name, names, "NAME" },
        { "pages", 0, 0, G_OPTION_ARG_FILENAME, &pages_file, "The page records, to show quotes in their place",
          "FILE" },
        { "originals", 0, 0, G_OPTION_ARG_FILENAME, &originals,
          "The files as stored, to show and link to (with --pages)", "DIR" },
        { "output", 'o', 0, G_OPTION_ARG_FILENAME, &directory, "Write DIR/index.html and DIR/pages/ instead of stdout",
          "DIR" },
        { "names", 0, 0, G_OPTION_ARG_FILENAME, &table, "names.json of the case, for corrections that name it",
          "FILE" },
        { "revision", 0, 0, G_OPTION_ARG_STRING, &revision, "Revision of the case, likewise", "REV" },
        { "embed", 0, 0, G_OPTION_ARG_NONE, &embed, "Put the page images into the one file (with --pages)", NULL },
        { NULL, 0, 0, 0, NULL, NULL, NULL },
    };
    options_parse (&argc, &argv, STAGE, "[CASE]", "Writes the report of a checked case for people to read.", entries,
                   &conf);
    g_autoptr (GError) error = NULL;
    g_autoptr (settings_t) settings = settings_load (conf, &error);
    if (!settings)
        return fail (error);
    const struct cut *cut = cut_named (name);
    const char *mistake = argc > 2                             ? "one case at a time"
                          : !cut                               ? "no such format"
                          : cut->needs_pages && !pages_file    ? "this format needs --pages"
                          : cut->needs_directory && !directory ? "this format needs --output"
                                                               : NULL;
    if (mistake) {
        log_error (NULL, "%s (see %s --help)", mistake, STAGE);
        return EX_USAGE;
    }
    FILE *stream = argc == 2 ? fopen (argv[1], "re") : stdin;
    if (!stream) {
        log_error (NULL, "cannot open the case: %s", g_strerror (errno));
        return EX_NOINPUT;
    }
    g_autoptr (casetext_t) casetext = casetext_read (stream, &error);
    if (stream != stdin)
        fclose (stream);
    g_autoptr (pages_t) pages = casetext ? load_pages (pages_file, originals, &error) : NULL;
    g_autofree char *of_case = table && !error ? case_name (table, &error) : NULL;
    const struct origin origin = { of_case, revision };
    const struct source source = { casetext, pages, settings, directory, embed, &origin };
    if (error || !document_check (casetext_json (casetext), &error) || !cut_write (cut, &source, &error))
        return fail (error);
    return EX_OK;
}
