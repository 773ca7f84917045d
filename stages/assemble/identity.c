#include <string.h>

#include "common/record.h"
#include "stages/assemble/case.h"
#include "stages/assemble/pages.h"

#define MAX_DISTANCE 2 /* edits, after folding, between two readings of one name (domain.md 5.1) */
#define SHORT_WORD 4   /* so short a word is another one when two letters differ */
#define FOLDED_MAX 64
#define NAME_MAX_WORDS 8

static const char *const fields[] = { "name", "dob", "claim_number", "mrn" };
#define N_FIELDS G_N_ELEMENTS (fields)
#define FIRST_NUMBER 2 /* of fields: from there on they are numbers */

/* Letters and digits that recognition takes for one another become one of them. */
static char
fold_character (gunichar c)
{
    switch (c) {
    case 'o':
    case 'q':
    case 'd':
        return '0';
    case 'l':
    case 'i':
    case '|':
    case '!':
        return '1';
    case 'z':
        return '2';
    case 's':
        return '5';
    case 'g':
        return '6';
    case 'b':
        return '8';
    default:
        return c < 0x80 ? (char) c : '?';
    }
}

/* Letter case and accents folded; the caller's. */
static char *
fold_text (const char *value)
{
    g_autofree char *apart = g_utf8_normalize (value, -1, G_NORMALIZE_ALL),
                    *lower = g_utf8_strdown (apart ? apart : value, -1);
    GString *folded = g_string_new (NULL);
    for (const char *at = lower; *at; at = g_utf8_next_char (at))
        if (!g_unichar_ismark (g_utf8_get_char (at)))
            g_string_append_unichar (folded, g_utf8_get_char (at));
    return g_string_free (folded, FALSE);
}

/* The words of a name without initials and titles, or all letters and digits of a number as one word; folded. */
static GPtrArray *
fold (const char *field, const char *value)
{
    static const char *const dropped[] = { "mr", "mrs", "ms", "dr", "jr", "sr", "ii", "iii", NULL };
    g_autofree char *lower = fold_text (value);
    GPtrArray *words = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (GString) word = g_string_new (NULL), folded = g_string_new (NULL);
    gboolean is_name = g_str_equal (field, "name");
    for (const char *at = lower; words->len < NAME_MAX_WORDS; at = g_utf8_next_char (at)) {
        gunichar c = g_utf8_get_char (at);
        if (*at && g_unichar_isalnum (c)) {
            g_string_append_unichar (word, c);
            if (folded->len < FOLDED_MAX)
                g_string_append_c (folded, fold_character (c));
            continue;
        }
        if (*at && !is_name)
            continue;
        if (word->len > (is_name ? 1 : 0) && !(is_name && g_strv_contains (dropped, word->str)))
            g_ptr_array_add (words, g_strdup (folded->str));
        g_string_truncate (word, 0);
        g_string_truncate (folded, 0);
        if (!*at)
            break;
    }
    return words;
}

static guint
distance (const char *a, const char *b)
{
    guint rows[2][FOLDED_MAX + 1];
    gsize n = strlen (a), m = strlen (b);
    for (gsize j = 0; j <= m; j++)
        rows[0][j] = (guint) j;
    for (gsize i = 1; i <= n; i++) {
        guint *above = rows[(i - 1) % 2], *row = rows[i % 2];
        row[0] = (guint) i;
        for (gsize j = 1; j <= m; j++) {
            guint replaced = above[j - 1] + (a[i - 1] != b[j - 1]);
            row[j] = MIN (replaced, MIN (above[j], row[j - 1]) + 1);
        }
    }
    return rows[n % 2][m];
}

/* Two letters that are read as one where they stand close become it: rn and m, vv and w. */
static void
fold_pairs (const char *word, char folded[FOLDED_MAX + 1])
{
    gsize n = 0;
    for (; *word && n < FOLDED_MAX; word++) {
        gboolean pair = (word[0] == 'r' && word[1] == 'n') || (word[0] == 'v' && word[1] == 'v');
        folded[n++] = !pair ? *word : *word == 'r' ? 'm' : 'w';
        word += pair;
    }
    folded[n] = '\0';
}

/* Edits between two words of names, by the kinder reading. */
static guint
word_distance (const char *a, const char *b)
{
    char x[FOLDED_MAX + 1], y[FOLDED_MAX + 1];
    fold_pairs (a, x);
    fold_pairs (b, y);
    guint plain = distance (a, b), paired = distance (x, y);
    return MIN (plain, paired);
}

/* Whether each word of `few` has its own reading among `many`, with MAX_DISTANCE edits in all: the order does not matter,
 * and a name may lack its first name. */
static gboolean
words_agree (GPtrArray *few, GPtrArray *many)
{
    gboolean taken[NAME_MAX_WORDS] = { FALSE };
    guint edits = 0;
    for (guint i = 0; i < few->len; i++) {
        const char *word = g_ptr_array_index (few, i);
        guint least = MAX_DISTANCE + 1, at = 0;
        for (guint j = 0; j < many->len; j++) {
            guint between = taken[j] ? MAX_DISTANCE + 1 : word_distance (word, g_ptr_array_index (many, j));
            if (between < least) {
                least = between;
                at = j;
            }
        }
        if (least > MAX_DISTANCE || (least > 1 && strlen (word) <= SHORT_WORD))
            return FALSE;
        taken[at] = TRUE;
        edits += least;
    }
    return edits <= MAX_DISTANCE;
}

gboolean
identity_same (const char *field, const char *a, const char *b)
{
    g_autoptr (GPtrArray) x = fold (field, a);
    g_autoptr (GPtrArray) y = fold (field, b);
    if (x->len == 0 || y->len == 0)
        return FALSE;
    if (g_str_equal (field, "name"))
        return x->len <= y->len ? words_agree (x, y) : words_agree (y, x);
    const char *p = g_ptr_array_index (x, 0), *q = g_ptr_array_index (y, 0);
    gsize shorter = MIN (strlen (p), strlen (q));
    /* A date of birth has eight digits, all of which differ between people by little: one may be misread. */
    guint allowed = g_str_equal (field, "dob") || shorter <= SHORT_WORD ? 1 : MAX_DISTANCE;
    if (distance (p, q) <= allowed)
        return TRUE;
    return shorter > SHORT_WORD && (strstr (p, q) || strstr (q, p)); /* a number without its prefix */
}

/* Whether two names are of one family but of two persons: the surname agrees, a given name is another one and no short form of it. */
static gboolean
are_relatives (const char *a, const char *b)
{
    const char *names[] = { a, b };
    g_autoptr (GPtrArray) x = fold ("name", a);
    g_autoptr (GPtrArray) y = fold ("name", b);
    const GPtrArray *words[] = { x, y };
    const char *surname[2], *given[2];
    for (guint i = 0; i < 2; i++) {
        if (words[i]->len < 2)
            return FALSE;
        gboolean last_first = strchr (names[i], ',') != NULL;
        surname[i] = g_ptr_array_index (words[i], last_first ? 0 : words[i]->len - 1);
        given[i] = g_ptr_array_index (words[i], last_first ? 1 : 0);
    }
    return word_distance (surname[0], surname[1]) <= 1
           && word_distance (given[0], given[1]) > (strlen (given[0]) <= SHORT_WORD ? 1 : MAX_DISTANCE)
           && !g_str_has_prefix (given[0], given[1]) && !g_str_has_prefix (given[1], given[0]);
}

/* What one page or one document says of the patient, compared with what most pages say. */
struct verdict {
    guint same, other;
    gboolean namesake; /* the name agrees, but neither the day of birth nor the claim or record number does */
    gboolean twin;     /* of the same day of birth and the same family, under another claim or record number */
    gboolean
        stamped; /* of another name and day of birth, though it bears the number of this claim: it was filed wrongly */
};

static int
field_index (const struct mention *mention)
{
    const char *field = mention_text (mention, "field");
    for (guint i = 0; field && i < N_FIELDS; i++)
        if (g_str_equal (fields[i], field))
            return (int) i;
    return -1;
}

struct reading {
    const char *value;
    guint pages;
};

static int
compare_readings (gconstpointer x, gconstpointer y)
{
    const struct reading *a = x, *b = y;
    if (a->pages != b->pages)
        return a->pages > b->pages ? -1 : 1;
    return strcmp (a->value, b->value);
}

static gboolean
says (const struct page *page, guint field, const char *value)
{
    for (guint j = 0; j < page->mentions->len; j++) {
        const struct mention *mention = g_ptr_array_index (page->mentions, j);
        const char *text = mention_is (mention, "identity") ? mention_text (mention, "value") : NULL;
        if (text && value && field_index (mention) == (int) field && identity_same (fields[field], value, text))
            return TRUE;
    }
    return FALSE;
}

/* Whether the page names a patient or a day of birth, and none of them is the one of most pages. */
static gboolean
names_another (const struct page *page, const char *const own[N_FIELDS])
{
    gboolean named = FALSE;
    for (guint j = 0; j < page->mentions->len; j++) {
        const struct mention *mention = g_ptr_array_index (page->mentions, j);
        int field = mention_is (mention, "identity") && mention_text (mention, "value") ? field_index (mention) : -1;
        named |= field >= 0 && field < FIRST_NUMBER;
    }
    return named && !says (page, 0, own[0]) && !says (page, 1, own[1]);
}

/* The value that most pages bear, counting readings of one value together; NULL where there is none. A number is asked of the pages that
 * do not name another patient: a stranger's record number may be the only one in the file. */
static const char *
majority (const struct store *store, guint field, const char *const own[N_FIELDS])
{
    g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);
    for (guint i = 0; i < store->pages->len; i++) {
        const struct page *page = g_ptr_array_index (store->pages, i);
        if (page->duplicate_of)
            continue; /* twenty copies of a page are one voice */
        if (field >= FIRST_NUMBER && names_another (page, own))
            continue;
        g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
        for (guint j = 0; j < page->mentions->len; j++) {
            const struct mention *mention = g_ptr_array_index (page->mentions, j);
            const char *value = mention_is (mention, "identity") ? mention_text (mention, "value") : NULL;
            if (!value || field_index (mention) != (int) field || !g_hash_table_add (seen, (gpointer) value))
                continue;
            guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, value));
            g_hash_table_insert (counts, (gpointer) value, GUINT_TO_POINTER (n + 1));
        }
    }
    g_autoptr (GArray) readings = g_array_new (FALSE, FALSE, sizeof (struct reading));
    GHashTableIter iter;
    gpointer value, n;
    g_hash_table_iter_init (&iter, counts);
    while (g_hash_table_iter_next (&iter, &value, &n)) {
        struct reading reading = { value, GPOINTER_TO_UINT (n) };
        g_array_append_val (readings, reading);
    }
    g_array_sort (readings, compare_readings);
    /* Spoilt readings of a frequent value strengthen it; of the many that noise may bring, the most frequent are enough. */
    const char *best = NULL;
    guint best_pages = 0;
    for (guint i = 0; i < MIN (readings->len, 64); i++) {
        const struct reading *reading = &g_array_index (readings, struct reading, i);
        guint pages = 0;
        for (guint j = 0; j < MIN (readings->len, 256); j++) {
            const struct reading *other = &g_array_index (readings, struct reading, j);
            if (i == j || identity_same (fields[field], reading->value, other->value))
                pages += other->pages;
        }
        if (pages > best_pages) {
            best_pages = pages;
            best = reading->value;
        }
    }
    return best;
}

/* Claim and record numbers other than those that most pages bear which are the patient's too, since a page bears them beside those or
 * beside the patient's name and day of birth: who was injured twice has two claims. */
static GHashTable *
further_numbers (const struct store *store, const char *const own[N_FIELDS])
{
    GHashTable *further = g_hash_table_new (g_str_hash, g_str_equal);
    for (guint i = 0; i < store->pages->len; i++) {
        const struct page *page = g_ptr_array_index (store->pages, i);
        gboolean same_person = says (page, 0, own[0]) && says (page, 1, own[1]);
        for (guint j = 0; j < page->mentions->len; j++) {
            const struct mention *mention = g_ptr_array_index (page->mentions, j);
            const char *value = mention_is (mention, "identity") ? mention_text (mention, "value") : NULL;
            int field = value ? field_index (mention) : -1;
            if (field >= FIRST_NUMBER && !mention->candidate && (same_person || says (page, (guint) field, own[field])))
                g_hash_table_add (further, (gpointer) value);
        }
    }
    return further;
}

static void
find_own (const struct store *store, const char *own[N_FIELDS])
{
    for (guint i = 0; i < N_FIELDS; i++)
        own[i] = majority (store, i, own);
}

static struct verdict
judge (const struct page *page, const char *const own[N_FIELDS], GHashTable *further)
{
    struct verdict verdict = { 0 };
    gboolean related = FALSE, same[N_FIELDS] = { FALSE }, other[N_FIELDS] = { FALSE };
    for (guint j = 0; j < page->mentions->len; j++) {
        const struct mention *mention = g_ptr_array_index (page->mentions, j);
        const char *value = mention_is (mention, "identity") ? mention_text (mention, "value") : NULL;
        int field = value ? field_index (mention) : -1;
        if (field < 0 || !own[field])
            continue;
        if (identity_same (fields[field], own[field], value))
            same[field] = TRUE;
        else if (!mention->candidate && !(field >= FIRST_NUMBER && g_hash_table_contains (further, value)))
            other[field] = TRUE;
        related |= field == 0 && are_relatives (own[0], value);
    }
    for (guint i = 0; i < N_FIELDS; i++) {
        verdict.same += same[i];
        verdict.other += other[i] && !same[i];
    }
    verdict.namesake = verdict.same == 1 && same[0] && other[1] && (other[2] || other[3]);
    verdict.twin = related && !same[0] && same[1] && (other[2] || other[3]) && !same[2] && !same[3];
    verdict.stamped = other[0] && !same[0] && other[1] && !same[1];
    return verdict;
}

void
identity_spread (const GPtrArray *pages)
{
    gboolean foreign = FALSE, own = FALSE;
    for (guint i = 0; i < pages->len; i++) {
        const struct page *page = g_ptr_array_index (pages, i);
        foreign |= page->foreign;
        for (guint j = 0; !page->foreign && j < page->mentions->len; j++)
            own |= mention_is (g_ptr_array_index (page->mentions, j), "identity");
    }
    for (guint i = 0; foreign && !own && i < pages->len; i++)
        ((struct page *) g_ptr_array_index (pages, i))->foreign = TRUE;
}

void
identity_check (struct store *store)
{
    const char *own[N_FIELDS];
    find_own (store, own);
    g_autoptr (GHashTable) further = further_numbers (store, own);
    for (guint i = 0; i < store->pages->len; i++) {
        struct page *page = g_ptr_array_index (store->pages, i);
        struct verdict verdict = judge (page, own, further);
        /* Two identifiers make a stranger; against one that agrees only where all could be read well. */
        gboolean in_spite = verdict.namesake || verdict.twin || verdict.stamped;
        page->foreign = verdict.other >= 2 && (verdict.same == 0 || (in_spite && !page_badly_read (page)));
        page->doubtful = !page->foreign && verdict.other > verdict.same;
    }
}

/* --- what the case tells of it */

struct value {
    const char *text;
    GPtrArray *mentions; /* one a page */
    gboolean foreign;    /* on pages of another patient alone */
};

static void
value_free (gpointer pointer)
{
    struct value *value = pointer;
    g_ptr_array_unref (value->mentions);
    g_free (value);
}

static GPtrArray *
values_of (GPtrArray *in_order, guint field)
{
    GPtrArray *values = g_ptr_array_new_with_free_func (value_free);
    g_autoptr (GHashTable) by_text = g_hash_table_new (g_str_hash, g_str_equal);
    for (guint i = 0; i < in_order->len; i++) {
        struct mention *mention = g_ptr_array_index (in_order, i);
        const char *text = field_index (mention) == (int) field ? mention_text (mention, "value") : NULL;
        if (!text)
            continue;
        struct value *value = g_hash_table_lookup (by_text, text);
        if (!value) {
            value = g_new0 (struct value, 1);
            value->text = text;
            value->mentions = g_ptr_array_new ();
            value->foreign = TRUE;
            g_ptr_array_add (values, value);
            g_hash_table_insert (by_text, (gpointer) text, value);
        }
        value->foreign &= mention->page->foreign;
        g_ptr_array_add (value->mentions, mention);
    }
    return values;
}

void
identity_add (struct assembly *assembly)
{
    static const char *const names[N_FIELDS] = { "names", "dobs", "claim_numbers", "mrns" };
    g_autoptr (GPtrArray) in_order = g_ptr_array_new ();
    for (guint d = 0; d < assembly->documents->n_in_file; d++) {
        const struct document *document = g_ptr_array_index (assembly->documents->list, d);
        for (guint i = 0; i < document->pages->len; i++) {
            const struct page *page = g_ptr_array_index (document->pages, i);
            for (guint j = 0; !page->duplicate_of && j < page->mentions->len; j++)
                if (mention_is (g_ptr_array_index (page->mentions, j), "identity"))
                    g_ptr_array_add (in_order, g_ptr_array_index (page->mentions, j));
        }
    }
    cJSON *identity = cJSON_AddObjectToObject (assembly->json, "identity");
    const char *owns[N_FIELDS];
    find_own (assembly->store, owns);
    for (guint f = 0; f < N_FIELDS; f++) {
        const char *own = owns[f];
        g_autoptr (GPtrArray) values = values_of (in_order, f);
        cJSON *array = cJSON_AddArrayToObject (identity, names[f]);
        for (guint i = 0; i < values->len; i++) {
            struct value *value = g_ptr_array_index (values, i);
            cJSON *item = cJSON_CreateObject ();
            cJSON_AddStringToObject (item, "value", value->text);
            cJSON_AddBoolToObject (item, "agrees", own && identity_same (fields[f], own, value->text));
            cJSON_AddBoolToObject (item, "foreign_patient", value->foreign);
            evidence_add (assembly, item, value->mentions);
            cJSON_AddItemToArray (array, item);
        }
    }
    cJSON *ages = cJSON_AddArrayToObject (identity, "ages");
    for (guint i = 0; i < assembly->mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (assembly->mentions, i);
        if (!mention_is (mention, "age") || !case_feeds_facts (mention))
            continue;
        cJSON *item = cJSON_CreateObject ();
        field_add (item, mention, "years", "value");
        record_add_string (item, "as_of", mention->page->document->date);
        cJSON_AddStringToObject (item, "document", mention->page->document->id);
        if (mention->candidate)
            cJSON_AddTrueToObject (item, "candidate");
        evidence_add_one (assembly, item, mention);
        cJSON_AddItemToArray (ages, item);
    }
}
