/* What outcomes.c reads of a sentence, and which treatment relief belongs to (outcomes_treatment.c; domain.md 3.6).
 */
#ifndef EXTRACT_OUTCOMES_H
#define EXTRACT_OUTCOMES_H

#include "stages/extract/entities.h"

enum part {
    PART_RELIEF,
    PART_FAILED,
    PART_PERCENT,
    PART_DURATION,
    PART_CHANGE,
    PART_TREATMENT,
    PART_DRUG,
    PART_GENERAL,
    PART_ANAPHOR
};

struct element {
    gsize start, end;
    enum part part;
    const struct rule_match *match;
    struct mention *mention;
};

/* All that one sentence says of relief. */
struct sentence_words {
    const struct page *page;
    GPtrArray *mentions, *links, *verbs, *measures, *clauses;
    GPtrArray *own, *earlier; /* words that speak of a report's own procedure, and of an earlier one */
    GArray *elements;
    gsize start, end;
};

/* What relief is bound to. */
struct binding {
    const struct mention *treatment;
    gboolean general;  /* a drug, or a word for treatment in general: an outcome, but of no concept */
    const char *other; /* what a drug or a general word stands for: its class, medication, home_exercise; or NULL */
    const char *drug;  /* generic name of that drug, or NULL */
};

/* Element `i` of the sentence; lent. */
const struct element *outcome_element (const GArray *elements, guint i);
/* Whether a procedure is one that relief can come from: no study, no sedation. */
gboolean outcome_is_treatment (const struct mention *mention);
/* The one treatment that elements [from, to) speak of; NULL where there is none, *several where there are different ones. */
const struct element *outcome_only_treatment (const GArray *elements, guint from, guint to, gboolean *several);
/* The treatment of the relief at [relief_start, relief_end) in the segment [from, to): by a linking word or verb, else the
 * only one of the segment, else the only one of the sentence, else by a pronoun the only one of the sentence before, else, in
 * a report of one procedure that says what followed it, that procedure. What could belong to two belongs to none. */
struct binding outcome_treatment (const struct sentence_words *words, guint from, guint to, gsize relief_start,
                                  gsize relief_end);

/* The procedure of a procedure report, where the page reports one only and the sentence speaks of what followed it ("after the
 * procedure", "in the recovery room"), and of no earlier one; else NULL. */
const struct mention *outcome_reported_procedure (const struct sentence_words *words);
/* What a drug or a general word stands for (struct binding), NULL where it is neither; lent. */
const char *outcome_other (const struct element *element, const char **drug);
/* The drug or general word of [from, to) where these name one alone, before the relief or tied to it: sets `other`, `drug`. */
void outcome_bind_other (const struct sentence_words *words, guint from, guint to, gsize relief_start, gsize relief_end,
                         struct binding *binding);
/* Indices (guint) of the treatments, drugs and general words that stand in one list just before byte `at`: "therapy, naproxen
 * and a stimulator have failed". Elements [from, to) are looked at; the array is the caller's. */
GArray *outcome_list_before (const struct sentence_words *words, guint from, guint to, gsize at);
/* The one treatment of the sentence before, as a pronoun means it, or of the last of `reach` sentences before that names any;
 * NULL where there is none, or several. */
const struct mention *outcome_previous_treatment (const struct page *page, const GPtrArray *mentions, int sentence,
                                                  int reach);

/* Whether the drug is what there is less of, "cut his Norco": an answer to some treatment, and none that relief could come from. */
gboolean outcome_is_reduced (const GPtrArray *matches, const struct mention *drug);

#endif
