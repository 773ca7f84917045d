#include "stages/extract/entities.h"

#include <math.h>
#include <string.h>

#include "common/words.h"
#include "stages/extract/wording.h"

#define MATCHES_MAX 50000 /* of one subject on a page */
#define MENTIONS_MAX 6000 /* of one page */
static const char TOO_MANY[] = "entities (too many on one page)";

static const struct {
    const char *name;
    gsize offset;
} files[] = {
    { "anatomy", G_STRUCT_OFFSET (struct entities, anatomy) },
    { "dates", G_STRUCT_OFFSET (struct entities, dates) },
    { "levels", G_STRUCT_OFFSET (struct entities, levels) },
    { "procedures", G_STRUCT_OFFSET (struct entities, procedures) },
    { "diagnoses", G_STRUCT_OFFSET (struct entities, diagnoses) },
    { "medications", G_STRUCT_OFFSET (struct entities, medications) },
    { "outcomes", G_STRUCT_OFFSET (struct entities, outcomes) },
    { "scores", G_STRUCT_OFFSET (struct entities, scores) },
    { "visits", G_STRUCT_OFFSET (struct entities, visits) },
    { "people", G_STRUCT_OFFSET (struct entities, people) },
    { "exam", G_STRUCT_OFFSET (struct entities, exam) },
    { "plans", G_STRUCT_OFFSET (struct entities, plans) },
    { "care", G_STRUCT_OFFSET (struct entities, care) },
    { "psychosocial", G_STRUCT_OFFSET (struct entities, psychosocial) },
    { "redflags", G_STRUCT_OFFSET (struct entities, redflags) },
    { "conditions", G_STRUCT_OFFSET (struct entities, conditions) },
    { "imaging", G_STRUCT_OFFSET (struct entities, imaging) },
};

struct entities *
entities_new (const char *patterns, GString *mistakes)
{
    struct entities *entities = g_new0 (struct entities, 1);
    entities->wording = wording_new (patterns, mistakes);
    gboolean whole = entities->wording != NULL;
    for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
        struct rules *rules = rules_load_noting (patterns, files[i].name, mistakes);
        G_STRUCT_MEMBER (struct rules *, entities, files[i].offset) = rules;
        whole = whole && rules != NULL;
    }
    if (!whole)
        g_clear_pointer (&entities, entities_free);
    return entities;
}

void
entities_free (struct entities *entities)
{
    if (entities == NULL)
        return;
    for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
        struct rules *rules = G_STRUCT_MEMBER (struct rules *, entities, files[i].offset);
        if (rules != NULL)
            rules_free (rules);
    }
    g_clear_pointer (&entities->wording, wording_free);
    g_free (entities);
}

void
entities_bind (const struct entities *entities, const struct page *page, GPtrArray *mentions)
{
    if (page->length == 0)
        return;
    procedures_bind (entities, page, mentions);
    diagnoses_bind (entities, page, mentions);
    medications_bind (entities, page, mentions);
    outcomes_bind (entities, page, mentions);
    functions_bind (entities, page, mentions);
    studies_bind (entities, page, mentions);
    statements_bind (entities, page, mentions);
    medications_settle (page, mentions);
}

static void
note_too_many (const struct page *page)
{
    if (!g_ptr_array_find (page->limited, TOO_MANY, NULL))
        g_ptr_array_add (page->limited, (gpointer) TOO_MANY);
}

GPtrArray *
matches_of (const struct rules *rules, const struct page *page)
{
    GPtrArray *matches = page_match (page, rules, 0, page->length);
    if (matches->len > MATCHES_MAX) { /* no page of a record: what follows is quadratic in it */
        g_ptr_array_set_size (matches, MATCHES_MAX);
        note_too_many (page);
    }
    return matches;
}

/* The parts in their order: each may look at the mentions of those before it. */
void
entities_find (const struct entities *entities, const struct page *page, GPtrArray *mentions)
{
    void (*const parts[]) (const struct entities *, const struct page *, GPtrArray *) = {
        dates_find,  levels_find, procedures_find, diagnoses_find, medications_find, scores_find,   visits_find,
        people_find, exam_find,   plans_find,      studies_find,   statements_find,  outcomes_find,
    };
    wording_read (entities->wording, page);
    for (gsize i = 0; page->length > 0 && i < G_N_ELEMENTS (parts); i++) {
        parts[i](entities, page, mentions);
        if (mentions->len > MENTIONS_MAX) { /* no page of a record; what follows is quadratic in it */
            g_ptr_array_set_size (mentions, MENTIONS_MAX);
            note_too_many (page);
            return;
        }
    }
}

GPtrArray *
matches_of_kind (const GPtrArray *matches, const char *kind)
{
    GPtrArray *some = g_ptr_array_new ();
    for (guint i = 0; i < matches->len; i++) {
        const struct rule_match *match = g_ptr_array_index (matches, i);
        if (strcmp (rule_kind (match->rule), kind) == 0)
            g_ptr_array_add (some, (gpointer) match);
    }
    if (some->len > 1)
        rules_resolve_overlaps (some);
    return some;
}

gboolean
same_sentence (const struct page *page, gsize a, gsize b)
{
    return page_sentence_at (page, a) == page_sentence_at (page, b);
}

void
sentence_span (const struct page *page, gsize at, gsize *start, gsize *end)
{
    int i = page_sentence_at (page, at);
    *start = i < 0 ? 0 : g_array_index (page->sentences, struct sentence, i).start;
    *end = i < 0 ? page->length : g_array_index (page->sentences, struct sentence, i).end;
}

enum zone
zone_at (const struct page *page, gsize at)
{
    int i = page_sentence_at (page, at);
    return i < 0 ? ZONE_RECORD : g_array_index (page->sentences, struct sentence, i).zone;
}

const char *
section_at (const struct page *page, gsize at)
{
    int i = page_sentence_at (page, at);
    const char *section = i < 0 ? NULL : g_array_index (page->sentences, struct sentence, i).section;
    return section != NULL ? section : "";
}

char *
page_text_slice (const struct page *page, gsize start, gsize end)
{
    return g_strndup (page->text + start, end > start ? end - start : 0);
}

gboolean
only_characters (const struct page *page, gsize start, gsize end, const char *allowed)
{
    for (gsize i = start; i < end; i++)
        if (strchr (allowed, page->text[i]) == NULL)
            return FALSE;
    return TRUE;
}

void
mark_numeric (const struct page *page, struct mention *mention)
{
    if (g_strcmp0 (page->legibility, "poor") == 0
        && strcmp (page_source (page, mention->start, mention->end), "human") != 0)
        mention->candidate = TRUE;
    guint from, to;
    double box[4];
    gboolean doubtful = FALSE;
    page_span (page, mention->start, mention->end, &from, &to);
    if (page->words != NULL && words_box (page->words, from, to, box, NULL, &doubtful) && doubtful)
        mention->candidate = TRUE;
}

/* How much of the text stands before its half: "2 1/2", "2-1/2", "1½", "two and a half"; the whole of it where there is none. */
static gsize
length_without_half (const char *text)
{
    static const char *const halves[] = { "1/2", "½", "and a half", "and a-half", "and one half", "and one-half" };
    gsize length = strlen (text);
    for (gsize i = 0; i < G_N_ELEMENTS (halves); i++) {
        if (!g_str_has_suffix (text, halves[i]))
            continue;
        gsize before = length - strlen (halves[i]);
        if (before > 0 && g_ascii_isdigit (text[before - 1]) && halves[i][0] == '1')
            continue; /* "11/2" */
        while (before > 0 && (g_ascii_isspace (text[before - 1]) || text[before - 1] == '-'))
            before--;
        return before;
    }
    return length;
}

double
number_read (const char *text, gboolean *fuzzy)
{
    static const struct {
        const char *word;
        double value;
        gboolean fuzzy;
    } words[] = {
        { "a", 1, FALSE },        { "an", 1, FALSE },      { "one", 1, FALSE },         { "two", 2, FALSE },
        { "three", 3, FALSE },    { "four", 4, FALSE },    { "five", 5, FALSE },        { "six", 6, FALSE },
        { "seven", 7, FALSE },    { "eight", 8, FALSE },   { "nine", 9, FALSE },        { "ten", 10, FALSE },
        { "eleven", 11, FALSE },  { "twelve", 12, FALSE }, { "once", 1, FALSE },        { "twice", 2, FALSE },
        { "a couple", 2, FALSE }, { "couple", 2, FALSE },  { "a couple of", 2, FALSE }, { "couple of", 2, FALSE },
        { "a few", 3, TRUE },     { "few", 3, TRUE },      { "several", 3, TRUE },      { "many", 3, TRUE },
        { "zero", 0, FALSE },     { "half", 0.5, FALSE },  { "half a", 0.5, FALSE },    { "half an", 0.5, FALSE },
        { "thrice", 3, FALSE },   { "numerous", 3, TRUE },
    };
    static const char *const teens[] = { "thirteen",  "fourteen", "fifteen",  "sixteen",
                                         "seventeen", "eighteen", "nineteen", NULL };
    static const char *const tens[] = { "twenty",  "thirty", "forty",  "fifty", "sixty",
                                        "seventy", "eighty", "ninety", NULL };
    if (fuzzy != NULL)
        *fuzzy = FALSE;
    if (text == NULL)
        return NAN;
    gsize before = length_without_half (text);
    if (text[before] != '\0') {
        g_autofree char *whole = g_strndup (text, before);
        return (before == 0 ? 0 : number_read (whole, NULL)) + 0.5;
    }
    if (g_ascii_isdigit (*text))
        return g_ascii_strtod (text, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
        if (g_ascii_strcasecmp (text, words[i].word) == 0) {
            if (fuzzy != NULL)
                *fuzzy = words[i].fuzzy;
            return words[i].value;
        }
    for (gsize i = 0; teens[i] != NULL; i++)
        if (g_ascii_strcasecmp (text, teens[i]) == 0)
            return 13 + (double) i;
    for (gsize i = 0; tens[i] != NULL; i++) {
        gsize length = strlen (tens[i]);
        if (g_ascii_strncasecmp (text, tens[i], length) != 0)
            continue;
        double units =
            text[length] == '\0' ? 0 : number_read (text + length + 1, NULL); /* "twenty-four", "twenty four" */
        return isnan (units) || units > 9 ? NAN : 10 * (double) (i + 2) + units;
    }
    return NAN;
}

double
weeks_of_unit (const char *text, const char **unit)
{
    static const struct {
        const char *start, *unit;
        double weeks;
    } units[] = {
        { "mi", "minute", 1.0 / 10080 }, { "h", "hour", 1.0 / 168 }, { "d", "day", 1.0 / 7 }, { "w", "week", 1 },
        { "m", "month", 4.345 },         { "y", "year", 52.14 },
    };
    for (gsize i = 0; text != NULL && i < G_N_ELEMENTS (units); i++)
        if (g_ascii_strncasecmp (text, units[i].start, strlen (units[i].start)) == 0) {
            if (unit != NULL)
                *unit = units[i].unit;
            return units[i].weeks;
        }
    return 0;
}

cJSON *
add_strings (cJSON *object, const char *key, const char *const *strings, gsize n)
{
    cJSON *array = cJSON_AddArrayToObject (object, key);
    for (gsize i = 0; i < n; i++)
        if (strings[i] != NULL)
            cJSON_AddItemToArray (array, cJSON_CreateString (strings[i]));
    return array;
}

double
match_number (const struct rule_match *match, const char *name)
{
    return number_read (rule_match_get (match, name), NULL);
}
