/* What a pronoun, "the procedure" or "the surgery" refers to (outcomes.h; domain.md 3.6, rule 3). */
#include <string.h>

#include "common/concepts.h"
#include "stages/extract/outcomes.h"
#include "stages/extract/phrase.h"

#define SURGERY_REACH 3 /* sentences back to the operation that "the surgery" may be */

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
        if (only != NULL && !outcome_is_same (only, mention)) {
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

gboolean
outcome_names_drug (const GPtrArray *mentions, int sentence, gboolean taken)
{
    static const char *const injected[] = { "steroid",  "anaesthetic", "contrast",   "agent", "botulinum",
                                            "sedative", "antibiotic",  "neurolytic", NULL };
    for (guint i = 0; i < mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (mentions, i);
        if (sentence < 0 || mention->sentence != sentence || strcmp (mention->kind, "medication") != 0)
            continue;
        const char *class = mention_get (mention, "class");
        if (!taken || class == NULL || !g_strv_contains (injected, class))
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
outcome_only_therapy (const GPtrArray *mentions)
{
    static const char *const therapy[] = { "pt", "aquatic", "chiro", "acu", "massage", NULL };
    const struct mention *only = NULL;
    for (guint i = 0; i < mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (mentions, i);
        const char *concept = strcmp (mention->kind, "procedure") == 0 ? mention_get (mention, "concept") : NULL;
        if (concept == NULL || !g_strv_contains (therapy, concept))
            continue;
        if (only != NULL && strcmp (mention_get (only, "concept"), concept) != 0)
            return NULL;
        only = only != NULL ? only : mention;
    }
    return only;
}

/* The one therapy of a note of therapy, where the sentence speaks of what it brought. */
static const struct mention *
therapy_of_note (const struct sentence_words *words)
{
    return strcmp (words->page->class_id, "THER") != 0 || !says_between (words->course, words->start, words->end)
                   || says_between (words->earlier, words->start, words->end)
               ? NULL
               : outcome_only_therapy (words->mentions);
}

const struct mention *
outcome_reported_procedure (const struct sentence_words *words)
{
    if (strcmp (words->page->class_id, "THER") == 0)
        return therapy_of_note (words);
    int sentence = page_sentence_at (words->page, words->start);
    const struct sentence *before =
        sentence > 0 ? &g_array_index (words->page->sentences, struct sentence, sentence - 1) : NULL;
    gboolean goes_on = before != NULL && says_between (words->own, before->start, before->end)
                       && !says_between (words->earlier, before->start, before->end);
    gboolean own = is_procedure_report (words) && (says_between (words->own, words->start, words->end) || goes_on)
                   && !says_between (words->earlier, words->start, words->end);
    return own ? only_procedure (words->mentions) : NULL;
}

guint
outcome_called (const struct sentence_words *words, const struct element *element)
{
    static const char *const kinds[] = { "surgery", "injection", "therapy", "procedure" };
    guint called = 0;
    for (gsize at = element->start; at < element->end;) {
        const struct rule_match *noun = wording_in (words->wording, "refers", at, element->end);
        if (noun == NULL)
            break;
        for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
            if (strcmp (kinds[i], rule_match_get (noun, "as")) == 0)
                called |= 1u << i;
        at = noun->end;
    }
    return called;
}

gboolean
outcome_may_be_called (const struct mention *treatment, guint called)
{
    static const char *const therapy[] = { "pt",    "aquatic", "chiro",     "acu", "massage",
                                           "psych", "tens",    "dme_other", "frp", NULL };
    const char *concept = mention_get (treatment, "concept");
    gboolean surgical = concept_is_surgery (concept), therapeutic = g_strv_contains (therapy, concept);
    if (called & CALLED_SURGERY)
        return surgical;
    if (called & CALLED_INJECTION)
        return !surgical && !therapeutic;
    if (called & CALLED_THERAPY)
        return therapeutic;
    return !(called & CALLED_PROCEDURE) || !therapeutic;
}

const struct mention *
outcome_referred (const struct sentence_words *words, gsize at, guint called, gboolean definite, gboolean ordinal)
{
    if (definite && is_procedure_report (words)
        && (says_between (words->earlier, words->start, words->end) || only_procedure (words->mentions) == NULL))
        return NULL;
    int sentence = page_sentence_at (words->page, at);
    if (called == 0 && outcome_names_drug (words->mentions, sentence - 1, TRUE))
        return NULL; /* "He takes Norco and had an ESI. It helps." */
    const struct mention *treatment =
        outcome_previous_treatment (words->page, words->mentions, sentence, ordinal ? 2 : 1);
    return treatment == NULL || outcome_is_unnamed (treatment) || !outcome_may_be_called (treatment, called)
               ? NULL
               : treatment;
}

/* "The surgery", where the sentence before names none: the one operation of the few sentences before, and of the page. */
static const struct mention *
only_surgery_before (const struct sentence_words *words, const struct mention *unnamed)
{
    const struct mention *only = NULL;
    for (guint i = 0; i < words->mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (words->mentions, i);
        if (!outcome_is_treatment (mention) || outcome_is_unnamed (mention)
            || !concept_is_surgery (mention_get (mention, "concept")))
            continue;
        if (only != NULL && only->start != mention->start && !outcome_is_same (only, mention))
            return NULL;
        only = only != NULL ? only : mention;
    }
    if (only == NULL || only->start > unnamed->start || unnamed->sentence - only->sentence > SURGERY_REACH)
        return NULL;
    const struct sentence *here = &g_array_index (words->page->sentences, struct sentence, unnamed->sentence),
                          *there = &g_array_index (words->page->sentences, struct sentence, only->sentence);
    return here->zone == there->zone && here->paragraph == there->paragraph ? only : NULL;
}

const struct mention *
outcome_referred_surgery (const struct sentence_words *words, const struct mention *unnamed)
{
    gboolean first = unnamed->start == words->start;
    if (!first && wording_ends (words->wording, "determiner", words->start, unnamed->start) != NULL) {
        const struct mention *referred = outcome_referred (words, unnamed->start, CALLED_SURGERY, TRUE, FALSE);
        return referred != NULL || is_procedure_report (words) ? referred : only_surgery_before (words, unnamed);
    }
    if (first && wording_begins (words->wording, "acts", unnamed->end) != NULL)
        return outcome_referred (words, unnamed->start, CALLED_SURGERY, TRUE,
                                 FALSE); /* "Surgery relieved the leg pain" */
    return NULL;
}

gboolean
outcome_refers_within (const struct sentence_words *words, guint at, guint called, struct binding *binding)
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
    if (only != NULL && !drug && !outcome_is_unnamed (only->mention) && outcome_may_be_called (only->mention, called))
        binding->treatment = only->mention;
    else if (only == NULL && !several)
        outcome_bind_other (words, 0, at, outcome_element (words->elements, at)->start,
                            outcome_element (words->elements, at)->end, binding);
    return TRUE;
}

const struct mention *
outcome_governing_treatment (const struct sentence_words *words)
{
    gboolean several;
    const struct element *only = outcome_only_treatment (words->elements, 0, words->elements->len, &several);
    if (only == NULL || outcome_is_unnamed (only->mention)
        || wording_begins (words->wording, "governs", words->start) == NULL)
        return NULL;
    g_autofree char *before = page_text_slice (words->page, words->start, only->end);
    if (strpbrk (before, ",;:") != NULL)
        return NULL;
    for (guint i = 0; i < words->elements->len; i++) {
        enum part part = outcome_element (words->elements, i)->part;
        if (part == PART_DRUG || part == PART_GENERAL)
            return NULL;
    }
    return only->mention;
}
