/* What a procedure's sentence says about it: whether it was done, asked for or refused; its date and levels where they stand
 * apart from its phrase. Unbound is right where the sentence does not say. */
#include <string.h>

#include "common/concepts.h"
#include "stages/extract/entities.h"
#include "stages/extract/phrase.h"

#define CUE_BEFORE_REACH 110
#define CUE_AFTER_REACH 45
#define DISCUSSION_REACH 40
#define DECLINED_REACH 70 /* bytes from a procedure to "but he declined them" */
#define LEAD_REACH 40     /* bytes from the cue to the colon of a line that leads a list */

static gboolean
is_service (const struct mention *mention)
{
    const char *concept = mention_get (mention, "concept");
    static const char *const with[] = { "sedation", "fluoro", "general_anesthesia" };
    for (gsize i = 0; i < G_N_ELEMENTS (with); i++)
        if (strcmp (concept, with[i]) == 0)
            return TRUE;
    return FALSE;
}

gboolean
procedure_is_interventional (const struct mention *mention)
{
    static const char *const concepts[] = { "facet_rf",
                                            "mbb",
                                            "facet_inj",
                                            "esi_il",
                                            "esi_tf",
                                            "si_inj",
                                            "tpi",
                                            "botulinum",
                                            "neurolysis_chem",
                                            "sympathetic_block",
                                            "peripheral_block",
                                            "joint_inj",
                                            "discogram",
                                            "tendon_bursa_inj",
                                            "genicular_rf",
                                            "scs",
                                            "fusion_c",
                                            "fusion_l",
                                            "decompression" };
    for (gsize i = 0; i < G_N_ELEMENTS (concepts); i++)
        if (g_strcmp0 (mention_get (mention, "concept"), concepts[i]) == 0)
            return TRUE;
    return FALSE;
}

/* Whether another procedure stands between two places with more than a list between it and its neighbours. */
static gboolean
clause_between (const struct page *page, gsize from, gsize to)
{
    g_autofree char *as_written = page_text_slice (page, from, to);
    g_autofree char *gap = g_ascii_strdown (as_written, -1);
    const char *stop = strstr (gap, ". ");
    if (stop != NULL && stop >= gap + 3 && stop[-1] == '1' && (stop[-2] == ':' || (stop[-2] == ' ' && stop[-3] == ':')))
        stop = strstr (stop + 1, ". "); /* "recommended the following:1. EMG" */
    return strchr (gap, ';') != NULL || stop != NULL || strstr (gap, " but ") != NULL || strstr (gap, ", so ") != NULL
           || strstr (gap, " however") != NULL || strstr (gap, ", and he ") != NULL
           || strstr (gap, ", and she ") != NULL || strstr (gap, " due to ") != NULL
           || strstr (gap, " because ") != NULL || strstr (gap, " secondary to ") != NULL;
}

/* ", and a lumbar fusion was recommended": what follows is said of what begins there. */
static gboolean
another_begins (const struct page *page, gsize from, gsize to)
{
    g_autofree char *as_written = page_text_slice (page, from, to), *gap = g_ascii_strdown (as_written, -1);
    return strstr (gap, ", and a ") != NULL || strstr (gap, ", and an ") != NULL;
}

/* The cue that decides: one that says "not done" first, then one just after the procedure, then the nearest before it. */
static const struct rule_match *
stage_cue (const struct page *page, const GPtrArray *cues, const struct mention *mention)
{
    const struct rule_match *before = NULL, *after = NULL, *not_done = NULL;
    for (guint i = 0; i < cues->len; i++) {
        const struct rule_match *cue = g_ptr_array_index (cues, i);
        if (!same_sentence (page, cue->start, mention->start))
            continue;
        gboolean not = strcmp (rule_id (cue->rule), "stage.not_done") == 0;
        gboolean into = cue->start < mention->start && cue->end > mention->start && cue->end < mention->end;
        gsize gap = into ? 0 : mention->start - MIN (cue->end, mention->start);
        if (into
            || (cue->end <= mention->start && gap <= CUE_BEFORE_REACH
                && !clause_between (page, cue->end, mention->start))) {
            if (not &&gap <= 30)
                not_done = cue;
            before = cue;
        } else if (cue->start >= mention->start && cue->end <= mention->end) {
            if (before == NULL || mention->start - before->end > 10) /* "prior", "last" inside the phrase */
                before = cue;
        } else if (after == NULL && cue->start >= mention->end && cue->start - mention->end <= CUE_AFTER_REACH
                   && !clause_between (page, mention->end, cue->start)) {
            g_autofree char *as_written = page_text_slice (page, cue->start, cue->end);
            g_autofree char *words = g_ascii_strdown (as_written, -1);
            gboolean passive = g_str_has_prefix (words, "will ") || g_str_has_prefix (words, "to be ")
                               || g_str_has_prefix (words, "was ") || g_str_has_prefix (words, "were ")
                               || g_str_has_prefix (words, "is ") || g_str_has_prefix (words, "has been")
                               || g_str_has_prefix (words, "denied") || g_str_has_prefix (words, "non-cert")
                               || g_str_has_prefix (words, "not ") || g_str_has_prefix (words, "recommended")
                               || g_str_has_prefix (words, "indicated") || g_str_has_prefix (words, "requested")
                               || g_str_has_prefix (words, "scheduled") || g_str_has_prefix (words, "performed")
                               || g_str_has_prefix (words, "may be ") || g_str_has_prefix (words, "might be ")
                               || g_str_has_prefix (words, "could be ") || g_str_has_prefix (words, "would be ")
                               || g_str_has_prefix (words, "should be ") || g_str_has_prefix (words, "been ")
                               || g_str_has_prefix (words, "never ") || g_str_has_prefix (words, "dispensed")
                               || g_str_has_prefix (words, "issued") || g_str_has_prefix (words, "rendered")
                               || g_str_has_prefix (words, "administered") || g_str_has_prefix (words, "has not ")
                               || g_str_has_prefix (words, "have not ") || g_str_has_prefix (words, "had not ")
                               || g_str_has_prefix (words, "would ") || g_str_has_prefix (words, "of which ")
                               || g_str_has_prefix (words, "which ") || words[0] == ':' || words[0] == '-'
                               || rule_match_get (cue, "after") != NULL;
            if (passive && !another_begins (page, mention->end, cue->start))
                after = cue;
        }
    }
    return not_done != NULL ? not_done : after != NULL ? after : before;
}

/* "Injections were recommended but he declined them": what was only planned and then refused, where no other procedure stands
 * between. */
static const struct rule_match *
declined_after (const struct page *page, const GPtrArray *cues, const GPtrArray *mentions,
                const struct mention *mention)
{
    static const char *const joins[] = { "but ", "and ", "which ", "however", "-", ":", ",", ";" };
    for (guint i = 0; i < cues->len; i++) {
        const struct rule_match *cue = g_ptr_array_index (cues, i);
        if (strcmp (rule_id (cue->rule), "stage.declined") != 0 || cue->start < mention->end
            || cue->start - mention->end > DECLINED_REACH || !same_sentence (page, cue->start, mention->start))
            continue;
        gboolean joined = FALSE, other = FALSE;
        for (gsize k = 0; k < G_N_ELEMENTS (joins); k++)
            joined = joined || g_ascii_strncasecmp (page->text + cue->start, joins[k], strlen (joins[k])) == 0;
        for (guint k = 0; k < mentions->len; k++) {
            const struct mention *between = g_ptr_array_index (mentions, k);
            other = other
                    || (strcmp (between->kind, "procedure") == 0 && between->start >= mention->end
                        && between->start < cue->start);
        }
        if (joined && !other)
            return cue;
    }
    return NULL;
}

static gboolean
is_item (const struct page *page, const struct sentence *sentence)
{
    return sentence->start < sentence->end && g_ascii_isdigit (page->text[sentence->start]);
}

/* "I have recommended the following: 1. EMG ...": the cue of the line that leads the list which the procedure is an item of. */
static const struct rule_match *
cue_of_list (const struct page *page, const GPtrArray *cues, const struct mention *mention)
{
    int i = mention->sentence;
    if (i < 1 || !is_item (page, &g_array_index (page->sentences, struct sentence, i)))
        return NULL;
    while (i > 0 && is_item (page, &g_array_index (page->sentences, struct sentence, i)))
        i--;
    const struct sentence *lead = &g_array_index (page->sentences, struct sentence, i);
    gsize colon = lead->start; /* the list's own: at the end of its line, or before "1." */
    while (colon < lead->end
           && !(page->text[colon] == ':'
                && (colon + 1 == lead->end || page->text[colon + 1] == '1'
                    || (colon + 2 < lead->end && page->text[colon + 1] == ' ' && page->text[colon + 2] == '1'))))
        colon++;
    if (colon == lead->end)
        return NULL;
    for (guint k = cues->len; k > 0; k--) {
        const struct rule_match *cue = g_ptr_array_index (cues, k - 1);
        if (cue->start >= lead->start && cue->end <= colon && colon - cue->end <= LEAD_REACH
            && g_strcmp0 (rule_match_get (cue, "status"), "planned") == 0)
            return cue;
    }
    return NULL;
}

/* "We discussed the MRI findings": what was found was looked at. */
static gboolean
has_results (const struct page *page, const struct mention *mention)
{
    static const char *const words[] = { "finding", "result", "report", "image", "film", "which show" };
    gsize at = mention->end;
    while (at < page->length && page->text[at] == ' ')
        at++;
    for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
        if (g_ascii_strncasecmp (page->text + at, words[i], strlen (words[i])) == 0)
            return TRUE;
    return FALSE;
}

static gboolean
is_discussion (const struct page *page, const GPtrArray *words, const struct mention *mention)
{
    for (guint i = 0; i < words->len; i++) {
        const struct rule_match *word = g_ptr_array_index (words, i);
        if (word->end <= mention->start && mention->start - word->end <= DISCUSSION_REACH
            && same_sentence (page, word->start, mention->start) && !clause_between (page, word->end, mention->start))
            return TRUE;
    }
    return FALSE;
}

/* A study that "came back negative" was done. */
gboolean
procedure_is_study (const struct mention *mention)
{
    static const char *const studies[] = { "mri", "ct", "xray", "emg_ncs", "uds", "discogram" };
    for (gsize i = 0; i < G_N_ELEMENTS (studies); i++)
        if (strcmp (mention_get (mention, "concept"), studies[i]) == 0)
            return TRUE;
    return FALSE;
}

/* Whether the procedure begins its sentence, behind the number or mark of an item, or behind its heading. */
static gboolean
opens_item (const struct page *page, const struct mention *mention)
{
    gsize from, to;
    sentence_span (page, mention->start, &from, &to);
    gboolean opens = TRUE;
    for (gsize i = from; i < mention->start; i++)
        opens = page->text[i] == ':' || (opens && !g_ascii_isalpha (page->text[i]));
    return opens;
}

/* "No PT since June": it was done, when is not said. */
static gboolean
was_done_until (const struct mention *mention)
{
    return g_strcmp0 (mention->context_rule, "past.none_since") == 0;
}

static void
set_status (const struct page *page, struct mention *mention, const struct rule_match *cue)
{
    if (was_done_until (mention))
        cue = NULL; /* "has not had" is no word about what was done before */
    const char *status = cue != NULL ? rule_match_get (cue, "status") : NULL,
               *stage = cue != NULL ? rule_match_get (cue, "stage") : NULL;
    const char *section = section_at (page, mention->start);
    enum zone zone = zone_at (page, mention->start);
    gboolean result = procedure_is_study (mention) && mention->context_rule != NULL
                      && (g_str_has_prefix (mention->context_rule, "neg.after")
                          || strcmp (mention->context_rule, "neg.negative_for") == 0); /* "negative EMG studies" */
    if (g_strcmp0 (stage, "denied") != 0 && strcmp (mention->context.polarity, "negated") == 0 && !result) {
        status = "negated";
        stage = g_strcmp0 (stage, "declined") == 0 ? stage : NULL;
    } else if (zone == ZONE_GUIDELINE || zone == ZONE_BOILERPLATE) {
        status = "planned";
        stage = "guideline_only";
    } else if (zone == ZONE_REQUEST && g_strcmp0 (status, "performed") != 0) {
        status = "planned";
        stage = stage != NULL ? stage : "requested";
    } else if (status == NULL) {
        gboolean operative = g_strcmp0 (page->class_id, "OP") == 0; /* its plan lists codes of what was done */
        gboolean ahead = strcmp (mention->context.temporality, "planned") == 0
                         || strcmp (mention->context.temporality, "hypothetical") == 0
                         || (strcmp (section, "plan") == 0 && !operative) || strcmp (section, "request") == 0
                         || strcmp (section, "treatment") == 0 || strcmp (section, "aftercare") == 0;
        const char *ordinal = mention_get (mention, "ordinal");
        gboolean again = g_strcmp0 (ordinal, "repeat") == 0 && opens_item (page, mention); /* "3. Repeat the block" */
        if (ahead && cJSON_GetArraySize (cJSON_GetObjectItemCaseSensitive (mention->fields, "dates")) == 0
            && (ordinal == NULL || again)) {
            status = "planned";
            stage = strcmp (section, "request") == 0 ? "requested" : "recommended";
        }
    } else if (strcmp (status, "performed") == 0)
        stage = NULL;
    mention_set (mention, "status", status != NULL ? status : "performed");
    mention_set (mention, "stage", status == NULL || strcmp (status, "performed") == 0 ? "performed" : stage);
}

/* --- dates and levels of the same sentence -------------------------------------------------------------------------------- */

static gboolean
dates_a_procedure (const struct mention *date)
{
    const char *role = mention_get (date, "role");
    return role == NULL || strcmp (role, "procedure") == 0 || strcmp (role, "surgery") == 0
           || strcmp (role, "imaging") == 0 || strcmp (role, "service") == 0;
}

static guint
count_in_sentence (const GPtrArray *mentions, const char *kind, int sentence,
                   gboolean (*wanted) (const struct mention *), struct mention **one)
{
    guint n = 0;
    for (guint i = 0; i < mentions->len; i++) {
        struct mention *mention = g_ptr_array_index (mentions, i);
        if (strcmp (mention->kind, kind) == 0 && mention->sentence == sentence
            && (wanted == NULL || wanted (mention))) {
            *one = mention;
            n++;
        }
    }
    return n;
}

static gboolean
is_main (const struct mention *mention)
{
    return !is_service (mention);
}

/* Whether the sentence names no other procedure, and this one here for the first time: "On DATE she was given Botox and did well
 * with Botox". */
static gboolean
is_first_of_one_kind (const GPtrArray *mentions, const struct mention *mention)
{
    for (guint i = 0; i < mentions->len; i++) {
        const struct mention *other = g_ptr_array_index (mentions, i);
        if (other != mention && strcmp (other->kind, "procedure") == 0 && other->sentence == mention->sentence
            && is_main (other)
            && (other->start < mention->start
                || strcmp (mention_get (other, "concept"), mention_get (mention, "concept")) != 0))
            return FALSE;
    }
    return TRUE;
}

static void
bind_date (const GPtrArray *mentions, struct mention *mention)
{
    struct mention *date = NULL;
    const cJSON *dates = cJSON_GetObjectItemCaseSensitive (mention->fields, "dates");
    const char *status = mention_get (mention, "status");
    if (cJSON_GetArraySize (dates) > 0 || g_strcmp0 (status, "performed") != 0 || is_service (mention)
        || mention->sentence < 0)
        return;
    if (!is_first_of_one_kind (mentions, mention)
        || count_in_sentence (mentions, "date", mention->sentence, NULL, &date) != 1 || !dates_a_procedure (date))
        return;
    if (!date->candidate)
        procedure_add_date (mention, date);
    else if (cJSON_IsTrue (cJSON_GetObjectItemCaseSensitive (date->fields, "repaired")))
        mention_set (mention, "date_doubtful", mention_get (date, "value"));
}

static void
bind_levels (const struct page *page, const GPtrArray *mentions, struct mention *mention)
{
    struct mention *only = NULL;
    const cJSON *levels = cJSON_GetObjectItemCaseSensitive (mention->fields, "levels");
    if (cJSON_GetArraySize (levels) > 0 || !procedure_is_interventional (mention) || mention->sentence < 0
        || count_in_sentence (mentions, "procedure", mention->sentence, is_main, &only) != 1)
        return;
    for (guint i = 0; i < mentions->len; i++) {
        struct mention *level = g_ptr_array_index (mentions, i);
        if (strcmp (level->kind, "level") != 0 || level->sentence != mention->sentence || level->candidate)
            continue;
        /* Only over a few words, and not where a diagnosis or imaging finding owns the level. */
        gsize from = MIN (level->end, mention->end), to = MAX (level->start, mention->start);
        g_autofree char *gap = page_text_slice (page, from, MAX (from, to));
        if (to <= from || to - from > 40 || strpbrk (gap, ";:") != NULL)
            continue;
        gboolean owned = FALSE;
        for (guint k = 0; k < mentions->len && !owned; k++) {
            const struct mention *other = g_ptr_array_index (mentions, k);
            gboolean claims = strcmp (other->kind, "diagnosis") == 0 || strcmp (other->kind, "exam") == 0
                              || strcmp (other->kind, "procedure") == 0;
            owned = claims && other != mention && other->start <= level->start && level->end <= other->end;
        }
        if (!owned)
            procedure_add_level (mention, level);
    }
}

/* A date that belongs to a procedure is of that procedure, where nothing else was said of it. */
static void
set_role_of_dates (const GPtrArray *mentions, const struct mention *procedure)
{
    const cJSON *dates = cJSON_GetObjectItemCaseSensitive (procedure->fields, "dates"), *value;
    const char *concept = mention_get (procedure, "concept");
    static const char *const imaging[] = { "mri", "ct", "xray", "emg_ncs", "discogram" };
    static const char *const therapy[] = { "pt", "aquatic", "chiro", "acu", "massage", "psych", "frp" };
    const char *role = "procedure";
    for (gsize i = 0; i < G_N_ELEMENTS (therapy); i++)
        role = strcmp (therapy[i], concept) == 0 ? "service" : role;
    if (concept_is_surgery (concept))
        role = "surgery";
    for (gsize i = 0; i < G_N_ELEMENTS (imaging); i++)
        role = strcmp (imaging[i], concept) == 0 ? "imaging" : role;
    cJSON_ArrayForEach (value, dates)
        for (guint i = 0; i < mentions->len; i++) {
            struct mention *date = g_ptr_array_index (mentions, i);
            if (strcmp (date->kind, "date") == 0 && date->sentence == procedure->sentence && dates_a_procedure (date)
                && g_strcmp0 (mention_get (date, "value"), value->valuestring) == 0)
                mention_set (date, "role", role);
        }
}

/* Under the heading of past operations "surgery" is one that was done. */
static gboolean
is_of_history (const struct page *page, const struct mention *mention)
{
    return strcmp (section_at (page, mention->start), "surgical_history") == 0
           && g_strcmp0 (mention_get (mention, "concept"), "other_surgery") == 0;
}

/* "Evaluated for possible hip resurfacing": thought of, neither done nor asked for. */
static gboolean
is_only_possible (const struct mention *mention, const char *cued)
{
    return strcmp (mention->context.certainty, "possible") == 0 && cued == NULL && !is_service (mention)
           && !procedure_is_study (mention);
}

/* "Trigger point injections, both trapezii": the one region whose muscles are named in bytes [from, to); NULL where there are more. */
static const char *
region_of_muscles (const GPtrArray *muscles, gsize from, gsize to)
{
    const char *only = NULL;
    for (guint i = 0; i < muscles->len; i++) {
        const struct rule_match *muscle = g_ptr_array_index (muscles, i);
        const char *region = rule_match_get (muscle, "region");
        if (muscle->start < from || muscle->end > to)
            continue;
        if (only != NULL && strcmp (only, region) != 0)
            return NULL;
        only = region;
    }
    return only;
}

void
procedures_bind (const struct entities *entities, const struct page *page, GPtrArray *mentions)
{
    g_autoptr (GPtrArray) matches = matches_of (entities->procedures, page),
                          anatomy_all = matches_of (entities->anatomy, page);
    g_autoptr (GPtrArray) cues = matches_of_kind (matches, "stage"), talk = matches_of_kind (matches, "discussion");
    g_autoptr (GPtrArray) regions = matches_of_kind (anatomy_all, "region"),
                          muscles = matches_of_kind (anatomy_all, "muscle");
    procedures_settle_kinds (mentions);
    gboolean operation = procedures_tell_surgery (page, mentions);
    for (guint i = 0; i < mentions->len; i++) {
        struct mention *mention = g_ptr_array_index (mentions, i);
        if (strcmp (mention->kind, "procedure") != 0)
            continue;
        const struct rule_match *cue = stage_cue (page, cues, mention);
        const struct rule_match *declined = declined_after (page, cues, mentions, mention);
        if (declined != NULL && (cue == NULL || g_strcmp0 (rule_match_get (cue, "status"), "performed") != 0))
            cue = declined;
        else if (cue == NULL)
            cue = cue_of_list (page, cues, mention);
        const char *cued = cue != NULL ? rule_match_get (cue, "status") : NULL;
        set_status (page, mention, cue);
        const char *generic = mention_get (mention, "generic");
        gboolean said =
            cued != NULL && strcmp (cued, "performed") != 0 && g_strcmp0 (mention_get (mention, "status"), cued) == 0;
        gboolean listed = generic != NULL && generic[0] == '1' && is_of_history (page, mention);
        gboolean aimed_at =
            strcmp (section_at (page, mention->start), "goals") == 0 && g_strcmp0 (cued, "performed") != 0;
        gboolean numbed = operation && g_strcmp0 (mention_get (mention, "concept"), "peripheral_block") == 0;
        gboolean refused = cue != NULL && g_strcmp0 (rule_match_get (cue, "stage"), "declined") == 0;
        gboolean dropped = aimed_at || numbed || (generic != NULL && !listed && (!said || generic[0] == '2'))
                           || is_only_possible (mention, cued)
                           || (is_discussion (page, talk, mention) && g_strcmp0 (cued, "performed") != 0 && !refused
                               && !(procedure_is_study (mention) && has_results (page, mention)));
        if (dropped && zone_at (page, mention->start) != ZONE_REQUEST) {
            g_ptr_array_remove_index (mentions, i--);
            continue;
        }
        cJSON_DeleteItemFromObjectCaseSensitive (mention->fields, "generic");
    }
    for (guint i = 0; i < mentions->len; i++) {
        struct mention *mention = g_ptr_array_index (mentions, i);
        if (strcmp (mention->kind, "procedure") != 0)
            continue;
        if (was_done_until (mention)) {
            mention_set (mention, "date", NULL);
            cJSON_ReplaceItemInObjectCaseSensitive (mention->fields, "dates", cJSON_CreateArray ());
        } else
            bind_date (mentions, mention);
        bind_levels (page, mentions, mention);
        set_role_of_dates (mentions, mention);
        if (mention_get (mention, "region") == NULL
            && (procedure_is_interventional (mention) || procedure_is_study (mention))) {
            gsize from, to;
            sentence_span (page, mention->start, &from, &to);
            const char *region = only_region (regions, from, to), *concept = mention_get (mention, "concept");
            gboolean done =
                g_strcmp0 (mention_get (mention, "status"), "performed") == 0; /* a request says no more than it says */
            if (region == NULL && done && (strcmp (concept, "tpi") == 0 || strcmp (concept, "botulinum") == 0))
                region = region_of_muscles (muscles, from, to);
            mention_set (mention, "region", region);
            procedure_check_region (mention);
        }
    }
    procedures_settle_report (entities->wording, page, mentions);
}
