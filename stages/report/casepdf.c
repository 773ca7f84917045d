#include "stages/report/casepdf.h"

#include <cairo-pdf.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

#include "common/record.h"
#include "common/text.h"
#include "common/words.h"
#include "stages/report/evidence.h"
#include "stages/report/paper.h"
#include "stages/report/words.h"
#include "stages/report/xref.h"

/* US letter, points: for the chronology, and for pages whose size is not known. */
#define WIDTH 612.0
#define HEIGHT 792.0
#define MARGIN 54.0
#define WHAT_X 126.0
#define WHERE_X 440.0
#define SIDE_MAX 14400.0 /* points: beyond it readers of PDF give up */
#define JPEG_QUALITY 60

/* DejaVu Sans: how far letters reach above and below the line, of the size of the font. */
#define ASCENT 0.928
#define DESCENT 0.236
#define STRETCH_STEP 0.02 /* widths of words are rounded to it, so that few fonts are made */

struct volume {
    cairo_surface_t *surface;
    cairo_t *cairo;
    struct evidence *evidence;
    const struct pages *pages;
    int front; /* pages before the first one of the file */
};

/* Text without what a PDF has no use for. */
static char *
printable (const char *text)
{
    GString *out = g_string_new (NULL);
    for (const char *p = text; *p; p = g_utf8_next_char (p)) {
        gunichar c = g_utf8_get_char (p);
        g_string_append_unichar (out, g_unichar_iscntrl (c) ? ' ' : c);
    }
    return g_string_free (out, FALSE);
}

static double
draw_text (const struct volume *volume, const char *text, double x, double y, double width, double points,
           gboolean bold)
{
    g_autofree char *plain = printable (text);
    PangoLayout *layout = pango_cairo_create_layout (volume->cairo);
    PangoFontDescription *font = pango_font_description_from_string (bold ? "DejaVu Sans Bold" : "DejaVu Sans");
    int height;
    pango_font_description_set_absolute_size (font, points * PANGO_SCALE);
    pango_layout_set_font_description (layout, font);
    pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
    pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_text (layout, plain, -1);
    pango_layout_get_pixel_size (layout, NULL, &height);
    cairo_move_to (volume->cairo, x, y);
    pango_cairo_show_layout (volume->cairo, layout);
    pango_font_description_free (font);
    g_object_unref (layout);
    return height;
}

/* --- the chronology ---------------------------------------------------------------------------------------------------- */

static const cJSON *
item_of (const struct volume *volume, const cJSON *json, const char *reference)
{
    const cJSON *item = evidence_find (volume->evidence, reference);
    g_auto (GStrv) path = g_strsplit (reference ? reference : "", ".", 2);
    return item || !path[0] || !path[1] ? item : record_get (record_get (json, path[0]), path[1]);
}

/* The page of the file that an entry stands on: that of its first evidence, or its document's first; NULL where none is. */
static const struct page *
page_of (const struct volume *volume, const cJSON *item)
{
    const cJSON *source =
        evidence_find (volume->evidence, cJSON_GetStringValue (cJSON_GetArrayItem (record_get (item, "evidence"), 0)));
    const cJSON *first = cJSON_GetArrayItem (record_get (item, "pages"), 0);
    const cJSON *holder = record_string (source, "file") ? source : item;
    double number = source ? record_number (source, "page", 1) : cJSON_IsNumber (first) ? first->valuedouble : 1;
    return pages_find (volume->pages, record_string (holder, "file"), (int) CLAMP (number, 0, G_MAXINT));
}

static double
start_front (struct volume *volume)
{
    if (volume->front++)
        cairo_show_page (volume->cairo);
    double y = MARGIN + draw_text (volume, "Chronology", MARGIN, MARGIN, WIDTH - 2 * MARGIN, 14, TRUE);
    return y + 4
           + draw_text (volume, "Draft for physician review. Each place is a link to its page of this file.", MARGIN, y,
                        WIDTH - 2 * MARGIN, 8, FALSE)
           + 8;
}

static void
add_entry (struct volume *volume, const cJSON *json, const cJSON *entry, double *y)
{
    const char *date = cJSON_GetStringValue (cJSON_GetArrayItem (entry, 0));
    const char *kind = words_for (cJSON_GetStringValue (cJSON_GetArrayItem (entry, 1)));
    const cJSON *item = item_of (volume, json, cJSON_GetStringValue (cJSON_GetArrayItem (entry, 2)));
    const char *concept = record_string (item, "concept");
    const char *of = words_for (concept ? concept : record_string (item, "class"));
    const struct page *page = page_of (volume, item);
    g_autofree char *what = g_strdup_printf ("%s%s%s%s", kind ? kind : "", of ? ": " : "", of ? of : "",
                                             record_bool (item, "candidate") ? " (doubtful reading)" : "");
    if (*y > HEIGHT - MARGIN - 24)
        *y = start_front (volume);
    draw_text (volume, date ? date : "", MARGIN, *y, WHAT_X - MARGIN, 9, FALSE);
    double height = draw_text (volume, what, WHAT_X, *y, WHERE_X - WHAT_X - 8, 9, FALSE), beside = 0;
    if (page) {
        g_autofree char *link = g_strdup_printf ("dest='page%d'", page->ordinal);
        g_autofree char *where = g_strdup_printf ("%.60s p. %d", page->file, page->number);
        cairo_tag_begin (volume->cairo, CAIRO_TAG_LINK, link);
        beside = draw_text (volume, where, WHERE_X, *y, WIDTH - MARGIN - WHERE_X, 9, FALSE);
        cairo_tag_end (volume->cairo, CAIRO_TAG_LINK);
    }
    *y += MAX (height, beside) + 3;
}

static void
add_chronology (struct volume *volume, const cJSON *json)
{
    const cJSON *entry;
    double y = start_front (volume);
    cairo_tag_begin (volume->cairo, CAIRO_TAG_DEST, "name='chronology'");
    cairo_tag_end (volume->cairo, CAIRO_TAG_DEST);
    cJSON_ArrayForEach (entry, record_get (json, "timeline")) {
        add_entry (volume, json, entry, &y);
    }
    cairo_show_page (volume->cairo);
}

/* An entry a document, in the order of their first pages. */
static void
add_outline (struct volume *volume, const cJSON *json)
{
    const cJSON *document;
    cairo_pdf_surface_add_outline (volume->surface, CAIRO_PDF_OUTLINE_ROOT, "Chronology", "dest='chronology'",
                                   CAIRO_PDF_OUTLINE_FLAG_BOLD);
    g_autofree const cJSON **first = g_new0 (const cJSON *, pages_count (volume->pages) + 1);
    cJSON_ArrayForEach (document, record_get (json, "documents")) {
        const struct page *page = record_bool (document, "in_file") ? page_of (volume, document) : NULL;
        if (page && !first[page->ordinal])
            first[page->ordinal] = document;
    }
    for (guint i = 1; i <= pages_count (volume->pages); i++) {
        if (!first[i])
            continue;
        const char *class_name = words_for (record_string (first[i], "class")),
                   *date = record_string (first[i], "date");
        g_autofree char *name =
            g_strdup_printf ("%s%s%s", class_name ? class_name : "document", date ? ", " : "", date ? date : "");
        g_autofree char *link = g_strdup_printf ("dest='page%u'", i);
        cairo_pdf_surface_add_outline (volume->surface, CAIRO_PDF_OUTLINE_ROOT, name, link, 0);
    }
}

/* --- words ------------------------------------------------------------------------------------------------------------- */

static void
draw_word (cairo_t *cairo, const char *text, const struct word *word)
{
    g_autofree char *slice = text_slice (text, word->start, word->start + word->length);
    g_autofree char *plain = printable (slice);
    double height = word->y1 - word->y0, width = word->x1 - word->x0;
    double points = MAX (round (2 * height / (ASCENT + DESCENT)) / 2, 1);
    cairo_text_extents_t extents;
    if (height <= 0 || width <= 0)
        return;
    cairo_set_font_size (cairo, points);
    cairo_text_extents (cairo, plain, &extents);
    if (extents.x_advance <= 0)
        return;
    double stretch = MAX (round (width / extents.x_advance / STRETCH_STEP) * STRETCH_STEP, STRETCH_STEP);
    cairo_matrix_t matrix;
    cairo_matrix_init_scale (&matrix, points * stretch, points);
    cairo_set_font_matrix (cairo, &matrix);
    cairo_move_to (cairo, word->x0, word->y1 - DESCENT * points);
    cairo_show_text (cairo, plain);
}

/* Returns how many there are. */
static guint
draw_words (const struct volume *volume, const struct page *page)
{
    g_autoptr (GArray) words = page->words ? words_unpack (page->words, NULL) : NULL;
    cairo_select_font_face (volume->cairo, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
    for (guint i = 0; words && i < words->len; i++)
        draw_word (volume->cairo, page->text, &g_array_index (words, struct word, i));
    return words ? words->len : 0;
}

/* --- images ------------------------------------------------------------------------------------------------------------ */

static void
give_bytes (cairo_surface_t *surface, const char *type, const void *bytes, gsize length)
{
    void *copy = g_memdup2 (bytes, length);
    cairo_surface_set_mime_data (surface, type, copy, length, g_free, copy);
}

/* Compressed as faxes are; cairo passes it on as it is. */
static void
give_fax (cairo_surface_t *surface, PIX *pix)
{
    L_COMP_DATA *data = NULL;
    if (pixGenerateCIData (pix, L_G4_ENCODE, 0, 0, &data) != 0 || !data)
        return;
    g_autofree char *how =
        g_strdup_printf ("Columns=%d Rows=%d K=-1 BlackIs1=%s", data->w, data->h, data->minisblack ? "true" : "false");
    give_bytes (surface, CAIRO_MIME_TYPE_CCITT_FAX, data->datacomp, data->nbytescomp);
    give_bytes (surface, CAIRO_MIME_TYPE_CCITT_FAX_PARAMS, how, strlen (how));
    l_CIDataDestroy (&data);
}

static void
give_photograph (cairo_surface_t *surface, PIX *pix)
{
    l_uint8 *bytes = NULL;
    size_t length = 0;
    if (pixWriteMemJpeg (&bytes, &length, pix, JPEG_QUALITY, 0) == 0 && bytes)
        give_bytes (surface, CAIRO_MIME_TYPE_JPEG, bytes, length);
    lept_free (bytes);
}

/* Pixels of 8 bits as cairo has them, in 16 greys: what was drawn from text compresses well so. */
static void
give_greys (cairo_surface_t *surface, PIX *pix)
{
    guchar *rows = cairo_image_surface_get_data (surface);
    int stride = cairo_image_surface_get_stride (surface);
    cairo_surface_flush (surface);
    for (l_int32 y = 0; y < pixGetHeight (pix); y++) {
        const l_uint32 *line = pixGetData (pix) + (gsize) y * (gsize) pixGetWpl (pix);
        guint32 *row = (guint32 *) (void *) (rows + (gsize) y * (gsize) stride);
        for (l_int32 x = 0; x < pixGetWidth (pix); x++)
            row[x] = ((guint32) GET_DATA_BYTE (line, x) >> 4) * 0x111111;
    }
    cairo_surface_mark_dirty (surface);
}

static gboolean
draw_image (const struct volume *volume, PIX *pix, gboolean photograph, double width, double height)
{
    int depth = pixGetDepth (pix);
    cairo_surface_t *image = cairo_image_surface_create (CAIRO_FORMAT_RGB24, pixGetWidth (pix), pixGetHeight (pix));
    gboolean good = cairo_surface_status (image) == CAIRO_STATUS_SUCCESS;
    if (good) {
        if (depth == 1)
            give_fax (image, pix);
        else if (depth == 8 && !photograph)
            give_greys (image, pix);
        else
            give_photograph (image, pix);
        cairo_save (volume->cairo);
        cairo_scale (volume->cairo, width / pixGetWidth (pix), height / pixGetHeight (pix));
        cairo_set_source_surface (volume->cairo, image, 0, 0);
        cairo_paint (volume->cairo);
        cairo_restore (volume->cairo);
    }
    cairo_surface_destroy (image);
    return good;
}

/* --- pages ------------------------------------------------------------------------------------------------------------- */

static void
add_page (const struct volume *volume, const struct page *page, struct gallery *gallery)
{
    double width = page->width > 0 ? MIN (page->width, SIDE_MAX) : WIDTH;
    double height = page->height > 0 ? MIN (page->height, SIDE_MAX) : HEIGHT;
    const char *absent = NULL;
    gboolean photograph = FALSE;
    g_autofree char *name = g_strdup_printf ("name='page%d'", page->ordinal);
    PIX *pix = gallery_picture (gallery, page, &photograph, &absent);
    cairo_pdf_surface_set_size (volume->surface, width, height);
    cairo_tag_begin (volume->cairo, CAIRO_TAG_DEST, name);
    cairo_tag_end (volume->cairo, CAIRO_TAG_DEST);
    guint words = draw_words (volume, page); /* under the image */
    if (pix)
        draw_image (volume, pix, photograph, width, height);
    else if (!words) /* a place that links lead to must not be empty */
        draw_text (volume, *page->text ? page->text : "No word of this page was read.", MARGIN, MARGIN,
                   width - 2 * MARGIN, 8, FALSE);
    if (!pix && absent) {
        g_autofree char *note = g_strdup_printf ("No picture of this page: %s.", absent);
        draw_text (volume, note, 12, 12, width - 24, 8, TRUE);
    }
    pixDestroy (&pix);
    cairo_show_page (volume->cairo);
}

static cairo_status_t
write_bytes (void *closure, const unsigned char *bytes, unsigned int length)
{
    return fwrite (bytes, 1, length, closure) == length ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

gboolean
casepdf_write (struct casetext *casetext, const struct pages *pages, struct gallery *gallery, FILE *out, GError **error)
{
    const cJSON *json = casetext_json (casetext);
    struct volume volume = { .pages = pages, .evidence = evidence_new (casetext, NULL) };
    volume.surface = cairo_pdf_surface_create_for_stream (write_bytes, out, WIDTH, HEIGHT);
    cairo_pdf_surface_set_metadata (volume.surface, CAIRO_PDF_METADATA_CREATE_DATE, PAPER_DATE);
    cairo_pdf_surface_set_metadata (volume.surface, CAIRO_PDF_METADATA_TITLE, "Case file");
    volume.cairo = cairo_create (volume.surface);
    add_chronology (&volume, json);
    for (guint i = 0; i < pages_count (pages); i++)
        add_page (&volume, pages_at (pages, i), gallery);
    add_outline (&volume, json);
    cairo_status_t status = cairo_status (volume.cairo);
    cairo_destroy (volume.cairo);
    cairo_surface_finish (volume.surface);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status (volume.surface);
    cairo_surface_destroy (volume.surface);
    evidence_free (volume.evidence);
    if (status == CAIRO_STATUS_SUCCESS && !xref_mend (out))
        status = CAIRO_STATUS_WRITE_ERROR;
    if (status != CAIRO_STATUS_SUCCESS)
        g_set_error (error, RECORD_ERROR, RECORD_ERROR_WRITE, "cannot write the PDF: %s",
                     cairo_status_to_string (status));
    return status == CAIRO_STATUS_SUCCESS;
}
