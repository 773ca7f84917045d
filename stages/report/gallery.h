/* The page images of a report: each page drawn upright, compressed, and put beside the report or into it.
 */
#ifndef REPORT_GALLERY_H
#define REPORT_GALLERY_H

#include <glib.h>
#include <leptonica/allheaders.h>

#include "common/settings.h"
#include "stages/report/pages.h"

struct gallery;
/* Images go to DIRECTORY/NAME/NNNN.png or .jpg (0600), or, with `embed`, into data: addresses until together they reach
 * the settings' [report] embed_mb. `directory` may be NULL with `embed`. Settings are lent. The caller frees. NULL and an
 * error where the folder cannot be made, or the sandbox is refused. */
struct gallery *gallery_new (const char *directory, const char *name, gboolean embed, const struct settings *settings,
                             GError **error);
void gallery_free (struct gallery *gallery);
typedef struct gallery gallery_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (gallery_t, gallery_free)

/* The picture of one page: upright, masked where the page says so, of 1, 8 or 32 bits a pixel, no larger than it is looked at; the
 * caller destroys it. *photograph says whether it is one, rather than drawn from text. NULL and in *absent why there is
 * none, a clause for people (lent), or NULL where a page of plain text needs none. */
PIX *gallery_picture (struct gallery *gallery, const struct page *page, gboolean *photograph, const char **absent);
/* Draws one page. TRUE and either *address, fit for an attribute (the caller frees), or NULL and in *absent why there is
 * no image, a clause for people (lent); both NULL where a page of plain text needs none. FALSE and an error where the
 * image cannot be written. */
gboolean gallery_add (struct gallery *gallery, const struct page *page, char **address, const char **absent,
                      GError **error);

#endif
