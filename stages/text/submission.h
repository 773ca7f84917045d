/* The files of a submission: operands and what lies under them, in the one order that depends on names alone.
 */
#ifndef TEXT_SUBMISSION_H
#define TEXT_SUBMISSION_H

#include <glib.h>

struct item {
    char *name;          /* relative to the directory operand, or the file's own; valid UTF-8 */
    char *path;          /* as to be opened */
    gboolean found;      /* met in a directory: not followed where it is a link */
    const char *problem; /* why it is not even opened (detail of an "unsupported" error), or NULL; lent */
    const char *advice;  /* with it */
};

/* All items, GPtrArray of struct item, sorted bytewise by name; the caller unrefs. NULL and G_FILE_ERROR_NOENT where an
 * operand does not exist, another G_FILE_ERROR where a folder cannot be read. */
void submission_item_free (gpointer item); /* one that was taken out of the array */
GPtrArray *submission_list (char *const *operands, GError **error);

#endif
