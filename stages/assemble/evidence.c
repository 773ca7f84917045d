#include <math.h>

#include "common/digest.h"
#include "common/record.h"
#include "stages/assemble/case.h"

static cJSON *
pair (int first, int last)
{
    if (first < 0)
        return cJSON_CreateNull ();
    int both[2] = { first, last };
    return cJSON_CreateIntArray (both, 2);
}

/* What the mention was read as, for a verdict on it; NULL where that would tell what is withheld. */
static char *
digest_of (const struct mention *mention)
{
    if (mention->withheld)
        return NULL;
    struct digest *digest = digest_new (mention->kind);
    for (guint i = 0; i < mention->n_fields; i++) {
        const struct field *field = &mention->fields[i];
        if (field->type == FIELD_NUMBER)
            digest_add_number (digest, field->key, field->number);
        else if (field->type == FIELD_TRUE || field->type == FIELD_FALSE)
            digest_add (digest, field->key, field->type == FIELD_TRUE ? "true" : "false");
        else
            digest_add (digest, field->key, field->string);
    }
    return digest_finish (digest);
}

static void
add_review (cJSON *item, const struct mention *mention)
{
    if (!mention->confirmed && !mention->rejected)
        return;
    cJSON *review = cJSON_AddObjectToObject (item, "review");
    record_add_string (review, "verdict", mention->confirmed ? "confirmed" : "rejected");
    record_add_string (review, "correction", mention->verdict_by);
}

const char *
evidence_id (struct assembly *assembly, const struct mention *mention)
{
    const char *id = g_hash_table_lookup (assembly->evidence_of, mention);
    if (id)
        return id;
    char *fresh = g_strdup_printf ("X%02u", g_hash_table_size (assembly->evidence_of) + 1);
    g_hash_table_insert (assembly->evidence_of, (gpointer) mention, fresh);

    cJSON *item = cJSON_CreateObject ();
    cJSON_AddStringToObject (item, "id", fresh);
    cJSON_AddStringToObject (item, "document", mention->page->document->id);
    cJSON_AddNumberToObject (item, "page", mention->page->number);
    if (mention->has_box) {
        cJSON *box = cJSON_AddArrayToObject (item, "bbox");
        for (int i = 0; i < 4; i++)
            cJSON_AddItemToArray (box, cJSON_CreateNumber (round (mention->box[i] * 10.0) / 10.0));
    } else {
        cJSON_AddNullToObject (item, "bbox");
    }
    cJSON_AddItemToObject (item, "line", pair (mention->first_line, mention->last_line));
    cJSON_AddItemToObject (item, "span", pair (mention->start, mention->end));
    cJSON_AddStringToObject (item, "quote", mention->quote);
    record_add_string (item, "zone", mention->zone);
    record_add_string (item, "source", mention->source);
    if (mention->ocr_conf >= 0)
        cJSON_AddNumberToObject (item, "ocr_conf", mention->ocr_conf);
    else
        cJSON_AddNullToObject (item, "ocr_conf");
    cJSON_AddStringToObject (item, "file", mention->page->file->name);
    record_add_string (item, "mention", mention->id);
    g_autofree char *digest = digest_of (mention);
    record_add_string (item, "kind", mention->kind);
    record_add_string (item, "reading", digest);
    if (mention->machine_reading)
        record_add_string (item, "machine_reading", mention->machine_reading);
    add_review (item, mention);
    /* Kept as text: a tree of it takes eight times as much, and no part of a case is as large. */
    g_autofree char *text = record_print (item, FALSE);
    cJSON_Delete (item);
    cJSON_AddItemToArray (assembly->evidence, cJSON_CreateRaw (text));
    return fresh;
}

void
evidence_add (struct assembly *assembly, cJSON *item, const GPtrArray *mentions)
{
    cJSON *ids = cJSON_AddArrayToObject (item, "evidence");
    for (guint i = 0; i < MIN (mentions->len, FACT_MAX_EVIDENCE); i++)
        cJSON_AddItemToArray (ids, cJSON_CreateString (evidence_id (assembly, g_ptr_array_index (mentions, i))));
    if (mentions->len > FACT_MAX_EVIDENCE)
        cJSON_AddNumberToObject (item, "mention_count", mentions->len);
}

void
evidence_add_one (struct assembly *assembly, cJSON *item, const struct mention *mention)
{
    cJSON *ids = cJSON_AddArrayToObject (item, "evidence");
    cJSON_AddItemToArray (ids, cJSON_CreateString (evidence_id (assembly, mention)));
}

void
context_add (cJSON *item, const struct mention *mention, const struct document *report)
{
    cJSON *context = cJSON_AddObjectToObject (item, "ctx");
    cJSON_AddStringToObject (context, "polarity", mention->polarity ? mention->polarity : "affirmed");
    cJSON_AddStringToObject (context, "certainty", mention->certainty ? mention->certainty : "certain");
    cJSON_AddStringToObject (context, "temporality", mention->temporality ? mention->temporality : "current");
    cJSON_AddStringToObject (context, "experiencer", mention->experiencer ? mention->experiencer : "patient");
    cJSON_AddStringToObject (context, "attribution", mention->attribution ? mention->attribution : "record");
    record_add_string (context, "report_ref", report ? report->id : NULL);
}

void
field_add (cJSON *item, const struct mention *mention, const char *key, const char *as)
{
    cJSON *value = mention_json (mention, key);
    cJSON_AddItemToObject (item, as ? as : key, value ? value : cJSON_CreateNull ());
}

void
field_add_if (cJSON *item, const struct mention *mention, const char *key, const char *as)
{
    cJSON *value = mention_json (mention, key);
    if (value)
        cJSON_AddItemToObject (item, as ? as : key, value);
}

void
number_add (cJSON *item, const char *key, double number)
{
    if (isnan (number))
        cJSON_AddNullToObject (item, key);
    else
        cJSON_AddNumberToObject (item, key, number);
}

void
range_add (cJSON *item, const char *key, double low, double high)
{
    if (isnan (low) && isnan (high)) {
        cJSON_AddNullToObject (item, key);
        return;
    }
    cJSON *range = cJSON_AddObjectToObject (item, key);
    number_add (range, "low", low);
    number_add (range, "high", high);
}
