/* What kind of thing a procedure concept is in the case (docs/vocabulary.md): an event, a surgery, a therapy or a study.
 */
#ifndef ASSEMBLE_CONCEPTS_H
#define ASSEMBLE_CONCEPTS_H

#include <glib.h>

enum concept_list { CONCEPT_EVENT, CONCEPT_SURGERY, CONCEPT_THERAPY, CONCEPT_STUDY, CONCEPT_ADJUNCT, CONCEPT_OTHER };
enum concept_list concept_list (const char *concept);

/* The narrower id: `detail` where it names a concept of its own, else `concept`; lent. */
const char *concept_narrow (const char *concept, const char *detail);
/* What an item is called: the `narrow` concept that was read from it where `named` is the name of its kind; lent. */
const char *concept_narrow_name (const char *named, const char *narrow);
/* Whether `narrow` is what a loosely worded `wide` may have meant: an epidural that was transforaminal, a facet injection
 * that was a medial branch block. */
gboolean concept_may_mean (const char *wide, const char *narrow);
/* Whether two concepts are ways to word one disputed item ("facet block" and "radiofrequency"). */
gboolean concept_same_family (const char *a, const char *b);
gboolean concept_is_radiofrequency (const char *concept);

/* Codes usually given for a diagnosis (domain.md 3.4); FALSE where the table has none. Either may be NULL. */
gboolean concept_codes (const char *diagnosis, const char *region, const char **icd9, const char **icd10);
/* Diagnoses that stand under symptoms unless a diagnosis list names them. */
gboolean concept_is_symptom (const char *diagnosis);

#endif
