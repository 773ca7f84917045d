#include "common/digest.h"

#include <string.h>

#include "common/record.h"

#define DIGITS 16

struct digest {
    GChecksum *checksum;
};

struct digest *
digest_new (const char *kind)
{
    struct digest *digest = g_new0 (struct digest, 1);
    digest->checksum = g_checksum_new (G_CHECKSUM_SHA256);
    g_checksum_update (digest->checksum, (const guchar *) kind, -1);
    return digest;
}

void
digest_add (struct digest *digest, const char *key, const char *value)
{
    if (strstr (key, "mention") || strcmp (key, "rejected") == 0 || strcmp (key, "flags") == 0)
        return;
    g_autofree char *field = g_strdup_printf ("\x1e%s\x1f%s", key, value);
    g_checksum_update (digest->checksum, (const guchar *) field, -1);
}

void
digest_add_number (struct digest *digest, const char *key, double value)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];
    digest_add (digest, key, g_ascii_formatd (text, sizeof text, "%.17g", value));
}

void
digest_add_json (struct digest *digest, const cJSON *fields)
{
    const cJSON *field;
    cJSON_ArrayForEach (field, fields) {
        if (cJSON_IsString (field))
            digest_add (digest, field->string, field->valuestring);
        else if (cJSON_IsNumber (field))
            digest_add_number (digest, field->string, field->valuedouble);
        else if (cJSON_IsBool (field))
            digest_add (digest, field->string, cJSON_IsTrue (field) ? "true" : "false");
        else if (!cJSON_IsNull (field)) {
            g_autofree char *printed = record_print (field, FALSE);
            digest_add (digest, field->string, printed);
        }
    }
}

char *
digest_finish (struct digest *digest)
{
    char *digits = g_strndup (g_checksum_get_string (digest->checksum), DIGITS);
    g_checksum_free (digest->checksum);
    g_free (digest);
    return digits;
}
