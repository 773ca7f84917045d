#include "stages/extract/levels.h"

#include <string.h>

#include "common/spine.h"
#include "stages/extract/entities.h"

#define TARGET_REACH 45 /* bytes between a level and the word that says what is aimed at there */
#define SIDE_REACH 2

/* The nearest word of the sentence that says what is aimed at; what follows counts as nearer than what went before. */
static const struct rule_match *
target_near (const struct page *page, const GPtrArray *targets, gsize start, gsize end)
{
    const struct rule_match *best = NULL;
    gsize best_distance = TARGET_REACH + 1;
    for (guint i = 0; i < targets->len; i++) {
        const struct rule_match *target = g_ptr_array_index (targets, i);
        if (!same_sentence (page, target->start, start))
            continue;
        gsize distance = target->start >= end   ? target->start - end
                         : target->end <= start ? start - target->end + 5
                                                : TARGET_REACH + 1;
        if (distance < best_distance) {
            best = target;
            best_distance = distance;
        }
    }
    return best;
}

static const char *
side_near (const struct page *page, const GPtrArray *sides, gsize start, gsize end)
{
    for (guint i = 0; i < sides->len; i++) {
        const struct rule_match *side = g_ptr_array_index (sides, i);
        gboolean before =
            side->end <= start && start - side->end <= SIDE_REACH && only_characters (page, side->end, start, " ,.");
        gboolean after =
            side->start >= end && side->start - end <= SIDE_REACH && only_characters (page, end, side->start, " ,(");
        const char *value = rule_match_get (side, "side");
        if ((before || after) && strcmp (value, "none") != 0)
            return value;
    }
    return NULL;
}

struct level_words {
    GPtrArray *targets, *rf, *sides;
};

/* Whether the word that tells the target is the way through a foramen: "transforaminal", "TFESI". */
static gboolean
is_foraminal (const struct page *page, const struct rule_match *target)
{
    return g_ascii_strncasecmp (page->text + target->start, "t", 1) == 0;
}

static void
add_level (const struct page *page, GPtrArray *mentions, const struct level_words *words, const char *rule,
           const struct level_read *read, gsize base, gboolean candidate)
{
    gsize start = base + read->start, end = base + read->end;
    const struct rule_match *target = target_near (page, words->targets, start, end);
    gboolean rf = FALSE;
    for (guint i = 0; i < words->rf->len && !rf; i++)
        rf = same_sentence (page, ((const struct rule_match *) g_ptr_array_index (words->rf, i))->start, start);
    const char *aim = target != NULL ? rule_field (target->rule, "target") : NULL;
    const char *form = read->form;
    if (strcmp (form, "segment") == 0 && g_strcmp0 (aim, "root") == 0 && !is_foraminal (page, target)
        && memchr (page->text + start, '/', end - start) != NULL)
        form = "list"; /* "L5/S1 roots" names two roots, not a segment; "L5/S1 transforaminal" is one foramen */

    const char *named[LEVELS_NAMED_MAX];
    for (gsize i = 0; i < read->n; i++)
        named[i] = read->named[i];
    cJSON *level = spine_level (named, read->n, form, aim, rf);
    if (level == NULL)
        return;
    struct mention *mention = mention_add (mentions, page, "level", rule, start, end);
    cJSON_Delete (mention->fields);
    mention->fields = level;
    g_autofree char *source = target != NULL ? page_text_slice (page, target->start, target->end) : NULL;
    mention_set (mention, "target_source", source);
    mention_set (mention, "laterality", side_near (page, words->sides, start, end));
    mark_numeric (page, mention);
    mention->candidate = mention->candidate || candidate;
}

static void
find_expression (const struct page *page, GPtrArray *mentions, const struct level_words *words,
                 const struct rule_match *match, const char *text, gsize base)
{
    g_autoptr (GArray) levels = levels_read (text);
    for (guint i = 0; i < levels->len; i++)
        add_level (page, mentions, words, rule_id (match->rule), &g_array_index (levels, struct level_read, i), base,
                   FALSE);
}

/* What the match says in other letters than it is written: read from `text`, placed where it stands. */
static void
add_rewritten (const struct page *page, GPtrArray *mentions, const struct level_words *words,
               const struct rule_match *match, const char *text, gboolean candidate)
{
    g_autoptr (GArray) levels = levels_read (text);
    for (guint i = 0; i < levels->len; i++) {
        struct level_read *read = &g_array_index (levels, struct level_read, i);
        read->start = 0;
        read->end = match->end - match->start;
        add_level (page, mentions, words, rule_id (match->rule), read, match->start, candidate);
    }
}

/* "lumbar 4-5": the word stands for the letter. */
static void
find_in_words (const struct page *page, GPtrArray *mentions, const struct level_words *words,
               const struct rule_match *match)
{
    const char *region = rule_match_get (match, "region");
    g_autofree char *text = g_strdup_printf ("%c%s", g_ascii_toupper (region[0]), rule_match_get (match, "rest"));
    add_rewritten (page, mentions, words, match, text, FALSE);
}

/* "L45", "L5S1": a segment written without its hyphen. */
static void
find_glued (const struct page *page, GPtrArray *mentions, const struct level_words *words,
            const struct rule_match *match)
{
    g_autofree char *text = g_strdup_printf ("%s-%s", rule_match_get (match, "upper"), rule_match_get (match, "lower"));
    add_rewritten (page, mentions, words, match, text, FALSE);
}

/* "L3, L4, LS" of a recogniser: the whole list is a candidate, since its sure part alone would be another list. */
static void
find_misread (const struct page *page, GPtrArray *mentions, const struct level_words *words,
              const struct rule_match *match)
{
    g_autofree char *text = g_strconcat (rule_match_get (match, "head"), "L5", NULL);
    add_rewritten (page, mentions, words, match, text, TRUE);
}

/* "C345": the digits are a list. */
static void
find_run (const struct page *page, GPtrArray *mentions, const struct level_words *words, const struct rule_match *match)
{
    const char *letter = rule_match_get (match, "letter"), *digits = rule_match_get (match, "digits");
    struct level_read read = { .form = "list", .start = 0, .end = match->end - match->start };
    for (; digits[read.n] != '\0' && read.n < LEVELS_NAMED_MAX; read.n++)
        g_snprintf (read.named[read.n], sizeof read.named[0], "%c%c", letter[0], digits[read.n]);
    add_level (page, mentions, words, rule_id (match->rule), &read, match->start, TRUE);
}

static void
find_garbled (const struct page *page, GPtrArray *mentions, const struct level_words *words,
              const struct rule_match *match)
{
    struct level_read read = { .n = 2, .form = "segment", .start = 0, .end = match->end - match->start };
    g_strlcpy (read.named[0], rule_field (match->rule, "upper"), sizeof read.named[0]);
    g_strlcpy (read.named[1], rule_field (match->rule, "lower"), sizeof read.named[1]);
    add_level (page, mentions, words, rule_id (match->rule), &read, match->start, TRUE);
}

void
levels_find (const struct entities *entities, const struct page *page, GPtrArray *mentions)
{
    g_autoptr (GPtrArray) matches = matches_of (entities->levels, page);
    g_autoptr (GPtrArray) anatomy = matches_of (entities->anatomy, page);
    g_autoptr (GPtrArray) targets = matches_of_kind (matches, "target"), rf = matches_of_kind (matches, "rf");
    g_autoptr (GPtrArray) sides = matches_of_kind (anatomy, "side");
    struct level_words words = { .targets = targets, .rf = rf, .sides = sides };
    g_autoptr (GPtrArray) found = g_ptr_array_new ();
    for (guint i = 0; i < matches->len; i++) {
        const struct rule_match *match = g_ptr_array_index (matches, i);
        if (strcmp (rule_kind (match->rule), "level_misread") == 0 && g_strcmp0 (page->source, "ocr") != 0)
            continue;
        if (g_str_has_prefix (rule_kind (match->rule), "level") || strcmp (rule_kind (match->rule), "guard") == 0)
            g_ptr_array_add (found, (gpointer) match);
    }
    rules_resolve_overlaps (found);
    for (guint i = 0; i < found->len; i++) {
        const struct rule_match *match = g_ptr_array_index (found, i);
        g_autofree char *text = page_text_slice (page, match->start, match->end);
        if (strcmp (rule_kind (match->rule), "level") == 0)
            find_expression (page, mentions, &words, match, text, match->start);
        else if (strcmp (rule_kind (match->rule), "level_words") == 0)
            find_in_words (page, mentions, &words, match);
        else if (strcmp (rule_kind (match->rule), "level_glued") == 0)
            find_glued (page, mentions, &words, match);
        else if (strcmp (rule_kind (match->rule), "level_run") == 0)
            find_run (page, mentions, &words, match);
        else if (strcmp (rule_kind (match->rule), "level_misread") == 0)
            find_misread (page, mentions, &words, match);
    }
    g_autoptr (GPtrArray) garbled = matches_of_kind (matches, "garbled");
    for (guint i = 0; g_strcmp0 (page->source, "ocr") == 0 && i < garbled->len; i++) {
        const struct rule_match *match = g_ptr_array_index (garbled, i);
        if (strcmp (page_source (page, match->start, match->end), "human") != 0)
            find_garbled (page, mentions, &words, match);
    }
}
