/* The pages behind a case: the text around a quote, and where the page itself can be opened.
 */
#ifndef REPORT_PAGES_H
#define REPORT_PAGES_H

#include <glib.h>
#include <stdio.h>

struct pages;
/* Reads the page records of a stream (pages.ndjson). `originals` is the folder with the files as stored, or NULL; the
 * report is taken to lie beside it. The caller frees. NULL and RECORD_ERROR where the stream is not whole. */
struct pages *pages_load (FILE *stream, const char *originals, GError **error);
void pages_free (struct pages *pages);
typedef struct pages pages_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (pages_t, pages_free)

/* The text of page `page` of the file of this name; lent, NULL where there is none. */
const char *pages_text (const struct pages *pages, const char *file, int page);
/* A link to the page in the original, relative to the report, fit for an attribute; the caller frees. NULL where the
 * original is not at hand. */
char *pages_link (const struct pages *pages, const char *file, int page);

#endif
