/* done/index.html: all cases with what a reviewer looks for first. Made from the index, with no clock in it.
 */
#ifndef RUN_LISTING_H
#define RUN_LISTING_H

#include "stages/run/index.h"
#include "stages/run/spool.h"

#define LISTING_FILE "index.html"

/* Writes it anew, if it is not so already. */
gboolean listing_write (const struct spool *spool, struct index *index, GError **error);

#endif
