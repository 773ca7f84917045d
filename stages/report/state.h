/* The state of the patient on the latest days of which the records tell: complaints, scores, examination, function, work.
 */
#ifndef REPORT_STATE_H
#define REPORT_STATE_H

#include "stages/report/prose.h"

/* Adds one paragraph a day, the latest first. */
void state_add (struct prose *prose);

#endif
