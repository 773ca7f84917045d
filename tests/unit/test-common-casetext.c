/* A case as text: its members found, its evidence cut out and parsed piece by piece, and what is no case refused. */
#include <glib.h>
#include <string.h>

#include "common/casetext.h"
#include "common/record.h"

static void
test_member (void)
{
    static const struct {
        const char *text, *value;
        int at; /* where a new member would go, where there is none of the name */
    } CASES[] = {
        { "{\"k\":[1, {\"k\":2}] , \"a\":3}", "[1, {\"k\":2}]", 0 },
        { " { \"a\" : \"}\\\",{\" , \"k\" : null }", "null", 0 },
        { "{\"a\":{\"k\":1},\"k\":\"x\"}", "\"x\"", 0 },
        { "{}", NULL, 1 },
        { "{\"a\":1 }", NULL, 6 },
        { "[1]", NULL, -1 },
        { "{\"a\":", NULL, -1 },
        { "{\"a\" 1}", NULL, -1 },
        { "", NULL, -1 },
    };
    for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++) {
        const char *start, *end;
        gboolean found = casetext_member (CASES[i].text, "k", &start, &end);
        g_assert_cmpint (found, ==, CASES[i].value != NULL);
        g_autofree char *value = found ? g_strndup (start, (gsize) (end - start)) : NULL;
        g_assert_cmpstr (value, ==, CASES[i].value);
        if (!found)
            g_assert_cmpint (start != NULL ? (int) (start - CASES[i].text) : -1, ==, CASES[i].at);
    }
}

static void
test_evidence (void)
{
    static const char TEXT[] = "{\"a\":1,\"evidence\":[{\"id\":\"X1\",\"quote\":\"[},\\\"\"} , 7,{\"quote\":\"\"}, "
                               "{\"id\":\"X2\",\"page\":3}\n],\"b\":[2]}\n";
    g_autoptr (GError) error = NULL;
    g_autoptr (casetext_t) casetext = casetext_parse (g_strdup (TEXT), strlen (TEXT), &error);
    g_assert_no_error (error);
    g_assert_cmpstr (casetext_text (casetext), ==, TEXT);
    g_autofree char *rest = record_print (casetext_json (casetext), FALSE);
    g_assert_cmpstr (rest, ==, "{\"a\":1,\"evidence\":[],\"b\":[2]}");
    g_assert_cmpuint (casetext_evidence_count (casetext), ==, 4);
    cJSON *item = casetext_evidence_find (casetext, "X2");
    g_assert_cmpfloat (record_number (item, "page", 0), ==, 3);
    cJSON_Delete (item);
    item = casetext_evidence (casetext, 0);
    g_assert_cmpstr (record_string (item, "quote"), ==, "[},\"");
    cJSON_Delete (item);
    g_assert_null (casetext_evidence_find (casetext, "X3"));
    g_assert_null (casetext_evidence_find (casetext, NULL));
    casetext_drop_json (casetext);
    g_assert_null (casetext_json (casetext));
}

static void
test_without_evidence (void)
{
    static const char *const TEXTS[] = { "{}", "{\"a\":1}", "{\"evidence\":[]}", "{\"evidence\": [ ] }",
                                         "{\"evidence\":null}" };
    for (gsize i = 0; i < G_N_ELEMENTS (TEXTS); i++) {
        g_autoptr (GError) error = NULL;
        g_autoptr (casetext_t) casetext = casetext_parse (g_strdup (TEXTS[i]), strlen (TEXTS[i]), &error);
        g_assert_no_error (error);
        g_assert_cmpuint (casetext_evidence_count (casetext), ==, 0);
        g_assert_null (casetext_evidence_find (casetext, "X1"));
    }
}

static void
test_refused (void)
{
    static const char *const TEXTS[] = {
        "",
        "[]",
        "7",
        "{\"evidence\":[}",
        "{\"evidence\":[1,]}",
        "{\"evidence\":[,1]}",
        "{\"evidence\":[1 2]}",
        "{\"evidence\":[{\"id\":}]}",
        "{\"evidence\":[{\"id\":1,\"ID\":2}]}",
        "{\"evidence\":[\"\\u0000\"]}",
        "{\"evidence\":[{}]",
        "{\"evidence\":[{}]]}",
        "{\"evidence\":[{}]} x",
        "{\"evidence\":[{}],\"evidence\":[]}",
        "{\"evidence\":[\"\xff\"]}",
        "{\"a\":1,\"evidence\":[{}],}",
    };
    for (gsize i = 0; i < G_N_ELEMENTS (TEXTS); i++) {
        g_autoptr (GError) error = NULL;
        g_assert_null (casetext_parse (g_strdup (TEXTS[i]), strlen (TEXTS[i]), &error));
        g_assert_error (error, RECORD_ERROR, RECORD_ERROR_BROKEN);
    }
    g_autoptr (GError) error = NULL;
    g_assert_null (casetext_parse (g_memdup2 ("{}\0}", 5), 4, &error));
    g_assert_error (error, RECORD_ERROR, RECORD_ERROR_BROKEN);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/casetext/member", test_member);
    g_test_add_func ("/casetext/evidence", test_evidence);
    g_test_add_func ("/casetext/none", test_without_evidence);
    g_test_add_func ("/casetext/refused", test_refused);
    return g_test_run ();
}
