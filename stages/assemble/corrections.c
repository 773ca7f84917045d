#include "stages/assemble/corrections.h"

#include <string.h>

#include "common/record.h"
#include "stages/assemble/case.h"

#define QUOTED_MAX 200 /* code points of what somebody said that stand in the case */

void
correction_free (gpointer pointer)
{
    struct correction *correction = pointer;
    cJSON_Delete (correction->json);
    g_ptr_array_unref (correction->mentions);
    g_free (correction);
}

gboolean
corrections_note (struct store *store, const cJSON *record)
{
    const char *id = record_string (record, "id"), *text = record_string (record, "text");
    if (!id || g_hash_table_contains (store->correction_of, id))
        return FALSE;
    struct correction *correction = g_new0 (struct correction, 1);
    correction->length = text ? (guint) g_utf8_strlen (text, -1) : 0;
    correction->json = cJSON_Duplicate (record, TRUE);
    cJSON_DeleteItemFromObjectCaseSensitive (correction->json, "text");
    correction->id = record_string (correction->json, "id");
    correction->mentions = g_ptr_array_new ();
    g_ptr_array_add (store->corrections, correction);
    g_hash_table_insert (store->correction_of, (gpointer) correction->id, correction);
    return TRUE;
}

static struct correction *
find (const struct store *store, const char *id)
{
    return id ? g_hash_table_lookup (store->correction_of, id) : NULL;
}

void
corrections_note_page (struct store *store, const cJSON *page)
{
    const cJSON *told;
    cJSON_ArrayForEach (told, record_get (page, "corrections")) {
        struct correction *correction = find (store, record_string (told, "id"));
        if (correction)
            correction->outcome = store_string (store, record_string (told, "outcome"));
    }
}

void
corrections_note_mention (struct store *store, const cJSON *record, struct mention *mention)
{
    const cJSON *said;
    cJSON_ArrayForEach (said, record_get (record, "review")) {
        const char *verdict = record_string (said, "verdict");
        struct correction *correction = find (store, record_string (said, "correction"));
        if (!correction || !verdict)
            continue;
        correction->outcome = said->next ? "superseded" : "applied";
        g_ptr_array_add (correction->mentions, mention);
        mention->verdict_by = correction->id;
        mention->confirmed = strcmp (verdict, "confirmed") == 0;
        mention->rejected = strcmp (verdict, "rejected") == 0;
    }
}

/* --- the case ------------------------------------------------------------------------------------------------------------ */

static void
add_cut (cJSON *item, const cJSON *record, const char *key)
{
    const char *text = record_string (record, key);
    g_autofree char *cut = text ? g_utf8_substring (text, 0, MIN (QUOTED_MAX, g_utf8_strlen (text, -1))) : NULL;
    if (record_get (record, key))
        record_add_string (item, key, cut);
}

static const char *
file_name (const struct store *store, const char *document)
{
    const struct file *file = document ? g_hash_table_lookup (store->file_of, document) : NULL;
    return file ? file->name : NULL;
}

static void
add_correction (struct assembly *assembly, cJSON *array, const struct correction *correction)
{
    static const char *const COPIED[] = { "from", "sha256", "by", "at", "about", "action" };
    static const char *const CUT[] = { "was", "now", "kind", "quote", "note" };
    const cJSON *record = correction->json, *error = record_get (record, "error");
    gboolean refused = cJSON_IsObject (error);
    cJSON *item = cJSON_CreateObject ();
    cJSON_AddStringToObject (item, "id", correction->id);
    for (gsize i = 0; i < G_N_ELEMENTS (COPIED); i++)
        record_add_string (item, COPIED[i], record_string (record, COPIED[i]));
    record_add_string (item, "file", file_name (assembly->store, record_string (record, "document")));
    cJSON *page = cJSON_Duplicate (record_get (record, "page"), TRUE);
    cJSON_AddItemToObject (item, "page", page ? page : cJSON_CreateNull ());
    cJSON *span = cJSON_Duplicate (record_get (record, "span"), TRUE);
    if (span)
        cJSON_AddItemToObject (item, "span", span);
    for (gsize i = 0; i < G_N_ELEMENTS (CUT); i++)
        add_cut (item, record, CUT[i]);
    if (correction->length > 0)
        cJSON_AddNumberToObject (item, "characters", correction->length);
    record_add_string (item, "outcome", refused ? "refused" : correction->outcome ? correction->outcome : "unmatched");
    cJSON_AddItemToObject (item, "error", refused ? cJSON_Duplicate (error, TRUE) : cJSON_CreateNull ());
    if (correction->mentions->len > 0)
        evidence_add (assembly, item, correction->mentions);
    cJSON_AddItemToArray (array, item);
}

static gboolean
rests_on (const cJSON *ids, GHashTable *confirmed)
{
    const cJSON *id;
    cJSON_ArrayForEach (id, ids)
        if (cJSON_IsString (id) && g_hash_table_contains (confirmed, id->valuestring))
            return TRUE;
    return FALSE;
}

/* Every fact below `json` that cites evidence which a person confirmed. */
static void
mark_confirmed (cJSON *json, GHashTable *confirmed)
{
    cJSON *child;
    cJSON_ArrayForEach (child, json)
        if (cJSON_IsObject (child) || cJSON_IsArray (child))
            mark_confirmed (child, confirmed);
    if (cJSON_IsObject (json) && rests_on (record_get (json, "evidence"), confirmed))
        cJSON_AddTrueToObject (json, "confirmed");
}

void
corrections_add (struct assembly *assembly)
{
    const GPtrArray *corrections = assembly->store->corrections;
    g_autoptr (GHashTable) confirmed = g_hash_table_new (g_str_hash, g_str_equal);
    for (guint i = 0; i < corrections->len; i++) {
        const struct correction *correction = g_ptr_array_index (corrections, i);
        for (guint k = 0; k < correction->mentions->len; k++) {
            const struct mention *mention = g_ptr_array_index (correction->mentions, k);
            const char *id = g_hash_table_lookup (assembly->evidence_of, mention);
            if (mention->confirmed && id)
                g_hash_table_add (confirmed, (gpointer) id);
        }
    }
    if (g_hash_table_size (confirmed) > 0)
        mark_confirmed (assembly->json, confirmed);
    if (corrections->len == 0)
        return;
    cJSON *array = cJSON_AddArrayToObject (assembly->json, "corrections");
    for (guint i = 0; i < corrections->len; i++)
        add_correction (assembly, array, g_ptr_array_index (corrections, i));
}
