/* Packed words: a string is refused, or unpacks into words that pack and unpack to the same. */
#include <math.h>

#include "common/words.h"
#include "tests/fuzz/fuzz.h"

static gboolean
same (const struct word *one, const struct word *other)
{
    return one->start == other->start && one->length == other->length && fabs (one->x0 - other->x0) < 0.01
           && fabs (one->y1 - other->y1) < 0.01 && one->confidence == other->confidence && one->model == other->model
           && one->doubtful == other->doubtful;
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t length)
{
    g_autofree char *packed = g_strndup ((const char *) bytes, length);
    g_autoptr (GError) error = NULL;
    g_autoptr (GArray) words = words_unpack (packed, &error);
    g_assert ((words == NULL) == (error != NULL));
    if (words == NULL)
        return 0;
    g_autoptr (GString) repacked = g_string_new (NULL);
    for (guint i = 0; i < words->len; i++)
        words_pack (repacked, &g_array_index (words, struct word, i));
    g_autoptr (GArray) again = words_unpack (repacked->str, NULL);
    g_assert (again && again->len == words->len);
    for (guint i = 0; i < words->len; i++)
        g_assert (same (&g_array_index (words, struct word, i), &g_array_index (again, struct word, i)));
    double box[4];
    int confidence;
    gboolean doubtful;
    words_box (words, 0, (guint) length, box, &confidence, &doubtful);
    return 0;
}
