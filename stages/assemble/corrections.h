/* What persons said of the case's pages and facts, and what became of it: each correction record of the stream, with the
 * outcomes that the stages which applied it left on pages and mentions.
 */
#ifndef ASSEMBLE_CORRECTIONS_H
#define ASSEMBLE_CORRECTIONS_H

#include <cjson/cJSON.h>
#include <glib.h>

struct store;
struct mention;
struct assembly;

struct correction {
    const char *id;      /* lent by json */
    cJSON *json;         /* the record, without the text of a transcript; owned */
    guint length;        /* of that text, code points */
    const char *outcome; /* applied, already, differs, superseded; NULL: nobody applied it */
    GPtrArray *mentions; /* struct mention, lent: what a verdict is about */
};
void correction_free (gpointer correction);

/* Keeps a correction record; FALSE where it has no id of its own. */
gboolean corrections_note (struct store *store, const cJSON *record);
/* Takes over the outcomes that a page record tells. */
void corrections_note_page (struct store *store, const cJSON *page);
/* Takes over the verdicts of a mention record: sets confirmed, rejected, verdict_by. */
void corrections_note_mention (struct store *store, const cJSON *record, struct mention *mention);

/* Adds "corrections" to the case, and "confirmed" to each fact that rests on a confirmed mention; nothing where nobody said
 * anything. Call when all facts stand. */
void corrections_add (struct assembly *assembly);

#endif
