#include "stages/assemble/case.h"

#include <math.h>
#include <string.h>

#include "common/calendar.h"
#include "common/record.h"
#include "stages/assemble/files.h"
#include "stages/assemble/missing.h"
#include "stages/assemble/pages.h"
#include "stages/assemble/procedures.h"

gboolean
case_feeds (const struct mention *mention)
{
    return page_counts (mention->page) && !mention_in_zone (mention, "guideline")
           && !mention_in_zone (mention, "boilerplate");
}

gboolean
case_feeds_facts (const struct mention *mention)
{
    return case_feeds (mention) && !mention_in_zone (mention, "rationale") && !mention_in_zone (mention, "request");
}

void
case_leave_out (struct assembly *assembly, const char *list)
{
    cJSON *count = cJSON_GetObjectItemCaseSensitive (assembly->left_out, list);
    if (count)
        cJSON_SetNumberValue (count, count->valuedouble + 1);
    else
        cJSON_AddNumberToObject (assembly->left_out, list, 1);
}

static int
compare_names (gconstpointer x, gconstpointer y)
{
    return g_strcmp0 (*(const char *const *) x, *(const char *const *) y);
}

char *
case_key (const struct store *store)
{
    g_autoptr (GPtrArray) hashes = g_ptr_array_new ();
    for (guint i = 0; i < store->files->len; i++) {
        const struct file *file = g_ptr_array_index (store->files, i);
        g_ptr_array_add (hashes, (gpointer) (file->sha256 ? file->sha256 : ""));
    }
    g_ptr_array_sort (hashes, compare_names);
    if (hashes->len == 1)
        return g_strndup (g_ptr_array_index (hashes, 0), 16);
    g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
    for (guint i = 0; i < hashes->len; i++)
        g_checksum_update (checksum, g_ptr_array_index (hashes, i), -1);
    return g_strndup (g_checksum_get_string (checksum), 16);
}

static int
compare_mentions (gconstpointer x, gconstpointer y)
{
    const struct mention *a = *(struct mention *const *) x, *b = *(struct mention *const *) y;
    if (a->start != b->start)
        return a->start - b->start;
    if (a->end != b->end)
        return a->end - b->end;
    return strcmp (a->kind, b->kind);
}

/* All mentions of pages that count, in the order of the case: documents, their pages, places on the page. */
static GPtrArray *
order_mentions (const struct documents *documents)
{
    GPtrArray *mentions = g_ptr_array_new ();
    for (guint d = 0; d < documents->n_in_file; d++) {
        const struct document *document = g_ptr_array_index (documents->list, d);
        for (guint i = 0; i < document->pages->len; i++) {
            struct page *page = g_ptr_array_index (document->pages, i);
            g_ptr_array_sort (page->mentions, compare_mentions);
            if (page_counts (page))
                g_ptr_array_extend (mentions, page->mentions, NULL, NULL);
        }
    }
    return mentions;
}

static const struct document *
latest_report (const struct documents *documents)
{
    const struct document *latest = NULL;
    for (guint i = 0; i < documents->list->len; i++) {
        const struct document *document = g_ptr_array_index (documents->list, i);
        if (!document->date || !document_class_treats (document->class_id) || document_is_copy (document)
            || document_is_foreign (document))
            continue;
        if (!latest || strcmp (document->date, latest->date) > 0)
            latest = document;
    }
    return latest;
}

/* Nothing in a case happened after its last paper was written: a recognised date that says so is misread. */
static void
settle_window (const struct assembly *assembly)
{
    static const char *const roles[] = { "decision", "assignment", "imr_application", "ur_denial",
                                         "rfa",      "report",     "service",         NULL };
    const char *end = NULL;
    for (guint i = 0; i < assembly->documents->list->len; i++) {
        const struct document *document = g_ptr_array_index (assembly->documents->list, i);
        if (document->date && (!end || strcmp (document->date, end) > 0) && !document_is_foreign (document))
            end = document->date;
    }
    for (guint i = 0; i < assembly->mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (assembly->mentions, i);
        const char *role = mention_is (mention, "date") && !mention->candidate ? mention_text (mention, "role") : NULL;
        const char *value = mention_text (mention, "value");
        if (role && value && strlen (value) == 10 && g_strv_contains (roles, role)
            && g_strcmp0 (mention->source, "ocr") != 0 && !mention_in_zone (mention, "guideline")
            && (!end || strcmp (value, end) > 0))
            end = value;
    }
    for (guint i = 0; end && i < assembly->mentions->len; i++) {
        struct mention *mention = g_ptr_array_index (assembly->mentions, i);
        const char *date = mention_is (mention, "procedure") ? mention_text (mention, "date") : NULL;
        if (date && g_strcmp0 (mention->source, "ocr") == 0
            && g_strcmp0 (mention_text (mention, "status"), "performed") == 0 && strcmp (date, end) > 0
            && !mention->confirmed)
            mention->candidate = TRUE;
    }
}

cJSON *
case_build (struct store *store)
{
    struct assembly assembly = { .store = store };
    duplicates_find (store);
    identity_check (store);
    g_autoptr (documents_t) documents = documents_build (store);
    documents_doubt_dates (documents);
    documents_order (documents);
    g_autoptr (GPtrArray) mentions = order_mentions (documents);
    documents_add_mentioned (documents, mentions);
    assembly.documents = documents;
    assembly.mentions = mentions;
    assembly.latest_report = latest_report (documents);
    settle_window (&assembly);

    g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) event_free);
    g_autoptr (GHashTable) event_of = g_hash_table_new (NULL, NULL);
    g_autoptr (GHashTable) evidence_of = g_hash_table_new_full (NULL, NULL, NULL, g_free);
    g_autoptr (GArray) dated = g_array_new (FALSE, FALSE, sizeof (struct dated));
    assembly.events = events;
    assembly.event_of = event_of;
    assembly.evidence_of = evidence_of;
    assembly.dated = dated;
    assembly.json = cJSON_CreateObject ();
    assembly.evidence = cJSON_CreateArray ();
    assembly.left_out = cJSON_CreateObject ();
    events_build (&assembly);

    g_autofree char *key = case_key (store);
    cJSON_AddStringToObject (assembly.json, "schema", CASE_SCHEMA);
    cJSON_AddStringToObject (assembly.json, "case_key", key);
    files_add (&assembly);
    people_add (&assembly);
    requests_add (&assembly);
    diagnoses_add (&assembly);
    medications_add (&assembly);
    surgeries_add (&assembly);
    therapies_add (&assembly);
    events_add (&assembly);
    outcomes_add (&assembly);
    citations_add (&assembly);
    studies_add (&assembly);
    facts_add_lists (&assembly);
    identity_add (&assembly);
    chronology_add (&assembly);
    missing_add (&assembly);
    corrections_add (&assembly);
    cJSON_AddItemToObject (assembly.json, "evidence", assembly.evidence);
    run_add (&assembly);
    return assembly.json;
}
