#include <string.h>

#include "common/record.h"
#include "stages/assemble/case.h"
#include "stages/assemble/concepts.h"

#define MAX_EVENTS 5000 /* a real case has some dozens; run.left_out counts what is beyond */

void
event_free (struct event *event)
{
    g_ptr_array_unref (event->fact.mentions);
    g_free (event);
}

static const char *
concept_of (const struct mention *mention)
{
    return concept_narrow (mention_text (mention, "concept"), mention_text (mention, "detail"));
}

static gboolean
is_performed (const struct mention *mention)
{
    if (!mention_is (mention, "procedure") || g_strcmp0 (mention_text (mention, "status"), "performed") != 0)
        return FALSE;
    if (g_strcmp0 (mention->polarity, "negated") == 0 || g_strcmp0 (mention->polarity, "absent_in_records") == 0)
        return FALSE;
    if (g_strcmp0 (mention->temporality, "hypothetical") == 0 || g_strcmp0 (mention->temporality, "planned") == 0)
        return FALSE;
    return !mention->experiencer || g_str_equal (mention->experiencer, "patient");
}

static gboolean
agree (const char *a, const char *b)
{
    return !a || !b || g_str_equal (a, b);
}

char **
events_dates (const struct mention *mention)
{
    char **dates = mention_strings (mention, "dates");
    if (dates && *dates)
        return dates;
    g_strfreev (dates);
    dates = mention_strings (mention, "date");
    if (dates && *dates)
        return dates;
    g_strfreev (dates);
    const struct document *document = mention->page->document;
    gboolean reported = g_strcmp0 (document->class_id, "OP") == 0 && document->date
                        && mention_in_zone (mention, "record") && g_strcmp0 (mention->temporality, "historical") != 0
                        && g_strcmp0 (mention->section, "indication") != 0; /* what led to it was done before */
    const char *const own[] = { reported ? document->date : NULL, NULL };
    return g_strdupv ((char **) own);
}

static struct event *
event_new (struct assembly *assembly, const char *concept, const char *date, struct mention *mention)
{
    struct event *event = g_new0 (struct event, 1);
    event->fact.mentions = g_ptr_array_new ();
    event->fact.candidate = TRUE;
    event->concept = concept;
    event->date = store_string (assembly->store, date);
    event->region = mention_text (mention, "region");
    g_ptr_array_add (assembly->events, event);
    return event;
}

static void
absorb (struct assembly *assembly, struct event *event, struct mention *mention)
{
    fact_add (assembly, &event->fact, mention);
    if (!event->region)
        event->region = mention_text (mention, "region");
    if (!event->laterality)
        event->laterality = mention_text (mention, "laterality");
    if (!event->ordinal)
        event->ordinal = mention_text (mention, "ordinal");
    event->from_record |= mention_in_zone (mention, "record");
}

/* The event of that concept, region and date. A partial date finds the one full date within it. */
static struct event *
find (const struct assembly *assembly, const char *concept, const char *region, const char *date)
{
    struct event *found = NULL;
    for (guint i = 0; i < assembly->events->len; i++) {
        struct event *event = g_ptr_array_index (assembly->events, i);
        if (!g_str_equal (event->concept, concept) || !agree (event->region, region) || !event->date)
            continue;
        if (g_str_equal (event->date, date))
            return event;
        if (strlen (date) < 10 && g_str_has_prefix (event->date, date))
            found = found ? NULL : event;
    }
    return found;
}

static gboolean
any_of (const struct assembly *assembly, const char *concept, const char *region)
{
    for (guint i = 0; i < assembly->events->len; i++) {
        const struct event *event = g_ptr_array_index (assembly->events, i);
        if ((g_str_equal (event->concept, concept) || concept_may_mean (concept, event->concept))
            && agree (event->region, region))
            return TRUE;
    }
    return FALSE;
}

static gboolean other_side (const char *a, const char *b);

/* Whether a mention stands in an operative report of which no day could be read. */
static gboolean
in_undated_report (const struct mention *mention)
{
    const struct document *document = mention->page->document;
    return g_strcmp0 (document->class_id, "OP") == 0 && !document->date && !document_is_copy (document)
           && mention_in_zone (mention, "record") && g_strcmp0 (mention->temporality, "historical") != 0;
}

/* The report without a day and the words without a day speak of one procedure, where no other is of the concept. */
static void
take_report (struct assembly *assembly, struct mention *mention, const char *concept, const char *region)
{
    struct event *only = NULL;
    for (guint i = 0; i < assembly->events->len; i++) {
        struct event *event = g_ptr_array_index (assembly->events, i);
        if (!g_str_equal (event->concept, concept) || !agree (event->region, region))
            continue;
        if (only)
            return;
        only = event;
    }
    const struct mention *first = only ? g_ptr_array_index (only->fact.mentions, 0) : NULL;
    if (!only || only->date || (only->note && only->note != mention->page->document)
        || (first != mention && other_side (only->laterality, mention_text (mention, "laterality"))))
        return;
    if (first != mention)
        absorb (assembly, only, mention);
    only->note = mention->page->document;
}

enum precision { FULL_DATES, PARTIAL_DATES, NO_DATES };

static void
take (struct assembly *assembly, struct mention *mention, enum precision wanted, gboolean may_create)
{
    const char *concept = concept_of (mention), *region = mention_text (mention, "region");
    g_auto (GStrv) dates = events_dates (mention);
    if (!*dates && wanted == NO_DATES && may_create && !any_of (assembly, concept, region))
        absorb (assembly, event_new (assembly, concept, NULL, mention), mention);
    if (!*dates && wanted == NO_DATES && may_create && concept && in_undated_report (mention))
        take_report (assembly, mention, concept, region);
    for (guint i = 0; dates[i]; i++) {
        if ((strlen (dates[i]) == 10 ? FULL_DATES : PARTIAL_DATES) != wanted)
            continue;
        struct event *event = find (assembly, concept, region, dates[i]);
        if (!event && may_create && assembly->events->len >= MAX_EVENTS)
            case_leave_out (assembly, "events");
        else if (!event && may_create)
            event = event_new (assembly, concept, dates[i], mention);
        if (!event)
            continue;
        absorb (assembly, event, mention);
        if (!dates[1])
            g_hash_table_insert (assembly->event_of, mention, event);
    }
}

/* A loosely worded event is the narrower one of the same day and region. */
static void
merge_loose (struct assembly *assembly)
{
    for (guint i = 0; i < assembly->events->len; i++) {
        struct event *loose = g_ptr_array_index (assembly->events, i);
        for (guint j = 0; j < assembly->events->len; j++) {
            struct event *narrow = g_ptr_array_index (assembly->events, j);
            if (i == j || !loose->date || g_strcmp0 (loose->date, narrow->date) != 0
                || !concept_may_mean (loose->concept, narrow->concept) || !agree (loose->region, narrow->region))
                continue;
            for (guint k = 0; k < loose->fact.mentions->len; k++) {
                struct mention *mention = g_ptr_array_index (loose->fact.mentions, k);
                fact_add (assembly, &narrow->fact, mention);
                if (g_hash_table_lookup (assembly->event_of, mention) == loose)
                    g_hash_table_insert (assembly->event_of, mention, narrow);
            }
            narrow->from_record |= loose->from_record;
            if (!narrow->ordinal)
                narrow->ordinal = loose->ordinal;
            g_ptr_array_remove_index (assembly->events, i--);
            break;
        }
    }
}

/* Concept -> the one region that all words on that procedure name, asked for or done; "" where they name several. */
static GHashTable *
only_regions (const struct assembly *assembly)
{
    GHashTable *only = g_hash_table_new (g_str_hash, g_str_equal);
    for (guint i = 0; i < assembly->mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (assembly->mentions, i);
        if ((!mention_is (mention, "procedure") && !mention_is (mention, "request")) || !case_feeds (mention))
            continue;
        const char *concept = concept_of (mention), *region = mention_text (mention, "region");
        if (!concept || !region || mention->candidate || g_strcmp0 (mention->polarity, "negated") == 0)
            continue;
        const char *known = g_hash_table_lookup (only, concept);
        g_hash_table_insert (only, (gpointer) concept,
                             (gpointer) (known && !g_str_equal (known, region) ? "" : region));
    }
    return only;
}

/* An event whose words name no region was in that one. */
static void
settle_regions (struct assembly *assembly)
{
    g_autoptr (GHashTable) only = only_regions (assembly);
    for (guint i = 0; i < assembly->events->len; i++) {
        struct event *event = g_ptr_array_index (assembly->events, i);
        const char *region = event->region ? NULL : g_hash_table_lookup (only, event->concept);
        if (!region || !*region)
            continue;
        event->region = region;
        event->region_derived = TRUE;
    }
}

static int
compare_events (gconstpointer x, gconstpointer y)
{
    const struct event *a = *(struct event *const *) x, *b = *(struct event *const *) y;
    int order = (a->date == NULL) - (b->date == NULL);
    if (!order)
        order = g_strcmp0 (a->date, b->date);
    if (!order)
        order = g_strcmp0 (a->concept, b->concept);
    return order ? order : g_strcmp0 (a->region, b->region);
}

void
events_build (struct assembly *assembly)
{
    for (enum precision precision = FULL_DATES; precision <= NO_DATES; precision++) {
        for (int reasoning = 0; reasoning < 2; reasoning++) { /* the reviewer's words only confirm */
            for (guint i = 0; i < assembly->mentions->len; i++) {
                struct mention *mention = g_ptr_array_index (assembly->mentions, i);
                if (!is_performed (mention) || concept_list (concept_of (mention)) != CONCEPT_EVENT)
                    continue;
                if (case_feeds_facts (mention) != !reasoning)
                    continue;
                take (assembly, mention, precision, !reasoning);
            }
        }
    }
    settle_regions (assembly);
    merge_loose (assembly);
    g_ptr_array_sort (assembly->events, compare_events);
    static const char *const notes[] = { "OP", NULL };
    for (guint i = 0; i < assembly->events->len; i++) {
        struct event *event = g_ptr_array_index (assembly->events, i);
        g_snprintf (event->fact.id, sizeof event->fact.id, "E%u", i + 1);
        if (event->date)
            event->note = documents_find (assembly->documents, notes, event->date);
    }
}

/* Whether one is said to be left, the other right. */
static gboolean
other_side (const char *a, const char *b)
{
    return (g_strcmp0 (a, "left") == 0 && g_strcmp0 (b, "right") == 0)
           || (g_strcmp0 (a, "right") == 0 && g_strcmp0 (b, "left") == 0);
}

struct event *
events_last (const struct assembly *assembly, const char *concept, const char *region, const char *laterality)
{
    struct event *last = NULL;
    for (guint i = 0; i < assembly->events->len; i++) {
        struct event *event = g_ptr_array_index (assembly->events, i);
        if (g_strcmp0 (event->concept, concept) != 0 || !agree (event->region, region) || event->fact.candidate)
            continue;
        if (other_side (event->laterality, laterality))
            continue;
        if (!last || event->date)
            last = event;
    }
    return last;
}

struct event *
events_on (const struct assembly *assembly, const char *concept, const char *date)
{
    for (guint i = 0; date && i < assembly->events->len; i++) {
        struct event *event = g_ptr_array_index (assembly->events, i);
        if (g_strcmp0 (event->date, date) == 0 && (!concept || concept_same_family (concept, event->concept)))
            return event;
    }
    return NULL;
}

const char *
events_region (const struct assembly *assembly, const char *concept)
{
    const char *region = NULL;
    for (guint i = 0; i < assembly->events->len; i++) {
        const struct event *event = g_ptr_array_index (assembly->events, i);
        if (g_strcmp0 (event->concept, concept) != 0 || !event->region)
            continue;
        if (region && !g_str_equal (region, event->region))
            return NULL;
        region = event->region;
    }
    return region;
}

static const struct mention *
first_with (const struct event *event, const char *field)
{
    for (guint i = 0; i < event->fact.mentions->len; i++)
        if (mention_field (g_ptr_array_index (event->fact.mentions, i), field))
            return g_ptr_array_index (event->fact.mentions, i);
    return NULL;
}

static void
add_conflicts (const struct event *event, cJSON *item)
{
    g_autoptr (GPtrArray) sides = g_ptr_array_new ();
    for (guint i = 0; i < event->fact.mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (event->fact.mentions, i);
        const char *side = mention->candidate ? NULL : mention_text (mention, "laterality");
        if (side && !g_ptr_array_find_with_equal_func (sides, side, g_str_equal, NULL))
            g_ptr_array_add (sides, (gpointer) side);
    }
    if (sides->len < 2)
        return;
    cJSON *conflicts = cJSON_AddArrayToObject (item, "conflicts"), *conflict = cJSON_CreateObject ();
    cJSON_AddStringToObject (conflict, "field", "laterality");
    cJSON *values = cJSON_AddArrayToObject (conflict, "values");
    for (guint i = 0; i < sides->len; i++)
        cJSON_AddItemToArray (values, cJSON_CreateString (g_ptr_array_index (sides, i)));
    cJSON_AddItemToArray (conflicts, conflict);
}

/* A day that was read by repair from the head of an operative report; NULL where there is none, or more than one. */
static const char *
repaired_of_report (const struct document *document)
{
    const char *only = NULL;
    if (!document || g_strcmp0 (document->class_id, "OP") != 0)
        return NULL;
    for (guint i = 0; i < document->pages->len; i++) {
        const struct page *page = g_ptr_array_index (document->pages, i);
        for (guint j = 0; j < page->mentions->len; j++) {
            const struct mention *mention = g_ptr_array_index (page->mentions, j);
            const char *day = mention_is (mention, "date") && mention_true (mention, "repaired")
                                      && (admin_has_role (mention, "procedure") || admin_has_role (mention, "surgery"))
                                  ? mention_text (mention, "value")
                                  : NULL;
            if (day && only && !g_str_equal (day, only))
                return NULL;
            only = day ? day : only;
        }
    }
    return only;
}

/* The day that unclear print seems to give an event without a day; NULL where nothing does. */
static const char *
doubtful_day (const struct event *event)
{
    const struct mention *said = event->date ? NULL : first_with (event, "date_doubtful");
    if (said || event->date)
        return said ? mention_text (said, "date_doubtful") : NULL;
    return repaired_of_report (event->note);
}

void
events_add (struct assembly *assembly)
{
    cJSON *array = cJSON_AddArrayToObject (assembly->json, "events");
    for (guint i = 0; i < assembly->events->len; i++) {
        struct event *event = g_ptr_array_index (assembly->events, i);
        const struct mention *best = g_ptr_array_index (event->fact.mentions, 0);
        const struct mention *levelled = first_with (event, "levels"), *adjoined = first_with (event, "adjuncts");
        cJSON *item = cJSON_CreateObject ();
        cJSON_AddStringToObject (item, "id", event->fact.id);
        if (event->fact.candidate)
            cJSON_AddTrueToObject (item, "candidate");
        cJSON_AddStringToObject (item, "concept", event->concept);
        field_add (item, best, "raw", NULL);
        record_add_string (item, "region", event->region);
        if (event->region_derived)
            cJSON_AddTrueToObject (item, "region_derived");
        record_add_string (item, "date", event->date);
        const char *doubtful = doubtful_day (event);
        if (doubtful)
            cJSON_AddStringToObject (item, "date_doubtful", doubtful);
        field_add (item, levelled ? levelled : best, "levels", NULL);
        record_add_string (item, "laterality", event->laterality);
        if (adjoined)
            field_add (item, adjoined, "adjuncts", NULL);
        if (event->ordinal) {
            cJSON_AddStringToObject (item, "ordinal", event->ordinal);
            cJSON *prior = cJSON_AddObjectToObject (item, "prior_count");
            cJSON_AddNumberToObject (prior, "low", 1);
            cJSON_AddNullToObject (prior, "high");
        }
        cJSON_AddBoolToObject (item, "note_in_file", event->note != NULL);
        if (event->note)
            cJSON_AddStringToObject (item, "note", event->note->id);
        add_conflicts (event, item);
        context_add (item, best, event->fact.report);
        evidence_add (assembly, item, event->fact.mentions);
        cJSON_AddItemToArray (array, item);
        if (event->date && !event->fact.candidate)
            chronology_note (assembly, event->date, "procedure", event->fact.id);
    }
}
