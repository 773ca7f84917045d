/* Messages of case-check in words that a physician reads: ids of the vocabulary and of documents put in words.
 */
#ifndef REPORT_MESSAGE_H
#define REPORT_MESSAGE_H

#include "stages/report/evidence.h"

/* "PR2 of 2014-09-15; facet rf" as "progress report of 2014-09-15; facet radiofrequency neurotomy", "DOC3" as what it is
 * and where it stands. The caller frees; NULL for NULL. */
char *message_in_words (const char *message, struct evidence *evidence);

#endif
