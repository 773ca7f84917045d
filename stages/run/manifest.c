#include "stages/run/manifest.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/atomicfile.h"
#include "common/record.h"
#include "stages/run/name.h"
#include "stages/run/tree.h"

cJSON *
manifest_load (const char *folder, GError **error)
{
    g_autofree char *path = g_build_filename (folder, MANIFEST_FILE, NULL);
    g_autoptr (GError) broken = NULL;
    cJSON *manifest = tree_read_json (path, MANIFEST_MAX_BYTES, &broken);
    if (broken)
        g_propagate_error (error, g_steal_pointer (&broken));
    if (manifest && !record_check_version (manifest, MANIFEST_FILE, error)) {
        cJSON_Delete (manifest);
        return NULL;
    }
    if (!manifest || (cJSON_IsArray (record_get (manifest, "files")) && record_string (manifest, "case")))
        return manifest;
    cJSON_Delete (manifest);
    atomicfile_fail (error, EINVAL, "names.json is not what was written");
    return NULL;
}

gboolean
manifest_save (const cJSON *manifest, const char *folder, GError **error)
{
    g_autofree char *path = g_build_filename (folder, MANIFEST_FILE, NULL);
    return tree_write_json (path, manifest, error);
}

guint
manifest_count (const cJSON *manifest, const char *role)
{
    guint n = 0;
    const cJSON *file;
    cJSON_ArrayForEach (file, record_get (manifest, "files"))
        n += !role || g_strcmp0 (record_string (file, "role"), role) == 0;
    return n;
}

/* --- the id of the content ------------------------------------------------------------------------------------------ */

static int
compare_lines (gconstpointer a, gconstpointer b)
{
    return strcmp (*(char *const *) a, *(char *const *) b);
}

char *
manifest_content_id (const cJSON *manifest)
{
    g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
    const cJSON *item;
    cJSON_ArrayForEach (item, record_get (manifest, "files")) {
        const char *role = record_string (item, "role");
        gboolean document = g_strcmp0 (role, "document") == 0;
        g_ptr_array_add (lines, g_strdup_printf ("%s %s %s\n", role, document ? "" : record_string (item, "name"),
                                                 record_string (item, "sha256")));
    }
    if (lines->len == 0) { /* nothing that could be read: then the names must do */
        g_ptr_array_add (lines, g_strdup_printf ("case %s\n", record_string (manifest, "case")));
        cJSON_ArrayForEach (item, record_get (manifest, "refused"))
            g_ptr_array_add (lines, g_strdup_printf ("refused %s\n", record_string (item, "name")));
    }
    g_ptr_array_sort (lines, compare_lines);
    g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
    for (guint i = 0; i < lines->len; i++)
        g_checksum_update (checksum, g_ptr_array_index (lines, i), -1);
    return g_strndup (g_checksum_get_string (checksum), MANIFEST_ID_LENGTH);
}

/* --- what was dropped ----------------------------------------------------------------------------------------------- */

static void
refuse (cJSON *manifest, const char *raw, const char *reason)
{
    g_autofree char *encoded = name_encode (raw);
    cJSON *refused = cJSON_CreateObject ();
    record_add_string (refused, "name", encoded);
    record_add_string (refused, "reason", reason);
    cJSON_AddItemToArray (cJSON_GetObjectItemCaseSensitive (manifest, "refused"), refused);
}

/* "originals/0003.pdf"; the extension is kept where it is a plain one, for people who open the file. */
static char *
stored_name (const char *folder, guint number, const char *raw)
{
    const char *dot = strrchr (raw, '.');
    gsize length = dot && dot[1] ? strlen (dot + 1) : 0;
    gboolean plain = length > 0 && length <= 5;
    for (gsize i = 1; plain && i <= length; i++)
        plain = g_ascii_isalnum (dot[i]);
    g_autofree char *extension = plain ? g_ascii_strdown (dot, -1) : g_strdup ("");
    return g_strdup_printf ("%s/%04u%s", folder, number, extension);
}

static cJSON *
new_file (const char *stored, const char *encoded, enum name_role role, int page)
{
    cJSON *file = cJSON_CreateObject ();
    record_add_string (file, "stored", stored);
    record_add_string (file, "name", encoded);
    record_add_string (file, "role", name_role_string (role));
    if (page > 0)
        cJSON_AddNumberToObject (file, "page", page);
    else
        cJSON_AddNullToObject (file, "page");
    return file;
}

struct building {
    cJSON *manifest;
    const char *folder;
    guint documents, attachments;
    gboolean *expedited;
};

/* One file of the drop. `raw` is its name within the submission, `below` its path below dropped/. */
static gboolean
add_dropped (struct building *building, const char *below, const char *raw, mode_t mode, GError **error)
{
    g_autofree char *base = g_path_get_basename (raw);
    struct name name;
    name_parse (&name, base, FALSE);
    enum name_role role = name.role;
    int page = name.page;
    name_clear (&name);
    *building->expedited |= role == NAME_EXPEDITED;
    if (role == NAME_READY || role == NAME_EXPEDITED || role == NAME_IGNORED)
        return TRUE;
    if (role == NAME_PARTIAL || !S_ISREG (mode)) {
        refuse (building->manifest, raw, role == NAME_PARTIAL ? "partial" : "not_a_regular_file");
        return TRUE;
    }
    g_autofree char *path = g_build_filename (building->folder, "dropped", below, NULL);
    guint64 bytes;
    g_autofree char *sha256 = tree_hash (path, &bytes, error);
    if (!sha256)
        return FALSE;
    g_autofree char *stored = role == NAME_DOCUMENT ? stored_name ("originals", ++building->documents, raw)
                                                    : stored_name ("attachments", ++building->attachments, raw);
    g_autofree char *encoded = name_encode (raw);
    g_autofree char *encoded_below = name_encode (below);
    cJSON *file = new_file (stored, encoded, role, page);
    record_add_string (file, "sha256", sha256);
    cJSON_AddNumberToObject (file, "bytes", (double) bytes);
    cJSON_AddNullToObject (file, "revision");
    record_add_string (file, "dropped", encoded_below);
    cJSON_AddItemToArray (cJSON_GetObjectItemCaseSensitive (building->manifest, "files"), file);
    return TRUE;
}

/* The stem of what was dropped: of the first document, else of the first transcript or corrections. */
static char *
case_name (const char *dropped, char **names)
{
    for (int documents = 1; documents >= 0; documents--) {
        for (gsize i = 0; names[i]; i++) {
            g_autofree char *path = g_build_filename (dropped, names[i], NULL);
            struct name name;
            name_parse (&name, names[i],
                        g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK));
            g_autofree char *stem = g_strdup (name.stem);
            gboolean named =
                documents ? name.role == NAME_DOCUMENT : name.role != NAME_READY && name.role != NAME_EXPEDITED;
            name_clear (&name);
            if (named)
                return name_of_case (stem);
        }
    }
    return g_strdup ("unnamed");
}

/* All files of one entry of the inbox: a folder's by their path in it, a file by its name. */
static gboolean
add_entry (struct building *building, const char *dropped, const char *entry, guint max_files, GError **error)
{
    g_autofree char *path = g_build_filename (dropped, entry, NULL);
    g_autoptr (GError) why = NULL;
    g_autoptr (GPtrArray) files = tree_list (path, max_files, &why);
    if (!files
        && (g_error_matches (why, G_FILE_ERROR, G_FILE_ERROR_NFILE)
            || g_error_matches (why, G_FILE_ERROR, G_FILE_ERROR_LOOP))) {
        refuse (building->manifest, entry, why->code == G_FILE_ERROR_NFILE ? "too_many_files" : "too_deep");
        return TRUE;
    }
    if (!files) {
        g_propagate_error (error, g_steal_pointer (&why));
        return FALSE;
    }
    *building->expedited |= name_is_expedited (entry);
    for (guint i = 0; i < files->len; i++) {
        const struct tree_entry *file = g_ptr_array_index (files, i);
        g_autofree char *below = *file->path ? g_build_filename (entry, file->path, NULL) : g_strdup (entry);
        if (!add_dropped (building, below, *file->path ? file->path : entry, file->status.st_mode, error))
            return FALSE;
    }
    return TRUE;
}

/* Names must differ, since records cite them: the second "chart.pdf" becomes "chart (2).pdf". */
static void
make_names_differ (const cJSON *manifest, const char *of_revision)
{
    g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    for (int pass = 0; pass < 2; pass++) { /* names taken over stand, dropped ones give way */
        cJSON *file;
        cJSON_ArrayForEach (file, record_get (manifest, "files")) {
            if ((record_string (file, "revision") == NULL) != (pass == (of_revision ? 1 : 0))
                || g_strcmp0 (record_string (file, "role"), "document") != 0)
                continue;
            g_autofree char *name = g_strdup (record_string (file, "name"));
            g_autofree char *base = g_strdup (name);
            for (int n = 2; g_hash_table_contains (taken, name); n++) {
                char *dot = strrchr (base, '.');
                gsize stem = dot && !strchr (dot, '/') && dot != base ? (gsize) (dot - base) : strlen (base);
                g_free (name);
                name = g_strdup_printf ("%.*s (%d)%s", (int) stem, base, n, base + stem);
            }
            cJSON_ReplaceItemInObjectCaseSensitive (file, "name", cJSON_CreateString (name));
            g_hash_table_add (taken, g_steal_pointer (&name));
        }
    }
}

cJSON *
manifest_build (const char *folder, guint max_files, gboolean *expedited, GError **error)
{
    g_autofree char *dropped = g_build_filename (folder, "dropped", NULL);
    g_auto (GStrv) names = tree_names (dropped, error);
    if (!names)
        return NULL;
    g_autofree char *of_case = case_name (dropped, names);
    cJSON *manifest = cJSON_CreateObject ();
    cJSON_AddNumberToObject (manifest, "v", RECORD_VERSION);
    record_add_string (manifest, "id", "");
    record_add_string (manifest, "case", of_case);
    cJSON_AddArrayToObject (manifest, "files");
    cJSON_AddArrayToObject (manifest, "refused");
    struct building building = { manifest, folder, 0, 0, expedited };
    for (gsize i = 0; names[i]; i++) {
        if (!add_entry (&building, dropped, names[i], max_files, error)) {
            cJSON_Delete (manifest);
            return NULL;
        }
    }
    make_names_differ (manifest, NULL);
    g_autofree char *id = manifest_content_id (manifest);
    cJSON_ReplaceItemInObjectCaseSensitive (manifest, "id", cJSON_CreateString (id));
    return manifest;
}

/* A file that belongs to who dropped it could still be written and cannot be made 0600: a copy takes its place. */
static gboolean
make_ours (const char *path, GError **error)
{
    struct stat status;
    if (lstat (path, &status) != 0)
        return atomicfile_fail (error, errno, "look at a stored file");
    if (status.st_uid == geteuid () && status.st_nlink == 1)
        return TRUE;
    g_autofree char *copy = g_strconcat (path, ".new", NULL);
    return tree_copy (path, copy, 1, error) && atomicfile_move (copy, path, error);
}

gboolean
manifest_store (const cJSON *manifest, const char *folder, GError **error)
{
    static const char *const FOLDERS[] = { "originals", "attachments" };
    for (gsize i = 0; i < G_N_ELEMENTS (FOLDERS); i++) {
        g_autofree char *path = g_build_filename (folder, FOLDERS[i], NULL);
        if (!atomicfile_folder (path, error))
            return FALSE;
    }
    const cJSON *file;
    cJSON_ArrayForEach (file, record_get (manifest, "files")) {
        const char *encoded = record_string (file, "dropped");
        if (!encoded)
            continue;
        g_autofree char *below = name_decode (encoded);
        g_autofree char *from = g_build_filename (folder, "dropped", below, NULL);
        g_autofree char *to = g_build_filename (folder, record_string (file, "stored"), NULL);
        if (rename (from, to) != 0 && (errno != ENOENT || access (to, F_OK) != 0))
            return atomicfile_fail (error, errno, "store a file");
        if (!make_ours (to, error))
            return FALSE;
    }
    return TRUE;
}

/* --- a known case's earlier files ----------------------------------------------------------------------------------- */

static gboolean
has_content (const cJSON *manifest, const cJSON *wanted)
{
    gboolean document = g_strcmp0 (record_string (wanted, "role"), "document") == 0;
    const cJSON *file;
    cJSON_ArrayForEach (file, record_get (manifest, "files"))
        if (strcmp (record_string (file, "sha256"), record_string (wanted, "sha256")) == 0
            && g_strcmp0 (record_string (file, "role"), record_string (wanted, "role")) == 0
            && (document || g_strcmp0 (record_string (file, "name"), record_string (wanted, "name")) == 0))
            return TRUE;
    return FALSE;
}

static guint
highest_number (const cJSON *manifest, const char *folder)
{
    guint highest = 0;
    gsize length = strlen (folder);
    const cJSON *file;
    cJSON_ArrayForEach (file, record_get (manifest, "files")) {
        const char *stored = record_string (file, "stored");
        if (strncmp (stored, folder, length) == 0 && stored[length] == '/')
            highest = MAX (highest, (guint) g_ascii_strtoull (stored + length + 1, NULL, 10));
    }
    return highest;
}

static gboolean
link_file (const char *from, const char *to, GError **error)
{
    if (unlink (to) != 0 && errno != ENOENT)
        return atomicfile_fail (error, errno, "make room for an earlier file");
    return link (from, to) == 0 || tree_copy (from, to, 1, error);
}

gboolean
manifest_take_over (cJSON *manifest, const char *folder, const cJSON *base, const char *base_folder,
                    const char *base_revision, GError **error)
{
    cJSON *files = cJSON_GetObjectItemCaseSensitive (manifest, "files");
    for (int i = cJSON_GetArraySize (files) - 1; i >= 0; i--)
        if (record_string (cJSON_GetArrayItem (files, i), "revision"))
            cJSON_DeleteItemFromArray (files, i);
    const cJSON *file;
    cJSON_ArrayForEach (file, record_get (base, "files")) {
        if (has_content (manifest, file))
            continue;
        gboolean document = g_strcmp0 (record_string (file, "role"), "document") == 0;
        const char *into = document ? "originals" : "attachments";
        g_autofree char *stored =
            stored_name (into, highest_number (manifest, into) + 1, record_string (file, "stored"));
        g_autofree char *from = g_build_filename (base_folder, record_string (file, "stored"), NULL);
        g_autofree char *to = g_build_filename (folder, stored, NULL);
        if (!link_file (from, to, error))
            return FALSE;
        cJSON *copy = cJSON_Duplicate (file, TRUE);
        cJSON_DeleteItemFromObjectCaseSensitive (copy, "dropped");
        cJSON_ReplaceItemInObjectCaseSensitive (copy, "stored", cJSON_CreateString (stored));
        cJSON_ReplaceItemInObjectCaseSensitive (copy, "revision", cJSON_CreateString (base_revision));
        cJSON_AddItemToArray (files, copy);
    }
    make_names_differ (manifest, base_revision);
    return TRUE;
}
