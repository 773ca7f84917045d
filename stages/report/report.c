/* case-report: what people read of a case.
 *
 * in    a checked case (case-records(5)), a file or stdin; the page records that it was made of
 * out   one HTML page on stdout, or as index.html in --output DIR with the page images beside it; or another --format
 */
#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

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
#define CASE_MAX_BYTES (512u << 20)

/* All of a stream, or NULL with an error. */
static char *
read_case (FILE *stream, gsize *length, GError **error)
{
    g_autoptr (GString) text = g_string_new (NULL);
    char chunk[65536];
    gsize n;
    while ((n = fread (chunk, 1, sizeof chunk, stream)) > 0 && text->len <= CASE_MAX_BYTES)
        g_string_append_len (text, chunk, (gssize) n);
    if (ferror (stream)) {
        g_set_error (error, RECORD_ERROR, RECORD_ERROR_READ, "cannot read the case: %s", g_strerror (errno));
        return NULL;
    }
    if (text->len > CASE_MAX_BYTES) {
        g_set_error (error, RECORD_ERROR, RECORD_ERROR_BROKEN, "the case is larger than %u bytes", CASE_MAX_BYTES);
        return NULL;
    }
    *length = text->len;
    return g_string_free (g_steal_pointer (&text), FALSE);
}

/* What can be written of a case; the report comes first, and its maker is document_new. */
static const struct format {
    const char *name, *file;
    GString *(*make) (const cJSON *report_case);
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

static gboolean
write_page (const GString *page, const char *directory, const char *name, GError **error)
{
    if (!directory) {
        if (fwrite (page->str, 1, page->len, stdout) == page->len && fflush (stdout) == 0)
            return TRUE;
        g_set_error (error, RECORD_ERROR, RECORD_ERROR_WRITE, "cannot write: %s", g_strerror (errno));
        return FALSE;
    }
    if (g_mkdir_with_parents (directory, 0700) != 0) {
        g_set_error (error, RECORD_ERROR, RECORD_ERROR_WRITE, "cannot make the report's directory: %s",
                     g_strerror (errno));
        return FALSE;
    }
    g_autofree char *path = g_build_filename (directory, name, NULL);
    return g_file_set_contents_full (path, page->str, (gssize) page->len,
                                     G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
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
make_report (const cJSON *json, const struct pages *pages, const struct settings *settings, const struct output *output,
             GError **error)
{
    gboolean drawn = pages && (output->directory || output->embed);
    g_autoptr (gallery_t) gallery = drawn ? gallery_new (output->directory, output->embed, settings, error) : NULL;
    if (drawn && !gallery)
        return NULL;
    return document_new (json, settings_string (settings, "report", "title"), pages, gallery, error);
}

/* Case to page to output, each step only where the one before succeeded. */
static gboolean
write_output (const char *text, gsize length, const struct pages *pages, const struct settings *settings,
              const struct output *output, GError **error)
{
    cJSON *json = record_parse_json (text, length, error);
    if (!json)
        return FALSE;
    GString *page = NULL;
    if (document_check (json, error))
        page = output->format->make ? output->format->make (json) : make_report (json, pages, settings, output, error);
    gboolean written = page && write_page (page, output->directory, output->format->file, error);
    if (page)
        g_string_free (page, TRUE);
    cJSON_Delete (json);
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
    gsize length = 0;
    g_autofree char *text = read_case (stream, &length, &error);
    if (stream != stdin)
        fclose (stream);
    g_autoptr (pages_t) pages = text ? load_pages (pages_file, originals, &error) : NULL;
    const struct output output = { format, directory, embed };
    if (error || !write_output (text, length, pages, settings, &output, &error))
        return fail (error);
    return EX_OK;
}
