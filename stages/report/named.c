#include "stages/report/named.h"

#include <string.h>

#include "common/record.h"
#include "stages/report/words.h"

char *
named_with_place (const cJSON *item)
{
    const char *name = words_for (record_string (item, "concept")),
               *region = words_for (record_string (item, "region"));
    const char *side = record_string (item, "side") ? record_string (item, "side") : record_string (item, "laterality");
    g_autoptr (GString) text = g_string_new (NULL);
    if (side)
        g_string_append_printf (text, "%s ", words_for (side));
    gboolean said = name && region
                    && (strstr (name, region) || (strstr (name, "neck") && strcmp (region, "cervical") == 0)
                        || (strstr (name, "back") && strcmp (region, "lumbar") == 0));
    if (region && name && strcmp (region, "other") != 0 && !said)
        g_string_append_printf (text, "%s ", region);
    g_string_append (text, name ? name : "");
    return g_string_free (g_steal_pointer (&text), FALSE);
}

void
named_free (gpointer data)
{
    struct named *named = data;
    g_free (named->name);
    g_string_free (named->basis, TRUE);
    g_free (named);
}

/* Whether `name` is `other` with a side before it: "left radiculopathy", "radiculopathy". */
static gboolean
is_sided (const char *name, const char *other)
{
    static const char *const sides[] = { "left ", "right ", "bilateral " };
    for (gsize i = 0; i < G_N_ELEMENTS (sides); i++)
        if (g_str_has_prefix (name, sides[i]) && strcmp (name + strlen (sides[i]), other) == 0)
            return TRUE;
    return FALSE;
}

void
named_note (GPtrArray *list, char *name, const cJSON *item)
{
    g_autofree char *owned = name;
    struct named *found = NULL;
    for (guint i = 0; i < list->len && !found; i++) {
        struct named *there = g_ptr_array_index (list, i);
        if (strcmp (there->name, name) == 0 || is_sided (there->name, name) || is_sided (name, there->name))
            found = there;
    }
    if (!found) {
        found = g_new0 (struct named, 1);
        found->basis = g_string_new (NULL);
        g_ptr_array_add (list, found);
    }
    if (!found->name || is_sided (name, found->name)) {
        g_free (found->name);
        found->name = g_steal_pointer (&owned);
        found->evidence = record_get (item, "evidence");
    }
    g_string_append_printf (found->basis, " %s", record_string (item, "id") ? record_string (item, "id") : "");
}

void
named_say (struct prose *prose, const char *opening, const GPtrArray *list, const char *tail)
{
    for (guint i = 0; i < list->len; i++) {
        const struct named *named = g_ptr_array_index (list, i);
        g_autofree char *text = g_strconcat (i == 0               ? opening
                                             : i + 1 == list->len ? " and"
                                                                  : ",",
                                             " ", named->name, NULL);
        prose_say (prose, text, named->basis->str, named->evidence);
    }
    if (list->len && tail && *tail)
        prose_say (prose, tail, NULL, NULL);
    if (list->len)
        prose_stop (prose);
}
