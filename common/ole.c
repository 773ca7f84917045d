#include "common/ole.h"

#include <gsf/gsf.h>

#include "common/library.h"

LIBRARY_CALL (gsf_init);
LIBRARY_CALL (gsf_input_memory_new);
LIBRARY_CALL (gsf_infile_msole_new);
LIBRARY_CALL (gsf_infile_num_children);
LIBRARY_CALL (gsf_infile_name_by_index);
LIBRARY_CALL (gsf_infile_child_by_name);
LIBRARY_CALL (gsf_infile_get_type);
LIBRARY_CALL (gsf_input_size);
LIBRARY_CALL (gsf_input_read);

#define TIMES_MAX 4           /* of the file's size, that all its streams may have together */
#define BYTES_LEAST (1 << 20) /* that they may have in any case */

struct ole {
    GsfInfile *storage;
    gsize own_left, *left; /* bytes that may still be handed out; of the file, which all its storages share */
};

gboolean
ole_load (void)
{
    static const struct library_call calls[] = {
        LIBRARY_WANTED (gsf_init),
        LIBRARY_WANTED (gsf_input_memory_new),
        LIBRARY_WANTED (gsf_infile_msole_new),
        LIBRARY_WANTED (gsf_infile_num_children),
        LIBRARY_WANTED (gsf_infile_name_by_index),
        LIBRARY_WANTED (gsf_infile_child_by_name),
        LIBRARY_WANTED (gsf_infile_get_type),
        LIBRARY_WANTED (gsf_input_size),
        LIBRARY_WANTED (gsf_input_read),
    };
    static int loaded = -1; /* not yet known */
    if (loaded < 0) {
        loaded = library_load ("libgsf-1.so.114", calls, G_N_ELEMENTS (calls));
        if (loaded)
            library_gsf_init ();
    }
    return loaded;
}

struct ole *
ole_open (const guint8 *bytes, gsize length)
{
    g_autoptr (GObject) input = (GObject *) library_gsf_input_memory_new (bytes, (gsf_off_t) length, FALSE);
    GsfInfile *storage = input ? library_gsf_infile_msole_new ((GsfInput *) input, NULL) : NULL;
    if (storage == NULL)
        return NULL;
    struct ole *ole = g_new0 (struct ole, 1);
    ole->storage = storage;
    ole->own_left = length * TIMES_MAX + BYTES_LEAST;
    ole->left = &ole->own_left;
    return ole;
}

void
ole_free (struct ole *ole)
{
    if (ole == NULL)
        return;
    g_object_unref (ole->storage);
    g_free (ole);
}

/* A storage, or a stream; NULL where there is none such. The caller unrefs. */
static GObject *
child (struct ole *ole, const char *name, gboolean storage)
{
    g_autoptr (GObject) found = (GObject *) library_gsf_infile_child_by_name (ole->storage, name);
    if (found == NULL)
        return NULL;
    gboolean holds = G_TYPE_CHECK_INSTANCE_TYPE (found, library_gsf_infile_get_type ())
                     && library_gsf_infile_num_children ((GsfInfile *) found) >= 0;
    return holds == storage ? g_steal_pointer (&found) : NULL;
}

struct ole *
ole_storage (struct ole *outer, const char *name)
{
    GObject *found = child (outer, name, TRUE);
    if (found == NULL)
        return NULL;
    struct ole *ole = g_new0 (struct ole, 1);
    ole->storage = (GsfInfile *) found;
    ole->left = outer->left;
    return ole;
}

GPtrArray *
ole_names (struct ole *ole)
{
    GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
    int n = library_gsf_infile_num_children (ole->storage);
    for (int i = 0; i < n; i++) {
        const char *name = library_gsf_infile_name_by_index (ole->storage, i);
        if (name)
            g_ptr_array_add (names, g_strdup (name));
    }
    return names;
}

GBytes *
ole_stream (struct ole *ole, const char *name)
{
    g_autoptr (GObject) stream = child (ole, name, FALSE);
    gsf_off_t size = stream ? library_gsf_input_size ((GsfInput *) stream) : -1;
    if (size < 0 || (guint64) size > *ole->left)
        return NULL;
    *ole->left -= (gsize) size;
    g_autofree guint8 *bytes = g_malloc ((gsize) size + 1);
    if (size > 0 && library_gsf_input_read ((GsfInput *) stream, (size_t) size, bytes) == NULL)
        return NULL;
    return g_bytes_new_take (g_steal_pointer (&bytes), (gsize) size);
}
