/* Wrapped lines: which line breaks end something and which only wrap (page_join_lines of page.h; domain.md 3).
 *
 * Each break gets a score from what stands on both sides of it: an unfinished line and a small letter join; labels,
 * list items, headings, table rows and short lines part.
 */
#include <string.h>

#include "stages/extract/page.h"

#define LABEL_MAX_BYTES 48
#define HEADING_MAX_BYTES 90
#define WIDE_GAP 2    /* blanks that separate columns */
#define COLUMN_MIN 55 /* characters of a line of running text, where the page's own lines are all short */

struct line {
    gsize start, end; /* bytes of the text, trimmed */
    guint blanks;     /* blank lines before it */
    guint indent;
    guint width; /* characters, with the indent */
    guint gaps;  /* wide gaps inside */
    gboolean label, item, heading, checkbox;
};

static gboolean
is_blank (char c)
{
    return c == ' ' || c == '\t';
}

/* Bytes of a label "Name (Last, First):" at `at`, its colon included, or 0. Page locators ("Complaints Page(s): 5") are
 * values that merely look so. */
static gsize
label_length (const char *text, gsize at, gsize end)
{
    if (at < end && text[at] == '.' && at + 2 < end && g_ascii_isupper (text[at + 1]) && g_ascii_isupper (text[at + 2]))
        return 1; /* ".HPI": a section mark of printed charts */
    if (at >= end || !(g_ascii_isupper (text[at]) || text[at] == '#'))
        return 0;
    guint words = 1;
    gsize i = at;
    for (; i < end && i - at < LABEL_MAX_BYTES; i++) {
        char c = text[i];
        if (c == ':')
            break;
        if (is_blank (c)) {
            if (is_blank (text[i + 1]))
                return 0;
            words++;
        } else if (!g_ascii_isalnum (c) && strchr ("/&()'.#,-", c) == NULL)
            return 0;
    }
    if (i >= end || text[i] != ':' || words > 7)
        return 0;
    if (i + 1 < end && !is_blank (text[i + 1]))
        return 0;
    if (i - at >= 7 && g_ascii_strncasecmp (text + i - 7, "Page(s)", 7) == 0)
        return 0;
    return i + 1 - at;
}

/* "1. ", "2) ", "a) ", "- ", "• " before something. */
static gboolean
starts_item (const char *text, gsize at, gsize end)
{
    if (at + 1 < end && (text[at] == '-' || text[at] == '*') && is_blank (text[at + 1]))
        return TRUE;
    if (g_str_has_prefix (text + at, "•"))
        return TRUE;
    gsize i = at;
    if (i < end && text[i] == '(')
        i++;
    if (i < end && g_ascii_isdigit (text[i])) {
        while (i < end && g_ascii_isdigit (text[i]) && i - at < 3)
            i++;
    } else if (i < end && g_ascii_isalpha (text[i]))
        i++;
    else
        return FALSE;
    return i + 1 < end && (text[i] == ')' || (text[i] == '.' && g_ascii_isdigit (text[i - 1])))
           && is_blank (text[i + 1]);
}

static void
count_letters (const char *text, gsize start, gsize end, guint *upper, guint *lower)
{
    for (gsize i = start; i < end; i++) {
        *upper += g_ascii_isupper (text[i]) ? 1 : 0;
        *lower += g_ascii_islower (text[i]) ? 1 : 0;
    }
}

static gboolean
is_terminal (char c)
{
    return c == '.' || c == '!' || c == '?' || c == ':' || c == ';';
}

static void
measure (struct line *line, const char *text, gboolean capital_page)
{
    line->width = line->indent + (guint) g_utf8_strlen (text + line->start, (gssize) (line->end - line->start));
    for (gsize i = line->start; i + WIDE_GAP < line->end; i++)
        if (text[i] == '\t' || (is_blank (text[i]) && is_blank (text[i + 1]) && !is_blank (text[i + 2])))
            line->gaps++;
    line->label = label_length (text, line->start, line->end) > 0;
    line->item = starts_item (text, line->start, line->end);
    g_autofree char *slice = g_strndup (text + line->start, line->end - line->start);
    line->checkbox = strstr (slice, "☐") != NULL || strstr (slice, "☒") != NULL || strstr (slice, "☑") != NULL
                     || strstr (slice, "[ ]") != NULL || strstr (slice, "[x]") != NULL || strstr (slice, "[X]") != NULL;

    guint upper = 0, lower = 0, words = 1;
    count_letters (text, line->start, line->end, &upper, &lower);
    for (gsize i = line->start; i + 1 < line->end; i++)
        words += is_blank (text[i]) && !is_blank (text[i + 1]) ? 1 : 0;
    char last = text[line->end - 1];
    gboolean capitals = upper >= 3 && lower == 0 && words <= (capital_page ? 3 : 12) && last != '.' && last != ',';
    gboolean colon = last == ':' && words <= 8 && !g_ascii_islower (text[line->start]);
    line->heading = line->end - line->start <= HEADING_MAX_BYTES && !line->checkbox && (capitals || colon);
}

/* Whether the line is an item with its decision ("12 acupuncture visits: Upheld"), which stands for itself. */
static gboolean
ends_in_decision (const char *text, const struct line *line)
{
    static const char *const decisions[] = { ": upheld",           ": overturned", ": partially overturned",
                                             ": partial overturn", ": uphold",     ": overturn",
                                             ": terminated",       ": withdrawn",  ": denied",
                                             ": modified",         ": certified",  ": non-certified",
                                             ": not certified" };
    gsize end = line->end;
    if (text[end - 1] == '.')
        end--;
    for (gsize i = 0; i < G_N_ELEMENTS (decisions); i++) {
        gsize length = strlen (decisions[i]);
        if (end - line->start > length && g_ascii_strncasecmp (text + end - length, decisions[i], length) == 0)
            return TRUE;
    }
    return FALSE;
}

/* Words after which no sentence ends. */
static gboolean
ends_open (const char *text, const struct line *line)
{
    static const char *const open[] = { "a",     "an",    "the",     "of",    "and",     "or",   "to",
                                        "for",   "with",  "in",      "on",    "at",      "by",   "from",
                                        "his",   "her",   "is",      "was",   "were",    "are",  "has",
                                        "had",   "that",  "which",   "than",  "not",     "no",   "as",
                                        "be",    "been",  "this",    "their", "after",   "per",  "least",
                                        "since", "until", "through", "dated", "between", "about" };
    char last = text[line->end - 1];
    if (last == ',' || last == '(' || last == '/' || last == '&' || last == '+')
        return TRUE;
    gsize i = line->end;
    while (i > line->start && g_ascii_isalpha (text[i - 1]))
        i--;
    for (guint k = 0; k < G_N_ELEMENTS (open); k++)
        if (strlen (open[k]) == line->end - i && g_ascii_strncasecmp (text + i, open[k], line->end - i) == 0)
            return TRUE;
    return FALSE;
}

static gboolean
ends_hyphenated (const char *text, const struct line *line)
{
    return line->end - line->start >= 2 && text[line->end - 1] == '-' && g_ascii_isalnum (text[line->end - 2]);
}

/* A line of figures alone, such as a letterhead's date. */
static gboolean
is_figures (const char *text, const struct line *line)
{
    for (gsize i = line->start; i < line->end; i++)
        if (!g_ascii_isdigit (text[i]) && strchr ("/-. ", text[i]) == NULL)
            return FALSE;
    return line->end - line->start >= 6 && text[line->end - 1] != '.';
}

/* Whether the line ends with a day in figures, as letterheads, titles and signatures do. */
static gboolean
ends_with_day (const char *text, const struct line *line)
{
    guint digits = 0, separators = 0;
    for (gsize i = line->end; i > line->start && !is_blank (text[i - 1]); i--)
        if (g_ascii_isdigit (text[i - 1]))
            digits++;
        else if (strchr ("/-.", text[i - 1]) != NULL)
            separators++;
        else
            return FALSE;
    return digits >= 4 && separators == 2 && g_ascii_isdigit (text[line->end - 1]);
}

/* Whether the line ends with the number of the item that the next line holds ("... weakness). 2."). */
static gboolean
ends_with_number (const char *text, const struct line *line)
{
    gsize i = line->end - 1;
    if (text[i] != '.')
        return FALSE;
    while (i > line->start && g_ascii_isdigit (text[i - 1]))
        i--;
    return i < line->end - 1 && line->end - 1 - i <= 2 && i >= line->start + 2 && is_blank (text[i - 1])
           && is_terminal (text[i - 2]);
}

/* Whether line `b` goes on where `a` stops. `width`: of the block's longest line. */
static gboolean
goes_on (const char *text, const struct line *a, const struct line *b, guint width, guint spacing,
         gboolean capital_page)
{
    char last = text[a->end - 1], first = text[b->start];
    gboolean small = g_ascii_islower (first);
    if (b->blanks > spacing) {
        /* a blank line too many: only where both sides say that the sentence is cut */
        gboolean cut = !is_terminal (last) && !a->heading && !b->label && !b->item && b->blanks <= spacing + 1;
        return cut && ((small && a->gaps == 0) || (ends_open (text, a) && last != ','));
    }
    if (a->gaps >= 2 && b->gaps >= 2)
        return FALSE;
    gsize word = b->start;
    while (word < b->end && !is_blank (text[word]))
        word++;
    guint needed = a->width + 1 + (guint) (word - b->start);
    gboolean full = needed > width, slack = needed + 15 < width;

    gboolean label_last = last == ':' && !a->heading && a->width * 10 >= width * 7; /* "... None. ALLERGIES:" */
    int score = is_terminal (last) && !label_last ? 0 : 2;
    score += ends_with_number (text, a) ? 6 : 0;
    score += ends_hyphenated (text, a) && g_ascii_isalnum (first) ? 4 : 0;
    score += !capital_page && small ? 4 : 0;
    score += ends_open (text, a) ? 4 : 0;
    score += full ? 2 : slack ? -2 : 0;
    score += full && (g_ascii_isdigit (first) || first == '(') ? 1 : 0;
    score += b->indent > a->indent + 1 && !b->label ? 3 : 0;
    score -= b->label ? 3 : 0;
    score -= b->item || (is_terminal (last) && ends_in_decision (text, b)) ? 6 : 0;
    score -= b->heading && !b->label ? 3 : 0;
    score -= a->heading ? 6 : 0;
    score -= is_figures (text, b) && !ends_open (text, a) ? 4 : 0;
    score -= ends_with_day (text, a) && g_ascii_isupper (first) ? 3 : 0;
    score -= b->gaps >= 2 && a->gaps == 0 ? 8 : 0; /* a row of a table, or of a form, begins */
    score -= b->checkbox && !small ? 3 : 0;
    if (a->gaps >= 1 || a->checkbox)
        score -= 4;
    else if (a->label)
        score -= a->width * 10 < width * 6 ? 3 : 1;
    if ((last == ':' && !label_last) || last == ';')
        score -= 1;
    return score >= 1;
}

/* Whether the hyphen at a line's end belongs to the word ("C5-", "follow-") or only to the wrapping. */
static gboolean
keeps_hyphen (const char *text, const struct line *line)
{
    static const char *const compounds[] = { "self", "non",   "post",  "pre",  "follow", "well",   "long",  "low",
                                             "high", "left",  "right", "mid",  "anti",   "one",    "two",   "three",
                                             "half", "year",  "month", "week", "day",    "medial", "intra", "work",
                                             "pain", "short", "inter", "x",    "re",     "co",     "up",    "set" };
    gsize end = line->end - 1, i = end;
    while (i > line->start && g_ascii_isalpha (text[i - 1]))
        i--;
    if (i == end || (i > line->start && !is_blank (text[i - 1])))
        return TRUE;
    for (guint k = 0; k < G_N_ELEMENTS (compounds); k++)
        if (strlen (compounds[k]) == end - i && g_ascii_strncasecmp (text + i, compounds[k], end - i) == 0)
            return TRUE;
    return FALSE;
}

static GArray *
find_lines (const char *text)
{
    GArray *lines = g_array_new (FALSE, TRUE, sizeof (struct line));
    guint upper = 0, lower = 0, blanks = 0;
    gsize length = strlen (text);
    count_letters (text, 0, length, &upper, &lower);
    gboolean capital_page = upper > 3 * lower;
    for (gsize start = 0; start < length;) {
        const char *newline = memchr (text + start, '\n', length - start);
        gsize stop = newline != NULL ? (gsize) (newline - text) : length;
        struct line line = { .start = start, .end = stop, .blanks = blanks };
        while (line.start < line.end && is_blank (text[line.start])) {
            line.indent += text[line.start] == '\t' ? 8 : 1;
            line.start++;
        }
        while (line.end > line.start && is_blank (text[line.end - 1]))
            line.end--;
        if (line.start == line.end)
            blanks++;
        else {
            measure (&line, text, capital_page);
            g_array_append_val (lines, line);
            blanks = 0;
        }
        start = stop + 1;
    }
    return lines;
}

/* Blank lines that double spacing puts between the lines of a paragraph: the number that most breaks have. */
static guint
line_spacing (const GArray *lines)
{
    guint counts[3] = { 0 };
    for (guint i = 1; i < lines->len; i++)
        counts[MIN (g_array_index (lines, struct line, i).blanks, 2)]++;
    if (lines->len < 4)
        return counts[0] == 0 && counts[1] > 0 ? 1 : 0;
    return counts[1] > counts[0] && counts[1] >= counts[2] ? 1 : counts[2] > counts[0] + counts[1] ? 2 : 0;
}

static int
compare_widths (gconstpointer a, gconstpointer b)
{
    guint x = *(const guint *) a, y = *(const guint *) b;
    return x < y ? -1 : x > y;
}

static guint
common_width (const GArray *lines)
{
    if (lines->len == 0)
        return 0;
    g_autoptr (GArray) widths = g_array_new (FALSE, FALSE, sizeof (guint));
    for (guint i = 0; i < lines->len; i++)
        g_array_append_val (widths, g_array_index (lines, struct line, i).width);
    g_array_sort (widths, compare_widths);
    return g_array_index (widths, guint, (lines->len - 1) * 9 / 10);
}

/* Width of the block (lines without a larger break between them) that holds line `i`, at most 40 lines of it. */
static guint
block_width (const GArray *lines, guint i, guint spacing, guint page_width)
{
    guint width = g_array_index (lines, struct line, i).width;
    for (guint k = i, n = 0; k > 0 && n < 20 && g_array_index (lines, struct line, k).blanks <= spacing; k--, n++)
        width = MAX (width, g_array_index (lines, struct line, k - 1).width);
    for (guint k = i + 1, n = 0; k < lines->len && n < 20 && g_array_index (lines, struct line, k).blanks <= spacing;
         k++, n++)
        width = MAX (width, g_array_index (lines, struct line, k).width);
    return MAX (MAX (MIN (width, MAX (page_width, 40)), page_width * 7 / 10), COLUMN_MIN);
}

static void
append (GString *joined, GArray *joined_origin, char c, guint32 origin)
{
    g_string_append_c (joined, c);
    g_array_append_val (joined_origin, origin);
}

static void
copy_line (const char *text, const guint32 *origin, const struct line *line, gsize end, GString *joined,
           GArray *joined_origin, GArray *columns)
{
    for (gsize i = line->start; i < end; i++) {
        if (!is_blank (text[i])) {
            append (joined, joined_origin, text[i], origin[i]);
            continue;
        }
        gsize gap = i;
        while (i + 1 < end && is_blank (text[i + 1]))
            i++;
        append (joined, joined_origin, ' ', origin[gap]);
        gboolean wide = i > gap || text[gap] == '\t';
        if (wide && label_length (text, i + 1, end) > 0) {
            gsize at = joined->len;
            g_array_append_val (columns, at);
        }
    }
}

void
page_join_lines (const char *text, const guint32 *origin, GString *joined, GArray *joined_origin, GArray *breaks,
                 GArray *columns)
{
    g_autoptr (GArray) lines = find_lines (text);
    guint upper = 0, lower = 0, spacing = line_spacing (lines), page_width = common_width (lines);
    count_letters (text, 0, strlen (text), &upper, &lower);
    gboolean capital_page = upper > 3 * lower;
    for (guint i = 0; i < lines->len; i++) {
        const struct line *line = &g_array_index (lines, struct line, i);
        const struct line *next = i + 1 < lines->len ? line + 1 : NULL;
        if (i == 0 || line->blanks > spacing || line->heading || line->label || line->item) {
            gsize at = joined->len;
            if (at == 0 || joined->str[at - 1] == '\n')
                g_array_append_val (breaks, at);
        }
        gboolean on = next != NULL
                      && goes_on (text, line, next, block_width (lines, i, spacing, page_width), spacing, capital_page);
        gboolean hyphen = on && ends_hyphenated (text, line) && g_ascii_isalnum (text[next->start]);
        gsize end =
            hyphen && g_ascii_islower (text[next->start]) && !keeps_hyphen (text, line) ? line->end - 1 : line->end;
        copy_line (text, origin, line, end, joined, joined_origin, columns);
        if (next != NULL && !hyphen)
            append (joined, joined_origin, on ? ' ' : '\n', origin[line->end]);
    }
}
