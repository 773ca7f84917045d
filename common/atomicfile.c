#include "common/atomicfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

gboolean
atomicfile_fail (GError **error, int errno_value, const char *what)
{
    int code = errno_value == EDQUOT ? G_FILE_ERROR_NOSPC : (int) g_file_error_from_errno (errno_value);
    g_set_error (error, G_FILE_ERROR, code, "%s: %s", what, g_strerror (errno_value));
    return FALSE;
}

gboolean
atomicfile_sync (const char *path, GError **error)
{
    int fd = open (path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return atomicfile_fail (error, errno, "open to sync");
    int failed = fsync (fd) == 0 ? 0 : errno;
    close (fd);
    return failed ? atomicfile_fail (error, failed, "fsync") : TRUE;
}

static gboolean
sync_folder_of (const char *path, GError **error)
{
    g_autofree char *folder = g_path_get_dirname (path);
    return atomicfile_sync (folder, error);
}

gboolean
atomicfile_move (const char *from, const char *to, GError **error)
{
    if (rename (from, to) != 0)
        return atomicfile_fail (error, errno, "rename");
    if (!sync_folder_of (to, error))
        return FALSE;
    g_autofree char *old_folder = g_path_get_dirname (from);
    g_autofree char *new_folder = g_path_get_dirname (to);
    return strcmp (old_folder, new_folder) == 0 || atomicfile_sync (old_folder, error);
}

gboolean
atomicfile_commit (const char *temporary, const char *path, GError **error)
{
    return atomicfile_sync (temporary, error) && atomicfile_move (temporary, path, error);
}

static gboolean
write_all (int fd, const char *bytes, gsize length, GError **error)
{
    while (length > 0) {
        gssize n = write (fd, bytes, length);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return atomicfile_fail (error, errno, "write");
        bytes += n;
        length -= (gsize) n;
    }
    return TRUE;
}

gboolean
atomicfile_write (const char *path, const char *bytes, gsize length, GError **error)
{
    g_autofree char *temporary = g_strconcat (path, ".new", NULL);
    int fd = open (temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return atomicfile_fail (error, errno, "create");
    gboolean written = write_all (fd, bytes, length, error);
    if (written && fsync (fd) != 0)
        written = atomicfile_fail (error, errno, "fsync");
    if (close (fd) != 0 && written)
        written = atomicfile_fail (error, errno, "close");
    if (!written) {
        unlink (temporary);
        return FALSE;
    }
    return atomicfile_move (temporary, path, error);
}

gboolean
atomicfile_folder (const char *path, GError **error)
{
    if (mkdir (path, 0700) != 0) {
        struct stat there;
        if (errno == EEXIST && lstat (path, &there) == 0 && S_ISDIR (there.st_mode))
            return TRUE;
        return atomicfile_fail (error, errno == EEXIST ? ENOTDIR : errno, "make a folder");
    }
    return sync_folder_of (path, error);
}
