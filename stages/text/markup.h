/* Text out of marked-up documents: web pages, and the XML parts of word processors' files. Paragraphs are lines, cells of a row stand
 * on one line with two blanks between, page breaks are form feeds.
 */
#ifndef TEXT_MARKUP_H
#define TEXT_MARKUP_H

#include <glib.h>

/* Loads the parser, in the parent; FALSE where it is not installed. */
gboolean markup_load (void);

/* `text` (UTF-8) is HTML, however broken. The caller frees; NULL where it is beyond the parser. */
char *markup_html (const char *text);
/* A part of a Word or OpenDocument file: XML. As markup_html. */
char *markup_xml (const char *bytes, gsize length);

#endif
