/* Documents that go on elsewhere: page 2 of 3 in another file, or far from page 1 in the same one.
 */
#ifndef ASSEMBLE_JOIN_H
#define ASSEMBLE_JOIN_H

#include "stages/assemble/documents.h"

/* Joins the documents of the list (struct document, owned) of which one begins where the other stops: the next page number of as
 * many, the same class, and the same day or one without a day. Only where each fits no other: of two that would fit, none is joined.
 * A numbered page that lies behind one without a number is taken off it where a document that lacks just that page is there.
 * What is left then is joined where a page number goes on and each is the best for the other by class, day (within a month: a visit
 * and its signature) and running head; never where the patient is another. A page that goes on with the one unsigned document
 * of unnumbered pages that bears its running head is joined, too; where several may be meant, or little speaks for it, they are noted
 * in may_follow. Takes time in proportion to the list. */
void join_documents (GPtrArray *list);

/* --- what the parts of the joining share */
#define UNNUMBERED 0
#define FIT_LEAST 2   /* join_fit: less is too little */
#define BUCKET_MAX 64 /* documents that wait for one page number: of more, only the first are looked at */
/* Whether its first page has a number after the first; whether its last one has a number before the last. */
gboolean join_began_elsewhere (const struct document *document);
gboolean join_is_cut (const struct document *document);
/* How well one goes on with the other, wherever they lie, by class, day, patient and running head; below 0: not at all. */
int join_fit (const struct document *document, const struct document *next);
/* The documents (struct document, lent) that wait for page `number` of `total`; NULL where there are none and `make` is FALSE. */
GPtrArray *join_bucket (GHashTable *buckets, int number, int total, gboolean make);
/* Of the letters of the first line of a page; 0 where it has too few. */
guint32 join_head_of (const struct page *page);

/* --- unnumbered.c */
/* Makes documents of their own (added to the list) of numbered pages that case-extract joined with pages without numbers before them, since
 * they lie side by side in one file, where a document that lacks just these pages is there: unless they name the day of the pages before. */
void join_separate (GPtrArray *list);
/* Joins a piece with the one unsigned document of unnumbered pages that bears its running head, as the tables of join_fragments say; notes
 * in may_follow what else it may go on with. */
void join_unnumbered (GPtrArray *list, GHashTable *next_of, GHashTable *has_before);

/* --- fragments.c: pages without title, day, name or number of their own */
#define FRAGMENTS_MAX 64 /* of more, only the first are joined */
gboolean document_is_fragment (const struct document *document);
/* Joins them where it can be shown what they go on with: the one document whose last page bears the same running head, or the one
 * that stops in the middle of a sentence where one fragment alone begins in the middle of one; never of another class. Adds to the
 * tables of what follows (document -> document) and what is preceded. */
void join_fragments (GPtrArray *list, GHashTable *next_of, GHashTable *has_before);

#endif
