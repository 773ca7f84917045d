#include "stages/text/check.h"

#include <math.h>
#include <string.h>

#include "common/words.h"
#include "stages/text/pageout.h"
#include "stages/text/problem.h"

#define PAGES_MAX 1000000
#define ROUTE_BYTES_MAX 100
#define NAME_BYTES_MAX 1024 /* of a member; twice of what the worker leaves */

struct field {
    const char *key;
    int types; /* of cJSON, or-ed */
    gboolean required;
};

static const struct field page_fields[] = {
    { "v", cJSON_Number, TRUE },
    { "type", cJSON_String, TRUE },
    { "document", cJSON_String, TRUE },
    { "page", cJSON_Number, TRUE },
    { "width", cJSON_Number | cJSON_NULL, TRUE },
    { "height", cJSON_Number | cJSON_NULL, TRUE },
    { "rotation", cJSON_Number, TRUE },
    { "source", cJSON_String, TRUE },
    { "text", cJSON_String, TRUE },
    { "words", cJSON_String, TRUE },
    { "route", cJSON_Object, TRUE },
    { "confidence", cJSON_NULL, TRUE },
    { "legibility", cJSON_String, TRUE },
    { "handwritten", cJSON_False, TRUE },
    { "blank", cJSON_False | cJSON_True, TRUE },
    { "error", cJSON_Object | cJSON_NULL, TRUE },
    { "layer_text", cJSON_String, FALSE },
    { "layer_words", cJSON_String, FALSE },
    { "ocr", cJSON_True, FALSE },
    { "verify", cJSON_True, FALSE },
};

/* The names, the caller's; NULL where they are not what names are. */
static GPtrArray *
take_names (const cJSON *list)
{
    g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
    const cJSON *name;

    cJSON_ArrayForEach (name, list) {
        if (!cJSON_IsString (name) || *name->valuestring == '\0' || strlen (name->valuestring) > NAME_BYTES_MAX)
            return NULL;
        g_ptr_array_add (names, g_strdup (name->valuestring));
    }
    return cJSON_IsArray (list) ? g_steal_pointer (&names) : NULL;
}

gboolean
check_first_line (const char *line, gsize length, guint *pages, const char **reason, GPtrArray **members)
{
    cJSON *json = record_parse_json (line, length, NULL);
    const cJSON *list = record_get (json, "members");
    double number = record_number (json, "pages", -1);
    const char *said = json ? record_string (json, "reason") : NULL;
    *reason = problem_known (said);
    *pages = number >= 0 && number <= PAGES_MAX ? (guint) number : 0;
    *members = list ? take_names (list) : NULL;
    gboolean good = json && number == *pages && (said == NULL || *reason != NULL) && (list == NULL || *members != NULL);
    cJSON_Delete (json);
    return good;
}

static gboolean
fields_are_right (const cJSON *page)
{
    guint required = 0, found = 0;
    for (gsize i = 0; i < G_N_ELEMENTS (page_fields); i++)
        required += page_fields[i].required;
    for (const cJSON *field = page->child; field; field = field->next) {
        gsize i = 0;
        while (i < G_N_ELEMENTS (page_fields) && strcmp (page_fields[i].key, field->string) != 0)
            i++;
        if (i == G_N_ELEMENTS (page_fields) || (field->type & page_fields[i].types) == 0)
            return FALSE;
        found += page_fields[i].required;
    }
    return found == required;
}

static gboolean
length_is_right (const cJSON *page, const char *key)
{
    double points = record_number (page, key, 1);
    return points > 0 && points < PAGE_POINTS_MAX;
}

static gboolean
words_are_right (const cJSON *page, const char *key)
{
    const char *packed = record_string (page, key);
    g_autoptr (GArray) words = packed ? words_unpack (packed, NULL) : NULL;
    return packed == NULL || words != NULL;
}

static gboolean
route_is_right (const cJSON *page)
{
    const cJSON *route = record_get (page, "route");
    const char *way = record_string (route, "way"), *why = record_string (route, "why");
    static const char *const ways[] = { "plain", "layer", "image", "mixed", "blank", NULL };
    return way && why && g_strv_contains (ways, way) && strlen (why) <= ROUTE_BYTES_MAX
           && cJSON_GetArraySize (route) == 2;
}

/* The worker's reason, but our words for it. */
static gboolean
error_is_right (const cJSON *page)
{
    const cJSON *error = record_get (page, "error");
    if (cJSON_IsNull (error))
        return TRUE;
    const char *reason = problem_known (record_string (error, "reason"));
    cJSON *ours = reason ? problem_json (reason, NULL, NULL) : NULL;
    gboolean same = ours && cJSON_Compare (ours, error, TRUE);
    cJSON_Delete (ours);
    return same;
}

struct record *
check_page_line (const char *line, gsize length, const char *document, guint page)
{
    g_autoptr (record_t) record = record_parse (line, length, NULL);
    if (record == NULL || strcmp (record->type, "page") != 0 || !fields_are_right (record->json))
        return NULL;
    const cJSON *json = record->json;
    double rotation = record_number (json, "rotation", -1);
    if (strcmp (record_string (json, "document"), document) != 0 || record_number (json, "page", 0) != page)
        return NULL;
    if (rotation != 0 && rotation != 90 && rotation != 180 && rotation != 270)
        return NULL;
    if (!length_is_right (json, "width") || !length_is_right (json, "height") || !route_is_right (json)
        || !error_is_right (json) || !words_are_right (json, "words") || !words_are_right (json, "layer_words"))
        return NULL;
    return g_steal_pointer (&record);
}
