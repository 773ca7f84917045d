/* Letters as PDF, by cairo and pango.
 */
#ifndef REPORT_PAPER_H
#define REPORT_PAPER_H

#include "stages/report/prose.h"

/* The date that PDFs bear: no clock, so that the same case gives the same bytes. */
#define PAPER_DATE "2000-01-01T00:00:00Z"

/* The letter as a PDF of US letter pages, each numbered and marked as a draft; the caller frees. NULL where cairo fails. */
GString *prose_pdf (const struct prose *prose);

#endif
