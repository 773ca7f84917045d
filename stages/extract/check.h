/* What a maintainer asks of case-extract: do all rules hold, and why does this line match?
 */
#ifndef EXTRACT_CHECK_H
#define EXTRACT_CHECK_H

#include <stdio.h>

#include "stages/extract/file.h"

/* Loads every rule file of `directory` with its examples; one line a file, and every mistake on stderr. An exit status. */
int check_all_rules (const char *directory, FILE *out);

/* What is found in `text` (NULL: standard input), mention by mention: rule, place, fields, context and its trigger; then every
 * match of every rule of `directory`. An exit status. */
int explain_text (const struct extractor *extractor, const char *directory, const char *text, FILE *out);

#endif
