/* Sentences of joined text (page_split_sentences of page.h): full stops that end something, and those that do not. */
#include <string.h>

#include "stages/extract/page.h"

#define SENTENCE_MAX_BYTES 4000 /* text without any full stop is cut, so that no pattern meets an endless subject */

/* Abbreviations that a sentence never ends with. */
static const char *const titles[] = { "dr",   "drs", "mr",   "mrs",    "ms",   "prof", "vs",   "e.g",  "i.e",
                                      "eg",   "ie",  "cf",   "st",     "lic",  "cal",  "fig",  "ch",   "pp",
                                      "p",    "tel", "nos",  "approx", "est",  "dept", "sec",  "attn", "et al",
                                      "rev",  "gen", "re",   "ext",    "hosp", "govt", "bldg", "ste",  "ave",
                                      "blvd", "viz", "incl", "esp",    "temp", "lt",   "rt" };
/* Those that are abbreviations only before a figure ("No. 5", "Feb. 3", "vol. 2"). */
static const char *const before_figures[] = { "no",  "jan", "feb",  "mar", "apr",  "jun", "jul",
                                              "aug", "sep", "sept", "oct", "nov",  "dec", "vol",
                                              "art", "ed",  "pt",   "lev", "sect", "par", "pg" };
/* Words that begin sentences: they end one even after an initial or a dotted abbreviation. */
static const char *const starters[] = { "the",   "he",      "she",      "his",     "her",    "it",      "this", "that",
                                        "there", "these",   "they",     "patient", "in",     "on",      "at",   "no",
                                        "we",    "i",       "a",        "an",      "after",  "then",    "upon", "under",
                                        "with",  "pain",    "all",      "both",    "mr",     "ms",      "mrs",  "dr",
                                        "if",    "however", "physical", "past",    "follow", "continue" };

static gboolean
listed (const char *const *list, gsize n, const char *word, gsize length)
{
    for (gsize i = 0; i < n; i++)
        if (strlen (list[i]) == length && g_ascii_strncasecmp (list[i], word, length) == 0)
            return TRUE;
    return FALSE;
}
#define LISTED(list, word, length) listed (list, G_N_ELEMENTS (list), word, length)

static gsize
skip_blanks (const char *text, gsize at, gsize end)
{
    while (at < end && (text[at] == ' ' || text[at] == '\n'))
        at++;
    return at;
}

static gsize
word_length (const char *text, gsize at, gsize end)
{
    gsize i = at;
    while (i < end && g_ascii_isalpha (text[i]))
        i++;
    return i - at;
}

/* Whether the full stop at `stop`, in a sentence that begins at `start`, ends it. `next`: the first byte after it that is no
 * blank, quote or bracket. */
static gboolean
full_stop_ends (const char *text, gsize start, gsize stop, gsize next, gsize end)
{
    if (next >= end)
        return TRUE;
    gsize word = stop;
    while (word > start && (g_ascii_isalnum (text[word - 1]) || (text[word - 1] == '.' && word - 1 > start)))
        word--;
    gsize length = stop - word;
    gboolean small = g_ascii_islower (text[next]), figure = g_ascii_isdigit (text[next]);
    gsize following = word_length (text, next, end);
    gboolean starter = LISTED (starters, text + next, following) && !small;

    if (length == 0)
        return !small;
    /* "1. Cervical ...": a number that opens the sentence, or follows a colon, is an item's */
    gboolean number = length <= 2;
    for (gsize i = word; i < stop; i++)
        number = number && g_ascii_isdigit (text[i]);
    if (number) {
        gsize before = word;
        while (before > start && text[before - 1] == ' ')
            before--;
        if (before == start || text[before - 1] == ':')
            return FALSE;
    }
    if (LISTED (titles, text + word, length))
        return FALSE;
    if (LISTED (before_figures, text + word, length)) {
        gsize token = next; /* "claim no. DX-07" */
        while (token < end && text[token] != ' ' && text[token] != '\n' && !g_ascii_isdigit (text[token]))
            token++;
        if (figure || (word > start && g_ascii_islower (text[word]) && token < end && g_ascii_isdigit (text[token])))
            return FALSE;
    }
    if (length == 1 && g_ascii_isupper (text[word])) /* an initial */
        return starter;
    if (memchr (text + word, '.', length) != NULL && g_ascii_isalpha (text[word])) /* p.r.n., M.D. */
        return starter || (!small && !figure && g_ascii_islower (text[word]));
    if (!small || text[stop] != '.')
        return TRUE;
    /* dictated: "... the consent form. the patient was placed ..." */
    return length >= 4 && following >= 2 && LISTED (starters, text + next, following);
}

/* An enumerator "2. " or "2) " after a colon starts a sentence of its own. */
static gboolean
item_starts (const char *text, gsize at, gsize end)
{
    gsize i = at;
    while (i < end && i - at < 2 && g_ascii_isdigit (text[i]))
        i++;
    return i > at && i + 1 < end && (text[i] == '.' || text[i] == ')') && text[i + 1] == ' ';
}

/* Whether capitals and a colon stand at `at`: "ANESTHESIA: Local", "PATIENT'S GOALS IN 4 WEEKS:"; or, where the line break of a list
 * is lost, capitals and its first number: "ALLERGIES1. Penicillin". */
static gboolean
label_starts (const char *text, gsize at, gsize end)
{
    guint capitals = 0;
    gsize i = at;
    while (i < end && i - at < 60 && (g_ascii_isupper (text[i]) || strchr (" /-&()'0123456789", text[i]) != NULL)) {
        capitals += g_ascii_isupper (text[i]) ? 1 : 0;
        i++;
    }
    gboolean list = i < end && (text[i] == '.' || text[i] == ')') && i >= at + 5 && text[i - 1] == '1'
                    && (g_ascii_isupper (text[i - 2]) || (text[i - 2] == ' ' && g_ascii_isupper (text[i - 3])));
    return i < end && (text[i] == ':' || list) && capitals >= 3; /* "EBL:", "PMH:" */
}

/* "Back to 7/10.The", "relief of 80%.She", "down to a 5.He": a figure that ends a sentence, and no number of an item. */
static gboolean
figure_ends (const char *text, gsize start, gsize stop)
{
    static const char *const before[] = { "a", "an", "to", "is", "was", "of", "at", "now", "about", "from" };
    gsize token = stop;
    while (token > start && text[token - 1] != ' ' && text[token - 1] != '\n')
        token--;
    gboolean plain = TRUE;
    for (gsize i = token; i < stop; i++) {
        if (text[i] == '.' || text[i] == ':')
            return FALSE;
        plain = plain && g_ascii_isdigit (text[i]);
    }
    if (!plain)
        return stop - token >= 2;
    gsize end = token;
    while (end > start && text[end - 1] == ' ')
        end--;
    gsize word = end;
    while (word > start && g_ascii_isalpha (text[word - 1]))
        word--;
    return LISTED (before, text + word, end - word);
}

/* "spondylosis.POSTOPERATIVE DIAGNOSIS:", "at L5-S1.ANESTHESIA:", "pain.He", "leak.I then": a full stop with no blank
 * after it. */
static gboolean
glued_stop_ends (const char *text, gsize start, gsize stop, gsize end)
{
    gboolean item = item_starts (text, stop + 1, end); /* "contrast.2. Fluoroscopy" */
    gsize i = stop + 1;
    if (stop < start + 3 || (!item && !g_ascii_isupper (text[i])))
        return FALSE;
    if (!item && label_starts (text, i, end))
        return TRUE;
    gboolean figure = !item && (g_ascii_isdigit (text[stop - 1]) || text[stop - 1] == '%');
    if (figure)
        return i + 2 < end && g_ascii_islower (text[i + 1]) && g_ascii_isalpha (text[i + 2])
               && figure_ends (text, start, stop);
    for (gsize k = stop - 3; k < stop; k++)
        if (!g_ascii_isalnum (text[k]) && text[k] != ')' && text[k] != '%')
            return FALSE;
    if (item)
        return g_ascii_isalpha (text[stop - 1]);
    gboolean word =
        i + 1 < end && (g_ascii_islower (text[i + 1]) || (text[i + 1] == ' ' && (text[i] == 'I' || text[i] == 'A')));
    if (word)
        return g_ascii_islower (text[stop - 1]);
    /* "neuropathy.MRI of the spine": an abbreviation begins the next sentence */
    gsize capitals = i;
    while (capitals < end && g_ascii_isupper (text[capitals]))
        capitals++;
    return capitals >= i + 2 && capitals < end && text[capitals] == ' ' && g_ascii_islower (text[stop - 1])
           && g_ascii_islower (text[stop - 2]) && g_ascii_islower (text[stop - 3]);
}

/* Whether a heading: capitals throughout, or a lone label. */
static gboolean
is_heading (const char *text, gsize start, gsize end, gboolean line_alone)
{
    if (end - start > 90)
        return FALSE;
    guint upper = 0, lower = 0;
    for (gsize i = start; i < end; i++) {
        upper += g_ascii_isupper (text[i]) ? 1 : 0;
        lower += g_ascii_islower (text[i]) ? 1 : 0;
    }
    if (text[end - 1] == ':')
        return upper + lower >= 2 && !g_ascii_islower (text[start]);
    return line_alone && upper >= 3 && lower == 0 && text[end - 1] != '.' && text[end - 1] != ',';
}

struct splitter {
    const char *text;
    GArray *sentences;
    const GArray *breaks;
    guint next_break;
    guint paragraph;
};

static void
emit (struct splitter *splitter, gsize start, gsize end)
{
    const char *text = splitter->text;
    gsize length = end;
    start = skip_blanks (text, start, end);
    while (end > start && (text[end - 1] == ' ' || text[end - 1] == '\n'))
        end--;
    if (start >= end)
        return;
    gboolean alone = (start == 0 || text[start - 1] == '\n') && (text[end] == '\n' || text[end] == '\0');
    struct sentence sentence = { .start = start, .end = end, .zone = ZONE_RECORD };
    sentence.heading = is_heading (text, start, end, alone);
    gboolean starts = sentence.heading && splitter->sentences->len > 0;
    while (splitter->next_break < splitter->breaks->len
           && g_array_index (splitter->breaks, gsize, splitter->next_break) < length) {
        starts = starts || g_array_index (splitter->breaks, gsize, splitter->next_break) > 0;
        splitter->next_break++;
    }
    splitter->paragraph += starts ? 1 : 0;
    sentence.paragraph = splitter->paragraph;
    g_array_append_val (splitter->sentences, sentence);
}

GArray *
page_split_sentences (const char *text, gsize length, const GArray *breaks, const GArray *columns)
{
    struct splitter splitter = { .text = text, .breaks = breaks };
    splitter.sentences = g_array_new (FALSE, TRUE, sizeof (struct sentence));
    gsize start = 0;
    guint column = 0;
    for (gsize i = 0; i < length; i++) {
        gboolean cut = FALSE;
        gsize after = i + 1;
        while (column < columns->len && g_array_index (columns, gsize, column) < after)
            column++;
        if (text[i] == '\n')
            cut = TRUE;
        else if (column < columns->len && g_array_index (columns, gsize, column) == after)
            cut = TRUE;
        else if (text[i] == '.' || text[i] == '?' || text[i] == '!') {
            while (after < length && strchr ("\"')]", text[after]) != NULL)
                after++;
            if (after >= length || text[after] == ' ')
                cut = full_stop_ends (text, start, i, skip_blanks (text, after, length), length);
            else if (after == i + 1 && text[i] == '.')
                cut = glued_stop_ends (text, start, i, length);
        } else if (text[i] == ':' && after < length && text[after] == ' ')
            cut = item_starts (text, skip_blanks (text, after, length), length);
        else if (text[i] == ' ' && i - start >= SENTENCE_MAX_BYTES)
            cut = TRUE;
        if (cut) {
            emit (&splitter, start, after);
            start = after;
            i = after - 1;
        }
    }
    emit (&splitter, start, length);
    return splitter.sentences;
}

/* Whether [from, to) of the original, which the joined text left out, held a line break: a word was wrapped there. */
static gboolean
was_wrapped (const struct page *page, guint from, guint to)
{
    const char *start = page->original + page->offsets[from], *end = page->original + page->offsets[to];
    return memchr (start, '\n', (gsize) (end - start)) != NULL;
}

char *
page_sentence_runs (const struct page *page)
{
    GString *packed = g_string_new (NULL);
    for (guint i = 0; i < page->sentences->len; i++) {
        const struct sentence *sentence = &g_array_index (page->sentences, struct sentence, i);
        guint from = page->origin[sentence->start], past = from + 1;
        g_string_append (packed, i > 0 ? ";" : "");
        for (gsize at = sentence->start; at < sentence->end; at++) {
            guint point = page->origin[at];
            if (point > past && page->text[at] != ' ' && page->text[at - 1] != ' ' && was_wrapped (page, past, point)) {
                g_string_append_printf (packed, "%u %u,", from, past - from);
                from = point;
            }
            past = MAX (past, point + 1);
        }
        g_string_append_printf (packed, "%u %u", from, past - from);
    }
    return g_string_free (packed, FALSE);
}
