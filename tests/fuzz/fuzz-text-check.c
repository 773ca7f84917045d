/* What a worker that was taken over may say: the parent's check accepts or refuses it, and never falls. */
#include <string.h>

#include "stages/text/check.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t length)
{
    g_autofree char *line = g_strndup ((const char *) bytes, length); /* the worker's lines are handed out terminated */
    guint pages;
    const char *reason;
    g_autoptr (GPtrArray) members = NULL;
    check_first_line (line, strlen (line), &pages, &reason, &members);
    g_autoptr (record_t) record = check_page_line (line, strlen (line), "F0123456789ab", 1);
    g_assert (record == NULL || record_number (record->json, "page", 0) == 1);
    return 0;
}
