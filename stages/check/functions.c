#include "stages/check/functions.h"

#include <glib.h>
#include <string.h>

#include "common/calendar.h"

/* Orders two values of the same kind; FALSE where they cannot be compared. */
static gboolean
compare (sqlite3_value *a, sqlite3_value *b, int *order)
{
    int type_a = sqlite3_value_type (a), type_b = sqlite3_value_type (b);
    if (type_a == SQLITE_NULL || type_b == SQLITE_NULL || (type_a == SQLITE_TEXT) != (type_b == SQLITE_TEXT))
        return FALSE;
    if (type_a == SQLITE_TEXT) {
        *order = strcmp ((const char *) sqlite3_value_text (a), (const char *) sqlite3_value_text (b));
        return TRUE;
    }
    double difference = sqlite3_value_double (a) - sqlite3_value_double (b);
    *order = (difference > 0) - (difference < 0);
    return TRUE;
}

static void
at_least (sqlite3_context *context, int n, sqlite3_value **values)
{
    (void) n;
    int order;
    if (compare (values[0], values[2], &order) && order >= 0)
        sqlite3_result_int (context, 1);
    else if (compare (values[1], values[2], &order) && order < 0)
        sqlite3_result_int (context, 0);
}

static void
at_most (sqlite3_context *context, int n, sqlite3_value **values)
{
    (void) n;
    int order;
    if (compare (values[1], values[2], &order) && order <= 0)
        sqlite3_result_int (context, 1);
    else if (compare (values[0], values[2], &order) && order > 0)
        sqlite3_result_int (context, 0);
}

/* The value as a full ISO date, NULL where it is none; lent. */
static const char *
full_date (sqlite3_value *value)
{
    const char *iso = (const char *) sqlite3_value_text (value);
    return iso != NULL && calendar_julian (iso) != CALENDAR_NONE ? iso : NULL;
}

static void
days_between (sqlite3_context *context, int n, sqlite3_value **values)
{
    (void) n;
    const char *from = full_date (values[0]), *to = full_date (values[1]);
    if (from != NULL && to != NULL)
        sqlite3_result_int (context, calendar_days_between (from, to));
}

static void
years_between (sqlite3_context *context, int n, sqlite3_value **values)
{
    (void) n;
    const char *from = full_date (values[0]), *to = full_date (values[1]);
    if (from != NULL && to != NULL)
        sqlite3_result_double (context, calendar_years_between (from, to));
}

static void
months_before (sqlite3_context *context, int n, sqlite3_value **values)
{
    (void) n;
    const char *date = full_date (values[0]);
    sqlite3_int64 months = sqlite3_value_int64 (values[1]);
    if (date == NULL || months < -12000 || months > 12000)
        return;
    char *earlier = calendar_add_months (date, (int) -months);
    if (earlier != NULL)
        sqlite3_result_text (context, earlier, -1, g_free);
}

static void
days_before (sqlite3_context *context, int n, sqlite3_value **values)
{
    (void) n;
    const char *date = full_date (values[0]);
    sqlite3_int64 days = sqlite3_value_int64 (values[1]);
    if (date == NULL || days < -400000 || days > 400000)
        return;
    gint64 julian = (gint64) calendar_julian (date) - days;
    char *earlier = julian > 0 ? calendar_iso_of_julian ((guint32) julian) : NULL;
    if (earlier != NULL)
        sqlite3_result_text (context, earlier, -1, g_free);
}

/* Whether the text holds the words as whole words, letter case ignored; NULL where there is no text. */
static void
says (sqlite3_context *context, int n, sqlite3_value **values)
{
    (void) n;
    const char *text = (const char *) sqlite3_value_text (values[0]),
               *words = (const char *) sqlite3_value_text (values[1]);
    if (text == NULL || words == NULL || *words == '\0')
        return;
    gsize length = strlen (words);
    for (const char *p = text; *p != '\0'; p++)
        if ((p == text || !g_ascii_isalnum (p[-1])) && g_ascii_strncasecmp (p, words, length) == 0
            && !g_ascii_isalnum (p[length])) {
            sqlite3_result_int (context, 1);
            return;
        }
    sqlite3_result_int (context, 0);
}

void
functions_register (sqlite3 *base)
{
    static const struct {
        const char *name;
        int arguments;
        void (*function) (sqlite3_context *, int, sqlite3_value **);
    } functions[] = {
        { "at_least", 3, at_least },
        { "at_most", 3, at_most },
        { "days_between", 2, days_between },
        { "years_between", 2, years_between },
        { "months_before", 2, months_before },
        { "days_before", 2, days_before },
        { "says", 2, says },
    };
    for (gsize i = 0; i < G_N_ELEMENTS (functions); i++)
        sqlite3_create_function_v2 (base, functions[i].name, functions[i].arguments, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
                                    NULL, functions[i].function, NULL, NULL, NULL);
}
