/* What a program read in a mention, as sixteen digits: by them a person's verdict on a fact finds it again, and does not stand for
 * another reading of the same words.
 */
#ifndef CASEFILE_DIGEST_H
#define CASEFILE_DIGEST_H

#include <cjson/cJSON.h>
#include <glib.h>

/* Goes over the fields of a mention's kind in their order, without those that name other mentions or say how sure it is. */
struct digest;
struct digest *digest_new (const char *kind);
/* One field that is not null: a string as it is, a number as "%.17g", true, false, arrays and objects as record_print has them. */
void digest_add (struct digest *digest, const char *key, const char *value);
void digest_add_number (struct digest *digest, const char *key, double value);
/* All of an object's fields. */
void digest_add_json (struct digest *digest, const cJSON *fields);
/* The digits, the caller's; frees the digest. */
char *digest_finish (struct digest *digest);

#endif
