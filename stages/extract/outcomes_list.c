/* Drugs and general words as treatments, and lists of treatments that one response belongs to (outcomes.h). */
#include <string.h>

#include "stages/extract/outcomes.h"

#define TAIL_REACH 60  /* bytes between the last of a list and what is said of all */
#define JOINT_REACH 45 /* bytes between two of a list */

const char *
outcome_other (const struct element *element, const char **drug)
{
    *drug = NULL;
    if (element->part == PART_GENERAL)
        return rule_match_get (element->match, "as");
    if (element->part != PART_DRUG)
        return NULL;
    const char *class = mention_get (element->mention, "class");
    if (g_strcmp0 (class, "class_word") == 0)
        return "medication"; /* "pain medications" in a list */
    *drug = mention_get (element->mention, "generic");
    return class != NULL ? class : "medication";
}

void
outcome_bind_other (const struct sentence_words *words, guint from, guint to, gsize relief_start, gsize relief_end,
                    struct binding *binding)
{
    for (guint i = from; i < to; i++) {
        const struct element *element = outcome_element (words->elements, i);
        const char *drug, *other = outcome_other (element, &drug);
        /* "90% relief, and did not take her Norco": what follows helped only where a word says so */
        gboolean apart = element->end > relief_start
                         && !outcome_stands_before (words->page, words->links, relief_end, element->start);
        if ((apart && other != NULL) || element->part == PART_ANAPHOR
            || (other != NULL && outcome_is_apart (words, element))) {
            binding->other = binding->drug = NULL;
            return;
        }
        if (element->part == PART_TREATMENT || (other == NULL && element->part == PART_GENERAL)
            || (binding->other != NULL && other != NULL && strcmp (binding->other, other) != 0
                && strcmp (other, "medication") != 0 && strcmp (binding->other, "medication") != 0)) {
            binding->other = binding->drug = NULL;
            return;
        }
        if (other == NULL)
            continue;
        if (binding->other == NULL || strcmp (binding->other, "medication") == 0) {
            binding->other = other; /* "the medication" beside a drug is that drug */
            binding->drug = drug;
        } else if (drug != NULL && g_strcmp0 (drug, binding->drug) != 0)
            binding->drug = NULL; /* two of one class */
    }
}

/* Whether a sentence or a clause of its own ends in [from, to). */
static gboolean
has_stop (const struct page *page, gsize from, gsize to)
{
    g_autofree char *gap = page_text_slice (page, from, to);
    return strpbrk (gap, ";:") != NULL || strstr (gap, ". ") != NULL;
}

/* Whether nothing but a list goes on between two treatments. */
static gboolean
joins (const struct sentence_words *words, gsize from, gsize to)
{
    if (to < from || to - from > JOINT_REACH || has_stop (words->page, from, to))
        return FALSE;
    g_autofree char *gap = page_text_slice (words->page, from, to);
    return (strpbrk (gap, ",/&") != NULL || outcome_says (words, "joint", from, to))
           && !outcome_says (words, "list_breaks", from, to);
}

static gboolean
ends_before (const struct sentence_words *words, gsize from, gsize to)
{
    return to >= from && to - from <= TAIL_REACH && !has_stop (words->page, from, to)
           && !outcome_says (words, "tail_breaks", from, to);
}

GArray *
outcome_list_before (const struct sentence_words *words, guint from, guint to, gsize at)
{
    GArray *list = g_array_new (FALSE, FALSE, sizeof (guint));
    const struct element *later = NULL;
    for (guint i = to; i > from; i--) {
        const struct element *element = outcome_element (words->elements, i - 1);
        const char *drug;
        guint index = i - 1;
        if (element->end > at || (element->part != PART_TREATMENT && outcome_other (element, &drug) == NULL))
            continue;
        if (later != NULL && element->end > later->start)
            continue; /* an operation of two names */
        if (outcome_is_apart (words, element))
            break;
        if (later == NULL ? !ends_before (words, element->end, at) : !joins (words, element->end, later->start))
            break;
        g_array_append_val (list, index);
        later = element;
        if (at > 0 && words->page->text[at - 1] == '(')
            break; /* "biofeedback, facet injections (not helpful)": in brackets, of what stands before them alone */
    }
    return list;
}

/* Whether an outcome of the same place of a treatment says so already: "no benefit from the ESI, and it failed". */
static gboolean
is_told_already (const struct sentence_words *words, const GPtrArray *found, const struct mention *treatment,
                 const char *direction)
{
    for (guint i = 0; treatment != NULL && i < found->len; i++) {
        const struct mention *outcome = g_ptr_array_index (found, i);
        if (mention_linked (outcome, "procedure_mention", words->mentions) == treatment
            && strcmp (mention_get (outcome, "direction"), direction) == 0)
            return TRUE;
    }
    return FALSE;
}

static void
write_one_of_list (struct sentence_words *words, guint index, const struct element *anchor, const char *direction,
                   GPtrArray *found)
{
    const struct element *element = outcome_element (words->elements, index);
    struct binding binding = { .general = TRUE };
    if (element->part == PART_TREATMENT)
        binding.treatment = outcome_is_unnamed (element->mention) ? NULL : element->mention;
    else
        binding.other = outcome_other (element, &binding.drug);
    if (!is_told_already (words, found, binding.treatment, direction))
        outcome_write (words, index, index + 1, anchor, direction, binding, found);
}

gboolean
outcome_write_each (struct sentence_words *words, guint from, guint to, const struct element *anchor,
                    const char *direction, guint at_least, GPtrArray *found)
{
    g_autoptr (GArray) list = outcome_list_before (words, from, to, anchor->start);
    if (list->len < at_least)
        return FALSE;
    for (guint i = list->len; i > 0; i--)
        write_one_of_list (words, g_array_index (list, guint, i - 1), anchor, direction, found);
    return TRUE;
}

/* Whether what stands right behind a treatment says that it begins a clause of its own: "and PT was not tried", "massage relaxed
 * him". */
static gboolean
begins_clause (const struct sentence_words *words, const struct element *element)
{
    const char *text = words->page->text;
    gsize from = element->end;
    while (from < words->end && text[from] == ' ')
        from++;
    gsize to = from;
    while (to < words->end && g_ascii_isalpha (text[to]))
        to++;
    return wording_begins (words->wording, "begins_clause", from) != NULL
           || (to >= from + 2 && g_ascii_strncasecmp (text + to - 2, "ed", 2) == 0);
}

/* Whether only words that make a list stand between two of it. */
static gboolean
is_glue (const struct sentence_words *words, gsize from, gsize to)
{
    if (!wording_fills (words->wording, "glue", from, to, " \n,/&()0123456789"))
        return FALSE;
    g_autofree char *gap = page_text_slice (words->page, from, to);
    return strpbrk (gap, ",/&") != NULL || strchr (gap, ' ') != strrchr (gap, ' ');
}

/* Whether a list of what the relief is of begins at `start`: "no relief from PT", "... anything, including PT". */
static gboolean
opens_list (const struct sentence_words *words, const struct element *anchor, gsize start)
{
    if (start < anchor->end || start - anchor->end > TAIL_REACH)
        return FALSE;
    if (outcome_stands_before (words->page, words->links, anchor->end, start))
        return ends_before (words, anchor->end, start);
    g_autofree char *gap = page_text_slice (words->page, anchor->end, start);
    return outcome_says (words, "opens_list", anchor->end, start) && strpbrk (gap, ";:") == NULL
           && !outcome_says (words, "but", anchor->end, start);
}

gboolean
outcome_write_each_after (struct sentence_words *words, guint from, const struct element *anchor, const char *direction,
                          GPtrArray *found)
{
    g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (guint));
    const struct element *earlier = NULL;
    for (guint i = from; i < words->elements->len; i++) {
        const struct element *element = outcome_element (words->elements, i);
        const char *drug;
        if (element->start < anchor->end || (earlier != NULL && element->start < earlier->end))
            continue;
        gboolean named = element->part == PART_TREATMENT || outcome_other (element, &drug) != NULL;
        if (!named && element->part != PART_GENERAL)
            break;
        gboolean goes_on = earlier == NULL ? opens_list (words, anchor, element->start)
                                           : is_glue (words, earlier->end, element->start);
        if (earlier != NULL && goes_on && begins_clause (words, element) && list->len > 1) {
            g_array_set_size (list, list->len - 1); /* "with chiropractic, PT and massage were then ordered" */
            break;
        }
        if (!goes_on || (earlier != NULL && begins_clause (words, element)) || outcome_is_apart (words, element))
            break;
        earlier = element;
        if (named)
            g_array_append_val (list, i);
    }
    if (list->len < 2)
        return FALSE;
    for (guint i = 0; i < list->len; i++)
        write_one_of_list (words, g_array_index (list, guint, i), anchor, direction, found);
    return TRUE;
}

gboolean
outcome_is_neither (const struct sentence_words *words, gsize at)
{
    const struct rule_match *neither = wording_in (words->wording, "neither", words->start, at),
                            *nor = neither != NULL ? wording_in (words->wording, "nor", neither->end, at) : NULL;
    if (nor == NULL || at - nor->start > TAIL_REACH || outcome_says (words, "but", nor->end, at))
        return FALSE;
    g_autofree char *behind = page_text_slice (words->page, nor->end, at);
    return strpbrk (behind, ",;:") == NULL;
}

/* "Failed this treatment", "did not respond to it". */
static void
write_failed_reference (struct sentence_words *words, guint at, const struct element *failed, GPtrArray *found)
{
    struct binding binding = outcome_treatment (words, at, at + 1, failed->start, failed->end);
    if (binding.treatment != NULL || binding.other != NULL)
        outcome_write (words, at, at + 1, failed, "none", binding, found);
}

/* "failed because of dizziness, and nortriptyline gave ...", "failed to control": what follows did not fail. */
static gboolean
is_object_of_failed (const struct sentence_words *words, gsize from, gsize to)
{
    g_autofree char *gap = page_text_slice (words->page, from, to);
    return strchr (gap, ';') == NULL && !outcome_says (words, "but", from, to)
           && !outcome_says (words, "not_failed", from, to);
}

/* "failed NSAIDs and an injection that helped for six weeks": what its own clause says counts. */
static gboolean
helped_by_its_clause (const struct sentence_words *words, guint at)
{
    const struct element *treatment = outcome_element (words->elements, at);
    for (guint i = at + 1; i < words->elements->len; i++) {
        const struct element *element = outcome_element (words->elements, i);
        if (element->start < treatment->end)
            continue;
        if (element->part == PART_TREATMENT || element->part == PART_FAILED)
            return FALSE;
        if (element->part != PART_RELIEF)
            continue;
        g_autofree char *gap = page_text_slice (words->page, treatment->end, element->start);
        return g_strcmp0 (rule_match_get (element->match, "direction"), "improved") == 0 && strpbrk (gap, ";:") == NULL
               && (strstr (gap, " that ") != NULL || strstr (gap, " which ") != NULL);
    }
    return FALSE;
}

/* "failed PT, acupuncture and chiropractic care": one outcome for each treatment of the list; "PT and acupuncture failed". */
void
outcome_write_failed (struct sentence_words *words, guint at, GPtrArray *found)
{
    const struct element *failed = outcome_element (words->elements, at);
    gsize reach = failed->end;
    gboolean named = FALSE;
    for (guint i = at + 1; i < words->elements->len; i++) {
        const struct element *element = outcome_element (words->elements, i);
        if (element->end <= reach)
            continue; /* "failed PT" may be one word to the procedures */
        if (element->part == PART_ANAPHOR && reach == failed->end && element->start <= reach + 2) {
            write_failed_reference (words, i, failed, found);
            return;
        }
        struct binding binding = { .treatment = element->part == PART_TREATMENT ? element->mention : NULL,
                                   .general = TRUE };
        binding.other = outcome_other (element, &binding.drug);
        gboolean general = element->part == PART_GENERAL && !named; /* "did not respond to therapy, blocks and IDET" */
        if ((binding.treatment == NULL && binding.other == NULL && !general) || element->start - reach > 40
            || !is_object_of_failed (words, reach, element->start)
            || ((reach > failed->end || words->page->text[failed->end] == ':') && begins_clause (words, element))
            || (reach > failed->end && !joins (words, reach, element->start)))
            break;
        if (binding.treatment != NULL && outcome_is_unnamed (binding.treatment))
            binding.treatment = NULL;
        if (general && binding.other == NULL) {
            reach = element->end;
            continue;
        }
        named = TRUE;
        if (!helped_by_its_clause (words, i))
            outcome_write (words, i, i + 1, failed, "none", binding, found);
        reach = element->end;
    }
    gboolean led = named && words->page->text[failed->end] == ':'; /* "conservative care failed: PT, NSAIDs" */
    if ((!named || led) && strcmp (rule_id (failed->match->rule), "relief.failed") == 0)
        outcome_write_each (words, 0, at, failed, "none", 1, found);
}
