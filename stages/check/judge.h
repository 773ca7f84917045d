/* Judging one criterion: its queries' rows become an outcome, a reason, facts and evidence (domain.md 4.0, 8.1).
 *
 * Any row with verdict 1 is met, else any NULL not documented, else 0 not met; no row is not documented. A criterion that
 * says "decide: all" is met only where every row is, "decide: agree" is not documented (CONTRADICTORY) where rows disagree.
 * An exclusion that is present is not_met, absent not_applicable.
 */
#ifndef CASEFILE_CHECK_JUDGE_H
#define CASEFILE_CHECK_JUDGE_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "stages/check/facts.h"
#include "stages/check/sets.h"

struct alternative {
    char *reading;
    double count;
    enum outcome outcome;
};

struct judgement {
    const struct criterion *criterion; /* lent */
    enum outcome outcome;
    char *reason;                /* of not_documented; NULL otherwise */
    GPtrArray *facts, *evidence; /* owned ids, each once */
    gboolean tested_by_reviewer; /* the reviewer's words apply this criterion */
    gboolean stated_by_reviewer; /* and say what the outcome says */
    gboolean by_analogy;         /* an adverse factor that only resembles the named one */
    gboolean over_limit;         /* a query took too long: nothing is known */
    double confidence;
    GArray *alternatives; /* struct alternative; the readings of an ambiguous fact */
    gboolean ambiguous;
    gboolean smaller; /* a smaller quantity would pass: */
    double smaller_quantity;
    char *smaller_unit;
};

/* The judgement of a criterion over a sealed base. NULL and FACTS_ERROR_SQL, with file, line and criterion, where a query
 * fails. The caller frees. */
struct judgement *judge (struct facts *facts, const struct set *set, const struct criterion *criterion,
                         const struct parameters *parameters, GError **error);
void judgement_free (struct judgement *judgement);
typedef struct judgement judgement_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (judgement_t, judgement_free)

/* "present", "present_by_analogy", "absent" or "not_documented": how an adverse factor is told; a constant. */
const char *judgement_state (const struct judgement *judgement);

/* Appends what proves a fact, each once: its evidence in zones that may feed it, for a request the governing mention. */
void judge_evidence (struct facts *facts, const char *fact, GPtrArray *evidence);

/* Rows (file, page, class) of what is in hand and could not be read; the caller frees. */
struct rows *judge_unread (struct facts *facts);
/* Whether row `row` of those may hold a document of one of `classes` (none: of any class). */
gboolean judge_may_hold (const struct rows *unread, guint row, char *const *classes);

#endif
