/* Files within files: the members of an archive, the attachments of a message, the pictures of a word processor's document. Each
 * is a document of its own; its path is that of the outer file, "//" and its number, "/" and a number for each level below:
 * "originals/0001.zip//3/1".
 *
 * The outer file is hostile: a confined worker takes it apart. What it hands over lies in memory, never on the disk.
 */
#ifndef CASEFILE_CONTAINER_H
#define CASEFILE_CONTAINER_H

#include <glib.h>
#include <sys/stat.h>

#include "common/media.h"
#include "common/settings.h"

#define CONTAINER_DEPTH_MAX 4 /* files within files within files ... */
#define CONTAINER_NAME_BYTES_MAX 512

/* Where the path leaves the file on the disk: the "//" before the member's number; NULL where it names no member. Other "//" are the
 * user's own, of folders. */
const char *container_member (const char *path);

/* Whether files of this kind may hold others, and the library that takes them apart is installed; loads it, in the parent. */
gboolean container_load (enum media media);

/* --- in a confined worker ---------------------------------------------------------------------------------------------- */

/* What is looked for in a container, and what is found there. */
struct container_search {
    GPtrArray *names; /* of members, as the container has them, made valid UTF-8 and free of control characters */
    guint most;       /* members to be listed */
    gint64 wanted;    /* index of the member to be written, or -1 */
    int out;          /* where to: a descriptor */
    guint64 max_bytes;
    gboolean written;
};
/* Goes through the members of the file in memory. NULL, or the reason why it could not: "broken", "locked", "too_large"; members
 * found so far stay listed. */
const char *container_search (const guint8 *bytes, gsize length, enum media media, struct container_search *search);

/* One entry of a ZIP file by its name, as the parts of word processors' documents are asked for; NULL where there is none, or it is
 * larger than `max_bytes`. The caller unrefs. */
GBytes *container_part (const guint8 *bytes, gsize length, const char *name, gsize max_bytes);

/* What a message says: lines of its header that tell who wrote to whom, when, about what; and its body, plain or HTML. */
struct container_message {
    char *header, *plain, *html; /* UTF-8 or bytes as sent; NULL where there is none */
};
void container_message_clear (struct container_message *message);
/* `media` is mail, or a message saved by Outlook. */
gboolean container_message_read (const guint8 *bytes, gsize length, enum media media,
                                 struct container_message *message);

/* --- in the parent ------------------------------------------------------------------------------------------------------ */

/* Member `number` (from 1) of the container open at `file`, in memory: a descriptor, the caller's. -1 and the reason: "broken",
 * "locked", "too_large", "timeout", "crashed", "unsupported". */
int container_extract (int file, enum media media, guint number, const struct settings *settings, const char **reason);

/* Opens `path`, which may name a member as above, for reading. *outer gets the status of the file on the disk. -1 where it cannot
 * be had. */
int container_open (const char *path, const struct settings *settings, struct stat *outer);

#endif
