/* Messages as Outlook saves them (.msg) in the form in which mail is sent (RFC 5322, MIME), so that one reader reads both. What their
 * properties mean is published as MS-OXMSG and MS-OXPROPS, how their rich text is packed as MS-OXRTFCP.
 */
#include <string.h>

#include "common/container_parts.h"
#include "common/little.h"
#include "common/ole.h"
#include "common/text.h"

#define MESSAGES_DEPTH_MAX 4 /* messages within messages */
#define FIXED_ENTRY 16       /* bytes of a property in the table of those of fixed size */
#define FILETIME_1970 G_GINT64_CONSTANT (116444736000000000)
#define FILETIME_SECOND 10000000

#define RICH_HEADER 16
#define RICH_WINDOW 4096

/* --- properties ---------------------------------------------------------------------------------------------------------- */

static GBytes *
property (struct ole *storage, guint id, guint type)
{
    g_autofree char *name = g_strdup_printf ("__substg1.0_%04X%04X", id, type);
    return ole_stream (storage, name);
}

/* A text, in UTF-8 or in bytes as written; NULL where there is none. The caller frees. */
static char *
text_property (struct ole *storage, guint id)
{
    g_autoptr (GBytes) wide = property (storage, id, 0x001f);
    g_autoptr (GBytes) narrow = wide ? NULL : property (storage, id, 0x001e);
    gsize length;
    const guint8 *bytes = wide || narrow ? g_bytes_get_data (wide ? wide : narrow, &length) : NULL;
    if (bytes == NULL || length == 0)
        return NULL;
    if (narrow)
        return g_strndup ((const char *) bytes, length);
    GString *text = g_string_new (NULL);
    text_append_utf16 (text, bytes, length, FALSE);
    return g_string_free (text, FALSE);
}

/* A point in time (UTC, FILETIME) of the table of properties, whose header has `header` bytes; 0 where there is none. */
static guint64
time_property (struct ole *storage, gsize header, guint id)
{
    g_autoptr (GBytes) table = ole_stream (storage, "__properties_version1.0");
    gsize length = 0;
    const guint8 *bytes = table ? g_bytes_get_data (table, &length) : NULL;
    for (gsize at = header; bytes && at + FIXED_ENTRY <= length; at += FIXED_ENTRY)
        if (little32 (bytes + at) == (id << 16 | 0x0040))
            return little64 (bytes + at + 8);
    return 0;
}

/* --- rich text ----------------------------------------------------------------------------------------------------------- */

/* Unpacks what refers back to a window that starts with phrases of every rich text; NULL where it is not so packed. */
static GByteArray *
rich_text (const guint8 *packed, gsize length)
{
    static const char phrases[] =
        "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
        "\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
        "\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
    guint8 window[RICH_WINDOW] = { 0 };
    gsize at = RICH_HEADER, written = sizeof phrases - 1;
    GByteArray *text;

    if (length < RICH_HEADER)
        return NULL;
    text = g_byte_array_new ();
    if (memcmp (packed + 8, "MELA", 4) == 0) /* not packed at all */
        return g_byte_array_append (text, packed + RICH_HEADER, (guint) (length - RICH_HEADER));
    if (memcmp (packed + 8, "LZFu", 4) != 0) {
        g_byte_array_unref (text);
        return NULL;
    }
    memcpy (window, phrases, sizeof phrases - 1);
    while (at < length) {
        guint8 control = packed[at++];
        for (int bit = 0; bit < 8 && at < length; bit++) {
            guint from = (guint) (written % RICH_WINDOW), run = 0;
            if (control & 1 << bit) {
                if (at + 1 >= length)
                    return text;
                guint reference = (guint) packed[at] << 8 | packed[at + 1];
                at += 2;
                from = reference >> 4;
                run = (reference & 15) + 2;
                if (from == written % RICH_WINDOW) /* the end */
                    return text;
            } else {
                window[from] = packed[at++];
                run = 1;
            }
            for (; run > 0; run--, written++) {
                guint8 c = window[from++ % RICH_WINDOW];
                window[written % RICH_WINDOW] = c;
                g_byte_array_append (text, &c, 1);
            }
        }
    }
    return text;
}

/* --- as mail ------------------------------------------------------------------------------------------------------------- */

static void
append (GByteArray *mail, const char *text)
{
    g_byte_array_append (mail, (const guint8 *) text, (guint) strlen (text));
}

/* On one line, and free of what would end a value in quotes. */
static char *
on_one_line (const char *value)
{
    char *line = g_strdup (value);
    for (char *p = line; *p; p++)
        if ((guchar) *p < ' ' || *p == '"' || *p == '\\')
            *p = ' ';
    return g_strstrip (line);
}

static void
append_header (GByteArray *mail, const char *name, const char *value, const char *address)
{
    g_autofree char *line = value ? on_one_line (value) : NULL, *at = address ? on_one_line (address) : NULL;
    gboolean both = line && at && strchr (at, '@') && strcmp (line, at) != 0;
    g_autofree char *header = both   ? g_strdup_printf ("%s: %s <%s>\n", name, line, at)
                              : line ? g_strdup_printf ("%s: %s\n", name, line)
                              : at   ? g_strdup_printf ("%s: %s\n", name, at)
                                     : NULL;
    if (header)
        append (mail, header);
}

/* The line of the header with which it came, which has the sender's time zone; NULL where it did not come by mail. */
static char *
date_as_sent (struct ole *storage)
{
    g_autofree char *headers = text_property (storage, 0x007d);
    g_auto (GStrv) lines = headers ? g_strsplit (headers, "\n", -1) : NULL;
    for (char **line = lines; line && *line; line++)
        if (g_ascii_strncasecmp (*line, "Date:", 5) == 0)
            return g_strdup (*line + 5);
    return NULL;
}

static void
append_date (GByteArray *mail, struct ole *storage, gsize header)
{
    static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    g_autofree char *sent = date_as_sent (storage);
    if (sent) {
        append_header (mail, "Date", sent, NULL);
        return;
    }
    guint64 ticks = time_property (storage, header, 0x0039); /* submitted, else delivered */
    if (ticks == 0)
        ticks = time_property (storage, header, 0x0e06);
    g_autoptr (GDateTime) time =
        ticks > FILETIME_1970 && ticks < G_MAXINT64
            ? g_date_time_new_from_unix_utc (((gint64) ticks - FILETIME_1970) / FILETIME_SECOND)
            : NULL;
    if (time == NULL)
        return;
    g_autofree char *line = g_strdup_printf (
        "Date: %s, %d %s %d %02d:%02d:%02d +0000\n", days[g_date_time_get_day_of_week (time) - 1],
        g_date_time_get_day_of_month (time), months[g_date_time_get_month (time) - 1], g_date_time_get_year (time),
        g_date_time_get_hour (time), g_date_time_get_minute (time), g_date_time_get_second (time));
    append (mail, line);
}

/* One part; `name` NULL: what the writer wrote. */
static void
append_part (GByteArray *mail, int depth, const char *type, const char *name, const guint8 *bytes, gsize length)
{
    g_autofree char *plain_name = name ? on_one_line (name) : NULL;
    g_autofree char *head =
        plain_name
            ? g_strdup_printf ("--=_level_%d\nContent-Type: %s\nContent-Disposition: attachment; filename=\"%s\"\n"
                               "Content-Transfer-Encoding: base64\n\n",
                               depth, type, plain_name)
            : g_strdup_printf ("--=_level_%d\nContent-Type: %s\nContent-Transfer-Encoding: base64\n\n", depth, type);
    g_autofree char *encoded = g_malloc ((length / 3 + 1) * 4 + 4 + (length / 3 + 1) * 4 / 72 + 1);
    gint state = 0, save = 0;
    gsize n = length ? g_base64_encode_step (bytes, length, TRUE, encoded, &state, &save) : 0;
    n += g_base64_encode_close (TRUE, encoded + n, &state, &save);

    append (mail, head);
    g_byte_array_append (mail, (const guint8 *) encoded, (guint) n);
    append (mail, "\n");
}

static gboolean append_message (GByteArray *mail, struct ole *storage, int depth);

/* What was enclosed: a file, or a message; where its bytes are elsewhere, its name with nothing in it, so that it is missed. */
static void
append_attachment (GByteArray *mail, struct ole *storage, int depth)
{
    g_autofree char *longer = text_property (storage, 0x3707), *shorter = text_property (storage, 0x3704);
    g_autofree char *shown = text_property (storage, 0x3001);
    const char *name = longer ? longer : shorter ? shorter : shown ? shown : "attachment";
    g_autoptr (GBytes) content = property (storage, 0x3701, 0x0102);
    g_autoptr (ole_t) within = content ? NULL : ole_storage (storage, "__substg1.0_3701000D");
    gsize length = 0;
    const guint8 *bytes = content ? g_bytes_get_data (content, &length) : NULL;

    if (within) {
        guint before = mail->len;
        g_autofree char *head = g_strdup_printf ("--=_level_%d\nContent-Type: message/rfc822\n\n", depth);
        append (mail, head);
        if (depth < MESSAGES_DEPTH_MAX && append_message (mail, within, depth + 1))
            return;
        g_byte_array_set_size (mail, before);
    }
    append_part (mail, depth, "application/octet-stream", name, bytes, length);
}

/* Plain, else as a web page, else as rich text, which is then a file of its own. */
static void
append_body (GByteArray *mail, struct ole *storage, int depth)
{
    g_autofree char *plain = text_property (storage, 0x1000);
    g_autoptr (GBytes) page = plain ? NULL : property (storage, 0x1013, 0x0102);
    g_autofree char *page_text = plain || page ? NULL : text_property (storage, 0x1013);
    g_autoptr (GBytes) packed = plain || page || page_text ? NULL : property (storage, 0x1009, 0x0102);
    gsize length = 0;
    const guint8 *bytes = page ? g_bytes_get_data (page, &length) : packed ? g_bytes_get_data (packed, &length) : NULL;

    if (plain || page_text) {
        const char *text = plain ? plain : page_text;
        append_part (mail, depth, plain ? "text/plain" : "text/html", NULL, (const guint8 *) text, strlen (text));
    } else if (page) {
        append_part (mail, depth, "text/html", NULL, bytes, length);
    } else if (packed) {
        g_autoptr (GByteArray) rich = rich_text (bytes, length);
        append_part (mail, depth, "application/rtf", "message.rtf", rich ? rich->data : bytes, rich ? rich->len : 0);
    }
}

/* FALSE where the storage holds no message. */
static gboolean
append_message (GByteArray *mail, struct ole *storage, int depth)
{
    g_autoptr (GPtrArray) names = ole_names (storage);
    if (!g_ptr_array_find_with_equal_func (names, "__properties_version1.0", g_str_equal, NULL))
        return FALSE;
    g_autofree char *from = text_property (storage, 0x0c1a), *address = text_property (storage, 0x5d01);
    g_autofree char *other = address ? NULL : text_property (storage, 0x0c1f);
    g_autofree char *to = text_property (storage, 0x0e04), *copies = text_property (storage, 0x0e03);
    g_autofree char *subject = text_property (storage, 0x0037);
    g_autofree char *type =
        g_strdup_printf ("MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"=_level_%d\"\n\n", depth);
    g_autofree char *end = g_strdup_printf ("--=_level_%d--\n", depth);

    append_header (mail, "From", from, address ? address : other);
    append_header (mail, "To", to, NULL);
    append_header (mail, "Cc", copies, NULL);
    append_date (mail, storage, depth == 0 ? 32 : 24);
    append_header (mail, "Subject", subject, NULL);
    append (mail, type);
    append_body (mail, storage, depth);
    for (guint i = 0; i < names->len; i++) {
        const char *name = names->pdata[i];
        g_autoptr (ole_t) attachment =
            g_str_has_prefix (name, "__attach_version1.0_") ? ole_storage (storage, name) : NULL;
        if (attachment)
            append_attachment (mail, attachment, depth);
    }
    append (mail, end);
    return TRUE;
}

GByteArray *
container_outlook_mail (const guint8 *bytes, gsize length)
{
    g_autoptr (ole_t) ole = ole_open (bytes, length);
    g_autoptr (GByteArray) mail = g_byte_array_new ();
    return ole && append_message (mail, ole, 0) ? g_steal_pointer (&mail) : NULL;
}
