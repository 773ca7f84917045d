/* Phrases: a head word and the words that qualify it ("last cervical facet radiofrequency block was on 9/11/2014"),
 * from the matches and mentions of a page in order of place.
 */
#ifndef EXTRACT_PHRASE_H
#define EXTRACT_PHRASE_H

#include <glib.h>

#include "common/rules.h"
#include "stages/extract/mention.h"
#include "stages/extract/page.h"

enum item_type {
    ITEM_HEAD,
    ITEM_REGION,
    ITEM_SIDE,
    ITEM_LEVEL,
    ITEM_DATE,
    ITEM_ORDINAL,
    ITEM_MODIFIER,
    ITEM_NOUN,
    ITEM_GLUE,
    ITEM_CONJ,
    ITEM_CODE,
    ITEM_ADJUNCT,
    ITEM_OTHER,
    ITEM_TYPES
};
#define ITEM_BIT(type) (1u << (type))

struct item {
    gsize start, end;
    enum item_type type;
    const struct rule_match *match; /* lent; NULL for a mention */
    struct mention *mention;        /* lent; NULL for a match */
};

struct phrase {
    gsize start, end;
    guint head;        /* index of the head item */
    guint first, last; /* items of the phrase, inclusive; heads among them are only this one and those merged */
};

/* Items of a page, empty; the caller's. */
GArray *items_new (void);
/* Adds the matches of a kind; lent for as long as the items live. */
void items_add_matches (GArray *items, const GPtrArray *matches, const char *kind, enum item_type type);
/* Adds the mentions of a kind that are not candidates. */
void items_add_mentions (GArray *items, const GPtrArray *mentions, const char *kind, enum item_type type);
/* Sorts by place and drops what overlaps: heads win over what they contain, else the longer, else the lower type. */
void items_settle (GArray *items);

/* The phrase around the head items [head, until], within its sentence and line: qualifying words (bits of ITEM_BIT) that
 * touch it with only blanks, commas and brackets between. "and" is crossed only between words of one type; what stands
 * before the next head is the next head's. Trailing glue is left out. */
struct phrase phrase_around (const struct page *page, const GArray *items, guint head, guint until, guint left,
                             guint right);
/* Whether only blanks and the like stand between two places, at most a few; `comma`: a comma may. */
gboolean phrase_touches (const struct page *page, gsize from, gsize to, gboolean comma);

/* Field `name` of the match of a kind that is nearest to bytes [start, end) within [from, to) and has it; lent, or NULL.
 * "none" counts as not having it. */
const char *nearest_field (const GPtrArray *matches, const char *kind, const char *name, gsize from, gsize to,
                           gsize start, gsize end);
/* left, right or bilateral, as the side words within [from, to) say together; NULL where there is none. */
const char *side_within (const GPtrArray *anatomy, gsize from, gsize to, gsize start, gsize end);
/* The one region that the words of [from, to) name, or NULL where they name none or several; lent. */
const char *only_region (const GPtrArray *anatomy, gsize from, gsize to);

#endif
