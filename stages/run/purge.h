/* Retention: removing cases wholly, and recording that.
 *
 * A case goes with all of its revisions, its failed submissions and its rows in the index. The audit log keeps that it went,
 * by ids and hashes. Files are unlinked, not overwritten: what the disk keeps is the disk's encryption's business.
 */
#ifndef RUN_PURGE_H
#define RUN_PURGE_H

#include "common/settings.h"
#include "stages/run/spool.h"
#include "stages/run/summary.h"

struct purge_options {
    int older_than_days; /* of the last run over the case, or of the last attempt; -1: of any age */
    char **names;        /* of cases; NULL or empty: all. One of the two must be given. */
    char **keep;         /* names of cases that stay; may be NULL */
    gboolean dry;        /* only tell */
};
/* The spool must be locked. Cases with a submission in work stay. The exit code. */
int purge_run (struct spool *spool, const struct settings *settings, const struct purge_options *options,
               struct summary *summary);

#endif
