/* Fields of letters and forms: the reviewer's credentials, administrative fields, identity, providers, signatures. */
#include <math.h>
#include <string.h>

#include "common/record.h"
#include "stages/extract/composites.h"
#include "stages/extract/entities.h"

static void
add_states (const struct composites *composites, struct mention *mention, const char *text)
{
    cJSON *codes = cJSON_CreateArray ();
    g_autoptr (GPtrArray) matches = rules_match (composites->reviewer, text, strlen (text), 0, strlen (text), NULL);
    rules_resolve_overlaps (matches); /* "West Virginia" */
    for (guint i = 0; i < matches->len; i++)
        if (is_kind (matches->pdata[i], "state"))
            cJSON_AddItemToArray (codes, cJSON_CreateString (rule_match_get (matches->pdata[i], "code")));
    cJSON_DeleteItemFromObjectCaseSensitive (mention->fields, "value");
    cJSON_AddItemToObject (mention->fields, "value", codes);
}

static void
find_reviewer (const struct composites *composites, const struct page *page, GPtrArray *mentions)
{
    g_autoptr (GPtrArray) matches = gated_matches (page, composites->reviewer);
    for (guint i = 0; i < matches->len; i++) {
        const struct rule_match *match = matches->pdata[i];
        if (!is_kind (match, "reviewer") && !is_kind (match, "admin"))
            continue;
        struct mention *mention = mention_add (mentions, page, is_kind (match, "admin") ? "admin" : "reviewer",
                                               rule_id (match->rule), match->start, match->end);
        const char *field = rule_field (match->rule, "field"), *value = rule_match_get (match, "value");
        mention_set (mention, "field", field);
        mention_set (mention, "op", rule_field (match->rule, "op"));
        if (strcmp (field, "licence_states") == 0)
            add_states (composites, mention, value);
        else if (g_strcmp0 (value, "true") == 0)
            mention_set_bool (mention, "value", TRUE);
        else if (rule_field (match->rule, "op") != NULL)
            mention_set_number (mention, "value", number_read (value, NULL));
        else
            mention_set (mention, "value", value);
    }
}

/* "m", "woman" ... as male or female. */
static const char *
read_sex (const char *word)
{
    static const char *const male[] = { "male", "m", "man", "gentleman" };
    for (guint i = 0; i < G_N_ELEMENTS (male); i++)
        if (g_ascii_strcasecmp (word, male[i]) == 0)
            return "male";
    return "female";
}

static gboolean
may_identify (const struct page *page, gsize at)
{
    const struct sentence *sentence = sentence_holding (page, at);
    return sentence != NULL && sentence->zone != ZONE_GUIDELINE;
}

/* The further numbers behind a first one, each a mention of its own: words that hold a digit, outside brackets. */
static void
add_further (const struct page *page, const struct rule_match *match, GPtrArray *mentions)
{
    gsize at, end;
    int depth = 0;
    if (!rule_match_span (match, "more", &at, &end))
        return;
    while (at < end) {
        char c = page->text[at];
        gsize start = at++;
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (depth > 0 || !g_ascii_isalnum (c))
            continue;
        gboolean digit = g_ascii_isdigit (c);
        for (; at < end && (g_ascii_isalnum (page->text[at]) || page->text[at] == '-'); at++)
            digit = digit || g_ascii_isdigit (page->text[at]);
        if (!digit)
            continue;
        g_autofree char *value = g_strndup (page->text + start, at - start);
        struct mention *mention = mention_add (mentions, page, "identity", rule_id (match->rule), start, at);
        mention_set (mention, "field", rule_field (match->rule, "field"));
        mention_set (mention, "value", value);
    }
}

static void
find_identity (const struct composites *composites, const struct page *page, GPtrArray *mentions)
{
    g_autoptr (GPtrArray) matches = gated_matches (page, composites->identity);
    rules_resolve_overlaps (matches);
    for (guint i = 0; i < matches->len; i++) {
        const struct rule_match *match = matches->pdata[i];
        if (!may_identify (page, match->start))
            continue;
        const char *field = rule_field (match->rule, "field"), *value = rule_match_get (match, "value");
        g_autofree char *iso = strcmp (field, "dob") == 0 ? date_read_iso (value) : NULL;
        if (strcmp (field, "dob") == 0 && iso == NULL)
            continue;
        struct mention *mention =
            mention_add (mentions, page, "identity", rule_id (match->rule), match->start, match->end);
        mention_set (mention, "field", field);
        mention_set (mention, "value", strcmp (field, "sex") == 0 ? read_sex (value) : iso != NULL ? iso : value);
        add_further (page, match, mentions);
    }
}

static void
find_admin (const struct composites *composites, const struct page *page, GPtrArray *mentions)
{
    g_autoptr (GPtrArray) matches = gated_matches (page, composites->admin);
    rules_resolve_overlaps (matches);
    for (guint i = 0; i < matches->len; i++) {
        const struct rule_match *match = matches->pdata[i];
        if (!may_identify (page, match->start))
            continue;
        const struct sentence *sentence = sentence_holding (page, match->start);
        const char *kind = is_kind (match, "provider")    ? "provider"
                           : is_kind (match, "signature") ? "signature"
                                                          : "admin";
        struct mention *mention = mention_add (mentions, page, kind, rule_id (match->rule), match->start, match->end);
        if (strcmp (kind, "admin") == 0) {
            mention_set (mention, "field", rule_field (match->rule, "field"));
            mention_set (mention, "value", rule_match_get (match, "value"));
        } else if (strcmp (kind, "provider") == 0) {
            mention_set (mention, "name", rule_match_get (match, "name"));
            mention_set (mention, "credential", rule_match_get (match, "credential"));
            mention_set (mention, "specialty", rule_match_get (match, "specialty"));
            mention_set (mention, "role", NULL);
            mention_set (mention, "licence", NULL);
        } else {
            gsize line_end = match->end;
            while (line_end < page->length && page->text[line_end] != '\n')
                line_end++;
            const char *date = date_within (mentions, sentence->start, MIN (line_end + 40, page->length));
            const char *is_signed = rule_field (match->rule, "signed");
            gboolean inked = rule_field (match->rule, "empty") != NULL && strcmp (page->source, "text") != 0;
            if (inked || strcmp (is_signed, "null") == 0)
                mention_set (mention, "signed", NULL); /* ink does not stand in the text: unknown, not unsigned */
            else
                mention_set_bool (mention, "signed", strcmp (is_signed, "true") == 0);
            mention_set (mention, "date", date);
            mention_set (mention, "by", rule_match_get (match, "by"));
        }
    }
}

void
fields_find (const struct composites *composites, const struct page *page, GPtrArray *mentions)
{
    find_reviewer (composites, page, mentions);
    find_identity (composites, page, mentions);
    find_admin (composites, page, mentions);
}
