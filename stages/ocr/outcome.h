/* What becomes of a page record: it is completed with what was read, or gets the reason why nothing was.
 */
#ifndef OCR_OUTCOME_H
#define OCR_OUTCOME_H

#include <cjson/cJSON.h>
#include <glib.h>

/* Completes `page` with the fields of `result` (page_read's, or reread_page's), which it takes; a text layer that the page has is
 * joined with them (stages/ocr/merge.h). Text in a language that is not read gets the error "language" and stays. */
void outcome_complete (cJSON *page, cJSON *result);

/* A page that could not be read says so; a text layer that it has is kept. All strings are lent. */
void outcome_fail (cJSON *page, const char *reason, const char *detail, const char *advice);
/* The same for an error of PAGEIMAGE_ERROR, and of WORKER_ERROR. */
void outcome_fail_image (cJSON *page, const GError *error);
void outcome_fail_reading (cJSON *page, const GError *error);

#endif
