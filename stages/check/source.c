#include "stages/check/source.h"

#include <string.h>

#define FILE_BYTES_MAX (4u << 20)

/* Every key there is, and whether its value is SQL. */
static const struct {
    const char *key;
    gboolean sql;
} KEYS[] = {
    /* header */
    { "set", FALSE },
    { "title", FALSE },
    { "treatments", FALSE },
    { "regions", FALSE },
    { "guideline", FALSE },
    { "edition", FALSE },
    { "pages", FALSE },
    { "mtus", FALSE },
    { "in-force", FALSE },
    { "verified", FALSE },
    { "source", FALSE },
    { "stance", FALSE },
    { "define", TRUE },
    { "base", FALSE },
    { "variance", TRUE },
    /* a criterion */
    { "criterion", FALSE },
    { "number", FALSE },
    { "kind", FALSE },
    { "paraphrase", FALSE },
    { "classes", FALSE },
    { "decide", FALSE },
    { "outcomes", FALSE },
    { "confidence", FALSE },
    { "measures", FALSE },
    { "cure", FALSE },
    { "query", TRUE },
    { "one-of", FALSE },
    { "applies", TRUE },
    { "reason", TRUE },
    { "reviewer", TRUE },
    { "alternatives", TRUE },
    { "smaller", TRUE },
    /* a finding */
    { "finding", FALSE },
    { "severity", FALSE },
    { "message", FALSE },
    { "suggestion", FALSE },
    { "affects", FALSE },
    /* a completeness item */
    { "item", FALSE },
    { "weight", FALSE },
    /* its cases */
    { "case", FALSE },
    { "rows", FALSE },
    { "expect", FALSE },
};

void
mistake (GPtrArray *mistakes, const struct source *source, guint line, const char *format, ...)
{
    va_list arguments;
    va_start (arguments, format);
    g_autofree char *message = g_strdup_vprintf (format, arguments);
    va_end (arguments);
    g_ptr_array_add (mistakes, g_strdup_printf ("%s:%u: %s", source->name, line, message));
}

static void
entry_free (void *data)
{
    struct entry *entry = data;
    g_free (entry->key);
    g_free (entry->value);
    g_free (entry);
}

static void
block_free (void *data)
{
    struct block *block = data;
    if (block == NULL)
        return;
    g_ptr_array_unref (block->entries);
    g_free (block);
}

static struct block *
block_new (guint line)
{
    struct block *block = g_new0 (struct block, 1);
    block->entries = g_ptr_array_new_with_free_func (entry_free);
    block->line = line;
    return block;
}

void
source_free (struct source *source)
{
    if (source == NULL)
        return;
    g_free (source->path);
    g_free (source->name);
    g_free (source->hash);
    block_free (source->header);
    g_ptr_array_unref (source->blocks);
    g_free (source);
}

static int
find_key (const char *key)
{
    for (gsize i = 0; i < G_N_ELEMENTS (KEYS); i++)
        if (strcmp (KEYS[i].key, key) == 0)
            return (int) i;
    return -1;
}

static gboolean
opens_block (const char *key)
{
    return strcmp (key, "criterion") == 0 || strcmp (key, "finding") == 0 || strcmp (key, "item") == 0;
}

/* "-- key: value" at the start of a line, or FALSE. */
static gboolean
read_key (const char *line, char **key, const char **value)
{
    if (!g_str_has_prefix (line, "-- ") || line[3] == ' ')
        return FALSE;
    const char *colon = strchr (line, ':');
    if (colon == NULL)
        return FALSE;
    *key = g_strndup (line + 3, (gsize) (colon - line - 3));
    *value = colon + 1;
    return TRUE;
}

static void
append (struct entry *entry, const char *text, gboolean sql)
{
    g_autofree char *trimmed = sql ? g_strchomp (g_strdup (text)) : g_strstrip (g_strdup (text));
    if (*trimmed == '\0' && !sql)
        return;
    const char *joint = *entry->value == '\0' ? "" : sql ? "\n" : " ";
    char *longer = g_strconcat (entry->value, joint, trimmed, NULL);
    g_free (entry->value);
    entry->value = longer;
}

static void
read_lines (struct source *source, char *const *lines, GPtrArray *mistakes)
{
    struct entry *entry = NULL;
    struct block *block = source->header;
    gboolean sql = FALSE;
    for (guint i = 0; lines[i] != NULL; i++) {
        const char *line = lines[i], *value;
        g_autofree char *key = NULL;
        if (g_str_has_prefix (line, "---")) { /* a remark; inside a query SQL takes it for one as well */
            if (entry != NULL && sql && entry->sql_line != 0)
                append (entry, line, TRUE);
            else
                entry = NULL;
            continue;
        }
        if (read_key (line, &key, &value)) {
            int known = find_key (key);
            entry = NULL;
            if (known < 0) {
                mistake (mistakes, source, i + 1, "there is no key \"%s\"", key);
                continue;
            }
            if (opens_block (key)) {
                block = block_new (i + 1);
                g_ptr_array_add (source->blocks, block);
            }
            entry = g_new0 (struct entry, 1);
            entry->key = g_steal_pointer (&key);
            entry->value = g_strdup ("");
            entry->line = i + 1;
            sql = KEYS[known].sql;
            append (entry, value, FALSE);
            if (*entry->value != '\0')
                entry->sql_line = i + 1;
            g_ptr_array_add (block->entries, entry);
        } else if (entry != NULL && sql) {
            if (entry->sql_line == 0 && *g_strchug ((char *) line) != '\0')
                entry->sql_line = i + 1;
            if (entry->sql_line != 0)
                append (entry, line, TRUE);
        } else if (entry != NULL && g_str_has_prefix (line, "--  ")) {
            append (entry, line + 4, FALSE);
        } else if (*g_strstrip ((char *) line) != '\0') {
            mistake (mistakes, source, i + 1, "neither \"-- key: value\" nor part of a query");
        }
    }
}

/* A query may end in a semicolon and blank lines; a definition may not. */
static void
trim_sql (struct source *source)
{
    for (guint b = 0; b <= source->blocks->len; b++) {
        struct block *block = b == 0 ? source->header : source->blocks->pdata[b - 1];
        for (guint i = 0; i < block->entries->len; i++) {
            struct entry *entry = block->entries->pdata[i];
            if (!KEYS[find_key (entry->key)].sql)
                continue;
            g_strchomp (entry->value);
            for (char *last; (last = strrchr (entry->value, '\n')) != NULL && g_str_has_prefix (last + 1, "---");) {
                *last = '\0'; /* a remark on what comes next */
                g_strchomp (entry->value);
            }
            gsize length = strlen (entry->value);
            if (length > 0 && entry->value[length - 1] == ';')
                entry->value[length - 1] = '\0';
        }
    }
}

struct source *
source_read (const char *path, GPtrArray *mistakes)
{
    g_autofree char *text = NULL;
    gsize length = 0;
    g_autoptr (GError) error = NULL;
    g_autoptr (source_t) source = g_new0 (struct source, 1);
    source->path = g_strdup (path);
    source->name = g_path_get_basename (path);
    source->header = block_new (1);
    source->blocks = g_ptr_array_new_with_free_func (block_free);
    if (!g_file_get_contents (path, &text, &length, &error)) {
        mistake (mistakes, source, 1, "%s", error->message);
        return NULL;
    }
    if (length > FILE_BYTES_MAX || !g_utf8_validate (text, (gssize) length, NULL)) {
        mistake (mistakes, source, 1, "not UTF-8 text of at most %u bytes", FILE_BYTES_MAX);
        return NULL;
    }
    source->hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, (gssize) length);
    g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
    read_lines (source, lines, mistakes);
    trim_sql (source);
    return g_steal_pointer (&source);
}

static gint
by_name (gconstpointer a, gconstpointer b)
{
    return strcmp (*(char *const *) a, *(char *const *) b);
}

GPtrArray *
source_list (const char *directory, const char *suffix)
{
    GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
    const char *name;
    while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        if (name[0] != '.' && g_str_has_suffix (name, suffix))
            g_ptr_array_add (paths, g_build_filename (directory, name, NULL));
    g_ptr_array_sort (paths, by_name);
    return paths;
}

const struct entry *
block_entry (const struct block *block, const char *key)
{
    for (guint i = 0; i < block->entries->len; i++) {
        const struct entry *entry = block->entries->pdata[i];
        if (strcmp (entry->key, key) == 0)
            return entry;
    }
    return NULL;
}

const char *
block_value (const struct block *block, const char *key)
{
    const struct entry *entry = block_entry (block, key);
    return entry != NULL ? entry->value : NULL;
}

char **
block_list (const struct block *block, const char *key)
{
    const char *value = block_value (block, key);
    char **list = g_strsplit (value != NULL ? value : "", ",", -1);
    guint kept = 0;
    for (guint i = 0; list[i] != NULL; i++) {
        g_strstrip (list[i]);
        if (*list[i] == '\0')
            g_free (list[i]);
        else
            list[kept++] = list[i];
    }
    list[kept] = NULL;
    return list;
}
