/* Dates: ISO strings in records, Julian days for arithmetic (GDate).
 */
#ifndef CASEFILE_CALENDAR_H
#define CASEFILE_CALENDAR_H

#include <glib.h>

#define CALENDAR_NONE 0u /* no valid day */

gboolean calendar_valid (int year, int month, int day); /* proleptic Gregorian, years 1-9999 */
/* Julian day (GDate's) of "YYYY-MM-DD", CALENDAR_NONE where it is not a valid date in full. */
guint32 calendar_julian (const char *iso);
/* "YYYY-MM-DD"; the caller frees. */
char *calendar_iso (int year, int month, int day);
char *calendar_iso_of_julian (guint32 julian);
/* to - from in days; both must be full dates. */
int calendar_days_between (const char *from_iso, const char *to_iso);
/* Whole months later (clamped to the month's end); the caller frees. */
char *calendar_add_months (const char *iso, int months);
/* Years with fraction, days / 365.25. */
double calendar_years_between (const char *from_iso, const char *to_iso);

#endif
