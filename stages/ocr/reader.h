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
#include "stages/ocr/lexicon.h"

/* Whether a page record asks for a reader: for its image ("ocr"), or for the digits of its text layer ("verify"). */
gboolean reader_wanted (const cJSON *page);

/* Forks a reader for `page` and its `image` (lent during the call, as is `lexicon`, which may be NULL). NULL and WORKER_ERROR. The caller frees with
 * worker_free. */
struct worker *reader_start (struct engine *engine, const struct lexicon *lexicon, const cJSON *page,
                             const struct pageimage *image, const struct settings *settings, GError **error);

/* The result of a reader that has answered or ended, or that must within `seconds`, checked, the caller's: the fields of
 * page_read, or of reread_layer, or both, and then the layer is in layer_text and layer_words. NULL and WORKER_ERROR where it
 * has none. */
cJSON *reader_finish (struct worker *worker, guint seconds, const struct settings *settings, GError **error);

#endif
