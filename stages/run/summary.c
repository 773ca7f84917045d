#include "stages/run/summary.h"

#include <time.h>

#include "common/record.h"
#include "stages/run/tree.h"

static const char *const LIST_NAMES[SUMMARY_LISTS] = { "done",    "failed", "waiting", "duplicates",
                                                       "changed", "purged", "locked" };

struct summary {
    cJSON *json;
    gboolean with_names;
    time_t started;
    double pages, pages_ocr;
    guint persons; /* done, but something could not be read */
};

struct summary *
summary_new (gboolean with_names)
{
    struct summary *summary = g_new0 (struct summary, 1);
    summary->with_names = with_names;
    summary->started = time (NULL);
    summary->json = cJSON_CreateObject ();
    cJSON_AddNumberToObject (summary->json, "v", RECORD_VERSION);
    for (gsize i = 0; i < SUMMARY_LISTS; i++)
        cJSON_AddArrayToObject (summary->json, LIST_NAMES[i]);
    return summary;
}

void
summary_free (struct summary *summary)
{
    if (!summary)
        return;
    cJSON_Delete (summary->json);
    g_free (summary);
}

static cJSON *
list_of (const struct summary *summary, enum summary_list list)
{
    return cJSON_GetObjectItemCaseSensitive (summary->json, LIST_NAMES[list]);
}

cJSON *
summary_add (struct summary *summary, enum summary_list list, const char *id, const char *name)
{
    cJSON *item = cJSON_CreateObject ();
    record_add_string (item, "id", id);
    if (summary->with_names)
        record_add_string (item, "case", name);
    cJSON_AddItemToArray (list_of (summary, list), item);
    return item;
}

/* What a person said and nothing came of. */
static double
corrections_left (const cJSON *counts)
{
    return record_number (counts, "differs", 0) + record_number (counts, "unmatched", 0)
           + record_number (counts, "refused", 0);
}

void
summary_add_done (struct summary *summary, const cJSON *run)
{
    static const char *const COUNTS[] = { "documents", "documents_unread", "pages",
                                          "pages_ocr", "pages_poor",       "pages_unread" };
    const cJSON *counts = record_get (run, "counts");
    int refused = cJSON_GetArraySize (record_get (run, "refused"));
    cJSON *item = summary_add (summary, SUMMARY_DONE, record_string (run, "id"), record_string (run, "case"));
    record_add_string (item, "revision", record_string (run, "revision"));
    record_add_string (item, "previous", record_string (run, "previous"));
    for (gsize i = 0; i < G_N_ELEMENTS (COUNTS); i++)
        cJSON_AddNumberToObject (item, COUNTS[i], record_number (counts, COUNTS[i], 0));
    cJSON_AddNumberToObject (item, "files_refused", refused);
    double left = corrections_left (record_get (run, "corrections"));
    cJSON_AddNumberToObject (item, "corrections_left", left);
    gboolean person = refused > 0 || left > 0 || record_number (counts, "documents_unread", 0) > 0
                      || record_number (counts, "pages_unread", 0) > 0;
    cJSON_AddBoolToObject (item, "needs_person", person);
    summary->persons += person;
    summary->pages += record_number (counts, "pages", 0);
    summary->pages_ocr += record_number (counts, "pages_ocr", 0);
}

guint
summary_count (const struct summary *summary, enum summary_list list)
{
    return (guint) cJSON_GetArraySize (list_of (summary, list));
}

time_t
summary_started (const struct summary *summary)
{
    return summary->started;
}

const char *
summary_list_name (enum summary_list list)
{
    return LIST_NAMES[list];
}

guint
summary_persons (const struct summary *summary)
{
    return summary->persons;
}

double
summary_pages (const struct summary *summary, gboolean by_ocr)
{
    return by_ocr ? summary->pages_ocr : summary->pages;
}

void
summary_set_stopped (struct summary *summary, const char *why)
{
    cJSON_DeleteItemFromObjectCaseSensitive (summary->json, "stopped");
    record_add_string (summary->json, "stopped", why);
}

void
summary_set_audit (struct summary *summary, guint64 lines, const char *head)
{
    cJSON *audit = cJSON_CreateObject ();
    cJSON_AddNumberToObject (audit, "lines", (double) lines);
    record_add_string (audit, "head", head);
    cJSON_DeleteItemFromObjectCaseSensitive (summary->json, "audit");
    cJSON_AddItemToObject (summary->json, "audit", audit);
}

/* --- text ----------------------------------------------------------------------------------------------------------- */

static void
print_label (const cJSON *item, FILE *stream)
{
    const char *name = record_string (item, "case");
    fprintf (stream, "  %s", record_string (item, "id"));
    if (name)
        fprintf (stream, " (%s)", name);
}

static void
print_person (const cJSON *item, FILE *stream)
{
    print_label (item, stream);
    const struct {
        const char *key, *of, *format;
    } lacks[] = {
        { "documents_unread", "documents", "%.0f of %.0f files could not be read" },
        { "pages_unread", "pages", "%.0f of %.0f pages could not be read" },
        { "files_refused", NULL, "%.0f things dropped were no files" },
        { "corrections_left", NULL, "%.0f corrections or transcripts without effect" },
    };
    const char *joint = ": ";
    for (gsize i = 0; i < G_N_ELEMENTS (lacks); i++) {
        double n = record_number (item, lacks[i].key, 0);
        if (n <= 0)
            continue;
        fputs (joint, stream);
        fprintf (stream, lacks[i].format, n, lacks[i].of ? record_number (item, lacks[i].of, 0) : 0);
        joint = ", ";
    }
    fprintf (stream, "; report and run.json of revision %s say which and why\n", record_string (item, "revision"));
}

static void
print_reasons (const cJSON *item, FILE *stream)
{
    print_label (item, stream);
    fprintf (stream, ": %s", record_string (item, "reason"));
    if (record_string (item, "detail"))
        fprintf (stream, " (%s)", record_string (item, "detail"));
    fputc ('\n', stream);
    if (record_string (item, "advice"))
        fprintf (stream, "      %s\n", record_string (item, "advice"));
}

static void
print_list (const struct summary *summary, enum summary_list list, const char *heading, FILE *stream)
{
    const cJSON *item;
    if (summary_count (summary, list) == 0)
        return;
    fprintf (stream, "\n%s\n", heading);
    cJSON_ArrayForEach (item, list_of (summary, list))
        print_reasons (item, stream);
}

void
summary_print (const struct summary *summary, FILE *stream)
{
    const char *stopped = record_string (summary->json, "stopped");
    if (stopped)
        fprintf (stream, "This run ended early: %s\n\n", stopped);
    fprintf (stream,
             "done %u, failed %u, waiting %u, dropped twice %u; %.0f pages, %.0f of them by OCR; %.1f minutes\n",
             summary_count (summary, SUMMARY_DONE), summary_count (summary, SUMMARY_FAILED),
             summary_count (summary, SUMMARY_WAITING), summary_count (summary, SUMMARY_DUPLICATE), summary->pages,
             summary->pages_ocr, difftime (time (NULL), summary->started) / 60);
    print_list (summary, SUMMARY_FAILED, "Failed (the files are in failed/ID; after the remedy: case-run retry ID)",
                stream);
    if (summary->persons > 0) {
        fputs ("\nDone, but needs a person\n", stream);
        const cJSON *item;
        cJSON_ArrayForEach (item, list_of (summary, SUMMARY_DONE))
            if (record_bool (item, "needs_person"))
                print_person (item, stream);
    }
    print_list (summary, SUMMARY_WAITING, "Waiting (a later run goes on with these)", stream);
    print_list (summary, SUMMARY_DUPLICATE, "Dropped again, not processed twice", stream);
    print_list (summary, SUMMARY_CHANGED, "Cases that changed", stream);
    gboolean only_told = record_bool (cJSON_GetArrayItem (list_of (summary, SUMMARY_PURGED), 0), "only_told");
    print_list (summary, SUMMARY_PURGED, only_told ? "Would be removed" : "Removed", stream);
    print_list (summary, SUMMARY_LOCKED, "Signed off, and left as they were (new files make a new revision)", stream);
    const cJSON *audit = record_get (summary->json, "audit");
    if (record_string (audit, "head"))
        fprintf (stream, "\naudit log: %.0f lines, hash of the last %s\n", record_number (audit, "lines", 0),
                 record_string (audit, "head"));
}

gboolean
summary_write (struct summary *summary, const char *path, GError **error)
{
    cJSON *json = cJSON_Duplicate (summary->json, TRUE);
    cJSON_AddNumberToObject (json, "started", (double) summary->started);
    cJSON_AddNumberToObject (json, "finished", (double) time (NULL));
    cJSON *counts = cJSON_AddObjectToObject (json, "counts");
    for (gsize i = 0; i < SUMMARY_LISTS; i++)
        cJSON_AddNumberToObject (counts, LIST_NAMES[i], summary_count (summary, (enum summary_list) i));
    cJSON_AddNumberToObject (counts, "needs_person", summary->persons);
    cJSON_AddNumberToObject (counts, "pages", summary->pages);
    cJSON_AddNumberToObject (counts, "pages_ocr", summary->pages_ocr);
    gboolean written = tree_write_json (path, json, error);
    cJSON_Delete (json);
    return written;
}
