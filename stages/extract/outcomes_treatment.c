/* Which treatment relief belongs to (outcomes.h; domain.md 3.6). */
#include <string.h>

#include "stages/extract/outcomes.h"
#include "stages/extract/phrase.h"

#define LINK_REACH 30

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

/* Whether a word of `words` ends just before `at`, after `from`. */
static gboolean
stands_before (const struct page *page, const GPtrArray *words, gsize from, gsize at)
{
    for (guint i = 0; i < words->len; i++) {
        const struct rule_match *word = g_ptr_array_index (words, i);
        if (word->start < from || word->end > at || at - word->end > LINK_REACH)
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

static gboolean
is_same (const struct mention *a, const struct mention *b)
{
    const char *x = mention_get (a, "region"), *y = mention_get (b, "region");
    return strcmp (mention_get (a, "concept"), mention_get (b, "concept")) == 0
           && (x == NULL || y == NULL || strcmp (x, y) == 0);
}

static gboolean
same_treatment (const struct element *a, const struct element *b)
{
    return is_same (a->mention, b->mention);
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
        g_autofree char *gap = page_text_slice (words->page, before->end, element->start);
        g_strstrip (gap);
        static const char *const joints[] = { "and",  "or",   "&",       "/",     ",",      ", and",
                                              ", or", "plus", "and the", "and a", "and an", "as well as" };
        for (gsize j = 0; j < G_N_ELEMENTS (joints); j++)
            if (g_ascii_strcasecmp (gap, joints[j]) == 0)
                return TRUE;
        return FALSE;
    }
    return FALSE;
}

/* "A repeat ESI was denied": one was done before. */
static gboolean
says_again (const struct sentence_words *words, const struct element *element)
{
    static const char *const again[] = { "repeat", "another", "second", "third", "additional", "further", "more " };
    gsize from = element->start > words->start + LINK_REACH ? element->start - LINK_REACH : words->start;
    g_autofree char *before = page_text_slice (words->page, from, element->end);
    g_autofree char *folded = g_ascii_strdown (before, -1);
    for (gsize i = 0; i < G_N_ELEMENTS (again); i++)
        if (strstr (folded, again[i]) != NULL)
            return TRUE;
    return FALSE;
}

/* "Before the ESI", "unlike the injections", "an ESI was denied": what relief is not of, whatever else the words say. */
static gboolean
is_apart (const struct sentence_words *words, const struct element *element)
{
    if (stands_before (words->page, words->apart, words->start, element->start))
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
        if (element->part != PART_TREATMENT || is_apart (words, element))
            continue;
        gboolean after =
            element->start >= relief_end && stands_before (words->page, words->links, relief_end, element->start);
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

/* The one treatment of a sentence; NULL where there is none, or (*several) where there are different ones. */
static const struct mention *
treatment_of_sentence (const GPtrArray *mentions, int sentence, gboolean *several)
{
    const struct mention *only = NULL;
    *several = FALSE;
    for (guint i = 0; i < mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (mentions, i);
        if (mention->sentence != sentence || !outcome_is_treatment (mention))
            continue;
        if (only != NULL && !is_same (only, mention)) {
            *several = TRUE;
            return NULL;
        }
        if (only == NULL || mention_get (only, "region") == NULL)
            only = mention;
    }
    return only;
}

const struct mention *
outcome_previous_treatment (const struct page *page, const GPtrArray *mentions, int sentence, int reach)
{
    const struct sentence *here = sentence < 0 ? NULL : &g_array_index (page->sentences, struct sentence, sentence);
    for (int back = 1; back <= reach && back <= sentence; back++) {
        const struct sentence *before = here - back;
        gboolean several;
        if (before->zone != here->zone || before->paragraph + 1 < here->paragraph)
            return NULL;
        const struct mention *treatment = treatment_of_sentence (mentions, sentence - back, &several);
        if (treatment != NULL || several)
            return treatment;
    }
    return NULL;
}

static gboolean
names_drug (const GPtrArray *mentions, int sentence)
{
    for (guint i = 0; i < mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (mentions, i);
        if (sentence >= 0 && mention->sentence == sentence && strcmp (mention->kind, "medication") == 0)
            return TRUE;
    }
    return FALSE;
}

static gboolean
says_between (const GPtrArray *words, gsize from, gsize to)
{
    for (guint i = 0; i < words->len; i++) {
        const struct rule_match *word = g_ptr_array_index (words, i);
        if (word->start < to && word->end > from)
            return TRUE;
    }
    return FALSE;
}

static gboolean
is_procedure_report (const struct sentence_words *words)
{
    return strcmp (words->page->class_id, "OP") == 0;
}

/* The one procedure that a page speaks of, however often; NULL where there are several or none. */
static const struct mention *
only_procedure (const GPtrArray *mentions)
{
    const struct mention *only = NULL;
    for (guint i = 0; i < mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (mentions, i);
        if (!outcome_is_treatment (mention) || mention_get (mention, "concept") == NULL)
            continue;
        if (only != NULL && strcmp (mention_get (only, "concept"), mention_get (mention, "concept")) != 0)
            return NULL;
        if (only == NULL || mention_get (only, "region") == NULL)
            only = mention;
    }
    return only;
}

const struct mention *
outcome_reported_procedure (const struct sentence_words *words)
{
    gboolean own = is_procedure_report (words) && says_between (words->own, words->start, words->end)
                   && !says_between (words->earlier, words->start, words->end);
    return own ? only_procedure (words->mentions) : NULL;
}

/* Whether a treatment may be meant by the words that refer to it: "the surgery" is no injection, "the injection" no therapy. */
static gboolean
may_be_called (const struct mention *treatment, const char *reference)
{
    static const char *const surgery[] = { "fusion_c",
                                           "fusion_l",
                                           "decompression",
                                           "hardware_removal",
                                           "knee_scope",
                                           "shoulder_scope",
                                           "carpal_tunnel_release",
                                           "arthroplasty",
                                           "other_surgery",
                                           "fracture_fixation",
                                           NULL };
    static const char *const therapy[] = { "pt",    "aquatic", "chiro",     "acu", "massage",
                                           "psych", "tens",    "dme_other", "frp", NULL };
    g_autofree char *words = g_ascii_strdown (reference, -1);
    const char *concept = mention_get (treatment, "concept");
    gboolean surgical = g_strv_contains (surgery, concept), therapeutic = g_strv_contains (therapy, concept);
    if (strstr (words, "surger") != NULL || strstr (words, "operation") != NULL)
        return surgical;
    if (strstr (words, "injection") != NULL || strstr (words, "block") != NULL || strstr (words, "shot") != NULL)
        return !surgical && !therapeutic;
    if (strstr (words, "therap") != NULL || strstr (words, "session") != NULL || strstr (words, "visit") != NULL
        || strstr (words, "modalit") != NULL)
        return therapeutic;
    if (strstr (words, "procedure") != NULL || strstr (words, "intervention") != NULL)
        return !therapeutic;
    return TRUE;
}

/* What a pronoun refers to, or (definite) "the procedure"; in a report of several procedures that may be any of them. */
static const struct mention *
referred_treatment (const struct sentence_words *words, gsize at, const char *reference, gboolean definite,
                    gboolean ordinal)
{
    if (definite && is_procedure_report (words)
        && (says_between (words->earlier, words->start, words->end) || only_procedure (words->mentions) == NULL))
        return NULL;
    const struct mention *treatment =
        outcome_previous_treatment (words->page, words->mentions, page_sentence_at (words->page, at), ordinal ? 2 : 1);
    return treatment == NULL || outcome_is_unnamed (treatment) || !may_be_called (treatment, reference) ? NULL
                                                                                                        : treatment;
}

/* What "the surgery", "his surgery" refers to; "surgery" alone refers to nothing. */
static const struct mention *
named_before (const struct sentence_words *words, const struct mention *unnamed)
{
    static const char *const articles[] = { "the ", "this ", "that ", "his ", "her ", "their " };
    g_autofree char *before = page_text_slice (words->page, words->start, unnamed->start);
    g_autofree char *folded = g_ascii_strdown (before, -1);
    for (gsize i = 0; i < G_N_ELEMENTS (articles); i++)
        if (g_str_has_suffix (folded, articles[i]))
            return referred_treatment (words, unnamed->start, "surgery", TRUE, FALSE);
    return NULL;
}

/* What a pronoun, element `at`, refers to among the treatments before it in its own sentence: "He had an ESI, but it did not help".
 * Whether any treatment stands there: then it is no earlier one that is meant, and where there are several, none is bound. */
static gboolean
refers_within (const struct sentence_words *words, guint at, const char *reference, struct binding *binding)
{
    gboolean several, drug = FALSE;
    const struct element *only = outcome_only_treatment (words->elements, 0, at, &several);
    for (guint i = 0; i < at; i++) {
        const char *name;
        const struct element *element = outcome_element (words->elements, i);
        drug = drug || outcome_other (element, &name) != NULL;
    }
    if (only == NULL && !several && !drug)
        return FALSE;
    binding->general = TRUE;
    if (only != NULL && !drug && !outcome_is_unnamed (only->mention) && may_be_called (only->mention, reference))
        binding->treatment = only->mention;
    else if (only == NULL && !several)
        outcome_bind_other (words, 0, at, outcome_element (words->elements, at)->start,
                            outcome_element (words->elements, at)->end, binding);
    return TRUE;
}

struct binding
outcome_treatment (const struct sentence_words *words, guint from, guint to, gsize relief_start, gsize relief_end)
{
    struct binding binding = { .treatment = NULL };
    gboolean several, anaphor = FALSE, definite = TRUE, treatment_said = FALSE, ordinal = FALSE, drug_linked = FALSE;
    g_autoptr (GString) reference = g_string_new (NULL);
    guint refers = from; /* the first element that refers to something */
    const struct element *treatment = outcome_only_treatment (words->elements, from, to, &several);
    for (guint i = from; i < to; i++) {
        const struct element *element = outcome_element (words->elements, i);
        gboolean drug = element->part == PART_DRUG || element->part == PART_GENERAL;
        binding.general = binding.general || drug;
        /* "Lyrica, which helped": a drug that a word ties to the relief is what helped, not a procedure beside it. */
        if (element->part == PART_DRUG && treatment != NULL && element->start >= relief_end
            && stands_before (words->page, words->links, relief_end, element->start))
            treatment = NULL, several = drug_linked = TRUE;
        treatment_said =
            treatment_said || (element->part == PART_ANAPHOR && rule_match_get (element->match, "treatment") != NULL);
        ordinal = ordinal || (element->part == PART_ANAPHOR && rule_field (element->match->rule, "ordinal") != NULL);
        if (element->part == PART_ANAPHOR) {
            refers = anaphor ? refers : i;
            definite = definite && rule_field (element->match->rule, "definite") != NULL;
            anaphor = TRUE;
            g_string_append_len (reference, words->page->text + element->start, element->end - element->start);
        }
    }
    if (several && !drug_linked)
        treatment = linked_treatment (words, from, to, relief_start, relief_end);
    else if (!several && treatment != NULL && is_apart (words, treatment)
             && outcome_nearest (words, from, to, PART_CHANGE, treatment) == NULL)
        treatment = NULL, several = TRUE; /* better before it was done */
    /* elsewhere in the sentence, where it is the only one; "the second one" is of the same kind */
    if (treatment == NULL && !several && !binding.general && (!anaphor || ordinal)) {
        treatment = outcome_only_treatment (words->elements, 0, words->elements->len, &several);
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
        binding.treatment = named_before (words, binding.treatment);
        binding.general = TRUE;
        return binding;
    }
    if (binding.treatment == NULL && !several && anaphor && refers_within (words, refers, reference->str, &binding))
        return binding;
    if (binding.treatment == NULL && !several && anaphor) {
        int sentence = page_sentence_at (words->page, relief_start);
        binding.treatment = referred_treatment (words, relief_start, reference->str, definite, ordinal);
        /* "It has not gotten better" speaks of the pain, unless a drug was named just before */
        binding.general = binding.general || treatment_said || names_drug (words->mentions, sentence - 1);
    }
    gboolean drug = FALSE;
    for (guint i = from; i < to; i++)
        drug = drug || outcome_element (words->elements, i)->part == PART_DRUG;
    if (binding.treatment == NULL && !several && !drug)
        binding.treatment = outcome_reported_procedure (words);
    if (binding.treatment == NULL)
        outcome_bind_other (words, from, to, relief_start, relief_end, &binding);
    return binding;
}
