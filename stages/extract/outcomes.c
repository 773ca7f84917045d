/* Response to treatment (domain.md 3.6). A percentage and a duration are merged, and bound to a treatment, only where one
 * clause says so; what could belong to two treatments belongs to none. */
#include <math.h>
#include <string.h>

#include "stages/extract/entities.h"
#include "stages/extract/outcomes.h"
#include "stages/extract/phrase.h"

#define QUANTITY_REACH 75 /* bytes between a percentage or duration and the word of relief */
#define CHANGE_REACH 120

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

static GArray *
elements_of (const GPtrArray *matches, const GPtrArray *mentions)
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
    /* General words inside a treatment's phrase are that treatment. */
    for (guint i = 0; i < elements->len; i++) {
        const struct element *general = outcome_element (elements, i);
        gboolean inside = FALSE;
        if (general->part != PART_GENERAL && general->part != PART_ANAPHOR)
            continue;
        for (guint k = 0; k < elements->len && !inside; k++) {
            const struct element *other = outcome_element (elements, k);
            inside = (other->part == PART_TREATMENT || other->part == PART_DRUG) && other->start < general->end
                     && general->start < other->end;
        }
        if (inside)
            g_array_remove_index (elements, i--);
    }
    return elements;
}

/* --- segments: the elements that make one outcome -------------------------------------------------------------------------------- */

static gboolean
clause_ends_between (const struct sentence_words *words, gsize from, gsize to)
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
static guint
segment_end (const struct sentence_words *words, guint from, guint to)
{
    gboolean relief = FALSE, treated = FALSE, treatment_first = FALSE;
    for (guint i = from; i < to; i++) {
        const struct element *element = outcome_element (words->elements, i);
        if (element->part == PART_TREATMENT && !relief)
            treatment_first = TRUE;
        if (i > from) {
            const struct element *before = outcome_element (words->elements, i - 1);
            if (clause_ends_between (words, before->end, element->start))
                return i;
            gboolean opens = element->part == PART_PERCENT || element->part == PART_DURATION
                             || element->part == PART_RELIEF || element->part == PART_FAILED
                             || element->part == PART_CHANGE;
            if (relief && treated && opens && and_between (words->page, before->end, element->start))
                return i;
            /* "Acupuncture helped, chiropractic did not help": a second subject with a verb of its own. */
            if (element->part == PART_TREATMENT && relief && treatment_first && relief_follows (words->elements, i, to)
                && and_between (words->page, before->end, element->start))
                return i;
        }
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

static const struct element *
nearest_part (const struct sentence_words *words, guint from, guint to, enum part part, const struct element *to_what)
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

static const char *
op_of (const struct rule_match *percent)
{
    const char *op = rule_match_get (percent, "op");
    if (rule_match_get (percent, "plus") != NULL)
        return ">=";
    if (op == NULL)
        return "=";
    static const struct {
        const char *start, *op;
    } ops[] = { { "more", ">" }, { "greater", ">" }, { "over", ">" }, { ">=", ">=" }, { "at", ">=" },  { "≥", ">=" },
                { ">", ">" },    { "up", "<=" },     { "<=", "<=" },  { "≤", "<=" },  { "less", "<" }, { "<", "<" } };
    for (gsize i = 0; i < G_N_ELEMENTS (ops); i++)
        if (g_ascii_strncasecmp (op, ops[i].start, strlen (ops[i].start)) == 0)
            return ops[i].op;
    return "~";
}

static void
set_percent (struct mention *outcome, const struct rule_match *percent)
{
    const char *op = percent == NULL ? NULL : op_of (percent);
    double low = percent != NULL ? match_number (percent, "p") : NAN,
           high = percent != NULL ? match_number (percent, "p2") : NAN;
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

static void
set_duration (struct mention *outcome, const struct page *page, const struct rule_match *match)
{
    const char *unit = NULL;
    gboolean fuzzy = FALSE;
    double weeks = match != NULL ? weeks_of_unit (rule_match_get (match, "unit"), &unit) : 0;
    double low = match != NULL ? number_read (rule_match_get (match, "n"), &fuzzy) : NAN;
    double high = match != NULL ? match_number (match, "n2") : NAN;
    if (weeks == 0 || isnan (low)) {
        mention_set_number (outcome, "weeks_low", NAN);
        mention_set_number (outcome, "weeks_high", NAN);
        mention_set (outcome, "duration", NULL);
        return;
    }
    g_autofree char *words = page_quote (page, match->start, match->end);
    g_autofree char *folded = g_ascii_strdown (words, -1);
    gboolean open = fuzzy || strstr (folded, "at least") != NULL || strstr (folded, "more than") != NULL
                    || strstr (folded, "over ") != NULL || strstr (folded, "greater than") != NULL
                    || strchr (folded, '>') != NULL;
    gboolean up_to = strstr (folded, "up to") != NULL;
    if (isnan (high) && !open)
        high = low;
    if (up_to)
        low = NAN;
    gsize start = match->start, end = match->end, from, to;
    if (rule_match_span (match, "n", &from, &to))
        start = from;
    g_autofree char *raw = page_quote (page, start, end);
    mention_set_number (outcome, "weeks_low", low * weeks);
    mention_set_number (outcome, "weeks_high", high * weeks);
    cJSON_DeleteItemFromObjectCaseSensitive (outcome->fields, "duration");
    cJSON *duration = cJSON_AddObjectToObject (outcome->fields, "duration");
    cJSON_AddItemToObject (duration, "low", isnan (low) ? cJSON_CreateNull () : cJSON_CreateNumber (low));
    cJSON_AddItemToObject (duration, "high", isnan (high) ? cJSON_CreateNull () : cJSON_CreateNumber (high));
    cJSON_AddStringToObject (duration, "unit", unit);
    cJSON_AddBoolToObject (duration, "fuzzy", fuzzy);
    cJSON_AddStringToObject (duration, "raw", raw);
}

/* "90% relief for six hours and reduced her Norco": what is said of medication behind the outcome, before any other treatment. */
static gboolean
goes_with (const struct sentence_words *words, const struct rule_match *measure, gsize end)
{
    if (strcmp (rule_id (measure->rule), "measure.medication") != 0 || measure->start < end
        || measure->end > words->end)
        return FALSE;
    for (guint i = 0; i < words->elements->len; i++) {
        const struct element *element = outcome_element (words->elements, i);
        if (element->part == PART_TREATMENT && element->start >= end && element->start < measure->start)
            return FALSE;
    }
    return TRUE;
}

/* What improved: the measures named in the segment, and the complaint. "Relief" of nothing else is of pain. */
static void
set_measure (struct mention *outcome, const struct sentence_words *words, const struct element *relief, gboolean scored,
             gsize start, gsize end)
{
    static const char *const order[] = { "pain", "function", "medication_use", "sleep", "symptom" };
    gboolean said[G_N_ELEMENTS (order)] = { FALSE }, less_medication = FALSE;
    for (guint i = 0; i < words->measures->len; i++) {
        const struct rule_match *measure = g_ptr_array_index (words->measures, i);
        gboolean within = measure->start >= start && measure->end <= end;
        less_medication = less_medication || goes_with (words, measure, end);
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

static void
emit (struct sentence_words *words, guint from, guint to, const struct element *relief, const char *direction,
      struct binding binding, GPtrArray *found)
{
    const struct page *page = words->page;
    const struct element *percent = nearest_part (words, from, to, PART_PERCENT, relief),
                         *duration = nearest_part (words, from, to, PART_DURATION, relief);
    const struct element *change = nearest_part (words, from, to, PART_CHANGE, relief);
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
    set_percent (outcome, percent != NULL && strcmp (direction, "none") != 0 ? percent->match : NULL);
    set_duration (outcome, page, duration != NULL && strcmp (direction, "none") != 0 ? duration->match : NULL);
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

/* "Therapy, naproxen and a stimulator have failed": one outcome for each of the list before `anchor`. Whether there were any. */
static gboolean
emit_each (struct sentence_words *words, guint from, guint to, const struct element *anchor, const char *direction,
           guint at_least, GPtrArray *found)
{
    g_autoptr (GArray) list = outcome_list_before (words, from, to, anchor->start);
    if (list->len < at_least)
        return FALSE;
    for (guint i = list->len; i > 0; i--) {
        guint index = g_array_index (list, guint, i - 1);
        const struct element *element = outcome_element (words->elements, index);
        struct binding binding = { .general = TRUE };
        if (element->part == PART_TREATMENT)
            binding.treatment = element->mention;
        else
            binding.other = outcome_other (element, &binding.drug);
        emit (words, index, index + 1, anchor, direction, binding, found);
    }
    return TRUE;
}

/* "failed because of dizziness, and nortriptyline gave ...", "failed to control": what follows did not fail. */
static gboolean
is_object_of_failed (const struct page *page, gsize from, gsize to)
{
    g_autofree char *gap = page_text_slice (page, from, to);
    return strstr (gap, "because") == NULL && strstr (gap, " due to") == NULL && strstr (gap, " to control") == NULL
           && strstr (gap, " secondary to") == NULL && strchr (gap, ';') == NULL && strstr (gap, " but ") == NULL;
}

/* "failed PT, acupuncture and chiropractic care": one outcome for each treatment of the list; "PT and acupuncture failed". */
static void
emit_failed (struct sentence_words *words, guint at, GPtrArray *found)
{
    const struct element *failed = outcome_element (words->elements, at);
    gsize reach = failed->end;
    for (guint i = at + 1; i < words->elements->len; i++) {
        const struct element *element = outcome_element (words->elements, i);
        if (element->end <= reach)
            continue; /* "failed PT" may be one word to the procedures */
        struct binding binding = { .treatment = element->part == PART_TREATMENT ? element->mention : NULL,
                                   .general = TRUE };
        binding.other = outcome_other (element, &binding.drug);
        if ((binding.treatment == NULL && binding.other == NULL) || element->start - reach > 40
            || !is_object_of_failed (words->page, reach, element->start))
            break;
        emit (words, i, i + 1, failed, "none", binding, found);
        reach = element->end;
    }
    if (reach == failed->end)
        emit_each (words, 0, at, failed, "none", 1, found);
}

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

static void
find_in_sentence (struct sentence_words *words, GPtrArray *found)
{
    const GArray *elements = words->elements;
    const struct mention *last = NULL; /* the treatment of the clause before */
    for (guint from = 0, to; from < elements->len; from = to) {
        to = segment_end (words, from, elements->len);
        const struct element *relief = NULL, *change = NULL;
        gboolean treated = FALSE;
        for (guint i = from; i < to; i++) {
            const struct element *element = outcome_element (elements, i);
            treated = treated || element->part == PART_TREATMENT || element->part == PART_DRUG
                      || element->part == PART_GENERAL || element->part == PART_ANAPHOR;
            if (element->part == PART_FAILED)
                emit_failed (words, i, found);
            else if (element->part == PART_CHANGE)
                change = element;
            if (element->part != PART_RELIEF)
                continue;
            const char *says = rule_match_get (element->match, "direction");
            if (relief == NULL
                || (strcmp (says, "improved") != 0
                    && strcmp (rule_match_get (relief->match, "direction"), "improved") == 0))
                relief = element;
        }
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
        struct binding binding = same != NULL ? (struct binding){ .treatment = same }
                                              : outcome_treatment (words, from, to, anchor->start, anchor->end);
        last = binding.treatment;
        const struct element *percent = nearest_part (words, from, to, PART_PERCENT, anchor),
                             *duration = nearest_part (words, from, to, PART_DURATION, anchor);
        if (binding.treatment == NULL && !binding.general && percent == NULL
            && (duration == NULL || passed_by_itself (words->page, anchor)))
            continue; /* better with rest, improved since: no treatment, no amount */
        const char *direction =
            relief != NULL ? rule_match_get (relief->match, "direction")
            : match_number (change->match, "after") < match_number (change->match, "before") ? "improved"
            : match_number (change->match, "after") > match_number (change->match, "before") ? "worse"
                                                                                             : "none";
        /* of several that did not help, each did not; which of several did help is not said */
        gboolean unhelpful = strcmp (direction, "none") == 0 && percent == NULL;
        if (unhelpful && emit_each (words, from, to, anchor, direction, binding.treatment == NULL ? 1 : 2, found))
            continue;
        emit (words, from, to, anchor, direction, binding, found);
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
    g_autoptr (GPtrArray) own = matches_of_kind (matches, "own"), earlier = matches_of_kind (matches, "earlier");
    g_autoptr (GArray) elements = elements_of (matches, mentions);
    g_autoptr (GPtrArray) found = g_ptr_array_new ();
    const struct sentence_words all = {
        .page = page,
        .mentions = mentions,
        .links = links,
        .verbs = verbs,
        .measures = measures,
        .clauses = clauses,
        .own = own,
        .earlier = earlier,
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
                set_percent (outcome, NULL);
                set_duration (outcome, page, NULL);
            }
            outcome->context.polarity = "affirmed";
        }
        const cJSON *duration = cJSON_GetObjectItemCaseSensitive (outcome->fields, "duration");
        if (cJSON_IsTrue (cJSON_GetObjectItemCaseSensitive (duration, "fuzzy")))
            outcome->context.certainty = "fuzzy";
    }
}
