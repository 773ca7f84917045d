#include "stages/run/index.h"

#include <sqlite3.h>
#include <string.h>

#include "common/log.h"
#include "common/record.h"
#include "stages/run/signoff.h"
#include "stages/run/tree.h"

#define SCHEMA_VERSION 3
#define BUSY_MS 10000
#define CASE_RUN_JSON_BYTES (16u << 20)

G_DEFINE_QUARK (index_error, index_error)

struct index {
    sqlite3 *db;
};

static const char SCHEMA[] =
    "CREATE TABLE revision ("
    "  case_name TEXT NOT NULL, revision TEXT NOT NULL, number INTEGER NOT NULL, id TEXT, previous TEXT,"
    "  documents INTEGER, documents_unread INTEGER, pages INTEGER, pages_unread INTEGER, determination TEXT,"
    "  due TEXT, expedited INTEGER, findings_major INTEGER, signed_by TEXT, signed_on TEXT, rechecked INTEGER,"
    "  PRIMARY KEY (case_name, revision)) WITHOUT ROWID;"
    "CREATE TABLE page ("
    "  id INTEGER PRIMARY KEY, case_name TEXT NOT NULL, revision TEXT NOT NULL, document TEXT NOT NULL, name TEXT,"
    "  page INTEGER NOT NULL);"
    "CREATE INDEX page_of_case ON page (case_name);"
    "CREATE VIRTUAL TABLE page_text USING fts5 (text, tokenize = 'unicode61 remove_diacritics 2');";

static gboolean
fail (const struct index *index, GError **error)
{
    g_set_error (error, INDEX_ERROR, sqlite3_errcode (index->db), "casefile.db: %s", sqlite3_errmsg (index->db));
    return FALSE;
}

static gboolean
execute (const struct index *index, const char *sql, GError **error)
{
    return sqlite3_exec (index->db, sql, NULL, NULL, NULL) == SQLITE_OK || fail (index, error);
}

typedef sqlite3_stmt statement_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (statement_t, sqlite3_finalize)

static statement_t *
prepare (const struct index *index, const char *sql, GError **error)
{
    statement_t *statement = NULL;
    if (sqlite3_prepare_v2 (index->db, sql, -1, &statement, NULL) != SQLITE_OK)
        fail (index, error);
    return statement;
}

static void
bind_text (statement_t *statement, int at, const char *text)
{
    sqlite3_bind_text (statement, at, text, -1, SQLITE_TRANSIENT);
}

/* Runs a statement that returns nothing, for one more row. */
static gboolean
step (const struct index *index, statement_t *statement, GError **error)
{
    gboolean done = sqlite3_step (statement) == SQLITE_DONE;
    if (!done)
        fail (index, error);
    sqlite3_reset (statement);
    return done;
}

void
index_free (struct index *index)
{
    if (!index)
        return;
    sqlite3_close (index->db);
    g_free (index);
}

static int
schema_of (const struct index *index)
{
    g_autoptr (statement_t) statement = prepare (index, "PRAGMA user_version", NULL);
    return statement && sqlite3_step (statement) == SQLITE_ROW ? sqlite3_column_int (statement, 0) : -1;
}

static gboolean
make_schema (const struct index *index, GError **error)
{
    g_autofree char *version = g_strdup_printf ("PRAGMA user_version = %d", SCHEMA_VERSION);
    return execute (index, "DROP TABLE IF EXISTS revision; DROP TABLE IF EXISTS page; DROP TABLE IF EXISTS page_text;",
                    error)
           && execute (index, SCHEMA, error) && execute (index, version, error);
}

static gboolean fill (struct index *index, const struct spool *spool, GError **error);

struct index *
index_open (const char *path, const struct spool *spool, GError **error)
{
    g_autoptr (index_t) index = g_new0 (struct index, 1);
    int flags = SQLITE_OPEN_READWRITE | (spool ? SQLITE_OPEN_CREATE : 0);
    if (sqlite3_open_v2 (path, &index->db, flags, NULL) != SQLITE_OK) {
        fail (index, error);
        return NULL;
    }
    sqlite3_busy_timeout (index->db, BUSY_MS);
    sqlite3_db_config (index->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    if (!execute (index, "PRAGMA secure_delete = ON", error)) /* what leaves the index leaves the disk */
        return NULL;
    if (schema_of (index) == SCHEMA_VERSION || (spool && fill (index, spool, error)))
        return g_steal_pointer (&index);
    if (!spool)
        g_set_error (error, INDEX_ERROR, 0, "casefile.db is of another release: case-run index makes it anew");
    return NULL;
}

/* --- filling -------------------------------------------------------------------------------------------------------- */

static gboolean
add_revision (struct index *index, const struct spool *spool, const char *name, const char *revision, const cJSON *run,
              GError **error)
{
    g_autoptr (statement_t) insert = prepare (
        index, "INSERT OR REPLACE INTO revision VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", error);
    if (!insert)
        return FALSE;
    static const char *const COUNTS[] = { "documents", "documents_unread", "pages", "pages_unread" };
    const cJSON *counts = record_get (run, "counts");
    g_autoptr (GString) drafts = g_string_new (NULL);
    const cJSON *draft;
    cJSON_ArrayForEach (draft, record_get (run, "determinations"))
        g_string_append_printf (drafts, "%s%s", drafts->len ? "," : "",
                                cJSON_IsString (draft) ? draft->valuestring : "");
    bind_text (insert, 1, name);
    bind_text (insert, 2, revision);
    sqlite3_bind_int (insert, 3, (int) record_number (run, "number", 0));
    bind_text (insert, 4, record_string (run, "id"));
    bind_text (insert, 5, record_string (run, "previous"));
    for (int i = 0; i < (int) G_N_ELEMENTS (COUNTS); i++)
        sqlite3_bind_int (insert, 6 + i, (int) record_number (counts, COUNTS[i], 0));
    bind_text (insert, 10, drafts->str);
    g_autofree char *signed_on = NULL, *signed_by = signoff_by (spool, name, revision, &signed_on);
    bind_text (insert, 11, record_string (run, "due"));
    sqlite3_bind_int (insert, 12, record_bool (run, "expedited"));
    sqlite3_bind_int (insert, 13, (int) record_number (record_get (run, "findings"), "major", 0));
    bind_text (insert, 14, signed_by);
    bind_text (insert, 15, signed_on);
    sqlite3_bind_int (insert, 16, (int) record_number (run, "rechecked", 0));
    return step (index, insert, error);
}

static gboolean
remove_pages (struct index *index, const char *name, GError **error)
{
    static const char *const SQL[] = {
        "DELETE FROM page_text WHERE rowid IN (SELECT id FROM page WHERE case_name = ?)",
        "DELETE FROM page WHERE case_name = ?",
    };
    for (gsize i = 0; i < G_N_ELEMENTS (SQL); i++) {
        g_autoptr (statement_t) statement = prepare (index, SQL[i], error);
        if (!statement)
            return FALSE;
        bind_text (statement, 1, name);
        if (!step (index, statement, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
add_page (struct index *index, statement_t *page, statement_t *text, const cJSON *json, const char *document_name,
          GError **error)
{
    bind_text (page, 3, record_string (json, "document"));
    bind_text (page, 4, document_name);
    sqlite3_bind_int (page, 5, (int) record_number (json, "page", 0));
    if (!step (index, page, error))
        return FALSE;
    sqlite3_bind_int64 (text, 1, sqlite3_last_insert_rowid (index->db));
    bind_text (text, 2, record_string (json, "text"));
    return step (index, text, error);
}

static gboolean
add_pages (struct index *index, FILE *stream, const char *name, const char *revision, GError **error)
{
    g_autoptr (statement_t) page =
        prepare (index, "INSERT INTO page (case_name, revision, document, name, page) VALUES (?, ?, ?, ?, ?)", error);
    g_autoptr (statement_t) text =
        page ? prepare (index, "INSERT INTO page_text (rowid, text) VALUES (?, ?)", error) : NULL;
    if (!text)
        return FALSE;
    bind_text (page, 1, name);
    bind_text (page, 2, revision);
    g_autofree char *document_name = NULL;
    g_autoptr (record_reader_t) reader = record_reader_new (stream);
    g_autoptr (GError) broken = NULL;
    struct record *record;
    gboolean added = TRUE;
    while (added && (record = record_reader_next (reader, &broken))) {
        if (strcmp (record->type, "document") == 0) { /* its pages follow it */
            g_free (document_name);
            document_name = g_strdup (record_string (record->json, "name"));
        } else if (strcmp (record->type, "page") == 0) {
            added = add_page (index, page, text, record->json, document_name, error);
        }
        record_free (record);
    }
    if (!broken)
        return added;
    g_propagate_error (error, g_steal_pointer (&broken));
    return FALSE;
}

static gboolean
add_in_transaction (struct index *index, const struct spool *spool, const char *name, const char *revision,
                    GError **error)
{
    g_autofree char *run_path = g_build_filename (spool->done, name, revision, "run.json", NULL);
    g_autofree char *pages_path = g_build_filename (spool->done, name, revision, "pages.ndjson", NULL);
    g_autofree char *last = spool_last_revision (spool, name, NULL);
    cJSON *run = tree_read_json (run_path, CASE_RUN_JSON_BYTES, error);
    gboolean added =
        run && record_check_version (run, "run.json", error) && add_revision (index, spool, name, revision, run, error);
    cJSON_Delete (run);
    if (!added || g_strcmp0 (last, revision) != 0)
        return added;
    FILE *stream = fopen (pages_path, "re");
    if (!stream) {
        g_set_error (error, INDEX_ERROR, 0, "pages.ndjson of revision %s cannot be opened", revision);
        return FALSE;
    }
    added = remove_pages (index, name, error) && add_pages (index, stream, name, revision, error);
    fclose (stream);
    return added;
}

gboolean
index_add (struct index *index, const struct spool *spool, const char *name, const char *revision, GError **error)
{
    if (!execute (index, "BEGIN IMMEDIATE", error))
        return FALSE;
    if (add_in_transaction (index, spool, name, revision, error) && execute (index, "COMMIT", error))
        return TRUE;
    execute (index, "ROLLBACK", NULL);
    return FALSE;
}

static gboolean
remove_case (struct index *index, const char *name, GError **error)
{
    g_autoptr (statement_t) statement = prepare (index, "DELETE FROM revision WHERE case_name = ?", error);
    if (!statement)
        return FALSE;
    bind_text (statement, 1, name);
    return step (index, statement, error) && remove_pages (index, name, error);
}

gboolean
index_remove (struct index *index, const char *name, GError **error)
{
    if (!execute (index, "BEGIN IMMEDIATE", error))
        return FALSE;
    if (remove_case (index, name, error) && execute (index, "COMMIT", error))
        return TRUE;
    execute (index, "ROLLBACK", NULL);
    return FALSE;
}

/* Cases that were removed when a run was killed before it came to the index. *any: there were some. */
static gboolean
remove_what_is_gone (struct index *index, const struct spool *spool, gboolean *any, GError **error)
{
    g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (statement_t) query = prepare (index, "SELECT case_name, revision FROM revision", error);
    int status = SQLITE_ERROR;
    while (query && (status = sqlite3_step (query)) == SQLITE_ROW)
        if (!g_hash_table_contains (spool->revisions, sqlite3_column_text (query, 1)))
            g_ptr_array_add (gone, g_strdup ((const char *) sqlite3_column_text (query, 0)));
    if (query && status != SQLITE_DONE)
        return fail (index, error);
    sqlite3_reset (query);
    for (guint i = 0; query && i < gone->len; i++)
        if (!index_remove (index, g_ptr_array_index (gone, i), error))
            return FALSE;
    *any |= gone->len > 0;
    return query != NULL;
}

/* The full-text tables keep words of deleted rows in their older segments until these are merged into one. */
gboolean
index_wipe (struct index *index, const struct spool *spool, GError **error)
{
    gboolean any = FALSE;
    return remove_what_is_gone (index, spool, &any, error)
           && execute (index, "INSERT INTO page_text (page_text) VALUES ('optimize')", error);
}

/* Within a transaction. What cannot be read is left out, whole. */
static gboolean
add_if_readable (struct index *index, const struct spool *spool, const char *name, const char *revision, GError **error)
{
    g_autoptr (GError) why = NULL;
    if (!execute (index, "SAVEPOINT revision", error))
        return FALSE;
    if (add_in_transaction (index, spool, name, revision, &why))
        return execute (index, "RELEASE revision", error);
    if (why->domain == INDEX_ERROR && why->code != 0) {
        g_propagate_error (error, g_steal_pointer (&why));
        return FALSE;
    }
    log_warning (revision, "is not in the index: %s (case-run recheck makes it anew)", why->message);
    return execute (index, "ROLLBACK TO revision; RELEASE revision", error);
}

/* Whether the row `known` (rechecked, signed_by) is what the folder says: a recheck or a sign-off may have been killed before it
 * came to the index. */
static gboolean
is_current (statement_t *known, const struct spool *spool, const char *name, const char *revision)
{
    g_autofree char *path = g_build_filename (spool->done, name, revision, "run.json", NULL);
    cJSON *run = tree_read_json (path, CASE_RUN_JSON_BYTES, NULL);
    g_autofree char *signed_on = NULL, *signed_by = signoff_by (spool, name, revision, &signed_on);
    gboolean current = !run
                       || (sqlite3_column_int (known, 0) == (int) record_number (run, "rechecked", 0)
                           && g_strcmp0 ((const char *) sqlite3_column_text (known, 1), signed_by) == 0);
    cJSON_Delete (run);
    return current;
}

static gboolean
add_missing (struct index *index, const struct spool *spool, GError **error)
{
    g_autoptr (statement_t) known =
        prepare (index, "SELECT rechecked, signed_by FROM revision WHERE case_name = ? AND revision = ?", error);
    GHashTableIter iter;
    gpointer revision, name;
    g_hash_table_iter_init (&iter, spool->revisions);
    while (known && g_hash_table_iter_next (&iter, &revision, &name)) {
        bind_text (known, 1, name);
        bind_text (known, 2, revision);
        gboolean there = sqlite3_step (known) == SQLITE_ROW && is_current (known, spool, name, revision);
        sqlite3_reset (known);
        if (!there && !add_if_readable (index, spool, name, revision, error))
            return FALSE;
    }
    return known != NULL;
}

gboolean
index_catch_up (struct index *index, const struct spool *spool, GError **error)
{
    gboolean any = FALSE;
    if (!remove_what_is_gone (index, spool, &any, error) || (any && !index_wipe (index, spool, error))
        || !execute (index, "BEGIN IMMEDIATE", error))
        return FALSE;
    if (add_missing (index, spool, error) && execute (index, "COMMIT", error))
        return TRUE;
    execute (index, "ROLLBACK", NULL);
    return FALSE;
}

static gboolean
add_all (struct index *index, const struct spool *spool, GError **error)
{
    g_auto (GStrv) cases = tree_names (spool->done, error);
    for (gsize i = 0; cases && cases[i]; i++) {
        g_autofree char *folder = g_build_filename (spool->done, cases[i], NULL);
        g_auto (GStrv) revisions =
            g_file_test (folder, G_FILE_TEST_IS_DIR) ? tree_names (folder, error) : g_new0 (char *, 1);
        for (gsize k = 0; revisions && revisions[k]; k++)
            if (g_hash_table_contains (spool->revisions, revisions[k])
                && !add_if_readable (index, spool, cases[i], revisions[k], error))
                return FALSE;
    }
    return cases != NULL;
}

static gboolean
fill (struct index *index, const struct spool *spool, GError **error)
{
    if (!execute (index, "BEGIN IMMEDIATE", error))
        return FALSE;
    if (make_schema (index, error) && add_all (index, spool, error) && execute (index, "COMMIT", error))
        return TRUE;
    execute (index, "ROLLBACK", NULL);
    return FALSE;
}

gboolean
index_rebuild (struct index *index, const struct spool *spool, GError **error)
{
    return fill (index, spool, error);
}

/* --- listing -------------------------------------------------------------------------------------------------------- */

gboolean
index_each_case (struct index *index, void (*each) (const struct index_case *row, gpointer user), gpointer user,
                 GError **error)
{
    g_autoptr (statement_t) query =
        prepare (index,
                 "SELECT case_name, revision, due, determination, signed_by, signed_on, expedited, documents_unread, "
                 "pages, pages_unread,"
                 " findings_major, (SELECT count (*) FROM revision AS other WHERE other.case_name = revision.case_name)"
                 " FROM revision WHERE number = (SELECT max (number) FROM revision AS other WHERE other.case_name = "
                 "revision.case_name)"
                 " ORDER BY signed_by IS NOT NULL, expedited DESC, due IS NULL, due, case_name, revision",
                 error);
    int status = SQLITE_ERROR;
    while (query && (status = sqlite3_step (query)) == SQLITE_ROW) {
        const char *text[6];
        int numbers[6];
        for (int i = 0; i < 6; i++) {
            text[i] = (const char *) sqlite3_column_text (query, i);
            numbers[i] = sqlite3_column_int (query, 6 + i);
        }
        struct index_case row = { text[0],         text[1],    text[2],    text[3],    text[4],    text[5],
                                  numbers[0] != 0, numbers[1], numbers[2], numbers[3], numbers[4], numbers[5] };
        each (&row, user);
    }
    return status == SQLITE_DONE || (query && fail (index, error));
}

/* --- searching ------------------------------------------------------------------------------------------------------ */

/* Each word as a quoted string, so that nothing in it is FTS5's syntax; the caller frees. */
static char *
match_expression (char **words)
{
    g_autoptr (GString) expression = g_string_new (NULL);
    for (gsize i = 0; words[i]; i++) {
        g_auto (GStrv) parts = g_strsplit (words[i], "\"", -1);
        g_autofree char *doubled = g_strjoinv ("\"\"", parts);
        g_string_append_printf (expression, "%s\"%s\"", i > 0 ? " " : "", doubled);
    }
    return g_strdup (expression->str);
}

static void
print_field (FILE *stream, const char *text, char end)
{
    for (const char *c = text ? text : ""; *c; c++)
        fputc ((guchar) *c < 0x20 || *c == 0x7f ? ' ' : *c, stream);
    fputc (end, stream);
}

int
index_search (struct index *index, char **words, int limit, FILE *stream, GError **error)
{
    g_autoptr (statement_t) query =
        prepare (index,
                 "SELECT p.case_name, p.name, p.page, snippet (page_text, 0, '[', ']', ' ... ', 16) FROM page_text"
                 " JOIN page AS p ON p.id = page_text.rowid WHERE page_text MATCH ?"
                 " ORDER BY page_text.rank, p.case_name, p.name, p.page LIMIT ?",
                 error);
    if (!query)
        return -1;
    g_autofree char *expression = match_expression (words);
    bind_text (query, 1, expression);
    sqlite3_bind_int (query, 2, limit);
    int found = 0, status;
    while ((status = sqlite3_step (query)) == SQLITE_ROW) {
        print_field (stream, (const char *) sqlite3_column_text (query, 0), '\t');
        print_field (stream, (const char *) sqlite3_column_text (query, 1), '\t');
        fprintf (stream, "%d\t", sqlite3_column_int (query, 2));
        print_field (stream, (const char *) sqlite3_column_text (query, 3), '\n');
        found++;
    }
    if (status != SQLITE_DONE) {
        fail (index, error);
        return -1;
    }
    return found;
}
