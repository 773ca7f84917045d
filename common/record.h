/* Records: one JSON object a line, the only thing that flows between stages (case-records(5)).
 *
 * The reader guards what cJSON lets through: trailing text, bad UTF-8, raw control bytes, NUL escapes, numbers beyond
 * 2^53, keys that differ only in case. It also checks the stream as a whole: the last record must be `end`, and its
 * counts must be those of the records before it. A stream without that is an upstream failure, never a short case.
 */
#ifndef CASEFILE_RECORD_H
#define CASEFILE_RECORD_H

#include <cjson/cJSON.h>
#include <glib.h>
#include <stdio.h>

#define RECORD_VERSION 1
#define CASE_SCHEMA "imr-case/1"     /* of a case, in its field schema */
#define RECORD_MAX_BYTES (64u << 20) /* one line; a page's text and words are far below */

#define RECORD_ERROR (record_error_quark ())
GQuark record_error_quark (void);
enum record_error {
    RECORD_ERROR_BROKEN,    /* a line that is not a record: EX_DATAERR */
    RECORD_ERROR_TRUNCATED, /* the stream stops before its end record: EX_DATAERR */
    RECORD_ERROR_COUNTS,    /* the end record counts other records than came: EX_DATAERR */
    RECORD_ERROR_READ,      /* EX_IOERR */
    RECORD_ERROR_WRITE      /* EX_IOERR */
};

/* The sysexits.h code for an error of any domain: RECORD_ERROR as above, G_FILE_ERROR and G_IO_ERROR EX_IOERR, else
 * EX_SOFTWARE. */
int record_exit_code (const GError *error);

struct record {
    char *line; /* the line as read, without its newline */
    gsize length;
    cJSON *json;      /* the object */
    const char *type; /* lent by json */
};
void record_free (struct record *record);
typedef struct record record_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (record_t, record_free)

/* Parses one line strictly. NULL and RECORD_ERROR_BROKEN where it is no record. The caller frees the result. */
struct record *record_parse (const char *line, gsize length, GError **error);

/* Any one JSON value, as strictly (a case, a run file). NULL and RECORD_ERROR_BROKEN. The caller deletes the result. */
cJSON *record_parse_json (const char *text, gsize length, GError **error);

/* Whether a record, a file of case-run or a case is of the version that this release reads (`v`, or `schema`). FALSE and
 * RECORD_ERROR_BROKEN where it is not, with a message that says whether it is older or newer; `what` names it. */
gboolean record_check_version (const cJSON *json, const char *what, GError **error);
gboolean record_check_case (const cJSON *json, const char *what, GError **error);

struct record_reader;
/* Reads from `stream`, which stays the caller's. */
struct record_reader *record_reader_new (FILE *stream);
void record_reader_free (struct record_reader *reader);
typedef struct record_reader record_reader_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (record_reader_t, record_reader_free)

/* The next record, to be freed by the caller. NULL without error after a good `end` record, which is not handed out;
 * NULL with error on anything else. */
struct record *record_reader_next (struct record_reader *reader, GError **error);

/* The counts of the upstream end record ({"page": 12, ...}), lent, once the reader has ended; else NULL. */
const cJSON *record_reader_counts (const struct record_reader *reader);

struct record_writer;
/* Writes to `stream`, which stays the caller's. */
struct record_writer *record_writer_new (FILE *stream);
void record_writer_free (struct record_writer *writer);
typedef struct record_writer record_writer_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (record_writer_t, record_writer_free)

/* A new record object {"v":1,"type":TYPE}, to which the caller adds fields; the caller's. */
cJSON *record_new (const char *type);
/* Writes an object that has `v` and `type`, and counts it; the object stays the caller's. */
gboolean record_writer_write (struct record_writer *writer, const cJSON *json, GError **error);
/* Passes a record on unchanged, byte for byte, and counts it. */
gboolean record_writer_pass (struct record_writer *writer, const struct record *record, GError **error);
/* Writes the end record with the counts, flushes, and checks the stream. */
gboolean record_writer_end (struct record_writer *writer, const char *stage, GError **error);

/* Prints JSON in our one form (compact, UTF-8, numbers shortest round-trip); the caller frees. `pretty` indents by one. */
char *record_print (const cJSON *json, gboolean pretty);

/* Field access, keys compared exactly. Strings are lent; a missing field or one of another type is NULL or `otherwise`. */
const cJSON *record_get (const cJSON *object, const char *key);
const char *record_string (const cJSON *object, const char *key);
double record_number (const cJSON *object, const char *key, double otherwise);
gboolean record_bool (const cJSON *object, const char *key);
/* Adds a string, or null where it is NULL. */
void record_add_string (cJSON *object, const char *key, const char *string);

/* Writes {"type":"notice","stage":..,"level":..,"code":..,"document":..,"page":..,"detail":..}: something that a person
 * should know and no fact rests on. document may be NULL, page 0 where it concerns no page. No text of the document. */
gboolean record_write_notice (struct record_writer *writer, const char *stage, const char *code, const char *document,
                              int page, const char *detail, GError **error);

#endif
