/* Plans of rehabilitation and work status (domain.md 3.8). */
#include <string.h>

#include "stages/extract/entities.h"

#define UNTIL_REACH 40

/* The date that follows "off work until". */
static const char *
until_of (const struct page *page, const GPtrArray *mentions, gsize end)
{
    for (guint i = 0; i < mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (mentions, i);
        if (strcmp (mention->kind, "date") != 0 || mention->start < end || mention->start - end > UNTIL_REACH)
            continue;
        g_autofree char *gap = page_text_slice (page, end, mention->start);
        if (strstr (gap, "until") != NULL || strstr (gap, "through") != NULL || strstr (gap, "thru") != NULL)
            return mention_get (mention, "value");
    }
    return NULL;
}

void
plans_find (const struct entities *entities, const struct page *page, GPtrArray *mentions)
{
    g_autoptr (GPtrArray) matches = matches_of (entities->plans, page);
    g_autoptr (GPtrArray) plans = matches_of_kind (matches, "plan"), work = matches_of_kind (matches, "work_status");
    for (guint i = 0; i < plans->len; i++) {
        const struct rule_match *match = g_ptr_array_index (plans, i);
        struct mention *mention = mention_add (mentions, page, "plan", rule_id (match->rule), match->start, match->end);
        g_autofree char *detail = page_quote (page, match->start, match->end);
        mention_set (mention, "concept", rule_match_get (match, "concept"));
        mention_set (mention, "detail", detail);
    }
    for (guint i = 0; i < work->len; i++) {
        const struct rule_match *match = g_ptr_array_index (work, i);
        struct mention *mention =
            mention_add (mentions, page, "work_status", rule_id (match->rule), match->start, match->end);
        mention_set (mention, "value", rule_match_get (match, "value"));
        mention_set (mention, "until", until_of (page, mentions, match->end));
    }
}
