/* Putting the assessment into the text of a case without touching another byte of it.
 */
#ifndef CASEFILE_CHECK_SPLICE_H
#define CASEFILE_CHECK_SPLICE_H

#include <glib.h>

/* `text` is one valid JSON object. A copy with the top-level member `key` set to `value` (JSON text): in place where there
 * is one already, else as the last member. NULL where it is not an object. The caller frees. */
char *splice_member (const char *text, const char *key, const char *value);

#endif
