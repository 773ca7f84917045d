/* Putting a member into JSON text without touching another byte. */
#include <glib.h>

#include "stages/check/splice.h"

static void
test_splice (void)
{
    static const struct {
        const char *text, *expected;
    } CASES[] = {
        { "{}", "{\"k\":1}" },
        { " { } \n", " { \"k\":1} \n" },
        { "{\"a\":2}\n", "{\"a\":2,\"k\":1}\n" },
        { "{\n \"a\": [1, {\"k\": 0}]\n}\n", "{\n \"a\": [1, {\"k\": 0}],\"k\":1\n}\n" },
        { "{\"k\":[{}],\"a\":2.50}", "{\"k\":1,\"a\":2.50}" },
        { "{ \"a\" : \"}\\\",{\" , \"k\" : null }", "{ \"a\" : \"}\\\",{\" , \"k\" : 1 }" },
        { "{\"a\":\"k\",\"kk\":3}", "{\"a\":\"k\",\"kk\":3,\"k\":1}" },
        { "[1]", NULL },
        { "", NULL },
        { "{\"a\":", NULL },
        { "{\"a", NULL },
        { "{\"a\":\"x", NULL },
    };
    for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++) {
        g_autofree char *got = splice_member (CASES[i].text, "k", "1");
        g_assert_cmpstr (got, ==, CASES[i].expected);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/check/splice", test_splice);
    return g_test_run ();
}
