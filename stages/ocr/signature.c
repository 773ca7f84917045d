#include "stages/ocr/signature.h"

#include <string.h>

#include "stages/ocr/prepare.h"
#include "stages/ocr/strokes.h"

#define LABEL_CONFIDENCE 70
#define LABELS_MAX 8
#define SURE_CONFIDENCE 85 /* what stands in such a word is print */
#define PRINT_LETTERS 3    /* and a word so long ends the place of the signature */
/* Where a signature is looked for: to the right of the label, up to the next print; heights are the label's. */
#define REACH_UP 2.5
#define REACH_DOWN 2.0
#define REACH_INCHES 4.0
#define LINE_EDGE \
    0.5 /* above and below the label: its strokes must reach so near to its line, and so much is read again */
/* Pieces of ink, in heights of the label: letters of print are neither so wide nor, with that width, so high. */
#define STROKE_HEIGHT 1.7
#define STROKE_WIDTH 1.7
#define LOOSE_INK 0.35 /* share of its box that the ink of a stroke covers at most */
#define JOINED_GAP 1.5 /* other joined pieces so near are of the same signature */
#define JOINED_HEIGHT 0.6
#define PART_GAP 0.2 /* and whatever else lies within */
#define EDGE 3       /* pixels by which what is wiped out is wider: the grey edge of a stroke */
#define PADDING 0.4  /* of the strip that is read again */

struct area {
    int x0, y0, x1, y1;
};

/* What is known of the page while its signatures are looked for; all lent. */
struct sheet {
    const GArray *words;
    PIX *ink; /* without ruled lines */
    double dpi;
};

static gboolean
is_label (const struct seen_word *word)
{
    static const char *const labels[] = { "signature", "signatures", "signed" };
    gsize length = strspn (word->text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    if (word->confidence < LABEL_CONFIDENCE || word->text[length + strspn (word->text + length, ":.,;/_")])
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
        if (length == strlen (labels[i]) && g_ascii_strncasecmp (word->text, labels[i], length) == 0)
            return TRUE;
    return FALSE;
}

static gboolean
overlaps (const struct area *a, int x0, int y0, int x1, int y1)
{
    return x0 < a->x1 && x1 > a->x0 && y0 < a->y1 && y1 > a->y0;
}

static void
extend (struct area *area, const struct area *other)
{
    area->x0 = MIN (area->x0, other->x0);
    area->y0 = MIN (area->y0, other->y0);
    area->x1 = MAX (area->x1, other->x1);
    area->y1 = MAX (area->y1, other->y1);
}

static gboolean
is_print (const struct sheet *sheet, const struct area *piece)
{
    int x = (piece->x0 + piece->x1) / 2, y = (piece->y0 + piece->y1) / 2;

    for (guint i = 0; i < sheet->words->len; i++) {
        const struct seen_word *word = &g_array_index (sheet->words, struct seen_word, i);
        if (word->confidence >= SURE_CONFIDENCE && x >= word->x0 && x < word->x1 && y >= word->y0 && y < word->y1)
            return TRUE;
    }
    return FALSE;
}

/* The area of piece `i` on the page, whose pieces were cut from `region`. */
static struct area
area_of (const PIXA *pieces, int i, const struct area *region)
{
    l_int32 x, y, w, h;

    pixaGetBoxGeometry ((PIXA *) pieces, i, &x, &y, &w, &h);
    return (struct area){ region->x0 + x, region->y0 + y, region->x0 + x + w, region->y0 + y + h };
}

/* Where the signature of `label` may stand. */
static struct area
region_of (const struct sheet *sheet, const struct seen_word *label, double height)
{
    struct area region = { label->x1, MAX (0, (int) (label->y0 - REACH_UP * height)),
                           MIN (pixGetWidth (sheet->ink), (int) (label->x1 + REACH_INCHES * sheet->dpi)),
                           MIN (pixGetHeight (sheet->ink), (int) (label->y1 + REACH_DOWN * height)) };

    for (guint i = 0; i < sheet->words->len; i++) {
        const struct seen_word *word = &g_array_index (sheet->words, struct seen_word, i);
        int middle = (word->y0 + word->y1) / 2;
        if (word->confidence >= SURE_CONFIDENCE && strlen (word->text) >= PRINT_LETTERS && word->x0 > label->x1
            && middle >= label->y0 - LINE_EDGE * height && middle < label->y1 + LINE_EDGE * height)
            region.x1 = MIN (region.x1, word->x0);
    }
    return region;
}

static gboolean
is_stroke (PIX *piece, const struct area *area, const struct seen_word *label)
{
    int w = area->x1 - area->x0, h = area->y1 - area->y0;
    double height = label->y1 - label->y0;
    l_int32 ink = 0;

    if (h < STROKE_HEIGHT * height || w < STROKE_WIDTH * height || area->y1 < label->y0 - LINE_EDGE * height
        || area->y0 > label->y1 + LINE_EDGE * height)
        return FALSE;
    pixCountPixels (piece, &ink, NULL);
    return ink <= LOOSE_INK * w * h;
}

/* Whether a piece belongs to the signature that stands in `found`. */
static gboolean
is_part (const struct area *found, const struct area *area, double height)
{
    int w = area->x1 - area->x0, h = area->y1 - area->y0;
    gboolean joined = w >= STROKE_WIDTH * height && h >= JOINED_HEIGHT * height;
    int gap = (int) ((joined ? JOINED_GAP : PART_GAP) * height);

    return overlaps (found, area->x0 - gap, area->y0, area->x1 + gap, area->y1)
           && (area->y0 + area->y1) / 2 >= found->y0 && (area->y0 + area->y1) / 2 < found->y1;
}

static void
wipe (PIX *pix, PIX *piece, const struct area *area)
{
    g_autoptr (PIX) framed = pixAddBorder (piece, EDGE, 0);
    g_autoptr (PIX) mask = framed ? pixDilateBrick (NULL, framed, 2 * EDGE - 1, 2 * EDGE - 1) : NULL;

    if (!mask)
        return;
    if (pixGetDepth (pix) == 1)
        pixRasterop (pix, area->x0 - EDGE, area->y0 - EDGE, pixGetWidth (mask), pixGetHeight (mask),
                     PIX_DST & PIX_NOT (PIX_SRC), mask, 0, 0);
    else
        pixSetMaskedGeneral (pix, mask, 255, area->x0 - EDGE, area->y0 - EDGE);
}

/* Wipes the signature beside `label` out of `pix`; `found` gets its area. FALSE where there is none. */
static gboolean
wipe_beside (const struct sheet *sheet, const struct seen_word *label, PIX *pix, struct area *found)
{
    double height = label->y1 - label->y0;
    struct area region = region_of (sheet, label, height);
    BOX *box = boxCreate (region.x0, region.y0, MAX (1, region.x1 - region.x0), MAX (1, region.y1 - region.y0));
    g_autoptr (PIX) cut = pixClipRectangle (sheet->ink, box, NULL);
    PIXA *pieces = NULL;
    BOXA *boxes = cut ? pixConnComp (cut, &pieces, 8) : NULL;
    int n = pieces ? pixaGetCount (pieces) : 0;
    g_autofree gboolean *taken = g_new0 (gboolean, MAX (n, 1));
    gboolean any = FALSE;

    for (int i = 0; i < n; i++) {
        struct area area = area_of (pieces, i, &region);
        g_autoptr (PIX) piece = pixaGetPix (pieces, i, L_CLONE);
        if (!is_stroke (piece, &area, label))
            continue;
        taken[i] = TRUE;
        if (any)
            extend (found, &area);
        else
            *found = area;
        any = TRUE;
    }
    for (gboolean grown = any; grown;) {
        grown = FALSE;
        for (int i = 0; i < n; i++) {
            struct area area = area_of (pieces, i, &region);
            if (taken[i] || !is_part (found, &area, height) || is_print (sheet, &area))
                continue;
            taken[i] = grown = TRUE;
            extend (found, &area);
        }
    }
    for (int i = 0; i < n; i++) {
        struct area area = area_of (pieces, i, &region);
        g_autoptr (PIX) piece = taken[i] ? pixaGetPix (pieces, i, L_CLONE) : NULL;
        if (piece)
            wipe (pix, piece, &area);
    }
    boxaDestroy (&boxes);
    pixaDestroy (&pieces);
    boxDestroy (&box);
    return any;
}

/* Takes out what the recogniser read into the signature. */
static void
drop_within (GArray *words, const struct area *found)
{
    for (guint i = words->len; i-- > 0;) {
        const struct seen_word *word = &g_array_index (words, struct seen_word, i);
        int x = (word->x0 + word->x1) / 2, y = (word->y0 + word->y1) / 2;
        if (word->confidence < SURE_CONFIDENCE && x >= found->x0 && x < found->x1 && y >= found->y0 && y < found->y1)
            g_array_remove_index (words, i);
    }
}

static gboolean
stands_in (const struct seen_word *word, const struct area *line)
{
    int x = (word->x0 + word->x1) / 2, y = (word->y0 + word->y1) / 2;

    return x >= line->x0 && y >= line->y0 && y < line->y1;
}

/* Characters in words of `words` that stand in `line` and were read well. */
static guint
read_well (const GArray *words, const struct area *line)
{
    guint characters = 0;

    for (guint i = 0; i < words->len; i++) {
        const struct seen_word *word = &g_array_index (words, struct seen_word, i);
        if (word->confidence >= LABEL_CONFIDENCE && stands_in (word, line))
            characters += (guint) g_utf8_strlen (word->text, -1);
    }
    return characters;
}

static GArray *
read_line (struct engine *engine, PIX *pix, const struct area *line, double dpi, const BOXA *signs)
{
    BOX *box = boxCreate (line->x0, line->y0, line->x1 - line->x0, line->y1 - line->y0);
    g_autoptr (PIX) cut = pixClipRectangle (pix, box, NULL);
    BOXA *moved = signs ? boxaTransform ((BOXA *) signs, -line->x0, -line->y0, 1, 1) : NULL;
    GArray *seen = cut ? engine_read (engine, cut, (int) dpi, ENGINE_LINE, moved) : NULL;

    boxaDestroy (&moved);
    boxDestroy (&box);
    for (guint i = 0; seen && i < seen->len; i++) {
        struct seen_word *word = &g_array_index (seen, struct seen_word, i);
        word->x0 += line->x0;
        word->x1 += line->x0;
        word->y0 += line->y0;
        word->y1 += line->y0;
    }
    return seen;
}

/* Reads the line of a label again, from the label on, now that no signature crosses it; what comes out stands if more of it was read well. */
static void
read_again (struct engine *engine, GArray *words, PIX *pix, const struct area *line, double dpi, const BOXA *signs)
{
    g_autoptr (GArray) seen = read_line (engine, pix, line, dpi, signs);
    guint at = words->len, block = 0, number = 0;

    if (!seen || read_well (seen, line) <= read_well (words, line))
        return;
    for (guint i = words->len; i-- > 0;) {
        const struct seen_word *word = &g_array_index (words, struct seen_word, i);
        if (!stands_in (word, line))
            continue;
        at = i;
        block = word->block;
        number = word->line;
        g_array_remove_index (words, i);
    }
    at = MIN (at, words->len);
    for (guint i = 0; i < seen->len; i++) {
        struct seen_word *word = &g_array_index (seen, struct seen_word, i);
        word->block = block;
        word->line = number;
    }
    g_array_insert_vals (words, at, seen->data, seen->len);
    for (guint i = 0; i < seen->len; i++)
        g_array_index (seen, struct seen_word, i).text = NULL;
}

PIX *
signature_settle (struct engine *engine, GArray *words, PIX *pix, PIX *bilevel, double dpi, const BOXA *signs)
{
    g_autoptr (GArray) lines = g_array_new (FALSE, FALSE, sizeof (struct area));
    g_autoptr (GArray) signatures = g_array_new (FALSE, FALSE, sizeof (struct area));
    g_autoptr (PIX) ink = NULL, cleared = NULL;
    guint labels = 0;

    for (guint i = 0; i < words->len && labels < LABELS_MAX; i++) {
        const struct seen_word *word = &g_array_index (words, struct seen_word, i);
        int edge = (int) (LINE_EDGE * (word->y1 - word->y0));
        struct area found = { 0 }, line = { MAX (0, word->x0 - edge), MAX (0, word->y0 - edge), pixGetWidth (pix),
                                            MIN (pixGetHeight (pix), word->y1 + edge) };
        if (!is_label (word))
            continue;
        labels++;
        ink = ink ? ink : strokes_prepare (bilevel, dpi);
        cleared = cleared ? cleared : pixCopy (NULL, pix);
        if (!ink || !cleared)
            return NULL;
        const struct sheet sheet = { words, ink, dpi };
        if (!wipe_beside (&sheet, word, cleared, &found))
            continue;
        g_array_append_val (signatures, found);
        g_array_append_val (lines, line);
    }
    for (guint i = 0; i < lines->len; i++) {
        drop_within (words, &g_array_index (signatures, struct area, i));
        read_again (engine, words, cleared, &g_array_index (lines, struct area, i), dpi, signs);
    }
    return lines->len > 0 ? g_steal_pointer (&cleared) : NULL;
}
