/* check-rules FILE.rules...: loads rule files as a stage would and prints their mistakes; with --try TEXT, what they find
 * in it. For whoever edits a rule file. With --list, the hashes of those that hold, as the C source that case-extract is linked with;
 * what does not hold is left out, for case-extract to say. */
#include <glib.h>
#include <stdio.h>
#include <string.h>

#include "common/rules.h"

static void
try_text (const struct rules *rules, const char *text)
{
    const char *limited = NULL;
    g_autoptr (GPtrArray) matches = rules_match (rules, text, strlen (text), 0, strlen (text), &limited);

    for (guint i = 0; i < matches->len; i++) {
        const struct rule_match *match = matches->pdata[i];
        printf ("%s [%.*s]", rule_id (match->rule), (int) (match->end - match->start), text + match->start);
        for (guint k = 0; k < match->n_captures; k++)
            printf (" %s=\"%s\"", match->captures[k].name, match->captures[k].text);
        printf ("\n");
    }
    if (limited)
        printf ("match limit hit by %s\n", limited);
}

int
main (int argc, char **argv)
{
    const char *text = NULL;
    gboolean list = argc > 1 && g_str_equal (argv[1], "--list");
    int status = 0;

    if (list)
        printf ("extern const char *const rules_that_hold[];\nconst char *const rules_that_hold[] = {\n");

    for (int i = 1 + list; i < argc; i++) {
        if (g_str_equal (argv[i], "--try") && i + 1 < argc) {
            text = argv[++i];
            continue;
        }
        g_autoptr (GError) error = NULL;
        gint64 before = g_get_monotonic_time ();
        g_autoptr (rules_t) rules = rules_load (argv[i], &error);
        if (list) {
            if (rules)
                printf ("    \"%s\",\n", rules_hash (rules));
            continue;
        }
        if (!rules) {
            fprintf (stderr, "%s\n", error->message);
            status = 1;
            continue;
        }
        if (text)
            try_text (rules, text);
        else
            printf ("%s: %u rules, %.1f ms\n", argv[i], rules_count (rules),
                    (g_get_monotonic_time () - before) / 1000.0);
    }
    if (list)
        printf ("    0\n};\n");
    return status;
}
