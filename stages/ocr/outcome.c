#include "stages/ocr/outcome.h"

#include "common/language.h"
#include "common/pageimage.h"
#include "common/record.h"
#include "common/worker.h"
#include "stages/ocr/merge.h"

#define SLOW_ADVICE "Look at the page; raise [limits] page_seconds if it is an ordinary one."

static void
set_field (cJSON *json, const char *key, cJSON *value)
{
    if (record_get (json, key))
        cJSON_ReplaceItemInObjectCaseSensitive (json, key, value);
    else
        cJSON_AddItemToObject (json, key, value);
}

static void
set_problem (cJSON *page, const char *reason, const char *detail, const char *advice)
{
    cJSON *problem = cJSON_CreateObject ();

    cJSON_AddStringToObject (problem, "stage", "ocr");
    cJSON_AddStringToObject (problem, "reason", reason);
    cJSON_AddStringToObject (problem, "detail", detail);
    cJSON_AddStringToObject (problem, "advice", advice);
    set_field (page, "error", problem);
}

static void
drop_requests (cJSON *page)
{
    static const char *const requests[] = { "ocr", "verify", "layer_text", "layer_words" };

    for (gsize i = 0; i < G_N_ELEMENTS (requests); i++)
        cJSON_DeleteItemFromObjectCaseSensitive (page, requests[i]);
}

/* A layer whose digits were read again stands in the place of the page's. */
static void
take_layer (cJSON *page, cJSON *result)
{
    static const char *const keys[] = { "layer_text", "layer_words" };

    for (gsize i = 0; i < G_N_ELEMENTS (keys); i++) {
        cJSON *field = cJSON_DetachItemFromObjectCaseSensitive (result, keys[i]);
        if (field)
            set_field (page, keys[i], field);
    }
}

void
outcome_complete (cJSON *page, cJSON *result)
{
    take_layer (page, result);
    merge_layer (page, result);
    while (result->child) {
        cJSON *field = cJSON_DetachItemViaPointer (result, result->child);
        g_autofree char *key = g_strdup (field->string);
        set_field (page, key, field);
    }
    cJSON_Delete (result);
    drop_requests (page);
    const char *text = record_string (page, "text");
    if (cJSON_IsNull (record_get (page, "error")) && text && language_other (text))
        set_problem (page, "language", "the page is written in another language than English, which is not read",
                     "have the page translated, and supply the translation with it");
}

void
outcome_fail (cJSON *page, const char *reason, const char *detail, const char *advice)
{
    /* A page whose digits alone were to be read again has its text in its place. */
    gboolean whole = record_bool (page, "ocr");
    const char *text = record_string (page, whole ? "layer_text" : "text"),
               *words = record_string (page, whole ? "layer_words" : "words");

    set_problem (page, reason, detail, advice);
    set_field (page, "source", cJSON_CreateString (text && *text ? "text" : "none"));
    set_field (page, "text", cJSON_CreateString (text ? text : ""));
    set_field (page, "words", cJSON_CreateString (words ? words : ""));
    set_field (page, "confidence", cJSON_CreateNull ());
    set_field (page, "legibility", cJSON_CreateString ("poor"));
    drop_requests (page);
}

void
outcome_fail_image (cJSON *page, const GError *error)
{
    static const struct {
        int code;
        const char *reason, *advice;
    } cases[] = {
        { PAGEIMAGE_ERROR_CHANGED, "changed", "The file changed while it was read: submit it again." },
        { PAGEIMAGE_ERROR_UNREADABLE, "unreadable", "Ask the sender for a new copy of this page." },
        { PAGEIMAGE_ERROR_LIMIT, "too_large",
          "Ask for the page at a lower resolution, or raise the limits in pipeline.conf." },
        { PAGEIMAGE_ERROR_TIMEOUT, "timeout", SLOW_ADVICE },
        { PAGEIMAGE_ERROR_WORKER, "crashed", "Ask the sender for a new copy of this page." },
    };

    for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
        if (g_error_matches (error, PAGEIMAGE_ERROR, cases[i].code)) {
            outcome_fail (page, cases[i].reason, error->message, cases[i].advice);
            return;
        }
    outcome_fail (page, "unreadable", error->message, "Ask the sender for a new copy of this page.");
}

void
outcome_fail_reading (cJSON *page, const GError *error)
{
    if (g_error_matches (error, WORKER_ERROR, WORKER_ERROR_TIMEOUT))
        outcome_fail (page, "timeout", error->message, SLOW_ADVICE);
    else if (g_error_matches (error, WORKER_ERROR, WORKER_ERROR_OVERFLOW))
        outcome_fail (page, "too_large", error->message, "Look at the page: it holds more text than a page can.");
    else
        outcome_fail (page, "crashed", error->message, "Look at the page; it could not be read by machine.");
}
