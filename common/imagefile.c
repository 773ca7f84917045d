#include "common/imagefile.h"

#include <libexif/exif-data.h>
#include <string.h>

#include "common/heic.h"
#include "common/tiffpages.h"

#define POINTS_PER_INCH 72.0
#define DEFAULT_DPI 200.0
#define SHEET_INCHES 11.0
#define CREDIBLE_DPI_MIN 96 /* cameras and programs write 72 for "unknown" */
#define CREDIBLE_DPI_MAX 2400

struct imagefile {
    const guint8 *bytes;
    gsize length;
    enum media media;
    GArray *pages; /* of a TIFF: struct tiff_page */
};

gboolean
imagefile_load (enum media media)
{
    return media == MEDIA_TIFF || media == MEDIA_JPEG || media == MEDIA_PNG || (media == MEDIA_HEIC && heic_load ());
}

struct imagefile *
imagefile_new (const guint8 *bytes, gsize length, enum media media)
{
    struct imagefile *file = g_new0 (struct imagefile, 1);

    setMsgSeverity (L_SEVERITY_NONE);
    file->bytes = bytes;
    file->length = length;
    file->media = media;
    file->pages = media == MEDIA_TIFF ? tiffpages_find (bytes, length, IMAGEFILE_PAGES_MAX) : NULL;
    return file;
}

void
imagefile_free (struct imagefile *file)
{
    if (file == NULL)
        return;
    g_clear_pointer (&file->pages, g_array_unref);
    g_free (file);
}

guint
imagefile_pages (const struct imagefile *file)
{
    return file->pages ? file->pages->len : 1;
}

static struct pageimage *
unreadable (GError **error, const char *why)
{
    g_set_error (error, PAGEIMAGE_ERROR, PAGEIMAGE_ERROR_UNREADABLE, "%s", why);
    return NULL;
}

/* --- reduction to the depth that the content needs ------------------------------------------------------------------ */

/* 32 bpp, all grey: 8 bpp. Takes `pix`. */
static PIX *
reduce_colour (PIX *pix)
{
    if (pix == NULL || pixGetDepth (pix) != 32)
        return pix;
    l_int32 width, height;
    pixGetDimensions (pix, &width, &height, NULL);
    for (l_int32 y = 0; y < height; y++) {
        const l_uint32 *line = pixGetData (pix) + (gsize) y * pixGetWpl (pix);
        for (l_int32 x = 0; x < width; x++) {
            l_uint32 red = line[x] >> 24, green = line[x] >> 16 & 255, blue = line[x] >> 8 & 255;
            if (red != green || green != blue)
                return pix;
        }
    }
    PIX *grey = pixGetRGBComponent (pix, COLOR_GREEN);
    pixDestroy (&pix);
    return grey;
}

/* 8 bpp, all black or white: 1 bpp, where black is 1. Takes `pix`. */
static PIX *
reduce_grey (PIX *pix)
{
    if (pix == NULL || pixGetDepth (pix) != 8)
        return pix;
    l_int32 width, height;
    pixGetDimensions (pix, &width, &height, NULL);
    for (l_int32 y = 0; y < height; y++) {
        l_uint32 *line = pixGetData (pix) + (gsize) y * pixGetWpl (pix);
        for (l_int32 x = 0; x < width; x++) {
            guint8 value = GET_DATA_BYTE (line, x);
            if (value != 0 && value != 255)
                return pix;
        }
    }
    PIX *bilevel = pixThresholdToBinary (pix, 128);
    pixDestroy (&pix);
    return bilevel;
}

PIX *
imagefile_normalise (PIX *pix)
{
    if (pixGetColormap (pix)) {
        PIX *plain = pixRemoveColormap (pix, REMOVE_CMAP_BASED_ON_SRC);
        pixDestroy (&pix);
        pix = plain;
    }
    if (pix && pixGetDepth (pix) == 32 && pixGetSpp (pix) == 4) {
        PIX *opaque = pixAlphaBlendUniform (pix, 0xffffff00);
        pixDestroy (&pix);
        pix = opaque;
    }
    if (pix && pixGetDepth (pix) != 1 && pixGetDepth (pix) != 8 && pixGetDepth (pix) != 32) {
        PIX *grey = pixConvertTo8 (pix, FALSE);
        pixDestroy (&pix);
        pix = grey;
    }
    return reduce_grey (reduce_colour (pix));
}

/* --- image files ---------------------------------------------------------------------------------------------------- */

/* EXIF orientation of a JPEG file, 1 (upright) where it says none. */
static int
exif_orientation (const guint8 *bytes, gsize length)
{
    ExifData *exif = exif_data_new_from_data (bytes, (unsigned) MIN (length, G_MAXUINT));
    int orientation = 1;
    if (exif == NULL)
        return orientation;
    ExifEntry *entry = exif_data_get_entry (exif, EXIF_TAG_ORIENTATION);
    if (entry && entry->format == EXIF_FORMAT_SHORT && entry->size >= 2)
        orientation = exif_get_short (entry->data, exif_data_get_byte_order (exif));
    exif_data_unref (exif);
    return orientation >= 1 && orientation <= 8 ? orientation : 1;
}

/* Turns an image as its EXIF orientation says. Takes `pix`. */
static PIX *
orient (PIX *pix, int orientation)
{
    static const struct {
        int quarter_turns; /* clockwise */
        gboolean mirrored; /* left to right, after turning */
    } turns[9] = { [1] = { 0, FALSE }, [2] = { 0, TRUE },  [3] = { 2, FALSE }, [4] = { 2, TRUE },
                   [5] = { 1, TRUE },  [6] = { 1, FALSE }, [7] = { 3, TRUE },  [8] = { 3, FALSE } };
    PIX *turned = pixRotateOrth (pix, turns[orientation].quarter_turns);
    pixDestroy (&pix);
    if (turned && turns[orientation].mirrored)
        pixFlipLR (turned, turned);
    return turned;
}

static gboolean
credible (l_int32 dpi)
{
    return dpi >= CREDIBLE_DPI_MIN && dpi <= CREDIBLE_DPI_MAX;
}

/* Fax lines stand at 204 by 98 or 196 dpi: stretches to square pixels. Takes `pix`; `dpi` gets the resolution or 0. */
static PIX *
square_pixels (PIX *pix, double *dpi)
{
    l_int32 across = pixGetXRes (pix), down = pixGetYRes (pix);
    *dpi = 0;
    if (!credible (across) && !credible (down))
        return pix;
    *dpi = MAX (across, down);
    if (across <= 0 || down <= 0 || abs (across - down) * 50 < (int) *dpi || *dpi / MIN (across, down) > 4)
        return pix;
    PIX *square = pixScale (pix, (l_float32) (*dpi / across), (l_float32) (*dpi / down));
    pixDestroy (&pix);
    return square;
}

static double
guess_dpi (const PIX *pix)
{
    double width = pixGetWidth ((PIX *) pix), height = pixGetHeight ((PIX *) pix);
    double longer = MAX (width, height), proportion = longer / MIN (width, height);
    return proportion > 1.1 && proportion < 1.6 ? longer / SHEET_INCHES : DEFAULT_DPI;
}

/* Size of a page as its header tells it, before anything is decoded. */
static gboolean
read_size (const struct imagefile *file, guint page, l_int32 *width, l_int32 *height)
{
    l_int32 bits, samples, map;
    if (file->media == MEDIA_HEIC)
        return heic_size (file->bytes, file->length, width, height);
    if (file->pages == NULL)
        return pixReadHeaderMem (file->bytes, file->length, NULL, width, height, &bits, &samples, &map) == 0;
    const struct tiff_page *place = &g_array_index (file->pages, struct tiff_page, page - 1);
    *width = (l_int32) MIN (place->width, G_MAXINT32);
    *height = (l_int32) MIN (place->height, G_MAXINT32);
    return TRUE;
}

static PIX *
decode (const struct imagefile *file, guint page)
{
    if (file->media == MEDIA_HEIC)
        return heic_decode (file->bytes, file->length);
    if (file->pages == NULL)
        return pixReadMem (file->bytes, file->length);
    size_t at = g_array_index (file->pages, struct tiff_page, page - 1).offset;
    return pixReadMemFromMultipageTiff (file->bytes, file->length, &at);
}

struct pageimage *
imagefile_page (const struct imagefile *file, guint page, gint64 max_pixels, GError **error)
{
    l_int32 width = 0, height = 0;

    if (page < 1 || page > imagefile_pages (file))
        return unreadable (error, "no such page");
    if (!read_size (file, page, &width, &height))
        return unreadable (error, "the image has no readable header");
    if (width < 1 || height < 1)
        return unreadable (error, "the image is empty");
    if ((gint64) width * height > max_pixels) {
        g_set_error (error, PAGEIMAGE_ERROR, PAGEIMAGE_ERROR_LIMIT, "%d x %d pixels are more than the limit", width,
                     height);
        return NULL;
    }
    PIX *pix = decode (file, page);
    if (pix == NULL)
        return unreadable (error, "the image cannot be decoded");

    double dpi;
    pix = square_pixels (pix, &dpi);
    if (pix)
        pix = imagefile_normalise (pix);
    if (pix && file->media == MEDIA_JPEG)
        pix = orient (pix, exif_orientation (file->bytes, file->length));
    if (pix == NULL)
        return unreadable (error, "the image cannot be decoded");
    if (dpi == 0)
        dpi = guess_dpi (pix);
    struct pageimage *image = g_new0 (struct pageimage, 1);
    *image = (struct pageimage){ pix, dpi, pixGetWidth (pix) * POINTS_PER_INCH / dpi,
                                 pixGetHeight (pix) * POINTS_PER_INCH / dpi, TRUE };
    return image;
}
