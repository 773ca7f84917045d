#include "common/scanpage.h"

#include <math.h>
#include <qpdf/qpdf-c.h>
#include <stdlib.h>
#include <string.h>

#include "common/imagefile.h"
#include "common/library.h"
#include "common/pagedecode.h"

#define CONTENT_BYTES_MAX 4096 /* what places one image is some 40 bytes */
#define OPERANDS_MAX 6
#define BLANKS " \t\r\n\f"
#define DEPTH_MAX 8    /* of saved graphics states */
#define EDGE 0.01      /* share of the page by which the image's edges may miss the page's */
#define TIFF_ENTRIES 8 /* of the directory put before fax data */
#define SIDE_MAX 32767 /* pixels */
#define POINTS_PER_INCH 72.0

LIBRARY_CALL (qpdf_init);
LIBRARY_CALL (qpdf_cleanup);
LIBRARY_CALL (qpdf_get_error);
LIBRARY_CALL (qpdf_silence_errors);
LIBRARY_CALL (qpdf_set_suppress_warnings);
LIBRARY_CALL (qpdf_set_attempt_recovery);
LIBRARY_CALL (qpdf_read_memory);
LIBRARY_CALL (qpdf_push_inherited_attributes_to_page);
LIBRARY_CALL (qpdf_get_num_pages);
LIBRARY_CALL (qpdf_get_page_n);
LIBRARY_CALL (qpdf_oh_release_all);
LIBRARY_CALL (qpdf_oh_has_key);
LIBRARY_CALL (qpdf_oh_get_key);
LIBRARY_CALL (qpdf_oh_get_dict);
LIBRARY_CALL (qpdf_oh_is_name_and_equals);
LIBRARY_CALL (qpdf_oh_is_array);
LIBRARY_CALL (qpdf_oh_is_stream);
LIBRARY_CALL (qpdf_oh_is_dictionary);
LIBRARY_CALL (qpdf_oh_get_array_n_items);
LIBRARY_CALL (qpdf_oh_get_array_item);
LIBRARY_CALL (qpdf_oh_get_value_as_number);
LIBRARY_CALL (qpdf_oh_get_value_as_int);
LIBRARY_CALL (qpdf_oh_get_value_as_bool);
LIBRARY_CALL (qpdf_oh_get_page_content_data);
LIBRARY_CALL (qpdf_oh_get_stream_data);

struct scans {
    qpdf_data pdf;
    int pages;
};

gboolean
scanpage_load (void)
{
    static const struct library_call calls[] = {
        LIBRARY_WANTED (qpdf_init),
        LIBRARY_WANTED (qpdf_cleanup),
        LIBRARY_WANTED (qpdf_get_error),
        LIBRARY_WANTED (qpdf_silence_errors),
        LIBRARY_WANTED (qpdf_set_suppress_warnings),
        LIBRARY_WANTED (qpdf_set_attempt_recovery),
        LIBRARY_WANTED (qpdf_read_memory),
        LIBRARY_WANTED (qpdf_push_inherited_attributes_to_page),
        LIBRARY_WANTED (qpdf_get_num_pages),
        LIBRARY_WANTED (qpdf_get_page_n),
        LIBRARY_WANTED (qpdf_oh_release_all),
        LIBRARY_WANTED (qpdf_oh_has_key),
        LIBRARY_WANTED (qpdf_oh_get_key),
        LIBRARY_WANTED (qpdf_oh_get_dict),
        LIBRARY_WANTED (qpdf_oh_is_name_and_equals),
        LIBRARY_WANTED (qpdf_oh_is_array),
        LIBRARY_WANTED (qpdf_oh_is_stream),
        LIBRARY_WANTED (qpdf_oh_is_dictionary),
        LIBRARY_WANTED (qpdf_oh_get_array_n_items),
        LIBRARY_WANTED (qpdf_oh_get_array_item),
        LIBRARY_WANTED (qpdf_oh_get_value_as_number),
        LIBRARY_WANTED (qpdf_oh_get_value_as_int),
        LIBRARY_WANTED (qpdf_oh_get_value_as_bool),
        LIBRARY_WANTED (qpdf_oh_get_page_content_data),
        LIBRARY_WANTED (qpdf_oh_get_stream_data),
    };
    static int loaded = -1; /* not yet known */
    if (loaded < 0)
        loaded = library_load ("libqpdf.so.29", calls, G_N_ELEMENTS (calls));
    return loaded;
}

struct scans *
scanpage_open (const char *bytes, gsize length)
{
    g_autoptr (scans_t) scans = g_new0 (struct scans, 1);
    scans->pdf = library_qpdf_init ();
    library_qpdf_silence_errors (scans->pdf);
    library_qpdf_set_suppress_warnings (scans->pdf, TRUE);
    library_qpdf_set_attempt_recovery (scans->pdf, FALSE);
    if (library_qpdf_read_memory (scans->pdf, "file", bytes, length, NULL) != QPDF_SUCCESS
        || library_qpdf_push_inherited_attributes_to_page (scans->pdf) != QPDF_SUCCESS)
        return NULL;
    scans->pages = library_qpdf_get_num_pages (scans->pdf);
    return scans->pages > 0 ? g_steal_pointer (&scans) : NULL;
}

void
scanpage_free (struct scans *scans)
{
    if (scans == NULL)
        return;
    library_qpdf_get_error (scans->pdf); /* else it is printed */
    library_qpdf_cleanup (&scans->pdf);
    g_free (scans);
}

/* --- values of dictionaries ------------------------------------------------------------------------------------------ */

static gboolean
has (qpdf_data pdf, qpdf_oh dictionary, const char *key)
{
    return library_qpdf_oh_has_key (pdf, dictionary, key) != 0;
}

static gboolean
has_any (qpdf_data pdf, qpdf_oh dictionary, const char *const *keys)
{
    for (; *keys; keys++)
        if (has (pdf, dictionary, *keys))
            return TRUE;
    return FALSE;
}

static gboolean
is_named (qpdf_data pdf, qpdf_oh dictionary, const char *key, const char *name)
{
    return library_qpdf_oh_is_name_and_equals (pdf, library_qpdf_oh_get_key (pdf, dictionary, key), name) != 0;
}

static int
integer (qpdf_data pdf, qpdf_oh dictionary, const char *key, int otherwise)
{
    int value = otherwise;
    return library_qpdf_oh_get_value_as_int (pdf, library_qpdf_oh_get_key (pdf, dictionary, key), &value) ? value
                                                                                                          : otherwise;
}

static gboolean
truth (qpdf_data pdf, qpdf_oh dictionary, const char *key)
{
    QPDF_BOOL value = QPDF_FALSE;
    return library_qpdf_oh_get_value_as_bool (pdf, library_qpdf_oh_get_key (pdf, dictionary, key), &value) && value;
}

/* Exactly `n` numbers. */
static gboolean
numbers (qpdf_data pdf, qpdf_oh array, double *values, int n)
{
    if (!library_qpdf_oh_is_array (pdf, array) || library_qpdf_oh_get_array_n_items (pdf, array) != n)
        return FALSE;
    for (int i = 0; i < n; i++)
        if (!library_qpdf_oh_get_value_as_number (pdf, library_qpdf_oh_get_array_item (pdf, array, i), &values[i])
            || !isfinite (values[i]))
            return FALSE;
    return TRUE;
}

/* The page's box, width and height from a corner. */
static gboolean
page_box (qpdf_data pdf, qpdf_oh page, double box[4])
{
    double media[4], crop[4];
    if (!numbers (pdf, library_qpdf_oh_get_key (pdf, page, "/MediaBox"), media, 4))
        return FALSE;
    memcpy (crop, media, sizeof crop);
    if (has (pdf, page, "/CropBox") && !numbers (pdf, library_qpdf_oh_get_key (pdf, page, "/CropBox"), crop, 4))
        return FALSE;
    for (int i = 0; i < 4; i++)
        if (crop[i] != media[i])
            return FALSE;
    memcpy (box, media, sizeof media);
    return box[2] - box[0] >= 1 && box[3] - box[1] >= 1;
}

/* --- the page's content ----------------------------------------------------------------------------------------------- */

/* What a content stream that only places one image says. */
struct placed {
    char name[64];    /* of the image */
    double matrix[4]; /* width, height, left, bottom */
};

/* Operators that leave no mark and do not change an image; with the number of their operands. */
static gboolean
is_harmless (const char *operator, int operands)
{
    static const char *const one[] = { "g", "G", "w", "i", "j", "J", "M", NULL };
    static const char *const three[] = { "rg", "RG", NULL };
    return (operands == 1 && g_strv_contains (one, operator)) || (operands == 3 && g_strv_contains (three, operator));
}

/* Cuts the next word off `*rest`; NULL at the end. */
static char *
next_token (char **rest)
{
    char *token = *rest + strspn (*rest, BLANKS), *end = token + strcspn (token, BLANKS);
    *rest = *end ? end + 1 : end;
    *end = '\0';
    return *token ? token : NULL;
}

/* The content's only operators are q, Q, cm without turning, one Do, and harmless ones. */
static gboolean
read_content (char *content, struct placed *placed)
{
    double states[DEPTH_MAX][4] = { { 1, 1, 0, 0 } }, operands[OPERANDS_MAX];
    const char *name = NULL;
    int depth = 0, n = 0;

    placed->name[0] = '\0';
    for (char *rest = content, *token; (token = next_token (&rest)) != NULL;) {
        char *end;
        double number = g_ascii_strtod (token, &end), *now = states[depth];
        if (*end == '\0' && (g_ascii_isdigit (*token) || strchr ("+-.", *token))) {
            if (n == OPERANDS_MAX || !isfinite (number) || strpbrk (token, "eExX"))
                return FALSE;
            operands[n++] = number;
            continue;
        }
        if (*token == '/') {
            if (name || strlen (token) >= sizeof placed->name || strpbrk (token + 1, "/#()<>[]{}%"))
                return FALSE;
            name = token;
            continue;
        }
        if (strcmp (token, "Do") == 0 && name && n == 0 && !placed->name[0]) {
            g_strlcpy (placed->name, name, sizeof placed->name);
            memcpy (placed->matrix, now, sizeof placed->matrix);
            name = NULL;
        } else if (name) {
            return FALSE;
        } else if (strcmp (token, "q") == 0 && n == 0 && depth + 1 < DEPTH_MAX) {
            memcpy (states[depth + 1], now, sizeof states[0]);
            depth++;
        } else if (strcmp (token, "Q") == 0 && n == 0 && depth > 0) {
            depth--;
        } else if (strcmp (token, "cm") == 0 && n == 6 && operands[1] == 0 && operands[2] == 0) {
            now[2] += operands[4] * now[0];
            now[3] += operands[5] * now[1];
            now[0] *= operands[0];
            now[1] *= operands[3];
        } else if (!is_harmless (token, n)) {
            return FALSE;
        }
        n = 0;
    }
    return placed->name[0] && !name && n == 0;
}

static gboolean
fills (const struct placed *placed, const double box[4])
{
    double width = box[2] - box[0], height = box[3] - box[1];
    return fabs (placed->matrix[2] - box[0]) <= EDGE * width && fabs (placed->matrix[3] - box[1]) <= EDGE * height
           && fabs (placed->matrix[2] + placed->matrix[0] - box[2]) <= EDGE * width
           && fabs (placed->matrix[3] + placed->matrix[1] - box[3]) <= EDGE * height;
}

/* The image that is all of the page; FALSE where something else may be on it. */
static gboolean
find_image (qpdf_data pdf, qpdf_oh page, const double box[4], qpdf_oh *image)
{
    struct placed placed;
    unsigned char *content = NULL;
    size_t length = 0;
    g_autofree char *text = NULL;

    if (library_qpdf_oh_get_page_content_data (pdf, page, &content, &length) == QPDF_SUCCESS && content
        && length <= CONTENT_BYTES_MAX && !memchr (content, 0, length))
        text = g_strndup ((const char *) content, length);
    free (content);
    if (!text || !read_content (text, &placed) || !fills (&placed, box))
        return FALSE;
    qpdf_oh resources = library_qpdf_oh_get_key (pdf, page, "/Resources");
    qpdf_oh objects = library_qpdf_oh_is_dictionary (pdf, resources)
                          ? library_qpdf_oh_get_key (pdf, resources, "/XObject")
                          : resources;
    if (!library_qpdf_oh_is_dictionary (pdf, objects))
        return FALSE;
    *image = library_qpdf_oh_get_key (pdf, objects, placed.name);
    return library_qpdf_oh_is_stream (pdf, *image) != 0;
}

/* --- the image -------------------------------------------------------------------------------------------------------- */

/* What the image's dictionary says. */
struct shape {
    int width, height, bits, colours; /* colours: 1 or 3 to a pixel */
    gboolean inverted;                /* /Decode [1 0] */
    qpdf_oh filter, parameters;       /* of the one filter */
};

/* 1 grey, 3 red, green and blue, 0 something else. */
static int
colours_of (qpdf_data pdf, qpdf_oh dictionary)
{
    qpdf_oh space = library_qpdf_oh_get_key (pdf, dictionary, "/ColorSpace");
    if (library_qpdf_oh_is_name_and_equals (pdf, space, "/DeviceGray"))
        return 1;
    return library_qpdf_oh_is_name_and_equals (pdf, space, "/DeviceRGB") ? 3 : 0;
}

static gboolean
read_shape (qpdf_data pdf, qpdf_oh dictionary, gint64 max_pixels, struct shape *shape)
{
    static const char *const special[] = { "/SMask", "/Mask", "/OC", "/Alternates", "/SMaskInData", NULL };
    double decode[2] = { 0, 1 };

    if (!is_named (pdf, dictionary, "/Subtype", "/Image") || has_any (pdf, dictionary, special)
        || truth (pdf, dictionary, "/ImageMask"))
        return FALSE;
    shape->width = integer (pdf, dictionary, "/Width", 0);
    shape->height = integer (pdf, dictionary, "/Height", 0);
    shape->bits = integer (pdf, dictionary, "/BitsPerComponent", 0);
    shape->colours = colours_of (pdf, dictionary);
    if (shape->width < 1 || shape->height < 1 || shape->width > SIDE_MAX || shape->height > SIDE_MAX
        || (gint64) shape->width * shape->height > max_pixels || !shape->colours
        || !(shape->bits == 8 || (shape->bits == 1 && shape->colours == 1)))
        return FALSE;
    if (has (pdf, dictionary, "/Decode")
        && (shape->bits != 1 || !numbers (pdf, library_qpdf_oh_get_key (pdf, dictionary, "/Decode"), decode, 2)
            || decode[0] + decode[1] != 1 || decode[0] * decode[1] != 0))
        return FALSE;
    shape->inverted = decode[0] == 1;
    shape->filter = library_qpdf_oh_get_key (pdf, dictionary, "/Filter");
    shape->parameters = library_qpdf_oh_get_key (pdf, dictionary, "/DecodeParms");
    if (library_qpdf_oh_is_array (pdf, shape->filter)) {
        if (library_qpdf_oh_get_array_n_items (pdf, shape->filter) != 1)
            return FALSE;
        shape->filter = library_qpdf_oh_get_array_item (pdf, shape->filter, 0);
    }
    if (library_qpdf_oh_is_array (pdf, shape->parameters))
        shape->parameters = library_qpdf_oh_get_array_item (pdf, shape->parameters, 0);
    return TRUE;
}

static void
put (GByteArray *to, guint32 value, int bytes)
{
    for (int i = 0; i < bytes; i++) {
        guint8 byte = (guint8) (value >> (8 * i));
        g_byte_array_append (to, &byte, 1);
    }
}

/* Fax data (group 4) with the directory of a TIFF before it; white is 0, or 1. */
static GByteArray *
as_tiff (const struct shape *shape, const guint8 *bytes, gsize length, gboolean white_is_1)
{
    const guint32 start = 8 + 2 + 12 * TIFF_ENTRIES + 4;
    const guint32 entries[TIFF_ENTRIES][3] = {
        /* tag, type, value */
        { 256, 4, (guint32) shape->width },
        { 257, 4, (guint32) shape->height },
        { 258, 3, 1 },
        { 259, 3, 4 },
        { 262, 3, white_is_1 },
        { 273, 4, start },
        { 278, 4, (guint32) shape->height },
        { 279, 4, (guint32) length },
    };
    GByteArray *tiff = g_byte_array_sized_new (start + (guint) length);

    g_byte_array_append (tiff, (const guint8 *) "II*\0", 4);
    put (tiff, 8, 4);
    put (tiff, TIFF_ENTRIES, 2);
    for (int i = 0; i < TIFF_ENTRIES; i++) {
        put (tiff, entries[i][0], 2);
        put (tiff, entries[i][1], 2);
        put (tiff, 1, 4);
        put (tiff, entries[i][2], 4);
    }
    put (tiff, 0, 4);
    return g_byte_array_append (tiff, bytes, (guint) length);
}

static PIX *
decode_fax (qpdf_data pdf, const struct shape *shape, const guint8 *bytes, gsize length)
{
    qpdf_oh parameters = shape->parameters;
    if (!library_qpdf_oh_is_dictionary (pdf, parameters) || integer (pdf, parameters, "/K", 0) >= 0
        || integer (pdf, parameters, "/Columns", 1728) != shape->width
        || integer (pdf, parameters, "/Rows", shape->height) != shape->height
        || truth (pdf, parameters, "/EncodedByteAlign") || shape->bits != 1)
        return NULL;
    /* Black is 0, and 0 is black, unless the one or the other is turned round. */
    gboolean negative = truth (pdf, parameters, "/BlackIs1") != shape->inverted;
    g_autoptr (GByteArray) tiff = as_tiff (shape, bytes, length, negative);
    return pixReadMemTiff (tiff->data, tiff->len, 0);
}

/* Rows of plain samples. */
static PIX *
of_samples (const struct shape *shape, const guint8 *bytes, gsize length)
{
    gsize stride = ((gsize) shape->width * (gsize) (shape->bits * shape->colours) + 7) / 8;
    if (length < stride * (gsize) shape->height)
        return NULL;
    PIX *pix = pixCreate (shape->width, shape->height, shape->bits == 1 ? 1 : shape->colours == 1 ? 8 : 32);
    for (int y = 0; pix && y < shape->height; y++) {
        const guint8 *from = bytes + stride * (gsize) y;
        l_uint32 *to = pixGetData (pix) + (gsize) y * pixGetWpl (pix);
        if (shape->colours == 1)
            for (gsize i = 0; i < stride; i++)
                SET_DATA_BYTE (to, i, shape->bits == 1 && !shape->inverted ? (guint8) ~from[i] : from[i]);
        else
            for (int x = 0; x < shape->width; x++)
                composeRGBPixel (from[3 * x], from[3 * x + 1], from[3 * x + 2], to + x);
    }
    if (pix)
        pixSetPadBits (pix, 0);
    return pix;
}

static PIX *
decode_image (qpdf_data pdf, qpdf_oh image, const struct shape *shape)
{
    gboolean fax = library_qpdf_oh_is_name_and_equals (pdf, shape->filter, "/CCITTFaxDecode") != 0;
    gboolean jpeg = library_qpdf_oh_is_name_and_equals (pdf, shape->filter, "/DCTDecode") != 0 && shape->bits == 8;
    gboolean flate = library_qpdf_oh_is_name_and_equals (pdf, shape->filter, "/FlateDecode") != 0;
    QPDF_BOOL filtered = QPDF_FALSE;
    unsigned char *bytes = NULL;
    size_t length = 0;
    PIX *pix = NULL;

    if (!(fax || jpeg || flate)
        || library_qpdf_oh_get_stream_data (pdf, image, flate ? qpdf_dl_generalized : qpdf_dl_none, &filtered, &bytes,
                                            &length)
               != QPDF_SUCCESS)
        return NULL;
    if (bytes && length < G_MAXINT32)
        pix = fax        ? decode_fax (pdf, shape, bytes, length)
              : jpeg     ? pixReadMemJpeg (bytes, length, 0, 1, NULL, 0)
              : filtered ? of_samples (shape, bytes, length)
                         : NULL;
    free (bytes);
    if (pix
        && (pixGetWidth (pix) != shape->width || pixGetHeight (pix) != shape->height
            || pixGetDepth (pix)
                   != (shape->bits == 1      ? 1
                       : shape->colours == 1 ? 8
                                             : 32)))
        pixDestroy (&pix);
    return pix ? imagefile_normalise (pix) : NULL;
}

/* --- pages ------------------------------------------------------------------------------------------------------------ */

static struct pageimage *
take_page (qpdf_data pdf, qpdf_oh page, gint64 max_pixels)
{
    static const char *const special[] = { "/Annots", "/UserUnit", NULL };
    struct shape shape;
    qpdf_oh image;
    double box[4];
    int rotation = integer (pdf, page, "/Rotate", 0);

    if (!library_qpdf_oh_is_dictionary (pdf, page) || has_any (pdf, page, special) || rotation % 90 != 0
        || !page_box (pdf, page, box) || !find_image (pdf, page, box, &image)
        || !read_shape (pdf, library_qpdf_oh_get_dict (pdf, image), max_pixels, &shape))
        return NULL;
    PIX *stored = decode_image (pdf, image, &shape);
    double width = box[2] - box[0], height = box[3] - box[1];
    PIX *square = stored ? pagedecode_square (stored, width, height, max_pixels) : NULL;
    int turns = (rotation / 90 % 4 + 4) % 4;
    PIX *upright = square && turns ? pixRotateOrth (square, turns) : square;
    if (upright != square)
        pixDestroy (&square);
    if (upright == NULL)
        return NULL;
    struct pageimage *result = g_new0 (struct pageimage, 1);
    result->pix = upright;
    result->width = turns % 2 ? height : width;
    result->height = turns % 2 ? width : height;
    result->dpi = pixGetWidth (upright) * POINTS_PER_INCH / result->width;
    result->native = TRUE;
    return result;
}

struct pageimage *
scanpage_image (const struct scans *scans, int page, gint64 max_pixels)
{
    if (page < 1 || page > scans->pages)
        return NULL;
    setMsgSeverity (L_SEVERITY_NONE);
    struct pageimage *image =
        take_page (scans->pdf, library_qpdf_get_page_n (scans->pdf, (size_t) page - 1), max_pixels);
    library_qpdf_oh_release_all (scans->pdf);
    return image;
}
