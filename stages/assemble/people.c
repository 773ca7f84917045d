#include <math.h>
#include <string.h>

#include "common/calendar.h"
#include "common/record.h"
#include "stages/assemble/case.h"
#include "stages/assemble/pages.h"

static void
add_evidence_list (struct assembly *assembly, cJSON *item, GPtrArray *mentions)
{
    if (mentions->len)
        evidence_add (assembly, item, mentions);
    else
        cJSON_AddArrayToObject (item, "evidence");
}

/* --- admin */

/* Dates of the case, each under its role; `other` readings of one are kept beside it. */
static const struct {
    const char *name, *role;
} admin_dates[] = { { "rfa_date", "rfa" },
                    { "ur_denial_date", "ur_denial" },
                    { "application_received", "imr_application" },
                    { "date_assigned", "assignment" },
                    { "decision_date", "decision" } };
#define WELL_READ 80 /* lowest word confidence of a text that can be trusted against another */
static const char *const admin_texts[] = { "case_number",         "claim_number",         "employer",
                                           "requesting_provider", "claims_administrator", "priority" };

static gboolean
has_role (const struct mention *mention, const char *role)
{
    return mention_is (mention, "date") && mention_text (mention, "value") &&
           g_strcmp0 (mention_text (mention, "role"), role) == 0;
}

/* How much a place is trusted for a date of the case: letters and forms name it in their head. */
static int
admin_rank (const struct mention *mention)
{
    static const char *const forms[] = { "IMR_FDL", "IMR_NOA", "IMR_APP", "UR", "RFA", NULL };
    const char *class_id = mention->page->class_id;
    return (class_id && g_strv_contains (forms, class_id) ? 0 : 1) + (mention->candidate ? 10 : 0) +
           (mention_in_zone (mention, "guideline") ? 100 : 0);
}

struct values {
    GPtrArray *best;  /* struct mention, lent, of the chosen value */
    GPtrArray *other; /* the first mention of each other value */
};

/* The value of a date role that stands in the most trusted and then in the most places. */
static struct values
dates_with_role (const struct assembly *assembly, const char *role)
{
    struct values values = { g_ptr_array_new (), g_ptr_array_new () };
    g_autoptr (GHashTable) by_value =
        g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
    g_autoptr (GPtrArray) order = g_ptr_array_new ();
    for (guint i = 0; i < assembly->mentions->len; i++) {
        struct mention *mention = g_ptr_array_index (assembly->mentions, i);
        if (!has_role (mention, role) || mention_in_zone (mention, "guideline"))
            continue;
        const char *value = mention_text (mention, "value");
        GPtrArray *same = g_hash_table_lookup (by_value, value);
        if (!same) {
            same = g_ptr_array_new ();
            g_hash_table_insert (by_value, (gpointer) value, same);
            g_ptr_array_add (order, same);
        }
        if (same->len && admin_rank (mention) < admin_rank (g_ptr_array_index (same, 0)))
            g_ptr_array_insert (same, 0, mention);
        else
            g_ptr_array_add (same, mention);
    }
    GPtrArray *best = NULL;
    for (guint i = 0; i < order->len; i++) {
        GPtrArray *same = g_ptr_array_index (order, i);
        int rank = admin_rank (g_ptr_array_index (same, 0));
        int best_rank = best ? admin_rank (g_ptr_array_index (best, 0)) : G_MAXINT;
        gboolean better = best && rank == best_rank && same->len > best->len;
        if (best && rank == best_rank && same->len == best->len && !g_str_equal (role, "injury"))
            better =
                g_strcmp0 (mention_text (g_ptr_array_index (same, 0), "value"),
                           mention_text (g_ptr_array_index (best, 0), "value")) > 0; /* the request at issue is the latest */
        if (!best || rank < best_rank || better)
            best = same;
    }
    for (guint i = 0; i < order->len; i++) {
        GPtrArray *same = g_ptr_array_index (order, i);
        if (same == best)
            g_ptr_array_extend (values.best, same, NULL, NULL);
        else
            g_ptr_array_add (values.other, g_ptr_array_index (same, 0));
    }
    return values;
}

static cJSON *
date_item (const struct mention *mention, const char *role)
{
    cJSON *item = cJSON_CreateObject ();
    field_add (item, mention, "value", NULL);
    const char *raw = mention_text (mention, "raw");
    cJSON_AddStringToObject (item, "raw", raw ? raw : mention->quote);
    cJSON_AddStringToObject (item, "role", role);
    field_add (item, mention, "precision", NULL);
    cJSON_AddBoolToObject (item, "repaired", mention_true (mention, "repaired"));
    if (mention->candidate)
        cJSON_AddTrueToObject (item, "candidate");
    return item;
}

/* Where no date has the role, the one that names the form or letter: the date of an RFA is that of the request. */
static void
date_of_form (const struct assembly *assembly, const char *role, GPtrArray *best)
{
    static const char *const forms[][2] = { { "rfa", "RFA" },
                                            { "ur_denial", "UR" },
                                            { "imr_application", "IMR_APP" },
                                            { "assignment", "IMR_NOA" },
                                            { "decision", "IMR_FDL" } };
    for (guint i = 0; i < assembly->mentions->len; i++) {
        struct mention *mention = g_ptr_array_index (assembly->mentions, i);
        const struct document *document = mention->page->document;
        if (!mention_is (mention, "date") || mention->candidate || !document->date || !document->class_id ||
            g_strcmp0 (mention_text (mention, "value"), document->date) != 0)
            continue;
        for (guint f = 0; f < G_N_ELEMENTS (forms); f++) {
            if (!g_str_equal (forms[f][0], role) || !g_str_equal (forms[f][1], document->class_id))
                continue;
            const struct mention *first = best->len ? g_ptr_array_index (best, 0) : NULL;
            if (first && g_strcmp0 (mention_text (first, "value"), document->date) < 0)
                g_ptr_array_set_size (best, 0); /* of several such forms the latest */
            g_ptr_array_add (best, mention);
        }
    }
}

/* Adds one date of the case, or null; FALSE where it is null. */
static gboolean
add_date (struct assembly *assembly, cJSON *admin, const char *name, const char *role, const char **value)
{
    struct values values = dates_with_role (assembly, role);
    g_autoptr (GPtrArray) best = values.best;
    g_autoptr (GPtrArray) other = values.other;
    *value = NULL;
    if (best->len == 0)
        date_of_form (assembly, role, best);
    if (best->len == 0) {
        cJSON_AddNullToObject (admin, name);
        return FALSE;
    }
    const struct mention *first = g_ptr_array_index (best, 0);
    *value = first->candidate ? NULL : mention_text (first, "value");
    cJSON *item = date_item (first, role);
    add_evidence_list (assembly, item, best);
    if (other->len) {
        cJSON *others = cJSON_AddArrayToObject (item, "others");
        for (guint i = 0; i < MIN (other->len, FACT_MAX_EVIDENCE); i++) {
            cJSON *one = date_item (g_ptr_array_index (other, i), role);
            evidence_add_one (assembly, one, g_ptr_array_index (other, i));
            cJSON_AddItemToArray (others, one);
        }
    }
    cJSON_AddItemToObject (admin, name, item);
    if (*value) {
        g_autofree char *ref = g_strdup_printf ("admin.%s", name);
        chronology_note (assembly, *value, role, ref);
    }
    return TRUE;
}

static const char *
admin_value (const struct mention *mention, const char *name)
{
    const char *field = mention_text (mention, "field");
    if ((mention_is (mention, "admin") || mention_is (mention, "identity")) && g_strcmp0 (field, name) == 0)
        return mention_text (mention, "value");
    if (g_str_equal (name, "requesting_provider") && mention_is (mention, "provider") &&
        g_strcmp0 (mention_text (mention, "role"), "requesting") == 0)
        return mention_text (mention, "name");
    return NULL;
}

/* How well a text of the case's head could be read: what was typed goes before what was recognised in handwriting. */
static int
reading_rank (const struct mention *mention)
{
    if (mention->candidate)
        return 3;
    if (g_strcmp0 (mention->source, "ocr") != 0)
        return 0;
    return mention->ocr_conf >= WELL_READ ? 1 : 2;
}

/* The mention whose value most pages bear, then the best read, then that of the most trusted form; NULL where there is none.
 */
static const struct mention *
admin_text (const struct assembly *assembly, const char *name)
{
    const struct mention *best = NULL;
    guint most = 0;
    g_autoptr (GHashTable) votes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    for (int counting = 1; counting >= 0; counting--)
        for (guint i = 0; i < assembly->mentions->len; i++) {
            const struct mention *mention = g_ptr_array_index (assembly->mentions, i);
            const char *value = admin_value (mention, name);
            if (!value)
                continue;
            g_autofree char *folded = g_utf8_casefold (value, -1);
            guint n = GPOINTER_TO_UINT (g_hash_table_lookup (votes, folded));
            if (counting) {
                g_hash_table_insert (votes, g_steal_pointer (&folded), GUINT_TO_POINTER (n + 1));
                continue;
            }
            int order = best ? (int) most - (int) n : 1;
            if (best && order == 0)
                order = reading_rank (mention) - reading_rank (best);
            if (best && order == 0)
                order = admin_rank (mention) - admin_rank (best);
            if (!best || order < 0) {
                best = mention;
                most = n;
            }
        }
    return best;
}

static void
add_admin (struct assembly *assembly)
{
    cJSON *admin = cJSON_AddObjectToObject (assembly->json, "admin");
    gboolean complete = add_date (assembly, admin, "date_of_injury", "injury", &assembly->injury);
    for (guint i = 0; i < G_N_ELEMENTS (admin_texts); i++) {
        const struct mention *mention = admin_text (assembly, admin_texts[i]);
        gboolean wanted = i < 4; /* the first four are always told, null where absent */
        if (mention) {
            cJSON *item = cJSON_AddObjectToObject (admin, admin_texts[i]);
            cJSON_AddStringToObject (item, "value", admin_value (mention, admin_texts[i]));
            if (mention->candidate)
                cJSON_AddTrueToObject (item, "candidate");
            evidence_add_one (assembly, item, mention);
        } else if (wanted) {
            cJSON_AddNullToObject (admin, admin_texts[i]);
            complete = FALSE;
        }
    }
    for (guint i = 0; i < G_N_ELEMENTS (admin_dates); i++) {
        const char *value;
        complete &= add_date (assembly, admin, admin_dates[i].name, admin_dates[i].role, &value);
    }
    if (!complete)
        cJSON_AddStringToObject (admin, "null_reason", "ABSENT");
    const struct mention *imro = admin_text (assembly, "imro");
    record_add_string (admin, "imro", imro ? mention_text (imro, "value") : NULL);
}

/* --- patient */

static GPtrArray *
ages_of (const struct assembly *assembly)
{
    GPtrArray *ages = g_ptr_array_new ();
    for (guint i = 0; i < assembly->mentions->len; i++) {
        struct mention *mention = g_ptr_array_index (assembly->mentions, i);
        if (mention_is (mention, "age") && case_feeds_facts (mention) && !isnan (mention_number (mention, "years", NAN)) &&
            g_strcmp0 (mention->experiencer, "family") != 0)
            g_ptr_array_add (ages, mention);
    }
    return ages;
}

/* The age that the latest document gives. */
static struct mention *
latest_age (GPtrArray *ages)
{
    struct mention *latest = NULL;
    for (guint i = 0; i < ages->len; i++) {
        struct mention *mention = g_ptr_array_index (ages, i);
        if (!latest || (latest->candidate && !mention->candidate) ||
            (latest->candidate == mention->candidate &&
             g_strcmp0 (mention->page->document->date, latest->page->document->date) > 0))
            latest = mention;
    }
    return latest;
}

static void
add_age (struct assembly *assembly, cJSON *patient, const struct mention *age)
{
    if (!age) {
        cJSON_AddNullToObject (patient, "age");
        return;
    }
    cJSON *item = cJSON_AddObjectToObject (patient, "age");
    cJSON_AddNumberToObject (item, "value", mention_number (age, "years", NAN));
    cJSON_AddStringToObject (item, "unit", "year");
    record_add_string (item, "as_of", age->page->document->date);
    if (age->candidate)
        cJSON_AddTrueToObject (item, "candidate");
    evidence_add_one (assembly, item, age);
}

/* The sex that most places give, and whether others differ. */
static void
add_sex (struct assembly *assembly, cJSON *patient)
{
    static const char *const sexes[] = { "male", "female" };
    g_autoptr (GPtrArray) male = g_ptr_array_new ();
    g_autoptr (GPtrArray) female = g_ptr_array_new ();
    GPtrArray *of[2] = { male, female };
    for (guint i = 0; i < assembly->mentions->len; i++) {
        struct mention *mention = g_ptr_array_index (assembly->mentions, i);
        gboolean says = mention_is (mention, "sex") && case_feeds_facts (mention);
        says |= mention_is (mention, "identity") && g_strcmp0 (mention_text (mention, "field"), "sex") == 0;
        for (guint s = 0; says && !mention->candidate && s < 2; s++)
            if (g_strcmp0 (mention_text (mention, "value"), sexes[s]) == 0)
                g_ptr_array_add (of[s], mention);
    }
    if (of[0]->len + of[1]->len == 0) {
        cJSON_AddNullToObject (patient, "sex");
        return;
    }
    guint chosen = of[1]->len > of[0]->len;
    cJSON *item = cJSON_AddObjectToObject (patient, "sex");
    cJSON_AddStringToObject (item, "value", sexes[chosen]);
    add_evidence_list (assembly, item, of[chosen]);
    if (of[!chosen]->len) {
        cJSON *others = cJSON_AddArrayToObject (item, "others"), *other = cJSON_CreateObject ();
        cJSON_AddStringToObject (other, "value", sexes[!chosen]);
        add_evidence_list (assembly, other, of[!chosen]);
        cJSON_AddItemToArray (others, other);
    }
}

/* The date of birth: of identity fields, or of a date with that role. */
static const char *
add_birth (struct assembly *assembly, cJSON *patient)
{
    g_autoptr (GPtrArray) best = g_ptr_array_new ();
    g_autoptr (GPtrArray) other = g_ptr_array_new ();
    const char *value = NULL;
    for (guint i = 0; i < assembly->mentions->len; i++) {
        struct mention *mention = g_ptr_array_index (assembly->mentions, i);
        gboolean birth = mention_is (mention, "identity") && g_strcmp0 (mention_text (mention, "field"), "dob") == 0;
        birth |= has_role (mention, "birth");
        const char *said = birth ? mention_text (mention, "value") : NULL;
        if (!said || mention->candidate)
            continue;
        if (!value)
            value = said;
        g_ptr_array_add (g_str_equal (said, value) ? best : other, mention);
    }
    if (!value) {
        cJSON_AddNullToObject (patient, "dob");
        return NULL;
    }
    if (other->len > best->len) { /* the first one met was the odd one out */
        value = mention_text (g_ptr_array_index (other, 0), "value");
        g_ptr_array_set_size (best, 0);
        for (guint i = 0; i < other->len; i++)
            if (g_strcmp0 (mention_text (g_ptr_array_index (other, i), "value"), value) == 0)
                g_ptr_array_add (best, g_ptr_array_index (other, i));
    }
    cJSON *item = cJSON_AddObjectToObject (patient, "dob");
    cJSON_AddStringToObject (item, "value", value);
    add_evidence_list (assembly, item, best);
    return value;
}

static int
whole_years (const char *from, const char *to)
{
    return (int) floor (calendar_years_between (from, to) + 1e-9);
}

static void
add_derived (struct assembly *assembly, cJSON *patient, const struct mention *age, const char *birth)
{
    cJSON *derived = cJSON_AddObjectToObject (patient, "derived");
    const struct document *report = assembly->latest_report;
    gboolean injured = assembly->injury && calendar_julian (assembly->injury) != CALENDAR_NONE;
    const char *as_of = age ? age->page->document->date : NULL;
    if (!as_of && report)
        as_of = report->date;
    if (injured && birth && calendar_julian (birth) != CALENDAR_NONE) {
        int years = whole_years (birth, assembly->injury);
        cJSON *at_injury = cJSON_AddObjectToObject (derived, "age_at_injury");
        cJSON_AddNumberToObject (at_injury, "low", years);
        cJSON_AddNumberToObject (at_injury, "high", years);
        const char *from[] = { "patient.dob", "admin.date_of_injury" };
        cJSON_AddItemToObject (at_injury, "derived_from", cJSON_CreateStringArray (from, 2));
    } else if (injured && age && !age->candidate && as_of && calendar_julian (as_of) != CALENDAR_NONE) {
        /* Somewhere between this birthday and the next: the age then is one of two. */
        double then = mention_number (age, "years", 0) - calendar_years_between (assembly->injury, as_of);
        cJSON *at_injury = cJSON_AddObjectToObject (derived, "age_at_injury");
        cJSON_AddNumberToObject (at_injury, "low", floor (then));
        cJSON_AddNumberToObject (at_injury, "high", floor (then) + 1);
        const char *from[] = { "patient.age", "admin.date_of_injury" };
        cJSON_AddItemToObject (at_injury, "derived_from", cJSON_CreateStringArray (from, 2));
    }
    if (injured && report && report->date && calendar_julian (report->date) != CALENDAR_NONE) {
        g_autofree char *key = g_strdup_printf ("years_since_injury_at_%s", report->id);
        cJSON_AddNumberToObject (derived, key, round (calendar_years_between (assembly->injury, report->date) * 100) / 100);
    }
}

/* --- reviewer */

static void
add_reviewer (struct assembly *assembly)
{
    g_autoptr (GPtrArray) mentions = g_ptr_array_new ();
    for (guint i = 0; i < assembly->mentions->len; i++)
        if (mention_is (g_ptr_array_index (assembly->mentions, i), "reviewer"))
            g_ptr_array_add (mentions, g_ptr_array_index (assembly->mentions, i));
    if (mentions->len == 0) {
        cJSON_AddNullToObject (assembly->json, "reviewer");
        return;
    }
    static const char *const fields[] = { "no_affiliation",    "practice_years", "hours_per_week",
                                          "licence_states",    "specialty",      "same_or_similar_specialty_claimed",
                                          "evidence_hierarchy" };
    cJSON *reviewer = cJSON_AddObjectToObject (assembly->json, "reviewer");
    for (guint f = 0; f < G_N_ELEMENTS (fields); f++) {
        cJSON *states = NULL;
        gboolean told = FALSE;
        for (guint i = 0; i < mentions->len && !told; i++) {
            const struct mention *mention = g_ptr_array_index (mentions, i);
            if (g_strcmp0 (mention_text (mention, "field"), fields[f]) != 0)
                continue;
            if (f == 1 || f == 2) {
                cJSON *item = cJSON_AddObjectToObject (reviewer, fields[f]);
                field_add (item, mention, "op", NULL);
                field_add (item, mention, "value", NULL);
                told = TRUE;
            } else if (f == 3) { /* one mention may name several states, or each its own */
                g_auto (GStrv) some = mention_strings (mention, "value");
                if (!states)
                    states = cJSON_AddArrayToObject (reviewer, fields[f]);
                for (char **state = some; state && *state; state++)
                    cJSON_AddItemToArray (states, cJSON_CreateString (*state));
            } else {
                field_add (reviewer, mention, "value", fields[f]);
                told = TRUE;
            }
        }
        if (!told && !states && f != 6)
            cJSON_AddNullToObject (reviewer, fields[f]);
    }
    evidence_add (assembly, reviewer, mentions);
}

void
people_add (struct assembly *assembly)
{
    add_admin (assembly);
    cJSON *patient = cJSON_AddObjectToObject (assembly->json, "patient");
    g_autoptr (GPtrArray) ages = ages_of (assembly);
    const struct mention *age = latest_age (ages);
    add_age (assembly, patient, age);
    add_sex (assembly, patient);
    const char *birth = add_birth (assembly, patient);
    add_derived (assembly, patient, age, birth);
    add_reviewer (assembly);
}
