/* One file of the submission on its way through the parts of extraction (parts.h), in their order.
 */
#ifndef EXTRACT_FILE_H
#define EXTRACT_FILE_H

#include <glib.h>

#include "common/record.h"
#include "stages/extract/parts.h"

/* All parts with their rules loaded. */
struct extractor {
    struct classifier *classifier;
    struct zoner *zoner;
    struct entities *entities;
    struct contexts *contexts;
    struct composites *composites;
    GPtrArray *rule_files; /* "dates.rules SHA256", in order of the names */
};

/* Loads every part from the rule files of `patterns`. NULL, and one line a mistake in `mistakes`, where any rule is wrong.
 * The caller frees. */
struct extractor *extractor_new (const char *patterns, GString *mistakes);
void extractor_free (struct extractor *extractor);
typedef struct extractor extractor_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (extractor_t, extractor_free)

/* A notice for each rule file that a fact may rest on, with its SHA-256. */
gboolean extractor_name_rules (const struct extractor *extractor, struct record_writer *writer, GError **error);

/* Mentions of every page of one file: a GPtrArray of (GPtrArray of struct mention), in step with `pages`; ids are final. Sets
 * what the page records get. The caller's. */
GPtrArray *extractor_run (const struct extractor *extractor, GPtrArray *pages);

/* Records of one file, held until all are there. */
struct file;
struct file *file_new (const struct extractor *extractor); /* `extractor` is lent for good */
void file_free (struct file *file);
typedef struct file file_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (file_t, file_free)

/* Whether a record belongs to the file that is held: a page of another document, or a document record, begins another. */
gboolean file_belongs (const struct file *file, const struct record *record);
/* Takes over a record, on failure too: RECORD_ERROR_BROKEN where a page record is none. */
gboolean file_take (struct file *file, struct record *record, GError **error);
/* Extracts, writes the records with what was found, and holds nothing any more. */
gboolean file_write (struct file *file, struct record_writer *writer, GError **error);

#endif
