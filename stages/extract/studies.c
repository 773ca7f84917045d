/* What imaging and electrodiagnosis show (imaging.rules): a finding belongs to the study that its sentence names before it, or
 * that the text is about: the report's own, or the one that the sentence before names. Without a study it is dropped. */
#include <string.h>

#include "stages/extract/entities.h"
#include "stages/extract/phrase.h"
#include "stages/extract/wording.h"

#define SENTENCES_BACK 6 /* of one section on studies: "MRI of 3/2: ... At L4-5 ... At L5-S1 ..." */
#define AROUND 60
#define ROOT_REACH 12   /* bytes behind a level in which its noun begins */
#define ROOT_AWAY 10000 /* a root is farther than any level of the sentence */

static gboolean
is_study (const struct mention *mention)
{
    static const char *const concepts[] = { "mri", "ct", "xray", "emg_ncs" };
    const char *concept = strcmp (mention->kind, "procedure") == 0 ? mention_get (mention, "concept") : NULL;
    for (gsize i = 0; concept != NULL && i < G_N_ELEMENTS (concepts); i++)
        if (strcmp (concept, concepts[i]) == 0)
            return TRUE;
    return FALSE;
}

static gboolean
may_speak (const struct page *page, gsize at)
{
    enum zone zone = zone_at (page, at);
    return zone == ZONE_RECORD || zone == ZONE_SUMMARY;
}

void
studies_find (const struct entities *entities, const struct page *page, GPtrArray *mentions)
{
    g_autoptr (GPtrArray) matches = matches_of (entities->imaging, page),
                          anatomy = matches_of (entities->anatomy, page);
    g_autoptr (GPtrArray) findings = matches_of_kind (matches, "finding"), sides = matches_of_kind (anatomy, "side");
    for (guint i = 0; i < findings->len; i++) {
        const struct rule_match *match = g_ptr_array_index (findings, i);
        if (!may_speak (page, match->start))
            continue;
        gsize from, to;
        sentence_span (page, match->start, &from, &to);
        gsize left = match->start > from + AROUND ? match->start - AROUND : from;
        struct mention *mention =
            mention_add (mentions, page, "imaging", rule_id (match->rule), match->start, match->end);
        mention_set (mention, "finding", rule_field (match->rule, "finding"));
        mention_set (mention, "region", rule_field (match->rule, "region"));
        mention_set (mention, "of", rule_field (match->rule, "of"));
        mention_set (mention, "laterality",
                     side_within (sides, left, MIN (to, match->end + AROUND), match->start, match->end));
    }
}

/* "The left L5 root", "C7 nerve": what a finding touches, and not where it is. */
static gboolean
names_a_root (const struct page *page, const struct mention *level)
{
    static const char *const nouns[] = { "root", "nerve", "exiting", "traversing" };
    g_autofree char *behind = page_text_slice (page, level->end, MIN (page->length, level->end + ROOT_REACH));
    g_autofree char *lower = g_ascii_strdown (behind, -1);
    g_strchug (lower);
    for (gsize i = 0; i < G_N_ELEMENTS (nouns); i++)
        if (g_str_has_prefix (lower, nouns[i]))
            return TRUE;
    return FALSE;
}

/* The nearest level of the finding's sentence, or NULL; a root only where nothing else is named. */
static const struct mention *
level_of (const struct page *page, const GPtrArray *mentions, const struct mention *finding)
{
    const struct mention *nearest = NULL;
    gboolean of_root =
        g_strcmp0 (mention_get (finding, "finding"), "nerve root compression") == 0; /* which is where it is */
    gsize best = G_MAXSIZE;
    for (guint i = 0; i < mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (mentions, i);
        if (strcmp (mention->kind, "level") != 0 || !same_sentence (page, mention->start, finding->start))
            continue;
        gsize away = mention->end <= finding->start   ? finding->start - mention->end
                     : mention->start >= finding->end ? mention->start - finding->end
                                                      : 0;
        away += !of_root && names_a_root (page, mention) ? ROOT_AWAY : 0;
        if (away < best) {
            best = away;
            nearest = mention;
        }
    }
    return nearest;
}

static void
add_level (struct mention *finding, const struct mention *level)
{
    if (level == NULL) {
        mention_set (finding, "level", NULL);
        return;
    }
    const cJSON *form = cJSON_GetObjectItemCaseSensitive (level->fields, "form");
    gboolean segment = cJSON_IsString (form) && strcmp (form->valuestring, "segment") == 0;
    const cJSON *names = cJSON_GetObjectItemCaseSensitive (level->fields, segment ? "segments" : "literal");
    cJSON_DeleteItemFromObjectCaseSensitive (finding->fields, "level");
    cJSON_AddItemToObject (finding->fields, "level",
                           names != NULL ? cJSON_Duplicate (names, TRUE) : cJSON_CreateNull ());
}

/* A study that was done: what is asked for, or was never done, shows nothing. */
static gboolean
shows (const struct mention *study)
{
    const char *status = mention_get (study, "status"), *stage = mention_get (study, "stage");
    return g_strcmp0 (status, "negated") != 0 && g_strcmp0 (stage, "guideline_only") != 0
           && (g_strcmp0 (status, "planned") != 0 || mention_get (study, "date") != NULL);
}

/* Of the sentence `index`: the study named last before byte `before`; *several where it names studies of two kinds. */
static const struct mention *
study_in (const struct page *page, const GPtrArray *mentions, int index, gsize before, gboolean *several)
{
    const struct mention *last = NULL;
    *several = FALSE;
    for (guint i = 0; i < mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (mentions, i);
        if (!is_study (mention) || mention->start >= before || page_sentence_at (page, mention->start) != index)
            continue;
        if (last != NULL && strcmp (mention_get (last, "concept"), mention_get (mention, "concept")) != 0)
            *several = TRUE;
        if (last == NULL || mention->start > last->start)
            last = mention;
    }
    return last;
}

/* A visit's page has complaints, an examination or a plan; the report of a study has none. */
static gboolean
is_of_a_visit (const struct page *page)
{
    static const char *const sections[] = { "subjective", "objective", "plan", "work_status", "history" };
    for (guint i = 0; i < page->sentences->len; i++) {
        const char *section = g_array_index (page->sentences, struct sentence, i).section;
        for (gsize k = 0; section != NULL && k < G_N_ELEMENTS (sections); k++)
            if (strcmp (section, sections[k]) == 0)
                return TRUE;
    }
    return FALSE;
}

/* The one kind of study that the page is a report of: that of its first study, where its class says so. */
static const struct mention *
study_of_report (const struct page *page, const GPtrArray *mentions, const char *section)
{
    const struct mention *first = NULL;
    gboolean edx = strcmp (page->class_id, "EDX") == 0;
    if ((!edx && strcmp (page->class_id, "IMG") != 0) || strcmp (section, "indication") == 0
        || (strcmp (section, "imaging") != 0 && is_of_a_visit (page)))
        return NULL;
    for (guint i = 0; i < mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (mentions, i);
        if (is_study (mention) && (strcmp (mention_get (mention, "concept"), "emg_ncs") == 0) == edx
            && (first == NULL || mention->start < first->start))
            first = mention;
    }
    return first;
}

static const struct mention *
study_of (const struct wording *wording, const struct page *page, const GPtrArray *mentions,
          const struct mention *finding)
{
    int index = page_sentence_at (page, finding->start);
    const char *section = section_at (page, finding->start);
    gboolean several, listed = strcmp (section, "imaging") == 0;
    const struct mention *study = study_in (page, mentions, index, finding->start, &several);
    if (study != NULL)
        return shows (study) ? study : NULL;
    if ((study = study_of_report (page, mentions, section)) != NULL)
        return study;
    for (int back = 1; back <= (listed ? SENTENCES_BACK : 1) && index - back >= 0; back++) {
        const struct sentence *before = &g_array_index (page->sentences, struct sentence, index - back);
        if (listed && g_strcmp0 (before->section, "imaging") != 0)
            return NULL;
        study = study_in (page, mentions, index - back, before->end, &several);
        if (study == NULL)
            continue;
        if (several || !shows (study))
            return NULL;
        /* outside a section on studies, only what goes on about it: "It showed ...", "There is ..." */
        const struct sentence *own = &g_array_index (page->sentences, struct sentence, index);
        if (!listed && wording_begins (wording, "study_goes_on", own->start) != NULL)
            return study;
        return listed ? study : NULL;
    }
    return NULL;
}

/* Binds the finding to its study; FALSE where it has none. */
static gboolean
finding_bind (const struct wording *wording, const struct page *page, const GPtrArray *mentions,
              struct mention *finding)
{
    const struct mention *study = study_of (wording, page, mentions, finding);
    const char *of = mention_get (finding, "of");
    if (study == NULL || strcmp (finding->context.experiencer, "patient") != 0
        || strcmp (finding->context.polarity, "absent_in_records") == 0)
        return FALSE;
    gboolean edx = strcmp (mention_get (study, "concept"), "emg_ncs") == 0;
    if (edx != (of != NULL) && strcmp (mention_get (finding, "finding"), "normal") != 0)
        return FALSE;
    const struct mention *level = level_of (page, mentions, finding);
    const char *detail = mention_get (study, "detail"), *region = mention_get (finding, "region");
    if (region == NULL)
        region = mention_get (study, "region");
    if (region == NULL && level != NULL)
        region = mention_get (level, "region");
    mention_set (finding, "modality", detail != NULL ? detail : mention_get (study, "concept"));
    mention_set (finding, "region", region);
    add_level (finding, level);
    mention_set (finding, "date", mention_get (study, "date"));
    if (strcmp (finding->context.polarity, "negated") == 0) {
        g_autofree char *not = g_strconcat ("no ", mention_get (finding, "finding"), NULL);
        mention_set (finding, "finding", not );
        finding->context.polarity = "affirmed"; /* the study says that it is not there */
    }
    finding->context.temporality = "current";
    cJSON_DeleteItemFromObjectCaseSensitive (finding->fields, "of");
    return TRUE;
}

void
studies_bind (const struct entities *entities, const struct page *page, GPtrArray *mentions)
{
    for (guint i = 0; i < mentions->len; i++) {
        struct mention *mention = g_ptr_array_index (mentions, i);
        if (strcmp (mention->kind, "imaging") == 0 && !finding_bind (entities->wording, page, mentions, mention))
            g_ptr_array_remove_index (mentions, i--);
    }
}
