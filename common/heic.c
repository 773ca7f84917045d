#include "common/heic.h"

#include <libheif/heif.h>

#include "common/library.h"

LIBRARY_CALL (heif_context_alloc);
LIBRARY_CALL (heif_context_free);
LIBRARY_CALL (heif_context_read_from_memory_without_copy);
LIBRARY_CALL (heif_context_set_max_decoding_threads);
LIBRARY_CALL (heif_context_get_primary_image_handle);
LIBRARY_CALL (heif_image_handle_get_width);
LIBRARY_CALL (heif_image_handle_get_height);
LIBRARY_CALL (heif_image_handle_release);
LIBRARY_CALL (heif_decode_image);
LIBRARY_CALL (heif_image_get_width);
LIBRARY_CALL (heif_image_get_height);
LIBRARY_CALL (heif_image_get_plane_readonly);
LIBRARY_CALL (heif_image_release);

gboolean
heic_load (void)
{
    static const struct library_call calls[] = {
        LIBRARY_WANTED (heif_context_alloc),
        LIBRARY_WANTED (heif_context_free),
        LIBRARY_WANTED (heif_context_read_from_memory_without_copy),
        LIBRARY_WANTED (heif_context_set_max_decoding_threads),
        LIBRARY_WANTED (heif_context_get_primary_image_handle),
        LIBRARY_WANTED (heif_image_handle_get_width),
        LIBRARY_WANTED (heif_image_handle_get_height),
        LIBRARY_WANTED (heif_image_handle_release),
        LIBRARY_WANTED (heif_decode_image),
        LIBRARY_WANTED (heif_image_get_width),
        LIBRARY_WANTED (heif_image_get_height),
        LIBRARY_WANTED (heif_image_get_plane_readonly),
        LIBRARY_WANTED (heif_image_release),
    };
    static int loaded = -1; /* not yet known */
    if (loaded < 0)
        loaded = library_load ("libheif.so.1", calls, G_N_ELEMENTS (calls));
    return loaded;
}

struct photo {
    struct heif_context *context;
    struct heif_image_handle *image; /* the primary one; NULL: none */
};

static struct photo
photo_open (const guint8 *bytes, gsize length)
{
    struct photo photo = { library_heif_context_alloc (), NULL };
    library_heif_context_set_max_decoding_threads (photo.context, 0); /* a confined worker starts none */
    struct heif_error error = library_heif_context_read_from_memory_without_copy (photo.context, bytes, length, NULL);
    if (error.code != heif_error_Ok
        || library_heif_context_get_primary_image_handle (photo.context, &photo.image).code != heif_error_Ok)
        photo.image = NULL;
    return photo;
}

static void
photo_clear (struct photo *photo)
{
    if (photo->image)
        library_heif_image_handle_release (photo->image);
    library_heif_context_free (photo->context);
}
typedef struct photo photo_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (photo_t, photo_clear)

gboolean
heic_size (const guint8 *bytes, gsize length, l_int32 *width, l_int32 *height)
{
    g_auto (photo_t) photo = photo_open (bytes, length);
    if (photo.image == NULL)
        return FALSE;
    *width = library_heif_image_handle_get_width (photo.image);
    *height = library_heif_image_handle_get_height (photo.image);
    return TRUE;
}

static PIX *
pix_of_image (const struct heif_image *image)
{
    int stride = 0, width = library_heif_image_get_width (image, heif_channel_interleaved),
        height = library_heif_image_get_height (image, heif_channel_interleaved);
    const guint8 *plane = library_heif_image_get_plane_readonly (image, heif_channel_interleaved, &stride);
    if (plane == NULL || width < 1 || height < 1 || stride < 3 * width)
        return NULL;
    PIX *pix = pixCreate (width, height, 32);
    for (int y = 0; pix && y < height; y++) {
        const guint8 *from = plane + (gsize) y * (gsize) stride;
        l_uint32 *to = pixGetData (pix) + (gsize) y * (gsize) pixGetWpl (pix);
        for (int x = 0; x < width; x++, from += 3)
            composeRGBPixel (from[0], from[1], from[2], to + x);
    }
    return pix;
}

PIX *
heic_decode (const guint8 *bytes, gsize length)
{
    g_auto (photo_t) photo = photo_open (bytes, length);
    struct heif_image *image = NULL;
    if (photo.image == NULL
        || library_heif_decode_image (photo.image, &image, heif_colorspace_RGB, heif_chroma_interleaved_RGB, NULL).code
               != heif_error_Ok)
        return NULL;
    PIX *pix = pix_of_image (image);
    library_heif_image_release (image);
    return pix;
}
