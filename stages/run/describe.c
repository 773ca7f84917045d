/* What is known of a submission before it runs (runner.h). */
#include <sys/utsname.h>
#include <time.h>

#include "common/record.h"
#include "stages/run/manifest.h"
#include "stages/run/runner.h"

cJSON *
runner_describe (const struct spool *spool, const struct spool_work *work, const char *revision, const char *previous,
                 int number)
{
    g_autofree char *folder = g_build_filename (spool->work, work->id, NULL);
    cJSON *manifest = manifest_load (folder, NULL);
    struct utsname host;
    cJSON *run = cJSON_CreateObject ();
    cJSON_AddNumberToObject (run, "v", RECORD_VERSION);
    record_add_string (run, "id", work->id);
    record_add_string (run, "case", work->name);
    record_add_string (run, "revision", revision);
    cJSON_AddNumberToObject (run, "number", number);
    record_add_string (run, "previous", previous);
    cJSON_AddNumberToObject (run, "attempt", work->attempts);
    cJSON_AddBoolToObject (run, "expedited", work->expedited);
    cJSON_AddNumberToObject (run, "dropped", (double) work->since);
    cJSON_AddNumberToObject (run, "started", (double) time (NULL));
    record_add_string (run, "host", uname (&host) == 0 ? host.nodename : NULL);
    int new_files = 0;
    cJSON *attachments = cJSON_AddArrayToObject (run, "attachments");
    const cJSON *file;
    cJSON_ArrayForEach (file, record_get (manifest, "files")) {
        new_files += record_string (file, "revision") == NULL;
        if (g_strcmp0 (record_string (file, "role"), "document") != 0)
            cJSON_AddItemToArray (attachments, cJSON_Duplicate (file, TRUE));
    }
    cJSON_AddNumberToObject (run, "new_files", new_files);
    cJSON *refused = cJSON_Duplicate (record_get (manifest, "refused"), TRUE);
    cJSON_AddItemToObject (run, "refused", refused ? refused : cJSON_CreateArray ());
    cJSON_Delete (manifest);
    return run;
}
