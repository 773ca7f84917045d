/* case-report: what people read of a case.
 *
 * in    a checked case (case-records(5)), a file or stdin; the page records that it was made of
 * out   one HTML page on stdout, or as index.html in --output DIR with the page images beside it; or another --format
 */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "common/atomicfile.h"
#include "common/casetext.h"
#include "common/log.h"
#include "common/options.h"
#include "common/record.h"
#include "common/sandbox.h"
#include "common/settings.h"
#include "stages/report/chronology.h"
#include "stages/report/document.h"
#include "stages/report/letter.h"
#include "stages/report/pages.h"

#define STAGE "case-report"

/* What can be written of a case; the report comes first, and its maker is document_new. */
static const struct format {
    const char *name, *file;
    GString *(*make) (struct casetext *casetext);
} FORMATS[] = {
    { "report", "index.html", NULL },
    { "letter", "letter.html", letter_new },
    { "records-request", "records-request.html", records_request_new },
    { "chronology", "chronology.csv", chronology_new },
};

static const struct format *
format_named (const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS (FORMATS); i++)
        if (!name || strcmp (FORMATS[i].name, name) == 0)
            return &FORMATS[i];
    return NULL;
}

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

struct output {
    const struct format *format;
    const char *directory; /* NULL: stdout */
    gboolean embed;
};

/* The report, its page images written on the way; the caller frees. */
static GString *
make_report (struct casetext *casetext, const struct pages *pages, const struct settings *settings,
             const struct output *output, FILE *stream, GError **error)
{
    gboolean drawn = pages && (output->directory || output->embed);
    g_autoptr (gallery_t) gallery = drawn ? gallery_new (output->directory, output->embed, settings, error) : NULL;
    if (drawn && !gallery)
        return NULL;
    return document_new (casetext, settings_string (settings, "report", "title"), pages, gallery, stream, error);
}

static gboolean
cannot_write (GError **error, const char *what)
{
    g_set_error (error, RECORD_ERROR, RECORD_ERROR_WRITE, "%s: %s", what, g_strerror (errno));
    return FALSE;
}

static gboolean
write_to (FILE *stream, struct casetext *casetext, const struct pages *pages, const struct settings *settings,
          const struct output *output, GError **error)
{
    GString *page = output->format->make ? output->format->make (casetext)
                                         : make_report (casetext, pages, settings, output, stream, error);
    if (!page)
        return FALSE;
    gboolean written =
        fwrite (page->str, 1, page->len, stream) == page->len && fflush (stream) == 0 && !ferror (stream);
    if (!written)
        cannot_write (error, "cannot write");
    g_string_free (page, TRUE);
    return written;
}

/* Case to page to output, each step only where the one before succeeded; a file is there whole or not at all. */
static gboolean
write_output (struct casetext *casetext, const struct pages *pages, const struct settings *settings,
              const struct output *output, GError **error)
{
    if (!document_check (casetext_json (casetext), error))
        return FALSE;
    if (!output->directory)
        return write_to (stdout, casetext, pages, settings, output, error);
    if (g_mkdir_with_parents (output->directory, 0700) != 0)
        return cannot_write (error, "cannot make the report's directory");
    g_autofree char *path = g_build_filename (output->directory, output->format->file, NULL);
    g_autofree char *temporary = g_strconcat (path, ".new", NULL);
    int descriptor = g_open (temporary, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600);
    FILE *stream = descriptor >= 0 ? fdopen (descriptor, "w") : NULL;
    if (!stream)
        return cannot_write (error, "cannot write the report");
    gboolean written = write_to (stream, casetext, pages, settings, output, error);
    if (fclose (stream) != 0 && written)
        written = cannot_write (error, "cannot write the report");
    written = written && atomicfile_commit (temporary, path, error);
    if (!written)
        g_unlink (temporary);
    return written;
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
    gboolean embed = FALSE;
    const GOptionEntry entries[] = {
        { "format", 0, 0, G_OPTION_ARG_STRING, &name, "report (default), letter, records-request or chronology",
          "NAME" },
        { "pages", 0, 0, G_OPTION_ARG_FILENAME, &pages_file, "The page records, to show quotes in their place",
          "FILE" },
        { "originals", 0, 0, G_OPTION_ARG_FILENAME, &originals,
          "The files as stored, to show and link to (with --pages)", "DIR" },
        { "output", 'o', 0, G_OPTION_ARG_FILENAME, &directory, "Write DIR/index.html and DIR/pages/ instead of stdout",
          "DIR" },
        { "embed", 0, 0, G_OPTION_ARG_NONE, &embed, "Put the page images into the one file (with --pages)", NULL },
        { NULL, 0, 0, 0, NULL, NULL, NULL },
    };
    options_parse (&argc, &argv, STAGE, "[CASE]", "Writes the report of a checked case for people to read.", entries,
                   &conf);
    g_autoptr (GError) error = NULL;
    g_autoptr (settings_t) settings = settings_load (conf, &error);
    if (!settings)
        return fail (error);
    const struct format *format = format_named (name);
    if (argc > 2 || !format) {
        log_error (NULL, "%s (see %s --help)", format ? "one case at a time" : "no such format", STAGE);
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
    const struct output output = { format, directory, embed };
    if (error || !write_output (casetext, pages, settings, &output, &error))
        return fail (error);
    return EX_OK;
}
