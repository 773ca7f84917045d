#include "stages/report/chronology.h"

#include <string.h>

#include "common/record.h"
#include "stages/report/evidence.h"
#include "stages/report/words.h"

/* Quoted throughout; a cell that a spreadsheet would calculate gets an apostrophe, which shows it as text. */
static void
add_cell (GString *out, const char *text, gboolean last)
{
    g_string_append_c (out, '"');
    if (text && *text && strchr ("=+-@\t\r", *text))
        g_string_append_c (out, '\'');
    for (const char *p = text ? text : ""; *p; p++) {
        if (*p == '"')
            g_string_append (out, "\"\"");
        else
            g_string_append_c (out, (guchar) *p < 0x20 ? ' ' : *p);
    }
    g_string_append (out, last ? "\"\r\n" : "\",");
}

/* The first evidence of what a reference of the timeline stands for, or NULL. */
static const cJSON *
first_evidence (struct evidence *evidence, const cJSON *item)
{
    return evidence_find (evidence, cJSON_GetStringValue (cJSON_GetArrayItem (record_get (item, "evidence"), 0)));
}

static void
add_entry (GString *out, const cJSON *report_case, struct evidence *evidence, const cJSON *entry)
{
    const char *reference = cJSON_GetStringValue (cJSON_GetArrayItem (entry, 2));
    const cJSON *item = evidence_find (evidence, reference);
    g_auto (GStrv) path = g_strsplit (reference ? reference : "", ".", 2);
    if (!item && path[0] && path[1])
        item = record_get (record_get (report_case, path[0]), path[1]);
    const cJSON *source = first_evidence (evidence, item), *page = cJSON_GetArrayItem (record_get (item, "pages"), 0);
    const char *concept = record_string (item, "concept"), *file = record_string (source, "file");
    double number = record_number (source, "page", cJSON_IsNumber (page) ? page->valuedouble : 0);
    g_autofree char *levels = words_for_levels (record_get (item, "levels"));
    g_autofree char *place = number > 0 ? g_strdup_printf ("%.0f", number) : NULL;
    add_cell (out, cJSON_GetStringValue (cJSON_GetArrayItem (entry, 0)), FALSE);
    add_cell (out, words_for (cJSON_GetStringValue (cJSON_GetArrayItem (entry, 1))), FALSE);
    add_cell (out, words_for (concept ? concept : record_string (item, "class")), FALSE);
    add_cell (out, words_for (record_string (item, "region")), FALSE);
    add_cell (out, levels, FALSE);
    add_cell (out, words_for (record_string (item, "laterality")), FALSE);
    add_cell (out, file ? file : record_string (item, "file"), FALSE);
    add_cell (out, place, FALSE);
    add_cell (out, record_string (source, "quote"), FALSE);
    add_cell (out, record_bool (item, "candidate") ? "yes" : "no", TRUE);
}

GString *
chronology_new (struct casetext *casetext)
{
    const cJSON *report_case = casetext_json (casetext);
    g_autoptr (evidence_t) evidence = evidence_new (casetext, NULL);
    GString *out = g_string_new ("date,kind,what,region,levels,side,file,page,quote,doubtful\r\n");
    const cJSON *entry;
    cJSON_ArrayForEach (entry, record_get (report_case, "timeline")) {
        add_entry (out, report_case, evidence, entry);
    }
    return out;
}
