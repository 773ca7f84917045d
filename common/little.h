/* Numbers as files of Intel machines have them: the low byte first. The caller has made sure that they lie within.
 */
#ifndef CASEFILE_LITTLE_H
#define CASEFILE_LITTLE_H

#include <glib.h>

static inline guint16
little16 (const guint8 *bytes)
{
    return (guint16) (bytes[0] | bytes[1] << 8);
}

static inline guint32
little32 (const guint8 *bytes)
{
    return little16 (bytes) | (guint32) little16 (bytes + 2) << 16;
}

static inline guint64
little64 (const guint8 *bytes)
{
    return little32 (bytes) | (guint64) little32 (bytes + 4) << 32;
}

#endif
