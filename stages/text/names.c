#include "stages/text/names.h"

#include <string.h>

#include "common/record.h"
#include "stages/text/submission.h"

static int
by_name (gconstpointer a, gconstpointer b)
{
    const struct item *one = *(struct item *const *) a, *other = *(struct item *const *) b;
    int order = strcmp (one->name, other->name);
    return order ? order : strcmp (one->path, other->path);
}

gboolean
names_apply (GPtrArray *items, const char *path, GError **error)
{
    g_autofree char *text = NULL;
    gsize length;
    cJSON *table = g_file_get_contents (path, &text, &length, error) ? record_parse_json (text, length, error) : NULL;
    if (table == NULL)
        return FALSE;
    g_autoptr (GHashTable) names =
        g_hash_table_new (g_str_hash, g_str_equal); /* path -> name, both lent by the table */
    const cJSON *file;
    cJSON_ArrayForEach (file, record_get (table, "files")) {
        const char *stored = record_string (file, "stored"), *name = record_string (file, "name");
        if (stored && name)
            g_hash_table_insert (names, (gpointer) stored, (gpointer) name);
    }
    for (guint i = 0; i < items->len; i++) {
        struct item *item = items->pdata[i];
        const char *name = g_hash_table_lookup (names, item->path);
        if (name == NULL)
            continue;
        g_free (item->name);
        item->name = g_strdup (name);
    }
    cJSON_Delete (table);
    g_ptr_array_sort (items, by_name);
    return TRUE;
}
