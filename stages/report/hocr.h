/* The words of all pages as hOCR, for other programs.
 */
#ifndef REPORT_HOCR_H
#define REPORT_HOCR_H

#include <glib.h>
#include <stdio.h>

#include "stages/report/pages.h"

/* Writes one hOCR 1.2 document (XHTML): a page an ocr_page, its lines and words with boxes in tenths of a point of the
 * upright page (scan_res 720), and the confidence of words that were recognised. Errors are left to the stream. */
void hocr_write (const struct pages *pages, FILE *out);

#endif
