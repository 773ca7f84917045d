/* The record reader: any stream ends in its end record or in an error, and what is accepted can be written and read again. */
#include <string.h>

#include "common/record.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t length)
{
    if (length == 0)
        return 0;
    g_autoptr (GError) error = NULL;
    FILE *stream = fmemopen ((void *) bytes, length, "r");
    g_autoptr (record_reader_t) reader = record_reader_new (stream);
    struct record *record;
    while ((record = record_reader_next (reader, &error))) {
        g_autofree char *printed = record_print (record->json, FALSE);
        g_autoptr (record_t) again = record_parse (printed, strlen (printed), NULL);
        g_assert (again && cJSON_Compare (record->json, again->json, TRUE));
        record_free (record);
    }
    g_assert (error || record_reader_counts (reader));
    fclose (stream);
    return 0;
}
