/* Response to treatment (domain.md 3.6): the words of a sentence that speak of relief (outcomes_words.c), which treatment it belongs
 * to (outcomes_treatment.c, outcomes_refer.c, outcomes_list.c), and the outcome as a mention (outcomes_write.c). outcomes.c puts them together.
 */
#ifndef EXTRACT_OUTCOMES_H
#define EXTRACT_OUTCOMES_H

#include "stages/extract/entities.h"
#include "stages/extract/wording.h"

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
    const struct wording *wording;
    GPtrArray *mentions, *links, *verbs, *measures, *clauses;
    const GPtrArray *reduced; /* among which are words that say that there is less of a drug */
    GPtrArray *own, *earlier; /* words that speak of a report's own procedure, and of an earlier one */
    GPtrArray *course;        /* words of a note of therapy that speak of that therapy */
    GPtrArray *apart;         /* words that part the treatment behind them from the relief: "prior to", "unlike" */
    GPtrArray *denies;        /* words right before relief that say that there was none: "not", "no longer" */
    GPtrArray *not_yet;       /* words that say of the treatment before them that it was not done: "was denied" */
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

/* Whether words of a kind of wording.rules stand in bytes [from, to). */
gboolean outcome_says (const struct sentence_words *words, const char *kind, gsize from, gsize to);
/* All that the page says of relief, in order of place: GArray of struct element, the caller's; matches of outcomes.rules, and
 * treatments and drugs among the mentions. */
GArray *outcome_elements (const GPtrArray *matches, const GPtrArray *mentions);
/* Where the segment that begins at element `from` of [from, to) ends: at the end of a clause, or where, after relief and its
 * treatment, "and" begins a new quantity or word of relief. What is said within a segment makes one outcome. */
guint outcome_segment_end (const struct sentence_words *words, guint from, guint to);
/* Whether a clause ends in bytes [from, to) of the page. */
gboolean outcome_clause_ends (const struct sentence_words *words, gsize from, gsize to);
/* Of elements [from, to) that of this part nearest to another, within the reach of a quantity; NULL where there is none; lent. */
const struct element *outcome_nearest (const struct sentence_words *words, guint from, guint to, enum part part,
                                       const struct element *to_what);
/* Of elements [from, to) the percentage that tells relief without a word for it: in a note ("ESI 5/2013: 40% x 3 wks"), given by a
 * treatment ("PT gave 20%"), or (measured) of a treatment of its own behind one that had it: "relief was 40% after the ESI, compared
 * with 80% after the blocks". NULL where there is none; lent. */
const struct element *outcome_elliptic_relief (const struct sentence_words *words, guint from, guint to,
                                               gboolean measured);
/* Element `i` of the sentence; lent. */
const struct element *outcome_element (const GArray *elements, guint i);
/* Whether a procedure is one that relief can come from: no study, no sedation. */
gboolean outcome_is_treatment (const struct mention *mention);
/* Whether it is but a word for surgery, of which the sentence does not say which: relief is never bound to it. */
gboolean outcome_is_unnamed (const struct mention *mention);
/* The one treatment that elements [from, to) speak of; NULL where there is none, *several where there are different ones. */
const struct element *outcome_only_treatment (const GArray *elements, guint from, guint to, gboolean *several);
/* The treatment of the relief at [relief_start, relief_end) in the segment [from, to): by a linking word or verb, else the
 * only one of the segment, else the only one of the sentence, else by a pronoun the only one of the sentence before, else, in
 * a report of one procedure that says what followed it, that procedure. What could belong to two belongs to none. */
struct binding outcome_treatment (const struct sentence_words *words, guint from, guint to, gsize relief_start,
                                  gsize relief_end);

/* Whether one of `words`, which begins behind `from`, ends just before `at`: "relief with", "helped by the". */
gboolean outcome_stands_before (const struct page *page, const GPtrArray *words, gsize from, gsize at);
/* "Before the ESI", "unlike the injections", "an ESI was denied", "without Norco": what relief is not of, whatever else the words say. */
gboolean outcome_is_apart (const struct sentence_words *words, const struct element *element);
/* Whether two procedures are one treatment: one concept, and no two regions. */
gboolean outcome_is_same (const struct mention *a, const struct mention *b);
/* What kind of treatment words that refer to one name, of bits. */
enum called { CALLED_SURGERY = 1, CALLED_INJECTION = 2, CALLED_THERAPY = 4, CALLED_PROCEDURE = 8 };
/* The bits of the words that an element refers with. */
guint outcome_called (const struct sentence_words *words, const struct element *element);
/* Whether a treatment may be meant by words with these bits: "the surgery" is no injection, "the injection" no therapy. */
gboolean outcome_may_be_called (const struct mention *treatment, guint called);
/* What a pronoun at byte `at` refers to in the sentence before, or (definite) "the procedure", (ordinal) "the second"; `called`, the
 * bits of the words, must agree. In a report of several procedures "the procedure" may be any of them: NULL. */
const struct mention *outcome_referred (const struct sentence_words *words, gsize at, guint called, gboolean definite,
                                        gboolean ordinal);
/* What "the surgery", "his surgery" refers to, NULL for "surgery" alone. */
const struct mention *outcome_referred_surgery (const struct sentence_words *words, const struct mention *unnamed);
/* What a pronoun, element `at`, refers to among the treatments before it in its own sentence: "He had an ESI, but it did not help". Whether
 * any treatment stands there: then it is no earlier one that is meant, and where there are several, none is bound. */
gboolean outcome_refers_within (const struct sentence_words *words, guint at, guint called, struct binding *binding);
/* "Since her lumbar fusion, the leg pain is gone but the back pain is worse": the treatment that such words at the beginning of the
 * sentence name, where it is the only one and no drug stands beside it; else NULL. */
const struct mention *outcome_governing_treatment (const struct sentence_words *words);
/* Whether the sentence names a drug; with `taken` none that is injected in a procedure. */
gboolean outcome_names_drug (const GPtrArray *mentions, int sentence, gboolean taken);

/* The therapy of a note of one therapy, where the sentence says what it brought; the procedure of a procedure report, where the page reports one only and the sentence speaks of what followed it ("after the
 * procedure", "in the recovery room"), and of no earlier one; else NULL. */
const struct mention *outcome_reported_procedure (const struct sentence_words *words);
/* The one therapy of which a page speaks, however often; NULL where there are several or none. */
const struct mention *outcome_only_therapy (const GPtrArray *mentions);
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

/* Adds to `found` the outcome that `relief` (a word of relief, of failure, or a change of scores) tells in elements [from, to). */
void outcome_write (struct sentence_words *words, guint from, guint to, const struct element *relief,
                    const char *direction, struct binding binding, GPtrArray *found);
/* "Therapy, naproxen and a stimulator have failed": one outcome for each of the list before `anchor`, where it has `at_least`
 * that many. Whether there were any. */
gboolean outcome_write_each (struct sentence_words *words, guint from, guint to, const struct element *anchor,
                             const char *direction, guint at_least, GPtrArray *found);
/* The same of a list behind `anchor`, of elements from `from` on: "no relief from PT, acupuncture or chiropractic care". Whether it has
 * two or more. */
gboolean outcome_write_each_after (struct sentence_words *words, guint from, const struct element *anchor,
                                   const char *direction, GPtrArray *found);
/* Whether "neither ... nor ..." right before byte `at` denies what stands there. */
gboolean outcome_is_neither (const struct sentence_words *words, gsize at);
/* "... at 60%, lasting ten weeks", "it helped, but only for two weeks", "60% relief, but it wore off after five weeks": gives the
 * duration of elements [from, to), whose word of relief is `relief` or NULL, to the one outcome of the sentence, `first` of those
 * found, where it has none. Whether it did; then the elements say no more. */
gboolean outcome_add_duration (const struct sentence_words *words, guint from, guint to, const struct element *relief,
                               guint first, GPtrArray *found);
/* "Failed PT, acupuncture and chiropractic care", "PT and acupuncture failed": one outcome for each treatment of the list that
 * goes with the word of failure, element `at`. */
void outcome_write_failed (struct sentence_words *words, guint at, GPtrArray *found);
/* "During that time she cut her tramadol": an outcome of `treatment` at the place of the statement, which has to stand. */
void outcome_write_less_medication (const struct page *page, const struct mention *statement,
                                    const struct mention *treatment, GPtrArray *mentions);
/* Percentage (percent_op, percent_low, percent_high) and duration (weeks_low, weeks_high, duration) of an outcome from their matches;
 * null where `match` is NULL. */
void outcome_set_percent (struct mention *outcome, const struct rule_match *match);
void outcome_set_duration (struct mention *outcome, const struct page *page, const struct rule_match *match);

/* Whether the drug is what there is less of, "cut his Norco": an answer to some treatment, and none that relief could come from. */
gboolean outcome_is_reduced (const GPtrArray *matches, const struct mention *drug);

#endif
