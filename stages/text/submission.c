#include "stages/text/submission.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "common/log.h"

#define DEPTH_MAX 32
#define ITEMS_MAX 100000

/* What file managers leave behind: nobody's document. */
static const char *const litter[] = { ".DS_Store", "Thumbs.db", "desktop.ini", ".ready", NULL };

void
submission_item_free (gpointer data)
{
    struct item *item = data;
    g_free (item->name);
    g_free (item->path);
    g_free (item);
}

static struct item *
item_add (GPtrArray *items, const char *name, const char *path, gboolean found)
{
    struct item *item = g_new0 (struct item, 1);
    item->name = g_utf8_make_valid (name, -1);
    item->path = g_strdup (path);
    item->found = found;
    if (!g_utf8_validate (path, -1, NULL)) {
        item->problem = "the name is not UTF-8, and later stages could not find the file";
        item->advice = "rename the file";
    }
    g_ptr_array_add (items, item);
    return item;
}

static void
classify (struct item *item, mode_t mode)
{
    if (S_ISREG (mode))
        return;
    if (S_ISLNK (mode)) {
        item->problem = "a symbolic link is not followed";
        item->advice = "supply the file itself";
    } else {
        item->problem = "a pipe, socket or device is no document";
        item->advice = "remove it from the submission";
    }
}

static gboolean
fail (GError **error, const char *what, int why)
{
    g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (why), "%s: %s", what, g_strerror (why));
    return FALSE;
}

static gboolean list_folder (GPtrArray *items, const char *path, const char *prefix, int depth, GError **error);

static gboolean
list_entry (GPtrArray *items, const char *path, const char *name, int depth, GError **error)
{
    struct stat status;
    if (lstat (path, &status) != 0)
        return errno == ENOENT || fail (error, "a file of the submission", errno); /* gone meanwhile: not dropped */
    if (items->len >= ITEMS_MAX)
        return fail (error, "more files than a submission may have", EFBIG);
    if (!S_ISDIR (status.st_mode)) {
        classify (item_add (items, name, path, TRUE), status.st_mode);
        return TRUE;
    }
    if (depth < DEPTH_MAX)
        return list_folder (items, path, name, depth + 1, error);
    struct item *item = item_add (items, name, path, TRUE);
    item->problem = "folders lie too deep in one another";
    item->advice = "supply the files in one folder";
    return TRUE;
}

static gboolean
list_folder (GPtrArray *items, const char *path, const char *prefix, int depth, GError **error)
{
    g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
    if (folder == NULL)
        return fail (error, "cannot read a folder of the submission", errno ? errno : EIO);
    const char *entry;
    while ((entry = g_dir_read_name (folder))) {
        if (g_strv_contains (litter, entry) || g_str_has_prefix (entry, "._"))
            continue;
        g_autofree char *below = g_build_filename (path, entry, NULL);
        g_autofree char *name = prefix ? g_strconcat (prefix, "/", entry, NULL) : g_strdup (entry);
        if (!list_entry (items, below, name, depth, error))
            return FALSE;
    }
    return TRUE;
}

/* By name, then by path: two operands may hold files of one name. */
static int
by_name (gconstpointer a, gconstpointer b)
{
    const struct item *one = *(struct item *const *) a, *other = *(struct item *const *) b;
    int order = strcmp (one->name, other->name);
    return order ? order : strcmp (one->path, other->path);
}

GPtrArray *
submission_list (char *const *operands, GError **error)
{
    g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (submission_item_free);

    for (char *const *operand = operands; *operand; operand++) {
        struct stat status;
        if (stat (*operand, &status) != 0) {
            fail (error, *operand, errno);
            return NULL;
        }
        if (S_ISDIR (status.st_mode)) {
            if (!list_folder (items, *operand, NULL, 0, error))
                return NULL;
            continue;
        }
        g_autofree char *name = g_path_get_basename (*operand);
        classify (item_add (items, name, *operand, FALSE), status.st_mode);
    }
    g_ptr_array_sort (items, by_name);
    return g_steal_pointer (&items);
}
