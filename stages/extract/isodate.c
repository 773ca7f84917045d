#include "stages/extract/isodate.h"

#include <string.h>

#include "common/calendar.h"

char *
date_read_iso (const char *text)
{
    static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    int figures[3] = { 0 }, lengths[3] = { 0 }, n = 0, month = 0;
    for (const char *p = text; *p != '\0' && n < 3;) {
        if (g_ascii_isdigit (*p)) {
            char *end;
            figures[n] = (int) g_ascii_strtoll (p, &end, 10);
            lengths[n++] = (int) (end - p);
            p = end;
        } else if (g_ascii_isalpha (*p) && month == 0 && strlen (p) >= 3) {
            for (int m = 0; m < 12; m++)
                if (g_ascii_strncasecmp (p, months + 3 * m, 3) == 0)
                    month = m + 1;
            while (g_ascii_isalpha (*p))
                p++;
        } else
            p++;
    }
    int year, day;
    if (month > 0 && n >= 2) {
        day = figures[0];
        year = figures[1];
    } else if (n == 3 && lengths[0] == 4) {
        year = figures[0];
        month = figures[1];
        day = figures[2];
    } else if (n == 3) {
        month = figures[0];
        day = figures[1];
        year = figures[2];
    } else
        return NULL;
    if (year < 100)
        year += year < 30 ? 2000 : 1900;
    return calendar_valid (year, month, day) ? calendar_iso (year, month, day) : NULL;
}
