/* The inbox: what has been dropped, grouped by case, and whether it has stopped changing.
 *
 * Works by looking twice, settle_seconds apart, since a network share has no inotify: what has the same files, sizes,
 * inodes and times both times, no open writer (where the file system can tell) and no name of a partial download has
 * settled. `X.ready` says so at once.
 */
#ifndef RUN_INBOX_H
#define RUN_INBOX_H

#include <glib.h>

struct inbox_group {
    char *name;         /* of the case (name_of_case) */
    GPtrArray *entries; /* names in the inbox, raw, owned: documents first, then the rest, each bytewise */
    gboolean has_document;
    gboolean expedited;
    gboolean settled;
    const char *waiting; /* why it has not settled, a constant; NULL where it has */
    gint64 oldest;       /* lowest modification time of its entries, seconds */
};

/* What the inbox looked like: name -> fingerprint. */
typedef GHashTable inbox_view_t;

/* Looks at the inbox. `before` (may be NULL) is an earlier view; *now gets this one, the caller's (g_hash_table_unref).
 * `revisions` (revision -> NAME of all that is done, may be NULL) tells which case a corrections file means that names a
 * revision or case inside; a name that nothing done has is not believed.
 * `max_files` bounds what is listed of one folder. GPtrArray of struct inbox_group ordered by name, the caller's. */
GPtrArray *inbox_scan (const char *inbox, inbox_view_t *before, inbox_view_t **now, GHashTable *revisions,
                       guint max_files, GError **error);

#endif
