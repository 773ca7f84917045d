#include "stages/run/pipeline.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "common/atomicfile.h"
#include "common/log.h"
#include "common/options.h"
#include "common/record.h"
#include "stages/run/batch.h"
#include "stages/run/casenotes.h"
#include "stages/run/failure.h"
#include "stages/run/manifest.h"
#include "stages/run/reading.h"
#include "stages/run/reuse.h"
#include "stages/run/tree.h"

#define CASE_MAX_BYTES (256u << 20)
#define RUN_MAX_BYTES (16u << 20)
#define ARGUMENTS_MAX 12

/* The stages in order: what each reads and writes, all relative to the submission's folder. */
static const struct stage {
    const char *name;
    const char *input, *output; /* standard input and output */
    const char *arguments[ARGUMENTS_MAX];
    gboolean records;     /* the output is a stream that ends with an end record */
    gboolean reads_pages; /* left out where pages.ndjson stands */
} STAGES[] = {
    { "text", NULL, "text.ndjson", { "--names", MANIFEST_FILE, "originals", "attachments" }, TRUE, TRUE },
    { "ocr", "text.ndjson", "pages.ndjson", { NULL }, TRUE, TRUE },
    { "extract", "pages.ndjson", "mentions.ndjson", { NULL }, TRUE, FALSE },
    { "assemble", "mentions.ndjson", "assembled.json", { NULL }, FALSE, FALSE },
    { "check", "assembled.json", "case.json", { NULL }, FALSE, FALSE },
    { "report",
      NULL,
      NULL,
      { "--pages", "pages.ndjson", "--originals", "originals", "--output", "report.tmp", "case.json" },
      FALSE,
      FALSE },
};
#define LAST_READING_STAGE 1 /* ocr: its output is kept from attempt to attempt */

static const char *const OUTCOMES[] = { "done", "retry", "failed", "unavailable", "delayed" };

const char *
pipeline_outcome_name (enum pipeline_outcome outcome)
{
    return OUTCOMES[outcome];
}

enum pipeline_outcome
pipeline_outcome_parse (const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS (OUTCOMES); i++)
        if (g_strcmp0 (name, OUTCOMES[i]) == 0)
            return (enum pipeline_outcome) i;
    return PIPELINE_RETRY;
}

gboolean
pipeline_disk_is_full (const char *path, const struct settings *settings)
{
    struct statvfs disk;
    guint64 wanted = (guint64) settings_int (settings, "run", "free_mb") << 20;
    return statvfs (path, &disk) == 0 && (guint64) disk.f_bavail * disk.f_frsize < wanted;
}

struct state {
    const struct pipeline *pipeline;
    struct pipeline_progress progress;
    const struct stage *stage;
    gint64 deadline, followed;
    int reused;     /* pages taken from the earlier revision */
    cJSON *stages;  /* of run.json, lent */
    cJSON *failure; /* owned */
};

static gboolean
fail (struct state *state, const char *reason, const char *detail)
{
    g_clear_pointer (&state->failure, cJSON_Delete);
    state->failure = pipeline_failure (state->stage ? state->stage->name : "run", reason, detail);
    return FALSE;
}

/* Errors of our own reading and writing. */
static gboolean
fail_io (struct state *state, const GError *error)
{
    gboolean full = g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
    return fail (state, full ? "disk_full" : "read_write", error->message);
}

static gboolean
is_ours (const struct pipeline *pipeline)
{
    return !pipeline->owner || batch_is_owner (pipeline->folder, pipeline->owner);
}

/* --- one stage ------------------------------------------------------------------------------------------------------ */

static void
tick (gpointer user)
{
    struct state *state = user;
    if (state->stage->reads_pages && state->stage->output) {
        g_autofree char *temporary = g_strconcat (state->stage->output, ".tmp", NULL);
        reading_follow (state->pipeline->folder, temporary, &state->followed, &state->progress.pages);
    }
    if (state->pipeline->progress_fd >= 0
        && write (state->pipeline->progress_fd, &state->progress, sizeof state->progress) < 0)
        return; /* a full pipe: the next one tells */
}

/* The stage's program beside our own; the caller frees. */
static char *
program_of (const struct stage *stage)
{
    g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
    g_autofree char *folder = self ? g_path_get_dirname (self) : g_strdup (".");
    return g_strdup_printf ("%s/case-%s", folder, stage->name);
}

static void
note_stage (struct state *state, const struct process_result *result)
{
    cJSON *note = cJSON_CreateObject ();
    record_add_string (note, "stage", state->stage->name);
    cJSON_AddBoolToObject (note, "kept", result == NULL);
    if (result) {
        cJSON_AddNumberToObject (note, "seconds", result->seconds);
        cJSON_AddNumberToObject (note, "cpu_seconds", result->cpu_seconds);
        cJSON_AddNumberToObject (note, "memory_kb", (double) result->memory_kb);
    }
    cJSON_AddItemToArray (state->stages, note);
}

/* How a stage ended, in words: its status, and its own last one. */
static char *
describe (const struct process_result *result)
{
    const char *said = result->last_line ? result->last_line : "it said nothing";
    switch (result->end) {
    case PROCESS_EXITED:
        return g_strdup_printf ("exit status %d: %s", result->status, said);
    case PROCESS_KILLED:
        return g_strdup_printf ("signal %d (%s): %s", result->status, strsignal (result->status), said);
    case PROCESS_DEADLINE:
        return g_strdup_printf ("stopped at the deadline: %s", said);
    case PROCESS_INTERRUPTED:
        return g_strdup ("stopped with case-run");
    case PROCESS_NOT_STARTED:
        return g_strdup_printf ("could not be started: %s", g_strerror (result->status));
    }
    g_assert_not_reached ();
}

/* The output of a stage that ended well takes its name. */
static gboolean
keep_output (struct state *state, const char *temporary)
{
    const char *folder = state->pipeline->folder;
    if (state->stage->records && !reading_is_complete (folder, temporary))
        return fail (state, "incomplete", "its output has no end record");
    if (!is_ours (state->pipeline))
        return fail (state, "interrupted", "another worker has taken over");
    g_autofree char *from = g_build_filename (folder, temporary, NULL);
    g_autofree char *to = g_build_filename (folder, state->stage->output ? state->stage->output : "report", NULL);
    g_autoptr (GError) error = NULL;
    gboolean report = state->stage->output == NULL;
    if ((report && (!tree_remove (to, &error) || !tree_settle (from, &error))) || !atomicfile_commit (from, to, &error))
        return fail_io (state, error);
    return TRUE;
}

#define PREVIOUS_CASE "previous.json"

/* The case of the last revision under a name of its own here, since the folder there may be a patient's name and arguments
 * are seen by all; TRUE where there is one that a check can compare with. */
static gboolean
link_previous (const struct pipeline *pipeline)
{
    const char *name = record_string (pipeline->run, "case"), *previous = record_string (pipeline->run, "previous");
    g_autofree char *here = g_build_filename (pipeline->folder, PREVIOUS_CASE, NULL);
    unlink (here);
    if (!name || !previous)
        return FALSE;
    g_autofree char *there =
        g_build_filename (settings_path (pipeline->settings, "run", "done"), name, previous, "case.json", NULL);
    cJSON *json = tree_read_json (there, CASE_MAX_BYTES, NULL);
    gboolean checked = cJSON_IsObject (record_get (json, "assessment"));
    cJSON_Delete (json);
    return checked && (link (there, here) == 0 || tree_copy (there, here, 1, NULL));
}

/* What a stage is told of this run beside its fixed arguments. */
static void
add_arguments (const struct state *state, GPtrArray *argv)
{
    const char *revision = record_string (state->pipeline->run, "revision");
    if (strcmp (state->stage->name, "check") == 0 && link_previous (state->pipeline)) {
        g_ptr_array_add (argv, (gpointer) "--compare");
        g_ptr_array_add (argv, (gpointer) PREVIOUS_CASE);
    }
    if (strcmp (state->stage->name, "report") == 0 && revision) {
        g_ptr_array_add (argv, (gpointer) "--names");
        g_ptr_array_add (argv, (gpointer) MANIFEST_FILE);
        g_ptr_array_add (argv, (gpointer) "--revision");
        g_ptr_array_add (argv, (gpointer) revision);
    }
}

static gboolean
run_stage (struct state *state)
{
    const struct stage *stage = state->stage;
    const char *folder = state->pipeline->folder;
    g_autofree char *program = program_of (stage);
    g_autofree char *temporary = g_strdup_printf ("%s.tmp", stage->output ? stage->output : "report");
    g_autofree char *temporary_path = g_build_filename (folder, temporary, NULL);
    g_autofree char *log = g_strdup_printf ("log/%s.log", stage->name);
    g_autoptr (GError) error = NULL;
    if (!tree_remove (temporary_path, &error)) /* a stage that outlived its run may still write: to nowhere */
        return fail_io (state, error);

    g_autoptr (GPtrArray) argv = g_ptr_array_new ();
    g_ptr_array_add (argv, program);
    if (settings_file (state->pipeline->settings)) {
        g_ptr_array_add (argv, (gpointer) "--conf");
        g_ptr_array_add (argv, (gpointer) settings_file (state->pipeline->settings));
    }
    add_arguments (state, argv);
    for (gsize i = 0; i < ARGUMENTS_MAX && stage->arguments[i]; i++)
        g_ptr_array_add (argv, (gpointer) stage->arguments[i]);
    g_ptr_array_add (argv, NULL);

    struct process process = {
        .folder = folder,
        .argv = (const char *const *) argv->pdata,
        .input = stage->input,
        .output = stage->output ? temporary : NULL,
        .log = log,
        .deadline = state->deadline,
        .tick = tick,
        .user = state,
    };
    struct process_result result;
    if (!process_run (&process, &result, &error))
        return fail_io (state, error);
    note_stage (state, &result);
    const char *reason = failure_of_result (&result);
    g_autofree char *detail = describe (&result);
    g_free (result.last_line);
    if (reason && pipeline_disk_is_full (folder, state->pipeline->settings))
        reason = "disk_full";
    return reason ? fail (state, reason, detail) : keep_output (state, temporary);
}

/* --- what earlier attempts left ------------------------------------------------------------------------------------- */

static void
add_file_to_key (GChecksum *key, const char *path)
{
    struct stat status;
    if (!path || stat (path, &status) != 0)
        return;
    g_autofree char *seen = g_strdup_printf ("%" G_GINT64_FORMAT " %ld.%09ld\n", (gint64) status.st_size,
                                             (long) status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
    g_checksum_update (key, (const guchar *) seen, -1);
}

/* All that text and OCR depend on: settings, models and programs, and the files where `with_files`. The caller frees. */
static char *
reading_key (const struct pipeline *pipeline, gboolean with_files)
{
    g_autoptr (GChecksum) key = g_checksum_new (G_CHECKSUM_SHA256);
    g_autofree char *manifest = with_files ? g_build_filename (pipeline->folder, MANIFEST_FILE, NULL) : NULL;
    const char *contents[] = { manifest, settings_file (pipeline->settings) };
    g_checksum_update (key, (const guchar *) CASEFILE_VERSION, -1);
    for (gsize i = 0; i < G_N_ELEMENTS (contents); i++) {
        g_autofree char *text = NULL;
        gsize length = 0;
        if (contents[i] && g_file_get_contents (contents[i], &text, &length, NULL))
            g_checksum_update (key, (const guchar *) text, (gssize) length);
    }
    add_file_to_key (key, settings_path (pipeline->settings, "ocr", "hand"));
    for (gsize i = 0; i <= LAST_READING_STAGE; i++) {
        g_autofree char *program = program_of (&STAGES[i]);
        add_file_to_key (key, program);
    }
    return g_strdup (g_checksum_get_string (key));
}

static gboolean
pages_stand (const struct pipeline *pipeline, const char *key)
{
    if (pipeline->from_pages)
        return TRUE;
    g_autofree char *path = g_build_filename (pipeline->folder, "steps.json", NULL);
    cJSON *steps = tree_read_json (path, 1u << 20, NULL);
    gboolean same = g_strcmp0 (record_string (steps, "pages"), key) == 0;
    cJSON_Delete (steps);
    return same && reading_is_complete (pipeline->folder, "pages.ndjson");
}

static gboolean
note_pages (struct state *state, const char *key)
{
    g_autofree char *path = g_build_filename (state->pipeline->folder, "steps.json", NULL);
    g_autoptr (GError) error = NULL;
    cJSON *steps = cJSON_CreateObject ();
    record_add_string (steps, "pages", key);
    gboolean written = tree_write_json (path, steps, &error);
    cJSON_Delete (steps);
    return written || fail_io (state, error);
}

/* After case-text: pages that the case's last revision has read in the same way are not read again. */
static void
reuse_earlier (struct state *state)
{
    const cJSON *run = state->pipeline->run;
    const char *name = record_string (run, "case"), *previous = record_string (run, "previous");
    const char *reader = record_string (run, "reader");
    if (!name || !previous)
        return;
    g_autofree char *folder =
        g_build_filename (settings_path (state->pipeline->settings, "run", "done"), name, previous, NULL);
    g_autofree char *run_path = g_build_filename (folder, "run.json", NULL);
    g_autofree char *pages = g_build_filename (folder, "pages.ndjson", NULL);
    cJSON *earlier = tree_read_json (run_path, RUN_MAX_BYTES, NULL);
    g_autoptr (GError) error = NULL;
    if (g_strcmp0 (record_string (earlier, "reader"), reader) == 0
        && !reuse_pages (state->pipeline->folder, STAGES[0].output, pages, &state->reused, &error))
        log_warning (record_string (run, "id"), "pages of the earlier revision are read again: %s", error->message);
    cJSON_Delete (earlier);
}

/* --- the whole ------------------------------------------------------------------------------------------------------ */

static void
note_reading (cJSON *run, const struct reading *reading, int reused)
{
    cJSON *counts = cJSON_CreateObject ();
    cJSON_AddNumberToObject (counts, "documents", reading->documents);
    cJSON_AddNumberToObject (counts, "documents_unread", reading->documents_unread);
    cJSON_AddNumberToObject (counts, "pages", reading->pages);
    cJSON_AddNumberToObject (counts, "pages_ocr", reading->pages_ocr);
    cJSON_AddNumberToObject (counts, "pages_reused", reused);
    cJSON_AddNumberToObject (counts, "pages_poor", reading->pages_poor);
    cJSON_AddNumberToObject (counts, "pages_unread", reading->pages_unread);
    cJSON_AddItemToObject (run, "counts", counts);
    cJSON_AddItemToObject (run, "unread", cJSON_Duplicate (reading->unread, TRUE));
}

/* What was read must be what was dropped, and some of it must be readable. */
static gboolean
check_reading (struct state *state, const char *name, const cJSON *manifest, gboolean final)
{
    struct reading reading;
    g_autoptr (GError) error = NULL;
    if (!reading_load (&reading, state->pipeline->folder, name, manifest, &error))
        return fail (state, "stream_broken", error->message);
    state->progress.pages_to_read = reading.pages;
    if (final || reading.documents == reading.documents_unread)
        note_reading (state->pipeline->run, &reading, state->reused);
    gboolean readable = reading.documents > reading.documents_unread;
    gboolean changed = reading.changed;
    reading_clear (&reading);
    if (changed)
        return fail (state, "changed", "a file is not the one that was dropped");
    return readable || fail (state, "nothing_readable", "no document could be read");
}

static const char *
manifest_fault (const cJSON *manifest)
{
    const cJSON *refused;
    if (manifest_count (manifest, "document") > 0)
        return NULL;
    cJSON_ArrayForEach (refused, record_get (manifest, "refused")) {
        const char *reason = record_string (refused, "reason");
        if (g_strcmp0 (reason, "too_many_files") == 0 || g_strcmp0 (reason, "too_deep") == 0)
            return g_str_equal (reason, "too_deep") ? "too_deep" : "too_many_files";
    }
    return "no_documents";
}

/* Why there is nothing to read, for people. */
static const char *
describe_fault (const cJSON *manifest)
{
    const cJSON *refused, *all = record_get (manifest, "refused");
    cJSON_ArrayForEach (refused, all)
        if (g_strcmp0 (record_string (refused, "reason"), "not_a_regular_file") != 0)
            return "nothing to read";
    return cJSON_GetArraySize (all) > 0 ? "a link, a pipe or a device was dropped, not a file" : "nothing to read";
}

static gboolean
run_stages (struct state *state, const cJSON *manifest)
{
    g_autofree char *key = reading_key (state->pipeline, TRUE);
    gboolean stand = pages_stand (state->pipeline, key);
    g_autofree char *reader = reading_key (state->pipeline, FALSE);
    if (!state->pipeline->from_pages)
        record_add_string (state->pipeline->run, "reader", reader);
    for (gsize i = 0; i < G_N_ELEMENTS (STAGES); i++) {
        state->stage = &STAGES[i];
        state->progress.stage = (int) i + 1;
        state->progress.stages = G_N_ELEMENTS (STAGES);
        state->progress.pages = 0;
        state->followed = 0;
        if (stand && STAGES[i].reads_pages)
            note_stage (state, NULL);
        else if (!run_stage (state))
            return FALSE;
        gboolean last = i == LAST_READING_STAGE;
        if (STAGES[i].reads_pages && (last || !stand) && !check_reading (state, STAGES[i].output, manifest, last))
            return FALSE;
        if (i == 0 && !stand)
            reuse_earlier (state);
        if (last && !stand && !note_pages (state, key))
            return FALSE;
    }
    return TRUE;
}

static gboolean
write_run (struct state *state, enum pipeline_outcome outcome, GError **error)
{
    cJSON *run = state->pipeline->run;
    const char *folder = state->pipeline->folder;
    if (!is_ours (state->pipeline))
        return atomicfile_fail (error, EBUSY, "another worker has taken over");
    record_add_string (run, "version", CASEFILE_VERSION);
    cJSON_AddNumberToObject (run, "finished", (double) time (NULL));
    cJSON_AddStringToObject (run, "outcome", pipeline_outcome_name (outcome));
    if (state->failure)
        cJSON_AddItemToObject (run, "failure", cJSON_Duplicate (state->failure, TRUE));
    g_autofree char *path = g_build_filename (folder, "run.json", NULL);
    return tree_write_json (path, run, error);
}

gboolean
pipeline_tidy (const char *folder, GError **error)
{
    static const char *const INTERMEDIATE[] = { "text.ndjson",  "assembled.json", "steps.json",
                                                "attempt.json", "worker.json",    PREVIOUS_CASE };
    for (gsize i = 0; i < G_N_ELEMENTS (INTERMEDIATE); i++) {
        g_autofree char *done_with = g_build_filename (folder, INTERMEDIATE[i], NULL);
        if (!tree_remove (done_with, error))
            return FALSE;
    }
    return TRUE;
}

gboolean
pipeline_run (struct pipeline *pipeline, enum pipeline_outcome *outcome, GError **error)
{
    struct state state = {
        .pipeline = pipeline,
        .deadline = g_get_monotonic_time () + settings_int (pipeline->settings, "run", "case_seconds") * G_USEC_PER_SEC,
        .stages = cJSON_AddArrayToObject (pipeline->run, "stages"),
    };
    g_autofree char *log = g_build_filename (pipeline->folder, "log", NULL);
    g_autoptr (GError) why = NULL;
    cJSON *manifest = manifest_load (pipeline->folder, &why);
    const char *fault = manifest ? manifest_fault (manifest) : NULL;
    gboolean done = FALSE;
    if (!manifest || !atomicfile_folder (log, &why))
        fail (&state, "read_write", why ? why->message : "names.json is missing");
    else if (fault)
        fail (&state, fault, describe_fault (manifest));
    else
        done = run_stages (&state, manifest);
    if (done)
        casenotes_add (pipeline->run, pipeline->folder);
    *outcome = done ? PIPELINE_DONE : failure_outcome (record_string (state.failure, "reason"));
    gboolean written = write_run (&state, *outcome, error);
    cJSON_Delete (manifest);
    cJSON_Delete (state.failure);
    return written;
}
