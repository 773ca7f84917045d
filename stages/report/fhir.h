/* The facts of a case as FHIR R4.
 */
#ifndef REPORT_FHIR_H
#define REPORT_FHIR_H

#include <glib.h>
#include <stdio.h>

#include "common/casetext.h"

/* Writes a Bundle (collection) as JSON, an entry a line: the Patient, without what names the patient unless `named`; a DocumentReference a document in
 * hand; Condition, Procedure, MedicationStatement, AllergyIntolerance and Observation for what the case knows of the patient;
 * and for each of these a Provenance with the quotes that it rests on. What is doubtful is preliminary, unconfirmed or
 * unknown; what is planned or another person's is left out. Ids are made of the case's, so that the same case gives the
 * same bytes. Errors are left to the stream. */
void fhir_write (struct casetext *casetext, gboolean named, FILE *out);

#endif
