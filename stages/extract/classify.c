/* Class of each page, the documents of a file, and the date that names each (parts.h, 1; domain.md 1.2).
 *
 * A page's own anchors decide its class; a page without evidence goes with the document before it only where its headers
 * say so ("Page 2 of 5", the same header line).
 */
#include <stdlib.h>
#include <string.h>

#include "common/calendar.h"
#include "common/record.h"
#include "common/words.h"
#include "stages/extract/isodate.h"
#include "stages/extract/parts.h"

#define WEIGHT_MIN 3.0   /* less is no evidence */
#define TITLE_WEIGHT 5.0 /* an anchor of this weight begins a document */
#define TOP_SENTENCES 15
#define SHORT_LINE_BYTES 90
#define WITHIN_DAYS 31 /* between the days that the pages of one document may name: of a visit, and of its signature */
#define BIRTH_DIGITS 2 /* so many figures of a day of birth must differ: one may be misread */
#define TITLE_LINES 6  /* of a page, in which a title may stand behind the writer's name */
#define EARLIEST "1990-01-01" /* an earlier day is a birth's, misread for another's */
#define EDGE_SENTENCES 3      /* of a page, among which headers and footers stand */
#define RUNNING_BYTES 25      /* a line of running text is no shorter */
#define BLANK_MAX_LETTERS 3

struct classifier {
    struct rules *rules;
};

/* What is known of one page before documents are formed. */
struct sight {
    const char *class_id; /* NULL: no evidence */
    double weight, runner_up;
    gboolean title;            /* begins a document by its own words */
    int n, of;                 /* "Page n of m", 0 where not said */
    char *header;              /* first line, figures masked */
    char *letterhead;          /* first line where it is the name of a house, letter case folded; else NULL */
    char *date;                /* ISO */
    char *birth;               /* ISO; the patient's */
    const char *document_date; /* of the document that the page belongs to; lent */
    const char *layout;
};

struct classifier *
classifier_new (const char *patterns, GString *mistakes)
{
    struct rules *rules = rules_load_noting (patterns, "documents", mistakes);
    if (rules == NULL)
        return NULL;
    struct classifier *classifier = g_new0 (struct classifier, 1);
    classifier->rules = rules;
    return classifier;
}

void
classifier_free (struct classifier *classifier)
{
    if (classifier == NULL)
        return;
    rules_free (classifier->rules);
    g_free (classifier);
}

static gboolean
is_blank (const struct page *page)
{
    guint letters = 0;
    for (const char *p = page->text; *p != '\0' && letters < BLANK_MAX_LETTERS; p = g_utf8_next_char (p))
        letters += g_unichar_isalnum (g_utf8_get_char (p)) ? 1 : 0;
    return record_bool (page->record, "blank") || letters < BLANK_MAX_LETTERS;
}

/* A page that could not be read is not blank: it has words of ink, or an error. */
static gboolean
is_unread (const struct page *page)
{
    const cJSON *error = record_get (page->record, "error");
    return strcmp (page->source, "none") == 0 || (error != NULL && !cJSON_IsNull (error));
}

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

/* Whether a page is on the paper of another house than the document of pages [first, end), which begins with a name, too, and names the
 * other one nowhere. */
static gboolean
is_on_other_paper (GPtrArray *pages, const struct sight *sights, guint first, guint end)
{
    const char *letterhead = sights[end].letterhead;
    if (letterhead == NULL || sights[first].letterhead == NULL)
        return FALSE;
    for (guint i = first; i < end; i++) {
        const struct page *page = pages->pdata[i];
        g_autofree char *text = g_utf8_casefold (page->text, -1);
        if (strstr (text, letterhead) != NULL)
            return FALSE;
    }
    return TRUE;
}

static void
look (const struct classifier *classifier, struct page *page, struct sight *sight)
{
    g_autoptr (GPtrArray) matches = page_match (page, classifier->rules, 0, page->length);
    weigh (page, matches, sight);
    find_page_of (page, matches, sight);
    find_birth (page, matches, sight);
    sight->header = header_line (page);
    sight->letterhead = letterhead_of (page, matches);
    find_date (page, matches, sight->class_id != NULL ? sight->class_id : "OTHER", sight);
    page_forget_matches (page); /* a file may have thousands of pages */
}

/* Whether a sentence is cut by the end of `before`: its last line has no end, and `page` begins with a small letter or a
 * figure. Lines of header and footer may stand between. */
static gboolean
runs_on (const struct page *before, const struct page *page)
{
    const struct sentence *last = NULL, *first = NULL;
    guint n = before->sentences->len;
    for (guint i = n; i > 0 && i + EDGE_SENTENCES > n && last == NULL; i--) {
        const struct sentence *sentence = &g_array_index (before->sentences, struct sentence, i - 1);
        gsize line = sentence->end;
        while (line > 0 && before->text[line - 1] != '\n')
            line--;
        if (!sentence->heading && sentence->end - line >= RUNNING_BYTES)
            last = sentence;
    }
    if (last == NULL || strchr (".!?:;)", before->text[last->end - 1]) != NULL)
        return FALSE;
    for (guint i = 0; i < page->sentences->len && i < EDGE_SENTENCES && first == NULL; i++) {
        const struct sentence *sentence = &g_array_index (page->sentences, struct sentence, i);
        if (g_ascii_islower (page->text[sentence->start]) || (i == 0 && g_ascii_isdigit (page->text[sentence->start])))
            first = sentence;
    }
    return first != NULL;
}

static int
days_between (const char *from, const char *to)
{
    return from != NULL && to != NULL ? abs (calendar_days_between (from, to)) : 0;
}

static gboolean
is_other_patient (const struct sight *a, const struct sight *b)
{
    guint differ = 0;
    for (guint i = 0; a->birth != NULL && b->birth != NULL && a->birth[i] != '\0' && b->birth[i] != '\0'; i++)
        differ += a->birth[i] != b->birth[i];
    return differ >= BIRTH_DIGITS;
}

/* Whether the page is a printed form, whose further pages bear its own head and no writer's. */
static gboolean
is_form (const struct sight *sight)
{
    static const char *const forms[] = { "RFA", "IMR_APP", "DFR", NULL };
    return sight->class_id != NULL && g_strv_contains (forms, sight->class_id);
}

/* Whether the page says by itself what, of which day or of whom it is. */
static gboolean
is_told (const struct sight *sight)
{
    return sight->title || sight->date != NULL || sight->birth != NULL;
}

/* Whether `page` goes on with the document of the page before it, which has `pages` so far. */
static gboolean
continues (const struct sight *before, const struct sight *sight, int pages, gboolean blank_between, gboolean run_on)
{
    gboolean same_class =
        sight->class_id == NULL || (before->class_id != NULL && strcmp (before->class_id, sight->class_id) == 0);
    gboolean weak = sight->class_id == NULL || (!sight->title && sight->weight < before->weight)
                    || (before->class_id == NULL && sight->n == before->n + 1);
    if (is_other_patient (before, sight))
        return FALSE;
    if (sight->of > 0 && before->of > 0)
        return sight->of == before->of && sight->n > before->n && (same_class || weak)
               && days_between (before->document_date, sight->date) <= WITHIN_DAYS;
    if (sight->n == 1 || blank_between)
        return FALSE;
    gboolean other_date = sight->date != NULL && before->date != NULL && strcmp (sight->date, before->date) != 0;
    gboolean complete = before->of > 0 && before->n >= before->of;
    if (run_on) /* a title after the last of its pages, or with another day, is another document, however the page before ends */
        return !sight->title || (same_class && !other_date && !complete);
    gboolean same_header = sight->header[0] != '\0' && strcmp (sight->header, before->header) == 0;
    if (sight->of > 1 && sight->n > 1 && before->of == 0)
        return sight->n == pages + 1
               && (same_class
                   || (weak && (same_header || sight->weight < TITLE_WEIGHT))) /* a letter may quote a report */
               && days_between (before->document_date, sight->date) <= WITHIN_DAYS
               && ((sight->class_id != NULL && same_class) || same_header || !is_form (before))
               && (pages > 1 || same_header || is_told (before));
    if (sight->class_id == NULL)
        return before->class_id != NULL && same_header;
    if (complete && sight->title)
        return FALSE;
    return same_class && !other_date && (same_header || !sight->title) && (sight->date != NULL || !sight->title);
}

static void
replace (cJSON *object, const char *key, cJSON *value)
{
    cJSON_DeleteItemFromObjectCaseSensitive (object, key);
    cJSON_AddItemToObject (object, key, value);
}

static void
note (struct page *page, const struct sight *sight, int part)
{
    cJSON *record = page->record;
    replace (record, "class", cJSON_CreateString (page->class_id));
    replace (record, "class_confidence", cJSON_CreateNumber (page->class_confidence));
    gboolean letter = strcmp (page->class_id, "IMR_FDL") == 0 && sight->layout != NULL;
    replace (record, "layout", letter ? cJSON_CreateString (sight->layout) : cJSON_CreateNull ());
    replace (record, "part", cJSON_CreateNumber (part));
    replace (record, "titled", cJSON_CreateBool (sight->title));
    replace (record, "part_date", page->date != NULL ? cJSON_CreateString (page->date) : cJSON_CreateNull ());
    cJSON *page_of = sight->of > 0 ? cJSON_CreateObject () : cJSON_CreateNull ();
    if (sight->of > 0) {
        cJSON_AddNumberToObject (page_of, "n", sight->n);
        cJSON_AddNumberToObject (page_of, "of", sight->of);
    }
    replace (record, "page_of", page_of);
}

/* Two decimals, so that the same bytes come out everywhere. */
static double
confidence_of (const struct sight *sight)
{
    double share = sight->weight / (sight->weight + sight->runner_up + 2);
    return (double) (int) (share * 100 + 0.5) / 100;
}

/* A document of which only a later page tells what it is: the pages before it, [first, end], are of that class too. */
static void
name_class (GPtrArray *pages, const struct sight *sights, guint first, guint end, int part, const char *class_id)
{
    for (guint i = first; i <= end; i++) {
        struct page *page = pages->pdata[i];
        page->class_id = class_id;
        if (i < end) {
            page->class_confidence = 0.5;
            note (page, &sights[i], part);
        } else {
            page->class_confidence = confidence_of (&sights[i]);
        }
    }
}

void
classifier_run (const struct classifier *classifier, GPtrArray *pages)
{
    g_autofree struct sight *sights = g_new0 (struct sight, pages->len + 1);
    int part = 0;
    struct sight *before = NULL; /* the last page of the document that is open */
    const char *open_date = NULL, *open_class = NULL, *open_layout = NULL;
    gboolean blank_between = FALSE;
    guint first = 0; /* of the document that is open */
    for (guint i = 0; i < pages->len; i++) {
        struct page *page = pages->pdata[i];
        struct sight *sight = &sights[i];
        look (classifier, page, sight);
        if (is_blank (page) && !is_unread (page)) {
            page->class_id = "BLANK";
            page->class_confidence = 1;
            blank_between = TRUE;
            g_clear_pointer (&sight->date, g_free);
            note (page, sight, ++part);
            continue;
        }
        gboolean run_on = before != NULL && !blank_between && runs_on (pages->pdata[i - 1], page);
        gboolean on = before != NULL && continues (before, sight, (int) (i - first), blank_between, run_on)
                      && (before->of > 0 || sight->n < 2 || run_on || !is_on_other_paper (pages, sights, first, i));
        if (on) {
            page->class_id = open_class;
            page->class_confidence = sight->class_id != NULL ? confidence_of (sight) : 0.5;
            if (open_date == NULL)
                open_date = sight->date;
            if (sight->layout == NULL)
                sight->layout = open_layout;
            if (sight->birth == NULL)
                sight->birth = g_strdup (before->birth);
            if (sight->weight < before->weight)
                sight->weight = before->weight;
            if (strcmp (open_class, "OTHER") == 0 && sight->class_id != NULL)
                name_class (pages, sights, first, i, part, sight->class_id);
        } else {
            part++;
            first = i;
            page->class_id = sight->class_id != NULL ? sight->class_id : "OTHER";
            page->class_confidence = sight->class_id != NULL ? confidence_of (sight) : 0;
            open_date = sight->date;
        }
        open_class = page->class_id;
        open_layout = sight->layout;
        sight->class_id = strcmp (open_class, "OTHER") == 0 ? NULL : open_class;
        sight->document_date = open_date;
        page->date = g_strdup (open_date);
        note (page, sight, part);
        before = sight;
        blank_between = FALSE;
    }
    for (guint i = 0; i < pages->len; i++) {
        g_free (sights[i].header);
        g_free (sights[i].letterhead);
        g_free (sights[i].date);
        g_free (sights[i].birth);
    }
}
