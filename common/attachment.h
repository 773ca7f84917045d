/* What a person supplies beside the documents, told by the name of the file: a transcript of a page, or corrections.
 */
#ifndef CASEFILE_ATTACHMENT_H
#define CASEFILE_ATTACHMENT_H

#include <glib.h>

enum attachment {
    ATTACHMENT_NONE,
    ATTACHMENT_TRANSCRIPT, /* X.p3.txt: what a person reads on page 3 of X, a file's name or its stem */
    ATTACHMENT_CORRECTIONS /* X.corrections.json; also "X.corrections (1).json", as browsers name a second one */
};

/* The role that the name (raw bytes, its last part) tells. *of gets the number of its bytes that X has, *page the page of a
 * transcript, else 0. */
enum attachment attachment_parse (const char *name, gsize *of, int *page);
/* Bytes of `name` without "SUFFIX" (ASCII, ignoring case), or 0 where it does not end so or nothing is left. */
gsize attachment_without_suffix (const char *name, const char *suffix);

#endif
