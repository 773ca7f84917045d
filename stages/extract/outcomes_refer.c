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

/* The one therapy of a note of therapy, where the sentence speaks of what it brought. */
static const struct mention *
therapy_of_note (const struct sentence_words *words)
{
    static const char *const therapy[] = { "pt", "aquatic", "chiro", "acu", "massage", NULL };
    const struct mention *only = NULL;
    if (strcmp (words->page->class_id, "THER") != 0 || !says_between (words->course, words->start, words->end)
        || says_between (words->earlier, words->start, words->end))
        return NULL;
    for (guint i = 0; i < words->mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (words->mentions, i);
        const char *concept = strcmp (mention->kind, "procedure") == 0 ? mention_get (mention, "concept") : NULL;
        if (concept == NULL || !g_strv_contains (therapy, concept))
            continue;
        if (only != NULL && strcmp (mention_get (only, "concept"), concept) != 0)
            return NULL;
        only = only != NULL ? only : mention;
    }
    return only;
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

gboolean
outcome_may_be_called (const struct mention *treatment, const char *reference)
{
    static const char *const therapy[] = { "pt",    "aquatic", "chiro",     "acu", "massage",
                                           "psych", "tens",    "dme_other", "frp", NULL };
    g_autofree char *words = g_ascii_strdown (reference, -1);
    const char *concept = mention_get (treatment, "concept");
    gboolean surgical = concept_is_surgery (concept), therapeutic = g_strv_contains (therapy, concept);
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

/* Whether the words that refer to a treatment say of what kind it is. */
static gboolean
has_noun (const char *reference)
{
    static const char *const nouns[] = { "surger",  "operation", "injection", "block",    "shot",
                                         "session", "therap",    "procedure", "intervent" };
    g_autofree char *words = g_ascii_strdown (reference, -1);
    for (gsize i = 0; i < G_N_ELEMENTS (nouns); i++)
        if (strstr (words, nouns[i]) != NULL)
            return TRUE;
    return FALSE;
}

const struct mention *
outcome_referred (const struct sentence_words *words, gsize at, const char *reference, gboolean definite,
                  gboolean ordinal)
{
    if (definite && is_procedure_report (words)
        && (says_between (words->earlier, words->start, words->end) || only_procedure (words->mentions) == NULL))
        return NULL;
    int sentence = page_sentence_at (words->page, at);
    if (!has_noun (reference) && outcome_names_drug (words->mentions, sentence - 1, TRUE))
        return NULL; /* "He takes Norco and had an ESI. It helps." */
    const struct mention *treatment =
        outcome_previous_treatment (words->page, words->mentions, sentence, ordinal ? 2 : 1);
    return treatment == NULL || outcome_is_unnamed (treatment) || !outcome_may_be_called (treatment, reference)
               ? NULL
               : treatment;
}

/* Whether the verb at byte `at` says what an operation brought. */
static gboolean
acts (const struct page *page, gsize at)
{
    static const char *const verbs[] = { " relieved ",   " helped ",     " resolved ", " improved ",
                                         " eliminated ", " reduced ",    " gave ",     " provided ",
                                         " did not ",    " did nothing", " made " };
    for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
        if (g_ascii_strncasecmp (page->text + at, verbs[i], strlen (verbs[i])) == 0)
            return TRUE;
    return FALSE;
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
    static const char *const articles[] = { "the ", "this ", "that ", "his ", "her ", "their " };
    g_autofree char *before = page_text_slice (words->page, words->start, unnamed->start);
    g_autofree char *folded = g_ascii_strdown (before, -1);
    for (gsize i = 0; i < G_N_ELEMENTS (articles); i++)
        if (g_str_has_suffix (folded, articles[i])) {
            const struct mention *referred = outcome_referred (words, unnamed->start, "surgery", TRUE, FALSE);
            return referred != NULL || is_procedure_report (words) ? referred : only_surgery_before (words, unnamed);
        }
    if (folded[0] == '\0' && acts (words->page, unnamed->end)) /* "Surgery relieved the leg pain" */
        return outcome_referred (words, unnamed->start, "surgery", TRUE, FALSE);
    return NULL;
}

gboolean
outcome_refers_within (const struct sentence_words *words, guint at, const char *reference, struct binding *binding)
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
    if (only != NULL && !drug && !outcome_is_unnamed (only->mention)
        && outcome_may_be_called (only->mention, reference))
        binding->treatment = only->mention;
    else if (only == NULL && !several)
        outcome_bind_other (words, 0, at, outcome_element (words->elements, at)->start,
                            outcome_element (words->elements, at)->end, binding);
    return TRUE;
}

const struct mention *
outcome_governing_treatment (const struct sentence_words *words)
{
    static const char *const openings[] = { "since ", "after ", "following ", "with ", "s/p ", "status post " };
    gboolean several, opens = FALSE;
    const struct element *only = outcome_only_treatment (words->elements, 0, words->elements->len, &several);
    if (only == NULL || outcome_is_unnamed (only->mention))
        return NULL;
    g_autofree char *as_written = page_text_slice (words->page, words->start, only->end),
                    *before = g_ascii_strdown (as_written, -1);
    for (gsize i = 0; i < G_N_ELEMENTS (openings); i++)
        opens = opens || g_str_has_prefix (before, openings[i]);
    if (!opens || strpbrk (before, ",;:") != NULL)
        return NULL;
    for (guint i = 0; i < words->elements->len; i++) {
        enum part part = outcome_element (words->elements, i)->part;
        if (part == PART_DRUG || part == PART_GENERAL)
            return NULL;
    }
    return only->mention;
}
