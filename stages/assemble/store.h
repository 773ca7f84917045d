/* What case-assemble keeps of the record stream: files, pages and mentions as compact structs with shared strings, since
 * a cJSON tree of 150,000 mentions would take half a gigabyte.
 */
#ifndef ASSEMBLE_STORE_H
#define ASSEMBLE_STORE_H

#include <cjson/cJSON.h>
#include <glib.h>
#include <stdio.h>

#include "stages/assemble/corrections.h"
#include "stages/assemble/fingerprint.h"

#define STORE_MAX_MENTIONS 2000000
#define STORE_MAX_PAGES 500000
#define STORE_MAX_FILES 100000
#define QUOTE_MAX_CHARACTERS 200

/* Why a file or a page could not be read; `reason` NULL: it could. All strings lent by the store. */
struct fault {
    const char *stage, *reason, *detail, *advice;
};

struct file {
    const char *id, *name, *sha256, *media;
    int pages;
    struct fault fault;
    GPtrArray *page_list; /* struct page, lent, by number */
};

struct document;

struct page {
    struct file *file;
    int number;
    const char *class_id, *layout, *source, *legibility;
    double class_confidence;
    int part;                    /* ordinal of the document within the file, from 1; 0 where not said */
    const char *part_date;       /* ISO or NULL */
    int number_of, number_total; /* "page 2 of 5", 0 where not said */
    int rotation;
    double width, height;
    double confidence; /* 0-100, NAN where the text was not recognised */
    gboolean handwritten, blank, titled;
    struct fault fault;
    struct fingerprint *fingerprint; /* owned; NULL for a page without text */
    char *text, *sentences;          /* owned; where its sentences stand, packed; NULL for a page without any */
    const char *image_hash;          /* of the sheet (common/imagehash.h), or NULL */
    GPtrArray *mentions;             /* struct mention, lent, in order of the stream */

    struct document *document; /* set by documents_build */
    struct page *duplicate_of; /* set by duplicates_find */
    struct page *cloned_from;
    double similarity;       /* to either */
    gboolean foreign;        /* another patient's: set by identity_check */
    gboolean doubtful;       /* one identifier differs, none agrees */
    gboolean place_doubtful; /* it may be of another document than its own: the one that it lies behind */
};

enum field_type { FIELD_STRING, FIELD_NUMBER, FIELD_TRUE, FIELD_FALSE, FIELD_JSON };
struct field {
    const char *key;
    enum field_type type;
    double number;
    const char *string; /* the string, or the JSON text of an array or object */
};

struct mention {
    const char *id, *kind, *zone, *section, *report, *source, *quote;
    struct page *page;
    const char *polarity, *certainty, *temporality, *experiencer, *attribution;
    int start, end, first_line, last_line, sentence;
    int ocr_conf; /* -1 where the text was not recognised */
    float box[4];
    float confidence;
    gboolean has_box, candidate;
    gboolean confirmed, rejected; /* by a person; a rejected one is on no page's list and feeds nothing */
    gboolean withheld;            /* its quote is masked (privacy.h) */
    const char *verdict_by;       /* id of the correction that says so, or NULL */
    const char *machine_reading;  /* what the program had read where a person says otherwise, or NULL */
    guint n_fields;
    struct field *fields; /* what is not null, of its kind */
};

struct notice {
    const char *stage, *code, *document, *detail;
    int page;
};

struct store {
    GStringChunk *strings;
    GPtrArray *files;                           /* struct file, owned, in order of the stream */
    GPtrArray *pages;                           /* struct page, owned */
    GPtrArray *mentions;                        /* struct mention, owned */
    GPtrArray *rejected;                        /* struct mention, owned: those that a person rejected */
    GPtrArray *corrections;                     /* struct correction, owned, in order of the stream */
    GHashTable *correction_of;                  /* by id: lent */
    GPtrArray *notices;                         /* struct notice, owned; at most one of a (stage, code, document) */
    GHashTable *file_of, *page_of, *mention_of; /* by id; by "FILE/NUMBER"; by id: lent */
    cJSON *counts;                              /* of the upstream end record */
};

/* Reads a whole stream. NULL and RECORD_ERROR where it is broken. The caller frees. */
struct store *store_read (FILE *stream, GError **error);
void store_free (struct store *store);
typedef struct store store_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (store_t, store_free)

/* A string that lives as long as the store; equal strings are the same pointer. NULL stays NULL. */
const char *store_string (struct store *store, const char *string);

/* Fields of a mention; NULL, `otherwise` or FALSE where absent or of another type. Strings are lent. */
const struct field *mention_field (const struct mention *mention, const char *key);
const char *mention_text (const struct mention *mention, const char *key);
double mention_number (const struct mention *mention, const char *key, double otherwise);
gboolean mention_true (const struct mention *mention, const char *key);
/* The value as JSON, the caller's; NULL where absent. */
cJSON *mention_json (const struct mention *mention, const char *key);
/* The elements of an array of strings, or the one string, as a NULL-terminated list, the caller's; NULL where absent. */
char **mention_strings (const struct mention *mention, const char *key);
gboolean mention_is (const struct mention *mention, const char *kind);
gboolean mention_in_zone (const struct mention *mention, const char *zone);

#endif
