#include <string.h>

#include "common/calendar.h"
#include "common/record.h"
#include "stages/assemble/case.h"
#include "stages/assemble/pages.h"

/* Dates of the case, each under its role; `other` readings of one are kept beside it. */
static const struct {
    const char *name, *role;
} admin_dates[] = { { "ur_denial_date", "ur_denial" },
                    { "application_received", "imr_application" },
                    { "date_assigned", "assignment" },
                    { "decision_date", "decision" } };
#define WELL_READ 80 /* lowest word confidence of a text that can be trusted against another */
#define MAX_WCAB_NUMBERS 20

static const char *const admin_texts[] = {
    "case_number", "claim_number",          "employer",       "requesting_provider", "claims_administrator", "priority",
    "review_type", "information_requested", "records_medium", "rfa_after_hours",     "rfa_by_mail"
};

gboolean
admin_has_role (const struct mention *mention, const char *role)
{
    return mention_is (mention, "date") && mention_text (mention, "value")
           && g_strcmp0 (mention_text (mention, "role"), role) == 0;
}

/* How much a place is trusted for a date of the case: letters and forms name it in their head. */
static int
admin_rank (const struct mention *mention)
{
    static const char *const forms[] = { "IMR_FDL", "IMR_NOA", "IMR_APP", "UR", "RFA", NULL };
    const char *class_id = mention->page->class_id;
    return (class_id && g_strv_contains (forms, class_id) ? 0 : 1) + (mention->candidate ? 10 : 0)
           - (mention->confirmed ? 5 : 0) + (mention_in_zone (mention, "guideline") ? 100 : 0);
}

struct values {
    GPtrArray *best;  /* struct mention, lent, of the chosen value */
    GPtrArray *other; /* the first mention of each other value */
};

/* The value of a date role that stands in the most trusted and then in the most places. */
static struct values
dates_with_role (const struct assembly *assembly, const char *role)
{
    struct values values = { g_ptr_array_new (), g_ptr_array_new () };
    g_autoptr (GHashTable) by_value =
        g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
    g_autoptr (GPtrArray) order = g_ptr_array_new ();
    for (guint i = 0; i < assembly->mentions->len; i++) {
        struct mention *mention = g_ptr_array_index (assembly->mentions, i);
        if (!admin_has_role (mention, role) || mention_in_zone (mention, "guideline"))
            continue;
        const char *value = mention_text (mention, "value");
        GPtrArray *same = g_hash_table_lookup (by_value, value);
        if (!same) {
            same = g_ptr_array_new ();
            g_hash_table_insert (by_value, (gpointer) value, same);
            g_ptr_array_add (order, same);
        }
        if (same->len && admin_rank (mention) < admin_rank (g_ptr_array_index (same, 0)))
            g_ptr_array_insert (same, 0, mention);
        else
            g_ptr_array_add (same, mention);
    }
    GPtrArray *best = NULL;
    for (guint i = 0; i < order->len; i++) {
        GPtrArray *same = g_ptr_array_index (order, i);
        int rank = admin_rank (g_ptr_array_index (same, 0));
        int best_rank = best ? admin_rank (g_ptr_array_index (best, 0)) : G_MAXINT;
        gboolean better = best && rank == best_rank && same->len > best->len;
        if (best && rank == best_rank && same->len == best->len && !g_str_equal (role, "injury"))
            better = g_strcmp0 (mention_text (g_ptr_array_index (same, 0), "value"),
                                mention_text (g_ptr_array_index (best, 0), "value"))
                     > 0; /* the request at issue is the latest */
        if (!best || rank < best_rank || better)
            best = same;
    }
    for (guint i = 0; i < order->len; i++) {
        GPtrArray *same = g_ptr_array_index (order, i);
        if (same == best)
            g_ptr_array_extend (values.best, same, NULL, NULL);
        else
            g_ptr_array_add (values.other, g_ptr_array_index (same, 0));
    }
    return values;
}

static cJSON *
date_item (const struct mention *mention, const char *role)
{
    cJSON *item = cJSON_CreateObject ();
    field_add (item, mention, "value", NULL);
    const char *raw = mention_text (mention, "raw");
    cJSON_AddStringToObject (item, "raw", raw ? raw : mention->quote);
    cJSON_AddStringToObject (item, "role", role);
    field_add (item, mention, "precision", NULL);
    cJSON_AddBoolToObject (item, "repaired", mention_true (mention, "repaired"));
    if (mention->candidate)
        cJSON_AddTrueToObject (item, "candidate");
    return item;
}

/* Where no date has the role, the one that names the form or letter: the date of an RFA is that of the request. */
static void
date_of_form (const struct assembly *assembly, const char *role, GPtrArray *best)
{
    static const char *const forms[][2] = { { "rfa", "RFA" },
                                            { "ur_denial", "UR" },
                                            { "imr_application", "IMR_APP" },
                                            { "assignment", "IMR_NOA" },
                                            { "decision", "IMR_FDL" } };
    for (guint i = 0; i < assembly->mentions->len; i++) {
        struct mention *mention = g_ptr_array_index (assembly->mentions, i);
        const struct document *document = mention->page->document;
        if (!mention_is (mention, "date") || mention->candidate || !document->date || !document->class_id
            || g_strcmp0 (mention_text (mention, "value"), document->date) != 0)
            continue;
        for (guint f = 0; f < G_N_ELEMENTS (forms); f++) {
            if (!g_str_equal (forms[f][0], role) || !g_str_equal (forms[f][1], document->class_id))
                continue;
            const struct mention *first = best->len ? g_ptr_array_index (best, 0) : NULL;
            if (first && g_strcmp0 (mention_text (first, "value"), document->date) < 0)
                g_ptr_array_set_size (best, 0); /* of several such forms the latest */
            g_ptr_array_add (best, mention);
        }
    }
}

/* Adds a date of the case, `best` being its mentions, the first the chosen one, and `other` one of each other value. */
static void
add_chosen (struct assembly *assembly, cJSON *admin, const char *name, const char *role, const GPtrArray *best,
            const GPtrArray *other)
{
    const struct mention *first = g_ptr_array_index (best, 0);
    cJSON *item = date_item (first, role);
    evidence_add (assembly, item, best);
    if (other->len) {
        cJSON *others = cJSON_AddArrayToObject (item, "others");
        for (guint i = 0; i < MIN (other->len, FACT_MAX_EVIDENCE); i++) {
            cJSON *one = date_item (g_ptr_array_index (other, i), role);
            evidence_add_one (assembly, one, g_ptr_array_index (other, i));
            cJSON_AddItemToArray (others, one);
        }
    }
    cJSON_AddItemToObject (admin, name, item);
    if (!first->candidate) {
        g_autofree char *ref = g_strdup_printf ("admin.%s", name);
        chronology_note (assembly, mention_text (first, "value"), role, ref);
    }
}

/* Adds one date of the case, or null; FALSE where it is null. */
static gboolean
add_date (struct assembly *assembly, cJSON *admin, const char *name, const char *role, const char **value)
{
    struct values values = dates_with_role (assembly, role);
    g_autoptr (GPtrArray) best = values.best;
    g_autoptr (GPtrArray) other = values.other;
    *value = NULL;
    if (best->len == 0)
        date_of_form (assembly, role, best);
    if (best->len == 0) {
        cJSON_AddNullToObject (admin, name);
        return FALSE;
    }
    const struct mention *first = g_ptr_array_index (best, 0);
    *value = first->candidate ? NULL : mention_text (first, "value");
    add_chosen (assembly, admin, name, role, best, other);
    return TRUE;
}

/* --- the date of the request, and the day on which it came in */

#define RECEIVED_WITHIN_DAYS 30 /* a form that arrives later than that was not the one at issue */

static gboolean
is_full_day (const char *date)
{
    return date && calendar_julian (date) != CALENDAR_NONE;
}

/* Whether a mention stands on a request form. */
static gboolean
on_form (const struct mention *mention)
{
    return g_strcmp0 (mention->page->class_id, "RFA") == 0 || g_strcmp0 (mention->page->document->class_id, "RFA") == 0;
}

/* The day that the form itself bears, of several forms the latest that the denial may answer; NULL where none can be read. */
static const char *
day_of_form (const GPtrArray *mentions, const char *denial)
{
    const char *day = NULL;
    for (guint i = 0; i < mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (mentions, i);
        const char *value = mention_text (mention, "value");
        if (mention->candidate || !on_form (mention) || !is_full_day (value) || (denial && strcmp (value, denial) > 0))
            continue;
        if (!day || strcmp (value, day) > 0)
            day = value;
    }
    return day;
}

static gboolean
follows (const char *later, const char *day)
{
    return is_full_day (later) && is_full_day (day) && strcmp (later, day) > 0
           && calendar_days_between (day, later) <= RECEIVED_WITHIN_DAYS;
}

static GPtrArray *
with_value (const GPtrArray *mentions, const char *value)
{
    GPtrArray *with = g_ptr_array_new ();
    for (guint i = 0; value && i < mentions->len; i++)
        if (g_strcmp0 (mention_text (g_ptr_array_index (mentions, i), "value"), value) == 0)
            g_ptr_array_add (with, g_ptr_array_index (mentions, i));
    return with;
}

/* Of the days that letters name for the request: the one before (or after) `day` by few enough days; of several the nearest. */
static const char *
neighbour (const GPtrArray *mentions, const char *day, gboolean later)
{
    const char *nearest = NULL;
    for (guint i = 0; day && i < mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (mentions, i);
        const char *value = mention_text (mention, "value");
        if (mention->candidate || !(later ? follows (value, day) : follows (day, value)))
            continue;
        if (!nearest || (later ? strcmp (value, nearest) < 0 : strcmp (value, nearest) > 0))
            nearest = value;
    }
    return nearest;
}

/* The form's own date goes before the day on which utilization review received it; both are kept. Letters call either the date of
 * the request: of two near days without a form, the first is the form's. */
static gboolean
add_request_dates (struct assembly *assembly, cJSON *admin, const char *denial)
{
    struct values values = dates_with_role (assembly, "rfa");
    g_autoptr (GPtrArray) best = values.best;
    g_autoptr (GPtrArray) other = values.other;
    g_autoptr (GPtrArray) all = g_ptr_array_new ();
    for (guint i = 0; i < assembly->mentions->len; i++) {
        struct mention *mention = g_ptr_array_index (assembly->mentions, i);
        if (admin_has_role (mention, "rfa") && !mention_in_zone (mention, "guideline"))
            g_ptr_array_add (all, mention);
    }
    date_of_form (assembly, "rfa", all);
    if (all->len == 0) {
        cJSON_AddNullToObject (admin, "rfa_date");
        return FALSE;
    }
    const char *told = best->len && !((struct mention *) g_ptr_array_index (best, 0))->candidate
                           ? mention_text (g_ptr_array_index (best, 0), "value")
                           : NULL;
    const char *day = day_of_form (all, denial), *received = NULL;
    if (!day) {
        day = neighbour (all, told, FALSE);
        received = day ? told : NULL;
    }
    if (!day)
        day = told;
    if (!received)
        received = neighbour (all, day, TRUE);
    g_autoptr (GPtrArray) of_day = with_value (all, day);
    if (of_day->len == 0)
        g_ptr_array_extend (of_day, best->len ? best : all, NULL, NULL);
    for (guint i = 1; i < of_day->len; i++) { /* the form tells its own date best */
        struct mention *mention = g_ptr_array_index (of_day, i);
        if (on_form (mention) && !mention->candidate && !on_form (g_ptr_array_index (of_day, 0)))
            g_ptr_array_insert (of_day, 0, g_ptr_array_steal_index (of_day, i));
    }

    g_autoptr (GPtrArray) rest = g_ptr_array_new ();
    g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
    const char *chosen = mention_text (g_ptr_array_index (of_day, 0), "value");
    for (guint i = 0; i < all->len; i++) {
        const char *value = mention_text (g_ptr_array_index (all, i), "value");
        if (g_strcmp0 (value, chosen) != 0 && g_strcmp0 (value, received) != 0
            && g_hash_table_add (seen, (gpointer) value))
            g_ptr_array_add (rest, g_ptr_array_index (all, i));
    }
    add_chosen (assembly, admin, "rfa_date", "rfa", of_day, rest);
    if (received) {
        g_autoptr (GPtrArray) of_receipt = with_value (all, received);
        g_ptr_array_set_size (rest, 0);
        add_chosen (assembly, admin, "rfa_received", "rfa_received", of_receipt, rest);
    }
    return TRUE;
}

/* When the reviewing organization had the records: told by few letters, and left out where none does. */
static void
add_records_received (struct assembly *assembly, cJSON *admin)
{
    struct values values = dates_with_role (assembly, "records_received");
    g_autoptr (GPtrArray) best = values.best;
    g_autoptr (GPtrArray) other = values.other;
    if (best->len > 0)
        add_chosen (assembly, admin, "records_received", "records_received", best, other);
}

static const char *
admin_value (const struct mention *mention, const char *name)
{
    const char *field = mention_text (mention, "field");
    if ((mention_is (mention, "admin") || mention_is (mention, "identity")) && g_strcmp0 (field, name) == 0)
        return mention_text (mention, "value");
    if (g_str_equal (name, "requesting_provider") && mention_is (mention, "provider")
        && g_strcmp0 (mention_text (mention, "role"), "requesting") == 0)
        return mention_text (mention, "name");
    return NULL;
}

/* How well a text of the case's head could be read: what was typed goes before what was recognised in handwriting. */
static int
reading_rank (const struct mention *mention)
{
    if (mention->candidate)
        return 3;
    if (g_strcmp0 (mention->source, "ocr") != 0)
        return 0;
    return mention->ocr_conf >= WELL_READ ? 1 : 2;
}

/* The mention whose value most pages bear, then the best read, then that of the most trusted form; NULL where there is none.
 */
static const struct mention *
admin_text (const struct assembly *assembly, const char *name)
{
    const struct mention *best = NULL;
    guint most = 0;
    g_autoptr (GHashTable) votes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    for (int counting = 1; counting >= 0; counting--)
        for (guint i = 0; i < assembly->mentions->len; i++) {
            const struct mention *mention = g_ptr_array_index (assembly->mentions, i);
            const char *value = admin_value (mention, name);
            if (!value)
                continue;
            g_autofree char *folded = g_utf8_casefold (value, -1);
            guint n = GPOINTER_TO_UINT (g_hash_table_lookup (votes, folded));
            if (counting) {
                g_hash_table_insert (votes, g_steal_pointer (&folded), GUINT_TO_POINTER (n + 1));
                continue;
            }
            int order = best ? (int) most - (int) n : 1;
            if (best && order == 0)
                order = reading_rank (mention) - reading_rank (best);
            if (best && order == 0)
                order = admin_rank (mention) - admin_rank (best);
            if (!best || order < 0) {
                best = mention;
                most = n;
            }
        }
    return best;
}

/* The numbers of the cases before the appeals board, an injury each, in the order of the case. */
static void
add_wcab_numbers (struct assembly *assembly, cJSON *admin)
{
    g_autoptr (GHashTable) told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    cJSON *numbers = NULL;
    for (guint i = 0; i < assembly->mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (assembly->mentions, i);
        const char *value = admin_value (mention, "wcab_number");
        if (!value || mention->candidate || g_hash_table_size (told) == MAX_WCAB_NUMBERS)
            continue;
        g_autoptr (GString) plain = g_string_new (value);
        g_string_replace (plain, " ", "", 0);
        g_string_replace (plain, "-", "", 0);
        if (!g_hash_table_add (told, g_ascii_strup (plain->str, -1)))
            continue;
        numbers = numbers ? numbers : cJSON_AddArrayToObject (admin, "wcab_numbers");
        cJSON *item = cJSON_CreateObject ();
        cJSON_AddStringToObject (item, "value", value);
        evidence_add_one (assembly, item, mention);
        cJSON_AddItemToArray (numbers, item);
    }
}

void
admin_add (struct assembly *assembly)
{
    cJSON *admin = cJSON_AddObjectToObject (assembly->json, "admin");
    gboolean complete = add_date (assembly, admin, "date_of_injury", "injury", &assembly->injury);
    for (guint i = 0; i < G_N_ELEMENTS (admin_texts); i++) {
        const struct mention *mention = admin_text (assembly, admin_texts[i]);
        gboolean wanted = i < 4; /* the first four are always told, null where absent */
        if (mention) {
            cJSON *item = cJSON_AddObjectToObject (admin, admin_texts[i]);
            cJSON_AddStringToObject (item, "value", admin_value (mention, admin_texts[i]));
            if (mention->candidate)
                cJSON_AddTrueToObject (item, "candidate");
            evidence_add_one (assembly, item, mention);
        } else if (wanted) {
            cJSON_AddNullToObject (admin, admin_texts[i]);
            complete = FALSE;
        }
    }
    add_wcab_numbers (assembly, admin);
    for (guint i = 0; i < G_N_ELEMENTS (admin_dates); i++) {
        const char *value;
        complete &= add_date (assembly, admin, admin_dates[i].name, admin_dates[i].role, &value);
        if (i == 0)
            complete &= add_request_dates (assembly, admin, value);
    }
    add_records_received (assembly, admin);
    if (!complete)
        cJSON_AddStringToObject (admin, "null_reason", "ABSENT");
    const struct mention *imro = admin_text (assembly, "imro");
    record_add_string (admin, "imro", imro ? mention_text (imro, "value") : NULL);
}
