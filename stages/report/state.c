#include "stages/report/state.h"

#include <string.h>

#include "common/record.h"
#include "stages/report/words.h"

#define STATE_DAYS 2 /* the latest days of which findings are told */

static const char *const KEYS[] = { "symptoms", "pain_scores", "exam", "functions", "work_status" };

static const cJSON *
part (const struct prose *prose, const char *key)
{
    return record_get (prose->json, key);
}

/* The latest date below `before` (NULL: of all) that a symptom, score or examination bears; lent. */
static const char *
latest_before (const struct prose *prose, const char *before)
{
    const char *latest = NULL;
    for (gsize i = 0; i < G_N_ELEMENTS (KEYS); i++) {
        const cJSON *item;
        cJSON_ArrayForEach (item, part (prose, KEYS[i])) {
            const char *date = record_string (item, "date");
            if (date && prose_may_assert (item) && (!before || strcmp (date, before) < 0)
                && (!latest || strcmp (date, latest) > 0))
                latest = date;
        }
    }
    return latest;
}

/* --- one fact as a clause; each is the caller's to free, NULL where it says nothing that can be told --------------------- */

static char *
complaint_of (const cJSON *item)
{
    const char *concept = words_for (record_string (item, "concept")), *qualifier = record_string (item, "qualifier");
    const char *side = words_for (record_string (item, "side"));
    if (!concept)
        return NULL;
    return g_strconcat (qualifier ? qualifier : "", qualifier ? " " : "", side ? side : "", side ? " " : "", concept,
                        NULL);
}

static char *
score_of (const cJSON *item)
{
    static const char *const spoken[][2] = {
        { "current", "at present" }, { "average", "on average" }, { "worst", "at worst" }, { "least", "at best" }
    };
    const char *when = record_string (item, "when");
    g_autofree char *score = words_for_score (item);
    for (gsize i = 0; when && i < G_N_ELEMENTS (spoken); i++)
        if (strcmp (when, spoken[i][0]) == 0)
            return score ? g_strconcat (score, " ", spoken[i][1], NULL) : NULL;
    return score ? g_strconcat (score, when ? " " : "", when, NULL) : NULL;
}

/* Whether an examination's name is a sign that is there or not, rather than a test or a measure. */
static gboolean
is_sign (const char *concept)
{
    static const char *const signs[] = { "tenderness", "spasm",    "dystonia", "atrophy", "weakness", "swelling",
                                         "effusion",   "crepitus", "guarding", "edema",   "antalgic", "trigger_point" };
    for (gsize i = 0; i < G_N_ELEMENTS (signs); i++)
        if (strstr (concept, signs[i]))
            return TRUE;
    return FALSE;
}

static char *
examination_of (const cJSON *item)
{
    const char *concept = record_string (item, "concept"), *name = words_for (concept);
    const char *value = record_string (item, "value"), *polarity = record_string (item, "polarity");
    const char *side = record_string (item, "side");
    if (!name || (!value && !polarity))
        return NULL;
    gboolean sign = is_sign (concept);
    g_autoptr (GString) text = g_string_new (name);
    g_string_append (text, g_str_has_suffix (name, "es") ? " were " : " was ");
    if (value && !polarity && strpbrk (value, "0123456789"))
        g_string_append_printf (text, "recorded as \"%s\"", value);
    else if (value && g_strcmp0 (polarity, "normal") == 0 && strcmp (value, "normal") != 0)
        g_string_append_printf (text, "normal (%s)", value);
    else if (value && !(sign && g_strcmp0 (polarity, "negative") == 0))
        g_string_append (text, value);
    else
        g_string_append (text, !sign                                   ? words_for (polarity)
                               : g_strcmp0 (polarity, "positive") == 0 ? "present"
                                                                       : "absent");
    if (side)
        g_string_append_printf (text, strcmp (side, "bilateral") == 0 ? " on both sides" : " on the %s", side);
    if (record_bool (item, "with_pain"))
        g_string_append (text, ", with pain");
    return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
function_of (const cJSON *item)
{
    g_autofree char *before = words_for_measure (record_get (item, "before")),
                    *after = words_for_measure (record_get (item, "after"));
    const char *measure = words_for (record_string (item, "measure"));
    if (!measure || !after)
        return NULL;
    return before ? g_strdup_printf ("%s %s before and %s after", measure, before, after)
                  : g_strdup_printf ("%s%s %s", measure, strpbrk (after, " %") ? "" : " of", after);
}

static char *
work_of (const cJSON *item)
{
    return g_strdup (words_for (record_string (item, "value")));
}

static const struct manner {
    const char *opening, *joint, *last;
    char *(*clause) (const cJSON *item);
} MANNERS[] = {
    { "the patient complained of", ",", " and", complaint_of },
    { "pain was rated", ",", " and", score_of },
    { "on examination,", ";", ";", examination_of },
    { "function was recorded as", ",", " and", function_of },
    { "work status was recorded as", ",", " and", work_of },
};

/* --- a day ------------------------------------------------------------------------------------------------------------- */

/* The facts of one kind on that day, each told once; *when opens the first sentence of the day. */
static void
say_kind (struct prose *prose, gsize kind, const char *date, const char **when)
{
    const struct manner *manner = &MANNERS[kind];
    g_autoptr (GPtrArray) clauses = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (GPtrArray) items = g_ptr_array_new ();
    const cJSON *item;
    cJSON_ArrayForEach (item, part (prose, KEYS[kind])) {
        g_autofree char *clause = NULL;
        if (g_strcmp0 (record_string (item, "date"), date) != 0 || !prose_may_assert (item))
            continue;
        clause = manner->clause (item);
        if (!clause || g_ptr_array_find_with_equal_func (clauses, clause, g_str_equal, NULL))
            continue;
        g_ptr_array_add (clauses, g_steal_pointer (&clause));
        g_ptr_array_add (items, (gpointer) item);
    }
    for (guint i = 0; i < clauses->len; i++) {
        const char *clause = g_ptr_array_index (clauses, i);
        const cJSON *fact = g_ptr_array_index (items, i);
        g_autofree char *opening = g_strconcat (*when, manner->opening, NULL);
        g_autofree char *text = g_strconcat (i == 0                  ? opening
                                             : i + 1 == clauses->len ? manner->last
                                                                     : manner->joint,
                                             " ", clause, NULL);
        prose_say (prose, text, record_string (fact, "id"), record_get (fact, "evidence"));
    }
    if (clauses->len) {
        prose_stop (prose);
        *when = "";
    }
}

/* What the facts of the day stand in: "progress report" where that is one kind of document, of that day; else "record". */
static const char *
kind_of_record (const struct prose *prose, const char *date)
{
    const char *kind = NULL;
    for (gsize i = 0; i < G_N_ELEMENTS (KEYS); i++) {
        const cJSON *item;
        cJSON_ArrayForEach (item, part (prose, KEYS[i])) {
            if (g_strcmp0 (record_string (item, "date"), date) != 0 || !prose_may_assert (item))
                continue;
            const cJSON *document =
                evidence_find (prose->evidence, record_string (record_get (item, "ctx"), "report_ref"));
            const char *class = record_string (document, "class");
            if (!class || g_strcmp0 (record_string (document, "date"), date) != 0
                || (kind && strcmp (kind, class) != 0))
                return "record";
            kind = class;
        }
    }
    return kind && strcmp (kind, "OTHER") != 0 && words_known (kind) ? words_known (kind) : "record";
}

void
state_add (struct prose *prose)
{
    const char *date = NULL;
    for (int n = 0; n < STATE_DAYS && (date = latest_before (prose, date)) != NULL; n++) {
        g_autofree char *day = prose_date (date);
        g_autofree char *opening = g_strdup_printf ("in the %s of %s, ", kind_of_record (prose, date), day);
        const char *when = opening;
        prose_paragraph (prose, NULL);
        for (gsize i = 0; i < G_N_ELEMENTS (KEYS); i++)
            say_kind (prose, i, date, &when);
    }
}
