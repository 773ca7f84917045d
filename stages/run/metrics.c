#include "stages/run/metrics.h"

#include <errno.h>
#include <sys/stat.h>
#include <time.h>

#include "common/atomicfile.h"
#include "stages/run/audit.h"
#include "stages/run/due.h"
#include "stages/run/tree.h"

struct reviews {
    guint cases, open, revisions;
    gint64 next_due;
};

static void
count_case (const struct index_case *row, gpointer user)
{
    struct reviews *reviews = user;
    reviews->cases++;
    reviews->revisions += (guint) row->revisions;
    if (row->signed_by)
        return;
    reviews->open++;
    reviews->next_due = MIN (reviews->next_due, due_seconds (row->due));
}

static void
add (GString *text, const char *name, const char *help, double value)
{
    g_string_append_printf (text, "# HELP casefile_%s %s\n# TYPE casefile_%s gauge\ncasefile_%s %.0f\n", name, help,
                            name, name, value);
}

static guint
count_entries (const char *folder)
{
    g_auto (GStrv) names = tree_names (folder, NULL);
    guint n = 0;
    for (gsize i = 0; names && names[i]; i++)
        n += names[i][0] != '.';
    return n;
}

static guint
count_ids (const char *folder)
{
    g_auto (GStrv) ids = spool_list_ids (folder);
    return g_strv_length (ids);
}

gboolean
metrics_write (const char *path, const struct spool *spool, struct index *index, const struct summary *summary,
               int exit_code, GError **error)
{
    struct reviews reviews = { .next_due = G_MAXINT64 };
    g_autoptr (GString) text = g_string_new (NULL);
    guint64 lines;
    g_autofree char *head = audit_head (spool, &lines);
    if (!index_each_case (index, count_case, &reviews, error))
        return FALSE;
    add (text, "cases", "Cases that are done.", reviews.cases);
    add (text, "revisions", "Revisions of cases that are done.", reviews.revisions);
    add (text, "cases_open", "Cases whose last revision nobody has signed off.", reviews.open);
    if (reviews.next_due < G_MAXINT64)
        add (text, "next_due_seconds", "When the first open case is due, seconds since the epoch.",
             (double) reviews.next_due);
    add (text, "inbox_entries", "Entries in the inbox.", count_entries (spool->inbox));
    add (text, "submissions_in_work", "Submissions that wait or run.", count_ids (spool->work));
    add (text, "submissions_failed", "Submissions that failed and wait for a person.", count_ids (spool->failed));
    add (text, "audit_lines", "Lines of the audit log.", (double) lines);
    for (int list = 0; list < SUMMARY_LISTS; list++) {
        g_autofree char *name = g_strdup_printf ("last_run_%s", summary_list_name ((enum summary_list) list));
        add (text, name, "Submissions or cases of the last run.", summary_count (summary, (enum summary_list) list));
    }
    add (text, "last_run_needs_person", "Cases done of which something could not be read.", summary_persons (summary));
    add (text, "last_run_pages", "Pages of the last run.", summary_pages (summary, FALSE));
    add (text, "last_run_pages_ocr", "Pages of the last run that were read by OCR.", summary_pages (summary, TRUE));
    add (text, "last_run_start_seconds", "When the last run began, seconds since the epoch.",
         (double) summary_started (summary));
    add (text, "last_run_end_seconds", "When the last run ended, seconds since the epoch.", (double) time (NULL));
    add (text, "last_run_exit_status", "Exit status of the last run, see case-run(1).", exit_code);
    if (!atomicfile_write (path, text->str, text->len, error))
        return FALSE;
    return chmod (path, 0644) == 0 ? TRUE : atomicfile_fail (error, errno, "set the mode of the metrics");
}
