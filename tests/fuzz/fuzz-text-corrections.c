/* A corrections file from the inbox: every record that comes of it has either an error or all that later stages rely on. */
#include <string.h>

#include "stages/text/corrections.h"
#include "tests/fuzz/fuzz.h"
#include "common/record.h"

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t length)
{
    g_autofree char *text = g_strndup ((const char *) bytes, length);
    g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (said_free);
    corrections_read (all, text, strlen (text), "0123456789abcdef", "x.corrections.json", 4096);
    for (guint i = 0; i < all->len; i++) {
        const struct said *said = g_ptr_array_index (all, i);
        gboolean refused = cJSON_IsObject (record_get (said->record, "error"));
        g_assert (record_string (said->record, "id") != NULL);
        g_assert (refused || (said->sha256 && said->page > 0 && record_string (said->record, "action")));
    }
    return 0;
}
