/* What audit.c, which writes the log, and audit_verify.c, which checks it, share. Nobody else includes it.
 */
#ifndef RUN_AUDIT_PARTS_H
#define RUN_AUDIT_PARTS_H

#include <glib.h>

/* What the first line names as the hash of the line before it. */
#define AUDIT_FIRST "0000000000000000000000000000000000000000000000000000000000000000"

/* The hash of the last line of `text`, which ends with a newline; AUDIT_FIRST where it is empty. The caller frees. */
char *audit_hash_of_last (const char *text, gsize length);

#endif
