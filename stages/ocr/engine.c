#include "stages/ocr/engine.h"

#include <ctype.h>
#include <tesseract/capi.h>

#include "common/text.h"
#include "common/words.h"

G_DEFINE_QUARK (casefile-engine-error, engine_error)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TessResultIterator, TessResultIteratorDelete)

struct engine {
    TessBaseAPI *api;
};

struct engine *
engine_new (const char *language, const char *tessdata, GError **error)
{
    g_autoptr (engine_t) engine = g_new0 (struct engine, 1);
    const char *folder = tessdata && *tessdata ? tessdata : NULL;

    engine->api = TessBaseAPICreate ();
    if (TessBaseAPIInit2 (engine->api, folder, language, OEM_LSTM_ONLY) != 0) {
        g_set_error (error, ENGINE_ERROR, ENGINE_ERROR_MODEL, "cannot load the recognition model \"%s\" from %s", language,
                     folder ? folder : "Tesseract's own folder");
        return NULL;
    }
    return g_steal_pointer (&engine);
}

void
engine_free (struct engine *engine)
{
    if (!engine)
        return;
    TessBaseAPIEnd (engine->api);
    TessBaseAPIDelete (engine->api);
    g_free (engine);
}

void
seen_word_clear (gpointer word)
{
    g_clear_pointer (&((struct seen_word *) word)->text, g_free);
}

/* The recogniser's text of a word, made safe: valid UTF-8, no blanks within. NULL where nothing is left. */
static char *
word_text (const TessResultIterator *words)
{
    char *raw = TessResultIteratorGetUTF8Text (words, RIL_WORD);
    g_autofree char *clean = raw ? text_clean (raw, strlen (raw)) : NULL;
    GString *text = g_string_new (NULL);

    TessDeleteText (raw);
    for (const char *p = clean; p && *p; p = g_utf8_next_char (p))
        if (!g_unichar_isspace (g_utf8_get_char (p)))
            g_string_append_unichar (text, g_utf8_get_char (p));
    return g_string_free (text, text->len == 0);
}

static GArray *
collect (TessResultIterator *words)
{
    GArray *seen = g_array_new (FALSE, TRUE, sizeof (struct seen_word));
    const TessPageIterator *place = TessResultIteratorGetPageIteratorConst (words);
    guint block = 0, line = 0;

    g_array_set_clear_func (seen, seen_word_clear);
    do {
        struct seen_word word = { 0 };

        if (seen->len >= WORDS_MAX)
            break;
        if (TessPageIteratorIsAtBeginningOf (place, RIL_BLOCK))
            block++;
        if (TessPageIteratorIsAtBeginningOf (place, RIL_TEXTLINE))
            line++;
        if (!TessPageIteratorBoundingBox (place, RIL_WORD, &word.x0, &word.y0, &word.x1, &word.y1))
            continue;
        word.text = word_text (words);
        if (!word.text)
            continue;
        word.confidence = CLAMP ((int) (TessResultIteratorConfidence (words, RIL_WORD) + 0.5f), 0, 100);
        word.dictionary = TessResultIteratorWordIsFromDictionary (words);
        word.block = block;
        word.line = line;
        g_array_append_val (seen, word);
    } while (TessResultIteratorNext (words, RIL_WORD));
    return seen;
}

GArray *
engine_read (struct engine *engine, PIX *pix, int dpi, enum engine_layout layout)
{
    static const TessPageSegMode modes[] = { PSM_AUTO, PSM_SINGLE_BLOCK };
    g_autoptr (TessResultIterator) words = NULL;

    TessBaseAPISetPageSegMode (engine->api, modes[layout]);
    TessBaseAPISetImage2 (engine->api, pix);
    TessBaseAPISetSourceResolution (engine->api, dpi);
    if (TessBaseAPIRecognize (engine->api, NULL) != 0)
        return NULL;
    words = TessBaseAPIGetIterator (engine->api);
    if (!words)
        return g_array_new (FALSE, TRUE, sizeof (struct seen_word));
    return collect (words);
}
