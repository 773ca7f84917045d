/* What an old Word document says of its characters beside themselves: struck out, hidden, the end of a row, a picture or a field's data.
 */
#ifndef TEXT_OLDWORD_MARKS_H
#define TEXT_OLDWORD_MARKS_H

#include <glib.h>

enum mark {
    MARK_LEFT_OUT, /* struck out, or hidden */
    MARK_ROW_END,
    MARK_FIELD_DATA, /* `value`: where in the stream Data */
    MARK_SYMBOL      /* `value`: of a symbol font, its code */
};

struct marked {
    guint32 start, end; /* bytes of the main stream */
    enum mark mark;
    guint32 value;
};

/* Appends all marks that a table of formatting pages tells: `table` (its offsets, then its page numbers) of `length` bytes, for characters or
 * for paragraphs; pages lie in `main`. What does not make sense is left out. */
void oldword_marks (GArray *marks, const guint8 *table, gsize length, const guint8 *main, gsize main_length,
                    gboolean paragraphs);
/* Sorts them by kind and start. */
void oldword_marks_sort (GArray *marks);
/* The mark of that kind on the byte at `offset`, or NULL; lent. */
const struct marked *oldword_mark_at (const GArray *marks, guint32 offset, enum mark mark);

#endif
