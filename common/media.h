/* What kind of file some bytes are, told by the bytes alone: names lie.
 */
#ifndef CASEFILE_MEDIA_H
#define CASEFILE_MEDIA_H

#include <glib.h>

#define MEDIA_HEAD_BYTES 65536 /* of the start of a file that the judgement wants to see */

enum media {
    MEDIA_UNKNOWN,
    /* read */
    MEDIA_PDF,
    MEDIA_TIFF,
    MEDIA_JPEG,
    MEDIA_PNG,
    MEDIA_TEXT,
    MEDIA_RTF,
    /* read where a library for them is installed, else refused */
    MEDIA_WORD,
    MEDIA_HTML,
    MEDIA_MAIL,
    MEDIA_ARCHIVE,
    MEDIA_HEIC,
    MEDIA_OLD_WORD,
    MEDIA_OUTLOOK,
    /* known and refused, each with its own advice */
    MEDIA_OFFICE,
    MEDIA_OLE,
    MEDIA_OLE_CUT,       /* one whose end, and so what it is, is missing */
    MEDIA_OFFICE_LOCKED, /* one of today under a password, which is put into an OLE file */
    MEDIA_IMAGE,
    MEDIA_DICOM,
    MEDIA_POSTSCRIPT
};

/* The kind of a file that starts with `head`; `length` is up to MEDIA_HEAD_BYTES of it. */
enum media media_of_bytes (const guint8 *head, gsize length);
/* The same for an open file, which need not be read to its end: what compound files (OLE) are stands in a directory that may lie
 * anywhere in them. */
enum media media_of_file (int file);
/* "pdf", "tiff", "jpeg", "png", "text", "rtf", "word", "html", "mail", "archive", "heic", "word97", "outlook" for what is read, else NULL; lent. */
const char *media_name (enum media media);
/* For what is not read, or not everywhere: what it is ("a Word document") and what ops should do about it; lent. */
const char *media_described (enum media media);
const char *media_advice (enum media media);

#endif
