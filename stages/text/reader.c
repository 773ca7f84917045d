#include "stages/text/reader.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/imagefile.h"
#include "common/pagedecode.h"
#include "common/worker.h"
#include "stages/text/convert.h"
#include "stages/text/pageout.h"

#define PIXELS_MIN 8    /* of a side: a smaller image holds no character */
#define JPEG_TAIL 65536 /* bytes that cameras leave after the end mark */

/* A page that says nothing: poppler reads its tables of encodings when the first document opens, and keeps them while one
 * is open. */
static const char empty_pdf[] =
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

void
reader_load (void)
{
    static PopplerDocument *kept; /* for good */
    static GIConv converter; /* likewise: poppler converts form values by a module that a confined worker cannot load */
    g_autoptr (GBytes) bytes = g_bytes_new_static (empty_pdf, sizeof empty_pdf - 1);
    if (converter == NULL)
        converter = g_iconv_open ("UTF-8", "UTF-16BE");
    if (kept == NULL)
        kept = poppler_document_new_from_bytes (bytes, NULL, NULL);
}

/* Whether an image file's end mark is missing. */
static gboolean
is_cut_short (const guint8 *bytes, gsize length, enum media media)
{
    gsize tail = MIN (length, JPEG_TAIL);
    if (media == MEDIA_JPEG)
        return memmem (bytes + length - tail, tail, "\xff\xd9", 2) == NULL;
    if (media == MEDIA_PNG)
        return memmem (bytes + length - tail, tail, "IEND", 4) == NULL;
    return FALSE;
}

static const char *
reason_of (const GError *error, gboolean cut_short)
{
    if (g_error_matches (error, PAGEIMAGE_ERROR, PAGEIMAGE_ERROR_LIMIT))
        return "too_large";
    return cut_short ? "truncated" : "broken";
}

int
image_read (const struct reading *reading, const guint8 *bytes, gsize length, int out)
{
    g_autoptr (imagefile_t) file = imagefile_new (bytes, length, reading->media);
    guint pages = imagefile_pages (file);
    gboolean cut_short = is_cut_short (bytes, length, reading->media);

    if (pages == 0 || pages > reading->max_pages)
        return !pageout_file (out, pages, pages ? "too_many_pages" : "broken");

    g_autoptr (GError) error = NULL;
    g_autoptr (pageimage_t) first = NULL;
    if (pages == 1) {
        /* The page is the file: what is wrong with it is wrong with the file. */
        first = imagefile_page (file, 1, reading->max_pixels, &error);
        if (first == NULL)
            return !pageout_file (out, 0, reason_of (error, cut_short));
    }
    if (!pageout_file (out, pages, cut_short ? "truncated" : NULL))
        return 1;
    for (guint n = reading->first_page; n <= pages; n++) {
        g_clear_error (&error);
        g_autoptr (pageimage_t) image =
            first ? g_steal_pointer (&first) : imagefile_page (file, n, reading->max_pixels, &error);
        struct page_out page = { .page = (int) n, .way = "image", .why = "the file is an image" };
        if (image) {
            page.width = image->width;
            page.height = image->height;
            page.ocr = MIN (pixGetWidth (image->pix), pixGetHeight (image->pix)) >= PIXELS_MIN;
            page.blank = !page.ocr;
            if (page.blank) {
                page.way = "blank";
                page.why = "an image too small for text";
            }
        } else
            page.reason = reason_of (error, FALSE);
        if (!pageout_page (out, reading->document, &page))
            return 1;
    }
    return 0;
}

static int
read_mapped (const struct reading *reading, int out)
{
    struct stat status;
    if (fstat (reading->file, &status) != 0 || status.st_size == 0)
        return !pageout_file (out, 0, "changed");
    gsize length = (gsize) status.st_size;
    void *bytes = mmap (NULL, length, PROT_READ, MAP_PRIVATE, reading->file, 0);
    if (bytes == MAP_FAILED)
        return !pageout_file (out, 0, "too_large");
    switch (reading->media) {
    case MEDIA_TEXT:
        return plain_read (reading, bytes, length, out);
    case MEDIA_HTML:
    case MEDIA_WORD:
    case MEDIA_MAIL:
    case MEDIA_OUTLOOK:
    case MEDIA_OLD_WORD:
    case MEDIA_ARCHIVE:
    case MEDIA_RTF:
        return convert_read (reading, bytes, length, out);
    default:
        return image_read (reading, bytes, length, out);
    }
}

int
reader_run (gpointer argument, int out)
{
    const struct reading *reading = argument;
    gboolean is_pdf = reading->media == MEDIA_PDF;

    if (!sandbox_enter (&reading->limits, is_pdf ? pagedecode_folders : NULL, reading->policy, NULL))
        return WORKER_STATUS_UNCONFINED;
    return is_pdf ? pdf_read (reading, out) : read_mapped (reading, out);
}
