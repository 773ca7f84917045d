#include "common/options.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "common/log.h"

/* "-j2" as "-j" and "2", which GOption does not know: a command line's words, for the process's life. */
static void
part_short_options (int *argc, char ***argv, const GOptionEntry *entries)
{
    GPtrArray *words = g_ptr_array_new ();
    gboolean options = TRUE;

    for (int i = 0; i < *argc; i++) {
        char *word = (*argv)[i];
        const GOptionEntry *entry =
            options && i > 0 && word[0] == '-' && word[1] && word[1] != '-' && word[2] ? entries : NULL;
        options = options && strcmp (word, "--") != 0;
        while (entry && entry->long_name && (entry->short_name != word[1] || entry->arg != G_OPTION_ARG_INT))
            entry++;
        if (entry && entry->long_name) {
            g_autofree char *letter = g_strndup (word, 2);
            g_ptr_array_add (words, (char *) g_intern_string (letter));
            word += 2;
        }
        g_ptr_array_add (words, word);
    }
    *argc = (int) words->len;
    g_ptr_array_add (words, NULL);
    static char **volatile parted; /* argv lives as long as the program; volatile, so that leak checkers can see it */
    parted = (char **) g_ptr_array_free (words, FALSE);
    *argv = parted;
}

void
options_parse (int *argc, char ***argv, const char *stage, const char *operands, const char *summary,
               const GOptionEntry *entries, char **conf)
{
    gboolean version = FALSE;
    const GOptionEntry common[] = {
        { "version", 0, 0, G_OPTION_ARG_NONE, &version, "Print the version and exit", NULL },
        { NULL, 0, 0, 0, NULL, NULL, NULL },
    };
    const GOptionEntry settings[] = {
        { "conf", 0, 0, G_OPTION_ARG_FILENAME, conf, "Settings (pipeline.conf(5))", "FILE" },
        { NULL, 0, 0, 0, NULL, NULL, NULL },
    };

    log_open (stage);
    g_set_prgname (stage);
    setlocale (LC_ALL, "C.UTF-8"); /* names in UTF-8, and numbers with a point, whatever the machine says */

    g_autoptr (GOptionContext) context = g_option_context_new (operands);
    g_autofree char *description = g_strdup_printf ("The manual page %s(1) has the exit codes and examples.", stage);
    g_option_context_set_summary (context, summary);
    g_option_context_set_description (context, description);
    if (entries)
        g_option_context_add_main_entries (context, entries, NULL);
    if (conf)
        g_option_context_add_main_entries (context, settings, NULL);
    g_option_context_add_main_entries (context, common, NULL);

    g_autoptr (GError) error = NULL;
    if (entries)
        part_short_options (argc, argv, entries);
    if (!g_option_context_parse (context, argc, argv, &error)) {
        log_error (NULL, "%s (see %s --help)", error->message, stage);
        exit (EX_USAGE);
    }
    if (version) {
        printf ("%s %s\n", stage, CASEFILE_VERSION);
        exit (EX_OK);
    }
}
