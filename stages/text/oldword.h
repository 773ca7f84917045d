/* Text out of old Word documents (.doc: Word 6, 95, and 97 to 2003), as MS-DOC describes them.
 */
#ifndef TEXT_OLDWORD_H
#define TEXT_OLDWORD_H

#include <glib.h>

/* Headers and footers, the text, notes, remarks and text boxes: paragraphs are lines, cells of a row stand on one line with two blanks
 * between, page breaks are form feeds; check boxes of forms and signs of symbol fonts are shown ("[x]", "[ ]"); what was struck out
 * while changes were tracked, or hidden, and the instructions of fields, are left out. Of Word 6 and 95 no boxes are shown, and
 * only instructions are left out. The caller frees; NULL where there is no text to be had, and *reason then says why: "locked",
 * "broken". */
char *oldword_text (const guint8 *bytes, gsize length, const char **reason);

#endif
