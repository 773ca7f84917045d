#include "common/container.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/container_parts.h"
#include "common/ole.h"
#include "common/worker.h"

#define ANSWER_BYTES 64

/* --- what may hold others ------------------------------------------------------------------------------------------------ */

gboolean
container_load (enum media media)
{
    static int archives = -1, mail = -1; /* not yet known */
    switch (media) {
    case MEDIA_ARCHIVE:
    case MEDIA_WORD:
        if (archives < 0)
            archives = container_archive_load ();
        return archives;
    case MEDIA_MAIL:
        if (mail < 0)
            mail = container_mail_load ();
        return mail;
    case MEDIA_OUTLOOK:
        return container_load (MEDIA_MAIL) && ole_load ();
    case MEDIA_OLD_WORD:
        return ole_load ();
    default:
        return FALSE;
    }
}

const char *
container_search (const guint8 *bytes, gsize length, enum media media, struct container_search *search)
{
    switch (media) {
    case MEDIA_ARCHIVE:
    case MEDIA_WORD:
        return container_archive_search (bytes, length, media == MEDIA_WORD, search);
    case MEDIA_MAIL:
    case MEDIA_OUTLOOK:
        return container_mail_search (bytes, length, media, search);
    case MEDIA_OLD_WORD:
        return container_oldword_search (bytes, length, search);
    default:
        return "unsupported";
    }
}

/* A name as a person may read it: valid, without control characters, without a way up or to the root. */
static char *
tidy (const char *name)
{
    g_autofree char *valid = g_utf8_make_valid (name ? name : "", -1);
    g_auto (GStrv) parts = g_strsplit (valid, "/", -1);
    g_autoptr (GString) tidied = g_string_new (NULL);

    for (char **part = parts; *part; part++) {
        if (**part == '\0' || strcmp (*part, ".") == 0 || strcmp (*part, "..") == 0)
            continue;
        if (tidied->len)
            g_string_append_c (tidied, '/');
        for (const char *p = *part; *p && tidied->len < CONTAINER_NAME_BYTES_MAX; p = g_utf8_next_char (p)) {
            gunichar c = g_utf8_get_char (p);
            g_string_append_unichar (tidied, g_unichar_iscntrl (c) ? '_' : c);
        }
    }
    return g_string_free (g_steal_pointer (&tidied), FALSE);
}

gboolean
container_note (struct container_search *search, const char *name)
{
    char *tidied = tidy (name);
    if (*tidied == '\0') {
        g_free (tidied);
        tidied = g_strdup_printf ("member %u", search->names->len + 1);
    }
    g_ptr_array_add (search->names, tidied);
    return search->wanted == (gint64) search->names->len - 1;
}

gboolean
container_write (struct container_search *search, const void *bytes, gsize length)
{
    if (length > search->max_bytes)
        return FALSE;
    search->max_bytes -= length;
    return worker_send (search->out, bytes, length);
}

void
container_message_clear (struct container_message *message)
{
    g_clear_pointer (&message->header, g_free);
    g_clear_pointer (&message->plain, g_free);
    g_clear_pointer (&message->html, g_free);
}

/* --- taking a member out ------------------------------------------------------------------------------------------------- */

struct task {
    int file, memory;
    enum media media;
    guint number;
    guint64 max_bytes;
    struct sandbox_limits limits;
    enum sandbox_policy policy;
};

/* Says nothing where the member lies in the memory, else the reason. */
static int
extract (gpointer argument, int out)
{
    const struct task *task = argument;
    struct stat status;

    if (!sandbox_enter (&task->limits, NULL, task->policy, NULL))
        return WORKER_STATUS_UNCONFINED;
    if (fstat (task->file, &status) != 0)
        return 1;
    void *bytes = mmap (NULL, (gsize) status.st_size, PROT_READ, MAP_PRIVATE, task->file, 0);
    if (bytes == MAP_FAILED)
        return 1;
    g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
    struct container_search search = { names,        task->number,    (gint64) task->number - 1,
                                       task->memory, task->max_bytes, FALSE };
    const char *reason = container_search (bytes, (gsize) status.st_size, task->media, &search);
    if (!search.written && reason == NULL)
        reason = "broken";
    if (search.written)
        return 0;
    return worker_send (out, reason, strlen (reason)) ? 0 : 1;
}

static const char *
reason_of (const GError *failure)
{
    return g_error_matches (failure, WORKER_ERROR, WORKER_ERROR_TIMEOUT) ? "timeout" : "crashed";
}

int
container_extract (int file, enum media media, guint number, const struct settings *settings, const char **reason)
{
    static const char *const known[] = { "broken", "locked", "too_large", "unsupported" };
    guint64 member_bytes = (guint64) settings_int (settings, "limits", "member_bytes");
    guint seconds = (guint) settings_int (settings, "limits", "page_seconds");
    struct task task = {
        .file = file,
        .memory = memfd_create ("member", MFD_CLOEXEC),
        .media = media,
        .number = number,
        .max_bytes = member_bytes,
        .limits = { .memory_bytes = (guint64) settings_int (settings, "limits", "worker_memory_mb") << 20,
                    .cpu_seconds = seconds,
                    .output_bytes = member_bytes },
        .policy = strcmp (settings_string (settings, "sandbox", "policy"), "required") == 0 ? SANDBOX_REQUIRED
                                                                                            : SANDBOX_BEST_EFFORT,
    };
    g_autoptr (GError) failure = NULL;
    int status = 0;

    *reason = "crashed";
    if (task.memory < 0)
        return -1;
    g_autoptr (GBytes) answer = worker_run (extract, &task, ANSWER_BYTES, seconds, &status, &failure);
    if (answer && status == 0 && g_bytes_get_size (answer) == 0) {
        *reason = NULL;
        return task.memory;
    }
    close (task.memory);
    if (answer == NULL)
        *reason = reason_of (failure);
    for (gsize i = 0; answer && i < G_N_ELEMENTS (known); i++)
        if (g_bytes_get_size (answer) == strlen (known[i])
            && memcmp (g_bytes_get_data (answer, NULL), known[i], strlen (known[i])) == 0)
            *reason = known[i];
    return -1;
}

/* --- by path ------------------------------------------------------------------------------------------------------------- */

const char *
container_member (const char *path)
{
    const char *tail = path + strlen (path);
    while (tail > path && (g_ascii_isdigit (tail[-1]) || tail[-1] == '/'))
        tail--;
    const char *within = strstr (tail, "//");
    return within && g_ascii_isdigit (within[2]) ? within : NULL;
}

int
container_open (const char *path, const struct settings *settings, struct stat *outer)
{
    const int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    int file = open (path, flags);
    const char *within = file < 0 && errno == ENOTDIR ? container_member (path) : NULL;

    if (within) {
        g_autofree char *on_disk = g_strndup (path, (gsize) (within - path));
        file = open (on_disk, flags);
        within += 2;
    }
    if (file >= 0 && (fstat (file, outer) != 0 || !S_ISREG (outer->st_mode))) {
        close (file);
        return -1;
    }
    for (int depth = 0; file >= 0 && within && *within; depth++) {
        char *end = NULL;
        guint64 number = g_ascii_strtoull (within, &end, 10);
        enum media media = media_of_file (file);
        const char *reason;
        int member = -1;
        if (depth < CONTAINER_DEPTH_MAX && number >= 1 && number <= G_MAXINT32 && (*end == '\0' || *end == '/')
            && container_load (media))
            member = container_extract (file, media, (guint) number, settings, &reason);
        close (file);
        file = member;
        within = *end == '/' ? end + 1 : end;
    }
    return file;
}
