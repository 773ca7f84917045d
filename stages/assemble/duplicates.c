#include <math.h>
#include <string.h>

#include "stages/assemble/pages.h"

/* Pages that meet under a key are compared with at most so many earlier ones, so that a thousand pages of one form cost
 * a thousand times this, not a million. */
#define MAX_MET_PER_KEY 32

gboolean
page_counts (const struct page *page)
{
    return !page->foreign && !page->duplicate_of;
}

static int
source_rank (const struct page *page)
{
    if (g_strcmp0 (page->source, "text") == 0)
        return 0;
    return g_strcmp0 (page->source, "human") == 0 ? 1 : 2;
}

/* By content alone: which of two copies a reader would rather have. */
static int
compare_quality (const struct page *a, const struct page *b)
{
    if (source_rank (a) != source_rank (b))
        return source_rank (a) - source_rank (b);
    if (a->fingerprint->header_lines != b->fingerprint->header_lines)
        return a->fingerprint->header_lines < b->fingerprint->header_lines ? -1 : 1;
    double confidence_a = isnan (a->confidence) ? 0 : a->confidence,
           confidence_b = isnan (b->confidence) ? 0 : b->confidence;
    if (fabs (confidence_a - confidence_b) >= 1)
        return confidence_a > confidence_b ? -1 : 1;
    int order = g_strcmp0 (a->fingerprint->hash, b->fingerprint->hash);
    return order ? order : g_strcmp0 (a->file->sha256, b->file->sha256);
}

static gboolean
recognised (const struct page *a, const struct page *b)
{
    return source_rank (a) == 2 || source_rank (b) == 2;
}

/* The dates that stand on a page, but for those of fax machines and doubtful readings; `visits`: only those of the visit or
 * the report itself. */
static GHashTable *
dates_of (const struct page *page, gboolean visits)
{
    static const char *const own[] = { "service", "report", "procedure", NULL };
    GHashTable *dates = g_hash_table_new (g_str_hash, g_str_equal);
    for (guint i = 0; i < page->mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (page->mentions, i);
        const char *role =
            mention_is (mention, "date") && !mention->candidate ? mention_text (mention, "role") : "fax_stamp";
        const char *value = mention_text (mention, "value");
        if (value && g_strcmp0 (role, "fax_stamp") != 0 && (!visits || (role && g_strv_contains (own, role))))
            g_hash_table_add (dates, (gpointer) value);
    }
    return dates;
}

static guint
count_only_in (GHashTable *a, GHashTable *b)
{
    guint n = 0;
    GHashTableIter iter;
    gpointer date;
    g_hash_table_iter_init (&iter, a);
    while (g_hash_table_iter_next (&iter, &date, NULL))
        n += !g_hash_table_contains (b, date);
    return n;
}

/* Whether the pages speak of different days: each bears a date that the other has not. Where a date may be misread, that is
 * not enough: then they must have no day of their own in common. */
static gboolean
other_dates (const struct page *a, const struct page *b)
{
    if (a->part_date && b->part_date)
        return !g_str_equal (a->part_date, b->part_date);
    gboolean misread = recognised (a, b);
    g_autoptr (GHashTable) x = dates_of (a, misread);
    g_autoptr (GHashTable) y = dates_of (b, misread);
    guint only_x = count_only_in (x, y), only_y = count_only_in (y, x);
    if (misread)
        return only_x > 0 && only_y > 0 && only_x == g_hash_table_size (x);
    return only_x > 0 && only_y > 0;
}

enum likeness { UNLIKE, COPY, CLONE };

static enum likeness
compare (const struct page *a, const struct page *b, double *similarity)
{
    const struct fingerprint *x = a->fingerprint, *y = b->fingerprint;
    *similarity = 1;
    if (strcmp (x->hash, y->hash) == 0)
        return COPY;
    *similarity = fingerprint_shingle_similarity (x, y);
    if (*similarity >= CLONE_SIMILARITY && other_dates (a, b))
        return CLONE;
    if (*similarity >= DUPLICATE_SIMILARITY)
        return COPY;
    if (!recognised (a, b))
        return UNLIKE;
    /* Two scans of one sheet share most words and numbers, but few long runs of them. */
    double words = fingerprint_word_similarity (x, y);
    if (words < RESCAN_WORD_SIMILARITY || fingerprint_number_similarity (x, y) < RESCAN_NUMBER_SIMILARITY)
        return UNLIKE;
    *similarity = words;
    return other_dates (a, b) ? UNLIKE : COPY;
}

static int
compare_places (gconstpointer x, gconstpointer y)
{
    const struct page *a = *(struct page *const *) x, *b = *(struct page *const *) y;
    if (a->file == b->file)
        return a->number - b->number;
    int order = g_strcmp0 (a->file->sha256, b->file->sha256);
    return order ? order : g_strcmp0 (a->file->id, b->file->id);
}

/* Of a group of copies, the one that stays. */
static struct page *
original_of (GPtrArray *copies)
{
    struct page *best = g_ptr_array_index (copies, 0);
    for (guint i = 1; i < copies->len; i++) {
        struct page *page = g_ptr_array_index (copies, i);
        if (compare_quality (page, best) < 0)
            best = page;
    }
    for (guint i = 0; i < copies->len; i++) { /* within one file the first one came first */
        struct page *page = g_ptr_array_index (copies, i);
        if (page->file == best->file && page->number < best->number && source_rank (page) == source_rank (best))
            best = page;
    }
    return best;
}

static void
settle (GPtrArray *copies)
{
    struct page *original = original_of (copies);
    for (guint i = 0; i < copies->len; i++) {
        struct page *page = g_ptr_array_index (copies, i);
        if (page == original)
            continue;
        page->duplicate_of = original;
        compare (page, original, &page->similarity);
    }
}

void
duplicates_find (struct store *store)
{
    g_autoptr (GPtrArray) pages = g_ptr_array_new ();
    for (guint i = 0; i < store->pages->len; i++) {
        struct page *page = g_ptr_array_index (store->pages, i);
        if (page->fingerprint && page->fingerprint->words >= FINGERPRINT_MIN_WORDS)
            g_ptr_array_add (pages, page);
    }
    g_ptr_array_sort (pages, compare_places);

    /* The first page of each group stands for it; groups keep the order in which they were found. */
    g_autoptr (GPtrArray) groups = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
    g_autoptr (GHashTable) group_of = g_hash_table_new (NULL, NULL);
    g_autoptr (GHashTable) exact = g_hash_table_new (g_str_hash, g_str_equal);
    g_autoptr (GHashTable) met =
        g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) g_ptr_array_unref);

    for (guint i = 0; i < pages->len; i++) {
        struct page *page = g_ptr_array_index (pages, i);
        struct page *like = g_hash_table_lookup (exact, page->fingerprint->hash);
        guint64 keys[FINGERPRINT_KEYS];
        fingerprint_keys (page->fingerprint, keys);
        double best = 0, best_clone = 0;
        for (guint k = 0; !like && k < FINGERPRINT_KEYS; k++) {
            GPtrArray *others = g_hash_table_lookup (met, &keys[k]);
            for (guint j = 0; others && j < others->len; j++) {
                struct page *other = g_ptr_array_index (others, j);
                double similarity = 0;
                enum likeness likeness = compare (page, other, &similarity);
                if (likeness == CLONE && similarity > best_clone) {
                    best_clone = similarity;
                    page->cloned_from = other;
                } else if (likeness == COPY && similarity > best) {
                    best = similarity;
                    like = other;
                }
            }
        }
        if (like) {
            page->cloned_from = NULL;
            g_ptr_array_add (g_hash_table_lookup (group_of, like), page);
            continue;
        }
        page->similarity = best_clone;
        GPtrArray *group = g_ptr_array_new ();
        g_ptr_array_add (group, page);
        g_ptr_array_add (groups, group);
        g_hash_table_insert (group_of, page, group);
        g_hash_table_insert (exact, page->fingerprint->hash, page);
        for (guint k = 0; k < FINGERPRINT_KEYS; k++) {
            GPtrArray *others = g_hash_table_lookup (met, &keys[k]);
            if (!others) {
                others = g_ptr_array_new ();
                g_hash_table_insert (met, g_memdup2 (&keys[k], sizeof keys[k]), others);
            }
            if (others->len >= MAX_MET_PER_KEY)
                g_ptr_array_remove_index (others, 0);
            g_ptr_array_add (others, page);
        }
    }
    for (guint i = 0; i < groups->len; i++) {
        GPtrArray *group = g_ptr_array_index (groups, i);
        if (group->len > 1)
            settle (group);
    }
}
