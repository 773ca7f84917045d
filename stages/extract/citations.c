/* Guideline citations and what guideline text says of itself: whose, which chapter, which region (domain.md 3.9). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stages/extract/composites.h"

/* Whose citation: the line that introduces it, else the writer of the page. NULL: of nobody (a cross-reference within
 * guideline text of a determination letter). */
static const char *
party_of (const struct composites *composites, const struct page *page, gsize at)
{
    int index = page_sentence_at (page, at);
    const struct sentence *own = &g_array_index (page->sentences, struct sentence, index);
    gboolean letter = strcmp (page->class_id, "IMR_FDL") == 0;
    for (int i = index; i >= 0 && i > index - 4; i--) {
        const struct sentence *sentence = &g_array_index (page->sentences, struct sentence, i);
        if (g_strcmp0 (sentence->section, own->section) != 0)
            break;
        g_autofree char *text = slice (page, sentence->start, i == index ? MAX (at, sentence->start) : sentence->end);
        GPtrArray *matches = rules_match (composites->citations, text, strlen (text), 0, strlen (text), NULL);
        const char *party = NULL;
        for (guint k = 0; k < matches->len; k++)
            if (is_kind (matches->pdata[k], "party"))
                party = rule_field (((struct rule_match *) matches->pdata[k])->rule, "party");
        g_ptr_array_unref (matches);
        if (party != NULL)
            return party;
    }
    if (letter)
        return NULL;
    return strcmp (page->class_id, "UR") == 0 ? "UR" : "provider";
}

static const char *
region_of (const struct composites *composites, const char *chapter, int number, const char *topic)
{
    const char *titles[] = { chapter, topic };
    for (guint i = 0; i < G_N_ELEMENTS (titles); i++) {
        struct rule_match *match = titles[i] != NULL ? match_in (composites->citations, "chapter", titles[i]) : NULL;
        if (match != NULL) {
            const char *region = rule_field (match->rule, "region");
            rule_match_free (match);
            return region;
        }
        if (i == 0 && number > 0) { /* ACOEM's chapters have fixed numbers */
            static const char *const by_number[] = {
                [8] = "cervical", [9] = "shoulder", [10] = "elbow",     [11] = "wrist_hand",
                [12] = "lumbar",  [13] = "knee",    [14] = "ankle_foot"
            };
            if (number < (int) G_N_ELEMENTS (by_number) && by_number[number] != NULL)
                return by_number[number];
        }
    }
    return NULL;
}

static void
add_pages (struct mention *mention, const char *text)
{
    cJSON *pages = cJSON_AddArrayToObject (mention->fields, "pages");
    for (const char *p = text; p != NULL && *p != '\0';) {
        if (!g_ascii_isdigit (*p)) {
            p++;
            continue;
        }
        char *end;
        cJSON_AddItemToArray (pages, cJSON_CreateNumber ((double) strtol (p, &end, 10)));
        p = end;
    }
}

static char *
trimmed (const char *text)
{
    return text != NULL ? g_strstrip (g_strdup (text)) : NULL;
}

static void
add_citation (const struct composites *composites, const struct page *page, const struct rule_match *match,
              GPtrArray *mentions)
{
    const char *party = party_of (composites, page, match->start);
    if (party == NULL)
        return;
    const char *number = rule_match_get (match, "no"), *updated = rule_match_get (match, "updated");
    g_autofree char *chapter = trimmed (rule_match_get (match, "chapter"));
    g_autofree char *topic = trimmed (rule_match_get (match, "topic"));
    g_autofree char *iso = updated != NULL ? date_read_iso (updated) : NULL;
    int no = number != NULL ? (int) g_ascii_strtoll (number, NULL, 10) : 0;

    struct mention *mention = mention_add (mentions, page, "citation", rule_id (match->rule), match->start, match->end);
    mention_set (mention, "party", party);
    mention_set (mention, "system", rule_field (match->rule, "system"));
    mention_set_bool (mention, "is_mtus", strcmp (rule_field (match->rule, "is_mtus"), "true") == 0);
    mention_set_number (mention, "chapter_no", no > 0 ? no : NAN);
    mention_set (mention, "chapter", chapter);
    mention_set (mention, "region", region_of (composites, chapter, no, topic));
    add_pages (mention, rule_match_get (match, "pages"));
    mention_set (mention, "topic", topic);
    mention_set (mention, "updated", iso);
    mention_set (mention, "edition", rule_match_get (match, "edition"));
    mention_set (mention, "phase", NULL);
}

/* A numbered criterion that begins a sentence of guideline text; the mention is the whole sentence. */
static void
add_item (const struct page *page, const struct rule_match *match, const char *topic, GPtrArray *mentions)
{
    const struct sentence *sentence = sentence_holding (page, match->start);
    gsize begins = sentence->start;
    while (begins < sentence->end && strchr ("\"( ", page->text[begins]) != NULL)
        begins++;
    if (match->start > begins)
        return;
    struct mention *mention =
        mention_add (mentions, page, "guideline_item", rule_id (match->rule), sentence->start, sentence->end);
    mention_set (mention, "number", rule_match_get (match, "number"));
    mention_set (mention, "topic", topic);
}

void
citations_find (const struct composites *composites, const struct page *page, GPtrArray *mentions)
{
    g_autoptr (GPtrArray) matches = gated_matches (page, composites->citations);
    g_autoptr (GPtrArray) found = g_ptr_array_new ();
    g_autofree char *topic = NULL;
    for (guint i = 0; i < matches->len; i++) {
        const struct rule_match *match = matches->pdata[i];
        if (is_kind (match, "citation"))
            g_ptr_array_add (found, matches->pdata[i]);
        else if (is_kind (match, "criteria")) {
            g_free (topic);
            topic = trimmed (rule_match_get (match, "topic"));
        } else if (is_kind (match, "guideline_item"))
            add_item (page, match, topic, mentions);
    }
    rules_resolve_overlaps (found);
    for (guint i = 0; i < found->len; i++)
        add_citation (composites, page, found->pdata[i], mentions);
}
