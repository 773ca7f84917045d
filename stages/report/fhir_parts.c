#include "stages/report/fhir_parts.h"

#include <stdio.h>
#include <string.h>

char *
fhir_address (const struct bundle *bundle, const char *id)
{
    g_autofree char *name = g_strdup_printf ("%s\n%s", bundle->key, id);
    g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, name, -1);
    return g_strdup_printf ("urn:uuid:%.8s-%.4s-5%.3s-8%.3s-%.12s", hash, hash + 8, hash + 13, hash + 17, hash + 20);
}

cJSON *
fhir_resource (struct bundle *bundle, const char *type, const char *id)
{
    g_autofree char *address = fhir_address (bundle, id);
    cJSON *entry = cJSON_CreateObject (), *resource = cJSON_CreateObject ();
    cJSON_AddStringToObject (entry, "fullUrl", address);
    cJSON_AddItemToObject (entry, "resource", resource);
    cJSON_AddStringToObject (resource, "resourceType", type);
    cJSON_AddStringToObject (resource, "id", address + strlen ("urn:uuid:"));
    cJSON_AddItemToArray (bundle->entries, entry);
    return resource;
}

void
fhir_add_string (cJSON *object, const char *key, const char *value)
{
    g_autofree char *plain = value ? g_strdup (value) : NULL;
    for (char *p = plain; p && *p; p++)
        if ((guchar) *p < 0x20)
            *p = ' ';
    if (plain && *g_strstrip (plain))
        cJSON_AddStringToObject (object, key, plain);
}

void
fhir_add_date (cJSON *object, const char *key, const char *iso)
{
    int year, month, day, end = 0;
    gboolean good = iso
                    && ((sscanf (iso, "%4d-%2d-%2d%n", &year, &month, &day, &end) == 3 && end == 10 && !iso[end]
                         && g_date_valid_dmy ((GDateDay) day, month, (GDateYear) year))
                        || (sscanf (iso, "%4d-%2d%n", &year, &month, &end) == 2 && end == 7 && !iso[end] && month >= 1
                            && month <= 12)
                        || (sscanf (iso, "%4d%n", &year, &end) == 1 && end == 4 && !iso[end]));
    if (good)
        cJSON_AddStringToObject (object, key, iso);
}

void
fhir_add_reference (cJSON *object, const char *key, const char *address, const char *display)
{
    cJSON *reference = cJSON_AddObjectToObject (object, key);
    fhir_add_string (reference, "reference", address);
    fhir_add_string (reference, "display", display);
}

void
fhir_add_text (cJSON *object, const char *key, const char *text)
{
    if (text && *text)
        fhir_add_string (cJSON_AddObjectToObject (object, key), "text", text);
}

static void
add_to_array (cJSON *object, const char *key, const char *text)
{
    cJSON *one = cJSON_CreateObject ();
    fhir_add_string (one, "text", text);
    cJSON_AddItemToArray (cJSON_AddArrayToObject (object, key), one);
}

void
fhir_add_note (cJSON *object, const char *text)
{
    if (text && *text)
        add_to_array (object, "note", text);
}

void
fhir_add_array_text (cJSON *object, const char *key, const char *text)
{
    if (text && *text)
        add_to_array (object, key, text);
}

void
fhir_add_coding (cJSON *codings, const char *system, const char *code)
{
    cJSON *coding = cJSON_CreateObject ();
    fhir_add_string (coding, "system", system);
    fhir_add_string (coding, "code", code);
    cJSON_AddItemToArray (codings, coding);
}

cJSON *
fhir_add_code (cJSON *object, const char *key, const char *system, const char *code, const char *text)
{
    cJSON *concept = cJSON_AddObjectToObject (object, key), *codings = cJSON_AddArrayToObject (concept, "coding");
    fhir_add_coding (codings, system, code);
    fhir_add_string (concept, "text", text);
    return codings;
}
