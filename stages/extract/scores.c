/* Pain scores (domain.md 3.6) and counts of visits (3.3). */
#include <math.h>
#include <string.h>

#include "stages/extract/entities.h"

#define WHEN_REACH 40
#define TREATMENT_REACH 90
#define VISITS_MAX 300 /* more is no count of visits */

static double
score_value (const struct rule_match *match, const char *name)
{
    const char *text = rule_match_get (match, name);
    return text != NULL && g_ascii_strcasecmp (text, "zero") == 0 ? 0 : match_number (match, name);
}

/* The nearest word of the clause that says which score this is; words after it ("for worst pain") must follow closely. */
static const char *
when_of (const struct page *page, const GPtrArray *words, const struct rule_match *score)
{
    const char *when = NULL;
    gsize nearest = WHEN_REACH + 1;
    for (guint i = 0; i < words->len; i++) {
        const struct rule_match *word = g_ptr_array_index (words, i);
        if (!same_sentence (page, word->start, score->start))
            continue;
        gsize from = word->end <= score->start ? word->end : score->end,
              to = word->end <= score->start ? score->start : word->start;
        if (to < from)
            continue;
        gboolean clause =
            memchr (page->text + from, ',', to - from) != NULL || memchr (page->text + from, ';', to - from) != NULL;
        gsize distance = to - from;
        if (!clause && distance < nearest) {
            nearest = distance;
            when = rule_match_get (word, "when");
        }
    }
    return when;
}

static void
add_score (const struct page *page, GPtrArray *mentions, const struct rule_match *match, gsize start, gsize end,
           double low, double high, const char *when)
{
    struct mention *mention = mention_add (mentions, page, "pain_score", rule_id (match->rule), start, end);
    mention_set_number (mention, "low", low);
    mention_set_number (mention, "high", high);
    mention_set (mention, "when", when);
    mention_set (mention, "treatment", NULL);
    mark_numeric (page, mention);
}

void
scores_find (const struct entities *entities, const struct page *page, GPtrArray *mentions)
{
    g_autoptr (GPtrArray) matches = matches_of (entities->scores, page), words = matches_of_kind (matches, "when");
    g_autoptr (GPtrArray) scores = matches_of_kind (matches, "score"), guards = matches_of_kind (matches, "guard");
    for (guint i = 0; i < scores->len; i++) {
        const struct rule_match *match = g_ptr_array_index (scores, i);
        gboolean guarded = strcmp (section_at (page, match->start), "goals") == 0;
        for (guint k = 0; k < guards->len; k++) {
            const struct rule_match *guard = g_ptr_array_index (guards, k);
            guarded = guarded || (guard->start < match->end && match->start < guard->end);
        }
        double low = score_value (match, "low"), high = score_value (match, "high");
        if (guarded || isnan (low) || low > 10 || high > 10)
            continue;
        gsize from = match->start, to = match->end;
        if (!isnan (high) && high < low
            && rule_match_span (match, "high", &from, &to)) { /* "from 8/10 to 2/10" is no range */
            gsize end = from;
            while (end > match->start && !g_ascii_isdigit (page->text[end - 1]))
                end--;
            add_score (page, mentions, match, match->start, end, low, low, "before");
            add_score (page, mentions, match, from, match->end, high, high, "after");
        } else
            add_score (page, mentions, match, match->start, match->end, low, isnan (high) ? low : high,
                       when_of (page, words, match));
    }
}

/* --- visits ---------------------------------------------------------------------------------------------------------------- */

static gboolean
is_therapy (const struct mention *mention)
{
    static const char *const therapies[] = { "pt", "aquatic", "chiro", "acu", "massage", "psych", "frp" };
    for (gsize k = 0; strcmp (mention->kind, "procedure") == 0 && k < G_N_ELEMENTS (therapies); k++)
        if (strcmp (mention_get (mention, "concept"), therapies[k]) == 0)
            return TRUE;
    return FALSE;
}

static const struct mention *
therapy_near (const struct page *page, const GPtrArray *mentions, const struct rule_match *match, gboolean in_sentence)
{
    const struct mention *best = NULL;
    gsize nearest = in_sentence ? TREATMENT_REACH + 1 : G_MAXSIZE;
    for (guint i = 0; i < mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (mentions, i);
        gboolean therapy = is_therapy (mention);
        if (in_sentence && !same_sentence (page, mention->start, match->start))
            continue;
        gsize distance = mention->end <= match->start   ? match->start - mention->end
                         : mention->start >= match->end ? mention->start - match->end
                                                        : 0;
        if (therapy && distance < nearest) {
            nearest = distance;
            best = mention;
        }
    }
    return best;
}

/* A page that speaks of one therapy alone means that one ("to be seen three times a week for six weeks"), unless that one has a
 * count of its own ("visits attended: 14 of 16 ... aquatic therapy x 4"). */
static const struct mention *
only_therapy (const struct page *page, const GPtrArray *mentions, const GPtrArray *counts,
              const struct rule_match *match)
{
    const struct mention *only = therapy_near (page, mentions, match, FALSE);
    for (guint i = 0; only != NULL && i < mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (mentions, i);
        if (is_therapy (mention) && strcmp (mention_get (mention, "concept"), mention_get (only, "concept")) != 0)
            return NULL;
        for (guint k = 0; is_therapy (mention) && k < counts->len; k++)
            if (((const struct rule_match *) g_ptr_array_index (counts, k))->start != match->start
                && same_sentence (page, ((const struct rule_match *) g_ptr_array_index (counts, k))->start,
                                  mention->start))
                return NULL;
    }
    return only;
}

static const char *
state_of (const struct page *page, const GPtrArray *states, const struct rule_match *match)
{
    const char *state = NULL;
    for (guint i = 0; i < states->len; i++) {
        const struct rule_match *cue = g_ptr_array_index (states, i);
        if (cue->end <= match->start && match->start - cue->end < TREATMENT_REACH
            && same_sentence (page, cue->start, match->start))
            state = rule_match_get (cue, "state");
    }
    if (state == NULL
        && (zone_at (page, match->start) == ZONE_REQUEST || strcmp (section_at (page, match->start), "plan") == 0))
        return "requested";
    return state;
}

void
visits_find (const struct entities *entities, const struct page *page, GPtrArray *mentions)
{
    g_autoptr (GPtrArray) matches = matches_of (entities->visits, page), states = matches_of_kind (matches, "state");
    g_autoptr (GPtrArray) found = g_ptr_array_new ();
    for (guint i = 0; i < matches->len; i++) {
        struct rule_match *match = g_ptr_array_index (matches, i);
        if (g_str_has_suffix (rule_kind (match->rule), "visits"))
            g_ptr_array_add (found, match);
    }
    rules_resolve_overlaps (found);
    for (guint i = 0; i < found->len; i++) {
        const struct rule_match *match = g_ptr_array_index (found, i);
        if (strcmp (rule_kind (match->rule), "visits") != 0)
            continue;
        double low = match_number (match, "n"), high = match_number (match, "n2"), done = match_number (match, "done");
        const char *state = state_of (page, states, match);
        if (!isnan (done)) {
            low = high = done;
            state = "done";
        } else if (isnan (low)) {
            double times = match_number (match, "f"), times2 = match_number (match, "f2");
            double weeks = match_number (match, "w"), weeks2 = match_number (match, "w2");
            low = times * weeks;
            high = (isnan (times2) ? times : times2) * (isnan (weeks2) ? weeks : weeks2);
        }
        if (isnan (low) || low < 1 || low > VISITS_MAX)
            continue;
        const struct mention *therapy = therapy_near (page, mentions, match, TRUE);
        if (therapy == NULL)
            therapy = only_therapy (page, mentions, found, match);
        struct mention *mention =
            mention_add (mentions, page, "visits", rule_id (match->rule), match->start, match->end);
        mention_set_number (mention, "count_low", low);
        mention_set_number (mention, "count_high", isnan (high) ? low : high);
        mention_set (mention, "treatment", therapy != NULL ? mention_get (therapy, "concept") : NULL);
        mention_set (mention, "state", state);
        mention_set_number (mention, "of", match_number (match, "of"));
        mark_numeric (page, mention);
    }
}
