#include "stages/report/responses.h"

#include <string.h>

#include "common/record.h"
#include "stages/report/named.h"
#include "stages/report/words.h"

static const cJSON *
part (const struct prose *prose, const char *key)
{
    return record_get (prose->json, key);
}

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

/* " from 8 to 3 of 10", of pain that was rated before and after; "" where it was not. The caller frees. */
static char *
fall_of (const cJSON *outcome)
{
    double before = record_number (outcome, "before", -1), after = record_number (outcome, "after", -1);
    return measures (outcome, "pain") && before >= 0 && before <= 10 && after >= 0 && after < before
               ? g_strdup_printf (" from %g to %g of 10", before, after)
               : g_strdup ("");
}

/* "80% relief of pain for 4 hours"; the caller frees, NULL where nothing is recorded. */
static char *
response_of (const cJSON *outcome)
{
    const char *direction = record_string (outcome, "direction");
    g_autofree char *percent = words_for_amount (record_get (outcome, "percent"), "%");
    g_autofree char *duration = words_for_amount (record_get (outcome, "duration"), NULL), *fall = fall_of (outcome);
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
                        percent && !before ? " of " : "", percent && !before ? percent : "", fall,
                        duration ? " for " : "", duration, NULL);
}

/* What ends the sentence: what was not found of an improvement, which is not to say that it is not there; and what else the text
 * leaves open. "" where there is nothing; the caller frees. */
static char *
tail_of (const cJSON *outcome, const char *open)
{
    g_autofree char *fall = fall_of (outcome);
    gboolean improved = g_strcmp0 (record_string (outcome, "direction"), "improved") == 0;
    gboolean degree = !improved || *fall || cJSON_IsObject (record_get (outcome, "percent"));
    gboolean duration = !improved || cJSON_IsObject (record_get (outcome, "duration"));
    const char *gap = degree && duration ? NULL
                      : degree           ? "its duration was not found"
                      : duration         ? "its degree was not found"
                                         : "neither its degree nor its duration was found";
    return g_strconcat (gap || open ? "; " : "", gap ? gap : "", gap && open ? ", and " : "", open, NULL);
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
                          && prose_is_told (prose, other) == prose_is_told (prose, outcome);
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
    const char *teller = prose_is_told (prose, outcome)                   ? "a summary in the file states"
                         : g_strcmp0 (attribution, "patient_report") == 0 ? "the patient reported"
                                                                          : "the records state";
    return g_strconcat (teller, " ", response, NULL);
}

/* "On May 8, 2014, a left lumbar medial branch block at L4-5 was performed; its procedure note is in the file." */
static void
say_event (struct prose *prose, const cJSON *event)
{
    g_autofree char *date = prose_date (record_string (event, "date"));
    g_autofree char *list = words_for_levels (record_get (event, "levels")), *levels = words_with_and (list);
    g_autofree char *name = named_with_place (event);
    g_autofree char *pages = prose_pages_read (prose->json);
    g_autofree char *what = g_strdup_printf ("%s %s%s%s was performed", words_article (name),
                                             *name ? name : "procedure", levels ? " at " : "", levels ? levels : "");
    g_autofree char *when = g_strconcat (date ? "on " : "on a date that was not found", date, NULL);
    g_autofree char *text = prose_is_told (prose, event)
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

/* Responses that one sentence can tell: the same words before and behind the names of the treatments. */
struct group {
    char *opening, *tail;
    GPtrArray *names; /* struct named */
};

static void
group_free (gpointer data)
{
    struct group *group = data;
    g_free (group->opening);
    g_free (group->tail);
    g_ptr_array_unref (group->names);
    g_free (group);
}

/* The group of these words, a new one where there is none; takes both over. */
static struct group *
group_of (GPtrArray *groups, char *opening, char *tail)
{
    struct group *group = g_new0 (struct group, 1);
    group->opening = opening;
    group->tail = tail;
    group->names = g_ptr_array_new_with_free_func (named_free);
    for (guint i = 0; i < groups->len; i++) {
        struct group *there = g_ptr_array_index (groups, i);
        if (strcmp (there->opening, opening) == 0 && strcmp (there->tail, tail) == 0) {
            group_free (group);
            return there;
        }
    }
    g_ptr_array_add (groups, group);
    return group;
}

/* Responses that no session is told of: "the patient reported no improvement after physical therapy, NSAIDs and home exercise". */
static void
add_unbound (struct prose *prose)
{
    g_autoptr (GPtrArray) groups = g_ptr_array_new_with_free_func (group_free);
    const cJSON *outcome;
    cJSON_ArrayForEach (outcome, part (prose, "outcomes")) {
        const char *treatment = record_string (outcome, "treatment_ref");
        g_autofree char *response = record_string (outcome, "event_ref") ? NULL : told_response (prose, outcome);
        if (!response)
            continue;
        if (!treatment) {
            g_autofree char *tail = tail_of (outcome, "the text does not say after which treatment");
            g_autofree char *text = g_strconcat (response, tail, NULL);
            prose_sentence (prose, text, record_string (outcome, "id"), record_get (outcome, "evidence"));
            continue;
        }
        g_auto (GStrv) halves = g_strsplit (treatment, "@", 2);
        const char *open = has_sessions (prose, halves[0]) ? "no session is named" : NULL;
        struct group *group = group_of (groups, g_strconcat (response, " after", NULL), tail_of (outcome, open));
        named_note (group->names, g_strdup (words_for (halves[0])), outcome);
    }
    for (guint i = 0; i < groups->len; i++) {
        const struct group *group = g_ptr_array_index (groups, i);
        named_say (prose, group->opening, group->names, group->tail);
    }
}

void
responses_add (struct prose *prose)
{
    const cJSON *event, *outcome;
    cJSON_ArrayForEach (event, part (prose, "events")) {
        if (!prose_may_assert (event))
            continue;
        say_event (prose, event);
        cJSON_ArrayForEach (outcome, part (prose, "outcomes")) {
            gboolean its = record_string (event, "id")
                           && g_strcmp0 (record_string (outcome, "event_ref"), record_string (event, "id")) == 0;
            g_autofree char *response = its ? told_response (prose, outcome) : NULL, *tail = tail_of (outcome, NULL);
            g_autofree char *text = response ? g_strconcat ("after it, ", response, tail, NULL) : NULL;
            if (text)
                prose_sentence (prose, text, record_string (outcome, "id"), record_get (outcome, "evidence"));
        }
    }
    add_unbound (prose);
}
