#include "common/language.h"

#include <string.h>

#include "common/text.h"

#define WORDS_MIN 25    /* fewer say little */
#define LETTERS_MIN 40  /* of a script: a word of one takes fewer */
#define SHARE_MIN 0.2   /* of the words are function words of the language: running text has 0.3 and more */
#define TIMES_ENGLISH 4 /* of English ones: a form in two languages has as many of both */
#define WORD_BYTES_MAX 24

/* Words that hold sentences together, and that the other languages here do not use. */
static const char *const english[] = { "the", "of",   "and",   "to",  "is",   "was", "for", "with", "that", "he",
                                       "she", "are",  "at",    "by",  "this", "be",  "his", "her",  "has",  "were",
                                       "or",  "from", "which", "not", "been", "it",  "as",  NULL };
static const char *const spanish[] = { "el",   "los",  "las",   "del",    "que",    "en",   "una",  "por",
                                       "con",  "para", "su",    "se",     "es",     "más",  "pero", "como",
                                       "está", "fue",  "desde", "porque", "cuando", "muy",  "sin",  "sobre",
                                       "de",   "la",   "al",    "ha",     "este",   "esta", NULL };
static const char *const french[] = { "le",  "les",  "des",  "est",   "et", "dans", "pour", "une",
                                      "sur", "avec", "qui",  "du",    "au", "par",  "pas",  "plus",
                                      "ont", "été",  "sont", "cette", "de", "la",   NULL };
static const char *const tagalog[] = { "ang",  "ng",  "sa",   "na",      "mga", "ay",   "siya", "ito", "hindi",
                                       "kung", "may", "niya", "kanyang", "ko",  "nang", "din",  "ako", NULL };
static const char *const german[] = { "der",  "die",  "und", "das",  "ist",  "ein", "eine", "nicht",
                                      "mit",  "von",  "zu",  "den",  "dem",  "für", "auf",  "im",
                                      "sich", "wird", "als", "auch", "nach", "bei", NULL };
static const char *const vietnamese[] = { "và",  "của",   "là", "có",  "cho", "không", "được", "trong", "một", "các",
                                          "với", "người", "bị", "đau", "này", "những", "đã",   "từ",    NULL };

static const struct language {
    const char *name;
    const char *const *words;
} languages[] = {
    { "English", english }, { "Spanish", spanish }, { "French", french },
    { "German", german },   { "Tagalog", tagalog }, { "Vietnamese", vietnamese },
};

static const struct script {
    const char *name;
    GUnicodeScript script;
} scripts[] = {
    { "Chinese or Japanese", G_UNICODE_SCRIPT_HAN },
    { "Japanese", G_UNICODE_SCRIPT_HIRAGANA },
    { "Korean", G_UNICODE_SCRIPT_HANGUL },
    { "Russian or a language like it", G_UNICODE_SCRIPT_CYRILLIC },
    { "Armenian", G_UNICODE_SCRIPT_ARMENIAN },
    { "Arabic or Persian", G_UNICODE_SCRIPT_ARABIC },
    { "Hebrew", G_UNICODE_SCRIPT_HEBREW },
    { "Thai", G_UNICODE_SCRIPT_THAI },
    { "Hindi", G_UNICODE_SCRIPT_DEVANAGARI },
    { "Punjabi", G_UNICODE_SCRIPT_GURMUKHI },
    { "Khmer", G_UNICODE_SCRIPT_KHMER },
    { "Lao", G_UNICODE_SCRIPT_LAO },
};

struct tally {
    guint words, held[G_N_ELEMENTS (languages)]; /* held together by words of each language */
    guint letters, written[G_N_ELEMENTS (scripts)];
};

/* Word -> the languages that it is of, a bit each. */
static GHashTable *
function_words (void)
{
    static GHashTable *words; /* for good */
    if (words)
        return words;
    words = g_hash_table_new (g_str_hash, g_str_equal);
    for (gsize i = 0; i < G_N_ELEMENTS (languages); i++)
        for (const char *const *word = languages[i].words; *word; word++) {
            guint bits = GPOINTER_TO_UINT (g_hash_table_lookup (words, *word));
            g_hash_table_insert (words, (gpointer) *word, GUINT_TO_POINTER (bits | 1u << i));
        }
    return words;
}

static void
tally_word (struct tally *tally, const char *start, gsize bytes)
{
    char buffer[WORD_BYTES_MAX + 1];
    gboolean ascii = TRUE;

    if (bytes < 2)
        return; /* a word of no language: a variable, or the number of a list */
    tally->words++;
    if (bytes > WORD_BYTES_MAX)
        return;
    for (gsize i = 0; i < bytes; i++) {
        ascii &= (guchar) start[i] < 128;
        buffer[i] = g_ascii_tolower (start[i]);
    }
    buffer[bytes] = '\0';
    g_autofree char *folded = ascii ? NULL : g_utf8_strdown (buffer, -1);
    guint bits = GPOINTER_TO_UINT (g_hash_table_lookup (function_words (), folded ? folded : buffer));
    for (gsize i = 0; bits >> i; i++)
        tally->held[i] += bits >> i & 1;
}

static void
tally_letter (struct tally *tally, gunichar c)
{
    tally->letters++;
    if (c < 0x250)
        return;
    GUnicodeScript script = g_unichar_get_script (c);
    for (gsize i = 0; i < G_N_ELEMENTS (scripts); i++)
        tally->written[i] += scripts[i].script == script;
}

static const char *
judge (const struct tally *tally)
{
    for (gsize i = 0; i < G_N_ELEMENTS (scripts); i++)
        if (tally->written[i] >= LETTERS_MIN && tally->written[i] * 2 > tally->letters)
            return scripts[i].name;
    if (tally->words < WORDS_MIN)
        return NULL;
    gsize most = 1;
    for (gsize i = 2; i < G_N_ELEMENTS (languages); i++)
        if (tally->held[i] > tally->held[most])
            most = i;
    gboolean written =
        tally->held[most] >= SHARE_MIN * tally->words && tally->held[most] > TIMES_ENGLISH * tally->held[0];
    return written ? languages[most].name : NULL;
}

const char *
language_other (const char *text)
{
    struct tally tally = { 0 };

    for (const char *at = text; *at;) {
        const char *start = at, *next = at;
        gunichar c = text_next (&next);
        while (text_is_letter (c)) { /* the NUL at the end is none */
            tally_letter (&tally, c);
            at = next;
            c = text_next (&next);
        }
        if (at > start)
            tally_word (&tally, start, (gsize) (at - start));
        at = *at ? next : at;
    }
    return judge (&tally);
}
