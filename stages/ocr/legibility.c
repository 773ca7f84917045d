#include "stages/ocr/legibility.h"

#include "stages/ocr/engine.h"

#define READ_CONFIDENCE 60 /* domain.md 3.11, handwriting policy */
#define SURE_CONFIDENCE 85 /* a word that no list holds must be read so well */
#define DIGIT_CONFIDENCE 80
#define UNSURE_MOST 89 /* what is put down is put down to this */
#define CERTAIN_CONFIDENCE 95
#define CLEAN_PAGE 88 /* mean confidence of the print on a page that can be trusted from 90 on */
#define ABBREVIATION_LETTERS 3
#define GOOD_SHARE 0.75
#define FAIR_SHARE 0.50

struct letters {
    guint letters, digits;
};

static struct letters
count_letters (const char *text)
{
    struct letters count = { 0, 0 };

    for (const char *p = text; *p; p = g_utf8_next_char (p)) {
        gunichar c = g_utf8_get_char (p);
        count.digits += g_unichar_isdigit (c);
        count.letters += g_unichar_isalpha (c);
    }
    return count;
}

static gboolean
reads_well (const struct seen_word *word, const struct letters *count)
{
    if (word->confidence < READ_CONFIDENCE)
        return FALSE;
    if (word->model == 'h')
        return TRUE;
    return word->dictionary || (count->digits > 0 && !word->hand) || count->letters <= ABBREVIATION_LETTERS
           || word->confidence >= SURE_CONFIDENCE;
}

double
legibility_share (const GArray *words)
{
    guint all = 0, well = 0;

    for (guint i = 0; i < words->len; i++) {
        const struct seen_word *word = &g_array_index (words, struct seen_word, i);
        struct letters count = count_letters (word->text);
        if (count.letters + count.digits == 0)
            continue;
        all++;
        well += reads_well (word, &count);
    }
    return all ? (double) well / all : -1;
}

const char *
legibility_name (double share)
{
    if (share >= GOOD_SHARE)
        return "good";
    return share >= FAIR_SHARE ? "fair" : "poor";
}

/* Mean confidence by length, of all words or of the printed ones. */
static double
mean_confidence (const GArray *words, gboolean print_only)
{
    double sum = 0, weight = 0;

    for (guint i = 0; i < words->len; i++) {
        const struct seen_word *word = &g_array_index (words, struct seen_word, i);
        struct letters count = count_letters (word->text);
        if (print_only && word->hand)
            continue;
        sum += (double) word->confidence * (count.letters + count.digits);
        weight += count.letters + count.digits;
    }
    return weight > 0 ? sum / weight : -1;
}

double
legibility_confidence (const GArray *words)
{
    return mean_confidence (words, FALSE);
}

void
legibility_calibrate (GArray *words, const struct worth *worth)
{
    gboolean clean = mean_confidence (words, TRUE) >= CLEAN_PAGE;

    for (guint i = 0; i < words->len; i++) {
        struct seen_word *word = &g_array_index (words, struct seen_word, i);
        if (word->hand && worth)
            word->confidence = worth_of (worth, word->confidence, word->model, count_letters (word->text).digits > 0);
        if (word->hand || (!clean && word->confidence < CERTAIN_CONFIDENCE))
            word->confidence = MIN (word->confidence, UNSURE_MOST);
    }
}

gboolean
legibility_doubtful (const struct seen_word *word, gboolean form)
{
    int least = form ? CERTAIN_CONFIDENCE : DIGIT_CONFIDENCE;
    return (word->confidence < least || word->hand) && count_letters (word->text).digits > 0;
}
