/* Verdicts of persons on mentions (verdicts.h). */
#include "stages/extract/verdicts.h"

#include <string.h>

#include "common/digest.h"
#include "common/record.h"
#include "stages/extract/mention.h"

static gboolean
same_reading (const struct mention *mention, const char *reading)
{
    struct digest *digest = digest_new (mention->kind);
    digest_add_json (digest, mention->fields);
    g_autofree char *digits = digest_finish (digest);
    return strcmp (digits, reading) == 0;
}

static gboolean
stands_at (const struct mention *mention, const struct page *page, const cJSON *span)
{
    guint from, to;
    page_span (page, mention->start, mention->end, &from, &to);
    const cJSON *first = cJSON_GetArrayItem (span, 0), *last = cJSON_GetArrayItem (span, 1);
    return cJSON_IsNumber (first) && cJSON_IsNumber (last) && first->valuedouble == from && last->valuedouble == to;
}

static gboolean
reads (const struct mention *mention, const struct page *page, const char *quote)
{
    g_autofree char *there = page_quote (page, mention->start, mention->end);
    return strcmp (there, quote) == 0;
}

/* The mention that a verdict means, or NULL. */
static struct mention *
find (const cJSON *verdict, const struct page *page, const GPtrArray *mentions)
{
    const char *kind = record_string (verdict, "kind"), *quote = record_string (verdict, "quote");
    const char *reading = record_string (verdict, "reading");
    struct mention *elsewhere = NULL;
    guint n_elsewhere = 0;
    for (guint i = 0; kind && quote && reading && i < mentions->len; i++) {
        struct mention *mention = mentions->pdata[i];
        if (strcmp (mention->kind, kind) != 0 || !same_reading (mention, reading))
            continue;
        if (stands_at (mention, page, record_get (verdict, "span")))
            return mention;
        if (!reads (mention, page, quote))
            continue;
        elsewhere = mention;
        n_elsewhere++;
    }
    return n_elsewhere == 1 ? elsewhere : NULL;
}

static void
apply (const cJSON *verdict, const GPtrArray *pages, const GPtrArray *found)
{
    const char *action = record_string (verdict, "action"), *id = record_string (verdict, "id");
    double number = record_number (verdict, "page", 0);
    for (guint i = 0; i < pages->len; i++) {
        const struct page *page = pages->pdata[i];
        if (page->number != number)
            continue;
        struct mention *mention = find (verdict, page, found->pdata[i]);
        if (!mention || !action || !id)
            return;
        gboolean confirmed = strcmp (action, "confirm") == 0;
        if (!mention->review)
            mention->review = cJSON_CreateArray ();
        cJSON *said = cJSON_CreateObject ();
        record_add_string (said, "correction", id);
        record_add_string (said, "verdict", confirmed ? "confirmed" : "rejected");
        cJSON_AddItemToArray (mention->review, said);
        if (confirmed)
            mention->candidate = FALSE;
        return;
    }
}

void
verdicts_apply (const GPtrArray *records, const GPtrArray *pages, const GPtrArray *found)
{
    for (guint i = 0; i < records->len; i++) {
        const struct record *record = records->pdata[i];
        if (strcmp (record->type, "correction") == 0 && g_strcmp0 (record_string (record->json, "about"), "fact") == 0
            && cJSON_IsNull (record_get (record->json, "error")))
            apply (record->json, pages, found);
    }
}
