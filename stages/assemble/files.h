/* What the case tells of its files, documents and pages, and of the run that read them.
 */
#ifndef ASSEMBLE_FILES_H
#define ASSEMBLE_FILES_H

#include "stages/assemble/case.h"

void files_add (struct assembly *assembly); /* files, documents, pages */
void run_add (struct assembly *assembly);   /* run: versions, counts, pages read and not read, notices */

#endif
