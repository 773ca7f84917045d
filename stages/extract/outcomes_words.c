/* Which words of a page speak of relief, and which of a sentence make one outcome (outcomes.h; domain.md 3.6). */
#include <string.h>

#include "stages/extract/outcomes.h"

#define QUANTITY_REACH 75 /* bytes between a percentage or duration and the word of relief */
#define NOTE_REACH 25     /* and between a treatment and its percentage without a word of relief: room for a date */

/* --- elements of the page ------------------------------------------------------------------------------------------------------ */

static gboolean
overlaps_any (const GPtrArray *matches, const struct rule_match *match)
{
    for (guint i = 0; i < matches->len; i++) {
        const struct rule_match *other = g_ptr_array_index (matches, i);
        if (other->start < match->end && match->start < other->end)
            return TRUE;
    }
    return FALSE;
}

static void
add_matches (GArray *elements, const GPtrArray *matches, const char *kind, const char *except, enum part part)
{
    g_autoptr (GPtrArray) found = matches_of_kind (matches, kind);
    g_autoptr (GPtrArray) not = except != NULL ? matches_of_kind (matches, except) : g_ptr_array_new ();
    for (guint i = 0; i < found->len; i++) {
        const struct rule_match *match = g_ptr_array_index (found, i);
        if (overlaps_any (not, match))
            continue;
        struct element element = { .start = match->start, .end = match->end, .part = part, .match = match };
        g_array_append_val (elements, element);
    }
}

static int
by_place (gconstpointer a, gconstpointer b)
{
    const struct element *x = a, *y = b;
    return x->start != y->start ? (x->start < y->start ? -1 : 1) : (int) x->part - (int) y->part;
}

/* "Did not respond to": a word of relief inside one of failure says nothing more. */
static void
drop_inside_failure (GArray *elements)
{
    gsize failed_end = 0;
    for (guint i = 0; i < elements->len; i++) {
        const struct element *element = outcome_element (elements, i);
        gboolean inside = element->part == PART_RELIEF && element->start < failed_end;
        for (guint k = i + 1; element->part == PART_RELIEF && k < elements->len && !inside; k++) {
            const struct element *later = outcome_element (elements, k);
            if (later->start >= element->end)
                break;
            inside = later->part == PART_FAILED;
        }
        if (element->part == PART_FAILED)
            failed_end = MAX (failed_end, element->end);
        if (inside)
            g_array_remove_index (elements, i--);
    }
}

GArray *
outcome_elements (const GPtrArray *matches, const GPtrArray *mentions)
{
    GArray *elements = g_array_new (FALSE, TRUE, sizeof (struct element));
    add_matches (elements, matches, "relief", "not_relief", PART_RELIEF);
    add_matches (elements, matches, "failed", NULL, PART_FAILED);
    add_matches (elements, matches, "percent", "not_percent", PART_PERCENT);
    add_matches (elements, matches, "duration", "not_duration", PART_DURATION);
    add_matches (elements, matches, "change", NULL, PART_CHANGE);
    add_matches (elements, matches, "treatment", NULL, PART_GENERAL);
    add_matches (elements, matches, "anaphor", NULL, PART_ANAPHOR);
    for (guint i = 0; i < mentions->len; i++) {
        struct mention *mention = g_ptr_array_index (mentions, i);
        gboolean drug =
            strcmp (mention->kind, "medication") == 0 && g_strcmp0 (mention_get (mention, "class"), "botulinum") != 0;
        if ((!outcome_is_treatment (mention) && !drug) || (drug && outcome_is_reduced (matches, mention)))
            continue;
        struct element element = {
            .start = mention->start, .end = mention->end, .part = drug ? PART_DRUG : PART_TREATMENT, .mention = mention
        };
        g_array_append_val (elements, element);
    }
    g_array_sort (elements, by_place);
    drop_inside_failure (elements);
    /* General words inside a treatment's phrase are that treatment; "it" of "decreased it" is the pain. */
    for (guint i = 0; i < elements->len; i++) {
        const struct element *general = outcome_element (elements, i);
        gboolean inside = FALSE;
        if (general->part != PART_GENERAL && general->part != PART_ANAPHOR)
            continue;
        for (guint k = 0; k < elements->len && !inside; k++) {
            const struct element *other = outcome_element (elements, k);
            gboolean named = other->part == PART_TREATMENT || other->part == PART_DRUG,
                     object = other->part == PART_RELIEF && general->part == PART_ANAPHOR
                              && rule_match_get (other->match, "object") != NULL;
            inside = (named || object) && other->start < general->end && general->start < other->end;
        }
        if (inside)
            g_array_remove_index (elements, i--);
    }
    return elements;
}

/* --- segments: the elements that make one outcome -------------------------------------------------------------------------------- */

gboolean
outcome_clause_ends (const struct sentence_words *words, gsize from, gsize to)
{
    for (guint i = 0; i < words->clauses->len; i++) {
        const struct rule_match *clause = g_ptr_array_index (words->clauses, i);
        if (clause->start >= from && clause->end <= to + 1)
            return TRUE;
    }
    return FALSE;
}

static gboolean
and_between (const struct page *page, gsize from, gsize to)
{
    if (to <= from)
        return FALSE;
    g_autofree char *gap = page_text_slice (page, from, to);
    return strstr (gap, " and ") != NULL || strstr (gap, ", ") != NULL || strcmp (g_strstrip (gap), "and") == 0;
}

static gboolean
relief_follows (const GArray *elements, guint from, guint to)
{
    for (guint i = from; i < to; i++)
        if (outcome_element (elements, i)->part == PART_RELIEF)
            return TRUE;
    return FALSE;
}

/* Where the segment that begins at `from` ends: at the end of a clause, or where, after relief and its treatment, "and" begins
 * a new quantity or word of relief. */
guint
outcome_segment_end (const struct sentence_words *words, guint from, guint to)
{
    gboolean relief = FALSE, treated = FALSE, treatment_first = FALSE, given = FALSE;
    for (guint i = from; i < to; i++) {
        const struct element *element = outcome_element (words->elements, i);
        gboolean subject = element->part == PART_TREATMENT || element->part == PART_DRUG;
        if (subject && !relief)
            treatment_first = TRUE;
        if (i > from) {
            const struct element *before = outcome_element (words->elements, i - 1);
            if (outcome_clause_ends (words, before->end, element->start))
                return i;
            gboolean opens = element->part == PART_PERCENT || element->part == PART_DURATION
                             || element->part == PART_RELIEF || element->part == PART_FAILED
                             || element->part == PART_CHANGE;
            if (relief && element->part == PART_ANAPHOR && rule_field (element->match->rule, "ordinal") != NULL)
                return i; /* "the first with 70% relief and the second with 20% relief" */
            if (relief && treated && opens && and_between (words->page, before->end, element->start))
                return i;
            /* "The left-sided blocks gave 80% and the right-sided 90% relief", "the ESI gave 30% and the RFA 80%" */
            if (given && (element->part == PART_PERCENT || element->part == PART_TREATMENT)
                && and_between (words->page, before->end, element->start))
                return i;
            /* "Acupuncture helped, chiropractic did not help", "Soma - no help, Norco - relief": a second subject with its own. */
            if (subject && relief && treatment_first && relief_follows (words->elements, i, to)
                && and_between (words->page, before->end, element->start))
                return i;
        }
        given = given || (treatment_first && !relief && element->part == PART_PERCENT);
        relief = relief || element->part == PART_RELIEF || element->part == PART_CHANGE;
        treated = treated || (relief && element->part == PART_TREATMENT);
    }
    return to;
}

static gsize
gap_between (const struct element *a, const struct element *b)
{
    return a->end <= b->start ? b->start - a->end : b->end <= a->start ? a->start - b->end : 0;
}

const struct element *
outcome_nearest (const struct sentence_words *words, guint from, guint to, enum part part,
                 const struct element *to_what)
{
    const struct element *best = NULL;
    for (guint i = from; i < to; i++) {
        const struct element *element = outcome_element (words->elements, i);
        if (element->part == part && gap_between (element, to_what) <= QUANTITY_REACH
            && (best == NULL || gap_between (element, to_what) < gap_between (best, to_what)))
            best = element;
    }
    return best;
}

/* --- percentages alone ------------------------------------------------------------------------------------------------------------ */

/* Whether a percentage stands between its treatment and a duration, with little else: "ESI 5/2013: 40% x 3 wks". */
static gboolean
is_note (const GArray *elements, guint from, guint to, guint percent)
{
    if (percent == from || percent + 1 >= to)
        return FALSE;
    const struct element *before = outcome_element (elements, percent - 1), *said = outcome_element (elements, percent),
                         *after = outcome_element (elements, percent + 1);
    return before->part == PART_TREATMENT && after->part == PART_DURATION && said->start >= before->end
           && said->start - before->end <= NOTE_REACH && after->start >= said->end && after->start - said->end <= 3;
}

/* "PT gave 20%": a verb of giving between a treatment and its percentage. */
static gboolean
is_given (const struct sentence_words *words, guint from, guint percent)
{
    if (percent == from)
        return FALSE;
    const struct element *before = outcome_element (words->elements, percent - 1),
                         *said = outcome_element (words->elements, percent);
    if (before->part != PART_TREATMENT || said->start < before->end || said->start - before->end > NOTE_REACH)
        return FALSE;
    g_autofree char *gap = page_text_slice (words->page, before->end, said->end);
    return strpbrk (gap, ",;:") == NULL && outcome_says (words, "gives", before->end, said->end);
}

/* Whether a percentage stands alone, so that it can be of relief: not "50% numbness", "10% less". */
static gboolean
stands_alone (const struct sentence_words *words, const struct element *percent)
{
    gsize at = percent->end;
    while (at < words->end && words->page->text[at] == ' ')
        at++;
    return at >= words->end || !g_ascii_isalpha (words->page->text[at])
           || wording_begins (words->wording, "after_percent", at) != NULL;
}

const struct element *
outcome_elliptic_relief (const struct sentence_words *words, guint from, guint to, gboolean measured)
{
    const struct element *percent = NULL;
    gboolean several, treatment = outcome_only_treatment (words->elements, from, to, &several) != NULL, note = FALSE;
    for (guint i = from; i < to; i++) {
        const struct element *element = outcome_element (words->elements, i);
        note =
            note
            || (element->part == PART_PERCENT && (is_note (words->elements, from, to, i) || is_given (words, from, i)));
        if (element->part == PART_PERCENT)
            percent = percent == NULL ? element : NULL;
        else if (element->part != PART_TREATMENT && element->part != PART_DURATION)
            return NULL;
    }
    return treatment && percent != NULL && (measured || note) && stands_alone (words, percent) ? percent : NULL;
}
