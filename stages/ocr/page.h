/* One page from image to record: the image work, the recognition and what is said about it, in order.
 */
#ifndef OCR_PAGE_H
#define OCR_PAGE_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "common/pageimage.h"
#include "stages/ocr/engine.h"
#include "stages/ocr/lexicon.h"

struct page_options {
    int dpi_min, dpi_max;          /* resolutions that are recognised as they are */
    const struct lexicon *lexicon; /* the words of the field, for what a hand wrote; lent; may be NULL */
};

/* Reads a page: an object with the fields of a page record that recognition sets (source, text, words, rotation, width,
 * height, confidence, legibility, handwritten, blank, image_hash, and respelt where there is any), the caller's. NULL where the image cannot be worked on. */
cJSON *page_read (struct engine *engine, const struct pageimage *image, const struct page_options *options);

#endif
