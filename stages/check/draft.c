#include "stages/check/draft.h"

#include <string.h>

#include "stages/check/judge.h"

struct draft {
    const char *name;
    GPtrArray *deciding; /* struct judgement, lent */
    gboolean curable;
    double confidence;
};

static void
draft_clear (struct draft *draft)
{
    g_ptr_array_unref (draft->deciding);
}
typedef struct draft draft_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (draft_t, draft_clear)

static gboolean
decides (const struct judgement *judgement)
{
    enum kind kind = judgement->criterion->kind;
    return kind == KIND_MANDATORY || kind == KIND_QUANTITY;
}

/* The outcome under one reading of an ambiguous fact, by the reading's name; as judged where `reading` is NULL. */
static enum outcome
outcome_under (const struct judgement *judgement, const char *reading)
{
    for (guint i = 0; reading != NULL && i < judgement->alternatives->len; i++) {
        const struct alternative *one = &g_array_index (judgement->alternatives, struct alternative, i);
        if (g_strcmp0 (one->reading, reading) == 0)
            return one->outcome;
    }
    return judgement->outcome;
}

/* What decides of a criterion: its own outcome; of a member of a "one of" group, that of the group (domain.md 8.1): met where one
 * is met, else not documented where one is, since that one might be met. */
static enum outcome
deciding_outcome (const GPtrArray *judgements, const struct judgement *judgement, const char *reading)
{
    static const int RANK[OUTCOMES] = {
        [OUTCOME_NOT_APPLICABLE] = 0, [OUTCOME_NOT_MET] = 1, [OUTCOME_NOT_DOCUMENTED] = 2, [OUTCOME_MET] = 3
    };
    enum outcome best = outcome_under (judgement, reading);
    for (guint i = 0; judgement->criterion->one_of != NULL && i < judgements->len; i++) {
        const struct judgement *other = judgements->pdata[i];
        enum outcome outcome = outcome_under (other, reading);
        if (g_strcmp0 (other->criterion->one_of, judgement->criterion->one_of) == 0 && RANK[outcome] > RANK[best])
            best = outcome;
    }
    return best;
}

static gboolean
fails (enum outcome outcome)
{
    return outcome == OUTCOME_NOT_MET || outcome == OUTCOME_NOT_DOCUMENTED;
}

static void
take_failing (struct draft *draft, const GPtrArray *judgements, const char *reading, guint failing[2], guint *helpless)
{
    draft->curable = TRUE;
    for (guint i = 0; i < judgements->len; i++) {
        struct judgement *judgement = judgements->pdata[i];
        enum outcome outcome = deciding_outcome (judgements, judgement, reading);
        if (!decides (judgement) || !fails (outcome) || outcome_under (judgement, reading) != outcome)
            continue;
        g_ptr_array_add (draft->deciding, judgement);
        failing[judgement->criterion->kind == KIND_QUANTITY]++;
        draft->curable &= outcome == OUTCOME_NOT_DOCUMENTED;
        *helpless += judgement->criterion->kind == KIND_QUANTITY && !judgement->smaller;
    }
}

/* Rules 2 to 6 of domain.md 4.0. */
static struct draft
decide_under (const struct set *set, const GPtrArray *judgements, const char *reading, gboolean variance)
{
    struct draft draft = { "upheld", g_ptr_array_new (), FALSE, 1 };
    guint failing[2] = { 0, 0 }, helpless = 0;
    for (guint i = 0; i < judgements->len; i++) {
        struct judgement *judgement = judgements->pdata[i];
        if (judgement->criterion->kind == KIND_EXCLUSION && judgement->outcome == OUTCOME_NOT_MET)
            g_ptr_array_add (draft.deciding, judgement);
    }
    gboolean against = g_strcmp0 (set->stance, "not recommended") == 0 && !variance;
    if (draft.deciding->len == 0 && !against) {
        take_failing (&draft, judgements, reading, failing, &helpless);
        if (failing[FALSE] == 0 && failing[TRUE] > 0 && helpless == 0)
            draft.name = "partially_overturned";
        else if (failing[FALSE] + failing[TRUE] == 0)
            draft.name = "overturned";
        draft.curable &= strcmp (draft.name, "upheld") == 0;
    }
    for (guint i = 0; i < judgements->len && strcmp (draft.name, "overturned") == 0; i++)
        if (decides (judgements->pdata[i]) && outcome_under (judgements->pdata[i], reading) == OUTCOME_MET)
            g_ptr_array_add (draft.deciding, judgements->pdata[i]);
    for (guint i = 0; i < draft.deciding->len; i++)
        draft.confidence = MIN (draft.confidence, ((struct judgement *) draft.deciding->pdata[i])->confidence);
    return draft;
}

static const char *
number_word (double count)
{
    static const char *const WORDS[] = { "no", "one", "two", "three", "four", "five", "six" };
    return count >= 0 && count < G_N_ELEMENTS (WORDS) ? WORDS[(guint) count] : "other";
}

/* Whether the draft is the same under every reading; `note` gets what else changes under one. */
static gboolean
invariant (const struct set *set, const GPtrArray *judgements, const struct draft *main_draft, gboolean variance,
           GString *note)
{
    gboolean same = TRUE, noted = FALSE;
    for (guint i = 0; i < judgements->len; i++) {
        const struct judgement *judgement = judgements->pdata[i];
        for (guint a = 0; a < judgement->alternatives->len; a++) {
            const struct alternative *one = &g_array_index (judgement->alternatives, struct alternative, a);
            g_auto (draft_t) other = decide_under (set, judgements, one->reading, variance);
            same &= strcmp (other.name, main_draft->name) == 0;
            if (other.curable && !main_draft->curable && !noted) {
                g_string_append_printf (note,
                                        "; curable becomes true under the %s-level reading, because only undocumented"
                                        " criteria then remain",
                                        number_word (one->count));
                noted = TRUE;
            }
        }
    }
    return same;
}

static void
add_cure (cJSON *determination, const struct draft *draft)
{
    cJSON *cure = cJSON_AddArrayToObject (determination, "cure");
    for (guint i = 0; i < draft->deciding->len; i++) {
        const struct judgement *judgement = draft->deciding->pdata[i];
        if (judgement->outcome != OUTCOME_NOT_DOCUMENTED || judgement->criterion->cure == NULL)
            continue;
        cJSON *one = cJSON_CreateObject ();
        cJSON_AddStringToObject (one, "criterion", judgement->criterion->id);
        cJSON_AddStringToObject (one, "needed", judgement->criterion->cure);
        cJSON_AddItemToArray (cure, one);
    }
}

/* The smallest of the quantities that would pass. */
static void
add_proposal (cJSON *determination, const struct draft *draft)
{
    const struct judgement *least = NULL;
    for (guint i = 0; i < draft->deciding->len; i++) {
        const struct judgement *judgement = draft->deciding->pdata[i];
        if (judgement->smaller && (least == NULL || judgement->smaller_quantity < least->smaller_quantity))
            least = judgement;
    }
    if (least == NULL || strcmp (draft->name, "partially_overturned") != 0)
        return;
    cJSON_AddNumberToObject (determination, "proposed_quantity", least->smaller_quantity);
    if (least->smaller_unit != NULL)
        cJSON_AddStringToObject (determination, "proposed_unit", least->smaller_unit);
}

static void
add_record (cJSON *determination, const struct draft *draft, const char *recorded)
{
    if (recorded == NULL) {
        cJSON_AddNullToObject (determination, "recorded_outcome");
        cJSON_AddNullToObject (determination, "agrees_with_record");
        return;
    }
    cJSON_AddStringToObject (determination, "recorded_outcome", recorded);
    if (strcmp (draft->name, "needs_human") == 0)
        cJSON_AddNullToObject (determination, "agrees_with_record");
    else
        cJSON_AddBoolToObject (determination, "agrees_with_record", strcmp (draft->name, recorded) == 0);
}

/* On which criteria draft and letter part: those that the letter holds against the request and that are met here; and, where the
 * letter grants more than the draft, those that decide here. */
static void
add_parting (cJSON *determination, const struct draft *draft, const GPtrArray *judgements, const char *recorded)
{
    static const char *const RANK[] = { "upheld", "partially_overturned", "overturned", NULL };
    int here = 0, there = 0;
    if (recorded == NULL)
        return;
    for (int i = 0; RANK[i] != NULL; i++) {
        here = strcmp (RANK[i], draft->name) == 0 ? i : here;
        there = strcmp (RANK[i], recorded) == 0 ? i : there;
    }
    cJSON *list = cJSON_AddArrayToObject (determination, "parts_on");
    for (guint i = 0; i < judgements->len; i++) {
        const struct judgement *judgement = judgements->pdata[i];
        gboolean decisive = there > here && g_ptr_array_find (draft->deciding, judgement, NULL);
        if (decisive || (judgement->tested_by_reviewer && judgement->outcome == OUTCOME_MET))
            cJSON_AddItemToArray (list, cJSON_CreateString (judgement->criterion->id));
    }
}

/* Why there is no draft: codes of critical findings, and what else keeps the program from drafting. */
static void
add_blocks (cJSON *determination, const GPtrArray *critical, gboolean over_limit, gboolean generic,
            gboolean unsupported)
{
    cJSON *list = cJSON_AddArrayToObject (determination, "blocked_by");
    for (guint i = 0; i < critical->len; i++)
        cJSON_AddItemToArray (list, cJSON_CreateString (critical->pdata[i]));
    if (over_limit)
        cJSON_AddItemToArray (list, cJSON_CreateString ("CRITERION_OVER_LIMIT"));
    if (generic)
        cJSON_AddItemToArray (list, cJSON_CreateString ("NO_CRITERIA_SET"));
    else if (unsupported)
        cJSON_AddItemToArray (list, cJSON_CreateString ("NOTHING_SUPPORTS_REQUEST"));
}

/* Whether the records show anything that a mandatory criterion asks for: a treatment is never authorised by its amount alone. */
static gboolean
is_supported (const GPtrArray *judgements)
{
    for (guint i = 0; i < judgements->len; i++) {
        const struct judgement *judgement = judgements->pdata[i];
        if (judgement->criterion->kind == KIND_MANDATORY && judgement->outcome == OUTCOME_MET)
            return TRUE;
    }
    return FALSE;
}

cJSON *
draft_determination (const struct set *set, const GPtrArray *judgements, const GPtrArray *critical,
                     const char *recorded, gboolean variance)
{
    g_auto (draft_t) draft = decide_under (set, judgements, NULL, variance);
    g_autoptr (GString) note = g_string_new ("draft for a physician reviewer");
    gboolean same = invariant (set, judgements, &draft, variance, note), over_limit = FALSE, illegible = FALSE;
    for (guint i = 0; i < judgements->len; i++) {
        const struct judgement *judgement = judgements->pdata[i];
        over_limit |= judgement->over_limit;
        illegible |= decides (judgement) && g_strcmp0 (judgement->reason, "ILLEGIBLE") == 0;
    }
    gboolean unsupported = strcmp (draft.name, "upheld") != 0 && !is_supported (judgements);
    if (critical->len > 0 || over_limit || set->generic || unsupported) {
        draft.name = "needs_human";
        draft.curable = FALSE;
        g_ptr_array_set_size (draft.deciding, 0);
        g_string_assign (note, critical->len > 0 ? "no draft: a critical finding must be resolved first"
                               : over_limit      ? "no draft: a criterion could not be evaluated within its limit"
                               : set->generic
                                   ? "no criteria set could be chosen for this item: the generic questions only"
                                   : "no draft: no criterion that the records must show is met, amounts alone are");
    }
    if (strcmp (draft.name, "partially_overturned") == 0)
        g_string_append (note, "; only a smaller quantity meets the criteria");
    cJSON *determination = cJSON_CreateObject (), *deciding;
    cJSON_AddStringToObject (determination, "draft", draft.name);
    cJSON_AddBoolToObject (determination, "curable", draft.curable);
    deciding = cJSON_AddArrayToObject (determination, "deciding");
    for (guint i = 0; i < draft.deciding->len; i++)
        cJSON_AddItemToArray (deciding,
                              cJSON_CreateString (((struct judgement *) draft.deciding->pdata[i])->criterion->id));
    cJSON_AddBoolToObject (determination, "invariant_under_level_reading", same);
    cJSON_AddNumberToObject (determination, "confidence",
                             strcmp (draft.name, "needs_human") == 0 ? 0 : draft.confidence);
    cJSON_AddStringToObject (determination, "note", note->str);
    add_record (determination, &draft, recorded);
    add_parting (determination, &draft, judgements, recorded);
    add_proposal (determination, &draft);
    add_cure (determination, &draft);
    cJSON_AddBoolToObject (determination, "request_records", illegible);
    add_blocks (determination, critical, over_limit, set->generic, unsupported);
    return determination;
}

/* --- roll-up ---------------------------------------------------------------------------------------------------------- */

static enum outcome
worse (enum outcome a, enum outcome b)
{
    static const int RANK[OUTCOMES] = {
        [OUTCOME_NOT_APPLICABLE] = 0, [OUTCOME_MET] = 1, [OUTCOME_NOT_DOCUMENTED] = 2, [OUTCOME_NOT_MET] = 3
    };
    return RANK[a] >= RANK[b] ? a : b;
}

static enum outcome
roll_up (const GPtrArray *judgements, const char *number, gboolean advisory, gboolean *any)
{
    enum outcome outcome = OUTCOME_NOT_APPLICABLE;
    *any = FALSE;
    for (guint i = 0; i < judgements->len; i++) {
        const struct judgement *judgement = judgements->pdata[i];
        if (g_strcmp0 (judgement->criterion->number, number) != 0
            || (judgement->criterion->kind == KIND_ADVISORY) != advisory)
            continue;
        *any = TRUE;
        outcome = worse (outcome, deciding_outcome (judgements, judgement, NULL));
    }
    return outcome;
}

cJSON *
draft_rollup (const GPtrArray *judgements)
{
    cJSON *rollup = cJSON_CreateObject ();
    for (guint i = 0; i < judgements->len; i++) {
        const char *number = ((const struct judgement *) judgements->pdata[i])->criterion->number;
        if (number == NULL || cJSON_GetObjectItemCaseSensitive (rollup, number) != NULL)
            continue;
        gboolean any;
        enum outcome outcome = roll_up (judgements, number, FALSE, &any);
        if (!any)
            outcome = roll_up (judgements, number, TRUE, &any);
        cJSON_AddStringToObject (rollup, number, OUTCOME_NAMES[outcome]);
    }
    return rollup;
}
