#include "stages/report/redact.h"

#include <string.h>

#include "common/record.h"
#include "stages/report/redact_shapes.h"

#define PART_MIN 3  /* letters of a part of a name that is looked for by itself */
#define GLUED_MIN 5 /* letters of a part that is looked for within longer words */
#define FUZZY_MIN 5 /* letters from which one mistake of reading is allowed; from FUZZIER_MIN two */
#define FUZZIER_MIN 9
#define NUMBER_MIN 4 /* letters and digits of a number that is looked for */

struct redaction {
    GPtrArray *people;  /* parts of patients' names, lower case */
    GPtrArray *others;  /* parts of the names of providers and employers, lower case */
    GPtrArray *numbers; /* claim and other numbers, in redact_number's spelling */
    struct shapes *shapes;
    GPtrArray *files; /* names of files, the longest first */
    GHashTable *file_numbers;
};

void
redaction_free (struct redaction *redaction)
{
    if (!redaction)
        return;
    g_ptr_array_unref (redaction->people);
    g_ptr_array_unref (redaction->others);
    g_ptr_array_unref (redaction->numbers);
    g_ptr_array_unref (redaction->files);
    g_hash_table_unref (redaction->file_numbers);
    shapes_free (redaction->shapes);
    g_free (redaction);
}

/* --- what the case knows ----------------------------------------------------------------------------------------------- */

/* Words that stand in names and mean no one. */
static const char *const NOBODY[] = {
    "the",    "and",        "inc",        "llc",    "ltd",      "corp",    "company",  "group",    "medical",
    "center", "centre",     "clinic",     "health", "hospital", "patient", "employee", "claimant", "applicant",
    "name",   "unknown",    "none",       "not",    "mister",   "miss",    "mrs",      "doctor",   "phd",
    "dpt",    "date",       "birth",      "male",   "female",   "injured", "worker",   "services", "insurance",
    "pain",   "management", "department", "state",  "county",   "city",    "physical", "therapy",  "first",
    "last",   "middle",     "jr",         "sr",     "iii",      NULL
};

static void
add_parts (GPtrArray *list, const char *name)
{
    g_autofree char *lower = name ? g_utf8_strdown (name, -1) : NULL;
    g_auto (GStrv) parts = g_strsplit_set (lower ? lower : "", " ,.;:_/()\"0123456789", -1);
    for (char **part = parts; *part; part++)
        if (g_utf8_strlen (*part, -1) >= PART_MIN && !g_strv_contains (NOBODY, *part)
            && !g_ptr_array_find_with_equal_func (list, *part, g_str_equal, NULL))
            g_ptr_array_add (list, g_strdup (*part));
}

/* Letters and digits in capitals, those that recognition confuses made one: "0" and "O", "1", "I" and "l". */
static char *
number_of (const char *text)
{
    static const char from[] = "OQILSBZG", to[] = "00115826";
    GString *number = g_string_new (NULL);
    for (const char *p = text; *p; p++) {
        char c = g_ascii_toupper (*p);
        const char *confused = strchr (from, c);
        if (g_ascii_isalnum (*p))
            g_string_append_c (number, confused ? to[confused - from] : c);
    }
    return g_string_free (number, FALSE);
}

static void
add_number (GPtrArray *list, const char *text)
{
    g_autofree char *number = text ? number_of (text) : NULL;
    if (number && strlen (number) >= NUMBER_MIN && strpbrk (number, "0123456789"))
        g_ptr_array_add (list, g_steal_pointer (&number));
}

static const char *
value_of (const cJSON *holder)
{
    return cJSON_IsString (holder) ? holder->valuestring : record_string (holder, "value");
}

static void
add_identity (struct redaction *redaction, const cJSON *json)
{
    const cJSON *identity = record_get (json, "identity"), *admin = record_get (json, "admin"), *item;
    cJSON_ArrayForEach (item, record_get (identity, "names")) {
        add_parts (redaction->people, value_of (item));
    }
    cJSON_ArrayForEach (item, record_get (identity, "dobs")) {
        shapes_add_date (redaction->shapes, value_of (item));
    }
    static const char *const numbers[] = { "claim_numbers", "mrns" };
    for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++) {
        cJSON_ArrayForEach (item, record_get (identity, numbers[i])) {
            add_number (redaction->numbers, value_of (item));
        }
    }
    add_number (redaction->numbers, value_of (record_get (admin, "claim_number")));
    add_number (redaction->numbers, value_of (record_get (admin, "case_number")));
    cJSON_ArrayForEach (item, record_get (admin, "wcab_numbers")) {
        add_number (redaction->numbers, value_of (item));
    }
    add_parts (redaction->others, value_of (record_get (admin, "employer")));
    add_parts (redaction->others, value_of (record_get (admin, "requesting_provider")));
    shapes_add_date (redaction->shapes, value_of (record_get (record_get (json, "patient"), "dob")));
    cJSON_ArrayForEach (item, record_get (json, "providers")) {
        add_parts (redaction->others, record_string (item, "name"));
    }
}

static int
longer_first (gconstpointer a, gconstpointer b)
{
    gsize one = strlen (*(char *const *) a), other = strlen (*(char *const *) b);
    return one > other ? -1 : one < other ? 1 : strcmp (*(char *const *) a, *(char *const *) b);
}

struct redaction *
redaction_new (struct casetext *casetext)
{
    struct redaction *redaction = g_new0 (struct redaction, 1);
    const cJSON *json = casetext_json (casetext), *file;
    redaction->people = g_ptr_array_new_with_free_func (g_free);
    redaction->others = g_ptr_array_new_with_free_func (g_free);
    redaction->numbers = g_ptr_array_new_with_free_func (g_free);
    redaction->files = g_ptr_array_new_with_free_func (g_free);
    redaction->file_numbers = g_hash_table_new (g_str_hash, g_str_equal);
    redaction->shapes = shapes_new ();
    add_identity (redaction, json);
    int number = 0;
    cJSON_ArrayForEach (file, record_get (json, "files")) {
        const char *name = record_string (file, "name");
        number++;
        if (!name || !*name)
            continue;
        char *owned = g_strdup (name);
        g_ptr_array_add (redaction->files, owned);
        g_hash_table_insert (redaction->file_numbers, owned, GINT_TO_POINTER (number));
    }
    g_ptr_array_sort (redaction->files, longer_first);
    return redaction;
}

/* --- where it stands --------------------------------------------------------------------------------------------------- */

struct token {
    guint start, end; /* code points */
    char *lower;
    gboolean capital;
};

static void
token_clear (gpointer data)
{
    g_free (((struct token *) data)->lower);
}

static gboolean
is_inner (gunichar c)
{
    return c == '\'' || c == 0x2019;
}

static GArray *
tokens_of (const char *text)
{
    GArray *tokens = g_array_new (FALSE, FALSE, sizeof (struct token));
    g_array_set_clear_func (tokens, token_clear);
    guint at = 0;
    for (const char *p = text; *p;) {
        const char *start = p;
        guint first = at;
        while (*p && (g_unichar_isalnum (g_utf8_get_char (p)) || (p > start && is_inner (g_utf8_get_char (p))))) {
            p = g_utf8_next_char (p);
            at++;
        }
        if (p == start) {
            p = g_utf8_next_char (p);
            at++;
            continue;
        }
        struct token token = { first, at, g_utf8_strdown (start, p - start),
                               g_unichar_isupper (g_utf8_get_char (start)) };
        g_array_append_val (tokens, token);
    }
    return tokens;
}

/* The edit distance of two words, but not above `limit` + 1. */
static guint
distance (const char *a, const char *b, guint limit)
{
    gsize n = strlen (a), m = strlen (b);
    guint row[64], above, corner;
    if (m >= G_N_ELEMENTS (row) || n > m + limit || m > n + limit)
        return limit + 1;
    for (gsize j = 0; j <= m; j++)
        row[j] = (guint) j;
    for (gsize i = 1; i <= n; i++) {
        corner = row[0];
        row[0] = (guint) i;
        for (gsize j = 1; j <= m; j++) {
            above = row[j];
            row[j] = MIN (MIN (above, row[j - 1]) + 1, corner + (a[i - 1] != b[j - 1]));
            corner = above;
        }
    }
    return row[m];
}

static gboolean
is_part (const char *word, const GPtrArray *parts, gboolean glued, gboolean fuzzy)
{
    for (guint i = 0; i < parts->len; i++) {
        const char *part = g_ptr_array_index (parts, i);
        gsize length = strlen (part);
        gsize plain = g_str_has_suffix (word, "'s") ? strlen (word) - 2 : strlen (word);
        guint allowed = length >= FUZZIER_MIN ? 2 : length >= FUZZY_MIN ? 1 : 0;
        if (strcmp (word, part) == 0 || (plain == length && strncmp (word, part, plain) == 0)
            || (glued && length >= GLUED_MIN && strstr (word, part))
            || (fuzzy && allowed && distance (word, part, allowed) <= allowed))
            return TRUE;
    }
    return FALSE;
}

static void
mark (GByteArray *masked, guint start, guint end)
{
    for (guint i = start; i < end && i < masked->len; i++)
        masked->data[i] = 1;
}

static void
mark_names (const struct redaction *redaction, const GArray *tokens, gboolean fuzzy, GByteArray *masked)
{
    g_autoptr (GArray) named = g_array_sized_new (FALSE, TRUE, sizeof (gboolean), tokens->len + 1);
    g_array_set_size (named, tokens->len);
    for (guint i = 0; i < tokens->len; i++) {
        const struct token *token = &g_array_index (tokens, struct token, i);
        gboolean person = is_part (token->lower, redaction->people, TRUE, fuzzy);
        g_array_index (named, gboolean, i) =
            person || (token->capital && is_part (token->lower, redaction->others, FALSE, FALSE));
        if (g_array_index (named, gboolean, i))
            mark (masked, token->start, token->end);
    }
    for (guint i = 0; i < tokens->len; i++) { /* an initial beside a name */
        const struct token *token = &g_array_index (tokens, struct token, i);
        gboolean beside = (i && g_array_index (named, gboolean, i - 1)
                           && token->start - g_array_index (tokens, struct token, i - 1).end <= 2)
                          || (i + 1 < tokens->len && g_array_index (named, gboolean, i + 1)
                              && g_array_index (tokens, struct token, i + 1).start - token->end <= 2);
        if (beside && token->capital && token->end - token->start == 1)
            mark (masked, token->start, token->end);
    }
}

/* A known number, however it is broken up. */
static void
mark_numbers (const struct redaction *redaction, const GArray *tokens, GByteArray *masked)
{
    for (guint i = 0; redaction->numbers->len && i < tokens->len; i++) {
        g_autoptr (GString) joined = g_string_new (NULL);
        for (guint k = i; k < tokens->len && k < i + 5; k++) {
            const struct token *token = &g_array_index (tokens, struct token, k);
            if (k > i && token->start - g_array_index (tokens, struct token, k - 1).end > 3)
                break;
            g_string_append (joined, token->lower);
            g_autofree char *number = number_of (joined->str);
            if (g_ptr_array_find_with_equal_func (redaction->numbers, number, g_str_equal, NULL))
                mark (masked, g_array_index (tokens, struct token, i).start, token->end);
        }
    }
}

GByteArray *
redaction_of (const struct redaction *redaction, const char *text, gboolean recognised)
{
    GByteArray *masked = g_byte_array_new ();
    guint length = (guint) g_utf8_strlen (text, -1);
    g_byte_array_set_size (masked, length);
    if (length)
        memset (masked->data, 0, length);
    g_autoptr (GArray) tokens = tokens_of (text);
    mark_names (redaction, tokens, recognised, masked);
    mark_numbers (redaction, tokens, masked);
    shapes_mark (redaction->shapes, text, masked);
    return masked;
}

/* --- masking ----------------------------------------------------------------------------------------------------------- */

char *
redaction_apply (const char *text, const GByteArray *masked)
{
    GString *out = g_string_sized_new (strlen (text));
    guint at = 0;
    for (const char *p = text; *p; p = g_utf8_next_char (p), at++) {
        gunichar c = g_utf8_get_char (p);
        gboolean hidden = at < masked->len && masked->data[at] && !g_unichar_isspace (c);
        g_string_append_unichar (out, hidden ? REDACT_MARK : c);
    }
    return g_string_free (out, FALSE);
}

char *
redaction_text (const char *text, gconstpointer data)
{
    const struct redaction *redaction = data;
    g_autoptr (GString) named = g_string_new (text);
    for (guint i = 0; i < redaction->files->len; i++) {
        const char *name = g_ptr_array_index (redaction->files, i);
        g_autofree char *alias =
            g_strdup_printf ("file %d", GPOINTER_TO_INT (g_hash_table_lookup (redaction->file_numbers, name)));
        g_string_replace (named, name, alias, 0);
    }
    g_autoptr (GByteArray) masked = redaction_of (redaction, named->str, TRUE);
    return redaction_apply (named->str, masked);
}
