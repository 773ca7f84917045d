/* Messages and their attachments, by GMime. */
#include <gmime/gmime.h>
#include <string.h>

#include "common/container_parts.h"
#include "common/library.h"

LIBRARY_CALL (g_mime_init);
LIBRARY_CALL (g_mime_stream_mem_new);
LIBRARY_CALL (g_mime_stream_mem_new_with_buffer);
LIBRARY_CALL (g_mime_stream_mem_get_byte_array);
LIBRARY_CALL (g_mime_stream_mem_set_owner);
LIBRARY_CALL (g_mime_parser_new_with_stream);
LIBRARY_CALL (g_mime_parser_construct_message);
LIBRARY_CALL (g_mime_message_get_mime_part);
LIBRARY_CALL (g_mime_object_get_header);
LIBRARY_CALL (g_mime_object_get_content_type);
LIBRARY_CALL (g_mime_object_get_content_disposition);
LIBRARY_CALL (g_mime_object_write_to_stream);
LIBRARY_CALL (g_mime_content_disposition_get_disposition);
LIBRARY_CALL (g_mime_content_type_is_type);
LIBRARY_CALL (g_mime_multipart_get_type);
LIBRARY_CALL (g_mime_multipart_get_count);
LIBRARY_CALL (g_mime_multipart_get_part);
LIBRARY_CALL (g_mime_message_part_get_type);
LIBRARY_CALL (g_mime_message_part_get_message);
LIBRARY_CALL (g_mime_part_get_type);
LIBRARY_CALL (g_mime_part_get_filename);
LIBRARY_CALL (g_mime_part_get_content);
LIBRARY_CALL (g_mime_data_wrapper_write_to_stream);
LIBRARY_CALL (g_mime_utils_header_decode_text);

#define PARTS_DEPTH_MAX 32

gboolean
container_mail_load (void)
{
    static const struct library_call calls[] = {
        LIBRARY_WANTED (g_mime_init),
        LIBRARY_WANTED (g_mime_stream_mem_new),
        LIBRARY_WANTED (g_mime_stream_mem_new_with_buffer),
        LIBRARY_WANTED (g_mime_stream_mem_get_byte_array),
        LIBRARY_WANTED (g_mime_stream_mem_set_owner),
        LIBRARY_WANTED (g_mime_parser_new_with_stream),
        LIBRARY_WANTED (g_mime_parser_construct_message),
        LIBRARY_WANTED (g_mime_message_get_mime_part),
        LIBRARY_WANTED (g_mime_object_get_header),
        LIBRARY_WANTED (g_mime_object_get_content_type),
        LIBRARY_WANTED (g_mime_object_get_content_disposition),
        LIBRARY_WANTED (g_mime_object_write_to_stream),
        LIBRARY_WANTED (g_mime_content_disposition_get_disposition),
        LIBRARY_WANTED (g_mime_content_type_is_type),
        LIBRARY_WANTED (g_mime_multipart_get_type),
        LIBRARY_WANTED (g_mime_multipart_get_count),
        LIBRARY_WANTED (g_mime_multipart_get_part),
        LIBRARY_WANTED (g_mime_message_part_get_type),
        LIBRARY_WANTED (g_mime_message_part_get_message),
        LIBRARY_WANTED (g_mime_part_get_type),
        LIBRARY_WANTED (g_mime_part_get_filename),
        LIBRARY_WANTED (g_mime_part_get_content),
        LIBRARY_WANTED (g_mime_data_wrapper_write_to_stream),
        LIBRARY_WANTED (g_mime_utils_header_decode_text),
    };
    /* The C library loads these converters from files, which a confined worker cannot: they stay open. */
    static const char *const charsets[] = { "ISO-8859-1", "ISO-8859-15", "WINDOWS-1252" };
    static GIConv kept[G_N_ELEMENTS (charsets)];
    if (!library_load ("libgmime-3.0.so.0", calls, G_N_ELEMENTS (calls)))
        return FALSE;
    library_g_mime_init ();
    for (gsize i = 0; i < G_N_ELEMENTS (charsets); i++)
        if (kept[i] == NULL)
            kept[i] = g_iconv_open ("UTF-8", charsets[i]);
    return TRUE;
}

static gboolean
is_a (gpointer object, GType type)
{
    return G_TYPE_CHECK_INSTANCE_TYPE (object, type);
}

/* A message, and what its parts lie in. */
struct parsed {
    GByteArray *mail;          /* of a message that was none in the form in which mail is sent */
    GObject *stream, *message; /* message NULL: it is none */
};

static void
parsed_clear (struct parsed *parsed)
{
    g_clear_object (&parsed->message);
    g_clear_object (&parsed->stream);
    g_clear_pointer (&parsed->mail, g_byte_array_unref);
}
typedef struct parsed parsed_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (parsed_t, parsed_clear)

static struct parsed
parse (const guint8 *bytes, gsize length, enum media media)
{
    struct parsed parsed = { 0 };
    if (media == MEDIA_OUTLOOK) {
        parsed.mail = container_outlook_mail (bytes, length);
        if (parsed.mail == NULL)
            return parsed;
        bytes = parsed.mail->data;
        length = parsed.mail->len;
    }
    parsed.stream = (GObject *) library_g_mime_stream_mem_new_with_buffer ((const char *) bytes, length);
    g_autoptr (GObject) parser = (GObject *) library_g_mime_parser_new_with_stream ((GMimeStream *) parsed.stream);
    parsed.message = (GObject *) library_g_mime_parser_construct_message ((GMimeParser *) parser, NULL);
    return parsed;
}

/* The bytes of a part as they were before they were sent, or of a message that was forwarded whole. The caller unrefs. */
static GByteArray *
content_of (GMimeObject *part)
{
    g_autoptr (GObject) stream = (GObject *) library_g_mime_stream_mem_new ();
    if (is_a (part, library_g_mime_message_part_get_type ())) {
        GMimeMessage *message = library_g_mime_message_part_get_message ((GMimeMessagePart *) part);
        if (message)
            library_g_mime_object_write_to_stream ((GMimeObject *) message, NULL, (GMimeStream *) stream);
    } else {
        GMimeDataWrapper *content = library_g_mime_part_get_content ((GMimePart *) part);
        if (content)
            library_g_mime_data_wrapper_write_to_stream (content, (GMimeStream *) stream);
    }
    library_g_mime_stream_mem_set_owner ((GMimeStreamMem *) stream, FALSE);
    return library_g_mime_stream_mem_get_byte_array ((GMimeStreamMem *) stream);
}

static gboolean
is_type (GMimeObject *part, const char *type, const char *subtype)
{
    return library_g_mime_content_type_is_type (library_g_mime_object_get_content_type (part), type, subtype);
}

/* What the writer wrote, rather than enclosed. */
static gboolean
is_body (GMimeObject *part)
{
    GMimeContentDisposition *disposition = library_g_mime_object_get_content_disposition (part);
    const char *word = disposition ? library_g_mime_content_disposition_get_disposition (disposition) : NULL;

    return is_a (part, library_g_mime_part_get_type ())
           && (is_type (part, "text", "plain") || is_type (part, "text", "html"))
           && (word == NULL || g_ascii_strcasecmp (word, "attachment") != 0)
           && library_g_mime_part_get_filename ((GMimePart *) part) == NULL;
}

/* All parts that hold something, in their order. */
static void
collect_parts (GMimeObject *part, int depth, GPtrArray *parts)
{
    if (part == NULL || depth > PARTS_DEPTH_MAX)
        return;
    if (!is_a (part, library_g_mime_multipart_get_type ())) {
        if (is_a (part, library_g_mime_part_get_type ()) || is_a (part, library_g_mime_message_part_get_type ()))
            g_ptr_array_add (parts, part);
        return;
    }
    int n = library_g_mime_multipart_get_count ((GMimeMultipart *) part);
    for (int i = 0; i < n; i++)
        collect_parts (library_g_mime_multipart_get_part ((GMimeMultipart *) part, i), depth + 1, parts);
}

const char *
container_mail_search (const guint8 *bytes, gsize length, enum media media, struct container_search *search)
{
    g_auto (parsed_t) parsed = parse (bytes, length, media);
    g_autoptr (GPtrArray) parts = g_ptr_array_new ();

    if (parsed.message == NULL)
        return "broken";
    collect_parts (library_g_mime_message_get_mime_part ((GMimeMessage *) parsed.message), 0, parts);
    for (guint i = 0; i < parts->len; i++) {
        GMimeObject *part = parts->pdata[i];
        if (is_body (part))
            continue;
        if (search->names->len >= search->most)
            return "too_large";
        gboolean forwarded = is_a (part, library_g_mime_message_part_get_type ());
        const char *name = forwarded ? "message" : library_g_mime_part_get_filename ((GMimePart *) part);
        if (!container_note (search, name))
            continue;
        g_autoptr (GByteArray) content = content_of (part);
        if (!container_write (search, content->data, content->len))
            return "too_large";
        search->written = TRUE;
        return NULL;
    }
    return NULL;
}

static char *
header_of (GMimeMessage *message)
{
    static const char *const lines[] = { "From", "To", "Cc", "Date", "Subject" };
    GString *header = g_string_new (NULL);
    for (gsize i = 0; i < G_N_ELEMENTS (lines); i++) {
        const char *value = library_g_mime_object_get_header ((GMimeObject *) message, lines[i]);
        g_autofree char *decoded = value ? library_g_mime_utils_header_decode_text (NULL, value) : NULL;
        if (decoded)
            g_string_append_printf (header, "%s: %s\n", lines[i], decoded);
    }
    return g_string_free (header, header->len == 0);
}

gboolean
container_message_read (const guint8 *bytes, gsize length, enum media media, struct container_message *message)
{
    g_auto (parsed_t) parsed = parse (bytes, length, media);
    g_autoptr (GPtrArray) parts = g_ptr_array_new ();
    g_autoptr (GString) plain = g_string_new (NULL);
    g_autoptr (GString) html = g_string_new (NULL);

    *message = (struct container_message){ 0 };
    if (parsed.message == NULL)
        return FALSE;
    collect_parts (library_g_mime_message_get_mime_part ((GMimeMessage *) parsed.message), 0, parts);
    for (guint i = 0; i < parts->len; i++) {
        GMimeObject *part = parts->pdata[i];
        if (!is_body (part))
            continue;
        g_autoptr (GByteArray) content = content_of (part);
        GString *into = is_type (part, "text", "html") ? html : plain;
        g_string_append_len (into, (const char *) content->data, (gssize) content->len);
        g_string_append_c (into, '\n');
    }
    message->header = header_of ((GMimeMessage *) parsed.message);
    message->plain = plain->len > 0 ? g_string_free (g_steal_pointer (&plain), FALSE) : NULL;
    message->html = html->len > 0 ? g_string_free (g_steal_pointer (&html), FALSE) : NULL;
    return TRUE;
}
