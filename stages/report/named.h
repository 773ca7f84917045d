/* Things that a sentence of a letter lists by name, each with all facts that say it.
 */
#ifndef REPORT_NAMED_H
#define REPORT_NAMED_H

#include "stages/report/prose.h"

struct named {
    char *name;
    GString *basis; /* ids of facts, blanks between */
    const cJSON *evidence;
};

/* For a GPtrArray of struct named. */
void named_free (gpointer named);
/* Takes `name` over, said of `item`, a fact. The same name, or the same without its side, is told once. */
void named_note (GPtrArray *list, char *name, const cJSON *item);
/* "OPENING a[1], b[2] and c[3]TAIL." Nothing where the list is empty; `tail` may be NULL. */
void named_say (struct prose *prose, const char *opening, const GPtrArray *list, const char *tail);
/* "left cervical radiculopathy" of a fact with concept, region and side; the caller frees. */
char *named_with_place (const cJSON *item);

#endif
