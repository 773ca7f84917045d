/* The words of a page, for the tests of case-ocr. */
#ifndef TEST_OCR_WORDS_H
#define TEST_OCR_WORDS_H

#include <glib.h>

#include "stages/ocr/engine.h"

static inline GArray *
new_words (void)
{
    GArray *words = g_array_new (FALSE, TRUE, sizeof (struct seen_word));

    g_array_set_clear_func (words, seen_word_clear);
    return words;
}

#endif
