/* The facts of a case as SQL tables, in memory, and the queries that may read them. The one home of SQLite in this stage.
 *
 * Tables and columns are those of tables.h (documented in case-criteria(5)). Rows are inserted while the base is open;
 * facts_seal() shuts it: from then on an authorizer lets through reading only (recursive queries too; no writing, no
 * pragma, no attach), and each query has a bound on its steps.
 */
#ifndef CASEFILE_CHECK_FACTS_H
#define CASEFILE_CHECK_FACTS_H

#include <glib.h>

#define FACTS_STEPS_MAX 20000000 /* virtual machine steps that one query may take */
#define FACTS_ROWS_MAX 2000      /* rows that one query may return; the rest is cut off */

#define FACTS_ERROR (facts_error_quark ())
GQuark facts_error_quark (void);
enum facts_error {
    FACTS_ERROR_SQL,   /* the query is wrong, or asks for what it may not do: EX_CONFIG */
    FACTS_ERROR_LIMIT, /* the query took more steps than a query may */
    FACTS_ERROR_ROW    /* a row that no table takes */
};

struct facts;
/* An empty base with all tables. NULL and FACTS_ERROR_SQL only where we are wrong. The caller frees. */
struct facts *facts_new (GError **error);
void facts_free (struct facts *facts);
typedef struct facts facts_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (facts_t, facts_free)

/* A value of a row: text, a number, or nothing. */
struct value {
    enum { VALUE_NULL, VALUE_NUMBER, VALUE_TEXT } type;
    double number;
    const char *text; /* lent */
};
/* Inserts one row, replacing one with the same key. FACTS_ERROR_ROW where the table or a column does not exist. */
gboolean facts_insert (struct facts *facts, const char *table, const char *const *columns, const struct value *values,
                       gsize n, GError **error);
/* Inserts rows in the notation of case-criteria(5): table(column=value, ...) table(...). */
gboolean facts_insert_notation (struct facts *facts, const char *rows, GError **error);

/* Opens and shuts the base for inserting; a base starts open. */
void facts_open (struct facts *facts);
void facts_seal (struct facts *facts);
/* Undoes all that was inserted since facts_mark(); marks do not nest. */
void facts_mark (struct facts *facts);
void facts_undo (struct facts *facts);

/* What a query may ask for by name; lent. */
struct parameters {
    const char *request, *treatment, *region, *reference; /* ":request" ...; each may be NULL */
    const char *fact, *word, *criterion, *measures; /* of queries of our own; where NULL, there is no such parameter */
};

struct rows;
void rows_free (struct rows *rows);
typedef struct rows rows_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (rows_t, rows_free)
/* Runs one SELECT. NULL and an error of FACTS_ERROR. The caller frees. */
struct rows *facts_query (struct facts *facts, const char *sql, const struct parameters *parameters, GError **error);
/* Whether the query would compile; FACTS_ERROR_SQL otherwise. `line` (may be NULL) gets the line within the query, from 0. */
gboolean facts_compile (struct facts *facts, const char *sql, guint *line, GError **error);

guint rows_count (const struct rows *rows);
gboolean rows_has (const struct rows *rows, const char *column);
guint rows_columns (const struct rows *rows);
const char *rows_column (const struct rows *rows, guint column); /* lent */
/* Text of a cell, NULL where it is null or the column does not exist; lent. */
const char *rows_text (const struct rows *rows, guint row, const char *column);
/* Takes the row out; those behind it move up. */
void rows_drop (struct rows *rows, guint row);
double rows_number (const struct rows *rows, guint row, const char *column, double otherwise);

/* First column of the first row, NULL where there is none; the caller frees. Our own queries: fails on an error. */
char *facts_scalar (struct facts *facts, const char *sql, const struct parameters *parameters);

#endif
