/* Age, sex and smoking of the patient (domain.md 3.8). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stages/extract/entities.h"

#define AGE_MAX 115

static double
age_of (const struct rule_match *match)
{
    static const struct {
        const char *word;
        int years;
    } tens[] = { { "twenty", 20 }, { "thirty", 30 },  { "forty", 40 }, { "fifty", 50 },
                 { "sixty", 60 },  { "seventy", 70 }, { "eighty", 80 } };
    const char *years = rule_match_get (match, "years");
    for (gsize i = 0; i < G_N_ELEMENTS (tens); i++)
        if (g_ascii_strcasecmp (years, tens[i].word) == 0) {
            double more = match_number (match, "more");
            return tens[i].years + (isnan (more) ? 0 : more);
        }
    return match_number (match, "years");
}

static gboolean
is_overlapped (const struct rule_match *match, const GPtrArray *others)
{
    for (guint i = 0; i < others->len; i++) {
        const struct rule_match *other = g_ptr_array_index (others, i);
        if (other->start < match->end && match->start < other->end)
            return TRUE;
    }
    return FALSE;
}

static void
find_ages (const struct page *page, const GPtrArray *matches, GPtrArray *mentions)
{
    g_autoptr (GPtrArray) ages = matches_of_kind (matches, "age"), not_ages = matches_of_kind (matches, "not_age");
    for (guint i = 0; i < ages->len; i++) {
        const struct rule_match *match = g_ptr_array_index (ages, i);
        gboolean other = is_overlapped (match, not_ages);
        double years = age_of (match);
        enum zone zone = zone_at (page, match->start);
        if (other || isnan (years) || years > AGE_MAX || zone == ZONE_BOILERPLATE || zone == ZONE_GUIDELINE)
            continue;
        struct mention *mention = mention_add (mentions, page, "age", rule_id (match->rule), match->start, match->end);
        mention_set_number (mention, "years", years);
        mark_numeric (page, mention);
    }
}

/* Words first; pronouns only where the page says nothing else, and only if they agree nearly all. */
static void
find_sex (const struct page *page, const GPtrArray *matches, GPtrArray *mentions)
{
    g_autoptr (GPtrArray) words = matches_of_kind (matches, "sex"), pronouns = matches_of_kind (matches, "pronoun"),
                          others = matches_of_kind (matches, "not_sex");
    gboolean said = FALSE;
    for (guint i = 0; i < words->len; i++) {
        const struct rule_match *match = g_ptr_array_index (words, i);
        enum zone zone = zone_at (page, match->start);
        if (zone == ZONE_BOILERPLATE || zone == ZONE_GUIDELINE || is_overlapped (match, others))
            continue;
        struct mention *mention = mention_add (mentions, page, "sex", rule_id (match->rule), match->start, match->end);
        mention_set (mention, "value", rule_match_get (match, "value"));
        said = TRUE;
    }
    const struct rule_match *first[2] = { NULL, NULL };
    guint counts[2] = { 0, 0 };
    for (guint i = 0; !said && i < pronouns->len; i++) {
        const struct rule_match *match = g_ptr_array_index (pronouns, i);
        enum zone zone = zone_at (page, match->start);
        if (zone != ZONE_RECORD && zone != ZONE_SUMMARY)
            continue;
        int which = strcmp (rule_match_get (match, "value"), "male") == 0 ? 0 : 1;
        first[which] = first[which] != NULL ? first[which] : match;
        counts[which]++;
    }
    int more = counts[1] > counts[0] ? 1 : 0;
    if (said || counts[more] == 0 || counts[more] < 4 * counts[1 - more])
        return;
    struct mention *mention =
        mention_add (mentions, page, "sex", rule_id (first[more]->rule), first[more]->start, first[more]->end);
    mention_set (mention, "value", more == 1 ? "female" : "male");
    mention->confidence = 0.6;
}

void
people_find (const struct entities *entities, const struct page *page, GPtrArray *mentions)
{
    g_autoptr (GPtrArray) matches = matches_of (entities->people, page), smoking = matches_of_kind (matches, "smoking");
    find_ages (page, matches, mentions);
    find_sex (page, matches, mentions);
    for (guint i = 0; i < smoking->len; i++) {
        const struct rule_match *match = g_ptr_array_index (smoking, i);
        if (strcmp (section_at (page, match->start), "family_history") == 0)
            continue;
        struct mention *mention =
            mention_add (mentions, page, "smoking", rule_id (match->rule), match->start, match->end);
        mention_set (mention, "value", rule_match_get (match, "value"));
    }
}
