/* The pictures of old Word documents (.doc): they lie in the streams as records of drawings (MS-ODRAW, OfficeArtBlip), which are found by
 * their heads, whatever points to them.
 */
#include <string.h>

#include "common/container_parts.h"
#include "common/little.h"
#include "common/ole.h"

#define RECORD_HEAD 8
#define UID 16 /* bytes that name a picture; some have two */

struct picture {
    const guint8 *bytes;
    gsize length;
    const char *suffix;
};

/* A record of a JPEG or PNG at the start of `bytes`; drawings of the program itself (metafiles) hold no text that it does not say. */
static gboolean
picture_at (const guint8 *bytes, gsize length, struct picture *picture)
{
    static const struct {
        guint8 type, start[3];
        const char *suffix;
    } kinds[] = { { 0x1d, { 0xff, 0xd8, 0xff }, "jpg" }, { 0x1e, { 0x89, 'P', 'N' }, "png" } };
    if (length < RECORD_HEAD || bytes[3] != 0xf0)
        return FALSE;
    gsize content = little32 (bytes + 4);
    if (content > length - RECORD_HEAD)
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
        for (gsize head = UID + 1; bytes[2] == kinds[i].type && head <= 2 * UID + 1; head += UID)
            if (content > head + 3 && memcmp (bytes + RECORD_HEAD + head, kinds[i].start, 3) == 0) {
                *picture = (struct picture){ bytes + RECORD_HEAD + head, content - head, kinds[i].suffix };
                return TRUE;
            }
    return FALSE;
}

/* NULL, or why it could not. */
static const char *
search_stream (GBytes *stream, struct container_search *search)
{
    gsize length = 0;
    const guint8 *bytes = stream ? g_bytes_get_data (stream, &length) : NULL;
    struct picture picture;

    for (gsize at = 0; at + RECORD_HEAD < length && !search->written; at++) {
        if (!picture_at (bytes + at, length - at, &picture))
            continue;
        if (search->names->len >= search->most)
            return "too_large";
        g_autofree char *name = g_strdup_printf ("picture%u.%s", search->names->len + 1, picture.suffix);
        if (container_note (search, name)) {
            if (!container_write (search, picture.bytes, picture.length))
                return "too_large";
            search->written = TRUE;
        }
        at += (gsize) (picture.bytes - (bytes + at)) + picture.length - 1;
    }
    return NULL;
}

const char *
container_oldword_search (const guint8 *bytes, gsize length, struct container_search *search)
{
    static const char *const streams[] = { "Data", "WordDocument" }; /* within the text, and beside it */
    g_autoptr (ole_t) ole = ole_open (bytes, length);
    const char *reason = ole ? NULL : "broken";

    for (gsize i = 0; i < G_N_ELEMENTS (streams) && reason == NULL && !search->written; i++) {
        g_autoptr (GBytes) stream = ole_stream (ole, streams[i]);
        reason = search_stream (stream, search);
    }
    return reason;
}
