/* What run.json tells of a finished case, for the index, the list and the summary.
 */
#ifndef RUN_CASENOTES_H
#define RUN_CASENOTES_H

#include <cjson/cJSON.h>

/* Adds to `run` what FOLDER/case.json says: the drafts (["upheld", ...]), findings by severity, corrections by outcome, and when the
 * case is due. */
void casenotes_add (cJSON *run, const char *folder);

#endif
