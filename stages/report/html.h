/* Writing HTML: everything that comes from a document or a case goes through html_text.
 */
#ifndef REPORT_HTML_H
#define REPORT_HTML_H

#include <glib.h>
#include <stdio.h>

/* Our own markup, as it is. */
void html_raw (GString *out, const char *markup);
void html_rawf (GString *out, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* From now on all text from outside goes through `mask` first, which gives the text to be written, the caller's; NULL: none does.
 * Here, since nothing of a document reaches the page by another way. For programs that write one document. */
void html_mask (char *(*mask) (const char *text, gconstpointer of), gconstpointer of);
gboolean html_is_masked (void);
/* Text from outside: escaped, control characters shown as U+FFFD, and isolated so that bidirectional marks end with it. */
void html_text (GString *out, const char *text);
/* For attribute values: escaped, nothing added. */
void html_attribute (GString *out, const char *text);
/* <TAG class="CLASS">text</TAG>; class may be NULL, and a NULL text is an empty element. */
void html_element (GString *out, const char *tag, const char *class_name, const char *text);

/* Passes on to `stream` what has been written, where that is much: a report of thousands of pages is never in memory as a whole. A
 * failure stays in the stream (ferror). */
void html_drain (GString *out, FILE *stream);

#endif
