/* A reader: the confined child that reads one page.
 */
#ifndef OCR_READER_H
#define OCR_READER_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "common/pageimage.h"
#include "common/settings.h"
#include "common/worker.h"
#include "stages/ocr/engine.h"

/* Forks a reader for `image` (lent during the call). NULL and WORKER_ERROR. The caller frees with worker_free. */
struct worker *reader_start (struct engine *engine, const struct pageimage *image, const struct settings *settings,
                             GError **error);

/* The result of a reader that has answered or ended, or that must within `seconds`: the fields of page_read, checked, the
 * caller's. NULL and WORKER_ERROR where it has none. */
cJSON *reader_finish (struct worker *worker, guint seconds, const struct settings *settings, GError **error);

#endif
