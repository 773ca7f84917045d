#include "stages/ocr/amend.h"

#include <string.h>

#include "common/record.h"
#include "common/text.h"
#include "common/words.h"
#include "stages/ocr/align.h"

#define LEFT_OUT "[\xe2\x80\xa6]" /* stands for words that a person rejects: no rule reads anything in it */
#define OF_PAGE_MAX 1000
#define AROUND_LEAST 10 /* bytes before and after words by which their place is known again */
#define SAME_PLACE 0.5  /* share of the smaller box that two boxes of one place have in common */

struct amendments {
    GHashTable *of_page; /* "DOCUMENT PAGE" -> GPtrArray of cJSON, owned */
};

static void
free_list (gpointer list)
{
    g_ptr_array_unref (list);
}

static void
free_json (gpointer json)
{
    cJSON_Delete (json);
}

struct amendments *
amendments_new (void)
{
    struct amendments *amendments = g_new0 (struct amendments, 1);
    amendments->of_page = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_list);
    return amendments;
}

void
amendments_free (struct amendments *amendments)
{
    if (!amendments)
        return;
    g_hash_table_unref (amendments->of_page);
    g_free (amendments);
}

static char *
key_of (const cJSON *record)
{
    const char *document = record_string (record, "document");
    return g_strdup_printf ("%s %.0f", document ? document : "", record_number (record, "page", 0));
}

void
amendments_note (struct amendments *amendments, const cJSON *correction)
{
    const char *about = record_string (correction, "about");
    if (!record_string (correction, "document") || !record_string (correction, "id") || !about
        || strcmp (about, "fact") == 0 || cJSON_IsObject (record_get (correction, "error")))
        return;
    g_autofree char *key = key_of (correction);
    GPtrArray *list = g_hash_table_lookup (amendments->of_page, key);
    if (!list) {
        list = g_ptr_array_new_with_free_func (free_json);
        g_hash_table_insert (amendments->of_page, g_steal_pointer (&key), list);
    }
    if (list->len < OF_PAGE_MAX) /* what is beyond it comes out as not applied */
        g_ptr_array_add (list, cJSON_Duplicate (correction, TRUE));
}

static const GPtrArray *
amendments_of (const struct amendments *amendments, const cJSON *page)
{
    if (g_hash_table_size (amendments->of_page) == 0)
        return NULL;
    g_autofree char *key = key_of (page);
    return g_hash_table_lookup (amendments->of_page, key);
}

gboolean
amendments_wanted (const struct amendments *amendments, const cJSON *page)
{
    return amendments_of (amendments, page) != NULL;
}

/* --- a page's text and words while they change ---------------------------------------------------------------------------- */

struct sheet {
    char *text;
    guint length;  /* code points of text */
    GArray *words; /* struct word */
};

static void
sheet_take (struct sheet *sheet, char *text, GArray *words)
{
    g_free (sheet->text);
    g_clear_pointer (&sheet->words, g_array_unref);
    sheet->text = text;
    sheet->length = text_code_points (text, strlen (text));
    sheet->words = words;
}

static void
set_field (cJSON *json, const char *key, cJSON *value)
{
    if (record_get (json, key))
        cJSON_ReplaceItemInObjectCaseSensitive (json, key, value);
    else
        cJSON_AddItemToObject (json, key, value);
}

/* The words that overlap code points [*start, *end), which grow to hold them whole: index of the first, and how many. */
static guint
words_within (const struct sheet *sheet, guint *start, guint *end, guint *first)
{
    guint n = 0;
    for (guint i = 0; i < sheet->words->len; i++) {
        const struct word *word = &g_array_index (sheet->words, struct word, i);
        if (word->start >= *end || word->start + word->length <= *start)
            continue;
        if (n++ == 0)
            *first = i;
        *start = MIN (*start, word->start);
        *end = MAX (*end, MIN (word->start + word->length, sheet->length));
    }
    return n;
}

static void
join_box (struct word *box, const struct word *word, gboolean first)
{
    box->x0 = first ? word->x0 : MIN (box->x0, word->x0);
    box->y0 = first ? word->y0 : MIN (box->y0, word->y0);
    box->x1 = first ? word->x1 : MAX (box->x1, word->x1);
    box->y1 = first ? word->y1 : MAX (box->y1, word->y1);
}

/* Where a new word stands: on the old one of its rank where they are as many, else on its share of their line, else anywhere
 * among them. */
static struct word
place_of (const struct word *old, guint n_old, const struct typed_word *word, guint rank, guint n_new, guint length)
{
    struct word place = old[0];
    gboolean one_line = TRUE;
    if (n_old == n_new)
        return old[rank];
    for (guint i = 1; i < n_old; i++) {
        double middle = (old[i].y0 + old[i].y1) / 2;
        one_line &= middle > old[0].y0 && middle < old[0].y1 && old[i].x0 >= old[i - 1].x0;
        join_box (&place, &old[i], FALSE);
    }
    if (one_line && length > 0) {
        double x0 = place.x0, wide = place.x1 - place.x0;
        place.x0 = x0 + wide * word->start / length;
        place.x1 = x0 + wide * (word->start + word->length) / length;
    }
    return place;
}

/* Puts `now` in the place of code points [start, end), as a person's words. */
static void
replace_words (struct sheet *sheet, guint start, guint end, const char *now)
{
    guint from = start, to = end, first = 0;
    guint n_old = words_within (sheet, &from, &to, &first);
    g_autofree char *before = text_slice (sheet->text, from, start), *after = text_slice (sheet->text, end, to);
    g_autofree char *fresh = g_strconcat (before, now, after, NULL);
    g_autofree char *head = text_slice (sheet->text, 0, from);
    const char *tail = sheet->text + text_byte_offset (sheet->text, to);
    guint length = text_code_points (fresh, strlen (fresh));
    g_autoptr (GArray) typed = align_split (fresh);
    GArray *words = g_array_new (FALSE, FALSE, sizeof (struct word));
    for (guint i = 0; i < first; i++)
        g_array_append_val (words, g_array_index (sheet->words, struct word, i));
    for (guint i = 0; n_old > 0 && i < typed->len; i++) {
        const struct typed_word *one = &g_array_index (typed, struct typed_word, i);
        struct word word =
            place_of (&g_array_index (sheet->words, struct word, first), n_old, one, i, typed->len, length);
        word.start = from + one->start;
        word.length = one->length;
        word.confidence = WORD_CONFIDENCE_NONE;
        word.model = 'm';
        word.doubtful = FALSE;
        g_array_append_val (words, word);
    }
    for (guint i = n_old > 0 ? first + n_old : 0; i < sheet->words->len; i++) {
        struct word word = g_array_index (sheet->words, struct word, i);
        if (n_old == 0 && word.start < to) {
            g_array_append_val (words, word);
            continue;
        }
        word.start = word.start - to + from + length;
        g_array_append_val (words, word);
    }
    sheet_take (sheet, g_strconcat (head, fresh, tail, NULL), words);
}

/* --- finding what a correction means ----------------------------------------------------------------------------------- */

static char *
squeezed (const char *text)
{
    g_auto (GStrv) parts = g_strsplit_set (text, " \t\n", -1);
    g_autoptr (GString) out = g_string_new (NULL);
    for (guint i = 0; parts[i]; i++)
        if (*parts[i])
            g_string_append_printf (out, "%s%s", out->len ? " " : "", parts[i]);
    return g_strdup (out->str);
}

static gboolean
same_words (const char *a, const char *b)
{
    g_autofree char *one = squeezed (a), *other = squeezed (b);
    return strcmp (one, other) == 0;
}

static gboolean
box_given (const cJSON *correction, struct word *box)
{
    const cJSON *given = record_get (correction, "box");
    double *const edges[] = { &box->x0, &box->y0, &box->x1, &box->y1 };
    for (int i = 0; i < 4; i++) {
        const cJSON *edge = cJSON_GetArrayItem (given, i);
        if (!cJSON_IsNumber (edge))
            return FALSE;
        *edges[i] = edge->valuedouble;
    }
    return cJSON_GetArraySize (given) == 4 && box->x1 > box->x0 && box->y1 > box->y0;
}

static gboolean
same_place (const struct word *a, const struct word *b)
{
    double width = MIN (a->x1, b->x1) - MAX (a->x0, b->x0), height = MIN (a->y1, b->y1) - MAX (a->y0, b->y0);
    double smaller = MIN ((a->x1 - a->x0) * (a->y1 - a->y0), (b->x1 - b->x0) * (b->y1 - b->y0));
    return width > 0 && height > 0 && width * height >= SAME_PLACE * smaller;
}

/* The one run of words that reads `wanted` and stands at `box`. FALSE where there is none, or more than one. */
static gboolean
find_at (const struct sheet *sheet, const char *wanted, const struct word *box, guint *start, guint *end)
{
    g_autofree char *words_wanted = squeezed (wanted);
    guint n = 1, found = 0;
    for (const char *p = words_wanted; *p; p++)
        n += *p == ' ';
    for (guint i = 0; i + n <= sheet->words->len; i++) {
        const struct word *first = &g_array_index (sheet->words, struct word, i), *last = first + n - 1;
        struct word place = *first;
        if (MIN (place.x1, box->x1) <= MAX (place.x0, box->x0) || MIN (place.y1, box->y1) <= MAX (place.y0, box->y0))
            continue;
        for (const struct word *word = first + 1; word <= last; word++)
            join_box (&place, word, FALSE);
        if (!same_place (&place, box))
            continue;
        g_autofree char *slice = text_slice (sheet->text, first->start, last->start + last->length);
        if (!same_words (slice, wanted))
            continue;
        *start = first->start;
        *end = last->start + last->length;
        found++;
    }
    return found == 1;
}

/* The one place where the words stand between what stood before and after them. FALSE where there is none, more than one, or too
 * little around them to tell. */
static gboolean
find_between (const struct sheet *sheet, const cJSON *correction, const char *wanted, guint *start, guint *end)
{
    const char *before = record_string (correction, "before"), *after = record_string (correction, "after");
    if (!before || !after || strlen (before) + strlen (after) < AROUND_LEAST)
        return FALSE;
    g_autofree char *whole = g_strconcat (before, wanted, after, NULL);
    const char *found = strstr (sheet->text, whole);
    if (!found || strstr (found + 1, whole))
        return FALSE;
    *start = text_code_points (sheet->text, (gsize) (found - sheet->text) + strlen (before));
    *end = *start + text_code_points (wanted, strlen (wanted));
    return TRUE;
}

enum match { MATCHES, ALREADY, DIFFERS };

/* Where on the sheet the words stand that a correction means. ALREADY: what should stand there does. */
static enum match
find_words (const struct sheet *sheet, const cJSON *correction, guint *start, guint *end)
{
    const char *was = record_string (correction, "was"), *now = record_string (correction, "now");
    const cJSON *span = record_get (correction, "span");
    const cJSON *first = cJSON_GetArrayItem (span, 0), *last = cJSON_GetArrayItem (span, 1);
    struct word box;
    if (!was || !cJSON_IsNumber (first) || !cJSON_IsNumber (last) || first->valuedouble < 0
        || last->valuedouble <= first->valuedouble || last->valuedouble > G_MAXINT)
        return DIFFERS;
    *start = (guint) first->valuedouble;
    *end = (guint) last->valuedouble;
    if (*end <= sheet->length) {
        g_autofree char *there = text_slice (sheet->text, *start, *end);
        if (strcmp (there, was) == 0)
            return MATCHES;
    }
    gboolean boxed = box_given (correction, &box);
    if (find_between (sheet, correction, was, start, end) || (boxed && find_at (sheet, was, &box, start, end)))
        return MATCHES;
    if (now && (find_between (sheet, correction, now, start, end) || (boxed && find_at (sheet, now, &box, start, end))))
        return ALREADY;
    return DIFFERS;
}

/* --- applying ------------------------------------------------------------------------------------------------------------ */

struct change {
    guint start, end;
    const char *now; /* lent by the correction; NULL: as it is */
    cJSON *outcome;  /* of the page's corrections, lent */
};

static int
compare_changes (gconstpointer a, gconstpointer b)
{
    const struct change *one = a, *other = b;
    return one->start < other->start ? -1 : one->start > other->start;
}

static cJSON *
add_outcome (cJSON *outcomes, const cJSON *correction, const char *outcome)
{
    cJSON *item = cJSON_CreateObject ();
    record_add_string (item, "id", record_string (correction, "id"));
    record_add_string (item, "outcome", outcome);
    cJSON_AddItemToArray (outcomes, item);
    return item;
}

static void
set_outcome (cJSON *item, const char *outcome)
{
    cJSON_ReplaceItemInObjectCaseSensitive (item, "outcome", cJSON_CreateString (outcome));
}

/* All word corrections of one file, found in the text as it stands and put in from its end, so that places stay. */
static void
apply_words (struct sheet *sheet, const GPtrArray *list, guint from, guint to, cJSON *outcomes)
{
    g_autoptr (GArray) changes = g_array_new (FALSE, FALSE, sizeof (struct change));
    for (guint i = from; i < to; i++) {
        const cJSON *correction = list->pdata[i];
        const char *action = record_string (correction, "action");
        struct change change = { 0 };
        if (g_strcmp0 (record_string (correction, "about"), "words") != 0)
            continue;
        enum match match = find_words (sheet, correction, &change.start, &change.end);
        change.outcome = add_outcome (outcomes, correction,
                                      match == MATCHES   ? "applied"
                                      : match == ALREADY ? "already"
                                                         : "differs");
        change.now = g_strcmp0 (action, "correct") == 0  ? record_string (correction, "now")
                     : g_strcmp0 (action, "reject") == 0 ? LEFT_OUT
                                                         : NULL;
        if (match == MATCHES)
            g_array_append_val (changes, change);
    }
    g_array_sort (changes, compare_changes);
    for (guint i = 1; i < changes->len;) { /* two that say something of the same words: the first one stands */
        const struct change *before = &g_array_index (changes, struct change, i - 1);
        const struct change *change = &g_array_index (changes, struct change, i);
        if (change->start < before->end) {
            set_outcome (change->outcome, "differs");
            g_array_remove_index (changes, i);
        } else
            i++;
    }
    for (guint i = changes->len; i > 0; i--) {
        const struct change *change = &g_array_index (changes, struct change, i - 1);
        g_autofree char *same = text_slice (sheet->text, change->start, change->end);
        replace_words (sheet, change->start, change->end, change->now ? change->now : same);
    }
}

/* The whole page as a person typed it, laid over what the program had read. */
static void
apply_transcript (struct sheet *sheet, const char *text, const cJSON *reading)
{
    const char *packed = record_string (reading, "words"), *read_text = record_string (reading, "text");
    g_autoptr (GArray) typed = align_split (text);
    g_autoptr (GArray) read = packed && read_text ? words_unpack (packed, NULL) : NULL;
    GArray *words = read ? align_words (typed, read, read_text) : g_array_new (FALSE, FALSE, sizeof (struct word));
    sheet_take (sheet, g_strdup (text), words);
}

/* What the program had read, before anybody said otherwise. */
static cJSON *
reading_of (const cJSON *page)
{
    static const char *const KEPT[] = { "source", "text", "words", "confidence", "legibility", "blank", "error" };
    cJSON *reading = cJSON_CreateObject ();
    for (gsize i = 0; i < G_N_ELEMENTS (KEPT); i++) {
        const cJSON *value = record_get (page, KEPT[i]);
        cJSON_AddItemToObject (reading, KEPT[i], value ? cJSON_Duplicate (value, TRUE) : cJSON_CreateNull ());
    }
    return reading;
}

static void
write_back (cJSON *page, const struct sheet *sheet, gboolean transcribed)
{
    g_autoptr (GString) packed = g_string_new (NULL);
    for (guint i = 0; i < sheet->words->len; i++)
        words_pack (packed, &g_array_index (sheet->words, struct word, i));
    set_field (page, "text", cJSON_CreateString (sheet->text));
    set_field (page, "words", cJSON_CreateString (packed->str));
    if (!transcribed)
        return;
    set_field (page, "source", cJSON_CreateString ("human"));
    set_field (page, "confidence", cJSON_CreateNull ());
    set_field (page, "legibility", cJSON_CreateString ("good"));
    set_field (page, "blank", cJSON_CreateFalse ());
    set_field (page, "error", cJSON_CreateNull ());
}

void
amendments_apply (const struct amendments *amendments, cJSON *page)
{
    const GPtrArray *list = amendments_of (amendments, page);
    const char *text = record_string (page, "text"), *packed = record_string (page, "words");
    if (!list || record_get (page, "reading"))
        return;
    struct sheet sheet = { 0 };
    GArray *read = packed ? words_unpack (packed, NULL) : NULL;
    sheet_take (&sheet, g_strdup (text ? text : ""), read ? read : g_array_new (FALSE, FALSE, sizeof (struct word)));
    cJSON *reading = reading_of (page), *outcomes = cJSON_CreateArray (), *transcript = NULL;
    for (guint i = 0; i < list->len;) {
        const char *file = record_string (list->pdata[i], "sha256");
        guint end = i;
        for (; end < list->len && g_strcmp0 (record_string (list->pdata[end], "sha256"), file) == 0; end++) {
            const cJSON *correction = list->pdata[end];
            if (g_strcmp0 (record_string (correction, "about"), "page") != 0 || !record_string (correction, "text"))
                continue;
            if (transcript)
                set_outcome (transcript, "superseded");
            apply_transcript (&sheet, record_string (correction, "text"), reading);
            transcript = add_outcome (outcomes, correction, "applied");
        }
        apply_words (&sheet, list, i, end, outcomes);
        i = end;
    }
    write_back (page, &sheet, transcript != NULL);
    cJSON *respelt = cJSON_DetachItemFromObjectCaseSensitive (page, "respelt"); /* of the text as it was */
    if (respelt)
        cJSON_AddItemToObject (reading, "respelt", respelt);
    set_field (page, "reading", reading);
    set_field (page, "corrections", outcomes);
    g_free (sheet.text);
    g_array_unref (sheet.words);
}
