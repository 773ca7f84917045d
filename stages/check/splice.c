#include "stages/check/splice.h"

#include <string.h>

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

char *
splice_member (const char *text, const char *key, const char *value)
{
    g_autofree char *quoted = g_strdup_printf ("\"%s\"", key);
    const char *p = skip_space (text), *end = NULL;
    if (*p != '{')
        return NULL;
    for (p = skip_space (p + 1); *p == '"';) {
        const char *name = p, *start;
        if ((p = skip_string (p)) == NULL)
            return NULL;
        gboolean found = (gsize) (p - name) == strlen (quoted) && strncmp (name, quoted, strlen (quoted)) == 0;
        p = skip_space (p);
        if (*p != ':')
            return NULL;
        start = skip_space (p + 1);
        if ((end = skip_value (start)) == NULL)
            return NULL;
        if (found) {
            while (end > start && strchr (" \t\r\n", end[-1]) != NULL)
                end--;
            g_autofree char *before = g_strndup (text, (gsize) (start - text));
            return g_strconcat (before, value, end, NULL);
        }
        p = skip_space (end);
        if (*p == ',')
            p = skip_space (p + 1);
    }
    if (*p != '}')
        return NULL;
    while (end != NULL && strchr (" \t\r\n", end[-1]) != NULL)
        end--;
    g_autofree char *before = g_strndup (text, (gsize) ((end != NULL ? end : p) - text));
    return g_strconcat (before, end != NULL ? "," : "", quoted, ":", value, end != NULL ? end : p, NULL);
}
