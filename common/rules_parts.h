/* What the files of the rule engine share: rules.c (matching), rules_pattern.c (PCRE2), rules_load.c (files), rules_keywords.c (their
 * lines), rules_text.c (its words), rules_check.c (examples and near misses), rules_image.c (what is known of files), rules_symbols.c, rules_shape.c, rules_nodes.c,
 * rules_machine.c, rules_automaton.c (where in a text which pattern can begin). Nobody else but their test includes this.
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

/* --- rules_symbols.c: six bits a character --- */
enum {
    SYMBOL_OTHER = 0,        /* not ASCII, and no white space */
    SYMBOL_LETTER = 1,       /* and the 25 behind it, without case */
    SYMBOL_DIGIT = 27,       /* and the 9 behind it */
    SYMBOL_NEWLINE = 37,     /* the line feed */
    SYMBOL_BLANK = 38,       /* other white space */
    SYMBOL_EXACT = 39,       /* frequent punctuation, each its own */
    SYMBOL_PUNCTUATION = 62, /* all other, and control characters */
    SYMBOL_END = 63,         /* behind the text */
};
#define SYMBOL_BIT(symbol) (G_GUINT64_CONSTANT (1) << (symbol))
#define SYMBOLS_BETWEEN(from, to) (SYMBOL_BIT (to) - SYMBOL_BIT (from))
#define SYMBOLS_ALL SYMBOLS_BETWEEN (0, SYMBOL_END)
#define SYMBOLS_LETTERS SYMBOLS_BETWEEN (SYMBOL_LETTER, SYMBOL_DIGIT)
#define SYMBOLS_DIGITS SYMBOLS_BETWEEN (SYMBOL_DIGIT, SYMBOL_NEWLINE)
#define SYMBOLS_LETTERS_DIGITS (SYMBOLS_LETTERS | SYMBOLS_DIGITS)
#define SYMBOLS_WHITE (SYMBOL_BIT (SYMBOL_NEWLINE) | SYMBOL_BIT (SYMBOL_BLANK))
#define SYMBOLS_EXACT SYMBOLS_BETWEEN (SYMBOL_EXACT, SYMBOL_PUNCTUATION)
guint symbol_of (gunichar c);

enum where { WHERE_INSIDE_WORD = 1, WHERE_LINE_START = 2, WHERE_CAPITAL = 4, WHERE_COUNT = 8 }; /* flags of a place */
struct symbols;
/* The symbols of text[from, to); the text is not kept. */
struct symbols *symbols_new (const char *text, gsize length, gsize from, gsize to);
void symbols_free (struct symbols *symbols);
typedef struct symbols symbols_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (symbols_t, symbols_free)
gboolean symbols_valid (const struct symbols *symbols); /* whether the whole text is UTF-8 */
guint symbols_count (const struct symbols *symbols);
/* Of each character its symbol (and SYMBOL_END behind the last), its enum where, and its byte in the text. */
const guint8 *symbols_symbols (const struct symbols *symbols);
const guint8 *symbols_where (const struct symbols *symbols);
const guint32 *symbols_places (const struct symbols *symbols);
/* Of each character its enum where, its symbol and the next one's, in one number. */
#define STARTS_COUNT (WHERE_COUNT * 64 * 64)
const guint16 *symbols_starts (const struct symbols *symbols);
/* The words of a text, in order: most of a text is words that have stood somewhere before. A word that begins at `begin` has a
 * number that stands for where it begins (enum where) and for its `length` symbols, of which the last is the one behind the word
 * unless it is very long. */
#define WORDS_MAX 32768 /* different ones of a run; others are left out */
#define WORD_SYMBOLS 15
struct symbol_word {
    guint32 begin, number; /* character; from 1 */
    guint32 length;
};
const struct symbol_word *symbols_words (const struct symbols *symbols, guint *count);

/* --- rules_shape.c: what matches of a pattern begin with, as a tree --- */
#define BEGINNING_MAX 10       /* characters of a beginning that tell texts apart */
#define BEGINNING_ITEMS_MAX 64 /* of one branch; what stands behind them may be anything */
enum shape_kind {
    SHAPE_NOTHING,    /* the empty text */
    SHAPE_ONE,        /* a character of `symbols` */
    SHAPE_SEQUENCE,   /* the children one after another */
    SHAPE_EITHER,     /* one of the children */
    SHAPE_TIMES,      /* the child, from `least` to `most` times */
    SHAPE_LINE_START, /* the empty text where a line begins */
    SHAPE_ANYTHING,   /* any text */
};
struct shape {
    enum shape_kind kind;
    guint64 symbols;
    guint least, most;
    gboolean capital;  /* of a character: only A to Z */
    gboolean some;     /* it cannot be the empty text */
    guint told;        /* characters in it, at least, that tell texts apart: not any letter */
    guint child, next; /* the first child, and the next of the same parent; 0 for none */
};
/* Reads a pattern into an array of struct shape, whose content is replaced. FALSE where it holds what is not known. */
gboolean shape_read (const char *pattern, gboolean extended, gboolean cased, GArray *shapes, guint *root);

/* --- rules_nodes.c: the beginnings of patterns as nodes of an automaton --- */
enum node_kind {
    NODE_ONE,        /* a character of `symbols`, then `next` */
    NODE_SPLIT,      /* `next` or `other` */
    NODE_LINE_START, /* `next`, where a line begins */
    NODE_WORD_END,   /* the pattern's end, which may not be inside a word */
    NODE_FOUND,      /* a match may begin where the walk began */
};
struct node {
    guint64 symbols;
    guint32 next, other;
    guint32 pattern;
    guint32 kind;
};
struct beginning {
    gboolean extended, raw, cased; /* flags of the pattern; raw: it may begin and end inside a word */
    guint number;                  /* out: of the pattern in the automaton */
    gboolean floating; /* out: it begins with nearly any text; what is known is where the text behind that begins */
};
/* Adds the nodes of a pattern to an array of struct node; the one that it begins with. 0 where nothing can be told of its
 * beginning, or it may be nearly any: then nothing is added. *capital: it begins with a capital letter. */
guint32 nodes_add (GArray *nodes, guint32 pattern, const char *source, struct beginning *beginning, gboolean *capital);

/* --- rules_machine.c: the states of the automaton of some of the patterns --- */
#define DEAD 1 /* the state of no node */
struct root {
    guint32 node;         /* that a pattern begins with */
    guint32 first, count; /* its nodes */
    gboolean raw;         /* it may begin inside a word, */
    gboolean capital;     /* or with a capital letter only */
    struct machine *machine;
};
struct machine;
/* Of the roots whose `machine` it is; the arrays of struct node and struct root are lent, and grow until the first walk. */
struct machine *machine_new (const GArray *nodes, const GArray *roots);
void machine_free (struct machine *machine);
void machine_forget (struct machine *machine); /* its states: nodes or roots have come */
/* Calls `tell` for each pattern that can begin at a character of the text, perhaps more than once in a row. */
typedef void (*machine_tell_f) (gpointer user, guint32 pattern, guint character);
void machine_walk (struct machine *machine, const struct symbols *symbols, machine_tell_f tell, gpointer user);

/* --- rules_automaton.c: at which characters of a text each of many patterns can begin --- */
struct automaton;
struct automaton *automaton_new (void);
void automaton_free (struct automaton *automaton);
/* The automaton of all rules of a group (rules_begin_group); free it as often. */
struct automaton *automaton_shared (void);
/* Adds a pattern. FALSE where nothing can be told of its beginning. */
gboolean automaton_add (struct automaton *automaton, const char *pattern, struct beginning *beginning);
guint automaton_size (const struct automaton *automaton); /* its patterns */
/* The nodes of one pattern as they are kept in an image: each stands for itself by its index among them, from 1. */
struct kept_nodes {
    const struct node *nodes;
    guint32 count, root;
    gboolean raw, capital, alike; /* as in struct root; whether nearly any word may begin it */
};
guint automaton_add_kept (struct automaton *automaton, const struct kept_nodes *kept); /* the pattern's number */
/* The nodes of a pattern, copied to an array of struct node, which lends them. */
struct kept_nodes automaton_keep (const struct automaton *automaton, guint pattern, GArray *nodes);
struct walk;
/* Where the patterns can begin in a text. */
struct walk *automaton_walk (struct automaton *automaton, const struct symbols *symbols);
void walk_free (struct walk *walk);
typedef struct walk walk_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (walk_t, walk_free)
const struct automaton *walk_automaton (const struct walk *walk);
/* The bytes where a pattern can begin, in order, or, of a floating one, where what it needs begins; lent by the walk. */
const guint32 *walk_places (const struct walk *walk, guint pattern, guint *count);
/* The patterns from `from` on that can begin somewhere, rising; lent by the walk. */
const guint32 *walk_patterns (const struct walk *walk, guint from, guint *count);

struct alternative {      /* one `match` line, or the terms of a list */
    struct pattern *code; /* NULL where it did not compile, or not yet */
    const guint8 *saved;  /* of a pattern that was compiled before and is restored when it is wanted; lent, or NULL */
    gboolean guided;      /* whether the automaton knows where it can begin, */
    gboolean floating;    /* or only where what it needs does */
    guint number;         /* in the automaton */
    guint taken;          /* its place among the patterns of the file, as they were taken */
    struct rule *rule;    /* lent */
    const char *file;     /* of the mistake; lent by the rules */
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
    struct automaton *automaton; /* shared with all others */
    guint first;                 /* of their patterns there */
    GPtrArray *guided;           /* struct alternative from there on; lent */
    GPtrArray *unguided;         /* rules with an alternative that the automaton does not know; lent */
    guint8 *due;                 /* of each rule, whether it may match in the text that is searched */
};

/* A pattern, compiled; NULL and *mistake (the caller's) where it is none. `raw`: no word boundaries are added. */
struct pattern *pattern_compile (const char *source, gboolean cased, gboolean extended, gboolean raw, char **mistake);
void pattern_free (struct pattern *pattern);
const char *pattern_compiler (void); /* what compiles it, with its version */
struct subject {
    const char *text;
    gsize length;
    gboolean valid; /* UTF-8, so that PCRE2 need not check it again for each pattern */
    const struct walk
        *walk;     /* of the part that is searched, by the automaton of the rules; NULL where it was not walked */
    gsize skipped; /* bytes that were walked before the text */
    gboolean cut_before, cut_behind; /* the text goes on there */
};
/* A compiled pattern as bytes, for this machine and this PCRE2; the caller frees. And back: NULL where they are no such bytes. */
guint8 *pattern_save (const struct pattern *pattern, gsize *length);
struct pattern *pattern_restore (const guint8 *bytes);
/* The pattern of an alternative, compiled; NULL where it did not compile. Lent. */
struct pattern *alternative_code (struct alternative *alternative);
/* All matches of one rule in subject[from, to), appended in order; *limited is set to the rule's id where it was cut
 * short. `only`: of this alternative; NULL: of all, leftmost and longest. */
void rule_match_all (const struct rules *rules, const struct rule *rule, const struct alternative *only,
                     const struct subject *subject, gsize from, gsize to, GPtrArray *matches, const char **limited);

/* --- rules_pattern.c: one pattern --- */
enum trial { TRIAL_MATCH, TRIAL_NOTHING, TRIAL_LIMITED, TRIAL_RAN_OUT };
struct pattern_spans {
    guint count;        /* of groups */
    const gsize *bytes; /* from and to of each; lent by the matcher until the next search */
};
/* One search, in which a match may begin anywhere in [at, until] of the first `length` bytes. `fast`: as pattern_speed_up said. */
enum trial pattern_search (const struct rules *rules, const struct pattern *pattern, const struct subject *searched,
                           gsize length, gsize at, gsize until, gboolean fast, struct pattern_spans *spans);
/* To be told before a pattern is tried at so many places: whether it is fast now. */
gboolean pattern_speed_up (struct pattern *pattern, guint places);
/* One try at one byte, for the test of what a try may cost: whether it matched (up to *end), found nothing, took more steps
 * than the match limit, or, where the text goes on, came to its end before it knew. */
enum trial pattern_try (const struct rules *rules, const struct pattern *pattern, const char *text, gsize length,
                        gsize at, gboolean goes_on, gsize *end);
struct pattern_groups { /* that have names, in the order of these */
    guint32 count, entry_size;
    const guint8 *table; /* PCRE2's: of each two bytes for its number, then its name */
};
const struct pattern_groups *pattern_groups (const struct pattern *pattern);
struct matcher *matcher_new (guint32 match_limit);
void matcher_free (struct matcher *matcher);

struct fragment {
    char *pattern;
    const char *file;
    guint line;
    gboolean proven; /* part of a pattern that compiles */
};

/* What one load knows while it reads. */
struct loading {
    struct rules *rules;
    GHashTable *fragments; /* name -> struct fragment */
    GHashTable *ids;       /* id -> struct rule, lent */
    GChecksum *checksum;
    GString *mistakes;
    struct rule *rule;               /* that the lines belong to; NULL before the first */
    GHashTable *texts;               /* path -> struct GString of a file that was read */
    const struct known_rules *known; /* nothing is compiled or checked: the image has it. NULL where it has not */
    guint taken;                     /* patterns so far */
};

/* --- rules_image.c: what was made of rule files when the program was built --- */
struct known_rules;
/* What the image knows of a file that holds, by its text; NULL where it knows nothing. Lent. */
const struct known_rules *known_rules_find (const char *text, gsize length);
const char *known_rules_hash (const struct known_rules *known); /* as rules_hash */
/* Name and text of the i-th file that it includes; NULL behind the last. Lent. */
const char *known_rules_include (const struct known_rules *known, guint i, const char **text, gsize *length);
/* Its i-th pattern; lent. Without nodes it is not guided. */
void known_rules_pattern (const struct known_rules *known, guint i, const guint8 **code, struct kept_nodes *kept,
                          gboolean *floating);

void rule_free (struct rule *rule);
/* --- rules_load.c: a file, its lines, and what it includes; `from`, `line`: where that is said --- */
void rules_read_file (struct loading *loading, const char *path, const char *from, guint line);
/* --- rules_keywords.c --- */
void rules_read_line (struct loading *loading, char *text, const char *file, guint line);
/* Whether the fragment compiles by itself: tried once, when it is first wanted. */
void fragment_prove (struct loading *loading, const char *name, struct fragment *fragment);
/* A pattern with its fragments; the caller's. NULL and a mistake where a name is unknown. */
char *pattern_expand (struct loading *loading, const char *pattern, const char *file, guint line);
/* Takes an alternative's pattern: compiles it and tells the automaton, or has it from the image (then `pattern` is not wanted). */
void alternative_take (struct loading *loading, struct rule *rule, struct alternative *alternative, const char *pattern,
                       gboolean raw);
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
/* The terms as alternatives, of two that match at the same place the longer one: blanks and hyphens stand for each other and for
 * line ends. */
char *terms_pattern (const GPtrArray *spelled, gboolean cased);
void mistake_add (GString *mistakes, const char *file, guint line, const char *format, ...) G_GNUC_PRINTF (4, 5);
/* One line a mistake, the lines of a file in their order, not in the order in which the checks ran. */
char *mistakes_sorted (GString *mistakes);

/* Runs the examples and near misses of a rule. */
void rule_check (const struct rules *rules, struct rule *rule, GString *mistakes);

#endif
