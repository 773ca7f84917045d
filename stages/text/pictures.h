/* Whether a PDF holds pictures that could be scanned pages, told without reading its pages.
 */
#ifndef TEXT_PICTURES_H
#define TEXT_PICTURES_H

#include <glib.h>

/* FALSE where no image of the file is wide enough for a page of text: asking each page for its images costs as much as
 * reading its text. Images stand in the file as streams of their own, whose dictionaries are never compressed or
 * encrypted; those inside a page's content are not seen. */
gboolean pictures_may_be_pages (const char *bytes, gsize length);

#endif
