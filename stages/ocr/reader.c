#include "stages/ocr/reader.h"

#include <string.h>

#include "common/imagehash.h"
#include "common/record.h"
#include "common/text.h"
#include "common/words.h"
#include "stages/ocr/page.h"

#define STATUS_UNREADABLE 1
#define BYTES_PER_TEXT_BYTE 16 /* of the record: escapes, and the packed words beside the text */

struct task {
    struct engine *engine;
    const struct pageimage *image;
    const struct settings *settings;
};

/* In the child. */
static int
read_one (gpointer argument, int out)
{
    const struct task *task = argument;
    const struct page_options options = {
        (int) settings_int (task->settings, "ocr", "dpi_min"),
        (int) settings_int (task->settings, "ocr", "dpi_max"),
    };
    const struct sandbox_limits limits = {
        .memory_bytes = (guint64) settings_int (task->settings, "limits", "worker_memory_mb") << 20,
        .cpu_seconds = (guint) settings_int (task->settings, "limits", "page_seconds"),
        .output_bytes = 0,
    };
    enum sandbox_policy policy = strcmp (settings_string (task->settings, "sandbox", "policy"), "required") == 0
                                     ? SANDBOX_REQUIRED
                                     : SANDBOX_BEST_EFFORT;

    if (!sandbox_enter (&limits, NULL, policy, NULL))
        return WORKER_STATUS_UNCONFINED;
    cJSON *result = page_read (task->engine, task->image, &options);
    if (!result)
        return STATUS_UNREADABLE;
    g_autofree char *line = record_print (result, FALSE);
    cJSON_Delete (result);
    return worker_send (out, line, strlen (line)) && worker_send (out, "\n", 1) ? 0 : STATUS_UNREADABLE;
}

struct worker *
reader_start (struct engine *engine, const struct pageimage *image, const struct settings *settings, GError **error)
{
    struct task task = { engine, image, settings };

    return worker_start (read_one, &task, error);
}

static gboolean
is_hash (const cJSON *hash)
{
    return cJSON_IsNull (hash)
           || (cJSON_IsString (hash) && imagehash_distance (hash->valuestring, hash->valuestring) == 0);
}

/* The parent believes a child nothing: all fields are there, of their types, and each word lies within the text. */
static gboolean
is_sound (const cJSON *result, gsize text_bytes)
{
    static const char *const strings[] = { "source", "text", "words", "legibility" };
    static const char *const numbers[] = { "rotation", "width", "height" };

    for (gsize i = 0; i < G_N_ELEMENTS (strings); i++)
        if (!record_string (result, strings[i]))
            return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
        if (!cJSON_IsNumber (record_get (result, numbers[i])))
            return FALSE;
    if (!cJSON_IsBool (record_get (result, "handwritten")) || !cJSON_IsBool (record_get (result, "blank"))
        || !record_get (result, "confidence") || !is_hash (record_get (result, "image_hash"))
        || cJSON_GetArraySize (result) != 11)
        return FALSE;

    const char *text = record_string (result, "text");
    g_autoptr (GArray) words = words_unpack (record_string (result, "words"), NULL);
    if (!words || strlen (text) > text_bytes)
        return FALSE;
    guint length = text_code_points (text, strlen (text));
    for (guint i = 0; i < words->len; i++) {
        const struct word *word = &g_array_index (words, struct word, i);
        if (word->start > length || word->length > length - word->start)
            return FALSE;
    }
    return TRUE;
}

cJSON *
reader_finish (struct worker *worker, guint seconds, const struct settings *settings, GError **error)
{
    gsize text_bytes = (gsize) settings_int (settings, "limits", "page_text_bytes"), length = 0;
    int status = 0;
    g_autoptr (GError) failure = NULL;
    const char *line = worker_read_line (worker, text_bytes * BYTES_PER_TEXT_BYTE, seconds, &length, &status, &failure);

    if (!line && failure) {
        g_propagate_error (error, g_steal_pointer (&failure));
        return NULL;
    }
    cJSON *result = line ? record_parse_json (line, length, NULL) : NULL;
    if (result && is_sound (result, text_bytes))
        return result;
    cJSON_Delete (result);
    g_set_error (error, WORKER_ERROR, WORKER_ERROR_CRASHED, "the reader ended without a result");
    return NULL;
}
