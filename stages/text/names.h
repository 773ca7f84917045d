/* Submitted names: a spool stores files by number, since their names carry patients' names; records say the names.
 */
#ifndef TEXT_NAMES_H
#define TEXT_NAMES_H

#include <glib.h>

/* Gives each item (struct item of submission_list) whose path is a "stored" of the names.json at `path` the "name" that
 * stands with it, and sorts anew. An item that is not listed keeps its name. FALSE and G_FILE_ERROR or RECORD_ERROR. */
gboolean names_apply (GPtrArray *items, const char *path, GError **error);

#endif
