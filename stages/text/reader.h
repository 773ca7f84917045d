/* Reading one open file inside a worker: what kind it is has been decided, what it says is told by lines (pageout.h).
 */
#ifndef TEXT_READER_H
#define TEXT_READER_H

#include <glib.h>

#include "common/media.h"
#include "common/sandbox.h"

struct reading {
    int file;             /* open, regular, not empty */
    enum media media;     /* of those that are read */
    const char *document; /* id */
    guint first_page;     /* from 1: above it when a worker died on the page before */
    guint max_pages, max_members;
    gsize max_text_bytes; /* of a page */
    gint64 max_pixels;
    struct sandbox_limits limits;
    enum sandbox_policy policy;
};

/* Loads in the parent, once, what every worker would otherwise load for itself. */
void reader_load (void);
/* A worker_function; `argument` is a struct reading. */
int reader_run (gpointer argument, int out);

/* The kinds, each for a confined process; 0, or another exit status where the parent has gone. */
int pdf_read (const struct reading *reading, int out);
int image_read (const struct reading *reading, const guint8 *bytes, gsize length, int out);
int plain_read (const struct reading *reading, const guint8 *bytes, gsize length, int out);

/* The pages of a text, parted by form feeds, after the line for the file: `reason` and `members` as in pageout_file. */
int plain_pages (const struct reading *reading, const char *text, const char *reason, const GPtrArray *members,
                 int out);

/* Text of a plain file as UTF-8 with our line ends: UTF-8, UTF-16 with its mark, else Windows-1252. The caller frees. */
char *plain_text (const guint8 *bytes, gsize length);

#endif
