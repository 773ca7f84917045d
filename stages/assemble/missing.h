/* What a reader would ask for: documents that the files speak of and do not hold, procedures without their report, studies and
 * courses of therapy without one, lists not supplied, and the reports that the claims administrator must send of the six months
 * before the request (8 CCR 9792.10.5), each with the words that tell of it.
 */
#ifndef ASSEMBLE_MISSING_H
#define ASSEMBLE_MISSING_H

#include "stages/assemble/case.h"

/* Adds "missing"; all lists of facts must be there. */
void missing_add (struct assembly *assembly);

#endif
