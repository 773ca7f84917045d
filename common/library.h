/* Libraries that few files need (archives, mail, photos of telephones): looked for when one comes, and not linked, since every
 * program would pay for them at every start. Where one is not installed, such files are refused with advice.
 *
 * `LIBRARY_CALL (name);` declares `library_name`, a pointer of the type that the library's header gives to `name`;
 * LIBRARY_WANTED (name) is its line in the table for library_load.
 */
#ifndef CASEFILE_LIBRARY_H
#define CASEFILE_LIBRARY_H

#include <glib.h>

#define LIBRARY_CALL(name) static __typeof__ (name) *library_##name
#define LIBRARY_WANTED(name)                \
    {                                       \
#name, (gpointer *) &library_##name \
    }

struct library_call {
    const char *name;
    gpointer *address;
};

/* Loads the library `file` ("libarchive.so.13") for good and sets all `n` addresses. In the parent, before workers are confined.
 * FALSE where it is not installed or lacks one of the calls. */
gboolean library_load (const char *file, const struct library_call *calls, gsize n);

#endif
