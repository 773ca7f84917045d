/* A mention: one fact at one place of one page (case-records(5), kinds in docs/vocabulary.md).
 */
#ifndef EXTRACT_MENTION_H
#define EXTRACT_MENTION_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "stages/extract/page.h"

/* Context (domain.md 3.10, 6.3). All strings are constants of the vocabulary. */
struct context {
    const char *polarity;    /* affirmed | negated | absent_in_records */
    const char *certainty;   /* certain | probable | possible | fuzzy */
    const char *temporality; /* current | historical | planned | hypothetical */
    const char *experiencer; /* patient | family | other */
    const char *attribution; /* patient_report | exam | record | reviewer_summary | reviewer_rationale | guideline */
};

struct mention {
    const char *kind; /* constant: "date", "procedure", ... */
    gsize start, end; /* bytes of page->text: the evidence */
    int sentence;     /* index into page->sentences, or -1 */
    char *rule;       /* id of the rule that found it */
    cJSON *fields;    /* the fields of its kind, names of case-records(5) */
    struct context context;
    double confidence;        /* 0-1 */
    gboolean candidate;       /* a reading that is not a fact: repaired, or numeric on a poorly legible page */
    const char *context_rule; /* id of the trigger that set the context, or NULL; lent */
    guint ordinal;            /* set when the page's mentions are final: id is DOCUMENT.PAGE.ORDINAL */
    char *report;     /* id of the document_mention that governs the paragraph, or NULL; set when ids are final */
    cJSON *review;    /* what persons say of it: [{correction, verdict}], the last one counts; or NULL */
    GPtrArray *links; /* fields that name other mentions, until ids are final; NULL where there are none */
};

/* A mention of bytes [start, end) with the default context of its sentence's zone (record: affirmed, certain, current,
 * patient, record; summary: reviewer_summary; rationale: reviewer_rationale; guideline: guideline). Added to `mentions`
 * (GPtrArray of struct mention, owning) and lent. */
struct mention *mention_add (GPtrArray *mentions, const struct page *page, const char *kind, const char *rule,
                             gsize start, gsize end);
void mention_free (struct mention *mention);
/* The record of a mention, the caller's. */
cJSON *mention_record (const struct mention *mention, const struct page *page);

/* Fields, for brevity at the many places that set them. A NULL string or NAN adds null. */
void mention_set (struct mention *mention, const char *field, const char *value);
void mention_set_number (struct mention *mention, const char *field, double value);
void mention_set_bool (struct mention *mention, const char *field, gboolean value);
const char *mention_get (const struct mention *mention, const char *field);
/* Makes `field` the id of `other` (a mention of the same page) once ids are final; with `listed` it is an array of ids, to
 * which each call adds one. A mention that is gone by then is left out. */
void mention_link (struct mention *mention, const char *field, const struct mention *other, gboolean listed);
/* The mention of which `field` becomes the id (the first of them), where it is still among `mentions`, else NULL; lent. */
const struct mention *mention_linked (const struct mention *mention, const char *field, const GPtrArray *mentions);

/* Sorts a page's mentions by place, numbers them, and turns links into ids. Values that rest on figures are candidates
 * where the page is poorly legible (domain.md 3.11). */
void mentions_finish (GPtrArray *mentions, const struct page *page);
/* The id of a numbered mention; the caller frees. */
char *mention_id (const struct mention *mention, const struct page *page);

#endif
