#include "stages/report/summary.h"

#include <math.h>
#include <string.h>

#include "common/record.h"
#include "stages/report/named.h"
#include "stages/report/responses.h"
#include "stages/report/state.h"
#include "stages/report/studies.h"
#include "stages/report/words.h"

static const cJSON *
part (const struct prose *prose, const char *key)
{
    return record_get (prose->json, key);
}

static const char *
value_of (const cJSON *holder)
{
    return cJSON_IsString (holder) ? holder->valuestring : record_string (holder, "value");
}

/* Says that the pages read do not document something; `basis` is its place in the case, behind "absent:". */
static void
say_absent (struct prose *prose, const char *what, const char *basis)
{
    g_autofree char *pages = prose_pages_read (prose->json);
    g_autofree char *text = g_strdup_printf ("%s not documented in %s", what, pages);
    prose_sentence (prose, text, basis, NULL);
}

/* --- who --------------------------------------------------------------------------------------------------------------- */

/* Whether a number is spoken with a vowel first: 8, 11, 18, 80 to 89. */
static gboolean
takes_an (double age)
{
    return age == 8 || age == 11 || age == 18 || floor (age / 10) == 8;
}

static void
add_patient (struct prose *prose)
{
    const cJSON *patient = part (prose, "patient"), *age = record_get (patient, "age"),
                *sex = record_get (patient, "sex");
    const cJSON *injury = record_get (part (prose, "admin"), "date_of_injury");
    g_autofree char *date = prose_date (value_of (injury));
    double years = record_number (age, "value", -1);
    if (years >= 0) {
        g_autofree char *text = g_strdup_printf ("The patient is a%s %g-year-old", takes_an (years) ? "n" : "", years);
        g_autofree char *who = g_strconcat (" ", value_of (sex) ? value_of (sex) : "worker", NULL);
        prose_say (prose, text, "patient.age", record_get (age, "evidence"));
        prose_say (prose, who, value_of (sex) ? "patient.sex" : NULL, record_get (sex, "evidence"));
    } else if (value_of (sex)) {
        g_autofree char *text = g_strdup_printf ("The patient is %s", value_of (sex));
        prose_say (prose, text, "patient.sex", record_get (sex, "evidence"));
    }
    if (date) {
        gboolean range = strchr (value_of (injury), '/') != NULL; /* of a cumulative trauma */
        const char *opening = years < 0 && !value_of (sex) ? "The injury is dated"
                              : range                      ? " with a cumulative injury from"
                                                           : " with a date of injury of";
        g_autofree char *text = g_strdup_printf ("%s %s", opening, date);
        prose_say (prose, text, "admin.date_of_injury", record_get (injury, "evidence"));
    }
    if (date || years >= 0 || value_of (sex))
        prose_stop (prose);
    if (!date)
        say_absent (prose, "The date of injury is", "absent:admin.date_of_injury");
    if (years < 0)
        say_absent (prose, "The age of the patient is", "absent:patient.age");
}

/* --- diagnoses, therapies, studies ------------------------------------------------------------------------------------------ */

static void
add_diagnoses (struct prose *prose)
{
    g_autoptr (GPtrArray) recorded = g_ptr_array_new_with_free_func (named_free);
    g_autoptr (GPtrArray) told = g_ptr_array_new_with_free_func (named_free);
    const cJSON *item;
    cJSON_ArrayForEach (item, part (prose, "diagnoses")) {
        if (prose_may_assert (item) && record_string (item, "concept"))
            named_note (prose_is_told (prose, item) ? told : recorded, named_with_place (item), item);
    }
    named_say (prose, recorded->len == 1 ? "The documented diagnosis is" : "The documented diagnoses are", recorded,
               NULL);
    named_say (prose, recorded->len ? "A summary in the file also names" : "A summary in the file names as diagnosis",
               told, NULL);
    if (recorded->len + told->len == 0)
        say_absent (prose, "A diagnosis that can be asserted is", "absent:diagnoses");
}

/* What has no name of its own in the vocabulary, in the words of the record; the caller frees. */
static char *
in_its_words (const struct prose *prose, const cJSON *item, const char *what)
{
    const char *first = cJSON_GetStringValue (cJSON_GetArrayItem (record_get (item, "evidence"), 0));
    const char *quote = record_string (evidence_find (prose->evidence, first), "quote");
    return quote ? g_strdup_printf ("%s recorded as \"%s\"", what, quote) : g_strdup (what);
}

static char *
therapy_name (const struct prose *prose, const cJSON *item)
{
    const char *concept = record_string (item, "concept");
    double visits = record_number (item, "visits", 0);
    if (g_strcmp0 (concept, "dme_other") == 0)
        return in_its_words (prose, item, words_for (concept));
    return visits > 0 ? g_strdup_printf ("%s (%g %s)", words_for (concept), visits, visits == 1 ? "visit" : "visits")
                      : g_strdup (words_for (concept));
}

static char *
surgery_name (const struct prose *prose, const cJSON *item)
{
    const char *concept = record_string (item, "concept");
    const char *day = record_string (item, "date"), *side = record_string (item, "laterality");
    g_autofree char *date = prose_date (day);
    gboolean other = g_strcmp0 (concept, "other_surgery") == 0;
    g_autofree char *name = other ? in_its_words (prose, item, "an operation") : g_strdup (words_for (concept));
    return g_strconcat (side && !other ? words_for (side) : "", side && !other ? " " : "", name,
                        !date                                  ? ""
                        : strlen (day) < strlen ("2004-01-01") ? " in "
                                                               : " on ",
                        date, NULL);
}

static void
add_therapies (struct prose *prose)
{
    g_autoptr (GPtrArray) therapies = g_ptr_array_new_with_free_func (named_free);
    g_autoptr (GPtrArray) surgeries = g_ptr_array_new_with_free_func (named_free);
    const cJSON *item;
    cJSON_ArrayForEach (item, part (prose, "therapies")) {
        if (prose_may_assert (item) && record_string (item, "concept"))
            named_note (therapies, therapy_name (prose, item), item);
    }
    cJSON_ArrayForEach (item, part (prose, "surgeries")) {
        if (prose_may_assert (item) && record_string (item, "concept"))
            named_note (surgeries, surgery_name (prose, item), item);
    }
    named_say (prose, "The surgical history includes", surgeries, NULL);
    named_say (prose, "Treatment has included", therapies, NULL);
}

/* --- medication, dispute ----------------------------------------------------------------------------------------------- */

/* The day of the document in which a fact stands; NULL where it has none. */
static const char *
day_of (const struct prose *prose, const cJSON *item)
{
    return record_string (evidence_find (prose->evidence, record_string (record_get (item, "ctx"), "report_ref")),
                          "date");
}

/* Whether a later document tells that the drug is taken no more. */
static gboolean
is_ended (const struct prose *prose, const cJSON *items, const cJSON *item)
{
    const char *day = day_of (prose, item), *generic = record_string (item, "generic");
    const cJSON *other;
    if (!day || !generic)
        return FALSE;
    cJSON_ArrayForEach (other, items) {
        const char *is = record_string (other, "status"), *later = day_of (prose, other);
        if (later && strcmp (later, day) > 0 && g_strcmp0 (record_string (other, "generic"), generic) == 0
            && (g_strcmp0 (is, "past") == 0 || g_strcmp0 (is, "denied") == 0) && !record_bool (other, "candidate"))
            return TRUE;
    }
    return FALSE;
}

/* "Norco (hydrocodone) 10 mg twice daily"; the caller frees. */
static char *
medication_name (const cJSON *item)
{
    const char *name = record_string (item, "name"), *generic = record_string (item, "generic");
    const char *strength = record_string (item, "strength");
    g_autofree char *often = words_for_frequency (record_string (item, "frequency"));
    g_autofree char *brand = generic && strcmp (generic, name) != 0 ? g_strdup (name) : NULL;
    if (brand)
        brand[0] = g_ascii_toupper (brand[0]);
    return g_strconcat (brand ? brand : name, brand ? " (" : "", brand ? generic : "", brand ? ")" : "",
                        strength ? " " : "", strength ? strength : "", often ? " " : "", often, NULL);
}

static void
add_medications (struct prose *prose)
{
    const cJSON *medications = part (prose, "medications"), *item;
    const char *status = record_string (medications, "list_status");
    g_autoptr (GPtrArray) current = g_ptr_array_new_with_free_func (named_free);
    g_autoptr (GPtrArray) allergies = g_ptr_array_new_with_free_func (named_free);
    cJSON_ArrayForEach (item, record_get (medications, "items")) {
        const char *name = record_string (item, "name"), *is = record_string (item, "status");
        if (!prose_may_assert (item) || !name)
            continue;
        if (g_strcmp0 (is, "allergy") == 0)
            named_note (allergies, g_strdup (record_string (item, "generic") ? record_string (item, "generic") : name),
                        item);
        else if (g_strcmp0 (is, "current") == 0 && !is_ended (prose, record_get (medications, "items"), item))
            named_note (current, medication_name (item), item);
    }
    named_say (prose, current->len == 1 ? "The current medication is" : "Current medications are", current, NULL);
    if (current->len == 0 && g_strcmp0 (status, "none_taken") == 0)
        prose_sentence (prose, "The records state that no medication is taken", "medications",
                        record_get (medications, "evidence"));
    else if (current->len == 0) {
        g_autofree char *pages = prose_pages_read (prose->json);
        g_autofree char *text =
            g_strdup_printf (g_strcmp0 (status, "illegible") == 0
                                 ? "The medication list cannot be read, among %s"
                                 : "No current medication is documented in %s; that does not say that none is taken",
                             pages);
        prose_sentence (prose, text, "absent:medications", NULL);
    }
    named_say (prose, "An allergy is recorded to", allergies, NULL);
}

/* What was asked for, and what utilization review said to it. */
static void
add_dispute (struct prose *prose)
{
    const cJSON *request, *admin = part (prose, "admin"), *asked = record_get (admin, "rfa_date"),
                          *denied = record_get (admin, "ur_denial_date");
    g_autofree char *asked_on = prose_date (value_of (asked)), *denied_on = prose_date (value_of (denied));
    cJSON_ArrayForEach (request, part (prose, "requests")) {
        const char *raw = record_string (request, "raw"),
                   *outcome = words_for_decision (record_string (request, "ur_outcome"));
        const cJSON *mention = cJSON_GetArrayItem (record_get (request, "mentions"), 0);
        if (!raw)
            continue;
        if (asked_on) {
            g_autofree char *text = g_strdup_printf ("On %s", asked_on);
            prose_say (prose, text, "admin.rfa_date", record_get (asked, "evidence"));
        }
        g_autofree char *what = g_strdup_printf ("%s \"%s\" was requested", asked_on ? "," : "", raw);
        prose_say (prose, asked_on ? what : what + 1, record_string (request, "id"), record_get (mention, "evidence"));
        if (outcome) {
            g_autofree char *text = g_strdup_printf ("; utilization review %s it", outcome);
            prose_say (prose, text, record_string (request, "id"), NULL);
        }
        if (outcome && denied_on) {
            g_autofree char *text = g_strdup_printf (" on %s", denied_on);
            prose_say (prose, text, "admin.ur_denial_date", record_get (denied, "evidence"));
        }
        prose_stop (prose);
    }
}

static int
count_candidates (const struct prose *prose)
{
    const cJSON *list, *item;
    int n = 0;
    cJSON_ArrayForEach (list, prose->json) {
        if (!cJSON_IsArray (list))
            continue;
        cJSON_ArrayForEach (item, list) {
            n += record_bool (item, "candidate");
        }
    }
    return n;
}

void
summary_add (struct prose *prose)
{
    prose_paragraph (prose, NULL);
    add_patient (prose);
    add_diagnoses (prose);
    prose_paragraph (prose, NULL);
    add_therapies (prose);
    responses_add (prose);
    state_add (prose);
    prose_paragraph (prose, NULL);
    studies_add (prose);
    add_medications (prose);
    prose_paragraph (prose, NULL);
    add_dispute (prose);
    int doubtful = count_candidates (prose);
    if (doubtful) {
        g_autofree char *text =
            g_strdup_printf ("%d %s on doubtful readings alone and %s left out of this summary", doubtful,
                             doubtful == 1 ? "fact rests" : "facts rest", doubtful == 1 ? "is" : "are");
        prose_paragraph (prose, NULL);
        prose_sentence (prose, text, "candidates", NULL);
    }
}
