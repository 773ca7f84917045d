#include "stages/text/oldword_marks.h"

#include "common/little.h"

#define PAGE 512
#define MARKS_MAX 500000
#define PARAGRAPH_ENTRY 13

/* Properties (sprm) by their numbers. */
#define STRUCK_OUT 0x0800
#define HIDDEN 0x083c
#define FIELD_DATA 0x6a03
#define SYMBOL 0x6a09
#define ROW_END 0x2417
#define TABLE_DEFINED 0xd608 /* the one whose length has two bytes */

/* Bytes of a property's value, its own length included; `left` follow its number. */
static gsize
value_length (guint16 property, const guint8 *value, gsize left)
{
    static const gsize lengths[] = { 1, 1, 2, 4, 2, 2, 0, 3 };
    gsize length = lengths[property >> 13];

    if (length > 0)
        return length;
    if (property == TABLE_DEFINED)
        return left >= 2 ? (gsize) little16 (value) + 1 : left;
    return left >= 1 ? (gsize) value[0] + 1 : left;
}

/* The marks that a list of properties gives to the bytes from `start` to `end`. */
static void
take_properties (GArray *marks, const guint8 *list, gsize length, guint32 start, guint32 end)
{
    for (gsize at = 0; at + 2 < length && marks->len < MARKS_MAX;) {
        guint16 property = little16 (list + at);
        const guint8 *value = list + at + 2;
        gsize left = length - at - 2, taken = value_length (property, value, left);
        struct marked marked = { start, end, MARK_LEFT_OUT, 0 };
        gboolean marks_it = FALSE;

        if (taken > left)
            return;
        switch (property) {
        case STRUCK_OUT:
        case HIDDEN:
            marks_it = value[0] == 1;
            break;
        case ROW_END:
            marks_it = value[0] == 1;
            marked.mark = MARK_ROW_END;
            break;
        case FIELD_DATA:
            marks_it = TRUE;
            marked.mark = MARK_FIELD_DATA;
            marked.value = little32 (value);
            break;
        case SYMBOL:
            marks_it = TRUE;
            marked.mark = MARK_SYMBOL;
            marked.value = little16 (value + 2);
            break;
        default:
            break;
        }
        if (marks_it)
            g_array_append_val (marks, marked);
        at += 2 + taken;
    }
}

/* One page of 512 bytes: offsets, an entry for each stretch between two, its number of stretches in the last byte. */
static void
take_page (GArray *marks, const guint8 *page, gboolean paragraphs)
{
    gsize runs = page[PAGE - 1], entry = paragraphs ? PARAGRAPH_ENTRY : 1;

    if ((runs + 1) * 4 + runs * entry >= PAGE)
        return;
    for (gsize i = 0; i < runs; i++) {
        guint32 start = little32 (page + 4 * i), end = little32 (page + 4 * i + 4);
        gsize at = 2 * (gsize) page[4 * (runs + 1) + i * entry], length;
        if (at == 0 || at + 2 >= PAGE || end <= start)
            continue;
        if (!paragraphs) {
            length = page[at];
            at++;
        } else {
            length = page[at] ? 2 * (gsize) page[at] - 1 : 2 * (gsize) page[at + 1];
            at += page[at] ? 1 : 2;
            if (length < 2)
                continue;
            at += 2; /* the paragraph's style */
            length -= 2;
        }
        if (at + length < PAGE)
            take_properties (marks, page + at, length, start, end);
    }
}

void
oldword_marks (GArray *marks, const guint8 *table, gsize length, const guint8 *main, gsize main_length,
               gboolean paragraphs)
{
    gsize pages = length >= 4 ? (length - 4) / 8 : 0;

    for (gsize i = 0; i < pages; i++) {
        guint64 at = (guint64) (little32 (table + 4 * (pages + 1) + 4 * i) & 0x3fffff) * PAGE;
        if (at + PAGE <= main_length)
            take_page (marks, main + at, paragraphs);
    }
}

static gint
compare_places (gconstpointer a, gconstpointer b)
{
    const struct marked *x = a, *y = b;
    if (x->mark != y->mark)
        return x->mark < y->mark ? -1 : 1;
    return x->start < y->start ? -1 : x->start > y->start;
}

void
oldword_marks_sort (GArray *marks)
{
    g_array_sort (marks, compare_places);
}

const struct marked *
oldword_mark_at (const GArray *marks, guint32 offset, enum mark mark)
{
    guint low = 0, high = marks->len; /* the first of that kind that starts behind the offset, or of a later kind */
    while (low < high) {
        guint middle = (low + high) / 2;
        const struct marked *marked = &g_array_index (marks, struct marked, middle);
        if (marked->mark < mark || (marked->mark == mark && marked->start <= offset))
            low = middle + 1;
        else
            high = middle;
    }
    /* Stretches of one kind do not overlap; those of characters do overlap those of paragraphs. */
    const struct marked *before = low > 0 ? &g_array_index (marks, struct marked, low - 1) : NULL;
    return before && before->mark == mark && before->end > offset ? before : NULL;
}
