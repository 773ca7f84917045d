/* Files that are there whole or not at all, whatever fails in between: write, fsync, rename, fsync of the folder.
 *
 * Errors are G_FILE_ERROR (a full disk is G_FILE_ERROR_NOSPC, also where it is a quota), and name no path but what the
 * caller's `what` says, since file names carry patients' names.
 */
#ifndef CASEFILE_ATOMICFILE_H
#define CASEFILE_ATOMICFILE_H

#include <glib.h>

/* Sets G_FILE_ERROR from errno with the message "WHAT: strerror"; always FALSE, for `return atomicfile_fail (...)`. */
gboolean atomicfile_fail (GError **error, int errno_value, const char *what);

/* Writes `length` bytes to `path`: a temporary file beside it, fsync, rename over it, fsync of the folder. Mode 0600.
 * After a crash `path` has its old content or the new one; the leftover temporary is PATH.new and is overwritten. */
gboolean atomicfile_write (const char *path, const char *bytes, gsize length, GError **error);

/* Makes a finished temporary file (or folder) the one at `path`: fsync, rename, fsync of the folder (both folders where
 * they differ). An existing file at `path` is replaced; an existing folder that is not empty is an error. */
gboolean atomicfile_commit (const char *temporary, const char *path, GError **error);

/* Renames and makes that durable, without a sync of the content: fsync of both folders. */
gboolean atomicfile_move (const char *from, const char *to, GError **error);

/* fsync of a file or folder, by path; links are not followed. */
gboolean atomicfile_sync (const char *path, GError **error);

/* Creates a folder (0700, parent must exist) and syncs its parent; an existing folder is fine. */
gboolean atomicfile_folder (const char *path, GError **error);

#endif
