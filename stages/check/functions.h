/* The functions that criteria may call beside SQLite's own (case-criteria(5)). All are three-valued: what cannot be known
 * from the arguments is NULL, never false.
 */
#ifndef CASEFILE_CHECK_FUNCTIONS_H
#define CASEFILE_CHECK_FUNCTIONS_H

#include <sqlite3.h>

/* at_least(low, high, threshold)   1 where low >= threshold, 0 where high < threshold, else NULL; numbers, or ISO dates
 * at_most(low, high, threshold)    1 where high <= threshold, 0 where low > threshold, else NULL
 * days_between(from, to)           to - from; NULL unless both are full dates
 * years_between(from, to)          the same in years of 365.25 days
 * months_before(date, n)           the date n whole months earlier; n < 0: later
 * days_before(date, n)             the date n days earlier */
void functions_register (sqlite3 *base);

#endif
