/* The outcome as a mention: how much, how long, of what (outcomes.h; domain.md 3.6). */
#include <math.h>
#include <string.h>

#include "stages/extract/outcomes.h"
#include "stages/extract/phrase.h"

/* What the words before or behind an amount make of it. */
static const char *
op_of (const struct rule_match *percent)
{
    if (rule_match_get (percent, "plus") != NULL)
        return ">=";
    static const char *const ops[][2] = {
        { "most", "<=" }, { "least", ">=" }, { "above", ">" }, { "below", "<" }, { "about", "~" }
    };
    for (gsize i = 0; i < G_N_ELEMENTS (ops); i++)
        if (rule_match_get (percent, ops[i][0]) != NULL)
            return ops[i][1];
    return "=";
}

/* What remains where an amount was denied: "not 50%" is less, "not more than 50%" that much or less. */
static const char *
op_of_denied (const char *op)
{
    if (op[0] == '<')
        return op[1] == '=' ? "<" : ">=";
    return strcmp (op, ">") == 0 ? "<=" : "<";
}

void
outcome_set_percent (struct mention *outcome, const struct rule_match *percent)
{
    const char *op = percent == NULL ? NULL : op_of (percent);
    double low = percent != NULL ? match_number (percent, "p") : NAN,
           high = percent != NULL ? match_number (percent, "p2") : NAN;
    if (op != NULL && rule_match_get (percent, "denied") != NULL) {
        op = op_of_denied (op);
        high = NAN;
    }
    if (percent != NULL && rule_match_get (percent, "all") != NULL)
        op = NULL; /* "complete" is a word, never converted to a number */
    if (op != NULL && isnan (high) && (op[0] == '=' || op[0] == '~'))
        high = low;
    if (op != NULL && op[0] == '<') {
        high = isnan (high) ? low : high;
        low = NAN;
    }
    mention_set (outcome, "percent_op", op);
    mention_set_number (outcome, "percent_low", low);
    mention_set_number (outcome, "percent_high", high);
}

void
outcome_set_duration (struct mention *outcome, const struct page *page, const struct rule_match *match)
{
    const char *unit = NULL;
    gboolean fuzzy = FALSE, fuzzy_end = FALSE;
    double weeks = match != NULL ? weeks_of_unit (rule_match_get (match, "unit"), &unit) : 0;
    double low = match != NULL ? number_read (rule_match_get (match, "n"), &fuzzy) : NAN;
    double high = match != NULL ? number_read (rule_match_get (match, "n2"), &fuzzy_end) : NAN;
    if (weeks == 0 || isnan (low)) {
        mention_set_number (outcome, "weeks_low", NAN);
        mention_set_number (outcome, "weeks_high", NAN);
        mention_set (outcome, "duration", NULL);
        return;
    }
    /* "not more than", "less than", "did not last": that long at the most */
    gboolean up_to = rule_match_get (match, "most") != NULL || rule_match_get (match, "denied") != NULL;
    gboolean open = !up_to && (fuzzy || rule_match_get (match, "least") != NULL);
    if (isnan (high) && !open)
        high = low;
    if (fuzzy_end || (up_to && fuzzy)) /* "two to several weeks", "no more than a few days": no figure ends it */
        high = NAN;
    if (up_to)
        low = NAN;
    gsize start = match->start, end = match->end, from, to;
    if (rule_match_span (match, "n", &from, &to) && !(up_to && fuzzy))
        start = from;
    g_autofree char *raw = page_quote (page, start, end);
    mention_set_number (outcome, "weeks_low", low * weeks);
    mention_set_number (outcome, "weeks_high", high * weeks);
    cJSON_DeleteItemFromObjectCaseSensitive (outcome->fields, "duration");
    cJSON *duration = cJSON_AddObjectToObject (outcome->fields, "duration");
    cJSON_AddItemToObject (duration, "low", isnan (low) ? cJSON_CreateNull () : cJSON_CreateNumber (low));
    cJSON_AddItemToObject (duration, "high", isnan (high) ? cJSON_CreateNull () : cJSON_CreateNumber (high));
    cJSON_AddStringToObject (duration, "unit", unit);
    cJSON_AddBoolToObject (duration, "fuzzy", fuzzy || fuzzy_end);
    cJSON_AddStringToObject (duration, "raw", raw);
}

/* Whether no other treatment stands between an outcome that ends at `end` and byte `at`. */
static gboolean
is_still_its_own (const struct sentence_words *words, gsize end, gsize at)
{
    for (guint i = 0; i < words->elements->len; i++) {
        const struct element *element = outcome_element (words->elements, i);
        if (element->part == PART_TREATMENT && element->start >= end && element->start < at)
            return FALSE;
    }
    return TRUE;
}

/* "90% relief for six hours and reduced her Norco": what is said of medication behind the outcome, before any other treatment. */
static gboolean
goes_with (const struct sentence_words *words, const struct rule_match *measure, gsize start, gsize end)
{
    return strcmp (rule_id (measure->rule), "measure.medication") == 0 && measure->start >= start && measure->end > end
           && measure->end <= words->end && is_still_its_own (words, end, measure->start);
}

/* The same of a drug by its name: "70% relief for ten weeks, during which she stopped taking gabapentin". */
static gboolean
less_of_a_drug (const struct sentence_words *words, gsize end)
{
    for (guint i = 0; i < words->mentions->len; i++) {
        const struct mention *drug = g_ptr_array_index (words->mentions, i);
        if (strcmp (drug->kind, "medication") == 0 && drug->start >= end && drug->end <= words->end
            && outcome_is_reduced (words->reduced, drug) && is_still_its_own (words, end, drug->start))
            return TRUE;
    }
    return FALSE;
}

/* What improved: the measures named in the segment, and the complaint. "Relief" of nothing else is of pain. */
static void
set_measure (struct mention *outcome, const struct sentence_words *words, const struct element *relief, gboolean scored,
             gsize start, gsize end)
{
    static const char *const order[] = { "pain", "function", "medication_use", "sleep", "symptom" };
    gboolean said[G_N_ELEMENTS (order)] = { FALSE }, less_medication = less_of_a_drug (words, end);
    for (guint i = 0; i < words->measures->len; i++) {
        const struct rule_match *measure = g_ptr_array_index (words->measures, i);
        gboolean within = measure->start >= start && measure->end <= end;
        less_medication = less_medication || goes_with (words, measure, start, end);
        for (gsize k = 0; within && k < G_N_ELEMENTS (order); k++)
            said[k] = said[k] || strcmp (order[k], rule_match_get (measure, "measure")) == 0;
    }
    said[0] = said[0] || scored; /* scores out of ten are of pain */
    const struct mention *complaint = NULL;
    for (guint i = 0; i < words->mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (words->mentions, i);
        if (strcmp (mention->kind, "diagnosis") == 0 && mention->start >= words->start && mention->end <= words->end
            && (complaint == NULL
                || (mention->start >= start && mention->end <= end
                    && !(complaint->start >= start && complaint->end <= end))))
            complaint = mention;
    }
    g_autofree char *word = relief->match != NULL ? page_text_slice (words->page, relief->start, relief->end) : NULL;
    g_autofree char *folded = word != NULL ? g_ascii_strdown (word, -1) : NULL;
    if (said[0] || said[1])
        said[4] = FALSE; /* symptoms beside pain or function say nothing more */
    if (!said[0] && !said[1] && !said[2] && !said[3] && !said[4])
        said[folded != NULL && (strstr (folded, "relie") != NULL || strstr (folded, "pain") != NULL) ? 0 : 4] = TRUE;
    said[2] = said[2] || less_medication;
    cJSON *measures = add_strings (outcome->fields, "measure", NULL, 0);
    for (gsize k = 0; k < G_N_ELEMENTS (order); k++)
        if (said[k])
            cJSON_AddItemToArray (measures, cJSON_CreateString (order[k]));
    mention_set (outcome, "condition", complaint != NULL ? mention_get (complaint, "concept") : NULL);
}

/* Scores and functional measures that stand within an outcome are of its treatment. */
static void
share_treatment (const struct sentence_words *words, const char *treatment, gsize start, gsize end)
{
    for (guint i = 0; i < words->mentions->len; i++) {
        struct mention *mention = g_ptr_array_index (words->mentions, i);
        gboolean measured = strcmp (mention->kind, "pain_score") == 0 || strcmp (mention->kind, "function") == 0;
        if (measured && mention->start < end && mention->end > start)
            mention_set (mention, "treatment", treatment);
    }
}

void
outcome_write (struct sentence_words *words, guint from, guint to, const struct element *relief, const char *direction,
               struct binding binding, GPtrArray *found)
{
    const struct page *page = words->page;
    const struct element *percent = outcome_nearest (words, from, to, PART_PERCENT, relief),
                         *duration = outcome_nearest (words, from, to, PART_DURATION, relief);
    const struct element *change = outcome_nearest (words, from, to, PART_CHANGE, relief);
    if (percent != NULL && rule_match_get (percent->match, "denied") != NULL)
        duration = NULL; /* "did not give 50% relief for six weeks": how long what there was lasted is not said */
    gsize start = relief->start, end = relief->end;
    for (guint i = from; i < to; i++) {
        const struct element *element = outcome_element (words->elements, i);
        gboolean part = element == percent || element == duration || element == change
                        || element->mention == binding.treatment
                        || (binding.treatment == NULL && element->part == PART_DRUG);
        if (element->mention == NULL && !(element == percent || element == duration || element == change))
            part = FALSE;
        if (part) {
            start = MIN (start, element->start);
            end = MAX (end, element->end);
        }
    }
    struct mention *outcome = mention_add (found, page, "outcome", rule_id (relief->match->rule), start, end);
    g_autofree char *raw = page_quote (page, start, end);
    mention_set (outcome, "treatment", binding.treatment != NULL ? mention_get (binding.treatment, "concept") : NULL);
    mention_set (outcome, "region", binding.treatment != NULL ? mention_get (binding.treatment, "region") : NULL);
    if (binding.treatment == NULL) {
        mention_set (outcome, "other_treatment", binding.other);
        mention_set (outcome, "drug", binding.drug);
    }
    mention_set (outcome, "procedure_mention", NULL);
    if (binding.treatment != NULL)
        mention_link (outcome, "procedure_mention", binding.treatment, FALSE);
    mention_set (outcome, "direction", direction);
    outcome_set_percent (outcome, percent != NULL && strcmp (direction, "none") != 0 ? percent->match : NULL);
    outcome_set_duration (outcome, page, duration != NULL && strcmp (direction, "none") != 0 ? duration->match : NULL);
    set_measure (outcome, words, relief, change != NULL, start, end);
    if (binding.treatment != NULL || binding.other != NULL)
        share_treatment (words, binding.treatment != NULL ? mention_get (binding.treatment, "concept") : binding.other,
                         start, end);
    mention_set_number (outcome, "before", change != NULL ? match_number (change->match, "before") : NAN);
    mention_set_number (outcome, "after", change != NULL ? match_number (change->match, "after") : NAN);
    mention_set (outcome, "raw", raw);
    if (percent != NULL || duration != NULL)
        mark_numeric (page, outcome);
}

/* The duration of elements [from, to), where they say nothing else but that the relief wore off; NULL where they do. */
static const struct element *
lone_duration (const struct sentence_words *words, guint from, guint to, const struct element *relief)
{
    const struct element *duration = NULL;
    gboolean wore_off = relief != NULL && relief->match != NULL && rule_match_get (relief->match, "wears_off") != NULL;
    for (guint i = from; i < to; i++) {
        const struct element *element = outcome_element (words->elements, i);
        if (element->part == PART_DURATION && duration == NULL)
            duration = element;
        else if (element->part != PART_ANAPHOR && !(element == relief && wore_off))
            return NULL;
    }
    gboolean told = duration != NULL && (wore_off || rule_match_get (duration->match, "lasts") != NULL);
    return told ? duration : NULL;
}

gboolean
outcome_add_duration (const struct sentence_words *words, guint from, guint to, const struct element *relief,
                      guint first, GPtrArray *found)
{
    const struct element *duration = from > 0 ? lone_duration (words, from, to, relief) : NULL;
    if (duration == NULL || found->len != first + 1)
        return FALSE;
    struct mention *outcome = g_ptr_array_index (found, first);
    gboolean open = strcmp (mention_get (outcome, "direction"), "improved") == 0
                    && !cJSON_IsObject (cJSON_GetObjectItemCaseSensitive (outcome->fields, "duration"));
    if (!open || duration->start < outcome->end
        || !wording_fills (words->wording, "relief_goes_on", outcome->end, duration->start, " ,;\n"))
        return FALSE;
    outcome_set_duration (outcome, words->page, duration->match);
    outcome->end = duration->end;
    g_autofree char *raw = page_quote (words->page, outcome->start, outcome->end);
    mention_set (outcome, "raw", raw);
    mark_numeric (words->page, outcome);
    return TRUE;
}

void
outcome_write_less_medication (const struct page *page, const struct mention *statement,
                               const struct mention *treatment, GPtrArray *mentions)
{
    static const char *const measure[] = { "medication_use" };
    struct mention *outcome =
        mention_add (mentions, page, "outcome", statement->rule, statement->start, statement->end);
    g_autofree char *raw = page_quote (page, statement->start, statement->end);
    mention_set (outcome, "treatment", mention_get (treatment, "concept"));
    mention_set (outcome, "region", mention_get (treatment, "region"));
    mention_set (outcome, "procedure_mention", NULL);
    mention_link (outcome, "procedure_mention", treatment, FALSE);
    mention_set (outcome, "direction", "improved");
    outcome_set_percent (outcome, NULL);
    outcome_set_duration (outcome, page, NULL);
    add_strings (outcome->fields, "measure", measure, G_N_ELEMENTS (measure));
    mention_set (outcome, "condition", NULL);
    mention_set_number (outcome, "before", NAN);
    mention_set_number (outcome, "after", NAN);
    mention_set (outcome, "raw", raw);
    outcome->context = statement->context;
}
