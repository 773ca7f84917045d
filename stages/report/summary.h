/* The clinical case summary of the drafted letter.
 */
#ifndef REPORT_SUMMARY_H
#define REPORT_SUMMARY_H

#include "stages/report/prose.h"

/* Writes the summary as paragraphs: who and what, treatment and response in order, the present state, medication. */
void summary_add (struct prose *prose);

#endif
