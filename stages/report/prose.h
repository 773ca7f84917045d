/* Sentences with numbered sources: what the drafted letters are made of.
 */
#ifndef REPORT_PROSE_H
#define REPORT_PROSE_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "stages/report/evidence.h"

struct prose {
    const cJSON *json;         /* the case; lent */
    struct evidence *evidence; /* of the same case */
    GString *out;
    GPtrArray *sources; /* lent ids of evidence, in the order of first use: number - 1 */
};

/* Starts a document under `title`; the caller ends it with prose_end. */
struct prose prose_start (struct casetext *casetext, const char *title);
/* Adds the list of sources, ends the document and hands it over; frees the rest. */
GString *prose_end (struct prose *prose);

void prose_heading (struct prose *prose, const char *heading);
/* "Label: value", or that it is not documented in the file. */
void prose_field (struct prose *prose, const char *label, const cJSON *holder);
/* A sentence (first letter made a capital, a full stop added), followed by the numbers of its sources: an array of ids,
 * one id, or NULL for what the program says of itself. */
void prose_sentence (struct prose *prose, const char *text, const cJSON *ids);
/* "July 13, 2015" for an ISO day, "July 2015" for a month, else as it is; the caller frees. */
char *prose_date (const char *iso);
/* Whether a fact may be asserted: affirmed (or an examination found negative or normal), the
 * patient's own, certain, and no candidate. */
gboolean prose_may_assert (const cJSON *fact);

#endif
