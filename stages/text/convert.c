#include "stages/text/convert.h"

#include <string.h>

#include "common/container.h"
#include "common/imagefile.h"
#include "common/text.h"
#include "stages/text/markup.h"
#include "stages/text/oldword.h"
#include "stages/text/pageout.h"
#include "stages/text/rtf.h"

#define PART_BYTES_MAX (64u << 20) /* of a word processor's file, unpacked */
#define PARTS_MAX 9                /* headers and footers: word/header1.xml to header9.xml */

gboolean
convert_load (enum media media)
{
    switch (media) {
    case MEDIA_HTML:
        return markup_load ();
    case MEDIA_WORD:
        return container_load (media) && markup_load ();
    case MEDIA_MAIL:
    case MEDIA_OUTLOOK:
        return container_load (media) && markup_load ();
    case MEDIA_OLD_WORD:
    case MEDIA_ARCHIVE:
        return container_load (media);
    case MEDIA_HEIC:
        return imagefile_load (media);
    default:
        return media_name (media) != NULL;
    }
}

static char *
html_text (const guint8 *bytes, gsize length)
{
    g_autofree char *text = plain_text (bytes, length);
    return markup_html (text);
}

/* Appends what a part says; FALSE where there is no such part. */
static gboolean
append_part (GString *text, const guint8 *bytes, gsize length, const char *name)
{
    g_autoptr (GBytes) part = container_part (bytes, length, name, PART_BYTES_MAX);
    gsize size = 0;
    const char *content = part ? g_bytes_get_data (part, &size) : NULL;
    g_autofree char *said = content ? markup_xml (content, size) : NULL;
    if (said == NULL)
        return FALSE;
    if (text->len > 0 && text->str[text->len - 1] != '\n')
        g_string_append_c (text, '\n');
    g_string_append (text, said);
    return TRUE;
}

static void
append_numbered (GString *text, const guint8 *bytes, gsize length, const char *stem)
{
    for (int n = 1; n <= PARTS_MAX; n++) {
        g_autofree char *name = g_strdup_printf ("word/%s%d.xml", stem, n);
        append_part (text, bytes, length, name);
    }
}

/* Headers first and footers last, as they stand on the page; notes and remarks after what they belong to. */
static char *
word_text (const guint8 *bytes, gsize length)
{
    static const char *const notes[] = { "word/footnotes.xml", "word/endnotes.xml", "word/comments.xml" };
    g_autoptr (GString) text = g_string_new (NULL);
    g_autoptr (GString) body = g_string_new (NULL);

    if (append_part (body, bytes, length, "content.xml")) {
        append_part (text, bytes, length, "styles.xml"); /* an OpenDocument's headers and footers */
        g_string_append (text, body->str);
        return g_string_free (g_steal_pointer (&text), FALSE);
    }
    if (!append_part (body, bytes, length, "word/document.xml"))
        return NULL;
    append_numbered (text, bytes, length, "header");
    g_string_append (text, body->str);
    for (gsize i = 0; i < G_N_ELEMENTS (notes); i++)
        append_part (text, bytes, length, notes[i]);
    append_numbered (text, bytes, length, "footer");
    return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
mail_text (const guint8 *bytes, gsize length, enum media media)
{
    struct container_message message;
    if (!container_message_read (bytes, length, media, &message))
        return NULL;
    g_autofree char *header = plain_text ((const guint8 *) (message.header ? message.header : ""),
                                          message.header ? strlen (message.header) : 0);
    const char *sent = message.plain ? message.plain : message.html ? message.html : "";
    gboolean html = message.plain == NULL && message.html;
    g_autofree char *body =
        html ? html_text ((const guint8 *) sent, strlen (sent)) : plain_text ((const guint8 *) sent, strlen (sent));
    char *text = g_strconcat (header, "\n", body ? body : "", NULL);
    container_message_clear (&message);
    return text;
}

/* What the file says; NULL, and where it is known the reason, where it cannot be told. */
static char *
text_of (const struct reading *reading, const guint8 *bytes, gsize length, const char **reason)
{
    switch (reading->media) {
    case MEDIA_HTML:
        return html_text (bytes, length);
    case MEDIA_WORD:
        return word_text (bytes, length);
    case MEDIA_MAIL:
    case MEDIA_OUTLOOK:
        return mail_text (bytes, length, reading->media);
    case MEDIA_OLD_WORD:
        return oldword_text (bytes, length, reason);
    case MEDIA_RTF:
        return rtf_text ((const char *) bytes, length);
    default:
        return NULL;
    }
}

int
convert_read (const struct reading *reading, const guint8 *bytes, gsize length, int out)
{
    g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
    struct container_search search = { names, reading->max_members, -1, -1, 0, FALSE };
    gboolean holds = reading->media != MEDIA_HTML && reading->media != MEDIA_RTF;
    const char *reason = holds ? container_search (bytes, length, reading->media, &search) : NULL;
    g_autofree char *raw = text_of (reading, bytes, length, &reason);
    g_autofree char *text = raw ? text_clean (raw, strlen (raw)) : NULL;

    if (text == NULL && reading->media != MEDIA_ARCHIVE)
        return !pageout_file (out, 0, reason ? reason : "broken");
    return plain_pages (reading, text ? text : "", reason, holds ? names : NULL, out);
}
