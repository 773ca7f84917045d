#include <math.h>
#include <string.h>

#include "common/imagehash.h"
#include "stages/assemble/pages.h"

/* Pages that meet under a key are compared with at most so many earlier ones, so that a thousand pages of one form cost
 * a thousand times this, not a million. */
#define MAX_MET_PER_KEY 32
#define BETTER_READ \
    3 /* classes of word confidence: a copy of a better class is the better one, whatever fax lines it bears */

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

static const char *
hash_of (const struct page *page)
{
    return page->fingerprint ? page->fingerprint->hash : NULL;
}

/* By content alone: which of two copies a reader would rather have. */
static int
compare_quality (const struct page *a, const struct page *b)
{
    if (source_rank (a) != source_rank (b))
        return source_rank (a) - source_rank (b);
    double confidence_a = isnan (a->confidence) ? 0 : a->confidence,
           confidence_b = isnan (b->confidence) ? 0 : b->confidence;
    int class_a = (int) (confidence_a / BETTER_READ), class_b = (int) (confidence_b / BETTER_READ);
    if (class_a != class_b)
        return class_b - class_a;
    guint headers_a = a->fingerprint ? a->fingerprint->header_lines : 0,
          headers_b = b->fingerprint ? b->fingerprint->header_lines : 0;
    if (headers_a != headers_b)
        return headers_a < headers_b ? -1 : 1;
    if (confidence_a != confidence_b)
        return confidence_a > confidence_b ? -1 : 1;
    int order = g_strcmp0 (hash_of (a), hash_of (b));
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

gboolean
page_badly_read (const struct page *page)
{
    return g_strcmp0 (page->source, "ocr") == 0
           && (page->handwritten || page->confidence < BADLY_READ || g_strcmp0 (page->legibility, "poor") == 0);
}

/* Whether two pages, one of them read too badly to be compared by its words, are scans of one sheet. */
static gboolean
same_sheet (const struct page *a, const struct page *b, double *similarity)
{
    int distance = imagehash_distance (a->image_hash, b->image_hash);
    if (distance < 0 || distance > IMAGEHASH_SAME || (!page_badly_read (a) && !page_badly_read (b))
        || other_dates (a, b))
        return FALSE;
    *similarity = 1 - (double) distance / IMAGEHASH_BITS;
    return TRUE;
}

enum likeness { UNLIKE, COPY, CLONE };

/* Whether a page is of a kind that somebody writes anew after each visit. */
static gboolean
is_note (const struct page *page)
{
    static const char *const forms[] = { "RFA",  "UR",    "IMR_APP", "IMR_NOA", "IMR_FDL", "LAB",
                                         "CORR", "GUIDE", "RX",      "BLANK",   NULL };
    return !page->class_id || !g_strv_contains (forms, page->class_id);
}

static enum likeness
compare (const struct page *a, const struct page *b, double *similarity)
{
    const struct fingerprint *x = a->fingerprint, *y = b->fingerprint;
    if (!x || !y)
        return same_sheet (a, b, similarity) ? COPY : UNLIKE;
    *similarity = 1;
    if (strcmp (x->hash, y->hash) == 0)
        return COPY;
    *similarity = fingerprint_undated_similarity (x, y);
    if (*similarity >= CLONE_SIMILARITY && other_dates (a, b))
        return is_note (a) && is_note (b) ? CLONE : UNLIKE; /* a form filled in again is another form */
    *similarity = fingerprint_shingle_similarity (x, y);
    if (*similarity >= DUPLICATE_SIMILARITY)
        return COPY;
    if (!recognised (a, b))
        return UNLIKE;
    /* Two scans of one sheet share most words and numbers, but few long runs of them. */
    double words = fingerprint_word_similarity (x, y);
    if (words < RESCAN_WORD_SIMILARITY || fingerprint_number_similarity (x, y) < RESCAN_NUMBER_SIMILARITY)
        return same_sheet (a, b, similarity) ? COPY : UNLIKE;
    *similarity = words;
    return other_dates (a, b) ? UNLIKE : COPY;
}

/* The day of the visit or report that a page names, or NULL; of several the first. Lent. */
static const char *
day_of (const struct page *page)
{
    if (page->part_date)
        return page->part_date;
    g_autoptr (GHashTable) days = dates_of (page, TRUE);
    const char *first = NULL;
    GHashTableIter iter;
    gpointer day;
    g_hash_table_iter_init (&iter, days);
    while (g_hash_table_iter_next (&iter, &day, NULL))
        if (!first || strcmp (day, first) < 0)
            first = day;
    return first;
}

/* By day and content, so that of two notes alike the later one repeats the earlier, however the files lie. */
static int
compare_days (gconstpointer x, gconstpointer y)
{
    const struct page *a = *(struct page *const *) x, *b = *(struct page *const *) y;
    const char *day_a = day_of (a), *day_b = day_of (b);
    int order = (day_a == NULL) - (day_b == NULL);
    if (!order)
        order = g_strcmp0 (day_a, day_b);
    if (!order)
        order = g_strcmp0 (hash_of (a), hash_of (b));
    if (!order && a->file == b->file)
        return a->number - b->number;
    if (!order)
        order = g_strcmp0 (a->file->sha256, b->file->sha256);
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
    for (guint i = 0; i < copies->len; i++) { /* of scans within one file the first one came first */
        struct page *page = g_ptr_array_index (copies, i);
        if (page->file == best->file && page->number < best->number && source_rank (page) == source_rank (best)
            && (source_rank (page) == 2 || compare_quality (page, best) == 0))
            best = page;
    }
    return best;
}

static void
settle (GPtrArray *copies)
{
    struct page *original = original_of (copies), *first = g_ptr_array_index (copies, 0);
    if (original != first && first->cloned_from) {
        original->cloned_from = g_steal_pointer (&first->cloned_from);
        original->similarity = first->similarity;
    }
    for (guint i = 0; i < copies->len; i++) {
        struct page *page = g_ptr_array_index (copies, i);
        if (page == original)
            continue;
        page->duplicate_of = original;
        compare (page, original, &page->similarity);
    }
}

/* Pages met so far, under the keys by which like ones meet. */
struct meeting {
    GHashTable *exact; /* hash of the words -> struct page */
    GHashTable *met;   /* key -> GPtrArray of struct page */
};

/* Tables of 32 keys of 12 bits of an image hash: of two scans of one sheet, of whose bits an eighth differs at most, hardly one
 * pair in a thousand shares none. */
#define IMAGE_KEYS 32
#define IMAGE_KEY_BITS 12
#define PAGE_KEYS (FINGERPRINT_KEYS + IMAGE_KEYS)

static guint
image_keys (const struct page *page, guint64 keys[IMAGE_KEYS])
{
    if (!page->image_hash)
        return 0;
    guint32 state = 1; /* a fixed choice of bits */
    for (guint k = 0; k < IMAGE_KEYS; k++) {
        guint64 key = 0;
        for (guint i = 0; i < IMAGE_KEY_BITS; i++) {
            state = state * 1664525u + 1013904223u;
            guint bit = (state >> 16) % IMAGEHASH_BITS;
            key = key * 2 + (guint64) (g_ascii_xdigit_value (page->image_hash[bit / 4]) >> bit % 4 & 1);
        }
        keys[k] = G_GUINT64_CONSTANT (0x1346a9e000000000) + ((guint64) k << IMAGE_KEY_BITS) + key;
    }
    return IMAGE_KEYS;
}

static gboolean
has_words (const struct page *page)
{
    return page->fingerprint && page->fingerprint->words >= FINGERPRINT_MIN_WORDS;
}

static guint
keys_of (const struct page *page, guint64 keys[PAGE_KEYS])
{
    guint n = 0;
    if (has_words (page)) {
        fingerprint_keys (page->fingerprint, keys);
        n = FINGERPRINT_KEYS;
    }
    return n + image_keys (page, keys + n);
}

/* The page met before that this one is a copy of, or NULL; sets what it is a clone of. */
static struct page *
find_like (const struct meeting *meeting, struct page *page, const guint64 *keys, guint n_keys)
{
    struct page *like = has_words (page) ? g_hash_table_lookup (meeting->exact, page->fingerprint->hash) : NULL;
    double best = 0, best_clone = 0;
    g_autoptr (GHashTable) compared = g_hash_table_new (NULL, NULL);
    for (guint k = 0; !like && k < n_keys; k++) {
        GPtrArray *others = g_hash_table_lookup (meeting->met, &keys[k]);
        for (guint j = 0; others && j < others->len; j++) {
            struct page *other = g_ptr_array_index (others, j);
            if (!g_hash_table_add (compared, other))
                continue;
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
    if (like)
        page->cloned_from = NULL;
    page->similarity = like ? 0 : best_clone;
    return like;
}

static void
meet (struct meeting *meeting, struct page *page, const guint64 *keys, guint n_keys)
{
    if (has_words (page))
        g_hash_table_insert (meeting->exact, page->fingerprint->hash, page);
    for (guint k = 0; k < n_keys; k++) {
        GPtrArray *others = g_hash_table_lookup (meeting->met, &keys[k]);
        if (!others) {
            others = g_ptr_array_new ();
            g_hash_table_insert (meeting->met, g_memdup2 (&keys[k], sizeof keys[k]), others);
        }
        if (others->len >= MAX_MET_PER_KEY)
            g_ptr_array_remove_index (others, 0);
        g_ptr_array_add (others, page);
    }
}

void
duplicates_find (struct store *store)
{
    g_autoptr (GPtrArray) pages = g_ptr_array_new ();
    for (guint i = 0; i < store->pages->len; i++) {
        struct page *page = g_ptr_array_index (store->pages, i);
        if (has_words (page) || page->image_hash)
            g_ptr_array_add (pages, page);
    }
    g_ptr_array_sort (pages, compare_days);

    /* The first page of each group stands for it; groups keep the order in which they were found. */
    g_autoptr (GPtrArray) groups = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
    g_autoptr (GHashTable) group_of = g_hash_table_new (NULL, NULL);
    g_autoptr (GHashTable) exact = g_hash_table_new (g_str_hash, g_str_equal);
    g_autoptr (GHashTable) met =
        g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
    struct meeting meeting = { exact, met };

    for (guint i = 0; i < pages->len; i++) {
        struct page *page = g_ptr_array_index (pages, i);
        guint64 keys[PAGE_KEYS];
        guint n_keys = keys_of (page, keys);
        struct page *like = find_like (&meeting, page, keys, n_keys);
        if (like) {
            g_ptr_array_add (g_hash_table_lookup (group_of, like), page);
            continue;
        }
        GPtrArray *group = g_ptr_array_new ();
        g_ptr_array_add (group, page);
        g_ptr_array_add (groups, group);
        g_hash_table_insert (group_of, page, group);
        meet (&meeting, page, keys, n_keys);
    }
    for (guint i = 0; i < groups->len; i++) {
        GPtrArray *group = g_ptr_array_index (groups, i);
        if (group->len > 1)
            settle (group);
    }
    for (guint i = 0; i < pages->len; i++) {
        struct page *page = g_ptr_array_index (pages, i);
        if (page->cloned_from && page->cloned_from->duplicate_of)
            page->cloned_from = page->cloned_from->duplicate_of;
    }
}
