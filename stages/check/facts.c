#include "stages/check/facts.h"

#include <sqlite3.h>
#include <string.h>

#include "stages/check/functions.h"
#include "stages/check/tables.h"

#define STEPS_A_CALL 10000 /* how often SQLite asks whether to go on */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)
G_DEFINE_QUARK (facts_error, facts_error)

struct facts {
    sqlite3 *base;
    GHashTable *inserts; /* SQL → prepared statement: a case has as many rows of one kind as it has items */
    gboolean sealed;
    guint64 steps; /* of the query that runs */
};

struct rows {
    GPtrArray *columns; /* owned names */
    GPtrArray *cells;   /* owned text or NULL, row by row */
};

/* The policy of the sealed base, and the only one that criteria ever meet. SQLite's own functions are all pure but those
 * that load code or read the clock. */
static int
allow (void *context, int action, const char *first, const char *second, const char *schema, const char *trigger)
{
    static const char *const refused[] = { "load_extension", "random",       "randomblob",   "date",
                                           "time",           "datetime",     "julianday",    "unixepoch",
                                           "strftime",       "current_date", "current_time", "current_timestamp",
                                           "readfile",       "writefile",    "edit",         NULL };
    const struct facts *facts = context;
    (void) first;
    (void) schema;
    (void) trigger;
    if (!facts->sealed)
        return SQLITE_OK;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_RECURSIVE:
        return SQLITE_OK;
    case SQLITE_FUNCTION:
        return second != NULL && g_strv_contains (refused, second) ? SQLITE_DENY : SQLITE_OK;
    default:
        return SQLITE_DENY;
    }
}

static int
count_steps (void *context)
{
    struct facts *facts = context;
    facts->steps += STEPS_A_CALL;
    return facts->sealed && facts->steps > FACTS_STEPS_MAX;
}

static gboolean
run (struct facts *facts, const char *sql, GError **error)
{
    if (sqlite3_exec (facts->base, sql, NULL, NULL, NULL) == SQLITE_OK)
        return TRUE;
    g_set_error_literal (error, FACTS_ERROR, FACTS_ERROR_SQL, sqlite3_errmsg (facts->base));
    return FALSE;
}

struct facts *
facts_new (GError **error)
{
    g_autoptr (facts_t) facts = g_new0 (struct facts, 1);
    facts->inserts =
        g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) (void (*) (void)) sqlite3_finalize);
    if (sqlite3_open_v2 (":memory:", &facts->base, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY,
                         NULL)
        != SQLITE_OK) {
        g_set_error_literal (error, FACTS_ERROR, FACTS_ERROR_SQL, "cannot open a database in memory");
        return NULL;
    }
    sqlite3_limit (facts->base, SQLITE_LIMIT_LENGTH, 64 << 20);
    sqlite3_limit (facts->base, SQLITE_LIMIT_ATTACHED, 0);
    functions_register (facts->base);
    g_autofree char *schema = tables_schema ();
    if (!run (facts, schema, error))
        return NULL;
    sqlite3_set_authorizer (facts->base, allow, facts);
    sqlite3_progress_handler (facts->base, STEPS_A_CALL, count_steps, facts);
    return g_steal_pointer (&facts);
}

void
facts_free (struct facts *facts)
{
    if (facts == NULL)
        return;
    g_hash_table_unref (facts->inserts);
    sqlite3_close_v2 (facts->base);
    g_free (facts);
}

void
facts_open (struct facts *facts)
{
    facts->sealed = FALSE;
}

void
facts_seal (struct facts *facts)
{
    facts->sealed = TRUE;
}

void
facts_mark (struct facts *facts)
{
    facts_open (facts);
    g_autoptr (GError) error = NULL;
    if (!run (facts, "SAVEPOINT mark", &error))
        g_error ("cannot mark the facts: %s", error->message);
}

void
facts_undo (struct facts *facts)
{
    facts_open (facts);
    g_autoptr (GError) error = NULL;
    if (!run (facts, "ROLLBACK TO mark; RELEASE mark", &error))
        g_error ("cannot undo the facts: %s", error->message);
}

/* The statement, ready to be bound; it is the facts'. None of a sealed base is ready: the authorizer speaks when it is compiled. */
static sqlite3_stmt *
insert_statement (struct facts *facts, const char *sql)
{
    sqlite3_stmt *statement = facts->sealed ? NULL : g_hash_table_lookup (facts->inserts, sql);
    if (statement != NULL) {
        sqlite3_reset (statement);
        sqlite3_clear_bindings (statement);
    } else if (sqlite3_prepare_v2 (facts->base, sql, -1, &statement, NULL) == SQLITE_OK) {
        g_hash_table_insert (facts->inserts, g_strdup (sql), statement);
    }
    return statement;
}

gboolean
facts_insert (struct facts *facts, const char *table, const char *const *columns, const struct value *values, gsize n,
              GError **error)
{
    g_autoptr (GString) sql = g_string_new (NULL);
    g_string_printf (sql, "INSERT OR REPLACE INTO \"%s\" (", table);
    for (gsize i = 0; i < n; i++)
        g_string_append_printf (sql, "%s\"%s\"", i > 0 ? "," : "", columns[i]);
    g_string_append (sql, ") VALUES (");
    for (gsize i = 0; i < n; i++)
        g_string_append (sql, i > 0 ? ",?" : "?");
    g_string_append (sql, ")");
    sqlite3_stmt *statement = insert_statement (facts, sql->str);
    if (statement == NULL) {
        g_set_error_literal (error, FACTS_ERROR, FACTS_ERROR_ROW, sqlite3_errmsg (facts->base));
        return FALSE;
    }
    for (gsize i = 0; i < n; i++) {
        int at = (int) i + 1;
        if (values[i].type == VALUE_TEXT)
            sqlite3_bind_text (statement, at, values[i].text, -1, SQLITE_TRANSIENT);
        else if (values[i].type == VALUE_NUMBER && values[i].number == (double) (sqlite3_int64) values[i].number)
            sqlite3_bind_int64 (statement, at, (sqlite3_int64) values[i].number);
        else if (values[i].type == VALUE_NUMBER)
            sqlite3_bind_double (statement, at, values[i].number);
    }
    int code = sqlite3_step (statement);
    if (code != SQLITE_DONE)
        g_set_error_literal (error, FACTS_ERROR, FACTS_ERROR_ROW, sqlite3_errmsg (facts->base));
    sqlite3_reset (statement); /* none may stay open: a savepoint is rolled back */
    return code == SQLITE_DONE;
}

/* --- notation of rows --------------------------------------------------------------------------------------------- */

static const char *
skip_space (const char *p)
{
    while (g_ascii_isspace (*p))
        p++;
    return p;
}

static const char *
read_name (const char *p, char **name)
{
    const char *start = p;
    while (g_ascii_isalnum (*p) || *p == '_')
        p++;
    *name = p > start ? g_strndup (start, (gsize) (p - start)) : NULL;
    return p;
}

/* 'quoted text', null, a number, or a bare word up to the next comma or parenthesis. */
static const char *
read_value (const char *p, struct value *value, char **kept)
{
    if (*p == '\'') {
        const char *end = strchr (p + 1, '\'');
        if (end == NULL)
            return NULL;
        *kept = g_strndup (p + 1, (gsize) (end - p - 1));
        *value = (struct value){ .type = VALUE_TEXT, .text = *kept };
        return end + 1;
    }
    gsize length = strcspn (p, ",)");
    *kept = g_strstrip (g_strndup (p, length));
    char *end = NULL;
    double number = g_ascii_strtod (*kept, &end);
    if (**kept == '\0')
        return NULL;
    if (strcmp (*kept, "null") == 0)
        *value = (struct value){ .type = VALUE_NULL };
    else if (*end == '\0' && end != *kept)
        *value = (struct value){ .type = VALUE_NUMBER, .number = number };
    else
        *value = (struct value){ .type = VALUE_TEXT, .text = *kept };
    return p + length;
}

static gboolean
notation_error (GError **error, const char *at)
{
    g_set_error (error, FACTS_ERROR, FACTS_ERROR_ROW, "rows are written table(column=value, ...): \"%.30s\"", at);
    return FALSE;
}

gboolean
facts_insert_notation (struct facts *facts, const char *rows, GError **error)
{
    for (const char *p = skip_space (rows); *p != '\0'; p = skip_space (p)) {
        const char *start = p;
        g_autofree char *table = NULL;
        g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func (g_free);
        g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
        g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (struct value));
        p = read_name (p, &table);
        if (table == NULL || *p++ != '(')
            return notation_error (error, start);
        do {
            char *column = NULL, *text = NULL;
            struct value value = { .type = VALUE_NULL };
            p = read_name (skip_space (p), &column);
            g_ptr_array_add (columns, column);
            p = skip_space (p);
            if (column == NULL || *p != '=' || (p = read_value (skip_space (p + 1), &value, &text)) == NULL) {
                g_free (text);
                return notation_error (error, start);
            }
            g_ptr_array_add (texts, text);
            g_array_append_val (values, value);
            p = skip_space (p);
        } while (*p++ == ',');
        if (p[-1] != ')')
            return notation_error (error, start);
        if (!facts_insert (facts, table, (const char *const *) columns->pdata,
                           (const struct value *) (void *) values->data, values->len, error))
            return FALSE;
    }
    return TRUE;
}

/* --- queries -------------------------------------------------------------------------------------------------------- */

void
rows_free (struct rows *rows)
{
    if (rows == NULL)
        return;
    g_ptr_array_unref (rows->columns);
    g_ptr_array_unref (rows->cells);
    g_free (rows);
}

static sqlite3_stmt *
prepare (struct facts *facts, const char *sql, guint *line, GError **error)
{
    sqlite3_stmt *statement = NULL;
    const char *rest = NULL;
    int code = sqlite3_prepare_v2 (facts->base, sql, -1, &statement, &rest);
    int offset = sqlite3_error_offset (facts->base);
    if (line != NULL)
        *line = 0;
    if (code != SQLITE_OK) {
        for (int i = 0; line != NULL && i < offset && sql[i] != '\0'; i++)
            *line += sql[i] == '\n';
        g_set_error_literal (error, FACTS_ERROR, FACTS_ERROR_SQL, sqlite3_errmsg (facts->base));
        return NULL;
    }
    if (statement == NULL || *skip_space (rest) != '\0' || !sqlite3_stmt_readonly (statement)) {
        g_set_error_literal (error, FACTS_ERROR, FACTS_ERROR_SQL, "a query is one SELECT");
        sqlite3_finalize (statement);
        return NULL;
    }
    return statement;
}

gboolean
facts_compile (struct facts *facts, const char *sql, guint *line, GError **error)
{
    gboolean sealed = facts->sealed;
    facts->sealed = TRUE;
    g_autoptr (sqlite3_stmt) statement = prepare (facts, sql, line, error);
    facts->sealed = sealed;
    return statement != NULL;
}

static gboolean
bind (sqlite3_stmt *statement, const struct parameters *parameters, GError **error)
{
    const struct {
        const char *name, *value;
        gboolean always;
    } known[] = { { ":request", parameters->request, TRUE },      { ":treatment", parameters->treatment, TRUE },
                  { ":region", parameters->region, TRUE },        { ":reference", parameters->reference, TRUE },
                  { ":fact", parameters->fact, FALSE },           { ":word", parameters->word, FALSE },
                  { ":criterion", parameters->criterion, FALSE }, { ":measures", parameters->measures, FALSE } };
    for (int i = 1; i <= sqlite3_bind_parameter_count (statement); i++) {
        const char *name = sqlite3_bind_parameter_name (statement, i);
        gsize k = 0;
        while (k < G_N_ELEMENTS (known) && g_strcmp0 (name, known[k].name) != 0)
            k++;
        if (k == G_N_ELEMENTS (known) || (known[k].value == NULL && !known[k].always)) {
            g_set_error (error, FACTS_ERROR, FACTS_ERROR_SQL, "there is no parameter %s", name ? name : "?");
            return FALSE;
        }
        if (known[k].value != NULL)
            sqlite3_bind_text (statement, i, known[k].value, -1, SQLITE_TRANSIENT);
    }
    return TRUE;
}

struct rows *
facts_query (struct facts *facts, const char *sql, const struct parameters *parameters, GError **error)
{
    static const struct parameters none = { 0 };
    g_autoptr (sqlite3_stmt) statement = prepare (facts, sql, NULL, error);
    if (statement == NULL || !bind (statement, parameters != NULL ? parameters : &none, error))
        return NULL;
    g_autoptr (rows_t) rows = g_new0 (struct rows, 1);
    rows->columns = g_ptr_array_new_with_free_func (g_free);
    rows->cells = g_ptr_array_new_with_free_func (g_free);
    int n = sqlite3_column_count (statement), code;
    for (int i = 0; i < n; i++)
        g_ptr_array_add (rows->columns, g_strdup (sqlite3_column_name (statement, i)));
    facts->steps = 0;
    while ((code = sqlite3_step (statement)) == SQLITE_ROW && rows_count (rows) < FACTS_ROWS_MAX)
        for (int i = 0; i < n; i++)
            g_ptr_array_add (rows->cells, g_strdup ((const char *) sqlite3_column_text (statement, i)));
    if (code == SQLITE_ROW || code == SQLITE_DONE)
        return g_steal_pointer (&rows);
    g_set_error_literal (error, FACTS_ERROR, code == SQLITE_INTERRUPT ? FACTS_ERROR_LIMIT : FACTS_ERROR_SQL,
                         sqlite3_errmsg (facts->base));
    return NULL;
}

guint
rows_count (const struct rows *rows)
{
    return rows->columns->len > 0 ? rows->cells->len / rows->columns->len : 0;
}

guint
rows_columns (const struct rows *rows)
{
    return rows->columns->len;
}

const char *
rows_column (const struct rows *rows, guint column)
{
    return rows->columns->pdata[column];
}

static gboolean
find_column (const struct rows *rows, const char *column, guint *at)
{
    return g_ptr_array_find_with_equal_func (rows->columns, column, g_str_equal, at);
}

gboolean
rows_has (const struct rows *rows, const char *column)
{
    return find_column (rows, column, NULL);
}

const char *
rows_text (const struct rows *rows, guint row, const char *column)
{
    guint at;
    if (row >= rows_count (rows) || !find_column (rows, column, &at))
        return NULL;
    return rows->cells->pdata[row * rows->columns->len + at];
}

void
rows_drop (struct rows *rows, guint row)
{
    if (row < rows_count (rows))
        g_ptr_array_remove_range (rows->cells, row * rows->columns->len, rows->columns->len);
}

double
rows_number (const struct rows *rows, guint row, const char *column, double otherwise)
{
    const char *text = rows_text (rows, row, column);
    return text != NULL ? g_ascii_strtod (text, NULL) : otherwise;
}

char *
facts_scalar (struct facts *facts, const char *sql, const struct parameters *parameters)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (rows_t) rows = facts_query (facts, sql, parameters, &error);
    if (rows == NULL)
        g_error ("%s: %s", sql, error->message);
    return rows_count (rows) > 0 ? g_strdup (rows_text (rows, 0, rows_column (rows, 0))) : NULL;
}
