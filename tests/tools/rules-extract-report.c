/* rules-extract-report DIRECTORY < RECORDS: which rules of the rule files match nowhere in the pages of a stream of
 * records: candidates for a better pattern, or for removal. The exit status does not depend on what is found. */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "common/record.h"
#include "common/rules.h"
#include "stages/extract/page.h"

/* The texts of all pages, normalised as case-extract matches them. */
static GPtrArray *
read_pages (FILE *in, GError **error)
{
    g_autoptr (record_reader_t) reader = record_reader_new (in);
    GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);
    GError *failure = NULL;

    for (struct record *record; (record = record_reader_next (reader, &failure)) != NULL; record_free (record)) {
        struct page *page = strcmp (record->type, "page") == 0 ? page_new (record->json) : NULL;
        if (page != NULL)
            g_ptr_array_add (texts, g_strdup (page->text));
        page_free (page);
    }
    if (failure != NULL)
        g_propagate_error (error, failure);
    return texts;
}

static void
count_matches (const struct rules *rules, const GPtrArray *texts, GHashTable *fired)
{
    for (guint i = 0; i < texts->len; i++) {
        const char *text = texts->pdata[i];
        g_autoptr (GPtrArray) matches = rules_match (rules, text, strlen (text), 0, strlen (text), NULL);
        for (guint k = 0; k < matches->len; k++) {
            const struct rule_match *match = matches->pdata[k];
            g_hash_table_add (fired, g_strdup (rule_id (match->rule)));
        }
    }
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
    return strcmp (*(char *const *) a, *(char *const *) b);
}

static void
report_file (const char *directory, const char *name, const GPtrArray *texts)
{
    g_autofree char *path = g_build_filename (directory, name, NULL);
    g_autoptr (GError) error = NULL;
    g_autoptr (rules_t) rules = rules_load (path, &error);
    g_autoptr (GHashTable) fired = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    guint silent = 0;

    if (rules == NULL) {
        fprintf (stderr, "%s\n", error->message);
        return;
    }
    count_matches (rules, texts, fired);
    for (guint i = 0; i < rules_count (rules); i++)
        silent += !g_hash_table_contains (fired, rule_id (rules_rule (rules, i)));
    printf ("%s: %u of %u rules match nowhere\n", name, silent, rules_count (rules));
    for (guint i = 0; i < rules_count (rules); i++)
        if (!g_hash_table_contains (fired, rule_id (rules_rule (rules, i))))
            printf ("  %s\n", rule_id (rules_rule (rules, i)));
}

int
main (int argc, char **argv)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) texts = argc == 2 ? read_pages (stdin, &error) : NULL;
    g_autoptr (GDir) directory = texts != NULL && error == NULL ? g_dir_open (argv[1], 0, &error) : NULL;
    g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

    if (directory == NULL) {
        fprintf (stderr, "%s\n", error != NULL ? error->message : "usage: rules-extract-report DIRECTORY < RECORDS");
        return error != NULL ? EX_DATAERR : EX_USAGE;
    }
    for (const char *name; (name = g_dir_read_name (directory)) != NULL;)
        if (g_str_has_suffix (name, ".rules"))
            g_ptr_array_add (names, g_strdup (name));
    g_ptr_array_sort (names, compare_names);
    printf ("%u pages\n", texts->len);
    for (guint i = 0; i < names->len; i++)
        report_file (argv[1], names->pdata[i], texts);
    return fflush (stdout) != 0 ? EX_IOERR : EX_OK;
}
