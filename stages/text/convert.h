/* Files that are text underneath: web pages, rich text, Word and OpenDocument texts, old Word, messages. They become the text that they hold; pictures and
 * attachments are documents of their own (common/container.h).
 */
#ifndef TEXT_CONVERT_H
#define TEXT_CONVERT_H

#include "stages/text/reader.h"

/* Whether files of this kind can be read here: they need no library but those that are linked, or it is installed. In the parent. */
gboolean convert_load (enum media media);

/* Announces members and pages (pageout.h), for a confined process; as the others of reader.h. */
int convert_read (const struct reading *reading, const guint8 *bytes, gsize length, int out);

#endif
