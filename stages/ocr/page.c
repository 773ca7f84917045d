#include "stages/ocr/page.h"

#include <math.h>

#include "common/imagehash.h"
#include "common/words.h"
#include "stages/ocr/bars.h"
#include "stages/ocr/boxes.h"
#include "stages/ocr/cells.h"
#include "stages/ocr/hand.h"
#include "stages/ocr/handread.h"
#include "stages/ocr/layout.h"
#include "stages/ocr/legibility.h"
#include "stages/ocr/orient.h"
#include "stages/ocr/prepare.h"
#include "stages/ocr/signature.h"

#define DOUBT_CONFIDENCE 55 /* a page that reads worse than this may stand on its head */

/* A page made ready: what the recogniser sees and the way back. */
struct ready {
    PIX *pix;
    double dpi, skew;
    int rotation;
    double width, height; /* of the upright page, points */
};

static void
ready_clear (struct ready *ready)
{
    g_clear_pointer (&ready->pix, prepare_release);
}
typedef struct ready ready_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ready_t, ready_clear)

static gboolean
make_ready (struct ready *ready, PIX *toned, double dpi, int rotation, const struct pageimage *image)
{
    g_autoptr (PIX) upright = prepare_upright (toned, rotation);
    g_autoptr (PIX) bilevel = upright ? prepare_bilevel (upright) : NULL;
    gboolean sideways = rotation % 180 != 0;

    if (!bilevel)
        return FALSE;
    ready->dpi = dpi;
    ready->rotation = rotation;
    ready->width = sideways ? image->height : image->width;
    ready->height = sideways ? image->width : image->height;
    ready->skew = prepare_skew (bilevel);
    g_clear_pointer (&ready->pix, prepare_release);
    ready->pix = prepare_level (upright, ready->skew);
    return ready->pix != NULL;
}

/* What is seen on a page made ready. */
struct sight {
    PIX *bilevel, *pix; /* pix: what was read, without boxes, posts and signatures */
    GArray *words, *boxes, *cells;
};

static void
sight_clear (struct sight *sight)
{
    g_clear_pointer (&sight->bilevel, prepare_release);
    g_clear_pointer (&sight->pix, prepare_release);
    g_clear_pointer (&sight->words, g_array_unref);
    g_clear_pointer (&sight->boxes, g_array_unref);
    g_clear_pointer (&sight->cells, g_array_unref);
}
typedef struct sight sight_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (sight_t, sight_clear)

/* The first reading, as print, and which of it a hand wrote. FALSE without memory, or where the recogniser failed. */
static gboolean
see (struct engine *engine, const struct ready *ready, struct sight *sight)
{
    sight_clear (sight);
    sight->bilevel = prepare_bilevel (ready->pix);
    if (!sight->bilevel)
        return FALSE;
    g_autoptr (PIX) posts = NULL;
    sight->boxes = boxes_find (sight->bilevel, ready->dpi);
    sight->cells = cells_find (sight->bilevel, ready->dpi, &posts);
    g_autoptr (boxa_t) signs = boxes_rectangles (sight->boxes);
    g_autoptr (PIX) empty_boxes =
        sight->boxes->len > 0 ? boxes_clear (ready->pix, sight->boxes) : pixClone (ready->pix);
    g_autoptr (PIX) cleared = empty_boxes && posts ? cells_clear (empty_boxes, posts) : g_steal_pointer (&empty_boxes);
    if (!cleared)
        return FALSE;
    sight->words = engine_read (engine, cleared, (int) ready->dpi, ENGINE_PAGE, signs);
    if (!sight->words)
        return FALSE;
    sight->pix = signature_settle (engine, sight->words, cleared, sight->bilevel, ready->dpi, signs);
    if (!sight->pix)
        sight->pix = g_steal_pointer (&cleared);
    bars_settle (sight->words);
    hand_find (sight->words, sight->bilevel, ready->dpi);
    return TRUE;
}

/* The second reading, of what a hand wrote; then what the words are worth, and where they stand among boxes and cells. */
static void
look_again (struct engine *engine, const struct ready *ready, const struct lexicon *lexicon, struct sight *sight)
{
    handread_page (engine, sight->words, sight->pix, ready->dpi);
    lexicon_apply (lexicon, engine, sight->words);
    legibility_calibrate (sight->words, engine_worth (engine));
    boxes_place (sight->boxes, sight->words);
    cells_settle (sight->cells, sight->words);
}

static char *
pack (const GArray *placed, const struct ready *ready, gboolean form)
{
    GString *packed = g_string_new (NULL);

    for (guint i = 0; i < placed->len; i++) {
        const struct placed_word *place = &g_array_index (placed, struct placed_word, i);
        const int pixels[4] = { place->word->x0, place->word->y0, place->word->x1, place->word->y1 };
        double points[4];
        prepare_place (ready->pix, ready->skew, ready->width, ready->height, pixels, points);
        struct word word = { place->start,
                             place->length,
                             points[0],
                             points[1],
                             points[2],
                             points[3],
                             place->word->confidence,
                             place->word->model,
                             legibility_doubtful (place->word, form) };
        words_pack (packed, &word);
    }
    return g_string_free (packed, FALSE);
}

/* The hash of the sheet by which case-assemble knows another scan of it; NULL where there is too little ink. */
static char *
hash_sheet (PIX *level, double dpi)
{
    g_autoptr (PIX) gray = NULL;
    if (pixGetDepth (level) == 1 && dpi >= 4 * IMAGEHASH_DPI) { /* the bits are counted where they are */
        gray = pixScaleToGray4 (level);
        dpi /= 4;
    } else {
        gray = pixConvertTo8 (level, 0);
    }
    float scale = (float) (IMAGEHASH_DPI / dpi);
    g_autoptr (PIX) small = gray ? pixScaleAreaMap (gray, scale, scale) : NULL;
    if (!small)
        return NULL;
    int width = pixGetWidth (small), height = pixGetHeight (small), stride = pixGetWpl (small);
    const l_uint32 *rows = pixGetData (small);
    g_autofree guint8 *pixels = g_malloc ((gsize) width * (gsize) height);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            pixels[(gsize) y * (gsize) width + (gsize) x] = GET_DATA_BYTE (rows + (gsize) y * (gsize) stride, x);
    return imagehash_new (pixels, (guint) width, (guint) height);
}

static void
add_hash (cJSON *json, PIX *level, double dpi)
{
    g_autofree char *hash = level ? hash_sheet (level, dpi) : NULL;

    if (hash)
        cJSON_AddStringToObject (json, "image_hash", hash);
    else
        cJSON_AddNullToObject (json, "image_hash");
}

static cJSON *
result (const char *text, const char *words, const struct ready *ready, double confidence, const char *legibility)
{
    cJSON *json = cJSON_CreateObject ();

    cJSON_AddStringToObject (json, "source", "ocr");
    cJSON_AddStringToObject (json, "text", text);
    cJSON_AddStringToObject (json, "words", words);
    cJSON_AddNumberToObject (json, "rotation", ready->rotation);
    cJSON_AddNumberToObject (json, "width", round (ready->width * 100) / 100);
    cJSON_AddNumberToObject (json, "height", round (ready->height * 100) / 100);
    if (confidence < 0)
        cJSON_AddNullToObject (json, "confidence");
    else
        cJSON_AddNumberToObject (json, "confidence", round (confidence * 10) / 10);
    cJSON_AddStringToObject (json, "legibility", legibility);
    return json;
}

/* The words that may have been meant as another: what was read, and what else they may be. */
static void
add_respelt (cJSON *json, const GArray *placed)
{
    cJSON *list = cJSON_CreateArray ();

    for (guint i = 0; i < placed->len; i++) {
        const struct placed_word *place = &g_array_index (placed, struct placed_word, i);
        if (!place->word->reading && !place->word->others)
            continue;
        cJSON *item = cJSON_CreateObject (), *others = cJSON_CreateArray ();
        cJSON_AddNumberToObject (item, "start", place->start);
        cJSON_AddNumberToObject (item, "length", place->length);
        cJSON_AddStringToObject (item, "read", place->word->reading ? place->word->reading : place->word->text);
        for (guint n = 0; place->word->others && n < place->word->others->len; n++)
            cJSON_AddItemToArray (others, cJSON_CreateString (g_ptr_array_index (place->word->others, n)));
        cJSON_AddItemToObject (item, "others", others);
        cJSON_AddItemToArray (list, item);
    }
    if (cJSON_GetArraySize (list) > 0)
        cJSON_AddItemToObject (json, "respelt", list);
    else
        cJSON_Delete (list);
}

static cJSON *
blank_page (const struct pageimage *image)
{
    const struct ready ready = { .width = image->width, .height = image->height };
    cJSON *json = result ("", "", &ready, -1, "good");

    cJSON_AddBoolToObject (json, "handwritten", FALSE);
    cJSON_AddBoolToObject (json, "blank", TRUE);
    add_hash (json, NULL, 0);
    return json;
}

/* Looks at the page anew, `rotation` degrees turned; nothing changes where it was so seen. FALSE as see(). */
static gboolean
turn (struct engine *engine, PIX *toned, double dpi, int rotation, const struct pageimage *image, struct ready *ready,
      struct sight *sight)
{
    return rotation == ready->rotation
           || (make_ready (ready, toned, dpi, rotation, image) && see (engine, ready, sight));
}

cJSON *
page_read (struct engine *engine, const struct pageimage *image, const struct page_options *options)
{
    g_auto (ready_t) ready = { 0 };
    double dpi = image->dpi;
    g_autoptr (PIX) toned = prepare_tone (image->pix, &dpi, options->dpi_min, options->dpi_max);
    g_autoptr (PIX) bilevel = toned ? prepare_bilevel (toned) : NULL;

    if (!bilevel)
        return NULL;
    if (prepare_is_blank (bilevel, dpi))
        return blank_page (image);
    if (!make_ready (&ready, toned, dpi, orient_find (bilevel, dpi, engine), image))
        return NULL;

    g_auto (sight_t) sight = { 0 };
    if (!see (engine, &ready, &sight))
        return NULL;
    /* Print on its head looks like a hand's; read as such it would take the time of many pages. */
    gboolean doubted = legibility_confidence (sight.words) < DOUBT_CONFIDENCE, well = FALSE;
    int rotation = doubted ? orient_by_reading (bilevel, dpi, engine, &well) : ready.rotation;
    if (well && !turn (engine, toned, dpi, rotation, image, &ready, &sight))
        return NULL;
    look_again (engine, &ready, options->lexicon, &sight);
    if (doubted && !well && legibility_confidence (sight.words) < DOUBT_CONFIDENCE && rotation != ready.rotation) {
        if (!turn (engine, toned, dpi, rotation, image, &ready, &sight))
            return NULL;
        look_again (engine, &ready, options->lexicon, &sight);
    }
    GArray *words = sight.words;

    g_autoptr (GArray) placed = g_array_new (FALSE, FALSE, sizeof (struct placed_word));
    g_autofree char *text = layout_text (words, placed);
    gboolean form = hand_found (words);
    g_autofree char *packed = pack (placed, &ready, form);
    cJSON *json =
        result (text, packed, &ready, legibility_confidence (words), legibility_name (legibility_share (words)));
    cJSON_AddBoolToObject (json, "handwritten", form);
    cJSON_AddBoolToObject (json, "blank", FALSE);
    add_hash (json, ready.pix, ready.dpi);
    add_respelt (json, placed);
    return json;
}
