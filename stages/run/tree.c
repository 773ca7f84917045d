#include "stages/run/tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/atomicfile.h"
#include "common/record.h"

#define CHUNK_BYTES (1u << 20)

static void
entry_free (gpointer pointer)
{
    struct tree_entry *entry = pointer;
    g_free (entry->path);
    g_free (entry);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
    return strcmp (*(char *const *) a, *(char *const *) b);
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
    const struct tree_entry *x = *(struct tree_entry *const *) a, *y = *(struct tree_entry *const *) b;
    return strcmp (x->path, y->path);
}

GStrv
tree_names (const char *folder, GError **error)
{
    int fd = open (folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *stream = fd < 0 ? NULL : fdopendir (fd);
    if (!stream) {
        atomicfile_fail (error, errno, "open a folder");
        if (fd >= 0)
            close (fd);
        return NULL;
    }
    g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
    struct dirent *entry;
    while (errno = 0, (entry = readdir (stream)))
        if (strcmp (entry->d_name, ".") != 0 && strcmp (entry->d_name, "..") != 0)
            g_ptr_array_add (names, g_strdup (entry->d_name));
    int failed = errno;
    closedir (stream);
    if (failed) {
        atomicfile_fail (error, failed, "read a folder");
        return NULL;
    }
    g_ptr_array_sort (names, compare_names);
    g_ptr_array_add (names, NULL);
    return (GStrv) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

static gboolean
list_below (const char *root, const char *below, guint depth, guint max, GPtrArray *entries, GError **error)
{
    g_autofree char *path = *below ? g_build_filename (root, below, NULL) : g_strdup (root);
    struct stat status;
    if (lstat (path, &status) != 0)
        return atomicfile_fail (error, errno, "look at a file");
    if (!S_ISDIR (status.st_mode)) {
        if (entries->len >= max)
            return atomicfile_fail (error, ENFILE, "too many files in one submission");
        struct tree_entry *entry = g_new0 (struct tree_entry, 1);
        entry->path = g_strdup (below);
        entry->status = status;
        g_ptr_array_add (entries, entry);
        return TRUE;
    }
    if (depth > TREE_MAX_DEPTH)
        return atomicfile_fail (error, ELOOP, "folders nested too deeply");
    g_auto (GStrv) names = tree_names (path, error);
    for (gsize i = 0; names && names[i]; i++) {
        g_autofree char *next = *below ? g_build_filename (below, names[i], NULL) : g_strdup (names[i]);
        if (!list_below (root, next, depth + 1, max, entries, error))
            return FALSE;
    }
    return names != NULL;
}

GPtrArray *
tree_list (const char *root, guint max, GError **error)
{
    g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (entry_free);
    if (!list_below (root, "", 0, max, entries, error))
        return NULL;
    g_ptr_array_sort (entries, compare_entries);
    return g_steal_pointer (&entries);
}

/* A regular file, opened without following a link or waiting for a fifo. -1 and an error otherwise. */
static int
open_regular (const char *path, GError **error)
{
    int fd = open (path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0) {
        atomicfile_fail (error, errno, "open a file");
        return -1;
    }
    struct stat status;
    if (fstat (fd, &status) != 0 || !S_ISREG (status.st_mode)) {
        close (fd);
        atomicfile_fail (error, EINVAL, "not a regular file");
        return -1;
    }
    return fd;
}

char *
tree_hash (const char *path, guint64 *bytes, GError **error)
{
    int fd = open_regular (path, error);
    if (fd < 0)
        return NULL;
    g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
    g_autofree guchar *chunk = g_malloc (CHUNK_BYTES);
    gssize n;
    *bytes = 0;
    while ((n = read (fd, chunk, CHUNK_BYTES)) > 0 || (n < 0 && errno == EINTR)) {
        if (n > 0) {
            g_checksum_update (checksum, chunk, n);
            *bytes += (guint64) n;
        }
    }
    int failed = n < 0 ? errno : 0;
    close (fd);
    if (failed) {
        atomicfile_fail (error, failed, "read a file");
        return NULL;
    }
    return g_strdup (g_checksum_get_string (checksum));
}

static gboolean
copy_bytes (int in, int out, GError **error)
{
    g_autofree char *chunk = g_malloc (CHUNK_BYTES);
    gssize n;
    while ((n = read (in, chunk, CHUNK_BYTES)) > 0 || (n < 0 && errno == EINTR)) {
        for (gssize at = 0; at < n;) {
            gssize written = write (out, chunk + at, (gsize) (n - at));
            if (written < 0 && errno != EINTR)
                return atomicfile_fail (error, errno, "write a copy");
            at += MAX (written, 0);
        }
    }
    if (n < 0)
        return atomicfile_fail (error, errno, "read to copy");
    return fsync (out) == 0 ? TRUE : atomicfile_fail (error, errno, "fsync a copy");
}

static gboolean
copy_file (const char *from, const char *to, gboolean regular, GError **error)
{
    if (!regular) /* what it was is refused later by what it is: a link to nowhere, never followed */
        return symlink ("refused", to) == 0 || errno == EEXIST ? TRUE : atomicfile_fail (error, errno, "create a copy");
    int in = open_regular (from, error);
    if (in < 0)
        return FALSE;
    int out = open (to, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    gboolean copied = out < 0 ? atomicfile_fail (error, errno, "create a copy") : copy_bytes (in, out, error);
    close (in);
    if (out >= 0)
        close (out);
    return copied;
}

gboolean
tree_copy (const char *from, const char *to, guint max, GError **error)
{
    g_autoptr (GPtrArray) entries = tree_list (from, max, error);
    if (!entries)
        return FALSE;
    for (guint i = 0; i < entries->len; i++) {
        const struct tree_entry *entry = g_ptr_array_index (entries, i);
        g_autofree char *source = *entry->path ? g_build_filename (from, entry->path, NULL) : g_strdup (from);
        g_autofree char *target = *entry->path ? g_build_filename (to, entry->path, NULL) : g_strdup (to);
        g_autofree char *folder = g_path_get_dirname (target);
        if (g_mkdir_with_parents (folder, 0700) != 0)
            return atomicfile_fail (error, errno, "make a folder");
        if (!copy_file (source, target, S_ISREG (entry->status.st_mode), error))
            return FALSE;
    }
    if (entries->len == 0 && g_mkdir_with_parents (to, 0700) != 0)
        return atomicfile_fail (error, errno, "make a folder");
    return tree_settle (to, error);
}

gboolean
tree_remove (const char *path, GError **error)
{
    if (unlink (path) == 0 || errno == ENOENT)
        return TRUE;
    if (errno != EISDIR && errno != EPERM)
        return atomicfile_fail (error, errno, "remove a file");
    g_auto (GStrv) names = tree_names (path, error);
    if (!names)
        return FALSE;
    for (gsize i = 0; names[i]; i++) {
        g_autofree char *below = g_build_filename (path, names[i], NULL);
        if (!tree_remove (below, error))
            return FALSE;
    }
    return rmdir (path) == 0 || errno == ENOENT ? TRUE : atomicfile_fail (error, errno, "remove a folder");
}

gboolean
tree_settle (const char *path, GError **error)
{
    struct stat status;
    if (lstat (path, &status) != 0)
        return atomicfile_fail (error, errno, "look at a file");
    if (!S_ISDIR (status.st_mode) && !S_ISREG (status.st_mode))
        return TRUE;
    if (S_ISREG (status.st_mode)) {
        if ((status.st_mode & 07777) != 0600 && chmod (path, 0600) != 0)
            return atomicfile_fail (error, errno, "set the mode of a file");
        return atomicfile_sync (path, error);
    }
    if ((status.st_mode & 07777) != 0700 && chmod (path, 0700) != 0)
        return atomicfile_fail (error, errno, "set the mode of a folder");
    g_auto (GStrv) names = tree_names (path, error);
    for (gsize i = 0; names && names[i]; i++) {
        g_autofree char *below = g_build_filename (path, names[i], NULL);
        if (!tree_settle (below, error))
            return FALSE;
    }
    return names && atomicfile_sync (path, error);
}

cJSON *
tree_read_json (const char *path, gsize max, GError **error)
{
    struct stat status;
    if (lstat (path, &status) != 0) {
        if (errno != ENOENT)
            atomicfile_fail (error, errno, "look at a file");
        return NULL;
    }
    if (!S_ISREG (status.st_mode) || (guint64) status.st_size > max) {
        atomicfile_fail (error, EFBIG, "read JSON");
        return NULL;
    }
    g_autofree char *text = NULL;
    gsize length;
    return g_file_get_contents (path, &text, &length, error) ? record_parse_json (text, length, error) : NULL;
}

gboolean
tree_write_json (const char *path, const cJSON *json, GError **error)
{
    g_autofree char *text = record_print (json, TRUE);
    return atomicfile_write (path, text, strlen (text), error);
}
