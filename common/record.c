#include "common/record.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <sysexits.h>

#include "common/text.h"

#define JSON_DEPTH_MAX 64

G_DEFINE_QUARK (record_error, record_error)

struct record_reader {
    FILE *stream;
    char *line;
    gsize capacity;
    guint64 number;   /* of the line last read */
    GHashTable *seen; /* type -> count */
    struct record *end;
};

struct record_writer {
    FILE *stream;
    GTree *counts; /* type -> count, in order of the types' names */
};

int
record_exit_code (const GError *error)
{
    if (error->domain == RECORD_ERROR)
        return error->code == RECORD_ERROR_READ || error->code == RECORD_ERROR_WRITE ? EX_IOERR : EX_DATAERR;
    if (error->domain == G_FILE_ERROR)
        return EX_IOERR;
    return EX_SOFTWARE;
}

void
record_free (struct record *record)
{
    if (!record)
        return;
    g_free (record->line);
    cJSON_Delete (record->json);
    g_free (record);
}

/* --- strict JSON ------------------------------------------------------------------------------------------------------ */

/* What cJSON does not look at: raw control bytes within strings, the NUL escape, and integers that a double would round.
 * Returns what is wrong, or NULL. */
static const char *
fault_in_tokens (const char *text, gsize length)
{
    gboolean in_string = FALSE;
    for (gsize i = 0; i < length; i++) {
        unsigned char c = (unsigned char) text[i];
        if (in_string) {
            while (c >= 0x20 && c != '"' && c != '\\' && i + 1 < length) /* nearly all of a record */
                c = (unsigned char) text[++i];
            if (c < 0x20)
                return "a control byte in a string";
            if (c == '\\') {
                if (i + 5 < length && strncmp (text + i + 1, "u0000", 5) == 0)
                    return "a NUL escape";
                i++;
            } else if (c == '"') {
                in_string = FALSE;
            }
        } else if (c == '"') {
            in_string = TRUE;
        } else if (g_ascii_isdigit (c)) {
            gsize digits = i;
            while (i < length && g_ascii_isdigit (text[i]))
                i++;
            gboolean integer = i >= length || (text[i] != '.' && text[i] != 'e' && text[i] != 'E');
            if (integer && i - digits >= 16 && g_ascii_strtoull (text + digits, NULL, 10) > (1ULL << 53))
                return "an integer beyond 2^53";
            while (i < length && strchr ("0123456789.eE+-", text[i]))
                i++;
            i--;
        } else if (c < 0x20 && c != '\t' && c != '\n' && c != '\r') {
            return "a control byte";
        }
    }
    return NULL;
}

/* Keys that are equal but for case would be one key to half of cJSON's functions. */
static const char *
fault_in_tree (const cJSON *node, int depth)
{
    if (depth > JSON_DEPTH_MAX)
        return "nesting too deep";
    if (cJSON_IsNumber (node) && !isfinite (node->valuedouble))
        return "a number that is not finite";
    if (!cJSON_IsObject (node) && !cJSON_IsArray (node))
        return NULL;
    g_autoptr (GHashTable) keys = NULL;
    if (cJSON_IsObject (node) && node->child && node->child->next)
        keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    const cJSON *child;
    cJSON_ArrayForEach (child, node) {
        if (keys && !g_hash_table_add (keys, g_ascii_strdown (child->string, -1)))
            return "a key that stands twice";
        const char *fault = fault_in_tree (child, depth + 1);
        if (fault)
            return fault;
    }
    return NULL;
}

cJSON *
record_parse_json (const char *text, gsize length, GError **error)
{
    const char *fault = NULL;
    const char *end = NULL;
    cJSON *json = NULL;
    if (!g_utf8_validate_len (text, length, NULL)) /* refuses NUL too */
        fault = "bytes that are not UTF-8";
    else
        fault = fault_in_tokens (text, length);
    if (!fault) {
        json = cJSON_ParseWithLengthOpts (text, length, &end, FALSE);
        if (!json)
            fault = "no JSON";
        else if (strspn (end, " \t\r\n") < length - (gsize) (end - text))
            fault = "text after the value";
        else
            fault = fault_in_tree (json, 0);
    }
    if (fault) {
        cJSON_Delete (json);
        g_set_error (error, RECORD_ERROR, RECORD_ERROR_BROKEN, "%s", fault);
        return NULL;
    }
    return json;
}

static gboolean
check_version (double version, const char *what, GError **error)
{
    if (version == RECORD_VERSION)
        return TRUE;
    g_set_error (error, RECORD_ERROR, RECORD_ERROR_BROKEN, "%s %s (version %g; this one reads %d)", what,
                 version > RECORD_VERSION ? "was written by a later release of casefile"
                                          : "was written by an earlier release of casefile",
                 version, RECORD_VERSION);
    return FALSE;
}

gboolean
record_check_version (const cJSON *json, const char *what, GError **error)
{
    return check_version (record_number (json, "v", 0), what, error);
}

gboolean
record_check_case (const cJSON *json, const char *what, GError **error)
{
    const char *schema = record_string (json, "schema"), *version = strrchr (CASE_SCHEMA, '/') + 1;
    if (schema && strncmp (schema, CASE_SCHEMA, (gsize) (version - CASE_SCHEMA)) == 0)
        return check_version (g_ascii_strtod (schema + (version - CASE_SCHEMA), NULL), what, error);
    g_set_error (error, RECORD_ERROR, RECORD_ERROR_BROKEN, "%s is not a case (no schema \"%s\")", what, CASE_SCHEMA);
    return FALSE;
}

struct record *
record_parse (const char *line, gsize length, GError **error)
{
    /* cJSON's end check needs a terminated string */
    g_autofree char *copy = g_strndup (line, length);
    if (strlen (copy) != length) {
        g_set_error (error, RECORD_ERROR, RECORD_ERROR_BROKEN, "a NUL byte");
        return NULL;
    }
    cJSON *json = record_parse_json (copy, length, error);
    if (!json)
        return NULL;
    const char *type = record_string (json, "type");
    if (!type)
        g_set_error (error, RECORD_ERROR, RECORD_ERROR_BROKEN, "no record type");
    if (!type || !record_check_version (json, "a record", error)) {
        cJSON_Delete (json);
        return NULL;
    }
    struct record *record = g_new0 (struct record, 1);
    record->line = g_steal_pointer (&copy);
    record->length = length;
    record->json = json;
    record->type = type;
    return record;
}

/* --- reading ---------------------------------------------------------------------------------------------------------- */

struct record_reader *
record_reader_new (FILE *stream)
{
    struct record_reader *reader = g_new0 (struct record_reader, 1);
    reader->stream = stream;
    reader->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    return reader;
}

void
record_reader_free (struct record_reader *reader)
{
    if (!reader)
        return;
    g_free (reader->line);
    g_hash_table_unref (reader->seen);
    record_free (reader->end);
    g_free (reader);
}

const cJSON *
record_reader_counts (const struct record_reader *reader)
{
    return reader->end ? record_get (reader->end->json, "counts") : NULL;
}

/* A line without its newline: its length, -1 at the end of the stream, -2 with error. */
static gssize
read_line (struct record_reader *reader, GError **error)
{
    gsize used = 0;
    int c;
    while ((c = getc_unlocked (reader->stream)) != EOF && c != '\n') {
        if (used + 1 >= reader->capacity) {
            reader->capacity = MAX (4096, reader->capacity * 2);
            reader->line = g_realloc (reader->line, reader->capacity);
        }
        reader->line[used++] = (char) c;
        if (used > RECORD_MAX_BYTES) {
            g_set_error (error, RECORD_ERROR, RECORD_ERROR_BROKEN, "line %" G_GUINT64_FORMAT ": longer than %u bytes",
                         reader->number + 1, RECORD_MAX_BYTES);
            return -2;
        }
    }
    if (c == EOF && ferror (reader->stream)) {
        g_set_error (error, RECORD_ERROR, RECORD_ERROR_READ, "cannot read: %s", g_strerror (errno));
        return -2;
    }
    if (c == EOF && used > 0) {
        g_set_error (error, RECORD_ERROR, RECORD_ERROR_TRUNCATED,
                     "line %" G_GUINT64_FORMAT ": the stream stops within a record", reader->number + 1);
        return -2;
    }
    return c == EOF ? -1 : (gssize) used;
}

static gboolean
counts_agree (struct record_reader *reader, GError **error)
{
    const cJSON *counts = record_reader_counts (reader), *count;
    guint types = 0;
    cJSON_ArrayForEach (count, counts) {
        guint seen = GPOINTER_TO_UINT (g_hash_table_lookup (reader->seen, count->string));
        types += seen > 0;
        if (!cJSON_IsNumber (count) || count->valuedouble != seen) {
            g_set_error (error, RECORD_ERROR, RECORD_ERROR_COUNTS,
                         "the end record counts %.0f records of a type that came %u times",
                         cJSON_IsNumber (count) ? count->valuedouble : -1, seen);
            return FALSE;
        }
    }
    if (!counts || types != g_hash_table_size (reader->seen)) {
        g_set_error (error, RECORD_ERROR, RECORD_ERROR_COUNTS, "the end record leaves out a type of record that came");
        return FALSE;
    }
    return TRUE;
}

struct record *
record_reader_next (struct record_reader *reader, GError **error)
{
    gssize length = read_line (reader, error);
    if (length == -2)
        return NULL;
    if (length == -1) {
        if (!reader->end)
            g_set_error (error, RECORD_ERROR, RECORD_ERROR_TRUNCATED,
                         "the stream stops without its end record: the stage before this one failed");
        return NULL;
    }
    reader->number++;
    if (reader->end) {
        g_set_error (error, RECORD_ERROR, RECORD_ERROR_BROKEN,
                     "line %" G_GUINT64_FORMAT ": a record after the end record", reader->number);
        return NULL;
    }
    g_autoptr (record_t) record = record_parse (length ? reader->line : "", (gsize) length, error);
    if (!record) {
        g_prefix_error (error, "line %" G_GUINT64_FORMAT ": ", reader->number);
        return NULL;
    }
    if (strcmp (record->type, "end") == 0) {
        reader->end = g_steal_pointer (&record);
        return counts_agree (reader, error) ? record_reader_next (reader, error) : NULL;
    }
    guint seen = GPOINTER_TO_UINT (g_hash_table_lookup (reader->seen, record->type));
    g_hash_table_replace (reader->seen, g_strdup (record->type), GUINT_TO_POINTER (seen + 1));
    return g_steal_pointer (&record);
}

/* --- writing ---------------------------------------------------------------------------------------------------------- */

static int
by_name (gconstpointer a, gconstpointer b, gpointer unused)
{
    (void) unused;
    return strcmp (a, b);
}

struct record_writer *
record_writer_new (FILE *stream)
{
    struct record_writer *writer = g_new0 (struct record_writer, 1);
    writer->stream = stream;
    writer->counts = g_tree_new_full (by_name, NULL, g_free, NULL);
    return writer;
}

void
record_writer_free (struct record_writer *writer)
{
    if (!writer)
        return;
    g_tree_unref (writer->counts);
    g_free (writer);
}

cJSON *
record_new (const char *type)
{
    cJSON *json = cJSON_CreateObject ();
    cJSON_AddNumberToObject (json, "v", RECORD_VERSION);
    cJSON_AddStringToObject (json, "type", type);
    return json;
}

static gboolean
write_failed (GError **error)
{
    g_set_error (error, RECORD_ERROR, RECORD_ERROR_WRITE, "cannot write: %s", g_strerror (errno));
    return FALSE;
}

static gboolean
write_line (struct record_writer *writer, const char *line, gsize length, const char *type, GError **error)
{
    if (fwrite (line, 1, length, writer->stream) != length || putc ('\n', writer->stream) == EOF)
        return write_failed (error);
    guint count = GPOINTER_TO_UINT (g_tree_lookup (writer->counts, type));
    g_tree_replace (writer->counts, g_strdup (type), GUINT_TO_POINTER (count + 1));
    return TRUE;
}

gboolean
record_writer_write (struct record_writer *writer, const cJSON *json, GError **error)
{
    char *line = cJSON_PrintUnformatted (json);
    g_assert (line);
    gboolean written = write_line (writer, line, strlen (line), record_string (json, "type"), error);
    cJSON_free (line);
    return written;
}

gboolean
record_writer_pass (struct record_writer *writer, const struct record *record, GError **error)
{
    return write_line (writer, record->line, record->length, record->type, error);
}

static gboolean
add_count (gpointer type, gpointer count, gpointer counts)
{
    cJSON_AddNumberToObject (counts, type, GPOINTER_TO_UINT (count));
    return FALSE;
}

gboolean
record_writer_end (struct record_writer *writer, const char *stage, GError **error)
{
    cJSON *end = record_new ("end");
    cJSON_AddStringToObject (end, "stage", stage);
    g_tree_foreach (writer->counts, add_count, cJSON_AddObjectToObject (end, "counts"));
    gboolean written = record_writer_write (writer, end, error);
    cJSON_Delete (end);
    if (!written)
        return FALSE;
    return fflush (writer->stream) == 0 || write_failed (error);
}

gboolean
record_write_notice (struct record_writer *writer, const char *stage, const char *code, const char *document, int page,
                     const char *detail, GError **error)
{
    cJSON *notice = record_new ("notice");
    cJSON_AddStringToObject (notice, "stage", stage);
    cJSON_AddStringToObject (notice, "code", code);
    record_add_string (notice, "document", document);
    if (page > 0)
        cJSON_AddNumberToObject (notice, "page", page);
    else
        cJSON_AddNullToObject (notice, "page");
    record_add_string (notice, "detail", detail);
    gboolean written = record_writer_write (writer, notice, error);
    cJSON_Delete (notice);
    return written;
}

/* --- fields ----------------------------------------------------------------------------------------------------------- */

/* cJSON's own printer, re-indented: it knows tabs only. Strings hold no raw newline, so lines can be told apart. */
static char *
indent_by_one (const char *tabbed)
{
    GString *text = g_string_new (NULL);
    gboolean at_start = TRUE, in_string = FALSE;
    for (const char *p = tabbed; *p; p++) {
        if (at_start && *p == '\t') {
            g_string_append_c (text, ' ');
            continue;
        }
        at_start = *p == '\n';
        if (*p == '"' && !in_string)
            in_string = TRUE;
        else if (in_string && *p == '\\')
            g_string_append_c (text, *p++);
        else if (*p == '"')
            in_string = FALSE;
        if (*p == '\t' && !in_string)
            g_string_append_c (text, ' '); /* between key and value */
        else
            g_string_append_c (text, *p);
    }
    g_string_append_c (text, '\n');
    return g_string_free (text, FALSE);
}

char *
record_print (const cJSON *json, gboolean pretty)
{
    char *text = pretty ? cJSON_Print (json) : cJSON_PrintUnformatted (json);
    g_assert (text);
    char *copy = pretty ? indent_by_one (text) : g_strdup (text);
    cJSON_free (text);
    return copy;
}

const cJSON *
record_get (const cJSON *object, const char *key)
{
    return cJSON_GetObjectItemCaseSensitive (object, key);
}

const char *
record_string (const cJSON *object, const char *key)
{
    return cJSON_GetStringValue (record_get (object, key));
}

double
record_number (const cJSON *object, const char *key, double otherwise)
{
    const cJSON *item = record_get (object, key);
    return cJSON_IsNumber (item) ? item->valuedouble : otherwise;
}

gboolean
record_bool (const cJSON *object, const char *key)
{
    return cJSON_IsTrue (record_get (object, key));
}

void
record_add_string (cJSON *object, const char *key, const char *string)
{
    if (string)
        cJSON_AddStringToObject (object, key, string);
    else
        cJSON_AddNullToObject (object, key);
}
