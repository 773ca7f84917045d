#include "stages/extract/sight.h"

#include <stdlib.h>
#include <string.h>

#include "common/words.h"
#include "stages/extract/isodate.h"

#define WEIGHT_MIN 3.0 /* less is no evidence */
#define TOP_SENTENCES 15
#define SHORT_LINE_BYTES 90
#define TITLE_LINES 6         /* of a page, in which a title may stand behind the writer's name */
#define EARLIEST "1990-01-01" /* an earlier day is a birth's, misread for another's */

static gboolean
lists (const char *list, const char *word)
{
    g_auto (GStrv) words = g_strsplit (list != NULL ? list : "", " ", -1);
    return g_strv_contains ((const char *const *) words, word);
}

/* The line of the page as written that holds byte `at`, as bytes of `original`; its ordinal, from 0. */
static guint
line_of (const struct page *page, gsize at, gsize *start, gsize *end)
{
    guint point = page->origin[at], line = 0;
    while (line < page->lines->len && g_array_index (page->lines, guint32, line) <= point)
        line++;
    guint from = line > 0 ? g_array_index (page->lines, guint32, line - 1) : 0;
    guint to = line < page->lines->len ? g_array_index (page->lines, guint32, line) : page->points;
    *start = page->offsets[from];
    *end = page->offsets[to];
    return line;
}

/* Whether the words before byte `at` of a line can be a name before a title ("SOME CLINIC  Progress Note"): the last one is
 * capitalised or a mark, and no reference ("Re: Progress Report"). */
static gboolean
is_behind_name (const char *line, gsize at)
{
    gsize end = at;
    while (end > 0 && g_ascii_isspace (line[end - 1]))
        end--;
    gsize start = end;
    while (start > 0 && !g_ascii_isspace (line[start - 1]))
        start--;
    if (start == end || line[end - 1] == ':' || line[end - 1] == ',' || line[end - 1] == '.')
        return FALSE;
    return !g_ascii_islower (line[start]) && !g_ascii_isdigit (line[start]);
}

/* Whether a match begins a heading or a short line, or is the title behind a name at the top of the page. */
static gboolean
heads (const struct page *page, gsize at)
{
    int index = page_sentence_at (page, at);
    if (index < 0)
        return FALSE;
    const struct sentence *sentence = &g_array_index (page->sentences, struct sentence, index);
    if (sentence->start == at && (sentence->heading || sentence->end - sentence->start <= SHORT_LINE_BYTES))
        return TRUE;
    gsize start, end;
    guint line = line_of (page, at, &start, &end);
    gsize place = page->offsets[page->origin[at]] - start;
    while (end > start && g_ascii_isspace (page->original[end - 1]))
        end--;
    if (line >= TITLE_LINES || end - start > SHORT_LINE_BYTES || page->original[end - 1] == '.')
        return FALSE;
    return place == 0 || is_behind_name (page->original + start, place);
}

static double
weight_of (const struct rule *rule)
{
    const char *weight = rule_field (rule, "weight");
    return weight != NULL ? g_ascii_strtod (weight, NULL) : 1;
}

static int
compare_strings (gconstpointer a, gconstpointer b, gpointer data G_GNUC_UNUSED)
{
    return strcmp (a, b);
}

static gboolean
pick_best (gpointer key, gpointer value, gpointer data)
{
    struct sight *sight = data;
    double weight = *(double *) value;
    if (weight > sight->weight) {
        sight->runner_up = sight->weight;
        sight->weight = weight;
        sight->class_id = key;
    } else
        sight->runner_up = MAX (sight->runner_up, weight);
    return FALSE;
}

static void
weigh (const struct page *page, const GPtrArray *matches, struct sight *sight)
{
    g_autoptr (GTree) weights = g_tree_new_full (compare_strings, NULL, NULL, g_free); /* class -> double */
    g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
    g_autoptr (GHashTable) titled = g_hash_table_new (g_str_hash, g_str_equal);
    double layout_weight = 0;
    for (guint i = 0; i < matches->len; i++) {
        const struct rule_match *match = matches->pdata[i];
        if (g_hash_table_contains (seen, match->rule))
            continue;
        const char *kind = rule_kind (match->rule), *place = rule_field (match->rule, "place");
        double weight = weight_of (match->rule);
        if (strcmp (kind, "layout") == 0 && weight > layout_weight) {
            layout_weight = weight;
            sight->layout = rule_field (match->rule, "layout");
        }
        if (strcmp (kind, "anchor") != 0 || (g_strcmp0 (place, "heading") == 0 && !heads (page, match->start)))
            continue;
        g_hash_table_add (seen, (gpointer) match->rule);
        const char *class_id = rule_field (match->rule, "class");
        double *sum = g_tree_lookup (weights, class_id);
        if (sum == NULL) {
            sum = g_new0 (double, 1);
            g_tree_insert (weights, (gpointer) class_id, sum);
        }
        *sum += weight;
        int index = page_sentence_at (page, match->start);
        if (weight >= TITLE_WEIGHT && index >= 0 && index < TOP_SENTENCES && rule_field (match->rule, "opens") == NULL)
            g_hash_table_add (titled, (gpointer) class_id);
    }
    g_tree_foreach (weights, pick_best, sight);
    if (sight->weight < WEIGHT_MIN)
        sight->class_id = NULL;
    sight->title = sight->class_id != NULL && g_hash_table_contains (titled, sight->class_id);
}

/* Whether a day is written in two places of the page: a doubtful reading counts when it was read twice. */
static gboolean
is_said_twice (const GPtrArray *matches, const char *day)
{
    gsize first = G_MAXSIZE;
    for (guint i = 0; i < matches->len; i++) {
        const struct rule_match *match = matches->pdata[i];
        gsize start, end;
        if (strcmp (rule_kind (match->rule), "date") != 0 || !rule_match_span (match, "date", &start, &end))
            continue;
        g_autofree char *other = date_read_iso (rule_match_get (match, "date"));
        if (g_strcmp0 (other, day) != 0)
            continue;
        if (first != G_MAXSIZE && first != start)
            return TRUE;
        first = start;
    }
    return FALSE;
}

/* Whether a word of the span was read doubtfully. */
static gboolean
is_doubtful (const struct page *page, gsize start, gsize end)
{
    guint from, to;
    double box[4];
    gboolean doubtful = FALSE;
    page_span (page, start, end, &from, &to);
    return words_box (page->words, from, to, box, NULL, &doubtful) && doubtful;
}

static void
find_date (const struct page *page, const GPtrArray *matches, const char *class_id, struct sight *sight)
{
    int best = G_MININT;
    for (guint i = 0; i < matches->len; i++) {
        const struct rule_match *match = matches->pdata[i];
        if (strcmp (rule_kind (match->rule), "date") != 0 || !lists (rule_field (match->rule, "classes"), class_id))
            continue;
        gsize start, end;
        if (!rule_match_span (match, "date", &start, &end))
            continue;
        if (rule_field (match->rule, "top") != NULL && page_sentence_at (page, start) >= TOP_SENTENCES)
            continue;
        int priority = rule_priority (match->rule);
        gboolean last = g_strcmp0 (rule_field (match->rule, "take"), "last") == 0;
        if (priority < best || (priority == best && !last))
            continue;
        char *date = date_read_iso (rule_match_get (match, "date"));
        if (date == NULL || strcmp (date, EARLIEST) < 0
            || (is_doubtful (page, start, end) && !is_said_twice (matches, date))) {
            g_free (date);
            continue;
        }
        g_free (sight->date);
        sight->date = date;
        best = priority;
    }
}

/* The day of birth that the page gives its patient; none where it gives two. */
static void
find_birth (const struct page *page, const GPtrArray *matches, struct sight *sight)
{
    for (guint i = 0; i < matches->len; i++) {
        const struct rule_match *match = matches->pdata[i];
        gsize start, end;
        if (strcmp (rule_kind (match->rule), "birth") != 0 || !rule_match_span (match, "date", &start, &end)
            || is_doubtful (page, start, end))
            continue;
        g_autofree char *birth = date_read_iso (rule_match_get (match, "date"));
        if (birth == NULL || g_strcmp0 (birth, sight->birth) == 0)
            continue;
        if (sight->birth != NULL) {
            g_clear_pointer (&sight->birth, g_free);
            return;
        }
        sight->birth = g_steal_pointer (&birth);
    }
}

/* Page numbers stand at the edges, or in a line of their own below the writer's name. */
static gboolean
is_page_number (const struct page *page, const struct rule_match *match)
{
    int index = page_sentence_at (page, match->start);
    if (index < 0 || index < 6 || index + 4 >= (int) page->sentences->len)
        return index >= 0;
    const struct sentence *sentence = &g_array_index (page->sentences, struct sentence, index);
    return index < TOP_SENTENCES && sentence->start == match->start && sentence->end <= match->end + 1;
}

static void
find_page_of (const struct page *page, const GPtrArray *matches, struct sight *sight)
{
    for (guint i = 0; i < matches->len && sight->of == 0; i++) {
        const struct rule_match *match = matches->pdata[i];
        if (strcmp (rule_kind (match->rule), "page_of") != 0)
            continue;
        if (!is_page_number (page, match))
            continue;
        int n = (int) g_ascii_strtoll (rule_match_get (match, "n"), NULL, 10);
        int of = (int) g_ascii_strtoll (rule_match_get (match, "of"), NULL, 10);
        if (n >= 1 && of >= n) {
            sight->n = n;
            sight->of = of;
        }
    }
}

/* The first line that says anything, figures masked, so that "Page 1 of 3" and dates do not tell pages apart. */
static char *
header_line (const struct page *page)
{
    for (guint i = 0; i < page->sentences->len; i++) {
        const struct sentence *sentence = &g_array_index (page->sentences, struct sentence, i);
        if (sentence->end - sentence->start < 8)
            continue;
        char *line = g_strndup (page->text + sentence->start, MIN (sentence->end - sentence->start, 120));
        for (char *p = line; *p != '\0'; p++)
            *p = g_ascii_isdigit (*p) ? '#' : g_ascii_tolower (*p);
        return line;
    }
    return g_strdup ("");
}

/* The name of the house whose paper it is, where the page begins with one. */
static char *
letterhead_of (const struct page *page, const GPtrArray *matches)
{
    for (guint i = 0; i < matches->len; i++) {
        const struct rule_match *match = matches->pdata[i];
        if (strcmp (rule_kind (match->rule), "letterhead") == 0 && page_sentence_at (page, match->start) == 0)
            return g_utf8_casefold (page->text + match->start, (gssize) (match->end - match->start));
    }
    return NULL;
}

void
sight_look (const struct rules *rules, const struct page *page, struct sight *sight)
{
    g_autoptr (GPtrArray) matches = page_match (page, rules, 0, page->length);
    weigh (page, matches, sight);
    find_page_of (page, matches, sight);
    find_birth (page, matches, sight);
    sight->header = header_line (page);
    sight->letterhead = letterhead_of (page, matches);
    find_date (page, matches, sight->class_id != NULL ? sight->class_id : "OTHER", sight);
    page_forget_matches (page); /* a file may have thousands of pages */
}

void
sight_clear (struct sight *sight)
{
    g_free (sight->header);
    g_free (sight->letterhead);
    g_free (sight->date);
    g_free (sight->birth);
}
