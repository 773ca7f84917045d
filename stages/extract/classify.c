/* The documents of a file: the class of each page, and the date that names it (parts.h, 1; domain.md 1.2).
 *
 * A page's own anchors decide its class (sight.h); a page without evidence goes with the document before it only where its headers say
 * so ("Page 2 of 5", the same header line).
 */
#include <stdlib.h>
#include <string.h>

#include "common/calendar.h"
#include "common/record.h"
#include "stages/extract/parts.h"
#include "stages/extract/sight.h"

#define WITHIN_DAYS 31 /* between the days that the pages of one document may name: of a visit, and of its signature */
#define BIRTH_DIGITS 2 /* so many figures of a day of birth must differ: one may be misread */
#define EDGE_SENTENCES 3 /* of a page, among which headers and footers stand */
#define RUNNING_BYTES 25 /* a line of running text is no shorter */
#define BLANK_MAX_LETTERS 3

struct classifier {
    struct rules *rules;
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
        sight_look (classifier->rules, page, sight);
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
    for (guint i = 0; i < pages->len; i++)
        sight_clear (&sights[i]);
}
