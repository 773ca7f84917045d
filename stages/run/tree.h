/* Folders as wholes: list, hash, copy, remove, make durable. Links are never followed; names are raw bytes.
 *
 * Errors are G_FILE_ERROR and name no path: file names carry patients' names.
 */
#ifndef RUN_TREE_H
#define RUN_TREE_H

#include <cjson/cJSON.h>
#include <glib.h>
#include <sys/stat.h>

#define TREE_MAX_DEPTH 16

struct tree_entry {
    char *path; /* below the root, raw bytes; "" where the root itself is no folder */
    struct stat status;
};

/* All that lies below `root` and is no folder (also links, fifos, devices), ordered bytewise: GPtrArray of struct
 * tree_entry, the caller's. G_FILE_ERROR_NFILE beyond `max` entries, G_FILE_ERROR_LOOP beyond TREE_MAX_DEPTH. */
GPtrArray *tree_list (const char *root, guint max, GError **error);

/* SHA-256 (hex, the caller's) and size of a regular file. */
char *tree_hash (const char *path, guint64 *bytes, GError **error);

/* Copies a file or a tree, with files 0600 and folders 0700, all synced. What is neither file nor folder becomes a
 * dangling link of its name, so that it is refused like the thing itself. */
gboolean tree_copy (const char *from, const char *to, guint max, GError **error);

/* Removes a file or a tree; what is not there is fine. */
gboolean tree_remove (const char *path, GError **error);

/* Sets files to 0600 and folders to 0700, and syncs each. */
gboolean tree_settle (const char *path, GError **error);

/* The names in a folder, ordered bytewise, without "." and ".."; a missing folder is an error. The caller frees. */
GStrv tree_names (const char *folder, GError **error);

/* Reads a JSON file of at most `max` bytes, strictly. NULL without error where it is not there. */
cJSON *tree_read_json (const char *path, gsize max, GError **error);
/* Writes JSON, pretty, atomically. */
gboolean tree_write_json (const char *path, const cJSON *json, GError **error);

#endif
