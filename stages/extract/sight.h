/* What a page says by itself of the document that it is from, before documents are formed (classify.c; domain.md 1.2).
 */
#ifndef EXTRACT_SIGHT_H
#define EXTRACT_SIGHT_H

#include "common/rules.h"
#include "stages/extract/page.h"

#define TITLE_WEIGHT 5.0 /* an anchor of this weight begins a document */

/* What is known of one page before documents are formed. */
struct sight {
    const char *class_id; /* NULL: no evidence */
    double weight, runner_up;
    gboolean title;            /* begins a document by its own words */
    int n, of;                 /* "Page n of m", 0 where not said */
    char *header;              /* first line, figures masked */
    char *letterhead;          /* first line where it is the name of a house, letter case folded; else NULL */
    char *date;                /* ISO */
    char *birth;               /* ISO; the patient's */
    const char *document_date; /* of the document that the page belongs to; lent */
    const char *layout;
};

/* Reads a page by documents.rules into `sight`, which is empty; its texts are the sight's. */
void sight_look (const struct rules *rules, const struct page *page, struct sight *sight);
void sight_clear (struct sight *sight);

#endif
