#include "stages/report/evidence.h"

#include <string.h>

#include "common/record.h"
#include "stages/report/html.h"

struct evidence {
    GHashTable *by_id; /* lent key -> lent object */
};

struct evidence *
evidence_new (const cJSON *report_case)
{
    struct evidence *evidence = g_new0 (struct evidence, 1);
    evidence->by_id = g_hash_table_new (g_str_hash, g_str_equal);
    const cJSON *part, *item;
    cJSON_ArrayForEach (part, report_case)
    {
        if (!cJSON_IsArray (part))
            continue;
        cJSON_ArrayForEach (item, part)
        {
            const char *id = cJSON_IsObject (item) ? record_string (item, "id") : NULL;
            if (id && strcmp (part->string, "files") != 0)
                g_hash_table_insert (evidence->by_id, (gpointer) id, (gpointer) item);
        }
    }
    return evidence;
}

void
evidence_free (struct evidence *evidence)
{
    if (!evidence)
        return;
    g_hash_table_unref (evidence->by_id);
    g_free (evidence);
}

const cJSON *
evidence_find (const struct evidence *evidence, const char *id)
{
    return id ? g_hash_table_lookup (evidence->by_id, id) : NULL;
}

static void
add_place (GString *out, const cJSON *item)
{
    const char *file = record_string (item, "file");
    html_raw (out, "<span class=\"place\">");
    if (file)
        html_text (out, file);
    html_rawf (out, " p. %.0f", record_number (item, "page", 0));
    const cJSON *line = cJSON_GetArrayItem (record_get (item, "line"), 0);
    if (cJSON_IsNumber (line))
        html_rawf (out, ", line %.0f", line->valuedouble);
    html_raw (out, "</span>");
    const char *source = record_string (item, "source");
    if (source && strcmp (source, "text") != 0) {
        const cJSON *confidence = record_get (item, "ocr_conf");
        if (strcmp (source, "human") == 0)
            html_raw (out, " <span class=\"source\">transcribed by a person</span>");
        else if (cJSON_IsNumber (confidence))
            html_rawf (out, " <span class=\"source\">read from an image, lowest word %.0f of 100</span>",
                       confidence->valuedouble);
        else
            html_raw (out, " <span class=\"source\">read from an image</span>");
    }
}

static void
add_quote (const struct evidence *evidence, GString *out, const char *id)
{
    const cJSON *item = evidence_find (evidence, id);
    const char *quote = item ? record_string (item, "quote") : NULL;
    if (!quote)
        return;
    html_raw (out, "<li><a href=\"#");
    html_attribute (out, id);
    html_raw (out, "\"><q>");
    html_text (out, quote);
    html_raw (out, "</q></a> ");
    add_place (out, item);
    html_raw (out, "</li>\n");
}

int
evidence_quotes (const struct evidence *evidence, GString *out, const cJSON *ids, int most)
{
    int n = cJSON_IsString (ids) ? 1 : cJSON_GetArraySize (ids);
    if (n == 0)
        return 0;
    html_raw (out, "<ul class=\"quotes\">\n");
    if (cJSON_IsString (ids))
        add_quote (evidence, out, ids->valuestring);
    int shown = 0;
    const cJSON *id;
    cJSON_ArrayForEach (id, ids)
    {
        if (cJSON_IsString (id) && shown++ < most)
            add_quote (evidence, out, id->valuestring);
    }
    if (shown > most)
        html_rawf (out, "<li>and %d more</li>\n", shown - most);
    html_raw (out, "</ul>\n");
    return n;
}

void
evidence_list (const cJSON *report_case, GString *out)
{
    html_raw (out, "<section id=\"evidence\"><h2>Evidence</h2>\n<ol class=\"evidence\">\n");
    const cJSON *item;
    cJSON_ArrayForEach (item, record_get (report_case, "evidence"))
    {
        const char *id = record_string (item, "id"), *quote = record_string (item, "quote");
        if (!id || !quote)
            continue;
        html_raw (out, "<li id=\"");
        html_attribute (out, id);
        html_raw (out, "\"><span class=\"id\">");
        html_attribute (out, id);
        html_raw (out, "</span> <q>");
        html_text (out, quote);
        html_raw (out, "</q> ");
        add_place (out, item);
        const char *zone = record_string (item, "zone");
        if (zone)
            html_element (out, "span", "zone", zone);
        html_raw (out, "</li>\n");
    }
    html_raw (out, "</ol></section>\n");
}
