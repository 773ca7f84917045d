/* Context of mentions (domain.md 3.10): cues of context.rules, the reach of each within its sentence, and what the nearest
 * one says. The method is that of NegEx and ConText; the words are data. */
#include <stdlib.h>
#include <string.h>

#include "common/rules.h"
#include "stages/extract/parts.h"

struct contexts {
    struct rules *rules;
};

/* A trigger or a stop in the text of one page. */
struct cue {
    const struct rule *rule;
    gsize start, end;
    gsize reach_start, reach_end; /* bytes in which the facts stand that a trigger speaks of */
    gboolean trigger, forward, backward;
    gboolean stop, hard; /* of a stop: which scopes it ends is in forward and backward */
};

struct contexts *
contexts_new (const char *patterns, GString *mistakes)
{
    struct rules *rules = rules_load_noting (patterns, "context", mistakes);
    if (rules == NULL)
        return NULL;
    struct contexts *contexts = g_new0 (struct contexts, 1);
    contexts->rules = rules;
    return contexts;
}

void
contexts_free (struct contexts *contexts)
{
    if (contexts == NULL)
        return;
    rules_free (contexts->rules);
    g_free (contexts);
}

/* --- the reach of a trigger -------------------------------------------------------------------------------------------- */

static gboolean
is (const struct rule *rule, const char *field, const char *value)
{
    return g_strcmp0 (rule_field (rule, field), value) == 0;
}

static gboolean
blank (char c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

/* Whether the list of which `word` is a part goes on behind it. */
static gboolean
separates (const char *word, gsize length)
{
    static const char *const words[] = { "or", "nor", "and", "&", "/", "+", "and/or", "plus" };

    if (word[length - 1] == ',' || word[length - 1] == '/')
        return TRUE;
    for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
        if (strlen (words[i]) == length && g_ascii_strncasecmp (word, words[i], length) == 0)
            return TRUE;
    return FALSE;
}

/* End of what a trigger reaches in text[from, to), read forward: `scope` words, anew after a separator where `list` is "yes",
 * to a comma where it is "end". A bracket that closes one opened before the trigger ends it too. */
static gsize
reach_forward (const char *text, gsize from, gsize to, int scope, const char *list)
{
    gboolean anew = g_strcmp0 (list, "yes") == 0, ends = g_strcmp0 (list, "end") == 0;
    int words = 0, open = 0;

    for (gsize at = from; at < to;) {
        if (blank (text[at])) {
            at++;
            continue;
        }
        gsize start = at;
        while (at < to && !blank (text[at])) {
            open += text[at] == '(' ? 1 : text[at] == ')' ? -1 : 0;
            if (open < 0)
                return at;
            at++;
        }
        if (ends && text[at - 1] == ',')
            return at;
        if (anew && separates (text + start, at - start))
            words = 0;
        else if (++words >= scope)
            return at;
    }
    return to;
}

/* The same, read backward from `to`. */
static gsize
reach_backward (const char *text, gsize from, gsize to, int scope, const char *list)
{
    gboolean anew = g_strcmp0 (list, "yes") == 0, ends = g_strcmp0 (list, "end") == 0;
    int words = 0, open = 0;

    for (gsize at = to; at > from;) {
        if (blank (text[at - 1])) {
            at--;
            continue;
        }
        gsize end = at;
        if (ends && text[at - 1] == ',')
            return at;
        while (at > from && !blank (text[at - 1])) {
            open += text[at - 1] == ')' ? 1 : text[at - 1] == '(' ? -1 : 0;
            if (open < 0)
                return at;
            at--;
        }
        if (anew && separates (text + at, end - at))
            words = 0;
        else if (++words >= scope)
            return at;
    }
    return from;
}

static gboolean
stops (const struct cue *stop, const struct cue *trigger, gboolean forward)
{
    return stop->stop && (forward ? stop->forward : stop->backward)
           && (stop->hard || !is (trigger->rule, "over", "yes"));
}

/* Sets the reach of cue `at`, within its sentence and the stops around it. */
static void
cue_set_reach (const struct page *page, const struct sentence *sentence, struct cue *cues, guint count, guint at)
{
    struct cue *cue = &cues[at];
    const char *words = rule_field (cue->rule, "scope"), *list = rule_field (cue->rule, "list");
    int scope = words != NULL ? (int) g_ascii_strtoll (words, NULL, 10) : G_MAXINT;
    gsize from = sentence->start, to = sentence->end;

    cue->reach_start = cue->reach_end = cue->end;
    if (cue->forward) {
        for (guint i = at + 1; i < count && cues[i].start < to; i++)
            if (stops (&cues[i], cue, TRUE))
                to = cues[i].start;
        cue->reach_end = MAX (cue->end, reach_forward (page->text, cue->end, MAX (to, cue->end), scope, list));
    }
    if (cue->backward) {
        for (guint i = at; i > 0 && cues[i - 1].end > from; i--)
            if (stops (&cues[i - 1], cue, FALSE))
                from = cues[i - 1].end;
        cue->reach_start =
            MIN (cue->start, reach_backward (page->text, MIN (from, cue->start), cue->start, scope, list));
    } else
        cue->reach_start = cue->end;
    if (!cue->forward)
        cue->reach_end = cue->start;
}

/* Triggers and stops of a page, in order, as GArray of struct cue. */
static GArray *
cues_find (const struct contexts *contexts, const struct page *page)
{
    GArray *cues = g_array_new (FALSE, TRUE, sizeof (struct cue));
    g_autoptr (GPtrArray) matches = page_match (page, contexts->rules, 0, page->length);

    rules_resolve_overlaps (matches);
    for (guint i = 0; i < matches->len; i++) {
        const struct rule_match *match = matches->pdata[i];
        const char *kind = rule_kind (match->rule);
        struct cue cue = { .rule = match->rule, .start = match->start, .end = match->end };
        if (g_str_equal (kind, "pseudo"))
            continue;
        cue.trigger = g_str_equal (kind, "trigger");
        cue.stop = !cue.trigger || is (match->rule, "stop", "yes");
        cue.hard = is (match->rule, "hard", "yes");
        const char *direction = rule_field (match->rule, "direction");
        if (direction == NULL)
            direction = cue.trigger ? "forward" : "both";
        cue.forward = !g_str_equal (direction, "backward");
        cue.backward = !g_str_equal (direction, "forward");
        g_array_append_val (cues, cue);
    }
    return cues;
}

/* --- what it says of a mention ------------------------------------------------------------------------------------------- */

static gboolean
listed (const char *kinds, const char *kind)
{
    gsize length = strlen (kind);

    for (const char *p = strstr (kinds, kind); p != NULL; p = strstr (p + 1, kind))
        if ((p == kinds || p[-1] == ' ') && (p[length] == '\0' || p[length] == ' '))
            return TRUE;
    return FALSE;
}

/* Whether the trigger speaks of the mention. A trigger inside a mention is part of its wording ("lungs without rales"); at
 * its beginning it may still say when or how surely ("s/p fusion", "possible tear"). */
static gboolean
cue_covers (const struct cue *cue, const struct mention *mention)
{
    const char *only = rule_field (cue->rule, "only"), *except = rule_field (cue->rule, "except");

    if (only != NULL && !listed (only, mention->kind))
        return FALSE;
    if (except != NULL && listed (except, mention->kind))
        return FALSE;
    if (cue->end <= mention->start)
        return cue->forward && mention->start < cue->reach_end;
    if (cue->start >= mention->end)
        return cue->backward && mention->end > cue->reach_start;
    if (cue->start < mention->start && cue->end < mention->end)
        return cue->forward; /* "no prior" before "prior RFA" */
    return cue->start == mention->start && cue->end < mention->end && cue->forward
           && rule_field (cue->rule, "polarity") == NULL;
}

/* The field of the context that a rule may set, with its default by mention_add. */
struct facet {
    const char *name, *unset;
    gsize offset;
};
static const struct facet facets[] = {
    { "polarity", "affirmed", offsetof (struct context, polarity) },
    { "certainty", "certain", offsetof (struct context, certainty) },
    { "temporality", "current", offsetof (struct context, temporality) },
    { "experiencer", "patient", offsetof (struct context, experiencer) },
    { "attribution", "record", offsetof (struct context, attribution) },
};

static gsize
distance (const struct cue *cue, const struct mention *mention)
{
    return cue->end <= mention->start   ? mention->start - cue->end
           : cue->start >= mention->end ? cue->start - mention->end
                                        : 0;
}

/* Of the cues [from, to) that cover the mention, for each facet the one of the highest priority, then the nearest. */
static void
mention_set_context (struct mention *mention, const struct cue *cues, guint from, guint to)
{
    for (gsize f = 0; f < G_N_ELEMENTS (facets); f++) {
        const char **value = G_STRUCT_MEMBER_P (&mention->context, facets[f].offset);
        const struct cue *best = NULL;
        if (!g_str_equal (*value, facets[f].unset))
            continue; /* the zone said it */
        for (guint i = from; i < to; i++) {
            const struct cue *cue = &cues[i];
            if (!cue->trigger || rule_field (cue->rule, facets[f].name) == NULL || !cue_covers (cue, mention))
                continue;
            if (best == NULL || rule_priority (cue->rule) > rule_priority (best->rule)
                || (rule_priority (cue->rule) == rule_priority (best->rule)
                    && distance (cue, mention) < distance (best, mention)))
                best = cue;
        }
        if (best == NULL)
            continue;
        *value = rule_field (best->rule, facets[f].name);
        if (mention->context_rule == NULL)
            mention->context_rule = rule_id (best->rule);
    }
}

/* What a section says of its facts where no trigger says otherwise (section ids of sections.rules). */
static const struct {
    const char *section, *facet, *value;
} defaults[] = {
    { "family_history", "experiencer", "family" },       { "past_history", "temporality", "historical" },
    { "surgical_history", "temporality", "historical" }, { "objective", "attribution", "exam" },
    { "subjective", "attribution", "patient_report" },   { "history", "attribution", "patient_report" },
};

static void
mention_set_section (struct mention *mention, const char *section)
{
    for (gsize i = 0; section != NULL && i < G_N_ELEMENTS (defaults); i++)
        for (gsize f = 0; f < G_N_ELEMENTS (facets); f++) {
            const char **value = G_STRUCT_MEMBER_P (&mention->context, facets[f].offset);
            if (g_str_equal (defaults[i].section, section) && g_str_equal (defaults[i].facet, facets[f].name)
                && g_str_equal (*value, facets[f].unset))
                *value = defaults[i].value;
        }
}

/* Facts about papers and people that no trigger speaks of. */
static gboolean
has_context (const struct mention *mention)
{
    static const char *const without[] = { "date",     "age",      "sex",       "identity", "admin",
                                           "citation", "provider", "signature", NULL };

    return !g_strv_contains (without, mention->kind);
}

void
contexts_assign (const struct contexts *contexts, const struct page *page, GPtrArray *mentions)
{
    g_autoptr (GArray) found = cues_find (contexts, page);
    struct cue *cues = (struct cue *) found->data;
    g_autofree guint *first =
        g_new0 (guint, page->sentences->len + 1); /* cue of each sentence, one past for the last */
    guint at = 0;

    for (guint s = 0; s < page->sentences->len; s++) {
        const struct sentence *sentence = &g_array_index (page->sentences, struct sentence, s);
        while (at < found->len && cues[at].start < sentence->start)
            at++;
        first[s] = at;
        while (at < found->len && cues[at].start < sentence->end)
            at++;
        for (guint i = first[s]; i < at; i++)
            if (cues[i].trigger)
                cue_set_reach (page, sentence, cues + first[s], at - first[s], i - first[s]);
    }
    first[page->sentences->len] = at;
    for (guint i = 0; i < mentions->len; i++) {
        struct mention *mention = mentions->pdata[i];
        if (mention->sentence < 0 || (guint) mention->sentence >= page->sentences->len || !has_context (mention))
            continue;
        const struct sentence *sentence = &g_array_index (page->sentences, struct sentence, mention->sentence);
        if (sentence->zone == ZONE_GUIDELINE || sentence->zone == ZONE_BOILERPLATE)
            continue; /* nobody's facts: "have no proven benefit" denies nothing (rule a) */
        mention_set_context (mention, cues, first[mention->sentence], first[mention->sentence + 1]);
        mention_set_section (mention, sentence->section);
    }
}
