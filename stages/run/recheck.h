/* Rechecking: what is done is run anew from pages.ndjson on, after a change of rules or criteria.
 */
#ifndef RUN_RECHECK_H
#define RUN_RECHECK_H

#include "common/settings.h"
#include "stages/run/spool.h"
#include "stages/run/summary.h"

/* The last revision of each case of `names`, or of all where it is NULL or empty. Its case.json, mentions.ndjson, report/
 * and run.json are replaced in one step, and cases that changed are listed; case.previous.json keeps what was before. The
 * exit code. */
int recheck_run (struct spool *spool, const struct settings *settings, char **names, struct summary *summary);

#endif
