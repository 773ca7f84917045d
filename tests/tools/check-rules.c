/* check-rules FILE.rules...: loads rule files as a stage would and prints their mistakes; with --try TEXT, what they find
 * in it. For whoever edits a rule file. With --image OUT, writes the image that case-extract is linked with; what does
 * not hold is left for case-extract to say. */
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

static int
write_image (const char *out, const char *const *paths, guint n)
{
    g_autoptr (GByteArray) image = rules_image (paths, n);
    g_autoptr (GError) error = NULL;

    if (g_file_set_contents (out, (const char *) image->data, image->len, &error))
        return 0;
    fprintf (stderr, "%s\n", error->message);
    return 1;
}

int
main (int argc, char **argv)
{
    const char *text = NULL;
    int status = 0;

    if (argc > 2 && g_str_equal (argv[1], "--image"))
        return write_image (argv[2], (const char *const *) argv + 3, (guint) argc - 3);
    for (int i = 1; i < argc; i++) {
        if (g_str_equal (argv[i], "--try") && i + 1 < argc) {
            text = argv[++i];
            continue;
        }
        g_autoptr (GError) error = NULL;
        gint64 before = g_get_monotonic_time ();
        g_autoptr (rules_t) rules = rules_load (argv[i], &error);
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
    return status;
}
