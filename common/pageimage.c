#include "common/pageimage.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/container.h"
#include "common/imagefile.h"
#include "common/media.h"
#include "common/pagedecode.h"
#include "common/scanpage.h"
#include "common/worker.h"

#define MESSAGE_BYTES_MAX 4096
#define BYTES_PER_PIXEL_MAX 4
#define PAGES_OF_CPU 4 /* limits of a page that a worker may spend on all of its pages */

/* What stands before the pixels in the shared memory; the parent believes none of it unchecked. */
struct header {
    guint32 width, height, depth, words_per_line;
    double dpi, page_width, page_height;
    guint32 native;
};

/* What the worker is told once, and page by page. */
struct task {
    int file, memory;
    enum media media;
    gint64 max_pixels;
    gboolean plain_scans; /* whether they can be taken out of a PDF as they are */
    struct sandbox_limits limits;
    enum sandbox_policy policy;
};

struct request {
    int page;
    double dpi;
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

/* The file, opened once for all of its pages. */
struct source {
    enum media media;
    PopplerDocument *document; /* of a PDF, or NULL where it cannot be opened */
    struct scans *scans;       /* of a PDF, or NULL where its plain scans cannot be taken out */
    struct imagefile *images;  /* of another file, or NULL where it does not fit into memory */
};

static void
source_open (struct source *source, const struct task *task)
{
    struct stat status;
    source->media = task->media;
    if (task->media == MEDIA_PDF) {
        g_autoptr (GBytes) mapped = pagedecode_map (task->file);
        gsize size = 0;
        const char *bytes = mapped ? g_bytes_get_data (mapped, &size) : NULL;
        source->document = pagedecode_open (task->file, mapped, NULL);
        if (source->document && bytes && task->plain_scans) {
            source->scans = scanpage_open (bytes, size);
            g_bytes_ref (mapped); /* for as long as the worker lives */
        }
        return;
    }
    gsize length = fstat (task->file, &status) == 0 ? (gsize) status.st_size : 0;
    void *bytes = mmap (NULL, length, PROT_READ, MAP_PRIVATE, task->file, 0);
    if (bytes != MAP_FAILED)
        source->images = imagefile_new (bytes, length, task->media);
}

static struct pageimage *
decode_pdf (const struct source *source, const struct request *request, gint64 max_pixels, GError **error)
{
    if (source->document == NULL) {
        g_set_error (error, PAGEIMAGE_ERROR, PAGEIMAGE_ERROR_UNREADABLE, "the PDF cannot be opened");
        return NULL;
    }
    gboolean there = request->page >= 1 && request->page <= poppler_document_get_n_pages (source->document);
    g_autoptr (poppler_page_t) page = there ? poppler_document_get_page (source->document, request->page - 1) : NULL;
    if (page == NULL) {
        g_set_error (error, PAGEIMAGE_ERROR, PAGEIMAGE_ERROR_UNREADABLE, "the page cannot be opened");
        return NULL;
    }
    struct pageimage *scan =
        source->scans && request->dpi <= 0 ? scanpage_image (source->scans, request->page, max_pixels) : NULL;
    return scan ? scan : pagedecode_pdf (page, request->dpi, max_pixels, error);
}

static struct pageimage *
decode_page (const struct source *source, const struct request *request, gint64 max_pixels, GError **error)
{
    if (source->media == MEDIA_PDF)
        return decode_pdf (source, request, max_pixels, error);
    if (source->images == NULL) {
        g_set_error (error, PAGEIMAGE_ERROR, PAGEIMAGE_ERROR_LIMIT, "the file does not fit into memory");
        return NULL;
    }
    return imagefile_page (source->images, (guint) MAX (request->page, 0), max_pixels, error);
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
    return ftruncate (memory, 0) == 0 && lseek (memory, 0, SEEK_SET) == 0
           && worker_send (memory, &header, sizeof header)
           && worker_send (memory, pixGetData (image->pix), 4 * (gsize) header.words_per_line * header.height);
}

/* Answers each request on standard input by a line: "0", the image is in the shared memory, or "CODE MESSAGE". */
static int
decode_pages (gpointer argument, int out)
{
    const struct task *task = argument;
    struct source source = { 0 };
    struct request request;

    if (!sandbox_enter (&task->limits, task->media == MEDIA_PDF ? pagedecode_folders : NULL, task->policy, NULL))
        return WORKER_STATUS_UNCONFINED;
    /* Images of 30 MB come and go: memory that is kept need not be cleared by the kernel for each of them. */
    mallopt (M_MMAP_THRESHOLD, G_MAXINT);
    mallopt (M_TRIM_THRESHOLD, G_MAXINT);
    source_open (&source, task);
    while (read (STDIN_FILENO, &request, sizeof request) == sizeof request) {
        g_autoptr (GError) error = NULL;
        g_autoptr (pageimage_t) image = decode_page (&source, &request, task->max_pixels, &error);
        if (image && !hand_over (image, task->memory))
            return 2;
        g_autofree char *answer = image ? g_strdup ("0\n") : g_strdup_printf ("%d %s\n", error->code, error->message);
        if (!worker_send (out, answer, strlen (answer)))
            return 2;
    }
    return 0;
}

/* --- in the parent ------------------------------------------------------------------------------------------------- */

/* A case file is asked for page after page. The file that was hashed last: one with the same identity, size and times
 * needs no second look. */
static struct {
    struct stat status;
    char *sha256;
} verified;

/* The worker that has a file open, until another file is asked for. */
static struct {
    struct worker *worker; /* NULL: none */
    struct stat status;    /* of the file */
    int file, memory;
    gint64 max_pixels;
    guint pages; /* that it has decoded */
} decoder;

static gboolean
same_time (struct timespec one, struct timespec other)
{
    return one.tv_sec == other.tv_sec && one.tv_nsec == other.tv_nsec;
}

static gboolean
same_file (const struct stat *one, const struct stat *other)
{
    return one->st_dev == other->st_dev && one->st_ino == other->st_ino && one->st_size == other->st_size
           && same_time (one->st_mtim, other->st_mtim) && same_time (one->st_ctim, other->st_ctim);
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
    if (verified.sha256 == NULL || !same_file (&verified.status, status)) {
        g_free (verified.sha256);
        verified.sha256 = hash_file (file);
        verified.status = *status;
    }
    if (verified.sha256 && strcmp (verified.sha256, sha256) == 0)
        return TRUE;
    g_set_error (error, PAGEIMAGE_ERROR, PAGEIMAGE_ERROR_CHANGED, "the file is not the one that was read before");
    return FALSE;
}

/* The member of a file that was asked for last: page after page of it is wanted, and it is taken out once. */
static struct {
    char *path;
    struct stat outer; /* the file on the disk */
    int file;          /* the member, in memory */
} member;

/* As container_open. */
static int
open_path (const char *path, const struct settings *settings)
{
    struct stat outer;
    if (member.path && strcmp (member.path, path) == 0) {
        g_autofree char *on_disk = g_strndup (path, (gsize) (container_member (path) - path));
        if (stat (on_disk, &outer) == 0 && same_file (&member.outer, &outer))
            return fcntl (member.file, F_DUPFD_CLOEXEC, 0);
    }
    int file = container_open (path, settings, &outer);
    struct stat status;
    if (file < 0 || fstat (file, &status) != 0 || status.st_ino == outer.st_ino || container_member (path) == NULL)
        return file;
    if (member.path)
        close (member.file);
    g_free (member.path);
    member.path = g_strdup (path);
    member.outer = outer;
    member.file = fcntl (file, F_DUPFD_CLOEXEC, 0);
    if (member.file < 0)
        g_clear_pointer (&member.path, g_free);
    return file;
}

/* Opens a regular file and checks it. -1 and PAGEIMAGE_ERROR. */
static int
open_file (const char *path, const char *sha256, const struct settings *settings, struct stat *status,
           enum media *media, GError **error)
{
    int file = open_path (path, settings);
    if (file < 0 || fstat (file, status) != 0 || !S_ISREG (status->st_mode)) {
        g_set_error (error, PAGEIMAGE_ERROR, PAGEIMAGE_ERROR_CHANGED, "the file is no longer there");
        if (file >= 0)
            close (file);
        return -1;
    }
    if (sha256 && !verify (file, status, sha256, error)) {
        close (file);
        return -1;
    }
    g_autofree guint8 *head = g_malloc (MEDIA_HEAD_BYTES);
    gssize got = pread (file, head, MEDIA_HEAD_BYTES, 0);
    *media = got > 0 ? media_of_bytes (head, (gsize) got) : MEDIA_UNKNOWN;
    if (*media == MEDIA_PDF || imagefile_load (*media))
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
           && header->page_width > 0 && header->page_width < 1e6 && header->page_height > 0
           && header->page_height < 1e6;
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

/* --- the worker ------------------------------------------------------------------------------------------------------ */

static void
decoder_stop (void)
{
    if (decoder.worker == NULL)
        return;
    g_clear_pointer (&decoder.worker, worker_free);
    close (decoder.file);
    close (decoder.memory);
}

/* In a child that was forked for something else, and may be taken over by it. */
static void
decoder_forget (void)
{
    if (decoder.worker == NULL)
        return;
    g_clear_pointer (&decoder.worker, worker_forget);
    close (decoder.file);
    close (decoder.memory);
}

/* A worker for the file at `path`, the one of the last call where it is the same file. FALSE and PAGEIMAGE_ERROR. */
static gboolean
decoder_start (const char *path, const char *sha256, const struct settings *settings, GError **error)
{
    static gboolean registered;
    struct stat status;
    guint seconds = (guint) settings_int (settings, "limits", "page_seconds");
    gint64 max_pixels = settings_int (settings, "limits", "page_pixels");
    struct task task = {
        .max_pixels = max_pixels,
        .limits = { .memory_bytes = (guint64) settings_int (settings, "limits", "worker_memory_mb") << 20,
                    .cpu_seconds = seconds * PAGES_OF_CPU,
                    .output_bytes = sizeof (struct header) + (guint64) max_pixels * (BYTES_PER_PIXEL_MAX + 1) },
        .policy = strcmp (settings_string (settings, "sandbox", "policy"), "required") == 0 ? SANDBOX_REQUIRED
                                                                                            : SANDBOX_BEST_EFFORT,
    };

    task.file = open_file (path, sha256, settings, &status, &task.media, error);
    if (task.file < 0)
        return FALSE;
    if (decoder.worker && same_file (&decoder.status, &status) && decoder.max_pixels == max_pixels) {
        close (task.file);
        return TRUE;
    }
    task.limits.threads = task.media == MEDIA_HEIC;
    task.plain_scans = task.media == MEDIA_PDF && scanpage_load ();
    decoder_stop ();
    if (!registered) {
        atexit (decoder_stop); /* so that its time counts as ours */
        pthread_atfork (NULL, NULL, decoder_forget);
    }
    registered = TRUE;
    task.memory = memfd_create ("page", MFD_CLOEXEC);
    g_autoptr (GError) failure = NULL;
    struct worker *worker = task.memory >= 0 ? worker_start (decode_pages, &task, &failure) : NULL;
    if (worker == NULL) {
        g_set_error (error, PAGEIMAGE_ERROR, PAGEIMAGE_ERROR_WORKER, "%s",
                     failure ? failure->message : "no shared memory");
        close (task.file);
        if (task.memory >= 0)
            close (task.memory);
        return FALSE;
    }
    decoder.worker = worker;
    decoder.status = status;
    decoder.file = task.file;
    decoder.memory = task.memory;
    decoder.max_pixels = max_pixels;
    decoder.pages = 0;
    return TRUE;
}

/* The worker's answer to one request, lent; NULL and WORKER_ERROR, and then it is gone. */
static const char *
decoder_ask (const struct request *request, guint seconds, GError **error)
{
    gsize length;
    int status = 0;
    const char *answer = NULL;

    if (worker_write (decoder.worker, request, sizeof *request, NULL))
        answer = worker_read_line (decoder.worker, MESSAGE_BYTES_MAX, seconds, &length, &status, error);
    else /* it has ended: the reason is there to be read */
        worker_read_line (decoder.worker, MESSAGE_BYTES_MAX, seconds, &length, &status, error);
    if (answer)
        decoder.pages++;
    else {
        if (error && *error == NULL)
            g_set_error (error, WORKER_ERROR, WORKER_ERROR_CRASHED, "the worker ended without an answer");
        decoder_stop ();
    }
    return answer;
}

static struct pageimage *
refused (const char *answer, GError **error)
{
    char *reason = NULL;
    gint64 code = g_ascii_strtoll (answer, &reason, 10);
    if (code < PAGEIMAGE_ERROR_CHANGED || code > PAGEIMAGE_ERROR_WORKER)
        code = PAGEIMAGE_ERROR_WORKER;
    g_set_error (error, PAGEIMAGE_ERROR, (int) code, "%s", reason && *reason ? reason + 1 : "the worker failed");
    return NULL;
}

struct pageimage *
pageimage_load (const char *path, const char *sha256, int page, double dpi, const struct settings *settings,
                GError **error)
{
    guint seconds = (guint) settings_int (settings, "limits", "page_seconds");
    const struct request request = { page, dpi };

    for (;;) {
        if (!decoder_start (path, sha256, settings, error))
            return NULL;
        gboolean fresh = decoder.pages == 0;
        gint64 begin = g_get_monotonic_time ();
        g_autoptr (GError) failure = NULL;
        const char *answer = decoder_ask (&request, seconds, &failure);
        if (answer)
            return strcmp (answer, "0") == 0 ? take_over (decoder.memory, decoder.max_pixels, error)
                                             : refused (answer, error);
        /* What a worker spent on the pages before is not this page's fault: it may try again in a fresh one. */
        if (!fresh && g_get_monotonic_time () - begin < (gint64) seconds * G_USEC_PER_SEC / 2)
            continue;
        int code = g_error_matches (failure, WORKER_ERROR, WORKER_ERROR_TIMEOUT)    ? PAGEIMAGE_ERROR_TIMEOUT
                   : g_error_matches (failure, WORKER_ERROR, WORKER_ERROR_OVERFLOW) ? PAGEIMAGE_ERROR_LIMIT
                                                                                    : PAGEIMAGE_ERROR_WORKER;
        g_set_error (error, PAGEIMAGE_ERROR, code, "%s", failure->message);
        return NULL;
    }
}
