/* A case (case-records(5)) as its readers hold it: the tree of its JSON without the list of evidence, which is by far the
 * largest part of a large case and stays text, each item parsed when it is asked for. A tree of it takes eight times as much.
 */
#ifndef CASEFILE_CASETEXT_H
#define CASEFILE_CASETEXT_H

#include <cjson/cJSON.h>
#include <glib.h>
#include <stdio.h>

#define CASETEXT_MAX_BYTES (1u << 30)

struct casetext;
/* Reads a stream to its end. NULL and RECORD_ERROR where it cannot be read or is no JSON object, as strictly as
 * record_parse_json (record.h); what the object says is not looked at. The caller frees. */
struct casetext *casetext_read (FILE *stream, GError **error);
/* Likewise of text, which it takes. */
struct casetext *casetext_parse (char *text, gsize length, GError **error);
void casetext_free (struct casetext *casetext);
typedef struct casetext casetext_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (casetext_t, casetext_free)

/* All as it was read; lent. */
const char *casetext_text (const struct casetext *casetext);
/* The case, its evidence an empty array; lent. */
const cJSON *casetext_json (const struct casetext *casetext);
/* Frees the tree where only text and evidence are needed from now on. */
void casetext_drop_json (struct casetext *casetext);

/* How many pieces of evidence there are, and the one at `i`, from 0, which the caller deletes. */
guint casetext_evidence_count (const struct casetext *casetext);
cJSON *casetext_evidence (const struct casetext *casetext, guint i);
/* The one with this id, which the caller deletes; NULL where there is none or `id` is NULL. */
cJSON *casetext_evidence_find (struct casetext *casetext, const char *id);

/* The text of the value of a member of a JSON object, [start, end) in `text`. FALSE where it has no such member: then `start` is
 * where its members end and `end` NULL where it has none at all; both are NULL where the text is no object. */
gboolean casetext_member (const char *text, const char *key, const char **start, const char **end);

#endif
