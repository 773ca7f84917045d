/* Examination findings (domain.md 3.7). */
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
#define BARE_SIDE_REACH 14 /* bytes between a finding and the letter of its side */
#define OTHER_SIDE_REACH 6 /* bytes between a finding of one side and the word for the other */
#define HEADING_BYTES 40   /* of "Right lower extremity" */
#define UNDER_HEADING 700  /* bytes that a heading of one limb reaches */

/* All that a page says of an examination. */
struct seen {
    const struct page *page;
    const struct wording *wording;
    GPtrArray *mentions;
    GPtrArray *findings, *signs, *done, *done_before, *sides; /* matches */
};

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
    const struct rule_match *shorter = wording_begins (wording, "short_value", start);
    if (posture != NULL && posture->end == end)
        return g_strdup (rule_match_get (posture, "as"));
    if (shorter != NULL && shorter->end == end)
        return g_strdup (rule_match_get (shorter, "as"));
    g_autofree char *as_written = page_text_slice (page, start, less != NULL ? less->start : end);
    g_autofree char *lower = g_ascii_strdown (as_written, -1);
    return less != NULL ? g_strconcat (lower, "limited", NULL) : g_strdup (g_strstrip (lower));
}

/* The level within the words of a finding, else, where it may be another's words (`near`), the first one near it. */
static const struct mention *
level_of (const GPtrArray *mentions, const struct page *page, gsize start, gsize end, gboolean near)
{
    const struct mention *first = NULL;
    for (guint i = 0; i < mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (mentions, i);
        if (strcmp (mention->kind, "level") != 0 || !same_sentence (page, mention->start, start))
            continue;
        if (mention->start >= start && mention->end <= end)
            return mention;
        if (near && first == NULL && mention->start + SIDE_REACH >= start && mention->start <= end + SIDE_REACH)
            first = mention;
    }
    return first;
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

/* The side that a word is short for: "(L)", "R", "bilat". */
static const char *
side_meant (const char *word)
{
    switch (g_ascii_tolower (word[strspn (word, "(")])) {
    case 'l':
        return "left";
    case 'r':
        return "right";
    default:
        return "bilateral";
    }
}

/* The side that the words of the finding name; NULL where they name none. */
static const char *
side_named (const struct rule_match *match, const char *field)
{
    const char *word = rule_match_get (match, field);
    return word != NULL ? side_meant (word) : NULL;
}

/* The word for the side right before a finding in shorthand, "L EHL 4/5"; NULL where there is none. */
static const struct rule_match *
side_before (const struct seen *seen, const struct rule_match *match)
{
    gsize from, to;
    if (rule_match_get (match, "short") == NULL)
        return NULL;
    sentence_span (seen->page, match->start, &from, &to);
    return match->start > from ? wording_ends (seen->wording, "side_before", from, match->start) : NULL;
}

/* "SLR pos L": the letter right behind a finding and its sign. */
static const char *
bare_side (const struct wording *wording, const struct page *page, gsize end, gsize to)
{
    const struct rule_match *side = wording_in (wording, "bare_side", end, MIN (to, end + BARE_SIDE_REACH));
    if (side == NULL || memchr (page->text + end, ',', side->start - end) != NULL
        || memchr (page->text + end, ';', side->start - end) != NULL)
        return NULL;
    return rule_match_get (side, "left") != NULL ? "left" : "right";
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

static struct mention *
add_mention (const struct seen *seen, const struct rule_match *match, const char *value, const char *side,
             const char *polarity)
{
    const struct rule_match *before = side_before (seen, match);
    struct mention *mention = mention_add (seen->mentions, seen->page, "exam", rule_id (match->rule),
                                           before != NULL ? before->start : match->start, match->end);
    g_autofree char *concept = concept_of (match);
    mention_set (mention, "concept", concept);
    mention_set (mention, "value", value);
    mention_set (mention, "side", side);
    cJSON_AddItemToObject (mention->fields, "level", cJSON_CreateNull ());
    mention_set_bool (mention, "with_pain", rule_match_get (match, "pain") != NULL);
    mention_set (mention, "polarity", polarity);
    return mention;
}

static void
add_side (const struct seen *seen, const struct rule_match *match, const char *side, const char *sign)
{
    const char *polarity = strchr (sign, '+') != NULL || g_ascii_strncasecmp (sign, "pos", 3) == 0 ? "positive"
                           : g_ascii_strncasecmp (sign, "normal", 6) == 0                          ? "normal"
                                                                                                   : "negative";
    add_mention (seen, match, NULL, g_ascii_tolower (side[0]) == 'l' ? "left" : "right", polarity);
}

/* What a value says of a finding: whether it is as one expects. NULL where it is a figure that does not tell. */
static const char *
polarity_of (const struct seen *seen, const struct rule_match *match, const char *concept, const char *field)
{
    const char *value = rule_match_get (match, field);
    gsize start, end;
    gboolean usual = strcmp (concept, "reflex") == 0 && value[0] == '2'; /* 2+ is the usual reflex */
    if (usual
        || (rule_match_span (match, field, &start, &end)
            && wording_begins (seen->wording, "normal_value", start) != NULL))
        return "normal";
    return is_figure (concept, value) ? NULL : "positive";
}

/* The value of a field as it is told; NULL where the match has none. The caller frees. */
static char *
value_of (const struct seen *seen, const struct rule_match *match, const char *field)
{
    gsize start, end;
    if (rule_match_span (match, field, &start, &end))
        return value_in_one_wording (seen->wording, seen->page, start, end);
    const char *value = rule_match_get (match, field);
    return value != NULL ? g_ascii_strdown (value, -1) : NULL;
}

/* The side that stands before a list of findings, of which this is one: "Right leg: EHL 4/5, TA 5/5". What stands within another
 * finding is that one's. NULL where there is none. */
static const char *
side_of_list (const struct seen *seen, const struct rule_match *match)
{
    const char *text = seen->page->text;
    const struct rule_match *last = NULL;
    for (guint i = 0; i < seen->sides->len; i++) {
        const struct rule_match *side = g_ptr_array_index (seen->sides, i);
        if (side->end <= match->start && same_sentence (seen->page, side->start, match->start))
            last = side;
    }
    for (guint i = 0; last != NULL && i < seen->findings->len; i++) {
        const struct rule_match *finding = g_ptr_array_index (seen->findings, i);
        if (finding->start < last->end && last->start < finding->end)
            return NULL;
    }
    if (last == NULL)
        return NULL;
    const char *colon = memchr (text + last->end, ':', MIN (match->start - last->end, HEADING_BYTES));
    gsize from = colon != NULL ? (gsize) (colon - text) + 1 : last->end;
    gboolean own = match->start - last->end <= SIDE_REACH || only_list (seen->page, seen->findings, from, match->start);
    return own ? rule_match_get (last, "side") : NULL;
}

/* The side of a finding: in its own words, else around it, else by a letter behind its sign, else of its heading. */
static const char *
side_of (const struct seen *seen, const struct rule_match *match)
{
    const struct rule_match *before = side_before (seen, match);
    const char *side = before != NULL ? side_meant (seen->page->text + before->start) : side_named (match, "side");
    if (side != NULL)
        return side;
    gsize from, to;
    sentence_span (seen->page, match->start, &from, &to);
    gsize left = match->start > from + SIDE_REACH ? match->start - SIDE_REACH : from,
          right = MIN (to, match->end + SIDE_REACH);
    if (rule_match_get (match, "short") != NULL) {
        side = side_of_list (seen, match);
        return side != NULL ? side : side_of_heading (seen->wording, seen->page, seen->sides, match->start);
    }
    if (rule_match_get (match, "value") != NULL && other_side_follows (seen->page, seen->sides, match->end))
        right = match->end;
    side = side_within (seen->sides, left, right, match->start, match->end);
    if (side == NULL)
        side = bare_side (seen->wording, seen->page, match->end, to);
    return side != NULL ? side : side_of_heading (seen->wording, seen->page, seen->sides, match->start);
}

/* "Quads L 4/5": a grade, and no level that it was read as. */
static void
drop_level_of_grade (const struct seen *seen, const struct rule_match *match, const char *field)
{
    gsize start, end;
    if (rule_match_get (match, "short") == NULL || !rule_match_span (match, field, &start, &end))
        return;
    for (guint i = 0; i < seen->mentions->len; i++) {
        const struct mention *level = g_ptr_array_index (seen->mentions, i);
        if (strcmp (level->kind, "level") == 0 && level->start < end && level->end > start)
            g_ptr_array_remove_index (seen->mentions, i--);
    }
}

static void
add_finding (const struct seen *seen, const struct rule_match *match)
{
    const struct page *page = seen->page;
    g_autofree char *concept = concept_of (match);
    gboolean valued = rule_match_get (match, "value") != NULL;
    gsize end = match->end;
    gboolean tested = !valued && was_tested (page, seen->findings, seen->done, seen->done_before, match->start, &end);
    const char *polarity = sign_of (page, seen->findings, seen->signs, match->start, end, tested);
    if (tested && polarity == NULL)
        return; /* what it showed is not said */
    if (!is_examined (seen->wording, page, match->start, polarity, concept))
        return;
    if (valued)
        polarity = polarity_of (seen, match, concept, "value");
    else if (polarity == NULL)
        polarity = "positive";
    drop_level_of_grade (seen, match, "value");
    drop_level_of_grade (seen, match, "other_value");
    g_autofree char *value = value_of (seen, match, "value");
    struct mention *mention = add_mention (seen, match, value, side_of (seen, match), polarity);
    const struct mention *level =
        level_of (seen->mentions, page, match->start, match->end, rule_match_get (match, "short") == NULL);
    if (level != NULL)
        cJSON_ReplaceItemInObjectCaseSensitive (
            mention->fields, "level",
            cJSON_Duplicate (cJSON_GetObjectItemCaseSensitive (level->fields, "literal"), TRUE));
    g_autofree char *other = value_of (seen, match, "other_value"); /* "quads L 4/5, R 5/5" */
    if (other != NULL)
        add_mention (seen, match, other, side_named (match, "other"),
                     polarity_of (seen, match, concept, "other_value"));
}

void
exam_find (const struct entities *entities, const struct page *page, GPtrArray *mentions)
{
    g_autoptr (GPtrArray) matches = matches_of (entities->exam, page), anatomy = matches_of (entities->anatomy, page);
    g_autoptr (GPtrArray) findings = matches_of_kind (matches, "exam"), signs = matches_of_kind (matches, "sign"),
                          done = matches_of_kind (matches, "done"),
                          done_before = matches_of_kind (matches, "done_before"),
                          sides = matches_of_kind (anatomy, "side"), sided = matches_of_kind (matches, "sided");
    const struct seen seen = { .page = page,
                               .wording = entities->wording,
                               .mentions = mentions,
                               .findings = findings,
                               .signs = signs,
                               .done = done,
                               .done_before = done_before,
                               .sides = sides };
    for (guint i = 0; i < findings->len; i++) {
        const struct rule_match *match = g_ptr_array_index (findings, i);
        const struct rule_match *told =
            rule_match_get (match, "value") == NULL ? sides_told (page, sided, findings, match->end) : NULL;
        if (told == NULL) {
            add_finding (&seen, match);
            continue;
        }
        add_side (&seen, match, rule_match_get (told, "a"), rule_match_get (told, "as"));
        add_side (&seen, match, rule_match_get (told, "b"), rule_match_get (told, "bs"));
    }
    functions_find (entities, page, mentions);
}
