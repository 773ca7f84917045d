/* Response to treatment (domain.md 3.6). A percentage and a duration are merged, and bound to a treatment, only where one
 * clause says so; what could belong to two treatments belongs to none. */
#include <string.h>

#include "stages/extract/entities.h"
#include "stages/extract/outcomes.h"
#include "stages/extract/phrase.h"

#define SLIGHT_REACH 12  /* bytes between an outcome and what calls it slight */
#define SUBJECT_REACH 45 /* bytes between a treatment and what it is said to have done */

/* "Numbness lasted two days and then resolved": what passes is no response to anything. */
static gboolean
passed_by_itself (const struct element *relief)
{
    return relief->match != NULL && rule_match_get (relief->match, "passing") != NULL;
}

gboolean
outcome_says (const struct sentence_words *words, const char *kind, gsize from, gsize to)
{
    return wording_in (words->wording, kind, from, to) != NULL;
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
names_another (const struct sentence_words *words, gsize from, gsize to)
{
    return outcome_says (words, "another", from, to) || outcome_says (words, "owner", from, to);
}

static gboolean
is_treatment_part (const struct element *element)
{
    return element->part == PART_TREATMENT || element->part == PART_DRUG || element->part == PART_GENERAL
           || element->part == PART_ANAPHOR;
}

/* Whether a treatment, or words for one, stands right before a word of relief that needs one as its subject: "therapy allowed her
 * to sleep", "chiropractic care, which he found aggravated ...". */
static gboolean
has_subject (const struct sentence_words *words, guint at)
{
    const struct element *relief = outcome_element (words->elements, at);
    for (guint i = at; i > 0; i--) {
        const struct element *before = outcome_element (words->elements, i - 1);
        if (!is_treatment_part (before))
            continue;
        if (before->end > relief->start || relief->start - before->end > SUBJECT_REACH)
            return FALSE;
        const struct rule_match *which = wording_begins (words->wording, "relative", before->end);
        gsize from = which != NULL && which->end <= relief->start ? which->end : before->end;
        g_autofree char *gap = page_text_slice (words->page, from, relief->start);
        return strpbrk (gap, ",;:") == NULL && !outcome_says (words, "another", from, relief->start)
               && !outcome_says (words, "joint", from, relief->start)
               && !outcome_says (words, "but", from, relief->start);
    }
    return FALSE;
}

/* What the elements of one segment (outcome_segment_end) come to. */
struct segment {
    guint from, to;
    const struct element *relief, *change;
    gboolean treated; /* it has words for a treatment */
};

/* What runs on from segment to segment of a sentence. */
struct course {
    const struct mention *last; /* the treatment of the clause before */
    gboolean measured;          /* the clause before tells relief in percent */
    gboolean subject;           /* that treatment is its subject: "the ESI helped" */
    guint first;                /* of the outcomes found, the first of this sentence */
};

/* The word of relief of the segment, of several the one that says there was none; words of failure are written at once. */
static struct segment
read_segment (struct sentence_words *words, guint from, const struct course *course, GPtrArray *found)
{
    struct segment segment = { .from = from, .to = outcome_segment_end (words, from, words->elements->len) };
    for (guint i = from; i < segment.to; i++) {
        const struct element *element = outcome_element (words->elements, i);
        segment.treated = segment.treated || is_treatment_part (element);
        if (element->part == PART_FAILED)
            outcome_write_failed (words, i, found);
        else if (element->part == PART_CHANGE)
            segment.change = element;
        if (element->part != PART_RELIEF
            || (rule_field (element->match->rule, "subject") != NULL && !has_subject (words, i)))
            continue;
        const char *says = rule_match_get (element->match, "direction");
        if (segment.relief == NULL
            || (strcmp (says, "improved") != 0
                && strcmp (rule_match_get (segment.relief->match, "direction"), "improved") == 0))
            segment.relief = element;
    }
    if (segment.relief == NULL && segment.change == NULL)
        segment.relief = outcome_elliptic_relief (words, from, segment.to, course->measured);
    return segment;
}

static int
change_of (const struct element *change)
{
    double before = match_number (change->match, "before"), after = match_number (change->match, "after");
    return after < before ? -1 : after > before ? 1 : 0;
}

static const char *
direction_of (const struct sentence_words *words, const struct segment *segment, const struct element *percent)
{
    static const char *const of_change[] = { "improved", "none", "worse" };
    if (segment->relief == NULL)
        return of_change[change_of (segment->change) + 1];
    if (segment->relief->part == PART_PERCENT)
        return "improved";
    const char *direction = rule_match_get (segment->relief->match, "direction");
    if (percent == NULL && strcmp (direction, "improved") == 0
        && (is_denied (words, segment->relief->start) || outcome_is_neither (words, segment->relief->start)))
        return "none"; /* "was not beneficial", "neither the ESI nor PT helped" */
    return direction;
}

static gboolean
names_cause (const struct sentence_words *words, gsize from, gsize to)
{
    for (guint i = 0; i < words->links->len; i++) {
        const struct rule_match *link = g_ptr_array_index (words->links, i);
        if (link->start >= from && link->end <= to)
            return TRUE;
    }
    return FALSE;
}

/* Whether "but" or "and" joins what stands at byte `at` to the clause that ends at `from`, with no subject between. */
static gboolean
shares_subject (const struct sentence_words *words, gsize from, gsize at)
{
    const struct rule_match *joined = wording_ends (words->wording, "shared", from, at);
    return joined != NULL
           && (rule_match_get (joined, "but") != NULL || !outcome_says (words, "but", from, joined->start));
}

/* The treatment of the clause before, where this segment goes on about it. */
static const struct mention *
goes_on_about (const struct sentence_words *words, const struct segment *segment, const struct course *course)
{
    if (course->last == NULL || segment->treated)
        return NULL;
    if (segment->relief == NULL && segment->change != NULL)
        return course->last; /* "80% relief after the block; her pain fell from 7/10 to 1/10" */
    const struct element *anchor = segment->relief != NULL ? segment->relief : segment->change;
    if (anchor == NULL || segment->from == 0)
        return NULL;
    gsize end = outcome_element (words->elements, segment->from - 1)->end;
    if (!outcome_clause_ends (words, end, anchor->start) && !names_another (words, end, anchor->start))
        return course->last; /* "an excellent response to the block, with warmth and 80% less pain" */
    if (course->subject && shares_subject (words, end, anchor->start))
        return course->last; /* "the ESI relieved the leg pain but did nothing for the back" */
    gsize stop =
        segment->to < words->elements->len ? outcome_element (words->elements, segment->to)->start : words->end;
    return outcome_governing_treatment (words) == course->last && !names_cause (words, end, stop) ? course->last : NULL;
}

/* The treatment, or what stands for one, of the segment's relief; `anchor` is its word. */
static struct binding
bind_segment (const struct sentence_words *words, const struct segment *segment, const struct course *course,
              const struct element *anchor)
{
    const struct mention *same = goes_on_about (words, segment, course);
    if (same != NULL)
        return (struct binding){ .treatment = same };
    return outcome_treatment (words, segment->from, segment->to, anchor->start, anchor->end);
}

/* "Ranges from 3/10 to 6/10": a change of scores that nothing ties to any treatment. */
static gboolean
is_mere_change (const struct sentence_words *words, const struct segment *segment, const struct course *course)
{
    if (segment->relief != NULL)
        return FALSE;
    if (segment->change == NULL)
        return TRUE;
    if (goes_on_about (words, segment, course) != NULL)
        return FALSE;
    struct binding drug = { .treatment = NULL };
    if (change_of (segment->change) < 0)
        outcome_bind_other (words, segment->from, segment->to, segment->change->start, segment->change->end, &drug);
    return drug.other == NULL
           && outcome_only_treatment (words->elements, segment->from, segment->to, &(gboolean){ FALSE }) == NULL;
}

/* Whether the segment's treatment is the subject of its relief. */
static gboolean
is_subject (const struct sentence_words *words, const struct segment *segment)
{
    for (guint i = segment->from; i < segment->to; i++)
        if (outcome_element (words->elements, i) == segment->relief)
            return i > segment->from && outcome_element (words->elements, i - 1)->part == PART_TREATMENT
                   && has_subject (words, i);
    return FALSE;
}

static void
write_segment (struct sentence_words *words, const struct segment *segment, struct course *course, GPtrArray *found)
{
    const struct element *anchor = segment->relief != NULL ? segment->relief : segment->change;
    struct binding binding = bind_segment (words, segment, course, anchor);
    course->last = binding.treatment;
    course->subject = segment->relief != NULL && is_subject (words, segment);
    const struct element *percent = outcome_nearest (words, segment->from, segment->to, PART_PERCENT, anchor),
                         *duration = outcome_nearest (words, segment->from, segment->to, PART_DURATION, anchor);
    course->measured = segment->relief != NULL && percent != NULL;
    const char *direction = direction_of (words, segment, percent);
    /* of several that did not help, each did not; which of several did help is not said */
    gboolean unhelpful = strcmp (direction, "none") == 0 && percent == NULL;
    guint at_least = binding.treatment == NULL ? 1 : 2;
    if (unhelpful
        && (outcome_write_each (words, segment->from, segment->to, anchor, direction, at_least, found)
            || outcome_write_each_after (words, segment->from, anchor, direction, found)))
        return;
    if (binding.treatment == NULL && !binding.general && percent == NULL
        && (duration == NULL || passed_by_itself (anchor)))
        return; /* better with rest, improved since: no treatment, no amount */
    outcome_write (words, segment->from, segment->to, anchor, direction, binding, found);
}

static void
find_in_sentence (struct sentence_words *words, GPtrArray *found)
{
    struct course course = { .first = found->len };
    for (guint from = 0; from < words->elements->len;) {
        struct segment segment = read_segment (words, from, &course, found);
        from = segment.to;
        gboolean added = outcome_add_duration (words, segment.from, segment.to, segment.relief, course.first, found);
        gboolean mere = !added && is_mere_change (words, &segment, &course);
        if (mere && segment.treated)
            course.last = NULL, course.subject = FALSE; /* another treatment was named since */
        if (!added && !mere)
            write_segment (words, &segment, &course, found);
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
                          course = matches_of_kind (matches, "course"), apart = matches_of_kind (matches, "apart"),
                          not_yet = matches_of_kind (matches, "not_yet"), denies = matches_of_kind (matches, "denies");
    g_autoptr (GArray) elements = outcome_elements (matches, mentions);
    g_autoptr (GPtrArray) found = g_ptr_array_new ();
    const struct sentence_words all = {
        .page = page,
        .wording = entities->wording,
        .mentions = mentions,
        .links = links,
        .verbs = verbs,
        .measures = measures,
        .reduced = matches,
        .clauses = clauses,
        .own = own,
        .earlier = earlier,
        .course = course,
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

static gboolean
is_conservative (const struct mention *outcome)
{
    static const char *const care[] = { "pt",           "aquatic",
                                        "chiro",        "acu",
                                        "massage",      "home_exercise",
                                        "tens",         "dme_other",
                                        "ifc",          "h_wave",
                                        "nsaid",        "muscle_relaxant",
                                        "topical",      "anticonvulsant",
                                        "medication",   "antidepressant",
                                        "conservative", NULL };
    const char *treatment = mention_get (outcome, "treatment"), *other = mention_get (outcome, "other_treatment");
    return (treatment != NULL && g_strv_contains (care, treatment)) || (other != NULL && g_strv_contains (care, other));
}

/* "Therapy gave only temporary relief": conservative care that did not help, by the words alone and not against a figure. */
static void
settle_slight (const struct page *page, const GPtrArray *slight, struct mention *outcome)
{
    if (g_strcmp0 (mention_get (outcome, "direction"), "improved") != 0 || !is_conservative (outcome)
        || cJSON_IsNumber (cJSON_GetObjectItemCaseSensitive (outcome->fields, "percent_low")))
        return;
    for (guint i = 0; i < slight->len; i++) {
        const struct rule_match *words = g_ptr_array_index (slight, i);
        if (words->start < outcome->end + SLIGHT_REACH && words->end + SLIGHT_REACH > outcome->start
            && same_sentence (page, words->start, outcome->start)) {
            mention_set (outcome, "direction", "none");
            outcome_set_duration (outcome, page, NULL);
            return;
        }
    }
}

void
outcomes_bind (const struct entities *entities, const struct page *page, GPtrArray *mentions)
{
    g_autoptr (GPtrArray) matches = matches_of (entities->outcomes, page), slight = matches_of_kind (matches, "slight");
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
            const char *op = mention_get (outcome, "percent_op"); /* "denies that it gave 50%": less, if any */
            gboolean short_of = op != NULL && op[0] == '<';
            if (strcmp (mention_get (outcome, "direction"), "improved") == 0 && !short_of) {
                mention_set (outcome, "direction", "none");
                outcome_set_percent (outcome, NULL);
                outcome_set_duration (outcome, page, NULL);
            }
            outcome->context.polarity = "affirmed";
        }
        settle_slight (page, slight, outcome);
        const cJSON *duration = cJSON_GetObjectItemCaseSensitive (outcome->fields, "duration");
        if (cJSON_IsTrue (cJSON_GetObjectItemCaseSensitive (duration, "fuzzy")))
            outcome->context.certainty = "fuzzy";
        else if (strcmp (outcome->rule, "relief.lasted") == 0 && strcmp (context->certainty, "certain") == 0)
            outcome->context.certainty =
                "probable"; /* "the ESI lasted two weeks": that it helped is what one takes it to say */
    }
}
