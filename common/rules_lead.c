/* With which three characters a match can begin: sets of such beginnings, joined as the parts of a pattern are joined. A
 * beginning is up to three masks of symbols (rules_literal.c); what is not known is every symbol. */
#include "common/rules_parts.h"

#define BOXES_MAX 3000 /* beginnings of one pattern; beyond that it may begin with anything */

struct box {
    guint32 masks[GRAM_LENGTH];
    guint length;
};

static GArray *
lead_new (void)
{
    return g_array_new (FALSE, FALSE, sizeof (struct box));
}

GArray *
lead_of_nothing (void)
{
    GArray *lead = lead_new ();
    struct box box = { 0 };
    g_array_append_val (lead, box);
    return lead;
}

GArray *
lead_of_mask (guint32 mask)
{
    GArray *lead = lead_new ();
    struct box box = { { mask }, 1 };
    g_array_append_val (lead, box);
    return lead;
}

GArray *
lead_of_anything (void)
{
    GArray *lead = lead_new ();
    struct box box = { { SYMBOLS_ALL, SYMBOLS_ALL, SYMBOLS_ALL }, GRAM_LENGTH };
    g_array_append_val (lead, box);
    return lead;
}

gboolean
lead_is_whole (const GArray *lead)
{
    for (guint i = 0; i < lead->len; i++)
        if (g_array_index (lead, struct box, i).length < GRAM_LENGTH)
            return FALSE;
    return TRUE;
}

/* Too many beginnings are none that help. */
static GArray *
lead_bounded (GArray *lead)
{
    if (lead->len <= BOXES_MAX)
        return lead;
    g_array_unref (lead);
    return lead_of_anything ();
}

GArray *
lead_then (GArray *lead, const GArray *next)
{
    if (lead_is_whole (lead))
        return lead;
    GArray *joined = lead_new ();
    for (guint i = 0; i < lead->len && joined->len <= BOXES_MAX; i++) {
        struct box box = g_array_index (lead, struct box, i);
        if (box.length == GRAM_LENGTH) {
            g_array_append_val (joined, box);
            continue;
        }
        for (guint k = 0; k < next->len && joined->len <= BOXES_MAX; k++) {
            const struct box *more = &g_array_index (next, struct box, k);
            struct box longer = box;
            for (guint n = 0; n < more->length && longer.length < GRAM_LENGTH; n++)
                longer.masks[longer.length++] = more->masks[n];
            g_array_append_val (joined, longer);
        }
    }
    g_array_unref (lead);
    return lead_bounded (joined);
}

GArray *
lead_or (GArray *lead, const GArray *other)
{
    g_array_append_vals (lead, other->data, other->len);
    return lead_bounded (lead);
}

GArray *
lead_repeat (GArray *lead, const GArray *unit, guint least, guint most)
{
    for (guint i = 0; i < MIN (least, GRAM_LENGTH); i++)
        lead = lead_then (lead, unit);
    if (most <= least)
        return lead;
    g_autoptr (GArray) maybe = lead_or (lead_of_nothing (), unit);
    for (guint i = 0; i < MIN (most - least, GRAM_LENGTH); i++)
        lead = lead_then (lead, maybe);
    return lead;
}

GArray *
lead_grams (const GArray *lead)
{
    struct grams all = { { 0 } };
    GArray *grams = g_array_new (FALSE, FALSE, sizeof (guint16));

    for (guint i = 0; i < lead->len; i++) {
        const struct box *box = &g_array_index (lead, struct box, i);
        guint32 masks[GRAM_LENGTH];
        for (guint n = 0; n < GRAM_LENGTH; n++)
            masks[n] = n < box->length ? box->masks[n] : SYMBOLS_ALL;
        if ((guint) __builtin_popcount (masks[0]) * (guint) __builtin_popcount (masks[1])
                * (guint) __builtin_popcount (masks[2])
            > LEAD_GRAMS_MAX) {
            g_array_unref (grams);
            return NULL;
        }
        for (guint32 a = masks[0]; a; a &= a - 1)
            for (guint32 b = masks[1]; b; b &= b - 1)
                for (guint32 c = masks[2]; c; c &= c - 1) {
                    guint16 gram = (guint16) (__builtin_ctz (a) << 10 | __builtin_ctz (b) << 5 | __builtin_ctz (c));
                    if (all.bits[gram / 32] & 1u << (gram % 32))
                        continue;
                    all.bits[gram / 32] |= 1u << (gram % 32);
                    g_array_append_val (grams, gram);
                }
        if (grams->len > LEAD_GRAMS_MAX) {
            g_array_unref (grams);
            return NULL;
        }
    }
    return grams;
}
