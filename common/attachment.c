#include "common/attachment.h"

#include <string.h>

#define PAGE_DIGITS_MAX 5
#define COPY_DIGITS_MAX 3

gsize
attachment_without_suffix (const char *name, const char *suffix)
{
    gsize length = strlen (name), tail = strlen (suffix);
    return length > tail && g_ascii_strcasecmp (name + length - tail, suffix) == 0 ? length - tail : 0;
}

static gsize
before_digits (const char *name, gsize end)
{
    while (end > 0 && g_ascii_isdigit (name[end - 1]))
        end--;
    return end;
}

/* Bytes before ".pNNN.txt", or 0. */
static gsize
without_page (const char *name, int *page)
{
    gsize end = attachment_without_suffix (name, ".txt"), digits = before_digits (name, end);
    if (end == 0 || digits == end || end - digits > PAGE_DIGITS_MAX || digits < 3
        || g_ascii_tolower (name[digits - 1]) != 'p' || name[digits - 2] != '.')
        return 0;
    g_autofree char *number = g_strndup (name + digits, end - digits);
    gint64 n = g_ascii_strtoll (number, NULL, 10);
    if (n < 1)
        return 0;
    *page = (int) n;
    return digits - 2;
}

/* Bytes before ".corrections.json", ".corrections (2).json" or ".corrections(2).json", or 0. */
static gsize
without_corrections (const char *name)
{
    gsize end = attachment_without_suffix (name, ".json");
    if (end > 0 && name[end - 1] == ')') {
        gsize digits = before_digits (name, end - 1);
        if (digits < end - 1 && end - 1 - digits <= COPY_DIGITS_MAX && digits > 0 && name[digits - 1] == '(') {
            end = digits - 1;
            end -= end > 0 && name[end - 1] == ' ';
        }
    }
    g_autofree char *head = g_strndup (name, end);
    return attachment_without_suffix (head, ".corrections");
}

enum attachment
attachment_parse (const char *name, gsize *of, int *page)
{
    *page = 0;
    if ((*of = without_corrections (name)) > 0)
        return ATTACHMENT_CORRECTIONS;
    if ((*of = without_page (name, page)) > 0)
        return ATTACHMENT_TRANSCRIPT;
    *of = strlen (name);
    return ATTACHMENT_NONE;
}
