/* What rules match in a page (page.h). */
#include "stages/extract/page.h"

#include <string.h>

static void
free_matches (gpointer matches)
{
    g_ptr_array_unref (matches);
}

struct matching {
    struct rules_text *text; /* NULL before the first match */
    GHashTable *matches;     /* struct rules -> GPtrArray of what they match in the whole page */
};

struct matching *
matching_new (void)
{
    struct matching *matching = g_new0 (struct matching, 1);
    matching->matches = g_hash_table_new_full (NULL, NULL, NULL, free_matches);
    return matching;
}

void
matching_free (struct matching *matching)
{
    g_hash_table_unref (matching->matches);
    rules_text_free (matching->text);
    g_free (matching);
}

static gboolean
has_word (const char *list, const char *word)
{
    gsize n = strlen (word);
    for (const char *p = strstr (list, word); p != NULL; p = strstr (p + n, word))
        if ((p == list || p[-1] == ' ') && (p[n] == ' ' || p[n] == '\0'))
            return TRUE;
    return FALSE;
}

struct wanted {
    const struct page *page;
    const char *kind; /* NULL: any */
};

/* Whether a rule is of the kind, and, where it is for some classes or zones only, has any here. */
static gboolean
is_wanted (const struct rule *rule, gpointer user)
{
    const struct wanted *wanted = user;
    const struct page *page = wanted->page;
    if (wanted->kind != NULL && strcmp (rule_kind (rule), wanted->kind) != 0)
        return FALSE;
    const char *classes = rule_field (rule, "classes"), *zones = rule_field (rule, "zones");
    if (classes != NULL && page->class_id != NULL && !has_word (classes, page->class_id))
        return FALSE;
    if (zones == NULL)
        return TRUE;
    for (enum zone zone = ZONE_RECORD; zone <= ZONE_REQUEST; zone++)
        if ((page->zones & 1u << zone) != 0 && has_word (zones, zone_name (zone)))
            return TRUE;
    return page->zones == 0;
}

GPtrArray *
page_match_kind (const struct page *page, const struct rules *rules, const char *kind, gsize from, gsize to)
{
    struct matching *matching = page->matching;
    struct wanted wanted = { .page = page, .kind = kind };
    const char *limited = NULL;
    if (matching->text == NULL)
        matching->text = rules_text_new (page->text, page->length);
    GPtrArray *matches = rules_match_text (rules, matching->text, from, to, is_wanted, &wanted, &limited);
    if (limited != NULL && !g_ptr_array_find (page->limited, limited, NULL))
        g_ptr_array_add (page->limited, (gpointer) limited);
    return matches;
}

GPtrArray *
page_match (const struct page *page, const struct rules *rules, gsize from, gsize to)
{
    if (from > 0 || to < page->length)
        return page_match_kind (page, rules, NULL, from, to);
    /* several parts ask for the same: the page keeps what it lends */
    GPtrArray *kept = g_hash_table_lookup (page->matching->matches, rules);
    if (kept == NULL) {
        kept = page_match_kind (page, rules, NULL, from, to);
        g_hash_table_insert (page->matching->matches, (gpointer) rules, kept);
    }
    GPtrArray *lent = g_ptr_array_sized_new (kept->len);
    for (guint i = 0; i < kept->len; i++)
        g_ptr_array_add (lent, kept->pdata[i]);
    return lent;
}

void
page_forget_matches (const struct page *page)
{
    g_hash_table_remove_all (page->matching->matches);
    g_clear_pointer (&page->matching->text, rules_text_free);
}
