/* The chronology as a table for spreadsheets.
 */
#ifndef REPORT_CHRONOLOGY_H
#define REPORT_CHRONOLOGY_H

#include <glib.h>

#include "common/casetext.h"

/* Comma-separated values (RFC 4180, UTF-8) with a line of names, one line an entry of the timeline; no cell can be taken
 * for a formula. The caller frees. */
GString *chronology_new (struct casetext *casetext);

#endif
