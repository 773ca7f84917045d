#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/language.h"
#include "common/pagedecode.h"
#include "common/text.h"
#include "stages/text/layer.h"
#include "stages/text/layout.h"
#include "stages/text/pageout.h"
#include "stages/text/pdftext.h"
#include "stages/text/pictures.h"
#include "stages/text/reader.h"

#define TAIL_BYTES 4096    /* at the end of a file, where its end mark stands */
#define PADDING_MAX 65536  /* blanks and NULs after the mark */
#define LETTERS_FULL 1000  /* more need no look at the images */
#define LETTERS_SCANT 400  /* fewer beside a large image are not all of the page */
#define ROWS_SCANT 6       /* a fax header, a stamp, a page number */
#define COVER_LARGE 0.25   /* of the page */
#define COVER_SCAN 0.8     /* of the page: the text lies on a scan */
#define DRAWING_LARGE 0.25 /* of the page, beyond what the words cover */

typedef GList image_mapping_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (image_mapping_t, poppler_page_free_image_mapping)

/* --- the file -------------------------------------------------------------------------------------------------------- */

/* A PDF ends with its end mark, but for padding. A file that lost its end may still open: poppler looks for the pieces. */
static gboolean
is_cut_short (int file)
{
    struct stat status;
    if (fstat (file, &status) != 0)
        return FALSE;
    off_t end = status.st_size;
    guint8 tail[TAIL_BYTES];
    for (off_t skipped = 0; skipped < PADDING_MAX && end > 0; skipped += TAIL_BYTES) {
        off_t start = MAX (end - TAIL_BYTES, 0);
        gssize n = pread (file, tail, (gsize) (end - start), start);
        if (n <= 0)
            return FALSE;
        if (memmem (tail, (gsize) n, "%%EOF", 5) || memmem (tail, (gsize) n, "startxref", 9))
            return FALSE;
        for (gssize i = 0; i < n; i++)
            if (tail[i] != 0 && !g_ascii_isspace (tail[i]))
                return TRUE;
        end = start;
    }
    return TRUE;
}

static const char *
reason_of (const GError *error, gboolean cut_short)
{
    if (g_error_matches (error, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED))
        return "locked";
    return cut_short ? "truncated" : "broken";
}

/* --- the way that a page is read ------------------------------------------------------------------------------------- */

struct route {
    const char *way, *why;
    gboolean ocr, keep_layer, blank;
    gboolean
        verify; /* the layer was read from the scan that it lies on, by whatever program: its digits may be wrong */
};

/* Where an image stands is not asked: poppler misplaces those that are turned by a right angle. */
static double
image_cover (PopplerPage *page, double area)
{
    g_autoptr (image_mapping_t) mappings = poppler_page_get_image_mapping (page);
    double covered = 0;
    for (const GList *at = mappings; at; at = at->next) {
        const PopplerRectangle *box = &((const PopplerImageMapping *) at->data)->area;
        covered += fabs (box->x2 - box->x1) * fabs (box->y2 - box->y1);
    }
    return MIN (covered / area, 1);
}

/* Share of the page within the smallest box around everything that is drawn on it. */
static double
drawn_share (PopplerPage *page, double area)
{
    PopplerRectangle box;
    if (!poppler_page_get_bounding_box (page, &box))
        return 0;
    return MAX (fabs (box.x2 - box.x1) * fabs (box.y2 - box.y1) / area, 1e-6);
}

static double
words_share (const GArray *tokens, double area)
{
    double x0 = HUGE_VAL, y0 = HUGE_VAL, x1 = -HUGE_VAL, y1 = -HUGE_VAL;
    for (guint i = 0; i < tokens->len; i++) {
        const struct token *token = &g_array_index (tokens, struct token, i);
        x0 = MIN (x0, token->x0);
        y0 = MIN (y0, token->y0);
        x1 = MAX (x1, token->x1);
        y1 = MAX (y1, token->y1);
    }
    return tokens->len ? (x1 - x0) * (y1 - y0) / area : 0;
}

static guint
count_rows (const char *text)
{
    guint rows = 0;
    for (const char *at = text; *at; at++)
        rows += *at == '\n' && at > text && at[-1] != '\n';
    return rows;
}

static gboolean
has_digit (const char *text)
{
    return strpbrk (text, "0123456789") != NULL;
}

/* `pictures`: whether the file holds any that could be a page; `foreign`: whether the text is in another language. */
static struct route
choose_route (PopplerPage *page, const struct pdf_words *words, const char *text, gboolean pictures, gboolean foreign)
{
    double area = words->width * words->height;
    guint letters = words->layer_letters;
    const char *distrust =
        letters && !foreign ? layer_distrust (text) : NULL; /* it judges letters as English has them */

    if (distrust)
        return (struct route){ .way = "image", .why = distrust, .ocr = TRUE };
    /* Images and drawings are second and third passes over the page: asked for only where they decide. */
    if (letters >= LETTERS_FULL || (letters >= LETTERS_SCANT && count_rows (text) > ROWS_SCANT)) {
        if (pictures && has_digit (text) && image_cover (page, area) >= COVER_SCAN)
            return (struct route){ .way = "layer", .why = "the text layer of a scan", .verify = TRUE };
        return (struct route){ .way = "layer", .why = "the text layer is good" };
    }
    double cover = image_cover (page, area);
    if (letters == 0 && words->tokens->len == 0) {
        if (cover > 0)
            return (struct route){ .way = "image", .why = "an image and no text", .ocr = TRUE };
        if (drawn_share (page, area) > 0)
            return (struct route){ .way = "image", .why = "a drawing and no text", .ocr = TRUE };
        return (struct route){ .way = "blank", .why = "neither text nor image nor drawing", .blank = TRUE };
    }
    if (cover >= COVER_LARGE)
        return (struct route){ .way = "mixed",
                               .why = "little text beside a large image",
                               .ocr = TRUE,
                               .keep_layer = TRUE,
                               .verify = cover >= COVER_SCAN && has_digit (text) };
    if (letters < LETTERS_SCANT / 10 && drawn_share (page, area) > words_share (words->tokens, area) + DRAWING_LARGE)
        return (struct route){ .way = "mixed", .why = "little text beside a drawing", .ocr = TRUE, .keep_layer = TRUE };
    return (struct route){ .way = "layer", .why = "the text layer is good" };
}

/* --- pages ------------------------------------------------------------------------------------------------------------ */

static gboolean
send_page (const struct reading *reading, PopplerPage *page, guint number, gboolean pictures, int out)
{
    struct page_out record = { .page = (int) number, .way = "layer", .why = "the text layer cannot be read" };
    g_autoptr (pdf_words_t) words = pdf_words_read (page, reading->max_text_bytes);
    if (words == NULL) {
        record.reason = "too_large";
        return pageout_page (out, reading->document, &record);
    }
    g_autoptr (GString) packed = g_string_new (NULL);
    g_autofree char *laid_out = layout_text (words->tokens, packed);
    g_autofree char *all = words->remarks->len ? g_strconcat (laid_out, "\n", words->remarks->str, NULL) : NULL;
    const char *text = all ? all : laid_out;

    record.width = words->width;
    record.height = words->height;
    record.rotation = words->rotation;
    if (strlen (text) > reading->max_text_bytes) {
        record.reason = "too_large";
        return pageout_page (out, reading->document, &record);
    }
    gboolean foreign = words->layer_letters && language_other (laid_out) != NULL;
    struct route route = choose_route (page, words, laid_out, pictures, foreign);
    record.way = route.way;
    record.why = route.why;
    record.ocr = route.ocr;
    record.blank = route.blank;
    record.verify = route.verify;
    if (route.keep_layer) {
        record.layer_text = text;
        record.layer_words = packed->str;
    } else if (!route.ocr) {
        record.text = text;
        record.words = packed->str;
        record.reason = foreign ? "language" : NULL;
    }
    if (route.ocr && !route.keep_layer) { /* the image has its own way up: the page as displayed */
        poppler_page_get_size (page, &record.width, &record.height);
        record.rotation = 0;
    }
    return pageout_page (out, reading->document, &record);
}

static gboolean
size_is_usual (double width, double height)
{
    return width >= PAGE_POINTS_MIN && height >= PAGE_POINTS_MIN && width < PAGE_POINTS_MAX && height < PAGE_POINTS_MAX;
}

/* A page that is not there, has no size that is one, or none in which something could stand. */
static gboolean
send_unusual (const struct reading *reading, double width, double height, guint number, int out)
{
    struct page_out record = {
        .page = (int) number, .way = "layer", .why = "the page cannot be opened", .reason = "broken"
    };
    if (width > 0 && height > 0 && MAX (width, height) < PAGE_POINTS_MAX)
        record = (struct page_out){ .page = (int) number,
                                    .way = "blank",
                                    .why = "a page too small for text",
                                    .width = width,
                                    .height = height,
                                    .blank = TRUE };
    else if (width > 0 && height > 0 && isfinite (width) && isfinite (height))
        record.reason = "too_large";
    return pageout_page (out, reading->document, &record);
}

int
pdf_read (const struct reading *reading, int out)
{
    g_autoptr (GError) error = NULL;
    gboolean cut_short = is_cut_short (reading->file);
    g_autoptr (GBytes) mapped = pagedecode_map (reading->file);
    g_autoptr (poppler_document_t) document = pagedecode_open (reading->file, mapped, &error);

    if (document == NULL)
        return !pageout_file (out, 0, reason_of (error, cut_short));
    int pages = poppler_document_get_n_pages (document);
    if (pages < 1)
        return !pageout_file (out, 0, cut_short ? "truncated" : "broken");
    if ((guint) pages > reading->max_pages)
        return !pageout_file (out, (guint) pages, "too_many_pages");
    if (!pageout_file (out, (guint) pages, cut_short ? "truncated" : NULL))
        return 1;

    gsize length = 0;
    const char *bytes = mapped ? g_bytes_get_data (mapped, &length) : NULL;
    gboolean pictures = bytes == NULL || pictures_may_be_pages (bytes, length);
    for (guint n = reading->first_page; n <= (guint) pages; n++) {
        g_autoptr (poppler_page_t) page = poppler_document_get_page (document, (int) n - 1);
        double width = 0, height = 0;
        if (page)
            poppler_page_get_size (page, &width, &height);
        if (!(size_is_usual (width, height) ? send_page (reading, page, n, pictures, out)
                                            : send_unusual (reading, width, height, n, out)))
            return 1;
    }
    return 0;
}
