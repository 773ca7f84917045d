#include <string.h>

#include "common/calendar.h"
#include "common/record.h"
#include "stages/assemble/case.h"
#include "stages/assemble/pages.h"

#define MAX_INTERVALS 500
#define MAX_UNDATED 500

/* The role under which a document of a class stands in the chronology. */
static const char *
role_of (const struct document *document)
{
    static const struct {
        const char *class_id, *role;
    } roles[] = { { "UR", "ur_denial" },
                  { "IMR_APP", "imr_application" },
                  { "IMR_NOA", "assignment" },
                  { "IMR_FDL", "decision" },
                  { "RFA", "rfa" },
                  { "OP", "procedure" },
                  { "IMG", "imaging" },
                  { "EDX", "imaging" } };
    for (guint i = 0; document->class_id && i < G_N_ELEMENTS (roles); i++)
        if (g_str_equal (roles[i].class_id, document->class_id))
            return roles[i].role;
    static const char *const papers[] = { "CORR", "RX", "LAB", "GUIDE", "OTHER", "BLANK", NULL };
    return document->class_id && g_strv_contains (papers, document->class_id) ? "other" : "report";
}

/* Whether a date of the case or an event tells what a document of the role would; an operation's report is told by the operation. */
static gboolean
told_already (const struct assembly *assembly, const char *date, const char *role)
{
    for (guint i = 0; i < assembly->dated->len; i++) {
        const struct dated *dated = &g_array_index (assembly->dated, struct dated, i);
        if (g_str_equal (dated->date, date)
            && (g_str_equal (dated->role, role)
                || (g_str_equal (role, "procedure") && g_str_equal (dated->role, "surgery"))))
            return TRUE;
    }
    return FALSE;
}

static void
note_documents (struct assembly *assembly)
{
    guint events = assembly->dated->len;
    for (guint i = 0; i < assembly->documents->list->len; i++) {
        const struct document *document = g_ptr_array_index (assembly->documents->list, i);
        if (!document->date || (document->in_file && (document_is_copy (document) || document_is_foreign (document))))
            continue;
        /* What an event or a date of the case tells already is not told again: the event's note, the letter's own date. */
        const char *role = role_of (document);
        if (!g_str_equal (role, "report") && events > 0 && told_already (assembly, document->date, role))
            continue;
        chronology_note (assembly, document->date, role, document->id);
    }
}

/* "R2" before "R10": letters, then the number. */
static int
compare_refs (const char *a, const char *b)
{
    gsize letters_a = strcspn (a, "0123456789"), letters_b = strcspn (b, "0123456789");
    int order = strncmp (a, b, MAX (letters_a, letters_b));
    if (order)
        return order;
    guint64 n_a = g_ascii_strtoull (a + letters_a, NULL, 10), n_b = g_ascii_strtoull (b + letters_b, NULL, 10);
    return n_a < n_b ? -1 : n_a > n_b;
}

static int
compare_dated (gconstpointer x, gconstpointer y)
{
    const struct dated *a = x, *b = y;
    int order = strcmp (a->date, b->date);
    if (!order)
        order = strcmp (a->role, b->role);
    return order ? order : compare_refs (a->ref, b->ref);
}

static void
add_timeline (struct assembly *assembly)
{
    g_array_sort (assembly->dated, compare_dated);
    cJSON *timeline = cJSON_AddArrayToObject (assembly->json, "timeline");
    for (guint i = 0; i < assembly->dated->len; i++) {
        const struct dated *dated = &g_array_index (assembly->dated, struct dated, i);
        const char *row[] = { dated->date, dated->role, dated->ref };
        cJSON_AddItemToArray (timeline, cJSON_CreateStringArray (row, 3));
    }
}

static void
add_interval (struct assembly *assembly, cJSON *array, const struct dated *from, const struct dated *to)
{
    if (calendar_julian (from->date) == CALENDAR_NONE || calendar_julian (to->date) == CALENDAR_NONE)
        return;
    if (cJSON_GetArraySize (array) >= MAX_INTERVALS) {
        case_leave_out (assembly, "intervals");
        return;
    }
    cJSON *interval = cJSON_CreateObject ();
    cJSON_AddStringToObject (interval, "from", from->ref);
    cJSON_AddStringToObject (interval, "to", to->ref);
    cJSON_AddNumberToObject (interval, "days", calendar_days_between (from->date, to->date));
    cJSON_AddItemToArray (array, interval);
}

/* What criteria ask of time: from each procedure to the next and to the latest report, and between reports. */
static void
add_intervals (struct assembly *assembly)
{
    cJSON *array = cJSON_AddArrayToObject (assembly->json, "intervals");
    const struct dated *event = NULL, *report = NULL, *latest = NULL;
    for (guint i = 0; i < assembly->dated->len; i++) {
        const struct dated *dated = &g_array_index (assembly->dated, struct dated, i);
        if (assembly->latest_report && g_str_equal (dated->ref, assembly->latest_report->id))
            latest = dated;
    }
    for (guint i = 0; i < assembly->dated->len; i++) {
        const struct dated *dated = &g_array_index (assembly->dated, struct dated, i);
        if (g_str_equal (dated->role, "procedure") && dated->ref[0] == 'E') {
            if (event)
                add_interval (assembly, array, event, dated);
            if (latest && strcmp (dated->date, latest->date) <= 0)
                add_interval (assembly, array, dated, latest);
            event = dated;
        } else if (g_str_equal (dated->role, "report")) {
            if (report)
                add_interval (assembly, array, report, dated);
            report = dated;
        }
    }
}

static void
add_undated_of (struct assembly *assembly, cJSON *array, const char *list, const char *role)
{
    const cJSON *item;
    cJSON_ArrayForEach (item, cJSON_GetObjectItemCaseSensitive (assembly->json, list)) {
        const char *row[] = { role, record_string (item, "id") };
        if (record_string (item, "date") || record_bool (item, "candidate") || !row[1])
            continue;
        if (cJSON_GetArraySize (array) >= MAX_UNDATED)
            case_leave_out (assembly, "undated");
        else
            cJSON_AddItemToArray (array, cJSON_CreateStringArray (row, 2));
    }
}

/* What was done and written on days that nothing tells: it has its place behind the chronology. */
static void
add_undated (struct assembly *assembly)
{
    cJSON *array = cJSON_AddArrayToObject (assembly->json, "undated");
    add_undated_of (assembly, array, "events", "procedure");
    add_undated_of (assembly, array, "surgeries", "surgery");
    for (guint i = 0; i < assembly->documents->n_in_file; i++) {
        const struct document *document = g_ptr_array_index (assembly->documents->list, i);
        const char *row[] = { role_of (document), document->id };
        if (document->date || g_strcmp0 (document->class_id, "BLANK") == 0 || document_is_copy (document)
            || document_is_foreign (document))
            continue;
        if (cJSON_GetArraySize (array) >= MAX_UNDATED)
            case_leave_out (assembly, "undated");
        else
            cJSON_AddItemToArray (array, cJSON_CreateStringArray (row, 2));
    }
}

void
chronology_add (struct assembly *assembly)
{
    note_documents (assembly);
    add_timeline (assembly);
    add_undated (assembly);
    add_intervals (assembly);
}
