/* Dates of letterheads and forms, whose shape a rule has settled; dates in running text are found by dates.c.
 */
#ifndef EXTRACT_ISODATE_H
#define EXTRACT_ISODATE_H

/* ISO date of a text that DATE_SHAPE (fragments.rules) matched: US order, years 00-29 are 20xx (domain.md 3.1). NULL where it
 * is no day of the calendar; the caller frees. */
char *date_read_iso (const char *text);

#endif
