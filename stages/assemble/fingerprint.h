/* Fingerprints of page texts: equal text, near copies, and how alike two pages are (domain.md 5.1).
 *
 * Lines that a fax machine adds at the top or foot of a page are left out: a copy with a new header is still a copy.
 */
#ifndef ASSEMBLE_FINGERPRINT_H
#define ASSEMBLE_FINGERPRINT_H

#include <glib.h>

#define FINGERPRINT_MIN_WORDS 12 /* below it a page is too bare to be called a copy of another */
#define FINGERPRINT_MAX_WORDS 20000

struct fingerprint {
    char hash[33]; /* of the words in order, without fax lines */
    guint words, header_lines;
    guint32 head;      /* of the letters of the first line; 0 where it has too few: a running head */
    guint32 *shingles; /* of four words, sorted, distinct */
    guint n_shingles;
    guint32 *undated; /* likewise, all dates taken for one: what a note repeats on another day */
    guint n_undated;
    guint32 *bag; /* of single words, sorted, repeated as often as they stand there */
    guint n_bag;
    guint32 *numbers; /* of words that hold a digit, likewise */
    guint n_numbers;
};

/* The fingerprint of a page's text; NULL where it has no word. The caller frees. */
struct fingerprint *fingerprint_new (const char *text);
void fingerprint_free (struct fingerprint *fingerprint);

/* Share of common elements, 0-1: of four-word shingles; of those without dates; of single words; of words with digits (1 where neither has any). */
double fingerprint_shingle_similarity (const struct fingerprint *a, const struct fingerprint *b);
double fingerprint_undated_similarity (const struct fingerprint *a, const struct fingerprint *b);
double fingerprint_word_similarity (const struct fingerprint *a, const struct fingerprint *b);
double fingerprint_number_similarity (const struct fingerprint *a, const struct fingerprint *b);

/* Keys under which pages that may be alike meet: pages with no key in common are not compared. */
#define FINGERPRINT_KEYS 20
void fingerprint_keys (const struct fingerprint *fingerprint, guint64 keys[FINGERPRINT_KEYS]);

#endif
