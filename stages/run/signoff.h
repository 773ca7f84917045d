/* Sign-off: a physician has decided, and the revision is locked. It is signoff.json beside case.json, with who, when and
 * the hash of the case.json that was signed.
 */
#ifndef RUN_SIGNOFF_H
#define RUN_SIGNOFF_H

#include "stages/run/spool.h"

#define SIGNOFF_FILE "signoff.json"

/* Signs the last revision of a case (its name as dropped or as in done/). SPOOL_ERROR_UNKNOWN where there is none, or where it
 * is signed already. The spool must be locked. */
gboolean signoff_sign (struct spool *spool, const char *given, const char *by, char **name, char **revision,
                       GError **error);

/* Whether a revision is signed. */
gboolean signoff_is_signed (const struct spool *spool, const char *name, const char *revision);
/* Who and when ("YYYY-MM-DD"), the caller's; NULL where it is open. */
char *signoff_by (const struct spool *spool, const char *name, const char *revision, char **date);
/* Whether the signed case.json is still the one that was signed; TRUE where nothing is signed. */
gboolean signoff_holds (const struct spool *spool, const char *name, const char *revision);

#endif
