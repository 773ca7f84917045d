/* Where each trigram begins in a subject. Every rule file is matched against the same page, so that the places of the last
 * subject are kept: that makes the cost of a page nearly flat in the number of rules. */
#include "common/rules_parts.h"

#include <string.h>

#define INSIDE (1u << 31)    /* flag of a place: inside an ASCII word */
#define NOWHERE (INSIDE - 1) /* end of a chain */

struct places {
    GString *subject; /* a copy, to know it again */
    gsize from, to;
    gboolean valid;
    GArray *next; /* guint32: for the byte at from + i the next one with its trigram, with INSIDE */
    guint32 head[GRAM_COUNT];
    GArray *used; /* guint16: the trigrams whose head is set */
    struct grams grams;
};

/* The symbol of the character at *at, and the byte after it. */
static guint
symbol_at (const char *text, const char *end, const char **after)
{
    guchar byte = (guchar) *text;

    if (byte < 128) {
        *after = text + 1;
        return symbol_of (byte);
    }
    gunichar c = g_utf8_get_char_validated (text, end - text);
    if ((gint) c < 0) {
        *after = text + 1;
        return SYMBOL_OTHER;
    }
    *after = g_utf8_next_char (text);
    return symbol_of (c);
}

static gboolean
ascii_word (const char *text, gsize at)
{
    return g_ascii_isalnum (text[at]);
}

static void
places_build (struct places *places)
{
    const char *text = places->subject->str, *end = text + places->to, *p = text + places->from;
    g_autofree guint16 *grams = g_new (guint16, places->to - places->from);
    gsize n = places->to - places->from;
    guint symbols[GRAM_LENGTH];
    const char *ahead = p;

    for (guint i = 0; i < places->used->len; i++)
        places->head[g_array_index (places->used, guint16, i)] = NOWHERE;
    g_array_set_size (places->used, 0);
    memset (&places->grams, 0, sizeof places->grams);
    memset (grams, 0xFF, n * sizeof *grams);
    g_array_set_size (places->next, (guint) n);
    for (guint i = 0; i < GRAM_LENGTH; i++)
        symbols[i] = ahead < end ? symbol_at (ahead, end, &ahead) : SYMBOL_END;
    while (p < end) {
        guint gram = symbols[0] << 10 | symbols[1] << 5 | symbols[2];
        grams[p - text - places->from] = (guint16) gram;
        if (symbols[2] != SYMBOL_END)
            places->grams.bits[gram / 32] |= 1u << (gram % 32);
        do /* to the next character */
            p++;
        while (p < end && ((guchar) *p & 0xC0) == 0x80 && places->valid);
        symbols[0] = symbols[1];
        symbols[1] = symbols[2];
        symbols[2] = ahead < end ? symbol_at (ahead, end, &ahead) : SYMBOL_END;
    }
    for (gsize i = n; i-- > 0;) {
        if (grams[i] == 0xFFFF)
            continue;
        guint32 *head = &places->head[grams[i]];
        gsize at = places->from + i;
        gboolean inside = at > 0 && ascii_word (text, at - 1) && ascii_word (text, at);
        if (*head == NOWHERE)
            g_array_append_val (places->used, grams[i]);
        g_array_index (places->next, guint32, i) = *head | (inside ? INSIDE : 0);
        *head = (guint32) i;
    }
}

const struct places *
places_of (const char *subject, gsize length, gsize from, gsize to)
{
    static struct places *places;

    if (!places) {
        places = g_new0 (struct places, 1);
        places->subject = g_string_new (NULL);
        places->next = g_array_new (FALSE, FALSE, sizeof (guint32));
        places->used = g_array_new (FALSE, FALSE, sizeof (guint16));
        for (guint i = 0; i < GRAM_COUNT; i++)
            places->head[i] = NOWHERE;
    } else if (places->from == from && places->to == to && places->subject->len == length
               && memcmp (places->subject->str, subject, length) == 0)
        return places;
    g_string_truncate (places->subject, 0);
    g_string_append_len (places->subject, subject, (gssize) length);
    places->from = from;
    places->to = to;
    places->valid = g_utf8_validate_len (subject, length, NULL);
    places_build (places);
    return places;
}

const struct grams *
places_grams (const struct places *places)
{
    return &places->grams;
}

gboolean
places_valid (const struct places *places)
{
    return places->valid;
}

static int
by_place (gconstpointer a, gconstpointer b)
{
    guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

    return x < y ? -1 : x > y;
}

void
places_where (const struct places *places, const GArray *lead, gboolean raw, GArray *at)
{
    const guint32 *next = (const guint32 *) (const void *) places->next->data;
    guint chains = 0;

    for (guint k = 0; k < lead->len; k++) {
        guint32 i = places->head[g_array_index (lead, guint16, k)];
        guint before = at->len;
        while (i != NOWHERE) {
            guint32 place = (guint32) places->from + i;
            if (raw || !(next[i] & INSIDE))
                g_array_append_val (at, place);
            i = next[i] & ~INSIDE;
        }
        chains += at->len > before;
    }
    if (chains > 1)
        g_array_sort (at, by_place);
}
