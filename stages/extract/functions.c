/* Measures of function (domain.md 3.7) and what they, scores before and after and a smaller use of medication are answers to. */
#include <math.h>
#include <string.h>

#include "stages/extract/entities.h"
#include "stages/extract/outcomes.h"
#include "stages/extract/phrase.h"

static const char *
measure_of (const char *what)
{
    static const struct {
        const char *start, *measure;
    } measures[] = { { "lift", "lifting" }, { "carry", "lifting" }, { "sit", "sitting" },  { "stand", "standing" },
                     { "walk", "walking" }, { "driv", "driving" },  { "sleep", "sleep" },  { "odi", "odi" },
                     { "oswestry", "odi" }, { "ndi", "ndi" },       { "neck dis", "ndi" }, { "dash", "dash" },
                     { "quick", "dash" },   { "lefs", "lefs" },     { "work", "work" },    { "adl", "adl" } };
    for (gsize i = 0; i < G_N_ELEMENTS (measures); i++)
        if (g_ascii_strncasecmp (what, measures[i].start, strlen (measures[i].start)) == 0)
            return measures[i].measure;
    return "other";
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
add_function (const struct page *page, GPtrArray *mentions, const struct rule_match *match)
{
    const char *measure = measure_of (rule_match_get (match, "what")), *direction = rule_match_get (match, "direction");
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
        add_function (page, mentions, g_ptr_array_index (functions, i));
}

/* The one treatment that a sentence speaks of: a procedure, a class of drugs, or medication in general; NULL where there is
 * none or several. */
static const char *
treatment_in (const struct page *page, const GPtrArray *matches, const GPtrArray *mentions, int sentence)
{
    const char *only = NULL;
    for (guint i = 0; i < mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (mentions, i);
        gboolean drug = strcmp (mention->kind, "medication") == 0;
        if (mention->sentence != sentence || (!drug && !outcome_is_treatment (mention))
            || (drug && outcome_is_reduced (matches, mention))) /* less of it is an answer, no treatment */
            continue;
        const char *name = mention_get (mention, drug ? "class" : "concept");
        if (name == NULL || (only != NULL && strcmp (only, name) != 0))
            return NULL;
        only = name;
    }
    if (only != NULL || sentence < 0)
        return only;
    const struct sentence *here = &g_array_index (page->sentences, struct sentence, sentence);
    g_autofree char *text = page_text_slice (page, here->start, here->end);
    g_autofree char *lower = g_ascii_strdown (text, -1);
    return strstr (lower, "medication") != NULL || strstr (lower, " meds") != NULL ? "medication" : NULL;
}

/* Whether the sentence goes on about what the one before names: "as a result of the therapy", "she can now". */
static gboolean
goes_on (const struct page *page, int sentence)
{
    static const char *const words[] = { "as a result", "since then", " now ",        "afterward",
                                         "after that",  "it ",        "this ",        "these ",
                                         "therapy",     "the visits", "the sessions", "with it",
                                         "since the",   "after the",  "after each",   "as a consequence",
                                         "with the ",   "with these", "thanks to",    "that time",
                                         "that period", "in that ",   "while that" };
    const struct sentence *here = &g_array_index (page->sentences, struct sentence, sentence);
    g_autofree char *text = page_text_slice (page, here->start, here->end);
    g_autofree char *lower = g_ascii_strdown (text, -1);
    for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
        if (strstr (lower, words[i]) != NULL)
            return TRUE;
    return FALSE;
}

/* The one concept of the procedures done on the page that the noun of "after the ablation" can mean, where the sentence has such a
 * noun; NULL where there is none, or several. */
static const char *
procedure_called (const GPtrArray *mentions, const char *sentence)
{
    static const struct {
        const char *noun, *concepts[8];
    } nouns[] = {
        { " ablation", { "facet_rf", "si_rf", "genicular_rf", NULL } },
        { " neurotomy", { "facet_rf", "si_rf", "genicular_rf", NULL } },
        { " rhizotomy", { "facet_rf", "si_rf", NULL } },
        { " radiofrequency", { "facet_rf", "si_rf", "genicular_rf", NULL } },
        { " block", { "mbb", "facet_inj", "si_inj", "peripheral_block", "esi_tf", NULL } },
        { " epidural", { "esi_il", "esi_tf", NULL } },
        { " injection", { "esi_il", "esi_tf", "facet_inj", "si_inj", "tpi", "joint_inj", "visco", NULL } },
    };
    const char *only = NULL;
    for (gsize i = 0; i < G_N_ELEMENTS (nouns); i++) {
        for (guint k = 0; strstr (sentence, nouns[i].noun) != NULL && k < mentions->len; k++) {
            const struct mention *mention = g_ptr_array_index (mentions, k);
            const char *concept = strcmp (mention->kind, "procedure") == 0 ? mention_get (mention, "concept") : NULL;
            if (concept == NULL || !g_strv_contains (nouns[i].concepts, concept)
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
bind_score (const struct page *page, const GPtrArray *matches, const GPtrArray *mentions, struct mention *score)
{
    const char *when = mention_get (score, "when");
    if (mention_get (score, "treatment") != NULL || score->sentence < 0
        || (g_strcmp0 (when, "before") != 0 && g_strcmp0 (when, "after") != 0))
        return;
    const struct sentence *here = &g_array_index (page->sentences, struct sentence, score->sentence);
    g_autofree char *text = page_text_slice (page, here->start, here->end);
    g_autofree char *lower = g_ascii_strdown (text, -1);
    const char *treatment = treatment_in (page, matches, mentions, score->sentence);
    const char *called = procedure_called (mentions, lower);
    if (treatment == NULL || g_strcmp0 (treatment, called) == 0)
        mention_set (score, "treatment", called);
    if ((strstr (lower, "with medication") != NULL || strstr (lower, "without medication") != NULL
         || strstr (lower, "with meds") != NULL || strstr (lower, "with the medication") != NULL)
        && treatment != NULL)
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
add_less_medication (const struct page *page, GPtrArray *mentions, const struct mention *statement)
{
    static const char *const since[] = { "during that",         "during this",         "in that time",
                                         "in that period",      "while that lasted",   "while it lasted",
                                         "while the relief",    "since then",          "as a result",
                                         "after this",          "following this",      "after that",
                                         "after the procedure", "after the injection", "after the ablation",
                                         "after the block" };
    g_autofree char *text = NULL;
    const struct sentence *here = &g_array_index (page->sentences, struct sentence, statement->sentence);
    const struct mention *treatment = NULL;
    for (guint i = 0; i < mentions->len; i++) {
        const struct mention *other = g_ptr_array_index (mentions, i);
        if (other->sentence == statement->sentence
            && (strcmp (other->kind, "outcome") == 0 || outcome_is_treatment (other)))
            return; /* its own words say what it is of */
    }
    text = page_text_slice (page, here->start, here->end);
    g_autofree char *lower = g_ascii_strdown (text, -1);
    for (gsize i = 0; i < G_N_ELEMENTS (since) && treatment == NULL; i++)
        if (strstr (lower, since[i]) != NULL)
            treatment = treatment_before (page, mentions, statement->sentence);
    if (treatment != NULL && strcmp (mention_get (treatment, "status"), "performed") == 0
        && !outcome_is_unnamed (treatment))
        outcome_write_less_medication (page, statement, treatment, mentions);
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
            add_less_medication (page, mentions, mention);
    }
    for (guint i = 0; i < mentions->len; i++) {
        struct mention *mention = g_ptr_array_index (mentions, i);
        if (strcmp (mention->kind, "pain_score") == 0)
            bind_score (page, matches, mentions, mention);
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
        const char *treatment = treatment_in (page, matches, mentions, mention->sentence);
        const struct mention *before = treatment == NULL && goes_on (page, mention->sentence)
                                           ? treatment_before (page, mentions, mention->sentence)
                                           : NULL;
        if (treatment == NULL && before != NULL && strcmp (mention_get (before, "status"), "planned") != 0)
            treatment = mention_get (before, "concept");
        mention_set (mention, "treatment", treatment);
    }
}
