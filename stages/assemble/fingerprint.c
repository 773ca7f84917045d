#include "stages/assemble/fingerprint.h"

#include <string.h>

#define SHINGLE_WORDS 4
#define HEAD_LETTERS 6
static const guint32 DATE_WORD = 1; /* stands for every date among words without dates */
#define HEADER_LINE_MAX_BYTES 160
#define EDGE_LINES 2 /* fax lines stand within so many lines of an edge */

static guint64
hash_bytes (const char *bytes, gsize length, guint64 seed)
{
    guint64 hash = 1469598103934665603ull ^ seed; /* FNV-1a */
    for (gsize i = 0; i < length; i++)
        hash = (hash ^ (guchar) bytes[i]) * 1099511628211ull;
    return hash;
}

/* A good mixer of 64 bits (the finaliser of splitmix64). */
static guint64
mix (guint64 x)
{
    x ^= x >> 30;
    x *= 0xbf58476d1ce4e5b9ull;
    x ^= x >> 27;
    x *= 0x94d049bb133111ebull;
    return x ^ x >> 31;
}

static gboolean
has_clock_time (const char *line)
{
    for (const char *colon = strchr (line, ':'); colon; colon = strchr (colon + 1, ':'))
        if (colon > line && g_ascii_isdigit (colon[-1]) && g_ascii_isdigit (colon[1]) && g_ascii_isdigit (colon[2]))
            return TRUE;
    return FALSE;
}

static gboolean
is_fax_line (const char *line)
{
    if (strlen (line) > HEADER_LINE_MAX_BYTES)
        return FALSE;
    g_autofree char *lower = g_ascii_strdown (line, -1);
    if (has_clock_time (lower))
        return TRUE;
    return strstr (lower, "fax") || (strstr (lower, "from:") && strstr (lower, "to:"));
}

/* The text without fax lines at its edges, lower case. */
static char *
body_of (const char *text, guint *dropped)
{
    g_auto (GStrv) lines = g_strsplit_set (text, "\n\f", -1);
    guint n = g_strv_length (lines), first = 0, last = n;
    guint *at = g_new (guint, n + 1), filled = 0;
    for (guint i = 0; i < n; i++)
        if (*g_strstrip (lines[i]))
            at[filled++] = i;
    *dropped = 0;
    for (guint i = 0; i < filled; i++) {
        if (i >= EDGE_LINES && i + EDGE_LINES < filled)
            continue;
        if (is_fax_line (lines[at[i]])) {
            lines[at[i]][0] = '\0';
            (*dropped)++;
        }
    }
    g_free (at);
    g_autoptr (GString) body = g_string_new (NULL);
    for (guint i = first; i < last; i++) {
        g_string_append (body, lines[i]);
        g_string_append_c (body, '\n');
    }
    return g_utf8_strdown (body->str, body->len);
}

static int
compare_hash (gconstpointer a, gconstpointer b)
{
    guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;
    return x < y ? -1 : x > y;
}

static guint32 *
steal_sorted (GArray *array, gboolean distinct, guint *n)
{
    g_array_sort (array, compare_hash);
    guint kept = 0;
    guint32 *hashes = (guint32 *) (void *) array->data;
    for (guint i = 0; i < array->len; i++)
        if (!distinct || kept == 0 || hashes[kept - 1] != hashes[i])
            hashes[kept++] = hashes[i];
    *n = kept;
    return (guint32 *) (void *) g_array_free (array, FALSE);
}

static guint32 *
shingles_of (const GArray *words, guint *n)
{
    GArray *shingles = g_array_new (FALSE, FALSE, sizeof (guint32));
    for (guint i = 0; i + SHINGLE_WORDS <= words->len; i++) {
        guint32 hash =
            (guint32) mix (hash_bytes (&words->data[i * sizeof (guint32)], SHINGLE_WORDS * sizeof (guint32), 1));
        g_array_append_val (shingles, hash);
    }
    return steal_sorted (shingles, TRUE, n);
}

/* Bytes of a date in figures ("6/10/2016", "2016-06-10", "6.10.16") that begins at `at`; 0 where none does. */
static gsize
date_length (const char *at)
{
    gsize length = 0;
    char separator = 0;
    for (guint part = 0; part < 3; part++) {
        gsize digits = 0;
        while (g_ascii_isdigit (at[length + digits]))
            digits++;
        if (digits == 0 || digits > 4)
            return 0;
        length += digits;
        if (part == 2)
            break;
        if (!strchr ("/-.", at[length]) || !at[length] || (separator && at[length] != separator))
            return 0;
        separator = at[length++];
    }
    return length;
}

static guint32
head_of (const char *body)
{
    guint letters = 0;
    guint64 hash = 0;
    for (const char *at = body; *at && (*at != '\n' || letters < HEAD_LETTERS); at = g_utf8_next_char (at)) {
        gunichar c = g_utf8_get_char (at);
        if (*at == '\n') {
            letters = 0;
            hash = 0;
        } else if (g_unichar_isalpha (c)) {
            letters++;
            hash = mix (hash + c);
        }
    }
    return letters >= HEAD_LETTERS ? (guint32) hash : 0;
}

struct fingerprint *
fingerprint_new (const char *text)
{
    guint dropped = 0;
    g_autofree char *body = body_of (text, &dropped);
    const char *dated = body; /* no date is looked for before it: its parts are words of their own */
    GArray *words = g_array_new (FALSE, FALSE, sizeof (guint32));
    GArray *numbers = g_array_new (FALSE, FALSE, sizeof (guint32));
    g_autoptr (GArray) undated = g_array_new (FALSE, FALSE, sizeof (guint32));
    g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

    for (const char *at = body; *at && words->len < FINGERPRINT_MAX_WORDS;) {
        gunichar c = g_utf8_get_char (at);
        if (!g_unichar_isalnum (c)) {
            at = g_utf8_next_char (at);
            continue;
        }
        const char *start = at;
        gboolean digit = FALSE;
        for (; *at && g_unichar_isalnum (c = g_utf8_get_char (at)); at = g_utf8_next_char (at))
            digit |= g_unichar_isdigit (c);
        guint32 hash = (guint32) mix (hash_bytes (start, (gsize) (at - start), 0));
        g_array_append_val (words, hash);
        gsize date = digit && start >= dated ? date_length (start) : 0;
        if (start >= dated)
            g_array_append_vals (undated, date ? &DATE_WORD : &hash, 1);
        if (date)
            dated = start + date;
        if (digit)
            g_array_append_val (numbers, hash);
        g_checksum_update (checksum, (const guchar *) start, at - start);
        g_checksum_update (checksum, (const guchar *) " ", 1);
    }
    if (words->len == 0) {
        g_array_free (words, TRUE);
        g_array_free (numbers, TRUE);
        return NULL;
    }

    struct fingerprint *fingerprint = g_new0 (struct fingerprint, 1);
    g_strlcpy (fingerprint->hash, g_checksum_get_string (checksum), sizeof fingerprint->hash);
    fingerprint->words = words->len;
    fingerprint->header_lines = dropped;
    fingerprint->head = head_of (body);
    fingerprint->shingles = shingles_of (words, &fingerprint->n_shingles);
    fingerprint->undated = shingles_of (undated, &fingerprint->n_undated);
    fingerprint->bag = steal_sorted (words, FALSE, &fingerprint->n_bag);
    fingerprint->numbers = steal_sorted (numbers, FALSE, &fingerprint->n_numbers);
    return fingerprint;
}

void
fingerprint_free (struct fingerprint *fingerprint)
{
    if (!fingerprint)
        return;
    g_free (fingerprint->shingles);
    g_free (fingerprint->undated);
    g_free (fingerprint->bag);
    g_free (fingerprint->numbers);
    g_free (fingerprint);
}

/* Jaccard similarity of two sorted multisets. */
static double
similarity (const guint32 *a, guint n_a, const guint32 *b, guint n_b)
{
    if (n_a == 0 && n_b == 0)
        return 1;
    guint i = 0, j = 0, common = 0;
    while (i < n_a && j < n_b) {
        if (a[i] == b[j]) {
            common++;
            i++;
            j++;
        } else if (a[i] < b[j]) {
            i++;
        } else {
            j++;
        }
    }
    return (double) common / (double) (n_a + n_b - common);
}

double
fingerprint_shingle_similarity (const struct fingerprint *a, const struct fingerprint *b)
{
    return similarity (a->shingles, a->n_shingles, b->shingles, b->n_shingles);
}

double
fingerprint_undated_similarity (const struct fingerprint *a, const struct fingerprint *b)
{
    return similarity (a->undated, a->n_undated, b->undated, b->n_undated);
}

double
fingerprint_word_similarity (const struct fingerprint *a, const struct fingerprint *b)
{
    return similarity (a->bag, a->n_bag, b->bag, b->n_bag);
}

double
fingerprint_number_similarity (const struct fingerprint *a, const struct fingerprint *b)
{
    return similarity (a->numbers, a->n_numbers, b->numbers, b->n_numbers);
}

/* MinHash in bands: two sets that share nine tenths share a band almost surely (8 bands of 4 rows for shingles), and two
 * recognised copies of one page, of whose words recognition spoils a few, share one of the 12 bands of 3 rows for words. */
static void
bands (const guint32 *set, guint n, guint64 salt, guint n_bands, guint rows, guint64 *keys)
{
    for (guint band = 0; band < n_bands; band++) {
        guint64 key = mix (salt + band);
        for (guint row = 0; row < rows; row++) {
            guint64 seed = mix (salt * 1000003 + band * 64 + row + 1), least = G_MAXUINT64;
            for (guint i = 0; i < n; i++)
                least = MIN (least, mix (set[i] ^ seed));
            key = mix (key ^ least);
        }
        keys[band] = key;
    }
}

void
fingerprint_keys (const struct fingerprint *fingerprint, guint64 keys[FINGERPRINT_KEYS])
{
    bands (fingerprint->undated, fingerprint->n_undated, 11, 8, 4, keys);
    bands (fingerprint->bag, fingerprint->n_bag, 29, 12, 3, keys + 8);
}
