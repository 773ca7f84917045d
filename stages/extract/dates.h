/* Reading a date that a rule has found: order of day and month, century, names of months (domain.md 3.1).
 */
#ifndef EXTRACT_DATES_H
#define EXTRACT_DATES_H

#include <glib.h>

struct date_parts {
    int year, month, day; /* 0: not said */
    gboolean two_digit;   /* the year was written with two digits */
    gboolean dmy;         /* day and month were swapped, since the first number is no month */
};

/* The century is chosen so that the date is not later than a year after `anchor` (a year, or 0: 00-29 is 20xx). */
int date_full_year (int two_digits, int anchor);
/* Reads the numbers and month names of `text`: FALSE where they make no date. A text of two small numbers is month and
 * day; `month_year`: month and year. The year has its century. */
gboolean date_read (const char *text, int anchor, gboolean month_year, struct date_parts *parts);
/* "YYYY-MM-DD", "YYYY-MM" or "YYYY"; the caller's. NULL where there is no year or no such day. */
char *date_value (const struct date_parts *parts);
/* The same of a day that no calendar has ("2015-02-30"); NULL where not even the shape of a date is there. */
char *date_as_written (const struct date_parts *parts);
/* The year of "two thousand and eight", "nineteen ninety one". */
int date_year_said (const char *words);
/* All valid dates that confused digits ("O7/l3/2015") may stand for, as ISO strings (GPtrArray, owning), likeliest first.
 * Empty where nothing needs or allows repair. */
GPtrArray *date_repairs (const char *text, int anchor);

#endif
