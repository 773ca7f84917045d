#include "common/casetext.h"

#include <string.h>

#include "common/record.h"

#define EVIDENCE "evidence"

struct stretch {
    guint32 start, length; /* in the text */
};

struct casetext {
    char *text;
    cJSON *json;
    GArray *evidence;  /* struct stretch */
    GHashTable *of_id; /* id, owned -> index + 1; NULL until it is asked for */
};

/* --- text --------------------------------------------------------------------------------------------------------- */

static const char *
skip_space (const char *p)
{
    return p + strspn (p, " \t\r\n");
}

/* Behind a string that begins at `p`; NULL where it does not end. */
static const char *
skip_string (const char *p)
{
    for (p++; *p != '\0' && *p != '"'; p++)
        if (*p == '\\' && p[1] != '\0')
            p++;
    return *p == '"' ? p + 1 : NULL;
}

/* Behind a value that begins at `p`; NULL where it does not end. */
static const char *
skip_value (const char *p)
{
    gsize depth = 0;
    for (; *p != '\0'; p++) {
        if (*p == '"') {
            if ((p = skip_string (p)) == NULL)
                return NULL;
            p--;
        } else if (*p == '{' || *p == '[') {
            depth++;
        } else if (*p == '}' || *p == ']') {
            if (depth == 0)
                return p;
            if (--depth == 0)
                return p + 1;
        } else if (depth == 0 && *p == ',') {
            return p;
        }
    }
    return NULL;
}

static const char *
trim_end (const char *start, const char *end)
{
    while (end > start && strchr (" \t\r\n", end[-1]) != NULL)
        end--;
    return end;
}

gboolean
casetext_member (const char *text, const char *key, const char **start, const char **end)
{
    const char *p = skip_space (text), *behind = NULL;
    gsize length = strlen (key);
    *start = *end = NULL;
    if (*p != '{')
        return FALSE;
    for (p = skip_space (p + 1); *p == '"';) {
        const char *name = p + 1, *value;
        if ((p = skip_string (p)) == NULL)
            return FALSE;
        gboolean found = (gsize) (p - 1 - name) == length && strncmp (name, key, length) == 0;
        p = skip_space (p);
        if (*p != ':')
            return FALSE;
        value = skip_space (p + 1);
        if ((p = skip_value (value)) == NULL)
            return FALSE;
        behind = trim_end (value, p);
        if (found) {
            *start = value;
            *end = behind;
            return TRUE;
        }
        p = skip_space (p);
        if (*p == ',')
            p = skip_space (p + 1);
    }
    if (*p == '}') {
        *start = behind != NULL ? behind : p;
        *end = behind;
    }
    return FALSE;
}

/* --- the case ----------------------------------------------------------------------------------------------------- */

/* Notes where each item of an array stands, and that it can be parsed. */
static gboolean
find_items (struct casetext *casetext, const char *start, const char *end, GError **error)
{
    const char *p = skip_space (start + 1);
    while (*p != ']' || casetext->evidence->len > 0) {
        const char *item = p;
        p = skip_value (p);
        if (p == NULL || p >= end)
            break;
        const char *behind = trim_end (item, p);
        p = skip_space (p);
        cJSON *json = record_parse_json (item, (gsize) (behind - item), error);
        if (json == NULL)
            return FALSE;
        cJSON_Delete (json);
        struct stretch stretch = { (guint32) (item - casetext->text), (guint32) (behind - item) };
        g_array_append_val (casetext->evidence, stretch);
        if (*p != ',')
            break;
        p = skip_space (p + 1);
    }
    if (p != NULL && p == end - 1)
        return TRUE;
    g_set_error_literal (error, RECORD_ERROR, RECORD_ERROR_BROKEN, "no JSON");
    return FALSE;
}

struct casetext *
casetext_parse (char *text, gsize length, GError **error)
{
    g_autoptr (casetext_t) casetext = g_new0 (struct casetext, 1);
    casetext->text = text;
    casetext->evidence = g_array_new (FALSE, FALSE, sizeof (struct stretch));
    const char *start, *end;
    if (strlen (text) == length && casetext_member (text, EVIDENCE, &start, &end) && *start == '[') {
        g_autoptr (GString) rest = g_string_sized_new (length - (gsize) (end - start) + 3);
        g_string_append_len (rest, text, start - text);
        g_string_append (rest, "[]");
        g_string_append (rest, end);
        casetext->json = record_parse_json (rest->str, rest->len, error);
        if (casetext->json == NULL || !find_items (casetext, start, end, error))
            return NULL;
    } else if ((casetext->json = record_parse_json (text, length, error)) == NULL) {
        return NULL;
    }
    if (cJSON_IsObject (casetext->json))
        return g_steal_pointer (&casetext);
    g_set_error_literal (error, RECORD_ERROR, RECORD_ERROR_BROKEN, "no JSON object");
    return NULL;
}

struct casetext *
casetext_read (FILE *stream, GError **error)
{
    g_autoptr (GString) text = g_string_new (NULL);
    char part[65536];
    for (gsize n; (n = fread (part, 1, sizeof part, stream)) > 0 && text->len <= CASETEXT_MAX_BYTES;)
        g_string_append_len (text, part, (gssize) n);
    if (ferror (stream) || text->len > CASETEXT_MAX_BYTES) {
        g_set_error_literal (error, RECORD_ERROR, ferror (stream) ? RECORD_ERROR_READ : RECORD_ERROR_BROKEN,
                             ferror (stream) ? "the case cannot be read" : "the case is too large");
        return NULL;
    }
    gsize length = text->len;
    return casetext_parse (g_string_free (g_steal_pointer (&text), FALSE), length, error);
}

void
casetext_free (struct casetext *casetext)
{
    if (casetext == NULL)
        return;
    g_free (casetext->text);
    cJSON_Delete (casetext->json);
    g_array_unref (casetext->evidence);
    if (casetext->of_id != NULL)
        g_hash_table_unref (casetext->of_id);
    g_free (casetext);
}

const char *
casetext_text (const struct casetext *casetext)
{
    return casetext->text;
}

const cJSON *
casetext_json (const struct casetext *casetext)
{
    return casetext->json;
}

void
casetext_drop_json (struct casetext *casetext)
{
    cJSON_Delete (casetext->json);
    casetext->json = NULL;
}

guint
casetext_evidence_count (const struct casetext *casetext)
{
    return casetext->evidence->len;
}

cJSON *
casetext_evidence (const struct casetext *casetext, guint i)
{
    const struct stretch *stretch = &g_array_index (casetext->evidence, struct stretch, i);
    return cJSON_ParseWithLength (casetext->text + stretch->start, stretch->length); /* it was parsed before */
}

cJSON *
casetext_evidence_find (struct casetext *casetext, const char *id)
{
    if (casetext->of_id == NULL) {
        casetext->of_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
        for (guint i = 0; i < casetext->evidence->len; i++) {
            cJSON *item = casetext_evidence (casetext, i);
            const char *own = record_string (item, "id");
            if (own != NULL)
                g_hash_table_insert (casetext->of_id, g_strdup (own), GUINT_TO_POINTER (i + 1));
            cJSON_Delete (item);
        }
    }
    guint at = id != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (casetext->of_id, id)) : 0;
    return at > 0 ? casetext_evidence (casetext, at - 1) : NULL;
}
