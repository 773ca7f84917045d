/* negation-extract-accuracy PATTERNS FILE.tsv [--errors]: runs sentences with one marked concept each (concept, sentence with
 * the concept in capitals, affirmed|negated) through the context rules and prints how many come out right. */
#include <glib.h>
#include <stdio.h>
#include <string.h>

#include "stages/extract/parts.h"

/* Where the concept stands: its last occurrence in capitals, or, where it has none, in any case; blanks of any width. */
static gboolean
find_concept (const struct page *page, const char *concept, GRegexCompileFlags flags, gsize *start, gsize *end)
{
    g_autofree char *upper = g_utf8_strup (concept, -1);
    g_auto (GStrv) words = g_strsplit_set (upper, " \t", -1);
    g_autoptr (GString) pattern = g_string_new (NULL);

    for (char **word = words; *word; word++) {
        if (!**word)
            continue;
        g_autofree char *escaped = g_regex_escape_string (*word, -1);
        g_string_append_printf (pattern, "%s%s", pattern->len ? "\\s+" : "", escaped);
    }
    g_autoptr (GRegex) regex = g_regex_new (pattern->str, flags, 0, NULL);
    g_autoptr (GMatchInfo) info = NULL;
    gboolean found = FALSE;
    if (!regex)
        return FALSE;
    g_regex_match (regex, page->text, 0, &info);
    for (; g_match_info_matches (info); g_match_info_next (info, NULL)) {
        int from, to;
        g_match_info_fetch_pos (info, 0, &from, &to);
        *start = from;
        *end = to;
        found = TRUE;
    }
    return found;
}

int
main (int argc, char **argv)
{
    gboolean errors = argc > 3 && g_str_equal (argv[3], "--errors");
    g_autoptr (GString) mistakes = g_string_new (NULL);
    g_autofree char *content = NULL;
    guint right = 0, total = 0, lost = 0, hit = 0, missed = 0, spurious = 0;

    if (argc < 3 || !g_file_get_contents (argv[2], &content, NULL, NULL)) {
        fprintf (stderr, "usage: negation-extract-accuracy PATTERNS FILE.tsv [--errors]\n");
        return 64;
    }
    struct contexts *contexts = contexts_new (argv[1], mistakes);
    if (!contexts) {
        fprintf (stderr, "%s", mistakes->str);
        return 78;
    }
    g_auto (GStrv) lines = g_strsplit (content, "\n", -1);
    for (char **line = lines; *line; line++) {
        g_auto (GStrv) cells = g_strsplit (*line, "\t", -1);
        if (g_strv_length (cells) != 3)
            continue;
        total++;
        cJSON *record = cJSON_CreateObject ();
        cJSON_AddStringToObject (record, "document", "F000000000000");
        cJSON_AddNumberToObject (record, "page", 1);
        cJSON_AddStringToObject (record, "source", "text");
        cJSON_AddStringToObject (record, "text", cells[1]);
        struct page *page = page_new (record);
        gsize start = 0, end = 0;
        if (!page
            || (!find_concept (page, cells[0], 0, &start, &end)
                && !find_concept (page, cells[0], G_REGEX_CASELESS, &start, &end))) {
            lost++;
            printf ("not found: %s\n", cells[0]);
        } else {
            g_autoptr (GPtrArray) mentions = g_ptr_array_new_with_free_func ((GDestroyNotify) mention_free);
            struct mention *mention = mention_add (mentions, page, "diagnosis", "tsv", start, end);
            contexts_assign (contexts, page, mentions);
            gboolean negated = !g_str_equal (mention->context.polarity, "affirmed");
            gboolean wanted = g_str_equal (cells[2], "negated");
            right += negated == wanted;
            hit += negated && wanted;
            missed += !negated && wanted;
            spurious += negated && !wanted;
            if (errors && negated != wanted)
                printf ("%s [%s] by %s: ...%s\n", wanted ? "MISSED" : "SPURIOUS", cells[0],
                        mention->context_rule ? mention->context_rule : "-",
                        cells[1] + (strlen (cells[1]) > 300 ? strlen (cells[1]) - 300 : 0));
        }
        page_free (page);
        cJSON_Delete (record);
    }
    printf (
        "%u sentences: accuracy %.4f, F1 of negated %.4f (%u right, %u missed, %u spurious), concept not found %u\n",
        total, total ? (double) right / total : 0, hit ? 2.0 * hit / (2.0 * hit + missed + spurious) : 0, hit, missed,
        spurious, lost);
    contexts_free (contexts);
    return 0;
}
