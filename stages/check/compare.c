#include "stages/check/compare.h"

#include <glib.h>
#include <string.h>

#include "common/record.h"
#include "stages/check/columns.h"

#define FACTS_SHOWN_MAX 1000

static const char *const LISTS[] = { "requests",          "diagnoses",   "symptoms",  "exam",   "imaging",
                                     "medications.items", "surgeries",   "therapies", "visits", "events",
                                     "outcomes",          "pain_scores", "functions", "plans",  "work_status",
                                     "citations",         "absences",    "assertions" };
static const char *const SINGLES[] = { "patient.age",
                                       "patient.sex",
                                       "patient.dob",
                                       "smoking",
                                       "medications.list_status",
                                       "admin.date_of_injury",
                                       "admin.rfa_date",
                                       "admin.rfa_received",
                                       "admin.ur_denial_date",
                                       "admin.application_received",
                                       "admin.date_assigned",
                                       "admin.decision_date",
                                       "admin.priority" };
/* What makes two items the same fact, told differently. */
static const char *const SAME[] = { "concept",   "generic", "treatment_ref", "treatment", "region", "modality",
                                    "measure",   "when",    "moment",        "party",     "system", "subject",
                                    "stated_by", "status",  "date",          NULL };
/* Where a fact stands, and under which number, says nothing of what it is. */
static const char *const PLACE[] = { "id",       "evidence", "mentions", "mention_count", "event_ref",  "repeat_of",
                                     "document", "report",   "others",   "raw",           "report_ref", NULL };

struct comparison {
    const cJSON *old, *fresh;
    const struct casetext *old_text;
    struct casetext *fresh_text;
    GHashTable *known; /* keys of the old case's evidence, owned */
    GHashTable *facts; /* id of the new case's facts → item, lent */
    gboolean rules_differ;
};

/* --- evidence and records --------------------------------------------------------------------------------------------- */

/* A place in the files, whatever they are called today. */
static char *
evidence_key (const cJSON *files, const cJSON *evidence)
{
    const char *name = record_string (evidence, "file"), *sha256 = NULL, *quote = record_string (evidence, "quote");
    const cJSON *file;
    cJSON_ArrayForEach (file, files)
        if (name != NULL && g_strcmp0 (record_string (file, "name"), name) == 0)
            sha256 = record_string (file, "sha256");
    return g_strdup_printf ("%s %g %s",
                            sha256 != NULL ? sha256
                            : name != NULL ? name
                                           : "",
                            record_number (evidence, "page", 0), quote != NULL ? quote : "");
}

static void
comparison_load (struct comparison *comparison)
{
    const cJSON *one;
    comparison->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    comparison->facts = g_hash_table_new (g_str_hash, g_str_equal);
    for (guint i = 0; i < casetext_evidence_count (comparison->old_text); i++) {
        cJSON *evidence = casetext_evidence (comparison->old_text, i);
        g_hash_table_add (comparison->known, evidence_key (record_get (comparison->old, "files"), evidence));
        cJSON_Delete (evidence);
    }
    for (gsize i = 0; i < G_N_ELEMENTS (LISTS); i++)
        cJSON_ArrayForEach (one, column_find (comparison->fresh, LISTS[i]))
            if (record_string (one, "id") != NULL)
                g_hash_table_insert (comparison->facts, (char *) record_string (one, "id"), (cJSON *) one);
}

static void
comparison_clear (struct comparison *comparison)
{
    g_hash_table_unref (comparison->known);
    g_hash_table_unref (comparison->facts);
}
typedef struct comparison comparison_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (comparison_t, comparison_clear)

static void
add_once (cJSON *list, const char *string)
{
    const cJSON *one;
    if (string == NULL)
        return;
    cJSON_ArrayForEach (one, list)
        if (g_strcmp0 (one->valuestring, string) == 0)
            return;
    cJSON_AddItemToArray (list, cJSON_CreateString (string));
}

/* Adds the documents of those pieces of evidence that the old case did not have. */
static void
add_records (const struct comparison *comparison, const cJSON *ids, cJSON *records)
{
    const cJSON *id;
    cJSON_ArrayForEach (id, ids) {
        cJSON *evidence = casetext_evidence_find (comparison->fresh_text, cJSON_GetStringValue (id));
        g_autofree char *key =
            evidence != NULL ? evidence_key (record_get (comparison->fresh, "files"), evidence) : NULL;
        if (key != NULL && !g_hash_table_contains (comparison->known, key))
            add_once (records, record_string (evidence, "document"));
        cJSON_Delete (evidence);
    }
}

/* --- facts ------------------------------------------------------------------------------------------------------------ */

/* The item without where it stands. The caller deletes it. */
static cJSON *
said (const cJSON *item)
{
    cJSON *copy = cJSON_Duplicate (item, TRUE);
    for (const char *const *key = PLACE; cJSON_IsObject (copy) && *key != NULL; key++)
        cJSON_DeleteItemFromObjectCaseSensitive (copy, *key);
    if (cJSON_IsObject (copy) && record_get (copy, "ctx") != NULL)
        cJSON_DeleteItemFromObjectCaseSensitive ((cJSON *) record_get (copy, "ctx"), "report_ref");
    return copy;
}

static char *
printed_of (const cJSON *item, gboolean whole)
{
    g_autoptr (GString) key = g_string_new (NULL);
    if (whole) {
        cJSON *copy = said (item);
        char *printed = record_print (copy, FALSE);
        cJSON_Delete (copy);
        return printed;
    }
    for (const char *const *name = SAME; *name != NULL; name++) {
        const cJSON *member = cJSON_IsObject (item) ? record_get (item, *name) : NULL;
        g_autofree char *text = value_as_text (value_of (member));
        g_string_append_printf (key, "%s|", text != NULL ? text : "");
    }
    return g_string_free (g_steal_pointer (&key), FALSE);
}

/* "facet_rf, cervical, 2014-09-11": the words that name a fact. */
static char *
name_of (const cJSON *item)
{
    static const char *const NAMES[] = { "concept", "generic", "treatment_ref", "treatment", "modality", "measure",
                                         "subject", "system",  "value",         "region",    "date" };
    g_autoptr (GString) name = g_string_new (NULL);
    for (gsize i = 0; i < G_N_ELEMENTS (NAMES); i++) {
        g_autofree char *text = value_as_text (value_of (cJSON_IsObject (item) ? record_get (item, NAMES[i]) : NULL));
        if (text != NULL)
            g_string_append_printf (name, "%s%s", name->len > 0 ? ", " : "", text);
    }
    return g_string_free (g_steal_pointer (&name), FALSE);
}

/* The members in which two objects differ, as they stand in `one`. */
static cJSON *
difference (const cJSON *one, const cJSON *other)
{
    cJSON *a = said (one), *b = said (other), *result = cJSON_CreateObject ();
    if (!cJSON_IsObject (a)) {
        cJSON_Delete (result);
        cJSON_Delete (b);
        return a;
    }
    const cJSON *member;
    cJSON_ArrayForEach (member, a)
        if (!cJSON_Compare (member, cJSON_IsObject (b) ? record_get (b, member->string) : NULL, TRUE))
            cJSON_AddItemToObject (result, member->string, cJSON_Duplicate (member, TRUE));
    cJSON_Delete (a);
    cJSON_Delete (b);
    return result;
}

static void
add_fact (const struct comparison *comparison, cJSON *list, const char *kind, const cJSON *before, const cJSON *after,
          guint *more)
{
    if (cJSON_GetArraySize (list) >= FACTS_SHOWN_MAX) {
        ++*more;
        return;
    }
    cJSON *one = cJSON_CreateObject (), *records;
    g_autofree char *name = name_of (after != NULL ? after : before);
    cJSON_AddStringToObject (one, "change", before == NULL ? "added" : after == NULL ? "removed" : "changed");
    cJSON_AddStringToObject (one, "kind", kind);
    record_add_string (one, "id", cJSON_IsObject (after) ? record_string (after, "id") : NULL);
    cJSON_AddStringToObject (one, "what", name);
    if (before != NULL && after != NULL) {
        cJSON_AddItemToObject (one, "from", difference (before, after));
        cJSON_AddItemToObject (one, "to", difference (after, before));
    }
    records = cJSON_AddArrayToObject (one, "records");
    add_records (comparison, cJSON_IsObject (after) ? record_get (after, "evidence") : NULL, records);
    cJSON_AddItemToArray (list, one);
}

/* Takes from `pool` (key → queue of items, in order) one item of that key. */
static const cJSON *
take (GHashTable *pool, const char *key)
{
    GQueue *queue = g_hash_table_lookup (pool, key);
    return queue != NULL ? g_queue_pop_head (queue) : NULL;
}

static void
put (GHashTable *pool, char *key, const cJSON *item)
{
    GQueue *queue = g_hash_table_lookup (pool, key);
    if (queue == NULL) {
        queue = g_queue_new ();
        g_hash_table_insert (pool, g_strdup (key), queue);
    }
    g_queue_push_tail (queue, (cJSON *) item);
    g_free (key);
}

static GHashTable *
pool_new (void)
{
    return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_queue_free);
}

/* First what says the same is paired, then what is the same fact; the rest came or went. */
static void
compare_list (const struct comparison *comparison, const char *kind, cJSON *list, guint *more)
{
    g_autoptr (GHashTable) same = pool_new (), alike = pool_new ();
    g_autoptr (GPtrArray) fresh = g_ptr_array_new ();
    g_autoptr (GHashTable) left = g_hash_table_new (NULL, NULL);
    const cJSON *one, *olds = column_find (comparison->old, kind);
    cJSON_ArrayForEach (one, olds)
        put (same, printed_of (one, TRUE), one);
    cJSON_ArrayForEach (one, olds)
        g_hash_table_add (left, (cJSON *) one);
    cJSON_ArrayForEach (one, column_find (comparison->fresh, kind)) {
        g_autofree char *key = printed_of (one, TRUE);
        const cJSON *twin = take (same, key);
        if (twin != NULL)
            g_hash_table_remove (left, twin);
        else
            g_ptr_array_add (fresh, (cJSON *) one);
    }
    cJSON_ArrayForEach (one, olds)
        if (g_hash_table_contains (left, one))
            put (alike, printed_of (one, FALSE), one);
    for (guint i = 0; i < fresh->len; i++) {
        g_autofree char *key = printed_of (fresh->pdata[i], FALSE);
        const cJSON *before = take (alike, key);
        if (before != NULL)
            g_hash_table_remove (left, before);
        add_fact (comparison, list, kind, before, fresh->pdata[i], more);
    }
    cJSON_ArrayForEach (one, olds)
        if (g_hash_table_contains (left, one))
            add_fact (comparison, list, kind, one, NULL, more);
}

static const cJSON *
present (const cJSON *json)
{
    return json == NULL || cJSON_IsNull (json) || (cJSON_IsObject (json) && cJSON_IsNull (record_get (json, "value")))
               ? NULL
               : json;
}

static void
compare_facts (const struct comparison *comparison, cJSON *changes)
{
    cJSON *list = cJSON_AddArrayToObject (changes, "facts");
    guint more = 0;
    for (gsize i = 0; i < G_N_ELEMENTS (SINGLES); i++) {
        const cJSON *before = present (column_find (comparison->old, SINGLES[i])),
                    *after = present (column_find (comparison->fresh, SINGLES[i]));
        g_autofree char *a = value_as_text (value_of (before)), *b = value_as_text (value_of (after));
        if (g_strcmp0 (a, b) != 0)
            add_fact (comparison, list, SINGLES[i], before, after, &more);
    }
    for (gsize i = 0; i < G_N_ELEMENTS (LISTS); i++)
        compare_list (comparison, LISTS[i], list, &more);
    if (more > 0)
        cJSON_AddNumberToObject (changes, "facts_not_shown", more);
}

/* --- files and documents ---------------------------------------------------------------------------------------------- */

static void
compare_files (const struct comparison *comparison, cJSON *changes)
{
    cJSON *files = cJSON_AddObjectToObject (changes, "files");
    const cJSON *pair[2] = { record_get (comparison->old, "files"), record_get (comparison->fresh, "files") };
    g_autoptr (GHashTable) fresh = g_hash_table_new (g_str_hash, g_str_equal);
    for (int side = 1; side >= 0; side--) {
        cJSON *list = cJSON_AddArrayToObject (files, side == 1 ? "added" : "removed");
        g_autoptr (GHashTable) others = g_hash_table_new (g_str_hash, g_str_equal);
        const cJSON *one;
        cJSON_ArrayForEach (one, pair[!side])
            if (record_string (one, "sha256") != NULL)
                g_hash_table_add (others, (char *) record_string (one, "sha256"));
        cJSON_ArrayForEach (one, pair[side]) {
            const char *hash = record_string (one, "sha256"), *name = record_string (one, "name");
            if (hash != NULL && name != NULL && !g_hash_table_contains (others, hash)) {
                cJSON_AddItemToArray (list, cJSON_CreateString (name));
                if (side == 1)
                    g_hash_table_add (fresh, (char *) name);
            }
        }
    }
    cJSON *documents = cJSON_AddArrayToObject (changes, "documents");
    const cJSON *document;
    cJSON_ArrayForEach (document, record_get (comparison->fresh, "documents")) {
        const char *file = record_string (document, "file");
        if (file == NULL || !g_hash_table_contains (fresh, file))
            continue;
        static const char *const KEYS[] = { "id", "class", "date", "file", "pages" };
        cJSON *one = cJSON_CreateObject ();
        for (gsize i = 0; i < G_N_ELEMENTS (KEYS); i++)
            if (record_get (document, KEYS[i]) != NULL)
                cJSON_AddItemToObject (one, KEYS[i], cJSON_Duplicate (record_get (document, KEYS[i]), TRUE));
        cJSON_AddItemToArray (documents, one);
    }
}

/* --- criteria, findings, drafts --------------------------------------------------------------------------------------- */

static const cJSON *
find_by (const cJSON *list, const char *key, const char *value)
{
    const cJSON *one;
    cJSON_ArrayForEach (one, list)
        if (value != NULL && g_strcmp0 (record_string (one, key), value) == 0)
            return one;
    return NULL;
}

/* The old issue of the same item: by what is asked for, since its number may have changed. */
static const cJSON *
old_issue (const struct comparison *comparison, const char *request)
{
    const cJSON *mine = find_by (record_get (comparison->fresh, "requests"), "id", request), *one, *best = NULL;
    const cJSON *issues = record_get (record_get (comparison->old, "assessment"), "issues");
    g_autofree char *key = mine != NULL ? printed_of (mine, FALSE) : NULL;
    cJSON_ArrayForEach (one, record_get (comparison->old, "requests")) {
        g_autofree char *other = printed_of (one, FALSE);
        if (key == NULL || strcmp (key, other) != 0)
            continue;
        gboolean same_words = g_strcmp0 (record_string (mine, "raw"), record_string (one, "raw")) == 0;
        if (best == NULL || same_words)
            best = one;
        if (same_words)
            break;
    }
    return find_by (issues, "request", best != NULL ? record_string (best, "id") : request);
}

static void
add_because (const struct comparison *comparison, cJSON *change, cJSON *records, const char *otherwise)
{
    const char *because = cJSON_GetArraySize (records) > 0 ? "records" : comparison->rules_differ ? "rules" : otherwise;
    cJSON_AddStringToObject (change, "because", because);
    cJSON_AddItemToObject (change, "records", records);
}

/* The records behind a criterion as it now stands: of its own evidence and of its facts. */
static cJSON *
records_of (const struct comparison *comparison, const cJSON *criterion)
{
    cJSON *records = cJSON_CreateArray ();
    const cJSON *fact;
    add_records (comparison, record_get (criterion, "evidence"), records);
    cJSON_ArrayForEach (fact, record_get (criterion, "facts")) {
        const cJSON *item = cJSON_IsString (fact) ? g_hash_table_lookup (comparison->facts, fact->valuestring) : NULL;
        add_records (comparison, item != NULL ? record_get (item, "evidence") : NULL, records);
    }
    return records;
}

/* What an outcome changed for, where no new evidence stands behind it: another day to count to, else facts that are read differently
 * or gone. */
static const char *
other_cause (const cJSON *before, const cJSON *after)
{
    const cJSON *was = record_get (before, "reference_date"), *is = record_get (after, "reference_date");
    return g_strcmp0 (record_string (was, "value"), record_string (is, "value")) != 0 ? "reference_date" : "facts";
}

static void
compare_criteria (const struct comparison *comparison, const char *request, const cJSON *before, const cJSON *after,
                  cJSON *list, cJSON *all_records)
{
    const cJSON *one, *record;
    const char *otherwise = other_cause (before, after);
    cJSON_ArrayForEach (one, record_get (after, "criteria")) {
        const cJSON *was = find_by (record_get (before, "criteria"), "id", record_string (one, "id"));
        if (was == NULL
            || (g_strcmp0 (record_string (was, "outcome"), record_string (one, "outcome")) == 0
                && g_strcmp0 (record_string (was, "reason"), record_string (one, "reason")) == 0))
            continue;
        cJSON *change = cJSON_CreateObject (), *records = records_of (comparison, one);
        cJSON_AddStringToObject (change, "request", request);
        record_add_string (change, "id", record_string (one, "id"));
        record_add_string (change, "from", record_string (was, "outcome"));
        record_add_string (change, "to", record_string (one, "outcome"));
        record_add_string (change, "reason_from", record_string (was, "reason"));
        record_add_string (change, "reason_to", record_string (one, "reason"));
        cJSON_ArrayForEach (record, records)
            add_once (all_records, record->valuestring);
        add_because (comparison, change, records, otherwise);
        cJSON_AddItemToArray (list, change);
    }
}

static void
compare_issues (const struct comparison *comparison, const cJSON *assessment, cJSON *changes)
{
    cJSON *criteria = cJSON_AddArrayToObject (changes, "criteria"),
          *drafts = cJSON_AddArrayToObject (changes, "drafts");
    const cJSON *issue;
    cJSON_ArrayForEach (issue, record_get (assessment, "issues")) {
        const char *request = record_string (issue, "request");
        const cJSON *before = request != NULL ? old_issue (comparison, request) : NULL;
        cJSON *records = cJSON_CreateArray ();
        if (before != NULL)
            compare_criteria (comparison, request, before, issue, criteria, records);
        const cJSON *was = record_get (before, "determination"), *is = record_get (issue, "determination");
        const char *set_was = record_string (before, "criteria_set"), *set_is = record_string (issue, "criteria_set");
        if (before != NULL && g_strcmp0 (record_string (was, "draft"), record_string (is, "draft")) == 0
            && cJSON_Compare (record_get (was, "deciding"), record_get (is, "deciding"), TRUE)
            && g_strcmp0 (set_was, set_is) == 0) {
            cJSON_Delete (records);
            continue;
        }
        cJSON *change = cJSON_CreateObject ();
        record_add_string (change, "request", request);
        record_add_string (change, "from", record_string (was, "draft"));
        record_add_string (change, "to", record_string (is, "draft"));
        record_add_string (change, "set_from", set_was);
        record_add_string (change, "set_to", set_is);
        record_add_string (change, "reference_from", record_string (record_get (before, "reference_date"), "value"));
        record_add_string (change, "reference_to", record_string (record_get (issue, "reference_date"), "value"));
        cJSON_AddItemToObject (change, "deciding_from",
                               was != NULL ? cJSON_Duplicate (record_get (was, "deciding"), TRUE)
                                           : cJSON_CreateArray ());
        cJSON_AddItemToObject (change, "deciding_to", cJSON_Duplicate (record_get (is, "deciding"), TRUE));
        if (before == NULL) { /* a request that is new: what names it */
            const cJSON *item = g_hash_table_lookup (comparison->facts, request != NULL ? request : "");
            add_records (comparison, item != NULL ? record_get (item, "evidence") : NULL, records);
            const cJSON *mention, *mentions = record_get (item, "mentions");
            cJSON_ArrayForEach (mention, mentions)
                add_once (records, record_string (mention, "document"));
        }
        const cJSON *block;
        gboolean blocked = FALSE; /* by a finding, not for want of criteria */
        cJSON_ArrayForEach (block, record_get (is, "blocked_by"))
            blocked |= find_by (record_get (assessment, "findings"), "code", cJSON_GetStringValue (block)) != NULL;
        add_because (comparison, change, records, blocked ? "findings" : other_cause (before, issue));
        cJSON_AddItemToArray (drafts, change);
    }
}

static void
compare_findings (const struct comparison *comparison, const cJSON *assessment, cJSON *changes)
{
    const cJSON *pair[2] = { record_get (record_get (comparison->old, "assessment"), "findings"),
                             record_get (assessment, "findings") };
    cJSON *findings = cJSON_AddObjectToObject (changes, "findings");
    for (int side = 1; side >= 0; side--) {
        cJSON *list = cJSON_AddArrayToObject (findings, side == 1 ? "raised" : "gone");
        const cJSON *one;
        cJSON_ArrayForEach (one, pair[side])
            if (find_by (pair[!side], "code", record_string (one, "code")) == NULL)
                add_once (list, record_string (one, "code"));
    }
    cJSON *completeness = cJSON_AddObjectToObject (changes, "completeness");
    cJSON_AddNumberToObject (
        completeness, "from",
        record_number (record_get (record_get (comparison->old, "assessment"), "completeness"), "score", 0));
    cJSON_AddNumberToObject (completeness, "to", record_number (record_get (assessment, "completeness"), "score", 0));
}

cJSON *
compare_cases (const struct casetext *old, struct casetext *fresh, const cJSON *assessment)
{
    g_auto (comparison_t) comparison = {
        .old = casetext_json (old), .fresh = casetext_json (fresh), .old_text = old, .fresh_text = fresh
    };
    comparison_load (&comparison);
    comparison.rules_differ = g_strcmp0 (record_string (record_get (comparison.old, "assessment"), "library"),
                                         record_string (assessment, "library"))
                              != 0;
    cJSON *changes = cJSON_CreateObject ();
    cJSON_AddBoolToObject (changes, "rules_differ", comparison.rules_differ);
    compare_files (&comparison, changes);
    compare_facts (&comparison, changes);
    compare_issues (&comparison, assessment, changes);
    compare_findings (&comparison, assessment, changes);
    return changes;
}
