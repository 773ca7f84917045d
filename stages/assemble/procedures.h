/* Procedures that are not events: surgeries, therapies and studies, each with a list of its own.
 */
#ifndef ASSEMBLE_PROCEDURES_H
#define ASSEMBLE_PROCEDURES_H

#include "stages/assemble/case.h"

void surgeries_add (struct assembly *assembly);
void therapies_add (struct assembly *assembly);
/* Imaging, electrodiagnosis and tests that were done; the findings of imaging are added to the same list later. */
void studies_add (struct assembly *assembly);

#endif
