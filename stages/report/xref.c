#include "stages/report/xref.h"

#include <stdlib.h>
#include <string.h>

#define ENTRY_BYTES 20
#define TAIL_BYTES 64
#define FREE_ENTRY "0000000000 65535 f \n"

/* Where the table begins, by the last lines of the file; -1 where they do not say. */
static long
table_of (FILE *pdf)
{
    char tail[TAIL_BYTES + 1] = "";
    if (fseek (pdf, -TAIL_BYTES, SEEK_END) != 0)
        return -1;
    gsize length = fread (tail, 1, TAIL_BYTES, pdf);
    char *found = g_strrstr_len (tail, (gssize) length, "startxref\n");
    return found ? strtol (found + strlen ("startxref\n"), NULL, 10) : -1;
}

/* Whether object `number` stands at `offset`. */
static gboolean
is_there (FILE *pdf, guint number, long offset)
{
    char there[32] = "";
    g_autofree char *wanted = g_strdup_printf ("%u 0 obj", number);
    return fseek (pdf, offset, SEEK_SET) == 0 && fread (there, 1, sizeof there - 1, pdf) > strlen (wanted)
           && g_str_has_prefix (there, wanted);
}

gboolean
xref_mend (FILE *pdf)
{
    unsigned count = 0;
    int head = 0;
    char line[64] = "";
    long table = fflush (pdf) == 0 ? table_of (pdf) : -1;
    if (table < 0 || fseek (pdf, table, SEEK_SET) != 0 || fread (line, 1, sizeof line - 1, pdf) < ENTRY_BYTES
        || sscanf (line, "xref\n0 %u\n%n", &count, &head) != 1 || head == 0)
        return FALSE;
    gsize length = (gsize) count * ENTRY_BYTES;
    g_autofree char *entries = g_malloc (length + 1);
    if (fseek (pdf, table + head, SEEK_SET) != 0 || fread (entries, 1, length, pdf) != length)
        return FALSE;
    for (unsigned i = 1; i < count; i++) {
        char *entry = entries + (gsize) i * ENTRY_BYTES;
        if (entry[17] == 'n' && !is_there (pdf, i, strtol (entry, NULL, 10)))
            memcpy (entry, FREE_ENTRY, ENTRY_BYTES);
    }
    return fseek (pdf, table + head, SEEK_SET) == 0 && fwrite (entries, 1, length, pdf) == length && fflush (pdf) == 0;
}
