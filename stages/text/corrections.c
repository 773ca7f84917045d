#include "stages/text/corrections.h"

#include <math.h>
#include <string.h>

#include "common/record.h"
#include "common/text.h"
#include "stages/text/problem.h"

#define SCHEMA "casefile-corrections/1"
#define SCHEMA_NAME "casefile-corrections/"
#define CORRECTIONS_MAX 10000
#define WHO_MAX 200 /* code points */
#define NOTE_MAX 1000
#define AROUND_MAX 80 /* code points of what stands before or after words */
#define WORDS_CHARACTERS_MAX 2000
#define PAGE_MAX 1000000
#define POINTS_MAX 1e6

#define ADVICE_SAVE "save the corrections again in the report, and drop that file"

void
said_free (gpointer pointer)
{
    struct said *said = pointer;
    cJSON_Delete (said->record);
    g_free (said->sha256);
    g_free (said->saved);
    g_free (said);
}

cJSON *
correction_new (const char *sha256, guint ordinal, const char *from)
{
    cJSON *record = record_new ("correction");
    g_autofree char *both = g_strconcat (sha256, "\n", from, NULL); /* two attachments may hold the same bytes */
    g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, both, -1);
    g_autofree char *id = g_strdup_printf ("K%.12s.%u", hash, ordinal);
    record_add_string (record, "id", id);
    cJSON_AddNullToObject (record, "document");
    cJSON_AddNullToObject (record, "page");
    record_add_string (record, "from", from);
    record_add_string (record, "sha256", sha256);
    return record;
}

void
correction_refuse (cJSON *record, const char *reason, const char *detail, const char *advice)
{
    cJSON_DeleteItemFromObjectCaseSensitive (record, "error");
    cJSON_AddItemToObject (record, "error", problem_json (reason, detail, advice));
}

/* --- values ---------------------------------------------------------------------------------------------------------- */

static gboolean
is_time (const cJSON *value)
{
    static const char SHAPE[] = "0000-00-00T00:00:00Z";
    if (!cJSON_IsString (value) || strlen (value->valuestring) != strlen (SHAPE))
        return FALSE;
    for (gsize i = 0; SHAPE[i]; i++)
        if (SHAPE[i] == '0' ? !g_ascii_isdigit (value->valuestring[i]) : value->valuestring[i] != SHAPE[i])
            return FALSE;
    g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (value->valuestring, NULL);
    return time != NULL;
}

/* Text of 1 to `most` code points that is not all white space; control characters but line ends and tabs are none. */
static gboolean
is_words (const cJSON *value, gsize most)
{
    if (!cJSON_IsString (value) || (gsize) g_utf8_strlen (value->valuestring, -1) > most)
        return FALSE;
    gboolean visible = FALSE;
    for (const char *p = value->valuestring; *p; p = g_utf8_next_char (p)) {
        gunichar c = g_utf8_get_char (p);
        if (g_unichar_iscntrl (c) && c != '\n' && c != '\t')
            return FALSE;
        visible |= !g_unichar_isspace (c);
    }
    return visible;
}

static gboolean
is_hex (const cJSON *value, gsize digits)
{
    return cJSON_IsString (value) && strlen (value->valuestring) == digits
           && strspn (value->valuestring, "0123456789abcdef") == digits;
}

static gboolean
is_whole (const cJSON *value, double low, double high)
{
    return cJSON_IsNumber (value) && value->valuedouble >= low && value->valuedouble <= high
           && value->valuedouble == floor (value->valuedouble);
}

static gboolean
is_span (const cJSON *value)
{
    const cJSON *first = cJSON_GetArrayItem (value, 0), *last = cJSON_GetArrayItem (value, 1);
    return cJSON_IsArray (value) && cJSON_GetArraySize (value) == 2 && is_whole (first, 0, G_MAXINT)
           && is_whole (last, 1, G_MAXINT) && first->valuedouble < last->valuedouble;
}

static gboolean
is_box (const cJSON *value)
{
    if (cJSON_IsNull (value))
        return TRUE;
    const cJSON *edge;
    cJSON_ArrayForEach (edge, value)
        if (!cJSON_IsNumber (edge) || !(fabs (edge->valuedouble) <= POINTS_MAX))
            return FALSE;
    return cJSON_IsArray (value) && cJSON_GetArraySize (value) == 4;
}

static gboolean
is_name (const cJSON *value)
{
    static const char LETTERS[] = "abcdefghijklmnopqrstuvwxyz_";
    return cJSON_IsString (value) && *value->valuestring && strlen (value->valuestring) <= 40
           && strspn (value->valuestring, LETTERS) == strlen (value->valuestring);
}

/* --- what one correction must have --------------------------------------------------------------------------------------- */

enum shape { AROUND, TIME, WORD, SHA256, READING, PAGE, NOTE, TEXT, SPAN, BOX, WORDS, KIND };
static const struct key {
    const char *key;
    enum shape shape;
    const char *about; /* of whom alone, or NULL */
    const char *action;
    gboolean may_lack;
} KEYS[] = {
    { "at", TIME, NULL, NULL, FALSE },           { "about", WORD, NULL, NULL, FALSE },
    { "action", WORD, NULL, NULL, FALSE },       { "sha256", SHA256, NULL, NULL, FALSE },
    { "page", PAGE, NULL, NULL, FALSE },         { "note", NOTE, NULL, NULL, TRUE },
    { "text", TEXT, "page", NULL, FALSE },       { "span", SPAN, "words fact", NULL, FALSE },
    { "box", BOX, "words fact", NULL, TRUE },    { "was", WORDS, "words", NULL, FALSE },
    { "before", AROUND, "words", NULL, TRUE },   { "after", AROUND, "words", NULL, TRUE },
    { "now", WORDS, "words", "correct", FALSE }, { "kind", KIND, "fact", NULL, FALSE },
    { "quote", WORDS, "fact", NULL, FALSE },     { "reading", READING, "fact", NULL, FALSE },
};

static const struct {
    const char *about, *action;
} ACTS[] = { { "page", "transcript" }, { "words", "confirm" }, { "words", "correct" },
             { "words", "reject" },    { "fact", "confirm" },  { "fact", "reject" } };

static gboolean
is_act (const char *about, const char *action)
{
    for (gsize i = 0; i < G_N_ELEMENTS (ACTS); i++)
        if (g_strcmp0 (ACTS[i].about, about) == 0 && g_strcmp0 (ACTS[i].action, action) == 0)
            return TRUE;
    return FALSE;
}

static gboolean
is_right (const struct key *key, const cJSON *value, gsize max_text_bytes)
{
    switch (key->shape) {
    case TIME:
        return is_time (value);
    case WORD:
        return cJSON_IsString (value);
    case SHA256:
        return is_hex (value, 64);
    case READING:
        return is_hex (value, 16);
    case PAGE:
        return is_whole (value, 1, PAGE_MAX);
    case NOTE:
        return cJSON_IsNull (value) || is_words (value, NOTE_MAX);
    case TEXT:
        return is_words (value, max_text_bytes) && strlen (value->valuestring) <= max_text_bytes;
    case SPAN:
        return is_span (value);
    case BOX:
        return is_box (value);
    case AROUND:
        return cJSON_IsString (value) && g_utf8_strlen (value->valuestring, -1) <= AROUND_MAX;
    case WORDS:
        return is_words (value, WORDS_CHARACTERS_MAX);
    case KIND:
        return is_name (value);
    }
    g_assert_not_reached ();
}

static gboolean
concerns (const struct key *key, const char *about, const char *action)
{
    return (!key->about || strstr (key->about, about)) && (!key->action || strcmp (key->action, action) == 0);
}

/* NULL, or what is wrong, in words that hold nothing of the file. */
static const char *
fault_of (const cJSON *item, gsize max_text_bytes)
{
    if (!cJSON_IsObject (item))
        return "it is no object";
    const char *about = record_string (item, "about"), *action = record_string (item, "action");
    int known = 0;
    if (!is_act (about, action))
        return "about and action are not of those that there are";
    for (gsize i = 0; i < G_N_ELEMENTS (KEYS); i++) {
        const cJSON *value = record_get (item, KEYS[i].key);
        known += value != NULL;
        if (value && !concerns (&KEYS[i], about, action))
            return "it has a key that does not go with its action";
        if (!value && concerns (&KEYS[i], about, action) && !KEYS[i].may_lack)
            return "a key is missing";
        if (value && !is_right (&KEYS[i], value, max_text_bytes))
            return "a value is not of its kind, or too long";
    }
    if (cJSON_GetArraySize (item) != known)
        return "it has a key that is not known";
    return NULL;
}

/* --- the file -------------------------------------------------------------------------------------------------------- */

static struct said *
add_said (GPtrArray *all, cJSON *record)
{
    struct said *said = g_new0 (struct said, 1);
    said->record = record;
    g_ptr_array_add (all, said);
    return said;
}

static void
refuse_file (GPtrArray *all, const char *sha256, const char *from, const char *reason, const char *detail,
             const char *advice)
{
    cJSON *record = correction_new (sha256, 0, from);
    correction_refuse (record, reason, detail, advice);
    add_said (all, record);
}

static const char *
head_fault (const cJSON *file)
{
    static const char *const KNOWN[] = { "schema", "case", "by", "saved", "corrections" };
    const cJSON *of_case = record_get (file, "case"), *list = record_get (file, "corrections");
    const cJSON *name = record_get (of_case, "name"), *revision = record_get (of_case, "revision");
    if (cJSON_GetArraySize (file) != G_N_ELEMENTS (KNOWN))
        return "it has not the five parts of a corrections file";
    for (gsize i = 0; i < G_N_ELEMENTS (KNOWN); i++)
        if (!record_get (file, KNOWN[i]))
            return "it has not the five parts of a corrections file";
    if (!cJSON_IsObject (of_case) || cJSON_GetArraySize (of_case) != 3 || !is_hex (record_get (of_case, "key"), 16)
        || !name || !(cJSON_IsNull (name) || is_words (name, WORDS_CHARACTERS_MAX)) || !revision
        || !(cJSON_IsNull (revision) || is_hex (revision, 16)))
        return "it does not say which case it is about";
    if (!is_words (record_get (file, "by"), WHO_MAX) || strchr (record_string (file, "by"), '\n'))
        return "it does not say who made it";
    if (!is_time (record_get (file, "saved")))
        return "it does not say when it was saved";
    if (!cJSON_IsArray (list) || cJSON_GetArraySize (list) > CORRECTIONS_MAX)
        return "its corrections are no list, or too many";
    return NULL;
}

static void
read_item (GPtrArray *all, const cJSON *file, const cJSON *item, guint ordinal, const char *sha256, const char *from,
           gsize max_text_bytes)
{
    const char *fault = fault_of (item, max_text_bytes);
    cJSON *record = correction_new (sha256, ordinal, from);
    struct said *said = add_said (all, record);
    said->saved = g_strdup (record_string (file, "saved"));
    record_add_string (record, "by", record_string (file, "by"));
    if (fault) {
        g_autofree char *detail = g_strdup_printf ("correction %u of the file: %s", ordinal, fault);
        cJSON_AddNullToObject (record, "error");
        correction_refuse (record, "broken", detail, ADVICE_SAVE);
        return;
    }
    said->sha256 = g_strdup (record_string (item, "sha256"));
    said->page = (int) record_number (item, "page", 0);
    said->whole = strcmp (record_string (item, "about"), "page") == 0;
    for (gsize i = 0; i < G_N_ELEMENTS (KEYS); i++) {
        const cJSON *value = record_get (item, KEYS[i].key);
        if (value && KEYS[i].shape != SHA256 && KEYS[i].shape != PAGE)
            cJSON_AddItemToObject (record, KEYS[i].key, cJSON_Duplicate (value, TRUE));
    }
    cJSON_AddNullToObject (record, "error");
}

void
corrections_read (GPtrArray *all, const char *text, gsize length, const char *sha256, const char *from,
                  gsize max_text_bytes)
{
    cJSON *file = record_parse_json (text, length, NULL);
    const char *schema = record_string (file, "schema");
    const char *fault = !file || !cJSON_IsObject (file) ? "it is no JSON object" : NULL;
    if (!fault && schema && g_str_has_prefix (schema, SCHEMA_NAME) && strcmp (schema, SCHEMA) != 0) {
        refuse_file (all, sha256, from, "unsupported", "a corrections file of another version of casefile",
                     "make the corrections in a report of this version");
        cJSON_Delete (file);
        return;
    }
    if (!fault && g_strcmp0 (schema, SCHEMA) != 0)
        fault = "it is no corrections file";
    if (!fault)
        fault = head_fault (file);
    if (fault) {
        refuse_file (all, sha256, from, "broken", fault, ADVICE_SAVE);
    } else {
        guint ordinal = 0;
        const cJSON *item;
        cJSON_ArrayForEach (item, record_get (file, "corrections"))
            read_item (all, file, item, ++ordinal, sha256, from, max_text_bytes);
    }
    cJSON_Delete (file);
}
