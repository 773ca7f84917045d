/* Requests (domain.md 2.1 Q1-Q3): the disputed item in each place where it is written (requests.h). */
#include <string.h>

#include "stages/extract/requests.h"

static const char *
at_of (const struct page *page, const struct rule *rule)
{
    const char *at = rule_field (rule, "at");
    gboolean review = strcmp (page->class_id, "IMR_FDL") == 0 || strcmp (page->class_id, "UR") == 0;
    return strcmp (at, "authorization") == 0 && !review ? "report_plan" : at;
}

/* Whether bytes [start, end) name something that can be asked for: a service, a drug, or its code. */
static gboolean
names_service (const struct composites *composites, const struct page *page, gsize start, gsize end,
               const GPtrArray *mentions)
{
    if (request_head (mentions, start, end) != NULL || last_within (mentions, "medication", start, end) != NULL)
        return TRUE;
    g_autofree char *text = slice (page, start, end);
    struct rule_match *code = match_in (composites->requests, "code", text);
    gboolean found = code != NULL;
    g_clear_pointer (&code, rule_match_free);
    return found;
}

/* Whether the row names a service by code or level, but not what it is: the words stand in the next line of their column. */
static gboolean
wants_words (const struct composites *composites, const struct page *page, const struct writing *row,
             const GPtrArray *mentions)
{
    return request_head (mentions, row->start, row->end) == NULL
           && last_within (mentions, "medication", row->start, row->end) == NULL
           && names_service (composites, page, row->start, row->end, mentions);
}

/* Whether bytes [start, end) name a service and nothing else that a row of its own would have. */
static gboolean
is_words_only (const struct composites *composites, const struct page *page, gsize start, gsize end,
               const GPtrArray *mentions)
{
    g_autofree char *text = slice (page, start, end);
    struct rule_match *code = match_in (composites->requests, "code", text);
    gboolean coded = code != NULL;
    g_clear_pointer (&code, rule_match_free);
    return !coded && request_head (mentions, start, end) != NULL && last_within (mentions, "level", start, end) == NULL;
}

/* Whether bytes [start, end) hold the code of a service and no word for it: the code's own line under its service. */
static gboolean
is_code_only (const struct composites *composites, const struct page *page, gsize start, gsize end,
              const GPtrArray *mentions)
{
    return request_head (mentions, start, end) == NULL && last_within (mentions, "medication", start, end) == NULL
           && names_service (composites, page, start, end, mentions);
}

/* Where the item begins behind the label of its line ("Service/Good Requested: MRI of the knee"). */
static gsize
behind_label (const struct composites *composites, const struct page *page, const struct sentence *sentence)
{
    g_autofree char *text = slice (page, sentence->start, sentence->end);
    struct rule_match *label = match_in (composites->requests, "label", text);
    gsize at = sentence->start + (label != NULL && label->start == 0 ? label->end : 0);
    g_clear_pointer (&label, rule_match_free);
    return at < sentence->end ? at : sentence->start;
}

/* The rows of a form RFA. */
static void
find_rows (const struct composites *composites, const struct page *page, GPtrArray *mentions)
{
    if (strcmp (page->class_id, "RFA") != 0)
        return;
    struct writing row = { .rule = NULL };
    guint before = 0;
    for (guint i = 0; i < page->sentences->len; i++) {
        const struct sentence *sentence = &g_array_index (page->sentences, struct sentence, i);
        if (sentence->zone != ZONE_REQUEST || g_strcmp0 (sentence->section, "request") != 0
            || !names_service (composites, page, sentence->start, sentence->end, mentions))
            continue;
        if (row.rule != NULL && before + 1 == i
            && ((wants_words (composites, page, &row, mentions)
                 && is_words_only (composites, page, sentence->start, sentence->end, mentions))
                || (!wants_words (composites, page, &row, mentions)
                    && is_code_only (composites, page, sentence->start, sentence->end, mentions)))) {
            row.end = row.item_end = sentence->end;
            before = i;
            continue;
        }
        if (row.rule != NULL)
            request_add (composites, page, &row, mentions);
        before = i;
        row = (struct writing){ .rule = "request.rfa",
                                .at = "rfa",
                                .start = sentence->start,
                                .end = sentence->end,
                                .item_start = behind_label (composites, page, sentence),
                                .item_end = sentence->end };
    }
    if (row.rule != NULL)
        request_add (composites, page, &row, mentions);
}

static gboolean
is_open_issue (const struct rule_match *match)
{
    return g_strcmp0 (rule_field (match->rule, "at"), "issue_line") == 0 && rule_match_get (match, "outcome") == NULL;
}

/* What a request is for, to tell whether two places ask for the same: a procedure or a drug; NULL where neither is named. */
static const char *
subject_of (const GPtrArray *mentions, gsize start, gsize end)
{
    const struct mention *head = request_head (mentions, start, end);
    const struct mention *drug = head == NULL ? last_within (mentions, "medication", start, end) : NULL;
    return head != NULL ? mention_get (head, "concept") : drug != NULL ? mention_get (drug, "name") : NULL;
}

/* Whether the letter of utilization review speaks of one item only, so that a decision on a line of its own is for it. */
static gboolean
reviews_one_item (const GPtrArray *found, const GPtrArray *mentions)
{
    const char *subject = NULL;
    guint named = 0, unnamed = 0;
    for (guint i = 0; i < found->len; i++) {
        const struct rule_match *match = found->pdata[i];
        gsize start, end;
        if (g_strcmp0 (rule_field (match->rule, "at"), "ur") != 0 || !rule_match_span (match, "item", &start, &end))
            continue;
        const char *other = subject_of (mentions, start, end);
        if (other == NULL)
            unnamed++;
        else if (named++ == 0)
            subject = other;
        else if (strcmp (subject, other) != 0)
            return FALSE;
    }
    return named > 0 ? unnamed == 0 : unnamed == 1;
}

/* --- several services in one sentence: "a left L5-S1 injection, and physical therapy, 8 visits" */

#define LINK_BYTES 60 /* between the word that links and the service that it links */

/* Concepts of care and of tests, which are asked for beside a procedure, never as a part of it. */
static gboolean
is_beside (const char *concept)
{
    static const char *const list[] = { "pt",    "acu",   "chiro",  "aquatic",   "massage", "uds",     "mri",
                                        "mri_c", "mri_t", "mri_l",  "mri_joint", "ct",      "emg_ncs", "emg",
                                        "ncs",   "tens",  "h_wave", "frp",       "psych",   NULL };
    return g_strv_contains (list, concept);
}

/* Where a service begins: behind the word that links it to the one before. */
struct link {
    gsize before, after; /* the bytes of the word */
    gboolean strong;     /* it repeats the asking: "and for" */
};

/* The last link in bytes [start, end), near its end; FALSE where there is none. */
static gboolean
find_link (const struct page *page, gsize start, gsize end, struct link *link)
{
    static const char *const words[] = { "; ", "and for ", "as well as ", "and also ", "in addition to ", "and " };
    gboolean found = FALSE;
    for (gsize from = MAX (start, end > LINK_BYTES ? end - LINK_BYTES : 0); from < end; from++)
        for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
            gsize length = strlen (words[i]);
            gboolean begins = words[i][0] == ';' || (from > start && g_ascii_isspace (page->text[from - 1]));
            if (!begins || from + length > end || g_ascii_strncasecmp (page->text + from, words[i], length) != 0)
                continue;
            *link = (struct link){ from, from + length, i + 1 < G_N_ELEMENTS (words) };
            found = TRUE;
            break;
        }
    return found;
}

/* Whether within bytes [start, end) another service is asked for by itself, and behind which word. */
static gboolean
asks_for_more (const struct page *page, const GPtrArray *mentions, gsize start, gsize end, struct link *link)
{
    const struct mention *first = NULL;
    gsize behind = start;
    for (guint i = 0; i < mentions->len; i++) {
        const struct mention *mention = mentions->pdata[i];
        const char *concept = mention_get (mention, "concept");
        if (strcmp (mention->kind, "procedure") != 0 || concept == NULL || mention->start < behind || mention->end > end
            || request_is_adjunct (concept))
            continue;
        if (first != NULL && strcmp (mention_get (first, "concept"), concept) != 0
            && find_link (page, behind, mention->start, link)
            && (link->strong || is_beside (mention_get (first, "concept")) != is_beside (concept)))
            return TRUE;
        first = first != NULL ? first : mention;
        behind = mention->end;
    }
    return FALSE;
}

/* Adds what a report, or a reviewer of it, names in one sentence, service by service. */
static void
add_asked (const struct composites *composites, const struct page *page, struct writing writing, GPtrArray *mentions)
{
    gsize end = writing.item_end, all = writing.end;
    struct link link;
    gboolean prose = strcmp (writing.at, "report_plan") == 0 || strcmp (writing.at, "ur") == 0;
    while (prose && asks_for_more (page, mentions, writing.item_start, end, &link)) {
        writing.item_end = writing.end = link.before;
        request_add (composites, page, &writing, mentions);
        writing.start = writing.item_start = link.after;
        writing.item_end = end;
        writing.end = all;
    }
    request_add (composites, page, &writing, mentions);
}

void
requests_find (const struct composites *composites, const struct page *page, GPtrArray *mentions)
{
    g_autoptr (GPtrArray) matches = gated_matches (page, composites->requests);
    g_autoptr (GPtrArray) found = g_ptr_array_new ();
    guint open = 0; /* issues without a decision of their own */
    const char *decision = NULL;
    for (guint i = 0; i < matches->len; i++) {
        const struct rule_match *match = matches->pdata[i];
        gsize start, end;
        if (is_kind (match, "request")) {
            if (rule_field (match->rule, "needs") != NULL
                && !(rule_match_span (match, "item", &start, &end)
                     && names_service (composites, page, start, end, mentions)))
                continue;
            g_ptr_array_add (found, matches->pdata[i]);
            open += is_open_issue (match) ? 1 : 0;
        } else if (is_kind (match, "decision") && decision == NULL)
            decision = rule_match_get (match, "outcome");
    }
    rules_resolve_overlaps (found);
    gboolean one_item = reviews_one_item (found, mentions);
    for (guint i = 0; i < found->len; i++) {
        const struct rule_match *match = found->pdata[i];
        gboolean alone =
            (one_item && g_strcmp0 (rule_field (match->rule, "at"), "ur") == 0) || (open == 1 && is_open_issue (match));
        struct writing writing = { .rule = rule_id (match->rule),
                                   .at = at_of (page, match->rule),
                                   .start = match->start,
                                   .end = match->end,
                                   .outcome = rule_match_get (match, "outcome"),
                                   .number = rule_match_get (match, "number"),
                                   .decision = alone ? decision : NULL };
        if (rule_match_span (match, "item", &writing.item_start, &writing.item_end))
            add_asked (composites, page, writing, mentions);
    }
    find_rows (composites, page, mentions);
}
