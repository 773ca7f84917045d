#include "common/words.h"

#include <math.h>
#include <string.h>

#define BOX_LIMIT 1000000   /* tenths of a point: no page is larger */
#define NUMBERS 7           /* of a word */
#define NUMBER_BYTES_MAX 21 /* a sign and the digits of 64 bits, or the digits and a blank */

/* Digits of a number, a blank after them; returns where the next one goes. A page has some thousand of them, and printf takes
 * longer over them than poppler over the words. */
static char *
put_number (char *at, long number)
{
    char digits[NUMBER_BYTES_MAX];
    gsize n = 0;
    unsigned long left = number < 0 ? 0UL - (unsigned long) number : (unsigned long) number;

    do
        digits[n++] = (char) ('0' + left % 10);
    while (left /= 10);
    if (number < 0)
        *at++ = '-';
    while (n > 0)
        *at++ = digits[--n];
    *at++ = ' ';
    return at;
}

void
words_pack (GString *packed, const struct word *word)
{
    char text[NUMBERS * NUMBER_BYTES_MAX + 4], *at = text;

    if (packed->len)
        *at++ = ';';
    at = put_number (at, word->start);
    at = put_number (at, word->length);
    at = put_number (at, lround (word->x0 * 10));
    at = put_number (at, lround (word->y0 * 10));
    at = put_number (at, lround (word->x1 * 10));
    at = put_number (at, lround (word->y1 * 10));
    if (word->confidence == WORD_CONFIDENCE_NONE) {
        *at++ = '-';
        *at++ = ' ';
    } else {
        at = put_number (at, word->confidence);
    }
    *at++ = word->model;
    if (word->doubtful)
        *at++ = '?';
    g_string_append_len (packed, text, at - text);
}

/* One decimal number at *at, followed by a blank, within [low, high]. */
static inline gboolean
take_number (const char **at, int low, int high, int *value)
{
    const char *digit = *at;
    gint64 number = 0;
    gboolean negative = *digit == '-';

    digit += negative;
    if (!g_ascii_isdigit (*digit))
        return FALSE;
    for (; g_ascii_isdigit (*digit); digit++) {
        number = 10 * number + (*digit - '0');
        if (number > G_MAXINT)
            return FALSE;
    }
    *value = (int) (negative ? -number : number);
    if (*digit != ' ' || *value < low || *value > high)
        return FALSE;
    *at = digit + 1;
    return TRUE;
}

static gboolean
take_word (const char **at, struct word *word)
{
    int start, length, box[4], confidence = WORD_CONFIDENCE_NONE;
    if (!take_number (at, 0, G_MAXINT, &start) || !take_number (at, 0, G_MAXINT, &length))
        return FALSE;
    for (int i = 0; i < 4; i++)
        if (!take_number (at, -BOX_LIMIT, BOX_LIMIT, &box[i]))
            return FALSE;
    if ((*at)[0] == '-' && (*at)[1] == ' ')
        *at += 2;
    else if (!take_number (at, 0, 100, &confidence))
        return FALSE;
    char model = **at;
    if (model == '\0' || !strchr ("tphm", model))
        return FALSE;
    (*at)++;
    gboolean doubtful = **at == '?';
    *at += doubtful;
    *word = (struct word){ .start = (guint) start,
                           .length = (guint) length,
                           .x0 = box[0] / 10.0,
                           .y0 = box[1] / 10.0,
                           .x1 = box[2] / 10.0,
                           .y1 = box[3] / 10.0,
                           .confidence = confidence,
                           .model = model,
                           .doubtful = doubtful };
    return **at == ';' || **at == '\0';
}

GArray *
words_unpack (const char *packed, GError **error)
{
    g_autoptr (GArray) words = g_array_new (FALSE, FALSE, sizeof (struct word));
    const char *at = packed;
    guint last = 0;
    while (*at) {
        struct word word;
        if (words->len >= WORDS_MAX || !take_word (&at, &word) || word.start < last) {
            g_set_error (error, G_CONVERT_ERROR, G_CONVERT_ERROR_ILLEGAL_SEQUENCE, "packed words are broken at word %u",
                         words->len + 1);
            return NULL;
        }
        last = word.start;
        g_array_append_val (words, word);
        if (*at == ';' && *++at == '\0') {
            g_set_error (error, G_CONVERT_ERROR, G_CONVERT_ERROR_ILLEGAL_SEQUENCE, "packed words end in a separator");
            return NULL;
        }
    }
    return g_steal_pointer (&words);
}

gboolean
words_box (const GArray *words, guint start, guint end, double box[4], int *min_confidence, gboolean *doubtful)
{
    gboolean any = FALSE, doubt = FALSE;
    int lowest = WORD_CONFIDENCE_NONE;
    for (guint i = 0; words && i < words->len; i++) {
        const struct word *word = &g_array_index (words, struct word, i);
        if (word->start >= end)
            break;
        if (word->start + word->length <= start)
            continue;
        box[0] = any ? MIN (box[0], word->x0) : word->x0;
        box[1] = any ? MIN (box[1], word->y0) : word->y0;
        box[2] = any ? MAX (box[2], word->x1) : word->x1;
        box[3] = any ? MAX (box[3], word->y1) : word->y1;
        if (word->confidence != WORD_CONFIDENCE_NONE && (lowest == WORD_CONFIDENCE_NONE || word->confidence < lowest))
            lowest = word->confidence;
        doubt |= word->doubtful;
        any = TRUE;
    }
    if (min_confidence)
        *min_confidence = lowest;
    if (doubtful)
        *doubtful = doubt;
    return any;
}
