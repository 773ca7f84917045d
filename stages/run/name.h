/* What the name of a dropped file says: which case it belongs to, and whether it is a document at all.
 *
 * Names are raw bytes. A case's NAME is the stem as dropped, with what no folder or JSON string should hold written as
 * %XX; that can be read back, so two different stems are never one case.
 */
#ifndef RUN_NAME_H
#define RUN_NAME_H

#include <glib.h>

enum name_role {
    NAME_DOCUMENT,
    NAME_TRANSCRIPT,  /* STEM.p3.txt: what a person reads on page 3 of STEM.pdf */
    NAME_CORRECTIONS, /* STEM.corrections.json (common/attachment.h) */
    NAME_READY,       /* X.ready: X is complete, take it at once */
    NAME_EXPEDITED,   /* X.expedited: X goes first */
    NAME_PARTIAL,     /* still being written, by its suffix: .part, .crdownload, .tmp, ~ ... */
    NAME_IGNORED      /* hidden files, Thumbs.db and the like */
};

struct name {
    enum name_role role;
    char *of;   /* what is left without the role's suffix: "scan.pdf" of "scan.pdf.ready"; owned */
    char *stem; /* of, without a file's extension; owned */
    int page;   /* of a transcript, else 0 */
};
/* `folder`: the name is a folder's, which has no extension and is always a document. The caller clears it. */
void name_parse (struct name *name, const char *raw, gboolean folder);
void name_clear (struct name *name);

/* "document", "transcript", "corrections"; NULL for what is not kept with a case. */
const char *name_role_string (enum name_role role);

/* Whether the name says, as a word of its own, that the case is expedited or urgent. */
gboolean name_is_expedited (const char *raw);

/* The name as UTF-8 without control characters, fit for a folder and for JSON, "/" kept; the caller frees. */
char *name_encode (const char *raw);
/* The way back; the caller frees. */
char *name_decode (const char *encoded);
/* A case's folder name: the encoded stem without "/", a leading "." or more than 200 bytes; the caller frees. */
char *name_of_case (const char *stem);

#endif
