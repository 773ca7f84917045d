/* Identifiers that can be told by their shape or by the label before them, and dates in all their spellings.
 */
#ifndef REPORT_REDACT_SHAPES_H
#define REPORT_REDACT_SHAPES_H

#include <glib.h>

struct shapes;
struct shapes *shapes_new (void);
void shapes_free (struct shapes *shapes);
/* Adds a date (ISO, a day) to be masked wherever it stands, however it is written; NULL or anything else adds nothing. */
void shapes_add_date (struct shapes *shapes, const char *iso);
/* Sets the bytes of the code points of `text` that are of such a shape. */
void shapes_mark (const struct shapes *shapes, const char *text, GByteArray *masked);

#endif
