/* The sections of the case report, in the order in which a physician reads them. Each writes itself, or nothing where the
 * case has nothing to say there.
 */
#ifndef REPORT_SECTIONS_H
#define REPORT_SECTIONS_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "stages/report/evidence.h"

struct report {
    const cJSON *json;         /* the checked case; lent */
    struct evidence *evidence; /* of the same case; lent */
    GString *out;
};

void section_summary (const struct report *report);  /* patient, the draft for each request */
void section_criteria (const struct report *report); /* one table a request; what would cure it */
void section_findings (const struct report *report); /* by severity */
void section_missing (const struct report *report);  /* what the files speak of and do not hold: wanted.c */
void section_chronology (const struct report *report);
void section_facts (const struct report *report); /* treatments and responses, diagnoses, examination, medications */
void section_documents (const struct report *report); /* in hand, mentioned, and what could not be read */
void section_run (const struct report *report);       /* which rules and criteria, for the record */

#endif
