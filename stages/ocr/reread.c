#include "stages/ocr/reread.h"

#include <math.h>
#include <string.h>

#include "common/text.h"
#include "common/words.h"
#include "stages/ocr/prepare.h"

#define SURE_CONFIDENCE 80 /* of both readings, to put them in the layer's place */
#define PADDING 0.25       /* of a word's height, around it: boxes of layers are not exact */
#define BORDER 12          /* pixels of paper around what is read */
#define RUN_GAP 1.2        /* of the height: words with digits that stand no further apart are read in one go */
#define RUN_WORDS_MAX 8
#define CONTEXT_HEIGHTS 8.0 /* to either side, in the second reading */
#define INK_LEAST 0.01      /* of a word's box */
#define WORDS_REREAD_MAX 2000

struct page {
    struct engine *engine;
    PIX *pix, *bilevel;           /* upright */
    double dpi, scale_x, scale_y; /* pixels a point */
    GArray *words;                /* struct word of the layer */
    gboolean native;              /* the page's one image, without what is drawn over it */
};

/* --- comparing ----------------------------------------------------------------------------------------------------------- */

/* The digits of a word with the points between them. */
static void
append_digits (GString *digits, const char *word)
{
    for (const char *p = word; *p; p = g_utf8_next_char (p)) {
        if (g_ascii_isdigit (*p))
            g_string_append_c (digits, *p);
        else if ((*p == '.' || *p == ',') && p > word && g_ascii_isdigit (p[-1]) && g_ascii_isdigit (p[1]))
            g_string_append_c (digits, *p);
    }
}

gboolean
reread_same_digits (const char *one, const char *other)
{
    g_autoptr (GString) a = g_string_new (NULL);
    g_autoptr (GString) b = g_string_new (NULL);

    append_digits (a, one);
    append_digits (b, other);
    return g_string_equal (a, b);
}

/* Whether `seen` is the digit, or a letter that it is read as. */
static gboolean
looks_like (char digit, char seen)
{
    static const char *const letters[] = { "OoQD", "lI|!i", "Zz", "", "", "Ss", "G", "T", "B", "gq" };

    return seen == digit || (seen && strchr (letters[digit - '0'], seen));
}

/* Whether each digit of `layer` was seen at its place in a word of one length: a letter may have been read for it, and what is no
 * digit there ("50%") may have been read as one. */
static gboolean
digits_in_place (const char *layer, const char *seen)
{
    if (g_utf8_strlen (layer, -1) != g_utf8_strlen (seen, -1))
        return FALSE;
    for (; *layer; layer = g_utf8_next_char (layer), seen = g_utf8_next_char (seen))
        if (g_ascii_isdigit (*layer) && !looks_like (*layer, *seen))
            return FALSE;
    return TRUE;
}

gboolean
reread_confirms (const char *layer, const char *seen)
{
    return digits_in_place (layer, seen) || reread_same_digits (layer, seen);
}

enum reread_verdict
reread_decide (const char *layer, const struct reading *first, const struct reading *second)
{
    if (first->text && reread_confirms (layer, first->text))
        return REREAD_AGREED;
    if (second == NULL || second->text == NULL)
        return REREAD_UNSURE;
    if (reread_confirms (layer, second->text))
        return REREAD_AGREED;
    gboolean sure = first->text && MIN (first->confidence, second->confidence) >= SURE_CONFIDENCE
                    && strpbrk (first->text, "0123456789") && reread_same_digits (first->text, second->text);
    return sure ? REREAD_IMAGE : REREAD_UNSURE;
}

/* --- reading a place ----------------------------------------------------------------------------------------------------- */

static gboolean
has_digit (const char *text, const struct word *word)
{
    g_autofree char *piece = text_slice (text, word->start, word->start + word->length);

    return strpbrk (piece, "0123456789") != NULL;
}

/* Whether the image has ink where a word stands. Where the one image of the page has none, the layer's word was not read from it
 * but drawn over it as text (a fax header, a signature stamp), and there is nothing to doubt. */
static gboolean
is_drawn_over (const struct page *page, const struct word *word)
{
    BOX *box = boxCreate ((int) (word->x0 * page->scale_x), (int) (word->y0 * page->scale_y),
                          MAX (1, (int) ((word->x1 - word->x0) * page->scale_x)),
                          MAX (1, (int) ((word->y1 - word->y0) * page->scale_y)));
    g_autoptr (PIX) part = page->native ? pixClipRectangle (page->bilevel, box, NULL) : NULL;
    l_int32 ink = 0;

    boxDestroy (&box);
    return part && pixCountPixels (part, &ink, NULL) == 0 && ink < INK_LEAST * pixGetWidth (part) * pixGetHeight (part);
}

/* Whether `next` stands on the line of `word`, to its right. */
static gboolean
follows (const struct word *word, const struct word *next, double gap)
{
    double height = MIN (word->y1 - word->y0, next->y1 - next->y0),
           common = MIN (word->y1, next->y1) - MAX (word->y0, next->y0);

    return common > height / 2 && next->x0 >= word->x0 && next->x0 - word->x1 <= gap * height;
}

/* The picture of a box (points) alone: what reaches in from the lines above and below is wiped out. */
static PIX *
cut_out (const struct page *page, double x0, double y0, double x1, double y1)
{
    double pad = PADDING * (y1 - y0);
    int left = (int) ((x0 - pad) * page->scale_x), top = (int) ((y0 - pad) * page->scale_y);
    int right = (int) ceil ((x1 + pad) * page->scale_x), bottom = (int) ceil ((y1 + pad) * page->scale_y);

    left = CLAMP (left, 0, pixGetWidth (page->pix) - 1);
    top = CLAMP (top, 0, pixGetHeight (page->pix) - 1);
    BOX *box = boxCreate (left, top, MAX (1, right - left), MAX (1, bottom - top));
    g_autoptr (PIX) part = pixClipRectangle (page->pix, box, NULL);
    g_autoptr (PIX) ink = pixClipRectangle (page->bilevel, box, NULL);
    boxDestroy (&box);
    BOXA *pieces = ink ? pixConnCompBB (ink, 8) : NULL;
    if (!part || !pieces) {
        boxaDestroy (&pieces);
        return NULL;
    }
    for (int i = 0; i < boxaGetCount (pieces); i++) {
        l_int32 x, y, w, h;
        boxaGetBoxGeometry (pieces, i, &x, &y, &w, &h);
        double middle = (top + y + h / 2.0) / page->scale_y;
        gboolean cut = y == 0 || y + h >= pixGetHeight (ink);
        if (!cut || (middle >= y0 && middle <= y1))
            continue;
        BOX *piece = boxCreate (x, y, w, h);
        if (pixGetDepth (part) == 1)
            pixClearInRect (part, piece);
        else
            pixSetInRect (part, piece);
        boxDestroy (&piece);
    }
    boxaDestroy (&pieces);
    return pixAddBorder (part, BORDER, pixGetDepth (part) == 1 ? 0 : 255);
}

/* Reads what stands from word `from` to word `to` of the layer, `reach` points beyond included, and gives each of them the
 * words of the reading whose middles lie in it: text (the caller's) and the least sure one's confidence. */
static void
read_run (const struct page *page, guint from, guint to, double reach, char **texts, int *confidences)
{
    const struct word *first = &g_array_index (page->words, struct word, from);
    double x0 = first->x0, y0 = first->y0, x1 = first->x1, y1 = first->y1;

    for (guint i = from; i <= to; i++) {
        const struct word *word = &g_array_index (page->words, struct word, i);
        texts[i - from] = NULL;
        confidences[i - from] = 0;
        x0 = MIN (x0, word->x0), y0 = MIN (y0, word->y0), x1 = MAX (x1, word->x1), y1 = MAX (y1, word->y1);
    }
    x0 = MAX (0, x0 - reach);
    x1 += reach;
    double pad = PADDING * (y1 - y0);
    g_autoptr (PIX) part = cut_out (page, x0, y0, x1, y1);
    g_autoptr (GArray) seen = part ? engine_read (page->engine, part, (int) page->dpi, ENGINE_LINE, NULL) : NULL;

    for (guint s = 0; seen && s < seen->len; s++) {
        const struct seen_word *word = &g_array_index (seen, struct seen_word, s);
        double at = MAX (0, floor ((x0 - pad) * page->scale_x)) - BORDER;
        double middle = (at + (word->x0 + word->x1) / 2.0) / page->scale_x;
        guint nearest = from;
        double least = HUGE_VAL;
        for (guint i = from; i <= to; i++) {
            const struct word *layer = &g_array_index (page->words, struct word, i);
            double off = MAX (MAX (layer->x0 - middle, middle - layer->x1), 0);
            if (off < least) {
                least = off;
                nearest = i;
            }
        }
        if (least > 2 * pad)
            continue;
        char *before = texts[nearest - from];
        confidences[nearest - from] = before ? MIN (confidences[nearest - from], word->confidence) : word->confidence;
        texts[nearest - from] = g_strconcat (before ? before : "", word->text, NULL);
        g_free (before);
    }
}

/* --- deciding ------------------------------------------------------------------------------------------------------------ */

struct decision {
    guint word; /* index */
    enum reread_verdict verdict;
    char *image; /* what was read there, or NULL */
    int confidence;
};

static void
decision_clear (gpointer decision)
{
    g_free (((struct decision *) decision)->image);
}

static void
decide (const struct page *page, const char *text, guint index, char *first_text, int first_confidence,
        GArray *decisions)
{
    const struct word *word = &g_array_index (page->words, struct word, index);
    g_autofree char *layer = text_slice (text, word->start, word->start + word->length);
    const struct reading first = { first_text, first_confidence };
    struct decision decision = { index, reread_decide (layer, &first, NULL), NULL, first_confidence };

    if (decision.verdict != REREAD_AGREED) {
        g_autofree char *again = NULL;
        int confidence = 0;
        read_run (page, index, index, CONTEXT_HEIGHTS * (word->y1 - word->y0), &again, &confidence);
        const struct reading second = { again, confidence };
        decision.verdict = reread_decide (layer, &first, &second);
        decision.confidence = first_text && again ? MIN (first_confidence, confidence) : 0;
        /* The reading with its neighbours is the better one; without one the other tells at least what was seen. */
        decision.image = g_strdup (again ? again : first_text);
    }
    g_array_append_val (decisions, decision);
}

static gboolean
is_wanted (const struct page *page, const char *text, guint index)
{
    const struct word *word = &g_array_index (page->words, struct word, index);

    return has_digit (text, word) && !is_drawn_over (page, word);
}

/* Every word with digits, in the order of the layer. */
static GArray *
reread_words (const struct page *page, const char *text)
{
    GArray *decisions = g_array_new (FALSE, TRUE, sizeof (struct decision));

    g_array_set_clear_func (decisions, decision_clear);
    for (guint i = 0, end; i < page->words->len && decisions->len < WORDS_REREAD_MAX; i = end) {
        char *texts[RUN_WORDS_MAX];
        int confidences[RUN_WORDS_MAX];
        end = i + 1;
        if (!is_wanted (page, text, i))
            continue;
        while (end < page->words->len && end - i < RUN_WORDS_MAX && is_wanted (page, text, end)
               && follows (&g_array_index (page->words, struct word, end - 1),
                           &g_array_index (page->words, struct word, end), RUN_GAP))
            end++;
        read_run (page, i, end - 1, 0, texts, confidences);
        for (guint j = i; j < end; j++) {
            decide (page, text, j, texts[j - i], confidences[j - i], decisions);
            g_free (texts[j - i]);
        }
    }
    return decisions;
}

/* --- the layer after it -------------------------------------------------------------------------------------------------- */

static void
add_difference (cJSON *differing, const struct word *word, const char *layer, const struct decision *decision)
{
    cJSON *item = cJSON_CreateObject ();

    cJSON_AddNumberToObject (item, "start", word->start);
    cJSON_AddNumberToObject (item, "length", word->length);
    cJSON_AddStringToObject (item, "layer", layer);
    if (decision->image)
        cJSON_AddStringToObject (item, "image", decision->image);
    else
        cJSON_AddNullToObject (item, "image");
    cJSON_AddStringToObject (item, "taken", decision->verdict == REREAD_IMAGE ? "image" : "layer");
    cJSON_AddItemToArray (differing, item);
}

/* Text and words with what was decided; words keep their order. */
static cJSON *
rewrite (const char *text, const GArray *words, const GArray *decisions)
{
    cJSON *result = cJSON_CreateObject (), *differing = cJSON_CreateArray ();
    g_autoptr (GString) new_text = g_string_new (NULL);
    g_autoptr (GString) packed = g_string_new (NULL);
    guint copied = 0, length = 0, agreed = 0, next = 0; /* code points of the old and of the new text; decisions */

    for (guint i = 0; i < words->len; i++) {
        struct word word = g_array_index (words, struct word, i);
        const struct decision *decision =
            next < decisions->len ? &g_array_index (decisions, struct decision, next) : NULL;
        g_autofree char *between = word.start > copied ? text_slice (text, copied, word.start) : NULL;
        g_autofree char *layer = text_slice (text, word.start, word.start + word.length);
        const char *said = layer;

        if (word.start < copied)
            continue; /* words do not overlap: such a one has no place of its own */
        copied = word.start + word.length;
        g_string_append (new_text, between ? between : "");
        length += between ? (guint) g_utf8_strlen (between, -1) : 0;
        word.start = length;
        if (decision && decision->word == i) {
            next++;
            agreed += decision->verdict == REREAD_AGREED;
            if (decision->verdict == REREAD_IMAGE) {
                said = decision->image;
                word.model = 'p';
            }
            word.length = (guint) g_utf8_strlen (said, -1);
            if (decision->verdict != REREAD_AGREED) {
                word.doubtful = TRUE;
                word.confidence = decision->confidence;
                add_difference (differing, &word, layer, decision);
            }
        }
        g_string_append (new_text, said);
        length += word.length;
        words_pack (packed, &word);
    }
    g_string_append (new_text, text + text_byte_offset (text, copied));
    cJSON_AddStringToObject (result, "text", new_text->str);
    cJSON_AddStringToObject (result, "words", packed->str);
    cJSON *reread = cJSON_AddObjectToObject (result, "reread");
    cJSON_AddNumberToObject (reread, "words", decisions->len);
    cJSON_AddNumberToObject (reread, "agreed", agreed);
    cJSON_AddItemToObject (reread, "differing", differing);
    return result;
}

cJSON *
reread_layer (struct engine *engine, const struct pageimage *image, const struct page_options *options,
              const struct layer *layer)
{
    g_autoptr (GArray) words = words_unpack (layer->words, NULL);
    double dpi = image->dpi;
    g_autoptr (PIX) toned = prepare_tone (image->pix, &dpi, options->dpi_min, options->dpi_max);
    g_autoptr (PIX) upright = toned ? prepare_upright (toned, layer->rotation) : NULL;
    g_autoptr (PIX) bilevel = upright ? prepare_bilevel (upright) : NULL;

    if (!words || !bilevel || !(layer->width > 0 && layer->height > 0))
        return NULL;
    const struct page page = {
        engine,
        upright,
        bilevel,
        dpi,
        pixGetWidth (upright) / layer->width,
        pixGetHeight (upright) / layer->height,
        words,
        image->native,
    };
    g_autoptr (GArray) decisions = reread_words (&page, layer->text);
    return rewrite (layer->text, words, decisions);
}
