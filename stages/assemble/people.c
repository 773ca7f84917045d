#include <math.h>
#include <string.h>

#include "common/calendar.h"
#include "common/record.h"
#include "stages/assemble/case.h"
#include "stages/assemble/pages.h"

/* --- patient */

static GPtrArray *
ages_of (const struct assembly *assembly)
{
    GPtrArray *ages = g_ptr_array_new ();
    for (guint i = 0; i < assembly->mentions->len; i++) {
        struct mention *mention = g_ptr_array_index (assembly->mentions, i);
        if (mention_is (mention, "age") && case_feeds_facts (mention) && !isnan (mention_number (mention, "years", NAN))
            && g_strcmp0 (mention->experiencer, "family") != 0)
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
        if (!latest || (latest->candidate && !mention->candidate)
            || (latest->candidate == mention->candidate
                && g_strcmp0 (mention->page->document->date, latest->page->document->date) > 0))
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
    evidence_add (assembly, item, of[chosen]);
    if (of[!chosen]->len) {
        cJSON *others = cJSON_AddArrayToObject (item, "others"), *other = cJSON_CreateObject ();
        cJSON_AddStringToObject (other, "value", sexes[!chosen]);
        evidence_add (assembly, other, of[!chosen]);
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
        birth |= admin_has_role (mention, "birth");
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
    evidence_add (assembly, item, best);
    return value;
}

static int
whole_years (const char *from, const char *to)
{
    return (int) floor (calendar_years_between (from, to) + 1e-9);
}

/* The age at an injury on a day, or over the days of a cumulative one; FALSE where either is not known to the day. */
static gboolean
age_over (const char *birth, const char *injury, int *low, int *high)
{
    g_auto (GStrv) ends = g_strsplit (injury ? injury : "", "/", 2);
    const char *first = ends[0], *last = first && ends[1] ? ends[1] : first;
    if (!birth || !first || calendar_julian (birth) == CALENDAR_NONE || calendar_julian (first) == CALENDAR_NONE
        || calendar_julian (last) == CALENDAR_NONE)
        return FALSE;
    *low = whole_years (birth, first);
    *high = whole_years (birth, last);
    return TRUE;
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
    int low, high;
    if (age_over (birth, assembly->injury, &low, &high)) {
        cJSON *at_injury = cJSON_AddObjectToObject (derived, "age_at_injury");
        cJSON_AddNumberToObject (at_injury, "low", low);
        cJSON_AddNumberToObject (at_injury, "high", high);
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
        cJSON_AddNumberToObject (derived, key,
                                 round (calendar_years_between (assembly->injury, report->date) * 100) / 100);
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
        if (!told && !states)
            cJSON_AddNullToObject (reviewer, fields[f]);
    }
    evidence_add (assembly, reviewer, mentions);
}

void
people_add (struct assembly *assembly)
{
    admin_add (assembly);
    cJSON *patient = cJSON_AddObjectToObject (assembly->json, "patient");
    g_autoptr (GPtrArray) ages = ages_of (assembly);
    const struct mention *age = latest_age (ages);
    add_age (assembly, patient, age);
    add_sex (assembly, patient);
    const char *birth = add_birth (assembly, patient);
    add_derived (assembly, patient, age, birth);
    add_reviewer (assembly);
}
