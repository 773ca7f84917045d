/* What names a person, and its masking: for a report that leaves the house.
 *
 * Masked are the names, birth dates, claim, case and record numbers that the case knows, in all their variants and with the
 * mistakes that recognition makes; the names of employer, requesting physician and providers; and, whoever's they are, what looks
 * like a social security or telephone number, an address of street, post or mail, or stands behind a label that announces one.
 * Rather too much is masked than too little: a patient called Long costs the word "long".
 */
#ifndef REPORT_REDACT_H
#define REPORT_REDACT_H

#include <glib.h>

#include "common/casetext.h"

/* One masked character; a text keeps its length. */
#define REDACT_MARK 0x2588

struct redaction;
/* Gathers what the case knows; the case is not needed later. The caller frees. */
struct redaction *redaction_new (struct casetext *casetext);
void redaction_free (struct redaction *redaction);
typedef struct redaction redaction_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (redaction_t, redaction_free)

/* Which code points of a text are to be masked, one byte (0 or 1) each; `recognised` allows for mistakes of reading. The
 * caller unrefs. */
GByteArray *redaction_of (const struct redaction *redaction, const char *text, gboolean recognised);
/* The text, masked; the name of a file of the case, which may hold a patient's, is replaced by "file N". Fits html_mask. The
 * caller frees. */
char *redaction_text (const char *text, gconstpointer redaction);
/* The text with the marked code points masked, blanks kept; the caller frees. */
char *redaction_apply (const char *text, const GByteArray *masked);

#endif
