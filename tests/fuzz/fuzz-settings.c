/* The settings parser: a file is refused with its mistakes, or every value is within its range. */
#include <string.h>

#include "common/settings.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t length)
{
    int file = fuzz_file (bytes, length);
    g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", file);
    g_autoptr (GError) error = NULL;
    g_autoptr (settings_t) settings = settings_load (path, &error);
    g_assert ((settings == NULL) == (error != NULL));
    if (settings) {
        gint64 seconds = settings_int (settings, "limits", "page_seconds");
        g_assert (seconds >= 1 && seconds <= 3600);
        g_assert (settings_string (settings, "sandbox", "policy") && settings_path (settings, "run", "inbox"));
        g_assert (*settings_path (settings, "run", "inbox") == '/');
    } else
        g_assert (*error->message);
    close (file);
    return 0;
}
