#include "stages/report/prose.h"

#include <string.h>

#include "common/record.h"

#define SOURCES_SHOWN 3 /* numbers after one stretch */

static void
stretch_free (gpointer data)
{
    struct stretch *stretch = data;
    g_free (stretch->text);
    g_clear_pointer (&stretch->sources, g_array_unref);
    g_free (stretch);
}

static void
sentence_free (gpointer data)
{
    struct sentence *sentence = data;
    g_ptr_array_unref (sentence->stretches);
    g_string_free (sentence->basis, TRUE);
    g_free (sentence);
}

static void
block_free (gpointer data)
{
    struct block *block = data;
    g_free (block->lead);
    g_ptr_array_unref (block->sentences);
    g_free (block);
}

struct prose *
prose_new (struct casetext *casetext, const char *title)
{
    struct prose *prose = g_new0 (struct prose, 1);
    prose->json = casetext_json (casetext);
    prose->evidence = evidence_new (casetext, NULL);
    prose->title = g_strdup (title);
    prose->blocks = g_ptr_array_new_with_free_func (block_free);
    prose->sources = g_ptr_array_new ();
    return prose;
}

void
prose_free (struct prose *prose)
{
    if (!prose)
        return;
    evidence_free (prose->evidence);
    g_free (prose->title);
    g_ptr_array_unref (prose->blocks);
    g_ptr_array_unref (prose->sources);
    g_free (prose);
}

static void
add_block (struct prose *prose, enum block_kind kind, const char *lead)
{
    struct block *block = g_new0 (struct block, 1);
    block->kind = kind;
    block->lead = g_strdup (lead);
    block->sentences = g_ptr_array_new_with_free_func (sentence_free);
    g_ptr_array_add (prose->blocks, block);
}

void
prose_heading (struct prose *prose, const char *heading)
{
    add_block (prose, BLOCK_HEADING, heading);
}

void
prose_paragraph (struct prose *prose, const char *lead)
{
    add_block (prose, BLOCK_PARAGRAPH, lead);
}

void
prose_item (struct prose *prose, const char *lead)
{
    add_block (prose, BLOCK_ITEM, lead);
}

void
prose_fill (struct prose *prose, const char *text)
{
    add_block (prose, BLOCK_FILL, text);
}

void
prose_truncate (struct prose *prose, guint blocks)
{
    g_ptr_array_set_size (prose->blocks, (gint) blocks);
}

/* --- sentences --------------------------------------------------------------------------------------------------------- */

/* The source's number; 0 where the case holds no such evidence. */
static guint
number_of (struct prose *prose, const char *id)
{
    const cJSON *item = evidence_find (prose->evidence, id);
    if (!item || !record_string (item, "quote"))
        return 0;
    for (guint n = 0; n < prose->sources->len; n++)
        if (strcmp (g_ptr_array_index (prose->sources, n), id) == 0)
            return n + 1;
    g_ptr_array_add (prose->sources, (gpointer) id);
    return prose->sources->len;
}

static void
cite (struct prose *prose, struct stretch *stretch, const char *id)
{
    guint number = number_of (prose, id);
    if (!number || (stretch->sources && stretch->sources->len == SOURCES_SHOWN))
        return;
    for (guint i = 0; stretch->sources && i < stretch->sources->len; i++)
        if (g_array_index (stretch->sources, guint, i) == number)
            return;
    if (!stretch->sources)
        stretch->sources = g_array_new (FALSE, FALSE, sizeof (guint));
    g_array_append_val (stretch->sources, number);
}

static void
add_basis (GString *basis, const char *more)
{
    g_auto (GStrv) ids = g_strsplit (more ? more : "", " ", -1);
    for (char **id = ids; *id; id++) {
        g_auto (GStrv) there = g_strsplit (basis->str, " ", -1);
        if (**id && !g_strv_contains ((const char *const *) there, *id))
            g_string_append_printf (basis, "%s%s", basis->len ? " " : "", *id);
    }
}

/* The sentence that is being put together: the last one, where it is not ended by an empty stretch. */
static struct sentence *
open_sentence (struct prose *prose)
{
    if (prose->blocks->len == 0)
        prose_paragraph (prose, NULL);
    struct block *block = g_ptr_array_index (prose->blocks, prose->blocks->len - 1);
    struct sentence *last =
        block->sentences->len ? g_ptr_array_index (block->sentences, block->sentences->len - 1) : NULL;
    const struct stretch *end =
        last && last->stretches->len ? g_ptr_array_index (last->stretches, last->stretches->len - 1) : NULL;
    if (last && !(end && g_str_has_suffix (end->text, "\n")))
        return last;
    last = g_new0 (struct sentence, 1);
    last->stretches = g_ptr_array_new_with_free_func (stretch_free);
    last->basis = g_string_new (NULL);
    g_ptr_array_add (block->sentences, last);
    return last;
}

void
prose_say (struct prose *prose, const char *text, const char *basis, const cJSON *ids)
{
    struct sentence *sentence = open_sentence (prose);
    struct stretch *stretch = g_new0 (struct stretch, 1);
    const cJSON *id;
    stretch->text = g_strdelimit (g_strdup (text), "\n\r\t", ' ');
    if (sentence->stretches->len == 0)
        stretch->text[0] = g_ascii_toupper (stretch->text[0]);
    add_basis (sentence->basis, basis);
    if (cJSON_IsString (ids))
        cite (prose, stretch, ids->valuestring);
    cJSON_ArrayForEach (id, ids) {
        if (cJSON_IsString (id))
            cite (prose, stretch, id->valuestring);
    }
    g_ptr_array_add (sentence->stretches, stretch);
}

/* The full stop stands before the numbers of the last stretch, and a line end marks the sentence as whole. */
void
prose_stop (struct prose *prose)
{
    struct sentence *sentence = open_sentence (prose);
    if (sentence->stretches->len == 0)
        return;
    struct stretch *last = g_ptr_array_index (sentence->stretches, sentence->stretches->len - 1);
    gsize length = strlen (last->text);
    gsize end =
        length && last->text[length - 1] == '"' ? length - 1 : length; /* a sentence that is quoted has its own */
    gboolean ended = end && strchr (".?!:", last->text[end - 1]);
    char *text = g_strdup_printf ("%s%s\n", last->text, ended ? "" : ".");
    g_free (last->text);
    last->text = text;
}

void
prose_sentence (struct prose *prose, const char *text, const char *basis, const cJSON *ids)
{
    prose_say (prose, text, basis, ids);
    prose_stop (prose);
}

char *
prose_pages_read (const cJSON *report_case)
{
    double read = record_number (record_get (report_case, "run"), "pages_read", 0);
    return g_strdup_printf ("the %.0f %s read", read, read == 1 ? "page" : "pages");
}

void
prose_field (struct prose *prose, const char *label, const char *path, const cJSON *holder)
{
    const char *value = cJSON_IsString (holder) ? holder->valuestring : record_string (holder, "value");
    g_autofree char *date = prose_date (value);
    g_autofree char *lead = g_strdup_printf ("%s:", label);
    g_autofree char *pages = prose_pages_read (prose->json);
    g_autofree char *absent = g_strdup_printf ("not documented in %s", pages);
    g_autofree char *basis = g_strdup_printf (date ? "%s" : "absent:%s", path);
    add_block (prose, BLOCK_FIELD, lead);
    prose_say (prose, date ? date : absent, basis, record_get (holder, "evidence"));
}

/* --- what may be said -------------------------------------------------------------------------------------------------- */

char *
prose_source (const struct prose *prose, guint number)
{
    const cJSON *item = evidence_find (prose->evidence, g_ptr_array_index (prose->sources, number - 1));
    const char *file = record_string (item, "file");
    return g_strdup_printf ("\"%s\", %s, page %.0f", record_string (item, "quote"), file ? file : "",
                            record_number (item, "page", 0));
}

char *
prose_date (const char *iso)
{
    static const char *const months[] = { "January", "February", "March",     "April",   "May",      "June",
                                          "July",    "August",   "September", "October", "November", "December" };
    int year, month, day, end = 0;
    if (!iso)
        return NULL;
    if (strchr (iso, '/')) {
        g_auto (GStrv) ends = g_strsplit (iso, "/", 2);
        g_autofree char *from = prose_date (ends[0]), *to = prose_date (ends[1]);
        return g_strdup_printf ("%s to %s", from, to);
    }
    if (sscanf (iso, "%4d-%2d-%2d%n", &year, &month, &day, &end) == 3 && !iso[end] && month >= 1 && month <= 12)
        return g_strdup_printf ("%s %d, %d", months[month - 1], day, year);
    if (sscanf (iso, "%4d-%2d%n", &year, &month, &end) == 2 && !iso[end] && month >= 1 && month <= 12)
        return g_strdup_printf ("%s %d", months[month - 1], year);
    return g_strdup (iso);
}

gboolean
prose_may_assert (const cJSON *fact)
{
    const cJSON *ctx = record_get (fact, "ctx");
    const char *polarity = record_string (ctx, "polarity"), *experiencer = record_string (ctx, "experiencer");
    const char *certainty = record_string (ctx, "certainty"), *temporality = record_string (ctx, "temporality");
    const char *found = record_string (fact, "polarity"); /* of an examination, which is told with it */
    gboolean says_itself = g_strcmp0 (found, "negative") == 0 || g_strcmp0 (found, "normal") == 0;
    return !record_bool (fact, "candidate") && (!polarity || says_itself || strcmp (polarity, "affirmed") == 0)
           && (!experiencer || strcmp (experiencer, "patient") == 0)
           && (!certainty || strcmp (certainty, "certain") == 0) && g_strcmp0 (temporality, "future") != 0
           && g_strcmp0 (temporality, "planned") != 0 && g_strcmp0 (temporality, "hypothetical") != 0;
}

gboolean
prose_is_told (const struct prose *prose, const cJSON *fact)
{
    const char *first = cJSON_GetStringValue (cJSON_GetArrayItem (record_get (fact, "evidence"), 0));
    return g_strcmp0 (record_string (evidence_find (prose->evidence, first), "zone"), "summary") == 0;
}
