/* Settings: pipeline.conf (pipeline.conf(5)), one table of all keys with type, range and default.
 *
 * Loading reports every unknown section, unknown key and invalid value at once, by section and key.
 */
#ifndef CASEFILE_SETTINGS_H
#define CASEFILE_SETTINGS_H

#include <glib.h>

struct settings;
#define SETTINGS_ERROR (settings_error_quark ())
GQuark settings_error_quark (void);

/* Loads `path`; where it is NULL: $CASEFILE_CONF, then ../../pipeline.conf beside the running program's folder (the build
 * tree), then SYSCONFDIR/casefile/pipeline.conf; where there is none, the defaults. NULL and SETTINGS_ERROR (EX_CONFIG)
 * with one line a mistake, joined by newlines. The caller frees. */
struct settings *settings_load (const char *path, GError **error);
void settings_free (struct settings *settings);
typedef struct settings settings_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (settings_t, settings_free)

/* Values; asking for a key that is not in the table is our mistake (asserts). Strings are lent. Paths are absolute:
 * relative ones are taken from the folder of the file that says them. */
gint64 settings_int (const struct settings *settings, const char *section, const char *key);
double settings_number (const struct settings *settings, const char *section, const char *key);
gboolean settings_bool (const struct settings *settings, const char *section, const char *key);
const char *settings_string (const struct settings *settings, const char *section, const char *key);
const char *settings_path (const struct settings *settings, const char *section, const char *key);
/* The file that was loaded, or NULL; lent. */
const char *settings_file (const struct settings *settings);

#endif
