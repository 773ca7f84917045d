#include "stages/run/name.h"

#include <string.h>

#include "common/attachment.h"

#define CASE_NAME_MAX_BYTES 200 /* NAME_MAX is 255, and an editor's suffix must still fit */
#define EXTENSION_MAX_BYTES 5

static const char *const PARTIAL_SUFFIXES[] = {
    ".part", ".partial", ".crdownload", ".tmp", ".temp", ".filepart", ".download", ".opdownload", ".swp", ".new", "~",
};
static const char *const IGNORED_NAMES[] = { "Thumbs.db", "thumbs.db", "desktop.ini", "Desktop.ini", "__MACOSX" };
static const char *const EXPEDITED_WORDS[] = { "expedited", "urgent" };

void
name_clear (struct name *name)
{
    g_clear_pointer (&name->of, g_free);
    g_clear_pointer (&name->stem, g_free);
}

const char *
name_role_string (enum name_role role)
{
    switch (role) {
    case NAME_DOCUMENT:
        return "document";
    case NAME_TRANSCRIPT:
        return "transcript";
    case NAME_CORRECTIONS:
        return "corrections";
    default:
        return NULL;
    }
}

/* Bytes of `name` without a file's extension: a dot, a letter, and at most four more letters or digits. */
static gsize
without_extension (const char *name)
{
    gsize length = strlen (name);
    const char *dot = strrchr (name, '.');
    gsize extension = dot ? strlen (dot + 1) : 0;
    if (!dot || dot == name || extension == 0 || extension > EXTENSION_MAX_BYTES || !g_ascii_isalpha (dot[1]))
        return length;
    for (const char *c = dot + 1; *c; c++)
        if (!g_ascii_isalnum (*c))
            return length;
    return (gsize) (dot - name);
}

static gboolean
is_partial (const char *raw)
{
    for (gsize i = 0; i < G_N_ELEMENTS (PARTIAL_SUFFIXES); i++)
        if (attachment_without_suffix (raw, PARTIAL_SUFFIXES[i]) > 0)
            return TRUE;
    return g_str_has_prefix (raw, "~$");
}

static gboolean
is_ignored (const char *raw)
{
    if (raw[0] == '.')
        return TRUE;
    for (gsize i = 0; i < G_N_ELEMENTS (IGNORED_NAMES); i++)
        if (strcmp (raw, IGNORED_NAMES[i]) == 0)
            return TRUE;
    return FALSE;
}

static enum name_role
role_of (enum attachment attachment)
{
    switch (attachment) {
    case ATTACHMENT_TRANSCRIPT:
        return NAME_TRANSCRIPT;
    case ATTACHMENT_CORRECTIONS:
        return NAME_CORRECTIONS;
    case ATTACHMENT_NONE:
        return NAME_DOCUMENT;
    }
    g_assert_not_reached ();
}

void
name_parse (struct name *name, const char *raw, gboolean folder)
{
    gsize rest = strlen (raw), shorter;
    name->page = 0;
    name->role = NAME_DOCUMENT;
    if (is_ignored (raw))
        name->role = NAME_IGNORED;
    else if (is_partial (raw))
        name->role = NAME_PARTIAL;
    else if (folder)
        ;
    else if ((shorter = attachment_without_suffix (raw, ".ready")) > 0)
        name->role = NAME_READY, rest = shorter;
    else if ((shorter = attachment_without_suffix (raw, ".expedited")) > 0)
        name->role = NAME_EXPEDITED, rest = shorter;
    else
        name->role = role_of (attachment_parse (raw, &rest, &name->page));
    name->of = g_strndup (raw, rest);
    name->stem = folder ? g_strdup (name->of) : g_strndup (name->of, without_extension (name->of));
}

gboolean
name_is_expedited (const char *raw)
{
    for (gsize i = 0; i < G_N_ELEMENTS (EXPEDITED_WORDS); i++) {
        gsize length = strlen (EXPEDITED_WORDS[i]);
        for (const char *at = raw; *at; at++)
            if (g_ascii_strncasecmp (at, EXPEDITED_WORDS[i], length) == 0 && (at == raw || !g_ascii_isalpha (at[-1]))
                && !g_ascii_isalpha (at[length]))
                return TRUE;
    }
    return FALSE;
}

static gboolean
is_escape (const char *at)
{
    return at[0] == '%' && strspn (at + 1, "0123456789ABCDEF") >= 2;
}

char *
name_encode (const char *raw)
{
    GString *encoded = g_string_new (NULL);
    for (const char *at = raw; *at;) {
        gunichar c = g_utf8_get_char_validated (at, -1);
        gboolean plain = c != (gunichar) -1 && c != (gunichar) -2 && !g_unichar_iscntrl (c) && !is_escape (at);
        const char *next = plain ? g_utf8_next_char (at) : at + 1;
        if (plain)
            g_string_append_len (encoded, at, next - at);
        else
            g_string_append_printf (encoded, "%%%02X", (guchar) *at);
        at = next;
    }
    return g_string_free (encoded, FALSE);
}

char *
name_decode (const char *encoded)
{
    GString *raw = g_string_new (NULL);
    for (const char *at = encoded; *at; at++) {
        if (is_escape (at)) {
            g_string_append_c (raw, (char) (g_ascii_xdigit_value (at[1]) * 16 + g_ascii_xdigit_value (at[2])));
            at += 2;
        } else {
            g_string_append_c (raw, *at);
        }
    }
    return g_string_free (raw, FALSE);
}

char *
name_of_case (const char *stem)
{
    g_autofree char *encoded = name_encode (stem);
    g_autoptr (GString) name = g_string_new (encoded);
    g_string_replace (name, "/", "%2F", 0);
    if (name->str[0] == '.')
        g_string_replace (name, ".", "%2E", 1);
    if (name->len > CASE_NAME_MAX_BYTES) {
        g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, name->str, -1);
        gsize keep = CASE_NAME_MAX_BYTES - 13;
        while ((name->str[keep] & 0xC0) == 0x80) /* not inside a character */
            keep--;
        g_string_truncate (name, keep);
        g_string_append_printf (name, "~%.12s", hash);
    }
    return g_strdup (name->str);
}
