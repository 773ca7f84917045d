#include "common/media.h"

#include <string.h>
#include <unistd.h>

#include "common/little.h"

#define PDF_HEADER_WITHIN 1024 /* readers accept rubbish before it (ISO 32000-1, annex H) */
#define OLE_MAGIC "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#define OLE_HEADER_BYTES 512
#define OLE_SECTOR_LEAST 512
#define OLE_SECTOR_SHIFT 0x1e /* where its header says how large sectors are, and which is the first of its directory */
#define OLE_DIRECTORY 0x30
#define OLE_ENTRY 128 /* bytes of an entry there, and where it names its neighbours and the first it holds */
#define OLE_LEFT 0x44
#define OLE_RIGHT 0x48
#define OLE_CHILD 0x4c
#define OLE_ENTRIES_MAX 512
#define JUNK_PERMILLE 5 /* control bytes in what is still text */

struct magic {
    enum media media;
    gsize offset;
    const char *bytes;
    gsize length;
};

#define MAGIC(media, offset, bytes)            \
    {                                          \
        media, offset, bytes, sizeof bytes - 1 \
    }

static const struct magic magics[] = {
    MAGIC (MEDIA_PDF, 0, "%PDF-"),
    MAGIC (MEDIA_TIFF, 0, "II*\0"),
    MAGIC (MEDIA_TIFF, 0, "MM\0*"),
    MAGIC (MEDIA_TIFF, 0, "II+\0"),
    MAGIC (MEDIA_TIFF, 0, "MM\0+"),
    MAGIC (MEDIA_JPEG, 0, "\xff\xd8\xff"),
    MAGIC (MEDIA_PNG, 0, "\x89PNG\r\n\x1a\n"),
    MAGIC (MEDIA_OLE, 0, OLE_MAGIC),
    MAGIC (MEDIA_RTF, 0, "{\\rtf"),
    MAGIC (MEDIA_HEIC, 4, "ftypheic"),
    MAGIC (MEDIA_HEIC, 4, "ftypheix"),
    MAGIC (MEDIA_HEIC, 4, "ftyphevc"),
    MAGIC (MEDIA_HEIC, 4, "ftypmif1"),
    MAGIC (MEDIA_HEIC, 4, "ftypmsf1"),
    MAGIC (MEDIA_HEIC, 4, "ftypavif"),
    MAGIC (MEDIA_IMAGE, 0, "GIF87a"),
    MAGIC (MEDIA_IMAGE, 0, "GIF89a"),
    MAGIC (MEDIA_IMAGE, 0, "\0\0\0\x0cjP  \r\n"),
    MAGIC (MEDIA_IMAGE, 8, "WEBPVP8"),
    MAGIC (MEDIA_IMAGE, 0, "AT&TFORM"),
    MAGIC (MEDIA_ARCHIVE, 0, "Rar!\x1a\x07"),
    MAGIC (MEDIA_ARCHIVE, 0, "7z\xbc\xaf\x27\x1c"),
    MAGIC (MEDIA_ARCHIVE, 0, "\x1f\x8b\x08"),
    MAGIC (MEDIA_ARCHIVE, 0,
           "\xfd"
           "7zXZ\0"),
    MAGIC (MEDIA_ARCHIVE, 0, "BZh"),
    MAGIC (MEDIA_ARCHIVE, 257, "ustar"),
    MAGIC (MEDIA_DICOM, 128, "DICM"),
    MAGIC (MEDIA_POSTSCRIPT, 0, "%!PS"),
};

struct description {
    const char *name, *described, *advice;
};

static const struct description descriptions[] = {
    [MEDIA_UNKNOWN] = { NULL, "a file of an unknown kind",
                        "look at the file; supply it as PDF, TIFF, JPEG, PNG or plain text" },
    [MEDIA_PDF] = { "pdf", NULL, NULL },
    [MEDIA_TIFF] = { "tiff", NULL, NULL },
    [MEDIA_JPEG] = { "jpeg", NULL, NULL },
    [MEDIA_PNG] = { "png", NULL, NULL },
    [MEDIA_TEXT] = { "text", NULL, NULL },
    [MEDIA_WORD] = { "word", "a Word or OpenDocument text", "open it in a word processor and save it as PDF" },
    [MEDIA_OFFICE] = { NULL, "a spreadsheet or presentation", "open it in its program and print it to PDF" },
    [MEDIA_OLD_WORD] = { "word97", "an old Word document (.doc)",
                         "open it in a word processor and save it as .docx or PDF" },
    [MEDIA_OUTLOOK] = { "outlook", "a message saved by Outlook (.msg)",
                        "save it from the mail program as .eml, or save its attachments and print the message to PDF" },
    [MEDIA_OLE] = { NULL, "a file of an old office program",
                    "open it in its program and save it as PDF; if it does not open, ask the sender for it again" },
    [MEDIA_OLE_CUT] = { NULL, "a file of an old office program, its end missing",
                        "copy the file again, or ask the sender for it again" },
    [MEDIA_OFFICE_LOCKED] = { NULL, "a file of an office program that needs a password",
                              "open it with its password and save it without one, or ask the sender for it without "
                              "one" },
    [MEDIA_RTF] = { "rtf", NULL, NULL },
    [MEDIA_HTML] = { "html", "a web page", "open it in a browser and print it to PDF" },
    [MEDIA_MAIL] = { "mail", "an e-mail message", "save its attachments, print the message to PDF, and supply these" },
    [MEDIA_ARCHIVE] = { "archive", "an archive", "unpack it and supply the files in it" },
    [MEDIA_HEIC] = { "heic", "a HEIC photo",
                     "convert it to JPEG; on an iPhone choose Camera > Formats > Most Compatible" },
    [MEDIA_IMAGE] = { NULL, "an image of a kind that is not read", "convert it to PNG or TIFF" },
    [MEDIA_DICOM] = { NULL, "a DICOM image", "it holds no text of the record; supply the imaging report instead" },
    [MEDIA_POSTSCRIPT] = { NULL, "a PostScript file", "convert it to PDF (ps2pdf)" },
};

static gboolean
contains (const guint8 *head, gsize length, const char *needle)
{
    return memmem (head, length, needle, strlen (needle)) != NULL;
}

static enum media
kind_of_zip (const guint8 *head, gsize length)
{
    if (contains (head, length, "word/") || contains (head, length, "application/vnd.oasis.opendocument.text"))
        return MEDIA_WORD;
    if (contains (head, length, "xl/") || contains (head, length, "ppt/")
        || contains (head, length, "application/vnd.oasis.opendocument"))
        return MEDIA_OFFICE;
    return MEDIA_ARCHIVE;
}

/* Names in the directory of an OLE file, in UTF-16, tell which program wrote it. */
static const struct {
    const char name[24], *plain;
    enum media media;
} ole_names[] = { { "W\0o\0r\0d\0D\0o\0c\0u\0m", "WordDocu", MEDIA_OLD_WORD },
                  { "_\0_\0p\0r\0o\0p\0e\0r\0", "__proper", MEDIA_OUTLOOK },
                  { "_\0_\0n\0a\0m\0e\0i\0d\0_", "__nameid", MEDIA_OUTLOOK },
                  { "_\0_\0s\0u\0b\0s\0t\0g\0", "__substg", MEDIA_OUTLOOK },
                  { "E\0n\0c\0r\0y\0p\0t\0e\0", "Encrypte", MEDIA_OFFICE_LOCKED },
                  { "W\0o\0r\0k\0b\0o\0o\0k\0", "Workbook", MEDIA_OFFICE },
                  { "P\0o\0w\0e\0r\0P\0o\0i\0n", "PowerPoi", MEDIA_OFFICE } };

/* By a name that stands anywhere: all that can be told of the start of a file. */
static enum media
kind_of_ole (const guint8 *head, gsize length)
{
    for (gsize i = 0; i < G_N_ELEMENTS (ole_names); i++)
        if (memmem (head, length, ole_names[i].name, 2 * strlen (ole_names[i].plain) - 1))
            return ole_names[i].media;
    return MEDIA_OLE;
}

/* By the directory, of whose entries those of the outermost storage count: a message may enclose a Word document. They form a tree of
 * neighbours, which is climbed in no particular order. */
static enum media
kind_of_directory (const guint8 *directory, gsize length)
{
    guint32 wait[OLE_ENTRIES_MAX], waiting = 0;
    gsize entries = MIN (length / OLE_ENTRY, OLE_ENTRIES_MAX);

    if (entries > 0)
        wait[waiting++] = little32 (directory + OLE_CHILD);
    for (guint looked = 0; waiting > 0 && looked < OLE_ENTRIES_MAX; looked++) {
        guint32 n = wait[--waiting];
        const guint8 *entry = directory + (gsize) n * OLE_ENTRY;
        if (n >= entries)
            continue;
        for (gsize i = 0; i < G_N_ELEMENTS (ole_names); i++)
            if (memcmp (entry, ole_names[i].name, 2 * strlen (ole_names[i].plain) - 1) == 0)
                return ole_names[i].media;
        for (gsize side = OLE_LEFT; side <= OLE_RIGHT && waiting < OLE_ENTRIES_MAX; side += OLE_RIGHT - OLE_LEFT)
            wait[waiting++] = little32 (entry + side);
    }
    return kind_of_ole (directory, length);
}

static gboolean
starts_with (const guint8 *text, gsize length, const char *prefix)
{
    gsize n = strlen (prefix);
    return length >= n && g_ascii_strncasecmp ((const char *) text, prefix, n) == 0;
}

/* Mail starts with header lines; two names that only mail has, so that "From: Dr. ..." of a letter is none. */
static gboolean
is_mail (const guint8 *text, gsize length)
{
    static const char *const names[] = { "\nmessage-id:",   "\nmime-version:", "\nreceived:", "\nreturn-path:",
                                         "\ndelivered-to:", "\ncontent-type:", "\nx-mailer:" };
    gsize headers = MIN (length, 4096);
    const guint8 *blank = memmem (text, headers, "\n\n", 2);
    const guint8 *blank_crlf = memmem (text, headers, "\r\n\r\n", 4);
    if (blank)
        headers = (gsize) (blank - text);
    if (blank_crlf)
        headers = MIN (headers, (gsize) (blank_crlf - text));
    g_autofree char *lower = g_ascii_strdown ((const char *) text, (gssize) headers);
    g_autofree char *lines = g_strconcat ("\n", lower, NULL);
    guint found = 0;
    for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
        found += strstr (lines, names[i]) != NULL;
    return found >= 2;
}

static gboolean
is_html (const guint8 *text, gsize length)
{
    while (length > 0 && g_ascii_isspace (*text))
        text++, length--;
    return starts_with (text, length, "<!doctype html") || starts_with (text, length, "<html")
           || (starts_with (text, length, "<?xml") && contains (text, MIN (length, 1024), "<html"));
}

static gboolean
is_text (const guint8 *head, gsize length)
{
    gsize junk = 0;
    for (gsize i = 0; i < length; i++) {
        if (head[i] == 0)
            return FALSE;
        junk += (head[i] < ' ' && strchr ("\t\n\v\f\r\033", head[i]) == NULL) || head[i] == 0x7f;
    }
    return length > 0 && junk * 1000 <= length * JUNK_PERMILLE;
}

enum media
media_of_bytes (const guint8 *head, gsize length)
{
    for (gsize i = 0; i < G_N_ELEMENTS (magics); i++) {
        const struct magic *magic = &magics[i];
        if (length >= magic->offset + magic->length && memcmp (head + magic->offset, magic->bytes, magic->length) == 0)
            return magic->media == MEDIA_OLE ? kind_of_ole (head, length) : magic->media;
    }
    if (length >= 4 && memcmp (head, "PK\3\4", 4) == 0)
        return kind_of_zip (head, length);
    if (contains (head, MIN (length, PDF_HEADER_WITHIN), "%PDF-"))
        return MEDIA_PDF;
    if (length >= 2 && (memcmp (head, "\xff\xfe", 2) == 0 || memcmp (head, "\xfe\xff", 2) == 0))
        return MEDIA_TEXT; /* UTF-16 with its mark */
    const guint8 *text = head;
    gsize text_length = length;
    if (length >= 3 && memcmp (head, "\xef\xbb\xbf", 3) == 0)
        text += 3, text_length -= 3;
    if (!is_text (text, text_length))
        return MEDIA_UNKNOWN;
    if (is_html (text, text_length))
        return MEDIA_HTML;
    return is_mail (text, text_length) ? MEDIA_MAIL : MEDIA_TEXT;
}

enum media
media_of_file (int file)
{
    g_autofree guint8 *bytes = g_malloc (MEDIA_HEAD_BYTES);
    gssize got = pread (file, bytes, MEDIA_HEAD_BYTES, 0);
    if (got < OLE_HEADER_BYTES || memcmp (bytes, OLE_MAGIC, sizeof OLE_MAGIC - 1) != 0)
        return got > 0 ? media_of_bytes (bytes, (gsize) got) : MEDIA_UNKNOWN;
    guint64 sector = little32 (bytes + OLE_DIRECTORY);
    int shift = CLAMP (bytes[OLE_SECTOR_SHIFT], 9, 12); /* sectors of 512 bytes, or of 4096 */
    got = pread (file, bytes, MEDIA_HEAD_BYTES, (off_t) ((sector + 1) << shift));
    return got >= OLE_SECTOR_LEAST ? kind_of_directory (bytes, (gsize) got) : MEDIA_OLE_CUT;
}

const char *
media_name (enum media media)
{
    return descriptions[media].name;
}

const char *
media_described (enum media media)
{
    return descriptions[media].described;
}

const char *
media_advice (enum media media)
{
    return descriptions[media].advice;
}
