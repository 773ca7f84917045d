#include "stages/text/layer.h"

#include <math.h>
#include <string.h>

#include "common/text.h"

#define BROKEN_SHARE 0.05    /* of the visible characters: replacement, private use, control */
#define ACCENTED_SHARE 0.40  /* of the letters in U+0080-U+00FF: bytes read in a wrong encoding */
#define WORDS_MIN 12         /* below it shares say little */
#define VOWELLESS_SHARE 0.60 /* of the words */
#define PLAUSIBLE_SHARE 0.45 /* of the tokens; tables of codes reach 0.6 */
#define LETTERS_MIN 150      /* for letter statistics: forms of few words may have any */
#define LETTERS_MANY 300
#define LIKENESS_MIN 0.72 /* cosine with English: lines of notes have 0.80 at least, other letters 0.70 at most */
#define LIKENESS_MIN_MANY 0.77

/* Letters of English per ten thousand, a to z (textbook figures). */
static const double english[26] = { 817, 149, 278, 425, 1270, 223, 202, 609, 697, 15,  77, 403, 241,
                                    675, 751, 193, 10,  599,  633, 906, 276, 98,  236, 15, 197, 7 };

struct tally {
    guint visible, broken;
    guint letters, accented, foreign; /* foreign: letters beyond Latin */
    guint counts[26];
    guint words, vowelless; /* of three and more ASCII letters, not all capitals */
    guint tokens, plausible;
};

static gboolean
is_broken (gunichar c)
{
    if (c < 0x80)
        return g_ascii_iscntrl ((char) c);
    GUnicodeType type = g_unichar_type (c);
    return c == 0xfffd || type == G_UNICODE_CONTROL || type == G_UNICODE_PRIVATE_USE || type == G_UNICODE_UNASSIGNED
           || type == G_UNICODE_SURROGATE;
}

static gboolean
is_vowel (gunichar c)
{
    switch (c | 0x20) { /* in lower case, of ASCII */
    case 'a':
    case 'e':
    case 'i':
    case 'o':
    case 'u':
    case 'y':
        return c < 0x80;
    default:
        return FALSE;
    }
}

/* A word of letters with a vowel or of few letters, a number, a date, a level, a code: what records are made of. */
static gboolean
is_plausible (const char *token, gsize bytes)
{
    guint letters = 0, vowels = 0, digits = 0, joints = 0, others = 0, lower_after = 0, turns = 0;
    gboolean was_lower = FALSE;
    const char *end = token + bytes;

    for (const char *at = token; at < end;) {
        gunichar c = text_next (&at);
        if (text_is_letter (c)) {
            gboolean ascii = c < 0x80;
            letters++;
            vowels += is_vowel (c) || !ascii;
            turns += was_lower && (ascii ? c < 'a' : g_unichar_isupper (c));
            was_lower = ascii ? c >= 'a' : g_unichar_islower (c);
            lower_after += was_lower;
        } else if (g_unichar_isdigit (c))
            digits++;
        else if (strchr ("-/.,:;'()%$&+#*@\"[]_", (int) MIN (c, 127)) && c < 128)
            joints++;
        else if (g_unichar_type (c) == G_UNICODE_DASH_PUNCTUATION || (c >= 0x2018 && c <= 0x201d))
            joints++;
        else
            others++;
    }
    if (others > 0 || letters + digits == 0 || joints > letters + digits)
        return FALSE;
    if (digits > 0)
        return letters <= digits + 4;
    return turns <= 1 && (vowels > 0 || letters <= 4 || lower_after == 0);
}

static void
tally_token (struct tally *tally, const char *token, gsize bytes)
{
    guint letters = 0, vowels = 0, lower = 0, others = 0, broken = 0, symbols = 0;
    const char *end = token + bytes;

    for (const char *at = token; at < end;) {
        gunichar c = text_next (&at);
        tally->visible++;
        broken += is_broken (c);
        if (c < 128 && g_ascii_isalpha ((char) c)) {
            tally->counts[g_ascii_tolower ((char) c) - 'a']++;
            letters++;
            vowels += is_vowel (c);
            lower += g_ascii_islower ((char) c) != 0;
        } else if (g_unichar_isalpha (c)) {
            others++;
            if (c < 0x100)
                tally->accented++;
            else if (g_unichar_get_script (c) != G_UNICODE_SCRIPT_LATIN)
                tally->foreign++;
        } else
            symbols++;
    }
    /* A lone private-use character is a bullet of a symbol font. */
    tally->broken +=
        symbols == 1 && g_utf8_strlen (token, (gssize) bytes) == 1 && !g_str_has_prefix (token, "\xef\xbf\xbd")
            ? 0
            : broken;
    tally->letters += letters + others;
    if (letters >= 3 && letters + others == letters && lower > 0) {
        tally->words++;
        tally->vowelless += vowels == 0;
    }
    gboolean leader = strspn (token, "._-") >= bytes; /* dots of a table of contents, lines to write on */
    if (others == 0 && !leader) {
        tally->tokens++;
        tally->plausible += is_plausible (token, bytes);
    }
}

static double
likeness_to_english (const struct tally *tally)
{
    double product = 0, one = 0, other = 0;
    for (int i = 0; i < 26; i++) {
        product += english[i] * tally->counts[i];
        one += english[i] * english[i];
        other += (double) tally->counts[i] * tally->counts[i];
    }
    return other > 0 ? product / sqrt (one * other) : 1;
}

const char *
layer_distrust (const char *text)
{
    struct tally tally = { 0 };

    for (const char *at = text, *start = text; *start; start = at) {
        const char *end = at;
        while (*at && !text_is_space (text_next (&at)))
            end = at;
        if (end > start)
            tally_token (&tally, start, (gsize) (end - start));
    }
    if (tally.visible == 0)
        return NULL;
    if (tally.broken > BROKEN_SHARE * tally.visible && tally.broken >= 2)
        return "characters without a meaning";
    if (tally.foreign > tally.letters / 2)
        return NULL; /* another script: not ours to judge */
    if (tally.letters >= LETTERS_MIN && tally.accented > ACCENTED_SHARE * tally.letters)
        return "letters of a wrong encoding";
    if (tally.words >= WORDS_MIN && tally.vowelless > VOWELLESS_SHARE * tally.words)
        return "words without vowels";
    if (tally.tokens >= 2 * WORDS_MIN && tally.plausible < PLAUSIBLE_SHARE * tally.tokens)
        return "most words are no words";
    guint ascii = tally.letters - tally.accented - tally.foreign;
    double least = ascii >= LETTERS_MANY ? LIKENESS_MIN_MANY : LIKENESS_MIN;
    if (ascii >= LETTERS_MIN && likeness_to_english (&tally) < least)
        return "letters in impossible proportions";
    return NULL;
}
