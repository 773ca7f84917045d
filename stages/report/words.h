/* The case's vocabulary in words that a physician reads.
 */
#ifndef REPORT_WORDS_H
#define REPORT_WORDS_H

#include <cjson/cJSON.h>

/* "facet_rf" as "facet radiofrequency neurotomy"; an id without a name of its own with its underscores as blanks.
 * `id` NULL gives NULL. The result is interned. */
const char *words_for (const char *id);
/* The same where the id has a name of its own, else NULL. */
const char *words_known (const char *id);
/* What utilization review decided, likewise. */
const char *words_for_decision (const char *id);
/* What an outcome's reason means, a clause; NULL where there is none. */
const char *words_for_reason (const char *reason);
/* A percent, duration or count object of the case ({op, low, high, unit}) in words; the caller frees. NULL for null. */
char *words_for_amount (const cJSON *amount, const char *unit);
/* "4", "4 to 6": the numbers under these keys; of a pain score, "4 to 6 of 10"; of {value, unit}, "20 lb"; the caller frees. NULL
 * where there is no number. */
char *words_for_range (const cJSON *item, const char *low, const char *high);
char *words_for_score (const cJSON *item);
char *words_for_measure (const cJSON *value);
/* "2 pages and 1 file" of a list of what could not be read (`pages_unread`), where a file has no page; the caller frees, NULL where it is
 * empty. */
char *words_for_unread (const cJSON *unread);
/* "three times daily as needed" for "t.i.d. prn"; what is not an abbreviation stays as it is. The caller frees; NULL gives NULL. */
char *words_for_frequency (const char *frequency);
/* "C4-5, C5-6 and C6-7" of a list with commas alone; the caller frees. NULL gives NULL. */
char *words_with_and (const char *list);
/* "a" or "an", as the name is spoken. */
const char *words_article (const char *name);
/* The sum of a request's, event's or other fact's levels: "C2, C3, C4"; the caller frees, NULL where there are none. */
char *words_for_levels (const cJSON *levels);

#endif
