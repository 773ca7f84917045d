#include "common/pagedecode.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#define POINTS_PER_INCH 72.0
#define RENDER_DPI 300.0
#define DEFAULT_DPI 200.0
#define CAIRO_SIDE_MAX 32767
#define MAPPED_BYTES_MAX (128u << 20) /* counts against the memory of a worker */

/* When one image is the page: it covers nearly all of it, and a small rendering of the page shows nothing else. */
#define NATIVE_COVER 0.9
#define PROOF_DPI 36.0
#define PROOF_SIDE 396 /* pixels, of a letter page */
#define PROOF_BLOCK 6  /* pixels */
#define PROOF_MEAN_MAX 6.0
#define PROOF_BLOCK_MAX 40.0

typedef PIX pix_t;
static void
pix_clear (PIX *pix)
{
    pixDestroy (&pix);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (pix_t, pix_clear)
typedef cairo_surface_t surface_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (surface_t, cairo_surface_destroy)
typedef cairo_t painter_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (painter_t, cairo_destroy)
typedef GList image_mapping_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (image_mapping_t, poppler_page_free_image_mapping)

const char *const pagedecode_folders[] = { "/usr/share/poppler",        "/usr/share/fonts",
                                           "/usr/local/share/fonts",    "/etc/fonts",
                                           "/usr/share/fontconfig",     "/var/cache/fontconfig",
                                           "/usr/share/xml/fontconfig", NULL };

static struct pageimage *
pageimage_new (PIX *pix, double width, double height, gboolean native)
{
    struct pageimage *image = g_new0 (struct pageimage, 1);
    image->pix = pix;
    image->width = width;
    image->height = height;
    image->dpi = pixGetWidth (pix) * POINTS_PER_INCH / width;
    image->native = native;
    return image;
}

static void *
unreadable (GError **error, const char *why)
{
    g_set_error (error, PAGEIMAGE_ERROR, PAGEIMAGE_ERROR_UNREADABLE, "%s", why);
    return NULL;
}

/* --- PDF ------------------------------------------------------------------------------------------------------------ */

/* cairo's 32 bits (premultiplied, native order) as leptonica's, over white. */
static inline l_uint32
pixel_over_white (guint32 pixel, gboolean has_alpha)
{
    guint32 missing = has_alpha ? 255 - (pixel >> 24) : 0;
    guint32 red = MIN ((pixel >> 16 & 255) + missing, 255), green = MIN ((pixel >> 8 & 255) + missing, 255);
    guint32 blue = MIN ((pixel & 255) + missing, 255);
    return red << 24 | green << 16 | blue << 8;
}

/* Bits that a surface's pixels need, 1, 8 or 32, told before any of them is copied: a page is some 30 MB of them. */
static int
depth_of (const guchar *pixels, int width, int height, int stride, gboolean has_alpha)
{
    int depth = 1;
    for (int y = 0; y < height; y++) {
        const guint32 *line = (const guint32 *) (const void *) (pixels + (gsize) y * (gsize) stride);
        guint32 between = 0; /* no bit where all pixels are black or white: adding one to them leaves 0 or 1 */
        for (int x = 0; x < width; x++)
            between |= (line[x] + 1) & 0xfffffe;
        for (int x = 0; (has_alpha || between) && x < width; x++) {
            l_uint32 over_white = pixel_over_white (line[x], has_alpha) >> 8;
            if (over_white == 0 || over_white == 0xffffff)
                continue;
            if ((over_white >> 8) != (over_white & 0xffff))
                return 32;
            depth = 8;
        }
    }
    return depth;
}

static void
copy_line (l_uint32 *to, const guint32 *from, int width, int depth, gboolean has_alpha)
{
    if (depth == 1) { /* black is 1; pixels beyond the width are white */
        for (int x = 0; x < width; x += 32) {
            int bits = MIN (32, width - x);
            l_uint32 word = 0;
            if (has_alpha)
                for (int i = 0; i < bits; i++)
                    word = word << 1 | (~pixel_over_white (from[x + i], TRUE) >> 31);
            else
                for (int i = 0; i < bits; i++)
                    word = word << 1 | (~from[x + i] & 1);
            to[x / 32] = word << (32 - bits);
        }
        return;
    }
    for (int x = 0; x < width; x++) {
        l_uint32 pixel = pixel_over_white (from[x], has_alpha);
        if (depth == 8)
            SET_DATA_BYTE (to, x, pixel >> 24);
        else
            to[x] = pixel;
    }
}

static PIX *
pix_of_surface (cairo_surface_t *surface)
{
    if (surface == NULL || cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS
        || cairo_surface_get_type (surface) != CAIRO_SURFACE_TYPE_IMAGE)
        return NULL;
    cairo_surface_flush (surface);
    cairo_format_t format = cairo_image_surface_get_format (surface);
    if (format != CAIRO_FORMAT_RGB24 && format != CAIRO_FORMAT_ARGB32)
        return NULL;
    int width = cairo_image_surface_get_width (surface), height = cairo_image_surface_get_height (surface);
    int stride = cairo_image_surface_get_stride (surface);
    gboolean has_alpha = format == CAIRO_FORMAT_ARGB32;
    const guchar *pixels = cairo_image_surface_get_data (surface);
    if (width < 1 || height < 1 || pixels == NULL)
        return NULL;
    int depth = depth_of (pixels, width, height, stride, has_alpha);
    PIX *pix = pixCreate (width, height, depth);
    for (int y = 0; pix && y < height; y++)
        copy_line (pixGetData (pix) + (gsize) y * (gsize) pixGetWpl (pix),
                   (const guint32 *) (const void *) (pixels + (gsize) y * (gsize) stride), width, depth, has_alpha);
    return pix;
}

static PIX *
render (PopplerPage *page, double dpi, double width, double height)
{
    int across = (int) ceil (width * dpi / POINTS_PER_INCH - 1e-6),
        down = (int) ceil (height * dpi / POINTS_PER_INCH - 1e-6);
    g_autoptr (surface_t) surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, MAX (across, 1), MAX (down, 1));
    g_autoptr (painter_t) painter = cairo_create (surface);
    cairo_set_source_rgb (painter, 1, 1, 1);
    cairo_paint (painter);
    cairo_scale (painter, dpi / POINTS_PER_INCH, dpi / POINTS_PER_INCH);
    poppler_page_render (page, painter);
    return pix_of_surface (surface);
}

GBytes *
pagedecode_map (int file)
{
    g_autoptr (GMappedFile) mapped = g_mapped_file_new_from_fd (file, FALSE, NULL);
    gsize length = mapped ? g_mapped_file_get_length (mapped) : 0;
    return length > 0 && length <= MAPPED_BYTES_MAX ? g_mapped_file_get_bytes (mapped) : NULL;
}

PopplerDocument *
pagedecode_open (int file, GBytes *mapped, GError **error)
{
    return mapped ? poppler_document_new_from_bytes (mapped, NULL, error)
                  : poppler_document_new_from_fd (dup (file), NULL, error);
}

/* The one image that covers the page, or NULL; lent by `mappings`. `area` gets its place. */
static const PopplerImageMapping *
covering_image (const GList *mappings, double width, double height, PopplerRectangle *area)
{
    if (mappings == NULL || mappings->next)
        return NULL;
    const PopplerImageMapping *mapping = mappings->data;
    double edge_x = width * (1 - NATIVE_COVER) / 2, edge_y = height * (1 - NATIVE_COVER) / 2;
    *area = mapping->area;
    if ((area->x2 - area->x1) * (area->y2 - area->y1) < NATIVE_COVER * width * height)
        return NULL;
    /* poppler misplaces images that the page turns by a right angle: take it that they fill it, the proof will tell. */
    if (area->x1 < -edge_x || area->y1 < -edge_y || area->x2 > width + edge_x || area->y2 > height + edge_y)
        *area = (PopplerRectangle){ 0, 0, width, height };
    return mapping;
}

/* How far two 8 bpp images of one size are apart: mean, and mean of the worst block (an overlaid stamp). */
static void
differ (PIX *one, PIX *other, double *mean, double *worst)
{
    int width = pixGetWidth (one), height = pixGetHeight (one);
    double total = 0;
    *worst = 0;
    for (int y0 = 0; y0 < height; y0 += PROOF_BLOCK) {
        for (int x0 = 0; x0 < width; x0 += PROOF_BLOCK) {
            int x1 = MIN (x0 + PROOF_BLOCK, width), y1 = MIN (y0 + PROOF_BLOCK, height);
            long sum = 0;
            for (int y = y0; y < y1; y++)
                for (int x = x0; x < x1; x++) {
                    l_uint32 *a = pixGetData (one) + (gsize) y * pixGetWpl (one);
                    l_uint32 *b = pixGetData (other) + (gsize) y * pixGetWpl (other);
                    sum += (long) GET_DATA_BYTE (a, x) - (long) GET_DATA_BYTE (b, x);
                }
            total += labs (sum);
            *worst = MAX (*worst, (double) labs (sum) / ((x1 - x0) * (y1 - y0)));
        }
    }
    *mean = total / ((double) width * height);
}

/* An image in grey, not much larger than its proof will be: the full size is touched only once. */
static PIX *
small_grey (PIX *stored)
{
    int longer = MAX (pixGetWidth (stored), pixGetHeight (stored));
    if (pixGetDepth (stored) == 1)
        return longer >= 8 * PROOF_SIDE   ? pixScaleToGray8 (stored)
               : longer >= 4 * PROOF_SIDE ? pixScaleToGray4 (stored)
                                          : pixConvert1To8 (NULL, stored, 255, 0);
    PIX *grey = pixConvertTo8 (stored, FALSE);
    for (; grey && longer >= 2 * PROOF_SIDE; longer /= 2) {
        PIX *half = pixScaleAreaMap2 (grey);
        pixDestroy (&grey);
        grey = half;
    }
    return grey;
}

/* poppler hands an image over as it is stored, while the page may turn or mirror it, or draw over it. Compares it in its
 * eight positions with a small rendering of the page: the turned image (the caller's) where one of them is the page. */
static PIX *
place_as_displayed (PIX *stored, PopplerPage *page, const PopplerRectangle *area, double width, double height)
{
    g_autoptr (pix_t) shown = render (page, PROOF_DPI, width, height);
    g_autoptr (pix_t) proof = shown ? pixConvertTo8 (shown, FALSE) : NULL;
    g_autoptr (pix_t) grey = small_grey (stored);
    if (proof == NULL || grey == NULL)
        return NULL;

    double scale = PROOF_DPI / POINTS_PER_INCH;
    int left = (int) lround (MAX (area->x1, 0) * scale), top = (int) lround (MAX (area->y1, 0) * scale);
    int right = MIN ((int) lround (area->x2 * scale), pixGetWidth (proof));
    int bottom = MIN ((int) lround (area->y2 * scale), pixGetHeight (proof));
    if (right - left < 8 || bottom - top < 8)
        return NULL;
    BOX *box = boxCreate (left, top, right - left, bottom - top);
    g_autoptr (pix_t) part = pixClipRectangle (proof, box, NULL);
    boxDestroy (&box);

    int best_turns = -1, best_mirrored = 0;
    double best = PROOF_MEAN_MAX;
    for (int turns = 0; part && turns < 4; turns++) {
        gboolean swaps = turns % 2 == 1;
        g_autoptr (pix_t) small =
            pixScaleAreaMapToSize (grey, swaps ? bottom - top : right - left, swaps ? right - left : bottom - top);
        g_autoptr (pix_t) turned = small ? pixRotateOrth (small, turns) : NULL;
        for (int mirrored = 0; turned && mirrored < 2; mirrored++) {
            double mean, worst;
            if (mirrored)
                pixFlipLR (turned, turned);
            differ (part, turned, &mean, &worst);
            if (mean < best && worst < PROOF_BLOCK_MAX) {
                best = mean;
                best_turns = turns;
                best_mirrored = mirrored;
            }
        }
    }
    if (best_turns < 0)
        return NULL;
    PIX *placed = pixRotateOrth (stored, best_turns);
    if (placed && best_mirrored)
        pixFlipLR (placed, placed);
    return placed;
}

PIX *
pagedecode_square (PIX *pix, double width, double height, gint64 max_pixels)
{
    double across = pixGetWidth (pix) / width, down = pixGetHeight (pix) / height;
    double finest = MAX (across, down);
    double shrink =
        MIN (1, sqrt ((double) max_pixels
                      / ((double) pixGetWidth (pix) * pixGetHeight (pix) * finest * finest / (across * down))));
    double x = fabs (across / finest - 1) > 0.02 ? finest / across : 1,
           y = fabs (down / finest - 1) > 0.02 ? finest / down : 1;
    if (x == 1 && y == 1 && shrink == 1)
        return pix;
    PIX *scaled = pixScale (pix, (l_float32) (x * shrink), (l_float32) (y * shrink));
    pixDestroy (&pix);
    return scaled;
}

/* The page's one image at its own resolution, or NULL; `dpi` then gets the best one for a rendering. */
static struct pageimage *
take_native (PopplerPage *page, double width, double height, gint64 max_pixels, double *dpi)
{
    g_autoptr (image_mapping_t) mappings = poppler_page_get_image_mapping (page);
    PopplerRectangle area;
    const PopplerImageMapping *mapping = covering_image (mappings, width, height, &area);
    if (mapping == NULL)
        return NULL;
    g_autoptr (surface_t) surface = poppler_page_get_image (page, mapping->image_id);
    g_autoptr (pix_t) stored = pix_of_surface (surface);
    if (stored == NULL)
        return NULL;
    double pixels = (double) pixGetWidth (stored) * pixGetHeight (stored);
    double points = (area.x2 - area.x1) * (area.y2 - area.y1);
    *dpi = CLAMP (sqrt (pixels / points) * POINTS_PER_INCH, DEFAULT_DPI, 2 * RENDER_DPI);

    PIX *placed = place_as_displayed (stored, page, &area, width, height);
    if (placed)
        placed = pagedecode_square (placed, area.x2 - area.x1, area.y2 - area.y1, max_pixels);
    return placed ? pageimage_new (placed, width, height, TRUE) : NULL;
}

struct pageimage *
pagedecode_pdf (PopplerPage *page, double dpi, gint64 max_pixels, GError **error)
{
    double width, height;

    setMsgSeverity (L_SEVERITY_NONE);
    poppler_page_get_size (page, &width, &height);
    if (!(width > 0 && height > 0 && isfinite (width) && isfinite (height)))
        return unreadable (error, "the page has no size");
    if (dpi <= 0) {
        dpi = RENDER_DPI;
        struct pageimage *native = take_native (page, width, height, max_pixels, &dpi);
        if (native)
            return native;
    }
    double inches = width * height / (POINTS_PER_INCH * POINTS_PER_INCH);
    dpi = MIN (dpi, sqrt ((double) max_pixels / inches) * 0.999);
    dpi = MIN (dpi, (CAIRO_SIDE_MAX - 1) * POINTS_PER_INCH / MAX (width, height));
    PIX *pix = render (page, dpi, width, height);
    return pix ? pageimage_new (pix, width, height, FALSE) : unreadable (error, "the page cannot be rendered");
}
