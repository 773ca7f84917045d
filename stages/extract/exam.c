/* Examination findings (domain.md 3.7), plans of rehabilitation and work status (3.8). */
#include <math.h>
#include <string.h>

#include "stages/extract/entities.h"
#include "stages/extract/outcomes.h"
#include "stages/extract/phrase.h"
#include "stages/extract/wording.h"

#define SIGN_REACH 30
#define SIDE_REACH 30
#define TESTED_REACH 90
#define DIRECTION_REACH 60
#define UNTIL_REACH 40
#define OTHER_SIDE_REACH 6 /* bytes between a finding of one side and the word for the other */
#define HEADING_BYTES 40   /* of "Right lower extremity" */
#define UNDER_HEADING 700  /* bytes that a heading of one limb reaches */

/* Whether what stands behind a list is said of all of it: "Spurling, Hoffmann and Babinski negative"; of "spasm, decreased
 * motion, SLR negative" it is said of the last alone. [end, sign): from the end of a finding to the sign. */
static gboolean
said_of_all (const struct page *page, const GPtrArray *findings, gsize end, gsize sign)
{
    const struct rule_match *last = NULL;
    for (guint i = 0; i < findings->len; i++) {
        const struct rule_match *finding = g_ptr_array_index (findings, i);
        if (finding->start >= end && finding->end <= sign)
            last = finding;
    }
    if (last == NULL)
        return TRUE;
    g_autofree char *gap = page_text_slice (page, end, last->start);
    g_autofree char *lower = g_ascii_strdown (gap, -1);
    g_strchomp (lower);
    return g_str_has_suffix (lower, " and") || g_str_has_suffix (lower, " or") || g_str_has_suffix (lower, "&")
           || g_str_has_suffix (lower, "/") || g_str_has_suffix (lower, " nor");
}

/* "positive Spurling", "Spurling's was negative": the nearest of the clause, where there is one; `behind`: of those behind it. */
static const char *
sign_of (const struct page *page, const GPtrArray *findings, const GPtrArray *signs, gsize start, gsize end,
         gboolean behind)
{
    const char *polarity = NULL;
    gsize nearest = SIGN_REACH + 1;
    for (guint i = 0; i < signs->len; i++) {
        const struct rule_match *sign = g_ptr_array_index (signs, i);
        if (!same_sentence (page, sign->start, start) || (sign->start < end && start < sign->end)
            || (behind && sign->start < end))
            continue;
        gsize from = sign->end <= start ? sign->end : end, to = sign->end <= start ? start : sign->start;
        if (to >= from && to - from < nearest && memchr (page->text + from, ';', to - from) == NULL
            && (sign->start < end || said_of_all (page, findings, end, sign->start))) {
            nearest = to - from;
            polarity = rule_match_get (sign, "polarity");
        }
    }
    return polarity;
}

/* Whether nothing but other findings and what joins them stands in [from, to). */
static gboolean
only_list (const struct page *page, const GPtrArray *findings, gsize from, gsize to)
{
    for (guint i = 0; i < findings->len; i++) {
        const struct rule_match *finding = g_ptr_array_index (findings, i);
        if (finding->start < from || finding->end > to)
            continue;
        return finding->start - from <= 6 && only_list (page, findings, finding->end, to);
    }
    return to - from <= 6;
}

/* Whether the words say of the finding [start, *end) that it was tested for, "Spurling's test was performed", which is no result.
 * *end then becomes the end of these words. */
static gboolean
was_tested (const struct page *page, const GPtrArray *findings, const GPtrArray *done, const GPtrArray *done_before,
            gsize start, gsize *end)
{
    for (guint i = 0; i < done->len; i++) {
        const struct rule_match *words = g_ptr_array_index (done, i);
        gsize from = MAX (words->start, *end);
        if (words->end <= *end || words->start < start || from - *end > TESTED_REACH)
            continue;
        if (!same_sentence (page, words->start, start) || memchr (page->text + *end, ';', from - *end) != NULL
            || !said_of_all (page, findings, *end, from) || !only_list (page, findings, *end, from))
            continue;
        *end = words->end;
        return TRUE;
    }
    for (guint i = 0; i < done_before->len; i++) {
        const struct rule_match *words = g_ptr_array_index (done_before, i);
        if (words->end <= start && start - words->end <= 2)
            return TRUE;
    }
    return FALSE;
}

/* Signs that mean something only with their polarity are findings in an examination; a plain word elsewhere ("spasms" in a
 * complaint) is none. */
static gboolean
is_examined (const struct wording *wording, const struct page *page, gsize at, const char *polarity,
             const char *concept)
{
    static const char *const words[] = { "spasm",    "trigger_point", "referred_pain", "locking",
                                         "effusion", "crepitus",      "tenderness",    "twitch_response" };
    gboolean plain = FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
        plain = plain || strcmp (words[i], concept) == 0;
    if (!plain || polarity != NULL || strcmp (section_at (page, at), "objective") == 0)
        return TRUE;
    gsize from, to;
    sentence_span (page, at, &from, &to);
    return wording_in (wording, "examined", from, to) != NULL;
}

/* One wording for findings that are worded in many ways: motion that is less than full is limited. The caller frees. */
static char *
value_in_one_wording (const struct wording *wording, const struct page *page, gsize start, gsize end)
{
    const struct rule_match *posture = wording_begins (wording, "posture", start),
                            *less = wording_ends (wording, "less_motion", start, end);
    if (posture != NULL && posture->end == end)
        return g_strdup (rule_match_get (posture, "as"));
    g_autofree char *as_written = page_text_slice (page, start, less != NULL ? less->start : end);
    g_autofree char *lower = g_ascii_strdown (as_written, -1);
    return less != NULL ? g_strconcat (lower, "limited", NULL) : g_strdup (g_strstrip (lower));
}

static const struct mention *
level_near (const GPtrArray *mentions, const struct page *page, gsize start, gsize end)
{
    for (guint i = 0; i < mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (mentions, i);
        if (strcmp (mention->kind, "level") == 0 && same_sentence (page, mention->start, start)
            && mention->start + SIDE_REACH >= start && mention->start <= end + SIDE_REACH)
            return mention;
    }
    return NULL;
}

/* Motion is named for its joint. The caller frees. */
static char *
concept_of (const struct rule_match *match)
{
    const char *joint = rule_match_get (match, "joint");
    g_autofree char *lower = joint != NULL ? g_ascii_strdown (joint, -1) : NULL;
    return joint != NULL ? g_strconcat ("rom_", lower, NULL) : g_strdup (rule_match_get (match, "concept"));
}

/* Degrees say how far it moved, not whether that is less than it should be. */
static gboolean
is_figure (const char *concept, const char *value)
{
    return g_str_has_prefix (concept, "rom_") && strpbrk (value, "0123456789") != NULL;
}

/* "Right triceps 4/5, left 5/5": where another side with a value of its own follows at byte `at`, the end of the first one's words. */
static gboolean
other_side_follows (const struct page *page, const GPtrArray *sides, gsize at)
{
    for (guint i = 0; i < sides->len; i++) {
        const struct rule_match *side = g_ptr_array_index (sides, i);
        if (side->start < at || side->start - at > OTHER_SIDE_REACH
            || !only_characters (page, at, side->start, " ,;and/("))
            continue;
        gsize next = side->end;
        while (next < page->length && strchr (" :=)", page->text[next]) != NULL)
            next++;
        return next < page->length && g_ascii_isdigit (page->text[next]);
    }
    return FALSE;
}

/* Whether in bytes [from, to) a line begins with another heading. */
static gboolean
heading_between (const struct page *page, gsize from, gsize to)
{
    for (gsize i = from; i + 1 < to; i++) {
        if (page->text[i] != '\n' || !g_ascii_isupper (page->text[i + 1]))
            continue;
        gsize end = MIN (to, i + 1 + HEADING_BYTES);
        const char *colon = memchr (page->text + i + 1, ':', end - i - 1);
        if (colon != NULL && memchr (page->text + i + 1, '\n', (gsize) (colon - page->text) - i - 1) == NULL)
            return TRUE;
    }
    return FALSE;
}

/* The side of the heading under which the finding stands: "RIGHT KNEE: effusion. McMurray positive." NULL where there is none. */
static const char *
side_of_heading (const struct wording *wording, const struct page *page, const GPtrArray *sides, gsize at)
{
    const char *found = NULL;
    for (guint i = 0; i < sides->len; i++) {
        const struct rule_match *side = g_ptr_array_index (sides, i);
        if (side->start >= at)
            break;
        gsize line = side->start;
        while (line > 0 && page->text[line - 1] == ' ')
            line--;
        if (line > 0 && page->text[line - 1] != '\n')
            continue;
        const char *colon = memchr (page->text + side->end, ':', MIN (page->length - side->end, HEADING_BYTES));
        if (colon == NULL || memchr (page->text + side->end, '\n', (gsize) (colon - page->text) - side->end) != NULL)
            continue;
        gboolean of_limb = wording_in (wording, "limb", side->start, (gsize) (colon - page->text)) != NULL;
        if (of_limb && (gsize) (colon - page->text) < at && at - side->start <= UNDER_HEADING
            && !heading_between (page, (gsize) (colon - page->text), at))
            found = rule_match_get (side, "side");
    }
    return found;
}

/* What each side showed, right behind the finding and before the next; NULL where the words do not say it side by side. */
static const struct rule_match *
sides_told (const struct page *page, const GPtrArray *sided, const GPtrArray *findings, gsize end)
{
    for (guint i = 0; i < sided->len; i++) {
        const struct rule_match *told = g_ptr_array_index (sided, i);
        gboolean nearest = told->start >= end && told->start - end <= SIGN_REACH
                           && same_sentence (page, end - 1, told->start)
                           && memchr (page->text + end, ';', told->start - end) == NULL;
        for (guint k = 0; nearest && k < findings->len; k++) {
            const struct rule_match *other = g_ptr_array_index (findings, k);
            nearest = other->start < end || other->start >= told->end;
        }
        if (nearest)
            return told;
    }
    return NULL;
}

static void
add_side (const struct page *page, GPtrArray *mentions, const struct rule_match *match, const char *side,
          const char *sign)
{
    struct mention *mention = mention_add (mentions, page, "exam", rule_id (match->rule), match->start, match->end);
    g_autofree char *concept = concept_of (match);
    mention_set (mention, "concept", concept);
    mention_set (mention, "value", NULL);
    mention_set (mention, "side", g_ascii_tolower (side[0]) == 'l' ? "left" : "right");
    cJSON_AddItemToObject (mention->fields, "level", cJSON_CreateNull ());
    mention_set_bool (mention, "with_pain", FALSE);
    mention_set (mention, "polarity",
                 strchr (sign, '+') != NULL || g_ascii_strncasecmp (sign, "pos", 3) == 0 ? "positive"
                 : g_ascii_strncasecmp (sign, "normal", 6) == 0                          ? "normal"
                                                                                         : "negative");
}

static void
add_finding (const struct wording *wording, const struct page *page, GPtrArray *mentions,
             const struct rule_match *match, const GPtrArray *findings, const GPtrArray *signs, const GPtrArray *done,
             const GPtrArray *done_before, const GPtrArray *sides)
{
    g_autofree char *concept = concept_of (match);
    const char *value = rule_match_get (match, "value");
    gsize end = match->end;
    gboolean tested = value == NULL && was_tested (page, findings, done, done_before, match->start, &end);
    const char *polarity = sign_of (page, findings, signs, match->start, end, tested);
    if (tested && polarity == NULL)
        return; /* what it showed is not said */
    if (!is_examined (wording, page, match->start, polarity, concept))
        return;
    gsize from, to;
    sentence_span (page, match->start, &from, &to);
    gsize left = match->start > from + SIDE_REACH ? match->start - SIDE_REACH : from,
          right = MIN (to, match->end + SIDE_REACH);
    if (value != NULL && other_side_follows (page, sides, match->end))
        right = match->end;
    const struct mention *level = level_near (mentions, page, match->start, match->end);
    g_autofree char *name =
        level != NULL ? cJSON_PrintUnformatted (cJSON_GetObjectItemCaseSensitive (level->fields, "literal")) : NULL;
    struct mention *mention = mention_add (mentions, page, "exam", rule_id (match->rule), match->start, match->end);
    gsize value_start, value_end;
    gboolean in_words = rule_match_span (match, "value", &value_start, &value_end);
    g_autofree char *in_one_wording = in_words        ? value_in_one_wording (wording, page, value_start, value_end)
                                      : value != NULL ? g_ascii_strdown (value, -1)
                                                      : NULL;
    gboolean usual = strcmp (concept, "reflex") == 0 && value != NULL && value[0] == '2'; /* 2+ is the usual reflex */
    gboolean normal = usual || (in_words && wording_begins (wording, "normal_value", value_start) != NULL);
    const char *said = normal                                        ? "normal"
                       : value != NULL && is_figure (concept, value) ? NULL
                       : value != NULL                               ? "positive"
                       : polarity != NULL                            ? polarity
                                                                     : "positive";
    mention_set (mention, "concept", concept);
    mention_set (mention, "value", in_one_wording);
    const char *side = side_within (sides, left, right, match->start, match->end);
    mention_set (mention, "side", side != NULL ? side : side_of_heading (wording, page, sides, match->start));
    cJSON_AddItemToObject (mention->fields, "level", name != NULL ? cJSON_Parse (name) : cJSON_CreateNull ());
    mention_set_bool (mention, "with_pain", rule_match_get (match, "pain") != NULL);
    mention_set (mention, "polarity", said);
}

void
exam_find (const struct entities *entities, const struct page *page, GPtrArray *mentions)
{
    g_autoptr (GPtrArray) matches = matches_of (entities->exam, page), anatomy = matches_of (entities->anatomy, page);
    g_autoptr (GPtrArray) findings = matches_of_kind (matches, "exam"), signs = matches_of_kind (matches, "sign");
    g_autoptr (GPtrArray) done = matches_of_kind (matches, "done"),
                          done_before = matches_of_kind (matches, "done_before");
    g_autoptr (GPtrArray) sides = matches_of_kind (anatomy, "side");
    g_autoptr (GPtrArray) sided = matches_of_kind (matches, "sided");
    for (guint i = 0; i < findings->len; i++) {
        const struct rule_match *match = g_ptr_array_index (findings, i);
        const struct rule_match *told =
            rule_match_get (match, "value") == NULL ? sides_told (page, sided, findings, match->end) : NULL;
        if (told == NULL) {
            add_finding (entities->wording, page, mentions, match, findings, signs, done, done_before, sides);
            continue;
        }
        add_side (page, mentions, match, rule_match_get (told, "a"), rule_match_get (told, "as"));
        add_side (page, mentions, match, rule_match_get (told, "b"), rule_match_get (told, "bs"));
    }
    functions_find (entities, page, mentions);
}

/* The date that follows "off work until". */
static const char *
until_of (const struct page *page, const GPtrArray *mentions, gsize end)
{
    for (guint i = 0; i < mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (mentions, i);
        if (strcmp (mention->kind, "date") != 0 || mention->start < end || mention->start - end > UNTIL_REACH)
            continue;
        g_autofree char *gap = page_text_slice (page, end, mention->start);
        if (strstr (gap, "until") != NULL || strstr (gap, "through") != NULL || strstr (gap, "thru") != NULL)
            return mention_get (mention, "value");
    }
    return NULL;
}

void
plans_find (const struct entities *entities, const struct page *page, GPtrArray *mentions)
{
    g_autoptr (GPtrArray) matches = matches_of (entities->plans, page);
    g_autoptr (GPtrArray) plans = matches_of_kind (matches, "plan"), work = matches_of_kind (matches, "work_status");
    for (guint i = 0; i < plans->len; i++) {
        const struct rule_match *match = g_ptr_array_index (plans, i);
        struct mention *mention = mention_add (mentions, page, "plan", rule_id (match->rule), match->start, match->end);
        g_autofree char *detail = page_quote (page, match->start, match->end);
        mention_set (mention, "concept", rule_match_get (match, "concept"));
        mention_set (mention, "detail", detail);
    }
    for (guint i = 0; i < work->len; i++) {
        const struct rule_match *match = g_ptr_array_index (work, i);
        struct mention *mention =
            mention_add (mentions, page, "work_status", rule_id (match->rule), match->start, match->end);
        mention_set (mention, "value", rule_match_get (match, "value"));
        mention_set (mention, "until", until_of (page, mentions, match->end));
    }
}
