/* The words of a PDF page: its text layer, the values of its form fields and its annotations, which poppler keeps apart.
 */
#ifndef TEXT_PDFTEXT_H
#define TEXT_PDFTEXT_H

#include <glib.h>
#include <poppler.h>

#include "stages/text/layout.h"

struct pdf_words {
    GArray *tokens;       /* struct token, upright page */
    GString *remarks;     /* contents of annotations that have no place in the text, a line each */
    double width, height; /* of the upright page, points */
    int rotation;         /* degrees clockwise that the displayed page is turned from upright: 0, 90, 180, 270 */
    guint layer_letters;  /* visible characters of the text layer alone */
};

/* All words of `page`, at most `max_bytes` of them in bytes: NULL where there are more. The caller frees. */
struct pdf_words *pdf_words_read (PopplerPage *page, gsize max_bytes);
void pdf_words_free (struct pdf_words *words);
typedef struct pdf_words pdf_words_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (pdf_words_t, pdf_words_free)

#endif
