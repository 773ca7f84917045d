/* What the composite parts share (parts.h, 6): their rules, and the gates, dates and subjects that all of them use.
 */
#ifndef EXTRACT_COMPOSITES_H
#define EXTRACT_COMPOSITES_H

#include <glib.h>

#include "common/rules.h"
#include "stages/extract/isodate.h"
#include "stages/extract/parts.h"

struct composites {
    struct rules *anatomy; /* regions, for items that name one in words */
    struct rules *requests, *citations, *absences, *reviewer, *admin, *identity, *mentioned;
};

void requests_find (const struct composites *composites, const struct page *page, GPtrArray *mentions);
void citations_find (const struct composites *composites, const struct page *page, GPtrArray *mentions);
void absences_find (const struct composites *composites, const struct page *page, GPtrArray *mentions);
void fields_find (const struct composites *composites, const struct page *page, GPtrArray *mentions);
void mentioned_find (const struct composites *composites, const struct page *page, GPtrArray *mentions);

/* Matches of the page that pass the rules' gates: zones, classes and sections (lists of words; absent: all). The caller's. */
GPtrArray *gated_matches (const struct page *page, const struct rules *rules);
gboolean is_kind (const struct rule_match *match, const char *kind);
/* The first match of a rule of `kind` in `text`, to be freed by the caller, or NULL. */
struct rule_match *match_in (const struct rules *rules, const char *kind, const char *text);

/* The sentence at a byte, or NULL; lent. */
const struct sentence *sentence_holding (const struct page *page, gsize at);
char *slice (const struct page *page, gsize start, gsize end);
/* The last mention of `kind` within bytes [start, end), or NULL; lent. */
const struct mention *last_within (const GPtrArray *mentions, const char *kind, gsize start, gsize end);
/* The date of the procedure that the sentence before byte `at`, or the one that holds it, speaks of, or NULL; lent. */
const char *date_of_procedure_before (const struct page *page, const GPtrArray *mentions, gsize at);
/* The first date mention within bytes [start, end) as ISO, or NULL; lent. */
const char *date_within (const GPtrArray *mentions, gsize start, gsize end);

#endif
