#include "stages/run/inbox.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "common/record.h"
#include "stages/run/name.h"
#include "stages/run/tree.h"

#define CORRECTIONS_BYTES_MAX (16u << 20)

struct drop {
    char *raw;
    struct name name;
    char *fingerprint;
    char *of_case;    /* NAME of the case that a corrections file names inside, or NULL */
    gboolean partial; /* also where only a file inside it is */
    gboolean open;    /* somebody has it open for writing */
    gboolean empty;   /* a folder without a file: somebody is about to fill it */
    gint64 modified;
};

static void
drop_free (gpointer pointer)
{
    struct drop *drop = pointer;
    g_free (drop->raw);
    name_clear (&drop->name);
    g_free (drop->fingerprint);
    g_free (drop->of_case);
    g_free (drop);
}

static void
group_free (gpointer pointer)
{
    struct inbox_group *group = pointer;
    g_free (group->name);
    g_ptr_array_unref (group->entries);
    g_free (group);
}

/* A read lease is granted only where nobody has the file open for writing. File systems without leases, and files of
 * others, answer with another error, and then sizes and times have to do. */
static gboolean
has_writer (const char *path)
{
    int fd = open (path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return FALSE;
    gboolean writer = fcntl (fd, F_SETLEASE, F_RDLCK) != 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    fcntl (fd, F_SETLEASE, F_UNLCK);
    close (fd);
    return writer;
}

static void
look_at (struct drop *drop, const char *path, guint max_files)
{
    g_autoptr (GString) seen = g_string_new (NULL);
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) files = tree_list (path, max_files, &error);
    if (!files) /* refused once it is claimed; vanished ones differ from what they were */
        g_string_append (seen, error->message);
    drop->empty = files && files->len == 0;
    for (guint i = 0; files && i < files->len; i++) {
        const struct tree_entry *file = g_ptr_array_index (files, i);
        g_autofree char *full = *file->path ? g_build_filename (path, file->path, NULL) : g_strdup (path);
        g_autofree char *base = g_path_get_basename (full);
        struct name name;
        name_parse (&name, base, FALSE);
        drop->partial |= name.role == NAME_PARTIAL;
        drop->open |= S_ISREG (file->status.st_mode) && has_writer (full);
        name_clear (&name);
        drop->modified = MIN (drop->modified, file->status.st_mtim.tv_sec);
        g_string_append_printf (seen, "%s|%o|%" G_GUINT64_FORMAT "|%" G_GINT64_FORMAT "|%ld.%09ld\n", file->path,
                                file->status.st_mode & S_IFMT, (guint64) file->status.st_ino,
                                (gint64) file->status.st_size, (long) file->status.st_mtim.tv_sec,
                                file->status.st_mtim.tv_nsec);
    }
    drop->fingerprint = g_strdup (seen->str);
}

/* The case of a corrections file (case-corrections(5)): by the revision that it names, else by the case. The caller frees. */
static char *
case_inside (const char *path, GHashTable *revisions)
{
    struct stat status;
    if (!revisions || lstat (path, &status) != 0 || !S_ISREG (status.st_mode))
        return NULL;
    cJSON *json = tree_read_json (path, CORRECTIONS_BYTES_MAX, NULL);
    const cJSON *of_case = cJSON_IsObject (json) ? record_get (json, "case") : NULL;
    const char *revision = cJSON_IsObject (of_case) ? record_string (of_case, "revision") : NULL;
    const char *wanted = cJSON_IsObject (of_case) ? record_string (of_case, "name") : NULL;
    const char *name = revision ? g_hash_table_lookup (revisions, revision) : NULL;
    GHashTableIter iter;
    gpointer known;
    g_hash_table_iter_init (&iter, revisions);
    while (!name && wanted && g_hash_table_iter_next (&iter, NULL, &known))
        if (strcmp (known, wanted) == 0)
            name = known;
    char *found = g_strdup (name);
    cJSON_Delete (json);
    return found;
}

/* GPtrArray of struct drop for all that is not to be ignored. */
static GPtrArray *
look (const char *inbox, GHashTable *revisions, guint max_files, GError **error)
{
    g_auto (GStrv) names = tree_names (inbox, error);
    if (!names)
        return NULL;
    g_autoptr (GPtrArray) drops = g_ptr_array_new_with_free_func (drop_free);
    for (gsize i = 0; names[i]; i++) {
        g_autofree char *path = g_build_filename (inbox, names[i], NULL);
        struct stat status;
        if (lstat (path, &status) != 0)
            continue; /* taken back meanwhile */
        struct drop *drop = g_new0 (struct drop, 1);
        name_parse (&drop->name, names[i], S_ISDIR (status.st_mode));
        if (drop->name.role == NAME_IGNORED) {
            drop_free (drop);
            continue;
        }
        drop->raw = g_strdup (names[i]);
        drop->modified = status.st_mtim.tv_sec;
        drop->partial = drop->name.role == NAME_PARTIAL;
        look_at (drop, path, max_files);
        if (drop->name.role == NAME_CORRECTIONS)
            drop->of_case = case_inside (path, revisions);
        g_ptr_array_add (drops, drop);
    }
    return g_steal_pointer (&drops);
}

static struct inbox_group *
group_named (GHashTable *groups, const char *name, gboolean create)
{
    struct inbox_group *group = g_hash_table_lookup (groups, name);
    if (group || !create)
        return group;
    group = g_new0 (struct inbox_group, 1);
    group->name = g_strdup (name);
    group->entries = g_ptr_array_new_with_free_func (g_free);
    group->oldest = G_MAXINT64;
    g_hash_table_insert (groups, group->name, group);
    return group;
}

static struct inbox_group *
group_get (GHashTable *groups, const char *stem, gboolean create)
{
    g_autofree char *name = name_of_case (stem);
    return group_named (groups, name, create);
}

/* The group of what is no document itself: of the case it names inside, of the file it names in full, of the case of its name,
 * else of its stem. */
static struct inbox_group *
group_of_companion (GHashTable *groups, const GPtrArray *drops, const struct drop *drop)
{
    if (drop->of_case)
        return group_named (groups, drop->of_case, TRUE);
    for (guint i = 0; i < drops->len; i++) {
        const struct drop *other = g_ptr_array_index (drops, i);
        if (strcmp (other->raw, drop->name.of) != 0)
            continue;
        if (other->of_case)
            return group_named (groups, other->of_case, TRUE);
        if (other->name.role == NAME_DOCUMENT)
            return group_get (groups, other->name.stem, TRUE);
    }
    struct inbox_group *group = group_get (groups, drop->name.of, FALSE);
    return group ? group : group_get (groups, drop->name.stem, TRUE);
}

static void
add_to_group (struct inbox_group *group, const struct drop *drop, inbox_view_t *before, gboolean ready)
{
    const char *earlier = before ? g_hash_table_lookup (before, drop->raw) : NULL;
    g_ptr_array_add (group->entries, g_strdup (drop->raw));
    group->has_document |= drop->name.role == NAME_DOCUMENT;
    group->expedited |= drop->name.role == NAME_EXPEDITED || name_is_expedited (drop->raw);
    group->oldest = MIN (group->oldest, drop->modified);
    if (drop->partial)
        group->waiting = "still being copied, by its name";
    else if (drop->empty)
        group->waiting = "an empty folder";
    else if (ready || group->waiting)
        ;
    else if (drop->open)
        group->waiting = "open for writing";
    else if (!earlier || strcmp (earlier, drop->fingerprint) != 0)
        group->waiting = "still changing";
}

static int
compare_groups (gconstpointer a, gconstpointer b)
{
    const struct inbox_group *x = *(struct inbox_group *const *) a, *y = *(struct inbox_group *const *) b;
    return strcmp (x->name, y->name);
}

static GPtrArray *
group_drops (const GPtrArray *drops, inbox_view_t *before)
{
    g_autoptr (GHashTable) groups = g_hash_table_new (g_str_hash, g_str_equal);
    g_autoptr (GHashTable) ready = g_hash_table_new (NULL, NULL); /* groups with a marker */
    for (guint i = 0; i < drops->len; i++) {
        const struct drop *drop = g_ptr_array_index (drops, i);
        if (drop->name.role == NAME_DOCUMENT)
            group_get (groups, drop->name.stem, TRUE);
    }
    for (guint i = 0; i < drops->len; i++) {
        const struct drop *drop = g_ptr_array_index (drops, i);
        if (drop->name.role == NAME_READY)
            g_hash_table_add (ready, group_of_companion (groups, drops, drop));
    }
    for (int documents = 1; documents >= 0; documents--) {
        for (guint i = 0; i < drops->len; i++) {
            const struct drop *drop = g_ptr_array_index (drops, i);
            if ((drop->name.role == NAME_DOCUMENT) != documents)
                continue;
            struct inbox_group *group =
                documents ? group_get (groups, drop->name.stem, TRUE) : group_of_companion (groups, drops, drop);
            add_to_group (group, drop, before, g_hash_table_contains (ready, group));
        }
    }
    GPtrArray *sorted = g_ptr_array_new_with_free_func (group_free);
    GHashTableIter iter;
    gpointer group;
    g_hash_table_iter_init (&iter, groups);
    while (g_hash_table_iter_next (&iter, NULL, &group))
        g_ptr_array_add (sorted, group);
    g_ptr_array_sort (sorted, compare_groups);
    return sorted;
}

GPtrArray *
inbox_scan (const char *inbox, inbox_view_t *before, inbox_view_t **now, GHashTable *revisions, guint max_files,
            GError **error)
{
    g_autoptr (GPtrArray) drops = look (inbox, revisions, max_files, error);
    if (!drops)
        return NULL;
    GPtrArray *groups = group_drops (drops, before);
    for (guint i = 0; i < groups->len; i++) {
        struct inbox_group *group = g_ptr_array_index (groups, i);
        group->settled = !group->waiting;
    }
    *now = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    for (guint i = 0; i < drops->len; i++) {
        struct drop *drop = g_ptr_array_index (drops, i);
        g_hash_table_insert (*now, g_steal_pointer (&drop->raw), g_steal_pointer (&drop->fingerprint));
    }
    return groups;
}
