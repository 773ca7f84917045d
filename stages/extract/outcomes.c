/* Response to treatment (domain.md 3.6). A percentage and a duration are merged, and bound to a treatment, only where one
 * clause says so; what could belong to two treatments belongs to none. */
#include <string.h>

#include "stages/extract/entities.h"
#include "stages/extract/outcomes.h"
#include "stages/extract/phrase.h"

#define SUBJECT_REACH 45 /* bytes between a treatment and what it is said to have done */
#define NOTE_REACH 25    /* and, in a note without a verb, its percentage: room for a date */

/* "Numbness lasted two days and then resolved": what passes is no response to anything. */
static gboolean
passed_by_itself (const struct page *page, const struct element *relief)
{
    static const char *const words[] = { "resol", "subsid" };
    for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
        if (g_ascii_strncasecmp (page->text + relief->start, words[i], strlen (words[i])) == 0)
            return TRUE;
    return FALSE;
}

/* Whether what stands right before a word of relief says that there was none. */
static gboolean
is_denied (const struct sentence_words *words, gsize relief)
{
    for (guint i = 0; i < words->denies->len; i++) {
        const struct rule_match *denies = g_ptr_array_index (words->denies, i);
        if (denies->end < relief && relief - denies->end <= 1)
            return TRUE;
    }
    return FALSE;
}

/* Whether somebody else becomes the subject in bytes [from, to). */
static gboolean
names_another (const struct page *page, gsize from, gsize to)
{
    static const char *const words[] = { " nor ", " he ", " she ", " they ", " patient ", " who ", " his ", " her " };
    g_autofree char *gap = page_text_slice (page, from, to);
    for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
        if (strstr (gap, words[i]) != NULL)
            return TRUE;
    return FALSE;
}

/* Whether a treatment, or words for one, stands right before a word of relief that needs one as its subject: "therapy allowed her
 * to sleep". */
static gboolean
has_subject (const struct sentence_words *words, guint from, guint at)
{
    const struct element *relief = outcome_element (words->elements, at);
    for (guint i = at; i > from; i--) {
        const struct element *before = outcome_element (words->elements, i - 1);
        gboolean treatment = before->part == PART_TREATMENT || before->part == PART_DRUG || before->part == PART_GENERAL
                             || before->part == PART_ANAPHOR;
        if (!treatment)
            continue;
        if (before->end > relief->start || relief->start - before->end > SUBJECT_REACH)
            return FALSE;
        static const char *const another[] = {
            " and ", " or ", " nor ", " he ", " she ", " they ", " patient ", " who "
        };
        g_autofree char *gap = page_text_slice (words->page, before->end, relief->start);
        for (gsize k = 0; k < G_N_ELEMENTS (another); k++)
            if (strstr (gap, another[k]) != NULL)
                return FALSE;
        return strpbrk (gap, ",;:") == NULL;
    }
    return FALSE;
}

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

/* A percentage without a word of relief: in a note (is_note), or (measured) of a treatment of its own behind one that had it: "relief
 * was 40% after the ESI, compared with 80% after the blocks". NULL where there is none. */
static const struct element *
elliptic_relief (const struct sentence_words *words, guint from, guint to, gboolean measured)
{
    const struct element *percent = NULL;
    gboolean several, treatment = outcome_only_treatment (words->elements, from, to, &several) != NULL, note = FALSE;
    for (guint i = from; i < to; i++) {
        const struct element *element = outcome_element (words->elements, i);
        note = note || (element->part == PART_PERCENT && is_note (words->elements, from, to, i));
        if (element->part == PART_PERCENT)
            percent = percent == NULL ? element : NULL;
        else if (element->part != PART_TREATMENT && element->part != PART_DURATION)
            return NULL;
    }
    return treatment && (measured || note) ? percent : NULL;
}

static void
find_in_sentence (struct sentence_words *words, GPtrArray *found)
{
    const GArray *elements = words->elements;
    const struct mention *last = NULL; /* the treatment of the clause before */
    gboolean measured = FALSE;         /* the clause before tells relief in percent */
    for (guint from = 0, to; from < elements->len; from = to) {
        to = outcome_segment_end (words, from, elements->len);
        const struct element *relief = NULL, *change = NULL;
        gboolean treated = FALSE;
        for (guint i = from; i < to; i++) {
            const struct element *element = outcome_element (elements, i);
            treated = treated || element->part == PART_TREATMENT || element->part == PART_DRUG
                      || element->part == PART_GENERAL || element->part == PART_ANAPHOR;
            if (element->part == PART_FAILED)
                outcome_write_failed (words, i, found);
            else if (element->part == PART_CHANGE)
                change = element;
            if (element->part != PART_RELIEF
                || (rule_field (element->match->rule, "subject") != NULL && !has_subject (words, from, i)))
                continue;
            const char *says = rule_match_get (element->match, "direction");
            if (relief == NULL
                || (strcmp (says, "improved") != 0
                    && strcmp (rule_match_get (relief->match, "direction"), "improved") == 0))
                relief = element;
        }
        if (relief == NULL && change == NULL)
            relief = elliptic_relief (words, from, to, measured);
        /* "80% relief after the block; her pain fell from 7/10 to 1/10" goes on about the block */
        const struct mention *same = relief == NULL && change != NULL && !treated ? last : NULL;
        gboolean fell =
            change != NULL && match_number (change->match, "after") < match_number (change->match, "before");
        struct binding drug = { .treatment = NULL };
        if (relief == NULL && same == NULL && fell)
            outcome_bind_other (words, from, to, change->start, change->end, &drug);
        if (relief == NULL && same == NULL && drug.other == NULL
            && (change == NULL || outcome_only_treatment (elements, from, to, &(gboolean){ FALSE }) == NULL))
            continue; /* "ranges from 3/10 to 6/10" */
        const struct element *anchor = relief != NULL ? relief : change;
        if (last != NULL && !treated && from > 0
            && !outcome_clause_ends (words, outcome_element (elements, from - 1)->end, anchor->start)
            && !names_another (words->page, outcome_element (elements, from - 1)->end, anchor->start))
            same = last; /* "an excellent response to the block, with warmth and 80% less pain" */
        struct binding binding = same != NULL ? (struct binding){ .treatment = same }
                                              : outcome_treatment (words, from, to, anchor->start, anchor->end);
        last = binding.treatment;
        const struct element *percent = outcome_nearest (words, from, to, PART_PERCENT, anchor),
                             *duration = outcome_nearest (words, from, to, PART_DURATION, anchor);
        measured = relief != NULL && percent != NULL;
        const char *direction =
            relief != NULL && relief->part == PART_PERCENT ? "improved"
            : relief != NULL                               ? rule_match_get (relief->match, "direction")
            : match_number (change->match, "after") < match_number (change->match, "before") ? "improved"
            : match_number (change->match, "after") > match_number (change->match, "before") ? "worse"
                                                                                             : "none";
        if (relief != NULL && percent == NULL && strcmp (direction, "improved") == 0
            && is_denied (words, relief->start))
            direction = "none"; /* "was not beneficial" */
        /* of several that did not help, each did not; which of several did help is not said */
        gboolean unhelpful = strcmp (direction, "none") == 0 && percent == NULL;
        if (unhelpful
            && outcome_write_each (words, from, to, anchor, direction, binding.treatment == NULL ? 1 : 2, found))
            continue;
        if (binding.treatment == NULL && !binding.general && percent == NULL
            && (duration == NULL || passed_by_itself (words->page, anchor)))
            continue; /* better with rest, improved since: no treatment, no amount */
        outcome_write (words, from, to, anchor, direction, binding, found);
    }
}

/* "Pre-procedure VAS 8/10. Post-procedure VAS 1/10": of the procedure that the page reports. */
static void
bind_scores (struct sentence_words words)
{
    for (guint i = 0; i < words.mentions->len; i++) {
        struct mention *mention = g_ptr_array_index (words.mentions, i);
        const char *when = strcmp (mention->kind, "pain_score") == 0 ? mention_get (mention, "when") : NULL;
        if (mention_get (mention, "treatment") != NULL
            || (g_strcmp0 (when, "before") != 0 && g_strcmp0 (when, "after") != 0))
            continue;
        sentence_span (words.page, mention->start, &words.start, &words.end);
        const struct mention *procedure = outcome_reported_procedure (&words);
        if (procedure != NULL)
            mention_set (mention, "treatment", mention_get (procedure, "concept"));
    }
}

void
outcomes_find (const struct entities *entities, const struct page *page, GPtrArray *mentions)
{
    g_autoptr (GPtrArray) matches = matches_of (entities->outcomes, page);
    g_autoptr (GPtrArray) links = matches_of_kind (matches, "link"), verbs = matches_of_kind (matches, "verb");
    g_autoptr (GPtrArray) measures = matches_of_kind (matches, "measure"),
                          clauses = matches_of_kind (matches, "clause");
    g_autoptr (GPtrArray) own = matches_of_kind (matches, "own"), earlier = matches_of_kind (matches, "earlier"),
                          apart = matches_of_kind (matches, "apart"), not_yet = matches_of_kind (matches, "not_yet"),
                          denies = matches_of_kind (matches, "denies");
    g_autoptr (GArray) elements = outcome_elements (matches, mentions);
    g_autoptr (GPtrArray) found = g_ptr_array_new ();
    const struct sentence_words all = {
        .page = page,
        .mentions = mentions,
        .links = links,
        .verbs = verbs,
        .measures = measures,
        .reduced = matches,
        .clauses = clauses,
        .own = own,
        .earlier = earlier,
        .apart = apart,
        .not_yet = not_yet,
        .denies = denies,
    };
    for (guint i = 0; i < elements->len;) {
        struct sentence_words words = all;
        sentence_span (page, outcome_element (elements, i)->start, &words.start, &words.end);
        words.elements = g_array_new (FALSE, TRUE, sizeof (struct element));
        guint k = i;
        for (; k < elements->len && (k == i || outcome_element (elements, k)->start < words.end); k++)
            g_array_append_val (words.elements, *outcome_element (elements, k));
        if (strcmp (section_at (page, words.start), "goals") != 0)
            find_in_sentence (&words, found);
        g_array_unref (words.elements);
        i = k;
    }
    if (strcmp (page->class_id, "OP") == 0)
        bind_scores (all);
    g_ptr_array_extend (mentions, found, NULL, NULL);
}

/* Whether the treatment was done, by what its own words say. */
static gboolean
was_done (const GPtrArray *mentions, const struct mention *outcome)
{
    for (guint i = 0; i < mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (mentions, i);
        if (mention->sentence == outcome->sentence && outcome_is_treatment (mention)
            && g_strcmp0 (mention_get (mention, "concept"), mention_get (outcome, "treatment")) == 0
            && strcmp (mention_get (mention, "status"), "performed") == 0)
            return TRUE;
    }
    return FALSE;
}

void
outcomes_bind (const struct entities *entities, const struct page *page, GPtrArray *mentions)
{
    (void) entities;
    (void) page;
    for (guint i = 0; i < mentions->len; i++) {
        struct mention *outcome = g_ptr_array_index (mentions, i);
        if (strcmp (outcome->kind, "outcome") != 0)
            continue;
        const struct context *context = &outcome->context;
        /* "His wife had an ESI. It helped": whoever had the treatment had the relief. */
        const struct mention *treatment = mention_linked (outcome, "procedure_mention", mentions);
        if (treatment != NULL && strcmp (context->experiencer, "patient") == 0)
            outcome->context.experiencer = treatment->context.experiencer;
        /* What is hoped for, asked for, or said to be missing is no outcome (domain.md 3.10, T5). */
        gboolean ahead =
            strcmp (context->temporality, "planned") == 0 || strcmp (context->temporality, "hypothetical") == 0;
        if (strcmp (context->polarity, "absent_in_records") == 0 || (ahead && !was_done (mentions, outcome))) {
            g_ptr_array_remove_index (mentions, i--);
            continue;
        }
        /* "No relief" says something of a treatment that was done: the direction is none, the fact affirmed (rule c). */
        if (strcmp (context->polarity, "negated") == 0) {
            if (strcmp (mention_get (outcome, "direction"), "improved") == 0) {
                mention_set (outcome, "direction", "none");
                outcome_set_percent (outcome, NULL);
                outcome_set_duration (outcome, page, NULL);
            }
            outcome->context.polarity = "affirmed";
        }
        const cJSON *duration = cJSON_GetObjectItemCaseSensitive (outcome->fields, "duration");
        if (cJSON_IsTrue (cJSON_GetObjectItemCaseSensitive (duration, "fuzzy")))
            outcome->context.certainty = "fuzzy";
    }
}
