/* The cross-reference table of a PDF that cairo has written.
 */
#ifndef REPORT_XREF_H
#define REPORT_XREF_H

#include <glib.h>
#include <stdio.h>

/* cairo 1.16 lists twice as many objects for links as it writes. Marks the entries of `pdf` (open for reading and writing, whole)
 * that name no object as free, which is what a reader is to take them for. FALSE where the table is not as expected or the
 * file cannot be read or written. */
gboolean xref_mend (FILE *pdf);

#endif
