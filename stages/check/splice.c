#include "stages/check/splice.h"

#include "common/casetext.h"

char *
splice_member (const char *text, const char *key, const char *value)
{
    const char *start, *end;
    if (casetext_member (text, key, &start, &end)) {
        g_autofree char *before = g_strndup (text, (gsize) (start - text));
        return g_strconcat (before, value, end, NULL);
    }
    if (start == NULL)
        return NULL;
    g_autofree char *before = g_strndup (text, (gsize) (start - text));
    return g_strconcat (before, end != NULL ? "," : "", "\"", key, "\":", value, start, NULL);
}
