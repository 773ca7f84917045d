/* A whole file as the confined worker of case-text reads it: whatever the bytes, its lines pass the parent's check. */
#include <string.h>

#include "common/imagefile.h"
#include "stages/text/check.h"
#include "stages/text/convert.h"
#include "stages/text/reader.h"
#include "tests/fuzz/fuzz.h"

#define DOCUMENT "F0123456789ab"

static void
check_lines (int out)
{
    off_t length = lseek (out, 0, SEEK_END);
    g_autofree char *said = g_malloc ((gsize) length + 1);
    g_assert (pread (out, said, (gsize) length, 0) == length);
    said[length] = '\0';
    guint pages = 0, seen = 0;
    const char *reason = NULL;
    g_autoptr (GPtrArray) members = NULL;
    for (char *line = said, *end; (end = strchr (line, '\n')); line = end + 1) {
        gsize bytes = (gsize) (end - line);
        if (line == said) {
            g_assert (check_first_line (line, bytes, &pages, &reason, &members));
            continue;
        }
        g_autoptr (record_t) record = check_page_line (line, bytes, DOCUMENT, ++seen);
        g_assert (record);
    }
    g_assert (seen == (g_strcmp0 (reason, "too_many_pages") != 0 ? pages : 0));
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t length)
{
    int file = fuzz_file (bytes, length);
    enum media media = media_of_file (file);
    if (!convert_load (media)) {
        close (file);
        return 0;
    }
    reader_load ();
    struct reading reading = {
        .file = file,
        .media = media,
        .document = DOCUMENT,
        .first_page = 1,
        .max_members = 100,
        .max_pages = 20,
        .max_text_bytes = 100000,
        .max_pixels = 400000,
    };
    int out = fuzz_file ("", 0);
    int status = media == MEDIA_PDF        ? pdf_read (&reading, out)
                 : media == MEDIA_TEXT     ? plain_read (&reading, bytes, length, out)
                 : !imagefile_load (media) ? convert_read (&reading, bytes, length, out)
                                           : image_read (&reading, bytes, length, out);
    g_assert (status == 0);
    check_lines (out);
    close (out);
    close (file);
    return 0;
}
