/* When a determination is due, as far as the case tells: 30 days after the review organisation got the request with its
 * documents (California Labor Code 4610.6(d)), 3 days (72 hours) where it is expedited.
 */
#ifndef RUN_DUE_H
#define RUN_DUE_H

#include <cjson/cJSON.h>
#include <glib.h>

/* Whether the case's papers say that its priority is expedited. */
gboolean due_is_expedited (const cJSON *json);

/* Adds to `run` what follows from a case (may be NULL): expedited (also set where the drop said it), due (ISO date) and due_from
 * ("assigned": the date of assignment in the papers; "dropped": there is none). run.dropped must stand. */
void due_note (cJSON *run, const cJSON *json);

/* Seconds since the epoch by which a drop is due of which nothing has been read. */
gint64 due_of_drop (gint64 dropped, gboolean expedited);
/* The end of the day `iso` as seconds since the epoch, UTC; G_MAXINT64 where it is no date. */
gint64 due_seconds (const char *iso);

#endif
