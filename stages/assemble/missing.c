#include "stages/assemble/missing.h"

#include <string.h>

#include "common/calendar.h"
#include "common/record.h"
#include "stages/assemble/concepts.h"
#include "stages/assemble/pages.h"
#include "stages/assemble/sentence.h"

#define MAX_MISSING 500
#define MAX_SENTENCES 3      /* told of one thing that is missing */
#define WINDOW_MONTHS 6      /* before the request: 8 CCR 9792.10.5 */
#define REPORT_EVERY_DAYS 45 /* 8 CCR 9785(f) */
#define ABOUT_DAYS 10        /* a visit that was planned for a day may have been so many days off */
#define FULL_DATE 10

static const char *const visit_notes[] = { "PR2", "DFR", "PR4_PR3", "MEDLEGAL", "OP", "THER", "PSY", NULL };

struct search {
    struct assembly *assembly;
    cJSON *list;
    const char *request; /* ISO day of the request, or NULL */
    char *from;          /* first day of the six months before it, or NULL */
};

/* TRUE, FALSE or null: whether the day is one of the six months before the request. */
static void
add_window (const struct search *search, cJSON *item, const char *date)
{
    if (!search->from || !date || strlen (date) != FULL_DATE) {
        cJSON_AddNullToObject (item, "within_six_months");
        return;
    }
    cJSON_AddBoolToObject (item, "within_six_months",
                           strcmp (date, search->from) >= 0 && strcmp (date, search->request) <= 0);
}

static cJSON *
begin (struct search *search, const char *kind, const char *class_id, const char *date, const char *ref)
{
    if (cJSON_GetArraySize (search->list) >= MAX_MISSING) {
        case_leave_out (search->assembly, "missing");
        return NULL;
    }
    cJSON *item = cJSON_CreateObject ();
    g_autofree char *id = g_strdup_printf ("M%d", cJSON_GetArraySize (search->list) + 1);
    cJSON_AddStringToObject (item, "id", id);
    cJSON_AddStringToObject (item, "kind", kind);
    record_add_string (item, "class", class_id);
    record_add_string (item, "date", date);
    record_add_string (item, "ref", ref);
    add_window (search, item, date);
    cJSON_AddItemToArray (search->list, item);
    return item;
}

/* As `begin`, with the evidence of an item of the case; lent. */
static cJSON *
add_for (struct search *search, const char *kind, const char *class_id, const char *date, const cJSON *of)
{
    cJSON *item = begin (search, kind, class_id, date, record_string (of, "id"));
    const cJSON *evidence = record_get (of, "evidence");
    if (item)
        cJSON_AddItemToObject (item, "evidence",
                               cJSON_IsArray (evidence) ? cJSON_Duplicate (evidence, TRUE) : cJSON_CreateArray ());
    return item;
}

static const cJSON *
list_of (const struct search *search, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive (search->assembly->json, name);
}

static gboolean
has_event_on (const struct search *search, const char *date)
{
    const struct event *event = events_on (search->assembly, NULL, date);
    return event && !event->fact.candidate;
}

/* What the records or letters name and the files do not hold; the note of a procedure is told with the procedure. */
static void
add_mentioned (struct search *search)
{
    const cJSON *item;
    cJSON_ArrayForEach (item, list_of (search, "documents")) {
        const char *class_id = record_string (item, "class"), *date = record_string (item, "date");
        if (record_bool (item, "in_file") || (g_strcmp0 (class_id, "OP") == 0 && date && has_event_on (search, date)))
            continue;
        cJSON *added = add_for (search, "document", class_id, date, item);
        const cJSON *matches = record_get (item, "possible_match");
        if (added && matches)
            cJSON_AddItemToObject (added, "possible_match", cJSON_Duplicate (matches, TRUE));
    }
}

static gboolean
is_affirmed (const cJSON *item)
{
    return !record_bool (item, "candidate")
           && g_strcmp0 (record_string (record_get (item, "ctx"), "polarity"), "affirmed") == 0;
}

/* Whether a report tells of the procedure as done, and on no other side. */
static gboolean
tells_of (const struct document *document, const cJSON *procedure)
{
    const char *concept = record_string (procedure, "concept"), *side = record_string (procedure, "laterality");
    for (guint i = 0; i < document->pages->len; i++) {
        const struct page *page = g_ptr_array_index (document->pages, i);
        for (guint j = 0; j < page->mentions->len; j++) {
            const struct mention *mention = g_ptr_array_index (page->mentions, j);
            const char *other = mention_text (mention, "laterality");
            if (mention_is (mention, "procedure") && g_strcmp0 (mention_text (mention, "status"), "performed") == 0
                && g_strcmp0 (concept_narrow (mention_text (mention, "concept"), mention_text (mention, "detail")),
                              concept)
                       == 0
                && (!side || !other || g_str_equal (side, other)))
                return TRUE;
        }
    }
    return FALSE;
}

/* Operative reports of which no day could be read and that may be the note of the procedure. */
static void
add_undated_reports (const struct search *search, const cJSON *procedure, cJSON *added)
{
    const struct documents *documents = search->assembly->documents;
    cJSON *matches = NULL;
    for (guint i = 0; added && i < documents->n_in_file; i++) {
        const struct document *document = g_ptr_array_index (documents->list, i);
        if (document->date || g_strcmp0 (document->class_id, "OP") != 0 || document_is_copy (document)
            || document_is_foreign (document) || !tells_of (document, procedure))
            continue;
        if (!matches)
            matches = cJSON_AddArrayToObject (added, "possible_match");
        cJSON_AddItemToArray (matches, cJSON_CreateString (document->id));
    }
}

/* Procedures, and operations on spine and limbs, without their report. */
static void
add_notes (struct search *search)
{
    static const char *const reports[] = { "OP", NULL };
    const cJSON *item;
    cJSON_ArrayForEach (item, list_of (search, "events"))
        if (is_affirmed (item) && !record_bool (item, "note_in_file"))
            add_undated_reports (search, item,
                                 add_for (search, "procedure_note", "OP", record_string (item, "date"), item));
    cJSON_ArrayForEach (item, list_of (search, "surgeries"))
        if (is_affirmed (item) && g_strcmp0 (record_string (item, "concept"), "other_surgery") != 0
            && !documents_find (search->assembly->documents, reports, record_string (item, "date")))
            add_undated_reports (search, item,
                                 add_for (search, "procedure_note", "OP", record_string (item, "date"), item));
}

static gboolean
any_of_class (const struct search *search, const char *class_id)
{
    const struct documents *documents = search->assembly->documents;
    for (guint i = 0; i < documents->n_in_file; i++) {
        const struct document *document = g_ptr_array_index (documents->list, i);
        if (g_strcmp0 (document->class_id, class_id) == 0 && !document_is_foreign (document))
            return TRUE;
    }
    return FALSE;
}

/* The report of a study of the day, or one without a day, which may be it. */
static gboolean
study_reported (const struct search *search, const char *class_id, const char *date)
{
    const struct documents *documents = search->assembly->documents;
    for (guint i = 0; i < documents->list->len; i++) { /* those mentioned, too: they are told as such */
        const struct document *document = g_ptr_array_index (documents->list, i);
        if (g_strcmp0 (document->class_id, class_id) == 0 && !document_is_foreign (document)
            && (!document->date || !date || g_str_has_prefix (document->date, date)))
            return TRUE;
    }
    return FALSE;
}

static const char *
report_class (const char *modality)
{
    if (!modality || strcmp (modality, "uds") == 0)
        return modality ? "LAB" : NULL;
    static const char *const nerves[] = { "emg_ncs", "emg", "ncs", NULL };
    return g_strv_contains (nerves, modality) ? "EDX" : "IMG";
}

/* Studies with a day and without a report, and courses of therapy without any note. */
static void
add_studies_and_therapies (struct search *search)
{
    g_autoptr (GHashTable) told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    const cJSON *item;
    cJSON_ArrayForEach (item, list_of (search, "imaging")) {
        const char *class_id = report_class (record_string (item, "modality")), *date = record_string (item, "date");
        if (!class_id || !date || !is_affirmed (item) || study_reported (search, class_id, date)
            || documents_find (search->assembly->documents, visit_notes,
                               date)) /* that of the report that tells of it */
            continue;
        if (g_hash_table_add (told, g_strdup_printf ("%s %s", class_id, date)))
            add_for (search, "study_report", class_id, date, item);
    }
    static const char *const noted[] = { "pt", "aquatic", "chiro", "acu", "massage", "frp", "psych", NULL };
    cJSON_ArrayForEach (item, list_of (search, "therapies")) {
        const char *concept = record_string (item, "concept");
        const char *class_id = g_strcmp0 (concept, "psych") == 0 ? "PSY" : "THER";
        if (concept && g_strv_contains (noted, concept) && is_affirmed (item) && !any_of_class (search, class_id))
            add_for (search, "therapy_notes", class_id, NULL, item);
    }
}

static void
add_lists (struct search *search)
{
    const cJSON *medications = list_of (search, "medications");
    if (g_strcmp0 (record_string (medications, "list_status"), "not_specified") != 0)
        return;
    cJSON *item = begin (search, "list", "RX", NULL, "medications");
    const cJSON *evidence = record_get (medications, "evidence");
    if (item)
        cJSON_AddItemToObject (item, "evidence",
                               cJSON_IsArray (evidence) ? cJSON_Duplicate (evidence, TRUE) : cJSON_CreateArray ());
}

/* Whether some document, in the files or mentioned, or a procedure is of a day within `about` days of the one given. */
static gboolean
accounted_for (const struct search *search, const char *date, int about)
{
    const struct documents *documents = search->assembly->documents;
    if (has_event_on (search, date))
        return TRUE;
    for (guint i = 0; i < documents->list->len; i++) {
        const struct document *document = g_ptr_array_index (documents->list, i);
        if (document->date && !document_is_foreign (document) && calendar_julian (document->date) != CALENDAR_NONE
            && ABS (calendar_days_between (document->date, date)) <= about)
            return TRUE;
    }
    return FALSE;
}

static gboolean
any_undated_note (const struct search *search)
{
    const struct documents *documents = search->assembly->documents;
    for (guint i = 0; i < documents->n_in_file; i++) {
        const struct document *document = g_ptr_array_index (documents->list, i);
        if (!document->date && document_class_treats (document->class_id) && !document_is_copy (document)
            && !document_is_foreign (document))
            return TRUE;
    }
    return FALSE;
}

/* Visits of the six months that a report or letter speaks of, or that it arranged, without a report of theirs. */
static void
add_visits (struct search *search)
{
    static const char *const tellers[] = { "PR2", "DFR", "PR4_PR3", "MEDLEGAL", "UR", "IMR_FDL", "RFA", NULL };
    g_autoptr (GHashTable) told = g_hash_table_new (g_str_hash, g_str_equal);
    const GPtrArray *mentions = search->assembly->mentions;
    for (guint i = 0; search->from && i < mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (mentions, i);
        if (!mention_is (mention, "date") || mention->candidate || !case_feeds_facts (mention))
            continue;
        const char *role = mention_text (mention, "role"), *value = mention_text (mention, "value"),
                   *class_id = mention->page->document->class_id;
        gboolean arranged = g_strcmp0 (role, "next") == 0;
        if ((!arranged && g_strcmp0 (role, "service") != 0) || !value || calendar_julian (value) == CALENDAR_NONE
            || !class_id || !g_strv_contains (tellers, class_id) || strcmp (value, search->from) < 0
            || strcmp (value, search->request) >= 0 || accounted_for (search, value, arranged ? ABOUT_DAYS : 0)
            || !g_hash_table_add (told, (gpointer) value))
            continue;
        cJSON *item = begin (search, arranged ? "arranged_visit" : "visit", NULL, value, NULL);
        if (item)
            evidence_add_one (search->assembly, item, mention);
    }
}

static const struct mention *
own_date (const struct document *document)
{
    for (guint i = 0; i < document->pages->len; i++) {
        const struct page *page = g_ptr_array_index (document->pages, i);
        for (guint j = 0; j < page->mentions->len; j++) {
            const struct mention *mention = g_ptr_array_index (page->mentions, j);
            if (mention_is (mention, "date") && g_strcmp0 (mention_text (mention, "value"), document->date) == 0)
                return mention;
        }
    }
    return document->evidence->len ? g_ptr_array_index (document->evidence, 0) : NULL;
}

static void
add_gap (struct search *search, const char *from, const char *to, const struct document *before,
         const struct document *after)
{
    if (calendar_days_between (from, to) <= REPORT_EVERY_DAYS)
        return;
    cJSON *item = begin (search, "report_gap", "PR2", NULL, NULL);
    if (!item)
        return;
    cJSON_AddStringToObject (item, "from", from);
    cJSON_AddStringToObject (item, "to", to);
    cJSON_ReplaceItemInObjectCaseSensitive (item, "within_six_months", cJSON_CreateTrue ());
    cJSON *ids = cJSON_AddArrayToObject (item, "evidence");
    const struct document *sides[] = { before, after };
    for (guint i = 0; i < G_N_ELEMENTS (sides); i++) {
        const struct mention *mention = sides[i] ? own_date (sides[i]) : NULL;
        if (mention)
            cJSON_AddItemToArray (ids, cJSON_CreateString (evidence_id (search->assembly, mention)));
    }
}

static int
compare_dates (gconstpointer x, gconstpointer y)
{
    const struct document *a = *(struct document *const *) x, *b = *(struct document *const *) y;
    int order = strcmp (a->date, b->date);
    return order ? order : strcmp (a->id, b->id);
}

/* Stretches of the six months in which treatment went on (there are reports before and after) and no report is known, longer than
 * the time after which one is due. A report without a day that could be read may be any of them: then none is told. */
static void
add_gaps (struct search *search)
{
    g_autoptr (GPtrArray) reports = g_ptr_array_new ();
    const struct documents *documents = search->assembly->documents;
    if (!search->from || any_undated_note (search))
        return;
    for (guint i = 0; i < documents->list->len; i++) {
        struct document *document = g_ptr_array_index (documents->list, i);
        static const char *const due[] = { "PR2", "DFR", "PR4_PR3", NULL };
        if (document->date && document->class_id && g_strv_contains (due, document->class_id)
            && !document_is_copy (document) && !document_is_foreign (document)
            && calendar_julian (document->date) != CALENDAR_NONE && strcmp (document->date, search->request) <= 0)
            g_ptr_array_add (reports, document);
    }
    g_ptr_array_sort (reports, compare_dates);
    for (guint i = 0; i + 1 < reports->len; i++) {
        const struct document *a = g_ptr_array_index (reports, i), *b = g_ptr_array_index (reports, i + 1);
        if (strcmp (b->date, search->from) > 0)
            add_gap (search, strcmp (a->date, search->from) < 0 ? search->from : a->date, b->date, a, b);
    }
}

static const char *
value_of (const cJSON *admin, const char *name)
{
    const cJSON *item = record_get (admin, name);
    const char *value = record_bool (item, "candidate") ? NULL : record_string (item, "value");
    return value && calendar_julian (value) != CALENDAR_NONE ? value : NULL;
}

/* The mention of each piece of evidence, by its id. */
static GHashTable *
mentions_by_evidence (const struct assembly *assembly)
{
    GHashTable *mentions = g_hash_table_new (g_str_hash, g_str_equal);
    GHashTableIter iter;
    gpointer mention, id;
    g_hash_table_iter_init (&iter, assembly->evidence_of);
    while (g_hash_table_iter_next (&iter, &mention, &id))
        g_hash_table_insert (mentions, id, mention);
    return mentions;
}

/* What the evidence of each item says, in whole sentences: no two the same. */
static void
add_sentences (const struct search *search)
{
    g_autoptr (GHashTable) mentions = mentions_by_evidence (search->assembly);
    cJSON *item;
    const cJSON *id;
    cJSON_ArrayForEach (item, search->list) {
        g_autoptr (GHashTable) told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
        cJSON *sentences = cJSON_AddArrayToObject (item, "sentences");
        cJSON_ArrayForEach (id, record_get (item, "evidence")) {
            const struct mention *mention = g_hash_table_lookup (mentions, cJSON_GetStringValue (id));
            char *text = mention && g_hash_table_size (told) < MAX_SENTENCES ? sentence_of (mention) : NULL;
            if (!text || !g_hash_table_add (told, text))
                continue;
            cJSON *sentence = cJSON_CreateObject ();
            cJSON_AddStringToObject (sentence, "evidence", cJSON_GetStringValue (id));
            cJSON_AddStringToObject (sentence, "text", text);
            cJSON_AddItemToArray (sentences, sentence);
        }
    }
}

void
missing_add (struct assembly *assembly)
{
    const cJSON *admin = cJSON_GetObjectItemCaseSensitive (assembly->json, "admin");
    const char *request = value_of (admin, "rfa_date");
    if (!request)
        request = value_of (admin, "rfa_received");
    g_autofree char *from = request ? calendar_add_months (request, -WINDOW_MONTHS) : NULL;
    struct search search = { assembly, cJSON_CreateArray (), request, from };
    add_mentioned (&search);
    add_notes (&search);
    add_studies_and_therapies (&search);
    add_lists (&search);
    add_visits (&search);
    add_gaps (&search);
    add_sentences (&search);
    cJSON_AddItemToObject (assembly->json, "missing", search.list);
}
