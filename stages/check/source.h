/* Files of criteria, findings and completeness items: SQL between structured comments (case-criteria(5)).
 *
 * "-- key: value" at the start of a line opens an entry; the lines after it up to the next one belong to it: SQL where the
 * value is SQL, "--   more" lines where it is text. "--- anything" is a remark. The keys before the first `criterion`,
 * `finding` or `item` make the header; each of these opens a block.
 */
#ifndef CASEFILE_CHECK_SOURCE_H
#define CASEFILE_CHECK_SOURCE_H

#include <glib.h>

struct entry {
    char *key, *value;
    guint line;     /* of the key */
    guint sql_line; /* of the first line of SQL */
};

struct block {
    GPtrArray *entries; /* struct entry, owned, in order */
    guint line;
};

struct source {
    char *path, *name; /* name: without folder */
    char *hash;        /* SHA-256 of the bytes, hex */
    struct block *header;
    GPtrArray *blocks; /* struct block, owned */
};

/* Reads a file. Mistakes are added to `mistakes` as "file:line: message" (owned strings); NULL where it cannot be read at
 * all. The caller frees. */
struct source *source_read (const char *path, GPtrArray *mistakes);
void source_free (struct source *source);
typedef struct source source_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (source_t, source_free)

/* Paths of the files in `directory` that end in `suffix`, sorted bytewise; none where it does not exist. */
GPtrArray *source_list (const char *directory, const char *suffix);

/* The first entry of that key, or NULL; lent. */
const struct entry *block_entry (const struct block *block, const char *key);
/* Its value, or NULL; lent. */
const char *block_value (const struct block *block, const char *key);
/* Its value split at commas, trimmed; empty where there is none. The caller frees. */
char **block_list (const struct block *block, const char *key);

void mistake (GPtrArray *mistakes, const struct source *source, guint line, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

#endif
