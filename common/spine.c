#include "common/spine.h"

#include <string.h>

#define VERTEBRAE 29
#define MAX_NAMED 24        /* beyond it, it is no list of levels */
#define C8_RANK (2 * 6 + 1) /* the nerve without a vertebra lies between C7 and T1 */

static const char *const names[VERTEBRAE] = {
    "C1", "C2",  "C3",  "C4",  "C5", "C6", "C7", "T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8",
    "T9", "T10", "T11", "T12", "L1", "L2", "L3", "L4", "L5", "S1", "S2", "S3", "S4", "S5",
};
enum { C2 = 1, C7 = 6, T1 = 7, L5 = 23 };

int
spine_index (const char *vertebra)
{
    for (int i = 0; vertebra != NULL && i < VERTEBRAE; i++)
        if (strcmp (names[i], vertebra) == 0)
            return i;
    return -1;
}

const char *
spine_name (int index)
{
    return index >= 0 && index < VERTEBRAE ? names[index] : NULL;
}

gboolean
spine_nerve_exists (const char *nerve)
{
    return g_strcmp0 (nerve, "C8") == 0 || spine_index (nerve) >= 0;
}

const char *
spine_region (const char *vertebra)
{
    if (!spine_nerve_exists (vertebra))
        return NULL;
    switch (vertebra[0]) {
    case 'C':
        return "cervical";
    case 'T':
        return "thoracic";
    case 'L':
        return "lumbar";
    default:
        return "sacral";
    }
}

/* A motion segment or joint exists below every vertebra from C2 to L5. */
static gboolean
has_segment (int upper)
{
    return upper >= C2 && upper <= L5;
}

char *
spine_segment (int upper)
{
    if (!has_segment (upper))
        return NULL;
    const char *a = names[upper], *b = names[upper + 1];
    return a[0] == b[0] ? g_strdup_printf ("%s-%s", a, b + 1) : g_strdup_printf ("%s-%s", a, b);
}

/* Twice the position, C8 between C7 and T1; -1 where there is no such nerve or vertebra. */
static int
rank_of (const char *name)
{
    if (g_strcmp0 (name, "C8") == 0)
        return C8_RANK;
    int index = spine_index (name);
    return index < 0 ? -1 : 2 * index;
}

static const char *
name_of_rank (int rank)
{
    return rank == C8_RANK ? "C8" : spine_name (rank / 2);
}

/* The two medial branches of the facet joint below `upper`, cranial first; C2-3 has one, the third occipital nerve, which
 * stands for C2 (domain.md 3.2). */
static void
joint_nerves (int upper, int *first, int *second)
{
    if (upper == C2) {
        *first = *second = 2 * C2;
    } else if (upper < C7) {
        *first = 2 * upper;
        *second = 2 * (upper + 1);
    } else if (upper == C7) {
        *first = 2 * C7;
        *second = C8_RANK;
    } else if (upper == T1) {
        *first = C8_RANK;
        *second = 2 * T1;
    } else {
        *first = 2 * (upper - 1);
        *second = 2 * upper;
    }
}

static void
add_name (cJSON *array, const char *name)
{
    const cJSON *item;
    cJSON_ArrayForEach (item, array)
        if (strcmp (item->valuestring, name) == 0)
            return;
    cJSON_AddItemToArray (array, cJSON_CreateString (name));
}

static void
add_segment (cJSON *array, int upper)
{
    g_autofree char *segment = spine_segment (upper);
    if (segment != NULL)
        add_name (array, segment);
}

static const char *
medial_branch_name (int rank)
{
    return rank == 2 * C2 ? "TON" : name_of_rank (rank);
}

static void
add_joint_nerves (cJSON *nerves, int upper)
{
    if (!has_segment (upper))
        return;
    int first, second;
    joint_nerves (upper, &first, &second);
    add_name (nerves, medial_branch_name (first));
    add_name (nerves, medial_branch_name (second));
}

/* The root that leaves at a segment: above its pedicle in the neck, below it elsewhere. */
static const char *
exiting_root (int upper)
{
    if (upper == C7)
        return "C8";
    return upper < C7 ? spine_name (upper + 1) : spine_name (upper);
}

/* Anatomical order without repeats. */
static gsize
sort_ranks (int *ranks, gsize n)
{
    for (gsize i = 1; i < n; i++)
        for (gsize j = i; j > 0 && ranks[j - 1] > ranks[j]; j--) {
            int swap = ranks[j];
            ranks[j] = ranks[j - 1];
            ranks[j - 1] = swap;
        }
    gsize kept = 0;
    for (gsize i = 0; i < n; i++)
        if (kept == 0 || ranks[kept - 1] != ranks[i])
            ranks[kept++] = ranks[i];
    return kept;
}

static gboolean
holds (const int *ranks, gsize n, int rank)
{
    for (gsize i = 0; i < n; i++)
        if (ranks[i] == rank)
            return TRUE;
    return FALSE;
}

static cJSON *
reading (const char *by, const cJSON *joints, const cJSON *nerves, int count)
{
    cJSON *object = cJSON_CreateObject ();
    cJSON_AddStringToObject (object, "by", by);
    if (nerves != NULL)
        cJSON_AddItemToObject (object, "nerves", cJSON_Duplicate (nerves, TRUE));
    if (joints != NULL)
        cJSON_AddItemToObject (object, "joints", cJSON_Duplicate (joints, TRUE));
    cJSON_AddNumberToObject (object, "count", count);
    return object;
}

/* What is being built: the arrays of the level object. */
struct level {
    cJSON *vertebrae, *segments, *joints, *nerves, *readings;
    int literal, min, max;
    gboolean ambiguous;
};

/* A span of vertebrae, two (one segment) or more. */
static void
expand_span (struct level *level, int from, int to, const char *target)
{
    gboolean root = g_strcmp0 (target, "root") == 0, vertebra = g_strcmp0 (target, "vertebra") == 0;
    for (int i = from; i <= to; i++)
        cJSON_AddItemToArray (level->vertebrae, cJSON_CreateString (names[i]));
    for (int i = from; i < to; i++)
        add_segment (level->segments, i);

    int span = to - from;
    gboolean branches = g_strcmp0 (target, "nerve") == 0 && span > 1;
    if (branches) { /* "L3 through L5 medial branches": nerves are named, not joints */
        for (int i = from; i <= to; i++)
            add_name (level->nerves, medial_branch_name (2 * i));
        for (int i = C2; i <= L5; i++) {
            int first, second;
            joint_nerves (i, &first, &second);
            if (first >= 2 * from && second <= 2 * to)
                add_segment (level->joints, i);
        }
    } else if (root) {
        for (int i = from; i < to; i++)
            add_name (level->nerves, exiting_root (i));
    } else if (!vertebra) {
        for (int i = from; i < to; i++) {
            add_segment (level->joints, i);
            add_joint_nerves (level->nerves, i);
        }
    }
    int count = vertebra && span > 1 ? span + 1 : span;
    level->literal = level->min = level->max = count;
}

/* Bare names, one or several. */
static void
expand_list (struct level *level, const int *ranks, gsize n, const char *target, gboolean rf)
{
    for (gsize i = 0; i < n; i++)
        if (ranks[i] != C8_RANK)
            cJSON_AddItemToArray (level->vertebrae, cJSON_CreateString (name_of_rank (ranks[i])));
    level->literal = level->min = level->max = (int) n;

    gboolean nerve = g_strcmp0 (target, "nerve") == 0;
    if (g_strcmp0 (target, "root") == 0) {
        for (gsize i = 0; i < n; i++)
            add_name (level->nerves, name_of_rank (ranks[i]));
        return;
    }
    if (g_strcmp0 (target, "vertebra") == 0 || (n < 2 && !nerve))
        return;

    cJSON *spanned = cJSON_CreateArray (), *served = cJSON_CreateArray (), *branches = cJSON_CreateArray ();
    for (gsize i = 0; i + 1 < n; i++)
        if (ranks[i] % 2 == 0 && ranks[i + 1] == ranks[i] + 2)
            add_segment (spanned, ranks[i] / 2);
    for (gsize i = 0; i < n; i++)
        add_name (branches, medial_branch_name (ranks[i]));
    for (int upper = C2; upper <= L5; upper++) {
        int first, second;
        joint_nerves (upper, &first, &second);
        if (holds (ranks, n, first) && holds (ranks, n, second))
            add_segment (served, upper);
    }
    int span_count = cJSON_GetArraySize (spanned), nerve_count = cJSON_GetArraySize (served);

    if (nerve) { /* k nerves serve k-1 joints */
        cJSON *item;
        cJSON_ArrayForEach (item, branches)
            add_name (level->nerves, item->valuestring);
        cJSON_ArrayForEach (item, served)
            add_name (level->joints, item->valuestring);
        if (nerve_count > 0)
            level->min = level->max = nerve_count;
    } else if (g_strcmp0 (target, "motion_segment") == 0) {
        cJSON *item;
        cJSON_ArrayForEach (item, spanned)
            add_name (level->segments, item->valuestring);
        if (span_count > 0 && n > 1) {
            level->min = span_count;
            level->ambiguous = n > 2;
            level->max = level->ambiguous ? (int) n : span_count;
        }
    } else { /* joints or nothing said: the vertebrae may span joints, or name nerves, or stand for a level each */
        cJSON *item;
        cJSON_ArrayForEach (item, spanned) {
            add_name (level->joints, item->valuestring);
            add_name (level->segments, item->valuestring);
        }
        if (span_count > 0 && (n > 2 || rf || target != NULL)) {
            cJSON_AddItemToArray (level->readings, reading ("joint_span", spanned, NULL, span_count));
            if (nerve_count > 0)
                cJSON_AddItemToArray (level->readings, reading ("nerve", served, branches, nerve_count));
            cJSON_AddItemToArray (level->readings, reading ("literal", NULL, NULL, (int) n));
            level->min = nerve_count > 0 ? MIN (span_count, nerve_count) : span_count;
            level->max = (int) n;
            level->ambiguous = TRUE;
        }
    }
    cJSON_Delete (spanned);
    cJSON_Delete (served);
    cJSON_Delete (branches);
}

static void
add_string_or_null (cJSON *object, const char *key, const char *value)
{
    cJSON_AddItemToObject (object, key, value != NULL ? cJSON_CreateString (value) : cJSON_CreateNull ());
}

cJSON *
spine_level (const char *const *named, gsize n, const char *form, const char *target, gboolean procedure_is_rf)
{
    int ranks[MAX_NAMED];
    if (n == 0 || n > MAX_NAMED)
        return NULL;
    for (gsize i = 0; i < n; i++)
        if ((ranks[i] = rank_of (named[i])) < 0)
            return NULL;
    n = sort_ranks (ranks, n);

    gboolean span = g_strcmp0 (form, "segment") == 0 || g_strcmp0 (form, "range") == 0;
    gboolean nerves_only = FALSE; /* C8 has no vertebra to span to */
    for (gsize i = 0; i < n; i++)
        nerves_only = nerves_only || ranks[i] == C8_RANK;
    if (span && n != 2)
        return NULL;

    struct level level = { .vertebrae = cJSON_CreateArray (),
                           .segments = cJSON_CreateArray (),
                           .joints = cJSON_CreateArray (),
                           .nerves = cJSON_CreateArray (),
                           .readings = cJSON_CreateArray () };
    if (span && !nerves_only)
        expand_span (&level, ranks[0] / 2, ranks[1] / 2, target);
    else if (span) {
        int all[MAX_NAMED];
        gsize k = 0;
        for (int rank = ranks[0]; rank <= ranks[1] && k < MAX_NAMED; rank++)
            if (rank % 2 == 0 || rank == C8_RANK)
                all[k++] = rank;
        expand_list (&level, all, k, target != NULL ? target : "root", FALSE);
    } else
        expand_list (&level, ranks, n, target, procedure_is_rf);

    cJSON *object = cJSON_CreateObject ();
    add_string_or_null (object, "region", spine_region (name_of_rank (ranks[0])));
    cJSON *literal = cJSON_AddArrayToObject (object, "literal");
    for (gsize i = 0; i < n; i++)
        cJSON_AddItemToArray (literal, cJSON_CreateString (name_of_rank (ranks[i])));
    add_string_or_null (object, "form", form);
    add_string_or_null (object, "target", target);
    cJSON_AddItemToObject (object, "vertebrae", level.vertebrae);
    cJSON_AddItemToObject (object, "segments", level.segments);
    cJSON_AddItemToObject (object, "joints", level.joints);
    cJSON_AddItemToObject (object, "nerves", level.nerves);
    cJSON *count = cJSON_AddObjectToObject (object, "count");
    cJSON_AddNumberToObject (count, "literal", level.literal);
    cJSON_AddNumberToObject (count, "min", level.min);
    cJSON_AddNumberToObject (count, "max", level.max);
    cJSON_AddItemToObject (object, "readings", level.readings);
    cJSON_AddBoolToObject (object, "ambiguous", level.ambiguous);
    return object;
}
