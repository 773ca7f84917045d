/* What FHIR resources are put together from.
 */
#ifndef REPORT_FHIR_PARTS_H
#define REPORT_FHIR_PARTS_H

#include <cjson/cJSON.h>
#include <glib.h>

struct bundle {
    const char *key; /* of the case: ids are made of it; lent */
    cJSON *entries;
    char *patient; /* its address */
};

/* "urn:uuid:...", made of the case's key and an id of the case; the caller frees. */
char *fhir_address (const struct bundle *bundle, const char *id);
/* A new resource, the bundle's, for the fact with this id; lent. */
cJSON *fhir_resource (struct bundle *bundle, const char *type, const char *id);

/* Each adds a member unless there is nothing to add. */
void fhir_add_string (cJSON *object, const char *key, const char *value);
void fhir_add_date (cJSON *object, const char *key,
                    const char *iso); /* a year, month or day; anything else is left out */
void fhir_add_reference (cJSON *object, const char *key, const char *address, const char *display);
void fhir_add_text (cJSON *object, const char *key, const char *text);       /* {"text":...} */
void fhir_add_note (cJSON *object, const char *text);                        /* note[] */
void fhir_add_array_text (cJSON *object, const char *key, const char *text); /* [{"text":...}] */
/* {"coding":[{"system":..,"code":..}],"text":..}; text may be NULL. Returns the codings. */
cJSON *fhir_add_code (cJSON *object, const char *key, const char *system, const char *code, const char *text);
void fhir_add_coding (cJSON *codings, const char *system, const char *code);

#endif
