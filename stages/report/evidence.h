/* Evidence of the case by id, and how a fact cites it.
 */
#ifndef REPORT_EVIDENCE_H
#define REPORT_EVIDENCE_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "common/casetext.h"
#include "stages/report/pages.h"

struct evidence;
/* Indexes the case's evidence and facts; the case is lent and must outlive it, as must `viewed`: the pages that have a view
 * in the report, which quotes then open (views.h), or NULL. The caller frees. */
struct evidence *evidence_new (struct casetext *casetext, const struct pages *viewed);
void evidence_free (struct evidence *evidence);
typedef struct evidence evidence_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (evidence_t, evidence_free)

/* The evidence or fact (request, event, document, ...) with this id; NULL where there is none. Facts are lent as long as the
 * case is there, evidence until EVIDENCE_KEPT other pieces were asked for: they are too many to be kept. */
#define EVIDENCE_KEPT 256
const cJSON *evidence_find (struct evidence *evidence, const char *id);
/* Writes the quotes of `ids` (an array of ids, one id, or null) with their places, each linked to its mark in the view of
 * its page, or else to its entry in the list of evidence; `most` of them at once, the rest to be opened. Writes nothing
 * where there is none; returns how many there are. */
int evidence_quotes (struct evidence *evidence, GString *out, const cJSON *ids, int most);
/* Says whether what is written from now on stands in a noscript element (report.js), which cannot hold another. */
void evidence_close (struct evidence *evidence, gboolean closed);
/* The whole sentence in which the evidence with this id stands, opening it as a quote does, and its place. */
void evidence_sentence (struct evidence *evidence, GString *out, const char *sentence, const char *id);
/* Writes "FILE p. NUMBERS" (without the file's name where the case has but one), as a link to the view of page `first`
 * where there is one. */
void evidence_pages (const struct evidence *evidence, GString *out, const char *file, int first, const char *numbers);
/* Writes a value as a link to the first of its evidence, marked where that was read with doubt. */
void evidence_value (struct evidence *evidence, GString *out, const char *value, const cJSON *ids);
/* The list of all evidence, drained to `stream` (html_drain); where pages have views, it is closed until it is asked for, and of very
 * many pieces those alone are listed that stand on no page with a view. */
void evidence_list (const struct evidence *evidence, GString *out, FILE *stream);

#endif
