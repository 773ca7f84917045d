#include "stages/assemble/procedures.h"

#include <math.h>
#include <string.h>

#include "common/record.h"
#include "stages/assemble/concepts.h"

static const char *
concept_of (const struct mention *mention)
{
    return concept_narrow (mention_text (mention, "concept"), mention_text (mention, "detail"));
}

static gboolean
was_done (const struct mention *mention, enum concept_list list)
{
    return mention_is (mention, "procedure") && case_feeds_facts (mention)
           && concept_list (concept_of (mention)) == list
           && g_strcmp0 (mention_text (mention, "status"), "performed") == 0
           && g_strcmp0 (mention->polarity, "negated") != 0 && g_strcmp0 (mention->polarity, "absent_in_records") != 0
           && g_strcmp0 (mention->temporality, "hypothetical") != 0
           && (!mention->experiencer || g_str_equal (mention->experiencer, "patient"));
}

#define MAX_DONE 2000 /* surgeries, therapies or studies of one case; a real one has some dozens */

struct done {
    struct fact fact;
    const char *concept, *region, *date;
};

static void
done_free (gpointer pointer)
{
    struct done *done = pointer;
    g_ptr_array_unref (done->fact.mentions);
    g_free (done);
}

static gboolean
agree (const char *a, const char *b)
{
    return !a || !b || g_str_equal (a, b);
}

/* The day of a study that stands in its own report: that of the report, for the first study that the page names. */
static const char *
report_date (const struct mention *mention)
{
    static const char *const of_class[][4] = { { "LAB", "uds", NULL, NULL },
                                               { "EDX", "emg_ncs", "emg", "ncs" },
                                               { "IMG", "mri", "ct", "xray" } };
    const struct page *page = mention->page;
    for (guint i = 0; i < page->mentions->len; i++) {
        const struct mention *other = g_ptr_array_index (page->mentions, i);
        if (mention_is (other, "procedure") && concept_list (concept_of (other)) == CONCEPT_STUDY
            && other->start < mention->start)
            return NULL;
    }
    const char *concept = mention_text (mention, "concept");
    for (guint i = 0; concept && i < G_N_ELEMENTS (of_class); i++)
        for (guint j = 1; j < G_N_ELEMENTS (of_class[i]) && of_class[i][j]; j++)
            if (g_strcmp0 (page->class_id, of_class[i][0]) == 0 && g_str_equal (concept, of_class[i][j]))
                return page->document->date;
    return NULL;
}

static void
add_done (struct assembly *assembly, GPtrArray *all, const char *list, struct mention *mention, const char *date)
{
    const char *region = mention_text (mention, "region");
    struct done *match = NULL;
    for (guint j = 0; j < all->len && !match; j++) {
        struct done *done = g_ptr_array_index (all, j);
        if (g_str_equal (done->concept, concept_of (mention)) && agree (done->region, region)
            && (!date || g_strcmp0 (done->date, date) == 0))
            match = done;
    }
    if (!match && all->len >= MAX_DONE) {
        case_leave_out (assembly, list);
        return;
    }
    if (!match) {
        match = g_new0 (struct done, 1);
        match->fact.mentions = g_ptr_array_new ();
        match->fact.candidate = TRUE;
        match->concept = concept_of (mention);
        match->date = date;
        g_ptr_array_add (all, match);
    }
    if (!match->region)
        match->region = region;
    fact_add (assembly, &match->fact, mention);
}

/* Those of one list, merged by concept, region and, where `by_date`, date; what says less joins what says more. Words that
 * name several dates ("screens of 1/12 and 4/20/2015") tell of as many. */
static GPtrArray *
collect (struct assembly *assembly, enum concept_list list, gboolean by_date)
{
    static const char *const names[] = {
        [CONCEPT_SURGERY] = "surgeries", [CONCEPT_THERAPY] = "therapies", [CONCEPT_STUDY] = "imaging"
    };
    GPtrArray *all = g_ptr_array_new_with_free_func (done_free);
    for (int dated = 1; dated >= 0; dated--) {
        for (guint i = 0; i < assembly->mentions->len; i++) {
            struct mention *mention = g_ptr_array_index (assembly->mentions, i);
            if (!was_done (mention, list))
                continue;
            const char *date = by_date ? mention_text (mention, "date") : NULL,
                       *region = mention_text (mention, "region");
            g_auto (GStrv) dates = !by_date || date          ? NULL
                                   : list == CONCEPT_SURGERY ? events_dates (mention)
                                                             : mention_strings (mention, "dates");
            gboolean several = dates && dates[0];
            if (list == CONCEPT_STUDY && !date && !several)
                date = report_date (mention);
            if (by_date && (date != NULL || several) != dated)
                continue;
            if (!by_date && (region != NULL) != dated) /* those that name a region come first */
                continue;
            for (char **one = several ? dates : NULL; one && *one; one++)
                add_done (assembly, all, names[list], mention, g_intern_string (*one));
            if (!several)
                add_done (assembly, all, names[list], mention, date);
        }
    }
    return all;
}

static const struct mention *
telling (const struct done *done, const char *field)
{
    for (guint i = 0; i < done->fact.mentions->len; i++)
        if (mention_field (g_ptr_array_index (done->fact.mentions, i), field))
            return g_ptr_array_index (done->fact.mentions, i);
    return g_ptr_array_index (done->fact.mentions, 0);
}

static cJSON *
begin (struct assembly *assembly, struct done *done)
{
    cJSON *item = cJSON_CreateObject ();
    fact_begin (assembly, &done->fact, item);
    return item;
}

static void
finish (struct assembly *assembly, struct done *done, cJSON *item, cJSON *array)
{
    context_add (item, g_ptr_array_index (done->fact.mentions, 0), done->fact.report);
    evidence_add (assembly, item, done->fact.mentions);
    cJSON_AddItemToArray (array, item);
}

void
surgeries_add (struct assembly *assembly)
{
    g_autoptr (GPtrArray) all = collect (assembly, CONCEPT_SURGERY, TRUE);
    cJSON *array = cJSON_AddArrayToObject (assembly->json, "surgeries");
    for (guint i = 0; i < all->len; i++) {
        struct done *done = g_ptr_array_index (all, i);
        cJSON *item = begin (assembly, done);
        cJSON_AddStringToObject (item, "concept", done->concept);
        record_add_string (item, "region", done->region);
        record_add_string (item, "date", done->date);
        field_add (item, telling (done, "levels"), "levels", NULL);
        field_add_if (item, telling (done, "laterality"), "laterality", NULL);
        finish (assembly, done, item, array);
        if (done->date && !done->fact.candidate)
            chronology_note (assembly, done->date, "surgery", done->fact.id);
    }
}

/* Visits that were made: the highest count that a page gives, since later notes count on. */
static void
add_visits (const struct assembly *assembly, const char *concept, cJSON *item)
{
    double most = NAN;
    for (guint i = 0; i < assembly->mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (assembly->mentions, i);
        if (!mention_is (mention, "visits") || !case_feeds_facts (mention) || mention->candidate
            || g_strcmp0 (mention_text (mention, "treatment"), concept) != 0
            || g_strcmp0 (mention_text (mention, "state"), "done") != 0)
            continue;
        double count = mention_number (mention, "count_low", NAN);
        if (!isnan (count) && (isnan (most) || count > most))
            most = count;
    }
    number_add (item, "visits", most);
}

static void
add_response (const struct assembly *assembly, const char *concept, cJSON *item)
{
    const char *response = NULL;
    for (guint i = 0; i < assembly->mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (assembly->mentions, i);
        if (mention_is (mention, "outcome") && case_feeds_facts (mention) && !mention->candidate
            && g_strcmp0 (mention->polarity, "absent_in_records") != 0
            && g_strcmp0 (mention_text (mention, "treatment"), concept) == 0 && mention_text (mention, "direction"))
            response = mention_text (mention, "direction"); /* the latest record's word */
    }
    record_add_string (item, "response", response);
}

void
therapies_add (struct assembly *assembly)
{
    g_autoptr (GPtrArray) all = collect (assembly, CONCEPT_THERAPY, FALSE);
    cJSON *array = cJSON_AddArrayToObject (assembly->json, "therapies");
    for (guint i = 0; i < all->len; i++) {
        struct done *done = g_ptr_array_index (all, i);
        cJSON *item = begin (assembly, done);
        cJSON_AddStringToObject (item, "concept", done->concept);
        if (done->region)
            cJSON_AddStringToObject (item, "region", done->region);
        add_visits (assembly, done->concept, item);
        add_response (assembly, done->concept, item);
        finish (assembly, done, item, array);
    }
}

void
studies_add (struct assembly *assembly)
{
    g_autoptr (GPtrArray) all = collect (assembly, CONCEPT_STUDY, TRUE);
    cJSON *array = cJSON_AddArrayToObject (assembly->json, "imaging");
    for (guint i = 0; i < all->len; i++) {
        struct done *done = g_ptr_array_index (all, i);
        cJSON *item = begin (assembly, done);
        cJSON_AddStringToObject (item, "modality", done->concept);
        record_add_string (item, "region", done->region);
        cJSON_AddNullToObject (item, "level");
        cJSON_AddNullToObject (item, "finding");
        record_add_string (item, "date", done->date);
        finish (assembly, done, item, array);
        if (done->date && !done->fact.candidate)
            chronology_note (assembly, done->date, "imaging", done->fact.id);
    }
}
