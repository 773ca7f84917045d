#include "stages/run/casenotes.h"

#include "common/record.h"
#include "stages/run/due.h"
#include "stages/run/tree.h"

#define CASE_MAX_BYTES (256u << 20)

/* {"major": 3, ...}: how many things the checks found, by severity. */
static void
note_findings (cJSON *run, const cJSON *json)
{
    static const char *const SEVERITIES[] = { "major", "minor", "info" };
    cJSON *findings = cJSON_AddObjectToObject (run, "findings");
    for (gsize i = 0; i < G_N_ELEMENTS (SEVERITIES); i++) {
        int n = 0;
        const cJSON *finding;
        cJSON_ArrayForEach (finding, record_get (record_get (json, "assessment"), "findings"))
            n += g_strcmp0 (record_string (finding, "severity"), SEVERITIES[i]) == 0;
        cJSON_AddNumberToObject (findings, SEVERITIES[i], n);
    }
}

/* {"applied": 3, ...}: what became of what persons said, by outcome. */
static void
note_corrections (cJSON *run, const cJSON *json)
{
    cJSON *counts = cJSON_AddObjectToObject (run, "corrections");
    const cJSON *correction;
    cJSON_ArrayForEach (correction, record_get (json, "corrections")) {
        const char *outcome = record_string (correction, "outcome");
        if (g_strcmp0 (record_string (record_get (correction, "error"), "reason"), "superseded") == 0)
            outcome = "superseded";
        cJSON *count = outcome ? cJSON_GetObjectItemCaseSensitive (counts, outcome) : NULL;
        if (count)
            cJSON_SetNumberValue (count, count->valuedouble + 1);
        else if (outcome)
            cJSON_AddNumberToObject (counts, outcome, 1);
    }
}

void
casenotes_add (cJSON *run, const char *folder)
{
    g_autofree char *path = g_build_filename (folder, "case.json", NULL);
    cJSON *json = tree_read_json (path, CASE_MAX_BYTES, NULL);
    cJSON *all = cJSON_AddArrayToObject (run, "determinations");
    const cJSON *issue;
    cJSON_ArrayForEach (issue, record_get (record_get (json, "assessment"), "issues")) {
        const char *determination = record_string (record_get (issue, "determination"), "draft");
        cJSON_AddItemToArray (all, determination ? cJSON_CreateString (determination) : cJSON_CreateNull ());
    }
    note_findings (run, json);
    note_corrections (run, json);
    due_note (run, json);
    cJSON_Delete (json);
}
