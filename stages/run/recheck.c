#include "stages/run/recheck.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "common/atomicfile.h"
#include "common/log.h"
#include "common/record.h"
#include "stages/run/audit.h"
#include "stages/run/index.h"
#include "stages/run/launcher.h"
#include "stages/run/manifest.h"
#include "stages/run/name.h"
#include "stages/run/process.h"
#include "stages/run/reading.h"
#include "stages/run/signoff.h"
#include "stages/run/tree.h"

#define CASE_MAX_BYTES (256u << 20)
#define EXIT_SOME_FAILED 1
#define PREVIOUS "case.previous.json"

/* What a recheck takes as it is; the rest is made anew. The pages are, too, where an earlier release wrote them. */
static const char *const KEPT[] = { "names.json", "originals", "attachments", "pages.ndjson" };
#define KEPT_WITHOUT_PAGES 3
/* What of the old run.json does not hold for the new run. */
static const char *const OF_THE_RUN[] = { "v",           "stages", "counts",   "unread",  "determinations", "findings",
                                          "corrections", "due",    "due_from", "version", "finished",       "outcome" };

static gboolean
link_tree (const char *from, const char *to, guint max, GError **error)
{
    g_autoptr (GPtrArray) files = tree_list (from, max, error);
    if (!files)
        return FALSE;
    if (g_file_test (from, G_FILE_TEST_IS_DIR) && !atomicfile_folder (to, error))
        return FALSE;
    for (guint i = 0; i < files->len; i++) {
        const struct tree_entry *file = g_ptr_array_index (files, i);
        g_autofree char *source = *file->path ? g_build_filename (from, file->path, NULL) : g_strdup (from);
        g_autofree char *target = *file->path ? g_build_filename (to, file->path, NULL) : g_strdup (to);
        if (link (source, target) != 0 && !tree_copy (source, target, 1, error))
            return FALSE;
    }
    return TRUE;
}

/* Records of an earlier release are made anew, where need be from the originals; those of a later one are left alone. */
static gboolean
check_records (const char *folder, const cJSON *run, gboolean *from_pages, GError **error)
{
    cJSON *manifest = manifest_load (folder, error);
    double version = 0;
    gboolean manifest_read = manifest != NULL;
    cJSON_Delete (manifest);
    *from_pages = reading_version (folder, "pages.ndjson", &version) && version == RECORD_VERSION;
    if (!manifest_read)
        return FALSE;
    version = MAX (version, record_number (run, "v", 0));
    if (version <= RECORD_VERSION)
        return TRUE;
    g_set_error (error, RECORD_ERROR, RECORD_ERROR_BROKEN,
                 "it was written by a later release of casefile (version %g; this one reads %d)", version,
                 RECORD_VERSION);
    return FALSE;
}

/* work/recheck-T with what is kept; the caller frees. */
static char *
make_scratch (const struct spool *spool, const char *revision_folder, gboolean from_pages, GError **error)
{
    g_autofree char *scratch = g_build_filename (spool->work, "recheck-XXXXXX", NULL);
    if (!g_mkdtemp_full (scratch, 0700)) {
        atomicfile_fail (error, errno, "make a folder");
        return NULL;
    }
    for (gsize i = 0; i < (from_pages ? G_N_ELEMENTS (KEPT) : KEPT_WITHOUT_PAGES); i++) {
        g_autofree char *from = g_build_filename (revision_folder, KEPT[i], NULL);
        g_autofree char *to = g_build_filename (scratch, KEPT[i], NULL);
        if (access (from, F_OK) == 0 && !link_tree (from, to, spool->max_files * 4, error)) {
            tree_remove (scratch, NULL);
            return NULL;
        }
    }
    return g_steal_pointer (&scratch);
}

/* The case as it is compared: without its run, and without the hashes of the rule files that it was checked with, which change with
 * every rule, whatever it says. The caller frees; NULL where there is none. */
static char *
comparable (const char *folder)
{
    g_autofree char *path = g_build_filename (folder, "case.json", NULL);
    cJSON *json = tree_read_json (path, CASE_MAX_BYTES, NULL);
    if (!json)
        return NULL;
    cJSON *assessment = cJSON_GetObjectItemCaseSensitive (json, "assessment"), *issue;
    cJSON_DeleteItemFromObjectCaseSensitive (json, "run");
    cJSON_DeleteItemFromObjectCaseSensitive (assessment, "library");
    cJSON_ArrayForEach (issue, cJSON_GetObjectItemCaseSensitive (assessment, "issues")) {
        cJSON_DeleteItemFromObjectCaseSensitive (cJSON_GetObjectItemCaseSensitive (issue, "set"), "sha256");
    }
    char *printed = record_print (json, FALSE);
    cJSON_Delete (json);
    return printed;
}

/* The new folder takes the old one's place: in one call where the file system can, else spool_lock restores it. */
static gboolean
replace (const struct spool *spool, const char *scratch, const char *folder, GError **error)
{
    if (!tree_settle (scratch, error))
        return FALSE;
    if (renameat2 (AT_FDCWD, scratch, AT_FDCWD, folder, RENAME_EXCHANGE) != 0) {
        if (errno != EINVAL && errno != ENOSYS)
            return atomicfile_fail (error, errno, "exchange two folders");
        g_autofree char *parent = g_path_get_dirname (folder);
        g_autofree char *base = g_path_get_basename (folder);
        g_autofree char *old = g_strdup_printf ("%s/.old-%s", parent, base);
        if (!atomicfile_move (folder, old, error) || !atomicfile_move (scratch, folder, error))
            return FALSE;
        return tree_remove (old, error);
    }
    g_autofree char *parent = g_path_get_dirname (folder);
    return atomicfile_sync (parent, error) && atomicfile_sync (spool->work, error);
}

static char *
join_drafts (const cJSON *run)
{
    g_autoptr (GString) drafts = g_string_new (NULL);
    const cJSON *draft;
    cJSON_ArrayForEach (draft, record_get (run, "determinations"))
        g_string_append_printf (drafts, "%s%s", drafts->len ? "," : "",
                                cJSON_IsString (draft) ? draft->valuestring : "none");
    return g_strdup (drafts->len ? drafts->str : "none");
}

static void
note_change (struct summary *summary, const char *name, const cJSON *before, const cJSON *after)
{
    g_autofree char *was = join_drafts (before);
    g_autofree char *is = join_drafts (after);
    gboolean same = g_str_equal (was, is);
    g_autofree char *reason = same ? g_strdup_printf ("facts or evidence changed; the draft is still %s", is)
                                   : g_strdup_printf ("the draft was %s and is now %s", was, is);
    log_info (record_string (after, "revision"), "%s", reason);
    record_add_string (summary_add (summary, SUMMARY_CHANGED, record_string (after, "revision"), name), "reason",
                       reason);
}

static gboolean
finish (struct spool *spool, const struct settings *settings, struct summary *summary, const char *name,
        const char *revision, const char *scratch, const cJSON *before, const cJSON *after, GError **error)
{
    g_autofree char *folder = g_build_filename (spool->done, name, revision, NULL);
    g_autofree char *old_case = comparable (folder);
    g_autofree char *new_case = comparable (scratch);
    /* What was before the last change stays, however often nothing changes after it. */
    gboolean same = g_strcmp0 (old_case, new_case) == 0;
    g_autofree char *from = g_build_filename (folder, same ? PREVIOUS : "case.json", NULL);
    g_autofree char *to = g_build_filename (scratch, PREVIOUS, NULL);
    if (access (from, F_OK) == 0 && !tree_copy (from, to, 1, error))
        return FALSE;
    if (!same)
        note_change (summary, name, before, after);
    cJSON *what = audit_describe_case (spool, scratch, error);
    if (what) /* which counts the rechecks, so that two that change nothing are two lines */
        cJSON_AddNumberToObject (what, "rechecked", record_number (after, "rechecked", 0));
    if (!what || !audit_record (spool, "rechecked", revision, what, error) || !pipeline_tidy (scratch, error)
        || !replace (spool, scratch, folder, error))
        return FALSE;
    summary_add_done (summary, after);
    g_autoptr (GError) why = NULL;
    g_autoptr (index_t) index = index_open (settings_path (settings, "run", "index"), spool, &why);
    if (!index || !index_add (index, spool, name, revision, &why))
        log_warning (revision, "is done but not in the index (case-run index rebuilds it): %s", why->message);
    return TRUE;
}

/* One case. The exit code of the whole recheck if it is to stop here, else EX_OK; *failed counts. */
static int
recheck_case (struct spool *spool, const struct settings *settings, struct summary *summary, const char *name,
              guint *failed)
{
    g_autofree char *revision = spool_last_revision (spool, name, NULL);
    if (!revision)
        return EX_OK;
    if (signoff_is_signed (spool, name, revision)) {
        log_info (revision, "signed off: left as it was");
        record_add_string (summary_add (summary, SUMMARY_LOCKED, revision, name), "reason", "signed off");
        return EX_OK;
    }
    g_autofree char *folder = g_build_filename (spool->done, name, revision, NULL);
    g_autofree char *run_path = g_build_filename (folder, "run.json", NULL);
    g_autoptr (GError) error = NULL;
    cJSON *before = tree_read_json (run_path, 16u << 20, NULL), *after = NULL, *known = cJSON_Duplicate (before, TRUE);
    enum pipeline_outcome outcome = PIPELINE_RETRY;
    if (!known)
        known = cJSON_CreateObject ();
    gboolean from_pages = TRUE;
    g_autofree char *scratch =
        check_records (folder, before, &from_pages, &error) ? make_scratch (spool, folder, from_pages, &error) : NULL;
    if (scratch && !from_pages)
        log_info (revision, "its pages are of an earlier release, or not there: read anew from the originals");
    if (!from_pages)
        cJSON_DeleteItemFromObjectCaseSensitive (known, "reader");
    for (gsize i = 0; i < G_N_ELEMENTS (OF_THE_RUN); i++)
        cJSON_DeleteItemFromObjectCaseSensitive (known, OF_THE_RUN[i]);
    cJSON_DeleteItemFromObjectCaseSensitive (known, "rechecked");
    cJSON_AddNumberToObject (known, "rechecked", record_number (before, "rechecked", 0) + 1);
    cJSON_AddNumberToObject (known, "v", RECORD_VERSION);
    g_autoptr (launcher_t) launcher = launcher_new_local (settings, 1);
    g_autoptr (launch_t) launch = launch_new (revision, scratch, from_pages, known);
    if (scratch)
        after = launcher_run (launcher, launch, &outcome, &error);
    gboolean done = after && outcome == PIPELINE_DONE
                    && finish (spool, settings, summary, name, revision, scratch, before, after, &error);
    if (!done) {
        const cJSON *failure = record_get (after, "failure");
        const char *reason = failure ? record_string (failure, "reason") : "read_write";
        log_error (revision, "not rechecked, and left as it was: %s: %s", reason,
                   failure ? record_string (failure, "detail")
                   : error ? error->message
                           : "the worker died");
        cJSON *item = summary_add (summary, SUMMARY_FAILED, revision, name);
        record_add_string (item, "reason", reason);
        record_add_string (item, "detail", failure ? record_string (failure, "detail") : error ? error->message : NULL);
        record_add_string (item, "advice", record_string (failure, "advice"));
        (*failed)++;
    }
    if (scratch)
        tree_remove (scratch, NULL);
    cJSON_Delete (before);
    cJSON_Delete (after);
    return !done && outcome == PIPELINE_UNAVAILABLE ? EX_CONFIG : EX_OK;
}

static int
recheck_named (struct spool *spool, const struct settings *settings, struct summary *summary, const char *given,
               guint *failed)
{
    g_autofree char *encoded = name_of_case (given);
    const char *const spellings[] = { given, encoded };
    for (gsize i = 0; i < G_N_ELEMENTS (spellings); i++) {
        g_autofree char *revision = strchr (spellings[i], '/') ? NULL : spool_last_revision (spool, spellings[i], NULL);
        if (revision)
            return recheck_case (spool, settings, summary, spellings[i], failed);
    }
    log_error (NULL, "there is no case of a name that was given");
    (*failed)++;
    return EX_OK;
}

int
recheck_run (struct spool *spool, const struct settings *settings, char **names, struct summary *summary)
{
    guint failed = 0;
    int stop = EX_OK;
    g_auto (GStrv) all = names && names[0] ? NULL : tree_names (spool->done, NULL);
    for (gsize i = 0; names && names[i] && !stop && !process_interrupted; i++)
        stop = recheck_named (spool, settings, summary, names[i], &failed);
    for (gsize i = 0; all && all[i] && !stop && !process_interrupted; i++)
        stop = recheck_case (spool, settings, summary, all[i], &failed);
    if (stop)
        return stop;
    return failed ? EXIT_SOME_FAILED : process_interrupted ? EX_TEMPFAIL : EX_OK;
}
