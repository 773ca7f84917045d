/* The spool: the directories are the state. The table of states stands at the head of spool.c.
 *
 * Errors are G_FILE_ERROR (try later) or SPOOL_ERROR; messages name ids, never a dropped name.
 */
#ifndef RUN_SPOOL_H
#define RUN_SPOOL_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "common/settings.h"
#include "stages/run/inbox.h"

#define SPOOL_ERROR (spool_error_quark ())
GQuark spool_error_quark (void);
enum spool_error {
    SPOOL_ERROR_BUSY,   /* another run has the lock */
    SPOOL_ERROR_UNKNOWN /* no such submission */
};

struct spool {
    char *inbox, *work, *done, *failed, *audit; /* audit: a file */
    guint max_files;
    int lock;              /* descriptor, or -1 */
    GHashTable *revisions; /* revision -> NAME, of all that is done */
    GHashTable *working;   /* id -> NAME */
};

/* The folders of the settings, created where they are missing. The caller frees. */
struct spool *spool_open (const struct settings *settings, GError **error);
void spool_free (struct spool *spool);
typedef struct spool spool_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (spool_t, spool_free)

/* The names of submissions or revisions in `folder`, bytewise; empty where it cannot be read. The caller frees. */
GStrv spool_list_ids (const char *folder);

/* Takes the lock against a second run, and reads what is done and in work. SPOOL_ERROR_BUSY where another run has it. */
gboolean spool_lock (struct spool *spool, GError **error);

/* What became of a drop. */
enum spool_claim {
    SPOOL_CLAIMED,   /* work/ID */
    SPOOL_DUPLICATE, /* the same bytes are done, in work or failed; the drop is gone */
    SPOOL_EMPTY      /* nothing came of it */
};
/* Claims a settled group, up to work/ID. *id gets the id of the submission, *known (may be NULL) where the same bytes are:
 * "done", "work" or "failed", a constant. */
gboolean spool_claim (struct spool *spool, const struct inbox_group *group, enum spool_claim *result, char **id,
                      const char **known, GError **error);
/* Finishes what a killed run left half done, and calls `report` for each claim that it finishes (`error` NULL) or cannot
 * finish now. FALSE where any could not be. */
typedef void (*spool_report) (gpointer user, enum spool_claim result, const char *id, const char *known,
                              const GError *error);
gboolean spool_recover (struct spool *spool, spool_report report, gpointer user);

/* A submission in work: attempt.json. */
struct spool_work {
    char *id, *name;
    int attempts; /* begun so far */
    gint64 since; /* dropped, seconds since the epoch */
    gint64 next;  /* not before */
    gint64 due;   /* by the case's last revision, else by its own date; seconds since the epoch */
    gboolean expedited;
    gboolean finished; /* run.json says that only the commit is missing */
    char *reason;      /* of the last failure, or NULL */
};
/* All in work, ordered as they should run: not tried yet first, expedited first, then due date, age, id; one that
 * cannot be read is logged and left out. GPtrArray of struct spool_work, the caller's. */
GPtrArray *spool_list_work (const struct spool *spool);
struct spool_work *spool_load_work (const struct spool *spool, const char *id, GError **error);
void spool_work_free (struct spool_work *work);
typedef struct spool_work spool_work_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (spool_work_t, spool_work_free)
gboolean spool_save_work (const struct spool *spool, const struct spool_work *work, GError **error);

/* Whether a submission of the case is in work. */
gboolean spool_is_in_work (const struct spool *spool, const char *name);

/* The case's last revision (highest number in run.json), the caller's; NULL where it has none. *number may be NULL. */
char *spool_last_revision (const struct spool *spool, const char *name, int *number);
/* Brings the earlier files of a known case in, and computes the revision, the caller's. */
char *spool_prepare (const struct spool *spool, const struct spool_work *work, char **previous, int *number,
                     GError **error);

/* The commits: work/ID to done/NAME/REV, to failed/ID (reason.json has been written), and failed/ID back to work/ID. */
gboolean spool_commit (struct spool *spool, const struct spool_work *work, const char *revision, GError **error);
gboolean spool_fail (struct spool *spool, const struct spool_work *work, GError **error);
gboolean spool_retry (struct spool *spool, const char *id, GError **error);
/* Throws work/NAME away in one step. */
gboolean spool_discard (const struct spool *spool, const char *name, GError **error);

#endif
