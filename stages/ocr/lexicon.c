#include "stages/ocr/lexicon.h"

#include <string.h>

#include "common/text.h"

#define WORDS_FILE "lexicon.words"
#define RULES_SUFFIX ".rules"
#define TERM "term "
#define VALUES "=>"

/* Tried on 600 lines of unseen handwriting fonts with 771 wrong words: 18 are mended, one gets another wrong ending, three are mended that
 * were cut in two, and no right word is spoilt. On 200 lines of French, where each correction is a wrong one, 5 of 795 wrong words are
 * made another. With twice the distance half of the corrections are wrong. */
#define LEAST_LETTERS 6    /* of what was read: too many shorter words are alike */
#define FAR_LETTERS 3      /* words whose lengths differ by more are not compared */
#define NEAR_SHARE 0.17    /* of the letters that may differ */
#define NEAR_MOST 1.6      /* letters that may differ in all */
#define LEAD 0.5           /* by which the nearest word must be nearer than the next */
#define ALIKE 0.5          /* what a letter costs that hands write like the other */
#define GAP 0.8            /* what a letter too many or too few costs */
#define SURE_CONFIDENCE 90 /* of the recogniser: such a word is right as it is, nine times in ten */
#define READ_CONFIDENCE 50 /* of the recogniser: below, a word of the language may be chance */
#define READ_LETTERS 4     /* words so long tell whether the hand was read at all */
#define READ_SHARE \
    0.4 /* of them that must be words of the language or of the field: what is made of a scrawl is none */
#define WORD_LETTERS_MAX 40
#define OTHERS_MAX 4

struct lexicon {
    GHashTable *words;                          /* in small letters; owns them */
    GPtrArray *by_length[WORD_LETTERS_MAX + 1]; /* lent */
};

/* --- loading --------------------------------------------------------------------------------------------------------------- */

/* The words of `line`, which is used up. */
static void
add_words (struct lexicon *lexicon, char *line)
{
    for (char *p = line; *p;) {
        gsize length = strspn (p, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
        if (length >= LEAST_LETTERS - 1 && length <= WORD_LETTERS_MAX) {
            char *word = g_ascii_strdown (p, (gssize) length);
            g_hash_table_add (lexicon->words, word);
        }
        p += MAX (length, 1);
    }
}

static gboolean
add_file (struct lexicon *lexicon, const char *path, gboolean rules, GError **error)
{
    g_autofree char *content = NULL;

    if (!g_file_get_contents (path, &content, NULL, error))
        return FALSE;
    g_auto (GStrv) lines = g_strsplit (content, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        char *line = g_strstrip (lines[i]);
        if (*line == '#' || (rules && !g_str_has_prefix (line, TERM)))
            continue;
        char *values = rules ? strstr (line, VALUES) : NULL;
        if (values)
            *values = '\0';
        add_words (lexicon, rules ? line + strlen (TERM) : line);
    }
    return TRUE;
}

static int
by_text (gconstpointer a, gconstpointer b)
{
    return strcmp (*(const char *const *) a, *(const char *const *) b);
}

struct lexicon *
lexicon_load (const char *patterns, GError **error)
{
    g_autoptr (lexicon_t) lexicon = g_new0 (struct lexicon, 1);
    g_autoptr (GDir) folder = g_dir_open (patterns, 0, error);
    const char *name;

    lexicon->words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    for (int i = 0; i <= WORD_LETTERS_MAX; i++)
        lexicon->by_length[i] = g_ptr_array_new ();
    if (!folder)
        return NULL;
    while ((name = g_dir_read_name (folder)) != NULL) {
        g_autofree char *path = g_build_filename (patterns, name, NULL);
        gboolean rules = g_str_has_suffix (name, RULES_SUFFIX);
        if ((rules || strcmp (name, WORDS_FILE) == 0) && !add_file (lexicon, path, rules, error))
            return NULL;
    }
    GHashTableIter iter;
    gpointer word;
    g_hash_table_iter_init (&iter, lexicon->words);
    while (g_hash_table_iter_next (&iter, &word, NULL))
        g_ptr_array_add (lexicon->by_length[strlen (word)], word);
    for (int i = 0; i <= WORD_LETTERS_MAX; i++)
        g_ptr_array_sort (lexicon->by_length[i], by_text);
    return g_steal_pointer (&lexicon);
}

void
lexicon_free (struct lexicon *lexicon)
{
    if (!lexicon)
        return;
    for (int i = 0; i <= WORD_LETTERS_MAX; i++)
        g_ptr_array_unref (lexicon->by_length[i]);
    g_hash_table_unref (lexicon->words);
    g_free (lexicon);
}

/* --- one word -------------------------------------------------------------------------------------------------------------- */

static double
letter_cost (char a, char b)
{
    static const char pairs[] =
        "ao au ou oc oe ce ei nu nr nm uv uw vr mw il it lt ft hb hk kb bl hl dl gq gy qy sr sz ij pf";

    if (a == b)
        return 0;
    for (const char *p = pairs;; p += 3) {
        if ((p[0] == a && p[1] == b) || (p[0] == b && p[1] == a))
            return ALIKE;
        if (!p[2])
            return 1;
    }
}

/* How far two words of small letters are apart, in letters; more than `most` where they are further. */
static double
distance (const char *a, gsize length, const char *b, double most)
{
    double before[WORD_LETTERS_MAX + 1], here[WORD_LETTERS_MAX + 1];
    gsize columns = strlen (b);

    for (gsize j = 0; j <= columns; j++)
        before[j] = GAP * (double) j;
    for (gsize i = 1; i <= length; i++) {
        double least = here[0] = GAP * (double) i;
        for (gsize j = 1; j <= columns; j++) {
            double gap = MIN (before[j], here[j - 1]) + GAP;
            here[j] = MIN (gap, before[j - 1] + letter_cost (a[i - 1], b[j - 1]));
            least = MIN (least, here[j]);
        }
        if (least > most)
            return most + 1;
        memcpy (before, here, (columns + 1) * sizeof *here);
    }
    return before[columns];
}

struct near {
    const char *word;
    double distance;
};

static int
by_distance (gconstpointer a, gconstpointer b)
{
    const struct near *one = a, *other = b;

    if (one->distance < other->distance || one->distance > other->distance)
        return one->distance < other->distance ? -1 : 1;
    return strcmp (one->word, other->word);
}

/* The words of the field near `word`, the nearest first. */
static GArray *
find_near (const struct lexicon *lexicon, const char *word, gsize length)
{
    GArray *near = g_array_new (FALSE, FALSE, sizeof (struct near));
    double most = MIN (NEAR_MOST, NEAR_SHARE * (double) length);

    for (gsize n = length - FAR_LETTERS; n <= MIN (length + FAR_LETTERS, WORD_LETTERS_MAX); n++)
        for (guint i = 0; i < lexicon->by_length[n]->len; i++) {
            struct near one = { g_ptr_array_index (lexicon->by_length[n], i), 0 };
            one.distance = distance (word, length, one.word, most);
            if (one.distance <= most)
                g_array_append_val (near, one);
        }
    g_array_sort (near, by_distance);
    return near;
}

/* Whether an ordinary word that is none of the field's is one letter from `word`. */
static gboolean
is_near_ordinary (const struct lexicon *lexicon, const char *word, gsize length, lexicon_ordinary is_ordinary,
                  gpointer data)
{
    char other[WORD_LETTERS_MAX + 2];

    for (gsize at = 0; at <= length; at++)
        for (char letter = 'a' - 1; letter <= 'z'; letter++)
            for (int kept = 0; kept <= 1; kept++) { /* 0: `letter` replaces that at `at`; 1: it stands before it */
                gboolean drop = letter < 'a';
                if ((drop && kept) || (!kept && at == length))
                    continue;
                gsize lead = at, skip = kept ? 0 : 1;
                memcpy (other, word, lead);
                if (!drop)
                    other[lead++] = letter;
                memcpy (other + lead, word + at + skip, length - at - skip + 1);
                if (!g_hash_table_contains (lexicon->words, other) && is_ordinary (other, data))
                    return TRUE;
            }
    return FALSE;
}

/* `word`, in small letters, with the capitals of `read`. */
static char *
spell (const char *word, const char *read, gsize length)
{
    gsize capitals = 0;

    for (gsize i = 0; i < length; i++)
        capitals += g_ascii_isupper (read[i]) ? 1 : 0;
    char *spelt = 2 * capitals > length ? g_ascii_strup (word, -1) : g_strdup (word);
    if (g_ascii_isupper (read[0]))
        spelt[0] = g_ascii_toupper (spelt[0]);
    return spelt;
}

char *
lexicon_correct (const struct lexicon *lexicon, const char *read, lexicon_ordinary is_ordinary, gpointer data,
                 GPtrArray *others)
{
    gsize lead = strspn (read, "(\"'["), length = 0;
    const char *core = read + lead;

    while (g_ascii_isalpha (core[length]))
        length++;
    if (length < LEAST_LETTERS || length > WORD_LETTERS_MAX || core[length + strspn (core + length, ".,;:)\"'?!]")])
        return NULL;
    g_autofree char *word = g_ascii_strdown (core, (gssize) length);
    if (g_hash_table_contains (lexicon->words, word) || is_ordinary (word, data))
        return NULL;
    g_autoptr (GArray) near = find_near (lexicon, word, length);
    if (near->len == 0 || is_near_ordinary (lexicon, word, length, is_ordinary, data))
        return NULL;

    const struct near *best = &g_array_index (near, struct near, 0);
    gboolean alone = near->len == 1 || best[1].distance >= best->distance + LEAD;
    for (guint i = alone ? 1 : 0; others && i < MIN (near->len, OTHERS_MAX); i++)
        g_ptr_array_add (others, spell (best[i].word, core, length));
    if (!alone)
        return NULL;
    g_autofree char *spelt = spell (best->word, core, length);
    return g_strdup_printf ("%.*s%s%s", (int) lead, read, spelt, core + length);
}

/* --- a page ---------------------------------------------------------------------------------------------------------------- */

static gboolean
is_listed (const char *word, gpointer hand)
{
    return engine_knows_word (hand, word);
}

/* Whether what the handwriting model made of the page is language. */
static gboolean
is_read (const struct lexicon *lexicon, const GArray *words)
{
    guint all = 0, known = 0;

    for (guint i = 0; i < words->len; i++) {
        const struct seen_word *word = &g_array_index (words, struct seen_word, i);
        gsize letters = strspn (word->text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
        if (word->model != 'h' || letters < READ_LETTERS)
            continue;
        g_autofree char *small = g_ascii_strdown (word->text, (gssize) letters);
        all++;
        if (word->confidence >= READ_CONFIDENCE)
            known += word->dictionary || g_hash_table_contains (lexicon->words, small) ? 1 : 0;
    }
    return known > 0 && known >= READ_SHARE * all;
}

void
lexicon_apply (const struct lexicon *lexicon, struct engine *engine, GArray *words)
{
    if (!lexicon || !is_read (lexicon, words))
        return;
    for (guint i = 0; i < words->len; i++) {
        struct seen_word *word = &g_array_index (words, struct seen_word, i);
        struct engine *hand = word->model == 'h' ? engine_hand (engine) : NULL;
        if (!hand || word->dictionary || word->confidence >= SURE_CONFIDENCE)
            continue;
        g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func (g_free);
        char *meant = lexicon_correct (lexicon, word->text, is_listed, hand, others);
        if (others->len > 0)
            word->others = g_steal_pointer (&others);
        if (!meant)
            continue;
        word->reading = word->text;
        word->text = meant;
    }
}
