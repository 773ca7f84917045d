/* What the entity parts share: the rule files, the matches of a page, and small readers of numbers and spans. Each
 * `..._find` adds the mentions of its kinds in the page; `..._bind` completes them once contexts are known.
 */
#ifndef EXTRACT_ENTITIES_H
#define EXTRACT_ENTITIES_H

#include <glib.h>

#include "common/rules.h"
#include "stages/extract/parts.h"

struct wording;
struct entities {
    struct rules *anatomy; /* regions, sides and the words between them */
    struct rules *dates, *levels, *procedures, *diagnoses, *medications, *outcomes, *scores, *visits, *people, *exam,
        *plans, *care, *psychosocial, *redflags, *conditions, *imaging;
    struct wording *wording; /* small words, asked about sentence by sentence (wording.h) */
};

void dates_find (const struct entities *entities, const struct page *page, GPtrArray *mentions);
void levels_find (const struct entities *entities, const struct page *page, GPtrArray *mentions);
void procedures_find (const struct entities *entities, const struct page *page, GPtrArray *mentions);
void diagnoses_find (const struct entities *entities, const struct page *page, GPtrArray *mentions);
void medications_find (const struct entities *entities, const struct page *page, GPtrArray *mentions);
void scores_find (const struct entities *entities, const struct page *page, GPtrArray *mentions);
void visits_find (const struct entities *entities, const struct page *page, GPtrArray *mentions);
void people_find (const struct entities *entities, const struct page *page, GPtrArray *mentions);
void exam_find (const struct entities *entities, const struct page *page, GPtrArray *mentions);
/* A part of exam_find (functions.c). */
void functions_find (const struct entities *entities, const struct page *page, GPtrArray *mentions);
void plans_find (const struct entities *entities, const struct page *page, GPtrArray *mentions);
void outcomes_find (const struct entities *entities, const struct page *page, GPtrArray *mentions);
void studies_find (const struct entities *entities, const struct page *page, GPtrArray *mentions);
void statements_find (const struct entities *entities, const struct page *page, GPtrArray *mentions);

/* Of a procedure: one done to the spine or a joint with a needle or knife; a study. */
gboolean procedure_is_interventional (const struct mention *mention);
gboolean procedure_is_study (const struct mention *mention);
/* Whether a class of drugs is injected in a procedure, not taken. */
gboolean medication_is_injectable (const char *class);
/* Whether `other` says what `mention` says, and more: the same agent with its strength, or "the dye" by its name. */
gboolean medication_says_more (const struct mention *other, const struct mention *mention);
/* Parts of procedures_bind: before the status of each is known, and after (procedures_settle.c). */
void procedures_settle_kinds (const GPtrArray *mentions);
void procedures_settle_report (const struct wording *wording, const struct page *page, const GPtrArray *mentions);
/* Whether the page reports an operation, in which a block of a nerve is anaesthesia and no treatment. */
gboolean procedures_tell_surgery (const struct page *page, const GPtrArray *mentions);
void procedures_bind (const struct entities *entities, const struct page *page, GPtrArray *mentions);
void diagnoses_bind (const struct entities *entities, const struct page *page, GPtrArray *mentions);
void medications_bind (const struct entities *entities, const struct page *page, GPtrArray *mentions);
/* Drops what is said more fully elsewhere on the page, once nothing has to be bound to it any more. */
void medications_settle (const struct page *page, GPtrArray *mentions);
void outcomes_bind (const struct entities *entities, const struct page *page, GPtrArray *mentions);
void functions_bind (const struct entities *entities, const struct page *page, GPtrArray *mentions);
void studies_bind (const struct entities *entities, const struct page *page, GPtrArray *mentions);
void statements_bind (const struct entities *entities, const struct page *page, GPtrArray *mentions);

/* Adds a level mention to a procedure: its names, the id, the level object, and the region and side where those are not
 * known. */
void procedure_add_level (struct mention *procedure, struct mention *level);
void procedure_add_date (struct mention *procedure, const struct mention *date);
/* Takes away a region that is not the procedure's: what is done at the spine alone is not done at the arm that the sentence
 * names too. */
void procedure_check_region (struct mention *mention);

/* All matches of the rules in the page (GPtrArray of struct rule_match, the caller's). */
GPtrArray *matches_of (const struct rules *rules, const struct page *page);
/* Those of one kind, lent, without overlaps (rules_resolve_overlaps); the array is the caller's. */
GPtrArray *matches_of_kind (const GPtrArray *matches, const char *kind);
/* Whether both bytes stand in one sentence. */
gboolean same_sentence (const struct page *page, gsize a, gsize b);
/* Bytes of the sentence that holds byte `at`; the whole page where none does. */
void sentence_span (const struct page *page, gsize at, gsize *start, gsize *end);
enum zone zone_at (const struct page *page, gsize at);
/* Section id at a byte, or "" ; lent. */
const char *section_at (const struct page *page, gsize at);
/* Text of bytes [start, end); the caller's. */
char *page_text_slice (const struct page *page, gsize start, gsize end);
/* Whether the text [start, end) consists of `allowed` characters only. */
gboolean only_characters (const struct page *page, gsize start, gsize end, const char *allowed);
/* Makes a mention whose value is digits a candidate where the page is of poor legibility, or a word of it doubtful
 * (domain.md 3.11). */
void mark_numeric (const struct page *page, struct mention *mention);
/* The value of digits, a number word, "a couple" (2), "few", "several", "many" (3, *fuzzy); NAN otherwise. `fuzzy` may be
 * NULL. */
double number_read (const char *text, gboolean *fuzzy);
/* Unit of time in weeks ("months", "wk", ...), 0 where it is none; *unit (may be NULL) gets hour|day|week|month|year. */
double weeks_of_unit (const char *text, const char **unit);
/* Adds an array of strings; NULL strings: an empty array. */
cJSON *add_strings (cJSON *object, const char *key, const char *const *strings, gsize n);
/* Number of a capture, NAN where it did not take part or is no number. */
double match_number (const struct rule_match *match, const char *name);

#endif
