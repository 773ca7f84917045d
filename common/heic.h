/* Photos of telephones (HEIC), by libheif where it is installed (common/library.h).
 */
#ifndef CASEFILE_HEIC_H
#define CASEFILE_HEIC_H

#include <glib.h>
#include <leptonica/allheaders.h>

/* Loads the library, in the parent; FALSE where it is not installed. */
gboolean heic_load (void);

/* Size of the file's primary image, as it is shown. FALSE where there is none. */
gboolean heic_size (const guint8 *bytes, gsize length, l_int32 *width, l_int32 *height);
/* The image, 32 bpp, turned as the file says; the caller's. NULL where it cannot be decoded. */
PIX *heic_decode (const guint8 *bytes, gsize length);

#endif
