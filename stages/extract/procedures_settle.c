/* What one mention of a procedure says of another of the same document: the kind of a bare "fusion", the way of a bare epidural,
 * and what was announced and then done. */
#include <string.h>

#include "common/concepts.h"
#include "stages/extract/entities.h"
#include "stages/extract/phrase.h"
#include "stages/extract/wording.h"

#define TOLD_BEFORE 60 /* bytes beside a study within which a word of the past tense tells of its order */
#define TOLD_AFTER 30

/* "The fusion was solid", "the arthroscopy": which one, where the page knows of one kind only; else it stays what it was. */
static void
settle_kind (const GPtrArray *mentions, struct mention *mention, const char *detail, const char *a, const char *b)
{
    const char *one = NULL, *region = NULL;
    gboolean several = FALSE;
    if (g_strcmp0 (mention_get (mention, "detail"), detail) != 0 || mention_get (mention, "region") != NULL)
        return;
    for (guint i = 0; i < mentions->len; i++) {
        const struct mention *other = g_ptr_array_index (mentions, i);
        const char *concept = strcmp (other->kind, "procedure") == 0 ? mention_get (other, "concept") : NULL;
        if (g_strcmp0 (concept, a) != 0 && g_strcmp0 (concept, b) != 0)
            continue;
        several = several || (one != NULL && strcmp (one, concept) != 0);
        one = concept;
        region = mention_get (other, "region");
    }
    if (one == NULL || several)
        return;
    mention_set (mention, "concept", one);
    mention_set (mention, "detail", one);
    mention_set (mention, "region", region);
    mention_set (mention, "generic", NULL);
}

/* In the report of a transforaminal injection its bare "epidural steroid injection" is that one. */
static void
settle_epidural (const struct page *page, const GPtrArray *mentions)
{
    static const char *const approaches[] = { "laminar", "caudal" };
    gboolean transforaminal = FALSE;
    for (guint i = 0; i < mentions->len && g_strcmp0 (page->class_id, "OP") == 0; i++) {
        const struct mention *mention = g_ptr_array_index (mentions, i);
        transforaminal =
            transforaminal
            || (strcmp (mention->kind, "procedure") == 0 && g_strcmp0 (mention_get (mention, "concept"), "esi_tf") == 0
                && g_strcmp0 (mention_get (mention, "status"), "performed") == 0);
    }
    for (guint i = 0; i < mentions->len && transforaminal; i++) {
        struct mention *mention = g_ptr_array_index (mentions, i);
        if (strcmp (mention->kind, "procedure") != 0 || g_strcmp0 (mention_get (mention, "concept"), "esi_il") != 0
            || strcmp (mention->context.temporality, "current") != 0
            || g_strcmp0 (mention_get (mention, "status"), "performed") != 0
            || cJSON_GetArraySize (cJSON_GetObjectItemCaseSensitive (mention->fields, "levels")) > 0
            || cJSON_GetArraySize (cJSON_GetObjectItemCaseSensitive (mention->fields, "dates")) > 0)
            continue;
        g_autofree char *small = g_ascii_strdown (mention_get (mention, "raw"), -1);
        gboolean named = FALSE;
        for (gsize k = 0; k < G_N_ELEMENTS (approaches); k++)
            named = named || strstr (small, approaches[k]) != NULL;
        if (named)
            continue;
        mention_set (mention, "concept", "esi_tf");
        mention_set (mention, "detail", "esi_tf");
    }
}

static gboolean
differ (const struct mention *a, const struct mention *b, const char *field)
{
    const char *one = mention_get (a, field), *other = mention_get (b, field);
    return one != NULL && other != NULL && strcmp (one, other) != 0;
}

static gboolean
levels_differ (const struct mention *a, const struct mention *b)
{
    const cJSON *one = cJSON_GetObjectItemCaseSensitive (a->fields, "levels"),
                *other = cJSON_GetObjectItemCaseSensitive (b->fields, "levels");
    return cJSON_GetArraySize (one) > 0 && cJSON_GetArraySize (other) > 0 && !cJSON_Compare (one, other, TRUE);
}

/* "Ordered", "recommended": not yet authorised, refused or denied, and not a second one; told, not planned under a heading. */
static gboolean
is_announced (const struct page *page, const struct mention *mention)
{
    const char *stage = mention_get (mention, "stage"), *section = section_at (page, mention->start);
    gboolean ahead =
        strcmp (section, "plan") == 0 || strcmp (section, "request") == 0 || strcmp (section, "treatment") == 0;
    enum zone zone = zone_at (page, mention->start);
    return g_strcmp0 (mention_get (mention, "status"), "planned") == 0 && !ahead
           && (zone == ZONE_RECORD || zone == ZONE_SUMMARY) && mention_get (mention, "ordinal") == NULL
           && (g_strcmp0 (stage, "recommended") == 0 || g_strcmp0 (stage, "requested") == 0
               || g_strcmp0 (stage, "scheduled") == 0);
}

/* "She was sent for an MRI", "an MRI was ordered": told of what was past when it was written. */
static gboolean
is_told (const struct wording *wording, const struct page *page, const struct mention *mention)
{
    gsize from, to;
    sentence_span (page, mention->start, &from, &to);
    from = MAX (from, mention->start > TOLD_BEFORE ? mention->start - TOLD_BEFORE : 0);
    to = MIN (to, mention->end + TOLD_AFTER);
    return wording_in (wording, "told", from, to) != NULL;
}

/* Whether `done` is what `announced` speaks of: later in the text, of the same kind, with no other region, side or level. */
static gboolean
fulfils (const struct page *page, const struct mention *done, const struct mention *announced)
{
    enum zone zone = strcmp (done->kind, "procedure") == 0 ? zone_at (page, done->start) : ZONE_BOILERPLATE;
    if ((zone != ZONE_RECORD && zone != ZONE_SUMMARY) || done->start <= announced->end
        || g_strcmp0 (mention_get (done, "status"), "performed") != 0
        || strcmp (done->context.temporality, "historical") == 0 || mention_get (done, "ordinal") != NULL)
        return FALSE;
    gboolean same = g_strcmp0 (mention_get (done, "concept"), mention_get (announced, "concept")) == 0
                    || (g_strcmp0 (announced->rule, "procedure.surgery") == 0
                        && concept_is_surgery (mention_get (done, "concept")));
    return same && !differ (done, announced, "region") && !differ (done, announced, "laterality")
           && !levels_differ (done, announced);
}

/* An operation that its own report recommends in the indication and then describes, a study that "was ordered" and then "showed":
 * one event, and it was done. */
static void
settle_announced (const struct wording *wording, const struct page *page, const GPtrArray *mentions)
{
    gboolean report = g_strcmp0 (page->class_id, "OP") == 0;
    for (guint i = 0; i < mentions->len; i++) {
        struct mention *mention = g_ptr_array_index (mentions, i);
        if (strcmp (mention->kind, "procedure") != 0 || !is_announced (page, mention)
            || !((report
                  && (procedure_is_interventional (mention) || concept_is_surgery (mention_get (mention, "concept"))))
                 || (procedure_is_study (mention) && is_told (wording, page, mention))))
            continue;
        const struct mention *done = NULL;
        for (guint k = 0; k < mentions->len && done == NULL; k++) {
            const struct mention *other = g_ptr_array_index (mentions, k);
            done = fulfils (page, other, mention) ? other : NULL;
        }
        if (done == NULL)
            continue;
        mention_set (mention, "status", "performed");
        mention_set (mention, "stage", "performed");
        if (strcmp (mention_get (mention, "concept"), mention_get (done, "concept")) != 0) {
            g_autofree char *concept = g_strdup (mention_get (done, "concept")),
                            *detail = g_strdup (mention_get (done, "detail"));
            mention_set (mention, "concept", concept);
            mention_set (mention, "detail", detail);
        }
    }
}

gboolean
procedures_tell_surgery (const struct page *page, const GPtrArray *mentions)
{
    for (guint i = 0; i < mentions->len && g_strcmp0 (page->class_id, "OP") == 0; i++) {
        const struct mention *mention = g_ptr_array_index (mentions, i);
        if (strcmp (mention->kind, "procedure") == 0 && concept_is_surgery (mention_get (mention, "concept"))
            && strcmp (mention->context.temporality, "historical") != 0)
            return TRUE;
    }
    return FALSE;
}

/* "Date of operation" in the report of an injection is the day of a procedure. */
static void
settle_day (const struct page *page, const GPtrArray *mentions)
{
    gboolean injected = FALSE;
    for (guint i = 0; i < mentions->len && g_strcmp0 (page->class_id, "OP") == 0; i++) {
        const struct mention *mention = g_ptr_array_index (mentions, i);
        injected = injected
                   || (strcmp (mention->kind, "procedure") == 0 && procedure_is_interventional (mention)
                       && g_strcmp0 (mention_get (mention, "status"), "performed") == 0);
    }
    if (!injected || page->date == NULL || procedures_tell_surgery (page, mentions))
        return;
    for (guint i = 0; i < mentions->len; i++) {
        struct mention *mention = g_ptr_array_index (mentions, i);
        if (strcmp (mention->kind, "date") == 0 && g_strcmp0 (mention_get (mention, "role"), "surgery") == 0
            && g_strcmp0 (mention_get (mention, "value"), page->date) == 0)
            mention_set (mention, "role", "procedure");
    }
}

void
procedures_settle_kinds (const GPtrArray *mentions)
{
    for (guint i = 0; i < mentions->len; i++) {
        struct mention *mention = g_ptr_array_index (mentions, i);
        if (strcmp (mention->kind, "procedure") != 0)
            continue;
        settle_kind (mentions, mention, "fusion", "fusion_c", "fusion_l");
        settle_kind (mentions, mention, "arthroscopy", "knee_scope", "shoulder_scope");
    }
}

void
procedures_settle_report (const struct wording *wording, const struct page *page, const GPtrArray *mentions)
{
    settle_epidural (page, mentions);
    settle_announced (wording, page, mentions);
    settle_day (page, mentions);
}
