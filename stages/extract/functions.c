/* Measures of function (domain.md 3.7) and what they, scores before and after and a smaller use of medication are answers to. */
#include <math.h>
#include <string.h>

#include "stages/extract/entities.h"
#include "stages/extract/outcomes.h"
#include "stages/extract/phrase.h"
#include "stages/extract/wording.h"

/* What was measured: as the rule says, or by the words. */
static const char *
measure_of (const struct wording *wording, const struct rule_match *match)
{
    gsize start, end;
    if (!rule_match_span (match, "what", &start, &end))
        return rule_match_get (match, "what");
    const struct rule_match *measure = wording_begins (wording, "function_measure", start);
    return measure != NULL ? rule_match_get (measure, "measure") : "other";
}

static void
add_measure (struct mention *mention, const char *field, double value, const char *unit)
{
    if (isnan (value)) {
        mention_set (mention, field, NULL);
        return;
    }
    cJSON *object = cJSON_AddObjectToObject (mention->fields, field);
    cJSON_AddNumberToObject (object, "value", value);
    g_autofree char *lower = unit != NULL ? g_ascii_strdown (unit, -1) : NULL;
    const char *short_unit = lower == NULL                                                         ? NULL
                             : g_str_has_prefix (lower, "lb") || g_str_has_prefix (lower, "pound") ? "lb"
                             : g_str_has_prefix (lower, "min")                                     ? "minute"
                             : g_str_has_prefix (lower, "h")                                       ? "hour"
                             : lower[0] == '%' || g_str_has_prefix (lower, "perc")                 ? "%"
                                                                                                   : lower;
    cJSON_AddItemToObject (object, "unit", short_unit != NULL ? cJSON_CreateString (short_unit) : cJSON_CreateNull ());
}

static void
add_function (const struct wording *wording, const struct page *page, GPtrArray *mentions,
              const struct rule_match *match)
{
    const char *measure = measure_of (wording, match), *direction = rule_match_get (match, "direction");
    double before = match_number (match, "b"), after = match_number (match, "a");
    const char *unit =
        rule_match_get (match, "au") != NULL ? rule_match_get (match, "au") : rule_match_get (match, "bu");
    gboolean index = strcmp (measure, "odi") == 0 || strcmp (measure, "ndi") == 0
                     || strcmp (measure, "dash") == 0; /* less is better */
    struct mention *mention = mention_add (mentions, page, "function", rule_id (match->rule), match->start, match->end);
    if (direction == NULL && !isnan (before) && !isnan (after))
        direction = before == after ? "none" : (after > before) != index ? "improved" : "worse";
    mention_set (mention, "measure", measure);
    add_measure (mention, "before", before, rule_match_get (match, "bu") != NULL ? rule_match_get (match, "bu") : unit);
    add_measure (mention, "after", after, unit);
    mention_set (mention, "treatment", NULL);
    mention_set (mention, "direction", direction);
    if (!isnan (after))
        mark_numeric (page, mention);
}

void
functions_find (const struct entities *entities, const struct page *page, GPtrArray *mentions)
{
    g_autoptr (GPtrArray) matches = matches_of (entities->exam, page),
                          functions = matches_of_kind (matches, "function");
    for (guint i = 0; i < functions->len; i++)
        add_function (entities->wording, page, mentions, g_ptr_array_index (functions, i));
}

/* The one treatment that a sentence speaks of: a procedure, a class of drugs, or medication in general; NULL where there is
 * none or several. */
static const char *
treatment_in (const struct wording *wording, const struct page *page, const GPtrArray *matches,
              const GPtrArray *mentions, int sentence)
{
    const char *only = NULL;
    for (guint i = 0; i < mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (mentions, i);
        gboolean drug = strcmp (mention->kind, "medication") == 0;
        if (mention->sentence != sentence || (!drug && !outcome_is_treatment (mention))
            || (drug && matches != NULL
                && outcome_is_reduced (matches, mention))) /* less of it is an answer, no treatment */
            continue;
        const char *name = mention_get (mention, drug ? "class" : "concept");
        if (name == NULL || (only != NULL && strcmp (only, name) != 0))
            return NULL;
        only = name;
    }
    if (only != NULL || sentence < 0)
        return only;
    const struct sentence *here = &g_array_index (page->sentences, struct sentence, sentence);
    return wording_in (wording, "medication_word", here->start, here->end) != NULL ? "medication" : NULL;
}

/* Whether a concept is one of a list with blanks between. */
static gboolean
is_listed (const char *list, const char *concept)
{
    g_auto (GStrv) all = g_strsplit (list, " ", -1);
    return g_strv_contains ((const char *const *) all, concept);
}

/* The one concept of the procedures done on the page that the noun of "after the ablation" can mean, where the sentence has such a
 * noun; NULL where there is none, or several. */
static const char *
procedure_called (const struct wording *wording, const GPtrArray *mentions, const struct sentence *sentence)
{
    const char *only = NULL;
    const struct rule_match *noun = NULL;
    for (gsize at = sentence->start; (noun = wording_in (wording, "called", at, sentence->end)) != NULL;
         at = noun->end) {
        for (guint k = 0; k < mentions->len; k++) {
            const struct mention *mention = g_ptr_array_index (mentions, k);
            const char *concept = strcmp (mention->kind, "procedure") == 0 ? mention_get (mention, "concept") : NULL;
            if (concept == NULL || !is_listed (rule_match_get (noun, "concepts"), concept)
                || g_strcmp0 (mention_get (mention, "status"), "performed") != 0)
                continue;
            if (only != NULL && strcmp (only, concept) != 0)
                return NULL;
            only = concept;
        }
    }
    return only;
}

/* "9/10 without medication, 6/10 with": scores of what medication does; "after the ablation: 2/10": of what the ablation did. */
static void
bind_score (const struct wording *wording, const struct page *page, const GPtrArray *matches, const GPtrArray *mentions,
            struct mention *score)
{
    const char *when = mention_get (score, "when");
    if (mention_get (score, "treatment") != NULL || score->sentence < 0
        || (g_strcmp0 (when, "before") != 0 && g_strcmp0 (when, "after") != 0))
        return;
    const struct sentence *here = &g_array_index (page->sentences, struct sentence, score->sentence);
    gboolean with = wording_in (wording, "with_medication", here->start, here->end) != NULL;
    /* "9/10 without Norco" is no less of it */
    const char *treatment = treatment_in (wording, page, with ? NULL : matches, mentions, score->sentence);
    const char *called = procedure_called (wording, mentions, here);
    if (treatment == NULL || g_strcmp0 (treatment, called) == 0)
        mention_set (score, "treatment", called);
    if (treatment != NULL && with)
        mention_set (score, "treatment", treatment);
}

/* The one day that the sentence names: "Initial evaluation 9/9/2014: Oswestry 48%". */
static const char *
day_in (const GPtrArray *mentions, int sentence)
{
    const char *only = NULL;
    for (guint i = 0; i < mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (mentions, i);
        const char *value = strcmp (mention->kind, "date") == 0 && mention->sentence == sentence && !mention->candidate
                                ? mention_get (mention, "value")
                                : NULL;
        if (value == NULL)
            continue;
        if (strlen (value) != strlen ("2014-09-09") || (only != NULL && strcmp (only, value) != 0))
            return NULL;
        only = value;
    }
    return only;
}

/* The treatment that the sentence before is about: the one that its outcomes are of, else the one that it names. */
static const struct mention *
treatment_before (const struct page *page, const GPtrArray *mentions, int sentence)
{
    const struct mention *only = NULL;
    for (guint i = 0; i < mentions->len; i++) {
        const struct mention *outcome = g_ptr_array_index (mentions, i);
        if (strcmp (outcome->kind, "outcome") != 0 || outcome->sentence != sentence - 1)
            continue;
        const struct mention *of = mention_linked (outcome, "procedure_mention", mentions);
        if (of == NULL || (only != NULL && !outcome_is_same (only, of)))
            return NULL;
        only = of;
    }
    return only != NULL ? only : outcome_previous_treatment (page, mentions, sentence, 1);
}

/* "During that time she cut her tramadol": less medication, of the treatment that the sentence or the one before is about. */
static void
add_less_medication (const struct wording *wording, const struct page *page, GPtrArray *mentions,
                     const struct mention *statement)
{
    const struct sentence *here = &g_array_index (page->sentences, struct sentence, statement->sentence);
    for (guint i = 0; i < mentions->len; i++) {
        const struct mention *other = g_ptr_array_index (mentions, i);
        if (other->sentence == statement->sentence
            && (strcmp (other->kind, "outcome") == 0 || outcome_is_treatment (other)))
            return; /* its own words say what it is of */
    }
    const struct mention *treatment = wording_in (wording, "goes_on_since", here->start, here->end) != NULL
                                          ? treatment_before (page, mentions, statement->sentence)
                                          : NULL;
    if (treatment != NULL && strcmp (mention_get (treatment, "status"), "performed") == 0
        && !outcome_is_unnamed (treatment))
        outcome_write_less_medication (page, statement, treatment, mentions);
}

/* What a therapist measured at the start and now is of the one therapy of the note. */
static const char *
therapy_of_course (const struct page *page, const GPtrArray *mentions, const struct mention *measure)
{
    const cJSON *before = cJSON_GetObjectItemCaseSensitive (measure->fields, "before"),
                *after = cJSON_GetObjectItemCaseSensitive (measure->fields, "after");
    if (strcmp (page->class_id, "THER") != 0 || !cJSON_IsObject (before) || !cJSON_IsObject (after))
        return NULL;
    const struct mention *therapy = outcome_only_therapy (mentions);
    return therapy != NULL ? mention_get (therapy, "concept") : NULL;
}

/* Measures of function that no outcome has claimed belong to the one treatment of their sentence, or by reference of the one
 * before. What is denied, hoped for or planned is no measure. */
void
functions_bind (const struct entities *entities, const struct page *page, GPtrArray *mentions)
{
    g_autoptr (GPtrArray) matches = matches_of (entities->outcomes, page);
    for (guint i = 0, n = mentions->len; i < n; i++) {
        const struct mention *mention = g_ptr_array_index (mentions, i);
        if (strcmp (mention->kind, "statement") == 0 && mention->sentence >= 0
            && g_strcmp0 (mention_get (mention, "subject"), "medication_reduced") == 0
            && strcmp (mention->context.polarity, "affirmed") == 0
            && strcmp (mention->context.temporality, "planned") != 0
            && strcmp (mention->context.temporality, "hypothetical") != 0)
            add_less_medication (entities->wording, page, mentions, mention);
    }
    for (guint i = 0; i < mentions->len; i++) {
        struct mention *mention = g_ptr_array_index (mentions, i);
        if (strcmp (mention->kind, "pain_score") == 0)
            bind_score (entities->wording, page, matches, mentions, mention);
        if (strcmp (mention->kind, "function") != 0)
            continue;
        const struct context *context = &mention->context;
        gboolean said = strcmp (context->polarity, "affirmed") == 0 && strcmp (context->temporality, "planned") != 0
                        && strcmp (context->temporality, "hypothetical") != 0;
        if (!said && strcmp (mention->rule, "function.able") == 0) {
            g_ptr_array_remove_index (mentions, i--);
            continue;
        }
        if (mention->sentence >= 0 && strcmp (page->class_id, "THER") == 0)
            mention_set (mention, "date", day_in (mentions, mention->sentence));
        if (!said || mention_get (mention, "treatment") != NULL || mention->sentence < 0)
            continue;
        const struct sentence *here = &g_array_index (page->sentences, struct sentence, mention->sentence);
        const char *treatment = treatment_in (entities->wording, page, matches, mentions, mention->sentence);
        gboolean goes_on =
            treatment == NULL && wording_in (entities->wording, "goes_on", here->start, here->end) != NULL;
        const struct mention *before = goes_on ? treatment_before (page, mentions, mention->sentence) : NULL;
        if (treatment == NULL && before != NULL && strcmp (mention_get (before, "status"), "planned") != 0)
            treatment = mention_get (before, "concept");
        if (treatment == NULL)
            treatment = therapy_of_course (page, mentions, mention);
        mention_set (mention, "treatment", treatment);
    }
}
