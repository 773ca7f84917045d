/* case-run: from the inbox to the outbox.
 *
 * In: inbox/, what ops drop. Out: done/NAME/REV/ for each case, failed/ID/ with a reason, a summary on stdout.
 * Its one job: to run the pipeline on each submission once, and to lose nothing, whatever fails. spool.c has the states.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "common/log.h"
#include "common/options.h"
#include "common/record.h"
#include "common/settings.h"
#include "stages/run/audit.h"
#include "stages/run/index.h"
#include "stages/run/listing.h"
#include "stages/run/metrics.h"
#include "stages/run/process.h"
#include "stages/run/purge.h"
#include "stages/run/recheck.h"
#include "stages/run/runner.h"
#include "stages/run/signoff.h"
#include "stages/run/slurm_worker.h"
#include "stages/run/spool.h"
#include "stages/run/status.h"
#include "stages/run/summary.h"

#define SEARCH_LIMIT 20

typedef struct command_line {
    gboolean once, watch, names, json, dry;
    int jobs, limit, older_than;
    char *summary_file, *conf, *head, *by, *runner;
    char **operands, **keep;
} command_line_t;

static void
command_line_clear (struct command_line *line)
{
    g_free (line->summary_file);
    g_free (line->conf);
    g_free (line->head);
    g_free (line->by);
    g_free (line->runner);
    g_strfreev (line->operands);
    g_strfreev (line->keep);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (command_line_t, command_line_clear)

struct context {
    struct command_line *line;
    struct settings *settings;
    struct spool *spool;
    struct summary *summary; /* of a run, lent while it is at work */
};

static int
report (const GError *error)
{
    log_error (NULL, "%s", error->message);
    if (g_error_matches (error, SPOOL_ERROR, SPOOL_ERROR_BUSY))
        return EX_TEMPFAIL;
    if (error->domain == SPOOL_ERROR)
        return EX_NOINPUT;
    if (error->domain == AUDIT_ERROR)
        return EX_DATAERR;
    if (error->domain == INDEX_ERROR)
        return EX_IOERR;
    return record_exit_code (error);
}

static gboolean
lock (const struct context *context, GError **error)
{
    return spool_lock (context->spool, error) && audit_begin (context->spool, error);
}

/* done/index.html and the metrics, as they follow from what is done. */
static gboolean
publish (const struct context *context, const struct summary *summary, int code)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (index_t) index = index_open (settings_path (context->settings, "run", "index"), context->spool, &error);
    const char *metrics = settings_path (context->settings, "run", "metrics");
    if (index && listing_write (context->spool, index, &error)
        && metrics_write (metrics, context->spool, index, summary, code, &error))
        return TRUE;
    log_error (NULL, "index.html or the metrics could not be written: %s", error->message);
    return FALSE;
}

static void
publish_meanwhile (gpointer user)
{
    const struct context *context = user;
    publish (context, context->summary, EX_OK);
}

/* The summary to stdout and as JSON; the code that is due, or EX_IOERR where it could not be written. */
static int
conclude (const struct context *context, struct summary *summary, int code)
{
    g_autofree char *standard = g_build_filename (context->spool->work, "summary.json", NULL);
    const char *paths[] = { standard, context->line->summary_file };
    guint64 lines;
    g_autofree char *head = audit_head (context->spool, &lines);
    summary_set_audit (summary, lines, head);
    summary_print (summary, stdout);
    for (gsize i = 0; i < G_N_ELEMENTS (paths); i++) {
        g_autoptr (GError) error = NULL;
        if (paths[i] && !summary_write (summary, paths[i], &error)) {
            log_error (NULL, "the summary could not be written: %s", error->message);
            code = code ? code : EX_IOERR;
        }
    }
    return publish (context, summary, code) || code ? code : EX_IOERR;
}

static int
command_run (struct context *context, char **operands)
{
    (void) operands;
    g_autoptr (GError) error = NULL;
    g_autoptr (summary_t) summary = summary_new (context->line->names);
    const char *runner =
        context->line->runner ? context->line->runner : settings_string (context->settings, "run", "runner");
    gint64 jobs = context->line->jobs ? context->line->jobs : settings_int (context->settings, "run", "jobs");
    struct run_options options = { (guint) jobs, g_str_equal (runner, "slurm"), context->line->watch, publish_meanwhile,
                                   context };
    if (!options.slurm && !g_str_equal (runner, "local")) {
        log_error (NULL, "--runner is local or slurm");
        return EX_USAGE;
    }
    context->summary = summary;
    if (!lock (context, &error))
        return report (error);
    return conclude (context, summary, runner_run (context->spool, context->settings, &options, summary));
}

static int
command_recheck (struct context *context, char **operands)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (summary_t) summary = summary_new (context->line->names);
    if (!lock (context, &error))
        return report (error);
    return conclude (context, summary, recheck_run (context->spool, context->settings, operands, summary));
}

static int
command_retry (struct context *context, char **operands)
{
    g_autoptr (GError) error = NULL;
    if (!lock (context, &error))
        return report (error);
    for (gsize i = 0; operands[i]; i++)
        if (!spool_retry (context->spool, operands[i], &error))
            return report (error);
    printf ("back in work; the next run tries again\n");
    return EX_OK;
}

static int
command_status (struct context *context, char **operands)
{
    (void) operands;
    g_autoptr (GError) error = NULL;
    return status_print (context->spool, context->line->names, context->line->json, stdout, &error) ? EX_OK
                                                                                                    : report (error);
}

static int
command_index (struct context *context, char **operands)
{
    (void) operands;
    g_autoptr (GError) error = NULL;
    if (!lock (context, &error))
        return report (error);
    g_autoptr (index_t) index = index_open (settings_path (context->settings, "run", "index"), context->spool, &error);
    return index && index_rebuild (index, context->spool, &error) && listing_write (context->spool, index, &error)
               ? EX_OK
               : report (error);
}

static int
command_search (struct context *context, char **operands)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (index_t) index = index_open (settings_path (context->settings, "run", "index"), NULL, &error);
    int found = index ? index_search (index, operands, context->line->limit, stdout, &error) : -1;
    if (found < 0)
        return report (error);
    cJSON *what = cJSON_CreateObject ();
    cJSON_AddNumberToObject (what, "pages", found);
    if (!audit_record (context->spool, "searched", NULL, what, &error)) /* who has seen pages; never which words */
        return report (error);
    return found > 0 ? EX_OK : 1;
}

static int
command_purge (struct context *context, char **operands)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (summary_t) summary = summary_new (context->line->names);
    const struct command_line *line = context->line;
    struct purge_options options = { line->older_than, operands, line->keep, line->dry };
    if (line->older_than < 0 && !(operands && operands[0])) {
        log_error (NULL, "purge needs --older-than or names");
        return EX_USAGE;
    }
    if (!lock (context, &error))
        return report (error);
    return conclude (context, summary, purge_run (context->spool, context->settings, &options, summary));
}

static int
command_sign_off (struct context *context, char **operands)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (summary_t) summary = summary_new (context->line->names);
    const char *by = context->line->by;
    if (!by || !*by || !g_utf8_validate (by, -1, NULL)) {
        log_error (NULL, "sign-off needs --by");
        return EX_USAGE;
    }
    if (!lock (context, &error))
        return report (error);
    g_autoptr (index_t) index = index_open (settings_path (context->settings, "run", "index"), context->spool, &error);
    for (gsize i = 0; operands[i]; i++) {
        g_autofree char *name = NULL, *revision = NULL;
        if (!index || !signoff_sign (context->spool, operands[i], by, &name, &revision, &error)
            || !index_add (index, context->spool, name, revision, &error)
            || !listing_write (context->spool, index, &error))
            return report (error);
        printf ("revision %s is signed off\n", revision);
    }
    return EX_OK;
}

static int
command_audit (struct context *context, char **operands)
{
    (void) operands;
    g_autoptr (GError) error = NULL;
    return audit_verify (context->spool, context->line->head, stdout, &error) ? EX_OK : report (error);
}

/* What the nodes of a cluster run, once for each element of an array. */
static int
command_work (struct context *context, char **operands)
{
    return operands[1] ? EX_USAGE : slurm_worker_run (context->settings, operands[0]);
}

static const struct command {
    const char *name;
    int (*run) (struct context *context, char **operands);
    gboolean takes_operands, needs_operands, without_spool;
} COMMANDS[] = {
    { "run", command_run, FALSE, FALSE, FALSE },     { "status", command_status, FALSE, FALSE, FALSE },
    { "retry", command_retry, TRUE, TRUE, FALSE },   { "recheck", command_recheck, TRUE, FALSE, FALSE },
    { "index", command_index, FALSE, FALSE, FALSE }, { "search", command_search, TRUE, TRUE, FALSE },
    { "purge", command_purge, TRUE, FALSE, FALSE },  { "sign-off", command_sign_off, TRUE, TRUE, FALSE },
    { "audit", command_audit, FALSE, FALSE, FALSE }, { "work", command_work, TRUE, TRUE, TRUE },
};

static const struct command *
find_command (char ***operands)
{
    const char *name = *operands && **operands ? *(*operands)++ : "run";
    for (gsize i = 0; i < G_N_ELEMENTS (COMMANDS); i++) {
        gboolean any = *operands && **operands;
        if (strcmp (COMMANDS[i].name, name) == 0)
            return (any && !COMMANDS[i].takes_operands) || (!any && COMMANDS[i].needs_operands) ? NULL : &COMMANDS[i];
    }
    return NULL;
}

int
main (int argc, char **argv)
{
    g_auto (command_line_t) line = { .limit = SEARCH_LIMIT, .older_than = -1 };
    const GOptionEntry entries[] = {
        { "once", 0, 0, G_OPTION_ARG_NONE, &line.once, "Do what is in the inbox, and end (the default)", NULL },
        { "watch", 0, 0, G_OPTION_ARG_NONE, &line.watch, "Go on until stopped", NULL },
        { "jobs", 'j', 0, G_OPTION_ARG_INT, &line.jobs, "Cases at a time", "N" },
        { "runner", 0, 0, G_OPTION_ARG_STRING, &line.runner, "Where cases run, instead of the setting", "local|slurm" },
        { "summary", 0, 0, G_OPTION_ARG_FILENAME, &line.summary_file, "Also write the summary there, as JSON", "FILE" },
        { "names", 0, 0, G_OPTION_ARG_NONE, &line.names, "Names of cases in summary and status; they may be patients'",
          NULL },
        { "json", 0, 0, G_OPTION_ARG_NONE, &line.json, "status: as JSON", NULL },
        { "older-than", 0, 0, G_OPTION_ARG_INT, &line.older_than, "purge: only cases not touched for so many days",
          "DAYS" },
        { "keep", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &line.keep, "purge: this case stays; can be repeated", "NAME" },
        { "dry-run", 0, 0, G_OPTION_ARG_NONE, &line.dry, "purge: only say what would be removed", NULL },
        { "by", 0, 0, G_OPTION_ARG_STRING, &line.by, "sign-off: who decided", "WHO" },
        { "head", 0, 0, G_OPTION_ARG_STRING, &line.head, "audit: a line with this hash must be there", "HASH" },
        { "limit", 0, 0, G_OPTION_ARG_INT, &line.limit, "search: at most so many pages (20)", "N" },
        { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &line.operands, NULL, NULL },
        { NULL, 0, 0, 0, NULL, NULL, NULL },
    };
    options_parse (&argc, &argv, "case-run",
                   "[run | status | retry ID... | recheck [NAME...] | index | search WORD... | sign-off NAME... | "
                   "purge [NAME...] | audit]",
                   "Takes submissions from the inbox through the pipeline to the outbox.", entries, &line.conf);
    char **operands = line.operands;
    const struct command *command = find_command (&operands);
    if (!command || (line.once && line.watch) || line.jobs < 0 || line.jobs > 1024 || line.limit < 1) {
        log_error (NULL, "no such command, or options that do not go together (see case-run --help)");
        return EX_USAGE;
    }

    g_autoptr (GError) error = NULL;
    g_autoptr (settings_t) settings = settings_load (line.conf, &error);
    if (!settings) {
        log_error (NULL, "%s", error->message);
        return EX_CONFIG;
    }
    umask (077);
    process_catch_signals ();
    g_autoptr (spool_t) spool = command->without_spool ? NULL : spool_open (settings, &error);
    if (error)
        return report (error);

    struct context context = { &line, settings, spool, NULL };
    int code = command->run (&context, operands);
    if (fflush (stdout) != 0 || ferror (stdout)) {
        log_error (NULL, "standard output could not be written");
        return EX_IOERR;
    }
    return code;
}
