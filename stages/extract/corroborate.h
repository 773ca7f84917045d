/* Doubtful dates that the rest of the file bears out.
 */
#ifndef EXTRACT_CORROBORATE_H
#define EXTRACT_CORROBORATE_H

#include <glib.h>

/* A date of injury or birth that was read doubtfully, though as a valid date, is no candidate where another page of the file
 * bears the same date in the same role without doubt: it gets the flag "corroborated". Repaired dates stay candidates.
 * `found`: the mentions of each page (GPtrArray of GPtrArray of struct mention). */
void corroborate_dates (const GPtrArray *found);

#endif
