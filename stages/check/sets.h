/* The library: criteria sets, consistency findings, completeness items and process parameters, read from patterns/.
 *
 * Loading refuses a library with any mistake and names all of them: unknown keys, missing fields, SQL that does not
 * compile, criteria without a case. Whether the cases hold is proof.h's business.
 */
#ifndef CASEFILE_CHECK_SETS_H
#define CASEFILE_CHECK_SETS_H

#include <glib.h>

#include "stages/check/facts.h"
#include "stages/check/source.h"

#define SETS_ERROR (sets_error_quark ())
GQuark sets_error_quark (void);
enum sets_error { SETS_ERROR_MISTAKES };

enum kind { KIND_MANDATORY, KIND_QUANTITY, KIND_EXCLUSION, KIND_ADVISORY, KIND_ADVERSE, KIND_DOCUMENTATION };
enum decide { DECIDE_ANY, DECIDE_ALL, DECIDE_AGREE };
enum outcome { OUTCOME_MET, OUTCOME_NOT_MET, OUTCOME_NOT_DOCUMENTED, OUTCOME_NOT_APPLICABLE, OUTCOMES };
extern const char *const OUTCOME_NAMES[OUTCOMES];
extern const char *const KIND_NAMES[];

/* A test that a file carries for one of its blocks. */
struct trial {
    const char *title, *rows, *expect; /* lent by the source */
    guint line;
};

struct criterion {
    const struct block *block;
    const char *id, *number, *paraphrase, *cure,
        *measures;      /* lent; number: of the numbered criterion it is part of, or NULL */
    const char *one_of; /* lent; the group of which one member that is met suffices, or NULL */
    enum kind kind;
    enum decide decide;
    double confidence[OUTCOMES];
    char **classes; /* document classes in which the evidence would stand */
    char *query, *applies, *reason, *reviewer, *alternatives,
        *smaller;   /* with the file's definitions; NULL where not given */
    GArray *trials; /* struct trial */
};

struct set {
    struct source *source;           /* owned */
    const char *id, *title, *stance; /* lent */
    char **treatments, **regions;    /* regions empty: any */
    char *from, *to;                 /* in force, ISO, "" where open */
    char *variance;
    gboolean generic;    /* decides nothing: the draft is a human's */
    GPtrArray *criteria; /* struct criterion, owned */
};

struct finding {
    struct source *source; /* lent */
    const struct block *block;
    const char *code, *severity, *message, *suggestion; /* lent */
    char **affects;                                     /* what criteria measure, or their ids */
    char *query;
    GArray *trials;
};

struct item {
    struct source *source;
    const struct block *block;
    const char *name;
    double weight;
    char **treatments; /* families or concepts; empty: any */
    char *query;
    GArray *trials;
};

struct library {
    char *directory;
    GPtrArray *sources;  /* of findings, items and process data, owned */
    GPtrArray *sets;     /* struct set, owned, by file name */
    GPtrArray *findings; /* struct finding, owned */
    GPtrArray *items;    /* struct item, owned */
    GPtrArray *process;  /* notation of rows, owned strings */
    char *hash;          /* over all files */
};

/* Loads `directory`. NULL and SETS_ERROR_MISTAKES, one line a mistake. The caller frees. */
struct library *library_load (const char *directory, GError **error);
void library_free (struct library *library);
typedef struct library library_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (library_t, library_free)

/* The set for a treatment and region on a date (NULL: no date known), the generic set where none is in force or where several
 * editions fit and no date says which; NULL where there is not even that; lent. */
const struct set *library_choose (const struct library *library, const char *treatment, const char *region,
                                  const char *date);
const struct set *library_find_set (const struct library *library, const char *id);

/* Fills process data (parameters, holidays, treatments, specialties) into an open base. */
gboolean library_fill (const struct library *library, struct facts *facts, GError **error);

#endif
