/* From words scattered over a page to lines that a person would read: table rows stay together, columns of prose are read
 * one after the other, and each word keeps its box.
 */
#ifndef TEXT_LAYOUT_H
#define TEXT_LAYOUT_H

#include <glib.h>

struct token {
    char *text;            /* one word, owned */
    double x0, y0, x1, y1; /* points, upright page, from the top left */
    gboolean sideways;     /* runs in another direction than the page: read after all others */
};

/* A new list of tokens that owns them; the caller unrefs. */
GArray *tokens_new (void);
void tokens_add (GArray *tokens, const char *text, gsize length, double x0, double y0, double x1, double y1);

/* The text of the tokens in reading order, a line a row, an empty line where the page leaves a gap, two blanks between
 * cells. `packed` gets the words (common/words.h). The caller frees. */
char *layout_text (const GArray *tokens, GString *packed);

#endif
