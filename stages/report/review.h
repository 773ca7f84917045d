/* A reviewer's part of the report: what persons said of the case so far, and the means to say more: to confirm, correct or reject
 * words and facts, to type a page, and to save it all as a corrections file (case-corrections(5)).
 */
#ifndef REPORT_REVIEW_H
#define REPORT_REVIEW_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "stages/report/pages.h"
#include "stages/report/sections.h"

/* Style and script of it (review.css, review.js), as the page carries them. */
extern const char REVIEW_STYLE[], REVIEW_SCRIPT[];

/* Where the case belongs, for the file that is saved; both may be NULL. */
struct origin {
    char *name, *revision;
};

/* In a report that is masked (html.h) none of these write anything but verdicts: what persons say may name the patient, and the
 * digits of a reading could be guessed back. */

/* The section with what persons said and what came of it, and, where the pages have views, what is needed to say more. */
void section_corrections (const struct report *report, const struct origin *origin, gboolean paged);
/* The attributes that the script needs of a page's view and of the mark of a piece of evidence: `whole` where no rectangle and title
 * tell its box and quote. */
void review_page_attributes (GString *out, const struct page *page);
void review_mark_attributes (GString *out, const cJSON *item, gboolean whole);
/* " confirmed by a person" or the like, after a quote or fact that somebody judged; nothing where nobody did. */
void review_add_verdict (GString *out, const cJSON *item);

#endif
