#include "stages/assemble/join.h"

#include <math.h>

#include "common/calendar.h"
#include "stages/assemble/pages.h"

/* Documents that wait for what goes before them (or after them), counted by what must agree. The only one is remembered. */
struct waiting {
    guint n;
    struct document *only;
};

/* Whether "page 2 of 5" is its last page. */
static gboolean
goes_on (const struct document *document)
{
    const struct page *end = document_last_page (document);
    return end->number_of > 0 && end->number_of < end->number_total && page_counts (end);
}

gboolean
join_began_elsewhere (const struct document *document)
{
    const struct page *start = document_first_page (document);
    return start->number_of > 1 && start->number_of <= start->number_total && page_counts (start);
}

/* A dated document of so many pages that bear no numbers: "page 2 of 2" of the same class and day may be its next. */
static gboolean
may_go_on (const struct document *document)
{
    for (guint i = 0; i < document->pages->len; i++)
        if (((const struct page *) g_ptr_array_index (document->pages, i))->number_total > 0)
            return FALSE;
    return document->date && page_counts (document_last_page (document));
}

/* The number of the page that would be a document's next, and of how many (UNNUMBERED where it does not say); 0 where it has
 * none. */
static int
next_number (const struct document *document, int *total)
{
    *total = UNNUMBERED;
    if (may_go_on (document))
        return (int) document->pages->len + 1;
    *total = document_last_page (document)->number_total;
    return goes_on (document) ? document_last_page (document)->number_of + 1 : 0;
}

/* `date` "" stands for any: the key under which all of the kind are counted. */
static char *
key_of (const struct document *document, int next, int total, const char *date)
{
    return g_strdup_printf ("%d/%d/%s/%s", next, total, document->class_id ? document->class_id : "", date);
}

static void
count (GHashTable *table, char *key, struct document *document)
{
    struct waiting *waiting = g_hash_table_lookup (table, key);
    if (!waiting) {
        waiting = g_new0 (struct waiting, 1);
        g_hash_table_insert (table, g_strdup (key), waiting);
    }
    waiting->n++;
    waiting->only = document;
    g_free (key);
}

static void
note (GHashTable *table, struct document *document, int next, int total)
{
    count (table, key_of (document, next, total, document->date ? document->date : "?"), document);
    count (table, key_of (document, next, total, ""), document);
}

static guint
look_up (GHashTable *table, const struct document *document, int next, int total, const char *date,
         struct document **only)
{
    g_autofree char *key = key_of (document, next, total, date);
    const struct waiting *waiting = g_hash_table_lookup (table, key);
    if (waiting)
        *only = waiting->only;
    return waiting ? waiting->n : 0;
}

/* The one document of the table that fits, or NULL where none or several do: of the same day, or one of the two without a day;
 * where the first pages bear no numbers, of the same day. */
static struct document *
only_fit (GHashTable *table, const struct document *document, int next, int total, gboolean or_unnumbered)
{
    struct document *only = NULL;
    guint n = 0;
    if (total != UNNUMBERED) {
        n += look_up (table, document, next, total, document->date ? document->date : "", &only);
        if (document->date)
            n += look_up (table, document, next, total, "?", &only);
    }
    if (document->date && (or_unnumbered || total == UNNUMBERED))
        n += look_up (table, document, next, UNNUMBERED, document->date, &only);
    return n == 1 ? only : NULL;
}

/* Pages that follow each other in one file were told apart by case-extract, which saw them side by side. */
static gboolean
side_by_side (const struct document *a, const struct document *b)
{
    const struct page *end = document_last_page (a), *start = document_first_page (b);
    return end->file == start->file && start->number - end->number == 1;
}

static void
append (struct document *document, struct document *next)
{
    for (guint i = 0; i < next->pages->len; i++)
        g_ptr_array_add (document->pages, g_ptr_array_index (next->pages, i));
    g_ptr_array_set_size (next->pages, 0);
}

/* --- what fits though its last pages look otherwise: without a title of their own, dated by the signature */

/* The difference in days that the pages of one document may bear. */
#define WITHIN_DAYS 31
#define SURE_CLASS 0.7 /* confidence from which two classes exclude each other */
#define MISFIT (-1)

/* Whether its last page has a number before the last: another patient's, too, so that all of it is set aside. */
gboolean
join_is_cut (const struct document *document)
{
    const struct page *end = document_last_page (document);
    return end->number_of > 0 && end->number_of < end->number_total && !end->duplicate_of;
}

static gboolean
has_foreign (const struct document *document)
{
    for (guint i = 0; i < document->pages->len; i++)
        if (((const struct page *) g_ptr_array_index (document->pages, i))->foreign)
            return TRUE;
    return FALSE;
}

static gboolean
names_patient (const struct document *document)
{
    for (guint i = 0; i < document->pages->len; i++) {
        const struct page *page = g_ptr_array_index (document->pages, i);
        for (guint j = 0; j < page->mentions->len; j++)
            if (mention_is (g_ptr_array_index (page->mentions, j), "identity"))
                return TRUE;
    }
    return FALSE;
}

guint32
join_head_of (const struct page *page)
{
    return page->fingerprint ? page->fingerprint->head : 0;
}

static gboolean
is_classed (const struct document *document)
{
    return document->class_id && !g_str_equal (document->class_id, "OTHER");
}

int
join_fit (const struct document *document, const struct document *next)
{
    int score = 0;
    if (document == next
        || (has_foreign (document) != has_foreign (next) && names_patient (document) && names_patient (next)))
        return MISFIT;
    if (document->date && next->date) {
        if (calendar_julian (document->date) == CALENDAR_NONE || calendar_julian (next->date) == CALENDAR_NONE
            || ABS (calendar_days_between (document->date, next->date)) > WITHIN_DAYS)
            return MISFIT;
        score += g_str_equal (document->date, next->date) ? 2 : 1;
    }
    if (is_classed (document) && is_classed (next)) {
        gboolean same = g_str_equal (document->class_id, next->class_id);
        if (!same && document->class_confidence >= SURE_CLASS && next->class_confidence >= SURE_CLASS)
            return MISFIT;
        score += same ? 2 : 0;
    } else {
        score += 1;
    }
    guint32 head = join_head_of (document_first_page (next));
    if (head
        && (head == join_head_of (document_first_page (document))
            || head == join_head_of (document_last_page (document))))
        score += 2;
    return score;
}

static int
fit (const struct document *document, const struct document *next)
{
    return side_by_side (document, next) ? MISFIT : join_fit (document, next);
}

/* The one of the array that fits best, or NULL where none does or two do as well. */
static struct document *
best_fit (const GPtrArray *others, struct document *document, gboolean comes_next)
{
    struct document *best = NULL;
    int best_score = FIT_LEAST - 1;
    for (guint i = 0; others && i < MIN (others->len, BUCKET_MAX); i++) {
        struct document *other = g_ptr_array_index (others, i);
        int score = comes_next ? fit (document, other) : fit (other, document);
        if (score > best_score) {
            best = other;
            best_score = score;
        } else if (score == best_score) {
            best = NULL;
        }
    }
    return best;
}

GPtrArray *
join_bucket (GHashTable *buckets, int number, int total, gboolean make)
{
    gint64 key = (gint64) number * G_MAXINT32 + total;
    GPtrArray *array = g_hash_table_lookup (buckets, &key);
    if (!array && make) {
        array = g_ptr_array_new ();
        g_hash_table_insert (buckets, g_memdup2 (&key, sizeof key), array);
    }
    return array;
}

static void
join_by_looks (GPtrArray *list, GHashTable *next_of, GHashTable *has_before)
{
    g_autoptr (GHashTable) ends =
        g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
    g_autoptr (GHashTable) starts =
        g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
    for (guint i = 0; i < list->len; i++) {
        struct document *document = g_ptr_array_index (list, i);
        const struct page *start = document_first_page (document), *end = document_last_page (document);
        if (join_is_cut (document) && !g_hash_table_contains (next_of, document))
            g_ptr_array_add (join_bucket (ends, end->number_of + 1, end->number_total, TRUE), document);
        if (start->number_of > 1 && start->number_of <= start->number_total && !start->duplicate_of
            && !g_hash_table_contains (has_before, document))
            g_ptr_array_add (join_bucket (starts, start->number_of, start->number_total, TRUE), document);
    }
    for (guint i = 0; i < list->len; i++) {
        struct document *document = g_ptr_array_index (list, i);
        const struct page *end = document_last_page (document);
        if (!join_is_cut (document) || g_hash_table_contains (next_of, document))
            continue;
        struct document *next =
            best_fit (join_bucket (starts, end->number_of + 1, end->number_total, FALSE), document, TRUE);
        if (!next
            || best_fit (join_bucket (ends, end->number_of + 1, end->number_total, FALSE), next, FALSE) != document)
            continue;
        g_hash_table_insert (next_of, document, next);
        g_hash_table_add (has_before, next);
    }
}

/* --- pages of one document that lie in the wrong order in one file: 1, 4, 2 of 4 */

static gboolean
has_number (const struct document *document, int number)
{
    for (guint i = 0; i < document->pages->len; i++)
        if (((const struct page *) g_ptr_array_index (document->pages, i))->number_of == number)
            return TRUE;
    return FALSE;
}

/* Whether all pages of `piece` are numbered, of as many as those of `document`, and none of them is there already. */
static gboolean
fills_gap (const struct document *document, const struct document *piece)
{
    int total = document_first_page (document)->number_total;
    for (guint i = 0; i < document->pages->len; i++) {
        const struct page *page = g_ptr_array_index (document->pages, i);
        if (page->number_total != total || page->number_of < 1 || page->number_of > total || !page_counts (page))
            return FALSE;
    }
    for (guint i = 0; i < piece->pages->len; i++) {
        const struct page *page = g_ptr_array_index (piece->pages, i);
        if (page->number_total != total || page->number_of < 1 || page->number_of > total || !page_counts (page)
            || has_number (document, page->number_of))
            return FALSE;
    }
    return total > 1 && (!document->date || !piece->date || g_str_equal (document->date, piece->date))
           && (!is_classed (document) || !is_classed (piece) || g_str_equal (document->class_id, piece->class_id));
}

static void
join_misordered (GPtrArray *list)
{
    struct document *before = NULL;
    for (guint i = 0; i < list->len; i++) {
        struct document *document = g_ptr_array_index (list, i);
        if (document->pages->len == 0)
            continue;
        if (before && side_by_side (before, document) && fills_gap (before, document)) {
            append (before, document);
            continue;
        }
        before = document;
    }
}

void
join_documents (GPtrArray *list)
{
    join_separate (list);
    g_autoptr (GHashTable) starts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr (GHashTable) ends = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    for (guint i = 0; i < list->len; i++) {
        struct document *document = g_ptr_array_index (list, i);
        const struct page *start = document_first_page (document);
        int total = 0, next = next_number (document, &total);
        if (join_began_elsewhere (document)) {
            note (starts, document, start->number_of, start->number_total);
            note (starts, document, start->number_of, UNNUMBERED);
        }
        if (next)
            note (ends, document, next, total);
    }

    g_autoptr (GHashTable) next_of = g_hash_table_new (NULL, NULL);
    g_autoptr (GHashTable) has_before = g_hash_table_new (NULL, NULL);
    for (guint i = 0; i < list->len; i++) {
        struct document *document = g_ptr_array_index (list, i);
        int total = 0, number = next_number (document, &total);
        struct document *next = number ? only_fit (starts, document, number, total, FALSE) : NULL;
        const struct page *start = next ? document_first_page (next) : NULL;
        if (!next || next == document || side_by_side (document, next)
            || only_fit (ends, next, start->number_of, start->number_total, TRUE) != document)
            continue;
        g_hash_table_insert (next_of, document, next);
        g_hash_table_add (has_before, next);
    }
    join_by_looks (list, next_of, has_before);
    join_unnumbered (list, next_of, has_before);
    join_fragments (list, next_of, has_before);
    /* Page numbers rise along a chain, a document without them only begins one and a fragment only ends one, so that none is a ring. */
    for (guint i = 0; i < list->len; i++) {
        struct document *document = g_ptr_array_index (list, i);
        if (g_hash_table_contains (has_before, document))
            continue;
        for (struct document *next = g_hash_table_lookup (next_of, document); next;
             next = g_hash_table_lookup (next_of, next))
            append (document, next);
    }
    join_misordered (list);
    guint kept = 0;
    for (guint i = 0; i < list->len; i++) {
        struct document *document = g_ptr_array_index (list, i);
        if (document->pages->len > 0) {
            list->pdata[i] = list->pdata[kept];
            list->pdata[kept++] = document;
        }
    }
    g_ptr_array_set_size (list, (int) kept); /* frees the emptied ones */
}
