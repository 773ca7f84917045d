/* Sections and zones of the sentences (parts.h, 2; domain.md 0 and 1.6).
 *
 * A heading sets the section until the next; the section, or the class of the page, sets the zone; rules for single
 * sentences come last. In rationales a small machine follows who speaks: from words that cite a guideline on, guideline
 * text, quoted or not, until the writer turns to this patient, the records or the request. Within quotation marks only the
 * closing mark ends it.
 */
#include <string.h>

#include "common/record.h"
#include "stages/extract/parts.h"

#define QUOTE_MAX_SENTENCES 40 /* a quotation mark that is never closed (a scan's speck) ends here */

struct zoner {
    struct rules *sections;
    struct rules *zones;
};

/* What runs on from sentence to sentence and page to page of a document. */
struct state {
    const struct rule *section; /* NULL before the first heading */
    const struct rule
        *zoned;         /* the section that sets the zone; in letters, headings within it do not change who speaks */
    gboolean guideline; /* guideline text goes on */
    guint quoted;       /* sentences since a quotation mark was opened, 0 outside */
    gboolean next_only; /* the section holds for one sentence more */
    gboolean decided;   /* UR: the decision has been said, so that what follows argues it */
    gboolean told;      /* CORR: one who treats the patient, or the patient, writes the letter */
};

/* What the rules find in one sentence. */
struct cues {
    const struct rule *section;
    const struct rule *fixed; /* kind zone */
    gsize section_end;
    gsize open, patient, name; /* where they stand outside quotation marks, G_MAXSIZE where not */
    gboolean norm, item, weak, quote;
};

struct zoner *
zoner_new (const char *patterns, GString *mistakes)
{
    struct zoner *zoner = g_new0 (struct zoner, 1);
    zoner->sections = rules_load_noting (patterns, "sections", mistakes);
    zoner->zones = rules_load_noting (patterns, "zones", mistakes);
    return zoner;
}

void
zoner_free (struct zoner *zoner)
{
    if (zoner == NULL)
        return;
    g_clear_pointer (&zoner->sections, rules_free);
    g_clear_pointer (&zoner->zones, rules_free);
    g_free (zoner);
}

static gboolean
applies (const struct rule *rule, const char *class_id)
{
    const char *classes = rule_field (rule, "classes");
    if (classes == NULL)
        return TRUE;
    g_auto (GStrv) list = g_strsplit (classes, " ", -1);
    return g_strv_contains ((const char *const *) list, class_id);
}

static gboolean
is_class (const struct page *page, const char *class_id)
{
    return strcmp (page->class_id, class_id) == 0;
}

static struct sentence *
sentence_of (const struct page *page, guint i)
{
    return &g_array_index (page->sentences, struct sentence, i);
}

static gboolean
within_quotes (const struct page *page, const struct sentence *sentence, gsize at, gboolean quoted)
{
    for (gsize i = sentence->start; i < at; i++)
        if (page->text[i] == '"')
            quoted = !quoted;
    return quoted;
}

/* Where a sentence begins behind its number ("3. Consent ..."). */
static gsize
content_start (const struct page *page, const struct sentence *sentence)
{
    gsize i = sentence->start;
    while (i < sentence->end && g_ascii_isdigit (page->text[i]))
        i++;
    if (i == sentence->start || i + 1 >= sentence->end || (page->text[i] != '.' && page->text[i] != ')'))
        return sentence->start;
    for (i++; i < sentence->end && page->text[i] == ' ';)
        i++;
    return i;
}

static void
collect_sections (const struct page *page, const GPtrArray *matches, struct cues *cues)
{
    for (guint i = 0; i < matches->len; i++) {
        const struct rule_match *match = matches->pdata[i];
        int index = page_sentence_at (page, match->start);
        if (index < 0 || !applies (match->rule, page->class_id))
            continue;
        gboolean anywhere = rule_field (match->rule, "place") != NULL;
        if (!anywhere && content_start (page, sentence_of (page, (guint) index)) != match->start
            && sentence_of (page, (guint) index)->start != match->start)
            continue;
        struct cues *cue = &cues[index];
        gboolean special = rule_field (match->rule, "classes") != NULL;
        gboolean weak = rule_field (match->rule, "after") != NULL; /* gives way to every other */
        gboolean has_weak = cue->section != NULL && rule_field (cue->section, "after") != NULL;
        gboolean has_special = cue->section != NULL && rule_field (cue->section, "classes") != NULL;
        if (cue->section == NULL || (has_weak && !weak)
            || (weak == has_weak
                && ((special && !has_special) || (special == has_special && match->end > cue->section_end)))) {
            cue->section = match->rule;
            cue->section_end = match->end;
        }
    }
}

static void
collect_cues (const struct page *page, const GPtrArray *matches, struct cues *cues)
{
    for (guint i = 0; i < matches->len; i++) {
        const struct rule_match *match = matches->pdata[i];
        int index = page_sentence_at (page, match->start);
        if (index < 0 || !applies (match->rule, page->class_id))
            continue;
        const struct sentence *sentence = sentence_of (page, (guint) index);
        struct cues *cue = &cues[index];
        const char *kind = rule_kind (match->rule), *name = rule_field (match->rule, "cue");
        if (strcmp (kind, "zone") == 0) {
            if (cue->fixed == NULL)
                cue->fixed = match->rule;
        } else if (strcmp (kind, "cue") != 0)
            continue;
        else if (strcmp (name, "norm") == 0)
            cue->norm = TRUE;
        else if (strcmp (name, "item") == 0)
            cue->item = cue->item || match->start == sentence->start;
        else if (within_quotes (page, sentence, match->start, FALSE))
            continue;
        else if (strcmp (name, "guideline") == 0)
            cue->open = MIN (cue->open, match->start);
        else if (strcmp (name, "patient") == 0)
            cue->patient = MIN (cue->patient, match->start);
        else if (strcmp (name, "weak") == 0)
            cue->weak = TRUE;
    }
}

static struct cues *
cues_new (const struct zoner *zoner, const struct page *page)
{
    struct cues *cues = g_new0 (struct cues, page->sentences->len + 1);
    for (guint i = 0; i < page->sentences->len; i++) {
        const struct sentence *sentence = sentence_of (page, i);
        cues[i].open = cues[i].patient = G_MAXSIZE;
        cues[i].quote = memchr (page->text + sentence->start, '"', sentence->end - sentence->start) != NULL;
    }
    g_autoptr (GPtrArray) sections = page_match (page, zoner->sections, 0, page->length);
    g_autoptr (GPtrArray) zones = page_match (page, zoner->zones, 0, page->length);
    collect_sections (page, sections, cues);
    collect_cues (page, zones, cues);
    return cues;
}

/* The quotation that a sentence about the request goes over to: "The request was reviewed against MTUS, page 46: "..."". */
static const char *
quotation_after (const struct page *page, const struct sentence *sentence, const struct cues *cue)
{
    if (cue->open == G_MAXSIZE || cue->patient >= cue->open || cue->open < sentence->start)
        return NULL;
    return memchr (page->text + cue->open, '"', sentence->end - cue->open);
}

/* Cuts the sentences that begin a rationale where the guideline begins, and rows of forms (kind cut). */
static void
cut_sentences (const struct zoner *zoner, struct page *page)
{
    if (!is_class (page, "RFA") && !is_class (page, "UR") && !is_class (page, "IMR_FDL"))
        return;
    g_autofree struct cues *cues = cues_new (zoner, page);
    g_autoptr (GPtrArray) matches = page_match (page, zoner->zones, 0, page->length);
    g_autoptr (GArray) cut = g_array_sized_new (FALSE, TRUE, sizeof (struct sentence), page->sentences->len);
    const char *section = NULL;
    guint next = 0;
    for (guint i = 0; i < page->sentences->len; i++) {
        struct sentence sentence = *sentence_of (page, i);
        const char *begins = cues[i].section != NULL ? rule_field (cues[i].section, "section") : NULL;
        section = begins != NULL ? begins : section;
        while (next < matches->len && ((struct rule_match *) matches->pdata[next])->start < sentence.start)
            next++;
        for (guint k = next; k < matches->len; k++) {
            const struct rule_match *match = matches->pdata[k];
            gsize at, end;
            if (match->start >= sentence.end)
                break;
            if (strcmp (rule_kind (match->rule), "cut") != 0 || !applies (match->rule, page->class_id)
                || !rule_match_span (match, "cut", &at, &end) || at <= sentence.start + 1 || at >= sentence.end)
                continue;
            const char *where = rule_field (match->rule, "section");
            if (where != NULL ? g_strcmp0 (section, where) != 0
                              : g_strcmp0 (begins, "rationale") != 0 || at <= cues[i].section_end + 2)
                continue;
            struct sentence head = sentence;
            head.end = at;
            while (head.end > head.start && g_ascii_isspace (page->text[head.end - 1]))
                head.end--;
            head.section = rule_field (match->rule, "before");
            head.zone = where != NULL ? ZONE_RECORD : ZONE_REQUEST;
            g_array_append_val (cut, head);
            sentence.start = at;
            sentence.heading = FALSE;
            break;
        }
        const char *quote = quotation_after (page, &sentence, &cues[i]);
        if (quote != NULL && (is_class (page, "UR") || is_class (page, "IMR_FDL"))) {
            struct sentence head = sentence;
            head.end = (gsize) (quote - page->text);
            while (head.end > head.start && g_ascii_isspace (page->text[head.end - 1]))
                head.end--;
            g_array_append_val (cut, head);
            sentence.start = (gsize) (quote - page->text);
            sentence.zone = ZONE_GUIDELINE;
            sentence.heading = FALSE;
        }
        g_array_append_val (cut, sentence);
    }
    if (cut->len == page->sentences->len)
        return;
    g_array_set_size (page->sentences, 0);
    g_array_append_vals (page->sentences, cut->data, cut->len);
}

static enum zone
default_zone (const struct page *page, const struct state *state)
{
    if (is_class (page, "CORR"))
        return state->told ? ZONE_RECORD : ZONE_BOILERPLATE;
    if (is_class (page, "IMR_FDL") || is_class (page, "IMR_NOA"))
        return ZONE_BOILERPLATE;
    if (is_class (page, "GUIDE"))
        return ZONE_GUIDELINE;
    if (is_class (page, "UR"))
        return state->decided ? ZONE_RATIONALE : ZONE_BOILERPLATE;
    return ZONE_RECORD;
}

static enum zone
section_zone (const struct page *page, const struct state *state)
{
    enum zone zone = default_zone (page, state);
    if (state->zoned != NULL)
        zone_parse (rule_field (state->zoned, "zone"), &zone);
    return zone;
}

/* Whether the sentence leaves the quotation open that it began in (or opens one and leaves it open). */
static gboolean
leaves_open (const struct page *page, const struct sentence *sentence, gboolean quoted)
{
    return within_quotes (page, sentence, sentence->end, quoted);
}

/* Who speaks in a sentence of `zone`, a rationale or guideline text. */
static enum zone
argue (const struct cues *cue, struct state *state)
{
    gboolean opens = cue->open != G_MAXSIZE;
    if (cue->patient != G_MAXSIZE && !(opens && cue->open < cue->patient && cue->quote)) {
        state->guideline = FALSE;
        return ZONE_RATIONALE;
    }
    if (cue->weak && !(state->guideline && (cue->norm || cue->item)) && !(opens && cue->quote)) {
        state->guideline = FALSE;
        return ZONE_RATIONALE;
    }
    if (opens)
        state->guideline = TRUE;
    /* a rule of treatment speaks for a guideline though none is named: "Aquatic therapy is recommended as ..." */
    return state->guideline || cue->norm ? ZONE_GUIDELINE : ZONE_RATIONALE;
}

static void
enter_section (const struct page *page, const struct cues *cue, struct state *state)
{
    state->section = cue->section;
    if (rule_field (cue->section, "zone") != NULL)
        state->zoned = cue->section;
    else if (!is_class (page, "UR") && !is_class (page, "IMR_FDL"))
        state->zoned = NULL;
    else
        return;
    state->guideline = g_strcmp0 (rule_field (cue->section, "zone"), "guideline") == 0;
    state->quoted = 0;
    if (is_class (page, "UR"))
        state->decided = TRUE;
}

static void
place (const struct page *page, struct sentence *sentence, const struct cues *cue, struct state *state)
{
    const char *cut_section = sentence->section; /* what a cut has settled */
    enum zone cut_zone = sentence->zone;
    gboolean settled = cut_section != NULL || cut_zone != ZONE_RECORD;

    /* a heading that ends some sections only says nothing in another */
    const char *after = cue->section != NULL ? rule_field (cue->section, "after") : NULL;
    const char *now = state->section != NULL ? rule_field (state->section, "section") : NULL;
    gboolean idle = after != NULL && (now == NULL || strstr (after, now) == NULL);

    gboolean header = cue->section != NULL && g_strcmp0 (rule_field (cue->section, "scope"), "sentence") == 0;
    gboolean next = cue->section != NULL && g_strcmp0 (rule_field (cue->section, "scope"), "next") == 0;
    if (cue->section != NULL && !header && !idle)
        enter_section (page, cue, state);
    sentence->section = header                   ? rule_field (cue->section, "section")
                        : state->section != NULL ? rule_field (state->section, "section")
                                                 : NULL;
    enum zone zone = section_zone (page, state);
    if (header && (is_class (page, "UR") || is_class (page, "IMR_FDL")))
        zone = state->section == NULL || zone == ZONE_BOILERPLATE ? ZONE_SUMMARY : zone;

    gboolean was_quoted = state->quoted > 0;
    gboolean cites = cue->open != G_MAXSIZE;
    if (settled)
        zone = cut_zone;
    else if (was_quoted)
        zone = ZONE_GUIDELINE;
    else if (cue->fixed != NULL)
        zone_parse (rule_field (cue->fixed, "zone"), &zone);
    else if (zone == ZONE_RATIONALE || (zone == ZONE_GUIDELINE && !is_class (page, "GUIDE")))
        zone = argue (cue, state);
    else if ((zone == ZONE_RECORD || zone == ZONE_SUMMARY) && cites && cue->patient == G_MAXSIZE && !cue->weak
             && (cue->quote || cue->norm))
        zone = ZONE_GUIDELINE;
    sentence->zone = zone;
    if (cut_section != NULL)
        sentence->section = cut_section;
    if (cut_zone == ZONE_GUIDELINE)
        state->guideline = TRUE;
    if (cue->fixed != NULL && rule_field (cue->fixed, "decides") != NULL)
        state->decided = TRUE;

    /* a quotation runs on only where a guideline is speaking */
    gboolean open = leaves_open (page, sentence, was_quoted) && (was_quoted || zone == ZONE_GUIDELINE);
    state->quoted = open && state->quoted < QUOTE_MAX_SENTENCES ? state->quoted + 1 : 0;

    if (next || state->next_only) {
        gboolean alone = next && cue->section_end + 1 >= sentence->end;
        if (!alone)
            state->section = state->zoned = NULL;
        state->next_only = alone;
    }
}

static gboolean
same_document (const struct page *a, const struct page *b)
{
    return record_number (a->record, "part", -1) == record_number (b->record, "part", -2)
           && strcmp (a->class_id, b->class_id) == 0;
}

/* Whether the letter that begins at page `first` tells what its writer knows of the patient: one who treats, or the patient. */
static gboolean
letter_tells (const struct zoner *zoner, const GPtrArray *pages, guint first)
{
    gboolean tells = FALSE;
    for (guint i = first; i < pages->len && (i == first || same_document (pages->pdata[i - 1], pages->pdata[i])); i++) {
        g_autoptr (GPtrArray) matches =
            page_match_kind (pages->pdata[i], zoner->zones, "letter", 0, ((struct page *) pages->pdata[i])->length);
        for (guint k = 0; k < matches->len; k++) {
            const struct rule_match *match = g_ptr_array_index (matches, k);
            if (g_strcmp0 (rule_field (match->rule, "letter"), "other") == 0)
                return FALSE;
            tells = TRUE;
        }
    }
    return tells;
}

void
zoner_run (const struct zoner *zoner, GPtrArray *pages)
{
    struct state state = { 0 };
    for (guint i = 0; i < pages->len; i++) {
        struct page *page = pages->pdata[i];
        if (i == 0 || !same_document (pages->pdata[i - 1], page))
            state = (struct state){ .told = is_class (page, "CORR") && letter_tells (zoner, pages, i) };
        cut_sentences (zoner, page);
        g_autofree struct cues *cues = cues_new (zoner, page);
        for (guint k = 0; k < page->sentences->len; k++)
            place (page, sentence_of (page, k), &cues[k], &state);
        for (guint k = 0; k < page->sentences->len; k++)
            page->zones |= 1u << sentence_of (page, k)->zone;
        page_forget_matches (page);
    }
}
