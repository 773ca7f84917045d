/* The page that rules see: normalised text with the way back to the page record (page.h). */
#include "stages/extract/page.h"

#include <string.h>

#include "common/record.h"
#include "common/text.h"
#include "common/words.h"

static const char *const zone_names[] = { "record", "summary", "guideline", "rationale", "boilerplate", "request" };

const char *
zone_name (enum zone zone)
{
    return zone_names[zone];
}

gboolean
zone_parse (const char *name, enum zone *zone)
{
    for (guint i = 0; name != NULL && i < G_N_ELEMENTS (zone_names); i++)
        if (strcmp (name, zone_names[i]) == 0) {
            *zone = (enum zone) i;
            return TRUE;
        }
    return FALSE;
}

/* Where the code points and lines of the original begin: quotes and line numbers are asked for often. */
static void
index_original (struct page *page)
{
    guint n = text_code_points (page->original, strlen (page->original)), at = 0;
    page->offsets = g_new (guint32, n + 1);
    page->lines = g_array_new (FALSE, FALSE, sizeof (guint32));
    const char *p = page->original;
    for (; *p != '\0' && at < n; p = g_utf8_next_char (p)) {
        page->offsets[at++] = (guint32) (p - page->original);
        if (*p == '\n')
            g_array_append_val (page->lines, at);
    }
    page->offsets[at] = (guint32) (p - page->original);
    page->points = at;
}

static void
take_reading (struct page *page, const cJSON *record)
{
    const cJSON *reading = record_get (record, "reading");
    const char *text = record_string (reading, "text"), *words = record_string (reading, "words");
    page->amended = cJSON_IsObject (reading);
    page->read_words = text != NULL && words != NULL ? words_unpack (words, NULL) : NULL;
    page->read_text = page->read_words != NULL ? g_strdup (text) : NULL;
    page->respelt = record_get (record, "respelt");
}

struct page *
page_new (cJSON *record)
{
    const char *document = record_string (record, "document");
    double number = record_number (record, "page", 0);
    if (document == NULL || number < 1 || number > G_MAXINT)
        return NULL;

    struct page *page = g_new0 (struct page, 1);
    const char *source = record_string (record, "source");
    const char *legibility = record_string (record, "legibility");
    const char *original = record_string (record, "text");
    const char *words = record_string (record, "words");
    page->document = document;
    page->number = (int) number;
    page->source = g_strdup (source != NULL ? source : "text");
    page->legibility = g_strdup (legibility != NULL ? legibility : "good");
    page->original = g_strdup (original != NULL ? original : "");
    page->record = record;
    index_original (page);
    page->limited = g_ptr_array_new ();
    page->matching = matching_new ();
    page->words = words != NULL ? words_unpack (words, NULL) : NULL;
    if (page->words == NULL)
        page->words = g_array_new (FALSE, FALSE, sizeof (struct word));

    take_reading (page, record);

    g_autoptr (GString) flat = g_string_new (NULL);
    g_autoptr (GArray) flat_origin = g_array_new (FALSE, FALSE, sizeof (guint32));
    page_normalise (page->original, flat, flat_origin);
    guint32 past = page->points;
    g_array_append_val (flat_origin, past);

    GString *joined = g_string_new (NULL);
    GArray *origin = g_array_new (FALSE, FALSE, sizeof (guint32));
    g_autoptr (GArray) breaks = g_array_new (FALSE, FALSE, sizeof (gsize));
    g_autoptr (GArray) columns = g_array_new (FALSE, FALSE, sizeof (gsize));
    page_join_lines (flat->str, (const guint32 *) (void *) flat_origin->data, joined, origin, breaks, columns);
    g_array_append_val (origin, past);
    page->length = joined->len;
    page->text = g_string_free (joined, FALSE);
    page->origin = (guint32 *) (void *) g_array_free (origin, FALSE);
    page->sentences = page_split_sentences (page->text, page->length, breaks, columns);
    return page;
}

void
page_free (struct page *page)
{
    if (page == NULL)
        return;
    g_free (page->source);
    g_free (page->legibility);
    g_free (page->original);
    g_array_unref (page->words);
    g_free (page->read_text);
    g_clear_pointer (&page->read_words, g_array_unref);
    g_free (page->text);
    g_free (page->origin);
    g_array_unref (page->sentences);
    g_ptr_array_unref (page->limited);
    matching_free (page->matching);
    g_free (page->offsets);
    g_array_unref (page->lines);
    g_free (page->date);
    g_free (page);
}

void
page_span (const struct page *page, gsize start, gsize end, guint *from, guint *to)
{
    start = MIN (start, page->length);
    end = CLAMP (end, start, page->length);
    *from = page->origin[start];
    *to = end > start ? page->origin[end - 1] + 1 : *from;
}

char *
page_quote (const struct page *page, gsize start, gsize end)
{
    guint from, to;
    page_span (page, start, end, &from, &to);
    const char *slice = page->original + page->offsets[MIN (from, page->points)];
    const char *past = page->original + page->offsets[MIN (to, page->points)];
    GString *quote = g_string_sized_new ((gsize) (past - slice) + 1);
    gboolean blank = FALSE;
    for (const char *p = slice; p < past; p = g_utf8_next_char (p)) {
        gunichar c = g_utf8_get_char (p);
        if (g_unichar_isspace (c)) {
            blank = quote->len > 0;
            continue;
        }
        if (blank)
            g_string_append_c (quote, ' ');
        blank = FALSE;
        g_string_append_unichar (quote, c);
    }
    return g_string_free (quote, FALSE);
}

/* The index of the first word that ends after `from`. */
static guint
first_word (const struct page *page, guint from)
{
    guint i = 0;
    while (i < page->words->len
           && g_array_index (page->words, struct word, i).start + g_array_index (page->words, struct word, i).length
                  <= from)
        i++;
    return i;
}

const char *
page_source (const struct page *page, gsize start, gsize end)
{
    guint from, to;
    if (!page->amended || strcmp (page->source, "human") == 0)
        return page->source;
    page_span (page, start, end, &from, &to);
    guint first = first_word (page, from), n = 0;
    for (guint i = first; i < page->words->len && g_array_index (page->words, struct word, i).start < to; i++, n++)
        if (g_array_index (page->words, struct word, i).model != 'm')
            return page->source;
    return n > 0 ? "human" : page->source;
}

static gboolean
has_middle_in (const struct word *word, const GArray *boxes, guint first, guint past)
{
    double x = (word->x0 + word->x1) / 2, y = (word->y0 + word->y1) / 2;
    for (guint i = first; i < past; i++) {
        const struct word *box = &g_array_index (boxes, struct word, i);
        if (x >= box->x0 && x <= box->x1 && y >= box->y0 && y <= box->y1)
            return TRUE;
    }
    return FALSE;
}

/* What was read in the place of the word at code point `start`, or NULL where it stands as it was read. */
static const char *
read_at (const struct page *page, guint start)
{
    const cJSON *item;

    cJSON_ArrayForEach (item, page->respelt)
        if ((guint) record_number (item, "start", 0) == start)
            return record_string (item, "read");
    return NULL;
}

/* The words of [from, to) as they were read, where one of them was corrected by the program. */
static char *
reading_before_respelling (const struct page *page, guint from, guint to, guint most)
{
    g_autoptr (GString) said = g_string_new (NULL);
    gboolean corrected = FALSE;

    for (guint i = first_word (page, from); i < page->words->len; i++) {
        const struct word *word = &g_array_index (page->words, struct word, i);
        if (word->start >= to)
            break;
        g_autofree char *text = text_slice (page->original, word->start, word->start + word->length);
        const char *read = read_at (page, word->start);
        corrected = corrected || (read && strcmp (read, text) != 0);
        g_string_append_printf (said, "%s%s", said->len > 0 ? " " : "", read ? read : text);
    }
    return corrected ? text_slice (said->str, 0, most) : NULL;
}

char *
page_machine_reading (const struct page *page, gsize start, gsize end, guint most)
{
    guint from, to;
    if (page->read_words == NULL && page->respelt == NULL)
        return NULL;
    page_span (page, start, end, &from, &to);
    if (page->read_words == NULL)
        return reading_before_respelling (page, from, to, most);
    guint first = first_word (page, from), past = first;
    while (past < page->words->len && g_array_index (page->words, struct word, past).start < to)
        past++;
    g_autoptr (GString) said = g_string_new (NULL);
    for (guint i = 0; i < page->read_words->len && said->len <= 4 * (gsize) most; i++) {
        const struct word *word = &g_array_index (page->read_words, struct word, i);
        if (!has_middle_in (word, page->words, first, past))
            continue;
        g_autofree char *text = text_slice (page->read_text, word->start, word->start + word->length);
        g_string_append_printf (said, "%s%s", said->len > 0 ? " " : "", text);
    }
    return said->len > 0 ? text_slice (said->str, 0, most) : NULL;
}

gboolean
page_is_respelt (const struct page *page, gsize start, gsize end)
{
    guint from, to;
    if (page->respelt == NULL || page->amended)
        return FALSE;
    page_span (page, start, end, &from, &to);
    g_autofree char *before = reading_before_respelling (page, from, to, 1);
    return before != NULL;
}

static guint
line_of (const struct page *page, guint at)
{
    guint low = 0, high = page->lines->len; /* the lines that begin at or before */
    while (low < high) {
        guint middle = (low + high) / 2;
        if (g_array_index (page->lines, guint32, middle) <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low + 1;
}

void
page_lines (const struct page *page, guint from, guint to, guint *first, guint *last)
{
    *first = line_of (page, from);
    *last = line_of (page, to > from ? to - 1 : from);
}

int
page_sentence_at (const struct page *page, gsize at)
{
    guint low = 0, high = page->sentences->len;
    while (low < high) {
        guint middle = (low + high) / 2;
        const struct sentence *sentence = &g_array_index (page->sentences, struct sentence, middle);
        if (at < sentence->start)
            high = middle;
        else if (at >= sentence->end)
            low = middle + 1;
        else
            return (int) middle;
    }
    return -1;
}
