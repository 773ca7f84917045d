/* What is different since the case was last checked (assessment.changes of case-check --compare).
 */
#ifndef REPORT_CHANGES_H
#define REPORT_CHANGES_H

#include "stages/report/sections.h"

/* Whether the case was compared with an earlier one. */
gboolean changes_known (const struct report *report);
/* The section; nothing where nothing was compared. */
void section_changes (const struct report *report);

#endif
