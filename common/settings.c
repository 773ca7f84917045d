#include "common/settings.h"

#include <errno.h>
#include <string.h>

G_DEFINE_QUARK (settings_error, settings_error)

enum type { INTEGER, NUMBER, BOOLEAN, STRING, PATH, CHOICE };

/* Every setting there is. `choices` of a CHOICE are separated by '|'. */
static const struct setting {
    const char *section, *key;
    enum type type;
    double low, high;
    const char *standard, *choices;
} TABLE[] = {
    { "patterns", "directory", PATH, 0, 0, "patterns", NULL },
    { "limits", "pages_per_file", INTEGER, 1, 1e6, "5000", NULL },
    { "limits", "file_bytes", INTEGER, 1, 1e12, "2147483648", NULL },
    { "limits", "members_per_file", INTEGER, 1, 1e5, "1000", NULL },
    { "limits", "member_bytes", INTEGER, 1, 1e10, "268435456", NULL },
    { "limits", "page_pixels", INTEGER, 1e4, 1e9, "100000000", NULL },
    { "limits", "page_text_bytes", INTEGER, 1e3, 6e7, "4194304", NULL },
    { "limits", "worker_memory_mb", INTEGER, 64, 1e6, "2048", NULL },
    { "limits", "page_seconds", INTEGER, 1, 3600, "60", NULL },
    { "limits", "document_seconds", INTEGER, 1, 86400, "600", NULL },
    { "sandbox", "policy", CHOICE, 0, 0, "required", "required|best-effort" },
    { "ocr", "language", STRING, 0, 0, "eng", NULL },
    { "ocr", "tessdata", PATH, 0, 0, "", NULL },
    { "ocr", "hand", PATH, 0, 0, "models/hand.traineddata", NULL },
    { "ocr", "dpi_min", INTEGER, 70, 600, "200", NULL },
    { "ocr", "dpi_max", INTEGER, 70, 1200, "300", NULL },
    { "ocr", "jobs", INTEGER, 1, 1024, "1", NULL },
    { "extract", "match_limit", INTEGER, 1000, 1e9, "1000000", NULL },
    { "identity", "values", CHOICE, 0, 0, "plain", "plain|hashed|omitted" },
    { "identity", "key", PATH, 0, 0, "identity.key", NULL },
    { "run", "inbox", PATH, 0, 0, "inbox", NULL },
    { "run", "work", PATH, 0, 0, "work", NULL },
    { "run", "done", PATH, 0, 0, "done", NULL },
    { "run", "failed", PATH, 0, 0, "failed", NULL },
    { "run", "index", PATH, 0, 0, "casefile.db", NULL },
    { "run", "audit", PATH, 0, 0, "audit.log", NULL },
    { "run", "metrics", PATH, 0, 0, "metrics.prom", NULL },
    { "run", "attempts", INTEGER, 1, 100, "3", NULL },
    { "run", "settle_seconds", INTEGER, 0, 3600, "5", NULL },
    { "run", "case_seconds", INTEGER, 1, 604800, "7200", NULL },
    { "run", "case_files", INTEGER, 1, 1e6, "2000", NULL },
    { "run", "free_mb", INTEGER, 0, 1e9, "500", NULL },
    { "run", "retry_seconds", INTEGER, 0, 86400, "0", NULL },
    { "run", "jobs", INTEGER, 1, 1024, "1", NULL },
    { "run", "runner", CHOICE, 0, 0, "local", "local|slurm" },
    { "run", "slurm_options", STRING, 0, 0, "", NULL },
    { "run", "slurm_poll_seconds", INTEGER, 0, 600, "5", NULL },
    { "report", "title", STRING, 0, 0, "Case report", NULL },
    { "report", "image_dpi", INTEGER, 50, 300, "120", NULL },
    { "report", "embed_mb", INTEGER, 1, 1000, "20", NULL },
};

struct settings {
    char *file, *directory;
    char *values[G_N_ELEMENTS (TABLE)];
};

void
settings_free (struct settings *settings)
{
    if (!settings)
        return;
    for (gsize i = 0; i < G_N_ELEMENTS (TABLE); i++)
        g_free (settings->values[i]);
    g_free (settings->file);
    g_free (settings->directory);
    g_free (settings);
}

static int
find (const char *section, const char *key)
{
    for (gsize i = 0; i < G_N_ELEMENTS (TABLE); i++)
        if (strcmp (TABLE[i].section, section) == 0 && (!key || strcmp (TABLE[i].key, key) == 0))
            return (int) i;
    return -1;
}

/* What is wrong with a value, or NULL; the caller frees. */
static char *
fault_in_value (const struct setting *setting, const char *value)
{
    char *end;
    errno = 0;
    switch (setting->type) {
    case INTEGER: {
        gint64 n = g_ascii_strtoll (value, &end, 10);
        if (errno || end == value || *end || (double) n < setting->low || (double) n > setting->high)
            return g_strdup_printf ("must be a whole number from %.0f to %.0f", setting->low, setting->high);
        return NULL;
    }
    case NUMBER: {
        double n = g_ascii_strtod (value, &end);
        if (errno || end == value || *end || n < setting->low || n > setting->high)
            return g_strdup_printf ("must be a number from %g to %g", setting->low, setting->high);
        return NULL;
    }
    case BOOLEAN:
        return strcmp (value, "yes") == 0 || strcmp (value, "no") == 0 ? NULL : g_strdup ("must be yes or no");
    case CHOICE: {
        g_auto (GStrv) choices = g_strsplit (setting->choices, "|", -1);
        return g_strv_contains ((const char *const *) choices, value)
                   ? NULL
                   : g_strdup_printf ("must be one of %s", setting->choices);
    }
    case PATH:
        return *value || !*setting->standard ? NULL : g_strdup ("must be a path");
    case STRING:
        return NULL;
    }
    g_assert_not_reached ();
}

static void
read_group (struct settings *settings, GKeyFile *file, const char *section, GString *mistakes)
{
    g_auto (GStrv) keys = g_key_file_get_keys (file, section, NULL, NULL);
    for (gsize i = 0; keys && keys[i]; i++) {
        int at = find (section, keys[i]);
        if (at < 0) {
            g_string_append_printf (mistakes, "%s: [%s] %s: no such setting\n", settings->file, section, keys[i]);
            continue;
        }
        g_autoptr (GError) error = NULL;
        g_autofree char *value = g_key_file_get_string (file, section, keys[i], &error);
        g_autofree char *fault = value ? fault_in_value (&TABLE[at], value) : g_strdup ("cannot be read as text");
        if (fault) {
            g_string_append_printf (mistakes, "%s: [%s] %s: %s\n", settings->file, section, keys[i], fault);
            continue;
        }
        g_free (settings->values[at]);
        settings->values[at] = g_steal_pointer (&value);
    }
}

/* What stands in the tree that the running program was built in; the caller frees, NULL where there is no such thing. */
static char *
in_source_tree (const char *name, GFileTest test)
{
    static const char *const up[] = { "../..", "../../.." }; /* from build/bin, from build/san/bin */
    g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
    g_autofree char *folder = program ? g_path_get_dirname (program) : NULL;
    for (gsize i = 0; folder && i < G_N_ELEMENTS (up); i++) {
        g_autofree char *relative = g_build_filename (up[i], name, NULL);
        g_autofree char *path = g_canonicalize_filename (relative, folder);
        if (g_file_test (path, test))
            return g_steal_pointer (&path);
    }
    return NULL;
}

/* What is shipped, for settings that do not say where it is: `name` in the tree or where it is installed. */
static void
set_standard (struct settings *settings, const char *section, const char *key, GFileTest test)
{
    int at = find (section, key);
    g_autofree char *installed = g_build_filename (DATADIR, TABLE[at].standard, NULL);
    char *path = in_source_tree (TABLE[at].standard, test);

    if (!path && g_file_test (installed, test))
        path = g_steal_pointer (&installed);
    if (path) {
        g_free (settings->values[at]);
        settings->values[at] = path;
    }
}

/* The file to load where none was named; the caller frees, NULL where there is none. */
static char *
standard_file (void)
{
    const char *named = g_getenv ("CASEFILE_CONF");
    if (named && *named)
        return g_strdup (named);
    char *in_tree = in_source_tree ("pipeline.conf", G_FILE_TEST_IS_REGULAR);
    if (in_tree)
        return in_tree;
    g_autofree char *installed = g_build_filename (SYSCONFDIR, "casefile", "pipeline.conf", NULL);
    return g_file_test (installed, G_FILE_TEST_IS_REGULAR) ? g_steal_pointer (&installed) : NULL;
}

struct settings *
settings_load (const char *path, GError **error)
{
    g_autoptr (settings_t) settings = g_new0 (struct settings, 1);
    for (gsize i = 0; i < G_N_ELEMENTS (TABLE); i++)
        settings->values[i] = g_strdup (TABLE[i].standard);
    set_standard (settings, "patterns", "directory", G_FILE_TEST_IS_DIR);
    set_standard (settings, "ocr", "hand", G_FILE_TEST_IS_REGULAR);
    g_autofree char *named = path ? g_strdup (path) : standard_file ();
    if (!named) {
        settings->directory = g_get_current_dir ();
        return g_steal_pointer (&settings);
    }
    settings->file = g_canonicalize_filename (named, NULL);
    settings->directory = g_path_get_dirname (settings->file);

    g_autoptr (GKeyFile) file = g_key_file_new ();
    g_autoptr (GError) why = NULL;
    if (!g_key_file_load_from_file (file, settings->file, G_KEY_FILE_NONE, &why)) {
        g_set_error (error, SETTINGS_ERROR, 0, "%s: %s", settings->file, why->message);
        return NULL;
    }
    g_autoptr (GString) mistakes = g_string_new (NULL);
    g_auto (GStrv) sections = g_key_file_get_groups (file, NULL);
    for (gsize i = 0; sections[i]; i++) {
        if (find (sections[i], NULL) < 0)
            g_string_append_printf (mistakes, "%s: [%s]: no such section\n", settings->file, sections[i]);
        else
            read_group (settings, file, sections[i], mistakes);
    }
    if (mistakes->len) {
        g_string_truncate (mistakes, mistakes->len - 1);
        g_set_error_literal (error, SETTINGS_ERROR, 0, mistakes->str);
        return NULL;
    }
    for (gsize i = 0; i < G_N_ELEMENTS (TABLE); i++) {
        if (TABLE[i].type != PATH || !*settings->values[i])
            continue;
        char *absolute = g_canonicalize_filename (settings->values[i], settings->directory);
        g_free (settings->values[i]);
        settings->values[i] = absolute;
    }
    return g_steal_pointer (&settings);
}

static const char *
value_of (const struct settings *settings, const char *section, const char *key, enum type type)
{
    int at = find (section, key);
    g_assert (at >= 0 && TABLE[at].type == type);
    return settings->values[at];
}

gint64
settings_int (const struct settings *settings, const char *section, const char *key)
{
    return g_ascii_strtoll (value_of (settings, section, key, INTEGER), NULL, 10);
}

double
settings_number (const struct settings *settings, const char *section, const char *key)
{
    return g_ascii_strtod (value_of (settings, section, key, NUMBER), NULL);
}

gboolean
settings_bool (const struct settings *settings, const char *section, const char *key)
{
    return strcmp (value_of (settings, section, key, BOOLEAN), "yes") == 0;
}

const char *
settings_string (const struct settings *settings, const char *section, const char *key)
{
    int at = find (section, key);
    g_assert (at >= 0 && (TABLE[at].type == STRING || TABLE[at].type == CHOICE));
    return settings->values[at];
}

const char *
settings_path (const struct settings *settings, const char *section, const char *key)
{
    return value_of (settings, section, key, PATH);
}

const char *
settings_file (const struct settings *settings)
{
    return settings->file;
}
