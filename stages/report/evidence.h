/* Evidence of the case by id, and how a fact cites it.
 */
#ifndef REPORT_EVIDENCE_H
#define REPORT_EVIDENCE_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "stages/report/pages.h"

struct evidence;
/* Indexes the case's evidence and facts; the case is lent and must outlive it, as must `viewed`: the pages that have a view
 * in the report, which quotes then open (views.h), or NULL. The caller frees. */
struct evidence *evidence_new (const cJSON *report_case, const struct pages *viewed);
void evidence_free (struct evidence *evidence);
typedef struct evidence evidence_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (evidence_t, evidence_free)

/* The evidence or fact (request, event, document, ...) with this id; lent, NULL where there is none. */
const cJSON *evidence_find (const struct evidence *evidence, const char *id);
/* Writes the quotes of `ids` (an array of ids, one id, or null) with their places, each linked to its mark in the view of
 * its page, or else to its entry in the list of evidence; `most` of them at once, the rest to be opened. Writes nothing
 * where there is none; returns how many there are. */
int evidence_quotes (const struct evidence *evidence, GString *out, const cJSON *ids, int most);
/* Writes "FILE p. NUMBERS" (without the file's name where the case has but one), as a link to the view of page `first`
 * where there is one. */
void evidence_pages (const struct evidence *evidence, GString *out, const char *file, int first, const char *numbers);
/* Writes a value as a link to the first of its evidence, marked where that was read with doubt. */
void evidence_value (const struct evidence *evidence, GString *out, const char *value, const cJSON *ids);
/* The list of all evidence; with `pages` (may be NULL) the words around each quote, and a link to the page. */
void evidence_list (const struct evidence *evidence, const cJSON *report_case, const struct pages *pages, GString *out);

#endif
