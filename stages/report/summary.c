#include "stages/report/summary.h"

#include <math.h>
#include <string.h>

#include "common/record.h"
#include "stages/report/state.h"
#include "stages/report/words.h"

static const cJSON *
part (const struct prose *prose, const char *key)
{
    return record_get (prose->json, key);
}

/* Whether a fact stands only where somebody sums up other records, not in a record itself. */
static gboolean
is_told (const struct prose *prose, const cJSON *fact)
{
    const char *first = cJSON_GetStringValue (cJSON_GetArrayItem (record_get (fact, "evidence"), 0));
    return g_strcmp0 (record_string (evidence_find (prose->evidence, first), "zone"), "summary") == 0;
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

/* --- lists of things --------------------------------------------------------------------------------------------------- */

/* "left cervical radiculopathy"; the caller frees. */
static char *
name_with_place (const cJSON *item)
{
    const char *name = words_for (record_string (item, "concept")),
               *region = words_for (record_string (item, "region"));
    const char *side = record_string (item, "side") ? record_string (item, "side") : record_string (item, "laterality");
    g_autoptr (GString) text = g_string_new (NULL);
    if (side)
        g_string_append_printf (text, "%s ", words_for (side));
    gboolean said = name && region
                    && (strstr (name, region) || (strstr (name, "neck") && strcmp (region, "cervical") == 0)
                        || (strstr (name, "back") && strcmp (region, "lumbar") == 0));
    if (region && name && strcmp (region, "other") != 0 && !said)
        g_string_append_printf (text, "%s ", region);
    g_string_append (text, name ? name : "");
    return g_string_free (g_steal_pointer (&text), FALSE);
}

/* One thing that a list names, with all that says it. */
struct named {
    char *name;
    GString *basis;
    const cJSON *evidence;
};

static void
named_free (gpointer data)
{
    struct named *named = data;
    g_free (named->name);
    g_string_free (named->basis, TRUE);
    g_free (named);
}

/* Whether `name` is `other` with a side before it: "left radiculopathy", "radiculopathy". */
static gboolean
is_sided (const char *name, const char *other)
{
    static const char *const sides[] = { "left ", "right ", "bilateral " };
    for (gsize i = 0; i < G_N_ELEMENTS (sides); i++)
        if (g_str_has_prefix (name, sides[i]) && strcmp (name + strlen (sides[i]), other) == 0)
            return TRUE;
    return FALSE;
}

/* Takes `name` over. The same name, or the same without its side, is told once. */
static void
note_name (GPtrArray *list, char *name, const cJSON *item)
{
    g_autofree char *owned = name;
    struct named *found = NULL;
    for (guint i = 0; i < list->len && !found; i++) {
        struct named *there = g_ptr_array_index (list, i);
        if (strcmp (there->name, name) == 0 || is_sided (there->name, name) || is_sided (name, there->name))
            found = there;
    }
    if (!found) {
        found = g_new0 (struct named, 1);
        found->basis = g_string_new (NULL);
        g_ptr_array_add (list, found);
    }
    if (!found->name || is_sided (name, found->name)) {
        g_free (found->name);
        found->name = g_steal_pointer (&owned);
        found->evidence = record_get (item, "evidence");
    }
    g_string_append_printf (found->basis, " %s", record_string (item, "id") ? record_string (item, "id") : "");
}

/* "OPENING a[1], b[2] and c[3]." Nothing where the list is empty. */
static void
say_list (struct prose *prose, const char *opening, const GPtrArray *list)
{
    for (guint i = 0; i < list->len; i++) {
        const struct named *named = g_ptr_array_index (list, i);
        g_autofree char *text = g_strconcat (i == 0               ? opening
                                             : i + 1 == list->len ? " and"
                                                                  : ",",
                                             " ", named->name, NULL);
        prose_say (prose, text, named->basis->str, named->evidence);
    }
    if (list->len)
        prose_stop (prose);
}

static void
add_diagnoses (struct prose *prose)
{
    g_autoptr (GPtrArray) recorded = g_ptr_array_new_with_free_func (named_free);
    g_autoptr (GPtrArray) told = g_ptr_array_new_with_free_func (named_free);
    const cJSON *item;
    cJSON_ArrayForEach (item, part (prose, "diagnoses")) {
        if (prose_may_assert (item) && record_string (item, "concept"))
            note_name (is_told (prose, item) ? told : recorded, name_with_place (item), item);
    }
    say_list (prose, recorded->len == 1 ? "The documented diagnosis is" : "The documented diagnoses are", recorded);
    say_list (prose, recorded->len ? "A summary in the file also names" : "A summary in the file names as diagnosis",
              told);
    if (recorded->len + told->len == 0)
        say_absent (prose, "A diagnosis that can be asserted is", "absent:diagnoses");
}

static void
add_therapies (struct prose *prose)
{
    g_autoptr (GPtrArray) therapies = g_ptr_array_new_with_free_func (named_free);
    g_autoptr (GPtrArray) surgeries = g_ptr_array_new_with_free_func (named_free);
    const cJSON *item;
    cJSON_ArrayForEach (item, part (prose, "therapies")) {
        const char *name = words_for (record_string (item, "concept"));
        double visits = record_number (item, "visits", 0);
        if (prose_may_assert (item) && name)
            note_name (therapies, visits > 0 ? g_strdup_printf ("%s (%g visits)", name, visits) : g_strdup (name),
                       item);
    }
    cJSON_ArrayForEach (item, part (prose, "surgeries")) {
        g_autofree char *date = prose_date (record_string (item, "date"));
        if (prose_may_assert (item) && record_string (item, "concept"))
            note_name (surgeries,
                       g_strconcat (words_for (record_string (item, "concept")), date ? " on " : "", date, NULL), item);
    }
    say_list (prose, "The surgical history includes", surgeries);
    say_list (prose, "Treatment has included", therapies);
}

/* Whether a study of the kind is told with its day: then one without is hardly another. */
static gboolean
is_dated (const struct prose *prose, const char *modality)
{
    const cJSON *item;
    cJSON_ArrayForEach (item, part (prose, "imaging")) {
        if (prose_may_assert (item) && record_string (item, "date")
            && g_strcmp0 (record_string (item, "modality"), modality) == 0)
            return TRUE;
    }
    return FALSE;
}

static void
add_imaging (struct prose *prose)
{
    g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (named_free);
    const cJSON *item;
    cJSON_ArrayForEach (item, part (prose, "imaging")) {
        const char *name = words_for (record_string (item, "modality"));
        g_autofree char *date = prose_date (record_string (item, "date"));
        if (prose_may_assert (item) && name && (date || !is_dated (prose, record_string (item, "modality"))))
            note_name (list, g_strconcat (name, date ? " of " : "", date, NULL), item);
    }
    say_list (prose, list->len == 1 ? "The records speak of one study:" : "The records speak of these studies:", list);
}

/* --- procedures and responses ------------------------------------------------------------------------------------------ */

static gboolean
measures (const cJSON *outcome, const char *what)
{
    const cJSON *measure;
    cJSON_ArrayForEach (measure, record_get (outcome, "measure")) {
        if (g_strcmp0 (cJSON_GetStringValue (measure), what) == 0)
            return TRUE;
    }
    return FALSE;
}

/* "80% relief of pain for 4 hours"; the caller frees, NULL where nothing is recorded. */
static char *
response_of (const cJSON *outcome)
{
    const char *direction = record_string (outcome, "direction");
    g_autofree char *percent = words_for_amount (record_get (outcome, "percent"), "%");
    g_autofree char *duration = words_for_amount (record_get (outcome, "duration"), NULL);
    gboolean function = measures (outcome, "function") && !measures (outcome, "pain");
    const char *what = g_strcmp0 (direction, "none") == 0       ? "no improvement"
                       : g_strcmp0 (direction, "worse") == 0    ? "a worsening"
                       : g_strcmp0 (direction, "improved") != 0 ? NULL
                       : measures (outcome, "pain")             ? "relief of pain"
                                                                : "improvement";
    gboolean before = percent && g_strcmp0 (direction, "improved") == 0;
    if (!what)
        return NULL;
    return g_strconcat (before ? percent : "", before ? " " : "", what, function ? " of function" : "",
                        percent && !before ? " of " : "", percent && !before ? percent : "", duration ? " for " : "",
                        duration, NULL);
}

/* What the program did not read of an improvement, which is not to say that it is not there. */
static const char *
gap_of (const cJSON *outcome)
{
    gboolean percent = cJSON_IsObject (record_get (outcome, "percent"));
    gboolean duration = cJSON_IsObject (record_get (outcome, "duration"));
    if (g_strcmp0 (record_string (outcome, "direction"), "improved") != 0 || (percent && duration))
        return "";
    return percent    ? " (no duration was read)"
           : duration ? " (no degree was read)"
                      : " (neither degree nor duration was read)";
}

/* Whether another outcome of the same session or treatment says the same, and for how long besides. */
static gboolean
is_covered (const struct prose *prose, const cJSON *outcome)
{
    static const char *const keys[] = { "event_ref", "treatment_ref", "direction" };
    const cJSON *other;
    g_autofree char *percent = words_for_amount (record_get (outcome, "percent"), "%");
    if (!percent || cJSON_IsObject (record_get (outcome, "duration")))
        return FALSE;
    cJSON_ArrayForEach (other, part (prose, "outcomes")) {
        g_autofree char *same = words_for_amount (record_get (other, "percent"), "%");
        gboolean covers = other != outcome && prose_may_assert (other) && g_strcmp0 (percent, same) == 0
                          && cJSON_IsObject (record_get (other, "duration"))
                          && is_told (prose, other) == is_told (prose, outcome);
        for (gsize i = 0; covers && i < G_N_ELEMENTS (keys); i++)
            covers = g_strcmp0 (record_string (outcome, keys[i]), record_string (other, keys[i])) == 0;
        if (covers)
            return TRUE;
    }
    return FALSE;
}

/* "the patient reported 80% relief of pain for 4 hours"; the caller frees, NULL where it may not be asserted or is told already. */
static char *
told_response (const struct prose *prose, const cJSON *outcome)
{
    g_autofree char *response = response_of (outcome);
    if (!response || !prose_may_assert (outcome) || is_covered (prose, outcome))
        return NULL;
    const char *attribution = record_string (record_get (outcome, "ctx"), "attribution");
    const char *teller = is_told (prose, outcome)                         ? "a summary in the file states"
                         : g_strcmp0 (attribution, "patient_report") == 0 ? "the patient reported"
                                                                          : "the records state";
    return g_strconcat (teller, " ", response, NULL);
}

/* "On May 8, 2014, a left lumbar medial branch block at L4-5 was performed; its procedure note is in the file." */
static void
say_event (struct prose *prose, const cJSON *event)
{
    g_autofree char *date = prose_date (record_string (event, "date"));
    g_autofree char *levels = words_for_levels (record_get (event, "levels"));
    g_autofree char *name = name_with_place (event);
    g_autofree char *pages = prose_pages_read (prose->json);
    g_autofree char *what = g_strdup_printf ("a%s %s%s%s was performed", *name && strchr ("aeioAEIO", *name) ? "n" : "",
                                             *name ? name : "procedure", levels ? " at " : "", levels ? levels : "");
    g_autofree char *when = g_strconcat (date ? "on " : "on a date that was not read", date, NULL);
    g_autofree char *text = is_told (prose, event)
                                ? g_strdup_printf ("according to a summary in the file, %s %s", what, when)
                                : g_strdup_printf ("%s, %s", when, what);
    prose_say (prose, text, record_string (event, "id"), record_get (event, "evidence"));
    g_autofree char *note = record_bool (event, "note_in_file")
                                ? g_strdup ("; its procedure note is in the file")
                                : g_strdup_printf ("; no procedure note of it is among %s", pages);
    prose_say (prose, note, NULL, NULL);
    prose_stop (prose);
}

/* Whether the case holds sessions of the treatment, of which the text then names none. */
static gboolean
has_sessions (const struct prose *prose, const char *concept)
{
    const cJSON *event;
    cJSON_ArrayForEach (event, part (prose, "events")) {
        if (g_strcmp0 (record_string (event, "concept"), concept) == 0)
            return TRUE;
    }
    return FALSE;
}

/* Responses that no session is told of: "the patient reported no improvement after physical therapy, NSAIDs and home exercise". */
static void
add_unbound (struct prose *prose)
{
    g_autoptr (GHashTable) groups =
        g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
    g_autoptr (GPtrArray) openings = g_ptr_array_new ();
    const cJSON *outcome;
    cJSON_ArrayForEach (outcome, part (prose, "outcomes")) {
        const char *treatment = record_string (outcome, "treatment_ref");
        g_autofree char *response = record_string (outcome, "event_ref") ? NULL : told_response (prose, outcome);
        if (!response)
            continue;
        if (!treatment) {
            g_autofree char *text =
                g_strconcat (response, gap_of (outcome), "; the text does not say after which treatment", NULL);
            prose_sentence (prose, text, record_string (outcome, "id"), record_get (outcome, "evidence"));
            continue;
        }
        g_auto (GStrv) halves = g_strsplit (treatment, "@", 2);
        const char *session = has_sessions (prose, halves[0]) ? " (no session is named)" : "";
        char *opening = g_strconcat (response, gap_of (outcome), " after", NULL);
        GPtrArray *names = g_hash_table_lookup (groups, opening);
        if (!names) {
            names = g_ptr_array_new_with_free_func (named_free);
            g_hash_table_insert (groups, opening, names);
            g_ptr_array_add (openings, opening);
        } else
            g_free (opening);
        note_name (names, g_strconcat (words_for (halves[0]), session, NULL), outcome);
    }
    for (guint i = 0; i < openings->len; i++)
        say_list (prose, g_ptr_array_index (openings, i),
                  g_hash_table_lookup (groups, g_ptr_array_index (openings, i)));
}

static void
add_procedures (struct prose *prose)
{
    const cJSON *event, *outcome;
    cJSON_ArrayForEach (event, part (prose, "events")) {
        if (!prose_may_assert (event))
            continue;
        say_event (prose, event);
        cJSON_ArrayForEach (outcome, part (prose, "outcomes")) {
            gboolean its = record_string (event, "id")
                           && g_strcmp0 (record_string (outcome, "event_ref"), record_string (event, "id")) == 0;
            g_autofree char *response = its ? told_response (prose, outcome) : NULL;
            g_autofree char *text = response ? g_strconcat ("after it, ", response, gap_of (outcome), NULL) : NULL;
            if (text)
                prose_sentence (prose, text, record_string (outcome, "id"), record_get (outcome, "evidence"));
        }
    }
    add_unbound (prose);
}

/* --- medication, dispute ----------------------------------------------------------------------------------------------- */

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
        const char *strength = record_string (item, "strength"), *frequency = record_string (item, "frequency");
        if (g_strcmp0 (is, "allergy") == 0)
            note_name (allergies, g_strdup (name), item);
        else if (g_strcmp0 (is, "current") == 0)
            note_name (current,
                       g_strconcat (name, strength ? " " : "", strength ? strength : "", frequency ? " " : "",
                                    frequency, NULL),
                       item);
    }
    say_list (prose, current->len == 1 ? "The current medication is" : "Current medications are", current);
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
    say_list (prose, "An allergy is recorded to", allergies);
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
    add_procedures (prose);
    state_add (prose);
    prose_paragraph (prose, NULL);
    add_imaging (prose);
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
