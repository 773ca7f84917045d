/* Columns of a table: where their value stands in an item of the case, and how it is read.
 */
#ifndef CASEFILE_CHECK_COLUMNS_H
#define CASEFILE_CHECK_COLUMNS_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "stages/check/facts.h"

#define COLUMNS_MAX 24

enum column_kind {
    TEXT,      /* a string */
    JSON_TEXT, /* a string, or any other value printed */
    JOINED,    /* strings of an array, joined by ", " */
    LEVELS,    /* the same, of an array or of a level object's `literal` */
    DAY,       /* an ISO date in full (a string, or an object with `value`), else NULL */
    DAY_LOW,   /* first day of a date, month, year or range A/B */
    DAY_HIGH,  /* its last day */
    BEFORE_AT, /* "concept@region": the concept */
    AFTER_AT,  /* the region */
    RESPONSE,  /* a string, or an object's `direction` */
    TEXT_KINDS_END = RESPONSE,
    NUMBER,
    FLAG,              /* 1, 0, or NULL where it is no boolean */
    FLAG_UNLESS_FALSE, /* 1 unless it is false */
    RANGE_LOW,         /* of a number or of {low, high} */
    RANGE_HIGH,
    BOUND_LOW, /* of {op, low, high}: "> 50" has no upper bound, "< 50" no lower one; where it is null, the fall from `before` to `after` */
    BOUND_HIGH,
    WEEKS_LOW, /* of {low, high, unit} */
    WEEKS_HIGH,
    HAS,     /* whether an array holds the column's name */
    MEASURED /* a number, or an object's `value` */
};

struct column {
    const char *name, *path;
    enum column_kind kind;
};

struct table {
    const char *name, *list; /* `list`: path of the array in the case */
    gboolean clinical;       /* its items have a context (ctx) and may be set aside */
    struct column columns[COLUMNS_MAX];
};

/* What stands at "a.b" below an object, or NULL; lent. A figure is a place in an array, from 0. */
const cJSON *column_find (const cJSON *object, const char *path);
/* An object's `value`, or the thing itself; lent. */
const cJSON *value_of (const cJSON *json);
/* A string as it is, another value printed, NULL where there is none or null; the caller frees. */
char *value_as_text (const cJSON *json);
/* The value of a column for an item. Texts are lent by the item or by `made`, which gets those that had to be made. */
struct value column_value (const struct column *column, const cJSON *item, GPtrArray *made);

#endif
