/* Compound files (OLE), as old Word and Outlook wrote them: streams in a tree of storages. The one home of libgsf.
 */
#ifndef CASEFILE_OLE_H
#define CASEFILE_OLE_H

#include <glib.h>

/* Whether the library is installed; loads it, in the parent. */
gboolean ole_load (void);

/* --- in a confined worker ---------------------------------------------------------------------------------------------- */

struct ole;
/* The file in memory, which is lent for as long as it lives; NULL where it cannot be read. The caller frees. */
struct ole *ole_open (const guint8 *bytes, gsize length);
void ole_free (struct ole *ole);
typedef struct ole ole_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ole_t, ole_free)

/* A storage within the file or within another storage; NULL where there is none such. The caller frees it, before the file. */
struct ole *ole_storage (struct ole *outer, const char *name);
/* Names of what lies in a storage, in its order; the caller unrefs. */
GPtrArray *ole_names (struct ole *storage);
/* A whole stream, the caller's to unref; NULL where there is none such, or it cannot be read. What is handed out for one file is all in
 * all a few times as large as the file: more is a trick, and refused. */
GBytes *ole_stream (struct ole *storage, const char *name);

#endif
