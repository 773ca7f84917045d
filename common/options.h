/* What every stage's command line has in common: --help, --version, --conf, and the usage errors.
 */
#ifndef CASEFILE_OPTIONS_H
#define CASEFILE_OPTIONS_H

#include <glib.h>

#define CASEFILE_VERSION "0.1.0"

/* Parses the command line of `stage` ("case-text"). `entries` are the stage's own options (G_OPTION_REMAINING for
 * operands), may be NULL; `summary` is one sentence. --help and --version print to stdout and exit with 0; the help names
 * the man page. A number may follow its short option directly (-j2). A usage error prints one line and exits with EX_USAGE. Opens the log. `conf` gets --conf (the caller's,
 * may be NULL when the stage reads no settings). */
void options_parse (int *argc, char ***argv, const char *stage, const char *operands, const char *summary,
                    const GOptionEntry *entries, char **conf);

#endif
