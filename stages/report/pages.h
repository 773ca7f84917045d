/* The pages behind a case, in the order of the submission: their text and words, and where each can be opened.
 */
#ifndef REPORT_PAGES_H
#define REPORT_PAGES_H

#include <glib.h>
#include <stdio.h>

#include "stages/report/redact.h"

struct page {
    int ordinal;          /* from 1, over all files: the number of its image and view */
    char *file;           /* name as submitted */
    int number;           /* within the file, from 1 */
    double width, height; /* points, upright */
    int rotation;         /* degrees clockwise that the displayed page is turned from upright */
    char *source;         /* "text", "ocr", "human", "none" */
    char *text, *words;   /* words: common/words.h */
    gboolean plain;       /* of a text file: there is nothing to draw */
    gboolean scanned;     /* its picture is the original, not its text */
    gboolean handwritten, poor;
    GArray *masks;        /* double[4], points: what is painted over in its image; NULL: nothing */
    const char *withheld; /* why its image must not be shown, a clause, or NULL */
    char *error;          /* why it could not be read, for people, or NULL */
    char *path, *sha256;  /* of the original; NULL where it is not at hand */
};

struct pages;
/* Reads the page records of a stream (pages.ndjson). `originals` is the folder with the files as stored, or NULL; the
 * report is taken to lie beside it. The caller frees. NULL and RECORD_ERROR where the stream is not whole. */
struct pages *pages_load (FILE *stream, const char *originals, GError **error);
void pages_free (struct pages *pages);
typedef struct pages pages_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (pages_t, pages_free)

/* Masks the texts of all pages, and notes what is to be painted over in their images; pages whose words are not known well
 * enough to find all of it are withheld. There are no links to the originals from then on. */
void pages_redact (struct pages *pages, const struct redaction *redaction);

/* How many there are, and the one at `index` (from 0); lent. */
guint pages_count (const struct pages *pages);
const struct page *pages_at (const struct pages *pages, guint index);
/* Page `number` of the file of this name; lent, NULL where there is none. */
const struct page *pages_find (const struct pages *pages, const char *file, int number);
/* A link to the page in the original, relative to the report, fit for an attribute; the caller frees. NULL where the
 * original is not at hand. */
char *pages_link (const struct pages *pages, const struct page *page);

#endif
