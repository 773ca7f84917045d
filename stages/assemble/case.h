/* The case while it is being built: the JSON object, the evidence that its facts cite, and what the parts share.
 */
#ifndef ASSEMBLE_CASE_H
#define ASSEMBLE_CASE_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "stages/assemble/documents.h"
#include "stages/assemble/store.h"

#define FACT_MAX_EVIDENCE 24 /* of one fact: a fact in a thousand copies needs no more to be seen */

/* Several mentions of one thing. */
struct fact {
    char id[16];
    GPtrArray
        *mentions;      /* struct mention, lent; the first is the best (record before summary, sure before candidate) */
    gboolean candidate; /* no mention of it is more than a candidate */
    struct document *report; /* the document that it belongs to, or NULL */
};

struct event {
    struct fact fact;
    const char *concept, *region, *laterality, *ordinal;
    const char *date;      /* ISO, or NULL */
    struct document *note; /* the operative report in the files, or NULL */
    gboolean from_record;
    gboolean region_derived; /* no mention names the region: it is the only one of that procedure in the case */
};

struct assembly {
    struct store *store;
    struct documents *documents;
    GPtrArray *mentions;  /* struct mention, lent: those that may feed facts, in the case's order */
    GPtrArray *events;    /* struct event, owned, by date */
    cJSON *left_out;      /* what was beyond the most that a case may have: list -> count */
    GHashTable *event_of; /* struct mention -> struct event: where a dated procedure mention went */
    const struct document
        *latest_report;      /* latest treating report, in the files or mentioned; NULL where there is none */
    const char *injury;      /* ISO date, or NULL */
    cJSON *json;             /* the case */
    cJSON *evidence;         /* its evidence[], filled as facts cite it */
    GHashTable *evidence_of; /* struct mention -> its id */
    guint n_facts;           /* F ids given so far */
    GArray *dated;           /* struct dated: what the chronology shows */
};

struct dated {
    const char *date, *role; /* lent by the store or constant */
    char ref[48];
};

/* Builds the whole case without its assessment; the caller deletes it. */
cJSON *case_build (struct store *store);
/* First 16 hex digits of the one file's SHA-256, or of the SHA-256 over all of them, sorted; the caller frees. */
char *case_key (const struct store *store);

/* Whether a mention may feed a patient fact: not guideline or boilerplate, not another patient's, no copy. */
gboolean case_feeds (const struct mention *mention);
/* As case_feeds, for facts of the patient in records and summaries alone: the reviewer's reasoning is left out. */
gboolean case_feeds_facts (const struct mention *mention);

/* Counts a mention or item of `list` that is beyond the most that a case may have; run.left_out tells of it. */
void case_leave_out (struct assembly *assembly, const char *list);

/* --- evidence.c */
/* The id of a mention's evidence ("X01"), which the first call adds to the case; lent. */
const char *evidence_id (struct assembly *assembly, const struct mention *mention);
/* Adds "evidence": the ids for `mentions`, at most FACT_MAX_EVIDENCE; "mention_count" where there are more. */
void evidence_add (struct assembly *assembly, cJSON *item, const GPtrArray *mentions);
void evidence_add_one (struct assembly *assembly, cJSON *item, const struct mention *mention);
/* Adds the context of a fact, with the document that it belongs to. */
void context_add (cJSON *item, const struct mention *mention, const struct document *report);
/* Adds a field of a mention to an item, null where it is absent. `as` NULL keeps the name. */
void field_add (cJSON *item, const struct mention *mention, const char *key, const char *as);
/* As field_add, but nothing where it is absent. */
void field_add_if (cJSON *item, const struct mention *mention, const char *key, const char *as);
/* Adds {"low":..,"high":..} under `key` from two numbers, null where both are NAN. */
void range_add (cJSON *item, const char *key, double low, double high);
void number_add (cJSON *item, const char *key, double number); /* null where NAN */

/* --- facts.c */
struct fact *fact_new (struct assembly *assembly, struct mention *mention);
void fact_free (struct fact *fact);
/* Adds a mention, keeping the best one first. */
void fact_add (struct assembly *assembly, struct fact *fact, struct mention *mention);
/* Lower is better: what a person confirmed, then record, request, summary, rationale; candidates last. */
int mention_rank (const struct mention *mention);
/* Gives the fact the next F id and adds id and, where it is one, "candidate" to the item. */
void fact_begin (struct assembly *assembly, struct fact *fact, cJSON *item);
void facts_add_lists (struct assembly *assembly); /* symptoms ... to pain_scores, in the order of the case */
void chronology_note (struct assembly *assembly, const char *date, const char *role, const char *ref);

/* --- admin.c */
void admin_add (struct assembly *assembly); /* the dates and texts of the case's head */
/* Whether a mention is a date of the role, with a value. */
gboolean admin_has_role (const struct mention *mention, const char *role);

/* --- one part each */
void people_add (struct assembly *assembly);      /* admin, patient, reviewer: people.c */
void citations_add (struct assembly *assembly);   /* citations, absences: letters.c */
void identity_add (struct assembly *assembly);    /* identity: identity.c */
void diagnoses_add (struct assembly *assembly);   /* diagnoses, symptoms: facts.c */
void medications_add (struct assembly *assembly); /* medications.c */
void events_build (struct assembly *assembly);    /* events.c */
void events_add (struct assembly *assembly);
/* The days of a procedure that was done, as text: those that its words name, else, in an operative report, where it is no
 * history, that of the report; the caller's, may be empty. */
char **events_dates (const struct mention *mention);
struct event *events_on (const struct assembly *assembly, const char *concept,
                         const char *date); /* concept may be NULL */
void event_free (struct event *event);
/* The latest event of the concept and region that was not on the other side, or NULL. */
struct event *events_last (const struct assembly *assembly, const char *concept, const char *region,
                           const char *laterality);
/* The region that all events of the concept have, where it is one; NULL otherwise. */
const char *events_region (const struct assembly *assembly, const char *concept);
void outcomes_add (struct assembly *assembly);   /* outcomes.c */
void requests_add (struct assembly *assembly);   /* requests.c */
void chronology_add (struct assembly *assembly); /* timeline, intervals: chronology.c */

#endif
