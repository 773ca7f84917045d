#include "stages/report/hocr.h"

#include "common/text.h"
#include "common/words.h"
#include "stages/report/html.h"

#define TENTHS 10.0

static void
add_box (GString *out, const double box[4])
{
    html_rawf (out, "bbox %.0f %.0f %.0f %.0f", box[0] * TENTHS, box[1] * TENTHS, box[2] * TENTHS, box[3] * TENTHS);
}

/* XML has no place for control characters; html_attribute has shown all others as U+FFFD. */
static void
add_word (GString *out, const char *text, const struct word *word, int page, guint number)
{
    const double box[4] = { word->x0, word->y0, word->x1, word->y1 };
    g_autofree char *slice = text_slice (text, word->start, word->start + word->length);
    html_rawf (out, "<span class=\"ocrx_word\" id=\"word_%d_%u\" title=\"", page, number);
    add_box (out, box);
    if (word->confidence != WORD_CONFIDENCE_NONE)
        html_rawf (out, "; x_wconf %d", word->confidence);
    html_raw (out, "\">");
    html_attribute (out, slice);
    html_raw (out, "</span>\n");
}

/* Whether a word goes on the line of the one before it. */
static gboolean
goes_on (const struct word *before, const struct word *word)
{
    double middle = (word->y0 + word->y1) / 2;
    return middle > before->y0 && middle < before->y1 && word->x0 >= before->x0;
}

static void
add_line (GString *out, const char *text, const GArray *words, guint first, guint last, int page)
{
    double box[4] = { G_MAXDOUBLE, G_MAXDOUBLE, 0, 0 };
    for (guint i = first; i < last; i++) {
        const struct word *word = &g_array_index (words, struct word, i);
        box[0] = MIN (box[0], word->x0), box[1] = MIN (box[1], word->y0);
        box[2] = MAX (box[2], word->x1), box[3] = MAX (box[3], word->y1);
    }
    html_rawf (out, "<span class=\"ocr_line\" id=\"line_%d_%u\" title=\"", page, first + 1);
    add_box (out, box);
    html_raw (out, "\">\n");
    for (guint i = first; i < last; i++)
        add_word (out, text, &g_array_index (words, struct word, i), page, i + 1);
    html_raw (out, "</span>\n");
}

static void
add_page (GString *out, const struct page *page)
{
    g_autoptr (GArray) words = page->words ? words_unpack (page->words, NULL) : NULL;
    const double box[4] = { 0, 0, page->width, page->height };
    html_rawf (out, "<div class=\"ocr_page\" id=\"page_%d\" title=\"image &quot;", page->ordinal);
    html_attribute (out, page->file);
    html_rawf (out, "&quot;; ");
    add_box (out, box);
    html_rawf (out, "; ppageno %d; scan_res 720 720\">\n", page->number - 1);
    for (guint i = 0, first = 0; words && i < words->len; i++) {
        if (i + 1 < words->len
            && goes_on (&g_array_index (words, struct word, i), &g_array_index (words, struct word, i + 1)))
            continue;
        add_line (out, page->text, words, first, i + 1, page->ordinal);
        first = i + 1;
    }
    html_raw (out, "</div>\n");
}

void
hocr_write (const struct pages *pages, FILE *out)
{
    g_autoptr (GString) text = g_string_new (
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\" "
        "\"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\">\n"
        "<html xmlns=\"http://www.w3.org/1999/xhtml\" xml:lang=\"en\" lang=\"en\"><head><title>Case file</title>\n"
        "<meta http-equiv=\"Content-Type\" content=\"text/html;charset=utf-8\"/>\n"
        "<meta name=\"ocr-system\" content=\"casefile\"/>\n"
        "<meta name=\"ocr-capabilities\" content=\"ocr_page ocr_line ocrx_word\"/></head>\n<body>\n");
    for (guint i = 0; i < pages_count (pages); i++) {
        add_page (text, pages_at (pages, i));
        fwrite (text->str, 1, text->len, out);
        g_string_truncate (text, 0);
    }
    g_string_append (text, "</body></html>\n");
    fwrite (text->str, 1, text->len, out);
}
