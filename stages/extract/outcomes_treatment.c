/* Which treatment relief belongs to (outcomes.h; domain.md 3.6). */
#include <string.h>

#include "stages/extract/outcomes.h"
#include "stages/extract/phrase.h"

#define LINK_REACH 30
#define WHICH_REACH 60

const struct element *
outcome_element (const GArray *elements, guint i)
{
    return &g_array_index (elements, struct element, i);
}

gboolean
outcome_is_treatment (const struct mention *mention)
{
    static const char *const not [] = { "mri",      "ct",       "xray",   "emg_ncs",
                                        "uds",      "sedation", "fluoro", "general_anesthesia",
                                        "discogram" };
    if (strcmp (mention->kind, "procedure") != 0)
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS (not ); i++)
        if (strcmp (mention_get (mention, "concept"), not [i]) == 0)
            return FALSE;
    return TRUE;
}

gboolean
outcome_is_unnamed (const struct mention *mention)
{
    return g_strcmp0 (mention->rule, "procedure.surgery") == 0 && mention_get (mention, "region") == NULL;
}

gboolean
outcome_is_reduced (const GPtrArray *matches, const struct mention *drug)
{
    for (guint i = 0; i < matches->len; i++) {
        const struct rule_match *match = g_ptr_array_index (matches, i);
        if (strcmp (rule_kind (match->rule), "less_of") == 0 && match->end <= drug->start + 1
            && drug->start - match->end + 1 <= 2)
            return TRUE;
    }
    return FALSE;
}

/* --- treatment ------------------------------------------------------------------------------------------------------------------- */

gboolean
outcome_stands_before (const struct page *page, const GPtrArray *words, gsize from, gsize at)
{
    for (guint i = 0; i < words->len; i++) {
        const struct rule_match *word = g_ptr_array_index (words, i);
        gsize reach = rule_field (word->rule, "near") != NULL ? 1 : LINK_REACH;
        if (word->start < from || word->end > at || at - word->end > reach)
            continue;
        g_autofree char *gap = page_text_slice (page, word->end, at);
        if (strpbrk (gap, ",;.:") == NULL && strstr (gap, " and ") == NULL)
            return TRUE;
    }
    return FALSE;
}

static gboolean
stands_between (const GPtrArray *words, gsize from, gsize to)
{
    for (guint i = 0; i < words->len; i++) {
        const struct rule_match *word = g_ptr_array_index (words, i);
        if (word->start >= from && word->start <= to && word->end <= to + 12)
            return TRUE;
    }
    return FALSE;
}

gboolean
outcome_is_same (const struct mention *a, const struct mention *b)
{
    const char *x = mention_get (a, "region"), *y = mention_get (b, "region");
    return strcmp (mention_get (a, "concept"), mention_get (b, "concept")) == 0
           && (x == NULL || y == NULL || strcmp (x, y) == 0);
}

static gboolean
same_treatment (const struct element *a, const struct element *b)
{
    return outcome_is_same (a->mention, b->mention);
}

const struct element *
outcome_only_treatment (const GArray *elements, guint from, guint to, gboolean *several)
{
    const struct element *only = NULL;
    *several = FALSE;
    for (guint i = from; i < to; i++) {
        const struct element *element = outcome_element (elements, i);
        if (element->part != PART_TREATMENT)
            continue;
        if (only != NULL && only->start == element->start && only->end == element->end)
            continue; /* an operation of two names */
        if (only != NULL && !same_treatment (only, element)) {
            *several = TRUE;
            return NULL;
        }
        if (only == NULL || mention_get (only->mention, "region") == NULL)
            only = element;
    }
    return only;
}

/* Whether the treatment at `i` is joined to another one before it by nothing but "and", "or" or a comma: what is said of it is
 * then said of both. */
static gboolean
is_one_of_a_list (const struct sentence_words *words, guint from, guint i)
{
    const struct element *element = outcome_element (words->elements, i);
    for (guint k = i; k > from; k--) {
        const struct element *before = outcome_element (words->elements, k - 1);
        if (before->part != PART_TREATMENT || before->end > element->start || same_treatment (before, element))
            continue;
        return !only_characters (words->page, before->end, element->start, " \n")
               && wording_fills (words->wording, "list_joint", before->end, element->start, " \n");
    }
    return FALSE;
}

/* "A repeat ESI was denied": one was done before. */
static gboolean
says_again (const struct sentence_words *words, const struct element *element)
{
    gsize from = element->start > words->start + LINK_REACH ? element->start - LINK_REACH : words->start;
    return outcome_says (words, "again", from, element->end);
}

/* "Therapy after the ESI gave 50% relief", "Norco since the surgery": what came after the treatment helped, or nobody says which. */
static gboolean
dates_another (const struct sentence_words *words, const struct element *element)
{
    for (guint i = 0; i < words->elements->len; i++) {
        const struct element *other = outcome_element (words->elements, i);
        gboolean treatment = other->part == PART_TREATMENT || other->part == PART_DRUG || other->part == PART_GENERAL;
        if (treatment && other->end <= element->start
            && !only_characters (words->page, other->end, element->start, " \n")
            && wording_fills (words->wording, "later", other->end, element->start, " \n"))
            return TRUE;
    }
    return FALSE;
}

gboolean
outcome_is_apart (const struct sentence_words *words, const struct element *element)
{
    gsize from = words->start; /* "prior to the ablation he tried PT": what the word parts is the ablation alone */
    for (guint i = 0; i < words->elements->len; i++) {
        const struct element *before = outcome_element (words->elements, i);
        if (before->end <= element->start
            && (before->part == PART_TREATMENT || before->part == PART_DRUG || before->part == PART_GENERAL))
            from = MAX (from, before->end);
    }
    if (dates_another (words, element) || outcome_stands_before (words->page, words->apart, from, element->start))
        return TRUE;
    for (guint i = 0; i < words->not_yet->len; i++) {
        const struct rule_match *word = g_ptr_array_index (words->not_yet, i);
        if (word->start >= element->end && word->start - element->end <= 2 && !says_again (words, element))
            return TRUE;
    }
    return FALSE;
}

/* Of several treatments in one clause, the one that a linking word or a verb ties to the relief, if it is the only one. */
static const struct element *
linked_treatment (const struct sentence_words *words, guint from, guint to, gsize relief_start, gsize relief_end)
{
    const struct element *linked = NULL;
    for (guint i = from; i < to; i++) {
        const struct element *element = outcome_element (words->elements, i);
        if (element->part != PART_TREATMENT || outcome_is_apart (words, element))
            continue;
        gboolean after = element->start >= relief_end
                         && outcome_stands_before (words->page, words->links, relief_end, element->start);
        gboolean before = element->end <= relief_start && stands_between (words->verbs, element->end, relief_start);
        if (before)
            for (guint k = i + 1; k < to; k++) {
                const struct element *later = outcome_element (words->elements, k);
                before = before && !(later->part == PART_TREATMENT && later->end <= relief_start);
            }
        if (!after && !before)
            continue;
        if (is_one_of_a_list (words, from, i))
            return NULL;
        if (linked != NULL && !same_treatment (linked, element))
            return NULL;
        linked = linked != NULL ? linked : element;
    }
    return linked;
}

/* "Acupuncture (6 visits), which was of benefit": the treatment right before the clause that begins with "which". */
static const struct mention *
relative_treatment (const struct sentence_words *words, guint from, guint to, gsize relief_start)
{
    for (guint i = from; i < to && outcome_element (words->elements, i)->start < relief_start; i++)
        if (outcome_element (words->elements, i)->part == PART_TREATMENT
            || outcome_element (words->elements, i)->part == PART_DRUG)
            return NULL; /* nearer to the relief */
    const struct element *before = from > 0 ? outcome_element (words->elements, from - 1) : NULL;
    if (before == NULL || before->part != PART_TREATMENT || before->end > relief_start
        || relief_start - before->end > WHICH_REACH || outcome_is_unnamed (before->mention)
        || is_one_of_a_list (words, 0, from - 1))
        return NULL;
    g_autofree char *gap = page_text_slice (words->page, before->end, relief_start);
    return strstr (gap, ", which ") != NULL && strchr (gap, ';') == NULL ? before->mention : NULL;
}

/* "... was of benefit, and chiropractic": what only follows is not what the relief is of, unless a word ties it to it. */
static gboolean
only_follows (const struct sentence_words *words, const struct element *treatment, gsize relief_end)
{
    if (treatment->start < relief_end
        || outcome_stands_before (words->page, words->links, relief_end, treatment->start))
        return FALSE;
    g_autofree char *gap = page_text_slice (words->page, relief_end, treatment->start);
    return strstr (gap, ", and ") != NULL;
}

struct binding
outcome_treatment (const struct sentence_words *words, guint from, guint to, gsize relief_start, gsize relief_end)
{
    struct binding binding = { .treatment = NULL };
    gboolean several, anaphor = FALSE, definite = TRUE, treatment_said = FALSE, ordinal = FALSE, drug_linked = FALSE;
    guint called = 0;    /* of all that refers to something */
    guint refers = from; /* the first element that refers to something */
    guint linked_drug = to;
    binding.treatment = relative_treatment (words, from, to, relief_start);
    if (binding.treatment != NULL)
        return binding;
    const struct element *treatment = outcome_only_treatment (words->elements, from, to, &several);
    for (guint i = from; i < to; i++) {
        const struct element *element = outcome_element (words->elements, i);
        gboolean drug = element->part == PART_DRUG || element->part == PART_GENERAL;
        binding.general = binding.general || drug;
        /* "Relief with Lyrica", "Lyrica gives relief since the ESI": a drug that a word ties to the relief is what helped, not a
         * procedure beside it. */
        if (element->part == PART_DRUG && treatment != NULL
            && ((element->start >= relief_end
                 && outcome_stands_before (words->page, words->links, relief_end, element->start))
                || (element->end <= relief_start && treatment->start >= relief_end
                    && stands_between (words->verbs, element->end, relief_start))))
            treatment = NULL, several = drug_linked = TRUE, linked_drug = i;
        treatment_said =
            treatment_said || (element->part == PART_ANAPHOR && rule_match_get (element->match, "treatment") != NULL);
        ordinal = ordinal || (element->part == PART_ANAPHOR && rule_field (element->match->rule, "ordinal") != NULL);
        if (element->part == PART_ANAPHOR) {
            refers = anaphor ? refers : i;
            definite = definite && rule_field (element->match->rule, "definite") != NULL;
            anaphor = TRUE;
            called |= outcome_called (words, element);
        }
    }
    if (several && !drug_linked)
        treatment = linked_treatment (words, from, to, relief_start, relief_end);
    else if (!several && treatment != NULL && only_follows (words, treatment, relief_end))
        treatment = NULL, several = TRUE;
    else if (!several && treatment != NULL && outcome_is_apart (words, treatment)
             && outcome_nearest (words, from, to, PART_CHANGE, treatment) == NULL)
        treatment = NULL, several = TRUE; /* better before it was done */
    /* elsewhere in the sentence, where it is the only one; "the second one" is of the same kind */
    if (treatment == NULL && !several && !binding.general && (!anaphor || ordinal)) {
        treatment = outcome_only_treatment (words->elements, 0, words->elements->len, &several);
        if (treatment != NULL && ordinal && !outcome_may_be_called (treatment->mention, called))
            treatment = NULL, several = TRUE;
        if (treatment != NULL)
            for (guint i = 0; i < words->elements->len; i++) {
                const struct element *element = outcome_element (words->elements, i);
                if (element->part == PART_RELIEF && (i < from || i >= to) && !ordinal)
                    treatment = NULL; /* it may be that one's */
                if (treatment == NULL)
                    break;
            }
    }
    binding.treatment = treatment != NULL ? treatment->mention : NULL;
    if (binding.treatment != NULL && outcome_is_unnamed (binding.treatment)) {
        binding.treatment = outcome_referred_surgery (words, binding.treatment);
        binding.general = TRUE;
        return binding;
    }
    if (binding.treatment == NULL && !several && anaphor && outcome_refers_within (words, refers, called, &binding))
        return binding;
    if (binding.treatment == NULL && !several && anaphor) {
        int sentence = page_sentence_at (words->page, relief_start);
        binding.treatment = outcome_referred (words, relief_start, called, definite, ordinal);
        /* "It has not gotten better" speaks of the pain, unless a drug was named just before */
        binding.general =
            binding.general || treatment_said || outcome_names_drug (words->mentions, sentence - 1, FALSE);
    }
    gboolean drug = FALSE;
    for (guint i = from; i < to; i++)
        drug = drug || outcome_element (words->elements, i)->part == PART_DRUG;
    if (binding.treatment == NULL && !several && !drug)
        binding.treatment = outcome_reported_procedure (words);
    if (binding.treatment == NULL && drug_linked && linked_drug < to)
        outcome_bind_other (words, linked_drug, linked_drug + 1, relief_start, relief_end, &binding);
    else if (binding.treatment == NULL)
        outcome_bind_other (words, from, to, relief_start, relief_end, &binding);
    return binding;
}
