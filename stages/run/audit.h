/* The audit log: who did what to which case, and with which files and rules. Lines are only ever added, and each names the
 * hash of the one before it, so that a line that was changed, taken out or put in shows.
 *
 * A line is a JSON object: v, n (from 1), when (UTC), who (login name of the person, else of the process), host, action,
 * then what the action says, and previous (SHA-256 of the line before, without its newline). Ids and hashes only: no name of a
 * case or file, nothing of a document. An action's line is written before the rename that makes it so. What a crash lets
 * be done again is not written twice. The last line's hash, kept elsewhere (the summary that is mailed has it), shows also
 * whether lines were cut off at the end.
 */
#ifndef RUN_AUDIT_H
#define RUN_AUDIT_H

#include <cjson/cJSON.h>
#include <glib.h>
#include <stdio.h>

#include "stages/run/spool.h"

#define AUDIT_ERROR (audit_error_quark ())
GQuark audit_error_quark (void);
enum audit_error {
    AUDIT_ERROR_BROKEN /* the log is not what was written */
};

/* Adds a line, durably. `id` is the submission's or revision's; `what` (may be NULL) is an object with more fields, and is
 * consumed. Nothing is added where the last line about `id` says the very same. */
gboolean audit_record (const struct spool *spool, const char *action, const char *id, cJSON *what, GError **error);

/* The hashes of a manifest's files (names.json), as an array; the caller's. */
cJSON *audit_describe_files (const cJSON *manifest);
/* For `what` of a finished case: revision, files, names_json and case_json (their hashes), rules (a hash over the rule files;
 * a "rules" line that lists them stands before its first use). `folder` holds names.json, run.json and case.json. NULL: error. */
cJSON *audit_describe_case (const struct spool *spool, const char *folder, GError **error);

/* Makes sure that there is a log: a new one gets a line for each revision that is done already. The spool must be locked. */
gboolean audit_begin (const struct spool *spool, GError **error);

/* Checks the chain, and that each revision in done/ is recorded with the case.json that it has. `head` (may be NULL): the
 * hash of a line that must be there. Prints lines, the hash of the last one, and each mistake. FALSE and AUDIT_ERROR_BROKEN
 * where there is any. */
gboolean audit_verify (const struct spool *spool, const char *head, FILE *stream, GError **error);

/* Number of lines and the hash of the last one, the caller's; NULL where there is none. */
char *audit_head (const struct spool *spool, guint64 *lines);

#endif
