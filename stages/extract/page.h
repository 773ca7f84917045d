/* A page as rules see it: normalised text with wrapped lines joined, the way back to the page record, and the sentences
 * with the section and zone in which each stands.
 */
#ifndef EXTRACT_PAGE_H
#define EXTRACT_PAGE_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "common/rules.h"

/* Who speaks (domain.md section 0). Guideline and boilerplate text never feeds a patient fact. */
enum zone { ZONE_RECORD, ZONE_SUMMARY, ZONE_GUIDELINE, ZONE_RATIONALE, ZONE_BOILERPLATE, ZONE_REQUEST };
const char *zone_name (enum zone zone); /* "record", ... ; lent */
gboolean zone_parse (const char *name, enum zone *zone);

struct sentence {
    gsize start, end; /* bytes of page.text */
    enum zone zone;
    const char *section; /* section id of sections.rules ("subjective", "plan", "issue", ...), or NULL; lent */
    guint paragraph;     /* ordinal on the page; a heading starts a new one */
    gboolean heading;    /* the sentence is a heading line or its label */
};

struct page {
    const char *document;    /* id of the file's record; lent */
    int number;              /* from 1 */
    char *source;            /* "text", "ocr", "human", "none" */
    char *legibility;        /* "good", "fair", "poor" */
    char *original;          /* the text of the record */
    GArray *words;           /* struct word of the record; may be empty */
    char *text;              /* normalised and joined; NFKC, ASCII dashes and quotes (domain.md 3) */
    gsize length;            /* bytes of text */
    guint32 *origin;         /* for each byte of text (and one past) the code point of `original` it comes from */
    GArray *sentences;       /* struct sentence, in order, covering all text that is not blank */
    guint zones;             /* bits (1 << zone) of the zones that its sentences have; 0 while they are not settled */
    const char *class_id;    /* domain.md 1.2: "PR2", "RFA", "UR", "IMR_FDL", ...; lent */
    double class_confidence; /* 0-1 */
    char *date;       /* ISO date that names the page's document (report date), or NULL: anchor of relative dates */
    cJSON *record;    /* the page record, lent: passed on with what is added */
    guint32 *offsets; /* byte of `original` for each of its code points, and one past */
    guint points;     /* code points of `original` */
    GArray *lines;    /* guint32: code points at which its second and later lines begin */
    struct matching *matching; /* what whole rule files match in the page, kept by page_match */
    gboolean amended;          /* a person corrected words of it */
    char *read_text;           /* what the program had read where a person said otherwise, or NULL */
    GArray *read_words;        /* its words; NULL where read_text is */
    const cJSON *respelt;      /* words that the program corrected (case-records(5)), lent, or NULL */
    GPtrArray *limited;        /* ids of rules that hit a match limit on this page, lent; one notice each */
};

/* Builds text, origin and sentences (all in ZONE_RECORD, no section) from a page record. NULL where it is no page. */
struct page *page_new (cJSON *record);
void page_free (struct page *page);

/* Span in code points of the original for bytes [start, end) of text. */
void page_span (const struct page *page, gsize start, gsize end, guint *from, guint *to);
/* Lines, from 1, of the first and last of the original's code points [from, to). */
void page_lines (const struct page *page, guint from, guint to, guint *first, guint *last);
/* The quote, as in the original, white space squeezed to one blank; the caller frees. */
char *page_quote (const struct page *page, gsize start, gsize end);
/* Who says what stands there: the page's source, or "human" where a person typed or confirmed all words of it; lent. */
const char *page_source (const struct page *page, gsize start, gsize end);
/* What the program had read in the boxes of the words there, at most `most` code points of it; the caller frees. NULL where the text
 * is what was read: no person said anything of the page, and the program itself corrected no word there. */
char *page_machine_reading (const struct page *page, gsize start, gsize end, guint most);
/* Where all sentences stand, packed (case-records(5)): those of a page in order, joined by ";", each a list of runs "START LENGTH" of
 * the original's code points, joined by ",", which together are the sentence; the caller frees. */
char *page_sentence_runs (const struct page *page);
/* Whether a word there is what the program made of another that it had read: what rests on it is a reading, not yet a fact. */
gboolean page_is_respelt (const struct page *page, gsize start, gsize end);
/* Index of the sentence that holds byte `at`, or -1. */
int page_sentence_at (const struct page *page, gsize at);

/* rules_match over bytes [from, to) of the page's text, without the rules whose `classes` or `zones` the page has not; a
 * limit that is hit is noted on the page and becomes a notice. The matches of the whole page live until
 * page_forget_matches; the array is the caller's. */
GPtrArray *page_match (const struct page *page, const struct rules *rules, gsize from, gsize to);
/* The same of the rules of one kind (NULL: of all); the matches are the array's, which is the caller's. */
GPtrArray *page_match_kind (const struct page *page, const struct rules *rules, const char *kind, gsize from, gsize to);
void page_forget_matches (const struct page *page);
struct matching *matching_new (void); /* for page_new */
void matching_free (struct matching *matching);

/* Steps of page_new, apart for their tests. Appends to `text` the normalised form of UTF-8 `original`, line breaks kept, and
 * to `origin` (guint32) for each byte the code point of `original` that it comes from. */
void page_normalise (const char *original, GString *text, GArray *origin);
/* Joins wrapped lines: a line break that only wraps becomes a blank (or nothing inside a hyphenated word), any other stays
 * "\n"; runs of blanks become one. `breaks` (gsize) gets the offsets at which a paragraph starts, in order; `columns`
 * (gsize) those at which a new label starts within a form line. */
void page_join_lines (const char *text, const guint32 *origin, GString *joined, GArray *joined_origin, GArray *breaks,
                      GArray *columns);
/* Sentences of joined text, as GArray of struct sentence; the caller's. */
GArray *page_split_sentences (const char *text, gsize length, const GArray *breaks, const GArray *columns);

#endif
