#include "stages/run/launcher.h"

#include "common/record.h"
#include "stages/run/tree.h"

#define RUN_JSON_BYTES (16u << 20)

struct launch *
launch_new (const char *id, const char *folder, gboolean from_pages, cJSON *run)
{
    struct launch *launch = g_new0 (struct launch, 1);
    launch->id = g_strdup (id);
    launch->folder = g_strdup (folder);
    launch->from_pages = from_pages;
    launch->run = run;
    return launch;
}

void
launch_free (struct launch *launch)
{
    if (!launch)
        return;
    g_free (launch->id);
    g_free (launch->folder);
    cJSON_Delete (launch->run);
    g_free (launch);
}

struct launcher *
launcher_new (const struct settings *settings, guint jobs)
{
    struct launcher *launcher = g_new0 (struct launcher, 1);
    launcher->settings = settings;
    launcher->jobs = jobs;
    launcher->launches = g_ptr_array_new ();
    return launcher;
}

void
launcher_free (struct launcher *launcher)
{
    if (!launcher)
        return;
    if (launcher->free)
        launcher->free (launcher);
    g_ptr_array_unref (launcher->launches);
    g_free (launcher);
}

cJSON *
launcher_run (struct launcher *launcher, struct launch *launch, enum pipeline_outcome *outcome, GError **error)
{
    if (!launcher->start (launcher, launch, error))
        return NULL;
    launcher->submit (launcher);
    while (!launch->ended)
        launcher->poll (launcher);
    return launcher->result (launcher, launch, outcome);
}

cJSON *
launcher_read_run (const struct launcher *launcher, const struct launch *launch, enum pipeline_outcome *outcome)
{
    g_autofree char *path = g_build_filename (launch->folder, "run.json", NULL);
    cJSON *run = tree_read_json (path, RUN_JSON_BYTES, NULL);
    if (run)
        *outcome = pipeline_outcome_parse (record_string (run, "outcome"));
    else
        *outcome = pipeline_disk_is_full (launch->folder, launcher->settings) ? PIPELINE_DELAYED : PIPELINE_RETRY;
    return run;
}
