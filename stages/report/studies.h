/* Imaging and electrodiagnostic studies of a case, each with what it showed, in the drafted letter.
 */
#ifndef REPORT_STUDIES_H
#define REPORT_STUDIES_H

#include "stages/report/prose.h"

/* Writes the sentences into the open paragraph. */
void studies_add (struct prose *prose);

#endif
