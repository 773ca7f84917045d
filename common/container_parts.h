/* Between the files of common/container: the libraries that take containers apart. */
#ifndef CASEFILE_CONTAINER_PARTS_H
#define CASEFILE_CONTAINER_PARTS_H

#include "common/container.h"

/* Notes one member. TRUE where it is the one that is to be written. */
gboolean container_note (struct container_search *search, const char *name);
/* Writes bytes of the member that is wanted. FALSE beyond the limit, and then the container is too large. */
gboolean container_write (struct container_search *search, const void *bytes, gsize length);

gboolean container_archive_load (void);
/* `pictures`: only the pictures of a word processor's document. */
const char *container_archive_search (const guint8 *bytes, gsize length, gboolean pictures,
                                      struct container_search *search);

gboolean container_mail_load (void);
/* `media` tells mail as it is sent from what Outlook saves. */
const char *container_mail_search (const guint8 *bytes, gsize length, enum media media,
                                   struct container_search *search);

/* A message saved by Outlook as mail; NULL where it is none, or broken. The caller unrefs. */
GByteArray *container_outlook_mail (const guint8 *bytes, gsize length);

/* The pictures of an old Word document. */
const char *container_oldword_search (const guint8 *bytes, gsize length, struct container_search *search);

#endif
