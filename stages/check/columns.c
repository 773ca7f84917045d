#include "stages/check/columns.h"

#include <string.h>

#include "common/calendar.h"
#include "common/record.h"

const cJSON *
column_find (const cJSON *object, const char *path)
{
    g_auto (GStrv) steps = g_strsplit (path, ".", -1);
    for (char **step = steps; *step != NULL; step++)
        object = cJSON_IsObject (object)  ? record_get (object, *step)
                 : cJSON_IsArray (object) ? cJSON_GetArrayItem (object, (int) g_ascii_strtoll (*step, NULL, 10))
                                          : NULL;
    return object;
}

const cJSON *
value_of (const cJSON *json)
{
    return cJSON_IsObject (json) ? record_get (json, "value") : json;
}

char *
value_as_text (const cJSON *json)
{
    if (json == NULL || cJSON_IsNull (json))
        return NULL;
    return cJSON_IsString (json) ? g_strdup (json->valuestring) : record_print (json, FALSE);
}

static struct value
text (const char *string)
{
    return (struct value){ .type = string != NULL ? VALUE_TEXT : VALUE_NULL, .text = string };
}

static struct value
kept (char *string, GPtrArray *made)
{
    if (string != NULL)
        g_ptr_array_add (made, string);
    return text (string);
}

static struct value
number (double value)
{
    return (struct value){ .type = VALUE_NUMBER, .number = value };
}

static struct value
number_of (const cJSON *json)
{
    return cJSON_IsNumber (json) ? number (json->valuedouble) : text (NULL);
}

static struct value
joined (const cJSON *list, GPtrArray *made)
{
    if (cJSON_IsString (list))
        return text (list->valuestring);
    g_autoptr (GString) all = g_string_new (NULL);
    const cJSON *one;
    cJSON_ArrayForEach (one, list)
        if (cJSON_IsString (one))
            g_string_append_printf (all, "%s%s", all->len > 0 ? ", " : "", one->valuestring);
    return all->len > 0 ? kept (g_strdup (all->str), made) : text (NULL);
}

/* First or last day of "YYYY", "YYYY-MM" or "YYYY-MM-DD"; NULL where it is none. The caller frees. */
static char *
edge (const char *iso, gsize length, gboolean last)
{
    g_autofree char *date = g_strndup (iso, length);
    if (calendar_julian (date) != CALENDAR_NONE)
        return g_steal_pointer (&date);
    g_autofree char *first = length == 4   ? g_strconcat (date, "-01-01", NULL)
                             : length == 7 ? g_strconcat (date, "-01", NULL)
                                           : NULL;
    if (first == NULL || calendar_julian (first) == CALENDAR_NONE)
        return NULL;
    if (!last)
        return g_steal_pointer (&first);
    g_autofree char *next = calendar_add_months (first, length == 4 ? 12 : 1);
    return next != NULL ? calendar_iso_of_julian (calendar_julian (next) - 1) : NULL;
}

static struct value
day (const cJSON *json, enum column_kind kind, GPtrArray *made)
{
    const char *iso = cJSON_GetStringValue (value_of (json));
    if (iso == NULL)
        return text (NULL);
    if (kind == DAY)
        return text (calendar_julian (iso) != CALENDAR_NONE ? iso : NULL);
    const char *slash = strchr (iso, '/');
    if (slash == NULL)
        return kept (edge (iso, strlen (iso), kind == DAY_HIGH), made);
    return kind == DAY_LOW ? kept (edge (iso, (gsize) (slash - iso), FALSE), made)
                           : kept (edge (slash + 1, strlen (slash + 1), TRUE), made);
}

/* "=" and no upper bound means exactly; an operator that looks down has no lower bound. */
static struct value
bound (const cJSON *json, gboolean high)
{
    if (cJSON_IsNumber (json))
        return number_of (json);
    const char *op = record_string (json, "op");
    const cJSON *low_json = record_get (json, "low"), *high_json = record_get (json, "high");
    gboolean has_low = cJSON_IsNumber (low_json), has_high = cJSON_IsNumber (high_json);
    char sense = op != NULL ? op[0] : '=';
    if (sense == '<' || g_strcmp0 (op, "up to") == 0) {
        const cJSON *limit = has_high ? high_json : low_json;
        return high ? number_of (limit) : (has_high && has_low ? number_of (low_json) : text (NULL));
    }
    if (high && !has_high && has_low && sense != '>')
        return number_of (low_json);
    return number_of (high ? high_json : low_json);
}

/* The fall of pain between two scores in percent, which no words give (domain.md 3.6). */
static struct value
fall (const cJSON *item)
{
    const cJSON *before = record_get (item, "before"), *after = record_get (item, "after"), *one;
    gboolean pain = FALSE;
    cJSON_ArrayForEach (one, record_get (item, "measure"))
        pain |= g_strcmp0 (cJSON_GetStringValue (one), "pain") == 0;
    if (!pain || !cJSON_IsNumber (before) || !cJSON_IsNumber (after) || before->valuedouble <= 0
        || before->valuedouble > 10 || after->valuedouble < 0 || after->valuedouble > before->valuedouble)
        return text (NULL);
    return number (100 * (before->valuedouble - after->valuedouble) / before->valuedouble);
}

static struct value
weeks (const cJSON *duration, const char *end)
{
    static const struct {
        const char *unit;
        double weeks;
    } UNITS[] = { { "minute", 1.0 / 10080 }, { "hour", 1.0 / 168 }, { "day", 1.0 / 7 }, { "week", 1 },
                  { "month", 4.345 },        { "year", 52.14 } };
    const char *unit = record_string (duration, "unit");
    const cJSON *amount = record_get (duration, end);
    for (gsize i = 0; unit != NULL && cJSON_IsNumber (amount) && i < G_N_ELEMENTS (UNITS); i++)
        if (g_str_has_prefix (unit, UNITS[i].unit))
            return number (amount->valuedouble * UNITS[i].weeks);
    return text (NULL);
}

struct value
column_value (const struct column *column, const cJSON *item, GPtrArray *made)
{
    const cJSON *json = column_find (item, column->path), *one;
    if (json == NULL && (column->kind == BEFORE_AT || column->kind == AFTER_AT))
        json = record_get (item, "treatment_ref");
    const char *string = cJSON_GetStringValue (json), *at;
    switch (column->kind) {
    case TEXT:
        return text (string);
    case JSON_TEXT:
        return kept (value_as_text (json), made);
    case LEVELS:
        return joined (cJSON_IsObject (json) ? record_get (json, "literal") : json, made);
    case JOINED:
        return joined (json, made);
    case DAY:
    case DAY_LOW:
    case DAY_HIGH:
        return day (json, column->kind, made);
    case BEFORE_AT:
        at = string != NULL ? strchr (string, '@') : NULL;
        return at != NULL ? kept (g_strndup (string, (gsize) (at - string)), made) : text (string);
    case AFTER_AT:
        at = string != NULL ? strchr (string, '@') : NULL;
        return text (at != NULL && at[1] != '\0' && strcmp (at + 1, "null") != 0 ? at + 1
                                                                                 : record_string (item, "region"));
    case RESPONSE:
        return text (string != NULL ? string : record_string (json, "direction"));
    case NUMBER:
        return number_of (json);
    case FLAG:
        return cJSON_IsBool (json) ? number (cJSON_IsTrue (json)) : text (NULL);
    case FLAG_UNLESS_FALSE:
        return number (!cJSON_IsFalse (json));
    case RANGE_LOW:
    case RANGE_HIGH:
        if (cJSON_IsNumber (json))
            return number_of (json);
        if (record_get (json, "value") != NULL)
            return number_of (record_get (json, "value"));
        return number_of (record_get (json, column->kind == RANGE_LOW ? "low" : "high"));
    case BOUND_LOW:
    case BOUND_HIGH:
        if (json == NULL || cJSON_IsNull (json))
            return fall (item);
        return bound (json, column->kind == BOUND_HIGH);
    case WEEKS_LOW:
    case WEEKS_HIGH:
        return weeks (json, column->kind == WEEKS_LOW ? "low" : "high");
    case MEASURED:
        return number_of (value_of (json));
    case HAS:
        cJSON_ArrayForEach (one, json)
            if (g_strcmp0 (cJSON_GetStringValue (one), column->name) == 0)
                return number (1);
        return number (0);
    }
    return text (NULL);
}
