/* What persons say of pages (correction records) put into the page records: transcripts in place of what was read, corrected,
 * confirmed and rejected words. What the program had read is kept beside it, in `reading`; `corrections` says what
 * became of each.
 */
#ifndef OCR_AMEND_H
#define OCR_AMEND_H

#include <cjson/cJSON.h>
#include <glib.h>

struct amendments;
struct amendments *amendments_new (void);
void amendments_free (struct amendments *amendments);
typedef struct amendments amendments_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (amendments_t, amendments_free)

/* Keeps what a correction record says of a page or its words; one with an error, or about a fact, is not kept. */
void amendments_note (struct amendments *amendments, const cJSON *correction);
/* Whether anything is said of this page. */
gboolean amendments_wanted (const struct amendments *amendments, const cJSON *page);
/* Puts it into the page record, in the order in which it came; corrections of one file are all about the text that was there
 * before the first of them. */
void amendments_apply (const struct amendments *amendments, cJSON *page);

#endif
