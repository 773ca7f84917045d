/* case-extract: page records in; the same pages with class, document and date, and their mentions, out (case-extract(1)).
 *
 * A file's pages are held until all of them are read, since classes and zones run on from page to page; each page record is
 * then followed by its mentions in order of place. Other records pass unchanged.
 */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "common/log.h"
#include "common/options.h"
#include "common/record.h"
#include "common/rules.h"
#include "common/settings.h"
#include "stages/extract/check.h"
#include "stages/extract/file.h"
#include "stages/extract/parts.h"

/* Hashes of the rule files that were checked when the program was built (the Makefile writes them). */
extern const guint8 rules_image_begin[], rules_image_end[]; /* made by check-rules --image */

static char *conf, *patterns;
static gboolean check_rules, explain;
static char **operands;

static const GOptionEntry entries[] = {
    { "patterns", 0, 0, G_OPTION_ARG_FILENAME, &patterns, "Read the rule files of DIR", "DIR" },
    { "check-rules", 0, 0, G_OPTION_ARG_NONE, &check_rules, "Load all rule files, run their examples, and stop", NULL },
    { "explain", 0, 0, G_OPTION_ARG_NONE, &explain, "Say which rules match TEXT (or standard input), and why", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &operands, NULL, NULL },
    { 0 }
};

static int
fail (const GError *error)
{
    log_error (NULL, "%s", error->message);
    return record_exit_code (error);
}

/* Says each mistake of the settings or rules, one a line. */
static int
refuse (const char *mistakes)
{
    g_auto (GStrv) lines = g_strsplit (mistakes, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++)
        if (lines[i][0] != '\0')
            log_error (NULL, "%s", lines[i]);
    return EX_CONFIG;
}

static int
run (const struct extractor *extractor)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (record_reader_t) reader = record_reader_new (stdin);
    g_autoptr (record_writer_t) writer = record_writer_new (stdout);
    g_autoptr (file_t) file = file_new (extractor);
    for (;;) {
        struct record *record = record_reader_next (reader, &error);
        if (record == NULL)
            break;
        if (!file_belongs (file, record) && !file_write (file, writer, &error)) {
            record_free (record);
            return fail (error);
        }
        if (!file_take (file, record, &error))
            return fail (error);
    }
    if (error != NULL || !file_write (file, writer, &error) || !extractor_name_rules (extractor, writer, &error)
        || !record_writer_end (writer, "case-extract", &error))
        return fail (error);
    return EX_OK;
}

int
main (int argc, char **argv)
{
    options_parse (&argc, &argv, "case-extract", "[TEXT]",
                   "Find what the pages of a case document: classes, dates, procedures, levels, outcomes.", entries,
                   &conf);
    if (operands != NULL && (!explain || operands[1] != NULL)) {
        log_error (NULL, "operands are only for --explain, which takes one text");
        return EX_USAGE;
    }
    g_autoptr (GError) error = NULL;
    g_autoptr (settings_t) settings = settings_load (conf, &error);
    if (settings == NULL)
        return refuse (error->message);
    const char *directory = patterns != NULL ? patterns : settings_path (settings, "patterns", "directory");
    rules_default_match_limit ((guint32) settings_int (settings, "extract", "match_limit"));
    if (check_rules)
        return check_all_rules (directory, stdout);

    rules_trust (rules_image_begin, (gsize) (rules_image_end - rules_image_begin));
    g_autoptr (GString) mistakes = g_string_new (NULL);
    g_autoptr (extractor_t) extractor = extractor_new (directory, mistakes);
    if (extractor == NULL)
        return refuse (mistakes->str);
    if (explain)
        return explain_text (extractor, directory, operands != NULL ? operands[0] : NULL, stdout);
    return run (extractor);
}
