/* The determination drafted as a letter (domain words: the headings that determination letters of 2014-16 use), and the
 * request for the records that are missing. Both are HTML that prints well, without script, and both say on every printed
 * page that they are drafts.
 *
 * Every sentence about the patient cites its evidence by a number; the sources follow with quote, file and page. Facts that
 * rest on doubtful readings alone, and what the records deny, are left out: a draft asserts nothing that the case does not.
 */
#ifndef REPORT_LETTER_H
#define REPORT_LETTER_H

#include <glib.h>

#include "common/casetext.h"

/* The letter for a checked case; the caller frees. */
GString *letter_new (struct casetext *casetext);
/* What to ask the sender for; the caller frees. */
GString *records_request_new (struct casetext *casetext);

#endif
