#include "stages/text/pictures.h"

#include <string.h>

#define PIXELS_MIN 500 /* across: half of the coarsest fax */
#define KEY "/Width"

/* A length in pixels; a reference to an object elsewhere could be any. */
static gboolean
is_wide (const char *at, const char *end)
{
    guint pixels = 0;
    while (at < end && g_ascii_isspace (*at))
        at++;
    for (; at < end && g_ascii_isdigit (*at) && pixels < PIXELS_MIN; at++)
        pixels = 10 * pixels + (guint) g_ascii_digit_value (*at);
    if (pixels >= PIXELS_MIN)
        return TRUE;
    gboolean number = pixels > 0;
    while (at < end && g_ascii_isspace (*at))
        at++;
    return number && at < end && g_ascii_isdigit (*at); /* "12 0 R" */
}

gboolean
pictures_may_be_pages (const char *bytes, gsize length)
{
    const char *at = bytes, *end = bytes + length;
    while ((at = memmem (at, (gsize) (end - at), KEY, strlen (KEY)))) {
        at += strlen (KEY);
        if (is_wide (at, end))
            return TRUE;
    }
    return FALSE;
}
