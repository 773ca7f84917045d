#include "stages/run/reading.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/atomicfile.h"
#include "common/record.h"

#define UNREAD_MAX 200 /* listed; all are counted */
#define END_RECORD_BYTES 4096
#define FOLLOW_BYTES (1u << 20)

void
reading_clear (struct reading *reading)
{
    g_clear_pointer (&reading->unread, cJSON_Delete);
}

static void
list_unread (struct reading *reading, const cJSON *json, const char *document, const char *name, int page)
{
    const cJSON *error = record_get (json, "error");
    if (cJSON_GetArraySize (reading->unread) >= UNREAD_MAX)
        return;
    cJSON *item = cJSON_CreateObject ();
    record_add_string (item, "document", document);
    record_add_string (item, "name", name);
    if (page > 0)
        cJSON_AddNumberToObject (item, "page", page);
    else
        cJSON_AddNullToObject (item, "page");
    record_add_string (item, "reason", record_string (error, "reason"));
    record_add_string (item, "detail", record_string (error, "detail"));
    record_add_string (item, "advice", record_string (error, "advice"));
    cJSON_AddItemToArray (reading->unread, item);
}

static gboolean
is_in_manifest (const cJSON *manifest, const char *sha256)
{
    const cJSON *file;
    cJSON_ArrayForEach (file, record_get (manifest, "files"))
        if (g_strcmp0 (record_string (file, "sha256"), sha256) == 0)
            return TRUE;
    return FALSE;
}

static void
count_document (struct reading *reading, const cJSON *json, const cJSON *manifest)
{
    const char *sha256 = record_string (json, "sha256");
    reading->documents++;
    reading->changed |= manifest && sha256 && !is_in_manifest (manifest, sha256);
    if (cJSON_IsObject (record_get (json, "error"))) {
        reading->documents_unread++;
        list_unread (reading, json, record_string (json, "id"), record_string (json, "name"), 0);
    }
}

static void
count_page (struct reading *reading, const cJSON *json)
{
    reading->pages++;
    reading->pages_ocr += g_strcmp0 (record_string (json, "source"), "ocr") == 0;
    reading->pages_poor += g_strcmp0 (record_string (json, "legibility"), "poor") == 0;
    if (cJSON_IsObject (record_get (json, "error"))) {
        reading->pages_unread++;
        list_unread (reading, json, record_string (json, "document"), NULL, (int) record_number (json, "page", 0));
    }
}

gboolean
reading_load (struct reading *reading, const char *folder, const char *name, const cJSON *manifest, GError **error)
{
    memset (reading, 0, sizeof *reading);
    g_autofree char *path = g_build_filename (folder, name, NULL);
    FILE *stream = fopen (path, "re");
    if (!stream)
        return atomicfile_fail (error, errno, "open what was read");
    reading->unread = cJSON_CreateArray ();
    struct record_reader *reader = record_reader_new (stream);
    g_autoptr (GError) broken = NULL;
    struct record *record;
    while ((record = record_reader_next (reader, &broken))) {
        if (strcmp (record->type, "document") == 0)
            count_document (reading, record->json, manifest);
        else if (strcmp (record->type, "page") == 0)
            count_page (reading, record->json);
        record_free (record);
    }
    record_reader_free (reader);
    fclose (stream);
    if (!broken)
        return TRUE;
    reading_clear (reading);
    g_propagate_error (error, g_steal_pointer (&broken));
    return FALSE;
}

gboolean
reading_version (const char *folder, const char *name, double *version)
{
    g_autofree char *path = g_build_filename (folder, name, NULL);
    FILE *stream = fopen (path, "re");
    char *line = NULL;
    size_t size = 0;
    gssize length = stream ? getline (&line, &size, stream) : -1;
    cJSON *json = length > 0 ? record_parse_json (line, (gsize) length, NULL) : NULL;
    gboolean there = json != NULL;
    *version = record_number (json, "v", 0);
    cJSON_Delete (json);
    free (line);
    if (stream)
        fclose (stream);
    return there;
}

gboolean
reading_is_complete (const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename (folder, name, NULL);
    int fd = open (path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    struct stat status;
    if (fd < 0)
        return FALSE;
    char tail[END_RECORD_BYTES + 1];
    gssize n = -1;
    if (fstat (fd, &status) == 0)
        n = pread (fd, tail, END_RECORD_BYTES, MAX (status.st_size - END_RECORD_BYTES, 0));
    close (fd);
    if (n <= 1 || tail[n - 1] != '\n')
        return FALSE;
    tail[n - 1] = 0;
    const char *line = strrchr (tail, '\n');
    line = line ? line + 1 : tail;
    struct record *record = record_parse (line, strlen (line), NULL);
    gboolean complete = record && strcmp (record->type, "end") == 0;
    if (record)
        record_free (record);
    return complete;
}

void
reading_follow (const char *folder, const char *name, gint64 *offset, int *count)
{
    static const char PAGE[] = "\n{\"v\":1,\"type\":\"page\""; /* as every stage writes it; progress is only a hint */
    g_autofree char *path = g_build_filename (folder, name, NULL);
    int fd = open (path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return;
    g_autofree char *bytes = g_malloc (FOLLOW_BYTES);
    gssize n;
    while ((n = pread (fd, bytes, FOLLOW_BYTES, *offset)) >= (gssize) sizeof PAGE) {
        gsize used = (gsize) n - (sizeof PAGE - 2); /* a line that begins at the edge is counted next time */
        const char *at = bytes;
        while ((at = memmem (at, (gsize) n - (gsize) (at - bytes), PAGE, sizeof PAGE - 1))) {
            (*count)++;
            at++;
        }
        *offset += (gint64) used;
        if (n < (gssize) FOLLOW_BYTES)
            break;
    }
    close (fd);
}
