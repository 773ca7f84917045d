/* Text out of rich text (RTF), as electronic records export it.
 */
#ifndef TEXT_RTF_H
#define TEXT_RTF_H

#include <glib.h>

/* The text of an RTF file: paragraphs are lines, cells of a row stand on one line with two blanks between, page breaks are form feeds;
 * what is not shown (fonts, styles, pictures, fields' instructions, hidden text) is left out. The caller frees. */
char *rtf_text (const char *bytes, gsize length);

#endif
