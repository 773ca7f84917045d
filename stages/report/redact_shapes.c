#include "stages/report/redact_shapes.h"

#include <stdio.h>
#include <string.h>

struct shapes {
    GPtrArray *patterns; /* GRegex; group 1 is what is masked, the whole where there is none */
};

#define LABEL_END "[ \\t]{0,3}(?:[#:.]|no\\.?:?|number:?|num\\.?:?|is)?[ \\t]{0,3}[#:]?[ \\t]{0,4}"
/* A value is some words; it ends with its line, at a wide gap, or before the next label. */
#define WORDS(more) "([^\\s:]++(?!:)(?:[ \\t]{1,2}[^\\s:]++(?!:)){0," more "})"

/* Dates of birth are known to the case or labelled; other dates stay, for a review is of no use without them. */
static const char *const SHAPES[] = {
    /* social security number, whole or with its head hidden */
    "\\b(?:\\d{3}|[xX*]{3})[- ](?:\\d{2}|[xX*]{2})[- ]\\d{4}\\b",
    /* telephone and fax */
    "(?<![\\d-])(?:\\+?1[-. ])?\\(?\\d{3}\\)?[-. ]{1,2}\\d{3}[-. ]\\d{4}(?![\\d-])",
    "(?<![\\d-])\\d{3}-\\d{4}(?![\\d-])",
    /* mail, on paper and otherwise */
    "[\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)+",
    "\\bP\\.?[ ]?O\\.?[ ]?Box[ ]+\\w+",
    "\\b\\d{1,6}(?:[ ][NSEW]\\.?)?(?:[ ][A-Z][\\w'.-]*){1,4}[ "
    "](?:St|Street|Ave|Avenue|Rd|Road|Blvd|Boulevard|Ln|Lane|Dr|Drive|Ct|Court|"
    "Way|Pl|Place|Ter|Terrace|Cir|Circle|Hwy|Highway|Pkwy|Parkway)\\b\\.?(?:,?[ ](?:#|Apt|Suite|Ste|Unit)\\.?[ "
    "]?\\w+)?",
    "\\b[A-Z][\\w'.-]+(?:[ ][A-Z][\\w'.-]+){0,2},?[ ](?:[A-Z]{2}|California|Calif\\.?)[ ]+\\d{5}(?:-\\d{4})?\\b",
    /* what a label announces */
    "(?i)\\b(?:patient(?:'s)?[ ]name|employee(?:'s)?[ ]name|employee|claimant|applicant|injured[ ]worker|member[ "
    "]name|name[ ]of[ ]"
    "(?:patient|employee)|patient|last[ ]name|first[ ]name|name)[ \\t]{0,2}[:#][ \\t]{0,4}" WORDS ("2"),
    "(?i)\\b(?:employer(?:'s)?(?:[ ]name)?|company(?:[ ]name)?|spouse|next[ ]of[ ]kin|emergency[ "
    "]contact|guardian|attorney|adjuster|"
    "interpreter)[ \\t]{0,2}[:#][ \\t]{0,4}" WORDS ("3"),
    "(?i)\\b(?:dob|d\\.o\\.b\\.?|date[ ]of[ ]birth|birth[ ]?date|born)" LABEL_END
    "((?=[^\\n]{0,14}\\d)[\\w.'/-]{1,12}(?:[-/., ]{1,2}[\\w'|]{1,4}){0,2})",
    "(?i)\\b(?:claim|case|file|policy|member|group|account|acct|chart|mrn|medical[ ]record|ssn|social[ "
    "]security|employer[ ]id|wcab|"
    "adj|eams|id)" LABEL_END "((?=[\\w./-]*\\d)[\\w][\\w./-]{3,24})",
    "(?i)\\b(?:address|street|e-?mail|home[ ]address|mailing[ ]address)[ \\t]{0,2}[:#][ \\t]{0,4}([^\\n]{1,90})",
    "(?i)\\b(?:phone|telephone|tel|cell|mobile|fax)" LABEL_END "(\\(?\\d[\\d() .-]{5,18}\\d)",
    /* a person behind a title */
    "\\b(?:Mr|Mrs|Ms|Miss)\\.?[ ]([A-Z][\\w'-]+(?:[ ][A-Z][\\w'-]+)?)",
};

static void
add_pattern (struct shapes *shapes, const char *pattern)
{
    g_autoptr (GError) error = NULL;
    GRegex *regex = g_regex_new (pattern, G_REGEX_OPTIMIZE, 0, &error);
    g_assert_no_error (error);
    g_ptr_array_add (shapes->patterns, regex);
}

struct shapes *
shapes_new (void)
{
    struct shapes *shapes = g_new0 (struct shapes, 1);
    shapes->patterns = g_ptr_array_new_with_free_func ((GDestroyNotify) g_regex_unref);
    for (gsize i = 0; i < G_N_ELEMENTS (SHAPES); i++)
        add_pattern (shapes, SHAPES[i]);
    return shapes;
}

void
shapes_free (struct shapes *shapes)
{
    if (!shapes)
        return;
    g_ptr_array_unref (shapes->patterns);
    g_free (shapes);
}

void
shapes_add_date (struct shapes *shapes, const char *iso)
{
    static const char *const months[] = { "Jan(?:uary)?", "Feb(?:ruary)?", "Mar(?:ch)?",
                                          "Apr(?:il)?",   "May",           "June?",
                                          "July?",        "Aug(?:ust)?",   "Sept?(?:ember)?",
                                          "Oct(?:ober)?", "Nov(?:ember)?", "Dec(?:ember)?" };
    int year, month, day, end = 0;
    if (!iso || sscanf (iso, "%4d-%2d-%2d%n", &year, &month, &day, &end) != 3 || iso[end] || month < 1 || month > 12)
        return;
    const char *between = "[ ]?[-/. ][ ]?";
    g_autofree char *y = g_strdup_printf ("(?:%04d|'?%02d)", year, year % 100);
    g_autofree char *m = g_strdup_printf ("0?%d", month), *d = g_strdup_printf ("0?%d", day);
    g_autofree char *spoken = g_strdup_printf ("%s\\.?", months[month - 1]);
    g_autofree char *pattern =
        g_strdup_printf ("(?i)(?<!\\d)(?:%s%s%s%s%s|%04d[-/.]%02d[-/.]%02d|%s[ ]%s(?:st|nd|rd|th)?,?[ ]%s|"
                         "%s(?:st|nd|rd|th)?[ -]%s,?[ -]%s)(?!\\d)",
                         m, between, d, between, y, year, month, day, spoken, d, y, d, spoken, y);
    add_pattern (shapes, pattern);
}

static void
mark_match (const GMatchInfo *match, const char *text, GByteArray *masked)
{
    int start, end;
    if ((!g_match_info_fetch_pos (match, 1, &start, &end) || start < 0)
        && !g_match_info_fetch_pos (match, 0, &start, &end))
        return;
    guint first = (guint) g_utf8_pointer_to_offset (text, text + start),
          last = first + (guint) g_utf8_pointer_to_offset (text + start, text + end);
    for (guint i = first; i < last && i < masked->len; i++)
        masked->data[i] = 1;
}

void
shapes_mark (const struct shapes *shapes, const char *text, GByteArray *masked)
{
    for (guint i = 0; i < shapes->patterns->len; i++) {
        g_autoptr (GMatchInfo) match = NULL;
        g_regex_match (g_ptr_array_index (shapes->patterns, i), text, 0, &match);
        for (; g_match_info_matches (match); g_match_info_next (match, NULL))
            mark_match (match, text, masked);
    }
}
