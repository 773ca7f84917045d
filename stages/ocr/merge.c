#include "stages/ocr/merge.h"

#include <string.h>

#include "common/record.h"
#include "common/text.h"
#include "common/words.h"

#define COVERED 0.3 /* share of a recognised word's box from which on it is the layer's word read again */

static double
shared (const struct word *a, const struct word *b)
{
    double width = MIN (a->x1, b->x1) - MAX (a->x0, b->x0), height = MIN (a->y1, b->y1) - MAX (a->y0, b->y0);

    return width > 0 && height > 0 ? width * height : 0;
}

static gboolean
is_covered (const struct word *word, const GArray *layer)
{
    double area = MAX ((word->x1 - word->x0) * (word->y1 - word->y0), 0.01), covered = 0;

    for (guint i = 0; i < layer->len; i++)
        covered += shared (word, &g_array_index (layer, struct word, i));
    return covered >= COVERED * area;
}

/* The layer's boxes as they stand once the page, `width` points wide and `height` high, has been turned clockwise by `turns`
 * quarters more. */
static void
turn_words (GArray *words, int turns, double width, double height)
{
    for (; turns > 0; turns--) {
        for (guint i = 0; i < words->len; i++) {
            struct word *word = &g_array_index (words, struct word, i);
            const struct word before = *word;
            word->x0 = MAX (0, height - before.y1);
            word->x1 = MAX (0, height - before.y0);
            word->y0 = before.x0;
            word->y1 = before.x1;
        }
        double swap = width;
        width = height;
        height = swap;
    }
}

struct merged {
    GString *text, *words;
    guint length; /* code points of text */
};

static void
append (struct merged *merged, const char *piece)
{
    g_string_append (merged->text, piece);
    merged->length += (guint) g_utf8_strlen (piece, -1);
}

/* What is said of the word that stood at `from` goes to where it stands now. */
static void
move_respelt (cJSON *old, guint from, guint to, cJSON *moved)
{
    for (cJSON *item = old ? old->child : NULL; item; item = item->next)
        if ((guint) record_number (item, "start", -1) == from) {
            cJSON *copy = cJSON_Duplicate (item, TRUE);
            cJSON_ReplaceItemInObjectCaseSensitive (copy, "start", cJSON_CreateNumber (to));
            cJSON_AddItemToArray (moved, copy);
        }
}

/* The words of `seen` that stand free, in lines as the recognised text has them; `old` is what is said of their spelling (NULL:
 * nothing), and `moved` gets it. */
static void
append_free_words (struct merged *merged, const char *text, const GArray *seen, const GArray *layer, cJSON *old,
                   cJSON *moved)
{
    const struct word *before = NULL;
    const char *gap = merged->length > 0 ? "\n\n" : "";

    for (guint i = 0; i < seen->len; i++) {
        struct word word = g_array_index (seen, struct word, i);
        if (is_covered (&word, layer))
            continue;
        if (before) {
            g_autofree char *between = text_slice (text, before->start + before->length, word.start);
            gap = strchr (between, '\n') ? "\n" : " ";
        }
        append (merged, gap);
        g_autofree char *piece = text_slice (text, word.start, word.start + word.length);
        move_respelt (old, word.start, merged->length, moved);
        word.start = merged->length;
        append (merged, piece);
        words_pack (merged->words, &word);
        before = &g_array_index (seen, struct word, i);
    }
}

void
merge_layer (const cJSON *record, cJSON *result)
{
    const char *layer_text = record_string (record, "layer_text"), *layer_words = record_string (record, "layer_words");

    if (!layer_text || !*layer_text)
        return;
    g_autoptr (GArray) layer = words_unpack (layer_words ? layer_words : "", NULL);
    g_autoptr (GArray) seen = words_unpack (record_string (result, "words"), NULL);
    if (!layer || !seen)
        return;

    g_autoptr (GString) text = g_string_new (layer_text);
    g_autoptr (GString) words = g_string_new (NULL);
    struct merged merged = { text, words, text_code_points (layer_text, strlen (layer_text)) };
    int turned = (int) (record_number (record, "rotation", 0) - record_number (result, "rotation", 0)) / 90;
    turn_words (layer, (turned % 4 + 4) % 4, record_number (record, "width", 0), record_number (record, "height", 0));
    for (guint i = 0; i < layer->len; i++)
        words_pack (words, &g_array_index (layer, struct word, i));
    cJSON *old = cJSON_DetachItemFromObjectCaseSensitive (result, "respelt"), *moved = cJSON_CreateArray ();
    append_free_words (&merged, record_string (result, "text"), seen, layer, old, moved);
    cJSON_Delete (old);
    if (cJSON_GetArraySize (moved) > 0)
        cJSON_AddItemToObject (result, "respelt", moved);
    else
        cJSON_Delete (moved);
    cJSON_ReplaceItemInObjectCaseSensitive (result, "text", cJSON_CreateString (text->str));
    cJSON_ReplaceItemInObjectCaseSensitive (result, "words", cJSON_CreateString (words->str));
    cJSON_ReplaceItemInObjectCaseSensitive (result, "blank", cJSON_CreateFalse ());
}
