/* What a reading of handwriting is worth: the share of such words that were right on held-out lines, in the place of the
 * recogniser's own confidence, which promises too much.
 */
#ifndef OCR_WORTH_H
#define OCR_WORTH_H

#include <glib.h>

#define WORTH_ERROR (worth_error_quark ())
GQuark worth_error_quark (void);
enum worth_error { WORTH_ERROR_TABLE };

struct worth;
/* The table at `path`, which the training writes beside the model: `#` comments, and lines of a confidence (0 first, rising, 100
 * last) and of 100 such words how many were right: read by the model of print, all words and those with a digit; read by the model
 * of handwriting, the same. NULL and WORTH_ERROR; the caller frees. */
struct worth *worth_load (const char *path, GError **error);
void worth_free (struct worth *worth);
typedef struct worth worth_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (worth_t, worth_free)

/* The worth (0-100) of a word read by `model` ('p' or 'h') with `confidence` (0-100). */
int worth_of (const struct worth *worth, int confidence, char model, gboolean digits);

#endif
