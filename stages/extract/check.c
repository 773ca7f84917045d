/* --check-rules and --explain (check.h). */
#include "stages/extract/check.h"

#include <string.h>
#include <sysexits.h>

#include "common/log.h"
#include "common/rules.h"
#include "common/text.h"

#define EXPLAIN_MAX_BYTES (1u << 20)

static int
compare_names (gconstpointer a, gconstpointer b)
{
    return strcmp (*(char *const *) a, *(char *const *) b);
}

/* The names of a directory's rule files, in order; NULL, said in the log, where it cannot be read. */
static GPtrArray *
list_rule_files (const char *directory)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GDir) dir = g_dir_open (directory, 0, &error);
    if (dir == NULL) {
        log_error (NULL, "%s", error->message);
        return NULL;
    }
    GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
    for (const char *name; (name = g_dir_read_name (dir)) != NULL;)
        if (g_str_has_suffix (name, ".rules"))
            g_ptr_array_add (names, g_strdup (name));
    g_ptr_array_sort (names, compare_names);
    return names;
}

int
check_all_rules (const char *directory, FILE *out)
{
    g_autoptr (GPtrArray) names = list_rule_files (directory);
    if (names == NULL)
        return EX_NOINPUT;

    guint bad = 0;
    for (guint i = 0; i < names->len; i++) {
        g_autofree char *path = g_build_filename (directory, names->pdata[i], NULL);
        g_autoptr (GError) mistake = NULL;
        g_autoptr (rules_t) rules = rules_load (path, &mistake);
        if (rules != NULL) {
            fprintf (out, "%s: %u rules hold\n", (char *) names->pdata[i], rules_count (rules));
            continue;
        }
        bad++;
        g_auto (GStrv) lines = g_strsplit (mistake->message, "\n", -1);
        for (guint k = 0; lines[k] != NULL; k++)
            if (lines[k][0] != '\0')
                log_error (NULL, "%s", lines[k]);
    }
    if (names->len == 0)
        log_error (NULL, "no rule files in %s", directory);
    if (fflush (out) != 0 || ferror (out))
        return EX_IOERR;
    return bad > 0 || names->len == 0 ? EX_CONFIG : EX_OK;
}

static char *
read_all (FILE *in)
{
    g_autoptr (GString) text = g_string_new (NULL);
    char buffer[4096];
    gsize n;
    while ((n = fread (buffer, 1, sizeof buffer, in)) > 0 && text->len < EXPLAIN_MAX_BYTES)
        g_string_append_len (text, buffer, (gssize) n);
    return text_clean (text->str, text->len);
}

static void
explain_mention (const struct mention *mention, const struct page *page, FILE *out)
{
    g_autofree char *quote = page_quote (page, mention->start, mention->end);
    g_autofree char *fields = record_print (mention->fields, FALSE);
    const struct sentence *sentence =
        mention->sentence >= 0 ? &g_array_index (page->sentences, struct sentence, mention->sentence) : NULL;
    fprintf (out, "%s \"%s\"\n", mention->kind, quote);
    fprintf (out, "  rule     %s%s\n", mention->rule != NULL ? mention->rule : "-",
             mention->candidate ? " (candidate)" : "");
    fprintf (out, "  fields   %s\n", fields);
    fprintf (out, "  zone     %s, section %s\n", zone_name (sentence != NULL ? sentence->zone : ZONE_RECORD),
             sentence != NULL && sentence->section != NULL ? sentence->section : "-");
    fprintf (out, "  context  %s, %s, %s, %s, %s; by %s\n", mention->context.polarity, mention->context.certainty,
             mention->context.temporality, mention->context.experiencer, mention->context.attribution,
             mention->context_rule != NULL ? mention->context_rule : "default");
}

/* Every match of every rule: what a mention was made of, and what became of nothing. */
static void
explain_matches (const char *directory, const struct page *page, FILE *out)
{
    g_autoptr (GPtrArray) names = list_rule_files (directory);
    fprintf (out, "all matches\n");
    for (guint i = 0; names != NULL && i < names->len; i++) {
        g_autofree char *path = g_build_filename (directory, names->pdata[i], NULL);
        g_autoptr (rules_t) rules = rules_load (path, NULL);
        if (rules == NULL)
            continue;
        g_autoptr (GPtrArray) matches = rules_match (rules, page->text, page->length, 0, page->length, NULL);
        for (guint k = 0; k < matches->len; k++) {
            const struct rule_match *match = matches->pdata[k];
            g_autofree char *quote = page_quote (page, match->start, match->end);
            fprintf (out, "  %s %s [%s]\n", (char *) names->pdata[i], rule_id (match->rule), quote);
        }
    }
}

int
explain_text (const struct extractor *extractor, const char *directory, const char *text, FILE *out)
{
    g_autofree char *clean = text != NULL ? text_clean (text, strlen (text)) : read_all (stdin);
    cJSON *record = record_new ("page");
    record_add_string (record, "document", "TEXT");
    cJSON_AddNumberToObject (record, "page", 1);
    record_add_string (record, "text", clean);
    g_autoptr (GPtrArray) pages = g_ptr_array_new ();
    struct page *page = page_new (record);
    g_ptr_array_add (pages, page);

    g_autoptr (GPtrArray) found = extractor_run (extractor, pages);
    const GPtrArray *mentions = found->pdata[0];
    fprintf (out, "class %s (%.2f)\n", page->class_id, page->class_confidence);
    for (guint i = 0; i < mentions->len; i++)
        explain_mention (mentions->pdata[i], page, out);
    if (mentions->len == 0)
        fprintf (out, "nothing matches\n");
    explain_matches (directory, page, out);
    for (guint i = 0; i < page->limited->len; i++)
        fprintf (out, "rule %s reached its match limit\n", (const char *) page->limited->pdata[i]);
    page_free (page);
    cJSON_Delete (record);
    return fflush (out) != 0 || ferror (out) ? EX_IOERR : EX_OK;
}
