/* The states of a submission, the files that exist in each, and the one call that moves it on. Everything before that
 * call can be done again; after it, the submission is in the next state whatever happens.
 *
 * state      files                                                         moved on by
 * --------   -----------------------------------------------------------   -----------------------------------------------
 * dropped    inbox/X, companions (X.p3.txt, X.ready, X.expedited)          rename (inbox/X, work/claim-T/dropped/X), each
 * claiming   work/claim-T/claim.json (what else to take), dropped/X        rename of names.json, once all is taken and hashed
 * storing    work/claim-T/names.json, dropped/, originals/, attachments/   rename (work/claim-T, work/ID), or to
 *                                                                          work/trash-T where the bytes are known
 * waiting    work/ID/names.json, attempt.json, originals/, attachments/    rename of attempt.json, which counts the attempt
 * running    + log/, text.ndjson, steps.json, pages.ndjson,                rename of run.json, whose outcome is "done",
 *              mentions.ndjson, assembled.json, case.json, report/           "retry" (back to waiting), "failed"
 *   (with Slurm: + worker.json, who is at work; work/slurm-T/batch.json lists the submissions of an array, from before it is
 *              submitted until all are concluded)
 * finished   + run.json, outcome "done"                                    rename (work/ID, done/NAME/REV)
 * given up   + reason.json                                                 rename (work/ID, failed/ID)
 * done       done/NAME/REV: names.json, originals/, attachments/,          a new drop of NAME makes another REV;
 *              pages.ndjson, mentions.ndjson, case.json, report/,          recheck: rename, exchanging it with work/recheck-T
 *              run.json, log/
 *                                                                          case-run purge: rename (done/NAME, work/trash-T)
 * failed     failed/ID: names.json, originals/, attachments/,              case-run retry: rename (failed/ID, work/ID)
 *              attempt.json, reason.json, run.json, log/                     case-run purge: rename (failed/ID, work/trash-T)
 *
 * A copy replaces the first rename where the inbox lies on another file system: work/copy-T first, which is thrown away
 * when it is found, and then the inbox's entry is removed; a crash in between drops the same bytes twice, which the hash
 * shows. work/trash-T is removed when it is found. Where two states' files are both there, the later one counts.
 */
#include "stages/run/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/atomicfile.h"
#include "common/log.h"
#include "common/record.h"
#include "stages/run/audit.h"
#include "stages/run/due.h"
#include "stages/run/manifest.h"
#include "stages/run/tree.h"

#define SMALL_JSON_BYTES (16u << 20)
#define LOCK_WAIT_TENTHS 20 /* the children of a killed run need a moment to die, and they hold its lock */

G_DEFINE_QUARK (spool_error, spool_error)

void
spool_free (struct spool *spool)
{
    if (!spool)
        return;
    if (spool->lock >= 0)
        close (spool->lock);
    g_free (spool->inbox);
    g_free (spool->work);
    g_free (spool->done);
    g_free (spool->failed);
    g_free (spool->audit);
    g_hash_table_unref (spool->revisions);
    g_hash_table_unref (spool->working);
    g_free (spool);
}

struct spool *
spool_open (const struct settings *settings, GError **error)
{
    g_autoptr (spool_t) spool = g_new0 (struct spool, 1);
    spool->lock = -1;
    spool->max_files = (guint) settings_int (settings, "run", "case_files");
    spool->inbox = g_strdup (settings_path (settings, "run", "inbox"));
    spool->work = g_strdup (settings_path (settings, "run", "work"));
    spool->done = g_strdup (settings_path (settings, "run", "done"));
    spool->failed = g_strdup (settings_path (settings, "run", "failed"));
    spool->audit = g_strdup (settings_path (settings, "run", "audit"));
    spool->revisions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    spool->working = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    const char *folders[] = { spool->inbox, spool->work, spool->done, spool->failed };
    for (gsize i = 0; i < G_N_ELEMENTS (folders); i++) {
        if (g_mkdir_with_parents (folders[i], 0700) != 0 || access (folders[i], R_OK | W_OK | X_OK) != 0) {
            atomicfile_fail (error, errno, "the folders of [run] in pipeline.conf");
            return NULL;
        }
    }
    return g_steal_pointer (&spool);
}

GStrv
spool_list_ids (const char *folder)
{
    GStrv names = tree_names (folder, NULL);
    gsize kept = 0;
    for (gsize i = 0; names && names[i]; i++) {
        gboolean id =
            strlen (names[i]) == MANIFEST_ID_LENGTH && strspn (names[i], "0123456789abcdef") == MANIFEST_ID_LENGTH;
        if (id)
            names[kept++] = names[i];
        else
            g_free (names[i]);
    }
    if (names)
        names[kept] = NULL;
    return names ? names : g_new0 (char *, 1);
}

/* Where the file system cannot exchange two folders, a recheck sets the old one aside as .old-REV for a moment. */
static void
restore_set_aside (const char *folder)
{
    g_auto (GStrv) names = tree_names (folder, NULL);
    for (gsize i = 0; names && names[i]; i++) {
        if (!g_str_has_prefix (names[i], ".old-"))
            continue;
        g_autofree char *old = g_build_filename (folder, names[i], NULL);
        g_autofree char *now = g_build_filename (folder, names[i] + strlen (".old-"), NULL);
        if (access (now, F_OK) == 0)
            tree_remove (old, NULL);
        else
            atomicfile_move (old, now, NULL);
    }
}

static void
read_state (struct spool *spool)
{
    g_auto (GStrv) cases = tree_names (spool->done, NULL);
    for (gsize i = 0; cases && cases[i]; i++) {
        g_autofree char *folder = g_build_filename (spool->done, cases[i], NULL);
        restore_set_aside (folder);
        g_auto (GStrv) revisions = spool_list_ids (folder);
        for (gsize k = 0; revisions[k]; k++)
            g_hash_table_replace (spool->revisions, g_strdup (revisions[k]), g_strdup (cases[i]));
    }
    g_auto (GStrv) ids = spool_list_ids (spool->work);
    for (gsize i = 0; ids[i]; i++) {
        g_autofree char *folder = g_build_filename (spool->work, ids[i], NULL);
        cJSON *manifest = manifest_load (folder, NULL);
        g_hash_table_replace (spool->working, g_strdup (ids[i]),
                              g_strdup (manifest ? record_string (manifest, "case") : ""));
        cJSON_Delete (manifest);
    }
}

gboolean
spool_lock (struct spool *spool, GError **error)
{
    g_autofree char *path = g_build_filename (spool->work, ".lock", NULL);
    spool->lock = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (spool->lock < 0)
        return atomicfile_fail (error, errno, "open the lock");
    for (int tenth = 0; flock (spool->lock, LOCK_EX | LOCK_NB) != 0; tenth++) {
        if (errno != EWOULDBLOCK && errno != EINTR)
            return atomicfile_fail (error, errno, "lock");
        if (tenth == LOCK_WAIT_TENTHS) {
            g_set_error (error, SPOOL_ERROR, SPOOL_ERROR_BUSY, "another case-run is at work here; nothing was done");
            return FALSE;
        }
        g_usleep (100000);
    }
    read_state (spool);
    return TRUE;
}

/* --- submissions in work -------------------------------------------------------------------------------------------- */

void
spool_work_free (struct spool_work *work)
{
    if (!work)
        return;
    g_free (work->id);
    g_free (work->name);
    g_free (work->reason);
    g_free (work);
}

/* What is known of the case goes for what was dropped later, too. */
static void
ask_last_revision (const struct spool *spool, struct spool_work *work)
{
    g_autofree char *last = spool_last_revision (spool, work->name, NULL);
    g_autofree char *path = last ? g_build_filename (spool->done, work->name, last, "run.json", NULL) : NULL;
    cJSON *run = path ? tree_read_json (path, SMALL_JSON_BYTES, NULL) : NULL;
    work->expedited |= record_bool (run, "expedited");
    gint64 due = due_seconds (record_string (run, "due"));
    work->due = due < G_MAXINT64 ? due : due_of_drop (work->since, work->expedited);
    cJSON_Delete (run);
}

struct spool_work *
spool_load_work (const struct spool *spool, const char *id, GError **error)
{
    g_autofree char *folder = g_build_filename (spool->work, id, NULL);
    g_autofree char *attempt_path = g_build_filename (folder, "attempt.json", NULL);
    g_autofree char *run_path = g_build_filename (folder, "run.json", NULL);
    g_autoptr (GError) broken = NULL;
    cJSON *manifest = manifest_load (folder, &broken);
    if (!manifest) {
        if (broken)
            g_propagate_error (error, g_steal_pointer (&broken));
        else
            g_set_error (error, SPOOL_ERROR, SPOOL_ERROR_UNKNOWN, "no submission %s in work", id);
        return NULL;
    }
    cJSON *attempt = tree_read_json (attempt_path, SMALL_JSON_BYTES, NULL); /* lost, it starts counting anew */
    cJSON *run = tree_read_json (run_path, SMALL_JSON_BYTES, NULL);
    struct spool_work *work = g_new0 (struct spool_work, 1);
    work->id = g_strdup (id);
    work->name = g_strdup (record_string (manifest, "case"));
    work->attempts = (int) CLAMP (record_number (attempt, "attempts", 0), 0, 1e6);
    work->since = (gint64) record_number (attempt, "since", 0);
    work->next = (gint64) record_number (attempt, "next", 0);
    work->expedited = record_bool (attempt, "expedited");
    work->reason = g_strdup (record_string (attempt, "reason"));
    work->finished = g_strcmp0 (record_string (run, "outcome"), "done") == 0;
    ask_last_revision (spool, work);
    cJSON_Delete (manifest);
    cJSON_Delete (attempt);
    cJSON_Delete (run);
    return work;
}

gboolean
spool_save_work (const struct spool *spool, const struct spool_work *work, GError **error)
{
    g_autofree char *path = g_build_filename (spool->work, work->id, "attempt.json", NULL);
    cJSON *attempt = cJSON_CreateObject ();
    cJSON_AddNumberToObject (attempt, "v", RECORD_VERSION);
    cJSON_AddNumberToObject (attempt, "attempts", work->attempts);
    cJSON_AddNumberToObject (attempt, "since", (double) work->since);
    cJSON_AddNumberToObject (attempt, "next", (double) work->next);
    cJSON_AddBoolToObject (attempt, "expedited", work->expedited);
    record_add_string (attempt, "reason", work->reason);
    gboolean saved = tree_write_json (path, attempt, error);
    cJSON_Delete (attempt);
    return saved;
}

static int
compare_works (gconstpointer a, gconstpointer b)
{
    const struct spool_work *x = *(struct spool_work *const *) a, *y = *(struct spool_work *const *) b;
    if ((x->attempts > 0) != (y->attempts > 0)) /* what has failed before waits until the others have had their turn */
        return x->attempts > 0 ? 1 : -1;
    if (x->expedited != y->expedited)
        return x->expedited ? -1 : 1;
    if (x->due != y->due)
        return x->due < y->due ? -1 : 1;
    if (x->since != y->since)
        return x->since < y->since ? -1 : 1;
    return strcmp (x->id, y->id);
}

GPtrArray *
spool_list_work (const struct spool *spool)
{
    g_auto (GStrv) ids = spool_list_ids (spool->work);
    g_autoptr (GPtrArray) works = g_ptr_array_new_with_free_func ((GDestroyNotify) spool_work_free);
    for (gsize i = 0; ids[i]; i++) {
        g_autoptr (GError) broken = NULL;
        struct spool_work *work = spool_load_work (spool, ids[i], &broken);
        if (work)
            g_ptr_array_add (works, work);
        else
            log_error (ids[i], "cannot be read in work, and is left alone: %s", broken->message);
    }
    g_ptr_array_sort (works, compare_works);
    return g_steal_pointer (&works);
}

gboolean
spool_is_in_work (const struct spool *spool, const char *name)
{
    GHashTableIter iter;
    gpointer of_case;
    g_hash_table_iter_init (&iter, spool->working);
    while (g_hash_table_iter_next (&iter, NULL, &of_case))
        if (g_str_equal (of_case, name))
            return TRUE;
    return FALSE;
}

/* --- revisions ------------------------------------------------------------------------------------------------------ */

char *
spool_last_revision (const struct spool *spool, const char *name, int *number)
{
    g_autofree char *folder = g_build_filename (spool->done, name, NULL);
    g_auto (GStrv) revisions = spool_list_ids (folder);
    char *last = NULL;
    double highest = -1;
    for (gsize i = 0; revisions[i]; i++) {
        g_autofree char *path = g_build_filename (folder, revisions[i], "run.json", NULL);
        cJSON *run = tree_read_json (path, SMALL_JSON_BYTES, NULL);
        double n = record_number (run, "number", 0);
        if (n > highest) {
            highest = n;
            g_free (last);
            last = g_strdup (revisions[i]);
        }
        cJSON_Delete (run);
    }
    if (number)
        *number = (int) MAX (highest, 0);
    return last;
}

char *
spool_prepare (const struct spool *spool, const struct spool_work *work, char **previous, int *number, GError **error)
{
    g_autofree char *folder = g_build_filename (spool->work, work->id, NULL);
    cJSON *manifest = manifest_load (folder, error);
    if (!manifest)
        return NULL;
    int last = 0;
    *previous = spool_last_revision (spool, work->name, &last);
    *number = last + 1;
    gboolean merged = TRUE;
    if (*previous) {
        g_autofree char *base_folder = g_build_filename (spool->done, work->name, *previous, NULL);
        cJSON *base = manifest_load (base_folder, error);
        merged = base && manifest_take_over (manifest, folder, base, base_folder, *previous, error)
                 && tree_settle (folder, error) && manifest_save (manifest, folder, error);
        cJSON_Delete (base);
    }
    char *revision = merged ? manifest_content_id (manifest) : NULL;
    cJSON_Delete (manifest);
    return revision;
}

gboolean
spool_commit (struct spool *spool, const struct spool_work *work, const char *revision, GError **error)
{
    g_autofree char *from = g_build_filename (spool->work, work->id, NULL);
    g_autofree char *folder = g_build_filename (spool->done, work->name, NULL);
    g_autofree char *to = g_build_filename (folder, revision, NULL);
    if (!atomicfile_folder (folder, error) || !tree_settle (from, error) || !atomicfile_move (from, to, error))
        return FALSE;
    g_hash_table_replace (spool->revisions, g_strdup (revision), g_strdup (work->name));
    g_hash_table_remove (spool->working, work->id);
    return TRUE;
}

gboolean
spool_fail (struct spool *spool, const struct spool_work *work, GError **error)
{
    g_autofree char *from = g_build_filename (spool->work, work->id, NULL);
    g_autofree char *to = g_build_filename (spool->failed, work->id, NULL);
    if (!tree_settle (from, error) || !atomicfile_move (from, to, error))
        return FALSE;
    g_hash_table_remove (spool->working, work->id);
    return TRUE;
}

gboolean
spool_retry (struct spool *spool, const char *id, GError **error)
{
    g_autofree char *from = g_build_filename (spool->failed, id, NULL);
    g_autofree char *to = g_build_filename (spool->work, id, NULL);
    g_autofree char *attempt = g_build_filename (from, "attempt.json", NULL);
    if (strlen (id) != MANIFEST_ID_LENGTH || strspn (id, "0123456789abcdef") != MANIFEST_ID_LENGTH
        || access (from, F_OK) != 0) {
        g_set_error (error, SPOOL_ERROR, SPOOL_ERROR_UNKNOWN,
                     "no failed submission has this id (case-run status lists them)");
        return FALSE;
    }
    if (unlink (attempt) != 0 && errno != ENOENT) /* counts from 0 again; before the move, or it would fail at once */
        return atomicfile_fail (error, errno, "reset the attempts");
    return audit_record (spool, "retried", id, NULL, error) && atomicfile_move (from, to, error);
}

gboolean
spool_discard (const struct spool *spool, const char *name, GError **error)
{
    g_autofree char *from = g_build_filename (spool->work, name, NULL);
    g_autofree char *trash = g_strdup_printf ("%s/trash-%s", spool->work, name);
    return tree_remove (trash, error) && atomicfile_move (from, trash, error) && tree_remove (trash, error);
}
