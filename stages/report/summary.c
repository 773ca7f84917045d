#include "stages/report/summary.h"

#include <string.h>

#include "common/record.h"
#include "stages/report/html.h"
#include "stages/report/words.h"

#define STATE_REPORTS 2 /* the latest dates of which findings are told */

static const cJSON *
part (const struct prose *prose, const char *key)
{
    return record_get (prose->json, key);
}

static void
append (GString *text, const char *separator, const char *more)
{
    if (more && *more)
        g_string_append_printf (text, "%s%s", text->len ? separator : "", more);
}

/* Who tells a fact: the records themselves, the patient in them, or a summary by somebody who read other records. */
static const char *
teller_of (const struct prose *prose, const cJSON *fact)
{
    const char *first = cJSON_GetStringValue (cJSON_GetArrayItem (record_get (fact, "evidence"), 0));
    const char *zone = record_string (evidence_find (prose->evidence, first), "zone");
    if (g_strcmp0 (zone, "summary") == 0)
        return "a summary in the file states";
    const char *attribution = record_string (record_get (fact, "ctx"), "attribution");
    return g_strcmp0 (attribution, "patient_report") == 0 ? "the patient reported" : "the records state";
}

static const char *
value_of (const cJSON *holder)
{
    return cJSON_IsString (holder) ? holder->valuestring : record_string (holder, "value");
}

/* --- who --------------------------------------------------------------------------------------------------------------- */

static void
add_patient (struct prose *prose)
{
    const cJSON *patient = part (prose, "patient"), *age = record_get (patient, "age"),
                *sex = record_get (patient, "sex");
    const cJSON *injury = record_get (part (prose, "admin"), "date_of_injury");
    g_autofree char *date = prose_date (value_of (injury));
    if (cJSON_IsNumber (record_get (age, "value"))) {
        g_autofree char *text = g_strdup_printf ("The injured worker is %g years old", record_number (age, "value", 0));
        prose_sentence (prose, text, record_get (age, "evidence"));
    } else
        prose_sentence (prose, "The age of the injured worker is not documented", NULL);
    if (value_of (sex)) {
        g_autofree char *text = g_strdup_printf ("The sex is recorded as %s", value_of (sex));
        prose_sentence (prose, text, record_get (sex, "evidence"));
    }
    if (date) {
        g_autofree char *text = g_strdup_printf ("The injury is dated %s", date);
        prose_sentence (prose, text, record_get (injury, "evidence"));
    } else
        prose_sentence (prose, "The date of injury is not documented", NULL);
}

/* Each diagnosis once, with the sources of its first mention. */
static void
add_diagnoses (struct prose *prose)
{
    g_autoptr (GHashTable) told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    const cJSON *item;
    cJSON_ArrayForEach (item, part (prose, "diagnoses")) {
        if (!prose_may_assert (item) || !record_string (item, "concept"))
            continue;
        g_autoptr (GString) name = g_string_new (words_for (record_string (item, "concept")));
        const char *region = record_string (item, "region");
        if (region && !strstr (name->str, words_for (region)))
            g_string_append_printf (name, " (%s)", words_for (region));
        if (!g_hash_table_add (told, g_strdup (name->str)))
            continue;
        g_autofree char *text = g_strdup_printf (
            g_hash_table_size (told) == 1 ? "The records diagnose %s" : "They also diagnose %s", name->str);
        prose_sentence (prose, text, record_get (item, "evidence"));
    }
    if (g_hash_table_size (told) == 0)
        prose_sentence (prose, "No diagnosis that can be asserted was found in the records", NULL);
}

/* --- treatment and response -------------------------------------------------------------------------------------------- */

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

/* "relief of pain of 80% for 4 hours", with what was not read said so; the caller frees, NULL where nothing is recorded. */
static char *
response_of (const cJSON *outcome)
{
    const char *direction = record_string (outcome, "direction");
    g_autofree char *percent = words_for_amount (record_get (outcome, "percent"), "%");
    g_autofree char *duration = words_for_amount (record_get (outcome, "duration"), NULL);
    const char *of = measures (outcome, "function") && !measures (outcome, "pain") ? " of function" : "";
    g_autoptr (GString) text = g_string_new (NULL);
    if (g_strcmp0 (direction, "none") == 0)
        g_string_append_printf (text, "no improvement%s", of);
    else if (g_strcmp0 (direction, "worse") == 0)
        g_string_append_printf (text, "a worsening%s", of);
    else if (g_strcmp0 (direction, "improved") == 0)
        g_string_append (text, measures (outcome, "pain") ? "relief of pain"
                               : *of                      ? "improvement of function"
                                                          : "improvement");
    else
        return NULL;
    if (percent)
        g_string_append_printf (text, " of %s", percent);
    if (duration)
        g_string_append_printf (text, " for %s", duration);
    if (g_strcmp0 (direction, "improved") == 0 && !percent)
        g_string_append (text, duration ? " (the program read no degree there)"
                                        : " (the program read neither degree nor duration there)");
    else if (g_strcmp0 (direction, "improved") == 0 && !duration)
        g_string_append (text, " (the program read no duration there)");
    return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_response (struct prose *prose, const cJSON *outcome, const char *after)
{
    g_autofree char *response = response_of (outcome);
    if (!response || !prose_may_assert (outcome))
        return;
    const char *teller = teller_of (prose, outcome);
    g_autofree char *text = g_strdup_printf ("%s, %s %s", after, teller, response);
    prose_sentence (prose, text, record_get (outcome, "evidence"));
}

static void
add_event (struct prose *prose, const cJSON *event)
{
    g_autofree char *date = prose_date (record_string (event, "date"));
    g_autofree char *levels = words_for_levels (record_get (event, "levels"));
    const char *name = words_for (record_string (event, "concept"));
    g_autoptr (GString) scope = g_string_new (NULL);
    append (scope, ", ", words_for (record_string (event, "region")));
    append (scope, ", ", levels);
    append (scope, ", ", words_for (record_string (event, "laterality")));
    gboolean told = strcmp (teller_of (prose, event), "a summary in the file states") == 0;
    g_autofree char *text = g_strdup_printf (
        "%s%s%s, %s %s%s%s%s was performed", told ? "by a summary in the file, " : "",
        date ? "on " : "at a date not documented", date ? date : "", name && strchr ("aeioAEIO", *name) ? "an" : "a",
        name ? name : "procedure", scope->len ? ", " : "", scope->str, scope->len ? "," : "");
    prose_sentence (prose, text, record_get (event, "evidence"));
    prose_sentence (prose,
                    record_bool (event, "note_in_file") ? "Its procedure note is in the file"
                                                        : "Its procedure note is not in the file",
                    NULL);
}

static void
add_treatments (struct prose *prose)
{
    const cJSON *event, *outcome;
    cJSON_ArrayForEach (event, part (prose, "events")) {
        if (!prose_may_assert (event))
            continue;
        add_event (prose, event);
        cJSON_ArrayForEach (outcome, part (prose, "outcomes")) {
            if (record_string (event, "id")
                && g_strcmp0 (record_string (outcome, "event_ref"), record_string (event, "id")) == 0)
                add_response (prose, outcome, "after it");
        }
    }
    cJSON_ArrayForEach (event, part (prose, "therapies")) {
        double visits = record_number (event, "visits", 0);
        if (!prose_may_assert (event) || !record_string (event, "concept"))
            continue;
        g_autofree char *count = visits > 0 ? g_strdup_printf (", %g visits", visits) : g_strdup ("");
        g_autofree char *text =
            g_strdup_printf ("The records name %s%s", words_for (record_string (event, "concept")), count);
        prose_sentence (prose, text, record_get (event, "evidence"));
    }
    cJSON_ArrayForEach (outcome, part (prose, "outcomes")) {
        if (record_string (outcome, "event_ref"))
            continue;
        const char *treatment = record_string (outcome, "treatment_ref");
        g_auto (GStrv) halves = g_strsplit (treatment ? treatment : "", "@", 2);
        g_autofree char *after =
            treatment ? g_strdup_printf ("after %s (on which date is not tied down)", words_for (halves[0]))
                      : g_strdup ("without naming the treatment");
        add_response (prose, outcome, after);
    }
}

/* --- the present state ------------------------------------------------------------------------------------------------- */

/* The latest date below `before` (NULL: of all) that a symptom, score or examination bears; lent. */
static const char *
latest_before (const struct prose *prose, const char *before)
{
    static const char *const keys[] = { "symptoms", "pain_scores", "exam", "functions", "work_status" };
    const char *latest = NULL;
    for (gsize i = 0; i < G_N_ELEMENTS (keys); i++) {
        const cJSON *item;
        cJSON_ArrayForEach (item, part (prose, keys[i])) {
            const char *date = record_string (item, "date");
            if (date && prose_may_assert (item) && (!before || strcmp (date, before) < 0)
                && (!latest || strcmp (date, latest) > 0))
                latest = date;
        }
    }
    return latest;
}

static char *
measure_text (const cJSON *value)
{
    const char *unit = record_string (value, "unit");
    if (!cJSON_IsNumber (record_get (value, "value")))
        return NULL;
    return g_strdup_printf ("%g%s%s", record_number (value, "value", 0), unit && strcmp (unit, "%") != 0 ? " " : "",
                            unit ? unit : "");
}

/* What one dated fact says, as a clause; the caller frees, NULL where it says nothing that can be told. */
static char *
clause_of (const char *key, const cJSON *item)
{
    const char *concept = words_for (record_string (item, "concept")), *value = record_string (item, "value");
    const char *side = words_for (record_string (item, "side")), *polarity = record_string (item, "polarity");
    if (strcmp (key, "symptoms") == 0)
    return concept ? g_strdup_printf ("%s was recorded", concept) : NULL;
    if (strcmp (key, "pain_scores") == 0) {
        double low = record_number (item, "low", -1), high = record_number (item, "high", -1);
        const char *when = record_string (item, "when");
        if (low < 0 || high < 0)
            return NULL;
        g_autofree char *range =
            low == high ? g_strdup_printf ("%g", low) : g_strdup_printf ("%g to %g", MIN (low, high), MAX (low, high));
        return g_strdup_printf ("pain was rated %s of 10%s%s%s", range, when ? " (" : "", when ? when : "",
                                when ? ")" : "");
    }
    if (strcmp (key, "exam") == 0)
    return concept && (value || polarity)
               ? g_strdup_printf ("examination recorded %s%s%s: %s%s%s%s", concept, side ? ", " : "", side ? side : "",
                                  value ? value : "",
                                  value && polarity && strcmp (polarity, "negative") == 0 ? ", " : "",
                                  value && g_strcmp0 (polarity, "negative") != 0 ? "" : words_for (polarity),
                                  record_bool (item, "with_pain") ? ", with pain" : "")
               : NULL;
    if (strcmp (key, "functions") == 0) {
        g_autofree char *before = measure_text (record_get (item, "before")),
                        *after = measure_text (record_get (item, "after"));
        const char *measure = words_for (record_string (item, "measure"));
        if (!measure || !after)
            return NULL;
        return before ? g_strdup_printf ("%s was recorded as %s before and %s after", measure, before, after)
                      : g_strdup_printf ("%s was recorded as %s", measure, after);
    }
    return value ? g_strdup_printf ("work status was recorded as %s", words_for (value)) : NULL;
}

static void
add_state (struct prose *prose)
{
    static const char *const keys[] = { "symptoms", "pain_scores", "exam", "functions", "work_status" };
    const char *date = NULL;
    for (int n = 0; n < STATE_REPORTS && (date = latest_before (prose, date)) != NULL; n++) {
        g_autofree char *when = prose_date (date);
        gboolean first = TRUE;
        g_autoptr (GHashTable) told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
        html_raw (prose->out, "<p>");
        for (gsize i = 0; i < G_N_ELEMENTS (keys); i++) {
            const cJSON *item;
            cJSON_ArrayForEach (item, part (prose, keys[i])) {
                if (g_strcmp0 (record_string (item, "date"), date) != 0 || !prose_may_assert (item))
                    continue;
                g_autofree char *clause = clause_of (keys[i], item);
                if (clause && !g_hash_table_add (told, g_strdup (clause)))
                    continue;
                g_autofree char *text =
                    clause && first ? g_strdup_printf ("In the record of %s, %s", when, clause) : g_strdup (clause);
                if (text)
                    prose_sentence (prose, text, record_get (item, "evidence"));
                first = first && !clause;
            }
        }
        html_raw (prose->out, "</p>\n");
    }
}

static void
add_medications (struct prose *prose)
{
    const cJSON *medications = part (prose, "medications"), *item;
    const char *status = record_string (medications, "list_status");
    int n = 0;
    cJSON_ArrayForEach (item, record_get (medications, "items")) {
        if (!prose_may_assert (item) || g_strcmp0 (record_string (item, "status"), "current") != 0)
            continue;
        g_autoptr (GString) text = g_string_new (n++ ? "Likewise " : "Recorded as current medication is ");
        g_string_append (text, record_string (item, "name") ? record_string (item, "name") : "a medicine");
        append (text, ", ", record_string (item, "strength"));
        append (text, ", ", record_string (item, "frequency"));
        prose_sentence (prose, text->str, record_get (item, "evidence"));
    }
    if (n == 0)
        prose_sentence (prose,
                        g_strcmp0 (status, "none_taken") == 0 ? "The records state that no medication is taken"
                        : g_strcmp0 (status, "illegible") == 0
                            ? "The medication list cannot be read"
                            : "No current medication is documented; that does not say that none is taken",
                        g_strcmp0 (status, "none_taken") == 0 ? record_get (medications, "evidence") : NULL);
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
    html_raw (prose->out, "<p>");
    add_patient (prose);
    html_raw (prose->out, "</p>\n<p>");
    add_diagnoses (prose);
    html_raw (prose->out, "</p>\n<p>");
    add_treatments (prose);
    html_raw (prose->out, "</p>\n");
    add_state (prose);
    html_raw (prose->out, "<p>");
    add_medications (prose);
    html_raw (prose->out, "</p>\n");
    int doubtful = count_candidates (prose);
    if (doubtful) {
        g_autofree char *text =
            g_strdup_printf ("%d facts rest on doubtful readings alone and are left out of this summary", doubtful);
        html_raw (prose->out, "<p>");
        prose_sentence (prose, text, NULL);
        html_raw (prose->out, "</p>\n");
    }
}
