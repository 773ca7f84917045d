#include "stages/report/sections.h"

#include <string.h>

#include "common/record.h"
#include "stages/report/html.h"
#include "stages/report/words.h"

#define QUOTES_SHOWN 2
#define ROWS_SHOWN 120 /* of one table at once */

static const cJSON *
part (const struct report *report, const char *key)
{
    return record_get (report->json, key);
}

/* --- tables ------------------------------------------------------------------------------------------------------------ */

/* Rows of one table: facts that say the same on the same day are one row, with the evidence of all. */
struct row {
    char *what, *detail, *date;
    gboolean candidate, confirmed;
    cJSON *evidence; /* references to the case's own ids */
};
struct table {
    GPtrArray *rows;    /* struct row */
    GHashTable *by_key; /* what, detail, date -> lent row */
};

static void
row_free (gpointer data)
{
    struct row *row = data;
    g_free (row->what);
    g_free (row->detail);
    g_free (row->date);
    cJSON_Delete (row->evidence);
    g_free (row);
}

static struct table
table_start (void)
{
    return (struct table){ g_ptr_array_new_with_free_func (row_free),
                           g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };
}

static void
add_ids (cJSON *list, const cJSON *ids)
{
    const cJSON *id;
    if (cJSON_IsString (ids))
        cJSON_AddItemToArray (list, cJSON_CreateStringReference (ids->valuestring));
    cJSON_ArrayForEach (id, ids) {
        if (cJSON_IsString (id))
            cJSON_AddItemToArray (list, cJSON_CreateStringReference (id->valuestring));
    }
}

static void
table_add (struct table *table, const cJSON *item, const char *what, const char *detail, const char *date)
{
    gboolean candidate = record_bool (item, "candidate"), confirmed = record_bool (item, "confirmed");
    g_autofree char *key = g_strdup_printf ("%s\n%s\n%s\n%d%d", what ? what : "", detail ? detail : "",
                                            date ? date : "", candidate, confirmed);
    struct row *row = g_hash_table_lookup (table->by_key, key);
    if (!row) {
        row = g_new0 (struct row, 1);
        *row = (struct row){ g_strdup (what), g_strdup (detail), g_strdup (date),
                             candidate,       confirmed,         cJSON_CreateArray () };
        g_ptr_array_add (table->rows, row);
        g_hash_table_insert (table->by_key, g_steal_pointer (&key), row);
    }
    add_ids (row->evidence, record_get (item, "evidence"));
}

static void
add_row (const struct report *report, const struct row *row)
{
    GString *out = report->out;
    html_raw (out, row->candidate ? "<tr class=\"candidate\"><td>" : "<tr><td>");
    if (row->what)
        html_text (out, row->what);
    if (row->candidate)
        html_raw (out, " <span class=\"how low\">doubtful reading</span>");
    if (row->confirmed)
        html_raw (out, " <span class=\"how human\">confirmed by a person</span>");
    html_raw (out, "</td><td>");
    if (row->detail)
        html_text (out, row->detail);
    html_raw (out, "</td><td class=\"date\">");
    if (row->date)
        html_text (out, row->date);
    html_raw (out, "</td><td>");
    evidence_quotes (report->evidence, out, row->evidence, QUOTES_SHOWN);
    html_raw (out, "</td></tr>\n");
}

/* Rows [from, to) as a table. */
static void
add_rows (const struct table *table, const struct report *report, const char *first, const char *second, guint from,
          guint to)
{
    html_rawf (report->out,
               "<table class=\"facts\"><thead><tr><th scope=\"col\">%s</th><th scope=\"col\">%s</th>"
               "<th scope=\"col\">Date</th><th scope=\"col\">Where it stands</th></tr></thead>\n<tbody>\n",
               first, second);
    for (guint i = from; i < to; i++)
        add_row (report, g_ptr_array_index (table->rows, i));
    html_raw (report->out, "</tbody></table>\n");
}

/* Writes the table under its title, nothing where it is empty, and frees it; what nobody reads to its end is closed behind the first
 * rows. */
static void
table_end (struct table *table, const struct report *report, const char *title, const char *first, const char *second)
{
    guint n = table->rows->len, shown = n > ROWS_SHOWN + ROWS_SHOWN / 4 ? ROWS_SHOWN : n;
    if (n) {
        html_rawf (report->out, "<h3>%s</h3>\n", title);
        add_rows (table, report, first, second, 0, shown);
    }
    if (shown < n) {
        html_rawf (report->out, "<details class=\"more\"><summary>%u more rows</summary><noscript>\n", n - shown);
        evidence_close (report->evidence, TRUE);
        add_rows (table, report, first, second, shown, n);
        evidence_close (report->evidence, FALSE);
        html_raw (report->out, "</noscript></details>\n");
    }
    g_hash_table_unref (table->by_key);
    g_ptr_array_unref (table->rows);
}

/* Adds a detail that has not been told yet. */
static void
add_detail (GString *detail, const char *text)
{
    g_auto (GStrv) told = g_strsplit (detail->str, ", ", -1);
    if (text && *text && !g_strv_contains ((const char *const *) told, text))
        g_string_append_printf (detail, "%s%s", detail->len ? ", " : "", text);
}

/* What the records do not affirm, or not for certain, or not of the patient. */
static void
add_context (GString *detail, const cJSON *item)
{
    const cJSON *ctx = record_get (item, "ctx");
    const char *polarity = record_string (ctx, "polarity"), *certainty = record_string (ctx, "certainty");
    const char *temporality = record_string (ctx, "temporality"), *experiencer = record_string (ctx, "experiencer");
    const char *found = record_string (item, "polarity"); /* of an examination */
    gboolean affirmed = !polarity || strcmp (polarity, "affirmed") == 0;
    if (found && (affirmed || strcmp (found, "positive") != 0))
        add_detail (detail, words_for (found));
    else if (!affirmed)
        add_detail (detail, words_for (polarity));
    if (g_strcmp0 (certainty, "possible") == 0 || g_strcmp0 (certainty, "probable") == 0)
        add_detail (detail, certainty);
    if (g_strcmp0 (temporality, "planned") == 0 || g_strcmp0 (temporality, "hypothetical") == 0)
        add_detail (detail, temporality);
    if (experiencer && strcmp (experiencer, "patient") != 0)
        add_detail (detail, strcmp (experiencer, "family") == 0 ? "of the family" : "of another person");
}

/* --- treatments and responses ------------------------------------------------------------------------------------------ */

static void
add_events (const struct report *report)
{
    struct table table = table_start ();
    const cJSON *event;
    cJSON_ArrayForEach (event, part (report, "events")) {
        g_autoptr (GString) detail = g_string_new (NULL);
        g_autofree char *levels = words_for_levels (record_get (event, "levels"));
        add_context (detail, event);
        add_detail (detail, words_for (record_string (event, "region")));
        add_detail (detail, levels);
        add_detail (detail, words_for (record_string (event, "laterality")));
        if (!record_bool (event, "note_in_file"))
            add_detail (detail, "no procedure note in the file");
        const char *date = record_string (event, "date");
        table_add (&table, event, words_for (record_string (event, "concept")), detail->str,
                   date ? date : "date unknown");
    }
    table_end (&table, report, "Procedures performed", "Procedure", "Region, levels, side");
}

/* "facet radiofrequency neurotomy of 2014-02-20", or that the text does not say. */
static char *
treatment_of (const struct report *report, const cJSON *outcome)
{
    const char *treatment = record_string (outcome, "treatment_ref");
    const cJSON *event = evidence_find (report->evidence, record_string (outcome, "event_ref"));
    const char *date = record_string (event, "date");
    if (!treatment)
        return g_strdup ("treatment not said");
    g_auto (GStrv) halves = g_strsplit (treatment, "@", 2);
    return g_strconcat (words_for (halves[0]), date ? " of " : "", date ? date : "", NULL);
}

static void
add_outcomes (const struct report *report)
{
    struct table table = table_start ();
    const cJSON *outcome, *measure;
    cJSON_ArrayForEach (outcome, part (report, "outcomes")) {
        g_autoptr (GString) detail = g_string_new (NULL);
        g_autofree char *percent = words_for_amount (record_get (outcome, "percent"), "%");
        g_autofree char *duration = words_for_amount (record_get (outcome, "duration"), NULL);
        const char *direction = record_string (outcome, "direction");
        add_context (detail, outcome);
        add_detail (detail, g_strcmp0 (direction, "none") == 0 ? "no improvement" : words_for (direction));
        cJSON_ArrayForEach (measure, record_get (outcome, "measure")) {
            add_detail (detail, words_for (cJSON_GetStringValue (measure)));
        }
        add_detail (detail, percent);
        if (duration) {
            g_autofree char *lasting = g_strdup_printf ("for %s", duration);
            add_detail (detail, lasting);
        }
        g_autofree char *name = treatment_of (report, outcome);
        table_add (&table, outcome, name, detail->str, record_string (outcome, "date"));
    }
    table_end (&table, report, "Responses to treatment", "After which treatment", "Response");
}

/* --- scores, function, work -------------------------------------------------------------------------------------------- */

static void
add_scores (const struct report *report)
{
    struct table table = table_start ();
    const cJSON *item;
    cJSON_ArrayForEach (item, part (report, "pain_scores")) {
        g_autoptr (GString) detail = g_string_new (NULL);
        g_autofree char *score = words_for_score (item);
        add_context (detail, item);
        add_detail (detail, words_for (record_string (item, "when")));
        add_detail (detail, words_for (record_string (item, "treatment")));
        table_add (&table, item, score, detail->str, record_string (item, "date"));
    }
    table_end (&table, report, "Pain scores", "Score", "When");
}

static void
add_functions (const struct report *report)
{
    struct table table = table_start ();
    const cJSON *item;
    cJSON_ArrayForEach (item, part (report, "functions")) {
        g_autoptr (GString) detail = g_string_new (NULL);
        g_autofree char *before = words_for_measure (record_get (item, "before")),
                        *after = words_for_measure (record_get (item, "after"));
        g_autofree char *change = before && after ? g_strdup_printf ("%s before, %s after", before, after) : NULL;
        add_context (detail, item);
        add_detail (detail, change ? change : after ? after : before);
        add_detail (detail, words_for (record_string (item, "direction")));
        add_detail (detail, words_for (record_string (item, "treatment")));
        table_add (&table, item, words_for (record_string (item, "measure")), detail->str,
                   record_string (item, "date"));
    }
    table_end (&table, report, "Function", "Measure", "Value");
}

static void
add_work (const struct report *report)
{
    struct table table = table_start ();
    const cJSON *item, *smoking = part (report, "smoking");
    cJSON_ArrayForEach (item, part (report, "work_status")) {
        g_autoptr (GString) detail = g_string_new (NULL);
        add_context (detail, item);
        table_add (&table, item, words_for (record_string (item, "value")), detail->str, record_string (item, "date"));
    }
    table_end (&table, report, "Work status", "Status", "Detail");
    table = table_start ();
    if (cJSON_IsObject (smoking))
        table_add (&table, smoking, words_for (record_string (smoking, "value")), NULL, NULL);
    table_end (&table, report, "Smoking", "Status", "Detail");
}

static void
add_visits (const struct report *report)
{
    struct table table = table_start ();
    const cJSON *item;
    cJSON_ArrayForEach (item, part (report, "visits")) {
        const char *treatment = words_for (record_string (item, "treatment"));
        g_autofree char *count = words_for_range (item, "count_low", "count_high");
        g_autoptr (GString) detail = g_string_new (NULL);
        add_context (detail, item);
        add_detail (detail, count);
        add_detail (detail, words_for (record_string (item, "state")));
        table_add (&table, item, treatment ? treatment : "treatment not said", detail->str,
                   record_string (item, "date"));
    }
    table_end (&table, report, "Visits", "Of", "Number");
}

/* --- diagnoses, examination, medication -------------------------------------------------------------------------------- */

/* What a fact of a list is called. */
static const char *
name_of (const cJSON *item)
{
    static const char *const keys[] = { "concept", "modality", "about", "subject" };
    for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
        if (record_string (item, keys[i]))
            return words_for (record_string (item, keys[i]));
    return NULL;
}

static void
add_list (const struct report *report, const char *key, const char *title)
{
    struct table table = table_start ();
    const cJSON *item;
    cJSON_ArrayForEach (item, part (report, key)) {
        static const char *const words[] = { "region", "side", "laterality", "qualifier", "treatment" };
        g_autoptr (GString) detail = g_string_new (NULL);
        g_autofree char *levels = words_for_levels (record_get (item, "levels"));
        add_context (detail, item);
        add_detail (detail, record_string (item, "value"));
        add_detail (detail, record_string (item, "level"));
        add_detail (detail, levels);
        for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
            add_detail (detail, words_for (record_string (item, words[i])));
        add_detail (detail, words_for (record_string (item, "finding")));
        if (record_bool (item, "with_pain"))
            add_detail (detail, "with pain");
        if (record_number (item, "visits", 0) > 0) {
            g_autofree char *visits = g_strdup_printf ("%g visits", record_number (item, "visits", 0));
            add_detail (detail, visits);
        }
        if (strcmp (key, "absences") == 0 && record_string (item, "stated_by")) {
            g_autofree char *by = g_strdup_printf ("says the %s", words_for (record_string (item, "stated_by")));
            add_detail (detail, by);
        }
        table_add (&table, item, name_of (item), detail->str, record_string (item, "date"));
    }
    table_end (&table, report, title, "What", "Detail");
}

static void
add_medications (const struct report *report)
{
    const cJSON *medications = part (report, "medications"), *item;
    const char *status = record_string (medications, "list_status");
    if (cJSON_GetArraySize (record_get (medications, "items")) == 0) {
        html_raw (report->out, "<h3>Medications</h3>\n<p>");
        html_raw (report->out,
                  g_strcmp0 (status, "none_taken") == 0
                      ? "The records say that none is taken.</p>\n"
                      : "The records in hand hold no medication list. That does not say that none is taken.</p>\n");
        evidence_quotes (report->evidence, report->out, record_get (medications, "evidence"), QUOTES_SHOWN);
        return;
    }
    struct table table = table_start ();
    cJSON_ArrayForEach (item, record_get (medications, "items")) {
        g_autoptr (GString) detail = g_string_new (NULL);
        const char *generic = record_string (item, "generic"), *name = record_string (item, "name");
        g_autofree char *both = generic && name && g_ascii_strcasecmp (generic, name) != 0
                                    ? g_strdup_printf ("%s (%s)", name, generic)
                                    : g_strdup (name);
        add_context (detail, item);
        add_detail (detail, record_string (item, "strength"));
        add_detail (detail, record_string (item, "frequency"));
        add_detail (detail, words_for (record_string (item, "status")));
        table_add (&table, item, both, detail->str, record_string (item, "date"));
    }
    table_end (&table, report, "Medications", "Name", "Strength, frequency, status");
}

/* --- who said what under which guideline ------------------------------------------------------------------------------- */

static void
add_citations (const struct report *report)
{
    struct table table = table_start ();
    const cJSON *item, *page;
    cJSON_ArrayForEach (item, part (report, "citations")) {
        static const char *const keys[] = { "chapter", "topic", "edition", "updated" };
        g_autoptr (GString) detail = g_string_new (NULL);
        for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
            add_detail (detail, record_string (item, keys[i]));
        cJSON_ArrayForEach (page, record_get (item, "pages")) {
            g_autofree char *number =
                cJSON_IsNumber (page) ? g_strdup_printf (page->prev->next ? "%g" : "p. %g", page->valuedouble) : NULL;
            add_detail (detail, number);
        }
        g_autofree char *name = g_strdup_printf ("%s: %s", words_for (record_string (item, "party")),
                                                 record_string (item, "system") ? record_string (item, "system") : "");
        table_add (&table, item, name, detail->str, NULL);
    }
    table_end (&table, report, "Guidelines cited", "By whom", "What");
}

void
section_facts (const struct report *report)
{
    html_raw (report->out, "<section id=\"facts\"><h2>What the records say</h2>\n");
    gsize empty = report->out->len;
    add_events (report);
    add_outcomes (report);
    add_scores (report);
    add_functions (report);
    add_work (report);
    add_list (report, "diagnoses", "Diagnoses");
    add_list (report, "symptoms", "Symptoms");
    add_list (report, "exam", "Examination");
    add_list (report, "imaging", "Imaging and tests");
    add_list (report, "therapies", "Therapies");
    add_visits (report);
    add_list (report, "surgeries", "Surgery");
    add_list (report, "plans", "Plans");
    add_medications (report);
    add_list (report, "absences", "What the file itself calls absent");
    add_citations (report);
    if (report->out->len == empty)
        html_raw (report->out, "<p>Nothing that the program recognises.</p>\n");
    html_raw (report->out, "</section>\n");
}
