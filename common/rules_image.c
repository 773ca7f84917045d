/* The image of rule files that hold: their text, by which they are known again, with their patterns compiled and their nodes
 * made. It is written when a program is built and linked with it, for the same machine and PCRE2. */
#include "common/rules_parts.h"

#include <string.h>

#define MAGIC "casefile rules 1"
#define ALIGNMENT 8

/* Offsets are bytes from the image's beginning; 0 stands for none. */
struct image_head {
    char magic[16], compiler[64];
    guint32 files, n_files; /* struct known_rules */
    guint32 length, unused;
};

struct known_rules {
    guint32 name, text, text_length;
    guint32 text_hash, hash;      /* of the text alone; of the whole, 0 where it does not hold by itself */
    guint32 includes, n_includes; /* guint32: their indices among the files */
    guint32 patterns, n_patterns; /* struct known_pattern, in the order in which they are taken */
};

struct known_pattern {
    guint32 code, code_length;
    guint32 nodes, n_nodes, root; /* as struct kept_nodes; no nodes where it is not guided */
    guint8 raw, capital, alike, floating;
};

static const guint8 *image; /* NULL where there is none that serves */

static const void *
image_at (guint32 offset)
{
    return image + offset;
}

void
rules_trust (const guint8 *bytes, gsize length)
{
    const struct image_head *head = (const struct image_head *) (const void *) bytes;

    image = NULL;
    if (bytes && length >= sizeof *head && head->length == length
        && memcmp (head->magic, MAGIC, sizeof head->magic) == 0 && strcmp (head->compiler, pattern_compiler ()) == 0)
        image = bytes;
}

static const struct known_rules *
known_file (guint i)
{
    const struct image_head *head = image_at (0);

    return (const struct known_rules *) image_at (head->files) + i;
}

/* The file of the image with that text. */
static const struct known_rules *
find_text (const char *text, gsize length)
{
    for (guint i = 0; image && i < ((const struct image_head *) image_at (0))->n_files; i++) {
        const struct known_rules *file = known_file (i);
        if (file->text_length == length && memcmp (image_at (file->text), text, length) == 0)
            return file;
    }
    return NULL;
}

const char *
rules_known_hash (const char *text, gsize length)
{
    const struct known_rules *file = find_text (text, length);

    return file ? image_at (file->text_hash) : NULL;
}

const struct known_rules *
known_rules_find (const char *text, gsize length)
{
    const struct known_rules *file = find_text (text, length);

    return file && file->hash ? file : NULL;
}

const char *
known_rules_hash (const struct known_rules *known)
{
    return image_at (known->hash);
}

const char *
known_rules_include (const struct known_rules *known, guint i, const char **text, gsize *length)
{
    if (i >= known->n_includes)
        return NULL;
    const struct known_rules *file = known_file (((const guint32 *) image_at (known->includes))[i]);
    *text = image_at (file->text);
    *length = file->text_length;
    return image_at (file->name);
}

void
known_rules_pattern (const struct known_rules *known, guint i, const guint8 **code, struct kept_nodes *kept,
                     gboolean *floating)
{
    g_assert (i < known->n_patterns); /* the same text has the same patterns */
    const struct known_pattern *pattern = (const struct known_pattern *) image_at (known->patterns) + i;
    *code = image_at (pattern->code);
    *floating = pattern->floating;
    *kept = (struct kept_nodes){ .nodes = image_at (pattern->nodes),
                                 .count = pattern->n_nodes,
                                 .root = pattern->root,
                                 .raw = pattern->raw,
                                 .capital = pattern->capital,
                                 .alike = pattern->alike };
}

/* --- writing --------------------------------------------------------------------------------------------------------------- */

static guint32
put (GByteArray *bytes, gconstpointer what, gsize length)
{
    static const guint8 padding[ALIGNMENT];
    guint32 at = bytes->len;

    if (length)
        g_byte_array_append (bytes, what, (guint) length);
    g_byte_array_append (bytes, padding, (ALIGNMENT - bytes->len % ALIGNMENT) % ALIGNMENT);
    return at;
}

static guint32
put_string (GByteArray *bytes, const char *string)
{
    return put (bytes, string, strlen (string) + 1);
}

static void
put_pattern (GByteArray *bytes, const struct rules *rules, struct alternative *alternative, GArray *patterns)
{
    struct known_pattern known = { .floating = (guint8) alternative->floating };
    gsize length;
    g_autofree guint8 *code = pattern_save (alternative_code (alternative), &length);

    known.code = put (bytes, code, length);
    known.code_length = (guint32) length;
    if (alternative->guided) {
        g_autoptr (GArray) nodes = g_array_new (FALSE, FALSE, sizeof (struct node));
        struct kept_nodes kept = automaton_keep (rules->automaton, alternative->number, nodes);
        known.nodes = put (bytes, nodes->data, nodes->len * sizeof (struct node));
        known.n_nodes = kept.count;
        known.root = kept.root;
        known.raw = (guint8) kept.raw;
        known.capital = (guint8) kept.capital;
        known.alike = (guint8) kept.alike;
    }
    g_array_append_val (patterns, known);
}

static int
compare_taken (gconstpointer a, gconstpointer b)
{
    const struct alternative *x = *(struct alternative *const *) a, *y = *(struct alternative *const *) b;

    return x->taken < y->taken ? -1 : x->taken > y->taken;
}

/* The patterns of all rules, in the order in which they were taken. */
static void
put_patterns (GByteArray *bytes, const struct rules *rules, struct known_rules *known)
{
    g_autoptr (GPtrArray) taken = g_ptr_array_new ();
    g_autoptr (GArray) patterns = g_array_new (FALSE, TRUE, sizeof (struct known_pattern));

    for (guint i = 0; i < rules->rules->len; i++) {
        const struct rule *rule = rules->rules->pdata[i];
        for (guint k = 0; k < rule->alternatives->len; k++)
            g_ptr_array_add (taken, rule->alternatives->pdata[k]);
    }
    g_ptr_array_sort (taken, compare_taken);
    for (guint i = 0; i < taken->len; i++)
        put_pattern (bytes, rules, taken->pdata[i], patterns);
    known->patterns = put (bytes, patterns->data, patterns->len * sizeof (struct known_pattern));
    known->n_patterns = patterns->len;
}

static guint32
index_of (const char *const *paths, guint n, const char *path)
{
    for (guint i = 0; i < n; i++)
        if (strcmp (paths[i], path) == 0)
            return i;
    return G_MAXUINT32;
}

/* The text of a file, and, where it holds, what was made of it. */
static struct known_rules
put_file (GByteArray *bytes, const char *const *paths, guint n, guint i)
{
    g_autofree char *name = g_path_get_basename (paths[i]);
    g_autofree char *text = NULL;
    gsize length = 0;
    struct known_rules known = { 0 };

    if (!g_file_get_contents (paths[i], &text, &length, NULL))
        return known;
    g_autofree char *hash = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) text, length);
    known.name = put_string (bytes, name);
    known.text = put (bytes, text, length);
    known.text_length = (guint32) length;
    known.text_hash = put_string (bytes, hash);
    rules_begin_group ();
    g_autoptr (rules_t) rules = rules_load (paths[i], NULL);
    if (!rules)
        return known;
    g_autoptr (GArray) includes = g_array_new (FALSE, TRUE, sizeof (guint32));
    for (guint k = 1; k < rules->files->len; k++) {
        guint32 include = index_of (paths, n, rules->files->pdata[k]);
        if (include == G_MAXUINT32)
            return known; /* nobody would know that it is the same */
        g_array_append_val (includes, include);
    }
    known.includes = put (bytes, includes->data, includes->len * sizeof (guint32));
    known.n_includes = includes->len;
    put_patterns (bytes, rules, &known);
    known.hash = put_string (bytes, rules_hash (rules));
    return known;
}

GByteArray *
rules_image (const char *const *paths, guint n)
{
    GByteArray *bytes = g_byte_array_new ();
    g_autoptr (GArray) files = g_array_new (FALSE, TRUE, sizeof (struct known_rules));
    struct image_head head = { .magic = MAGIC };

    g_strlcpy (head.compiler, pattern_compiler (), sizeof head.compiler);
    put (bytes, &head, sizeof head);
    for (guint i = 0; i < n; i++) {
        struct known_rules known = put_file (bytes, paths, n, i);
        g_array_append_val (files, known);
    }
    head.files = put (bytes, files->data, files->len * sizeof (struct known_rules));
    head.n_files = files->len;
    head.length = bytes->len;
    memcpy (bytes->data, &head, sizeof head);
    return bytes;
}
