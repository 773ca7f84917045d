#include "common/rules_parts.h"

/* Filled in below: until a pattern tells what it needs, it is tried everywhere. */
void grams_of_text (struct grams *grams, const char *text, gsize length)
{
    (void)grams, (void)text, (void)length;
}

GArray *grams_needed (const char *pattern, gboolean extended)
{
    (void)pattern, (void)extended;
    return NULL;
}

gboolean grams_any (const struct grams *grams, const GArray *needed)
{
    (void)grams, (void)needed;
    return TRUE;
}
