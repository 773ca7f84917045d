/* Doubtful dates that the rest of the file bears out (corroborate.h). */
#include "stages/extract/corroborate.h"

#include <string.h>

#include "stages/extract/mention.h"

/* The day and role of a date of injury or birth as one key, the caller's; NULL for other mentions. */
static char *
key_of (const struct mention *mention)
{
    const char *value = strcmp (mention->kind, "date") == 0 ? mention_get (mention, "value") : NULL;
    const char *role = value != NULL ? mention_get (mention, "role") : NULL;
    if (role == NULL || strlen (value) != strlen ("2015-07-13")
        || (strcmp (role, "injury") != 0 && strcmp (role, "birth") != 0))
        return NULL;
    return g_strdup_printf ("%s %s", role, value);
}

static gboolean
is_as_written (const struct mention *mention)
{
    return !cJSON_IsTrue (cJSON_GetObjectItemCaseSensitive (mention->fields, "repaired"))
           && cJSON_GetArraySize (cJSON_GetObjectItemCaseSensitive (mention->fields, "flags")) == 0;
}

void
corroborate_dates (const GPtrArray *found)
{
    g_autoptr (GHashTable) sure = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < found->len; i++) {
        const GPtrArray *mentions = found->pdata[i];
        for (guint k = 0; k < mentions->len; k++) {
            const struct mention *mention = mentions->pdata[k];
            char *key = mention->candidate || !is_as_written (mention) ? NULL : key_of (mention);
            if (key != NULL)
                g_hash_table_add (sure, key);
        }
    }
    for (guint i = 0; i < found->len && g_hash_table_size (sure) > 0; i++) {
        const GPtrArray *mentions = found->pdata[i];
        for (guint k = 0; k < mentions->len; k++) {
            struct mention *mention = mentions->pdata[k];
            g_autofree char *key = mention->candidate && is_as_written (mention) ? key_of (mention) : NULL;
            if (key == NULL || !g_hash_table_contains (sure, key))
                continue;
            mention->candidate = FALSE;
            cJSON_AddItemToArray (cJSON_GetObjectItemCaseSensitive (mention->fields, "flags"),
                                  cJSON_CreateString ("corroborated"));
        }
    }
}
