#include "stages/extract/wording.h"

#include <string.h>

#define ANYWHERE G_MAXSIZE

#define KEPT 32 /* answers: what is asked again is asked soon */

struct answer {
    const struct sentence *sentence;
    const char *kind;
    GPtrArray *matches;
};

struct wording {
    struct rules *rules;
    const struct page *page;
    GPtrArray *answers; /* struct answer, of the page */
};

static void
answer_free (gpointer pointer)
{
    struct answer *answer = pointer;
    g_ptr_array_unref (answer->matches);
    g_free (answer);
}

struct wording *
wording_new (const char *patterns, GString *mistakes)
{
    rules_begin_group ();
    struct rules *rules = rules_load_noting (patterns, "wording", mistakes);
    rules_begin_group ();
    if (rules == NULL)
        return NULL;
    struct wording *wording = g_new0 (struct wording, 1);
    wording->rules = rules;
    wording->answers = g_ptr_array_new_with_free_func (answer_free);
    return wording;
}

void
wording_free (struct wording *wording)
{
    if (wording == NULL)
        return;
    rules_free (wording->rules);
    g_ptr_array_unref (wording->answers);
    g_free (wording);
}

void
wording_read (struct wording *wording, const struct page *page)
{
    wording->page = page;
    g_ptr_array_set_size (wording->answers, 0);
}

/* The matches of a kind in the sentence that holds byte `at`; lent. */
static const GPtrArray *
matches_at (const struct wording *wording, const char *kind, gsize at)
{
    const struct page *page = wording->page;
    int index = page_sentence_at (page, at);
    if (index < 0)
        return NULL;
    const struct sentence *sentence = &g_array_index (page->sentences, struct sentence, index);
    for (guint i = wording->answers->len, past = i; i > 0 && past - i < KEPT; i--) {
        const struct answer *answer = g_ptr_array_index (wording->answers, i - 1);
        if (answer->sentence == sentence && strcmp (answer->kind, kind) == 0)
            return answer->matches;
    }
    struct answer *answer = g_new (struct answer, 1);
    *answer = (struct answer){ .sentence = sentence, .kind = kind };
    answer->matches = page_match_kind (page, wording->rules, kind, sentence->start, sentence->end);
    g_ptr_array_add (wording->answers, answer);
    return answer->matches;
}

/* The first words of the kind that lie in [from, to) of a sentence, of those that begin at `start` or end at `end` where these are
 * places. */
static const struct rule_match *
find (const struct wording *wording, const char *kind, gsize from, gsize to, gsize start, gsize end)
{
    const GPtrArray *matches = from < to ? matches_at (wording, kind, from) : NULL;
    for (guint i = 0; matches != NULL && i < matches->len; i++) {
        const struct rule_match *match = g_ptr_array_index (matches, i);
        if (match->start >= to)
            return NULL;
        if (match->start >= from && match->end <= to && (start == ANYWHERE || match->start == start)
            && (end == ANYWHERE || match->end == end))
            return match;
    }
    return NULL;
}

const struct rule_match *
wording_in (const struct wording *wording, const char *kind, gsize from, gsize to)
{
    return find (wording, kind, from, to, ANYWHERE, ANYWHERE);
}

const struct rule_match *
wording_begins (const struct wording *wording, const char *kind, gsize at)
{
    while (at < wording->page->length && wording->page->text[at] == ' ')
        at++;
    return find (wording, kind, at, wording->page->length, at, ANYWHERE);
}

const struct rule_match *
wording_ends (const struct wording *wording, const char *kind, gsize from, gsize at)
{
    while (at > from && wording->page->text[at - 1] == ' ')
        at--;
    return find (wording, kind, from, at, ANYWHERE, at);
}

gboolean
wording_fills (const struct wording *wording, const char *kind, gsize from, gsize to, const char *between)
{
    while (from < to) {
        const struct rule_match *word =
            strchr (between, wording->page->text[from]) == NULL ? find (wording, kind, from, to, from, ANYWHERE) : NULL;
        if (word == NULL && strchr (between, wording->page->text[from]) == NULL)
            return FALSE;
        from = word != NULL ? word->end : from + 1;
    }
    return TRUE;
}
