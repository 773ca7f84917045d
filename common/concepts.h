/* Lists of procedure concepts (docs/vocabulary.md) that more than one stage needs. */
#ifndef COMMON_CONCEPTS_H
#define COMMON_CONCEPTS_H

#include <glib.h>

/* Whether it is an operation. */
gboolean concept_is_surgery (const char *concept);

#endif
