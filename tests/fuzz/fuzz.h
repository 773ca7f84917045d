/* What the fuzz targets share. A target is one libFuzzer entry point; `make fuzz SECONDS=n` builds and runs them all.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <glib.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t length);

/* An anonymous file with these bytes; the caller closes it. */
static inline int
fuzz_file (const void *bytes, gsize length)
{
    int file = memfd_create ("input", MFD_CLOEXEC);
    g_assert (file >= 0 && write (file, bytes, length) == (gssize) length);
    return file;
}

#endif
