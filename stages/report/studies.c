#include "stages/report/studies.h"

#include <string.h>

#include "common/record.h"
#include "stages/report/named.h"
#include "stages/report/words.h"

/* One finding of a study: "left disc herniation", at its levels. */
struct seen {
    const char *finding, *side;
    GString *levels, *basis;
    const cJSON *evidence;
};

static void
seen_free (gpointer data)
{
    struct seen *seen = data;
    g_string_free (seen->levels, TRUE);
    g_string_free (seen->basis, TRUE);
    g_free (seen);
}

static gboolean
is_of (const cJSON *item, const char *modality, const char *date)
{
    return g_strcmp0 (record_string (item, "modality"), modality) == 0
           && g_strcmp0 (record_string (item, "date"), date) == 0;
}

/* Whether the study finds elsewhere what this says in general that it does not: "no stenosis" of one level among several. */
static gboolean
is_contradicted (const cJSON *studies, const cJSON *item)
{
    const char *finding = record_string (item, "finding");
    const cJSON *other;
    if (!g_str_has_prefix (finding, "no "))
        return FALSE;
    cJSON_ArrayForEach (other, studies) {
        const char *found = record_string (other, "finding");
        if (found && strstr (found, finding + strlen ("no ")) && !g_str_has_prefix (found, "no ")
            && is_of (other, record_string (item, "modality"), record_string (item, "date")))
            return TRUE;
    }
    return FALSE;
}

static gboolean
has_level (const struct seen *seen, const char *level)
{
    g_auto (GStrv) levels = g_strsplit (seen->levels->str, ", ", -1);
    return g_strv_contains ((const char *const *) levels, level);
}

/* Whether `there` tells of the finding `item` at each of its levels, or at none as it does: of the same side, or of one where it
 * names none. */
static gboolean
tells (const struct seen *there, const cJSON *item)
{
    const char *side = record_string (item, "laterality");
    const cJSON *level, *levels = record_get (item, "level");
    if (strcmp (there->finding, record_string (item, "finding")) != 0 || (side && g_strcmp0 (there->side, side) != 0))
        return FALSE;
    cJSON_ArrayForEach (level, levels) {
        if (cJSON_IsString (level) && !has_level (there, level->valuestring))
            return FALSE;
    }
    return cJSON_GetArraySize (levels) > 0 || there->levels->len == 0;
}

/* The finding of which `item` names another level; NULL where there is none. */
static struct seen *
elsewhere (const GPtrArray *list, const cJSON *item)
{
    for (guint i = 0; i < list->len; i++) {
        struct seen *there = g_ptr_array_index (list, i);
        if (strcmp (there->finding, record_string (item, "finding")) == 0 && there->levels->len > 0
            && cJSON_GetArraySize (record_get (item, "level")) > 0
            && g_strcmp0 (there->side, record_string (item, "laterality")) == 0)
            return there;
    }
    return NULL;
}

/* The same finding of the same side is told once, with all its levels. */
static void
note_seen (GPtrArray *list, const cJSON *item)
{
    const cJSON *level;
    struct seen *seen = NULL;
    for (guint i = 0; i < list->len && !seen; i++)
        seen = tells (g_ptr_array_index (list, i), item) ? g_ptr_array_index (list, i) : NULL;
    if (!seen)
        seen = elsewhere (list, item);
    if (!seen) {
        seen = g_new0 (struct seen, 1);
        *seen = (struct seen){ record_string (item, "finding"), record_string (item, "laterality"), g_string_new (NULL),
                               g_string_new (NULL), record_get (item, "evidence") };
        g_ptr_array_add (list, seen);
    }
    cJSON_ArrayForEach (level, record_get (item, "level")) {
        if (cJSON_IsString (level) && !has_level (seen, level->valuestring))
            g_string_append_printf (seen->levels, "%s%s", seen->levels->len ? ", " : "", level->valuestring);
    }
    g_string_append_printf (seen->basis, " %s", record_string (item, "id") ? record_string (item, "id") : "");
}

/* "a lumbar MRI of April 9, 2015"; the caller frees. */
static char *
study_of (const cJSON *item)
{
    const char *name = words_for (record_string (item, "modality"));
    g_autofree char *date = prose_date (record_string (item, "date"));
    return g_strconcat (words_article (name), " ", name, date ? " of " : "", date, NULL);
}

/* "A lumbar MRI of April 9, 2015 showed disc bulge at L3-4, L4-5 and left disc herniation at L5-S1." */
static void
say_findings (struct prose *prose, const cJSON *study, const GPtrArray *list)
{
    g_autofree char *name = study_of (study);
    g_autofree char *opening = g_strconcat (name, " showed", NULL);
    for (guint i = 0; i < list->len; i++) {
        const struct seen *seen = g_ptr_array_index (list, i);
        g_autofree char *levels = words_with_and (seen->levels->str);
        g_autofree char *text = g_strconcat (i == 0               ? opening
                                             : i + 1 == list->len ? " and"
                                                                  : ",",
                                             " ", seen->side ? words_for (seen->side) : "", seen->side ? " " : "",
                                             words_for (seen->finding), *levels ? " at " : "", levels, NULL);
        prose_say (prose, text, seen->basis->str, seen->evidence);
    }
    prose_stop (prose);
}

/* Whether a study of the kind is told with its day: then one without is hardly another. */
static gboolean
is_dated (const cJSON *studies, const char *modality)
{
    const cJSON *item;
    cJSON_ArrayForEach (item, studies) {
        if (prose_may_assert (item) && record_string (item, "date")
            && g_strcmp0 (record_string (item, "modality"), modality) == 0)
            return TRUE;
    }
    return FALSE;
}

void
studies_add (struct prose *prose)
{
    const cJSON *studies = record_get (prose->json, "imaging"), *study, *item;
    g_autoptr (GPtrArray) named = g_ptr_array_new_with_free_func (named_free);
    g_autoptr (GHashTable) told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    gboolean any = FALSE;
    cJSON_ArrayForEach (study, studies) {
        const char *modality = record_string (study, "modality"), *date = record_string (study, "date");
        if (!prose_may_assert (study) || !modality || (!date && is_dated (studies, modality))
            || !g_hash_table_add (told, g_strconcat (modality, " ", date, NULL)))
            continue;
        g_autoptr (GPtrArray) seen = g_ptr_array_new_with_free_func (seen_free);
        cJSON_ArrayForEach (item, studies) {
            if (is_of (item, modality, date) && prose_may_assert (item) && record_string (item, "finding")
                && !is_contradicted (studies, item))
                note_seen (seen, item);
        }
        if (seen->len)
            say_findings (prose, study, seen);
        else
            named_note (named, study_of (study), study);
        any = any || seen->len > 0;
    }
    named_say (prose, any ? "The records also mention" : "The records mention", named, NULL);
}
