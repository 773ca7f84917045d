/* casefile.db: an index over done/, never the state. It is rebuilt from the directories at any time, and is then the same.
 * The home of SQLite in this stage.
 */
#ifndef RUN_INDEX_H
#define RUN_INDEX_H

#include <glib.h>
#include <stdio.h>

#include "stages/run/spool.h"

#define INDEX_ERROR (index_error_quark ())
GQuark index_error_quark (void);

struct index;
/* Opens it. Where there is none, or one of another release, it is filled from `spool`, which must be locked; NULL: then that
 * is an error. The caller frees. */
struct index *index_open (const char *path, const struct spool *spool, GError **error);
void index_free (struct index *index);
typedef struct index index_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (index_t, index_free)

/* Puts a revision in, and its pages in place of the case's earlier ones if it is the last. */
gboolean index_add (struct index *index, const struct spool *spool, const char *name, const char *revision,
                    GError **error);
/* Takes a case out. */
gboolean index_remove (struct index *index, const char *name, GError **error);
/* Takes out what is not done (any more), and leaves no trace of what was taken out in the file. The spool must be locked. */
gboolean index_wipe (struct index *index, const struct spool *spool, GError **error);
/* Puts in what is done and not in the index or not as it is there, as after a crash between commit and index, and takes out what is gone. A revision
 * that cannot be read (another release wrote it) is told in the log, and left out. The spool must be locked. */
gboolean index_catch_up (struct index *index, const struct spool *spool, GError **error);
/* Everything anew, in one transaction; likewise. */
gboolean index_rebuild (struct index *index, const struct spool *spool, GError **error);

/* A case as its last revision is; strings are lent for the call. */
struct index_case {
    const char *name, *revision, *due, *determination; /* due: ISO date or NULL */
    const char *signed_by, *signed_on;                 /* NULL: open */
    gboolean expedited;
    int documents_unread, pages, pages_unread, findings_major, revisions;
};
/* Calls `each` for every case: open ones first, expedited first, then by due date and name. */
gboolean index_each_case (struct index *index, void (*each) (const struct index_case *row, gpointer user),
                          gpointer user, GError **error);

/* Prints "CASE<TAB>DOCUMENT<TAB>PAGE<TAB>snippet" for pages with all of the words, best first; -1 on error, else how
 * many. A word may be a phrase with blanks in it. */
int index_search (struct index *index, char **words, int limit, FILE *stream, GError **error);

#endif
