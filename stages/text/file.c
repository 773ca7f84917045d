#include "stages/text/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/container.h"
#include "common/log.h"
#include "common/media.h"
#include "common/worker.h"
#include "stages/text/check.h"
#include "stages/text/convert.h"
#include "stages/text/pageout.h"
#include "stages/text/problem.h"
#include "stages/text/reader.h"

#define ID_DIGITS 12
#define RESTARTS_MAX 8              /* of a worker for one file: each costs the page that it died on */
#define LINE_BYTES_PER_TEXT_BYTE 24 /* escapes, and the packed word of a short word */
#define OUTPUT_BYTES 4096           /* a worker writes no files */
#define AHEAD_BYTES (1 << 20)       /* that a worker may have said before its turn */

struct file_reader {
    const struct settings *settings;
    struct attachments *attachments;
    struct record_writer *writer;
    GHashTable *seen; /* id -> how many files had it */
    gint64 unpacked;  /* bytes of all members of the file that is being read */
};

struct file {
    const struct item *item;
    struct item own;       /* of a member: what item points to */
    int depth;             /* files that it lies in */
    GPtrArray *members;    /* names of the files within, or NULL */
    const char *reason;    /* why it is not even read, or NULL */
    struct worker *worker; /* at work since the file was begun, or NULL */
    int descriptor;
    struct stat status;
    char *sha256;
    char *id;
    enum media media;
};

struct file_reader *
file_reader_new (const struct settings *settings, struct attachments *attachments, struct record_writer *writer)
{
    struct file_reader *reader = g_new0 (struct file_reader, 1);
    reader->settings = settings;
    reader->attachments = attachments;
    reader->writer = writer;
    reader->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    reader_load ();
    return reader;
}

void
file_reader_free (struct file_reader *reader)
{
    if (reader == NULL)
        return;
    g_hash_table_unref (reader->seen);
    g_free (reader);
}

void
file_free (struct file *file)
{
    if (file == NULL)
        return;
    worker_free (file->worker);
    if (file->descriptor >= 0)
        close (file->descriptor);
    g_clear_pointer (&file->members, g_ptr_array_unref);
    g_free (file->own.name);
    g_free (file->own.path);
    g_free (file->sha256);
    g_free (file->id);
    g_free (file);
}

/* --- opening --------------------------------------------------------------------------------------------------------- */

/* Hash and kind of an open file; NULL or the reason why it cannot be read. */
static const char *
examine (struct file *file, gint64 max_bytes)
{
    g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
    g_autofree guint8 *buffer = g_malloc (1 << 20);
    off_t at = 0;
    gssize n;

    if (file->status.st_size > max_bytes)
        return "too_large";
    while ((n = pread (file->descriptor, buffer, 1 << 20, at)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return "unreadable";
        g_checksum_update (checksum, buffer, n);
        at += n;
        if (at > max_bytes)
            return "too_large"; /* it grows */
    }
    file->media = media_of_file (file->descriptor);
    file->sha256 = g_strdup (g_checksum_get_string (checksum));
    return at == 0 ? "empty" : at == file->status.st_size ? NULL : "changed";
}

static const char *
open_file (struct file *file, gint64 max_bytes)
{
    const struct item *item = file->item;
    int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (item->found ? O_NOFOLLOW : 0);
    file->descriptor = open (item->path, flags);
    if (file->descriptor < 0 || fstat (file->descriptor, &file->status) != 0)
        return "unreadable";
    if (!S_ISREG (file->status.st_mode))
        return "unsupported";
    return examine (file, max_bytes);
}

/* The id of the content; of the name where the content could not be read. The same content again gets a number. */
static void
name_document (struct file_reader *reader, struct file *file, gboolean counts)
{
    g_autofree char *other =
        file->sha256 ? NULL : g_compute_checksum_for_string (G_CHECKSUM_SHA256, file->item->name, -1);
    g_autofree char *id = g_strdup_printf ("F%.*s", ID_DIGITS, other ? other : file->sha256);
    guint before = GPOINTER_TO_UINT (g_hash_table_lookup (reader->seen, id));
    g_free (file->id);
    file->id = before ? g_strdup_printf ("%s-%u", id, before + 1) : g_strdup (id);
    if (counts)
        g_hash_table_insert (reader->seen, g_steal_pointer (&id), GUINT_TO_POINTER (before + 1));
}

/* A file is begun before those are finished that come first, and what lies in them may be the same: then it has another number, and
 * its worker, which tells the id in each record, starts anew. */
static void
settle_name (struct file_reader *reader, struct file *file)
{
    g_autofree char *begun = g_strdup (file->id);
    name_document (reader, file, TRUE);
    if (strcmp (begun, file->id) != 0)
        g_clear_pointer (&file->worker, worker_free);
}

/* --- records --------------------------------------------------------------------------------------------------------- */

static gboolean
write_document (struct file_reader *reader, const struct file *file, guint pages, cJSON *problem, GError **error)
{
    const struct item *item = file->item;
    const char *media = media_name (file->media), *reason = record_string (problem, "reason");
    guint will_come = reason && strcmp (reason, "truncated") != 0 ? 0 : pages;
    cJSON *record = record_new ("document");
    record_add_string (record, "id", file->id);
    record_add_string (record, "name", item->name);
    g_autofree char *path = g_utf8_make_valid (item->path, -1);
    record_add_string (record, "path", path);
    record_add_string (record, "sha256", file->sha256);
    cJSON_AddNumberToObject (record, "bytes", (double) file->status.st_size);
    record_add_string (record, "media", media);
    cJSON_AddNumberToObject (record, "pages", pages);
    cJSON_AddItemToObject (record, "error", problem ? problem : cJSON_CreateNull ());
    gboolean written = record_writer_write (reader->writer, record, error);
    cJSON_Delete (record);
    return written
           && attachments_write (reader->attachments, item, file->id, file->sha256, will_come, reader->writer, error);
}

static gboolean
write_bad_page (struct file_reader *reader, const struct file *file, guint page, const char *reason, GError **error)
{
    struct page_out out = { .page = (int) page, .way = "layer", .why = "the page could not be read", .reason = reason };
    cJSON *record = pageout_record (file->id, &out);
    gboolean written = record_writer_write (reader->writer, record, error);
    cJSON_Delete (record);
    return written;
}

/* --- the worker ------------------------------------------------------------------------------------------------------ */

static struct reading
reading_of (const struct file_reader *reader, const struct file *file)
{
    const struct settings *settings = reader->settings;
    return (struct reading){
        .file = file->descriptor,
        .media = file->media,
        .document = file->id,
        .first_page = 1,
        .max_pages = (guint) settings_int (settings, "limits", "pages_per_file"),
        .max_members = (guint) settings_int (settings, "limits", "members_per_file"),
        .max_text_bytes = (gsize) settings_int (settings, "limits", "page_text_bytes"),
        .max_pixels = settings_int (settings, "limits", "page_pixels"),
        .limits = { .memory_bytes = (guint64) settings_int (settings, "limits", "worker_memory_mb") << 20,
                    .cpu_seconds = (guint) settings_int (settings, "limits", "document_seconds"),
                    .output_bytes = OUTPUT_BYTES,
                    .threads = file->media == MEDIA_HEIC },
        .policy = strcmp (settings_string (settings, "sandbox", "policy"), "required") == 0 ? SANDBOX_REQUIRED
                                                                                            : SANDBOX_BEST_EFFORT,
    };
}

static struct worker *
start_worker (const struct file_reader *reader, const struct file *file, guint first_page, GError **error)
{
    struct reading reading = reading_of (reader, file);
    reading.first_page = first_page;
    struct worker *worker = worker_start (reader_run, &reading, error);
    if (worker)
        worker_close_input (worker);
    return worker;
}

/* What a document's worker has told so far. */
struct progress {
    gboolean announced; /* the document record is written */
    guint pages, done;  /* announced, and written as records */
    gint64 deadline;    /* of the whole file */
};

static const char *
reason_of_worker (const GError *failure)
{
    if (failure == NULL) /* it ended without saying all */
        return "crashed";
    if (g_error_matches (failure, WORKER_ERROR, WORKER_ERROR_TIMEOUT))
        return "timeout";
    return g_error_matches (failure, WORKER_ERROR, WORKER_ERROR_OVERFLOW) ? "too_large" : "crashed";
}

/* One line of the worker: FALSE and *lies where it says what it may not. */
static gboolean
take_line (struct file_reader *reader, struct file *file, struct progress *progress, gboolean *first_line,
           const char *line, gsize length, gboolean *lies, GError **error)
{
    if (*first_line) {
        guint pages;
        const char *reason;
        g_autoptr (GPtrArray) members = NULL;
        *first_line = FALSE;
        if (!check_first_line (line, length, &pages, &reason, &members)) {
            *lies = TRUE;
            return TRUE;
        }
        if (progress->announced)
            return TRUE; /* a worker that was started again */
        file->members = g_steal_pointer (&members);
        gboolean kept = g_strcmp0 (reason, "too_many_pages") != 0; /* else there are as many as were found */
        progress->announced = TRUE;
        progress->pages = kept ? pages : 0;
        return write_document (reader, file, pages, reason ? problem_json (reason, NULL, NULL) : NULL, error);
    }
    g_autoptr (record_t) record = check_page_line (line, length, file->id, progress->done + 1);
    if (record == NULL || progress->done >= progress->pages) {
        *lies = TRUE;
        return TRUE;
    }
    progress->done++;
    return record_writer_pass (reader->writer, record, error);
}

/* One worker from page done + 1 on. FALSE with error where the stage cannot go on; TRUE otherwise, and *reason says why the
 * worker ended early, or NULL. */
static gboolean
run_worker (struct file_reader *reader, struct file *file, struct progress *progress, const char **reason,
            GError **error)
{
    gsize text_bytes = (gsize) settings_int (reader->settings, "limits", "page_text_bytes");
    gsize max_line = MIN (text_bytes * LINE_BYTES_PER_TEXT_BYTE, RECORD_MAX_BYTES);
    guint page_seconds = (guint) settings_int (reader->settings, "limits", "page_seconds");
    gboolean first_line = TRUE, lies = FALSE;

    *reason = NULL;
    g_autoptr (worker_t) worker =
        file->worker ? g_steal_pointer (&file->worker) : start_worker (reader, file, progress->done + 1, error);
    if (worker == NULL)
        return FALSE;
    for (;;) {
        gsize length;
        int status = 0;
        g_autoptr (GError) failure = NULL;
        gint64 left = (progress->deadline - g_get_monotonic_time ()) / G_USEC_PER_SEC;
        const char *line =
            worker_read_line (worker, max_line, (guint) CLAMP (left, 0, page_seconds), &length, &status, &failure);
        if (line == NULL) {
            if (g_error_matches (failure, WORKER_ERROR, WORKER_ERROR_REFUSED)) {
                g_propagate_error (error, g_steal_pointer (&failure));
                return FALSE;
            }
            if (failure || status != 0 || !progress->announced || progress->done < progress->pages)
                *reason = reason_of_worker (failure);
            return TRUE;
        }
        if (!take_line (reader, file, progress, &first_line, line, length, &lies, error))
            return FALSE;
        if (lies) {
            *reason = "crashed";
            return TRUE;
        }
    }
}

/* Worker after worker, each from the page after the one that the last died on. */
static gboolean
read_content (struct file_reader *reader, struct file *file, GError **error)
{
    gint64 seconds = settings_int (reader->settings, "limits", "document_seconds");
    struct progress progress = { .deadline = g_get_monotonic_time () + seconds * G_USEC_PER_SEC };

    for (int starts = 0;; starts++) {
        const char *reason;
        if (!run_worker (reader, file, &progress, &reason, error))
            return FALSE;
        if (reason == NULL)
            return TRUE;
        log_warning (file->id, "worker: %s at page %u of %u", reason, progress.done + 1, progress.pages);
        if (!progress.announced)
            return write_document (reader, file, 0, problem_json (reason, NULL, NULL), error);
        gboolean give_up = starts >= RESTARTS_MAX || g_get_monotonic_time () >= progress.deadline;
        do {
            if (progress.done >= progress.pages)
                return TRUE;
            if (!write_bad_page (reader, file, ++progress.done, reason, error))
                return FALSE;
        } while (give_up);
        if (progress.done >= progress.pages)
            return TRUE;
    }
}

/* A file that is written while it is read may say anything: who reads its pages later must know. */
static gboolean
notice_change (struct file_reader *reader, const struct file *file, GError **error)
{
    struct stat now;
    if (fstat (file->descriptor, &now) == 0 && now.st_size == file->status.st_size
        && now.st_mtim.tv_sec == file->status.st_mtim.tv_sec && now.st_mtim.tv_nsec == file->status.st_mtim.tv_nsec)
        return TRUE;
    log_warning (file->id, "the file changed while it was read");
    return record_write_notice (reader->writer, "case-text", "changed", file->id, 0,
                                "the file changed while it was read", error);
}

/* Sets a worker to a file that has been opened and named, unless it is of a kind that is not read. FALSE and WORKER_ERROR. */
static gboolean
begin_reading (struct file_reader *reader, struct file *file, GError **error)
{
    if (file->reason || !convert_load (file->media))
        return TRUE;
    file->worker = start_worker (reader, file, 1, error);
    if (file->worker == NULL)
        return FALSE;
    fcntl (worker_descriptor (file->worker), F_SETPIPE_SZ, AHEAD_BYTES); /* as it is where that is refused */
    return TRUE;
}

struct file *
file_begin (struct file_reader *reader, const struct item *item, GError **error)
{
    struct file *file = g_new0 (struct file, 1);
    file->item = item;
    file->descriptor = -1;
    file->reason =
        item->problem ? "unsupported" : open_file (file, settings_int (reader->settings, "limits", "file_bytes"));
    name_document (reader, file, FALSE);
    if (begin_reading (reader, file, error))
        return file;
    file_free (file);
    return NULL;
}

/* --- files within files ------------------------------------------------------------------------------------------------ */

/* Member `number` (from 1) of a file, taken out of it and set to work; never NULL but for WORKER_ERROR. */
static struct file *
begin_member (struct file_reader *reader, const struct file *outer, guint number, GError **error)
{
    struct file *file = g_new0 (struct file, 1);
    const char *name = outer->members->pdata[number - 1];

    file->own.name = g_strdup_printf ("%s/%s", outer->item->name, name);
    file->own.path = g_strdup_printf ("%s%s%u", outer->item->path, outer->depth ? "/" : "//", number);
    file->item = &file->own;
    file->depth = outer->depth + 1;
    file->descriptor = -1;
    if (file->depth > CONTAINER_DEPTH_MAX) {
        file->own.problem = "files lie too deep within one another";
        file->own.advice = "unpack it and supply the files in it";
        file->reason = "unsupported";
    } else {
        file->descriptor = container_extract (outer->descriptor, outer->media, number, reader->settings, &file->reason);
        if (file->descriptor >= 0 && fstat (file->descriptor, &file->status) != 0)
            file->reason = "unreadable";
        if (file->reason == NULL)
            file->reason = examine (file, settings_int (reader->settings, "limits", "member_bytes"));
    }
    name_document (reader, file, FALSE);
    if (begin_reading (reader, file, error))
        return file;
    file_free (file);
    return NULL;
}

/* Each member is a document of its own, right after the file that it lies in. */
static gboolean
read_members (struct file_reader *reader, const struct file *outer, GError **error)
{
    gint64 most = settings_int (reader->settings, "limits", "file_bytes");

    for (guint n = 1; outer->members && n <= outer->members->len; n++) {
        struct file *member = begin_member (reader, outer, n, error);
        if (member == NULL)
            return FALSE;
        if (outer->depth == 0 && n == 1)
            reader->unpacked = 0;
        reader->unpacked += member->status.st_size;
        if (member->reason == NULL && reader->unpacked > most)
            member->reason = "too_large";
        gboolean finished = file_finish (reader, member, error);
        file_free (member);
        if (!finished)
            return FALSE;
    }
    return TRUE;
}

/* Why a kind of file is not read. */
static const char *
unread_reason (enum media media)
{
    return media == MEDIA_OLE_CUT ? "truncated" : media == MEDIA_OFFICE_LOCKED ? "locked" : "unsupported";
}

gboolean
file_finish (struct file_reader *reader, struct file *file, GError **error)
{
    const struct item *item = file->item;
    settle_name (reader, file);
    if (file->reason) {
        file->media = MEDIA_UNKNOWN;
        return write_document (reader, file, 0, problem_json (file->reason, item->problem, item->advice), error);
    }
    if (!convert_load (file->media)) {
        cJSON *problem =
            problem_json (unread_reason (file->media), media_described (file->media), media_advice (file->media));
        return write_document (reader, file, 0, problem, error);
    }
    return read_content (reader, file, error) && (file->depth > 0 || notice_change (reader, file, error))
           && read_members (reader, file, error);
}
