/* Recognition: the one home of Tesseract. A picture goes in, words with boxes and confidences come out.
 *
 * One engine is made in the parent when the first page needs it; each child inherits it, reads one page and ends, so that a
 * page's result depends on nothing but the page.
 */
#ifndef OCR_ENGINE_H
#define OCR_ENGINE_H

#include <glib.h>
#include <leptonica/allheaders.h>

#include "stages/ocr/worth.h"

#define ENGINE_ERROR (engine_error_quark ())
GQuark engine_error_quark (void);
enum engine_error { ENGINE_ERROR_MODEL }; /* the model cannot be loaded: EX_CONFIG */

struct engine;
/* `language` names the model, `tessdata` its folder (NULL or empty: Tesseract's own). NULL and ENGINE_ERROR. The caller
 * frees. */
struct engine *engine_new (const char *language, const char *tessdata, GError **error);
void engine_free (struct engine *engine);
/* Sets the model for handwriting: `path` is its traineddata, beside which stands its table of confidences (stages/ocr/worth.h), named
 * .calibration. It is loaded for the first page that has handwriting. FALSE and ENGINE_ERROR where a file
 * cannot be read. */
gboolean engine_set_hand (struct engine *engine, const char *path, GError **error);
/* The engine for handwriting, lent; NULL where there is none or it cannot be loaded. */
struct engine *engine_hand (struct engine *engine);
/* What readings of handwriting are worth, lent; NULL without a model for it. */
const struct worth *engine_worth (const struct engine *engine);
/* Whether the model's word list holds `word`. */
gboolean engine_knows_word (struct engine *engine, const char *word);
typedef struct engine engine_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (engine_t, engine_free)

struct seen_word {
    char *text;          /* valid UTF-8 without white space */
    int x0, y0, x1, y1;  /* pixels of the picture */
    int confidence;      /* 0-100 */
    gboolean dictionary; /* the recogniser's word list holds it */
    guint block, line;   /* ordinals on the page, in the recogniser's reading order */
    int hand;            /* written by a hand: 0 no, 1 as its neighbours are, 2 plainly by itself; hand_find sets it */
    char model;          /* whose reading it is: p print, h handwriting */
    char *reading;       /* what was read where `text` is a correction (stages/ocr/lexicon.h), or NULL */
    GPtrArray *others;   /* text: what else it may be, or NULL */
    guint row, cell, cell_part; /* of a ruled table, where that decides the order (stages/ocr/cells.h), else 0 */
};
void seen_word_clear (gpointer word); /* GDestroyNotify of an element */

enum engine_layout {
    ENGINE_PAGE,  /* finds blocks, columns and lines itself */
    ENGINE_BLOCK, /* one block of lines */
    ENGINE_LINE,  /* one line of print */
    ENGINE_RAW    /* one line, whatever its shape: nothing is looked for in it */
};

/* The words of `pix` (1 or 8 bpp, upright, lent) at `dpi`, in reading order: GArray of struct seen_word, the caller's.
 * Signs within the rectangles of `signs` (what is no text; may be NULL) are left out. At most WORDS_MAX words. NULL where the
 * recogniser failed. */
GArray *engine_read (struct engine *engine, PIX *pix, int dpi, enum engine_layout layout, const BOXA *signs);

#endif
