/* Pages that begin no document of their own and lie apart from the one that they go on with (join.h). */
#include <string.h>

#include "stages/assemble/join.h"
#include "stages/assemble/pages.h"

#define EDGE_LINES 3     /* of a page, among which lines of header and footer may stand */
#define RUNNING_BYTES 25 /* a line of running text is no shorter */

/* Whether a page says by itself whose or what it is: a name, a number, a signature, a writer. */
static gboolean
is_told (const struct page *page)
{
    static const char *const telling[] = { "identity", "signature", "provider", NULL };
    for (guint i = 0; i < page->mentions->len; i++)
        if (g_strv_contains (telling, ((const struct mention *) g_ptr_array_index (page->mentions, i))->kind))
            return TRUE;
    return FALSE;
}

gboolean
document_is_fragment (const struct document *document)
{
    const struct page *start = document_first_page (document);
    if (document->date || !start->text || start->part == 0 || g_strcmp0 (start->class_id, "BLANK") == 0)
        return FALSE;
    for (guint i = 0; i < document->pages->len; i++) {
        const struct page *page = g_ptr_array_index (document->pages, i);
        if (page->titled || page->number_of > 0 || !page_counts (page) || is_told (page))
            return FALSE;
    }
    return TRUE;
}

/* The first or last running line of a page without blanks around it, as [start, start + length); FALSE where it has none at its edge. */
static gboolean
running_line (const char *text, gboolean last, const char **start, gsize *length)
{
    g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
    guint n = g_strv_length (lines), seen = 0;
    for (guint i = 0; i < n && seen < EDGE_LINES; i++) {
        const char *line = lines[last ? n - 1 - i : i];
        gsize bytes = strlen (line), blank = strspn (line, " \t\r\f");
        while (bytes > blank && g_ascii_isspace (line[bytes - 1]))
            bytes--;
        if (bytes == blank)
            continue;
        seen++;
        if (bytes - blank < RUNNING_BYTES)
            continue;
        *start = strstr (text, line) + blank;
        *length = bytes - blank;
        return TRUE;
    }
    return FALSE;
}

/* Whether the last running line of a page stops in the middle of a sentence. */
static gboolean
ends_open (const struct page *page)
{
    const char *line;
    gsize length;
    return page->text && running_line (page->text, TRUE, &line, &length)
           && (g_ascii_islower (line[length - 1]) || line[length - 1] == ',');
}

static gboolean
begins_small (const struct page *page)
{
    const char *line;
    gsize length;
    return page->text && running_line (page->text, FALSE, &line, &length) && g_ascii_islower (line[0]);
}

static gboolean
may_follow (const struct document *document, const struct document *fragment)
{
    const struct page *end = document_last_page (document), *start = document_first_page (fragment);
    gboolean complete = end->number_total > 0 && end->number_of >= end->number_total;
    gboolean side_by_side = end->file == start->file && start->number - end->number == 1; /* told apart when seen so */
    gboolean same_class =
        g_strcmp0 (document->class_id, fragment->class_id) == 0 || g_strcmp0 (fragment->class_id, "OTHER") == 0;
    return same_class && !complete && !side_by_side && page_counts (end) && g_strcmp0 (end->class_id, "BLANK") != 0;
}

/* The one document that ends in the middle of a sentence; NULL where there is none or more than one. */
static struct document *
only_open (const GPtrArray *list, GHashTable *next_of, const struct document *fragment)
{
    struct document *only = NULL;
    for (guint i = 0; i < list->len; i++) {
        struct document *document = g_ptr_array_index (list, i);
        if (document_is_fragment (document) || g_hash_table_contains (next_of, document)
            || !may_follow (document, fragment) || !ends_open (document_last_page (document)))
            continue;
        if (only)
            return NULL;
        only = document;
    }
    return only;
}

/* Likewise the one of those that bear the running head of the fragment. */
static struct document *
only_head (const GPtrArray *list, GHashTable *next_of, const struct document *fragment)
{
    const struct fingerprint *own = document_first_page (fragment)->fingerprint;
    struct document *only = NULL;
    for (guint i = 0; own && own->head && i < list->len; i++) {
        struct document *document = g_ptr_array_index (list, i);
        const struct fingerprint *other = document_last_page (document)->fingerprint;
        if (document == fragment || !other || other->head != own->head)
            continue;
        if (only || document_is_fragment (document) || g_hash_table_contains (next_of, document)
            || !may_follow (document, fragment))
            return NULL;
        only = document;
    }
    return only;
}

void
join_fragments (GPtrArray *list, GHashTable *next_of, GHashTable *has_before)
{
    g_autoptr (GPtrArray) fragments = g_ptr_array_new ();
    guint small = 0;
    for (guint i = 0; i < list->len; i++) {
        struct document *document = g_ptr_array_index (list, i);
        if (g_hash_table_contains (has_before, document) || !document_is_fragment (document))
            continue;
        g_ptr_array_add (fragments, document);
        small += begins_small (document_first_page (document)) ? 1 : 0;
    }
    for (guint i = 0; i < MIN (fragments->len, FRAGMENTS_MAX); i++) {
        struct document *fragment = g_ptr_array_index (fragments, i);
        struct document *before = only_head (list, next_of, fragment);
        if (!before && small == 1 && begins_small (document_first_page (fragment)))
            before = only_open (list, next_of, fragment);
        if (!before)
            continue;
        g_hash_table_insert (next_of, before, fragment);
        g_hash_table_add (has_before, fragment);
    }
}
