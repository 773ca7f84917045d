/* A corrections file, case-corrections(5): what a person says of pages, words and facts. It comes from the inbox and is
 * believed nothing: sizes, keys, types and values are checked, and what is wrong costs only itself.
 */
#ifndef TEXT_CORRECTIONS_H
#define TEXT_CORRECTIONS_H

#include <cjson/cJSON.h>
#include <glib.h>

/* One thing that was said. */
struct said {
    cJSON *record;  /* the correction record, owned; its document and page are still null */
    char *sha256;   /* of the file that it is about, or NULL */
    int page;       /* of that file, or 0 */
    char *saved;    /* when the corrections file was saved, or NULL; files are taken in this order */
    gboolean whole; /* a transcript of the whole page */
};
void said_free (gpointer said);

/* A correction record without content: id "K", twelve digits of the hash of content and name, "." and `ordinal`; `sha256` and
 * `from` are the attachment's. The caller's. */
cJSON *correction_new (const char *sha256, guint ordinal, const char *from);
/* Says in the record why it is of no use; `reason` is one of problem.h. */
void correction_refuse (cJSON *record, const char *reason, const char *detail, const char *advice);

/* Appends what the file says to `all` (GPtrArray of struct said, owning). A file that is none gives one record, which says so. */
void corrections_read (GPtrArray *all, const char *text, gsize length, const char *sha256, const char *from,
                       gsize max_text_bytes);

#endif
