/* Which mentioned report governs (governance.h). */
#include "stages/extract/governance.h"

#include <string.h>

#include "common/record.h"
#include "stages/extract/mention.h"

/* What is said of the records as a whole ends the report that governed until then. */
static gboolean
is_about_the_file (const struct mention *mention)
{
    return strcmp (mention->kind, "absence") == 0
           || (strcmp (mention->kind, "medication_list") == 0
               && strcmp (mention->context.polarity, "absent_in_records") == 0);
}

static gboolean
is_governing (const struct mention *mention)
{
    return strcmp (mention->kind, "document_mention") == 0
           && cJSON_IsTrue (cJSON_GetObjectItemCaseSensitive (mention->fields, "governs"));
}

void
governance_assign (GPtrArray *pages, GPtrArray *found)
{
    g_autofree char *governor = NULL;
    const char *section = NULL;
    double part = -1;
    for (guint i = 0; i < pages->len; i++) {
        const struct page *page = pages->pdata[i];
        const GPtrArray *mentions = found->pdata[i];
        if (record_number (page->record, "part", 0) != part)
            g_clear_pointer (&governor, g_free);
        part = record_number (page->record, "part", 0);
        for (guint k = 0; k < mentions->len; k++) {
            struct mention *mention = mentions->pdata[k];
            if (mention->sentence < 0)
                continue;
            const struct sentence *sentence = &g_array_index (page->sentences, struct sentence, mention->sentence);
            if (sentence->zone != ZONE_SUMMARY)
                continue;
            if (g_strcmp0 (sentence->section, section) != 0 || is_about_the_file (mention))
                g_clear_pointer (&governor, g_free);
            section = sentence->section;
            if (is_governing (mention)) {
                g_free (governor);
                governor = mention_id (mention, page);
            } else if (strcmp (mention->kind, "document_mention") != 0) {
                mention->report = g_strdup (governor);
                /* Relief that a summary tells under one report is what the patient said there (domain.md 2.1, F2, F3). */
                if (governor && strcmp (mention->kind, "outcome") == 0)
                    mention->context.attribution = "patient_report";
            }
        }
    }
}
