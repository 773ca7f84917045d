/* What the spool holds at this moment, with or without a run at work.
 */
#ifndef RUN_STATUS_H
#define RUN_STATUS_H

#include <stdio.h>

#include "stages/run/spool.h"

/* Prints it as text or JSON. Needs no lock. */
gboolean status_print (const struct spool *spool, gboolean with_names, gboolean as_json, FILE *stream, GError **error);

#endif
