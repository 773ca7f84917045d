#include "stages/ocr/engine.h"

#include <ctype.h>
#include <string.h>
#include <tesseract/capi.h>

#include "common/text.h"
#include "common/words.h"

#define MODEL_SUFFIX ".traineddata"
#define HAND_LANGUAGE "hand" /* the name of the parts within the traineddata */

G_DEFINE_QUARK (engine_error, engine_error)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TessResultIterator, TessResultIteratorDelete)

struct engine {
    TessBaseAPI *api;
    GMappedFile *hand_file; /* NULL: no model for handwriting */
    struct engine *hand;    /* made of hand_file when it is wanted */
    struct worth *worth;
};

struct engine *
engine_new (const char *language, const char *tessdata, GError **error)
{
    g_autoptr (engine_t) engine = g_new0 (struct engine, 1);
    const char *folder = tessdata && *tessdata ? tessdata : NULL;

    engine->api = TessBaseAPICreate ();
    if (TessBaseAPIInit2 (engine->api, folder, language, OEM_LSTM_ONLY) != 0) {
        g_set_error (error, ENGINE_ERROR, ENGINE_ERROR_MODEL, "cannot load the recognition model \"%s\" from %s",
                     language, folder ? folder : "Tesseract's own folder");
        return NULL;
    }
    TessBaseAPISetVariable (engine->api, "paragraph_text_based", "0"); /* nobody asks for paragraphs */
    TessBaseAPISetVariable (engine->api, "textord_all_prop",
                            "1"); /* nor for the pitch of each row, which only the old recogniser used */
    return g_steal_pointer (&engine);
}

gboolean
engine_set_hand (struct engine *engine, const char *path, GError **error)
{
    g_autoptr (GError) failure = NULL;
    g_autofree char *stem = g_str_has_suffix (path, MODEL_SUFFIX)
                                ? g_strndup (path, strlen (path) - strlen (MODEL_SUFFIX))
                                : g_strdup (path);
    g_autofree char *table = g_strconcat (stem, ".calibration", NULL);
    g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, &failure);
    g_autoptr (worth_t) worth = file ? worth_load (table, &failure) : NULL;

    if (!worth) {
        g_set_error (error, ENGINE_ERROR, ENGINE_ERROR_MODEL, "cannot read the handwriting model: %s",
                     failure->message);
        return FALSE;
    }
    engine->hand_file = g_steal_pointer (&file);
    engine->worth = g_steal_pointer (&worth);
    return TRUE;
}

const struct worth *
engine_worth (const struct engine *engine)
{
    return engine->worth;
}

struct engine *
engine_hand (struct engine *engine)
{
    if (engine->hand || !engine->hand_file)
        return engine->hand;
    g_autoptr (engine_t) hand = g_new0 (struct engine, 1);
    hand->api = TessBaseAPICreate ();
    if (TessBaseAPIInit5 (hand->api, g_mapped_file_get_contents (engine->hand_file),
                          (int) g_mapped_file_get_length (engine->hand_file), HAND_LANGUAGE, OEM_LSTM_ONLY, NULL, 0,
                          NULL, NULL, 0, FALSE)
        != 0)
        return NULL;
    engine->hand = g_steal_pointer (&hand);
    return engine->hand;
}

gboolean
engine_knows_word (struct engine *engine, const char *word)
{
    return TessBaseAPIIsValidWord (engine->api, word) != 0;
}

void
engine_free (struct engine *engine)
{
    if (!engine)
        return;
    engine_free (engine->hand);
    g_clear_pointer (&engine->hand_file, g_mapped_file_unref);
    g_clear_pointer (&engine->worth, worth_free);
    TessBaseAPIEnd (engine->api);
    TessBaseAPIDelete (engine->api);
    g_free (engine);
}

void
seen_word_clear (gpointer word)
{
    struct seen_word *seen = word;

    g_clear_pointer (&seen->text, g_free);
    g_clear_pointer (&seen->reading, g_free);
    g_clear_pointer (&seen->others, g_ptr_array_unref);
}

/* Whether a character was read in one of `signs`: its middle lies there, or that of the sign in a character not much wider. */
static gboolean
is_sign (const BOXA *signs, int x0, int y0, int x1, int y1)
{
    int middle_x = (x0 + x1) / 2, middle_y = (y0 + y1) / 2;

    for (int i = 0; i < boxaGetCount ((BOXA *) signs); i++) {
        l_int32 x, y, w, h;
        boxaGetBoxGeometry ((BOXA *) signs, i, &x, &y, &w, &h);
        if (middle_y < y || middle_y > y + h)
            continue;
        if ((middle_x >= x && middle_x <= x + w) || (x + w / 2 >= x0 && x + w / 2 <= x1 && x1 - x0 <= 2 * w))
            return TRUE;
    }
    return FALSE;
}

static gboolean
touches_sign (const BOXA *signs, const struct seen_word *word)
{
    for (int i = 0; signs && i < boxaGetCount ((BOXA *) signs); i++) {
        l_int32 x, y, w, h;
        boxaGetBoxGeometry ((BOXA *) signs, i, &x, &y, &w, &h);
        if (word->x0 < x + w && word->x1 > x && word->y0 < y + h && word->y1 > y)
            return TRUE;
    }
    return FALSE;
}

/* The characters of a word that are not taken from one of `signs`; `word` gets their box and the least sure one's confidence. */
static char *
text_beside_signs (TessResultIterator *words, const BOXA *signs, struct seen_word *word)
{
    GString *text = g_string_new (NULL);
    struct seen_word left = *word;
    g_autoptr (TessResultIterator) symbols = TessResultIteratorCopy (words);
    const TessPageIterator *place = TessResultIteratorGetPageIteratorConst (symbols);

    do {
        int x0, y0, x1, y1;
        if (!TessPageIteratorBoundingBox (place, RIL_SYMBOL, &x0, &y0, &x1, &y1) || is_sign (signs, x0, y0, x1, y1))
            continue;
        char *symbol = TessResultIteratorGetUTF8Text (symbols, RIL_SYMBOL);
        left.x0 = text->len ? MIN (left.x0, x0) : x0;
        left.x1 = text->len ? MAX (left.x1, x1) : x1;
        double sure = TessResultIteratorConfidence (symbols, RIL_SYMBOL);
        left.confidence = text->len ? MIN (left.confidence, (int) sure) : (int) sure;
        g_string_append (text, symbol ? symbol : "");
        TessDeleteText (symbol);
    } while (!TessPageIteratorIsAtFinalElement (place, RIL_WORD, RIL_SYMBOL)
             && TessResultIteratorNext (symbols, RIL_SYMBOL));
    *word = left;
    return g_string_free (text, FALSE);
}

/* The recogniser's text of a word, made safe: valid UTF-8, no blanks within. NULL where nothing is left. */
static char *
word_text (TessResultIterator *words, const BOXA *signs, struct seen_word *word)
{
    g_autofree char *beside = touches_sign (signs, word) ? text_beside_signs (words, signs, word) : NULL;
    char *raw = beside ? NULL : TessResultIteratorGetUTF8Text (words, RIL_WORD);
    const char *said = beside ? beside : raw;
    g_autofree char *clean = said ? text_clean (said, strlen (said)) : NULL;
    GString *text = g_string_new (NULL);

    TessDeleteText (raw);
    for (const char *p = clean; p && *p; p = g_utf8_next_char (p))
        if (!g_unichar_isspace (g_utf8_get_char (p)))
            g_string_append_unichar (text, g_utf8_get_char (p));
    return g_string_free (text, text->len == 0);
}

static GArray *
collect (TessResultIterator *words, const BOXA *signs)
{
    GArray *seen = g_array_new (FALSE, TRUE, sizeof (struct seen_word));
    const TessPageIterator *place = TessResultIteratorGetPageIteratorConst (words);
    guint block = 0, line = 0;

    g_array_set_clear_func (seen, seen_word_clear);
    do {
        struct seen_word word = { 0 };

        if (seen->len >= WORDS_MAX)
            break;
        if (TessPageIteratorIsAtBeginningOf (place, RIL_TEXTLINE)) {
            line++;
            block +=
                TessPageIteratorIsAtBeginningOf (place, RIL_BLOCK) != 0; /* orders the line anew: asked no oftener */
        }
        if (!TessPageIteratorBoundingBox (place, RIL_WORD, &word.x0, &word.y0, &word.x1, &word.y1))
            continue;
        word.confidence = (int) (TessResultIteratorConfidence (words, RIL_WORD) + 0.5f);
        word.text = word_text (words, signs, &word);
        if (!word.text)
            continue;
        word.confidence = CLAMP (word.confidence, 0, 100);
        word.dictionary = TessResultIteratorWordIsFromDictionary (words);
        word.block = block;
        word.line = line;
        word.model = 'p';
        g_array_append_val (seen, word);
    } while (TessResultIteratorNext (words, RIL_WORD));
    return seen;
}

GArray *
engine_read (struct engine *engine, PIX *pix, int dpi, enum engine_layout layout, const BOXA *signs)
{
    static const TessPageSegMode modes[] = { PSM_AUTO, PSM_SINGLE_BLOCK, PSM_SINGLE_LINE, PSM_RAW_LINE };
    g_autoptr (TessResultIterator) words = NULL;

    TessBaseAPISetPageSegMode (engine->api, modes[layout]);
    TessBaseAPISetImage2 (engine->api, pix);
    TessBaseAPISetSourceResolution (engine->api, dpi);
    if (TessBaseAPIRecognize (engine->api, NULL) != 0)
        return NULL;
    words = TessBaseAPIGetIterator (engine->api);
    if (!words)
        return g_array_new (FALSE, TRUE, sizeof (struct seen_word));
    return collect (words, signs);
}
