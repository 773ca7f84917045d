#include "stages/report/paper.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <string.h>

/* US letter, points. */
#define WIDTH 612.0
#define HEIGHT 792.0
#define MARGIN 72.0
#define HEAD 54.0 /* where the word that this is a draft stands */
#define FOOT 750.0
#define INDENT 14.0 /* of the items of a list */
#define LABEL 150.0 /* of the labels of fields */
#define FAMILY "DejaVu Serif, Liberation Serif, serif"

typedef PangoLayout pango_layout_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (pango_layout_t, g_object_unref)

struct paper {
    cairo_surface_t *surface;
    cairo_t *cairo; /* NULL while pages are only counted */
    PangoContext *context;
    double y;
    int page, pages;
};

/* --- text -------------------------------------------------------------------------------------------------------------- */

/* Text as pango's markup, control characters shown as U+FFFD. */
static void
append_text (GString *markup, const char *text)
{
    g_autoptr (GString) clean = g_string_new (NULL);
    for (const char *p = text; *p; p = g_utf8_next_char (p)) {
        gunichar c = g_utf8_get_char (p);
        gboolean bidi = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
        g_string_append_unichar (clean, (c < 0x20 && c != '\n') || (c >= 0x7F && c < 0xA0) || bidi ? 0xFFFD : c);
    }
    g_autofree char *escaped = g_markup_escape_text (clean->str, (gssize) clean->len);
    g_string_append (markup, escaped);
}

static void
append_sentence (GString *markup, const struct sentence *sentence)
{
    for (guint i = 0; i < sentence->stretches->len; i++) {
        const struct stretch *stretch = g_ptr_array_index (sentence->stretches, i);
        g_autofree char *text = g_strdup (stretch->text);
        append_text (markup, g_strchomp (text));
        for (guint k = 0; stretch->sources && k < stretch->sources->len; k++)
            g_string_append_printf (markup, "<span size=\"65%%\" rise=\"4pt\">[%u]</span>",
                                    g_array_index (stretch->sources, guint, k));
    }
}

static char *
markup_of (const struct block *block)
{
    GString *markup = g_string_new (NULL);
    if (block->lead && block->kind != BLOCK_FIELD) {
        gboolean bold = block->kind != BLOCK_FILL;
        g_string_append (markup, bold ? "<b>" : "<i>");
        append_text (markup, block->lead);
        g_string_append (markup, bold ? "</b>" : "</i>");
    }
    for (guint i = 0; i < block->sentences->len; i++) {
        if (markup->len)
            g_string_append_c (markup, ' ');
        append_sentence (markup, g_ptr_array_index (block->sentences, i));
    }
    return g_string_free (markup, FALSE);
}

/* --- pages ------------------------------------------------------------------------------------------------------------- */

static PangoLayout *
layout_new (const struct paper *paper, const char *markup, double width, double points)
{
    PangoLayout *layout = pango_layout_new (paper->context);
    PangoFontDescription *font = pango_font_description_from_string (FAMILY);
    pango_font_description_set_absolute_size (font, points * PANGO_SCALE);
    pango_layout_set_font_description (layout, font);
    pango_font_description_free (font);
    pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
    pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_line_spacing (layout, 1.2f);
    pango_layout_set_markup (layout, markup, -1);
    return layout;
}

/* A line of its own at a height, in the middle. */
static void
draw_centred (const struct paper *paper, const char *markup, double y, double points)
{
    if (!paper->cairo)
        return;
    g_autoptr (pango_layout_t) layout = layout_new (paper, markup, WIDTH - 2 * MARGIN, points);
    pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
    cairo_move_to (paper->cairo, MARGIN, y);
    pango_cairo_show_layout (paper->cairo, layout);
}

static void
start_page (struct paper *paper)
{
    if (paper->page && paper->cairo)
        cairo_show_page (paper->cairo);
    paper->page++;
    paper->y = MARGIN + 8;
    g_autofree char *number = g_strdup_printf ("Page %d of %d", paper->page, paper->pages);
    draw_centred (paper, "<b>DRAFT FOR PHYSICIAN REVIEW</b>. It decides nothing.", HEAD - 12, 8.5);
    draw_centred (paper, number, FOOT, 8.5);
}

/* Draws a layout line by line from `x`, over as many pages as it needs. */
static void
flow (struct paper *paper, PangoLayout *layout, double x)
{
    for (int i = 0; i < pango_layout_get_line_count (layout); i++) {
        PangoLayoutLine *line = pango_layout_get_line_readonly (layout, i);
        PangoRectangle box;
        pango_layout_line_get_extents (line, NULL, &box);
        double height = box.height / (double) PANGO_SCALE;
        if (paper->y + height > HEIGHT - MARGIN)
            start_page (paper);
        if (paper->cairo) {
            cairo_move_to (paper->cairo, x, paper->y - box.y / (double) PANGO_SCALE);
            pango_cairo_show_layout_line (paper->cairo, line);
        }
        paper->y += height;
    }
}

static void
add_block (struct paper *paper, const struct block *block)
{
    g_autofree char *markup = markup_of (block);
    double x = block->kind == BLOCK_ITEM ? MARGIN + INDENT : block->kind == BLOCK_FIELD ? MARGIN + LABEL : MARGIN;
    if (!*markup)
        return;
    g_autoptr (pango_layout_t) layout = layout_new (paper, markup, WIDTH - MARGIN - x, 10.5);
    if (block->kind == BLOCK_HEADING) {
        paper->y += 10;
        if (paper->y > HEIGHT - MARGIN - 60) /* a heading does not stand alone */
            start_page (paper);
    }
    if (block->kind == BLOCK_ITEM || block->kind == BLOCK_FIELD) {
        GString *label = g_string_new (block->kind == BLOCK_ITEM ? "•" : "<b>");
        if (block->kind == BLOCK_FIELD) {
            append_text (label, block->lead);
            g_string_append (label, "</b>");
        }
        g_autoptr (pango_layout_t) aside = layout_new (paper, label->str, LABEL, 10.5);
        if (paper->y > HEIGHT - MARGIN - 16)
            start_page (paper);
        double y = paper->y;
        flow (paper, aside, MARGIN);
        paper->y = y;
        g_string_free (label, TRUE);
    }
    flow (paper, layout, x);
    paper->y += block->kind == BLOCK_FIELD || block->kind == BLOCK_ITEM ? 2 : 6;
}

static void
add_sources (struct paper *paper, const struct prose *prose)
{
    const struct block heading = { BLOCK_HEADING, (char *) "SOURCES", g_ptr_array_new () };
    if (prose->sources->len)
        add_block (paper, &heading);
    for (guint i = 0; i < prose->sources->len; i++) {
        g_autofree char *source = prose_source (prose, i + 1);
        g_autoptr (GString) markup = g_string_new (NULL);
        g_string_append_printf (markup, "[%u] ", i + 1);
        append_text (markup, source);
        g_autoptr (pango_layout_t) layout = layout_new (paper, markup->str, WIDTH - 2 * MARGIN, 8.5);
        flow (paper, layout, MARGIN);
    }
    g_ptr_array_unref (heading.sentences);
}

static void
add_all (struct paper *paper, const struct prose *prose)
{
    paper->page = 0;
    start_page (paper);
    const struct block title = { BLOCK_HEADING, prose->title, g_ptr_array_new () };
    add_block (paper, &title);
    for (guint i = 0; i < prose->blocks->len; i++)
        add_block (paper, g_ptr_array_index (prose->blocks, i));
    add_sources (paper, prose);
    g_ptr_array_unref (title.sentences);
}

static cairo_status_t
append_bytes (void *closure, const unsigned char *bytes, unsigned int length)
{
    g_string_append_len (closure, (const char *) bytes, length);
    return CAIRO_STATUS_SUCCESS;
}

/* Laid out twice: once to count the pages. */
GString *
prose_pdf (const struct prose *prose)
{
    GString *out = g_string_new (NULL);
    struct paper paper = { 0 };
    paper.surface = cairo_pdf_surface_create_for_stream (append_bytes, out, WIDTH, HEIGHT);
    cairo_pdf_surface_set_metadata (paper.surface, CAIRO_PDF_METADATA_CREATE_DATE, PAPER_DATE);
    cairo_pdf_surface_set_metadata (paper.surface, CAIRO_PDF_METADATA_TITLE, prose->title);
    cairo_t *cairo = cairo_create (paper.surface);
    paper.context = pango_cairo_create_context (cairo);
    add_all (&paper, prose);
    paper.pages = paper.page;
    paper.cairo = cairo;
    add_all (&paper, prose);
    cairo_show_page (cairo);
    g_object_unref (paper.context);
    cairo_destroy (cairo);
    cairo_surface_finish (paper.surface);
    gboolean good = cairo_surface_status (paper.surface) == CAIRO_STATUS_SUCCESS;
    cairo_surface_destroy (paper.surface);
    if (good)
        return out;
    g_string_free (out, TRUE);
    return NULL;
}
