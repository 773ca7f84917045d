/* The cuts of a case: everything that case-report can write of it.
 */
#ifndef REPORT_CUTS_H
#define REPORT_CUTS_H

#include <glib.h>
#include <stdio.h>

#include "common/casetext.h"
#include "common/settings.h"
#include "stages/report/pages.h"

struct origin;

/* What a cut is made of; all lent. */
struct source {
    struct casetext *casetext; /* the checked case */
    struct pages *pages;       /* NULL where none were given */
    const struct settings *settings;
    const char *directory; /* where it goes, or NULL: standard output */
    gboolean embed;
    const struct origin *origin; /* review.h */
};

struct cut {
    const char *name, *file;               /* what it is asked for by; its file in the directory */
    gboolean needs_pages, needs_directory; /* a file that is gone back in */
    /* FALSE and an error (RECORD_ERROR, SANDBOX_ERROR) where it cannot be made or written. */
    gboolean (*write) (const struct source *source, FILE *out, GError **error);
};

/* The cut of this name, the report for NULL; NULL where there is none. */
const struct cut *cut_named (const char *name);
/* All names, for people; the caller frees. */
char *cut_names (void);
/* Makes a cut and writes it to its file in the source's directory, whole or not at all, or to standard output. */
gboolean cut_write (const struct cut *cut, const struct source *source, GError **error);

#endif
