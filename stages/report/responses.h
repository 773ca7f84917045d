/* The procedures of a case, each with what came of it, in the drafted letter; and responses that no session is told of.
 */
#ifndef REPORT_RESPONSES_H
#define REPORT_RESPONSES_H

#include "stages/report/prose.h"

/* Writes the sentences into the open paragraph. */
void responses_add (struct prose *prose);

#endif
