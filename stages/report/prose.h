/* Sentences with numbered sources: what the drafted letters are made of. A letter is put together once and then written as a
 * page or as a PDF.
 *
 * Each sentence knows what backs it: ids of facts, a path of the case ("admin.date_of_injury"), or one of
 * BASIS_RUN (counts of pages) and BASIS_PROGRAM (fixed words of the program about the draft). The page carries it as
 * data-basis, so that every sentence can be checked against the case.
 */
#ifndef REPORT_PROSE_H
#define REPORT_PROSE_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "common/casetext.h"
#include "stages/report/evidence.h"

#define BASIS_RUN "run"
#define BASIS_PROGRAM "program"

struct stretch {
    char *text;
    GArray *sources; /* guint, from 1; NULL where none is cited */
};
struct sentence {
    GPtrArray *stretches; /* struct stretch */
    GString *basis;       /* what backs it, blanks between; "" is BASIS_PROGRAM */
};
enum block_kind { BLOCK_HEADING, BLOCK_PARAGRAPH, BLOCK_ITEM, BLOCK_FIELD, BLOCK_FILL };
struct block {
    enum block_kind kind;
    char *lead;           /* words in bold before the sentences: a label, the heading itself; or NULL */
    GPtrArray *sentences; /* struct sentence */
};
struct prose {
    const cJSON *json;         /* the case; lent */
    struct evidence *evidence; /* of the same case */
    char *title;
    GPtrArray *blocks;  /* struct block */
    GPtrArray *sources; /* lent ids of evidence, in the order of first use: number - 1 */
};

/* Starts a letter under `title`. The caller frees. */
struct prose *prose_new (struct casetext *casetext, const char *title);
void prose_free (struct prose *prose);
typedef struct prose prose_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (prose_t, prose_free)

void prose_heading (struct prose *prose, const char *heading);
/* What follows belongs to a new paragraph, or an item of a list, behind `lead` (may be NULL). */
void prose_paragraph (struct prose *prose, const char *lead);
void prose_item (struct prose *prose, const char *lead);
/* A box that a person fills in. */
void prose_fill (struct prose *prose, const char *text);
/* "Label: value", or that the pages read do not document it. `path` is where it stands in the case. */
void prose_field (struct prose *prose, const char *label, const char *path, const cJSON *holder);

/* A sentence in stretches, each with what backs it: prose_say opens one where none is open, prose_stop ends it. `basis` and
 * `ids` (an array of ids, one id) may be NULL. The first letter becomes a capital, a full stop is added. */
void prose_say (struct prose *prose, const char *text, const char *basis, const cJSON *ids);
void prose_stop (struct prose *prose);
/* A sentence in one stretch. */
void prose_sentence (struct prose *prose, const char *text, const char *basis, const cJSON *ids);
/* Takes back what was begun after `blocks` blocks: a heading without anything below it. */
void prose_truncate (struct prose *prose, guint blocks);

/* The whole of a source: "quote", file, page N; the caller frees. */
char *prose_source (const struct prose *prose, guint number);
/* The letter as one HTML page; the caller frees. */
GString *prose_page (const struct prose *prose);

/* "the 14 pages read": what every absence rests on; the caller frees. */
char *prose_pages_read (const cJSON *report_case);
/* "July 13, 2015" for an ISO day, "July 2015" for a month, "A to B" for a range, else as it is; the caller frees. */
char *prose_date (const char *iso);
/* Whether a fact may be asserted: affirmed (or an examination found negative or normal), the
 * patient's own, certain, and no candidate. */
gboolean prose_may_assert (const cJSON *fact);
/* Whether a fact stands only where somebody sums up other records, not in a record itself. */
gboolean prose_is_told (const struct prose *prose, const cJSON *fact);

#endif
