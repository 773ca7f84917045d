#include "common/pageimage.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/media.h"
#include "common/pagedecode.h"
#include "common/worker.h"

#define MESSAGE_BYTES_MAX 4096
#define BYTES_PER_PIXEL_MAX 4

/* What stands before the pixels in the shared memory; the parent believes none of it unchecked. */
struct header {
    guint32 width, height, depth, words_per_line;
    double dpi, page_width, page_height;
    guint32 native;
};

struct task {
    int file, memory;
    enum media media;
    int page;
    double dpi;
    gint64 max_pixels;
    struct sandbox_limits limits;
    enum sandbox_policy policy;
};

GQuark
pageimage_error_quark (void)
{
    return g_quark_from_static_string ("pageimage");
}

void
pageimage_free (struct pageimage *image)
{
    if (image == NULL)
        return;
    pixDestroy (&image->pix);
    g_free (image);
}

/* --- in the worker ------------------------------------------------------------------------------------------------- */

static struct pageimage *
decode_pdf (const struct task *task, GError **error)
{
    g_autoptr (GError) broken = NULL;
    g_autoptr (GBytes) mapped = pagedecode_map (task->file);
    g_autoptr (poppler_document_t) document = pagedecode_open (task->file, mapped, &broken);
    if (document == NULL) {
        g_set_error (error, PAGEIMAGE_ERROR, PAGEIMAGE_ERROR_UNREADABLE, "the PDF cannot be opened");
        return NULL;
    }
    gboolean there = task->page >= 1 && task->page <= poppler_document_get_n_pages (document);
    g_autoptr (poppler_page_t) page = there ? poppler_document_get_page (document, task->page - 1) : NULL;
    if (page == NULL) {
        g_set_error (error, PAGEIMAGE_ERROR, PAGEIMAGE_ERROR_UNREADABLE, "the page cannot be opened");
        return NULL;
    }
    return pagedecode_pdf (page, task->dpi, task->max_pixels, error);
}

static struct pageimage *
decode_image (const struct task *task, GError **error)
{
    struct stat status;
    void *bytes = fstat (task->file, &status) == 0
                      ? mmap (NULL, (gsize) status.st_size, PROT_READ, MAP_PRIVATE, task->file, 0)
                      : MAP_FAILED;
    if (bytes == MAP_FAILED) {
        g_set_error (error, PAGEIMAGE_ERROR, PAGEIMAGE_ERROR_LIMIT, "the file does not fit into memory");
        return NULL;
    }
    return pagedecode_image (bytes, (gsize) status.st_size, task->media, task->page, task->max_pixels, error);
}

static gboolean
hand_over (const struct pageimage *image, int memory)
{
    const struct header header = {
        .width = (guint32) pixGetWidth (image->pix),
        .height = (guint32) pixGetHeight (image->pix),
        .depth = (guint32) pixGetDepth (image->pix),
        .words_per_line = (guint32) pixGetWpl (image->pix),
        .dpi = image->dpi,
        .page_width = image->width,
        .page_height = image->height,
        .native = image->native,
    };
    return worker_send (memory, &header, sizeof header)
           && worker_send (memory, pixGetData (image->pix), 4 * (gsize) header.words_per_line * header.height);
}

/* A refusal comes back as "CODE MESSAGE" and status 1. */
static int
decode (gpointer argument, int out)
{
    const struct task *task = argument;
    g_autoptr (GError) error = NULL;

    if (!sandbox_enter (&task->limits, task->media == MEDIA_PDF ? pagedecode_folders : NULL, task->policy, NULL))
        return WORKER_STATUS_UNCONFINED;
    g_autoptr (pageimage_t) image = task->media == MEDIA_PDF ? decode_pdf (task, &error) : decode_image (task, &error);
    if (image)
        return hand_over (image, task->memory) ? 0 : 2;
    g_autofree char *message = g_strdup_printf ("%d %s", error->code, error->message);
    worker_send (out, message, strlen (message));
    return 1;
}

/* --- in the parent ------------------------------------------------------------------------------------------------- */

/* The file that was hashed last: a file with the same identity, size and times needs no second look, and a case file is
 * asked for page after page. */
static struct {
    dev_t device;
    ino_t inode;
    off_t size;
    struct timespec modified, changed;
    char *sha256;
} verified;

static gboolean
same_time (struct timespec one, struct timespec other)
{
    return one.tv_sec == other.tv_sec && one.tv_nsec == other.tv_nsec;
}

static char *
hash_file (int file)
{
    g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
    g_autofree guchar *buffer = g_malloc (1 << 20);
    off_t at = 0;
    gssize n;
    while ((n = pread (file, buffer, 1 << 20, at)) > 0 || (n < 0 && errno == EINTR)) {
        if (n > 0) {
            g_checksum_update (checksum, buffer, n);
            at += n;
        }
    }
    return n == 0 ? g_strdup (g_checksum_get_string (checksum)) : NULL;
}

static gboolean
verify (int file, const struct stat *status, const char *sha256, GError **error)
{
    gboolean known = verified.sha256 && verified.device == status->st_dev && verified.inode == status->st_ino
                     && verified.size == status->st_size && same_time (verified.modified, status->st_mtim)
                     && same_time (verified.changed, status->st_ctim);
    if (!known) {
        g_free (verified.sha256);
        verified.sha256 = hash_file (file);
        verified.device = status->st_dev;
        verified.inode = status->st_ino;
        verified.size = status->st_size;
        verified.modified = status->st_mtim;
        verified.changed = status->st_ctim;
    }
    if (verified.sha256 && strcmp (verified.sha256, sha256) == 0)
        return TRUE;
    g_set_error (error, PAGEIMAGE_ERROR, PAGEIMAGE_ERROR_CHANGED, "the file is not the one that was read before");
    return FALSE;
}

/* Opens a regular file and checks it. -1 and PAGEIMAGE_ERROR. */
static int
open_file (const char *path, const char *sha256, enum media *media, GError **error)
{
    struct stat status;
    int file = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (file < 0 || fstat (file, &status) != 0 || !S_ISREG (status.st_mode)) {
        g_set_error (error, PAGEIMAGE_ERROR, PAGEIMAGE_ERROR_CHANGED, "the file is no longer there");
        if (file >= 0)
            close (file);
        return -1;
    }
    if (sha256 && !verify (file, &status, sha256, error)) {
        close (file);
        return -1;
    }
    g_autofree guint8 *head = g_malloc (MEDIA_HEAD_BYTES);
    gssize got = pread (file, head, MEDIA_HEAD_BYTES, 0);
    *media = got > 0 ? media_of_bytes (head, (gsize) got) : MEDIA_UNKNOWN;
    if (*media == MEDIA_PDF || *media == MEDIA_TIFF || *media == MEDIA_JPEG || *media == MEDIA_PNG)
        return file;
    g_set_error (error, PAGEIMAGE_ERROR, PAGEIMAGE_ERROR_UNREADABLE, "the file has no page images");
    close (file);
    return -1;
}

static gboolean
credible (const struct header *header, gint64 max_pixels, off_t size)
{
    if (header->width < 1 || header->height < 1 || header->width > G_MAXINT16 * 32 || header->height > G_MAXINT16 * 32)
        return FALSE;
    if (header->depth != 1 && header->depth != 8 && header->depth != 32)
        return FALSE;
    guint64 words = ((guint64) header->width * header->depth + 31) / 32;
    return (gint64) header->width * header->height <= max_pixels + max_pixels / 100 && header->words_per_line == words
           && (guint64) size == sizeof *header + 4 * words * header->height && header->dpi > 0 && header->dpi < 1e6
           && header->page_width > 0 && header->page_width < 1e6 && header->page_height > 0 && header->page_height < 1e6;
}

static gboolean
read_all (int memory, void *buffer, gsize length, off_t at)
{
    char *to = buffer;
    while (length > 0) {
        gssize n = pread (memory, to, length, at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return FALSE;
        to += n;
        at += n;
        length -= (gsize) n;
    }
    return TRUE;
}

static struct pageimage *
take_over (int memory, gint64 max_pixels, GError **error)
{
    struct header header;
    struct stat status;
    PIX *pix = NULL;

    if (fstat (memory, &status) == 0 && read_all (memory, &header, sizeof header, 0)
        && credible (&header, max_pixels, status.st_size))
        pix = pixCreateNoInit ((l_int32) header.width, (l_int32) header.height, (l_int32) header.depth);
    if (pix && !read_all (memory, pixGetData (pix), 4 * (gsize) header.words_per_line * header.height, sizeof header))
        pixDestroy (&pix);
    if (pix == NULL) {
        g_set_error (error, PAGEIMAGE_ERROR, PAGEIMAGE_ERROR_WORKER, "the worker handed over no image");
        return NULL;
    }
    int dpi = (int) (header.dpi + 0.5);
    pixSetResolution (pix, dpi, dpi);
    struct pageimage *image = g_new0 (struct pageimage, 1);
    *image = (struct pageimage){ pix, header.dpi, header.page_width, header.page_height, header.native != 0 };
    return image;
}

static struct pageimage *
decode_in_worker (struct task *task, guint seconds, GError **error)
{
    g_autoptr (GError) failure = NULL;
    int status = 0;
    g_autoptr (GBytes) message = worker_run (decode, task, MESSAGE_BYTES_MAX, seconds, &status, &failure);
    if (message == NULL) {
        gboolean limit = g_error_matches (failure, WORKER_ERROR, WORKER_ERROR_TIMEOUT)
                         || g_error_matches (failure, WORKER_ERROR, WORKER_ERROR_OVERFLOW);
        g_set_error (error, PAGEIMAGE_ERROR, limit ? PAGEIMAGE_ERROR_LIMIT : PAGEIMAGE_ERROR_WORKER, "%s", failure->message);
        return NULL;
    }
    if (status == 0)
        return take_over (task->memory, task->max_pixels, error);
    g_autofree char *text = g_strndup (g_bytes_get_data (message, NULL), g_bytes_get_size (message));
    char *reason = NULL;
    gint64 code = status == 1 ? g_ascii_strtoll (text, &reason, 10) : PAGEIMAGE_ERROR_WORKER;
    if (code < PAGEIMAGE_ERROR_CHANGED || code > PAGEIMAGE_ERROR_WORKER)
        code = PAGEIMAGE_ERROR_WORKER;
    g_set_error (error, PAGEIMAGE_ERROR, (int) code, "%s", reason && *reason ? reason + 1 : "the worker failed");
    return NULL;
}

struct pageimage *
pageimage_load (const char *path, const char *sha256, int page, double dpi, const struct settings *settings, GError **error)
{
    guint seconds = (guint) settings_int (settings, "limits", "page_seconds");
    gint64 max_pixels = settings_int (settings, "limits", "page_pixels");
    struct task task = {
        .page = page,
        .dpi = dpi,
        .max_pixels = max_pixels,
        .limits = { .memory_bytes = (guint64) settings_int (settings, "limits", "worker_memory_mb") << 20,
                    .cpu_seconds = seconds,
                    .output_bytes = sizeof (struct header) + (guint64) max_pixels * (BYTES_PER_PIXEL_MAX + 1) },
        .policy = strcmp (settings_string (settings, "sandbox", "policy"), "required") == 0 ? SANDBOX_REQUIRED
                                                                                              : SANDBOX_BEST_EFFORT,
    };

    task.file = open_file (path, sha256, &task.media, error);
    if (task.file < 0)
        return NULL;
    struct pageimage *image = NULL;
    task.memory = memfd_create ("page", MFD_CLOEXEC);
    if (task.memory < 0)
        g_set_error (error, PAGEIMAGE_ERROR, PAGEIMAGE_ERROR_WORKER, "no shared memory: %s", g_strerror (errno));
    else {
        image = decode_in_worker (&task, seconds, error);
        close (task.memory);
    }
    close (task.file);
    return image;
}
