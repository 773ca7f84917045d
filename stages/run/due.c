#include "stages/run/due.h"

#include "common/calendar.h"
#include "common/record.h"

#define DAYS_REGULAR 30
#define DAYS_EXPEDITED 3
#define DAY_SECONDS 86400
#define JULIAN_OF_EPOCH 719163 /* GDate's day of 1970-01-01 */

gboolean
due_is_expedited (const cJSON *json)
{
    const char *priority = record_string (record_get (record_get (json, "admin"), "priority"), "value");
    return priority && g_ascii_strcasecmp (priority, "expedited") == 0;
}

void
due_note (cJSON *run, const cJSON *json)
{
    gboolean expedited = record_bool (run, "expedited") || due_is_expedited (json);
    guint32 assigned = CALENDAR_NONE;
    const char *date = record_string (record_get (record_get (json, "admin"), "date_assigned"), "value");
    if (date)
        assigned = calendar_julian (date);
    guint32 from = assigned != CALENDAR_NONE
                       ? assigned
                       : (guint32) (JULIAN_OF_EPOCH + (gint64) record_number (run, "dropped", 0) / DAY_SECONDS);
    g_autofree char *due = calendar_iso_of_julian (from + (expedited ? DAYS_EXPEDITED : DAYS_REGULAR));
    static const char *const OURS[] = { "expedited", "due", "due_from" };
    for (gsize i = 0; i < G_N_ELEMENTS (OURS); i++)
        cJSON_DeleteItemFromObjectCaseSensitive (run, OURS[i]);
    cJSON_AddBoolToObject (run, "expedited", expedited);
    record_add_string (run, "due", due);
    record_add_string (run, "due_from", assigned != CALENDAR_NONE ? "assigned" : "dropped");
}

gint64
due_of_drop (gint64 dropped, gboolean expedited)
{
    return dropped + (gint64) (expedited ? DAYS_EXPEDITED : DAYS_REGULAR) * DAY_SECONDS;
}

gint64
due_seconds (const char *iso)
{
    guint32 day = iso ? calendar_julian (iso) : CALENDAR_NONE;
    return day == CALENDAR_NONE ? G_MAXINT64 : ((gint64) day - JULIAN_OF_EPOCH + 1) * DAY_SECONDS - 1;
}
