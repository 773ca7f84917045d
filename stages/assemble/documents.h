/* The documents of a case: those in the files, joined across files, and those that the files only mention.
 */
#ifndef ASSEMBLE_DOCUMENTS_H
#define ASSEMBLE_DOCUMENTS_H

#include "stages/assemble/store.h"

struct document {
    char id[16]; /* "DOC1", or "R1" where it is only mentioned */
    gboolean in_file;
    const char *class_id; /* may be NULL */
    double class_confidence;
    const char *layout, *date, *legibility, *author, *signed_date;
    const char *date_doubtful; /* a date read from an image that cannot be right; date is NULL then */
    GPtrArray *pages;          /* struct page, lent; empty where it is only mentioned */
    char *content;             /* hash of the pages' texts */
    gboolean handwritten, stated_missing;
    const char *likely_class; /* of a fragment (join.h), whose class is OTHER; NULL of any other */
    int is_signed;            /* 1, 0, or -1 where nothing says so */
    GPtrArray *may_follow;    /* struct page, lent: last pages of what a piece without its beginning may go on with */
    GPtrArray *evidence;      /* struct mention, lent: where it is mentioned */
};

struct documents {
    GPtrArray *list; /* struct document, owned: those in the files, then those only mentioned */
    guint n_in_file;
    GHashTable *of_mention; /* id of a document_mention -> struct document, lent */
};

/* A document without pages; the caller's, until it is in a list of them. */
struct document *document_new (void);
void document_free (struct document *document);
/* What the pages of a document in the files say of it as a whole, beside what was found before. */
void document_describe (struct document *document);
/* Groups the pages into documents and sets page->document; they are not in order yet. The caller frees. */
struct documents *documents_build (struct store *store);
void documents_free (struct documents *documents);
typedef struct documents documents_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (documents_t, documents_free)

/* Takes the date away from documents that were read from an image badly enough and whose date lies before the injury or after
 * the last letter of the review: it is misread. Call before documents_order. */
void documents_doubt_dates (struct documents *documents);
/* Orders the documents in the files and numbers them. */
void documents_order (struct documents *documents);

/* Adds what `mentions` (in the case's order) say of documents: those not in the files become R1, R2, ... */
void documents_add_mentioned (struct documents *documents, GPtrArray *mentions);

/* The document in the files of one of the classes (NULL-terminated) and the date, or NULL. Copies and foreign pages do not
 * count. */
struct document *documents_find (const struct documents *documents, const char *const *classes, const char *date);
/* The date that a mention of a document bears, or that of the procedure just before it ("this procedure note"); NULL where
 * neither is said. Lent. */
const char *documents_spoken_date (const struct mention *mention);
/* The document that a mention's fact belongs to: the report that governs its paragraph, else, in the record zone, the
 * document in which it stands; NULL where neither. */
struct document *documents_report_of (const struct documents *documents, const struct mention *mention);
/* Of a document in the files, which has pages; lent. */
const struct page *document_first_page (const struct document *document);
const struct page *document_last_page (const struct document *document);
/* Whether a class is written by someone who treats the patient. */
gboolean document_class_treats (const char *class_id);
/* Whether all pages of a document are copies of others, or another patient's. */
gboolean document_is_copy (const struct document *document);
gboolean document_is_foreign (const struct document *document);

#endif
