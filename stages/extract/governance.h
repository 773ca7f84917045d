/* Which mentioned report the facts of a summary belong to (domain.md 2.1, "Findings by report").
 */
#ifndef EXTRACT_GOVERNANCE_H
#define EXTRACT_GOVERNANCE_H

#include <glib.h>

/* Sets `report` of the mentions in summaries: "According to the progress report dated ..." governs what follows it in the
 * same document until the next such phrase. `found` is in step with `pages`; ids must be final. */
void governance_assign (GPtrArray *pages, GPtrArray *found);

#endif
