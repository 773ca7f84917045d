/* The text layer once poppler has told it: words anywhere on the page become lines, and each keeps its span. */
#include <string.h>

#include "common/language.h"
#include "common/text.h"
#include "common/words.h"
#include "stages/text/layer.h"
#include "stages/text/layout.h"
#include "tests/fuzz/fuzz.h"

/* Four signed bytes a box and one for the length of the word that follows: small numbers collide often. */
int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t length)
{
    g_autofree char *raw = g_strndup ((const char *) bytes, length);
    g_autofree char *valid = g_utf8_make_valid (raw, -1);
    layer_distrust (valid);
    language_other (valid);

    g_autoptr (GArray) tokens = tokens_new ();
    for (size_t at = 0; at + 5 < length && tokens->len < 300;) {
        const int8_t *box = (const int8_t *) bytes + at;
        size_t n = 1 + bytes[at + 4] % 12;
        gboolean sideways = bytes[at + 4] > 240;
        at += 5;
        n = MIN (n, length - at);
        g_autofree char *word = g_strndup ((const char *) bytes + at, n);
        g_autofree char *text = g_utf8_make_valid (word, -1);
        g_strdelimit (text, " \t\n\r\v\f", '-');
        at += n;
        if (*text == '\0')
            continue;
        tokens_add (tokens, text, strlen (text), 5.0 * box[0], 5.0 * box[1], 5.0 * box[2], 5.0 * box[3]);
        g_array_index (tokens, struct token, tokens->len - 1).sideways = sideways;
    }
    g_autoptr (GString) packed = g_string_new (NULL);
    g_autofree char *text = layout_text (tokens, packed);
    g_autoptr (GArray) words = words_unpack (packed->str, NULL);
    g_assert (words && words->len == tokens->len && g_utf8_validate (text, -1, NULL));
    guint total = text_code_points (text, strlen (text)), letters = 0;
    for (guint i = 0; i < words->len; i++) {
        const struct word *word = &g_array_index (words, struct word, i);
        g_assert (word->length > 0 && word->start + word->length <= total);
        letters += word->length;
    }
    for (const char *at = text; *at; at = g_utf8_next_char (at))
        letters -= strchr (" \n", *at) == NULL;
    g_assert (letters == 0); /* every character of every token, once */
    return 0;
}
