#include "stages/assemble/privacy.h"

#include <string.h>

#include "common/record.h"

#define KEY_MIN_BYTES 16
#define HASH_DIGITS 32
#define NAME_WORD_MIN 3   /* shorter words of a name are initials and particles */
#define NAME_WORDS_MAX 64 /* of all names in a case; noise brings some dozens */
#define WITHHELD "withheld"
#define BLACK 0x2588 /* for each character of a word that is masked in place */

struct privacy {
    char *key; /* NULL: values are left out */
    gsize key_length;
    GPtrArray *names; /* words of names, and claim and record numbers, lower case, the longest first */
};

static int
compare_lengths (gconstpointer x, gconstpointer y)
{
    const char *a = *(const char *const *) x, *b = *(const char *const *) y;
    gsize n = strlen (a), m = strlen (b);
    return n != m ? (n > m ? -1 : 1) : strcmp (a, b);
}

static gboolean
is_identity (const struct mention *mention, const char *field)
{
    return mention_is (mention, "identity") && g_strcmp0 (mention_text (mention, "field"), field) == 0;
}

/* The words of all names, and the numbers, that pages give their patient. */
static GPtrArray *
name_words (const struct store *store)
{
    GPtrArray *words = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
    for (guint i = 0; i < store->mentions->len && words->len < NAME_WORDS_MAX; i++) {
        const struct mention *mention = g_ptr_array_index (store->mentions, i);
        gboolean number = is_identity (mention, "claim_number") || is_identity (mention, "mrn");
        const char *value = number || is_identity (mention, "name") ? mention_text (mention, "value") : NULL;
        if (!value)
            continue;
        g_autofree char *lower = g_ascii_strdown (value, -1);
        g_auto (GStrv) parts = g_strsplit_set (lower, number ? " " : " ,.;:-\t\n", -1);
        for (char **part = parts; *part; part++)
            if (strlen (*part) >= NAME_WORD_MIN && !g_hash_table_contains (seen, *part)) {
                char *word = g_strdup (*part);
                g_ptr_array_add (words, word);
                g_hash_table_add (seen, word);
            }
    }
    g_ptr_array_sort (words, compare_lengths);
    return words;
}

struct privacy *
privacy_new (const struct settings *settings, const struct store *store, GError **error)
{
    const char *values = settings_string (settings, "identity", "values");
    if (g_str_equal (values, "plain"))
        return NULL;
    g_autoptr (privacy_t) privacy = g_new0 (struct privacy, 1);
    if (g_str_equal (values, "hashed")) {
        const char *path = settings_path (settings, "identity", "key");
        g_autoptr (GError) failure = NULL;
        if (!g_file_get_contents (path, &privacy->key, &privacy->key_length, &failure)
            || privacy->key_length < KEY_MIN_BYTES) {
            g_set_error (error, SETTINGS_ERROR, 0, "[identity] key: %s",
                         failure ? failure->message : "the file must hold 16 bytes or more");
            return NULL;
        }
    }
    privacy->names = name_words (store);
    return g_steal_pointer (&privacy);
}

void
privacy_free (struct privacy *privacy)
{
    if (!privacy)
        return;
    g_free (privacy->key);
    if (privacy->names)
        g_ptr_array_unref (privacy->names);
    g_free (privacy);
}

static char *
masked_value (const struct privacy *privacy, const char *value)
{
    if (!privacy->key)
        return g_strdup (WITHHELD);
    g_autofree char *hash =
        g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guchar *) privacy->key, privacy->key_length, value, -1);
    return g_strdup_printf ("hmac:%.*s", HASH_DIGITS, hash);
}

static gboolean
tells_who (const struct mention *mention)
{
    const char *field = mention_text (mention, "field"), *role = mention_text (mention, "role");
    return (mention_is (mention, "identity") && g_strcmp0 (field, "sex") != 0)
           || (mention_is (mention, "admin")
               && (g_strcmp0 (field, "claim_number") == 0 || g_strcmp0 (field, "wcab_number") == 0))
           || (mention_is (mention, "date") && g_strcmp0 (role, "birth") == 0);
}

/* Bytes of the word of a name that stands at `at` of lower-case text; 0 where none does. */
static gsize
name_at (const struct privacy *privacy, const char *lower, gsize at)
{
    gboolean starts = at == 0 || !(g_ascii_isalnum (lower[at - 1]) || (lower[at - 1] & 0x80));
    for (guint i = 0; starts && i < privacy->names->len; i++) {
        const char *word = g_ptr_array_index (privacy->names, i);
        gsize n = strlen (word);
        if (strncmp (lower + at, word, n) == 0 && !g_ascii_isalnum (lower[at + n]) && !(lower[at + n] & 0x80))
            return n;
    }
    return 0;
}

/* The quote with the words of names replaced, or NULL where it holds none. */
static char *
without_names (const struct privacy *privacy, const char *quote)
{
    g_autofree char *lower = g_ascii_strdown (quote, -1);
    GString *kept = NULL;
    for (gsize at = 0; lower[at];) {
        gsize length = name_at (privacy, lower, at);
        if (length && !kept)
            kept = g_string_new_len (quote, (gssize) at);
        if (length)
            g_string_append (kept, strcspn (lower + at, "0123456789") < length ? "[number]" : "[name]");
        else if (kept)
            g_string_append_c (kept, quote[at]);
        at += MAX (length, 1);
    }
    return kept ? g_string_free (kept, FALSE) : NULL;
}

/* Blackens names, and what tells who the patient is, in the text from which sentences are cut; no code point moves. */
static void
mask_text (const struct privacy *privacy, struct page *page)
{
    glong length = 0;
    g_autofree char *lower = g_ascii_strdown (page->text, -1);
    g_autofree gunichar *points = g_utf8_to_ucs4_fast (page->text, -1, &length);
    glong until = 0; /* of a name */
    for (glong i = 0, at = 0; i < length; i++, at = g_utf8_next_char (lower + at) - lower) {
        gsize name = i >= until ? name_at (privacy, lower, (gsize) at) : 0;
        if (name)
            until = i + g_utf8_strlen (lower + at, (gssize) name);
        if (i < until)
            points[i] = BLACK;
    }
    for (guint i = 0; i < page->mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (page->mentions, i);
        for (glong at = MAX (mention->start, 0); tells_who (mention) && at < MIN (mention->end, length); at++)
            if (!g_unichar_isspace (points[at]))
                points[at] = BLACK;
    }
    g_free (page->text);
    page->text = g_ucs4_to_utf8 (points, length, NULL, NULL, NULL);
}

static void
withhold (struct store *store, struct mention *mention)
{
    mention->quote = store_string (store, "[" WITHHELD "]");
    mention->withheld = TRUE;
    mention->machine_reading = NULL;
}

/* What a person says of words may be a name or a birth date. */
static void
withhold_words (cJSON *correction)
{
    static const char *const WORDS[] = { "was", "now", "quote", "note" };
    for (gsize i = 0; i < G_N_ELEMENTS (WORDS); i++)
        if (record_string (correction, WORDS[i]))
            cJSON_ReplaceItemInObjectCaseSensitive (correction, WORDS[i], cJSON_CreateString ("[" WITHHELD "]"));
}

void
privacy_mask_quotes (const struct privacy *privacy, struct store *store)
{
    for (guint i = 0; i < store->mentions->len; i++) {
        struct mention *mention = g_ptr_array_index (store->mentions, i);
        g_autofree char *quote =
            tells_who (mention) ? g_strdup ("[" WITHHELD "]") : without_names (privacy, mention->quote);
        if (quote)
            mention->quote = store_string (store, quote);
        mention->withheld = quote != NULL;
        mention->machine_reading = NULL;
    }
    for (guint i = 0; i < store->pages->len; i++)
        if (((struct page *) g_ptr_array_index (store->pages, i))->text)
            mask_text (privacy, g_ptr_array_index (store->pages, i));
    for (guint i = 0; i < store->rejected->len; i++)
        withhold (store, g_ptr_array_index (store->rejected, i));
    for (guint i = 0; i < store->corrections->len; i++)
        withhold_words (((struct correction *) g_ptr_array_index (store->corrections, i))->json);
}

static void
mask (const struct privacy *privacy, cJSON *item)
{
    cJSON *value = cJSON_GetObjectItemCaseSensitive (item, "value");
    if (!cJSON_IsString (value))
        return;
    g_autofree char *masked = masked_value (privacy, value->valuestring);
    cJSON_SetValuestring (value, masked);
}

/* Of a day of birth the year stays: criteria and reviewers need the age. */
static void
mask_birth (cJSON *birth)
{
    cJSON *value = cJSON_GetObjectItemCaseSensitive (birth, "value");
    if (cJSON_IsString (value) && strlen (value->valuestring) > 4)
        value->valuestring[4] = '\0';
    cJSON_DeleteItemFromObjectCaseSensitive (birth, "raw");
    cJSON *other;
    cJSON_ArrayForEach (other, cJSON_GetObjectItemCaseSensitive (birth, "others"))
        mask_birth (other);
}

void
privacy_mask_case (const struct privacy *privacy, cJSON *json)
{
    static const char *const lists[] = { "names", "dobs", "claim_numbers", "mrns" };
    cJSON *identity = cJSON_GetObjectItemCaseSensitive (json, "identity");
    for (guint i = 0; i < G_N_ELEMENTS (lists); i++) {
        cJSON *item;
        cJSON_ArrayForEach (item, cJSON_GetObjectItemCaseSensitive (identity, lists[i]))
            mask (privacy, item);
    }
    cJSON *admin = cJSON_GetObjectItemCaseSensitive (json, "admin");
    mask (privacy, cJSON_GetObjectItemCaseSensitive (admin, "claim_number"));
    cJSON *number;
    cJSON_ArrayForEach (number, cJSON_GetObjectItemCaseSensitive (admin, "wcab_numbers"))
        mask (privacy, number);
    mask_birth (cJSON_GetObjectItemCaseSensitive (cJSON_GetObjectItemCaseSensitive (json, "patient"), "dob"));
}
