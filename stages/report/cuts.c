#include "stages/report/cuts.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "common/atomicfile.h"
#include "common/record.h"
#include "stages/report/casepdf.h"
#include "stages/report/chronology.h"
#include "stages/report/document.h"
#include "stages/report/fhir.h"
#include "stages/report/hocr.h"
#include "stages/report/html.h"
#include "stages/report/letter.h"
#include "stages/report/paper.h"

static gboolean
fail (GError **error, const char *what)
{
    g_set_error (error, RECORD_ERROR, RECORD_ERROR_WRITE, "%s: %s", what, g_strerror (errno));
    return FALSE;
}

/* Writes a text and frees it. */
static gboolean
put (GString *text, FILE *out, GError **error)
{
    gboolean written = text && fwrite (text->str, 1, text->len, out) == text->len;
    if (!text)
        g_set_error (error, RECORD_ERROR, RECORD_ERROR_WRITE, "cannot draw it");
    else if (!written)
        fail (error, "cannot write");
    if (text)
        g_string_free (text, TRUE);
    return written;
}

/* The report, its page images written to a folder of this name on the way. */
static gboolean
write_document (const struct source *source, const char *folder, const char *title, FILE *out, GError **error)
{
    gboolean drawn = source->pages && (source->directory || source->embed);
    g_autoptr (gallery_t) gallery =
        drawn ? gallery_new (source->directory, folder, source->embed, source->settings, error) : NULL;
    if (drawn && !gallery)
        return FALSE;
    GString *page = document_new (source->casetext, title, source->origin, source->pages, gallery, out, error);
    return page && put (page, out, error);
}

static gboolean
write_report (const struct source *source, FILE *out, GError **error)
{
    return write_document (source, "pages", settings_string (source->settings, "report", "title"), out, error);
}

static gboolean
write_redacted (const struct source *source, FILE *out, GError **error)
{
    g_autoptr (redaction_t) redaction = redaction_new (source->casetext);
    if (source->pages)
        pages_redact (source->pages, redaction);
    html_mask (redaction_text, redaction);
    gboolean written = write_document (source, "redacted-pages", "Case report, redacted", out, error);
    html_mask (NULL, NULL);
    return written;
}

static gboolean
write_letter (const struct source *source, FILE *out, GError **error)
{
    g_autoptr (prose_t) letter = letter_new (source->casetext);
    return put (prose_page (letter), out, error);
}

static gboolean
write_letter_pdf (const struct source *source, FILE *out, GError **error)
{
    g_autoptr (prose_t) letter = letter_new (source->casetext);
    return put (prose_pdf (letter), out, error);
}

static gboolean
write_request (const struct source *source, FILE *out, GError **error)
{
    g_autoptr (prose_t) letter = records_request_new (source->casetext);
    return put (prose_page (letter), out, error);
}

static gboolean
write_request_pdf (const struct source *source, FILE *out, GError **error)
{
    g_autoptr (prose_t) letter = records_request_new (source->casetext);
    return put (prose_pdf (letter), out, error);
}

static gboolean
write_chronology (const struct source *source, FILE *out, GError **error)
{
    return put (chronology_new (source->casetext), out, error);
}

static gboolean
write_pdf (const struct source *source, FILE *out, GError **error)
{
    g_autoptr (gallery_t) gallery = gallery_new (NULL, NULL, TRUE, source->settings, error);
    return gallery && casepdf_write (source->casetext, source->pages, gallery, out, error);
}

static gboolean
write_hocr (const struct source *source, FILE *out, GError **error)
{
    hocr_write (source->pages, out);
    return !ferror (out) || fail (error, "cannot write");
}

static gboolean
write_fhir (const struct source *source, FILE *out, GError **error)
{
    gboolean named = strcmp (settings_string (source->settings, "identity", "values"), "plain") == 0;
    fhir_write (source->casetext, named, out);
    return !ferror (out) || fail (error, "cannot write");
}

static const struct cut CUTS[] = {
    { "report", "index.html", FALSE, FALSE, write_report },
    { "redacted", "redacted.html", FALSE, FALSE, write_redacted },
    { "letter", "letter.html", FALSE, FALSE, write_letter },
    { "letter-pdf", "letter.pdf", FALSE, FALSE, write_letter_pdf },
    { "records-request", "records-request.html", FALSE, FALSE, write_request },
    { "records-request-pdf", "records-request.pdf", FALSE, FALSE, write_request_pdf },
    { "chronology", "chronology.csv", FALSE, FALSE, write_chronology },
    { "pdf", "case.pdf", TRUE, TRUE, write_pdf },
    { "fhir", "case.fhir.json", FALSE, FALSE, write_fhir },
    { "hocr", "case.hocr", TRUE, FALSE, write_hocr },
};

const struct cut *
cut_named (const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS (CUTS); i++)
        if (!name || strcmp (CUTS[i].name, name) == 0)
            return &CUTS[i];
    return NULL;
}

char *
cut_names (void)
{
    GString *names = g_string_new ("report (default)");
    for (gsize i = 1; i < G_N_ELEMENTS (CUTS); i++)
        g_string_append_printf (names, "%s%s", i + 1 == G_N_ELEMENTS (CUTS) ? " or " : ", ", CUTS[i].name);
    return g_string_free (names, FALSE);
}

gboolean
cut_write (const struct cut *cut, const struct source *source, GError **error)
{
    if (!source->directory)
        return cut->write (source, stdout, error) && (fflush (stdout) == 0 || fail (error, "cannot write"));
    if (g_mkdir_with_parents (source->directory, 0700) != 0)
        return fail (error, "cannot make the report's directory");
    g_autofree char *path = g_build_filename (source->directory, cut->file, NULL);
    g_autofree char *temporary = g_strconcat (path, ".new", NULL);
    int file = g_open (temporary, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    FILE *out = file >= 0 ? fdopen (file, "w+") : NULL;
    if (!out)
        return fail (error, "cannot make the file");
    gboolean written = cut->write (source, out, error);
    if (fclose (out) != 0 && written)
        written = fail (error, "cannot write");
    if (written)
        written = atomicfile_commit (temporary, path, error);
    if (!written)
        g_unlink (temporary);
    return written;
}
