/* Pages with numbers and the pages without that may go before them (join.h). */
#include <math.h>

#include "stages/assemble/join.h"
#include "stages/assemble/pages.h"

/* --- a page without a number before "page 2 of 2": it may lie there by chance, and the page 1 of 2 elsewhere */

/* Where the numbered pages of a document begin whose first pages bear no number; 0 where it is no such document. */
static guint
numbers_begin (const struct document *document)
{
    for (guint i = 0; i < document->pages->len; i++) {
        const struct page *page = g_ptr_array_index (document->pages, i);
        if (page->number_total > 0)
            return page->number_of > 1 ? i : 0;
    }
    return 0;
}

static gboolean
bears_day (const struct document *document, const char *day)
{
    for (guint i = 0; i < document->pages->len; i++) {
        const struct page *page = g_ptr_array_index (document->pages, i);
        for (guint j = 0; j < page->mentions->len; j++) {
            const struct mention *mention = g_ptr_array_index (page->mentions, j);
            const char *role = mention_is (mention, "date") ? mention_text (mention, "role") : NULL;
            if ((g_strcmp0 (role, "service") == 0 || g_strcmp0 (role, "report") == 0)
                && g_strcmp0 (mention_text (mention, "value"), day) == 0)
                return TRUE;
        }
    }
    return FALSE;
}

/* Says anew of a document what its pages say. */
static void
describe_anew (struct document *document)
{
    document->class_id = document->layout = document->date = document->legibility = NULL;
    document->author = document->signed_date = NULL;
    document->class_confidence = NAN;
    document->handwritten = FALSE;
    document->is_signed = -1;
    document_describe (document);
}

/* Takes the numbered pages off a document, as one of their own; the day of the whole is theirs only where they say so. */
static struct document *
take_off (struct document *document, guint from)
{
    struct document *tail = document_new ();
    tail->in_file = TRUE;
    for (guint i = from; i < document->pages->len; i++)
        g_ptr_array_add (tail->pages, g_ptr_array_index (document->pages, i));
    g_ptr_array_set_size (document->pages, (int) from);
    gboolean dated = bears_day (tail, document->date);
    for (guint i = 0; !dated && i < tail->pages->len; i++)
        ((struct page *) g_ptr_array_index (tail->pages, i))->part_date = NULL;
    describe_anew (document);
    document_describe (tail);
    return tail;
}

/* Puts them back. */
static void
put_back (struct document *document, struct document *tail)
{
    for (guint i = 0; i < tail->pages->len; i++) {
        struct page *page = g_ptr_array_index (tail->pages, i);
        page->part_date = document->date;
        g_ptr_array_add (document->pages, page);
    }
    g_ptr_array_set_size (tail->pages, 0);
    describe_anew (document);
}

/* Whether a document wants the piece: it fits, and no other page of that number that lies free does. */
static gboolean
wants (const struct document *document, const struct document *piece, const GPtrArray *free_ones)
{
    if (join_fit (document, piece) < FIT_LEAST)
        return FALSE;
    for (guint i = 0; free_ones && i < MIN (free_ones->len, BUCKET_MAX); i++)
        if (join_fit (document, g_ptr_array_index (free_ones, i)) >= FIT_LEAST)
            return FALSE;
    return TRUE;
}

/* A page that could as well be of the unsigned document of its class before it stays in doubt. */
static void
doubt (const struct document *before, const struct document *piece)
{
    for (guint i = 0;
         before->is_signed != 1 && g_strcmp0 (before->class_id, piece->class_id) == 0 && i < piece->pages->len; i++)
        ((struct page *) g_ptr_array_index (piece->pages, i))->place_doubtful = TRUE;
}

void
join_separate (GPtrArray *list)
{
    g_autoptr (GHashTable) ends =
        g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
    g_autoptr (GHashTable) starts =
        g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
    guint n = list->len;
    for (guint i = 0; i < n; i++) {
        struct document *document = g_ptr_array_index (list, i);
        const struct page *start = document_first_page (document), *end = document_last_page (document);
        if (join_is_cut (document) && numbers_begin (document) == 0)
            g_ptr_array_add (join_bucket (ends, end->number_of + 1, end->number_total, TRUE), document);
        if (join_began_elsewhere (document))
            g_ptr_array_add (join_bucket (starts, start->number_of, start->number_total, TRUE), document);
    }
    for (guint i = 0; i < n; i++) {
        struct document *document = g_ptr_array_index (list, i);
        guint from = numbers_begin (document);
        const struct page *start = from > 0 ? g_ptr_array_index (document->pages, from) : NULL;
        const GPtrArray *others = start ? join_bucket (ends, start->number_of, start->number_total, FALSE) : NULL;
        if (!others)
            continue;
        struct document *tail = take_off (document, from);
        gboolean wanted = FALSE;
        for (guint k = 0; k < MIN (others->len, BUCKET_MAX) && !wanted; k++)
            wanted = wants (g_ptr_array_index (others, k), tail,
                            join_bucket (starts, start->number_of, start->number_total, FALSE));
        if (wanted && !(tail->date && g_strcmp0 (tail->date, document->date) == 0)) {
            doubt (document, tail);
            g_ptr_array_add (list, tail);
            continue;
        }
        put_back (document, tail);
        document_free (tail);
    }
}

/* --- what a piece that lacks its beginning may go on with */

#define MAY_FOLLOW_MAX 5

/* Whether no page of a document bears a number. */
static gboolean
is_unnumbered (const struct document *document)
{
    for (guint i = 0; i < document->pages->len; i++)
        if (((const struct page *) g_ptr_array_index (document->pages, i))->number_total > 0)
            return FALSE;
    return TRUE;
}

/* Notes the document of `others` that a piece may go on with, of many the first ones. */
static void
note_candidates (struct document *piece, const GPtrArray *others, GHashTable *next_of)
{
    for (guint i = 0; others && i < MIN (others->len, BUCKET_MAX); i++) {
        struct document *other = g_ptr_array_index (others, i);
        if (!g_hash_table_contains (next_of, other) && join_fit (other, piece) >= FIT_LEAST
            && piece->may_follow->len < MAY_FOLLOW_MAX)
            g_ptr_array_add (piece->may_follow, (gpointer) document_last_page (other));
    }
}

static struct document *
candidate (const struct document *piece, guint i)
{
    return ((struct page *) g_ptr_array_index (piece->may_follow, i))->document;
}

/* Whether the only candidate is the beginning of the piece: unnumbered, not signed at its end, and under the same running head. */
static gboolean
is_beginning (const struct document *document, const struct document *piece)
{
    guint32 head = join_head_of (document_first_page (piece));
    return is_unnumbered (document) && document->is_signed != 1 && head
           && (head == join_head_of (document_first_page (document))
               || head == join_head_of (document_last_page (document)));
}

void
join_unnumbered (GPtrArray *list, GHashTable *next_of, GHashTable *has_before)
{
    g_autoptr (GHashTable) ends =
        g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
    g_autoptr (GHashTable) wanted = g_hash_table_new (NULL, NULL); /* document -> how many pieces may go on with it */
    g_autoptr (GPtrArray) pieces = g_ptr_array_new ();
    for (guint i = 0; i < list->len; i++) {
        struct document *document = g_ptr_array_index (list, i);
        const struct page *start = document_first_page (document), *end = document_last_page (document);
        if (g_hash_table_contains (next_of, document) || !page_counts (end))
            continue;
        if (join_is_cut (document))
            g_ptr_array_add (join_bucket (ends, end->number_of + 1, end->number_total, TRUE), document);
        else if (is_unnumbered (document) && !document_is_fragment (document) && !start->blank)
            g_ptr_array_add (join_bucket (ends, (int) document->pages->len + 1, UNNUMBERED, TRUE), document);
    }
    for (guint i = 0; i < list->len; i++) {
        struct document *piece = g_ptr_array_index (list, i);
        const struct page *start = document_first_page (piece);
        if (!join_began_elsewhere (piece) || g_hash_table_contains (has_before, piece))
            continue;
        note_candidates (piece, join_bucket (ends, start->number_of, start->number_total, FALSE), next_of);
        if (piece->may_follow->len == 0)
            note_candidates (piece, join_bucket (ends, start->number_of, UNNUMBERED, FALSE), next_of);
        for (guint k = 0; k < piece->may_follow->len; k++) {
            gpointer other = candidate (piece, k);
            guint n = GPOINTER_TO_UINT (g_hash_table_lookup (wanted, other));
            g_hash_table_insert (wanted, other, GUINT_TO_POINTER (n + 1));
        }
        g_ptr_array_add (pieces, piece);
    }
    for (guint i = 0; i < pieces->len; i++) {
        struct document *piece = g_ptr_array_index (pieces, i);
        struct document *only = piece->may_follow->len == 1 ? candidate (piece, 0) : NULL;
        if (!only || GPOINTER_TO_UINT (g_hash_table_lookup (wanted, only)) != 1 || !is_beginning (only, piece))
            continue;
        g_hash_table_insert (next_of, only, piece);
        g_hash_table_add (has_before, piece);
        g_ptr_array_set_size (piece->may_follow, 0);
    }
}
