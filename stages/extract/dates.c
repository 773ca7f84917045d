#include "stages/extract/dates.h"

#include <math.h>
#include <string.h>

#include "common/calendar.h"
#include "stages/extract/entities.h"

#define CUE_REACH 70   /* bytes between a cue and its date */
#define DATED_REACH 20 /* bytes between a noun and its "dated" */
#define AFTER_REACH 3  /* bytes between a date and the cue after it */
#define REPAIRED_CONFIDENCE 0.7
#define YEARS_AFTER_NAMED 9  /* "operated in 2001, seen 7/31/05": a year that is named need not be the note's own */
#define YEARS_AFTER_1900S 16 /* "injured in 1994, seen 4/12/05": nobody in these records is old enough for 1905 */

/* --- the year that two-digit years are read by ----------------------------------------------------------------------------- */

static int
anchor_year (const struct page *page, const GPtrArray *dates)
{
    if (page->date != NULL)
        return (int) g_ascii_strtoll (page->date, NULL, 10);
    int latest = 0;
    for (guint i = 0; i < dates->len; i++) {
        const struct rule_match *match = g_ptr_array_index (dates, i);
        g_autofree char *text = page_text_slice (page, match->start, match->end);
        struct date_parts parts;
        if (date_read (text, 0, FALSE, &parts) && !parts.two_digit && parts.year >= 1990 && parts.year < 2100)
            latest = MAX (latest, parts.year);
    }
    return latest == 0 ? 0 : latest + (latest < 2000 ? YEARS_AFTER_1900S : YEARS_AFTER_NAMED);
}

/* --- roles ----------------------------------------------------------------------------------------------------------------- */

/* What "Date:" at the head of a document dates. */
static const char *
role_of_document (const char *class_id)
{
    static const struct {
        const char *class_id, *role;
    } roles[] = {
        { "RFA", "rfa" },
        { "UR", "ur_denial" },
        { "IMR_APP", "imr_application" },
        { "IMR_NOA", "assignment" },
        { "IMR_FDL", "decision" },
        { "OP", "procedure" },
        { "IMG", "imaging" },
        { "EDX", "imaging" },
        { "THER", "service" },
        { "CORR", "other" },
    };
    for (gsize i = 0; class_id != NULL && i < G_N_ELEMENTS (roles); i++)
        if (strcmp (roles[i].class_id, class_id) == 0)
            return roles[i].role;
    return "report";
}

/* The cue that ends nearest before the date, on its line or in its sentence. */
static const struct rule_match *
cue_before (const struct page *page, const GPtrArray *cues, gsize start)
{
    const struct rule_match *best = NULL;
    for (guint i = 0; i < cues->len; i++) {
        const struct rule_match *cue = g_ptr_array_index (cues, i);
        if (cue->end > start || start - cue->end > CUE_REACH)
            continue;
        gboolean label = only_characters (page, cue->end, start, " :#-(\n");
        if (!label
            && (!same_sentence (page, cue->start, start) || memchr (page->text + cue->end, '\n', start - cue->end)))
            continue;
        if (best == NULL || cue->end >= best->end)
            best = cue;
    }
    return best;
}

static const struct rule_match *
cue_after (const struct page *page, const GPtrArray *cues, gsize end)
{
    for (guint i = 0; i < cues->len; i++) {
        const struct rule_match *cue = g_ptr_array_index (cues, i);
        if (cue->start >= end && cue->start - end <= AFTER_REACH && only_characters (page, end, cue->start, " (:\n"))
            return cue;
    }
    return NULL;
}

/* Only a list or range goes on between two dates, so that they share their role. */
static gboolean
is_continuation (const struct page *page, gsize from, gsize to)
{
    g_autofree char *gap = page_text_slice (page, from, to);
    g_strstrip (gap);
    return strlen (gap) <= 4
           && (gap[0] == '\0' || strchr (",&;+-", gap[0]) != NULL || g_str_has_prefix (gap, "and")
               || strcmp (gap, "to") == 0 || strcmp (gap, "thru") == 0);
}

/* A line that holds nothing but the date: it dates the letter. */
static gboolean
stands_alone (const struct page *page, gsize start, gsize end)
{
    while (start > 0 && page->text[start - 1] == ' ')
        start--;
    while (end < page->length && page->text[end] == ' ')
        end++;
    return (start == 0 || page->text[start - 1] == '\n') && (end >= page->length || page->text[end] == '\n');
}

static gboolean
is_study (const struct page *page)
{
    return g_strcmp0 (page->class_id, "IMG") == 0 || g_strcmp0 (page->class_id, "EDX") == 0;
}

/* "RFA 1/7/15" is a radiofrequency ablation near words of the spine, the form elsewhere (domain.md 3.11). */
static gboolean
is_ablation (const struct page *page, const GPtrArray *cues, const GPtrArray *spine, const struct rule_match *cue)
{
    static const char *const forms[] = { "RFA", "UR", "IMR_APP", "IMR_NOA", "CORR", NULL };
    g_autofree char *words = page_text_slice (page, cue->start, MIN (cue->end, cue->start + 3));
    if (g_ascii_strcasecmp (words, "RFA") != 0 || (cue->end - cue->start > 3 && cue->end - cue->start != 6)
        || (page->class_id != NULL && g_strv_contains (forms, page->class_id)))
        return FALSE;
    for (guint i = 0; i < cues->len; i++) { /* "DWC Form RFA", "request" speak of the form */
        const struct rule_match *other = g_ptr_array_index (cues, i);
        if (other != cue && strcmp (rule_field (other->rule, "role"), "rfa") == 0
            && same_sentence (page, other->start, cue->start))
            return FALSE;
    }
    for (guint i = 0; i < spine->len; i++) {
        const struct rule_match *word = g_ptr_array_index (spine, i);
        if (same_sentence (page, word->start, cue->start))
            return TRUE;
    }
    return FALSE;
}

/* "Signed", "Date signed". */
static gboolean
is_signing (const struct page *page, const struct rule_match *cue)
{
    g_autofree char *words = page_text_slice (page, cue->start, cue->end);
    g_autofree char *folded = g_ascii_strdown (words, -1);
    return strstr (folded, "sign") != NULL || strcmp (rule_id (cue->rule), "cue.signature") == 0;
}

/* "Received:", "Date received:". */
static gboolean
is_label_of_receipt (const struct page *page, const struct rule_match *cue)
{
    gsize end = cue->end;
    while (end < page->length && page->text[end] == ' ')
        end++;
    return end < page->length && page->text[end] == ':' && cue->end - cue->start >= strlen ("received")
           && g_ascii_strncasecmp (page->text + cue->end - strlen ("received"), "received", strlen ("received")) == 0;
}

static const char *
role_of (const struct page *page, const GPtrArray *cues, const GPtrArray *after, const GPtrArray *spine,
         const struct mention *previous, gsize start, gsize end)
{
    const struct rule_match *cue = cue_before (page, cues, start);
    gboolean consumed = cue != NULL && previous != NULL && previous->start >= cue->end;
    gboolean born = consumed && g_strcmp0 (mention_get (previous, "role"), "birth") == 0; /* nobody is born twice */
    if (consumed && !born && is_continuation (page, previous->end, start))
        return mention_get (previous, "role");
    const struct rule_match *next = cue_after (page, after, end);
    if (cue == NULL || consumed || (next != NULL && start - cue->end > 20)) {
        if (next != NULL)
            return rule_field (next->rule, "role");
        if (stands_alone (page, start, end))
            return role_of_document (page->class_id);
        gboolean entry = end < page->length && page->text[end] == ':';
        return entry && strcmp (section_at (page, start), "review_of_records") == 0 ? "report" : NULL;
    }
    const char *role = rule_field (cue->rule, "role");
    if (strcmp (role, "dated") == 0) {
        const struct rule_match *noun = cue_before (page, cues, cue->start);
        role = noun != NULL && cue->start - noun->end <= DATED_REACH ? rule_field (noun->rule, "role") : "report";
    }
    if (strcmp (role, "rfa") == 0 && is_ablation (page, cues, spine, cue))
        role = "procedure";
    if (strcmp (role, "exam") == 0)
        role = is_study (page) ? "imaging" : "service";
    static const char *const forms[] = { "RFA", "IMR_APP", NULL }, *const before_imr[] = { "UR", "IMR_APP", NULL };
    if (strcmp (role, "report") == 0 && is_signing (page, cue) && page->class_id != NULL
        && g_strv_contains (forms, page->class_id))
        role = "document"; /* a form is of the day on which it was signed */
    if (strcmp (role, "decision") == 0 && page->class_id != NULL && g_strv_contains (before_imr, page->class_id))
        role = "ur_denial"; /* there is no other decision yet */
    if (g_strcmp0 (page->class_id, "UR") == 0 && is_label_of_receipt (page, cue))
        role = "rfa"; /* what a reviewer received was the request */
    return strcmp (role, "document") == 0 ? role_of_document (page->class_id) : role;
}

/* --- mentions -------------------------------------------------------------------------------------------------------------- */

static const char *
precision_of (const struct date_parts *parts)
{
    return parts->day != 0 ? "day" : parts->month != 0 ? "month" : "year";
}

static struct mention *
add_date (const struct page *page, GPtrArray *mentions, const struct rule_match *match, gsize start, gsize end,
          const char *value, const char *precision, const struct date_parts *parts)
{
    struct mention *mention = mention_add (mentions, page, "date", rule_id (match->rule), start, end);
    g_autofree char *raw = page_text_slice (page, start, end);
    const char *said = rule_field (match->rule, "precision");
    mention_set (mention, "value", value);
    mention_set (mention, "role", NULL);
    mention_set (mention, "precision", said != NULL ? said : precision);
    mention_set (mention, "raw", raw);
    mention_set_bool (mention, "repaired", FALSE);
    add_strings (mention->fields, "alternatives", NULL, 0);
    mention_set (mention, "resolved", NULL);
    const char *flag = parts->dmy ? "dmy_suspected" : NULL;
    add_strings (mention->fields, "flags", &flag, 1);
    mark_numeric (page, mention);
    if (parts->dmy && strcmp (page_source (page, start, end), "ocr") == 0)
        mention->candidate = TRUE; /* sooner a digit misread than another order */
    return mention;
}

static void
find_single (const struct page *page, GPtrArray *mentions, const struct rule_match *match, int anchor)
{
    gsize start = match->start, end = match->end;
    rule_match_span (match, "date", &start, &end);
    gsize said_start, said_end;
    g_autofree char *text = page_text_slice (page, start, end);
    if (rule_match_span (match, "said", &said_start, &said_end)) {
        g_autofree char *month_day = page_text_slice (page, start, said_start);
        g_free (text);
        text = g_strdup_printf ("%s %d", month_day, date_year_said (rule_match_get (match, "said")));
    }
    struct date_parts parts;
    gboolean month_year =
        strcmp (rule_id (match->rule), "date.month_numeric") == 0 || strcmp (rule_id (match->rule), "date.month") == 0;
    if (!date_read (text, anchor, month_year, &parts))
        return;
    g_autofree char *value = date_value (&parts), *written = value == NULL ? date_as_written (&parts) : NULL;
    if (value != NULL)
        add_date (page, mentions, match, start, end, value, precision_of (&parts), &parts);
    else if (written != NULL) { /* "2/30/2015": what was meant is for a person to say */
        struct mention *mention = add_date (page, mentions, match, start, end, written, precision_of (&parts), &parts);
        cJSON_AddItemToArray (cJSON_GetObjectItemCaseSensitive (mention->fields, "flags"),
                              cJSON_CreateString ("impossible"));
        mention->candidate = TRUE;
    }
}

/* Reads a part of a list or range; year (and month) come from the last part where it does not say them. */
static char *
distributed_value (const char *text, int anchor, const struct date_parts *last, struct date_parts *parts)
{
    if (!date_read (text, anchor, FALSE, parts))
        return NULL;
    if (parts->year == 0)
        parts->year = last->year;
    return date_value (parts);
}

static void
find_range (const struct page *page, GPtrArray *mentions, const struct rule_match *match, int anchor)
{
    gsize start = match->start, end = match->end;
    struct date_parts last, first;
    rule_match_span (match, "range", &start, &end);
    if (!date_read (rule_match_get (match, "until"), anchor, FALSE, &last) || last.year == 0)
        return;
    g_autofree char *until = date_value (&last);
    g_autofree char *from = distributed_value (rule_match_get (match, "from"), anchor, &last, &first);
    if (from == NULL || until == NULL)
        return;
    if (first.year == last.year && strcmp (from, until) > 0) { /* "11/3-2/18/15" begins in the year before */
        first.year--;
        g_free (from);
        from = date_value (&first);
    }
    g_autofree char *value = g_strdup_printf ("%s/%s", from, until);
    add_date (page, mentions, match, start, end, value, precision_of (&last), &last);
}

static gboolean
is_list_break (const char *p)
{
    return *p == ',' || *p == '&' || *p == ';' || (g_ascii_strncasecmp (p, "and", 3) == 0 && !g_ascii_isalpha (p[3]));
}

/* Parts of a list are read right to left in meaning, left to right in text: the last one has the year. */
static void
find_list (const struct page *page, GPtrArray *mentions, const struct rule_match *match, int anchor)
{
    g_autofree char *text = page_text_slice (page, match->start, match->end);
    gsize length = strlen (text);
    g_autoptr (GArray) starts = g_array_new (FALSE, FALSE, sizeof (gsize));
    gsize begin = 0;
    g_array_append_val (starts, begin);
    for (gsize i = 0; i < length; i++) {
        if (!is_list_break (text + i))
            continue;
        gsize next = i + (g_ascii_isalpha (text[i]) ? 3 : 1);
        while (next < length && text[next] == ' ')
            next++;
        gboolean year = g_ascii_isdigit (text[next]) && strlen (text + next) == 4 && g_ascii_isdigit (text[next + 3]);
        if (next < length && !is_list_break (text + next) && !year)
            g_array_append_val (starts, next);
    }
    struct date_parts last, parts;
    gsize tail = g_array_index (starts, gsize, starts->len - 1);
    if (!date_read (text + tail, anchor, FALSE, &last) || last.year == 0)
        return;
    for (guint i = 0; i < starts->len; i++) {
        gsize from = g_array_index (starts, gsize, i);
        gsize to = i + 1 < starts->len ? g_array_index (starts, gsize, i + 1) : length;
        while (to > from && i + 1 < starts->len && !g_ascii_isdigit (text[to - 1]))
            to--;
        g_autofree char *one = g_strndup (text + from, to - from);
        g_autofree char *value = distributed_value (one, anchor, &last, &parts);
        if (value != NULL)
            add_date (page, mentions, match, match->start + from, match->start + to, value, precision_of (&parts),
                      &parts);
    }
}

static void
find_garbled (const struct page *page, GPtrArray *mentions, const struct rule_match *match, int anchor)
{
    g_autofree char *text = page_text_slice (page, match->start, match->end);
    g_autoptr (GPtrArray) repairs = date_repairs (text, anchor);
    if (repairs->len == 0)
        return;
    struct date_parts none = { 0 };
    struct mention *mention =
        add_date (page, mentions, match, match->start, match->end, g_ptr_array_index (repairs, 0), "day", &none);
    cJSON_DeleteItemFromObjectCaseSensitive (mention->fields, "alternatives");
    add_strings (mention->fields, "alternatives", (const char *const *) repairs->pdata + 1, repairs->len - 1);
    cJSON_ReplaceItemInObjectCaseSensitive (mention->fields, "repaired", cJSON_CreateTrue ());
    mention->confidence *= REPAIRED_CONFIDENCE;
    mention->candidate = TRUE;
}

/* A date that is computed is never a value (domain.md 3.12): it stands in `resolved`, on a candidate. */
static void
find_relative (const struct page *page, GPtrArray *mentions, const struct rule_match *match)
{
    if (page->date == NULL || calendar_julian (page->date) == CALENDAR_NONE)
        return;
    const char *word = rule_match_get (match, "word"), *unit = NULL;
    double n = word != NULL ? 1 : match_number (match, "n");
    double weeks = word == NULL ? weeks_of_unit (rule_match_get (match, "unit"), &unit) : 0;
    if (word != NULL)
        unit = strstr (word, "week")    ? "week"
               : strstr (word, "month") ? "month"
               : strstr (word, "year")  ? "year"
                                        : "day";
    else if (weeks == 0)
        unit = "day";
    if (isnan (n) || n > 1200)
        return;
    g_autofree char *resolved = NULL;
    if (strcmp (unit, "month") == 0 || strcmp (unit, "year") == 0)
        resolved = calendar_add_months (page->date, -(int) (n * (unit[0] == 'y' ? 12 : 1)));
    else {
        guint32 days = (guint32) (n * (strcmp (unit, "week") == 0 ? 7 : strcmp (unit, "day") == 0 ? 1 : 0));
        resolved = calendar_iso_of_julian (calendar_julian (page->date) - days);
    }
    if (resolved == NULL)
        return;
    struct date_parts none = { 0 };
    struct mention *mention = add_date (page, mentions, match, match->start, match->end, NULL, unit, &none);
    cJSON_ReplaceItemInObjectCaseSensitive (mention->fields, "resolved", cJSON_CreateString (resolved));
    mention->candidate = TRUE;
}

static int
by_start (gconstpointer a, gconstpointer b)
{
    const struct mention *x = *(const struct mention *const *) a, *y = *(const struct mention *const *) b;
    return x->start < y->start ? -1 : x->start > y->start;
}

static void
assign_roles (const struct page *page, const GPtrArray *matches, GPtrArray *mentions, guint first)
{
    g_autoptr (GPtrArray) cues = matches_of_kind (matches, "cue"), after = matches_of_kind (matches, "after"),
                          spine = matches_of_kind (matches, "spine");
    g_autoptr (GPtrArray) dates = g_ptr_array_new ();
    for (guint i = first; i < mentions->len; i++)
        g_ptr_array_add (dates, g_ptr_array_index (mentions, i));
    g_ptr_array_sort (dates, by_start);
    for (guint i = 0; i < dates->len; i++) {
        struct mention *mention = g_ptr_array_index (dates, i);
        const char *role = role_of (page, cues, after, spine, i > 0 ? g_ptr_array_index (dates, i - 1) : NULL,
                                    mention->start, mention->end);
        if (role == NULL && zone_at (page, mention->start) == ZONE_GUIDELINE)
            role = "guideline_update";
        if (role == NULL && g_strcmp0 (page->class_id, "RX") == 0)
            role = "other"; /* a row of fills */
        mention_set (mention, "role", role);
    }
}

void
dates_find (const struct entities *entities, const struct page *page, GPtrArray *mentions)
{
    g_autoptr (GPtrArray) matches = matches_of (entities->dates, page);
    gboolean ocr = g_strcmp0 (page->source, "ocr") == 0;
    guint first = mentions->len;
    g_autoptr (GPtrArray) found = g_ptr_array_new ();
    for (guint i = 0; i < matches->len; i++) {
        const struct rule_match *match = g_ptr_array_index (matches, i);
        const char *kind = rule_kind (match->rule);
        if (strcmp (kind, "date") == 0 || strcmp (kind, "guard") == 0 || strcmp (kind, "relative") == 0)
            g_ptr_array_add (found, (gpointer) match);
    }
    rules_resolve_overlaps (found);
    int anchor = anchor_year (page, found);
    for (guint i = 0; i < found->len; i++) {
        const struct rule_match *match = g_ptr_array_index (found, i);
        const char *shape = rule_field (match->rule, "shape");
        if (strcmp (rule_kind (match->rule), "relative") == 0)
            find_relative (page, mentions, match);
        else if (shape == NULL)
            continue;
        else if (strcmp (shape, "range") == 0)
            find_range (page, mentions, match, anchor);
        else if (strcmp (shape, "list") == 0)
            find_list (page, mentions, match, anchor);
        else
            find_single (page, mentions, match, anchor);
    }
    g_autoptr (GPtrArray) garbled = matches_of_kind (matches, "garbled");
    for (guint i = 0; ocr && i < garbled->len; i++) {
        const struct rule_match *match = g_ptr_array_index (garbled, i);
        gboolean taken = strcmp (page_source (page, match->start, match->end), "human") == 0;
        for (guint k = 0; k < found->len && !taken; k++) {
            const struct rule_match *other = g_ptr_array_index (found, k);
            taken = other->start < match->end && match->start < other->end;
        }
        if (!taken)
            find_garbled (page, mentions, match, anchor);
    }
    assign_roles (page, matches, mentions, first);
}
