/* Medications (domain.md 3.5): a name with the strength, frequency, route, form and quantity beside it. */
#include <string.h>

#include "stages/extract/entities.h"
#include "stages/extract/phrase.h"
#include "stages/extract/wording.h"

#define BESIDE_REACH 60 /* bytes from the name to the last word of its phrase */
#define BEFORE_REACH 34 /* "160 mg of preservative free Depo-Medrol" */

struct finder {
    const struct page *page;
    const struct wording *wording;
    GPtrArray *matches, *names, *mentions;
};

/* "Motrin (ibuprofen)" names one drug. */
static gboolean
is_generic_of_previous (const struct finder *finder, guint at)
{
    if (at == 0)
        return FALSE;
    const struct rule_match *name = g_ptr_array_index (finder->names, at),
                            *before = g_ptr_array_index (finder->names, at - 1);
    g_autofree char *gap = page_text_slice (finder->page, before->end, MAX (before->end, name->start));
    g_strstrip (gap);
    gboolean bracket = g_str_has_suffix (gap, "(") && strlen (gap) <= 8;
    return bracket && finder->page->text[name->end] == ')';
}

gboolean
medication_is_injectable (const char *class)
{
    static const char *const classes[] = { "anaesthetic", "steroid", "contrast", "neurolytic", "botulinum", "agent" };
    for (gsize i = 0; class != NULL && i < G_N_ELEMENTS (classes); i++)
        if (strcmp (class, classes[i]) == 0)
            return TRUE;
    return FALSE;
}

/* The full stop of "p.o." or "0.5" is none. */
static gboolean
is_abbreviation (const struct page *page, gsize at)
{
    if (at + 1 < page->length && g_ascii_isdigit (page->text[at + 1]))
        return TRUE;
    return at > 0 && g_ascii_isalpha (page->text[at - 1]) && (at < 2 || !g_ascii_isalpha (page->text[at - 2]));
}

static gboolean
clean_gap (const struct page *page, gsize from, gsize to, gboolean comma)
{
    for (gsize i = from; i < to; i++)
        if (strchr (comma ? ".;:\n" : ",.;:\n", page->text[i]) != NULL
            && !(page->text[i] == '.' && is_abbreviation (page, i)))
            return FALSE;
    return TRUE;
}

/* Where the words of a name's phrase end: at the next name, a full stop, or out of reach. */
static gsize
right_end (const struct finder *finder, guint at)
{
    const struct rule_match *name = g_ptr_array_index (finder->names, at);
    gsize from, to;
    sentence_span (finder->page, name->start, &from, &to);
    gsize end = MIN (to, name->end + BESIDE_REACH);
    for (guint i = at + 1; i < finder->names->len; i++) {
        const struct rule_match *next = g_ptr_array_index (finder->names, i);
        if (next->start >= name->end && !is_generic_of_previous (finder, i))
            return MIN (end, next->start);
    }
    return end;
}

/* The first value of `kind` after the name, reached over other parts of a prescription; else, for `before`, the last one before
 * it with only "of" and the like between. */
static const struct rule_match *
beside (const struct finder *finder, guint at, const char *kind, gboolean before)
{
    const struct page *page = finder->page;
    const struct rule_match *name = g_ptr_array_index (finder->names, at), *found = NULL;
    gsize end = right_end (finder, at), from, to;
    sentence_span (page, name->start, &from, &to);
    for (guint i = 0; i < finder->matches->len; i++) {
        const struct rule_match *match = g_ptr_array_index (finder->matches, i);
        if (strcmp (rule_kind (match->rule), kind) != 0)
            continue;
        if (before && match->end <= name->start && match->start >= from && name->start - match->end <= BEFORE_REACH
            && clean_gap (page, match->end, name->start, FALSE)
            && wording_fills (finder->wording, "drug_bridge", match->end, name->start, " \n"))
            found = match;
        if (found == NULL && match->start >= name->end && match->end <= end
            && clean_gap (page, name->end, match->start, TRUE))
            return match;
    }
    return found;
}

/* What is taken already by the strength before the next name is not this name's. */
static gboolean
belongs_to_next (const struct finder *finder, guint at, const struct rule_match *strength)
{
    if (strength == NULL)
        return FALSE;
    for (guint i = at + 1; i < finder->names->len; i++) {
        const struct rule_match *next = g_ptr_array_index (finder->names, i);
        if (next->start < strength->end)
            continue;
        const struct rule_match *this = g_ptr_array_index (finder->names, at);
        g_autofree char *gap = page_text_slice (finder->page, strength->end, next->start);
        g_autofree char *own = page_text_slice (finder->page, this->end, strength->start);
        g_strstrip (gap);
        gboolean apart = strpbrk (own, ",") != NULL || strstr (own, " and ") != NULL || strstr (own, " plus ") != NULL
                         || strstr (own, " with ") != NULL;
        return apart && (gap[0] == '\0' || strcmp (gap, "of") == 0 || g_str_has_prefix (gap, "of "));
    }
    return FALSE;
}

/* "10mg" and "100 milligrams" become "10 mg", "100 mg" (notes decision 11). */
static char *
strength_normalised (const char *raw)
{
    static const struct {
        const char *word, *unit;
    } units[] = { { "milligram", "mg" }, { "microgram", "mcg" }, { "gram", "g" },  { "gm", "g" },
                  { "unit", "units" },   { "percent", "%" },     { "iu", "units" } };
    gsize digits = strspn (raw, "0123456789.,-/ ");
    g_autofree char *number = g_strndup (raw, digits);
    g_autofree char *unit = g_ascii_strdown (raw + digits, -1);
    g_strstrip (number);
    g_strstrip (unit);
    for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
        if (g_str_has_prefix (unit, units[i].word)) {
            g_free (unit);
            unit = g_strdup (units[i].unit);
            break;
        }
    g_autofree char *lead = number[0] == '.' ? g_strconcat ("0", number, NULL) : g_strdup (number);
    if (unit[0] == '\0')
        return g_strdup (lead);
    return strcmp (unit, "%") == 0 ? g_strconcat (lead, "%", NULL) : g_strdup_printf ("%s %s", lead, unit);
}

static gboolean
in_list_section (const char *section)
{
    return strcmp (section, "medications") == 0 || strcmp (section, "allergies") == 0;
}

static void
add_medication (struct finder *finder, guint at)
{
    const struct page *page = finder->page;
    const struct rule_match *match = g_ptr_array_index (finder->names, at);
    const struct rule_match *strength = beside (finder, at, "strength", TRUE),
                            *frequency = beside (finder, at, "frequency", FALSE);
    const struct rule_match *route = beside (finder, at, "route", FALSE),
                            *quantity = beside (finder, at, "quantity", FALSE);
    const struct rule_match *form = beside (finder, at, "form", FALSE);
    if (belongs_to_next (finder, at, strength))
        strength = NULL;
    const char *as = rule_match_get (match, "as");
    gsize start = match->start, end = match->end;
    rule_match_span (match, "term", &start, &end);
    g_autofree char *written = page_text_slice (page, start, end);
    g_autofree char *name = g_ascii_strdown (as != NULL ? as : written, -1);
    static const char *const forms[] = { " patch", " gel", " cream" };
    for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
        if (g_str_has_suffix (name, forms[i]))
            name[strlen (name) - strlen (forms[i])] = '\0';
    for (const struct rule_match *const *part = (const struct rule_match *const[]){ strength, frequency, NULL };
         *part != NULL; part++) {
        start = MIN (start, (*part)->start);
        end = MAX (end, (*part)->end);
    }
    if (strength == NULL && frequency != NULL)
        end = MAX (end, frequency->end);
    struct mention *mention = mention_add (finder->mentions, page, "medication", rule_id (match->rule), start, end);
    const char *named = rule_match_get (match, "name"), *generic = rule_match_get (match, "generic");
    g_autofree char *value = strength != NULL ? strength_normalised (rule_match_get (strength, "strength")) : NULL;
    g_autofree char *often = frequency != NULL ? g_ascii_strdown (rule_match_get (frequency, "frequency"), -1) : NULL;
    g_autofree char *shape = form != NULL ? page_text_slice (page, form->start, form->end) : NULL;
    if (often != NULL && g_str_has_suffix (often, ".") && strchr (often, '.') == often + strlen (often) - 1)
        often[strlen (often) - 1] = '\0'; /* the full stop of the sentence */
    mention_set (mention, "name", name);
    mention_set (mention, "generic", generic != NULL ? generic : named);
    mention_set (mention, "class", rule_match_get (match, "class"));
    mention_set (mention, "strength", value);
    mention_set (mention, "form", shape);
    mention_set (mention, "route", route != NULL ? rule_match_get (route, "route") : NULL);
    mention_set (mention, "frequency", often);
    mention_set (mention, "quantity", quantity != NULL ? rule_match_get (quantity, "quantity") : NULL);
    mention_set (mention, "status", "current");
    if (strength != NULL)
        mark_numeric (page, mention);
}

/* "Omnipaque 240 contrast media" names one agent. */
static gboolean
is_class_of_previous (const struct finder *finder, guint at)
{
    const struct rule_match *name = g_ptr_array_index (finder->names, at);
    if (at == 0 || rule_match_get (name, "as") == NULL)
        return FALSE;
    const struct rule_match *before = g_ptr_array_index (finder->names, at - 1);
    return g_strcmp0 (rule_match_get (before, "class"), rule_match_get (name, "class")) == 0
           && name->start <= before->end + 2;
}

static gboolean
is_unnamed_contrast (const struct mention *mention)
{
    return g_strcmp0 (mention_get (mention, "class"), "contrast") == 0
           && strcmp (mention_get (mention, "name"), "contrast") == 0;
}

gboolean
medication_says_more (const struct mention *other, const struct mention *mention)
{
    if (other == mention || strcmp (other->kind, "medication") != 0 || other->candidate)
        return FALSE;
    if (is_unnamed_contrast (mention))
        return g_strcmp0 (mention_get (other, "class"), "contrast") == 0 && !is_unnamed_contrast (other);
    return mention_get (other, "strength") != NULL
           && strcmp (mention_get (other, "name"), mention_get (mention, "name")) == 0;
}

/* An agent named again without its strength says nothing more: the strength is said where it was injected. */
static void
drop_repeats (GPtrArray *mentions, guint first)
{
    for (guint i = first; i < mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (mentions, i);
        gboolean said = FALSE;
        if (strcmp (mention->kind, "medication") != 0 || mention_get (mention, "strength") != NULL
            || !medication_is_injectable (mention_get (mention, "class")))
            continue;
        for (guint k = first; k < mentions->len && !said; k++)
            said = medication_says_more (g_ptr_array_index (mentions, k), mention);
        if (said)
            g_ptr_array_remove_index (mentions, i--);
    }
}

/* What the records say of the medication list itself: an explicit "none" or "not specified" wins over a heading. */
static void
find_lists (struct finder *finder)
{
    g_autoptr (GPtrArray) lists = matches_of_kind (finder->matches, "medication_list");
    for (guint i = 0; i < lists->len; i++) {
        const struct rule_match *match = g_ptr_array_index (lists, i);
        struct mention *mention = mention_add (finder->mentions, finder->page, "medication_list", rule_id (match->rule),
                                               match->start, match->end);
        mention_set (mention, "status", rule_match_get (match, "status"));
    }
}

void
medications_find (const struct entities *entities, const struct page *page, GPtrArray *mentions)
{
    g_autoptr (GPtrArray) matches = matches_of (entities->medications, page), names = g_ptr_array_new ();
    for (guint i = 0; i < matches->len; i++) {
        struct rule_match *match = g_ptr_array_index (matches, i);
        if (!g_str_has_suffix (rule_kind (match->rule), "medication"))
            continue;
        if (rule_match_get (match, "only_in_list") != NULL && !in_list_section (section_at (page, match->start)))
            continue;
        g_ptr_array_add (names, match);
    }
    rules_resolve_overlaps (names);
    for (guint i = 0; i < names->len; i++)
        if (strcmp (rule_kind (((struct rule_match *) g_ptr_array_index (names, i))->rule), "medication") != 0)
            g_ptr_array_remove_index (names, i--);
    struct finder finder = {
        .page = page, .wording = entities->wording, .matches = matches, .names = names, .mentions = mentions
    };
    guint first = mentions->len;
    for (guint i = 0; i < names->len; i++)
        if (!is_generic_of_previous (&finder, i) && !is_class_of_previous (&finder, i))
            add_medication (&finder, i);
    drop_repeats (mentions, first);
    find_lists (&finder);
}
