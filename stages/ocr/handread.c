#include "stages/ocr/handread.h"

#include <string.h>

#include "stages/ocr/hand.h"
#include "stages/ocr/handline.h"
#include "stages/ocr/inkline.h"
#include "stages/ocr/legibility.h"
#include "stages/ocr/prepare.h"
#include "stages/ocr/views.h"
#include "stages/ocr/strokes.h"

#define DOUBT_CONFIDENCE 70    /* below it a word that does not look written is no print for sure */
#define BAD_PAGE_CONFIDENCE 55 /* a page that reads so badly may be all cursive */
#define GUESS_CONFIDENCE 45    /* mean of what a hand wrote; neat hands give some 65, cursive 30 */
#define MOSTLY_HAND 0.5        /* a form's frames and labels would be taken for lines of writing */
#define PRINT_LETTERS 4        /* a word so long that reads well is print for sure */
#define PRINT_EDGE 3           /* pixels around a word of print that are its own */
#define PENCIL 225             /* on evenly white paper what is darker is ink, pale pencil too */
#define STOPS ".;"             /* signs that end a sentence or an item */
#define SAME_INK 0.3           /* share of the narrower word's width from which on two words stand over the same ink */
#define HAND_LEAD 20           /* the recogniser of print is too sure of what a hand wrote */
#define PRINT_LEAD 10          /* what does not look written must be read that much better to be replaced */
#define DICTIONARY_TRUST 5     /* a word that the recogniser's list holds */
#define GUESS_TRUST 55         /* a first reading of a line that is worse is a guess */
#define LINE_TRUST 35          /* of a line in which the first reading saw nothing: less is a scribble */
#define ALONE_TRUST 45         /* of what only one of the readings saw */

/* --- two readings of one line ------------------------------------------------------------------------------------------ */

/* Words of one or both readings over one stretch of ink. */
struct stretch {
    int x0, x1;
    guint first[2], end[2]; /* within the first and the second reading */
};

static gboolean
same_ink (int a0, int a1, int b0, int b1)
{
    int shared = MIN (a1, b1) - MAX (a0, b0);

    return shared > 0 && shared >= SAME_INK * MAX (1, MIN (a1 - a0, b1 - b0));
}

static int
by_left (gconstpointer a, gconstpointer b)
{
    const struct seen_word *one = a, *other = b;

    return one->x0 != other->x0 ? one->x0 - other->x0 : one->x1 - other->x1;
}

static const struct seen_word *
word_at (const GArray *words, guint i)
{
    return &g_array_index (words, struct seen_word, i);
}

/* The stretches of two readings, each sorted from the left. */
static GArray *
find_stretches (const GArray *const readings[2])
{
    GArray *stretches = g_array_new (FALSE, TRUE, sizeof (struct stretch));
    guint next[2] = { 0, 0 };

    while (next[0] < readings[0]->len || next[1] < readings[1]->len) {
        int side = next[0] >= readings[0]->len ? 1
                   : next[1] >= readings[1]->len
                       ? 0
                       : word_at (readings[1], next[1])->x0 < word_at (readings[0], next[0])->x0;
        const struct seen_word *word = word_at (readings[side], next[side]);
        struct stretch one = { word->x0, word->x1, { next[0], next[1] }, { next[0], next[1] } };
        one.end[side]++;
        for (gboolean grown = TRUE; grown;) {
            grown = FALSE;
            for (int s = 0; s < 2; s++)
                for (; one.end[s] < readings[s]->len; one.end[s]++) {
                    const struct seen_word *other = word_at (readings[s], one.end[s]);
                    if (!same_ink (one.x0, one.x1, other->x0, other->x1))
                        break;
                    one.x0 = MIN (one.x0, other->x0);
                    one.x1 = MAX (one.x1, other->x1);
                    grown = TRUE;
                }
        }
        next[0] = one.end[0];
        next[1] = one.end[1];
        g_array_append_val (stretches, one);
    }
    return stretches;
}

/* How far a reading can be trusted: mean confidence by length, with a little for words that the recogniser's list holds. */
static double
trust (const GArray *reading, guint first, guint end)
{
    double sum = 0, letters = 0;

    for (guint i = first; i < end; i++) {
        const struct seen_word *word = word_at (reading, i);
        double length = (double) g_utf8_strlen (word->text, -1);
        sum += length * (word->confidence + (word->dictionary ? DICTIONARY_TRUST : 0));
        letters += length;
    }
    return sum / MAX (letters, 1);
}

static gboolean
any_hand (const GArray *words)
{
    for (guint i = 0; i < words->len; i++)
        if (word_at (words, i)->hand)
            return TRUE;
    return FALSE;
}

/* Which reading of a stretch stands: 0, 1, or -1 where one saw nothing and the other guesses. */
static int
choose (const GArray *const readings[2], const struct stretch *stretch)
{
    double first = trust (readings[0], stretch->first[0], stretch->end[0]),
           second = trust (readings[1], stretch->first[1], stretch->end[1]);

    if (stretch->first[0] == stretch->end[0])
        return second >= ALONE_TRUST ? 1 : -1;
    if (stretch->first[1] == stretch->end[1])
        return first >= ALONE_TRUST ? 0 : -1;
    return second >= first + (any_hand (readings[0]) ? -HAND_LEAD : PRINT_LEAD);
}

/* The handwriting model often leaves out the stop after a word; where the first reading saw one over the same ink, it is kept, for
 * a sentence that runs on says something else ("No arm sx. RFA helped"). */
static void
keep_stop (const GArray *const readings[2], const struct stretch *stretch)
{
    if (stretch->first[0] == stretch->end[0] || stretch->first[1] == stretch->end[1])
        return;
    struct seen_word *word = &g_array_index (readings[1], struct seen_word, stretch->end[1] - 1);
    const char *first = word_at (readings[0], stretch->end[0] - 1)->text;
    char stop = first[strlen (first) - 1];
    gunichar last = g_utf8_get_char (g_utf8_prev_char (word->text + strlen (word->text)));

    if (strlen (first) > 1 && strchr (STOPS, stop) && g_unichar_isalnum (last)) {
        char *longer = g_strdup_printf ("%s%c", word->text, stop);
        g_free (word->text);
        word->text = longer;
    }
}

/* Puts the better readings of `old` and `second`, both used up, into `words` before `at`. How many. */
static guint
merge (GArray *words, guint at, GArray *old, GArray *second)
{
    g_autoptr (GArray) merged = g_array_new (FALSE, TRUE, sizeof (struct seen_word));
    const GArray *const readings[2] = { old, second };

    g_array_sort (old, by_left);
    g_array_sort (second, by_left);
    g_autoptr (GArray) stretches = find_stretches (readings);

    for (guint i = 0; i < stretches->len; i++) {
        const struct stretch *stretch = &g_array_index (stretches, struct stretch, i);
        int side = choose (readings, stretch);
        if (side == 1)
            keep_stop (readings, stretch);
        for (guint w = side < 0 ? 0 : stretch->first[side]; side >= 0 && w < stretch->end[side]; w++) {
            struct seen_word *word = &g_array_index (readings[side], struct seen_word, w);
            g_array_append_val (merged, *word);
            word->text = NULL;
        }
    }
    if (merged->len > 0)
        g_array_insert_vals (words, at, merged->data, merged->len);
    return merged->len;
}

/* Takes word `i` out of `words` and puts it at the end of `taken`. */
static void
take (GArray *words, guint i, GArray *taken)
{
    g_array_append_val (taken, g_array_index (words, struct seen_word, i));
    g_array_index (words, struct seen_word, i).text = NULL;
    g_array_remove_index (words, i);
}

static GArray *
new_readings (void)
{
    GArray *readings = g_array_new (FALSE, TRUE, sizeof (struct seen_word));

    g_array_set_clear_func (readings, seen_word_clear);
    return readings;
}

guint
handread_merge (GArray *words, guint first, guint end, GArray *second)
{
    g_autoptr (GArray) old = new_readings ();

    for (guint i = first; i < end; i++)
        take (words, first, old);
    return merge (words, first, old, second);
}

/* --- a page ------------------------------------------------------------------------------------------------------------ */

/* From the picture of a line to the page; the height is that of the ink, of which the recogniser knows nothing. */
static void
place (struct seen_word *word, const struct hand_line *line, const int origin[2], PIX *ink)
{
    l_int32 x, y, w, h;
    int shift = (int) (line->slope * ((word->x0 + word->x1) / 2.0 + origin[0] - (line->x0 + line->x1) / 2.0));

    word->x0 += origin[0];
    word->x1 += origin[0];
    word->y0 = line->y0 + shift;
    word->y1 = line->y1 + shift;
    BOX *band = boxCreate (word->x0, MAX (0, word->y0), MAX (1, word->x1 - word->x0), MAX (1, word->y1 - word->y0)),
        *tight = NULL;
    if (pixClipBoxToForeground (ink, band, NULL, &tight) == 0 && boxGetGeometry (tight, &x, &y, &w, &h) == 0) {
        word->y0 = y;
        word->y1 = y + h;
    }
    boxDestroy (&tight);
    boxDestroy (&band);
}

/* Everything that reading the lines of a page needs; pointers are lent. */
struct sheet {
    struct engine *hand;
    GArray *words;
    PIX *grey, *bilevel, *ink; /* ink: without ruled lines */
    double dpi;
    double lengths; /* of lines that may yet be read in several views (stages/ocr/views.h) */
};

static GArray *
read_line (struct sheet *sheet, const struct hand_line *line)
{
    int origin[2];
    g_autoptr (PIX) cut = handline_cut (line, sheet->grey, sheet->bilevel, origin);
    GArray *seen = cut ? views_read (sheet->hand, cut, (int) sheet->dpi, &sheet->lengths) : NULL;

    for (guint i = 0; seen && i < seen->len; i++) {
        struct seen_word *word = &g_array_index (seen, struct seen_word, i);
        word->model = 'h';
        word->hand = 2;
        place (word, line, origin, sheet->ink);
    }
    return seen;
}

static void
belong (GArray *seen, guint block, guint line)
{
    for (guint i = 0; i < seen->len; i++) {
        g_array_index (seen, struct seen_word, i).block = block;
        g_array_index (seen, struct seen_word, i).line = line;
    }
}

static gboolean
reads_as_print (const GArray *words, guint i, guint line)
{
    const struct seen_word *word = word_at (words, MIN (i, words->len - 1));

    return i < words->len && word->line == line && !word->hand && word->confidence >= DOUBT_CONFIDENCE
           && g_utf8_strlen (word->text, -1) >= PRINT_LETTERS;
}

/* What stands as print, and is a wall between stretches of handwriting. Of cursive the recogniser of print makes short words, and is
 * sure of some: they count only beside a longer one. */
static gboolean
is_print (const GArray *words, guint i)
{
    const struct seen_word *word = word_at (words, i);

    if (word->hand || word->confidence < DOUBT_CONFIDENCE || word->model == 'h')
        return FALSE;
    return reads_as_print (words, i, word->line) || reads_as_print (words, i - 1, word->line)
           || reads_as_print (words, i + 1, word->line);
}

/* Whether the middle of a word lies in the line. */
static gboolean
is_within (const struct seen_word *word, const struct hand_line *line)
{
    double x = (word->x0 + word->x1) / 2.0, y = (word->y0 + word->y1) / 2.0;
    double shift = line->slope * (x - (line->x0 + line->x1) / 2.0);

    return x >= line->x0 && x < line->x1 && y >= line->y0 + shift && y < line->y1 + shift;
}

/* Where in the words, and in which of their lines, a line of ink stands in which nothing was read: behind the print to its left,
 * else on its own at the end. */
static guint
place_of_unread (const GArray *words, const struct hand_line *line, guint *block, guint *number)
{
    guint at = words->len;
    int nearest = 0;

    *block = *number = 0;
    for (guint i = 0; i < words->len; i++) {
        const struct seen_word *word = word_at (words, i);
        struct hand_line wide = *line;
        wide.x0 = 0;
        if (!at || word->x1 > line->x0 + (line->y1 - line->y0) || word->x1 <= nearest || !is_within (word, &wide))
            continue;
        nearest = word->x1;
        at = i + 1;
        *block = word->block;
        *number = word->line;
    }
    for (guint i = 0; at == words->len && *number == 0 && i < words->len; i++) {
        *block = MAX (*block, word_at (words, i)->block);
        nearest = MAX (nearest, (int) word_at (words, i)->line);
    }
    if (*number == 0) {
        (*block)++;
        *number = (guint) nearest + 1;
    }
    return at;
}

/* Reads a line of ink in which the first reading is a guess, or saw nothing. Whole: what a guess has right it has by chance. */
static void
read_ink (struct sheet *sheet, const struct hand_line *line)
{
    g_autoptr (GArray) old = g_array_new (FALSE, FALSE, sizeof (struct seen_word)); /* lends the texts */
    g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (guint));
    guint at = G_MAXUINT, block = 0, number = 0;

    for (guint i = 0; i < sheet->words->len; i++) {
        const struct seen_word *word = word_at (sheet->words, i);
        if (is_print (sheet->words, i) || word->model == 'h' || !is_within (word, line))
            continue;
        g_array_append_val (old, *word);
        g_array_append_val (places, i);
        if (at == G_MAXUINT) {
            at = i;
            block = word->block;
            number = word->line;
        }
    }
    double first = trust (old, 0, old->len);
    if (first >= GUESS_TRUST)
        return;
    g_autoptr (GArray) seen = read_line (sheet, line);
    if (!seen || seen->len == 0 || trust (seen, 0, seen->len) < (old->len > 0 ? first - HAND_LEAD : LINE_TRUST))
        return;
    if (at == G_MAXUINT)
        at = place_of_unread (sheet->words, line, &block, &number);
    for (guint i = places->len; i-- > 0;)
        g_array_remove_index (sheet->words, g_array_index (places, guint, i));
    belong (seen, block, number);
    g_array_insert_vals (sheet->words, at, seen->data, seen->len);
    for (guint i = 0; i < seen->len; i++)
        g_array_index (seen, struct seen_word, i).text = NULL;
}

/* `line` up to and from each word of print that stands in it. */
static void
part_at_print (const GArray *words, const struct hand_line *line, GArray *parts)
{
    struct hand_line part = *line;
    gboolean parted = FALSE;

    for (guint i = 0; !parted && i < words->len; i++) {
        const struct seen_word *word = word_at (words, i);
        double middle = (line->x0 + line->x1) / 2.0;
        if (!is_print (words, i) || !is_within (word, line))
            continue;
        parted = TRUE;
        if (word->x0 - line->x0 >= line->y1 - line->y0) {
            part.x1 = word->x0;
            part.y0 = line->y0 + (int) (line->slope * ((part.x0 + part.x1) / 2.0 - middle));
            part.y1 = part.y0 + line->y1 - line->y0;
            part_at_print (words, &part, parts);
        }
        part = *line;
        if (line->x1 - word->x1 >= line->y1 - line->y0) {
            part.x0 = word->x1;
            part.y0 = line->y0 + (int) (line->slope * ((part.x0 + part.x1) / 2.0 - middle));
            part.y1 = part.y0 + line->y1 - line->y0;
            part_at_print (words, &part, parts);
        }
    }
    if (!parted)
        g_array_append_val (parts, part);
}

/* The lines of all ink that is not print. */
static void
read_all_ink (struct sheet *sheet)
{
    g_autoptr (PIX) open = pixCopy (NULL, sheet->ink);
    g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (struct hand_line));

    for (guint i = 0; open && i < sheet->words->len; i++) {
        const struct seen_word *word = word_at (sheet->words, i);
        if (is_print (sheet->words, i))
            pixRasterop (open, word->x0 - PRINT_EDGE, word->y0 - PRINT_EDGE, word->x1 - word->x0 + 2 * PRINT_EDGE,
                         word->y1 - word->y0 + 2 * PRINT_EDGE, PIX_CLR, NULL, 0, 0);
    }
    if (!open)
        return;
    g_autoptr (GArray) lines = inkline_find (open, sheet->dpi);
    for (guint i = 0; i < lines->len; i++)
        part_at_print (sheet->words, &g_array_index (lines, struct hand_line, i), parts);
    for (guint i = 0; i < parts->len; i++)
        read_ink (sheet, &g_array_index (parts, struct hand_line, i));
}

/* Stretches of words that a hand wrote; what was read again already is left alone. */
static void
read_stretches (struct sheet *sheet)
{
    g_autoptr (GArray) lines = handline_find (sheet->words);

    for (guint i = lines->len; i-- > 0;) {
        const struct hand_line *line = &g_array_index (lines, struct hand_line, i);
        const struct seen_word *start = word_at (sheet->words, line->first);
        g_autoptr (GArray) seen = read_line (sheet, line);
        if (!seen || seen->len == 0)
            continue;
        belong (seen, start->block, start->line);
        handread_merge (sheet->words, line->first, line->end, seen);
    }
}

/* Whether what a hand wrote on the page was guessed rather than read. */
static gboolean
is_guessed (const GArray *words)
{
    double sum = 0, letters = 0;

    for (guint i = 0; i < words->len; i++) {
        const struct seen_word *word = word_at (words, i);
        double length = word->hand ? (double) g_utf8_strlen (word->text, -1) : 0;
        sum += length * word->confidence;
        letters += length;
    }
    return letters > 0 && sum / letters < GUESS_CONFIDENCE;
}

/* Whether there is a line to be read again: a page of print often has a word that looks written, and no line. */
static gboolean
has_stretches (const GArray *words)
{
    g_autoptr (GArray) lines = any_hand (words) ? handline_find (words) : NULL;

    return lines && lines->len > 0;
}

void
handread_page (struct engine *engine, GArray *words, PIX *pix, double dpi)
{
    gboolean guessed = legibility_confidence (words) < BAD_PAGE_CONFIDENCE
                       || (hand_share (words) >= MOSTLY_HAND && is_guessed (words));
    struct engine *hand = guessed || has_stretches (words) ? engine_hand (engine) : NULL;
    g_autoptr (PIX) grey = hand ? pixConvertTo8 (pix, 0) : NULL;
    g_autoptr (PIX) bilevel = grey ? pixThresholdToBinary (grey, PENCIL) : NULL;
    g_autoptr (PIX) ink = bilevel ? strokes_prepare (bilevel, dpi) : NULL;
    struct sheet sheet = { hand, words, grey, bilevel, ink, dpi, VIEWS_LENGTHS };

    if (!ink)
        return;
    if (guessed)
        read_all_ink (&sheet);
    read_stretches (&sheet);
}
