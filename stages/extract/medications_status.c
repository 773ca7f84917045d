/* What became of a medication (domain.md 3.5): taken, given, stopped, ordered, an allergy, looked for by a laboratory; and what one note
 * says twice. */
#include <string.h>

#include "stages/extract/entities.h"

#define ANALYTE_REACH 40 /* bytes between a drug and the result of looking for it */
#define ORDER_REACH 4    /* characters, such as a bullet, before the word that opens an order */
#define ORDER_OBJECT 12  /* characters between that word and what it orders: "with her" */
#define STATUS_REACH 90
#define STOPPED_REACH 50 /* bytes, and ten, to "caused drowsiness and was stopped" */
#define ENTRY_REACH 12   /* bytes before a date that opens its sentence */

/* Of the words for giving: those that a tablet cannot follow. */
static gboolean
needs_needle (const struct page *page, const struct rule_match *cue)
{
    static const char *const words[] = { "inject", "infiltrat", "instill", "anesthet", "skin" };
    for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
        if (g_ascii_strncasecmp (page->text + cue->start, words[i], strlen (words[i])) == 0)
            return TRUE;
    return FALSE;
}

/* An antibiotic named in an operative report went into the patient or over the wound. */
static gboolean
is_for_operation (const struct page *page, const char *section, const char *class, const char *status)
{
    return g_strcmp0 (page->class_id, "OP") == 0 && g_strcmp0 (class, "antibiotic") == 0
           && strcmp (section, "medications") != 0 && strcmp (section, "plan") != 0
           && (status == NULL || strcmp (status, "current") == 0 || strcmp (status, "given") == 0);
}

/* "No shellfish or iodine allergy" lists nothing (notes decision 12). */
static gboolean
denies_allergy (const struct page *page, const struct mention *mention)
{
    gsize from, to;
    if (strcmp (mention->context.polarity, "negated") != 0)
        return FALSE;
    if (strcmp (section_at (page, mention->start), "allergies") == 0)
        return TRUE;
    sentence_span (page, mention->start, &from, &to);
    g_autofree char *after = page_text_slice (page, mention->end, to), *small = g_ascii_strdown (after, -1);
    return strstr (small, "allerg") != NULL;
}

/* "Continue ibuprofen." is an order, even where no heading that was read ended the section of allergies: what opens the sentence
 * says so. */
static gboolean
is_ordered (const struct page *page, const GPtrArray *cues, const struct mention *mention)
{
    gsize from, to;
    sentence_span (page, mention->start, &from, &to);
    for (guint i = 0; i < cues->len; i++) {
        const struct rule_match *cue = g_ptr_array_index (cues, i);
        const char *says = rule_match_get (cue, "status");
        if (cue->start >= from && cue->start <= from + ORDER_REACH && cue->end <= mention->start
            && mention->start - cue->end <= ORDER_OBJECT
            && (strcmp (says, "current") == 0 || strcmp (says, "planned") == 0))
            return TRUE;
    }
    return FALSE;
}

/* Whether between the drug and byte `to` another is spoken of: a comma or a semicolon, and not "and was". */
static gboolean
drug_between (const struct page *page, const struct mention *drug, gsize to)
{
    return memchr (page->text + drug->end, ';', to - drug->end) != NULL
           || memchr (page->text + drug->end, ',', to - drug->end) != NULL;
}

static const char *
status_of (const struct page *page, const GPtrArray *cues, const struct mention *mention)
{
    const char *section = section_at (page, mention->start);
    if (strcmp (section, "allergies") == 0 && !is_ordered (page, cues, mention))
        return "allergy";
    const char *status = NULL;
    gsize nearest = STATUS_REACH + 1;
    gboolean injectable = medication_is_injectable (mention_get (mention, "class"));
    for (guint i = 0; i < cues->len; i++) {
        const struct rule_match *cue = g_ptr_array_index (cues, i);
        if (!same_sentence (page, cue->start, mention->start))
            continue;
        const char *says = rule_match_get (cue, "status");
        gsize distance = cue->end <= mention->start   ? mention->start - cue->end
                         : cue->start >= mention->end ? cue->start - mention->end + 10
                                                      : 0;
        gboolean after = cue->start >= mention->end;
        if (after && strcmp (says, "given") != 0
            && !(strcmp (says, "past") == 0 && distance < STOPPED_REACH && !drug_between (page, mention, cue->start)))
            continue;
        if (strcmp (says, "given") == 0 && !injectable && (distance > 40 || needs_needle (page, cue)))
            continue;
        if (distance < nearest) {
            nearest = distance;
            status = says;
        }
    }
    gboolean op = g_strcmp0 (page->class_id, "OP") == 0 || strcmp (section, "procedure") == 0
                  || strcmp (section, "anesthesia") == 0;
    const char *class = mention_get (mention, "class");
    gboolean intravenous = op
                           && (g_strcmp0 (class, "sedative") == 0 || g_strcmp0 (class, "opioid") == 0
                               || g_strcmp0 (class, "antibiotic") == 0)
                           && mention_get (mention, "frequency") == NULL /* tablets, three times a day */
                           && strcmp (section, "medications") != 0 && strcmp (section, "plan") != 0;
    if (is_for_operation (page, section, class, status))
        return "given";
    if ((injectable || (intravenous && mention_get (mention, "strength") != NULL)) && op
        && (status == NULL || strcmp (status, "current") == 0))
        return "given";
    if (strcmp (mention->context.polarity, "negated") == 0 && (status == NULL || strcmp (status, "current") == 0))
        return "denied";
    if (status == NULL && strcmp (section, "medications") == 0)
        return "current";
    if (status == NULL
        && (strcmp (section, "plan") == 0 || strcmp (section, "request") == 0
            || zone_at (page, mention->start) == ZONE_REQUEST))
        return "planned";
    if (status == NULL && strcmp (mention->context.temporality, "historical") == 0)
        return "past";
    return status != NULL                                                            ? status
           : injectable && strcmp (mention_get (mention, "class"), "botulinum") != 0 ? "given"
                                                                                     : "current";
}

/* "Oxycodone NEGATIVE", "positive for hydrocodone": what a laboratory looked for, and in its own report whatever has no dose. */
static gboolean
is_analyte (const struct page *page, const GPtrArray *analytes, const struct mention *mention)
{
    if (mention_get (mention, "strength") != NULL || mention_get (mention, "frequency") != NULL)
        return FALSE;
    if (g_strcmp0 (page->class_id, "LAB") == 0)
        return TRUE;
    for (guint i = 0; i < analytes->len; i++) {
        const struct rule_match *words = g_ptr_array_index (analytes, i);
        gboolean after = strcmp (rule_field (words->rule, "where"), "after") == 0;
        if (after && words->start >= mention->end && words->start - mention->end <= ANALYTE_REACH
            && only_characters (page, mention->end, words->start, " \t:-|"))
            return TRUE;
        if (!after && words->end <= mention->start && mention->start - words->end <= ANALYTE_REACH
            && same_sentence (page, words->start, mention->start))
            return TRUE;
    }
    return FALSE;
}

/* A class word that is denied ("does not like to take pain medication") is prose, no item of a list; and nobody denies what is
 * injected ("MRI without gadolinium"). */
static gboolean
is_denied_prose (const struct mention *mention)
{
    const char *class = mention_get (mention, "class");
    return g_strcmp0 (mention_get (mention, "status"), "denied") == 0
           && (g_strcmp0 (class, "class_word") == 0 || g_strcmp0 (class, "contrast") == 0
               || g_strcmp0 (class, "anaesthetic") == 0 || g_strcmp0 (class, "botulinum") == 0);
}

/* A date that opens its sentence opens an entry of its own; one within a sentence only tells of something. */
static gboolean
entry_between (const struct page *page, const GPtrArray *mentions, gsize from, gsize to)
{
    for (guint i = 0; i < mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (mentions, i);
        gsize start, end;
        if (strcmp (mention->kind, "date") != 0 || mention->start < from || mention->end > to
            || g_strcmp0 (mention_get (mention, "precision"), "day") != 0) /* "MRI, 10/2007" */
            continue;
        sentence_span (page, mention->start, &start, &end);
        if (mention->start - start <= ENTRY_REACH)
            return TRUE;
    }
    return FALSE;
}

/* "continue Norco" in the plan is the Norco of the list. */
static gboolean
is_same_use (const struct mention *other, const struct mention *mention)
{
    const char *fuller = mention_get (other, "status"), *status = mention_get (mention, "status");
    if (mention_get (mention, "frequency") != NULL && mention_get (other, "frequency") == NULL)
        return FALSE;
    return g_strcmp0 (fuller, status) == 0 || (g_strcmp0 (fuller, "current") == 0 && g_strcmp0 (status, "planned") == 0)
           || (g_strcmp0 (fuller, "given") == 0 && g_strcmp0 (status, "current") == 0
               && g_strcmp0 (mention_get (mention, "class"), "sedative") == 0);
}

/* "methadone 10 mg b.i.d. ... back to his methadone": what one note says of a drug is its fullest mention of each status. Under
 * another date the drug is said anew. */
static void
drop_fuller (const struct page *page, GPtrArray *mentions)
{
    for (guint i = 0; i < mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (mentions, i);
        gboolean said = FALSE;
        if (strcmp (mention->kind, "medication") != 0 || mention_get (mention, "strength") != NULL)
            continue;
        for (guint k = 0; k < mentions->len && !said; k++) {
            const struct mention *other = g_ptr_array_index (mentions, k);
            said =
                medication_says_more (other, mention) && is_same_use (other, mention)
                && !entry_between (page, mentions, MIN (other->end, mention->end), MAX (other->start, mention->start));
        }
        if (said)
            g_ptr_array_remove_index (mentions, i--);
    }
}

void
medications_bind (const struct entities *entities, const struct page *page, GPtrArray *mentions)
{
    g_autoptr (GPtrArray) matches = matches_of (entities->medications, page),
                          cues = matches_of_kind (matches, "status"), analytes = matches_of_kind (matches, "analyte");
    for (guint i = 0; i < mentions->len; i++) {
        struct mention *mention = g_ptr_array_index (mentions, i);
        if (strcmp (mention->kind, "medication") != 0)
            continue;
        mention_set (mention, "status", status_of (page, cues, mention));
        if (is_analyte (page, analytes, mention) || denies_allergy (page, mention) || is_denied_prose (mention))
            g_ptr_array_remove_index (mentions, i--);
    }
}

void
medications_settle (const struct page *page, GPtrArray *mentions)
{
    drop_fuller (page, mentions);
}
