/* case-check: scores a case against the guideline's criteria.
 *
 * In:  a case (case-records(5)) on stdin.
 * Out: the same case with `assessment`: criteria with outcome, reason and evidence, findings, completeness, a draft.
 * Job: run the queries of patterns/ over the case's facts. It drafts; a physician decides.
 */
#include <stdio.h>
#include <sysexits.h>

#include "common/casetext.h"
#include "common/log.h"
#include "common/options.h"
#include "common/record.h"
#include "common/settings.h"
#include "stages/check/assess.h"
#include "stages/check/compare.h"
#include "stages/check/proof.h"
#include "stages/check/sets.h"
#include "stages/check/splice.h"

static gboolean check_criteria, coverage;
static char *conf, *patterns, *explain, *compare;

static const GOptionEntry OPTIONS[] = {
    { "patterns", 0, 0, G_OPTION_ARG_FILENAME, &patterns, "Criteria and findings (default: [patterns] directory)",
      "DIR" },
    { "explain", 0, 0, G_OPTION_ARG_STRING, &explain, "Print how a criterion or finding came out on the case", "ID" },
    { "compare", 0, 0, G_OPTION_ARG_FILENAME, &compare, "Add what has changed since an earlier checked case",
      "OLD.json" },
    { "check-criteria", 0, 0, G_OPTION_ARG_NONE, &check_criteria,
      "Run the cases of all files instead, and read no case", NULL },
    { "coverage", 0, 0, G_OPTION_ARG_NONE, &coverage, "Print which outcomes no case tests, and read no case", NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
};

/* An error on one line of the log each, and its exit code. */
static int
fail (const GError *error)
{
    g_auto (GStrv) lines = g_strsplit (error->message, "\n", -1);
    for (char **line = lines; *line != NULL; line++)
        log_error (NULL, "%s", *line);
    if (error->domain == SETS_ERROR || error->domain == SETTINGS_ERROR
        || g_error_matches (error, FACTS_ERROR, FACTS_ERROR_SQL))
        return EX_CONFIG;
    if (error->domain == G_FILE_ERROR)
        return EX_NOINPUT;
    return error->domain == FACTS_ERROR ? EX_DATAERR : record_exit_code (error);
}

/* A case; NULL where the stream holds none. */
static struct casetext *
read_case (FILE *stream, const char *name, GError **error)
{
    g_autoptr (casetext_t) casetext = casetext_read (stream, error);
    return casetext && record_check_case (casetext_json (casetext), name, error) ? g_steal_pointer (&casetext) : NULL;
}

/* The earlier case of --compare, checked. */
static struct casetext *
read_old (GError **error)
{
    FILE *stream = fopen (compare, "re");
    if (stream == NULL) {
        g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "the earlier case cannot be opened");
        return NULL;
    }
    g_autoptr (casetext_t) old = read_case (stream, "the earlier case", error);
    fclose (stream);
    if (old == NULL || record_get (casetext_json (old), "assessment") != NULL)
        return g_steal_pointer (&old);
    g_set_error_literal (error, RECORD_ERROR, RECORD_ERROR_BROKEN, "the earlier case is not checked (no assessment)");
    return NULL;
}

static gboolean
print_out (const char *text, GError **error)
{
    if (fputs (text, stdout) != EOF && fflush (stdout) == 0)
        return TRUE;
    g_set_error_literal (error, RECORD_ERROR, RECORD_ERROR_WRITE, "cannot write");
    return FALSE;
}

static gboolean
write_checked (const struct library *library, GError **error)
{
    g_autoptr (casetext_t) casetext = read_case (stdin, "stdin", error);
    g_autoptr (casetext_t) old = casetext != NULL && compare != NULL ? read_old (error) : NULL;
    if (casetext == NULL || (compare != NULL && old == NULL))
        return FALSE;
    cJSON *assessment = assess (casetext, library, error);
    if (assessment == NULL)
        return FALSE;
    if (old != NULL)
        cJSON_AddItemToObject (assessment, "changes", compare_cases (old, casetext, assessment));
    casetext_drop_json (casetext);
    g_autofree char *printed = record_print (assessment, FALSE);
    cJSON_Delete (assessment);
    g_autofree char *checked = splice_member (casetext_text (casetext), "assessment", printed);
    return print_out (checked, error);
}

static gboolean
write_explanation (const struct library *library, GError **error)
{
    g_autoptr (casetext_t) casetext = read_case (stdin, "stdin", error);
    g_autofree char *told = casetext != NULL ? proof_explain (library, casetext, explain, error) : NULL;
    return told != NULL && print_out (told, error);
}

static int
prove (const struct library *library, GError **error)
{
    g_autoptr (GPtrArray) mistakes = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (GPtrArray) gaps = coverage ? proof_coverage (library) : NULL;
    guint n = 0;
    for (guint i = 0; gaps != NULL && i < gaps->len; i++)
        printf ("%s\n", (char *) gaps->pdata[i]);
    if (check_criteria && !proof_run (library, &n, mistakes, error))
        return EX_SOFTWARE;
    for (guint i = 0; i < mistakes->len; i++)
        log_error (NULL, "%s", (char *) mistakes->pdata[i]);
    if (check_criteria)
        printf ("%u sets, %u findings, %u cases, %u mistakes\n", library->sets->len, library->findings->len, n,
                mistakes->len);
    if (fflush (stdout) != 0)
        return EX_IOERR;
    return mistakes->len > 0 || (gaps != NULL && gaps->len > 0) ? EX_CONFIG : EX_OK;
}

int
main (int argc, char **argv)
{
    options_parse (&argc, &argv, "case-check", NULL, "Scores a case (stdin) against guideline criteria.", OPTIONS,
                   &conf);
    if (argc > 1) {
        log_error (NULL, "there are no operands: the case is read from stdin (see case-check --help)");
        return EX_USAGE;
    }

    g_autoptr (GError) error = NULL;
    g_autoptr (settings_t) settings = settings_load (conf, &error);
    if (settings == NULL)
        return fail (error);
    g_autoptr (library_t) library =
        library_load (patterns != NULL ? patterns : settings_path (settings, "patterns", "directory"), &error);
    if (library == NULL)
        return fail (error);

    if (check_criteria || coverage) {
        int code = prove (library, &error);
        return error != NULL ? fail (error) : code;
    }
    gboolean done = explain != NULL ? write_explanation (library, &error) : write_checked (library, &error);
    return done ? EX_OK : fail (error);
}
