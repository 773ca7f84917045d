/* What a run did, for ops: as text fit for mail and as JSON. Ids and counts only, unless names are asked for: names of
 * files and cases carry patients' names.
 */
#ifndef RUN_SUMMARY_H
#define RUN_SUMMARY_H

#include <cjson/cJSON.h>
#include <glib.h>
#include <stdio.h>
#include <time.h>

struct summary;
enum summary_list {
    SUMMARY_DONE,
    SUMMARY_FAILED,
    SUMMARY_WAITING,
    SUMMARY_DUPLICATE,
    SUMMARY_CHANGED,
    SUMMARY_PURGED,
    SUMMARY_LOCKED,
    SUMMARY_LISTS
};

struct summary *summary_new (gboolean with_names);
void summary_free (struct summary *summary);
typedef struct summary summary_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (summary_t, summary_free)

/* Adds {"id", "case" if with names, ...} to a list; the caller may add to the object, which stays the summary's. */
cJSON *summary_add (struct summary *summary, enum summary_list list, const char *id, const char *name);
/* Adds a finished case with what run.json says of it. */
void summary_add_done (struct summary *summary, const cJSON *run);
time_t summary_started (const struct summary *summary);
const char *summary_list_name (enum summary_list list); /* "done", ...; lent */
/* Cases done of which something could not be read, and pages, or those by OCR. */
guint summary_persons (const struct summary *summary);
double summary_pages (const struct summary *summary, gboolean by_ocr);
guint summary_count (const struct summary *summary, enum summary_list list);
/* Why a run ended early; NULL: it did not. */
void summary_set_stopped (struct summary *summary, const char *why);

/* The audit log as the run leaves it: its last line's hash, kept with the summary, shows later whether it was cut. */
void summary_set_audit (struct summary *summary, guint64 lines, const char *head);

void summary_print (const struct summary *summary, FILE *stream);
/* Adds started, finished and the counts, and writes it. */
gboolean summary_write (struct summary *summary, const char *path, GError **error);

#endif
