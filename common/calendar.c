#include "common/calendar.h"

#include <string.h>

#define ISO_LENGTH 10

gboolean
calendar_valid (int year, int month, int day)
{
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31)
        return FALSE;
    return g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year);
}

static gboolean
parse (const char *iso, GDate *date)
{
    if (iso == NULL || strlen (iso) != ISO_LENGTH || iso[4] != '-' || iso[7] != '-')
        return FALSE;
    for (int i = 0; i < ISO_LENGTH; i++)
        if (i != 4 && i != 7 && !g_ascii_isdigit (iso[i]))
            return FALSE;
    int year = (int) g_ascii_strtoll (iso, NULL, 10);
    int month = (int) g_ascii_strtoll (iso + 5, NULL, 10);
    int day = (int) g_ascii_strtoll (iso + 8, NULL, 10);
    if (!calendar_valid (year, month, day))
        return FALSE;
    g_date_clear (date, 1);
    g_date_set_dmy (date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
    return TRUE;
}

guint32
calendar_julian (const char *iso)
{
    GDate date;
    return parse (iso, &date) ? g_date_get_julian (&date) : CALENDAR_NONE;
}

char *
calendar_iso (int year, int month, int day)
{
    return g_strdup_printf ("%04d-%02d-%02d", year, month, day);
}

char *
calendar_iso_of_julian (guint32 julian)
{
    if (!g_date_valid_julian (julian))
        return NULL;
    GDate date;
    g_date_clear (&date, 1);
    g_date_set_julian (&date, julian);
    return calendar_iso (g_date_get_year (&date), (int) g_date_get_month (&date), g_date_get_day (&date));
}

int
calendar_days_between (const char *from_iso, const char *to_iso)
{
    guint32 from = calendar_julian (from_iso), to = calendar_julian (to_iso);
    g_return_val_if_fail (from != CALENDAR_NONE && to != CALENDAR_NONE, 0);
    return (int) ((gint64) to - (gint64) from);
}

char *
calendar_add_months (const char *iso, int months)
{
    GDate date;
    if (!parse (iso, &date))
        return NULL;
    /* By hand, since GDate asserts where a year leaves its range, and a record may ask for any number of months. */
    gint64 month = (gint64) g_date_get_year (&date) * 12 + (gint64) g_date_get_month (&date) - 1 + months;
    if (month < 12 || month >= 10000 * 12)
        return NULL;
    int year = (int) (month / 12), of_year = (int) (month % 12) + 1;
    int last = g_date_get_days_in_month ((GDateMonth) of_year, (GDateYear) year);
    return calendar_iso (year, of_year, MIN (g_date_get_day (&date), last));
}

double
calendar_years_between (const char *from_iso, const char *to_iso)
{
    return calendar_days_between (from_iso, to_iso) / 365.25;
}
