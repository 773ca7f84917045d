/* The rule-file parser: a file is refused with its mistakes, or its rules match within their limits. */
#include <string.h>

#include "common/rules.h"
#include "tests/fuzz/fuzz.h"

static const char subject[] =
    "On 01/02/2014 the patient had 50 % relief at L4-5 for 6 weeks; aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!";

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t length)
{
    int file = fuzz_file (bytes, length);
    g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", file);
    g_autoptr (GError) error = NULL;
    rules_default_match_limit (10000);
    g_autoptr (rules_t) rules = rules_load (path, &error);
    g_assert ((rules == NULL) == (error != NULL));
    if (rules) {
        const char *limited = NULL;
        g_autoptr (GPtrArray) matches = rules_match (rules, subject, strlen (subject), 0, strlen (subject), &limited);
        for (guint i = 0; i < matches->len; i++) {
            const struct rule_match *match = matches->pdata[i];
            g_assert (match->start <= match->end && match->end <= strlen (subject));
        }
        rules_resolve_overlaps (matches);
    }
    close (file);
    return 0;
}
