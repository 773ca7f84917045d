#include "stages/text/problem.h"

#include <string.h>

#include "common/record.h"

static const struct {
    const char *reason, *detail, *advice;
} problems[] = {
    { "empty", "the file holds no bytes", "ask the sender for the file again" },
    { "locked", "the file asks for a password", "remove the password, or ask the sender for a copy without one" },
    { "truncated", "the end of the file is missing",
      "copy the file again, or ask the sender for it again; what could be read of it, if anything, is in the case" },
    { "broken", "the file cannot be decoded",
      "open it in a viewer; if it shows, print it to a new PDF, else ask the sender for it again" },
    { "unsupported", "the file is of a kind that is not read", "supply it as PDF, TIFF, JPEG, PNG or plain text" },
    { "too_many_pages", "the file has more pages than the limit",
      "split it, or raise [limits] pages_per_file in pipeline.conf" },
    { "too_large", "the file or page is larger than the limit",
      "split it, or raise the limit in [limits] of pipeline.conf" },
    { "unreadable", "the file cannot be opened", "check its permissions and the disk" },
    { "timeout", "reading took longer than the limit",
      "look at the page; print it to a new PDF, or raise the time in [limits] of pipeline.conf" },
    { "crashed", "the reader of this kind of file failed on it",
      "open it in a viewer and print it to a new PDF; the file may be damaged or hostile" },
    { "language", "the page is written in another language than English, which is not read",
      "have the page translated, and supply the translation with it" },
    { "no_such_file", "no file of the submission is the one that it is about",
      "name it as the file is named, with .pN.txt in place of the extension or behind it, and drop it with the file or "
      "in a "
      "folder named as the case" },
    { "no_such_page", "the file has no such page", "look at the number of the page; the first page of a file is 1" },
    { "ambiguous", "several files of the submission have that name",
      "name it by the whole name of the file: scan.pdf.p3.txt" },
    { "not_text", "it is no UTF-8 text", "save it as plain text with the encoding UTF-8, and drop it again" },
    { "superseded", "a later transcript of the same page takes its place", "nothing need be done" },
    { "changed", "the file changed while it was read", "supply it again when it has stopped changing" },
};

static gsize
find (const char *reason)
{
    gsize i = 0;
    while (i < G_N_ELEMENTS (problems) && g_strcmp0 (problems[i].reason, reason) != 0)
        i++;
    return i;
}

const char *
problem_known (const char *reason)
{
    gsize i = find (reason);
    return i < G_N_ELEMENTS (problems) ? problems[i].reason : NULL;
}

cJSON *
problem_json (const char *reason, const char *detail, const char *advice)
{
    gsize i = find (reason);
    g_assert (i < G_N_ELEMENTS (problems));
    cJSON *json = cJSON_CreateObject ();
    record_add_string (json, "stage", "case-text");
    record_add_string (json, "reason", reason);
    record_add_string (json, "detail", detail ? detail : problems[i].detail);
    record_add_string (json, "advice", advice ? advice : problems[i].advice);
    return json;
}
