#include "common/library.h"

#include <dlfcn.h>

gboolean
library_load (const char *file, const struct library_call *calls, gsize n)
{
    void *library = dlopen (file, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL)
        return FALSE;
    for (gsize i = 0; i < n; i++) {
        *calls[i].address = dlsym (library, calls[i].name);
        if (*calls[i].address == NULL)
            return FALSE;
    }
    return TRUE;
}
