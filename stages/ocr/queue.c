#include "stages/ocr/queue.h"

#include <poll.h>
#include <string.h>

#include "common/log.h"
#include "stages/ocr/amend.h"
#include "stages/ocr/outcome.h"
#include "stages/ocr/reader.h"

#define WAITING_MAX 256              /* records that are held back behind a page in work */
#define REMEMBERED_BYTES (16u << 20) /* of results, by image */
#define CLOCK_FACTOR 8 /* a reader has its limit of CPU time; by the clock, on a busy machine, it may take longer */
#define READ_SECONDS 5 /* for a line once its first bytes are there */

G_DEFINE_QUARK (queue_error, queue_error)

struct source {
    char *path, *sha256;
};

/* A record on its way. It is ready once it has no reader and waits for no twin. */
struct item {
    struct record *record;
    cJSON *json;           /* written instead of the record; NULL: passed on as it came */
    struct worker *reader; /* NULL: nothing is being read */
    gint64 deadline;       /* monotonic */
    char *image;           /* hash of the page's image */
    gboolean twin;         /* the same image is being read for an item before it */
};

struct queue {
    guint jobs, reading;
    const struct settings *settings;
    struct record_writer *writer;
    struct engine *engine;         /* made for the first page that needs it */
    struct lexicon *lexicon;       /* NULL: none */
    GQueue items;                  /* struct item */
    GHashTable *sources;           /* document id -> struct source */
    struct amendments *amendments; /* what persons say of pages */
    GHashTable *remembered;        /* image hash -> JSON of the result */
    GQueue memory;                 /* the hashes in the order in which they came; lent */
    gsize remembered_bytes;
};

static void
source_free (gpointer source)
{
    g_free (((struct source *) source)->path);
    g_free (((struct source *) source)->sha256);
    g_free (source);
}

static void
item_free (gpointer data)
{
    struct item *item = data;

    record_free (item->record);
    cJSON_Delete (item->json);
    worker_free (item->reader);
    g_free (item->image);
    g_free (item);
}

struct queue *
queue_new (guint jobs, const struct settings *settings, struct record_writer *writer)
{
    struct queue *queue = g_new0 (struct queue, 1);

    setMsgSeverity (L_SEVERITY_NONE); /* leptonica would write to the log */
    queue->jobs = jobs;
    queue->settings = settings;
    queue->writer = writer;
    queue->amendments = amendments_new ();
    queue->sources = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, source_free);
    queue->remembered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    return queue;
}

void
queue_free (struct queue *queue)
{
    if (!queue)
        return;
    g_queue_clear_full (&queue->items, item_free);
    g_queue_clear (&queue->memory);
    g_hash_table_unref (queue->sources);
    g_hash_table_unref (queue->remembered);
    engine_free (queue->engine);
    lexicon_free (queue->lexicon);
    amendments_free (queue->amendments);
    g_free (queue);
}

/* --- results ----------------------------------------------------------------------------------------------------------- */

static void
remember (struct queue *queue, const char *image, const cJSON *result)
{
    char *json = record_print (result, FALSE), *key = g_strdup (image);

    g_hash_table_replace (queue->remembered, key, json);
    g_queue_push_tail (&queue->memory, key);
    queue->remembered_bytes += strlen (json);
    while (queue->remembered_bytes > REMEMBERED_BYTES && queue->memory.length > queue->jobs) {
        const char *oldest = g_queue_pop_head (&queue->memory);
        queue->remembered_bytes -= strlen (g_hash_table_lookup (queue->remembered, oldest));
        g_hash_table_remove (queue->remembered, oldest);
    }
}

/* --- pages in work ------------------------------------------------------------------------------------------------------- */

/* What a result depends on: the image, and the layer that is to be read again. */
static char *
hash_page (const cJSON *page, const struct pageimage *image)
{
    g_autoptr (GChecksum) hash = g_checksum_new (G_CHECKSUM_SHA256);
    PIX *pix = image->pix;
    const double place[] = { image->dpi, image->width, image->height };
    static const char *const layer[] = { "ocr", "rotation", "text", "words", "layer_text", "layer_words" };
    const gint32 shape[] = { pixGetWidth (pix), pixGetHeight (pix), pixGetDepth (pix) };

    for (gsize i = 0; record_bool (page, "verify") && i < G_N_ELEMENTS (layer); i++) {
        g_autofree char *field = record_get (page, layer[i]) ? record_print (record_get (page, layer[i]), FALSE) : NULL;
        g_checksum_update (hash, (const guchar *) (field ? field : ""), field ? (gssize) strlen (field) + 1 : 1);
    }
    pixSetPadBits (pix, 0);
    g_checksum_update (hash, (const guchar *) place, sizeof place);
    g_checksum_update (hash, (const guchar *) shape, sizeof shape);
    for (int y = 0; y < pixGetHeight (pix); y++)
        g_checksum_update (hash, (const guchar *) (pixGetData (pix) + (gsize) y * pixGetWpl (pix)),
                           4 * pixGetWpl (pix));
    return g_strdup (g_checksum_get_string (hash));
}

/* FALSE where no later page can be read either. */
static gboolean
check_worker (const GError *failure, GError **error)
{
    if (!g_error_matches (failure, WORKER_ERROR, WORKER_ERROR_START)
        && !g_error_matches (failure, WORKER_ERROR, WORKER_ERROR_REFUSED))
        return TRUE;
    g_set_error_literal (error, QUEUE_ERROR, QUEUE_ERROR_WORKER, failure->message);
    return FALSE;
}

static gboolean
recall (struct queue *queue, struct item *item)
{
    const char *json = g_hash_table_lookup (queue->remembered, item->image);
    cJSON *result = json ? record_parse_json (json, strlen (json), NULL) : NULL;

    if (result)
        outcome_complete (item->json, result);
    return result != NULL;
}

static gboolean
collect (struct queue *queue, struct item *item, guint seconds, GError **error)
{
    g_autoptr (GError) failure = NULL;
    cJSON *result = reader_finish (item->reader, seconds, queue->settings, &failure);

    g_clear_pointer (&item->reader, worker_free);
    queue->reading--;
    if (result) {
        /* Loading the model takes as long as reading some lines: once here, rather than in the reader of each such page. */
        if (record_bool (result, "handwritten"))
            engine_hand (queue->engine);
        remember (queue, item->image, result);
        outcome_complete (item->json, result);
    } else {
        if (!check_worker (failure, error))
            return FALSE;
        outcome_fail_reading (item->json, failure);
    }
    return TRUE;
}

/* Waits until one reader has answered, ended or overrun, and collects every such one. */
static gboolean
wait_for_readers (struct queue *queue, GError **error)
{
    g_autoptr (GArray) ready = g_array_new (FALSE, TRUE, sizeof (struct pollfd));
    gint64 now = g_get_monotonic_time (), first = G_MAXINT64;

    for (GList *link = queue->items.head; link; link = link->next) {
        const struct item *item = link->data;
        if (!item->reader)
            continue;
        struct pollfd one = { .fd = worker_descriptor (item->reader), .events = POLLIN };
        g_array_append_val (ready, one);
        first = MIN (first, item->deadline);
    }
    if (ready->len == 0)
        return TRUE;
    poll ((struct pollfd *) (void *) ready->data, ready->len, (int) MAX (0, (first - now) / 1000 + 1));
    now = g_get_monotonic_time ();

    guint i = 0;
    for (GList *link = queue->items.head; link; link = link->next) {
        struct item *item = link->data;
        if (!item->reader)
            continue;
        gboolean answered = g_array_index (ready, struct pollfd, i++).revents != 0;
        if ((answered || now >= item->deadline) && !collect (queue, item, answered ? READ_SECONDS : 0, error))
            return FALSE;
    }
    return TRUE;
}

/* Without its model handwriting is read as print is, and a person is told. */
static gboolean
make_engine (struct queue *queue, GError **error)
{
    const char *hand = settings_path (queue->settings, "ocr", "hand");
    g_autoptr (GError) failure = NULL;

    queue->engine = engine_new (settings_string (queue->settings, "ocr", "language"),
                                settings_path (queue->settings, "ocr", "tessdata"), error);
    if (queue->engine && hand && *hand && !engine_set_hand (queue->engine, hand, &failure))
        log_warning (NULL, "%s; handwriting is read as print is", failure->message);
    g_clear_error (&failure);
    queue->lexicon =
        queue->engine ? lexicon_load (settings_path (queue->settings, "patterns", "directory"), &failure) : NULL;
    if (queue->engine && !queue->lexicon)
        log_warning (NULL, "%s; handwriting is read without the words of the field", failure->message);
    return queue->engine != NULL;
}

static gboolean
start_reading (struct queue *queue, struct item *item, const struct pageimage *image, GError **error)
{
    g_autoptr (GError) failure = NULL;

    while (queue->reading >= queue->jobs)
        if (!wait_for_readers (queue, error))
            return FALSE;
    if (!queue->engine && !make_engine (queue, error))
        return FALSE;
    item->reader = reader_start (queue->engine, queue->lexicon, item->json, image, queue->settings, &failure);
    if (!item->reader)
        return check_worker (failure, error);
    item->deadline = g_get_monotonic_time ()
                     + settings_int (queue->settings, "limits", "page_seconds") * CLOCK_FACTOR * G_USEC_PER_SEC;
    queue->reading++;
    return TRUE;
}

static gboolean
is_being_read (const struct queue *queue, const char *image)
{
    for (const GList *link = queue->items.head; link; link = link->next) {
        const struct item *item = link->data;
        if (item->reader && g_str_equal (item->image, image))
            return TRUE;
    }
    return FALSE;
}

static gboolean
begin_page (struct queue *queue, struct item *item, GError **error)
{
    g_autoptr (GError) failure = NULL;
    const char *document = record_string (item->json, "document");
    const struct source *source = document ? g_hash_table_lookup (queue->sources, document) : NULL;
    int page = (int) CLAMP (record_number (item->json, "page", 0), 0, G_MAXINT);

    if (!source || !source->path || page < 1) {
        outcome_fail (item->json, "unreadable", "the page's document has no path in the stream",
                      "Run case-text again.");
        return TRUE;
    }
    /* Decoded while the readers are at work: at most one image more is held than is being read. */
    g_autoptr (pageimage_t) image = pageimage_load (source->path, source->sha256, page, 0, queue->settings, &failure);
    if (!image) {
        outcome_fail_image (item->json, failure);
        return TRUE;
    }
    item->image = hash_page (item->json, image);
    if (recall (queue, item))
        return TRUE;
    item->twin = is_being_read (queue, item->image);
    return item->twin || start_reading (queue, item, image, error);
}

/* A twin takes over the result of the page before it; where that failed, so does the twin. */
static void
settle_twin (struct queue *queue, struct item *item)
{
    item->twin = FALSE;
    if (!recall (queue, item))
        outcome_fail (item->json, "crashed", "the same image could not be read before",
                      "Look at the page; it could not be read by machine.");
}

/* What persons say of the page, once it has been read. */
static void
amend (struct queue *queue, struct item *item)
{
    cJSON *page = item->json ? item->json : item->record->json;

    if (!g_str_equal (item->record->type, "page") || !amendments_wanted (queue->amendments, page))
        return;
    item->json = page;
    item->record->json = NULL;
    amendments_apply (queue->amendments, page);
}

/* Writes the records at the head that are ready. */
static gboolean
write_ready (struct queue *queue, GError **error)
{
    struct item *item;

    while ((item = g_queue_peek_head (&queue->items)) && !item->reader) {
        if (item->twin)
            settle_twin (queue, item);
        amend (queue, item);
        gboolean written = item->json ? record_writer_write (queue->writer, item->json, error)
                                      : record_writer_pass (queue->writer, item->record, error);
        item_free (g_queue_pop_head (&queue->items));
        if (!written)
            return FALSE;
    }
    return TRUE;
}

static void
note_source (struct queue *queue, const cJSON *document)
{
    const char *id = record_string (document, "id");

    if (!id)
        return;
    struct source *source = g_new0 (struct source, 1);
    source->path = g_strdup (record_string (document, "path"));
    source->sha256 = g_strdup (record_string (document, "sha256"));
    g_hash_table_replace (queue->sources, g_strdup (id), source);
}

gboolean
queue_add (struct queue *queue, struct record *record, GError **error)
{
    struct item *item = g_new0 (struct item, 1);

    item->record = record;
    g_queue_push_tail (&queue->items, item);
    if (g_str_equal (record->type, "document"))
        note_source (queue, record->json);
    if (g_str_equal (record->type, "correction"))
        amendments_note (queue->amendments, record->json);
    if (g_str_equal (record->type, "page") && reader_wanted (record->json)) {
        item->json = g_steal_pointer (&record->json);
        record->type = "page";
        if (!begin_page (queue, item, error))
            return FALSE;
    }
    while (queue->items.length >= WAITING_MAX && ((struct item *) g_queue_peek_head (&queue->items))->reader)
        if (!wait_for_readers (queue, error) || !write_ready (queue, error))
            return FALSE;
    return write_ready (queue, error);
}

gboolean
queue_finish (struct queue *queue, GError **error)
{
    while (queue->items.length > 0)
        if (!wait_for_readers (queue, error) || !write_ready (queue, error))
            return FALSE;
    return TRUE;
}
