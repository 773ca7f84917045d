/* What monitoring reads: a text file in Prometheus' format, as its node exporter collects them. Counts and times only.
 */
#ifndef RUN_METRICS_H
#define RUN_METRICS_H

#include "stages/run/index.h"
#include "stages/run/spool.h"
#include "stages/run/summary.h"

/* Writes it to `path`, readable for all, since monitoring runs as somebody else. `exit_code` is that of the run. */
gboolean metrics_write (const char *path, const struct spool *spool, struct index *index, const struct summary *summary,
                        int exit_code, GError **error);

#endif
