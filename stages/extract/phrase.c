#include "stages/extract/phrase.h"

#include <string.h>

#include "stages/extract/entities.h"

#define PHRASE_REACH 24 /* items on either side of a head */

GArray *
items_new (void)
{
    return g_array_new (FALSE, FALSE, sizeof (struct item));
}

void
items_add_matches (GArray *items, const GPtrArray *matches, const char *kind, enum item_type type)
{
    for (guint i = 0; i < matches->len; i++) {
        const struct rule_match *match = g_ptr_array_index (matches, i);
        if (strcmp (rule_kind (match->rule), kind) != 0)
            continue;
        struct item item = { .start = match->start, .end = match->end, .type = type, .match = match };
        g_array_append_val (items, item);
    }
}

void
items_add_mentions (GArray *items, const GPtrArray *mentions, const char *kind, enum item_type type)
{
    for (guint i = 0; i < mentions->len; i++) {
        struct mention *mention = g_ptr_array_index (mentions, i);
        if (strcmp (mention->kind, kind) != 0 || mention->candidate)
            continue;
        struct item item = { .start = mention->start, .end = mention->end, .type = type, .mention = mention };
        g_array_append_val (items, item);
    }
}

static int
by_place (gconstpointer a, gconstpointer b)
{
    const struct item *x = a, *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    if (x->end != y->end)
        return x->end > y->end ? -1 : 1;
    return (int) x->type - (int) y->type;
}

static gboolean
beats (const struct item *a, const struct item *b)
{
    gboolean x_heads = a->type == ITEM_HEAD || a->type == ITEM_ADJUNCT,
             y_heads = b->type == ITEM_HEAD || b->type == ITEM_ADJUNCT;
    if (x_heads != y_heads)
        return x_heads;
    gsize x = a->end - a->start, y = b->end - b->start;
    return x != y ? x > y : a->type < b->type;
}

void
items_settle (GArray *items)
{
    g_array_sort (items, by_place);
    guint kept = 0;
    for (guint i = 0; i < items->len; i++) {
        struct item item = g_array_index (items, struct item, i);
        gboolean keep = TRUE;
        while (keep && kept > 0) {
            const struct item *before = &g_array_index (items, struct item, kept - 1);
            if (before->end <= item.start)
                break;
            if (beats (&item, before))
                kept--;
            else
                keep = FALSE;
        }
        if (keep)
            g_array_index (items, struct item, kept++) = item;
    }
    g_array_set_size (items, kept);
}

gboolean
phrase_touches (const struct page *page, gsize from, gsize to, gboolean comma)
{
    return to >= from && to - from <= 4 && only_characters (page, from, to, comma ? " ,()/-'" : " ()/-'");
}

static gboolean
is_trailing (enum item_type type)
{
    return type == ITEM_GLUE || type == ITEM_CONJ;
}

static gboolean
comma_between (const struct page *page, gsize from, gsize to)
{
    return memchr (page->text + from, ',', to - from) != NULL;
}

/* A comma is crossed to a level, side, date or what goes with the procedure; "and" between words of one type. */
static gboolean
may_cross (const struct page *page, const struct item *near, const struct item *next, const struct item *beyond)
{
    gsize from = MIN (near->end, next->end), to = MAX (near->start, next->start);
    if (!phrase_touches (page, from, to, TRUE))
        return FALSE;
    const guint loose = ITEM_BIT (ITEM_LEVEL) | ITEM_BIT (ITEM_SIDE) | ITEM_BIT (ITEM_DATE) | ITEM_BIT (ITEM_ADJUNCT)
                        | ITEM_BIT (ITEM_CONJ);
    if (comma_between (page, from, to) && !((loose & ITEM_BIT (next->type)) && next->type != ITEM_CONJ)
        && near->type != next->type)
        return FALSE;
    if (next->type == ITEM_CONJ)
        return beyond != NULL && (beyond->type == near->type || beyond->type == ITEM_ADJUNCT)
               && near->type != ITEM_HEAD;
    return TRUE;
}

/* The item after the next one, by which "and" is judged; between dates a word may stand before it: "on A and on B". */
static const struct item *
beyond_right (const struct item *all, guint n, guint i)
{
    guint beyond = i + 2;
    if (all[i].type == ITEM_DATE && beyond + 1 < n && all[beyond].type == ITEM_GLUE)
        beyond++;
    return beyond < n ? &all[beyond] : NULL;
}

struct phrase
phrase_around (const struct page *page, const GArray *items, guint head, guint until, guint left, guint right)
{
    const struct item *all = (const struct item *) (const void *) items->data;
    struct phrase phrase = { .head = head, .first = head, .last = until };
    gsize from, to;
    sentence_span (page, all[head].start, &from, &to);
    for (guint i = head; i > 0 && head - i < PHRASE_REACH; i--) {
        const struct item *before = &all[i - 1];
        if (before->start < from || !(left & ITEM_BIT (before->type))
            || !may_cross (page, &all[i], before, i > 1 ? &all[i - 2] : NULL))
            break;
        if (!is_trailing (before->type))
            phrase.first = i - 1;
    }
    guint i = until;
    for (; i + 1 < items->len && i - until < PHRASE_REACH; i++) {
        const struct item *next = &all[i + 1];
        if (next->end > to || !(right & ITEM_BIT (next->type))
            || !may_cross (page, &all[i], next, beyond_right (all, items->len, i)))
            break;
        if (!is_trailing (next->type))
            phrase.last = i + 1;
    }
    /* What touches the next head without "of", "and" or a comma before it is the next head's. */
    if (i + 1 < items->len && all[i + 1].type == ITEM_HEAD && all[i + 1].end <= to
        && phrase_touches (page, all[i].end, all[i + 1].start, FALSE)) {
        guint k = i;
        while (k > until && !is_trailing (all[k].type) && !comma_between (page, all[k - 1].end, all[k].start))
            k--;
        while (k > until && is_trailing (all[k].type))
            k--;
        phrase.last = MIN (phrase.last, k);
    }
    phrase.start = all[phrase.first].start;
    phrase.end = all[phrase.last].end;
    return phrase;
}

static gsize
distance_of (const struct rule_match *match, gsize start, gsize end)
{
    return match->end <= start ? start - match->end : match->start >= end ? match->start - end + 1 : 0;
}

const char *
nearest_field (const GPtrArray *matches, const char *kind, const char *name, gsize from, gsize to, gsize start,
               gsize end)
{
    const char *best = NULL;
    gsize best_distance = G_MAXSIZE;
    for (guint i = 0; i < matches->len; i++) {
        const struct rule_match *match = g_ptr_array_index (matches, i);
        if (match->start < from || match->end > to || strcmp (rule_kind (match->rule), kind) != 0)
            continue;
        const char *value = rule_match_get (match, name);
        gsize distance = distance_of (match, start, end);
        if (value != NULL && strcmp (value, "none") != 0 && distance < best_distance) {
            best = value;
            best_distance = distance;
        }
    }
    return best;
}

const char *
side_within (const GPtrArray *anatomy, gsize from, gsize to, gsize start, gsize end)
{
    gboolean left = FALSE, right = FALSE, bilateral = FALSE;
    for (guint i = 0; i < anatomy->len; i++) {
        const struct rule_match *match = g_ptr_array_index (anatomy, i);
        if (match->start < from || match->end > to || strcmp (rule_kind (match->rule), "side") != 0)
            continue;
        const char *side = rule_match_get (match, "side");
        left = left || strcmp (side, "left") == 0;
        right = right || strcmp (side, "right") == 0;
        bilateral = bilateral || strcmp (side, "bilateral") == 0;
    }
    if (bilateral || (left && right))
        return bilateral && (left || right) ? nearest_field (anatomy, "side", "side", from, to, start, end)
                                            : "bilateral";
    return left ? "left" : right ? "right" : NULL;
}

const char *
only_region (const GPtrArray *anatomy, gsize from, gsize to)
{
    const char *only = NULL;
    for (guint i = 0; i < anatomy->len; i++) {
        const struct rule_match *match = g_ptr_array_index (anatomy, i);
        if (match->start < from || match->end > to || strcmp (rule_kind (match->rule), "region") != 0)
            continue;
        const char *region = rule_match_get (match, "region");
        if (only != NULL && strcmp (only, region) != 0)
            return NULL;
        only = region;
    }
    return only;
}
