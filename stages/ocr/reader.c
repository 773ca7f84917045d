#include "stages/ocr/reader.h"

#include <string.h>

#include "common/imagehash.h"
#include "common/record.h"
#include "common/text.h"
#include "common/words.h"
#include "stages/ocr/page.h"
#include "stages/ocr/reread.h"

#define STATUS_UNREADABLE 1
#define PAGE_FIELDS 11         /* of page_read */
#define BYTES_PER_TEXT_BYTE 16 /* of the record: escapes, and the packed words beside the text */

struct task {
    struct engine *engine;
    const struct lexicon *lexicon;
    const cJSON *page; /* the record */
    const struct pageimage *image;
    const struct settings *settings;
};

gboolean
reader_wanted (const cJSON *page)
{
    return record_bool (page, "ocr") || record_bool (page, "verify");
}

/* The second look at the page's layer; NULL where it has none, or none is asked for. */
static cJSON *
look_again (const struct task *task, gboolean mixed, const struct page_options *options)
{
    const struct layer layer = {
        .text = record_string (task->page, mixed ? "layer_text" : "text"),
        .words = record_string (task->page, mixed ? "layer_words" : "words"),
        .width = record_number (task->page, "width", 0),
        .height = record_number (task->page, "height", 0),
        .rotation = (int) record_number (task->page, "rotation", 0),
    };

    if (!record_bool (task->page, "verify") || !layer.text || !layer.words)
        return NULL;
    return reread_layer (task->engine, task->image, options, &layer);
}

/* A page that is layer and image: the fields of the second look beside those of the first. */
static void
take_layer (cJSON *result, cJSON *again)
{
    static const char *const names[][2] = { { "text", "layer_text" },
                                            { "words", "layer_words" },
                                            { "reread", "reread" } };

    for (gsize i = 0; again && i < G_N_ELEMENTS (names); i++)
        cJSON_AddItemToObject (result, names[i][1], cJSON_DetachItemFromObjectCaseSensitive (again, names[i][0]));
    cJSON_Delete (again);
}

static cJSON *
read_page (const struct task *task, const struct page_options *options)
{
    if (!record_bool (task->page, "ocr"))
        return look_again (task, FALSE, options);
    cJSON *result = page_read (task->engine, task->image, options);
    if (result)
        take_layer (result, look_again (task, TRUE, options));
    return result;
}

/* In the child. */
static int
read_one (gpointer argument, int out)
{
    const struct task *task = argument;
    const struct page_options options = {
        (int) settings_int (task->settings, "ocr", "dpi_min"),
        (int) settings_int (task->settings, "ocr", "dpi_max"),
        task->lexicon,
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
    cJSON *result = read_page (task, &options);
    if (!result)
        return STATUS_UNREADABLE;
    g_autofree char *line = record_print (result, FALSE);
    cJSON_Delete (result);
    return worker_send (out, line, strlen (line)) && worker_send (out, "\n", 1) ? 0 : STATUS_UNREADABLE;
}

struct worker *
reader_start (struct engine *engine, const struct lexicon *lexicon, const cJSON *page, const struct pageimage *image,
              const struct settings *settings, GError **error)
{
    struct task task = { engine, lexicon, page, image, settings };

    return worker_start (read_one, &task, error);
}

static gboolean
is_hash (const cJSON *hash)
{
    return cJSON_IsNull (hash)
           || (cJSON_IsString (hash) && imagehash_distance (hash->valuestring, hash->valuestring) == 0);
}

/* Each word lies within the text. */
static gboolean
words_fit (const cJSON *result, const char *text_key, const char *words_key, gsize text_bytes)
{
    const char *text = record_string (result, text_key), *packed = record_string (result, words_key);
    g_autoptr (GArray) words = text && packed ? words_unpack (packed, NULL) : NULL;

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

static gboolean
is_reread (const cJSON *reread)
{
    const cJSON *item, *differing = record_get (reread, "differing");

    cJSON_ArrayForEach (item, differing) {
        const char *taken = record_string (item, "taken");
        if (cJSON_GetArraySize (item) != 5 || !cJSON_IsNumber (record_get (item, "start"))
            || !cJSON_IsNumber (record_get (item, "length")) || !record_string (item, "layer")
            || !record_get (item, "image") || (g_strcmp0 (taken, "layer") != 0 && g_strcmp0 (taken, "image") != 0))
            return FALSE;
    }
    return cJSON_GetArraySize (reread) == 3 && cJSON_IsArray (differing)
           && cJSON_IsNumber (record_get (reread, "words")) && cJSON_IsNumber (record_get (reread, "agreed"));
}

static gboolean
is_respelt (const cJSON *respelt, guint points)
{
    const cJSON *item, *other;

    cJSON_ArrayForEach (item, respelt) {
        double start = record_number (item, "start", -1), length = record_number (item, "length", -1);
        if (cJSON_GetArraySize (item) != 4 || start < 0 || length < 0 || start + length > points
            || !record_string (item, "read") || !cJSON_IsArray (record_get (item, "others")))
            return FALSE;
        cJSON_ArrayForEach (other, record_get (item, "others"))
            if (!cJSON_IsString (other))
                return FALSE;
    }
    return cJSON_IsArray (respelt);
}

/* The fields of page_read. */
static gboolean
is_page (const cJSON *result)
{
    static const char *const strings[] = { "source", "text", "words", "legibility" };
    static const char *const numbers[] = { "rotation", "width", "height" };

    for (gsize i = 0; i < G_N_ELEMENTS (strings); i++)
        if (!record_string (result, strings[i]))
            return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
        if (!cJSON_IsNumber (record_get (result, numbers[i])))
            return FALSE;
    return cJSON_IsBool (record_get (result, "handwritten")) && cJSON_IsBool (record_get (result, "blank"))
           && record_get (result, "confidence") && is_hash (record_get (result, "image_hash"));
}

/* The parent believes a child nothing: all fields are there, of their types, and no others. */
static gboolean
is_sound (const cJSON *result, gsize text_bytes)
{
    const cJSON *reread = record_get (result, "reread"), *respelt = record_get (result, "respelt");
    gboolean page = record_get (result, "source") != NULL;
    int fields = page ? PAGE_FIELDS : 2;

    if (!words_fit (result, "text", "words", text_bytes) || (page ? !is_page (result) : !reread))
        return FALSE;
    if (respelt) {
        const char *text = record_string (result, "text");
        fields++;
        if (!is_respelt (respelt, text_code_points (text, strlen (text))))
            return FALSE;
    }
    if (reread) {
        fields += page ? 3 : 1;
        if (!is_reread (reread) || (page && !words_fit (result, "layer_text", "layer_words", text_bytes)))
            return FALSE;
    }
    return cJSON_GetArraySize (result) == fields;
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
