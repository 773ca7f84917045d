/* What the worker sends: one line for the file, then one for each page. The parent checks each before it passes it on.
 */
#ifndef TEXT_PAGEOUT_H
#define TEXT_PAGEOUT_H

#include <cjson/cJSON.h>
#include <glib.h>

#define PAGE_POINTS_MIN 3.0 /* of a side: a smaller page holds no character */
#define PAGE_POINTS_MAX 1e6 /* 350 metres */

/* A page as it will stand in its record (case-records(5)); strings are lent. */
struct page_out {
    int page;
    double width, height; /* points, 0 where the page has no size */
    int rotation;
    const char *text, *words; /* NULL: empty */
    const char *way, *why;    /* of the route */
    gboolean ocr, blank;
    gboolean verify;                      /* the layer stands on a scan: its digits are to be read again */
    const char *layer_text, *layer_words; /* of a mixed page, else NULL */
    const char *reason;                   /* of an error, or NULL; with a text: why that text proves nothing */
};

/* {"pages":N,"reason":R}: the first line; `reason` NULL where the file can be read. FALSE where the parent has gone. */
gboolean pageout_file (int out, guint pages, const char *reason);
/* The same, with "members": their names, where `members` is not NULL: documents of their own within the file. */
gboolean pageout_container (int out, guint pages, const char *reason, const GPtrArray *members);
/* The page record of `document`, the caller's, and sent. */
cJSON *pageout_record (const char *document, const struct page_out *page);
gboolean pageout_page (int out, const char *document, const struct page_out *page);

#endif
