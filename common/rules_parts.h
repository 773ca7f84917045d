/* What the files of the rule engine share: rules.c (PCRE2, matching), rules_load.c (the file format), rules_text.c (its
 * words), rules_check.c (examples and near misses), rules_literal.c, rules_lead.c, rules_places.c (which
 * trigrams a pattern needs, begins with, and where they stand). Nobody else but
 * their test includes this.
 */
#ifndef CASEFILE_RULES_PARTS_H
#define CASEFILE_RULES_PARTS_H

#include "common/rules.h"

#define RULES_MATCH_LIMIT 1000000 /* unless rules_set_match_limit says otherwise */
#define RULES_DEPTH_LIMIT 10000
#define RULES_HEAP_LIMIT_KB 65536
#define RULES_MATCHES_MAX 100000      /* of one pattern in one subject */
#define RULES_FILE_MAX (8u << 20)     /* bytes */
#define RULES_PATTERN_MAX (64u << 10) /* bytes of one expanded pattern */
#define RULES_MISTAKES_MAX 200        /* reported of one load */
#define RULES_TERM_GROUP "term"       /* name of the group that holds the term of a list */

/* Letter trigrams of a subject, or those of which a pattern needs one: a rule none of whose trigrams stands in the
 * subject need not be tried. */
#define GRAM_LENGTH 3
#define GRAM_COUNT (1u << 15)
struct grams {
    guint32 bits[GRAM_COUNT / 32];
};
void grams_of_text (struct grams *grams, const char *text, gsize length);
/* Trigrams of which a match of `pattern` must hold at least one, as GArray of guint16; NULL where none can be told. *lead:
 * those with which a match can begin, or NULL where that may be nearly any. */
GArray *grams_needed (const char *pattern, gboolean extended, GArray **lead);
gboolean grams_any (const struct grams *grams, const GArray *needed);

/* Five bits a character: letters without case, and classes of the rest. */
enum { SYMBOL_OTHER = 0, SYMBOL_DIGIT = 27, SYMBOL_BLANK = 28, SYMBOL_PUNCTUATION = 29, SYMBOL_END = 30 };
#define SYMBOLS_ALL 0xFFFFFFFFu
#define SYMBOLS_LETTERS 0x07FFFFFEu
#define SYMBOL_BIT(symbol) (1u << (symbol))
guint symbol_of (gunichar c);

/* --- rules_lead.c: beginnings of matches, as GArray of what only that file knows. Those that take a `lead` free it. --- */
#define LEAD_GRAMS_MAX 6000
GArray *lead_of_nothing (void);
GArray *lead_of_mask (guint32 mask);
GArray *lead_of_anything (void);
gboolean lead_is_whole (const GArray *lead); /* whether what follows cannot change it */
GArray *lead_then (GArray *lead, const GArray *next);
GArray *lead_or (GArray *lead, const GArray *other);
GArray *lead_repeat (GArray *lead, const GArray *unit, guint least, guint most);
GArray *lead_grams (const GArray *lead); /* GArray of guint16, or NULL where there are too many */

/* --- rules_places.c: where each trigram begins in a subject, so that a pattern is tried only where it can match --- */
struct places;
/* The places of subject[from, to), kept from call to call where the text is the same; lent until the next call. */
const struct places *places_of (const char *subject, gsize length, gsize from, gsize to);
const struct grams *places_grams (const struct places *places);
gboolean places_valid (const struct places *places); /* whether the whole subject is UTF-8 */
/* The bytes at which one of `lead` begins, in order, as GArray of guint32, appended to `at`; `raw`: inside a word too. */
void places_where (const struct places *places, const GArray *lead, gboolean raw, GArray *at);

struct alternative {       /* one `match` line, or the terms of a list */
    struct pattern *code;  /* NULL where it did not compile */
    GArray *needed, *lead; /* trigrams (grams_needed) */
    gboolean raw;          /* may begin inside a word */
    const char *file;      /* of the mistake; lent by the rules */
    guint line;
    gboolean exercised; /* by an example */
};

struct example {
    gboolean near_miss;
    char *text;        /* what is matched against */
    char *matched;     /* what must be matched; NULL in a near miss */
    GPtrArray *fields; /* name, value, name, value ... */
    const char *file;
    guint line;
};

struct rule {
    char *id, *kind;
    GHashTable *fields; /* constant fields */
    int priority;
    guint order; /* in the file */
    gboolean cased, extended, list;
    GPtrArray *alternatives; /* struct alternative */
    GPtrArray *examples;     /* struct example */
    GHashTable *terms;       /* of a list: key of a term -> struct rule of its row, lent */
    GPtrArray *rows;         /* of a list: struct rule with the list's id and the fields of the row */
    GPtrArray *spelled;      /* of a list: its terms as written, with the row at the same index in spelled_rows */
    GPtrArray *spelled_rows;
    char *prefix, *suffix; /* of a list: patterns around a term */
    const char *file;
    guint line;
};

struct rules {
    GPtrArray *rules; /* struct rule, in file order */
    GPtrArray *files; /* names, owned here and lent to rules and mistakes */
    char *hash;
    guint32 match_limit;
    struct matcher *matcher;
};

/* A pattern, compiled; NULL and *mistake (the caller's) where it is none. `raw`: no word boundaries are added. */
struct pattern *pattern_compile (const char *source, gboolean cased, gboolean extended, gboolean raw, char **mistake);
void pattern_free (struct pattern *pattern);
struct subject {
    const char *text;
    gsize length;
    gboolean valid;              /* UTF-8, so that PCRE2 need not check it again for each pattern */
    const struct grams *grams;   /* of the part that is searched, or NULL */
    const struct places *places; /* of the same part, or NULL */
    guint32 options;             /* of PCRE2, beside those of the pattern */
};
/* All matches of one rule in subject[from, to), appended in order; *limited is set to the rule's id where it was cut
 * short. `only`: of this alternative; NULL: of all, leftmost and longest. */
void rule_match_all (const struct rules *rules, const struct rule *rule, const struct alternative *only,
                     const struct subject *subject, gsize from, gsize to, GPtrArray *matches, const char **limited);

void rule_free (struct rule *rule);
/* --- rules_text.c --- */
#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"
/* Whether a name begins with one of `first` and goes on with `more`. */
gboolean name_valid (const char *name, const char *first, const char *more);
/* "a=b c="d e"" to name, value, name, value ...; NULL and *mistake (constant) where it is something else. */
GPtrArray *fields_parse (const char *text, const char **mistake);
/* TEXT => [MATCHED] field=value ...; NULL and *mistake (constant) where it is something else. */
struct example *example_read (const char *text, const char *file, guint line, const char **mistake);
struct example *near_miss_read (const char *text, const char *file, guint line);
/* Key under which a term of a list is found again: caseless, without blanks and hyphens. */
char *term_key (const char *term, gssize length);
/* The terms as alternatives, longer ones first: blanks and hyphens stand for each other and for line ends. */
char *terms_pattern (const GPtrArray *spelled);
void mistake_add (GString *mistakes, const char *file, guint line, const char *format, ...) G_GNUC_PRINTF (4, 5);
/* One line a mistake, the lines of a file in their order, not in the order in which the checks ran. */
char *mistakes_sorted (GString *mistakes);

/* Runs the examples and near misses of a rule. */
void rule_check (const struct rules *rules, struct rule *rule, GString *mistakes);

#endif
