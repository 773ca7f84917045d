/* The parts of extraction in the order in which extract.c calls them, each over one page and the growing list of its
 * mentions. Every part loads its own rule files once (`..._new`) and reports all their mistakes together.
 */
#ifndef EXTRACT_PARTS_H
#define EXTRACT_PARTS_H

#include <glib.h>

#include "stages/extract/mention.h"
#include "stages/extract/page.h"

/* 1. Class of each page and the documents of a file (documents.rules). `pages`: all pages of one file, in order. Sets
 *    class_id, class_confidence, date; adds class, class_confidence, document_part, part_date to the page records. */
struct classifier;
struct classifier *classifier_new (const char *patterns, GString *mistakes);
void classifier_run (const struct classifier *classifier, GPtrArray *pages);
void classifier_free (struct classifier *classifier);

/* 2. Sections and zones of the sentences (sections.rules); state runs on from page to page within a document. */
struct zoner;
struct zoner *zoner_new (const char *patterns, GString *mistakes);
void zoner_run (const struct zoner *zoner, GPtrArray *pages);
void zoner_free (struct zoner *zoner);

/* 3. Entities of domain.md 3.1-3.8 that stand by themselves: dates, age, sex, levels, procedures, diagnoses, medications,
 *    scores, visits, smoking, examination, functional measures, plans, work status. */
struct entities;
struct entities *entities_new (const char *patterns, GString *mistakes);
void entities_find (const struct entities *entities, const struct page *page, GPtrArray *mentions);
void entities_free (struct entities *entities);

/* 4. Context of each mention (context.rules): triggers, scope, terminators (domain.md 3.10). */
struct contexts;
struct contexts *contexts_new (const char *patterns, GString *mistakes);
void contexts_assign (const struct contexts *contexts, const struct page *page, GPtrArray *mentions);
void contexts_free (struct contexts *contexts);

/* 5. Binding (domain.md 3.6): levels, sides, dates and adjuncts to procedures, outcomes to treatments, roles to dates;
 *    part of the entities' knowledge, run once contexts are known. Unbound is right where the text does not say. */
void entities_bind (const struct entities *entities, const struct page *page, GPtrArray *mentions);

/* 6. What is made of several mentions or belongs to forms and letters: requests, citations, stated absences, documents
 *    mentioned, reviewer's credentials, administrative fields, identity, signatures. */
struct composites;
struct composites *composites_new (const char *patterns, GString *mistakes);
void composites_find (const struct composites *composites, const struct page *page, GPtrArray *mentions);
void composites_free (struct composites *composites);

#endif
