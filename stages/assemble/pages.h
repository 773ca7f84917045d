/* What is told of pages before any fact is: which are copies of others, and which are another patient's
 * (domain.md 5.1).
 */
#ifndef ASSEMBLE_PAGES_H
#define ASSEMBLE_PAGES_H

#include "stages/assemble/store.h"

#define DUPLICATE_SIMILARITY 0.95     /* four-word shingles, pages with text */
#define CLONE_SIMILARITY 0.90         /* as much alike, but of another date: a cloned note */
#define RESCAN_WORD_SIMILARITY 0.72   /* single words, where one of the two was recognised from an image */
#define RESCAN_NUMBER_SIMILARITY 0.60 /* words with digits, likewise */
#define BADLY_READ 85                 /* mean word confidence below which the text of a page says little of it */

/* Whether a page was recognised so badly that its image tells more than its text. */
gboolean page_badly_read (const struct page *page);

/* Sets duplicate_of, cloned_from and similarity. Of several copies the best one stays: text before recognised text, then
 * the better read, then fewer fax lines, then the first of its file; the order of files has no say. Badly read pages are known by the
 * ink on the sheet, unless they bear other dates. */
void duplicates_find (struct store *store);

/* Sets foreign and doubtful: compares name, date of birth and claim or record number of each page with what most pages
 * say, two identifiers at least being needed to call a page foreign. Who shares the patient's name alone is a stranger too,
 * where the page could be read well. */
void identity_check (struct store *store);
/* Of the pages of one document (struct page): those that name nobody go with the others, where all of these are foreign. */
void identity_spread (const GPtrArray *pages);
/* Whether two names or numbers are the same but for recognition errors, order of first and last name, and initials.
 * `field` is "name", "dob", "claim_number" or "mrn". */
gboolean identity_same (const char *field, const char *a, const char *b);

/* Whether facts are taken from the page. */
gboolean page_counts (const struct page *page);

#endif
