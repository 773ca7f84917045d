#include "stages/text/pageout.h"

#include <math.h>
#include <string.h>

#include "common/record.h"
#include "common/worker.h"
#include "stages/text/problem.h"

static gboolean
send_line (int out, const cJSON *json)
{
    g_autofree char *line = record_print (json, FALSE);
    return worker_send (out, line, strlen (line)) && worker_send (out, "\n", 1);
}

gboolean
pageout_file (int out, guint pages, const char *reason)
{
    return pageout_container (out, pages, reason, NULL);
}

gboolean
pageout_container (int out, guint pages, const char *reason, const GPtrArray *members)
{
    cJSON *json = cJSON_CreateObject ();
    cJSON_AddNumberToObject (json, "pages", pages);
    record_add_string (json, "reason", reason);
    cJSON *names = members ? cJSON_AddArrayToObject (json, "members") : NULL;
    for (guint i = 0; names && i < members->len; i++)
        cJSON_AddItemToArray (names, cJSON_CreateString (members->pdata[i]));
    gboolean sent = send_line (out, json);
    cJSON_Delete (json);
    return sent;
}

static void
add_length (cJSON *record, const char *key, double points)
{
    if (points > 0 && isfinite (points))
        cJSON_AddNumberToObject (record, key, round (points * 100) / 100);
    else
        cJSON_AddNullToObject (record, key);
}

cJSON *
pageout_record (const char *document, const struct page_out *page)
{
    cJSON *record = record_new ("page");
    gboolean unread = page->ocr || (page->reason && page->text == NULL);
    record_add_string (record, "document", document);
    cJSON_AddNumberToObject (record, "page", page->page);
    add_length (record, "width", page->width);
    add_length (record, "height", page->height);
    cJSON_AddNumberToObject (record, "rotation", page->rotation);
    record_add_string (record, "source", unread ? "none" : "text");
    record_add_string (record, "text", page->text ? page->text : "");
    record_add_string (record, "words", page->words ? page->words : "");
    cJSON *route = cJSON_AddObjectToObject (record, "route");
    record_add_string (route, "way", page->way);
    record_add_string (route, "why", page->why);
    cJSON_AddNullToObject (record, "confidence");
    record_add_string (record, "legibility", unread ? "poor" : "good");
    cJSON_AddBoolToObject (record, "handwritten", FALSE);
    cJSON_AddBoolToObject (record, "blank", page->blank);
    if (page->reason)
        cJSON_AddItemToObject (record, "error", problem_json (page->reason, NULL, NULL));
    else
        cJSON_AddNullToObject (record, "error");
    if (page->layer_text) {
        record_add_string (record, "layer_text", page->layer_text);
        record_add_string (record, "layer_words", page->layer_words);
    }
    if (page->ocr)
        cJSON_AddTrueToObject (record, "ocr");
    if (page->verify)
        cJSON_AddTrueToObject (record, "verify");
    return record;
}

gboolean
pageout_page (int out, const char *document, const struct page_out *page)
{
    cJSON *record = pageout_record (document, page);
    gboolean sent = send_line (out, record);
    cJSON_Delete (record);
    return sent;
}
